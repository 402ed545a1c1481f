"""How far people rewrote a first French text: word edits as TER counts them, and chrF; pure, as counts that add up.

The rate of rewriting is TER (Snover et al. 2006) without its moves: words put in, taken out or replaced, for each word
of the approved text. A word that only moved counts twice here and once there, so that this is never below TER; finding
the moves takes a hundred times as long. chrF is that of Popović (2015): n-grams of 1 to 6 letters, recall counting
twice. Both treat words and letters as sacrebleu does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from rapidfuzz.distance import Levenshtein

ORDERS: Final = range(1, 7)
RECALL_COUNTS: Final = 2
_NO_GRAMS: Final = (0,) * (3 * len(ORDERS))


@dataclass(frozen=True, slots=True)
class PostEdit:
    """What became of some first texts: how many they are, how many stayed letter for letter, and what it took.

    `edits` are word edits, `words` the words of the approved texts. `grams` has three numbers for each order: the
    n-grams of the first texts, of the approved ones, and those they have in common.
    """

    units: int = 0
    kept: int = 0
    edits: int = 0
    words: int = 0
    grams: tuple[int, ...] = _NO_GRAMS

    @property
    def rate(self) -> float:
        """Word edits for each approved word: 0 for what stayed, 1 for what was written anew, more where much went."""
        return self.edits / self.words if self.words else float(self.edits > 0)

    @property
    def chrf(self) -> float:
        """From 0 to 1, which is the same text; orders that are longer than the texts do not count."""
        counted = [self.grams[at : at + 3] for at in range(0, len(self.grams), 3)]
        orders = [(both / first, both / after) for first, after, both in counted if first and after]
        precision, recall = (sum(side) / len(orders) for side in zip(*orders, strict=True)) if orders else (0.0, 0.0)
        if not precision + recall:
            return 0.0
        weight = RECALL_COUNTS**2
        return (1 + weight) * precision * recall / (weight * precision + recall)

    @property
    def share_kept(self) -> float:
        return self.kept / self.units if self.units else 0.0


def post_edit(first: str, approved: str) -> PostEdit:
    """One text beside what was approved of it."""
    edits, words = word_edits(first, approved)
    return PostEdit(1, int(first == approved), edits, words, _grams("".join(first.split()), "".join(approved.split())))


def together(parts: Iterable[PostEdit]) -> PostEdit:
    """The counts of several added up: their rate is that of all the words, not the mean of their rates."""
    units, kept, edits, words, grams = 0, 0, 0, 0, _NO_GRAMS
    for part in parts:
        units, kept, edits, words = units + part.units, kept + part.kept, edits + part.edits, words + part.words
        grams = tuple(map(int.__add__, grams, part.grams))
    return PostEdit(units, kept, edits, words, grams)


def word_edits(first: str, approved: str) -> tuple[int, int]:
    """How many words were put in, taken out or replaced, and how many the approved text has; case does not count."""
    words = approved.lower().split()
    return (0 if first == approved else Levenshtein.distance(first.lower().split(), words)), len(words)


def _grams(first: str, approved: str) -> tuple[int, ...]:
    start, end = _same_ends(first, approved)
    counts: list[int] = []
    for order in ORDERS:
        ours, theirs = (max(len(text) - order + 1, 0) for text in (first, approved))
        both = _common(first, approved, order, start, end)
        counts += (ours if theirs else 0, theirs, both)
    return tuple(counts)


def _same_ends(first: str, approved: str) -> tuple[int, int]:
    """How many letters the texts have in common at their beginning, and after it at their end."""
    shorter = min(len(first), len(approved))
    start = next((at for at in range(shorter) if first[at] != approved[at]), shorter)
    room = shorter - start
    end = next((at for at in range(room) if first[-1 - at] != approved[-1 - at]), room)
    return start, end


def _common(first: str, approved: str, order: int, start: int, end: int) -> int:
    """The n-grams that both texts have, each as often as in the one that has it less.

    Those of the same beginning and end are in both: only what lies between, with its edges, needs counting.
    """
    left, right = max(start - order + 1, 0), max(end - order + 1, 0)
    ours, theirs = (_between(text, order, left, right) for text in (first, approved))
    shared = ours.keys() & theirs.keys()
    return left + right + sum(min(ours[gram], theirs[gram]) for gram in shared)


def _between(text: str, order: int, left: int, right: int) -> Counter[str]:
    return Counter([text[at : at + order] for at in range(left, len(text) - order + 1 - right)])


def margin(parts: Sequence[tuple[float, float]]) -> float | None:
    """Half the width of the 95 % interval of a rate, sum by sum: (edits, words) of each document; None for one or two.

    The documents are what was drawn, not their segments: those of one document resemble each other.
    """
    number, over = len(parts), sum(below for _, below in parts)
    if number < 3 or not over:
        return None
    rate = sum(above for above, _ in parts) / over
    spread = sum((above - rate * below) ** 2 for above, below in parts) * number / (number - 1)
    return _student(number - 1) * sqrt(spread) / over


def _student(freedom: int) -> float:
    """Student's t at 97.5 %, by the first terms of its expansion around the normal law (Fisher and Cornish 1960)."""
    z = 1.959964
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
