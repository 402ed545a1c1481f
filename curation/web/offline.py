"""Reviewing away from the line: a draft as a file to take away, the file that comes back, and what it suggests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from types import MappingProxyType
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.catalog import EditConflict, StaleDraft
from curation.checking import edited
from curation.exchange.bilingual import BilingualFile, Entry, Key, NotReturnable, Stamp, mark_of
from curation.exchange.comparing import SUGGESTED, Comparison, Outcome
from curation.exchange.opening import opened
from curation.exchange.po import write_po
from curation.exchange.table_docx import write_docx
from curation.exchange.xliff import write_xliff_12, write_xliff_20
from curation.identity import slug
from curation.taking_back import Sender, taken_back
from curation.views import DraftPage, StoredUnit
from curation.web import offline_words as words
from curation.web import pages
from curation.web.french import count
from curation.web.language import FRENCH, _, said, speaking
from curation.web.segments import doubtful
from curation.web.site import Ask, Site, to
from glossary.termbase import TermBase
from translation.unit import Segment

FIELD: Final = "fichier"
LISTED: Final = 200  # lines of one list: a file of strangers may hold thousands
LONGEST_NAME: Final = 100
_XLIFF: Final = "application/x-xliff+xml"
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how its name ends, its media type, what writes it."""

    ending: str
    media_type: str
    write: Callable[[BilingualFile], bytes]


# By the word in the address.
FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "docx": Format("docx", _DOCX, lambda file: write_docx(file, words.ADVICE)),
        "po": Format("po", "text/x-gettext-translation; charset=utf-8", lambda file: write_po(file, file.title)),
        "xliff12": Format("1.2.xlf", _XLIFF, write_xliff_12),
        "xliff20": Format("2.0.xlf", _XLIFF, write_xliff_20),
    }
)


