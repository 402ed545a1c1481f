"""Units parted and joined in the catalog: their positions stay their names, and every cut can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_confirmed import ConfirmedCatalog
from curation.catalog_kept import (
    READING_ORDER,
    change_unit,
    cuts_of,
    joined_into,
    kept_row,
    row_again,
    row_at,
    unit_of,
)
from curation.catalog_reader import draft_value
from curation.catalog_replacing import judge_wording
from curation.catalog_units import UNREAD, StaleDraft, move, unit_row
from curation.cutting import CutRefused, same_texts
from curation.review import Actor, ReviewAction, decide
from curation.schema import comment, notice, review_event, suggestion, unit
from curation.told import Told
from translation.unit import TranslationUnit

Row = Mapping[str, Any]  # of the unit table
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_BESIDE: Final = (suggestion, comment, notice)  # what hangs on a unit by its position


@dataclass(frozen=True, slots=True)
class LastCut:
    """The last cut that a unit went through, which can be undone: who made it, when, and whether it joined."""

    event_id: int
    actor: str
    at: datetime
    joined: bool


class CuttingCatalog(ConfirmedCatalog):
    """What parts units and joins them. A position is never given twice, nor that of a unit that a join took away."""

    def recut(
        self,
        draft_id: int,
        units: Sequence[TranslationUnit],
        actor: Actor,
        at: datetime,
        *,
        seen: Mapping[int, int],
    ) -> tuple[int, ...]:
        """Let these units, of one cell, take the place of those that were seen (their versions by their positions).

        They must hold the same texts in the same order. The first keeps its position, and the others get new ones;
        what hangs on a unit that goes, goes to the first. Comes back: their positions. StaleDraft when one of the units
        is no longer as it was seen.
        """
        with self._database.write() as connection:
            gone = [_stored(connection, draft_id, position) for position in seen]
            if any(row is None or row["version"] != seen[row["position"]] for row in gone):
                raise StaleDraft(draft_id)
            before = [row for row in gone if row is not None]
            free = _free_position(connection, draft_id)
            rows = [_made(draft_id, value, before, free + n - 1) for n, value in enumerate(units)]
            return self._put(connection, draft_id, before, rows, actor, at)

    def last_cut(self, draft_id: int, position: int) -> LastCut | None:
        """The last cut of a unit, if its units are still as it left them; None otherwise."""
        with self._database.read() as connection:
            found = _last_cut(connection, draft_id, position)
        if found is None:
            return None
        return LastCut(found.id, found.actor, found.at, len(found.detail["cut"]["after"]) == 1)

    def undo_cut(self, draft_id: int, event_id: int, actor: Actor, at: datetime) -> tuple[int, ...]:
        """Put back the units that a cut took the place of, as they were; their positions.

        StaleDraft when somebody has changed one of them since, or cut it again.
        """
        with self._database.write() as connection:
            event = connection.execute(cuts_of(draft_id).where(review_event.c.id == event_id)).one_or_none()
            if event is None or not _stands(connection, draft_id, event.detail["cut"]):
                raise StaleDraft(draft_id)
            cut = event.detail["cut"]
            now = [_stored(connection, draft_id, int(position)) for position in cut["after"]]
            versions = {int(position): version for position, version in cut["after"].items()}
            rows = [_again(draft_id, kept, versions) for kept in cut["before"]]
            back = self._put(connection, draft_id, [row for row in now if row is not None], rows, actor, at)
            _move_back(connection, draft_id, cut["moved"])
            return back

    def joined_into(self, draft_id: int) -> dict[int, int]:
        """For each position that a join took away: the position of the unit that has its text now."""
        with self._database.read() as connection:
            return joined_into(connection, draft_id)

    def _put(
        self,
        connection: sa.Connection,
        draft_id: int,
        before: Sequence[Row],
        rows: Sequence[dict[str, Any]],
        actor: Actor,
        at: datetime,
    ) -> tuple[int, ...]:
        """Put rows in the place of others: the texts, what hangs on them, their order, and the event of it all."""
        if not same_texts(map(unit_of, before), map(unit_of, rows)):
            raise CutRefused(Told("Les textes ont changé en chemin\u00a0: rien n’a été coupé."))
        value = draft_value(connection, draft_id)
        event = decide(value, ReviewAction.EDIT, actor, at)
        stay, kept = [row["position"] for row in rows], {row["position"] for row in before}
        order = _order(connection, draft_id, before, stay)
        for row in rows:
            _keep(connection, row, there=row["position"] in kept)
        moved = _move_beside(connection, draft_id, [p for p in kept if p not in stay], stay[0])
        go = unit.c.position.in_(kept - set(stay))
        connection.execute(sa.delete(unit).where(unit.c.draft_id == draft_id, go))
        for rank, position in enumerate(order):
            change_unit(connection, draft_id, position, {"rank": float(rank)})
        cut = {
            "before": [kept_row(row) for row in before],
            "after": {row["position"]: row["version"] for row in rows},
            "texts": {row["position"]: row["target"] for row in rows},
        }
        detail = {"position": stay[0], "before": before[0]["target"], "after": rows[0]["target"], "conflict": False}
        move(connection, replace(event, detail={**detail, "cut": {**cut, "moved": moved}}), value.version)
        judge_wording(connection, draft_id)
        return tuple(stay)


def _stored(connection: sa.Connection, draft_id: int, position: int) -> Row | None:
    row = row_at(connection, draft_id, position)
    return None if row is None else dict(row._mapping)


def _free_position(connection: sa.Connection, draft_id: int) -> int:
    """One that no unit of the draft has or ever had: files, addresses and the history know units by it."""
    highest = connection.scalar(sa.select(sa.func.max(unit.c.position)).where(unit.c.draft_id == draft_id)) or 0
    for detail in connection.scalars(cuts_of(draft_id).with_only_columns(review_event.c.detail)):
        cut = detail["cut"]
        highest = max(highest, *(row["position"] for row in cut["before"]), *map(int, cut["after"]))
    return highest + 1


def _made(draft_id: int, value: TranslationUnit, before: Sequence[Row], free: int) -> dict[str, Any]:
    """The row of a unit that a cut makes; nobody wrote it anew, so it has the editor that its words had last."""
    first = value.segment.index == before[0]["position"]
    segment = value.segment if first else replace(value.segment, index=free)
    last = max(before, key=lambda row: row["edited_at"] or _LONG_AGO)
    by = {name: last[name] for name in ("edited_by", "edited_at")}
    version = before[0]["version"] + 1 if first else 1
    return {**unit_row(draft_id, replace(value, segment=segment)), **by, **UNREAD, "version": version}


def _again(draft_id: int, kept: Mapping[str, Any], versions: Mapping[int, int]) -> dict[str, Any]:
    """The row that an event held, at a version that it never had."""
    row = row_again(kept)
    version = max(row["version"], versions.get(row["position"], 0)) + 1
    return {**row, "draft_id": draft_id, "version": version}


def _order(connection: sa.Connection, draft_id: int, before: Sequence[Row], stay: Sequence[int]) -> list[int]:
    """The positions of the whole cell in reading order once `stay` stand where `before` stood."""
    cell = (unit.c.block == before[0]["block"], unit.c.cell == before[0]["cell"])
    query = sa.select(unit.c.position).where(unit.c.draft_id == draft_id, *cell).order_by(*READING_ORDER)
    now, gone = list(connection.scalars(query)), [row["position"] for row in before]
    start = now.index(gone[0])
    if now[start : start + len(gone)] != gone:
        raise StaleDraft(draft_id)
    return [*now[:start], *stay, *now[start + len(gone) :]]


def _keep(connection: sa.Connection, row: Row, *, there: bool) -> None:
    if there:
        change_unit(connection, row["draft_id"], row["position"], row)
    else:
        connection.execute(sa.insert(unit).values(**row))


def _move_beside(connection: sa.Connection, draft_id: int, gone: Iterable[int], to: int) -> dict[str, dict[str, int]]:
    """Hang what hung on units that go on another; by table, where each hung before.

    The same suggestion for both is one from now on, as it is when it comes twice.
    """
    moved: dict[str, dict[str, int]] = {}
    for table in _BESIDE:
        here = (table.c.draft_id == draft_id, table.c.position.in_(list(gone)))
        rows = connection.execute(sa.select(table.c.id, table.c.position).where(*here)).all()
        moved[table.name] = {str(row.id): row.position for row in rows}
        connection.execute(sa.update(table).prefix_with("OR IGNORE").where(*here).values(position=to))
        if table is suggestion:
            connection.execute(sa.delete(table).where(*here))
    return moved


def _move_back(connection: sa.Connection, draft_id: int, moved: Mapping[str, Mapping[str, int]]) -> None:
    for table in _BESIDE:
        for number, position in moved[table.name].items():
            here = (table.c.draft_id == draft_id, table.c.id == int(number))
            connection.execute(sa.update(table).prefix_with("OR IGNORE").where(*here).values(position=position))


def _last_cut(connection: sa.Connection, draft_id: int, position: int) -> sa.Row[Any] | None:
    cuts = connection.execute(cuts_of(draft_id).order_by(None).order_by(review_event.c.id.desc()))
    found = next((event for event in cuts if str(position) in event.detail["cut"]["after"]), None)
    return found if found is not None and _stands(connection, draft_id, found.detail["cut"]) else None


def _stands(connection: sa.Connection, draft_id: int, cut: Mapping[str, Any]) -> bool:
    """Whether the units that a cut made are there as it left them."""
    versions = sa.select(unit.c.position, unit.c.version).where(
        unit.c.draft_id == draft_id, unit.c.position.in_(list(map(int, cut["after"])))
    )
    return bool({str(row.position): row.version for row in connection.execute(versions)} == cut["after"])
