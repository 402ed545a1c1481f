"""Doubtful extractions in the catalog: which wait for a person's look, and what people decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from curation.catalog_publications import PublicationCatalog
from curation.catalog_reader import DRAFTED, NoSuchRevision
from curation.extract.confidence import Confidence, Observation, Sign
from curation.reading import AFTER, OPEN_READINGS, Reading, ReadingDecision, ReadingRefused
from curation.review import Actor
from curation.schema import draft, publication, revision
from curation.told import Told
from curation.watch_views import Original, ReadingRow
from translation.document import Document, as_json

_COLUMNS = (
    revision.c.id,
    revision.c.publication_id,
    revision.c.title,
    publication.c.organisation,
    publication.c.address,
    revision.c.words,
    revision.c.media_type,
    revision.c.document["metadata"]["pages"].as_integer().label("pages"),
    revision.c.confidence,
    revision.c.observations,
    revision.c.reading,
    revision.c.reading_by,
    revision.c.reading_at,
    revision.c.seen_at,
    draft.c.id.label("draft_id"),
)


class ReadingCatalog(PublicationCatalog):
    """What the pages about extractions read and write; each method is one short transaction."""

    def readings(self, states: Iterable[Reading] = OPEN_READINGS) -> list[ReadingRow]:
        """The newest revisions that stand so, of publications that are to be drafted; the least certain first."""
        query = _query().where(*_asked_for(states)).order_by(revision.c.confidence, revision.c.id)
        with self._database.read() as connection:
            return [_row(cells) for cells in connection.execute(query).mappings()]

    def readings_waiting(self) -> int:
        """How many extractions wait for a person's look."""
        query = sa.select(sa.func.count()).select_from(revision.join(publication)).where(*_asked_for(OPEN_READINGS))
        with self._database.read() as connection:
            return int(connection.scalars(query).one())

    def reading(self, revision_id: int) -> ReadingRow:
        """One revision, whatever its confidence; NoSuchRevision when there is none of this number."""
        with self._database.read() as connection:
            cells = connection.execute(_query().where(revision.c.id == revision_id)).mappings().one_or_none()
        if cells is None:
            raise NoSuchRevision(revision_id)
        return _row(cells)

    def original(self, revision_id: int) -> Original:
        """What a revision was read from; NoSuchRevision when there is none of this number."""
        row = self._revision(revision_id)
        return Original(row.raw_digest, row.media_type, row.charset, row.url)

    def decide_reading(
        self,
        revision_id: int,
        decision: ReadingDecision,
        actor: Actor,
        at: datetime,
        document: Document | None = None,
        seen: Reading | None = None,
    ) -> None:
        """Keep a person's word on an extraction; `document`, as an extractor reads it, takes the place of the one kept.

        OTHER needs one, and so does GOOD where the other reading had been taken.
        Whoever saw it stand as `seen` is told when somebody decided otherwise since; the same decision again changes
        nothing. The revision's digest stays: the same publication read again is no news. What has a draft is decided
        there.
        """
        if decision is ReadingDecision.OTHER and document is None:
            raise ReadingRefused(Told("Il n’y a pas d’autre lecture de cette publication."))
        values: dict[str, Any] = {"reading": AFTER[decision], "reading_by": actor.name, "reading_at": at}
        if document is not None:
            values |= {"document": as_json(document), "words": document.words}
        drafted = sa.select(draft.c.id).where(draft.c.revision_id == revision_id)
        here = sa.select(revision.c.reading, revision.c.reading_by).where(revision.c.id == revision_id)
        with self._database.write() as connection:
            if connection.execute(drafted).first() is not None:
                raise ReadingRefused(Told("Cette publication a déjà un brouillon\u202f: la décision se prend là."))
            before = connection.execute(here).one_or_none()
            if before is None:
                raise NoSuchRevision(revision_id)
            if before.reading == AFTER[decision]:
                return
            if seen is not None and before.reading != seen:
                raise ReadingRefused(
                    Told("%(name)s a décidé entre-temps\u202f: regardez avant de décider.", name=before.reading_by)
                )
            connection.execute(sa.update(revision).where(revision.c.id == revision_id).values(**values))


def _query() -> sa.Select[Any]:
    joined = revision.join(publication).outerjoin(draft, draft.c.revision_id == revision.c.id)
    return sa.select(*_COLUMNS).select_from(joined)


def _asked_for(states: Iterable[Reading]) -> tuple[sa.ColumnElement[bool], ...]:
    newest = sa.select(sa.func.max(revision.c.id)).group_by(revision.c.publication_id)
    return (
        revision.c.id.in_(newest),
        revision.c.reading.in_(list(states)),
        publication.c.triage.in_(DRAFTED),
    )


def _row(cells: Mapping[Any, Any]) -> ReadingRow:
    observations = tuple(
        Observation(Sign(value["sign"]), value["value"], tuple(value["detail"])) for value in cells["observations"]
    )
    return ReadingRow(
        revision_id=cells["id"],
        publication_id=cells["publication_id"],
        title=cells["title"],
        organisation=cells["organisation"],
        address=cells["address"],
        words=cells["words"],
        media_type=cells["media_type"],
        pages=cells["pages"] or 0,
        confidence=Confidence(cells["confidence"], observations),
        reading=Reading(cells["reading"]),
        reading_by=cells["reading_by"],
        reading_at=cells["reading_at"],
        seen_at=cells["seen_at"],
        draft_id=cells["draft_id"],
    )
