"""What people who use such tools trip over while watching, each as a visit to a real server; T6 and T13 also have
their cases in test_courtesy.py, T15 to T17 in the tests of what a source lists."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from gzip import compress
from pathlib import Path

import pytest

from curation.blobs import BlobStore
from curation.catalog import Catalog
from curation.courtesy import Courtesy
from curation.editions import ChangeKind, changed_paragraphs
from curation.health import Condition, health, held_until
from curation.model import Source, SourceKind
from curation.watching import Outcome, Watcher

PDF = (Path(__file__).parents[1] / "golden" / "extract" / "every-ligature" / "input.pdf").read_bytes()
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body>
<nav>{menu}</nav><main><article><p class="meta">Posted {ago}</p><h1>{title}</h1><p>{text}</p>
<p>Humanitarian organisations collect personal data about affected people to plan assistance.</p>
<p>They must protect the data that people entrust to them, and delete it when the purpose is fulfilled.</p>
</article></main><script nonce="{nonce}">start()</script></body></html>"""


def page(title, text="Ask for informed consent first.", menu="Home", ago="2 hours ago", nonce="a1"):
    return PAGE.format(title=title, text=text, menu=menu, ago=ago, nonce=nonce)


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def forward(self, **time):
        self.now += timedelta(**time)


class Desk:
    """A publisher, and whoever watches it; each visit is a run of its own."""

    def __init__(self, publisher, fetcher, database, folder):
        self.publisher, self.fetcher, self.clock = publisher, fetcher, Clock()
        self.catalog, self.blobs = Catalog(database), BlobStore(folder)
        self.source = Source("guidance", "Field Guidance", SourceKind.FEED, publisher.url("/feed"), local=True)

    def visit(self, source=None, **time):
        self.clock.forward(**(time or {"minutes": 30}))
        courtesy = Courtesy(self.fetcher, self.catalog, self.clock, sleep=lambda _: None)
        return Watcher(courtesy, self.catalog, self.blobs, self.clock).visit(source or self.source)

    def feed(self, *items, body="", **answer):
        """Each item is (name, title), with a GUID of its own if there is a third."""
        entries = "".join(self.item(*item) for item in items)
        whole = body or f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{entries}</channel></rss>"
        self.publisher.serve("/feed", body=whole, **{"media_type": "application/rss+xml", **answer})

    def item(self, name, title, guid=""):
        unique = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
        return f"<item><title>{title}</title><link>{self.publisher.url('/' + name)}</link>{unique}</item>"

    def write(self, name, title, text="Ask for informed consent first.", **answer):
        self.publisher.serve(f"/{name}", html=page(title, text), **answer)

    def health(self, source=None):
        source = source or self.source
        return health(source, self.catalog.activity()[source.id], self.clock())

    def publications(self):
        return self.catalog.counts()["publications"]


@pytest.fixture
def desk(publisher, fetcher, database, tmp_path):
    made = Desk(publisher, fetcher, database, tmp_path / "blobs")
    made.write("a", "Guidance A")
    made.feed(("a", "Guidance A"), etag='"1"')
    return made


def counts(report):
    return report.outcome, report.found, report.new, report.changed


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


def test_t7_ids_and_addresses_that_go_from_http_to_https_bring_nothing_new(desk, publisher):
    named = "http://field.example/?p=1"
    desk.feed(("a", "Guidance A", named))
    assert desk.visit().new == 1
    desk.feed(("a", "Guidance A", named.replace("http", "https")))
    assert counts(desk.visit()) == (Outcome.OK, 1, 0, 0)
    assert desk.publications() == 1


def test_t7_a_publication_whose_id_stays_while_its_address_changes_is_the_same(desk):
    desk.feed(("a", "Guidance A", "tag:1"))
    desk.visit()
    desk.write("moved/a", "Guidance A, in its new place", "Ask for informed consent first, always.")
    desk.feed(("moved/a", "Guidance A, in its new place", "tag:1"))
    assert counts(desk.visit()) == (Outcome.OK, 1, 0, 1)
    assert desk.publications() == 1


def test_t8_entries_that_share_one_address_are_all_kept(desk):
    desk.feed(*(("a", f"Entry {n}", f"tag:{n}") for n in range(3)))
    assert desk.visit().found == 3
    assert len([one for one in desk.catalog.sightings("guidance") if one.listed]) == 3
    desk.feed(*(("a", f"Entry {n}") for n in range(3)))
    assert desk.visit().found == 3


def test_t8_entries_that_share_one_id_are_all_kept(desk):
    for n in range(3):
        desk.write(f"part-{n}", f"Guidance, part {n}", f"Part {n} is about consent.")
    desk.feed(*((f"part-{n}", f"Guidance, part {n}", "tag:same") for n in range(3)))
    assert counts(desk.visit()) == (Outcome.OK, 3, 3, 0)
    assert counts(desk.visit()) == (Outcome.OK, 3, 0, 0)
    assert desk.publications() == 3


