"""What a new publication is worth, as a visit to a real server finds it: language, score, official French version."""

from datetime import UTC, datetime

import pytest

from curation.accounts import Accounts
from curation.blobs import BlobStore
from curation.catalog import Catalog
from curation.courtesy import Courtesy
from curation.model import Source, SourceKind
from curation.review import Actor, Role
from curation.triage import Triage, TriageDecision
from curation.watching import Watcher

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
AWA = Actor(None, "Awa", Role.REVIEWER)
ENGLISH = """<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body>{switch}<main><article>
<h1>{title}</h1>{text}</article></main></body></html>"""
FRENCH = """<!doctype html><html lang="fr"><head><title>{title}</title></head><body><main><article>
<h1>{title}</h1>{text}</article></main></body></html>"""
DATA = """<p>In 2024 the OCHA Centre for Humanitarian Data reviewed 34 datasets from 12 countries
before sharing them.</p>
<h2>Data protection</h2><p>Humanitarian organisations ask for informed consent before they collect personal data from
affected people, and 85 % of the 1,200 people who were asked agreed.</p><h2>What to do</h2>
<ul><li>Delete personal data after 90 days.</li><li>Sign a data sharing agreement with UNHCR and IOM.</li></ul>"""
DONNEES = """<p>En 2024, le Centre OCHA pour les données humanitaires a examiné 34 jeux de données de 12 pays
avant de les partager.</p><h2>Protection des données</h2>
<p>Les organisations humanitaires demandent le consentement éclairé
des personnes avant de collecter leurs données personnelles, et 85 % des 1 200 personnes interrogées ont accepté.</p>
<h2>Que faire</h2><ul><li>Supprimer les données personnelles après 90 jours.</li>
<li>Signer un accord de partage de données avec le HCR et l’OIM (UNHCR, IOM).</li></ul>"""
SPORT = "<p>The home team won the cup final on Saturday after extra time, to the joy of 40,000 supporters.</p>" * 6


@pytest.fixture
def catalog(database):
    return Catalog(database)


@pytest.fixture
def desk(publisher, fetcher, catalog, tmp_path):
    """Publishes pages at given paths and visits them as one feed."""

    class Desk:
        def __init__(self):
            self.source = Source("guidance", "Field Guidance", SourceKind.FEED, publisher.url("/feed"), local=True)

        def english(self, path, title="Guidance on data", text=DATA, head="", switch="", **answer):
            html = ENGLISH.format(title=title, text=text, head=head, switch=switch)
            publisher.serve(path, html=html, **answer)

        def french(self, path, title="Recommandations sur les données", text=DONNEES):
            publisher.serve(path, html=FRENCH.format(title=title, text=text))

        def visit(self, *paths, **fields):
            items = "".join(f"<item><title>t</title><link>{publisher.url(path)}</link></item>" for path in paths)
            publisher.serve("/feed", body=f"<rss version='2.0'><channel>{items}</channel></rss>")
            courtesy = Courtesy(fetcher, catalog, lambda: NOW)
            source = Source(**{**{f: getattr(self.source, f) for f in self.source.__slots__}, **fields})
            return Watcher(courtesy, catalog, BlobStore(tmp_path / "blobs"), lambda: NOW).visit(source)

        def row(self):
            (row,) = catalog.triage_rows(Triage)
            return row

    return Desk()


def test_a_relevant_english_publication_is_drafted_and_says_why(desk, catalog):
    desk.english("/a")
    report = desk.visit("/a")
    row = desk.row()
    assert (report.new, report.to_sort, row.triage) == (1, 0, Triage.DRAFT)
    assert row.score >= 0.5
    assert "informed consent" in {phrase for reason in row.reasons for phrase in reason.phrases}
    assert catalog.revisions_to_draft() == [row.revision_id]


def test_an_irrelevant_one_is_dropped_unless_the_source_was_chosen_for_all_it_publishes(desk, catalog):
    desk.english("/a", "Cup final", SPORT)
    desk.visit("/a")
    assert desk.row().triage is Triage.DROP
    assert catalog.revisions_to_draft() == []
    desk.english("/a", "Cup final", SPORT + "<p>More.</p>")
    desk.visit("/a", drafts="all")
    assert desk.row().triage is Triage.DRAFT


def test_a_document_source_is_always_drafted(desk, publisher, catalog):
    desk.english("/a", "Cup final", SPORT)
    desk.visit(kind=SourceKind.DOCUMENT, url=publisher.url("/a"))
    assert len(catalog.revisions_to_draft()) == 1


def test_a_text_in_another_language_is_never_drafted(desk, catalog):
    desk.french("/fr/a")
    desk.visit("/fr/a")
    assert desk.row().triage is Triage.DROP
    assert [(reason.theme, reason.phrases) for reason in desk.row().reasons] == [("language", ("fr",))]
    assert catalog.revisions_to_draft() == []


