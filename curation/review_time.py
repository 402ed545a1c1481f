"""How long people worked on a draft, read from the steps that they left in its history.

Nobody is watched: a step is kept when somebody saves, judges, decides; the time of a step is the time since the same
person's step before it in the same draft. Longer than `QUIET` is a telephone call or a night, and is left out. Such a
step counts `AFTER_QUIET` all the same: whoever saves after a break had the sentence before their eyes for a while, and
to count nothing would make the sentences that people walk away from the quickest of all. More would be made up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from curation.review import ReviewAction

QUIET: Final = timedelta(minutes=5)
AFTER_QUIET: Final = timedelta(seconds=30)
# Work begins with these: what lies before them is no work on the draft.
BEGINS: Final = frozenset({ReviewAction.CLAIM, ReviewAction.REOPEN})


@dataclass(frozen=True, slots=True)
class Deed:
    """A step that a person took in a draft; `position` is the unit's, None for a step of the whole draft."""

    actor: str
    at: datetime
    action: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """Time that led to one step: whose, until when, on which unit (None: the whole draft), and how many seconds."""

    actor: str
    at: datetime
    position: int | None
    seconds: float


def spells(deeds: Iterable[Deed]) -> list[Spell]:
    """The time of each step of one draft, from its steps in the order of time."""
    last: dict[str, datetime] = {}
    found = []
    for deed in deeds:
        seconds = _seconds(deed, last.get(deed.actor))
        last[deed.actor] = deed.at
        found.append(Spell(deed.actor, deed.at, deed.position, seconds))
    return found


def total(found: Iterable[Spell]) -> float:
    """The seconds that all spent on the draft together."""
    return sum(spell.seconds for spell in found)


def _seconds(deed: Deed, before: datetime | None) -> float:
    if deed.action in BEGINS:
        return 0.0
    gap = None if before is None else deed.at - before
    return (AFTER_QUIET if gap is None or gap > QUIET else max(gap, timedelta())).total_seconds()
