"""French from a LibreTranslate server. The text leaves this machine, which is off by default and said aloud each time.

Written after LibreTranslate's own `app.py`: `/translate` takes a list of texts and refuses with 400 what goes over its
limits, with 403 a wrong key, with 429 who asks too often.
"""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from translation.engine import SPOILT, Aligner, Hypothesis
from translation.guards import faults, spoilt
from translation.marks import Alignment
from translation.placeables import KEPT_WHOLE, kept_whole_and, nothing_to_translate
from translation.server import (
    KEY_VARIABLE,
    KeyRefused,
    SendsElsewhere,
    Server,
    ServerBusy,
    ServerError,
    ServerUnreachable,
    WrongAnswer,
    server_at,
)
from translation.wording import chunks, figures_put_right, fitted, worded

if TYPE_CHECKING:
    import httpx

    from glossary.termbase import TermBase

__all__ = ["KEY_VARIABLE", "LibreTranslator", "server_at"]

# Each next way is tried on the texts that came out with something lost; the least faulty French is kept.
_HOLDS: Final = (KEPT_WHOLE, kept_whole_and((), numbers=True), None)
_TEXTS_AT_ONCE: Final = 32  # few enough for a slow server to answer in time
_LETTERS_AT_ONCE: Final = 4_000
_LONGEST: Final = 600  # letters; such servers mostly run Argos's models, which lose the end of what is much longer
_SECONDS_TO_CONNECT: Final = 10
_SECONDS_TO_ANSWER: Final = 300
_LARGEST_ANSWER: Final = 4_000_000
_BUSY: Final = frozenset({429, 502, 503, 504})
_TOO_MUCH: Final = frozenset({400, 413})
_WAITS: Final = (5.0, 15.0, 60.0)  # LibreTranslate counts what one may ask by the minute
_LONGEST_WAIT: Final = 120.0


