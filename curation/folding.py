"""The history as people read it: what one person typed into a segment at one go is one step; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from curation.review import ReviewAction
from curation.views import HistoryEntry

TOGETHER: Final = timedelta(minutes=10)
_PLAIN: Final = frozenset({"position", "before", "after", "conflict"})
_OF_THE_FIRST: Final = frozenset({"origin", "found", "risk"})  # what an edit of the machine's French tells besides


def folded(entries: Iterable[HistoryEntry]) -> list[HistoryEntry]:
    """The entries, newest first as they come, with each run of edits as one: from its first text to its last.

    A run is one person's edits of one segment, each within ten minutes of the one before, with nothing else done to
    that segment meanwhile and no other step of the draft. Every edit stays in the catalog as it was made.
    """
    kept: list[HistoryEntry] = []
    runs: dict[int, tuple[int, datetime]] = {}  # by segment: where in `kept` its run stands, and when that began
    for entry in entries:
        position = entry.detail.get("position")
        if position is None:
            runs.clear()
        elif not _plain(entry):
            runs.pop(position, None)
        else:
            place, began = runs.get(position, (len(kept), entry.at))
            joins = place < len(kept) and began - entry.at < TOGETHER and _go_on(entry, kept[place])
            runs[position] = (place if joins else len(kept), entry.at)
            if joins:
                kept[place] = _together(entry, kept[place])
                continue
        kept.append(entry)
    return kept


def _plain(entry: HistoryEntry) -> bool:
    """Whether it is an edit that somebody typed; one that says more (a replacement, a cut) is a step of its own."""
    told = entry.detail.keys() - _OF_THE_FIRST
    return entry.action == ReviewAction.EDIT and told == _PLAIN and not entry.detail["conflict"]


def _go_on(older: HistoryEntry, newer: HistoryEntry) -> bool:
    """Whether the same person went on with the very text that the older edit left."""
    return older.actor == newer.actor and older.detail["after"] == newer.detail["before"]


def _together(older: HistoryEntry, newer: HistoryEntry) -> HistoryEntry:
    return replace(newer, before=older.before, detail={**older.detail, "after": newer.detail["after"]})
