"""Pages, feed, JSON and CSV of an export: always the same bytes, well formed, and free of markup from outside."""

import json
import posixpath
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis.strategies import text
from lxml import etree, html

from curation.export import Format, entries_of, render
from curation.export.entry import entry_of, web_address
from curation.export.pages import in_words
from tests.curation.records import AT, ATOM, DAY, SITE, catalog_of, exported, link, page, record, rows_of
from translation.document import Block, BlockKind
from translation.unit import Origin, Segment, TranslationUnit


def test_the_lead_passes_over_short_lines():
    long = "Demandez d’abord, puis expliquez à chaque personne ce que deviendront ses réponses."
    assert entry_of(record(paragraphs={"March 2026": "Mars 2026", "Ask first.": long}), DAY).lead == long
    assert entry_of(record(paragraphs={"March 2026": "Mars 2026"}), DAY).lead == "Mars 2026"


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


def test_a_slug_cannot_leave_its_folder():
    assert entry_of(record(slug="../../etc/x"), DAY).path == "documents/etc-x.html"


def test_dates_in_words():
    assert in_words("2026-03-01") == "1er mars 2026"
    assert in_words(datetime(2026, 8, 14, 23, 30, tzinfo=UTC)) == "14 août 2026"


@pytest.mark.parametrize("fmt", list(Format))
def test_each_format_can_be_had_alone(fmt):
    assert render(entries_of([record()], DAY), fmt, SITE) == exported(record())[fmt.value]
