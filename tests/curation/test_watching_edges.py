"""Where watching could go blind, knock too often or lose a publication: each as visits to a real server."""

import json
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic import command
from alembic.config import Config

from curation import schema
from curation.blobs import BlobStore
from curation.catalog import Catalog, Visit
from curation.courtesy import Courtesy, Manners
from curation.database import Database, migrate
from curation.errors import AskedToWait, CurationError, HttpError, UnsafeAddress
from curation.fetch import Fetcher
from curation.health import held_until
from curation.model import Fetched, Source, SourceKind
from curation.triage import Triage
from curation.trying import try_address
from curation.watch_views import Novelty
from curation.watching import Watcher
from flows.running import _held
from translation.document import Block, BlockKind, Document, Metadata, as_json

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><main><article>
<h1>{title}</h1><p>{text}</p>
<p>Humanitarian organisations collect personal data about affected people to plan assistance.</p>
<p>They must protect the data that people entrust to them, and delete it when the purpose is fulfilled.</p>
</article></main></body></html>"""


WORDS = "Humanitarian organisations collect personal data about affected people to plan their assistance."


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
        self.publisher, self.fetcher, self.clock, self.slept = publisher, fetcher, Clock(), []
        self.catalog, self.blobs = Catalog(database), BlobStore(folder)
        self.source = Source("guidance", "Field Guidance", SourceKind.FEED, publisher.url("/feed"), local=True)

    def courtesy(self, **manners):
        return Courtesy(self.fetcher, self.catalog, self.clock, Manners(**manners), self.slept.append)

    def visit(self, source=None, **time):
        self.clock.forward(**(time or {"minutes": 30}))
        watcher = Watcher(self.courtesy(), self.catalog, self.blobs, self.clock)
        return watcher.visit(source or self.source)

    def feed(self, *items, path="/feed", **answer):
        """Each item is (name, title), with an id of its own if there is a third."""
        entries = "".join(self.item(*item) for item in items)
        whole = f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{entries}</channel></rss>"
        return self.publisher.serve(path, body=whole, media_type="application/rss+xml", **answer)

    def item(self, name, title, guid=""):
        unique = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
        return f"<item><title>{title}</title><link>{self.publisher.url('/' + name)}</link>{unique}</item>"

    def write(self, name, title, text="Ask for informed consent first.", **answer):
        return self.publisher.serve(f"/{name}", html=PAGE.format(title=title, text=text), **answer)

    def sitemap(self, path, *names):
        urls = "".join(f"<url><loc>{self.publisher.url('/' + name)}</loc></url>" for name in names)
        self.publisher.serve(path, body=f"<?xml version='1.0'?><urlset {SPACE}>{urls}</urlset>")

    def index(self, *paths):
        """A sitemap index of these, and the source that is watched by it."""
        maps = "".join(f"<sitemap><loc>{self.publisher.url(path)}</loc></sitemap>" for path in paths)
        self.publisher.serve("/index.xml", body=f"<?xml version='1.0'?><sitemapindex {SPACE}>{maps}</sitemapindex>")
        return replace(self.source, kind=SourceKind.SITEMAP, url=self.publisher.url("/index.xml"))

    def titles(self):
        return sorted(row.title for row in self.catalog.triage_rows(Triage))

    def asked(self, path):
        return len(self.publisher.asked(path))


@pytest.fixture
def desk(publisher, fetcher, database, tmp_path):
    made = Desk(publisher, fetcher, database, tmp_path / "blobs")
    made.write("a", "Guidance A")
    made.feed(("a", "Guidance A"))
    return made


# Nothing is left out for good


@pytest.mark.parametrize("seconds", [30, 120])
def test_a_site_that_wants_long_pauses_is_taken_up_all_the_same(desk, publisher, seconds):
    body = f"User-agent: *\nCrawl-delay: {seconds}"
    publisher.serve("/robots.txt", body=body, media_type="text/plain")
    desk.visit()
    assert desk.titles() == ["Guidance A"]


def test_a_publication_without_an_answer_does_not_keep_the_others_of_its_host_waiting(desk, publisher):
    desk.write("c", "Guidance C")
    publisher.serve("/b", silent=1.3)
    desk.feed(("b", "Guidance B"), ("c", "Guidance C"), ("a", "Guidance A"))
    for _ in range(2):
        desk.visit(days=1)
    assert desk.titles() == ["Guidance A", "Guidance C"]


def test_a_sitemap_that_comes_back_as_it_was_lists_again_what_it_lists(desk, publisher):
    desk.sitemap("/1.xml", "a")
    desk.sitemap("/2.xml", "b")
    publisher.serve("/b", status=500)
    desk.visit(desk.index("/1.xml", "/2.xml"))
    desk.visit(desk.index("/1.xml"))
    desk.write("b", "Guidance B")
    assert desk.visit(desk.index("/1.xml", "/2.xml"), days=1).new == 1


def test_a_source_that_is_pointed_back_lists_what_it_listed(desk, publisher):
    desk.visit()
    desk.write("b", "Guidance B")
    desk.visit(replace(desk.source, url=desk.feed(("b", "Guidance B"), path="/other")))
    assert desk.visit().found == 1


def test_a_publication_that_is_listed_but_no_more_among_the_newest_is_still_watched(desk):
    desk.sitemap("/1.xml", "a")
    desk.sitemap("/2.xml")
    source = replace(desk.index("/2.xml", "/1.xml"), newest=1)
    desk.visit(source)
    desk.write("0", "Guidance 0")
    desk.sitemap("/2.xml", "0")
    desk.visit(source)
    desk.write("a", "Guidance A", "Ask three times.")
    desk.visit(source, days=2)
    assert desk.catalog.counts()["revisions"] == 3


class Killed(BaseException):
    """What ends a run where it stands."""


def test_what_a_killed_run_had_fetched_is_read_by_the_next(desk, monkeypatch):
    desk.visit()
    for _ in range(5):
        desk.visit(days=20)
    desk.write("a", "Guidance A", "Ask three times.")

    def kill(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("curation.taking_up.extract", kill)
        with pytest.raises(Killed):
            desk.visit(days=20)
    assert desk.visit(minutes=5).changed == 1


def test_a_french_version_told_by_the_server_is_found_after_a_kill_too(desk, publisher, monkeypatch):
    said = {"Link": '</fr/a>; rel="alternate"; hreflang="fr"'}
    desk.write("a", "Guidance A", headers=said, etag='"1"')

    def kill(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("curation.taking_up.extract", kill)
        with pytest.raises(Killed):
            desk.visit()
    desk.visit()
    assert desk.asked("/fr/a") == 1


@pytest.mark.parametrize("wrong", [{"days": 3650}, {"days": 30}])
def test_a_clock_that_was_wrong_once_blinds_nothing(desk, publisher, wrong):
    desk.visit(**wrong)
    publisher.serve("/feed", status=429)
    for _ in range(4):
        desk.visit()
    desk.clock.forward(**{unit: -number for unit, number in wrong.items()})
    desk.write("a", "Guidance A", "Ask three times.")
    desk.feed(("a", "Guidance A"))
    assert desk.visit(hours=1).changed == 1
    assert desk.asked("/robots.txt") == 2


def test_a_source_that_failed_in_days_to_come_is_not_held_until_then(desk, publisher):
    publisher.serve("/feed", status=500)
    desk.clock.now = datetime.now(UTC) + timedelta(days=3650)
    for _ in range(4):
        desk.visit()
    assert _held(SimpleNamespace(catalog=desk.catalog), [desk.source]) == {}


def test_a_redirect_that_leads_elsewhere_is_not_taken_for_unchanged(desk, publisher):
    publisher.redirect("/latest", "/report-1")
    desk.write("report-1", "The latest report", "The first.", etag='"v1"')
    desk.write("report-2", "The latest report", "The second.", etag='"v1"')
    desk.feed(("latest", "The latest report"))
    desk.visit()
    publisher.redirect("/latest", "/report-2")
    desk.visit()
    assert "The second." in str(desk.catalog.document(desk.catalog.revisions_to_draft()[-1]))


# Two publications stay two


def test_an_id_that_is_a_place_in_the_list_makes_no_publication_of_another(desk):
    desk.write("b", "Cash assistance in Niger", "Delete the data.")
    desk.feed(("a", "Guidance A", "first"))
    desk.visit()
    desk.feed(("b", "Cash assistance in Niger", "first"), ("a", "Guidance A", "second"))
    desk.visit()
    assert desk.titles() == ["Cash assistance in Niger", "Guidance A"]


def test_a_title_is_no_lasting_id(desk):
    desk.write("january", "January news")
    desk.write("february", "February news", "Delete the data.")
    desk.feed(("january", "Overview"), ("january", "Annex"))
    desk.visit()
    desk.feed(("february", "Overview"), ("february", "Annex"))
    desk.visit()
    assert desk.titles() == ["February news", "January news"]


# Nobody is asked more than is needed


def test_a_site_whose_rules_cannot_be_had_is_asked_for_them_once_a_visit(desk, publisher):
    desk.visit()  # with the rules of 127.0.0.1, which hold for a day
    publisher.serve("/robots.txt", status=500)
    before, far = desk.asked("/robots.txt"), publisher.origin.replace("127.0.0.1", "localhost")
    items = "".join(f"<item><title>{n}</title><link>{far}/{n}</link></item>" for n in range(6))
    publisher.serve("/feed", body=f"<rss version='2.0'><channel>{items}</channel></rss>")
    desk.visit()
    assert desk.asked("/robots.txt") == before + 1


def test_the_french_feed_is_asked_for_once_a_visit(desk, publisher):
    names = [f"part-{number}" for number in range(4)]
    for name in names:
        desk.write(name, f"Guidance, {name}", f"This is {name}.")
    desk.feed(*((name, name) for name in names))
    desk.feed(path="/feed-fr")
    assert desk.visit(replace(desk.source, french=publisher.url("/feed-fr"))).new == 4
    assert desk.asked("/feed-fr") == 1


def test_whoever_waits_for_a_turn_hears_that_the_server_asked_to_wait(desk, publisher):
    page = publisher.serve("/busy", status=429, headers={"Retry-After": "3600"}, silent=0.3)
    courtesy, met = desk.courtesy(at_once=1), []

    def ask():
        try:
            courtesy.fetch(page, local=True)
        except CurationError as error:
            met.append(type(error))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.asked("/busy") == 1
    assert sorted(kind.__name__ for kind in met) == ["AskedToWait"] * 3 + ["HttpError"]


def test_of_two_waits_the_longer_holds(desk, publisher):
    long = publisher.serve("/long", status=429, headers={"Retry-After": "3600"})
    short = publisher.serve("/short", status=429, silent=0.4)
    courtesy = desk.courtesy()

    def ask(page):
        with pytest.raises(HttpError):
            courtesy.fetch(page, local=True)

    threads = [threading.Thread(target=ask, args=(page,)) for page in (short, long)]
    for thread in threads:
        thread.start()
        time.sleep(0.15)
    for thread in threads:
        thread.join()
    desk.clock.forward(minutes=20)
    with pytest.raises(AskedToWait):
        courtesy.fetch(short, local=True)


def test_a_wait_asked_for_while_the_rules_are_fetched_is_kept(desk, publisher):
    page = publisher.serve("/busy", status=429, headers={"Retry-After": "3600"}, silent=0.3)
    publisher.serve("/robots.txt", body="User-agent: *\nAllow: /", media_type="text/plain")
    courtesy = desk.courtesy()
    courtesy.fetch(desk.write("a", "Guidance A"), local=True)

    def ask():
        with pytest.raises(HttpError):
            courtesy.fetch(page, local=True)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.1)
    desk.clock.forward(days=1)
    publisher.serve("/robots.txt", body="User-agent: *\nAllow: /", media_type="text/plain", silent=0.6)
    with pytest.raises(AskedToWait):
        courtesy.fetch(publisher.url("/a"), local=True)
    asking.join()
    with pytest.raises(AskedToWait):
        desk.courtesy().fetch(publisher.url("/a"), local=True)


@pytest.mark.parametrize("said", ["99999999999999", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_a_server_that_asks_for_ages_is_left_alone_for_a_week(desk, publisher, said):
    page = publisher.serve("/busy", status=429, headers={"Retry-After": said})
    with pytest.raises(HttpError):
        desk.courtesy().fetch(page, local=True)
    desk.clock.forward(days=6)
    with pytest.raises(AskedToWait):
        desk.courtesy().fetch(page, local=True)


def test_threads_that_come_at_once_stand_in_one_queue(desk):
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for number in range(300):
            courtesy, met, start = desk.courtesy(), set(), threading.Barrier(4)

            def look(courtesy=courtesy, met=met, start=start, number=number):
                start.wait()
                met.add(id(courtesy._turns_of(f"http://{number}.example")))

            threads = [threading.Thread(target=look) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len(met) == 1
    finally:
        sys.setswitchinterval(usual)


def test_older_publications_on_a_host_that_is_gone_do_not_keep_the_others_from_being_watched(desk):
    gone = [f"gone-{number}" for number in range(8)]
    for name in gone:
        desk.write(name, f"Guidance, {name}", f"This is {name}.")
    desk.feed(*((name, name) for name in [*gone, "a"]))
    desk.visit()
    desk.feed()
    desk.write("a", "Guidance A", "Ask three times.")
    for name in gone:
        desk.publisher.redirect(f"/{name}", "http://127.0.0.1:9/" + name)
    for _ in range(3):
        desk.visit(days=1)
    assert desk.catalog.counts()["revisions"] == 10


# An older catalog


@pytest.fixture
def old(tmp_path):
    """A catalog as the first schema has it, with a source that has one broken document and a PDF's publication."""
    opened = Database(tmp_path / "old.db")
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    document = as_json(Document("Data policy", "en", (Block(BlockKind.PARAGRAPH, WORDS, page=1),), Metadata(pages=1)))
    at = "2026-03-01T09:00:00.000000+00:00"
    with opened.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement, values in (
            (
                "INSERT INTO publication VALUES (1, 'k', 'https://old.example/1.pdf', 'guidance', 'o', '', '', '', ?)",
                [at],
            ),
            (
                "INSERT INTO revision VALUES (1, 1, 1, 'd', 'r', 'en', 'Data policy', 9, ?, ?)",
                [json.dumps(document), at],
            ),
            *[
                ("INSERT INTO source_check VALUES (?, ?, ?, 'failed', ?, 0, 0, ?)", [number, name, at, found, said])
                for number, (name, found, said) in enumerate(
                    10 * [("guidance", 20, '["https://old.example/2.pdf: damaged"]'), ("away", 0, '["gone"]')], start=1
                )
            ],
        ):
            connection.exec_driver_sql(statement, tuple(values))
    yield opened
    opened.close()


