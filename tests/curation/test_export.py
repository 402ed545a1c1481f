"""The export's content: what leaves and what does not, in pages, JSON, CSV and Atom, the same bytes each time."""

import csv
import io
import json
import posixpath
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis.strategies import text
from lxml import etree, html

from curation.catalog import Catalog, Visit
from curation.database import Database, migrate
from curation.export import Format, Site, entries_of, export, files, render
from curation.export.entry import State, entry_of, web_address
from curation.export.pages import in_words
from curation.identity import publication_key
from curation.model import Fetched, Source, SourceKind, Validators
from curation.permissions import Permission, Scope
from curation.review import SYSTEM, Actor, ReviewAction, Role, decide
from curation.rights import LICENCES, refusal
from curation.schema import account
from curation.views import CatalogRecord, Provenance, Publication
from translation.document import Block, BlockKind, Document, Metadata, headed
from translation.unit import Origin, Segment, TranslationUnit

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)
SITE = Site(address="https://portail.example/donnees", publisher="Une ONG")
ATOM = "{http://www.w3.org/2005/Atom}"
REFUSED = sorted(licence.id for licence in LICENCES.values() if not licence.translation)


def record(title="Consent", french="Consentement", *, licence="CC-BY-4.0", paragraphs=None, **changes):
    """A record with a title and one translated paragraph for each pair of English and French."""
    pairs = [(title, french), *(paragraphs or {"Ask first.": "Demandez d’abord."}).items()]
    blocks = tuple(Block(BlockKind.PARAGRAPH, english) for english, _ in pairs[1:])
    metadata = Metadata(authors=("A. Diallo",), published="2025-11-04")
    address = f"https://example.org/{title.replace(' ', '-')}"
    units = tuple(
        TranslationUnit(Segment(number, 0, number, english), target, Origin.MACHINE)
        for number, (english, target) in enumerate(pairs)
    )
    publication = Publication(1, publication_key(address), address, "ocha", "OCHA", licence, "footer", "Luc", AT)
    made = CatalogRecord(
        key=publication.key,
        slug=french.lower().replace(" ", "-"),
        edition=1,
        publication=publication,
        document=headed(Document(title, "en", blocks, metadata)),
        units=units,
        summary="",
        provenance=Provenance("m1", "g1"),
        approved_by="Amina",
        approved_at=AT,
        published_at=AT,
        updated_at=AT,
        withdrawn_at=None,
        stale=False,
    )
    return replace(made, **changes)


def exported(*records, site=SITE):
    return files(entries_of(records, DAY), site)


def page(made, **changes):
    entry = entry_of(replace(made, **changes), DAY)
    return html.fromstring(exported(replace(made, **changes))[entry.path].decode())


def catalog_of(*records):
    return json.loads(exported(*records)["catalog.json"])["entries"]


