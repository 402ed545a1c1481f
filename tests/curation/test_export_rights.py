"""What an export tells and what it keeps back: licences, permissions, links to French, reviews, withdrawals."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest
from lxml import etree

from curation.catalog import Catalog, Visit
from curation.database import Database, migrate
from curation.export import entries_of, export
from curation.export.entry import State, entry_of
from curation.identity import publication_key
from curation.model import Fetched, Source, SourceKind, Validators
from curation.permissions import Permission, Scope
from curation.review import SYSTEM, Actor, ReviewAction, Role, decide
from curation.rights import LICENCES, refusal
from curation.schema import account
from tests.curation.records import AT, ATOM, DAY, FRENCH, SITE, catalog_of, exported, link, page, record, rows_of

REFUSED = sorted(licence.id for licence in LICENCES.values() if not licence.translation)


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


def test_pages_of_refused_translations_never_share_an_address():
    twins = [record("Data", "Données", licence=""), record("Data", "Données", licence="")]
    other = replace(twins[1], key=publication_key("https://example.org/autre"))
    assert len({entry.path for entry in entries_of([twins[0], other], DAY)}) == 2


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