def download(site: Site, ask: Ask) -> Response:
    """The draft as a file of the kind that the address names."""
    kind = FORMATS.get(ask.request.path_params["kind"])
    page = site.catalog.draft_page(ask.draft_id)
    if kind is None or page.provenance.is_link:
        raise HTTPException(404)
    with speaking(FRENCH):  # whoever opens it later writes French
        content = kind.write(draft_file(page, site.terms))
    name = f"{slug(pages.title_of(page))}-{page.draft.id}.{kind.ending}"
    return Response(
        content, media_type=kind.media_type, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def draft_file(page: DraftPage, terms: TermBase) -> BilingualFile:
    """The draft with all that a file of it carries."""
    entries = tuple(_entry(page.draft.id, stored, terms) for stored in page.units)
    return BilingualFile(entries, pages.title_of(page), page.draft.id, page.updated_at, "fr")


def _entry(draft_id: int, stored: StoredUnit, terms: TermBase) -> Entry:
    unit = stored.unit
    key = Key(draft_id, unit.segment.index + 1)
    stamp = Stamp(stored.version, mark_of(unit.target))
    unsure = doubtful(unit) or any(finding.blocking and finding.stands for finding in unit.findings)
    return Entry(unit.segment.text, unit.target, key, stamp, unsure, tuple(words.remarks_on(stored, terms)))


def upload(site: Site, ask: Ask) -> Response:
    """Take a file back and tell what became of each of its entries; sent again, it changes nothing more."""
    sent = ask.files.get(FIELD)
    page = site.catalog.draft_page(ask.draft_id)
    if page.provenance.is_link:
        raise HTTPException(404)
    if sent is None or not sent.name:
        return _refused(site, ask, page, _(words.CHOOSE))
    try:
        file = opened(sent.content)
    except NotReturnable as error:
        return _refused(site, ask, page, said(error))
    if file.language and re.split("[-_]", file.language.strip().lower())[0] != "fr":
        return _refused(site, ask, page, _(words.WRONG_LANGUAGE) % {"language": file.language})
    name = shorten(re.split(r"[/\\]", sent.name)[-1], LONGEST_NAME, placeholder="…")
    sender = Sender(ask.person, site.clock(), name)
    done = taken_back(site.catalog, site.terms, page.draft.id, file, sender, note=words.suggested_note(name))
    return _result(site, ask, page, file, name, done)


def _refused(site: Site, ask: Ask, page: DraftPage, why: str) -> Response:
    title = pages.title_of(page)
    return site.page(ask, "offline_result.html", 422, page=page, title=title, file="", refused=why, lines=(), notes=())


def _result(site: Site, ask: Ask, page: DraftPage, file: BilingualFile, name: str, done: Comparison) -> Response:
    lines = [line for line in result_lines(page, done) if line.total]
    notes = [_(words.RECODED)] if file.recoded else []
    title = pages.title_of(page)
    return site.page(
        ask, "offline_result.html", page=page, title=title, file=name, refused="", lines=lines, notes=notes
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a list: the number of the segment as readers count it and its address, "" for none; how it begins."""

    number: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class ResultLine:
    """How many entries had one fate, why, and the first of them; `waits`: their texts are suggestions now."""

    total: int
    counted: str
    why: str
    waits: bool
    places: tuple[Place, ...]


def result_lines(page: DraftPage, done: Comparison) -> Iterator[ResultLine]:
    """What became of the file, in the order of the table of words; the missing segments last."""
    for fate, wording in words.WORDINGS.items():
        met = [one for one in done.outcomes if one.fate is fate]
        listed = [] if fate in words.NOTHING_TO_SEE else [(one.position, _words_of(one)) for one in met[:LISTED]]
        yield _line(page, wording, len(met), listed, waits=fate in SUGGESTED)
    units = page.by_position
    missing: list[tuple[int | None, str]] = [(place, units[place].unit.segment.text) for place in done.missing[:LISTED]]
    yield _line(page, words.MISSING, len(done.missing), missing)


def _line(
    page: DraftPage, wording: words.Wording, total: int, listed: list[tuple[int | None, str]], *, waits: bool = False
) -> ResultLine:
    parts, units = pages.parts_of(page), page.by_position
    places = tuple(
        _place(page, parts, None if position is None else units[position].unit.segment, text)
        for position, text in listed
    )
    return ResultLine(total, count(total, *wording.counted), _(wording.why), waits, places)


def _place(page: DraftPage, parts: Sequence[range], segment: Segment | None, text: str) -> Place:
    beginning = shorten(text, 80, placeholder="…") or "…"
    if segment is None:
        return Place("", "", beginning)
    return Place(str(segment.index + 1), pages.address_of(page, segment, parts=parts), beginning)


def _words_of(one: Outcome) -> str:
    """What a list shows of an entry: its French, of a stranger its English."""
    return one.entry.source if one.position is None else one.french or one.entry.source


def answer(site: Site, ask: Ask) -> Response:
    """Take a suggestion into its segment, checked anew, or set it aside; either way it stays in the catalog."""
    page = site.catalog.draft_page(ask.draft_id)
    wanted = ask.in_address("suggestion_id")
    one = next((one for one in site.catalog.suggestions(page.draft.id) if one.id == wanted), None)
    if one is None:
        raise StaleDraft(page.draft.id)
    stored = page.unit_at(one.position)
    if stored is None:  # joined with another one in this very moment
        raise StaleDraft(page.draft.id)
    taken = "prendre" in ask.form
    if taken:
        _take(site, ask, page, one.position, one.text)
    site.catalog.answer_suggestion(one.id, taken, ask.person, site.clock())
    return to(pages.address_of(page, stored.unit.segment, told="enregistre" if taken else "ecarte"))


def _take(site: Site, ask: Ask, page: DraftPage, position: int, text: str) -> None:
    units = [stored.unit for stored in page.units]
    told = edited(units, position, text, site.terms, site.catalog.memory())
    own = told.pop(position)
    try:
        site.catalog.edit_unit(
            page.draft.id, position, text, own, ask.person, site.clock(), seen=ask.number("version"), beside=told
        )
    except EditConflict as conflict:
        raise StaleDraft(page.draft.id) from conflict
