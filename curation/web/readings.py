"""Doubtful extractions: the publication beside what was read of it, and what a person says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.advice import advice
from curation.blobs import BlobStore
from curation.catalog_reader import NoSuchRevision
from curation.errors import CurationError, NoOtherReading
from curation.export.structure import Around, body
from curation.extract import extract
from curation.extract.confidence import Confidence
from curation.extract.other_reading import other_reading
from curation.presentation import passages_of
from curation.reading import Reading, ReadingDecision, ReadingRefused
from curation.watch_views import Original, ReadingRow
from curation.web import originals
from curation.web import reading_words as words
from curation.web.language import _, said
from curation.web.site import Ask, Site, to
from curation.web.typed import page_number
from translation.document import Document, headed

BLOCKS_A_SHEET: Final = 150  # of a document that has no pages of its own
OTHER: Final = "autre"


@dataclass(frozen=True, slots=True)
class ReadingCard:
    """A doubtful extraction as the list shows it: out of 100, with the weightiest reasons in words."""

    row: ReadingRow
    score: int
    reasons: Sequence[str]


def show(site: Site, ask: Ask) -> Response:
    key = ask.query("etat")
    if key not in words.LISTS:
        raise HTTPException(404)
    return site.page(
        ask,
        "readings.html",
        cards=[_card(row, words.doubts) for row in site.catalog.readings(words.LISTS[key].states)],
        lists={word: _(one.name) for word, one in words.LISTS.items()},
        empty=_(words.LISTS[key].empty),
        key=key,
        done=words.DONE.get(ask.query("fait"), ""),
        words=words,
    )


def show_one(site: Site, ask: Ask) -> Response:
    return _page(site, ask, _row(site, ask))


def decide(site: Site, ask: Ask) -> Response:
    """Keep what the person says of the extraction, and come back to the list."""
    row = _row(site, ask)
    try:
        decision = ReadingDecision(ask.text("decision"))
        seen = Reading(ask.text("seen"))
    except ValueError:
        raise HTTPException(400) from None
    try:
        document = _wanted(site, row, decision)
        site.catalog.decide_reading(row.revision_id, decision, ask.person, site.clock(), document, seen)
    except ReadingRefused as error:
        return _page(site, ask, _row(site, ask), said(error), 409)
    except CurationError as error:
        return _page(site, ask, row, _why_no_other(error), 409)
    return to(f"/lectures?fait={decision}")


def _page(site: Site, ask: Ask, row: ReadingRow, refused: str = "", status: int = 200) -> Response:
    wants_other = ask.query("lecture") == OTHER
    document, missing = _shown(site, row, wants_other=wants_other)
    sheets = row.pages or -(-len(document.blocks) // BLOCKS_A_SHEET) or 1
    sheet = min(page_number(ask.query("page")), sheets)
    return site.page(
        ask,
        "reading.html",
        status,
        card=_card(row, words.reasons),
        row=row,
        kind=originals.kind_kept(site, row.revision_id),
        text=_text(document, sheet, has_pages=bool(row.pages)),
        lang=document.lang or "en",
        boxes=[box for block in document.blocks for box in block.boxes if box.page == sheet],
        sheet=sheet,
        sheets=sheets,
        other=wants_other,
        missing=missing,
        refused=refused,
        words=words,
    )


def _shown(site: Site, row: ReadingRow, *, wants_other: bool) -> tuple[Document, str]:
    """The extraction that is shown, and why it is not the other one that was asked for ("" when nothing is amiss)."""
    document = site.catalog.document(row.revision_id)
    if wants_other is (row.reading is Reading.OTHER):
        return document, ""
    try:
        return _read(site, row, otherwise=wants_other), ""
    except CurationError as error:
        return replace(document, blocks=()), _why_no_other(error)


def _wanted(site: Site, row: ReadingRow, decision: ReadingDecision) -> Document | None:
    """The document that a decision puts in the place of the one kept, None where that one stays."""
    if decision is ReadingDecision.OTHER:
        return _read(site, row, otherwise=True)
    back = decision is ReadingDecision.GOOD and row.reading is Reading.OTHER
    return _read(site, row, otherwise=False) if back else None


def _why_no_other(error: CurationError) -> str:
    if isinstance(error, NoOtherReading):
        return _(words.NO_OTHER)
    return _(words.OTHER_FAILED) % {"why": _(advice(error.kind, str(error)).what)}


def _read(site: Site, row: ReadingRow, *, otherwise: bool) -> Document:
    """What one extractor reads in the kept bytes; what the publication says of itself stays as it was first read."""
    known = site.catalog.document(row.revision_id)
    read = _read_anew(site.blobs, site.catalog.original(row.revision_id), otherwise)
    return headed(replace(read, title=known.title, lang=known.lang, metadata=known.metadata))


@lru_cache(maxsize=4)  # documents: whoever compares turns page after page
def _read_anew(blobs: BlobStore, original: Original, otherwise: bool) -> Document:
    reader = other_reading if otherwise else extract
    return reader(blobs.get(original.raw_digest), original.media_type, original.url or None, original.charset)


def _text(document: Document, sheet: int, *, has_pages: bool) -> Markup:
    """One page of the extraction, as it will be drafted."""
    passages = passages_of(document)
    around = Around.of(passages, document.lang or "en")
    if has_pages:
        numbers = [block.page or 1 for block in document.blocks]
        return body([passage for passage, number in zip(passages, numbers, strict=True) if number == sheet], around)
    return body(passages[(sheet - 1) * BLOCKS_A_SHEET : sheet * BLOCKS_A_SHEET], around)


def _card(row: ReadingRow, told: Callable[[Confidence], Sequence[str]]) -> ReadingCard:
    return ReadingCard(row, round(100 * row.confidence.score), told(row.confidence))


def _row(site: Site, ask: Ask) -> ReadingRow:
    try:
        return site.catalog.reading(ask.in_address("revision_id"))
    except NoSuchRevision:
        raise HTTPException(404) from None
