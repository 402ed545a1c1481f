"""How a source is said to be: fresh by its rhythm, failing by its visits, and asked again, always, within a week."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import AskedToWait
from curation.health import (
    ALARM,
    FIRST_WAIT,
    JITTER,
    LIMITS,
    LONGEST_WAIT,
    Condition,
    by_alarm,
    failures_in_a_row,
    health,
    held_until,
    learnt_gap,
    nearest_rhythm,
)
from curation.model import Source, SourceKind
from curation.watch_views import Activity, Check

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def source(rhythm="monthly"):
    return Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed", rhythm=rhythm)


def check(outcome="ok", hours=1, found=3, kind="", **more):
    if outcome in ("failed", "unreachable") and not kind and "failures" not in more:
        kind, found = "http error", 0
    return Check(NOW - timedelta(hours=hours), outcome, found=found, kind=kind, **more)


def published(days_ago, rhythm="monthly", checks=None):
    return health(source(rhythm), Activity(tuple(checks or [check()]), (TODAY - timedelta(days=days_ago),)), NOW)


@pytest.mark.parametrize("rhythm", LIMITS)
def test_freshness_follows_the_table_to_the_day(rhythm):
    limits = LIMITS[rhythm]
    ages = (limits.due - 1, limits.due, limits.overdue - 1, limits.overdue, limits.silent - 1, limits.silent)
    conditions = [published(age, rhythm).condition for age in ages]
    due, overdue = [Condition.DUE] * 2, [Condition.OVERDUE] * 2
    assert conditions == [Condition.FRESH, *due, *overdue, Condition.SILENT]


def test_the_table_is_the_published_one():
    rows = {name: (limits.due, limits.overdue, limits.silent) for name, limits in LIMITS.items()}
    assert rows == {
        "daily": (1, 2, 3),
        "weekly": (7, 14, 21),
        "fortnightly": (14, 21, 28),
        "monthly": (30, 44, 60),
        "quarterly": (90, 120, 150),
        "twice-yearly": (180, 210, 240),
        "yearly": (365, 425, 455),
    }


def test_what_is_published_rarely_is_never_late():
    assert published(4000, "rarely").condition is Condition.FRESH


def test_a_source_that_was_never_asked_is_never_visited_even_when_we_were_offline():
    for checks in ((), (check("offline"),)):
        told = health(source(), Activity(checks), NOW)
        assert (told.condition, told.we_were_offline) == (Condition.NEVER, bool(checks))


def test_without_any_day_the_first_find_counts_and_else_the_first_success():
    first = check(hours=24 * 50)
    assert health(source(), Activity((check(), first)), NOW).condition is Condition.OVERDUE
    empty = [check(found=0, hours=24 * days) for days in (1, 70)]
    told = health(source(), Activity(tuple(empty)), NOW)
    assert (told.condition, told.last_news) == (Condition.SILENT, None)


def test_a_date_in_the_future_makes_nothing_fresh():
    days = (TODAY + timedelta(days=300), TODAY - timedelta(days=70))
    told = health(source(), Activity((check(),), days), NOW)
    assert (told.condition, told.last_news) == (Condition.SILENT, days[1])


@pytest.mark.parametrize(
    ("outcomes", "condition"),
    [
        ("f", Condition.FALTERING),
        ("ff", Condition.FALTERING),
        ("fff", Condition.FAILING),
        ("fuf", Condition.FAILING),
        ("offhf", Condition.FAILING),  # offline and held visits neither count nor end a row
        ("kfff", Condition.FRESH),
        ("ok", Condition.FRESH),
        ("h", Condition.WAITING),
    ],
)
def test_failures_count_in_a_row_and_one_success_ends_them(outcomes, condition):
    names = {"f": "failed", "u": "unreachable", "o": "offline", "h": "held", "k": "ok"}
    checks = [check(names[letter], hours) for hours, letter in enumerate(outcomes, start=1)]
    assert published(2, checks=checks).condition is condition


def test_trouble_says_since_when_how_often_and_why():
    checks = [check("failed", hours, kind="http error", found=0, message=f"told {hours}") for hours in (1, 5, 9)]
    trouble = published(2, checks=[*checks, check(hours=12)]).trouble
    assert (trouble.in_a_row, trouble.since, trouble.message) == (3, checks[-1].at, "told 1")


def test_one_publication_that_fails_is_not_the_source_failing_but_all_of_them_are():
    some = check("failed", found=20, failures=("https://a.org/1: encrypted",))
    every = check("failed", found=1, failures=("https://a.org/1: the server answered 404",))
    assert published(2, checks=[some] * 4).condition is Condition.FRESH
    told = published(2, checks=[every])
    assert (told.condition, told.trouble.message) == (Condition.FALTERING, every.failures[0])


def test_a_server_that_asks_to_wait_is_waited_for():
    told = published(2, checks=[check("failed", message="the server answered 429")])
    assert told.condition is Condition.WAITING
    until = NOW + timedelta(hours=3)
    error = AskedToWait("https://example.org/feed", until.isoformat())
    told = published(2, checks=[check("held", kind=error.kind, message=str(error)), check(hours=5)])
    assert (told.condition, told.next_visit) == (Condition.WAITING, until)


def test_silence_outweighs_a_hiccup_and_failing_outweighs_silence():
    assert published(90, checks=[check("failed")]).condition is Condition.SILENT
    assert published(90, checks=[check("failed")] * 3).condition is Condition.FAILING


def test_the_most_alarming_come_first_and_the_longest_so_before():
    lately, long = (published(2, checks=[check("failed", hours) for hours in row]) for row in ((1, 2, 3), (1, 2, 300)))
    all_of_them = [published(2), lately, published(90), long, published(50)]
    told = [each.condition for each in sorted(all_of_them, key=by_alarm)]
    assert sorted(all_of_them, key=by_alarm)[:2] == [long, lately]
    assert told == sorted(told, key=ALARM.index)


# Rhythm


def every(days, times=6):
    return tuple(TODAY - timedelta(days=days * number) for number in range(times))


def test_a_rhythm_is_learnt_from_five_days_and_until_then_it_is_monthly():
    assert learnt_gap(every(7, 4)) is None
    assert learnt_gap(every(7, 5)) == 7
    assert learnt_gap([TODAY] * 9) is None
    assert nearest_rhythm(None) == "monthly"


def test_one_long_pause_does_not_change_a_learnt_rhythm():
    assert learnt_gap((*every(7), TODAY - timedelta(days=900))) == 7


@pytest.mark.parametrize("rhythm", LIMITS)
def test_a_regular_source_is_given_its_rhythm(rhythm):
    assert nearest_rhythm(LIMITS[rhythm].due) == rhythm
    told = health(source(""), Activity((check(),), every(LIMITS[rhythm].due)), NOW)
    assert (told.rhythm, told.is_learnt, told.rhythm_days) == (rhythm, True, LIMITS[rhythm].due)


def test_a_source_that_publishes_every_other_year_publishes_rarely():
    assert nearest_rhythm(730) == "rarely"


@pytest.mark.parametrize(("declared", "gap", "differs"), [("monthly", 7, True), ("monthly", 20, False), ("", 7, False)])
def test_a_rhythm_far_from_the_declared_one_is_told(declared, gap, differs):
    told = health(source(declared), Activity((check(),), every(gap)), NOW)
    assert (told.differs, told.learnt_days) == (differs, gap)
    assert told.rhythm == declared or not declared


# When to ask again


def row(failures):
    return [check("failed", hours) for hours in range(1, failures + 1)]


def wait(name, failures):
    return held_until(name, row(failures)) - row(failures)[0].at


def test_one_failure_is_a_hiccup_and_the_second_waits_a_quarter_of_an_hour():
    assert held_until("a", []) is None
    assert held_until("a", row(1)) is None
    assert abs(wait("a", 2) / FIRST_WAIT - 1) <= JITTER


def test_a_success_starts_afresh():
    assert held_until("a", [check(), *row(9)]) is None
    assert published(2, checks=[check(), *row(9)]).next_visit is None


@given(st.text(min_size=1), st.integers(2, 2000))
def test_the_wait_doubles_within_its_jitter_and_is_never_over_a_week(name, failures):
    nominal = min(FIRST_WAIT * 2.0 ** min(failures - 2, 30), LONGEST_WAIT / (1 + JITTER))
    waited = wait(name, failures)
    assert 1 - JITTER - 1e-6 <= waited / nominal <= 1 + JITTER + 1e-6
    assert waited <= LONGEST_WAIT
    assert wait(name, failures) == waited


@given(st.text(min_size=1))
def test_each_wait_is_longer_than_the_one_before_until_the_longest(name):
    waits = [wait(name, failures) for failures in range(2, 11)]
    assert all(earlier < later for earlier, later in pairwise(waits))


@given(st.lists(st.sampled_from(["ok", "failed", "unreachable", "offline", "held"]), max_size=60))
def test_whatever_happened_a_source_is_asked_again_within_a_week(outcomes):
    checks = [check(outcome, hours) for hours, outcome in enumerate(outcomes, start=1)]
    until = held_until("a", checks)
    failures = failures_in_a_row(checks)
    assert (until is None) == (len(failures) < 2)
    assert until is None or failures[0].at < until <= failures[0].at + LONGEST_WAIT
    assert health(source(), Activity(tuple(checks)), NOW).condition in ALARM


def test_sources_that_failed_together_do_not_come_back_together():
    for failures in (2, 6, 20):
        assert len({wait(f"source-{number}", failures) for number in range(30)}) == 30
