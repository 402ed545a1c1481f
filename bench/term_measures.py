"""How well translations obey a term base, as the terminology task of WMT21 measures it (Alam and others 2021).

A term counts as said in any inflected form that the term checks know. Words are compared without regard to capitals
and to the shape of apostrophes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from statistics import fmean
from typing import Final, NamedTuple

from glossary.termbase import Term, TermBase
from translation.terminology import TermUse, Use, term_uses

SAID: Final = frozenset({Use.PREFERRED, Use.TOLERATED})
_TOKEN: Final = re.compile(r"\w+(?:[-\u2010\u2011]\w+)*['’]?|[^\w\s]")
_TERM_WEIGHT: Final = 2
_LONGEST_SHIFT: Final = 8  # words
_SHIFTS: Final = 10  # at most, in one sentence


class Span(NamedTuple):
    """A stretch of a text, from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rendering:
    """What became of one term: in the engine's French, and in the reference (None: its French does not stand there)."""

    term: Term
    use: Use
    ours: Span | None
    reference: Span | None

    @property
    def said(self) -> bool:
        return self.use in SAID

    @property
    def gender(self) -> str:
        """Of the French that was said; "" where the term base does not tell it."""
        return self.term.gender if self.use is Use.PREFERRED else ""


@dataclass(frozen=True, slots=True)
class Rated:
    """A sentence, the engine's French of it and a person's, and the terms that stand in it."""

    source: str
    ours: str
    reference: str
    renderings: tuple[Rendering, ...]


def rated(terms: TermBase, source: str, ours: str, reference: str) -> Rated:
    """The sentence with one rendering for each different term in it."""
    theirs = {use.match.start: use for use in term_uses(terms, source, reference)}
    renderings = (
        Rendering(use.match.term, use.use, span_of(use, ours), span_of(theirs[use.match.start], reference))
        for use in term_uses(terms, source, ours)
    )
    return Rated(source, ours, reference, tuple(renderings))


def span_of(use: TermUse, text: str) -> Span | None:
    """Where a term was said, None if it was not."""
    if use.use not in SAID:
        return None
    found = re.search(rf"(?<!\w){re.escape(use.found)}(?!\w)", text)
    return Span(*found.span()) if found else None


# Exact match


def exact_match(sentences: Iterable[Rated], *, only_in_reference: bool = True, tolerated: bool = True) -> float | None:
    """The share of terms that the engine said; by default of those that the reference says too, as WMT21 counts."""
    counted = [
        rendering.said and (tolerated or rendering.use is Use.PREFERRED)
        for sentence in sentences
        for rendering in sentence.renderings
        if rendering.reference or not only_in_reference
    ]
    return fmean(counted) if counted else None


# Window overlap


def window_overlap(sentences: Iterable[Rated], window: int) -> float | None:
    """How many of the `window` words on each side of a term in the reference stand around it in the engine's French.

    A sentence counts with the mean over its terms that were said, with 0 when none was.
    """
    each = [found for sentence in sentences if (found := _sentence_overlap(sentence, window)) is not None]
    return fmean(each) if each else None


def _sentence_overlap(sentence: Rated, window: int) -> float | None:
    counted = [rendering for rendering in sentence.renderings if rendering.reference]
    if not counted:
        return None
    overlaps = [
        _overlap(around(sentence.ours, rendering.ours, window), around(sentence.reference, rendering.reference, window))
        for rendering in counted
        if rendering.ours and rendering.reference
    ]
    return fmean(overlaps) if overlaps else 0.0


def _overlap(ours: Sequence[str], reference: Sequence[str]) -> float:
    """A term that is a whole sentence has no words around it, and is right as it stands."""
    return (Counter(ours) & Counter(reference)).total() / len(reference) if reference else 1.0


def around(text: str, span: Span, window: int) -> list[str]:
    """The `window` words before the span and as many after it; punctuation does not count."""
    tokens = [token for token in _tokens(text) if token.text[0].isalnum()]
    before = [token.text for token in tokens if token.end <= span.start]
    after = [token.text for token in tokens if token.start >= span.end]
    return before[-window:] + after[:window]


# TERm


def one_minus_term(sentences: Iterable[Rated]) -> float | None:
    """1 less the mean edit rate of the sentences, where a wrong or missing word of a term counts twice."""
    each = [1 - term_edit_rate(sentence.ours, sentence.reference, _reference_spans(sentence)) for sentence in sentences]
    return fmean(each) if each else None


def _reference_spans(sentence: Rated) -> tuple[Span, ...]:
    return tuple(rendering.reference for rendering in sentence.renderings if rendering.reference)


