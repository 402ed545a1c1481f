"""What the glossary learns from: the English that was read, what became of a machine's French, who said which term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_kept import READING_ORDER
from curation.catalog_memory import TRUSTED
from curation.catalog_units import UnitCatalog
from curation.review import ReviewAction, ReviewState
from curation.schema import draft, publication, review_event, revision, unit
from curation.triage import Triage
from translation.corrections import Correction
from translation.document import Document, from_json
from translation.unit import Origin

COUNTED: Final = (ReviewState.QUEUED, ReviewState.IN_REVIEW, *TRUSTED)


@dataclass(frozen=True, slots=True)
class DraftState:
    """A draft as a report of many needs it; `dated` is when it was approved, else last edited, None when neither."""

    draft_id: int
    version: int
    state: ReviewState
    title: str
    dated: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A segment and its French: where that came from, and the English of the terms that the machine was made to say."""

    source: str
    target: str
    origin: Origin
    forced: frozenset[str]


class MiningCatalog(UnitCatalog):
    """Questions about the words of all documents at once."""

    def english_documents(self) -> Iterator[Document]:
        """The newest revision of every English publication that nobody set aside."""
        newest = sa.select(sa.func.max(revision.c.id)).group_by(revision.c.publication_id)
        query = (
            sa.select(revision.c.document)
            .join(publication)
            .where(revision.c.id.in_(newest), revision.c.lang.in_(("en", "")), publication.c.triage != Triage.DROP)
            .order_by(revision.c.id)
        )
        with self._database.read() as connection:
            for stored in connection.scalars(query):
                yield from_json(stored)

    def corrections(self) -> list[Correction]:
        """The machine's French of each segment that a person edited or approved, and what they left there."""
        said = (unit.c.draft_id, unit.c.position, unit.c.source, unit.c.target, unit.c.origin)
        left = sa.and_(unit.c.origin == Origin.MACHINE, draft.c.state.in_(TRUSTED))
        query = sa.select(*said).join(draft).where(left | (unit.c.origin == Origin.HUMAN)).order_by(*said[:2])
        with self._database.read() as connection:
            first = _first_texts(connection)
            rows = connection.execute(query.where(draft.c.state != ReviewState.REJECTED)).all()
        return [Correction(row.source, first.get((row.draft_id, row.position), row.target), row.target) for row in rows]

    def draft_states(self) -> list[DraftState]:
        """Every draft that is not rejected, withdrawn or superseded, oldest first."""
        event = review_event.c
        approvals = sa.select(event.draft_id, sa.func.max(event.at).label("at")).where(
            event.action == ReviewAction.APPROVE
        )
        approved = approvals.group_by(event.draft_id).subquery()
        edits = sa.select(unit.c.draft_id, sa.func.max(unit.c.edited_at).label("at")).group_by(unit.c.draft_id)
        edited = edits.subquery()
        query = (
            sa.select(draft.c.id, draft.c.version, draft.c.state, revision.c.title, approved.c.at, edited.c.at)
            .select_from(draft.join(revision))
            .outerjoin(approved, approved.c.draft_id == draft.c.id)
            .outerjoin(edited, edited.c.draft_id == draft.c.id)
            .where(draft.c.state.in_(COUNTED))
            .order_by(draft.c.id)
        )
        with self._database.read() as connection:
            return [_draft_state(*row) for row in connection.execute(query)]

    def said_in(self, drafts: Sequence[int]) -> Iterator[tuple[int, Said]]:
        """The segments of these drafts with their French, draft by draft; what stays as it was is left out."""
        query = (
            sa.select(unit.c.draft_id, unit.c.source, unit.c.target, unit.c.origin, unit.c.forced)
            .where(unit.c.draft_id.in_(drafts), unit.c.origin != Origin.SOURCE)
            .order_by(unit.c.draft_id, *READING_ORDER)
        )
        with self._database.read() as connection:
            for row in connection.execute(query):
                forced = frozenset(term["source"] for term in row.forced)
                yield row.draft_id, Said(row.source, row.target, Origin(row.origin), forced)


def _draft_state(
    draft_id: int, version: int, state: str, title: str, approved: datetime | None, edited: datetime | None
) -> DraftState:
    """An approval that was taken back dates nothing."""
    trusted = ReviewState(state) in TRUSTED
    return DraftState(draft_id, version, ReviewState(state), title, approved if trusted and approved else edited)


def _first_texts(connection: sa.Connection) -> dict[tuple[int, int], str]:
    """What each edited segment said before anybody changed it, by draft and position.

    Where segments were parted or joined, nobody can tell what a person changed before: what stood there then counts.
    """
    event = review_event.c
    query = sa.select(event.draft_id, event.detail).where(event.action == ReviewAction.EDIT).order_by(event.id)
    first: dict[tuple[int, int], Any] = {}
    for draft_id, detail in connection.execute(query):
        if "cut" in detail:
            first |= {(draft_id, int(place)): text for place, text in detail["cut"]["texts"].items()}
        elif not detail["conflict"]:
            first.setdefault((draft_id, detail["position"]), detail["before"])
    return first
