"""What may leave of a catalog record: the whole translation, a summary and a link, or word that it was withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from curation.dates import french_zone
from curation.identity import slug
from curation.permissions import Permission, changed_since, release
from curation.rights import Licence, licence_of
from curation.views import CatalogRecord
from translation.document import Block, BlockKind, Mark
from translation.unit import Origin, TranslationUnit

FRENCH: Final = "fr"
LEAD_LENGTH: Final = 280
_NAME: Final = "d-"  # begins the names of the document's own places, apart from the page's
SHORT_LINE: Final = 60  # a date, an author or "Introduction" is no lead

# What XML 1.0 forbids; PDF readers and forms let such characters through, and one of them would spoil a whole feed.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS: Final = re.compile("[ \t\r\n\f\v]+")  # not the no-break spaces, which French needs


class State(StrEnum):
    """How much of a record is exported."""

    FULL = "full"
    LINK = "link"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Site:
    """The portal as its pages name it; `address` is where the export will stand, "" if that is not known yet.

    `glossary` tells whether one of its pages is a glossary.
    """

    title: str = "Données responsables en français"
    address: str = ""
    publisher: str = ""
    introduction: str = (
        "Des publications de référence sur la gestion responsable des données dans l’action humanitaire, "
        "traduites de l’anglais par une machine, puis relues par une personne."
    )
    glossary: bool = False

    def at(self, path: str) -> str:
        """The full address of an exported file, or its path alone when the portal's address is not known."""
        address = web_address(self.address).rstrip("/")
        return f"{address}/{path}" if address else path


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, its language and its marks: a table's cell, or a whole block of any other kind."""

    text: str
    lang: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the document as it is exported: its French, or the original where nothing was to translate.

    `anchor` is the name that links of the document know it by, "" when none leads to it.
    """

    kind: BlockKind
    level: int
    cells: tuple[Cell, ...]
    anchor: str = ""

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Review:
    """Who answers for the French and when, and what made the draft."""

    by: str
    at: datetime
    engine: str
    glossary: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A catalog record without anything that may not leave; only a FULL one has passages and a review.

    `french_address` is the official French version that a LINK leads to, "" for one that leads to the original.
    `permission` is what lets a FULL one out where its licence does not.
    """

    key: str
    slug: str
    state: State
    title: Cell
    original: Cell
    organisation: str
    authors: tuple[str, ...]
    published: str
    address: str
    french_address: str
    licence: Licence
    licence_evidence: str
    refusal: str
    permission: Permission | None
    words: int
    summary: str
    passages: tuple[Passage, ...]
    review: Review | None
    edition: int
    published_at: datetime
    updated_at: datetime
    withdrawn_at: datetime | None
    stale: bool

    @property
    def path(self) -> str:
        """Where its page stands in the export."""
        return f"documents/{self.slug}.html"

    @property
    def lead(self) -> str:
        """A few lines for a list: the summary, else the first French paragraph that says something."""
        paragraphs = [passage.text for passage in self.passages if passage.kind is BlockKind.PARAGRAPH]
        telling = (text for text in paragraphs if len(text) > SHORT_LINE)
        return _shortened(one_line(self.summary) or next(telling, "".join(paragraphs[:1])))

    @property
    def share_alike(self) -> bool:
        """Whether the original's licence asks for the same licence on its translation."""
        asks = "-SA-" in self.licence.id or self.licence.id.startswith("GPL")
        return asks and self.permission is None  # what a permission opened goes out under no licence


def entries_of(records: Iterable[CatalogRecord], day: date) -> tuple[Entry, ...]:
    """The entries of these records on this day, in the order of their keys, whatever order the records came in."""
    return tuple(sorted((entry_of(record, day) for record in records), key=lambda entry: entry.key))


def entry_of(record: CatalogRecord, day: date) -> Entry:
    """What may leave of this record on this day.

    Where neither the licence nor a permission in force allows a translation, no translated word does. A link to the
    official French version holds none and waits for no licence.
    """
    publication, metadata, is_link = record.publication, record.document.metadata, record.provenance.is_link
    confirmed = bool(publication.licence_confirmed_by)
    released = release(publication.licence, publication.permissions, day, confirmed=confirmed)
    refused = "" if is_link else released.refusal
    shortened = is_link or bool(refused)
    state = _state(record, shortened=shortened)
    passages = _passages(record) if state is State.FULL else ()
    original = Cell(one_line(record.document.title), record.document.lang or "en")
    return Entry(
        key=record.key,
        slug=_address_name(record, shortened=shortened),
        state=state,
        title=_title(passages) or original,
        original=original,
        organisation=one_line(publication.organisation or metadata.organisation),
        authors=tuple(one_line(author) for author in metadata.authors),
        published=_iso_date(metadata.published),
        address=web_address(publication.address),
        french_address=web_address(publication.french_address) if is_link and state is State.LINK else "",
        licence=licence_of(publication.licence),
        licence_evidence=one_line(publication.licence_evidence),
        refusal="" if state is State.WITHDRAWN else refused,
        permission=released.permission if state is State.FULL else None,
        words=record.document.words,
        summary="" if state is State.WITHDRAWN else _clean(record.summary).strip(),
        passages=passages[1:],
        review=_review(record) if state is State.FULL else None,
        edition=record.edition,
        published_at=record.published_at,
        updated_at=max(record.updated_at, record.withdrawn_at or record.updated_at, _ran_out(record, day)),
        withdrawn_at=record.withdrawn_at,
        stale=record.stale,
    )


