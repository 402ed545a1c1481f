"""What people who use such tools trip over when a source fails, refuses, floods or lies (T1 to T6, T12 to T17): each as
a visit to a real server. T6 and T13 also have their cases in test_courtesy.py, T15 to T17 in the tests of what a
source lists."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from gzip import compress

import pytest

from curation.health import Condition, held_until
from curation.model import SourceKind
from curation.watching import Outcome
from tests.curation.watched import SPACE, counts, desk_with_a_feed


@pytest.fixture
def desk(publisher, fetcher, database, tmp_path):
    return desk_with_a_feed(publisher, fetcher, database, tmp_path / "blobs", etag='"1"')


def test_t1_an_html_error_page_on_a_feed_s_address_is_the_source_s_error_and_removes_nothing(desk, publisher):
    desk.visit()
    publisher.serve("/feed", html="<!doctype html><html><head><title>Field</title></head><body>Welcome</body></html>")
    report = desk.visit()
    assert report.outcome is Outcome.FAILED
    assert "HTML page" in report.failures[0].message
    assert [one.ref.title for one in desk.catalog.sightings("guidance") if one.listed] == ["Guidance A"]
    assert desk.publications() == 1
    assert desk.health().condition is Condition.FALTERING


def test_t2_an_empty_body_is_an_error_and_a_feed_without_entries_is_none(desk, publisher):
    publisher.serve("/feed", body=b"", media_type="application/rss+xml")
    report = desk.visit()
    assert (report.outcome, report.failures[0].kind) == (Outcome.FAILED, "empty")
    desk.feed()
    assert counts(desk.visit()) == (Outcome.OK, 0, 0, 0)


def test_t3_not_modified_is_no_change_and_a_healthy_source(desk, publisher):
    desk.visit()
    report = desk.visit()
    assert counts(report) == (Outcome.OK, 1, 0, 0)
    assert publisher.asked("/feed")[-1].headers["If-None-Match"] == '"1"'
    assert desk.health().condition is Condition.FRESH


@pytest.mark.parametrize("failing", [{"status": 500}, {"body": b""}, {"html": "<html>Sorry"}])
def test_t4_after_a_run_that_failed_the_next_request_has_no_conditions(desk, publisher, failing):
    desk.visit()
    publisher.serve("/feed", **failing)
    assert desk.visit().outcome is Outcome.FAILED
    desk.feed(("a", "Guidance A"), etag='"1"')
    assert desk.visit().outcome is Outcome.OK
    assert "If-None-Match" in publisher.asked("/feed")[1].headers
    assert "If-None-Match" not in publisher.asked("/feed")[2].headers


def test_t4_holds_for_a_publication_too(desk, publisher):
    desk.write("a", "Guidance A", etag='"1"')
    desk.visit()
    publisher.serve("/a", status=500)
    desk.visit()
    desk.write("a", "Guidance A", etag='"1"')
    assert counts(desk.visit()) == (Outcome.OK, 1, 0, 0)
    assert ["If-None-Match" in asked.headers for asked in publisher.asked("/a")] == [False, True, False]


def test_t5_three_failures_and_the_source_is_asked_again_by_itself_and_recovers(desk, publisher):
    desk.visit()
    publisher.serve("/feed", status=500)
    for _ in range(3):
        desk.visit()
    now = desk.health()
    assert now.condition is Condition.FAILING
    until = held_until("guidance", desk.catalog.activity()["guidance"].checks)
    assert desk.clock() < until <= desk.clock() + timedelta(days=7)
    desk.feed(("a", "Guidance A"))
    desk.clock.now = until
    assert desk.visit().outcome is Outcome.OK
    assert held_until("guidance", desk.catalog.activity()["guidance"].checks) is None
    assert desk.health().condition is Condition.FRESH


def test_t5_however_often_it_failed_it_is_asked_again_within_a_week(desk, publisher):
    publisher.serve("/feed", status=500)
    for _ in range(30):
        desk.visit(days=8)
    until = held_until("guidance", desk.catalog.activity()["guidance"].checks)
    assert until <= desk.clock() + timedelta(days=7)


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_t6_a_source_that_asks_for_an_hour_gets_it(desk, publisher, form):
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    said = "3600" if form == "seconds" else in_an_hour
    publisher.serve("/feed", status=429, headers={"Retry-After": said})
    assert desk.visit().outcome is Outcome.FAILED
    held = desk.visit(minutes=55)
    assert (held.outcome, held.failures[0].kind) == (Outcome.HELD, "asked to wait")
    assert len(publisher.asked("/feed")) == 1
    desk.feed(("a", "Guidance A"))
    assert counts(desk.visit(minutes=10)) == (Outcome.OK, 1, 1, 0)


def test_t12_a_selector_that_matches_nothing_raises_an_alarm_and_keeps_what_was_there(desk, publisher):
    source = replace(desk.source, kind=SourceKind.LISTING, url=publisher.url("/list"), selector="main h3 a")
    publisher.serve("/list", html='<html><body><main><h3><a href="/a">Guidance A</a></h3></main></body></html>')
    assert desk.visit(source).new == 1
    publisher.serve("/list", html='<html><body><main><h2><a href="/a">Guidance A</a></h2></main></body></html>')
    for number in range(3):
        report = desk.visit(source)
        assert (report.outcome, report.failures[0].kind) == (Outcome.FAILED, "selector matches nothing")
        assert desk.health(source).condition is (Condition.FAILING if number == 2 else Condition.FALTERING)
    assert [one.listed for one in desk.catalog.sightings("guidance")] == [True]
    assert desk.publications() == 1


def test_t13_robots_txt_is_the_source_s_answer(desk, publisher):
    publisher.serve("/robots.txt", body="User-agent: *\nDisallow: /feed", media_type="text/plain")
    report = desk.visit()
    assert (report.outcome, report.failures[0].kind) == (Outcome.FAILED, "robots forbid")
    assert not publisher.asked("/feed")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"status": 302, "headers": {"Location": "/big"}}, "redirect loop"),
        ({"body": b"x" * 1_000_001, "media_type": "application/pdf"}, "too large"),
        ({"html": "x" * 2000, "drip": 0.05}, "too slow"),
        ({"body": compress(bytes(50_000_000)), "headers": {"Content-Encoding": "gzip"}}, "too large"),
    ],
)
def test_t14_loops_floods_drips_and_bombs_are_bounded_and_named(desk, publisher, answer, kind):
    publisher.serve("/big", **answer)
    desk.feed(("big", "Big"), ("a", "Guidance A"))
    report = desk.visit()
    assert (report.new, [failure.kind for failure in report.failures]) == (1, [kind])


def test_t15_an_index_of_packed_sitemaps_whose_dates_lie(desk, publisher):
    def sitemap(day):
        entry = f"<url><loc>{publisher.url('/a')}</loc><lastmod>{day}</lastmod></url>"
        packed = compress(f"<?xml version='1.0'?><urlset {SPACE}>{entry}</urlset>".encode())
        publisher.serve("/1.xml.gz", body=packed, media_type="application/gzip")

    child = f"<sitemap><loc>{publisher.url('/1.xml.gz')}</loc></sitemap>"
    broken = f"<sitemap><loc>{publisher.url('/2.xml')}</loc></sitemap>"
    index = f"<?xml version='1.0'?><sitemapindex {SPACE}>{child}{broken}</sitemapindex>"
    publisher.serve("/sitemap.xml", body=index)
    source = replace(desk.source, kind=SourceKind.SITEMAP, url=publisher.url("/sitemap.xml"))
    sitemap("2026-03-01")
    report = desk.visit(source)
    assert (report.found, report.new, [failure.kind for failure in report.failures]) == (1, 1, ["http error"])
    sitemap("2026-03-02")  # says that it changed, and did not
    assert desk.visit(source).changed == 0
    desk.write("a", "Guidance A", "Changed without a word in the sitemap.")
    assert desk.visit(source, days=1).changed == 1


def test_t16_a_feed_with_an_undefined_entity_still_yields_its_entries(desk):
    desk.feed(("a", "Guidance&nbsp;A &undefined; B"))
    assert counts(desk.visit()) == (Outcome.OK, 1, 1, 0)


def test_t17_odd_dates_neither_break_nor_blind(desk):
    dates = ("mardi 3 février 2026", "2026-03-01T10:00:00", "Mon, 02 Mar 2099 10:00:00 GMT", "someday")
    items = []
    for number, said in enumerate(dates):
        desk.write(f"part-{number}", f"Guidance, part {number}", f"Part {number} is about consent.")
        items.append(
            desk.item(f"part-{number}", f"Guidance, part {number}").replace(
                "</item>", f"<pubDate>{said}</pubDate></item>"
            )
        )
    desk.feed(body=f"<?xml version='1.0'?><rss version='2.0'><channel>{''.join(items)}</channel></rss>")
    assert counts(desk.visit()) == (Outcome.OK, 4, 4, 0)
    published = {one.ref.published[:10] for one in desk.catalog.sightings("guidance")}
    assert published >= {"2026-02-03", "2026-03-01"}


# What follows from these


def test_a_publication_that_fails_again_and_again_is_asked_for_less_and_less_and_still_named(desk, publisher):
    publisher.serve("/a", status=500)
    reports = [desk.visit(minutes=5) for _ in range(10)]
    assert len(publisher.asked("/a")) < 6
    assert all(report.failures[0].message == "the server answered 500" for report in reports)
    # Left in peace, it is named and does not make the run a failed one.
    assert {(report.failures[0].asked, report.outcome) for report in reports} == {
        (True, Outcome.FAILED),
        (False, Outcome.OK),
    }
    desk.write("a", "Guidance A")
    assert desk.visit(days=7).new == 1


def test_a_source_none_of_whose_new_publications_can_be_read_is_not_well(desk, publisher):
    desk.visit()
    wall = "<html><head><title>Log in</title></head><body><form><input type='password'></form></body></html>"
    names = ("b", "c", "d")
    for name in names:
        publisher.serve(f"/{name}", html=wall)
    desk.feed(("a", "Guidance A"), *((name, name.upper()) for name in names))
    for _ in range(3):
        report = desk.visit(days=1)
    assert {failure.kind for failure in report.failures} == {"login or cookie wall"}
    assert desk.health().condition is Condition.FAILING
    desk.write("b", "Guidance B", "Delete the data.")
    desk.visit(days=7)
    assert desk.health().condition is Condition.FRESH


def test_one_publication_that_cannot_be_read_makes_no_bad_source(desk, publisher):
    desk.visit()
    publisher.serve("/b", status=404)
    desk.feed(("a", "Guidance A"), ("b", "Guidance B"))
    assert desk.visit().outcome is Outcome.FAILED
    assert desk.health().condition is Condition.FRESH


def test_a_site_that_wants_an_hour_between_two_requests_is_not_taken_for_read(desk, publisher):
    publisher.serve("/robots.txt", body="User-agent: *\nCrawl-delay: 3600", media_type="text/plain")
    report = desk.visit()
    assert (report.outcome, report.found, report.new, report.later) == (Outcome.OK, 1, 0, 1)
    told = desk.health()
    assert (told.condition, told.trouble.kind) == (Condition.FALTERING, "postponed")
