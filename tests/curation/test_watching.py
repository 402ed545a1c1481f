"""A source is visited over real HTTP: what is new is recorded once, what fails is named, and nothing stops the rest."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from curation.blobs import BlobStore
from curation.catalog import Catalog
from curation.extract.apart import Readers
from curation.model import Source, SourceKind
from curation.views import Provenance
from curation.watching import Outcome, Watcher
from tests.curation.conftest import pdf_that_bursts
from tests.curation.office import SENTENCE, chapter, docx, epub, p

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><nav>{menu}</nav><main><article>
<h1>{title}</h1><p>{text} Humanitarian organisations collect personal data about affected people to plan assistance.</p>
<p>They must protect the data that people entrust to them, and delete it when the purpose is fulfilled.</p>
</article></main></body></html>"""


def page(title, text="Read this first.", menu="Home"):
    return PAGE.format(title=title, text=text, menu=menu)


def feed(publisher, *names):
    items = "".join(f"<item><title>{name}</title><link>{publisher.url('/' + name)}</link></item>" for name in names)
    body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
    publisher.serve("/feed", body=body.encode(), media_type="application/rss+xml", etag=f'"{len(names)}"')


@pytest.fixture
def catalog(database):
    return Catalog(database)


@pytest.fixture
def watcher(fetcher, catalog, tmp_path):
    return Watcher(fetcher, catalog, BlobStore(tmp_path / "blobs"), lambda: NOW)


@pytest.fixture
def source(publisher):
    return Source("guidance", "Field Guidance", SourceKind.FEED, publisher.url("/feed"), local=True)


def numbers(report):
    return report.outcome, report.found, report.new, report.changed


def test_what_is_new_is_recorded_once(watcher, publisher, source, catalog):
    feed(publisher, "a", "b")
    publisher.serve("/a", html=page("Guidance A"), etag='"1"')
    publisher.serve("/b", html=page("Guidance B"), last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    assert numbers(watcher.visit(source)) == (Outcome.OK, 2, 2, 0)
    assert numbers(watcher.visit(source)) == (Outcome.OK, 2, 0, 0)
    assert catalog.counts()["revisions"] == 2


def test_a_word_document_and_a_book_are_taken_up_and_a_pdf_that_bursts_its_reader_stops_neither(
    watcher, publisher, source, catalog, monkeypatch
):
    monkeypatch.setattr("curation.extract.READERS", Readers(processes=1, memory=500_000_000))
    feed(publisher, "a.docx", "burst.pdf", "b.epub")
    publisher.serve("/a.docx", body=docx(p(SENTENCE)), media_type="application/octet-stream")
    publisher.serve("/burst.pdf", body=pdf_that_bursts(), media_type="application/pdf")
    publisher.serve(
        "/b.epub", body=epub({"a.xhtml": chapter(f"<p>{SENTENCE} {SENTENCE}</p>")}), media_type="text/plain"
    )
    report = watcher.visit(source)
    assert (report.found, report.new) == (3, 2)
    assert [failure.url for failure in report.failures] == [publisher.url("/burst.pdf")]
    assert report.failures[0].kind in {"damaged", "too hard"}
    assert catalog.counts()["revisions"] == 2


def test_an_unchanged_page_is_asked_for_with_its_validators_and_not_read_again(watcher, publisher, source):
    feed(publisher, "a")
    publisher.serve("/a", html=page("Guidance A"), etag='"1"')
    watcher.visit(source)
    watcher.visit(source)
    assert publisher.asked("/a")[-1].headers["If-None-Match"] == '"1"'
    assert publisher.asked("/feed")[-1].headers["If-None-Match"] == '"1"'


def test_a_page_whose_menu_alone_changed_is_unchanged(watcher, publisher, source):
    feed(publisher, "a")
    publisher.serve("/a", html=page("Guidance A"))
    watcher.visit(source)
    publisher.serve("/a", html=page("Guidance A", menu="Home | posted 2 hours ago"))
    assert numbers(watcher.visit(source)) == (Outcome.OK, 1, 0, 0)


def test_a_changed_text_is_a_change_and_then_silent(watcher, publisher, source):
    feed(publisher, "a")
    publisher.serve("/a", html=page("Guidance A"), etag='"1"')
    watcher.visit(source)
    publisher.serve("/a", html=page("Guidance A", "Read this twice, then ask."), etag='"2"')
    assert numbers(watcher.visit(source)) == (Outcome.OK, 1, 0, 1)
    assert numbers(watcher.visit(source)) == (Outcome.OK, 1, 0, 0)


def test_failing_documents_are_named_and_stop_nothing(watcher, publisher, source):
    feed(publisher, "gone", "broken", "cut", "loop", "good")
    publisher.serve("/gone", status=404)
    publisher.serve("/broken", status=500)
    publisher.serve("/cut", html=page("Guidance C"), cut=50)
    publisher.redirect("/loop", "/loop")
    publisher.serve("/good", html=page("Guidance G"))
    report = watcher.visit(source)
    assert numbers(report) == (Outcome.FAILED, 5, 1, 0)
    assert [failure.kind for failure in report.failures] == ["http error", "http error", "cut short", "redirect loop"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"html": "<!doctype html><html><body><h1>Our work</h1><p>We help people.</p></body></html>"}, "not a source"),
        ({"body": b""}, "empty"),
        ({"status": 503}, "http error"),
    ],
)
def test_a_feed_that_is_none_is_a_fault_of_the_source_and_forgets_nothing(
    watcher, publisher, source, catalog, answer, kind
):
    feed(publisher, "a")
    publisher.serve("/a", html=page("Guidance A"))
    watcher.visit(source)
    publisher.serve("/feed", **answer)
    report = watcher.visit(source)
    assert (report.outcome, report.new) == (Outcome.FAILED, 0)
    assert kind in report.failures[0].kind
    assert catalog.counts()["publications"] == 1