def rows_of(*records):
    content = exported(*records)["catalog.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("licence", [*REFUSED, "a licence nobody knows"])
@pytest.mark.parametrize("withdrawn_at", [None, AT])
def test_no_translated_word_leaves_when_the_licence_refuses(licence, withdrawn_at):
    secret = record("Consent", "Zyxtitre", licence=licence, paragraphs={"Ask.": "Zyxcorps."}, withdrawn_at=withdrawn_at)
    for path, content in exported(secret, record("Other", "Autre")).items():
        assert "zyx" not in path
        assert b"zyx" not in content.lower(), path


def test_a_refused_translation_is_a_summary_and_a_link_that_says_why():
    shown = page(record(licence="all-rights-reserved", summary="Un guide utile."))
    (heading,) = shown.xpath("//h1")
    assert (heading.text, heading.get("lang")) == ("Consent", "en")
    words = shown.text_content()
    assert "Un guide utile." in words
    assert refusal("all-rights-reserved") in words
    assert "relu par" not in words
    assert shown.xpath("//main//a[@href='https://example.org/Consent'][@hreflang='en']")


def permitted(until=None, scope=Scope.PUBLISH, giver="Centre OCHA", **changes):
    """A record whose licence refuses, with a permission."""
    given = Permission(1, giver, date(2026, 2, 10), scope, until, "Zyxnote", "d" * 64, "zyxaccord.pdf", "Luc", AT)
    made = record(licence="all-rights-reserved", summary="Un guide utile.", **changes)
    return replace(made, publication=replace(made.publication, permissions=(given,)))


def test_a_permission_in_force_lets_the_translation_out_and_every_format_says_whose():
    made = permitted(until=DAY)
    assert "avec l’autorisation de Centre OCHA, du 10 février 2026" in page(made).text_content()
    assert not page(made).xpath("//a[@rel='license'] | //meta[@name='DCTERMS.license']")
    (entry,) = catalog_of(made)
    assert (entry["state"], entry["licence"]["refusal"]) == ("full", "")
    assert entry["licence"]["permission"] == {
        "given_by": "Centre OCHA",
        "given_on": "2026-02-10",
        "until": "2026-03-01",
    }
    (row,) = rows_of(made)
    assert (row["avec l’autorisation de"], row["autorisation du"]) == ("Centre OCHA", "2026-02-10")
    assert not any(b"zyx" in content.lower() for content in exported(made).values())


def test_without_a_permission_in_force_everything_is_as_if_there_were_none():
    for made in (permitted(until=date(2026, 2, 28)), permitted(scope=Scope.INTERNAL), permitted(scope=Scope.SUMMARY)):
        assert b"Demandez" not in b"".join(exported(made).values())
        (entry,) = catalog_of(made)
        assert (entry["state"], entry["licence"]["permission"], entry["summary"]) == ("link", None, "Un guide utile.")
    assert catalog_of(record())[0]["licence"]["permission"] is None
    assert catalog_of(permitted(withdrawn_at=AT))[0]["licence"]["permission"] is None


def test_the_day_after_its_last_a_permission_changes_the_entry_and_its_date():
    made = permitted(until=DAY)
    today, tomorrow = (entry_of(made, day) for day in (DAY, DAY + timedelta(days=1)))
    assert (today.state, tomorrow.state) == (State.FULL, State.LINK)
    assert today.updated_at == AT
    # Midnight in Paris, where that day begins: an export made then tells no moment that is still to come.
    assert tomorrow.updated_at == datetime(2026, 3, 1, 23, tzinfo=UTC)


def test_what_gives_a_permission_its_name_is_shown_as_text():
    made = exported(permitted(giver="<script>alert(1)</script>"))
    assert not any(b"<script>alert" in content for path, content in made.items() if path.endswith((".html", ".xml")))
    assert rows_of(permitted(giver="=1+1"))[0]["avec l’autorisation de"] == "'=1+1"


FRENCH = "https://example.org/fr/consentement"


def link(address=FRENCH, title="Consent", **changes):
    """A record that leads to the official French version; its licence refuses, to show that none is asked for."""
    made = record(title, "Zyxtitre", licence="all-rights-reserved", units=(), provenance=Provenance("", ""))
    return replace(made, publication=replace(made.publication, french_address=address), **changes)


def test_a_link_leads_to_the_official_french_version_first_and_to_the_original_second():
    shown = page(link(summary="Un guide utile."))
    (heading,) = shown.xpath("//h1")
    assert (heading.text, heading.get("lang")) == ("Consent", "en")
    first, second, *_ = shown.xpath("//article//a[@rel='external']")
    assert (first.text, first.get("href"), first.get("hreflang")) == ("Version française officielle", FRENCH, "fr")
    assert (second.get("href"), second.get("hreflang")) == ("https://example.org/Consent", "en")
    words = shown.text_content()
    assert "Un guide utile." in words
    assert "ne permet pas" not in words
    assert "relu par" not in words
    data = json.loads(shown.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["about"]["workTranslation"]["url"] == FRENCH


def test_a_link_says_its_french_address_in_every_format_and_nothing_of_a_refusal():
    made = link(summary="Un guide utile.", slug="zyxtitre")
    (entry,) = catalog_of(made)
    assert (entry["state"], entry["title"], entry["french_address"]) == ("link", "Consent", FRENCH)
    assert (entry["licence"]["refusal"], entry["review"], entry["blocks"]) == ("", None, [])
    assert entry["slug"] == f"consent-{made.key[:8]}"
    (row,) = rows_of(made)
    assert (row["adresse de la version française officielle"], row["résumé"]) == (FRENCH, "Un guide utile.")
    feed = etree.fromstring(exported(made)["atom.xml"])
    assert feed.find(f"{ATOM}entry/{ATOM}link[@rel='related'][@hreflang='fr']").get("href") == FRENCH
    assert "Version française officielle" in exported(made)["index.html"].decode()
    assert not any(b"zyx" in content.lower() for content in exported(made).values())


def test_only_a_link_that_a_person_agreed_to_carries_a_french_address():
    known = replace(record(), publication=replace(record().publication, french_address=FRENCH))
    for made in (known, replace(known, withdrawn_at=AT), link(withdrawn_at=AT)):
        assert FRENCH not in "".join(content.decode() for content in exported(made).values())
    assert catalog_of(link(withdrawn_at=AT))[0]["state"] == "withdrawn"
    assert entry_of(link(), DAY).path == entry_of(link(withdrawn_at=AT), DAY).path


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/fr", "http://["])
def test_a_french_address_that_is_not_of_the_web_does_not_leave(address):
    made = link(address)
    assert not any(address.encode() in content for content in exported(made).values())
    assert page(made).xpath("//article//a[@rel='external']/@href")[0] == "https://example.org/Consent"


def test_a_link_whose_original_changed_says_that_the_french_may_not_have_followed():
    assert "la version française n’a peut-être pas suivi." in page(link(stale=True)).text_content()
    assert "n’a peut-être pas suivi" not in page(record(licence="", stale=True)).text_content()


def test_the_list_says_whether_a_refused_translation_has_a_summary():
    bare = record(licence="all-rights-reserved")
    assert "Lien seul" in exported(bare)["index.html"].decode()
    assert "Résumé et lien" in exported(replace(bare, summary="Un guide utile."))["index.html"].decode()


def test_the_lead_passes_over_short_lines():
    long = "Demandez d’abord, puis expliquez à chaque personne ce que deviendront ses réponses."
    assert entry_of(record(paragraphs={"March 2026": "Mars 2026", "Ask first.": long}), DAY).lead == long
    assert entry_of(record(paragraphs={"March 2026": "Mars 2026"}), DAY).lead == "Mars 2026"


def test_a_page_says_who_reviewed_it_when_and_under_which_licence():
    shown = page(record())
    words = " ".join(shown.text_content().split())
    assert "Traduit par machine, relu par Amina, le 1er mars 2026." in words
    assert "a changé depuis" not in words
    assert shown.xpath("//a[.='CC BY 4.0']/@href")[0] == "https://creativecommons.org/licenses/by/4.0/deed.fr"
    assert not shown.xpath("//a[@rel='license']")
    assert "même licence" not in words
    shared = page(record(licence="CC-BY-SA-4.0"))
    assert "même licence, CC BY-SA 4.0" in shared.text_content()
    assert shared.xpath("//a[@rel='license']")
    assert "a changé depuis" in page(record(), stale=True).text_content()


def test_a_withdrawn_record_leaves_a_mark_at_its_address_and_nowhere_else():
    gone = record(withdrawn_at=datetime(2026, 4, 2, tzinfo=UTC), summary="Ce résumé aussi.")
    made = exported(gone)
    shown = made["documents/consentement.html"].decode()
    assert "a été retirée du catalogue le" in shown
    assert "2 avril 2026" in shown
    assert not any("Demandez" in content.decode() or "Ce résumé" in content.decode() for content in made.values())
    (entry,) = catalog_of(gone)
    assert (entry["state"], entry["blocks"], entry["review"]) == ("withdrawn", [], None)
    assert entry["withdrawn_at"] == "2026-04-02T00:00:00Z"
    assert rows_of(gone)[0]["état"] == "retiré"
    assert "consentement" not in made["index.html"].decode()
    assert feedparser.parse(made["atom.xml"]).entries == []


def test_the_json_holds_the_french_and_its_review():
    (entry,) = catalog_of(record(stale=True))
    assert (entry["state"], entry["title"], entry["original_title"]) == ("full", "Consentement", "Consent")
    assert entry["blocks"] == [
        {"kind": "paragraph", "level": 0, "cells": [{"language": "fr", "text": "Demandez d’abord."}]}
    ]
    assert entry["review"] == {
        "machine_translated": True,
        "reviewed_by": "Amina",
        "reviewed_at": "2026-03-01T09:00:00Z",
        "engine": "m1",
        "glossary": "g1",
    }
    assert entry["stale"]


def test_sentences_of_a_cell_are_joined_and_what_has_no_unit_stays_as_it_is():
    made = record()
    blocks = (*made.document.blocks, Block(BlockKind.CODE, "select 1;\nselect 2;"))
    units = (*made.units, TranslationUnit(Segment(1, 0, 2, "Wait."), "Attendez.", Origin.HUMAN))
    shown = page(made, document=replace(made.document, blocks=blocks), units=units)
    assert "Demandez d’abord. Attendez." in shown.text_content()
    (code,) = shown.xpath("//pre/code")
    assert (code.text, code.get("lang")) == ("select 1;\nselect 2;", "en")


def test_two_exports_of_the_same_records_are_the_same_bytes_in_any_order():
    records = [record(), record("Data", "Données", licence=""), record("Old", "Ancien", withdrawn_at=AT)]
    records.append(link(title="Guide"))
    assert exported(*records) == exported(*reversed(records))


def test_times_are_dated_in_utc_whatever_zone_they_come_in():
    paris = AT.astimezone(timezone(timedelta(hours=14)))
    assert exported(record(approved_at=paris, published_at=paris, updated_at=paris)) == exported(record())


def test_neither_zone_nor_locale_nor_hash_seed_changes_a_byte():
    script = (
        f"import hashlib, runpy; names = runpy.run_path({__file__!r});"
        "made = names['exported'](names['record'](), names['record']('Data', 'Données', licence=''));"
        "print(hashlib.sha256(repr(sorted(made.items())).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            check=True,
            capture_output=True,
        ).stdout
        for zone, locale, seed in (("UTC", "C", "1"), ("Pacific/Auckland", "C.UTF-8", "2"))
    }
    assert len(digests) == 1


def test_a_feed_that_feedparser_and_lxml_read():
    feed = exported(record(), record("Data", "Données", licence="", updated_at=AT + timedelta(days=2)))["atom.xml"]
    parsed = feedparser.parse(feed)
    assert not parsed.bozo
    assert parsed.feed.updated == "2026-03-03T09:00:00Z"
    assert [entry.title for entry in parsed.entries] == ["Data", "Consentement"]
    root = etree.fromstring(feed)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    for entry in root.iter(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert entry.find(f"{ATOM}link[@rel='via']").get("hreflang") == "en"
        assert entry.find(f"{ATOM}link[@rel='alternate']").get("href").startswith("https://portail.example/donnees/")
        for name in ("title", "updated", "published", "rights", "summary", "author"):
            assert entry.find(f"{ATOM}{name}") is not None


def test_an_empty_catalog_is_still_a_site_and_a_feed():
    made = exported()
    assert "Aucun document" in made["index.html"].decode()
    assert not feedparser.parse(made["atom.xml"]).bozo


def test_the_csv_opens_in_a_french_spreadsheet():
    content = exported(record())["catalog.csv"]
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    (row,) = rows_of(record())
    assert (row["titre"], row["titre original"], row["relu le"]) == ("Consentement", "Consent", "2026-03-01")
    assert row["page"] == "https://portail.example/donnees/documents/consentement.html"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t=", "\r="])
def test_no_cell_is_a_formula(start):
    (row,) = rows_of(record(french=f"{start}HYPERLINK(1)", slug="x", summary=f"{start}1", approved_by=f"{start}2"))
    assert all(cell.lstrip()[:1] not in {"=", "+", "-", "@"} for cell in row.values())
    assert row["titre"].startswith("'")


@given(text(), text())
def test_any_title_and_summary_come_through_every_format(title, summary):
    made = record(french=title, slug="x", summary=summary)
    entry = entry_of(made, DAY)
    (row,) = rows_of(made)
    assert row["titre"] in {entry.title.text, f"'{entry.title.text}"}
    (read,) = catalog_of(made)
    assert (read["title"], read["summary"]) == (entry.title.text, entry.summary)
    etree.fromstring(exported(made)["atom.xml"])
    assert html.fromstring(exported(made)[entry.path].decode()).find(".//h1").text == entry.title.text


def test_text_from_outside_never_becomes_markup():
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x'"
    made = record(evil, evil, slug="x", paragraphs={evil: evil}, summary=evil, approved_by=evil)
    publication = replace(made.publication, organisation=evil, licence_evidence=evil)
    made = replace(made, publication=publication)
    for path, content in exported(made, replace(made, key="0" * 36, slug="y", withdrawn_at=AT)).items():
        if path.endswith(".html"):
            tree = html.fromstring(content.decode())
            assert not tree.xpath("//img | //script[not(@type='application/ld+json')] | //*[@onload or @onerror]")
    data = page(made).xpath("//script[@type='application/ld+json']")[0].text
    assert json.loads(data)["name"] == " ".join(evil.split())


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "http://[", "", "ftp://x"]
)
def test_only_web_addresses_are_linked(address):
    assert web_address(address) == ""
    made = record()
    shown = page(made, publication=replace(made.publication, address=address))
    links = shown.xpath("//@href")
    assert all(link.startswith(("https://", "http://purl.org/", "../", "#")) for link in links)


