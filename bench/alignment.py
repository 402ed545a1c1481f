"""Which English text goes with which French one, in two lists that tell the same story in the same order.

By length, as Gale and Church (1993) have it, and by what both languages share: numbers, names, words of the same root.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_LETTERS_FOR_ONE: Final = 1.15  # French letters for an English one, in our documents
_VARIANCE: Final = 6.8  # of the French letters for an English one (Gale and Church)
# How often so many English texts go with so many French ones, in Gale and Church's corpus.
_SHARE: Final = {(1, 1): 0.89, (1, 0): 0.005, (0, 1): 0.005, (2, 1): 0.0445, (1, 2): 0.0445}
_SHARED_COUNTS: Final = 12.0  # what two texts gain that share everything, in units of the logarithm of a probability
_BAND: Final = 60  # how many texts the two lists may run apart, and a tenth of their length
_PART: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]{4,}")
_ROOT: Final = 5  # letters: "informed" and "informé", "humanitarian" and "humanitaire" begin alike


@dataclass(frozen=True, slots=True)
class Bead:
    """English texts and the French ones that go with them; one of the two may be missing."""

    english: tuple[str, ...]
    french: tuple[str, ...]

    @property
    def shared(self) -> float:
        """How much of the two sides is the same number, name or root: 0 nothing, 1 all."""
        return shared(" ".join(self.english), " ".join(self.french))

    @property
    def stretched(self) -> float:
        """How far the length of the French is from what the English lets expect, in standard deviations."""
        return _stretched(_letters(self.english), _letters(self.french))


def aligned(english: Sequence[str], french: Sequence[str]) -> list[Bead]:
    """The likeliest beads, in order; every text is in exactly one of them."""
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for at in _cells(len(english), len(french)):
        for many in _SHARE:
            before = at[0] - many[0], at[1] - many[1]
            if before in best:
                cost = best[before] + _cost(english[before[0] : at[0]], french[before[1] : at[1]], many)
                if cost < best.get(at, math.inf):
                    best[at], came[at] = cost, before
    return _beads(english, french, came)


def _cells(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """The places near the diagonal: two translations of one text do not run far apart."""
    width = abs(rows - columns) + max(rows, columns) / 10 + _BAND
    for row in range(rows + 1):
        middle = row * columns / max(rows, 1)
        for column in range(max(0, int(middle - width)), min(columns, int(middle + width)) + 1):
            yield row, column


def _beads(english: Sequence[str], french: Sequence[str], came: dict[tuple[int, int], tuple[int, int]]) -> list[Bead]:
    at, beads = (len(english), len(french)), []
    while at in came:
        before = came[at]
        beads.append(Bead(tuple(english[before[0] : at[0]]), tuple(french[before[1] : at[1]])))
        at = before
    return beads[::-1]


def _cost(english: Sequence[str], french: Sequence[str], many: tuple[int, int]) -> float:
    prior = -math.log(_SHARE[many])
    if not english or not french:
        return prior
    unlikely = math.erfc(_stretched(_letters(english), _letters(french)) / math.sqrt(2))
    alike = shared(" ".join(english), " ".join(french))
    return prior - math.log(max(unlikely, 1e-9)) - _SHARED_COUNTS * alike


def _letters(texts: Sequence[str]) -> int:
    return sum(len(text) for text in texts)


def _stretched(english: int, french: int) -> float:
    return abs(french - english * _LETTERS_FOR_ONE) / math.sqrt(max(english, 1) * _VARIANCE)


@lru_cache(maxsize=200_000)
def _roots(text: str) -> frozenset[str]:
    """The numbers, and the beginnings of the longer words, as both languages may write them."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe"))
    folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return frozenset(re.sub(r"[.,]", "", part)[:_ROOT] for part in _PART.findall(folded))


@lru_cache(maxsize=500_000)
def shared(english: str, french: str) -> float:
    """Dice's coefficient of the two texts' numbers and roots."""
    ours, theirs = _roots(english), _roots(french)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0