@lru_cache(maxsize=50_000)
def term_edit_rate(ours: str, reference: str, terms: tuple[Span, ...]) -> float:
    """The cheapest edits that turn our words into the reference's, for each of its words; words of terms weigh double.

    Edits are those of TER: a word put in, taken out or replaced, and a run of words moved, each for 1; what is put in
    or replaced for a word of a term costs 2. An empty French costs exactly 1.
    """
    tokens = list(_tokens(reference))
    words = [token.text for token in tokens]
    weights = [_TERM_WEIGHT if any(_meets(token, term) for term in terms) else 1 for token in tokens]
    if not words:
        return 0.0
    return _edits([token.text for token in _tokens(ours)], words, weights) / sum(weights)


def _edits(ours: list[str], reference: list[str], weights: list[int]) -> int:
    """Moves runs of words while that saves more than it costs, the best first; then what is left to put in or out."""
    cost, moved = _distance(ours, reference, weights), 0
    while moved < _SHIFTS:
        ways = ((_distance(way, reference, weights), way) for way in _shifts(ours, reference, weights))
        best = min(ways, default=(cost, ours))
        if best[0] + 1 >= cost:
            break
        (cost, ours), moved = best, moved + 1
    return cost + moved


def _shifts(ours: list[str], reference: list[str], weights: list[int]) -> Iterator[list[str]]:
    """Our words with one run moved to where the reference has it, by its place or by its neighbours there.

    As in TER, what moves must be out of place, and so must what it replaces.
    """
    astray, missing = _unmatched(ours, reference, weights)
    for start in range(len(ours)):
        for there in range(len(reference)):
            length = _run(ours[start:], reference[there:])
            if astray.isdisjoint(range(start, start + length)) or missing.isdisjoint(range(there, there + length)):
                continue
            run, rest = ours[start : start + length], ours[:start] + ours[start + length :]
            for place in _places(rest, reference, there, length):
                yield rest[:place] + run + rest[place:]


def _unmatched(ours: list[str], reference: list[str], weights: list[int]) -> tuple[set[int], set[int]]:
    """The places of our words, and of the reference's, that do not stand for each other in the cheapest alignment."""
    rows = _rows(ours, reference, weights)
    astray, missing = set(range(len(ours))), set(range(len(reference)))
    at, there = len(ours), len(reference)
    while at and there:
        cost, weight = rows[there][at], weights[there - 1]
        if ours[at - 1] == reference[there - 1] and cost == rows[there - 1][at - 1]:
            astray.discard(at - 1)
            missing.discard(there - 1)
            at, there = at - 1, there - 1
        elif cost == rows[there - 1][at - 1] + weight:
            at, there = at - 1, there - 1
        elif cost == rows[there - 1][at] + weight:
            there -= 1
        else:
            at -= 1
    return astray, missing


def _run(ours: Sequence[str], reference: Sequence[str]) -> int:
    same = (word == wanted for word, wanted in zip(ours, reference, strict=False))
    return min(sum(takewhile(bool, same)), _LONGEST_SHIFT)


def _places(rest: Sequence[str], reference: Sequence[str], there: int, length: int) -> set[int]:
    before, after = reference[there - 1 : there], reference[there + length : there + length + 1]
    behind = {at + 1 for at, word in enumerate(rest) if [word] == before}
    return {min(there, len(rest))} | behind | {at for at, word in enumerate(rest) if [word] == after}


def _distance(ours: Sequence[str], reference: Sequence[str], weights: Sequence[int]) -> int:
    """The least cost without moving anything."""
    return _rows(ours, reference, weights)[-1][-1]


def _rows(ours: Sequence[str], reference: Sequence[str], weights: Sequence[int]) -> list[list[int]]:
    """The least costs of the beginnings: a row for each number of the reference's words, a column for ours."""
    rows = [list(range(len(ours) + 1))]
    for wanted, weight in zip(reference, weights, strict=True):
        before, row = rows[-1], [rows[-1][0] + weight]
        for at, word in enumerate(ours):
            row.append(min(before[at] + weight * (word != wanted), before[at + 1] + weight, row[at] + 1))
        rows.append(row)
    return rows


class _Token(NamedTuple):
    start: int
    end: int
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    """Words, with a hyphen or an elision's apostrophe as part of them, and punctuation marks."""
    for match in _TOKEN.finditer(text):
        yield _Token(match.start(), match.end(), match[0].casefold().replace("’", "'"))


def _meets(token: _Token, span: Span) -> bool:
    return token.start < span.end and token.end > span.start
