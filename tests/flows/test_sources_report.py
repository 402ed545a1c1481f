"""What the list of sources says at the terminal: what deserves attention first, why, and what to do."""

import io
import json
from datetime import UTC, datetime, timedelta

from rich.console import Console

from curation.model import Source, SourceKind
from curation.watch_views import Activity, Check
from flows.sources_report import RUNS_SHOWN, ago, as_json, rows, sparkline, table

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def source(name, rhythm="monthly"):
    return Source(name, name, SourceKind.FEED, f"https://{name}.example/feed", rhythm=rhythm)


def check(hours, outcome="ok", **values):
    return Check(NOW - timedelta(hours=hours), outcome, **values)


def refused(hours):
    return check(hours, "failed", kind="http error", message="the server answered 403")


SOURCES = [source("well"), source("broken"), source("silent"), source("unseen", "")]
ACTIVITY = {
    "well": Activity((check(1, found=12, new=2),), ((NOW - timedelta(days=2)).date(),)),
    "broken": Activity(tuple(refused(hours) for hours in (0.1, 26, 50))),
    "silent": Activity((check(3, found=5),), ((NOW - timedelta(days=99)).date(),)),
}


def cells(name):
    return next(tuple(map(str, row)) for row in rows(SOURCES, ACTIVITY, NOW) if str(row[0]) == name)


def test_the_most_alarming_source_comes_first():
    assert [str(row[0]) for row in rows(SOURCES, ACTIVITY, NOW)] == ["broken", "silent", "unseen", "well"]


def test_a_row_says_how_the_source_is_why_and_what_to_do():
    told = cells("broken")
    assert told[:6] == ("broken", "failing", "6 min ago", "none", "monthly", "✗✗✗")
    assert told[6].startswith("3 in a row since 2026-03-08: the server answered 403. The site refuses automatic visits")
    assert "Next try 2026-03-10" in told[6]
    assert cells("silent")[6].startswith("nothing new since 2025-12-01. Open the address")
    assert cells("unseen") == ("unseen", "never visited", "never", "none", "monthly (not learnt yet)", "", "")
    assert cells("well")[1:6] == ("fresh", "1 h ago", "2026-03-08", "monthly", "█")


def test_the_last_runs_are_a_line_of_signs_the_newest_on_the_right():
    checks = (
        check(1, found=20),
        check(2, "offline"),
        check(3, "held"),
        refused(4),
        check(5, found=0),
        check(6, found=10),
    )
    assert sparkline(checks) == "▅▁✗··█"
    assert sparkline(()) == ""
    assert len(sparkline([check(hours, found=1) for hours in range(90)])) == RUNS_SHOWN


def test_how_long_ago_is_short():
    told = [
        ago(NOW - passed, NOW) for passed in (timedelta(0), timedelta(hours=5), timedelta(hours=47), timedelta(days=9))
    ]
    assert told == ["0 min ago", "5 h ago", "47 h ago", "9 days ago"]


def test_a_rhythm_that_differs_is_told_in_the_row():
    days = tuple((NOW - timedelta(days=7 * week)).date() for week in range(6))
    (row,) = rows([source("eager")], {"eager": Activity((check(1),), days)}, NOW)
    assert str(row[4]) == "monthly (seen: every 7 days)"


def test_the_json_holds_the_source_and_its_health_as_plain_values():
    first = json.loads(json.dumps(as_json(SOURCES, ACTIVITY, NOW)))[0]
    told = first["health"]
    assert (first["id"], first["kind"]) == ("broken", "feed")
    assert (told["state"], told["kind"], told["in_a_row"], told["rhythm_days"]) == ("failing", "http error", 3, 30)
    assert told["since"] == ACTIVITY["broken"].checks[-1].at.isoformat()
    assert (told["learnt"], told["last_news"]) == (None, None)
    assert [one["outcome"] for one in told["checks"]] == ["failed"] * 3
    assert told["next_visit"] > NOW.isoformat()


def test_a_publisher_s_words_are_no_markup():
    odd = Activity((check(1, "failed", kind="garbled", message="[red]odd[/red] :boom:"),))
    written = io.StringIO()
    Console(file=written, width=200, emoji=False, markup=False).print(table([source("odd")], {"odd": odd}, NOW))
    assert "[red]odd[/red] :boom:" in written.getvalue()