def test_linked_data_points_from_the_translation_to_the_work():
    data = json.loads(page(record()).xpath("//script[@type='application/ld+json']")[0].text)
    assert (data["@type"], data["inLanguage"], data["datePublished"]) == ("Article", "fr", "2026-03-01")
    work = data["translationOfWork"]
    assert (work["url"], work["inLanguage"], work["datePublished"]) == (
        "https://example.org/Consent",
        "en",
        "2025-11-04",
    )
    assert work["license"] == "https://creativecommons.org/licenses/by/4.0/deed.fr"
    refused = json.loads(page(record(licence="")).xpath("//script[@type='application/ld+json']")[0].text)
    assert "translationOfWork" not in refused


def test_every_page_is_french_and_loads_nothing_from_elsewhere():
    for path, content in exported(record(), record("Data", "Données", licence=""), link(title="Guide")).items():
        if path.endswith(".html"):
            tree = html.fromstring(content.decode())
            assert tree.get("lang") == "fr"
            assert len(tree.xpath("//h1")) == len(tree.xpath("//main")) == 1
            loaded = tree.xpath("//link[@rel='stylesheet']/@href | //@src")
            assert [name.removeprefix("../") for name in loaded] == ["style.css"]
    assert b"url(" not in exported()["style.css"]
    assert b"@import" not in exported()["style.css"]