@pytest.mark.parametrize(
    ("page", "evidence"),
    [
        ({"path": "/a", "head": '<link rel="alternate" hreflang="fr" href="/b">'}, "hreflang"),
        ({"path": "/a", "switch": '<nav class="languages"><a href="/b">Français</a></nav>'}, "Français"),
        ({"path": "/a", "headers": {"Link": '</b>; rel="alternate"; hreflang="fr"'}}, "hreflang"),
        ({"path": "/en/b"}, "twin"),
    ],
    ids=["hreflang", "link", "header", "twin"],
)
def test_an_official_french_version_is_proposed_as_a_link(desk, publisher, catalog, page, evidence):
    desk.french("/b")
    desk.french("/fr/b")
    desk.english(**page)
    report = desk.visit(page["path"])
    row = desk.row()
    assert (report.in_french, row.triage) == (1, Triage.LINK)
    assert row.french_address in {publisher.url("/b"), publisher.url("/fr/b")}
    assert evidence in row.french_evidence
    assert catalog.revisions_to_draft() == []


def test_the_source_s_french_feed_tells_of_it_too(desk, publisher):
    desk.english("/2026/guidance-on-data")
    desk.french("/fr-2026/guidance-on-data")
    item = f"<item><title>Guidance on data</title><link>{publisher.url('/fr-2026/guidance-on-data')}</link></item>"
    publisher.serve("/feed-fr", body=f"<rss version='2.0'><channel>{item}</channel></rss>")
    desk.visit("/2026/guidance-on-data", french=publisher.url("/feed-fr"))
    assert (desk.row().triage, desk.row().french_evidence) == (Triage.LINK, "feed")


@pytest.mark.parametrize("other", ["missing", "home", "english", "another text"])
def test_what_is_no_french_version_is_not_taken_for_one(desk, publisher, other):
    desk.english("/en/a", head='<link rel="alternate" hreflang="fr" href="/fr/a">')
    if other == "home":
        publisher.serve("/fr/a", html="<html lang=fr><body><nav><a href=/x>Nos actions</a> <a href=/y>Qui</a></nav>")
    elif other == "english":
        desk.english("/fr/a")
    elif other == "another text":
        desk.french("/fr/a", "Un autre sujet", "<p>Le comité se réunit le 3 mars à Lyon, salle 7.</p>" * 12)
    desk.visit("/en/a")
    assert (desk.row().triage, desk.row().french_address) == (Triage.DRAFT, "")


def test_the_french_version_is_looked_for_once(desk, publisher):
    desk.english("/en/a")
    desk.visit("/en/a")
    for text in ("once", "twice"):
        desk.english("/en/a", text=DATA + f"<p>Ask {text}.</p>")
        desk.visit("/en/a")
    assert len(publisher.asked("/fr/a")) == 1


def test_a_person_s_decision_stands_whatever_the_score_says_later(desk, catalog):
    desk.english("/a", "Cup final", SPORT)
    desk.visit("/a")
    assert catalog.decide_triage([desk.row().publication_id], TriageDecision.KEEP, AWA, NOW) == []
    desk.english("/a", "Cup final", SPORT + "<p>The cup was presented by the mayor.</p>")
    desk.visit("/a")
    assert (desk.row().triage, desk.row().decided_by) == (Triage.KEEP, "Awa")
    assert len(catalog.revisions_to_draft()) == 1
    assert catalog.decide_triage([desk.row().publication_id], TriageDecision.LATER, AWA, NOW) == []
    assert catalog.revisions_to_draft() == []


def test_decisions_are_the_measure_of_the_score(desk, catalog):
    desk.english("/a")
    desk.english("/b", "Cup final", SPORT)
    desk.visit("/a", "/b")
    high, low = sorted(catalog.triage_rows(Triage), key=lambda row: -row.score)
    catalog.decide_triage([high.publication_id], TriageDecision.KEEP, AWA, NOW)
    catalog.decide_triage([low.publication_id], TriageDecision.DROP, AWA, NOW)
    bands = {band.low: (band.kept, band.dropped) for band in catalog.triage_bands() if band.kept or band.dropped}
    assert sorted(bands.values()) == [(0, 1), (1, 0)]
    assert bands[0.0] == (0, 1)


def test_an_erased_person_s_decisions_keep_a_pseudonym(desk, catalog, database):
    accounts = Accounts(database)
    person = accounts.add("Awa", "quatre mots au hasard", Role.REVIEWER, at=NOW)
    desk.english("/a")
    desk.visit("/a")
    catalog.decide_triage([desk.row().publication_id], TriageDecision.KEEP, person, NOW)
    pseudonym = accounts.erase("Awa", at=NOW)
    assert desk.row().decided_by == pseudonym