def test_t9_one_pdf_met_by_feed_listing_sitemap_and_by_itself_is_one_publication(desk, publisher):
    spellings = ("/note.pdf?utm_source=feed", "/note.pdf?utm_campaign=x#page=2", "/note.pdf/", "/note.pdf")
    for path in {spelling.partition("#")[0] for spelling in spellings}:
        publisher.serve(path, body=PDF, media_type="application/pdf")
    desk.feed((spellings[0][1:], "Note"))
    publisher.serve("/list", html=f'<html><body><main><a href="{spellings[1]}">Note</a></main></body></html>')
    entry = f"<url><loc>{publisher.url(spellings[2])}</loc></url>"
    publisher.serve("/sitemap.xml", body=f"<?xml version='1.0'?><urlset {SPACE}>{entry}</urlset>")
    listing = replace(desk.source, id="list", kind=SourceKind.LISTING, url=publisher.url("/list"), selector="main a")
    sitemap = replace(desk.source, id="map", kind=SourceKind.SITEMAP, url=publisher.url("/sitemap.xml"))
    alone = replace(desk.source, id="pdf", kind=SourceKind.DOCUMENT, url=publisher.url(spellings[3]))
    assert [desk.visit(source).new for source in (desk.source, listing, sitemap, alone)] == [1, 0, 0, 0]
    assert desk.publications() == 1


def test_t9_the_same_file_at_quite_another_address_is_the_same_publication(desk, publisher):
    publisher.serve("/uploads/note.pdf", body=PDF, media_type="application/pdf")
    publisher.serve("/cdn/4711", body=PDF, media_type="application/pdf")
    desk.feed(("uploads/note.pdf", "Note"), ("cdn/4711", "Note, again"))
    desk.visit()
    assert desk.publications() == 1


def test_t10_menus_nonces_and_relative_times_change_nothing(desk, publisher):
    desk.visit()
    publisher.serve("/a", html=page("Guidance A", menu="Home | New", ago="3 days ago", nonce="b2"))
    assert counts(desk.visit()) == (Outcome.OK, 1, 0, 0)
    assert desk.catalog.counts()["revisions"] == 1


def test_t11_after_a_change_the_same_content_is_silent(desk):
    desk.visit()
    desk.write("a", "Guidance A", "Ask twice.")
    assert desk.visit().changed == 1
    assert [desk.visit(days=days).changed for days in (1, 3, 20)] == [0, 0, 0]


def test_t11_an_older_edition_that_stays_beside_the_new_one_changes_nothing(desk, publisher):
    canonical = f'<link rel="canonical" href="{publisher.url("/a")}">'
    publisher.serve("/print", html=page("Guidance A", "Ask once.").replace("<head>", f"<head>{canonical}"))
    desk.feed(("a", "Guidance A"), ("print", "Guidance A, for print"))
    desk.visit()
    revisions = desk.catalog.counts()["revisions"]
    for _ in range(3):
        assert desk.visit(days=2).changed == 0
    assert desk.catalog.counts()["revisions"] == revisions
    assert desk.publications() == 1


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


def test_a_text_that_has_long_stood_unchanged_rests_longer_and_a_new_date_wakes_it(desk, publisher):
    desk.visit()
    for _ in range(5):
        desk.visit(days=20)
    before = len(publisher.asked("/a"))
    desk.visit(days=5)
    assert len(publisher.asked("/a")) == before  # unchanged for a hundred days: it rests for ten
    desk.visit(days=6)
    assert len(publisher.asked("/a")) == before + 1
    desk.feed(("a", "Guidance A, second edition"))
    desk.visit()
    assert len(publisher.asked("/a")) == before + 2


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


def test_a_publication_that_is_no_longer_listed_is_still_watched(desk):
    desk.visit()
    desk.write("b", "Guidance B", "Delete the data.")
    desk.feed(("b", "Guidance B"))
    desk.visit()
    desk.write("a", "Guidance A", "Ask three times.")
    desk.visit(days=1)
    assert desk.catalog.counts()["revisions"] == 3


def test_pages_of_a_listing_are_read_as_far_as_the_source_says(desk, publisher):
    for number in range(1, 5):
        desk.write(f"part-{number}", f"Guidance, part {number}", f"Part {number} is about consent.")
        link = f'<h3><a href="/part-{number}">Guidance, part {number}</a></h3>'
        following = f'<a class="next" href="/list?page={number + 1}">Next</a>'
        path = "/list" if number == 1 else f"/list?page={number}"
        publisher.serve(path, html=f"<html><body><main>{link}{following}</main></body></html>")
    source = replace(
        desk.source,
        kind=SourceKind.LISTING,
        url=publisher.url("/list"),
        selector="main h3 a",
        next_page="a.next",
        pages=3,
    )
    assert counts(desk.visit(source)) == (Outcome.OK, 3, 3, 0)
    assert counts(desk.visit(source)) == (Outcome.OK, 3, 0, 0)


def test_a_source_that_was_pointed_elsewhere_lists_what_is_there_now(desk, publisher):
    desk.visit()
    desk.write("b", "Guidance B", "Delete the data.")
    other = f"<rss version='2.0'><channel>{desk.item('b', 'Guidance B')}</channel></rss>"
    publisher.serve("/other", body=other)
    assert counts(desk.visit(replace(desk.source, url=publisher.url("/other")))) == (Outcome.OK, 1, 1, 0)


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


