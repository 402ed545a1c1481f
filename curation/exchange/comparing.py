"""What a file that came back means for a draft: each entry beside its unit, and what becomes of it; pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from curation.exchange.bilingual import BilingualFile, Entry, alike, mark_of, possible
from curation.extract.language import with_block_languages
from curation.views import StoredUnit
from translation.document import Block, BlockKind, Document
from translation.typography import french_typography

# "Ã©" is what "é" becomes when UTF-8 is read as Latin-1 and saved.
_GARBLED: Final = re.compile("\ufffd|Ã[\x80-\xbf\u0152-\u2122]|â€")


class Fate(StrEnum):
    """What becomes of an entry: saved, kept as a suggestion for one of several reasons, or left alone for another."""

    EDIT = "edit"
    MEANWHILE = "meanwhile"  # somebody changed the unit since the file went out
    UNSURE = "unsure"  # the file itself marks its French as doubtful
    TWICE = "twice"  # the file has another French for the unit before
    REWORDED = "reworded"  # the file has other English than the unit
    ELSEWHERE = "elsewhere"  # it went out with another draft, or the file does not say which: known by its English
    FOREIGN = "foreign"  # in another language than French
    CLOSED = "closed"  # the draft cannot be changed in its present state
    UNTOUCHED = "untouched"  # as it went out
    ALREADY = "already"  # the draft says so already
    EMPTY = "empty"
    GARBLED = "garbled"  # its accents are broken
    STRANGER = "stranger"  # nothing in the draft has this English
    OBSOLETE = "obsolete"  # the file sets it aside


SUGGESTED: Final = (
    Fate.MEANWHILE,
    *(Fate.UNSURE, Fate.TWICE, Fate.REWORDED, Fate.ELSEWHERE, Fate.FOREIGN, Fate.CLOSED),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An entry, the position of its unit (None for a stranger), and what becomes of it.

    `french` is its French as the catalog keeps it: on one line, accents written one way, French spaces.
    """

    entry: Entry
    position: int | None
    fate: Fate

    @property
    def french(self) -> str:
        return _as_kept(self.entry.target)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What becomes of each entry, in the file's order, and the positions of the units that the file does not have."""

    outcomes: tuple[Outcome, ...]
    missing: tuple[int, ...]


def compared(
    units: Sequence[StoredUnit],
    draft_id: int,
    file: BilingualFile,
    *,
    editable: bool,
    joined: Mapping[int, int] = MappingProxyType({}),
) -> Comparison:
    """The file beside the units of the draft; nothing is changed, and no fate empties or deletes anything.

    `joined` are the positions that are no more, each with that of the unit that has its text now.
    """
    by_position = {stored.position: stored for stored in units}
    said: dict[int, str] = {}  # the new French that each unit has got from this file
    outcomes = []
    for entry, position in _placed(by_position, draft_id, file.entries, joined):
        fate = Fate.STRANGER
        if position is not None:
            fate = _fate(entry, by_position[position], draft_id, said.get(position), editable)
            if fate is Fate.EDIT:
                said[position] = _as_kept(entry.target)
        outcomes.append(Outcome(entry, position, fate))
    there = {outcome.position for outcome in outcomes}
    outcomes += [Outcome(entry, None, Fate.OBSOLETE) for entry in file.obsolete]
    return Comparison(tuple(outcomes), tuple(position for position in by_position if position not in there))


def _placed(
    units: dict[int, StoredUnit], draft_id: int, entries: Sequence[Entry], joined: Mapping[int, int]
) -> Iterator[tuple[Entry, int | None]]:
    """Each entry with the position of its unit: by its key, else by its English, in the order of the text."""
    places: dict[str, list[int]] = defaultdict(list)
    for position, stored in units.items():
        places[mark_of(stored.unit.segment.text)].append(position)
    used: dict[str, int] = defaultdict(int)
    for entry in entries:
        if entry.key and entry.key.draft == draft_id:
            position = joined.get(entry.key.number - 1, entry.key.number - 1)
            if position in units:
                yield entry, position
                continue
        english = mark_of(entry.source)
        same = places.get(english, [])
        yield entry, same[min(used[english], len(same) - 1)] if same else None
        used[english] += 1


def _fate(entry: Entry, stored: StoredUnit, draft_id: int, said: str | None, editable: bool) -> Fate:
    """The first of these that holds, in an order that leaves alone before it suggests and suggests before it saves."""
    rules = (
        (Fate.EMPTY, not entry.target.strip()),
        (Fate.UNTOUCHED, entry.stamp is not None and entry.stamp.mark == mark_of(entry.target)),
        (Fate.ALREADY, alike(_as_kept(entry.target), stored.unit.target if said is None else said)),
        (Fate.GARBLED, _GARBLED.search(entry.target) is not None),
        (Fate.FOREIGN, _is_foreign(entry)),
        (Fate.ELSEWHERE, entry.key is None or entry.key.draft != draft_id),
        (Fate.REWORDED, not alike(entry.source, stored.unit.segment.text)),
        (Fate.UNSURE, entry.doubtful),
        (Fate.TWICE, said is not None),
        (Fate.CLOSED, not editable),
        (Fate.MEANWHILE, _version(entry) != stored.version),
    )
    return next((fate for fate, holds in rules if holds), Fate.EDIT)


def _as_kept(text: str) -> str:
    return french_typography(re.sub(r"[ \t]+", " ", unicodedata.normalize("NFC", possible(text))).strip(" "))


def _is_foreign(entry: Entry) -> bool:
    """Whether the French is the English over again, or surely in another language: one that may be French is taken."""
    (block,) = with_block_languages(Document("", "fr", (Block(BlockKind.PARAGRAPH, entry.target),))).blocks
    return alike(entry.target, entry.source) or block.lang != ""


def _version(entry: Entry) -> int:
    """The version that the French went out at. A file that lost it may be as old as the draft."""
    return entry.stamp.version if entry.stamp else 1
