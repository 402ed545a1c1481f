"""The one door to the web: an address goes in; a whole answer of bounded size and time comes out, or a named error."""

from __future__ import annotations

import math
import socket
import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType, TracebackType
from typing import Final, Self

import httpx

from curation.connection import Deadline, Lines, is_inside
from curation.errors import (
    CutShort,
    EmptyAnswer,
    Garbled,
    HttpError,
    SourceError,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    UnsafeAddress,
)
from curation.model import Fetched, NotModified, Ref, Validators

PROJECT: Final = "https://github.com/cartong/dragoman"
ACCEPT: Final = "text/html,application/xhtml+xml,application/pdf,application/xml;q=0.9,*/*;q=0.8"
NO_ROUTES: Final[Mapping[str, str]] = MappingProxyType({})
STEP: Final = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much a single answer may take."""

    connect_seconds: float = 5
    read_seconds: float = 20
    total_seconds: float = 60
    bytes: int = 50_000_000
    redirects: int = 5


USUAL: Final = Limits()


def user_agent(contact: str = "") -> str:
    """How we name ourselves to publishers: the program, what it is for, and whom to write to, if the operator says."""
    try:
        release = version("dragoman")
    except PackageNotFoundError:
        release = "0"
    return f"Dragoman/{release} (+{PROJECT}; responsible data monitoring{contact and f'; {contact}'})"


USER_AGENT: Final = user_agent()


class Fetcher:
    """Fetches addresses, from several threads if need be; use it in a `with` block.

    `routes` sends an origin ("http://sample.dragoman.localhost") to a server on this machine ("http://127.0.0.1:8123").
    """

    def __init__(
        self, limits: Limits = USUAL, user_agent: str = USER_AGENT, routes: Mapping[str, str] = NO_ROUTES
    ) -> None:
        self._limits = limits
        self._lines = Lines(routes)
        # Only gzip, because its expansion can be bounded here.
        self._manners = (
            (b"User-Agent", user_agent.encode("ascii", errors="replace")),
            (b"Accept-Encoding", b"gzip"),
            (b"Accept-Language", b"en"),
        )
        step = limits.read_seconds
        self._timeouts = {"connect": limits.connect_seconds, "read": step, "write": step, "pool": step}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()

    def fetch(
        self,
        address: Ref | str,
        known: Validators | None = None,
        accept: str = ACCEPT,
        *,
        local: bool = False,
        before: Callable[[str], None] | None = None,
    ) -> Fetched | NotModified:
        """The whole answer, or `NotModified` when the server says that nothing changed since `known`.

        `local` lets the address stand on this machine or its network, which is refused otherwise, also after a redirect
        and whatever the name resolves to. `before` is called with each address that is about to be asked, and may
        wait, or raise to forbid it.
        """
        asked = address.url if isinstance(address, Ref) else address
        deadline = Deadline(self._limits.total_seconds)
        url = _web_address(asked)
        for _ in range(self._limits.redirects + 1):
            if before is not None:
                before(str(url))
            with _in_plain_words(str(url), self._limits, deadline), deadline.running():
                answer = self._one_step(url, {"Accept": accept, **_conditions(known, str(url))}, local)
            if not isinstance(answer, httpx.URL):
                return NotModified(asked) if isinstance(answer, NotModified) else answer
            url = answer
        raise TooManyRedirects(asked, self._limits.redirects)

    def _one_step(self, url: httpx.URL, headers: Mapping[str, str], local: bool) -> Fetched | NotModified | httpx.URL:
        """One request: what it answers, or where it sends on to."""
        raw = [
            *self._manners,
            *((name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()),
        ]
        with closing(self._lines.get(url, raw, self._timeouts, local=local)) as response:
            if response.has_redirect_location:
                return _next_address(url, response.headers["location"])
            if response.status_code == httpx.codes.NOT_MODIFIED and _is_conditional(headers):
                for _ in response.iter_raw():
                    """It has no body; only when that is seen can its connection be used again."""
                return NotModified(str(url))
            # 202 and 206 are successes too, and neither is the document.
            if response.status_code not in {httpx.codes.OK, httpx.codes.NON_AUTHORITATIVE_INFORMATION}:
                raise HttpError(str(url), response.status_code, _retry_after(response.headers))
            content = _body(response, str(url), self._limits.bytes)
            return _fetched(response, str(url), content)


@contextmanager
def _in_plain_words(url: str, limits: Limits, deadline: Deadline) -> Iterator[None]:
    """Turns what httpx raises into our errors; whatever happens after the deadline happened because of it."""
    try:
        yield
    except httpx.TransportError as error:
        if not deadline.passed:
            raise _named(error, url, limits) from error
    except (httpx.InvalidURL, UnicodeError) as error:  # the second for a host name that no server can have
        raise Garbled(url, f"a redirect location that is no address ({error})") from error
    except SourceError:
        if not deadline.passed:
            raise
    if deadline.passed:
        raise TooSlow(url, limits.total_seconds)


def _named(error: httpx.TransportError, url: str, limits: Limits) -> SourceError:
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error):
        return Garbled(url, str(error))
    return Unreachable(url, _why(error, limits))


def _why(error: httpx.TransportError, limits: Limits) -> str:
    """The reason in a few words."""
    if isinstance(error, httpx.ConnectTimeout):
        return f"no answer within {limits.connect_seconds:g} s"
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {limits.read_seconds:g} s"
    if isinstance(error, httpx.ProxyError):
        return f"the proxy refused ({error})"
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return "the name service does not answer" if cause.errno == socket.EAI_AGAIN else "no such host"
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid ({cause.verify_message})"
        if isinstance(cause, ssl.SSLError):
            return "no secure connection could be made"
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return "the server closed the connection without an answer"
    return str(error) or type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _conditions(known: Validators | None, url: str) -> dict[str, str]:
    """The headers that ask "has it changed?"; a redirect may lead elsewhere than the last time."""
    if known is None or known.of not in ("", url):
        return {}
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in asked.items() if value}


def _is_conditional(headers: Mapping[str, str]) -> bool:
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _web_address(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise UnsafeAddress(text) from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise UnsafeAddress(text)
    return url


def _next_address(url: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads; from the web, never into this machine or its network."""
    try:
        # A fragment is for the reader's browser; a server would be asked for it.
        target = url.join(location).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise Garbled(str(url), f"a redirect location that is no address ({location[:80]})") from error
    target = _web_address(str(target))
    if is_inside(target.host) and not is_inside(url.host):
        raise UnsafeAddress(str(target), "a redirect from the web into the local network")
    return target


