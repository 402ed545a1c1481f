"""Doubtful extractions wait for a person's look: in the catalog, and on the pages where people compare."""

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from curation.accounts import Accounts
from curation.catalog import Catalog, Visit
from curation.catalog_reader import NoSuchRevision
from curation.extract import extract
from curation.extract.confidence import CERTAIN, WEAK_BELOW, Confidence, Observation, Sign
from curation.model import Fetched, Source, SourceKind
from curation.reading import OPEN_READINGS, Reading, ReadingDecision, ReadingRefused, ReadingWaits
from curation.review import Actor, Role
from curation.triage import Triage
from curation.views import Provenance
from curation.watch_views import Judgement
from curation.web import readings
from curation.web.reading_words import doubts, reasons
from translation.document import Block, BlockKind, Document, headed

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SOURCE = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
DOUBT = Confidence(WEAK_BELOW / 2, (Observation(Sign.KEPT, 0.2, ()), Observation(Sign.ORDER, 0.9, ())))
PDF = (Path(__file__).parents[1] / "golden/extract/questions-with-bullets/input.pdf").read_bytes()
PAGE = b"""<html lang="en"><title>Consent</title><body><nav><a href="/">Home</a></nav>
<main><h1>Consent</h1><p>Ask people before you collect what is theirs to give, and tell them why you ask for it.</p>
<p>Whoever says no must be helped all the same, and nobody needs to give a reason for it.</p></main></body></html>"""


@pytest.fixture
def catalog(database):
    return Catalog(database)


@pytest.fixture
def amina(database):
    return Accounts(database).add("Amina", "quatre mots au hasard", Role.REVIEWER, at=AT)


def recorded(catalog, confidence=DOUBT, content=PAGE, media="text/html", number=1, judgement=None, digest=""):
    url = f"https://example.org/{number}"
    document = headed(extract(content, media, url))
    visit = Visit(url, Fetched(url, content, media), digest or f"{number:064}")
    judged = judgement or Judgement(Triage.DRAFT)
    return catalog.record_revision(
        SOURCE, url, document, visit, ("", ""), AT, judged, confidence=confidence
    ).revision_id


def test_a_doubtful_extraction_is_not_drafted_until_a_person_says_that_it_is_good(catalog, amina):
    doubtful, certain = recorded(catalog), recorded(catalog, CERTAIN, number=2)
    assert catalog.revisions_to_draft() == [certain]
    with pytest.raises(ReadingWaits, match=f"revision {doubtful} is doubtful"):
        catalog.document_to_draft(doubtful)
    row = catalog.readings()[0]
    assert (row.revision_id, row.confidence, row.reading) == (doubtful, DOUBT, Reading.WEAK)
    catalog.decide_reading(doubtful, ReadingDecision.GOOD, amina, AT)
    assert catalog.revisions_to_draft() == [doubtful, certain]
    assert catalog.document_to_draft(doubtful).title == "Consent"
    after = catalog.reading(doubtful)
    assert (after.reading, after.reading_by, after.reading_at) == (Reading.GOOD, "Amina", AT)
    assert catalog.readings_waiting() == 0


def test_a_dropped_one_is_drafted_only_when_the_publication_changes(catalog, amina):
    doubtful = recorded(catalog)
    catalog.decide_reading(doubtful, ReadingDecision.DROP, amina, AT)
    assert catalog.revisions_to_draft() == []
    assert recorded(catalog) == doubtful  # The same text again is no news, and opens nothing.
    assert catalog.reading(doubtful).reading is Reading.DROPPED
    changed = recorded(catalog, CERTAIN, PAGE.replace(b"Ask people", b"Always ask people"), digest="a" * 64)
    assert catalog.revisions_to_draft() == [changed]


def test_the_other_reading_takes_the_place_and_the_same_bytes_are_no_news(catalog, amina):
    doubtful = recorded(catalog)
    other = headed(Document("Consent", "en", (Block(BlockKind.PARAGRAPH, "Ask people before you collect."),)))
    catalog.decide_reading(doubtful, ReadingDecision.OTHER, amina, AT, other)
    assert catalog.document_to_draft(doubtful) == other
    assert catalog.reading(doubtful).words == other.words
    assert recorded(catalog) == doubtful
    assert catalog.document(doubtful) == other