def test_an_old_feed_that_is_visited_for_the_first_time_does_not_look_alive(desk):
    dated = desk.item("a", "Guidance A").replace("</item>", "<pubDate>Wed, 20 Nov 2019 10:00:00 GMT</pubDate></item>")
    desk.feed(body=f"<rss version='2.0'><channel>{dated}</channel></rss>")
    desk.visit()
    told = desk.health(replace(desk.source, rhythm="monthly"))
    assert (told.condition, str(told.last_news)) == (Condition.SILENT, "2019-11-20")
    desk.write("a", "Guidance A", "Ask twice.")
    desk.visit(days=1)
    assert desk.health().last_news == desk.clock().date()  # a changed text is news


def test_undated_publications_are_news_when_they_appear_later(desk):
    desk.visit()
    first = desk.clock().date()
    desk.write("b", "Guidance B", "Delete the data.")
    desk.feed(("a", "Guidance A"), ("b", "Guidance B"))
    desk.visit(days=3)
    assert desk.catalog.activity()["guidance"].days == (first + timedelta(days=3),)


def test_a_site_that_wants_an_hour_between_two_requests_is_not_taken_for_read(desk, publisher):
    publisher.serve("/robots.txt", body="User-agent: *\nCrawl-delay: 3600", media_type="text/plain")
    report = desk.visit()
    assert (report.outcome, report.found, report.new, report.later) == (Outcome.OK, 1, 0, 1)
    told = desk.health()
    assert (told.condition, told.trouble.kind) == (Condition.FALTERING, "postponed")


def test_addresses_that_are_new_every_day_do_not_pile_up(desk, publisher, monkeypatch):
    monkeypatch.setattr("curation.catalog_watch.GONE_KEPT", 5)
    canonical = f'<link rel="canonical" href="{publisher.url("/a")}">'
    for day in range(12):
        publisher.serve(f"/a?session={day}", html=page("Guidance A").replace("<head>", f"<head>{canonical}"))
        desk.feed((f"a?session={day}", "Guidance A"))
        desk.visit(days=1)
    assert desk.publications() == 1
    assert len(desk.catalog.sightings("guidance")) <= 8


# Editions


def guidance_pdf(pdf, title, *paragraphs):
    lines = [(title, 50, 720, 20)]
    for number, paragraph in enumerate(paragraphs):
        words = paragraph.split()
        halves = (" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :]))
        lines += [(half, 50, 680 - 40 * number - 12 * at, 10) for at, half in enumerate(halves)]
    return pdf(lines, info=f"/Title ({title})")


COMMON = (
    "Humanitarian organisations ask people for informed consent before they collect any personal data from them.",
    "Sensitive data are shared only under a written agreement that says who may see them and for how long.",
)


def test_a_new_edition_of_a_pdf_at_a_new_address_is_a_revision_with_its_changes(desk, publisher, pdf):
    old = guidance_pdf(pdf, "Guidance on consent, version 1.0", *COMMON, "Keep the forms for five years in a safe.")
    new = guidance_pdf(pdf, "Guidance on consent, version 2.0", *COMMON, "Keep the forms for two years in a safe.")
    publisher.serve("/consent-v1.pdf", body=old, media_type="application/pdf")
    desk.feed(("consent-v1.pdf", "Guidance on consent, version 1.0"))
    assert desk.visit().new == 1
    publisher.serve("/consent-v2.pdf", body=new, media_type="application/pdf")
    desk.feed(("consent-v2.pdf", "Guidance on consent, version 2.0"), ("consent-v1.pdf", "Guidance on consent"))
    assert counts(desk.visit()) == (Outcome.OK, 2, 0, 1)
    assert desk.publications() == 1
    before, after = (desk.catalog.document(number) for number in (1, 2))
    changed = [change for change in changed_paragraphs(before, after) if "forms" in change.before]
    assert [(change.kind, "two years" in change.after) for change in changed] == [(ChangeKind.CHANGED, True)]
    # The old file stays where it was: that is no news, however often it is met.
    assert [desk.visit(days=1).changed for _ in range(3)] == [0, 0, 0]
    assert desk.catalog.counts()["revisions"] == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Annual report 2024", "Annual report 2025"),
        ("Situation report", "Situation report"),
        ("Guidance on consent, version 1.0", "Guidance on retention, version 2.0"),
    ],
)
def test_two_reports_of_one_series_are_two_publications(desk, publisher, pdf, first, second):
    texts = (
        ("The flood reached 12 villages in March, and 340 families had moved to higher ground that week.",),
        ("In April the assessment team found that the market had opened again, and that 75 wells were clean.",),
    )
    for number, (title, text) in enumerate(zip((first, second), texts, strict=True), start=1):
        publisher.serve(f"/{number}.pdf", body=guidance_pdf(pdf, title, *text), media_type="application/pdf")
        desk.feed(*((f"{n}.pdf", f"Report {n}") for n in range(number, 0, -1)))
        desk.visit()
    assert desk.publications() == 2
