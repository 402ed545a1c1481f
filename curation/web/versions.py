"""What a segment has said since it was drafted: each version with its words, who wrote it and when; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from curation.review import ReviewAction
from curation.views import HistoryEntry
from curation.web.history_words import Step, told


@dataclass(frozen=True, slots=True)
class Version:
    """A step of the segment's life; `text` is the French that it brought, "" where it brought none."""

    step: Step
    text: str


@dataclass(frozen=True, slots=True)
class Versions:
    """A segment's steps, newest first, and the French that it was drafted with."""

    steps: tuple[Version, ...]
    first: str


def versions(entries: Iterable[HistoryEntry], now: str) -> Versions:
    """Of the segment whose steps these are, newest first, and whose French is `now`."""
    steps = tuple(Version(told(entry), _text(entry)) for entry in entries)
    edits = [entry for entry in entries if _text(entry) and not entry.detail["conflict"]]
    return Versions(steps, str(edits[-1].detail["before"]) if edits else now)


def _text(entry: HistoryEntry) -> str:
    return str(entry.detail["after"]) if entry.action == ReviewAction.EDIT else ""
