"""Replacing words in many units of a draft at once, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from curation.catalog_kept import change_unit, kept_row, row_again, row_at, stored_units
from curation.catalog_permissions import PermissionCatalog
from curation.catalog_reader import draft_value
from curation.catalog_units import by_a_person, first_french, keep_beside, keep_findings, move
from curation.checking import touched
from curation.review import Actor, Draft, ReviewAction, decide
from curation.schema import review_event
from translation.unit import Finding


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A unit's new French: the version that was seen of it, and what the checks say of the text."""

    position: int
    seen: int
    target: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Replaced:
    """One unit that a replacement changed; `version` is the one it made, `undone` that it was taken back since."""

    position: int
    before: str
    after: str
    version: int
    undone: bool = False


class ReplacingCatalog(PermissionCatalog):
    """What changes many units in one step."""

    def replace_texts(
        self,
        draft_id: int,
        texts: Sequence[Rewriting],
        actor: Actor,
        at: datetime,
        *,
        beside: Mapping[int, Sequence[Finding]] = MappingProxyType({}),
    ) -> tuple[int, tuple[int, ...]]:
        """Give units a person's French, each with its event as if typed by hand; all that can be, in one step.

        Comes back: the number of this replacement in its draft, 0 for one that changed nothing, and the positions of
        the units left alone since they are no longer those of the version that was seen. `beside` is as for
        `edit_unit`.
        """
        left = []
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            number = value.version
            for one in texts:
                row = row_at(connection, draft_id, one.position)
                if row is None or row.version != one.seen:
                    left.append(one.position)
                    continue
                change = {**by_a_person(row, one.target), "edited_by": actor.id, "edited_at": at}
                detail = {"replacement": number, "was": kept_row(dict(row._mapping)), **first_french(row)}
                value = _changed(connection, value, row, change, detail, actor, at)
                keep_findings(connection, draft_id, one.position, one.findings)
            if len(left) < len(texts):
                keep_beside(connection, draft_id, beside)
        return number if len(left) < len(texts) else 0, tuple(left)

    def replacement(self, draft_id: int, number: int) -> tuple[Replaced, ...]:
        """What a replacement changed, in the order in which it did; nothing for one that there never was."""
        with self._database.read() as connection:
            done = [_replaced(detail) for detail in _details(connection, draft_id, "replacement", number)]
            undone = {detail["position"] for detail in _details(connection, draft_id, "undoes", number)}
        return tuple(replace(one, undone=one.position in undone) for one in done)

    def undo_replacement(self, draft_id: int, number: int, actor: Actor, at: datetime) -> int:
        """Put back what the units said before, where nobody changed them since; how many that were.

        Each is again what it was, a machine's French too: nobody wrote it. Called twice, it acts once.
        """
        back = 0
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            for detail in _details(connection, draft_id, "replacement", number):
                row = row_at(connection, draft_id, detail["position"])
                if row is None or row.version != detail["version"]:
                    continue
                change = row_again(detail["was"])
                value = _changed(connection, value, row, change, {"undoes": number}, actor, at)
                back += 1
            if back:
                judge_wording(connection, draft_id)
        return back


def _changed(
    connection: sa.Connection,
    value: Draft,
    row: sa.Row[Any],
    change: Mapping[str, Any],
    detail: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> Draft:
    """Change one unit and keep the event; the draft as it is then."""
    version = row.version + 1
    said = {"position": row.position, "before": row.target, "after": change["target"], "conflict": False}
    event = decide(value, ReviewAction.EDIT, actor, at)
    move(connection, replace(event, detail={**said, "version": version, **detail}), value.version)
    change_unit(connection, value.id, row.position, {**change, "version": version})
    return replace(value, state=event.after, version=value.version + 1)


def judge_wording(connection: sa.Connection, draft_id: int) -> None:
    """Say anew of each unit of a draft whether the others have its English in other words."""
    units = [stored.unit for stored in stored_units(connection, draft_id)]
    keep_beside(connection, draft_id, touched(units, units))


def _details(connection: sa.Connection, draft_id: int, name: str, number: int) -> list[dict[str, Any]]:
    event = review_event.c
    query = sa.select(event.detail).where(
        event.draft_id == draft_id, event.action == ReviewAction.EDIT, event.detail[name].as_integer() == number
    )
    return list(connection.scalars(query.order_by(event.id)))


def _replaced(detail: Mapping[str, Any]) -> Replaced:
    return Replaced(detail["position"], detail["before"], detail["after"], detail["version"])
