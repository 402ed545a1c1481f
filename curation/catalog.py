"""The one place that writes: every change of state is a method here, and a short transaction of its own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from curation.catalog_cutting import CuttingCatalog
from curation.catalog_reader import OPEN, draft_value, french_titles
from curation.catalog_units import EditConflict, StaleDraft, keep_note, move, unit_row
from curation.catalog_watch import Visit, insert
from curation.errors import CurationError
from curation.identity import slug
from curation.review import SYSTEM, Actor, ReviewAction, ReviewEvent, ReviewState, decide
from curation.schema import draft, publication, record, review_event, revision, unit
from curation.views import LINK_ENGINE, Provenance
from translation.risk import document_risk
from translation.unit import TranslationUnit

__all__ = ["Catalog", "EditConflict", "RevisionOutdated", "StaleDraft", "Visit"]


class RevisionOutdated(CurationError):
    """A newer revision of the publication is known: that one is to be drafted."""

    kind = "outdated"

    def __init__(self, revision_id: int) -> None:
        super().__init__(f"revision {revision_id} is outdated: a newer one of the same publication is known")
        self.revision_id = revision_id


class Catalog(CuttingCatalog):
    """`catalog.db`: publications, revisions, drafts, their review, and the records that came of it."""

    def queue_draft(
        self, revision_id: int, units: Sequence[TranslationUnit], provenance: Provenance, at: datetime
    ) -> int:
        """Queue a revision's draft and retire the publication's unpublished older ones; called twice, it acts once."""
        with self._database.write() as connection:
            known = connection.scalars(sa.select(draft.c.id).where(draft.c.revision_id == revision_id)).one_or_none()
            if known is not None:
                return int(known)
            if _newest_of(connection, revision_id) != revision_id:
                raise RevisionOutdated(revision_id)
            draft_id = insert(
                connection,
                draft,
                revision_id=revision_id,
                state=ReviewState.QUEUED,
                engine=provenance.engine,
                glossary=provenance.glossary,
                risk=document_risk(units, _confidence(connection, revision_id)) if units else None,
                created_at=at,
                updated_at=at,
            )
            if units:
                connection.execute(sa.insert(unit), [unit_row(draft_id, value) for value in units])
            _supersede_older(connection, revision_id, at)
            return draft_id

    def record(self, event: ReviewEvent, *, seen: int) -> None:
        """Move the draft and keep the event, unless someone moved or edited it since version `seen`.

        Approving confirms the licence that stood beside the button; publishing makes the draft its publication's
        catalog record; withdrawing takes the record out of exports.
        """
        with self._database.write() as connection:
            move(connection, event, seen)
            if event.action is ReviewAction.APPROVE:
                _confirm_licence(connection, event)
            elif event.action is ReviewAction.PUBLISH:
                _put_record(connection, event)
            elif event.action is ReviewAction.WITHDRAW:
                connection.execute(
                    sa.update(record).where(record.c.draft_id == event.draft_id).values(withdrawn_at=event.at)
                )

    def annotate(
        self, draft_id: int, actor: Actor, at: datetime, *, licence: str | None = None, summary: str | None = None
    ) -> None:
        """Keep a person's word on the source's licence, or their own French summary of the publication."""
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            detail = {k: v for k, v in (("licence", licence), ("summary", summary)) if v is not None}
            if licence is not None:
                connection.execute(
                    sa.update(publication)
                    .where(publication.c.id == _publication_of(value.revision_id))
                    .values(licence=licence, licence_confirmed_by=actor.name)
                )
            if summary is not None:
                connection.execute(sa.update(draft).where(draft.c.id == draft_id).values(summary=summary))
            keep_note(connection, value, actor, at, detail)
            connection.execute(sa.update(record).where(record.c.draft_id == draft_id).values(updated_at=at))


def _supersede_older(connection: sa.Connection, revision_id: int, at: datetime) -> None:
    """Retire the unpublished drafts of the publication's other revisions: their text no longer matches the source."""
    query = (
        sa.select(draft.c.id)
        .join(revision)
        .where(
            revision.c.publication_id == _publication_of(revision_id),
            draft.c.revision_id < revision_id,
            draft.c.state.in_(OPEN),
        )
    )
    for draft_id in connection.scalars(query).all():
        older = draft_value(connection, draft_id)
        move(connection, decide(older, ReviewAction.SUPERSEDE, SYSTEM, at), older.version)