def test_a_source_of_an_older_catalog_is_not_ill_for_one_broken_document(old):
    migrate(old)
    activity = Catalog(old).activity()
    assert held_until("guidance", activity["guidance"].checks) is None
    assert held_until("away", activity["away"].checks) is not None


def test_a_new_edition_of_a_publication_in_an_older_catalog_is_known_as_one(old):
    migrate(old)
    url, source = "https://old.example/new.pdf", Source("guidance", "o", SourceKind.FEED, "https://old.example/")
    new = Document("Data policy (2nd edition)", "en", (Block(BlockKind.PARAGRAPH, WORDS, page=1),), Metadata(pages=1))
    visit = Visit(url, Fetched(url, b"%PDF", "application/pdf"), "1" * 64)
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    recorded = Catalog(old).record_revision(source, url, new, visit, ("", ""), at)
    assert recorded.novelty is Novelty.CHANGED


# Nothing inside is asked for


@pytest.mark.parametrize(
    "address", ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "::7f00:1", "::ffff:0:7f00:1", "fec0::1"]
)
def test_an_address_that_holds_another_is_judged_as_that_one(address):
    with Fetcher() as fetcher, pytest.raises(UnsafeAddress):
        fetcher.fetch(f"http://[{address}]:9/")


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost.", "10.1", "192.168.257", "0"])
def test_a_proxy_is_not_asked_for_this_machine_however_it_is_spelled(publisher, monkeypatch, host):
    monkeypatch.setenv("HTTP_PROXY", publisher.origin)
    with Fetcher() as fetcher, pytest.raises(UnsafeAddress):
        fetcher.fetch(f"http://{host}/")
    assert not publisher.requests


