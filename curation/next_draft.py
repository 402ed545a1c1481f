"""Which draft a person should take now, and why that one; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from curation.review import Actor, ReviewState
from curation.views import QueueRow, Tally

SOON: Final = timedelta(days=3)


class Why(StrEnum):
    """Why a draft is proposed; the first that holds for any draft counts."""

    DUE = "due"
    BEGUN = "begun"
    SENT_BACK = "sent back"
    OVERDUE = "overdue"
    ASSIGNED = "assigned"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft for a person to take now, and why."""

    row: QueueRow
    why: Why


@dataclass(frozen=True, slots=True)
class _Case:
    """A draft as the rules below look at it: for whom, and on which day."""

    row: QueueRow
    tally: Tally
    person: Actor
    today: date

    @property
    def mine(self) -> bool:
        return self.row.assigned_to == self.person.name

    def due_within(self, time: timedelta) -> bool:
        return self.row.due is not None and self.row.due <= self.today + time


_RULES: Final[Sequence[tuple[Why, Callable[[_Case], bool]]]] = (
    (Why.DUE, lambda case: case.mine and case.due_within(SOON)),
    (Why.BEGUN, lambda case: case.row.state is ReviewState.IN_REVIEW),
    (Why.SENT_BACK, lambda case: case.tally.sent_back and case.tally.returned_to == case.person.id),
    (Why.OVERDUE, lambda case: is_late(case.row, case.today)),
    (Why.ASSIGNED, lambda case: case.mine),
)


def is_late(row: QueueRow, today: date) -> bool:
    """Whether the day that the draft was wanted by is over, and it still waits for its review."""
    return row.due is not None and row.due < today and row.state in (ReviewState.QUEUED, ReviewState.IN_REVIEW)


def propose(rows: Sequence[QueueRow], tallies: Mapping[int, Tally], person: Actor, today: date) -> Proposal | None:
    """The draft that comes next for this person, from the drafts in the order that they chose; None when none waits.

    What others hold is theirs, and what was given to others comes only when nothing else is left.
    """
    cases = [_Case(row, tallies.get(row.draft_id, Tally()), person, today) for row in rows if _free(row, person)]
    open_ones = [case for case in cases if case.row.assigned_to in ("", person.name)]
    for why, holds in _RULES:
        if found := [case.row for case in open_ones if holds(case)]:
            return Proposal(min(found, key=_most_pressing), why)
    first = next(iter(open_ones or cases), None)
    return None if first is None else Proposal(first.row, Why.FIRST)


def _free(row: QueueRow, person: Actor) -> bool:
    held = row.state is ReviewState.IN_REVIEW and row.claimed_by == person.name
    return held or row.state is ReviewState.QUEUED


def _most_pressing(row: QueueRow) -> tuple[Any, ...]:
    """By the day it is wanted; of one's own, the one touched last."""
    touched = -row.updated_at.timestamp() if row.state is ReviewState.IN_REVIEW else 0.0
    return (row.due or date.max, touched)