def test_every_link_inside_the_site_leads_to_a_file():
    made = exported(record(), record("Data", "Données", licence=""), record("Old", "Ancien", withdrawn_at=AT))
    for path, content in made.items():
        if path.endswith(".html"):
            for link in html.fromstring(content.decode()).xpath("//a/@href[not(contains(., ':'))]"):
                target, _, anchor = link.partition("#")
                assert not target or posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) in made
                assert not anchor or f'id="{anchor}"' in content.decode()


def test_the_list_is_sorted_as_a_reader_looks_and_kept_by_organisation():
    records = [record("C", "Zone"), record("A", "Éthique"), record("B", "12 questions", slug="douze")]
    made = exported(*records)
    index = html.fromstring(made["index.html"].decode())
    assert index.xpath("//h2/text()") == ["0-9", "E", "Z"]
    assert index.xpath("//h3/a/text()") == ["12 questions", "Éthique", "Zone"]
    assert html.fromstring(made["organisations/ocha.html"].decode()).xpath("//h1/text()") == ["OCHA"]


def test_pages_of_refused_translations_never_share_an_address():
    twins = [record("Data", "Données", licence=""), record("Data", "Données", licence="")]
    other = replace(twins[1], key=publication_key("https://example.org/autre"))
    assert len({entry.path for entry in entries_of([twins[0], other], DAY)}) == 2


