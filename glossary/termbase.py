"""Terms, and finding them in English text: whole words only, the longest first, plurals and spellings folded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple


class Status(StrEnum):
    """What the keeper decided: `approved` is shown and checked, `proposed` only shown, `deprecated` only kept."""

    APPROVED = "approved"
    PROPOSED = "proposed"
    DEPRECATED = "deprecated"


# The life of data, in its order; a term may belong to several stages, or to all.
STAGES: Final = ("planification", "collecte", "traitement", "analyse", "partage", "archivage", "destruction")


@dataclass(frozen=True, slots=True)
class Term:
    """An English term, the French to use for it, and what a reviewer may want to know.

    `synonyms` are other English forms; `origin` tells where the French comes from; `definition` is in French.
    `gender` is that of `target`: "m", "f", "m pl" or "f pl", else ""; `example` is an English sentence and its French.
    `inflected` are French forms of `target` that no rule makes; `why` tells why `forbidden` forms are wrong; `stages`
    are those of the data's life it belongs to (`STAGES`). An English word of several senses has rules: it is this term
    `only_with` one of these English words in its sentence, and never with one of `not_with`.
    """

    source: str
    target: str
    status: Status = Status.APPROVED
    tolerated: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    part_of_speech: str = ""
    gender: str = ""
    case_sensitive: bool = False
    definition: str = ""
    note: str = ""
    origin: str = ""
    synonyms: tuple[str, ...] = ()
    domain: str = ""
    do_not_translate: bool = False
    example: tuple[str, str] = ("", "")
    stages: tuple[str, ...] = ()
    inflected: tuple[str, ...] = ()
    why: str = ""
    only_with: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term where it stands in a text: `found` is `text[start:end]`, as it was written there."""

    start: int
    end: int
    term: Term
    found: str


class TermBase:
    """The terms of a glossary, ready to be looked up.

    Two terms with the same English (homographs) are both found, at the same place, unless the words around them tell
    which of them is meant.
    """

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self._terms = tuple(terms)
        self._by_source = {term.source: term for term in reversed(self._terms)}
        self._beginnings = _Branch()
        for form in _forms(self._terms):
            branch = self._beginnings
            for word in form.stems:
                branch = branch.next.setdefault(word, _Branch())
            branch.forms.append(form)

    def __len__(self) -> int:
        return len(self._terms)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change when any term does; the order of the terms does not count."""
        return _digest("\n".join(sorted(repr(astuple(term)) for term in self._terms)))[:16]

    def get(self, source: str) -> Term | None:
        """The term whose English is exactly this, whatever its status; the first one among homographs."""
        return self._by_source.get(source)

    def entries(self, text: str) -> tuple[tuple[str, str], ...]:
        """The approved terms of an English text, each once, with eight digits that change when its French does."""
        entries: dict[str, list[str]] = {}
        for match in self.find(text):
            if match.term.status is Status.APPROVED:
                entries.setdefault(match.term.source, []).append(_french_of(match.term))
        return tuple((source, _digest("".join(sorted(set(french))))[:8]) for source, french in sorted(entries.items()))

    def find(self, text: str) -> list[TermMatch]:
        """The approved and proposed terms in an English text, in reading order; only homographs share a place.

        An approved term wins over a proposed one, then the longer over the shorter, then the earlier over the later.
        """
        words = _words(text)
        found = sorted(self._candidates(words, text), key=_rank)
        taken: set[int] = set()
        matches = []
        for first, last, forms in found:
            if taken.isdisjoint(range(first, last)):
                taken.update(range(first, last))
                start, end = words.starts[first], words.ends[last - 1]
                matches += [TermMatch(start, end, form.term, text[start:end]) for form in forms]
        return sorted(matches, key=lambda match: match.start)

    def _candidates(self, words: _Words, text: str) -> Iterator[_Candidate]:
        """Every run of whole words that is a term, as (first word, word after the last, forms)."""
        shouted = _is_shouted(text)
        for first, last, forms in self._runs(words.stems):
            if words.is_whole(first, last):
                agreeing = [form for form in forms if form.agrees(words.texts, first, shouted=shouted)]
                meant = _meant(agreeing, words.stems)
                if meant:
                    yield first, last, meant

    def _runs(self, stems: Sequence[str]) -> Iterator[_Candidate]:
        """Every run of words that a form has, whatever stands around it; most words begin none."""
        beginnings = self._beginnings.next
        for first, word in enumerate(stems):
            branch, last = beginnings.get(word), first
            while branch is not None:
                last += 1
                if branch.forms:
                    yield first, last, branch.forms
                branch = branch.next.get(stems[last]) if last < len(stems) else None


def _french_of(term: Term) -> str:
    """What of a term decides which French is right."""
    return repr((term.target, term.tolerated, term.forbidden, term.do_not_translate))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Words(NamedTuple):
    """The words and punctuation marks of a text, side by side; `joined` are those that a hyphen ties to the one before.

    One object for each of the thousand words of a page would take longer to make than to look up.
    """

    starts: list[int]
    ends: list[int]
    texts: list[str]
    stems: list[str]
    joined: set[int]

    def is_whole(self, first: int, last: int) -> bool:
        """Whether no hyphen ties the run to a word outside it: SARS is not a word of SARS-CoV-2."""
        return not self.joined or (first not in self.joined and last not in self.joined)


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a term in English; `held` are those of its words that keep their case, with their places."""

    stems: tuple[str, ...]
    held: tuple[tuple[int, str], ...]
    term: Term
    only_with: tuple[str, ...]
    not_with: tuple[str, ...]

    def agrees(self, written: Sequence[str], first: int, *, shouted: bool) -> bool:
        """Whether the case fits: an acronym is found in capitals only, and never in a heading that is all capitals.

        "WHO WE ARE" says nothing of the organisation; a lone acronym does.
        """
        if not self.held:
            return True
        return not shouted and all(written[first + place] in (word, f"{word}s") for place, word in self.held)