def web_address(address: str) -> str:
    """The address if a page may link to it (http or https), else ""."""
    try:
        parts = urlsplit(one_line(address))
    except ValueError:
        return ""
    return one_line(address) if parts.scheme in {"http", "https"} and parts.netloc else ""


def one_line(text: str) -> str:
    return _BLANKS.sub(" ", _clean(text)).strip()


def _state(record: CatalogRecord, *, shortened: bool) -> State:
    if record.withdrawn_at is not None:
        return State.WITHDRAWN
    return State.LINK if shortened else State.FULL


def _ran_out(record: CatalogRecord, day: date) -> datetime:
    """When the last permission ran out by itself: nobody touched the record that day, yet what is exported changed."""
    last = changed_since(record.publication.permissions, day)
    return datetime.combine(last + timedelta(days=1), time(), french_zone()) if last else record.updated_at


def _address_name(record: CatalogRecord, *, shortened: bool) -> str:
    # The catalog's slug is the French title: where no translated word may leave, the original title names the page.
    return f"{slug(record.document.title)}-{record.key[:8]}" if shortened else slug(record.slug)


def _review(record: CatalogRecord) -> Review:
    made_by = record.provenance
    return Review(one_line(record.approved_by), record.approved_at, made_by.engine, made_by.glossary)


def _title(passages: Sequence[Passage]) -> Cell | None:
    """The first block is the title; None when there is no text in it."""
    title = Cell(one_line(passages[0].text), passages[0].cells[0].lang) if passages else None
    return title if title and title.text else None


def _passages(record: CatalogRecord) -> tuple[Passage, ...]:
    french = _french(unit for unit in record.units if unit.origin is not Origin.SOURCE)
    lang = record.document.lang or "en"
    led_to = {mark.target.removeprefix(f"#{_NAME}") for cell in french.values() for mark in cell.marks}
    passages = []
    for number, block in enumerate(record.document.blocks):
        anchor = block.anchor if block.anchor in led_to else ""
        led_to.discard(anchor or "")  # a name is given once
        cells = _cells(number, block, french, block.lang or lang)
        passages.append(Passage(block.kind, block.level, cells, f"{_NAME}{anchor}" if anchor else ""))
    return tuple(passages)


def _french(units: Iterable[TranslationUnit]) -> dict[tuple[int, int], Cell]:
    """The French of each cell: its sentences as they come, in reading order, with a space between two."""
    cells: dict[tuple[int, int], Cell] = {}
    for unit in units:
        place, text = (unit.segment.block, unit.segment.cell), _clean(unit.target)
        before = cells.get(place, Cell("", FRENCH))
        start = len(before.text) + bool(before.text)
        marks = [_moved(mark, start) for mark in unit.marks] if text == unit.target else []
        cells[place] = Cell(f"{before.text} {text}" if before.text else text, FRENCH, (*before.marks, *marks))
    return cells


def _moved(mark: Mark, by: int) -> Mark:
    """A mark further on in a text; what it leads to on this page has a name that is no other's there."""
    target = f"#{_NAME}{mark.target[1:]}" if mark.target.startswith("#") else mark.target
    return mark._replace(start=mark.start + by, end=mark.end + by, target=target)


def _cells(number: int, block: Block, french: Mapping[tuple[int, int], Cell], lang: str) -> tuple[Cell, ...]:
    return tuple(french.get((number, place)) or _kept(text, lang) for place, text in enumerate(block.cells))


def _kept(text: str, lang: str) -> Cell:
    """A text with nothing to translate, in its own language if it has words."""
    return Cell(_clean(text), lang if any(letter.isalpha() for letter in text) else FRENCH)


def _shortened(text: str) -> str:
    return text if len(text) <= LEAD_LENGTH else text[:LEAD_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _iso_date(text: str) -> str:
    """The date if it is one: what a page says of itself need not be."""
    try:
        return date.fromisoformat(text[:10]).isoformat()  # a feed gives the hour too
    except ValueError:
        return ""


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