def _confirm_licence(connection: sa.Connection, event: ReviewEvent) -> None:
    """Whoever approves stands by the licence shown; one still unknown stays open for a later guess.

    A link to the official French version needs no licence: its approval says nothing of it.
    """
    translated = (draft.c.id == event.draft_id, draft.c.engine != LINK_ENGINE)
    of_draft = sa.select(draft.c.revision_id).where(*translated).scalar_subquery()
    belongs = (
        publication.c.id == sa.select(revision.c.publication_id).where(revision.c.id == of_draft).scalar_subquery()
    )
    open_one = (belongs, publication.c.licence != "", publication.c.licence_confirmed_by == "")
    connection.execute(sa.update(publication).where(*open_one).values(licence_confirmed_by=event.actor.name))


def _put_record(connection: sa.Connection, event: ReviewEvent) -> None:
    """Make the draft its publication's record; the draft it takes the place of is superseded."""
    found = connection.execute(
        sa.select(publication.c.id, publication.c.key)
        .select_from(publication.join(revision).join(draft, draft.c.revision_id == revision.c.id))
        .where(draft.c.id == event.draft_id)
    ).one()
    former = connection.execute(sa.select(record).where(record.c.key == found.key)).one_or_none()
    approval = _approval(connection, event.draft_id)
    values = {
        "draft_id": event.draft_id,
        "approved_by": approval.actor,
        "approved_at": approval.at,
        "updated_at": event.at,
        "withdrawn_at": None,
    }
    if former is None:
        name = _free_slug(connection, event.draft_id)
        insert(connection, record, key=found.key, publication_id=found.id, slug=name, published_at=event.at, **values)
        return
    connection.execute(sa.update(record).where(record.c.key == found.key).values(edition=former.edition + 1, **values))
    replaced = draft_value(connection, former.draft_id)
    if replaced.id != event.draft_id and replaced.state is ReviewState.PUBLISHED:
        move(connection, decide(replaced, ReviewAction.SUPERSEDE, SYSTEM, event.at), replaced.version)


def _approval(connection: sa.Connection, draft_id: int) -> sa.Row[Any]:
    query = sa.select(review_event).where(
        review_event.c.draft_id == draft_id, review_event.c.action == ReviewAction.APPROVE
    )
    return connection.execute(query.order_by(review_event.c.id.desc()).limit(1)).one()


def _free_slug(connection: sa.Connection, draft_id: int) -> str:
    original = sa.select(revision.c.title).join(draft, draft.c.revision_id == revision.c.id)
    title = (
        french_titles(connection, [draft_id]).get(draft_id)
        or connection.scalars(original.where(draft.c.id == draft_id)).one()
    )
    wanted = slug(title)
    taken = set(connection.scalars(sa.select(record.c.slug).where(record.c.slug.startswith(wanted, autoescape=True))))
    numbered = (f"{wanted}-{number}" for number in itertools.count(2))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)


def _confidence(connection: sa.Connection, revision_id: int) -> float:
    return float(connection.scalars(sa.select(revision.c.confidence).where(revision.c.id == revision_id)).one())


def _newest_of(connection: sa.Connection, revision_id: int) -> int:
    query = sa.select(sa.func.max(revision.c.id)).where(revision.c.publication_id == _publication_of(revision_id))
    return int(connection.scalars(query).one())


def _publication_of(revision_id: int) -> sa.ScalarSelect[int]:
    return sa.select(revision.c.publication_id).where(revision.c.id == revision_id).scalar_subquery()