def _retry_after(headers: httpx.Headers) -> int | None:
    """How many seconds the server asks for, in either of the two ways of saying it."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return int(said[:10])  # three hundred years, for whoever sends more figures
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    # "-0000" gives a time without a zone; HTTP dates are always UTC.
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, math.ceil((at - datetime.now(UTC)).total_seconds()))


def _body(response: httpx.Response, url: str, limit: int) -> bytes:
    """The whole body, decompressed, as long as it stays within the limit."""
    if int(response.headers.get("content-length") or 0) > limit:
        raise TooLarge(url, limit)
    content = bytearray()
    try:
        for piece in _plain(response.iter_raw(STEP), response.headers.get("content-encoding", ""), url):
            content += piece
            if len(content) > limit:
                raise TooLarge(url, limit)
    except (httpx.RemoteProtocolError, httpx.ReadError) as error:
        raise CutShort(url) from error
    if not content.strip():
        raise EmptyAnswer(url)
    return bytes(content)


def _plain(pieces: Iterable[bytes], encoding: str, url: str) -> Iterator[bytes]:
    """The body as it was before compression, a bounded piece at a time: 1 kB of gzip can hold 1 MB."""
    match encoding.strip().lower():
        case "" | "identity":
            yield from pieces
        case "gzip" | "x-gzip" | "deflate":
            yield from _inflated(pieces, url)
        case other:
            raise Garbled(url, f"compressed as {other}, which was not asked for")


def _inflated(pieces: Iterable[bytes], url: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)  # gzip or zlib, as its first bytes say
    try:
        for piece in pieces:
            while piece and not inflater.eof:
                yield inflater.decompress(piece, STEP)
                piece = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error as error:
        raise Garbled(url, "broken compression") from error
    if not inflater.eof:
        raise CutShort(url)


def _fetched(response: httpx.Response, url: str, content: bytes) -> Fetched:
    headers = response.headers
    return Fetched(
        url=url,
        content=content,
        media_type=headers.get("content-type", "application/octet-stream").partition(";")[0].strip().lower(),
        charset=(response.charset_encoding or "").lower(),
        canonical=_canonical(response, url),
        validators=Validators(headers.get("etag", ""), headers.get("last-modified", ""), url),
        links=headers.get("link", ""),
    )


def _canonical(response: httpx.Response, url: str) -> str:
    """The address of `Link: <...>; rel="canonical"`, if the header is there and makes sense."""
    try:
        named = response.links.get("canonical", {}).get("url", "")
        return str(httpx.URL(url).join(named)) if named else ""
    except httpx.InvalidURL:
        return ""
