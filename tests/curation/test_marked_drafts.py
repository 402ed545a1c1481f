"""Bold words, links and forced terms of a draft: kept in the catalog, shown to reviewers, exported to readers."""

from dataclasses import replace
from datetime import UTC, datetime

from lxml import html

from curation.catalog import Catalog, Visit
from curation.export import Site, entries_of, files
from curation.model import Fetched, Source, SourceKind
from curation.review import SYSTEM, Actor, ReviewAction, Role, decide
from curation.views import Provenance
from glossary.termbase import Term, TermBase
from translation.document import Block, BlockKind, Document, Mark, MarkKind, headed
from translation.unit import Forced, Origin, Segment, TranslationUnit

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SOURCE = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
ENGLISH, FRENCH = "Ask for consent first.", "Demandez d’abord le consentement."
BOLD = MarkKind.BOLD


def drafted(catalog, marks=(), french_marks=(), forced=()):
    blocks = (
        Block(BlockKind.PARAGRAPH, ENGLISH, marks=tuple(marks)),
        Block(BlockKind.FOOTNOTE, "See the annex.", anchor="fn1"),
    )
    document = headed(Document("Consent", "en", blocks))
    url = "https://example.org/consent"
    visit = Visit(url, Fetched(url, b"<p>", "text/html"), "0" * 64)
    revision = catalog.record_revision(SOURCE, url, document, visit, ("CC-BY-4.0", "footer"), AT).revision_id
    units = [
        TranslationUnit(Segment(0, 0, 0, "Consent"), "Consentement", Origin.MACHINE),
        TranslationUnit(
            Segment(1, 0, 1, ENGLISH), FRENCH, Origin.MACHINE, -0.2, marks=tuple(french_marks), forced=tuple(forced)
        ),
        TranslationUnit(Segment(2, 0, 2, "See the annex."), "Voir l’annexe.", Origin.MACHINE),
    ]
    return catalog.queue_draft(revision, units, Provenance("m", "g"), AT)


def test_marks_and_forced_terms_are_kept(database):
    catalog = Catalog(database)
    marks = (Mark(BOLD, 19, 32), Mark(MarkKind.LINK, 0, 8, "https://data.example/"))
    forced = (Forced("consent", "consentement", 20, 32, 0.25),)
    draft_id = drafted(catalog, french_marks=marks, forced=forced)
    unit = catalog.draft_page(draft_id).units[1].unit
    assert (unit.marks, unit.forced) == (marks, forced)


def test_an_edit_keeps_the_marks_whose_words_stay_and_forgets_what_was_forced(database):
    catalog = Catalog(database)
    draft_id = drafted(catalog, french_marks=(Mark(BOLD, 20, 32),), forced=(Forced("consent", "consentement", 20, 32),))
    new = "Toujours demander le consentement d’abord."
    catalog.edit_unit(draft_id, 1, new, (), Actor(None, "Amina", Role.REVIEWER), AT, seen=1)
    unit = catalog.draft_page(draft_id).units[1].unit
    assert [new[mark.start : mark.end] for mark in unit.marks] == ["consentement"]
    assert unit.forced == ()


def test_the_review_page_shows_them_on_both_sides(told):
    told_terms = TermBase([Term("consent", "consentement")])
    link = "https://data.example/?a=1&b=2"
    drafted(
        told.catalog,
        marks=(Mark(BOLD, 8, 15), Mark(MarkKind.LINK, 0, 3, link)),
        french_marks=(Mark(BOLD, 20, 32), Mark(MarkKind.LINK, 0, 8, link), Mark(MarkKind.LINK, 9, 16, "javascript:1")),
        forced=(Forced("consent", "consentement", 20, 32),),
    )
    told.serve(told.catalog, told_terms)
    shown = html.fromstring(told.signed_in().get("/brouillons/1").text).get_element_by_id("s1")
    source, target = shown.find_class("source")[0], shown.find_class("target")[0]
    assert source.find(".//mark/strong").text == "consent"
    assert target.find(".//p/strong").text == "consentement"
    assert [a.get("href") for a in target.find_class("said")[0].iter("a")] == [link]
    assert [a.get("href") for a in source.find_class("said")[0].iter("a")] == [link]
    assert target.find(".//textarea").text.strip() == FRENCH
    assert "imposé" in source.text_content()


def test_the_export_has_them_and_notes_lead_to_their_texts(database):
    catalog = Catalog(database)
    note = Mark(MarkKind.NOTE, len(FRENCH), len(FRENCH), "#fn1")
    draft_id = drafted(catalog, french_marks=(Mark(BOLD, 20, 32), note))
    amina = Actor(None, "Amina", Role.EDITOR)
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        value = catalog.draft(draft_id)
        catalog.record(decide(value, action, amina, AT), seen=value.version)
    value = catalog.draft(draft_id)
    catalog.record(decide(value, ReviewAction.PUBLISH, SYSTEM, AT), seen=value.version)
    made = files(entries_of(catalog.records(), AT.date()), Site())
    page = html.fromstring(next(text for name, text in made.items() if name.startswith("documents/")).decode())
    assert len(page.xpath("//p/strong[.='consentement']")) == 1
    reference = page.xpath("//sup/a")[0]
    assert reference.get("href") == "#d-fn1"
    assert page.get_element_by_id("d-fn1").text == "Voir l’annexe."


def test_sentences_of_one_paragraph_keep_their_marks_where_they_are():
    from curation.export.entry import _french

    units = [
        TranslationUnit(Segment(1, 0, n, text), text, Origin.MACHINE, marks=(Mark(BOLD, 0, 3),))
        for n, text in enumerate(["Une phrase.", "Une autre."])
    ]
    cell = _french(units)[1, 0]
    assert [cell.text[mark.start : mark.end] for mark in cell.marks] == ["Une", "Une"]
    dirty = replace(units[0], target="Une\x00 phrase.")
    assert _french([dirty])[1, 0].marks == ()
