"""What people have already approved: the same English sentence gets the same French again, a similar one is offered."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from translation.similarity import SimilarTexts

OFFERED_FROM: Final = 75.0  # below, reading the old French takes longer than writing anew
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MemoryOrigin:
    """Where a pair comes from: the publication's title, who stands behind the French, and since when."""

    title: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """A segment's English with its French; `before` and `after` are the English beside it, "" where none is known.

    One that is not `approved` was made elsewhere and imported: it counts where no approved one says otherwise.
    """

    source: str
    target: str
    before: str = ""
    after: str = ""
    origin: MemoryOrigin = MemoryOrigin()
    approved: bool = True


class Change(StrEnum):
    """What became of some words on the way from an older text to a newer one."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """The French of a similar sentence: `score` is how alike the English is in percent, 100 only for the same text.

    `diff` leads from `source`, which the French was made for, to the text that was asked about, in words.
    """

    source: str
    target: str
    score: float
    origin: MemoryOrigin
    approved: bool
    diff: tuple[tuple[Change, str], ...]


class TranslationMemory(Mapping[str, str]):
    """French by its English; spacing and the way accents are encoded do not matter, letters and case do.

    Of several pairs with the same English an approved one counts before an imported one, then one with the same
    neighbours, then the newest, then the one that was given last. `below` is another memory that is asked as well.
    """

    def __init__(
        self,
        units: Mapping[str, str] | Iterable[tuple[str, str] | MemoryUnit] = (),
        below: TranslationMemory | None = None,
    ) -> None:
        given: Iterable[tuple[str, str] | MemoryUnit] = units.items() if isinstance(units, Mapping) else units
        self._units: dict[str, list[MemoryUnit]] = {}
        self._below = below
        for item in given:
            unit = item if isinstance(item, MemoryUnit) else MemoryUnit(*item)
            if unit.target.strip():
                self._units.setdefault(_key(unit.source), []).append(unit)

    def __getitem__(self, source: str) -> str:
        found = self.exact(source)
        if found is None:
            raise KeyError(source)
        return found.target

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(chain(() if self._below is None else self._below, self._units)))

    def __len__(self) -> int:
        return len(self._units) if self._below is None else sum(1 for _ in self)

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and any(True for _ in self._of(_key(source)))

    def units(self) -> Iterator[MemoryUnit]:
        """Every pair, those of `below` first, each once: said again of the same neighbours, the newest counts."""
        below = () if self._below is None else self._below.units()
        newest: dict[tuple[str, ...], MemoryUnit] = {}
        for unit in chain(below, chain.from_iterable(self._units.values())):
            known = newest.setdefault((unit.source, unit.target, unit.before, unit.after), unit)
            if _rank(unit) >= _rank(known):
                newest[unit.source, unit.target, unit.before, unit.after] = unit
        return iter(newest.values())

    def exact(self, source: str, before: str = "", after: str = "") -> MemoryUnit | None:
        """The pair with this English that counts between these two neighbours, if there is one."""
        found = list(self._of(_key(source)))
        if len(found) < 2:
            return found[0] if found else None
        here = (_key(before), _key(after))
        return max(reversed(found), key=lambda unit: _rank(unit, _beside(unit, here)))

    def similar(self, source: str, limit: int = 5, at_least: float = OFFERED_FROM) -> list[FuzzyMatch]:
        """The pairs whose English is this or like it, the most alike first, then in the order in which they count."""
        alike = sorted(self._like(_key(source), at_least).items(), key=itemgetter(1), reverse=True)
        best: dict[tuple[str, str], tuple[float, MemoryUnit]] = {}
        for score, texts in groupby(alike, key=itemgetter(1)):
            units = ((key, unit) for key, _ in texts for unit in self._of(key))
            for key, unit in sorted(units, key=lambda pair: (_rank(pair[1]), pair[0], pair[1].target), reverse=True):
                best.setdefault((key, unit.target), (score, unit))
            if len(best) >= limit:
                break
        return [
            FuzzyMatch(unit.source, unit.target, score, unit.origin, unit.approved, difference(unit.source, source))
            for score, unit in islice(best.values(), limit)
        ]

    def _of(self, key: str) -> Iterator[MemoryUnit]:
        if self._below is not None:
            yield from self._below._of(key)
        yield from self._units.get(key, ())

    def _like(self, key: str, at_least: float) -> dict[str, float]:
        """The texts that are like this one, of this memory and the one below, with their scores."""
        found = {} if self._below is None else self._below._like(key, at_least)
        return found | dict(self._similar.like(key, at_least) if self._units else ())

    @cached_property
    def _similar(self) -> SimilarTexts:
        from translation.similarity import SimilarTexts  # only who asks for similar texts pays for the index

        return SimilarTexts(self._units)


def difference(older: str, newer: str) -> tuple[tuple[Change, str], ...]:
    """How the newer text comes of the older one, word by word: what is removed stands before what is added."""
    from rapidfuzz.distance import Indel

    old, new = older.split(), newer.split()
    steps: list[tuple[Change, list[str]]] = []
    left = right = 0
    for block in Indel.opcodes(old, new).as_matching_blocks():
        steps += [(Change.REMOVED, old[left : block.a]), (Change.ADDED, new[right : block.b])]
        left, right = block.a + block.size, block.b + block.size
        steps.append((Change.SAME, old[block.a : left]))
    return tuple((change, " ".join(words)) for change, words in steps if words)


def _rank(unit: MemoryUnit, beside: int = 0) -> tuple[bool, int, datetime]:
    return unit.approved, beside, unit.origin.at or _LONG_AGO


def _beside(unit: MemoryUnit, here: tuple[str, str]) -> int:
    """How many of the two neighbours are the same; the edge of a document is no neighbour."""
    return sum(bool(other) and _key(own) == other for own, other in zip((unit.before, unit.after), here, strict=True))


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