def test_without_another_reading_there_is_none_to_choose(catalog, amina):
    with pytest.raises(ReadingRefused):
        catalog.decide_reading(recorded(catalog), ReadingDecision.OTHER, amina, AT)


def test_what_has_a_draft_is_decided_there(catalog, amina):
    revision_id = recorded(catalog, CERTAIN)
    catalog.queue_draft(revision_id, [], Provenance("m", "g"), AT)
    with pytest.raises(ReadingRefused, match="déjà un brouillon"):
        catalog.decide_reading(revision_id, ReadingDecision.DROP, amina, AT)


def test_only_what_would_be_drafted_asks_for_a_look(catalog):
    recorded(catalog, judgement=Judgement(Triage.WAIT, 0.3))
    assert catalog.readings(OPEN_READINGS) == []
    assert catalog.readings_waiting() == 0


def test_a_revision_that_is_not_there_is_told(catalog, amina):
    for ask in (catalog.reading, catalog.original, catalog.document_to_draft):
        with pytest.raises(NoSuchRevision):
            ask(7)
    with pytest.raises(NoSuchRevision):
        catalog.decide_reading(7, ReadingDecision.GOOD, amina, AT)


def test_erasing_a_person_takes_their_name_from_what_they_looked_at(catalog, database, amina):
    revision_id = recorded(catalog)
    catalog.decide_reading(revision_id, ReadingDecision.GOOD, amina, AT)
    pseudonym = Accounts(database).erase("Amina", at=AT)
    assert catalog.reading(revision_id).reading_by == pseudonym


# The pages


@pytest.mark.parametrize(
    ("sign", "detail", "told"),
    [
        (Sign.KEPT, ("197", "2360"), "Mots du texte courant gardés\u00a0: 197 sur 2\u202f360"),
        (Sign.LETTERS, ("1", "513"), "Mots qu’aucun dictionnaire ne connaît\u00a0: 1 sur 513"),
        (Sign.STRUCTURE, ("list_item", "12", "40"), "Puces retrouvées\u00a0: 12 sur 40"),
        (Sign.AGREEMENT, ("58", "422", "235"), "Texte en commun avec une autre lecture\u00a0: 58\u00a0%"),
        (Sign.AGREEMENT, (), "Texte en commun avec une autre lecture\u00a0: elle n’a rien donné"),
        (Sign.ORDER, (), "Passages dans l’ordre de l’original\u00a0: 50\u00a0%"),
    ],
)
def test_a_reason_is_told_in_words(sign, detail, told):
    assert reasons(Confidence(0.5, (Observation(sign, 0.5, detail),))) == [told]


def test_the_list_tells_only_what_speaks_against_an_extraction():
    good, bad = Observation(Sign.MENUS, 1.0, ("0", "235")), Observation(Sign.KEPT, 0.55, ("197", "360"))
    assert len(reasons(Confidence(0.5, (good, bad)))) == 2
    assert doubts(Confidence(0.5, (good, bad))) == ["Mots du texte courant gardés\u00a0: 197 sur 360"]


def kept(told, confidence=DOUBT, content=PAGE, media="text/html", number=1):
    digest = told.blobs.put(content)
    return recorded(told.catalog, confidence, content, media, number, digest=digest)


def test_the_page_lists_what_waits_and_every_page_says_how_many(told):
    visitor = told.signed_in()
    assert "/lectures" not in visitor.get("/tri").text
    revision_id = kept(told)
    assert 'href="/lectures"' in visitor.get("/tri").text
    shown = unescape(visitor.get("/lectures").text)
    assert f'href="/lectures/{revision_id}"' in shown
    assert "OCHA" in shown


