"""How a source is: how fresh what it publishes is, whether it can be read, and when to ask it again. All pure."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median
from types import MappingProxyType
from typing import Final

from curation.advice import status_of
from curation.errors import AskedToWait
from curation.model import Source
from curation.watch_views import Activity, Check


class Condition(StrEnum):
    """How a source is, in one word; what deserves attention first comes first."""

    FAILING = "failing"  # it could not be read, three times in a row or more
    SILENT = "silent"  # nothing new for much longer than expected
    OVERDUE = "overdue"  # something new should have come
    FALTERING = "faltering"  # it could not be read the last time, or the last two
    WAITING = "waiting"  # its server asked us to wait
    NEVER = "never visited"
    DUE = "due"  # something new is expected about now
    FRESH = "fresh"


ALARM: Final = tuple(Condition)


@dataclass(frozen=True, slots=True)
class Limits:
    """After how many days without anything new a source is due, overdue and silent."""

    due: int
    overdue: int
    silent: int


# The freshness rule of the Humanitarian Data Exchange. A source of rhythm "rarely" is in no hurry: it has no limits.
LIMITS: Final[Mapping[str, Limits]] = MappingProxyType(
    {
        "daily": Limits(1, 2, 3),
        "weekly": Limits(7, 14, 21),
        "fortnightly": Limits(14, 21, 28),
        "monthly": Limits(30, 44, 60),
        "quarterly": Limits(90, 120, 150),
        "twice-yearly": Limits(180, 210, 240),
        "yearly": Limits(365, 425, 455),
    }
)
RARELY: Final = "rarely"
UNTIL_LEARNT: Final = "monthly"
DAYS_TO_LEARN_FROM: Final = 5
DAYS_LOOKED_AT: Final = 20  # a rhythm may change: what was long ago says little
DIFFERS_FROM: Final = 2.5  # times as often, or as seldom, as the watch list says

FAILING_FROM: Final = 3
TOO_MANY_REQUESTS: Final = 429
FIRST_WAIT: Final = timedelta(minutes=15)
LONGEST_WAIT: Final = timedelta(days=7)
JITTER: Final = 0.2
_WAITS_UNTIL: Final = re.compile(r"until (\d{4}-\d\d-\d\d \d\d:\d\d) UTC")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Visits that failed one after the other: since when, how many, and what the newest of them met."""

    since: datetime
    in_a_row: int
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is, and why.

    `since` is when that began; `rhythm` is what it is measured against, `is_learnt` when the watch list says none;
    `learnt_days` is the usual gap between its publications, None until enough are known, and `differs` says that it is
    far from what the watch list says; `next_visit` is the moment before which a source in trouble is left alone;
    `we_were_offline` the last time that it should have been visited.
    """

    condition: Condition
    since: datetime | None
    rhythm: str
    is_learnt: bool = False
    learnt_days: int | None = None
    differs: bool = False
    trouble: Trouble | None = None
    last_visit: datetime | None = None
    last_news: date | None = None
    next_visit: datetime | None = None
    we_were_offline: bool = False

    @property
    def rhythm_days(self) -> int | None:
        """After how many days something new is expected; None for a source that publishes rarely."""
        limits = LIMITS.get(self.rhythm)
        return limits.due if limits else None


def health(source: Source, activity: Activity, now: datetime) -> Health:
    """How this source is now, from its visits and the days its publications came out."""
    checks = activity.checks
    days = sorted({day for day in activity.days if day <= now.date()}, reverse=True)
    learnt = learnt_gap(days)
    rhythm = source.rhythm or nearest_rhythm(learnt)
    trouble, visits = _trouble(checks), [check for check in checks if is_visit(check)]
    news = days[0] if days else _first_find(visits)
    until = max(filter(None, (held_until(source.id, checks), _asked_until(checks))), default=None)
    condition, since = min(_conditions(rhythm, news or _first_success(visits), trouble, checks, now), key=_alarm)
    return Health(
        condition=condition,
        since=since,
        rhythm=rhythm,
        is_learnt=not source.rhythm and learnt is not None,
        learnt_days=learnt,
        differs=_differs(source.rhythm, learnt),
        trouble=trouble,
        last_visit=visits[0].at if visits else None,
        last_news=news,
        next_visit=until if until and now < until <= now + LONGEST_WAIT else None,
        we_were_offline=bool(checks) and checks[0].outcome == "offline",
    )


def by_alarm(health: Health) -> tuple[int, float]:
    """What to sort by: the most alarming first, and among those in the same condition the longest so."""
    return ALARM.index(health.condition), health.since.timestamp() if health.since else math.inf


# What a visit was


def is_visit(check: Check) -> bool:
    """Whether the source was asked at all: neither held back nor offline, which is ours and no fault of theirs."""
    return check.outcome not in ("offline", "held")


def is_failure(check: Check) -> bool:
    """Whether the source itself could not be read; one publication in twenty that fails does not make it ill."""
    if check.outcome == "failed":
        return bool(check.kind) or check.found <= len(check.failures)
    return check.outcome == "unreachable"


def failures_in_a_row(checks: Iterable[Check]) -> list[Check]:
    """The newest visits, newest first, as far back as all of them failed."""
    return list(_until_success(filter(is_visit, checks)))


def _until_success(visits: Iterable[Check]) -> Iterator[Check]:
    for visit in visits:
        if not is_failure(visit):
            return
        yield visit


def _trouble(checks: Sequence[Check]) -> Trouble | None:
    failures = failures_in_a_row(checks)
    if not failures:
        return None
    newest = failures[0]
    message = newest.message or next(iter(newest.failures), "")
    return Trouble(failures[-1].at, len(failures), newest.kind or _kind_by(newest), message)


def _kind_by(check: Check) -> str:
    return check.outcome if check.outcome == "unreachable" else ""


def _first_find(visits: Sequence[Check]) -> date | None:
    return next((visit.at.date() for visit in reversed(visits) if visit.found and not is_failure(visit)), None)


def _first_success(visits: Sequence[Check]) -> date | None:
    return next((visit.at.date() for visit in reversed(visits) if not is_failure(visit)), None)


# How it is


def _alarm(condition: tuple[Condition, datetime | None]) -> int:
    return ALARM.index(condition[0])


def _conditions(
    rhythm: str, news: date | None, trouble: Trouble | None, checks: Sequence[Check], now: datetime
) -> Iterator[tuple[Condition, datetime | None]]:
    """All that holds of a source, with since when: it may be silent and out of reach at once."""
    if trouble:
        yield _troubled(trouble), trouble.since
    elif checks and checks[0].outcome == "held":
        yield Condition.WAITING, checks[0].at
    if news:
        yield _freshness(rhythm, news, now)
    elif not trouble:
        yield Condition.NEVER, None


def _troubled(trouble: Trouble) -> Condition:
    if trouble.in_a_row >= FAILING_FROM:
        return Condition.FAILING
    asked_to_wait = status_of(trouble.kind, trouble.message) == TOO_MANY_REQUESTS
    return Condition.WAITING if asked_to_wait else Condition.FALTERING


def _freshness(rhythm: str, news: date, now: datetime) -> tuple[Condition, datetime | None]:
    limits = None if rhythm == RARELY else LIMITS.get(rhythm, LIMITS[UNTIL_LEARNT])
    if limits is None:
        return Condition.FRESH, _noon(news)
    age = (now.date() - news).days
    steps = ((limits.silent, Condition.SILENT), (limits.overdue, Condition.OVERDUE), (limits.due, Condition.DUE))
    passed = next(((condition, days) for days, condition in steps if age >= days), (Condition.FRESH, 0))
    return passed[0], _noon(news + timedelta(days=passed[1]))


def _noon(day: date) -> datetime:
    """A moment that is this day wherever in Europe or Africa it is read."""
    return datetime.combine(day, time(12), UTC)


# How often it publishes


def learnt_gap(days: Sequence[date]) -> int | None:
    """The usual number of days between two of the newest publications' days; None before there are enough of them."""
    newest = sorted(set(days), reverse=True)[:DAYS_LOOKED_AT]
    if len(newest) < DAYS_TO_LEARN_FROM:
        return None
    return round(median((later - earlier).days for later, earlier in pairwise(newest)))


