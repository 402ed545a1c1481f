"""What `dragoman sources list` says of each source: how it is, since when, why, and what to do; a table or JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from curation.advice import advice
from curation.health import Condition, Health, by_alarm, health, is_failure, is_visit
from curation.model import Source
from curation.watch_views import Activity, Check

RUNS_SHOWN: Final = 12
BARS: Final = "▁▂▃▄▅▆▇█"
FAILED, AWAY = "✗", "·"
STYLES: Final[Mapping[Condition, str]] = {
    Condition.FAILING: "red",
    Condition.SILENT: "red",
    Condition.OVERDUE: "yellow",
    Condition.FALTERING: "yellow",
    Condition.FRESH: "green",
}
HEADINGS: Final = ("id", "state", "visited", "newest", "expected", "last runs", "why, and what to do")


def table(sources: Sequence[Source], activity: Mapping[str, Activity], now: datetime) -> Table:
    """A row for each source, the most alarming first."""
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in HEADINGS:
        drawn.add_column(heading, overflow="fold", no_wrap=heading in ("id", "state", "last runs"))
    for row in rows(sources, activity, now):
        drawn.add_row(*row)
    return drawn


def rows(sources: Sequence[Source], activity: Mapping[str, Activity], now: datetime) -> list[tuple[Text, ...]]:
    """The table's cells; a source's own words stand in them as they are, never as markup."""
    return [
        (
            Text(source.id),
            Text(told.condition, style=STYLES.get(told.condition, "")),
            Text(ago(told.last_visit, now) if told.last_visit else "never"),
            Text(told.last_news.isoformat() if told.last_news else "none"),
            Text(expected(source, told)),
            Text(sparkline(activity.get(source.id, Activity()).checks)),
            Text(". ".join(filter(None, (why(told), _to_do(source, told))))),
        )
        for source, told in _by_alarm(sources, activity, now)
    ]


def as_json(sources: Sequence[Source], activity: Mapping[str, Activity], now: datetime) -> list[dict[str, Any]]:
    """Every source as the watch list says it, with its health; plain values, the most alarming first."""
    return [
        {**asdict(source), "health": _as_json(source, told, activity.get(source.id, Activity()).checks)}
        for source, told in _by_alarm(sources, activity, now)
    ]


def sparkline(checks: Sequence[Check]) -> str:
    """The last visits, the newest on the right: how much was found, a cross for a failure, a dot for no visit."""
    shown = list(reversed(checks[:RUNS_SHOWN]))
    most = max((check.found for check in shown), default=0)
    return "".join(_sign(check, most) for check in shown)


def ago(then: datetime, now: datetime) -> str:
    """ "5 min ago", "3 h ago", "12 days ago"."""
    minutes = max(int((now - then).total_seconds() // 60), 0)
    if minutes < 60:
        return f"{minutes} min ago"
    hours, days = minutes // 60, minutes // (24 * 60)
    return f"{hours} h ago" if hours < 48 else f"{days} days ago"


def expected(source: Source, told: Health) -> str:
    """The rhythm it is measured against, with what was seen when that is far from it."""
    if not source.rhythm:
        return f"{told.rhythm} ({'learnt' if told.is_learnt else 'not learnt yet'})"
    return f"{told.rhythm} (seen: every {_days(told.learnt_days)})" if told.differs else told.rhythm


def _days(number: int | None) -> str:
    return "day" if number == 1 else f"{number} days"


def why(told: Health) -> str:
    """What makes the source's state, in a few words; "" when all is well."""
    if told.trouble:
        in_a_row = f"{told.trouble.in_a_row} in a row since {_day(told.trouble.since)}: " * (told.trouble.in_a_row > 1)
        return f"{in_a_row}{told.trouble.message or told.trouble.kind}"
    if told.condition in (Condition.SILENT, Condition.OVERDUE):
        return f"nothing new since {_day(told.last_news)}" if told.last_news else "nothing found yet"
    return "we were offline at the last run" if told.we_were_offline else ""


def _by_alarm(
    sources: Sequence[Source], activity: Mapping[str, Activity], now: datetime
) -> list[tuple[Source, Health]]:
    told = [(source, health(source, activity.get(source.id, Activity()), now)) for source in sources]
    return sorted(told, key=lambda pair: by_alarm(pair[1]))


def _to_do(source: Source, told: Health) -> str:
    if told.condition is Condition.SILENT and not told.trouble:
        return "Open the address: the source may have moved, or publish less often than the watch list says."
    wait = f" Next try {told.next_visit:%Y-%m-%d %H:%M} UTC." if told.next_visit else ""
    return f"{advice(told.trouble.kind, told.trouble.message, source.url).english}{wait}" if told.trouble else ""


def _sign(check: Check, most: int) -> str:
    if not is_visit(check):
        return AWAY
    if is_failure(check):
        return FAILED
    return BARS[round(check.found / most * (len(BARS) - 1))] if most else BARS[0]


def _as_json(source: Source, told: Health, checks: Sequence[Check]) -> dict[str, Any]:
    trouble = told.trouble
    return {
        "state": told.condition.value,
        "since": _moment(told.since),
        "why": why(told),
        "kind": trouble.kind if trouble else "",
        "in_a_row": trouble.in_a_row if trouble else 0,
        "advice": _to_do(source, told),
        "next_visit": _moment(told.next_visit),
        "rhythm": told.rhythm,
        "rhythm_days": told.rhythm_days,
        "learnt": told.learnt_days,
        "last_visit": _moment(told.last_visit),
        "last_news": _moment(told.last_news),
        "checks": [{**asdict(check), "at": check.at.isoformat()} for check in checks],
    }


def _moment(when: date | None) -> str | None:
    return when.isoformat() if when else None


def _day(when: date) -> str:
    return f"{when:%Y-%m-%d}"
