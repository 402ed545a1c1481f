"""What people who use such tools trip over in telling what is new, changed or the same, T7 to T11: each as a visit to a
real server."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from curation.editions import ChangeKind, changed_paragraphs
from curation.health import Condition
from curation.model import SourceKind
from curation.watching import Outcome
from tests.curation.watched import SPACE, counts, desk_with_a_feed, page

PDF = (Path(__file__).parents[1] / "golden" / "extract" / "every-ligature" / "input.pdf").read_bytes()


@pytest.fixture
def desk(publisher, fetcher, database, tmp_path):
    return desk_with_a_feed(publisher, fetcher, database, tmp_path / "blobs", etag='"1"')


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