def test_a_web_page_stands_beside_what_was_read_of_it(told):
    revision_id = kept(told)
    visitor = told.signed_in()
    shown = visitor.get(f"/lectures/{revision_id}").text
    assert f'src="/revisions/{revision_id}/copie?lu=1"' in shown
    assert "<p>Ask people before" in shown
    copy = visitor.get(f"/revisions/{revision_id}/copie?lu=1")
    assert re.search(r'class="left-out"[^>]*>Home', copy.text)
    assert "sandbox" in copy.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in copy.headers["content-security-policy"]


def test_a_pdf_stands_page_by_page_beside_what_was_read_of_it(told):
    revision_id = kept(told, content=PDF, media="application/pdf")
    visitor = told.signed_in()
    first, last = (visitor.get(f"/lectures/{revision_id}?page={page}").text for page in (1, 3))
    assert f'src="/revisions/{revision_id}/pages/1"' in first
    assert "Page 3 sur 3" in last
    assert "How do I know when" in unescape(first)
    assert "How do I know when" not in unescape(last)
    picture = visitor.get(f"/revisions/{revision_id}/pages/3")
    assert picture.headers["content-type"] == "image/webp"
    assert picture.content[:4] == b"RIFF"
    assert len(picture.content) < 200_000
    assert visitor.get(f"/revisions/{revision_id}/pages/4").status_code == 404
    assert visitor.get(f"/revisions/{revision_id}/copie").status_code == 404


@pytest.mark.parametrize(("decision", "reading"), [("good", Reading.GOOD), ("drop", Reading.DROPPED)])
def test_a_reviewer_decides_and_is_told(told, decision, reading):
    revision_id = kept(told)
    visitor = told.signed_in()
    visitor.get(f"/lectures/{revision_id}")
    answer = visitor.send(f"/lectures/{revision_id}", decision=decision, seen="weak")
    assert answer.status_code == 303
    assert 'role="status"' in visitor.get(answer.headers["location"]).text
    assert told.catalog.reading(revision_id).reading is reading


def test_the_other_reading_is_shown_and_chosen(told):
    revision_id = kept(told)
    before = told.catalog.document(revision_id)
    visitor = told.signed_in()
    assert "Ask people before" in visitor.get(f"/lectures/{revision_id}?lecture=autre").text
    assert visitor.send(f"/lectures/{revision_id}", decision="other", seen="weak").status_code == 303
    after = told.catalog.document(revision_id)
    assert told.catalog.reading(revision_id).reading is Reading.OTHER
    assert (after.title, after.metadata) == (before.title, before.metadata)
    assert any("Ask people before" in block.text for block in after.blocks)


def test_a_copy_that_is_gone_is_told_and_the_decision_stays_possible(told):
    revision_id = kept(told)
    original = told.catalog.original(revision_id)
    told.blobs.path(original.raw_digest).unlink()
    visitor = told.signed_in()
    shown = visitor.get(f"/lectures/{revision_id}")
    assert shown.status_code == 200
    assert "n’est plus sur cette machine" in unescape(shown.text)
    assert visitor.send(f"/lectures/{revision_id}", decision="good", seen="weak").status_code == 303


@pytest.mark.parametrize(
    "path", ["/lectures/99", "/lectures?etat=rien", "/revisions/99/copie", "/revisions/99/pages/1"]
)
def test_what_is_not_there_is_not_found(told, path):
    assert told.signed_in().get(path).status_code == 404


def test_a_decision_that_nobody_knows_is_refused(told):
    revision_id = kept(told)
    visitor = told.signed_in()
    visitor.get(f"/lectures/{revision_id}")
    assert visitor.send(f"/lectures/{revision_id}", decision="burn").status_code == 400
    assert told.catalog.reading(revision_id).reading is Reading.WEAK


def test_hostile_titles_and_texts_are_shown_as_text(told):
    evil = PAGE.replace(b"Ask people", b"&lt;script&gt;alert(1)&lt;/script&gt; Ask people")
    revision_id = kept(told, content=evil)
    visitor = told.signed_in()
    for path in (f"/lectures/{revision_id}", f"/revisions/{revision_id}/copie", "/lectures"):
        assert "<script>alert" not in visitor.get(path).text


