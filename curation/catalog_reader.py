"""Every question the catalog answers; nothing here changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_kept import DOCUMENT, READING_ORDER, kept_document, kept_permissions, stored_units
from curation.database import Database
from curation.errors import CurationError
from curation.model import Validators
from curation.permissions import Permission
from curation.reading import DRAFTED_READINGS, OPEN_READINGS, ReadingWaits
from curation.review import Draft, ReviewAction, ReviewState
from curation.schema import account, address, draft, publication, record, review_event, revision, unit
from curation.told import Told
from curation.triage import Triage
from curation.views import (
    CatalogRecord,
    DraftPage,
    HistoryEntry,
    Provenance,
    Publication,
    StoredUnit,
    UnitPlace,
)
from curation.watch_views import KnownAddress
from translation.consistency import letters
from translation.document import Document, from_json

OPEN: Final = (ReviewState.QUEUED, ReviewState.IN_REVIEW, ReviewState.APPROVED)

DRAFTED: Final = (Triage.DRAFT, Triage.KEEP)

# Asked at every visit: built once, since building a statement takes longer than running it.
_ADDRESS: Final = sa.select(address).where(address.c.url == sa.bindparam("url"))

Row = sa.Row[Any]


class NoSuchDraft(CurationError):
    """There is no draft of this number."""

    kind = "not found"

    def __init__(self, draft_id: int) -> None:
        super().__init__(Told("Il n’y a pas de brouillon n° %(number)s.", number=draft_id))
        self.draft_id = draft_id


class NoSuchRevision(CurationError):
    """There is no revision of this number."""

    kind = "not found"

    def __init__(self, revision_id: int) -> None:
        super().__init__(f"there is no revision number {revision_id}")
        self.revision_id = revision_id


class CatalogReader:
    """Reads `catalog.db`; each method is one short read transaction and hands out plain values."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def address(self, url: str) -> KnownAddress | None:
        """What is remembered of this address, or None for one never fetched."""
        with self._database.read() as connection:
            row = connection.execute(_ADDRESS, {"url": url}).one_or_none()
        return None if row is None else known_address(row._mapping)

    def revisions_to_draft(self, languages: Sequence[str] = ("en", "")) -> list[int]:
        """The newest revision of each publication that is to be drafted and has no draft yet; oldest first.

        One whose extraction is doubtful waits until a person has looked at it.
        """
        newest = sa.select(sa.func.max(revision.c.id)).group_by(revision.c.publication_id)
        query = (
            sa.select(revision.c.id)
            .outerjoin(draft)
            .join(publication)
            .where(revision.c.id.in_(newest), draft.c.id.is_(None), revision.c.lang.in_(languages))
            .where(publication.c.triage.in_(DRAFTED), revision.c.reading.in_(DRAFTED_READINGS))
            .order_by(revision.c.id)
        )
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def source_of(self, revision_id: int) -> str:
        """The id of the source that first gave the revision's publication, or NoSuchRevision."""
        query = sa.select(publication.c.source_id).join(revision).where(revision.c.id == revision_id)
        with self._database.read() as connection:
            source_id = connection.scalars(query).one_or_none()
        if source_id is None:
            raise NoSuchRevision(revision_id)
        return str(source_id)

    def document(self, revision_id: int) -> Document:
        """What was extracted of a revision, or NoSuchRevision."""
        return from_json(self._revision(revision_id).document)

    def document_to_draft(self, revision_id: int) -> Document:
        """The same, or ReadingWaits while a doubtful extraction waits for a person's look."""
        row = self._revision(revision_id)
        if row.reading in OPEN_READINGS:
            raise ReadingWaits(revision_id)
        return from_json(row.document)

    def _revision(self, revision_id: int) -> Row:
        with self._database.read() as connection:
            row = connection.execute(sa.select(revision).where(revision.c.id == revision_id)).one_or_none()
        if row is None:
            raise NoSuchRevision(revision_id)
        return row

    def draft(self, draft_id: int) -> Draft:
        """The draft as `decide` needs it, or NoSuchDraft."""
        with self._database.read() as connection:
            return draft_value(connection, draft_id)

    def drafts_in(self, state: ReviewState) -> list[int]:
        with self._database.read() as connection:
            return list(connection.scalars(sa.select(draft.c.id).where(draft.c.state == state).order_by(draft.c.id)))

    def draft_page(self, draft_id: int) -> DraftPage:
        """All that the review page shows of one draft, read at one moment."""
        with self._database.read() as connection:
            value = draft_value(connection, draft_id)
            row = connection.execute(
                sa.select(draft, publication, revision.c.number, DOCUMENT, account.c.name.label("claimant"))
                .select_from(
                    draft.join(revision).join(publication).outerjoin(account, account.c.id == draft.c.claimed_by)
                )
                .where(draft.c.id == draft_id)
            ).one()
            units = stored_units(connection, draft_id)
            permissions = kept_permissions(connection, row._mapping[publication.c.id])
            newer = connection.scalars(
                sa.select(sa.func.max(draft.c.id))
                .join(revision)
                .where(revision.c.publication_id == row._mapping[publication.c.id], draft.c.id > draft_id)
            ).one()
        cells = row._mapping
        return DraftPage(
            draft=value,
            publication=_publication(cells, permissions),
            document=kept_document(cells["document"]),
            units=units,
            provenance=Provenance(cells[draft.c.engine], cells[draft.c.glossary]),
            summary=cells[draft.c.summary],
            claimed_by=cells["claimant"] or "",
            created_at=cells[draft.c.created_at],
            updated_at=cells[draft.c.updated_at],
            newer_draft=newer,
            number=cells[revision.c.number],
        )

    def unit_place(self, draft_id: int, position: int) -> UnitPlace | None:
        """A unit with what an edit of it needs to know of its draft; None where the draft has no such unit."""
        outline = sa.select(unit.c.position, unit.c.block, unit.c.source).where(unit.c.draft_id == draft_id)
        with self._database.read() as connection:
            value = draft_value(connection, draft_id)
            rows = connection.execute(outline).all()
            english = next((source for place, _, source in rows if place == position), None)
            if english is None:
                return None
            same = [place for place, _, source in rows if letters(source) == letters(english)]
            alike = stored_units(connection, draft_id, same)
            kept = connection.scalars(sa.select(DOCUMENT).where(revision.c.id == value.revision_id)).one()
        stored = next(one for one in alike if one.position == position)
        blocks, units = kept_document(kept).blocks, Counter(block for _, block, _ in rows)
        return UnitPlace(
            draft=value,
            stored=stored,
            kind=blocks[stored.unit.segment.block].kind,
            alike=tuple(one.unit for one in alike),
            weights=tuple(units[number] for number in range(len(blocks))),
        )

    def unit_again(self, place: UnitPlace) -> UnitPlace | None:
        """The same unit as it is by now; None where it was joined with another meanwhile."""
        with self._database.read() as connection:
            value = draft_value(connection, place.draft.id)
            found = stored_units(connection, place.draft.id, [place.stored.position])
        return replace(place, draft=value, stored=found[0]) if found else None

    def documents_around(self, draft_id: int) -> tuple[Document | None, Document]:
        """What the publication said before, if anything, and what the draft translates.

        Before is the newest earlier revision that was drafted, since people may have read it; else the newest one.
        """
        with self._database.read() as connection:
            own = connection.execute(
                sa.select(revision).join(draft, draft.c.revision_id == revision.c.id).where(draft.c.id == draft_id)
            ).one_or_none()
            if own is None:
                raise NoSuchDraft(draft_id)
            before = connection.scalars(
                sa.select(revision.c.document)
                .outerjoin(draft, draft.c.revision_id == revision.c.id)
                .where(revision.c.publication_id == own.publication_id, revision.c.number < own.number)
                .order_by(draft.c.id.is_(None), revision.c.number.desc())
                .limit(1)
            ).one_or_none()
        return None if before is None else from_json(before), from_json(own.document)

    def reviewed_before(self, draft_id: int) -> Document | None:
        """What the publication said in the newest earlier revision whose French people changed or approved, if any."""
        event = review_event.c
        own = sa.select(revision.c.publication_id, revision.c.number).join(draft).where(draft.c.id == draft_id)
        touched = sa.select(event.draft_id).where(event.action.in_((ReviewAction.EDIT, ReviewAction.APPROVE)))
        this = own.subquery()
        query = (
            sa.select(DOCUMENT)
            .join(draft, draft.c.revision_id == revision.c.id)
            .join(this, this.c.publication_id == revision.c.publication_id)
            .where(revision.c.number < this.c.number, draft.c.id.in_(touched))
            .order_by(revision.c.number.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            kept = connection.scalars(query).one_or_none()
        return None if kept is None else kept_document(kept)

    def history(self, draft_id: int, *, edits: bool = True, position: int | None = None) -> list[HistoryEntry]:
        """Every step of the draft, newest first; without `edits`, those that changed no segment's French.

        With a `position`, those of this segment alone.
        """
        query = sa.select(review_event).where(review_event.c.draft_id == draft_id).order_by(review_event.c.id.desc())
        if not edits:
            query = query.where(review_event.c.action != ReviewAction.EDIT)
        if position is not None:
            query = query.where(review_event.c.detail["position"].as_integer() == position)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            details = named_details(connection, [row.detail for row in rows])
        return [
            HistoryEntry(
                row.action, ReviewState(row.before), ReviewState(row.after), row.actor, row.at, row.note, detail
            )
            for row, detail in zip(rows, details, strict=True)
        ]

    def records(self) -> list[CatalogRecord]:
        """Every catalog record, withdrawn ones too, in the order of their keys."""
        query = (
            sa.select(record, draft.c.engine, draft.c.glossary, draft.c.summary, publication, revision)
            .select_from(record)
            .join(publication, publication.c.id == record.c.publication_id)
            .join(draft, draft.c.id == record.c.draft_id)
            .join(revision, revision.c.id == draft.c.revision_id)
            .order_by(record.c.key)
        )
        with self._database.read() as connection:
            newest, permissions = _newest_revisions(connection), kept_permissions(connection)
            return [
                _catalog_record(cells, stored_units(connection, cells[record.c.draft_id]), newest, permissions)
                for cells in connection.execute(query).mappings()
            ]

    def counts(self) -> dict[str, int]:
        """How many publications, revisions, drafts in each state, and records there are."""
        with self._database.read() as connection:
            drafts = _pairs(connection, sa.select(draft.c.state, sa.func.count()).group_by(draft.c.state))
            tables = {
                name: connection.scalars(sa.select(sa.func.count()).select_from(table)).one()
                for name, table in (("publications", publication), ("revisions", revision), ("records", record))
            }
        return {**tables, **{state.value: 0 for state in ReviewState}, **dict(drafts)}


def known_address(cells: Mapping[Any, Any]) -> KnownAddress:
    c = address.c
    return KnownAddress(
        url=cells[c.url],
        publication_id=cells[c.publication_id],
        validators=Validators(cells[c.etag], cells[c.last_modified], cells[c.fetched_from]),
        raw_digest=cells[c.raw_digest],
        is_read=cells[c.publication_id] is not None and cells[c.read_digest] == cells[c.raw_digest],
        media_type=cells[c.media_type],
        charset=cells[c.charset],
        canonical=cells[c.canonical],
        fetched_from=cells[c.fetched_from],
        read_digest=cells[c.read_digest],
        checked_at=cells[c.checked_at],
        changed_at=cells[c.changed_at],
        error=cells[c.error],
        error_message=cells[c.error_message],
        failures=cells[c.failures],
    )


def themes_of(reasons: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The themes that spoke for a publication, from the reasons of its score as they are kept."""
    return tuple(reason["theme"] for reason in reasons if reason["weight"] > 0)


def draft_value(connection: sa.Connection, draft_id: int) -> Draft:
    row = connection.execute(sa.select(draft).where(draft.c.id == draft_id)).one_or_none()
    if row is None:
        raise NoSuchDraft(draft_id)
    blocking = sa.select(sa.func.count()).where(unit.c.draft_id == draft_id, unit.c.blocking)
    return Draft(
        id=row.id,
        revision_id=row.revision_id,
        state=ReviewState(row.state),
        version=row.version,
        claimed_by=row.claimed_by,
        editors=frozenset(connection.scalars(_editors(draft_id))),
        blocking=connection.scalars(blocking).one(),
    )


def _editors(draft_id: int) -> sa.CompoundSelect[Any]:
    """Who changed the French of a draft, its summary too. A unit knows its last editor alone, the events all.

    Of the first versions, events do not say what they changed: there the units are asked.
    """
    event = review_event.c
    own = (event.draft_id == draft_id, event.actor_id == account.c.id)
    edited = sa.exists().where(
        *own,
        event.action == ReviewAction.EDIT,
        event.detail["conflict"].as_boolean().is_(False),
        event.detail["cut"].as_string().is_(None),  # a cut changes no word
    )
    summed_up = sa.exists().where(
        *own, event.action == ReviewAction.ANNOTATE, event.detail["summary"].as_string().is_not(None)
    )
    acted = sa.select(event.actor_id).where(event.draft_id == draft_id)
    last = sa.select(unit.c.edited_by).where(unit.c.draft_id == draft_id, unit.c.edited_by.is_not(None))
    return sa.union(last, sa.select(account.c.id).where(account.c.id.in_(acted), sa.or_(edited, summed_up)))


Permissions = Mapping[int, tuple[Permission, ...]]


def _publication(cells: Mapping[Any, Any], permissions: Permissions) -> Publication:
    c = publication.c
    return Publication(
        id=cells[c.id],
        key=cells[c.key],
        address=cells[c.address],
        source_id=cells[c.source_id],
        organisation=cells[c.organisation],
        licence=cells[c.licence],
        licence_evidence=cells[c.licence_evidence],
        licence_confirmed_by=cells[c.licence_confirmed_by],
        first_seen=cells[c.first_seen],
        french_address=cells[c.french_address],
        french_evidence=cells[c.french_evidence],
        permissions=permissions.get(cells[c.id], ()),
    )


def french_titles(connection: sa.Connection, draft_ids: list[int]) -> dict[int, str]:
    query = (
        sa.select(unit.c.draft_id, unit.c.target)
        .where(unit.c.draft_id.in_(draft_ids), unit.c.block == 0)
        .order_by(unit.c.draft_id, *READING_ORDER)
    )
    titles: dict[int, str] = {}
    for row in connection.execute(query):
        titles[row.draft_id] = f"{titles.get(row.draft_id, '')} {row.target}".strip()
    return titles


def named_details(connection: sa.Connection, details: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The details of events with the name of whoever a draft was assigned to: events keep numbers, names can change."""
    keys = {detail["assigned_to"] for detail in details if detail.get("assigned_to") is not None}
    rows = connection.execute(sa.select(account.c.id, account.c.name).where(account.c.id.in_(keys))) if keys else ()
    names = {row.id: row.name for row in rows}
    return [
        {**detail, "assigned": names.get(detail["assigned_to"], "")} if "assigned_to" in detail else detail
        for detail in details
    ]


def _newest_revisions(connection: sa.Connection) -> dict[int, int]:
    query = sa.select(revision.c.publication_id, sa.func.max(revision.c.id)).group_by(revision.c.publication_id)
    return dict(_pairs(connection, query))


def _pairs(connection: sa.Connection, query: sa.Select[Any]) -> list[tuple[Any, Any]]:
    return [(row[0], row[1]) for row in connection.execute(query)]


def _catalog_record(
    cells: Mapping[Any, Any], units: tuple[StoredUnit, ...], newest: Mapping[int, int], permissions: Permissions
) -> CatalogRecord:
    c = record.c
    withdrawn: datetime | None = cells[c.withdrawn_at]
    return CatalogRecord(
        key=cells[c.key],
        slug=cells[c.slug],
        edition=cells[c.edition],
        publication=_publication(cells, permissions),
        document=from_json(cells[revision.c.document]),
        units=tuple(stored.unit for stored in units),
        summary=cells[draft.c.summary],
        provenance=Provenance(cells[draft.c.engine], cells[draft.c.glossary]),
        approved_by=cells[c.approved_by],
        approved_at=cells[c.approved_at],
        published_at=cells[c.published_at],
        updated_at=cells[c.updated_at],
        withdrawn_at=withdrawn,
        stale=newest[cells[publication.c.id]] != cells[revision.c.id],
    )