class LibreTranslator:
    """Translates by a server; of another engine it has only which French words render which English ones.

    Addresses and placeholders are held back and put into the French; only a text that came out with one lost is sent
    whole. Terms are not enforced, since a server does not tell what its model attended to: the checks say which are
    broken. A TITLE LIKE THIS goes in small letters. What model a server runs is its own affair: `fingerprint` tells
    servers apart, not their models.

    After a failure that the next text would meet as well, the server is not asked again: every document would wait for
    the same in vain. `tell` hears what leaves before it does; `key` is sent with the texts, and shown nowhere.
    """

    def __init__(
        self,
        url: str,
        *,
        aligner: Callable[[], Aligner],
        key: str = "",
        tell: Callable[[str], None] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.server = server_at(url)
        self.fingerprint = f"libretranslate/{self.server.name}/2"
        self._aligner, self._tell = aligner, tell or _on_standard_error
        self._asking = _Asking(self.server, key, pause)
        self._down: ServerError | None = None

    def translate(self, texts: Sequence[str], *, terms: TermBase | None = None) -> list[Hypothesis]:
        """One French text for each English one, in order; ServerError when the server does not give them all.

        Empty text, figures and addresses come back as they are and are not sent; line breaks and tabs count as spaces.
        The server does not say how sure it is: the score is None, but for a French that is empty or repeats itself.
        """
        french = self._least_faulty([text for text in dict.fromkeys(texts) if not nothing_to_translate(text)])
        return [_hypothesis(text, french[text]) if text in french else Hypothesis(text, 0.0) for text in texts]

    def align(self, pairs: Sequence[tuple[str, str]]) -> list[Alignment]:
        """For each English text and its French, as the model of this machine sees it: what renders what."""
        return self._aligner().align(pairs)

    def _least_faulty(self, texts: Sequence[str]) -> dict[str, str]:
        best: dict[str, str] = {}
        said: dict[str, str] = {}
        for hold in _HOLDS:
            faulty = [text for text in texts if text not in best or faults(text, best[text])]
            wordings = [worded(text, _case_of(text), hold=hold) for text in faulty]
            said |= self._said([*dict.fromkeys(w.text for w in wordings if w.text not in said)])
            for text, wording in zip(faulty, wordings, strict=True):
                french = figures_put_right(text, wording.given_back(fitted(wording.text, said[wording.text])))
                if text not in best or faults(text, french) < faults(text, best[text]):
                    best[text] = french
        return best

    def _said(self, texts: Sequence[str]) -> dict[str, str]:
        """What the server says for each text, longer ones in parts."""
        if not texts:
            return {}
        if self._down:
            raise self._down
        self._tell(_leaving(self.server, texts))
        try:
            return self._asking.french(texts)
        except ServerError as error:
            self._down = error if error.lasting else None
            raise


def _case_of(text: str) -> Callable[[str], str]:
    """How the words of a title in capitals are written: small; one word alone may be an acronym and stays."""
    return str.lower if " " in text.strip() else str


def _hypothesis(source: str, french: str) -> Hypothesis:
    return Hypothesis(french, SPOILT if spoilt(source, french) else None)


def _leaving(server: Server, texts: Sequence[str]) -> str:
    many = f"{len(texts)} text{'s' * (len(texts) != 1)} ({sum(map(len, texts))} characters)"
    if server.is_near:
        return f"{many} for the translation server {server.name} on this machine."
    open_to_all = "" if server.is_encrypted else " The way there is not encrypted (http): others may read along."
    return f"WARNING: {many} leave this machine now, for the translation server {server.name}.{open_to_all}"


def _on_standard_error(words: str) -> None:
    print(f"dragoman: {words}", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def value(self) -> Any:
        """The JSON value of the body, None where there is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def error(self) -> str:
        """What the server says went wrong, in one short line."""
        value = self.value()
        said = value.get("error") if isinstance(value, dict) else None
        return _readable(str(said))[:200] if said else f"it answered {self.status}"


class _Asking:
    """Puts texts to a server in portions that it takes, and waits when it says so."""

    def __init__(self, server: Server, key: str, pause: Callable[[float], None]) -> None:
        self._server, self._key, self._pause = server, key, pause
        self._texts_at_once = _TEXTS_AT_ONCE
        self._letters_at_once = 0  # not yet known

    def french(self, texts: Sequence[str]) -> dict[str, str]:
        with self._connected() as client:
            self._learn_limits(client)
            longest = min(_LONGEST, self._letters_at_once)
            parts = {text: [part.strip() for part in chunks(text, len, longest)] for text in texts}
            french = self._translated(client, [*dict.fromkeys(part for whole in parts.values() for part in whole)])
        return {text: " ".join(french[part] for part in whole) for text, whole in parts.items()}

    @contextmanager
    def _connected(self) -> Iterator[httpx.Client]:
        import httpx

        timeout = httpx.Timeout(_SECONDS_TO_ANSWER, connect=_SECONDS_TO_CONNECT)
        with httpx.Client(timeout=timeout, follow_redirects=False, headers={"Accept-Language": "en"}) as client:
            try:
                yield client
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise ServerUnreachable(self._server.name, str(error) or type(error).__name__) from error

    def _learn_limits(self, client: httpx.Client) -> None:
        """What the server says of itself; one that does not say has no limit that we know of."""
        if self._letters_at_once:
            return
        said = self._fetched(client, "GET", "/frontend/settings").value()
        settings = said if isinstance(said, dict) else {}
        if settings.get("keyRequired") and not self._key:
            raise KeyRefused(self._server.name, "it wants an API key")
        limit = settings.get("charLimit")
        most = limit if isinstance(limit, int) and limit > 0 else _LETTERS_AT_ONCE
        self._letters_at_once = min(most, _LETTERS_AT_ONCE)

    def _translated(self, client: httpx.Client, texts: Iterable[str]) -> dict[str, str]:
        french: dict[str, str] = {}
        waiting = deque(texts)
        while waiting:
            portion = self._portion(waiting)
            answer = self._patiently(client, portion)
            if answer.status in _TOO_MUCH and len(portion) > 1 and not _is_about_the_key(answer):
                self._texts_at_once = len(portion) // 2
                continue
            french.update(zip(portion, self._read(answer, len(portion)), strict=True))
            for _ in portion:
                waiting.popleft()
        return french

    def _portion(self, waiting: Iterable[str]) -> list[str]:
        portion: list[str] = []
        letters = 0
        for text in waiting:
            letters += len(text)
            if portion and (letters > self._letters_at_once or len(portion) == self._texts_at_once):
                break
            portion.append(text)
        return portion

    def _patiently(self, client: httpx.Client, texts: Sequence[str]) -> _Answer:
        body = {"q": texts, "source": "en", "target": "fr", "format": "text"} | (
            {"api_key": self._key} if self._key else {}
        )
        for wait in (*_WAITS, None):
            answer = self._fetched(client, "POST", "/translate", body)
            if answer.status not in _BUSY:
                return answer
            wished = _retry_after(answer)
            if wait is None or (wished or 0) > _LONGEST_WAIT:
                break
            self._pause(wished or wait)
        raise ServerBusy(self._server.name, answer.error(), wished)

    def _fetched(self, client: httpx.Client, method: str, path: str, body: Any = None) -> _Answer:
        until = time.monotonic() + _SECONDS_TO_ANSWER
        with client.stream(method, self._server.url + path, json=body) as answer:
            if answer.has_redirect_location:
                raise SendsElsewhere(self._server.name, str(answer.headers["location"]))
            content = bytearray()
            for part in answer.iter_bytes():
                content += part
                if len(content) > _LARGEST_ANSWER:
                    raise WrongAnswer(self._server.name, f"the answer is larger than {_LARGEST_ANSWER // 1_000_000} MB")
                if time.monotonic() > until:
                    raise ServerUnreachable(self._server.name, f"no whole answer in {_SECONDS_TO_ANSWER} s")
            return _Answer(answer.status_code, answer.headers, bytes(content))

    def _read(self, answer: _Answer, count: int) -> list[str]:
        if answer.status in (401, 403) or _is_about_the_key(answer):
            raise KeyRefused(self._server.name, answer.error())
        if answer.status != 200:
            raise WrongAnswer(self._server.name, answer.error())
        value = answer.value()
        texts = value.get("translatedText") if isinstance(value, dict) else None
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise WrongAnswer(self._server.name, "what it answers is not LibreTranslate's; look at the address")
        if len(texts) != count:
            raise WrongAnswer(self._server.name, f"{len(texts)} texts came back for {count}")
        return [_readable(text) for text in texts]


def _is_about_the_key(answer: _Answer) -> bool:
    # So LibreTranslate refuses with 400 who has no key: "Please contact the server operator to get an API key".
    return answer.status == 400 and "api key" in answer.error().lower()


def _retry_after(answer: _Answer) -> float | None:
    """How many seconds the server asks to wait, by its count or its clock; None when it does not say."""
    from email.utils import parsedate_to_datetime

    said = answer.headers.get("retry-after", "")
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None


def _readable(text: str) -> str:
    """One line without control characters and halves of characters, which no file could hold."""
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())