def test_an_empty_but_real_feed_is_no_fault(watcher, publisher, source):
    feed(publisher)
    assert numbers(watcher.visit(source)) == (Outcome.OK, 0, 0, 0)


def test_after_a_list_that_could_not_be_read_the_next_request_is_whole(watcher, publisher, source):
    publisher.serve("/feed", html="<!doctype html><html><body><p>Maintenance</p></body></html>", etag='"x"')
    watcher.visit(source)
    feed(publisher, "a")
    publisher.serve("/a", html=page("Guidance A"))
    assert watcher.visit(source).new == 1
    assert "If-None-Match" not in publisher.asked("/feed")[-1].headers


def test_a_document_that_could_not_be_read_is_read_again_from_its_kept_bytes(watcher, publisher, source):
    feed(publisher, "links")
    links = "".join(f'<li><a href="/{n}">More about topic {n}</a></li>' for n in range(60))
    publisher.serve("/links", html=f"<!doctype html><html><body><ul>{links}</ul></body></html>", etag='"1"')
    assert watcher.visit(source).failures[0].kind == "no text"
    again = watcher.visit(source)
    assert again.failures[0].kind == "no text"
    assert publisher.asked("/links")[-1].headers["If-None-Match"] == '"1"'


def test_an_unreachable_source_ends_as_unreachable(watcher):
    away = Source("away", "Away", SourceKind.FEED, "http://127.0.0.1:9/feed", local=True)
    report = watcher.visit(away)
    assert report.outcome is Outcome.UNREACHABLE
    document = Source("away-too", "Away", SourceKind.DOCUMENT, "http://127.0.0.1:9/a.pdf", local=True)
    assert watcher.visit(document).outcome is Outcome.UNREACHABLE


def test_a_publication_met_at_two_addresses_is_one(watcher, publisher, source, catalog):
    feed(publisher, "a?utm_source=feed", "a/")
    publisher.serve("/a?utm_source=feed", html=page("Guidance A"))
    publisher.serve("/a/", html=page("Guidance A"))
    watcher.visit(source)
    assert catalog.counts()["publications"] == 1