def test_a_slug_cannot_leave_its_folder():
    assert entry_of(record(slug="../../etc/x"), DAY).path == "documents/etc-x.html"


def test_dates_in_words():
    assert in_words("2026-03-01") == "1er mars 2026"
    assert in_words(datetime(2026, 8, 14, 23, 30, tzinfo=UTC)) == "14 août 2026"


@pytest.mark.parametrize("fmt", list(Format))
def test_each_format_can_be_had_alone(fmt):
    assert render(entries_of([record()], DAY), fmt, SITE) == exported(record())[fmt.value]


def test_what_a_person_published_in_the_real_catalog_is_exported(tmp_path):
    database = Database(tmp_path / "catalog.db")
    migrate(database)
    catalog, made = Catalog(database), record()
    with database.write() as connection:
        values = {"name": "Luc", "password_hash": "-", "role": Role.EDITOR, "created_at": AT}
        luc = Actor(connection.execute(account.insert().values(**values)).inserted_primary_key[0], "Luc", Role.EDITOR)
    address = made.publication.address
    visit = Visit(address, Fetched(address, b"<p>", "text/html", validators=Validators('"1"')), "0" * 64)
    source = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
    revision = catalog.record_revision(source, address, made.document, visit, ("CC-BY-4.0", "footer"), AT).revision_id
    draft = catalog.queue_draft(revision, made.units, made.provenance, AT)
    for action, actor in ((ReviewAction.CLAIM, luc), (ReviewAction.APPROVE, luc), (ReviewAction.PUBLISH, SYSTEM)):
        value = catalog.draft(draft)
        assert catalog.records() == []
        catalog.record(decide(value, action, actor, AT, ""), seen=value.version)
    report = export(catalog.records(), tmp_path / "export", DAY, SITE)
    database.close()
    assert (report.full, report.links, report.withdrawn) == (1, 0, 0)
    assert "relu par Luc" in (tmp_path / "export/documents/consentement.html").read_text(encoding="utf-8")
    assert entry_of(made, DAY).state is State.FULL