def test_a_proxy_that_wants_a_password_gets_it(publisher, monkeypatch):
    publisher.serve("http://far.example/", html="<p>Through the proxy")
    monkeypatch.setenv("HTTP_PROXY", publisher.origin.replace("//", "//amina:s%40cret@"))
    with Fetcher() as fetcher:
        fetcher.fetch("http://far.example/")
    assert publisher.requests[0].headers["Proxy-Authorization"] == "Basic YW1pbmE6c0BjcmV0"


def test_a_page_on_the_web_that_is_tried_leads_nowhere_inside(publisher):
    inside = publisher.serve("/feed", body="<rss version='2.0'><channel><title>t</title></channel></rss>")
    named = f'<link rel="alternate" type="application/rss+xml" href="{inside}">'
    link = f'<article><h3><a href="{inside}">Guidance on data</a></h3></article>'
    page = f"<html><head><title>Far</title>{named}</head><body><main>{link * 4}</main></body></html>"
    publisher.serve("http://far.example/", html=page)
    with Fetcher(routes={"http://far.example": publisher.origin}) as fetcher:
        trial = try_address(fetcher, "http://far.example/", local=True)
    assert not publisher.asked("/feed")
    assert not trial.source.local


# Publications and their editions


def test_a_site_that_names_one_page_as_canonical_everywhere_has_as_many_publications(desk):
    names, everywhere = ["x", "y", "z"], {"Link": '</publications>; rel="canonical"'}
    for name in names:
        desk.write(name, f"Guidance {name}", f"About {name}.", headers=everywhere)
    desk.feed(*((name, f"Guidance {name}") for name in names))
    assert desk.visit().new == 3
    assert desk.titles() == [f"Guidance {name}" for name in names]
    desk.write("x", "Guidance x, all new", "About all.", headers=everywhere)
    assert desk.visit(days=1).changed == 1


def test_the_newest_of_many_publications_of_one_title_may_have_a_new_edition(desk):
    def record(name, *paragraphs):
        blocks = tuple(Block(BlockKind.PARAGRAPH, text, page=1) for text in paragraphs)
        url, document = desk.publisher.url(name), Document("Terms of reference", "en", blocks, Metadata(pages=1))
        visit = Visit(url, Fetched(url, b"%PDF", "application/pdf"), f"{name:0>64}")
        return desk.catalog.record_revision(desk.source, url, document, visit, ("", ""), desk.clock()).novelty

    texts = [" ".join(f"{word}{number}" for word in WORDS.split()) for number in range(12)]
    assert {record(f"/{number}.pdf", text) for number, text in enumerate(texts)} == {Novelty.NEW}
    assert record("/11-again.pdf", texts[11], "A paragraph that is new.") is Novelty.CHANGED