def test_a_sitemap_index_leads_to_its_sitemaps(watcher, publisher, catalog):
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    child, article = publisher.url("/child.xml"), publisher.url("/a")
    index = f"<?xml version='1.0'?><sitemapindex {space}><sitemap><loc>{child}</loc></sitemap></sitemapindex>"
    urls = f"<?xml version='1.0'?><urlset {space}><url><loc>{article}</loc></url></urlset>"
    publisher.serve("/sitemap.xml", body=index.encode(), media_type="application/xml")
    publisher.serve("/child.xml", body=urls.encode(), media_type="application/xml")
    publisher.serve("/a", html=page("Guidance A"))
    sitemap = Source("map", "Field Guidance", SourceKind.SITEMAP, publisher.url("/sitemap.xml"), local=True)
    assert numbers(watcher.visit(sitemap)) == (Outcome.OK, 1, 1, 0)


def test_the_licence_a_page_states_goes_before_the_sources_hint(watcher, publisher, source, catalog):
    feed(publisher, "a", "b")
    publisher.serve("/a", html=page("Guidance A").replace("</body>", "<footer>CC BY-ND 4.0</footer></body>"))
    publisher.serve("/b", html=page("Guidance B"))
    watcher.visit(replace(source, licence="CC-BY-4.0"))
    for revision_id in catalog.revisions_to_draft():
        catalog.queue_draft(revision_id, (), Provenance("m", "g"), NOW)
    licences = {row.title: row.licence for row in catalog.queue()}
    assert licences == {"Guidance A": "CC-BY-ND-4.0", "Guidance B": "CC-BY-4.0"}


def test_an_address_that_moved_is_the_same_publication(watcher, publisher, source, catalog):
    feed(publisher, "old")
    publisher.serve("/old", html=page("Guidance A"))
    watcher.visit(source)
    publisher.redirect("/old", "/new", status=301)
    publisher.serve("/new", html=page("Guidance A", "Read this first, it has moved."))
    assert numbers(watcher.visit(source)) == (Outcome.OK, 1, 0, 1)
    feed(publisher, "new", "old")
    assert numbers(watcher.visit(source)) == (Outcome.OK, 2, 0, 0)
    assert catalog.counts()["publications"] == 1


def test_kept_bytes_that_were_lost_are_fetched_again(watcher, publisher, source, tmp_path):
    feed(publisher, "a")
    publisher.serve("/a", html=page("Guidance A"), etag='"1"')
    watcher.visit(source)
    shutil.rmtree(tmp_path / "blobs")
    assert numbers(watcher.visit(source)) == (Outcome.OK, 1, 0, 0)
    assert numbers(watcher.visit(source)) == (Outcome.OK, 1, 0, 0)


@pytest.mark.parametrize(
    "link", ["http://a..b/x", "http://" + "a" * 70 + ".org/", "http://exa\x07mple.org/", "http://[bad/"]
)
def test_an_address_that_is_none_stops_nothing(watcher, publisher, source, link):
    publisher.redirect("/odd", link)
    feed(publisher, "odd", "good")
    publisher.serve("/good", html=page("Guidance G"))
    report = watcher.visit(source)
    assert (report.found, report.new, len(report.failures)) == (2, 1, 1)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (SourceKind.SITEMAP, b'<?xml version="1.0" encoding="foo-9"?><urlset>'),
        (SourceKind.FEED, b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000),
        (SourceKind.LISTING, b'<html><head><base href="http://[bad"></head><body><a href="/x">x</a></body></html>'),
    ],
)
def test_a_list_beyond_reading_is_a_fault_of_the_source(watcher, publisher, kind, body):
    publisher.serve("/list", body=body, media_type="application/xml")
    selector = "a" if kind is SourceKind.LISTING else ""
    report = watcher.visit(Source("odd", "Odd", kind, publisher.url("/list"), selector=selector, local=True))
    assert report.outcome is Outcome.FAILED
