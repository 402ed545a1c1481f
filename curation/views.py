"""The values that the catalog hands out: what a page, a flow or an export reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from curation.extract.confidence import Confidence
from curation.model import Ref, Validators
from curation.notices import Digest, Notice
from curation.permissions import Permission
from curation.reading import Reading
from curation.relevance import Reason
from curation.review import Draft, ReviewState
from curation.triage import Triage
from translation.document import BlockKind, Document
from translation.risk import Level
from translation.unit import Segment, TranslationUnit

SERVER_ENGINE: Final = "libretranslate"  # how the fingerprint of such an engine begins
LINK_ENGINE: Final = ""  # no machine wrote anything: the draft only leads to the official French version


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """What is remembered of an address: its validators, the bytes it last gave, the publication it belongs to.

    `is_read` says that those bytes were read to the end; a run that was cut off leaves them to the next one.
    `read_digest` tells what was read, and how; `changed_at` is when its text last changed. `error` is what went wrong
    there last (its kind, and a sentence), `failures` times in a row, "" when nothing did.
    """

    url: str
    publication_id: int | None
    validators: Validators
    raw_digest: str
    is_read: bool
    media_type: str
    charset: str
    canonical: str
    fetched_from: str
    read_digest: str
    checked_at: datetime
    changed_at: datetime | None
    error: str
    error_message: str
    failures: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """A publication as a source's `page` lists it (`listed`) or used to, and what is remembered of its address, if any.

    `taken_as` is the date and title it was listed with when it was last taken up.
    """

    ref: Ref
    page: str
    listed: bool
    taken_as: str
    known: KnownAddress | None


class Novelty(StrEnum):
    """What a document was to the catalog."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The revision that a document became or already was."""

    revision_id: int
    novelty: Novelty


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is made of a new publication: where it stands, its score and reasons, its official French version if any."""

    triage: Triage
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()
    french_address: str = ""
    french_evidence: str = ""


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


@dataclass(frozen=True, slots=True)
class Check:
    """How one visit to a source went. `outcome` is a value of `curation.watching.Outcome`.

    `kind` is the short name of what was wrong with the source itself ("" when nothing was) and `message` its sentence;
    `failures` are those of single publications, a sentence each.
    """

    at: datetime
    outcome: str
    found: int = 0
    new: int = 0
    changed: int = 0
    kind: str = ""
    message: str = ""
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """What a source did of late: its visits and the days its publications came out, both newest first."""

    checks: tuple[Check, ...] = ()
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class TriageRow:
    """A publication as the triage page lists it. `reasons` are those of its score; `decided_by` is "" for the score.

    Once it has a draft (`draft_id`), what is decided is decided there.
    """

    publication_id: int
    revision_id: int
    title: str
    organisation: str
    source_id: str
    address: str
    published: str
    words: int
    lang: str
    licence: str
    triage: Triage
    score: float
    reasons: tuple[Reason, ...]
    french_address: str
    french_evidence: str
    first_seen: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    note: str = ""
    draft_id: int | None = None


@dataclass(frozen=True, slots=True)
class TriageBand:
    """The publications that scored in [low, high) and that a person judged: how many were kept, how many dropped."""

    low: float
    high: float
    kept: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Host:
    """What is remembered of a site: its robots.txt (when, and what it said) and how long it asked us to wait."""

    origin: str
    robots: str = ""
    robots_at: datetime | None = None
    wait_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A revision whose extraction is or was doubtful: how far it can be trusted, why, and who looked at it."""

    revision_id: int
    publication_id: int
    title: str
    organisation: str
    address: str
    words: int
    media_type: str
    pages: int
    confidence: Confidence
    reading: Reading
    reading_by: str
    reading_at: datetime | None
    seen_at: datetime
    draft_id: int | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes that a revision was read from: their digest, what the server called them, and where they came from."""

    raw_digest: str
    media_type: str
    charset: str
    url: str
