"""Permissions in the catalog: what a rights holder allowed for a publication, recorded and ended by a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from curation.catalog_decisions import DecisionCatalog
from curation.catalog_kept import kept_permissions
from curation.catalog_reader import draft_value
from curation.catalog_units import StaleDraft, keep_note
from curation.catalog_watch import insert
from curation.permissions import Given, Permission, opened_by
from curation.review import Actor, Draft
from curation.schema import draft, permission, record, revision


class PermissionCatalog(DecisionCatalog):
    """What keeps permissions. Each is an event in the history of the draft it was recorded from; none is deleted."""

    def permissions(self, draft_id: int) -> tuple[Permission, ...]:
        """All that were recorded for the draft's publication, oldest first; NoSuchDraft when there is no such draft."""
        with self._database.read() as connection:
            publication_id = _publication_of(connection, draft_value(connection, draft_id))
            return kept_permissions(connection, publication_id).get(publication_id, ())

    def permitted(self, day: date) -> frozenset[int]:
        """The drafts whose publication has a permission to publish in force on this day."""
        query = sa.select(draft.c.id, revision.c.publication_id).join(revision)
        with self._database.read() as connection:
            known = kept_permissions(connection)
            given = {key for key, some in known.items() if opened_by(some, day) is not None}
            return (
                frozenset(row.id for row in connection.execute(query) if row.publication_id in given)
                if given
                else frozenset()
            )

    def record_permission(self, draft_id: int, given: Given, actor: Actor, at: datetime) -> int:
        """Keep a permission for the draft's publication; its number."""
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            publication_id = _publication_of(connection, value)
            number = insert(
                connection,
                permission,
                publication_id=publication_id,
                given_by=given.given_by,
                given_on=given.given_on.isoformat(),
                scope=given.scope,
                until=given.until.isoformat() if given.until else "",
                note=given.note,
                file_digest=given.file_digest,
                file_name=given.file_name,
                recorded_by=actor.name,
                recorded_at=at,
            )
            told = {"given_by": given.given_by, "given_on": given.given_on.isoformat(), "scope": given.scope.value}
            _tell(connection, value, publication_id, {"permission": told}, actor, at, given.note)
            return number

    def end_permission(self, draft_id: int, permission_id: int, actor: Actor, at: datetime, note: str = "") -> None:
        """Note that a permission holds no longer; StaleDraft when it was ended before, or belongs elsewhere."""
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            publication_id = _publication_of(connection, value)
            here = (permission.c.id == permission_id, permission.c.publication_id == publication_id)
            row = connection.execute(sa.select(permission).where(*here)).one_or_none()
            if row is None or row.ended_at is not None:
                raise StaleDraft(draft_id)
            ended = {"ended_by": actor.name, "ended_at": at}
            connection.execute(sa.update(permission).where(*here).values(**ended))
            told = {"given_by": row.given_by, "given_on": row.given_on, "scope": row.scope, "ended": True}
            _tell(connection, value, publication_id, {"permission": told}, actor, at, note)


def _tell(
    connection: sa.Connection,
    value: Draft,
    publication_id: int,
    detail: dict[str, Any],
    actor: Actor,
    at: datetime,
    note: str,
) -> None:
    """The event beside the change; the publication's record is new as well, since the next export may differ."""
    keep_note(connection, value, actor, at, detail, note)
    connection.execute(sa.update(record).where(record.c.publication_id == publication_id).values(updated_at=at))


def _publication_of(connection: sa.Connection, value: Draft) -> int:
    query = sa.select(revision.c.publication_id).where(revision.c.id == value.revision_id)
    return int(connection.scalars(query).one())