def test_an_actor_needs_no_more_than_a_name(catalog):
    revision_id = recorded(catalog)
    catalog.decide_reading(revision_id, ReadingDecision.GOOD, Actor(None, "Luc", Role.EDITOR), AT)
    assert catalog.reading(revision_id).reading_by == "Luc"


def test_who_decides_after_somebody_else_is_told(told):
    revision_id = kept(told)
    address = f"/lectures/{revision_id}"
    visitor = told.signed_in()
    assert 'name="seen" value="weak"' in visitor.get(address).text
    told.catalog.decide_reading(revision_id, ReadingDecision.DROP, Actor(None, "Luc", Role.EDITOR), AT)
    answer = visitor.send(address, decision="good", seen="weak")
    assert answer.status_code == 409
    assert "Luc a décidé entre-temps" in unescape(answer.text)
    assert 'name="seen" value="dropped"' in answer.text
    assert told.catalog.reading(revision_id).reading is Reading.DROPPED
    assert visitor.send(address, decision="good", seen="dropped").status_code == 303
    assert told.catalog.reading(revision_id).reading is Reading.GOOD


def test_the_same_decision_twice_is_one(catalog, amina):
    revision_id = recorded(catalog)
    catalog.decide_reading(revision_id, ReadingDecision.GOOD, amina, AT, seen=Reading.WEAK)
    catalog.decide_reading(revision_id, ReadingDecision.GOOD, amina, AT.replace(hour=10), seen=Reading.WEAK)
    assert catalog.reading(revision_id).reading_at == AT


def test_a_browser_keeps_the_pages_of_a_pdf_and_asks_anew_for_what_changes_or_is_not_there(told):
    pdf, page = kept(told, content=PDF, media="application/pdf"), kept(told, number=2)
    visitor = told.signed_in()
    assert "max-age" in visitor.get(f"/revisions/{pdf}/pages/1").headers["cache-control"]
    for changing in (f"/revisions/{page}/copie?lu=1", f"/revisions/{pdf}/pages/9", "/static/nothing.css"):
        assert visitor.get(changing).headers["cache-control"] == "no-store"


def test_why_there_is_no_other_reading_is_said_in_french_and_rightly(told):
    revision_id = kept(told)
    told.blobs.path(told.catalog.original(revision_id).raw_digest).unlink()
    visitor = told.signed_in()
    shown = visitor.get(f"/lectures/{revision_id}?lecture=autre")
    refused = visitor.send(f"/lectures/{revision_id}", decision="other", seen="weak")
    assert refused.status_code == 409
    for answer in (shown, refused):
        assert "un fichier gardé a disparu" in unescape(answer.text)
        assert "kept file" not in answer.text
        assert "cette sorte de document" not in answer.text


def test_turning_the_pages_of_the_other_reading_reads_the_document_once(told, monkeypatch):
    read = []
    real = readings.other_reading
    monkeypatch.setattr(readings, "other_reading", lambda *arguments: read.append(1) or real(*arguments))
    revision_id = kept(told, content=PDF, media="application/pdf")
    visitor = told.signed_in()
    for page in (1, 2, 3):
        assert visitor.get(f"/lectures/{revision_id}?lecture=autre&page={page}").status_code == 200
    assert len(read) == 1


def test_whoever_took_the_other_reading_can_go_back_to_ours(told):
    # Only our own reading knows bold words.
    revision_id = kept(told, content=PAGE.replace(b"Ask people", b"<b>Ask people</b>"))
    ours = told.catalog.document(revision_id)
    visitor = told.signed_in()
    visitor.get(f"/lectures/{revision_id}")
    assert visitor.send(f"/lectures/{revision_id}", decision="other", seen="weak").status_code == 303
    assert told.catalog.document(revision_id) != ours
    shown = visitor.get(f"/lectures/{revision_id}").text
    assert "<strong>Ask people</strong>" in shown
    assert visitor.send(f"/lectures/{revision_id}", decision="good", seen="other").status_code == 303
    assert told.catalog.document(revision_id) == ours
    assert told.catalog.reading(revision_id).reading is Reading.GOOD
