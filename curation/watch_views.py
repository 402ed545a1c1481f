"""The values that the catalog hands out of what comes before a draft: visits, addresses, readings, triage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from curation.extract.confidence import Confidence
from curation.model import Ref, Validators
from curation.reading import Reading
from curation.relevance import Reason
from curation.triage import Triage


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
