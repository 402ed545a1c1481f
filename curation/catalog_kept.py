"""Units, documents and permissions as the catalog keeps them; what stays as it was is not read anew for each page."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import sqlalchemy as sa

from curation.permissions import Permission, Scope
from curation.review import ReviewAction
from curation.schema import UtcTime, account, permission, review_event, revision, unit
from curation.views import StoredUnit
from translation.document import Document, Mark, MarkKind, from_json
from translation.unit import Finding, Forced, Origin, Segment, TranslationUnit

_COLUMNS: Final = (
    *("block", "cell", "position", "source", "target", "origin", "score", "risk"),
    *("findings", "marks", "forced", "entries"),
)
_JSON: Final = ("findings", "marks", "forced", "entries")
# JSON and moments as their text: what was read of the same text once is known.
_AS_KEPT: Final = [
    sa.type_coerce(column, sa.Text).label(column.name) if isinstance(column.type, sa.JSON | UtcTime) else column
    for column in unit.c
]

# A position is a unit's name for good; where it stands, a cut may say anew by `rank`, for all units of its cell.
READING_ORDER: Final = (unit.c.block, unit.c.cell, sa.func.coalesce(unit.c.rank, unit.c.position))
_READER: Final = account.alias("reader")


def stored_units(
    connection: sa.Connection, draft_id: int, positions: Collection[int] | None = None
) -> tuple[StoredUnit, ...]:
    """The units of a draft in reading order, or those at these positions."""
    query = _STORED.where(unit.c.draft_id == draft_id)
    if positions is not None:
        query = query.where(unit.c.position.in_(positions))
    return tuple(_stored(*row) for row in connection.execute(query))


_STORED: Final[sa.Select[Any]] = (
    sa.select(
        *(column for column in _AS_KEPT if column.name in _COLUMNS),
        *(column for column in _AS_KEPT if column.name in ("version", "edited_at", "confirmed_at")),
        *(account.c.name, _READER.c.name.label("reader")),
    )
    .select_from(
        unit.outerjoin(account, account.c.id == unit.c.edited_by).outerjoin(
            _READER, _READER.c.id == unit.c.confirmed_by
        )
    )
    .order_by(*READING_ORDER)
)


@lru_cache(maxsize=16_384)  # units: a few long drafts
def _stored(*row: Any) -> StoredUnit:
    """A row of `_STORED`; most rows of a draft are as they were when it was read last."""
    told = dict(zip(_STORED_NAMES, row, strict=True))
    parsed = {name: None if told[name] is None else json.loads(told[name]) for name in _JSON}
    edited, confirmed = (told[name] and datetime.fromisoformat(told[name]) for name in ("edited_at", "confirmed_at"))
    one = unit_of(told | parsed)
    return StoredUnit(one, told["version"], told["name"] or "", edited, told["reader"] or "", confirmed)


_STORED_NAMES: Final = tuple(_STORED.selected_columns.keys())


def unit_at(draft_id: int, position: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """What a query or a change asks for, to mean this one unit."""
    return unit.c.draft_id == draft_id, unit.c.position == position


def row_at(connection: sa.Connection, draft_id: int, position: int) -> sa.Row[Any] | None:
    """The unit as the table has it; None where the draft has none at this position."""
    return connection.execute(sa.select(unit).where(*unit_at(draft_id, position))).one_or_none()


def change_unit(connection: sa.Connection, draft_id: int, position: int, columns: Mapping[str, Any]) -> None:
    """Give these columns of a unit other values."""
    connection.execute(sa.update(unit).where(*unit_at(draft_id, position)).values(**columns))


def cuts_of(draft_id: int) -> sa.Select[Any]:
    """The events of a draft that parted or joined units, in their order."""
    event = review_event.c
    cut = (event.action == ReviewAction.EDIT, event.detail["cut"].as_string().is_not(None))
    return sa.select(review_event).where(event.draft_id == draft_id, *cut).order_by(event.id)


def joined_into(connection: sa.Connection, draft_id: int) -> dict[int, int]:
    """For each position that a join took away: the position of the unit that has its text now."""
    there = set(connection.scalars(sa.select(unit.c.position).where(unit.c.draft_id == draft_id)))
    into: dict[int, int] = {}
    for detail in connection.scalars(cuts_of(draft_id).with_only_columns(review_event.c.detail)):
        into |= {row["position"]: detail["position"] for row in detail["cut"]["before"][1:]}
    return {gone: _followed(into, gone, there) for gone in into if gone not in there}


def _followed(into: Mapping[int, int], place: int, there: Collection[int]) -> int:
    """Where the text of a unit went, join after join: each into one that stands before it in its cell."""
    while place not in there:
        place = into[place]
    return place


def translation_unit(row: sa.Row[Any]) -> TranslationUnit:
    return _unit(*_values(row))


def unit_of(columns: Mapping[str, Any]) -> TranslationUnit:
    """The unit of a row that is plain values by the names of their columns."""
    return _unit(*(columns[name] for name in _COLUMNS))


_values: Final = attrgetter(*_COLUMNS)


def _unit(
    block: int,
    cell: int,
    position: int,
    source: str,
    target: str,
    origin: str,
    score: float | None,
    risk: float | None,
    findings: Iterable[Mapping[str, Any]],
    marks: Iterable[Mapping[str, Any]],
    forced: Iterable[Mapping[str, Any]],
    entries: Iterable[tuple[str, str]] | None,
) -> TranslationUnit:
    return TranslationUnit(
        Segment(block, cell, position, source),
        target,
        Origin(origin),
        score,
        tuple(Finding(**finding) for finding in findings),
        marks_of(marks),
        tuple(Forced(**term) for term in forced),
        risk,
        None if entries is None else tuple((name, digest) for name, digest in entries),
    )


def kept_row(columns: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the units as plain values, for an event to hold; `row_again` gives the columns back."""
    cells = {name: value for name, value in columns.items() if name not in ("draft_id", "rank")}
    return {name: value.isoformat() if name.endswith("_at") and value else value for name, value in cells.items()}


def row_again(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a unit's row that an event held."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value for name, value in kept.items()
    }


def marks_of(values: Iterable[Mapping[str, Any]]) -> tuple[Mark, ...]:
    return tuple(Mark(**{**value, "kind": MarkKind(value["kind"])}) for value in values)


DOCUMENT: Final = sa.type_coerce(revision.c.document, sa.Text).label("document")


@lru_cache(maxsize=16)
def kept_document(kept: str) -> Document:
    """The document whose text in the catalog this is."""
    return from_json(json.loads(kept))


def kept_permissions(connection: sa.Connection, publication_id: int | None = None) -> dict[int, tuple[Permission, ...]]:
    """All permissions of this publication, or of every one, by publication, oldest first."""
    query = sa.select(permission).order_by(permission.c.id)
    if publication_id is not None:
        query = query.where(permission.c.publication_id == publication_id)
    found: dict[int, tuple[Permission, ...]] = {}
    for row in connection.execute(query):
        found[row.publication_id] = (*found.get(row.publication_id, ()), _permission(row))
    return found


def _permission(row: sa.Row[Any]) -> Permission:
    return Permission(
        id=row.id,
        given_by=row.given_by,
        given_on=date.fromisoformat(row.given_on),
        scope=Scope(row.scope),
        until=date.fromisoformat(row.until) if row.until else None,
        note=row.note,
        file_digest=row.file_digest,
        file_name=row.file_name,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
    )
