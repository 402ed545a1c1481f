"""The values that the catalog hands out of drafts and records: what a page, a flow or an export reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from curation.notices import Digest, Notice
from curation.permissions import Permission
from curation.review import Draft, ReviewState
from translation.document import BlockKind, Document
from translation.risk import Level
from translation.unit import Segment, TranslationUnit

SERVER_ENGINE: Final = "libretranslate"  # how the fingerprint of such an engine begins
LINK_ENGINE: Final = ""  # no machine wrote anything: the draft only leads to the official French version


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a draft: the fingerprints of the language package and of the term base."""

    engine: str
    glossary: str

    @property
    def is_link(self) -> bool:
        """Whether the draft holds no translation and only leads to the official French version."""
        return self.engine == LINK_ENGINE

    @property
    def server(self) -> str:
        """The server that the text was sent to for its translation; "" when it was made on this machine."""
        kind, _, name = self.engine.partition("/")
        return name.rpartition("/")[0] if kind == SERVER_ENGINE else ""


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication, known by one canonical address; `key` is the same on every machine (UUIDv5 of the address).

    `french_address` is where its official French version seems to be ("" when none is known), `french_evidence` why.
    `permissions` are all that were recorded, oldest first, ended ones too.
    """

    id: int
    key: str
    address: str
    source_id: str
    organisation: str
    licence: str
    licence_evidence: str
    licence_confirmed_by: str
    first_seen: datetime
    french_address: str = ""
    french_evidence: str = ""
    permissions: tuple[Permission, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A translation unit of a draft, with the version a form must name to change it.

    `edited_by` is who changed it last, `confirmed_by` who read this very French since and let it stand; "" for nobody.
    """

    unit: TranslationUnit
    version: int
    edited_by: str = ""
    edited_at: datetime | None = None
    confirmed_by: str = ""
    confirmed_at: datetime | None = None

    @property
    def position(self) -> int:
        """The number that names the unit in its draft for good, wherever it stands by now."""
        return self.unit.segment.index


@dataclass(frozen=True, slots=True)
class Suggestion:
    """French that waits beside the unit at `position`: who sent it, when, in which file ("": written on the page)."""

    id: int
    position: int
    text: str
    by: str
    at: datetime
    file: str
    by_id: int | None = None


@dataclass(frozen=True, slots=True)
class DraftPage:
    """All that the review page of a draft shows, its history apart.

    `number` counts the publication's revisions from 1: in a later one, something has changed in the original.
    """

    draft: Draft
    publication: Publication
    document: Document
    units: tuple[StoredUnit, ...]
    provenance: Provenance
    summary: str
    claimed_by: str
    created_at: datetime
    updated_at: datetime
    newer_draft: int | None = None
    number: int = 1

    @property
    def by_position(self) -> dict[int, StoredUnit]:
        """The units by the number that names them, in reading order."""
        return {stored.position: stored for stored in self.units}

    def unit_at(self, position: int) -> StoredUnit | None:
        """The unit of this number; None where the draft has none, or no longer."""
        return next((stored for stored in self.units if stored.position == position), None)

    def language_of(self, segment: Segment) -> str:
        """The language of the segment's text in the original."""
        return self.document.blocks[segment.block].lang or self.document.lang or "en"


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """One unit of a draft, and what it takes to change it and to come back to it, without the rest of a long draft.

    `alike` are the units with the same English letters, this one among them: an edit touches the findings of no other.
    `weights` are how many units each block of the document has.
    """

    draft: Draft
    stored: StoredUnit
    kind: BlockKind
    alike: tuple[TranslationUnit, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step of a draft's life, as the history lists it."""

    action: str
    before: ReviewState
    after: ReviewState
    actor: str
    at: datetime
    note: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Doing:
    """A step of a draft as the activity page lists it; `said` is the text of the comment that it is, if any."""

    entry: HistoryEntry
    draft_id: int
    title: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """For whom a draft is (None, "" for nobody in particular), and until which day."""

    account_id: int | None
    name: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with notices to send them, in their language."""

    account_id: int
    name: str
    email: str
    language: str
    notices: tuple[Notice, ...]
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class MailWishes:
    """How a person wants to be told of what is new; `error` is the kind of what went wrong with the last mail."""

    email: str
    digest: Digest
    feed_key: str
    error: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A draft as the queue lists it, without its units, which `Tally` counts.

    `is_link` says that it only leads to the official French version. `risk` is how much of it the machine was unsure
    of when it was queued, None where nobody judged it. `themes` are the ids of those that spoke for the publication.
    `claimed_by` and `assigned_to` are names, "" for nobody; `due` is the day that it is wanted by, None for any.
    """

    draft_id: int
    version: int
    state: ReviewState
    title: str
    organisation: str
    licence: str
    words: int
    claimed_by: str
    created_at: datetime
    updated_at: datetime
    is_link: bool = False
    risk: float | None = None
    themes: tuple[str, ...] = ()
    assigned_to: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What the units and the history of a draft add up to.

    `edited` counts the units that a person changed, `reviewed` also those that somebody said were read; `warnings` and
    `blocking` count units; `doubtful` counts those that are still likely to need rewriting. `left` are the words to
    review by their level, `done` those of reviewed units. `held_since` is when whoever holds it took it, `sent_back`
    whether a sending back waits for an answer, `returned_to` the account that it went back to.
    """

    title_fr: str = ""
    units: int = 0
    edited: int = 0
    reviewed: int = 0
    warnings: int = 0
    blocking: int = 0
    doubtful: int = 0
    left: Mapping[Level, int] = field(default_factory=dict)
    done: int = 0
    held_since: datetime | None = None
    sent_back: bool = False
    returned_to: int | None = None


@dataclass(frozen=True, slots=True)
class CatalogRecord:
    """A published translation or link to the official French version, or one withdrawn since (`withdrawn_at`).

    `stale` says that its source has changed since.
    """

    key: str
    slug: str
    edition: int
    publication: Publication
    document: Document
    units: tuple[TranslationUnit, ...]
    summary: str
    provenance: Provenance
    approved_by: str
    approved_at: datetime
    published_at: datetime
    updated_at: datetime
    withdrawn_at: datetime | None
    stale: bool
