"""Where watching could lose a publication, a change or an edition: each as visits to a real server."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from curation import schema
from curation.catalog import Catalog, Visit
from curation.database import Database, migrate
from curation.health import held_until
from curation.model import Fetched, Source, SourceKind
from curation.watch_views import Novelty
from tests.curation.watched import desk_with_a_feed
from translation.document import Block, BlockKind, Document, Metadata, as_json

WORDS = "Humanitarian organisations collect personal data about affected people to plan their assistance."


@pytest.fixture
def desk(publisher, fetcher, database, tmp_path):
    return desk_with_a_feed(publisher, fetcher, database, tmp_path / "blobs")


# Nothing is left out for good


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


def test_a_redirect_that_leads_elsewhere_is_not_taken_for_unchanged(desk, publisher):
    publisher.redirect("/latest", "/report-1")
    desk.write("report-1", "The latest report", "The first.", etag='"v1"')
    desk.write("report-2", "The latest report", "The second.", etag='"v1"')
    desk.feed(("latest", "The latest report"))
    desk.visit()
    publisher.redirect("/latest", "/report-2")
    desk.visit()
    assert "The second." in str(desk.catalog.document(desk.catalog.revisions_to_draft()[-1]))


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
