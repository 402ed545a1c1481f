"""What is told to whom: one table of the kinds of notices, and of the steps of a draft that make one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from curation.review import Draft, ReviewAction, ReviewEvent


class NoticeKind(StrEnum):
    MENTIONED = "mentioned"
    ANSWERED = "answered"  # somebody commented after oneself, at the same place
    ASSIGNED = "assigned"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    PUBLISHED = "published"
    TAKEN = "taken"  # one's suggestion is in the draft now
    RELEASED = "released"  # what one was reviewing is back in the queue


class Digest(StrEnum):
    """How often a person wants their notices by mail."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened for one person: who did it, where, and how what was written begins."""

    id: int
    kind: NoticeKind
    draft_id: int
    position: int | None
    actor: str
    text: str
    at: datetime
    title: str
    is_new: bool


# The steps that are told, and to whom: whoever holds the draft, or only those who changed its French.
_TOLD: Final[Mapping[ReviewAction, tuple[NoticeKind, bool]]] = MappingProxyType(
    {
        ReviewAction.SEND_BACK: (NoticeKind.SENT_BACK, True),
        ReviewAction.APPROVE: (NoticeKind.APPROVED, False),
        ReviewAction.PUBLISH: (NoticeKind.PUBLISHED, False),
        ReviewAction.RELEASE: (NoticeKind.RELEASED, True),
    }
)


def is_told(action: ReviewAction) -> bool:
    return action in _TOLD


def told_of(event: ReviewEvent, before: Draft) -> tuple[NoticeKind, frozenset[int]]:
    """The kind of notice that a step makes, and for which accounts; never for whoever took it."""
    kind, holder = _TOLD[event.action]
    # Who only gives a draft back has said nothing of the French: its authors need not hear of it.
    people = frozenset() if kind is NoticeKind.RELEASED else before.editors
    held = {before.claimed_by} if holder and before.claimed_by is not None else set()
    return kind, (people | held) - {event.actor.id}


_HALF_A_DAY: Final = timedelta(hours=12)
_WAITS: Final[Mapping[Digest, timedelta]] = MappingProxyType(
    {Digest.DAILY: timedelta(days=1) - _HALF_A_DAY, Digest.WEEKLY: timedelta(days=7) - _HALF_A_DAY}
)


def is_due(digest: Digest, last: datetime | None, at: datetime) -> bool:
    """Whether a digest may go out: one a day at most, also when it is asked some hours early or late."""
    if digest is Digest.NEVER:
        return False
    return last is None or (at.date() > last.date() and at - last >= _WAITS[digest])