def nearest_rhythm(gap: int | None) -> str:
    """The rhythm that a gap of so many days comes nearest to, as a ratio; until it is learnt, monthly."""
    if gap is None:
        return UNTIL_LEARNT
    name, limits = min(LIMITS.items(), key=lambda item: abs(math.log(max(gap, 1) / item[1].due)))
    return RARELY if gap > limits.silent else name


def _differs(declared: str, learnt: int | None) -> bool:
    limits = LIMITS.get(declared)
    if limits is None or learnt is None:
        return False
    ratio = max(learnt, 1) / limits.due
    return not 1 / DIFFERS_FROM < ratio < DIFFERS_FROM


# When to ask again


def held_until(source_id: str, checks: Sequence[Check]) -> datetime | None:
    """The moment before which a source that failed is left alone; None when it may be asked at once.

    Each failure in a row doubles the wait, up to a week: a source is never given up. One failure alone is a hiccup.
    """
    failures = failures_in_a_row(checks)
    return failures[0].at + _wait(source_id, len(failures)) if len(failures) > 1 else None


def _asked_until(checks: Sequence[Check]) -> datetime | None:
    """Until when the server asked us to wait, if that is why the source was not visited the last time."""
    newest = checks[0] if checks and checks[0].kind == AskedToWait.kind else None
    found = _WAITS_UNTIL.search(newest.message) if newest else None
    return datetime.strptime(found[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC) if found else None


def _wait(source_id: str, failures: int) -> timedelta:
    doubled = FIRST_WAIT * 2.0 ** min(failures - 2, 20)
    # The longest wait has room for its own jitter: cutting it off there would bring many sources back at once.
    return min(doubled, LONGEST_WAIT / (1 + JITTER)) * _jitter(source_id, failures)


def _jitter(source_id: str, failures: int) -> float:
    """A factor from 0.8 to 1.2, the same each time it is asked for."""
    drawn = hashlib.sha256(f"{source_id} {failures}".encode()).digest()
    return 1 - JITTER + 2 * JITTER * int.from_bytes(drawn[:4]) / (2**32 - 1)
