"""Whether the French says the glossary's words: preferred, tolerated, forbidden, or none of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

import simplemma

from glossary.termbase import Term, TermBase, TermMatch


class Use(StrEnum):
    """What the French did with a term."""

    PREFERRED = "preferred"
    TOLERATED = "tolerated"
    FORBIDDEN = "forbidden"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term of the source and what became of it; `found` is the French as it was written, "" when missing."""

    match: TermMatch
    use: Use
    found: str


def term_uses(terms: TermBase, source: str, target: str) -> list[TermUse]:
    """One use for each different word of the glossary in the source, in the order they first stand there.

    A term that comes twice and is rendered once is rendered: French repeats itself less. Proposed terms are told too;
    whoever acts on a use looks at the term's status. Homographs count as one word with all their French forms.
    """
    target = unicodedata.normalize("NFC", target)  # an accent apart from its letter would part the word
    words = _words(target)
    places = [list(group) for _, group in groupby(terms.find(source), key=lambda match: match.start)]
    firsts = list({frozenset(match.term for match in place): place for place in reversed(places)}.values())[::-1]
    good = [form for place in places for match in place for form in _good_forms(match.term)]
    shielded = {at for form in good for span in _spans(form, words, loose=False) for at in span}
    return [_use(place, target, words, shielded) for place in firsts]


def _use(place: Sequence[TermMatch], target: str, words: list[_Word], shielded: set[int]) -> TermUse:
    """Forbidden wins: a reviewer must see it even when the right word stands elsewhere in the sentence."""
    for match in place:
        for span in _wrong_spans(match.term, words):
            if not shielded.issuperset(span) and not _is_name(span, words):
                return TermUse(match, Use.FORBIDDEN, _written(span, target, words))
    for use in (Use.PREFERRED, Use.TOLERATED):
        for match in place:
            forms = [match.term.target, *match.term.inflected] if use is Use.PREFERRED else match.term.tolerated
            for span in _all_spans(forms, words, loose=True):
                return TermUse(match, use, _written(span, target, words))
    return TermUse(place[0], Use.MISSING, "")


class _Word(NamedTuple):
    """A French word or punctuation mark; two words are the same when they share a key."""

    start: int
    end: int
    text: str
    keys: frozenset[str]


_Span = range

# An elided article is a word of its own; hyphens part words, so "sous-traitant" and "sous traitant" are the same.
_WORD: Final = re.compile(r"\w+|[^\w\s\-\u2010\u2011'’\u00ad]")
# The loose reading takes "partage des données" for "partage de données", "de l’analyse" for "d’analyse".
_SMALL: Final = frozenset({"de", "du", "des", "d", "le", "la", "les", "l", "un", "une", "au", "aux", "a"})
_SINGULAR: Final = (
    (re.compile(r"(?<=\w\w\w)[sx]$"), ""),
    (re.compile(r"trice$"), "teur"),
    (re.compile(r"euse$"), "eur"),
    (re.compile(r"ive$"), "if"),
    (re.compile(r"(?<=[eiu])(?:ll|nn)e$"), lambda match: match[0][0]),
    (re.compile(r"(?<=\w\w\w)e{1,2}$"), ""),
)


def _words(text: str) -> list[_Word]:
    return [_Word(m.start(), m.end(), m[0], _keys(m[0])) for m in _WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def _keys(word: str) -> frozenset[str]:
    """The word and its lemma, without accents, plural or feminine."""
    small = word.casefold()
    folded = _folded(small)
    if folded in _SMALL or len(folded) < 3:
        return frozenset({folded})
    return frozenset({_stripped(folded), _stripped(_folded(simplemma.lemmatize(small, "fr")))})


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.replace("œ", "oe").replace("æ", "ae").casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _stripped(word: str) -> str:
    for ending, instead in _SINGULAR:
        word = ending.sub(instead, word)
    return word


@lru_cache(maxsize=20_000)
def _form(form: str, loose: bool) -> tuple[frozenset[str], ...]:
    keys = tuple(word.keys for word in _words(form))
    return tuple(key for key in keys if key.isdisjoint(_SMALL)) if loose else keys


def _good_forms(term: Term) -> tuple[str, ...]:
    return (term.target, *term.inflected, *term.tolerated)


def _wrong_spans(term: Term, words: list[_Word]) -> Iterator[_Span]:
    return _all_spans(term.forbidden, words, loose=False)


def _all_spans(forms: Iterable[str], words: list[_Word], *, loose: bool) -> Iterator[_Span]:
    for form in forms:
        yield from _spans(form, words, loose=loose)


def _spans(form: str, words: list[_Word], *, loose: bool) -> Iterator[_Span]:
    """Where a form stands among the words; loosely, articles do not count and one more word may come in between."""
    keys = _form(form, loose)
    if not keys:
        return
    for first in range(len(words)):
        last = _end(keys, words, first, loose=loose)
        if last:
            yield range(first, last)


def _end(keys: tuple[frozenset[str], ...], words: list[_Word], first: int, *, loose: bool) -> int:
    """The word after the form that starts at `first`, 0 when it does not stand there."""
    at, spare = first, 0
    for key in keys:
        while loose and at < len(words) and at > first and words[at].keys.isdisjoint(key):
            spare -= words[at].keys.isdisjoint(_SMALL)
            if spare < 0 or not words[at].text.isalnum():
                return 0
            at += 1
        if at >= len(words) or words[at].keys.isdisjoint(key):
            return 0
        at, spare = at + 1, 1
    return at


def spans_of(form: str, target: str) -> Iterator[tuple[int, int]]:
    """From where to where in a French text a form stands, whatever its inflection."""
    words = _words(target)
    for span in _spans(form, words, loose=True):
        yield words[span[0]].start, words[span[-1]].end


def _is_name(span: _Span, words: list[_Word]) -> bool:
    """Whether the words are a proper name, "Open Data Charter": a capital where French would have none."""
    if not _is_capitalised(words[span[0]]):
        return False
    starts_sentence = span[0] == 0 or words[span[0] - 1].text in ".!?:;«•–—"
    after = span[-1] + 1
    return not starts_sentence or (after < len(words) and _is_capitalised(words[after]))


def _is_capitalised(word: _Word) -> bool:
    return word.text[0].isupper() and word.text[1:].islower()


def _written(span: _Span, target: str, words: list[_Word]) -> str:
    return target[words[span[0]].start : words[span[-1]].end]