@dataclass(slots=True)
class _Branch:
    """Where some words lead: the forms that they are, and the words by which they may go on."""

    forms: list[_Form] = field(default_factory=list)
    next: dict[str, _Branch] = field(default_factory=dict)


def _meant(forms: list[_Form], stems: list[str]) -> list[_Form]:
    """The senses that the sentence allows; those that its words ask for go before those that fit anywhere."""
    if not any(form.only_with or form.not_with for form in forms):
        return forms
    sentence = f" {' '.join(stems)} "
    allowed = [form for form in forms if not any(phrase in sentence for phrase in form.not_with)]
    asked_for = [form for form in allowed if any(phrase in sentence for phrase in form.only_with)]
    return asked_for or [form for form in allowed if not form.only_with]


def _phrases(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {' '.join(_words(text).stems)} " for text in texts)


_Candidate = tuple[int, int, list[_Form]]


def _rank(candidate: _Candidate) -> tuple[bool, int, int]:
    first, last, forms = candidate
    return all(form.term.status is Status.PROPOSED for form in forms), first - last, first


def _forms(terms: Iterable[Term]) -> Iterator[_Form]:
    for term in terms:
        if term.status is Status.DEPRECATED:
            continue
        for english in dict.fromkeys((term.source, *term.synonyms)):
            words = _words(english)
            if words.stems:
                rules = (_phrases(term.only_with), _phrases(term.not_with))
                yield _Form(tuple(words.stems), tuple(_held(words.texts, term)), term, *rules)


def _held(words: Iterable[str], term: Term) -> Iterator[tuple[int, str]]:
    for place, word in enumerate(words):
        if term.case_sensitive or (len(word) > 1 and word.isupper()):
            yield place, word


_HYPHEN: Final = "-\u2010\u2011"
_TOKEN: Final = re.compile(
    rf"(?P<joint>(?<=\w)[{_HYPHEN}](?=\w))"
    r"|(?P<word>\w+(?:\u00ad\w+)*)(?:['’][sS](?!\w)|(?<=[sS])['’](?!\w))?"  # a possessive is not part of the word
    r"|(?P<mark>[^\w\s\u00ad])"
)


def _words(text: str) -> _Words:
    """Words and punctuation marks; spaces and hyphens between words only part them."""
    words = _Words([], [], [], [], set())
    starts, ends, texts, stems, joined = words
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "joint":
            joined.add(len(stems))
            continue
        start, end = match.span(kind)
        written = text[start:end].replace("\u00ad", "")
        starts.append(start)
        ends.append(end)
        texts.append(written)
        stems.append(stem(written))
    return words


def _is_shouted(text: str) -> bool:
    return text.isupper() and len(text.split()) > 1


_IRREGULAR: Final = {
    "analyses": "analysis",
    "bases": "basis",
    "center": "centre",
    "centers": "centre",
    "children": "child",
    "crises": "crisis",
    "criteria": "criterion",
    "hypotheses": "hypothesis",
    "men": "man",
    "news": "news",
    "program": "programme",
    "programs": "programme",
    "series": "series",
    "women": "woman",
}
_AMERICAN: Final = re.compile(r"(?<=[a-z]{3}[iy])z(?=(?:e[ds]?|ers?|ing|ations?)$)")
_PLURALS: Final = (
    (re.compile(r"(?<=[a-z]{2})ies$"), "y"),
    (re.compile(r"(?<=s|x|z)es$|(?<=[cs]h)es$"), ""),
    (re.compile(r"(?<=[a-z]{2})(?<![sui])s$"), ""),
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What the spellings and the plural of an English word have in common; not always a word itself."""
    folded = word.casefold()
    if folded in _IRREGULAR:
        return _IRREGULAR[folded]
    folded = _AMERICAN.sub("s", folded)
    for plural, singular in _PLURALS:
        if plural.search(folded):
            return _final_e(plural.sub(singular, folded))
    return _final_e(folded)


def _final_e(word: str) -> str:
    """ "responses" and "cases" lose "es", so "response" and "case" lose their "e" too."""
    return re.sub(r"(?<=s|x|z)e$|(?<=[cs]h)e$", "", word)
