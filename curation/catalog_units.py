"""A draft's units in the catalog: a person's French, findings set aside, findings that a new glossary brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_kept import change_unit, marks_of, row_at, stored_units, translation_unit
from curation.catalog_memory import MemoryCatalog
from curation.catalog_reader import draft_value
from curation.catalog_telling import tell_of_step
from curation.catalog_watch import insert
from curation.checking import with_wording
from curation.errors import CurationError
from curation.review import SYSTEM, Actor, Draft, NotAllowed, ReviewAction, ReviewEvent, ReviewState, Role, decide
from curation.schema import draft, review_event
from curation.told import Told
from translation.marks import kept_through
from translation.risk import unit_risk
from translation.unit import Finding, Origin, TranslationUnit

Look = Callable[[TranslationUnit], TranslationUnit]

WAITING: Final = (ReviewState.QUEUED, ReviewState.IN_REVIEW)


class StaleDraft(CurationError):
    """Somebody moved or edited the draft since the page was shown."""

    kind = "stale"

    def __init__(self, draft_id: int) -> None:
        super().__init__(
            Told("Ce brouillon a changé depuis que la page a été affichée\u00a0: relisez-le, puis recommencez.")
        )
        self.draft_id = draft_id


class EditConflict(CurationError):
    """Two people changed one unit. `theirs` is in the draft; `yours` is kept in the history and shown beside it."""

    kind = "conflict"

    def __init__(self, position: int, yours: str, theirs: str, version: int) -> None:
        super().__init__(Told("Quelqu’un a modifié ce segment entre-temps\u00a0: voici les deux textes."))
        self.position, self.yours, self.theirs, self.version = position, yours, theirs, version


class UnitCatalog(MemoryCatalog):
    """What changes the units of a draft after it was queued."""

    def edit_unit(
        self,
        draft_id: int,
        position: int,
        target: str,
        findings: Sequence[Finding],
        actor: Actor,
        at: datetime,
        *,
        seen: int,
        beside: Mapping[int, Sequence[Finding]] = MappingProxyType({}),
    ) -> int:
        """Give a unit a person's French and return the unit's new version.

        `findings` are what the checks say of it now, `beside` what they say of the wording of other units that this
        change touches, by position; what else was said of those, or set aside, stays as it is by now. Sent twice it
        changes nothing. When the unit is no longer the one of version `seen`, the text that came is kept in the history
        and EditConflict hands out both.
        """
        with self._database.write() as connection:
            row = row_at(connection, draft_id, position)
            if row is None:
                raise NotAllowed(Told("Ce segment n’existe pas dans ce brouillon."))
            if row.target == target:
                return int(row.version)
            conflict = row.version != seen
            value = draft_value(connection, draft_id)
            event = decide(value, ReviewAction.EDIT, actor, at)
            change = {"position": position, "before": row.target, "after": target, "conflict": conflict}
            change |= {} if conflict else first_french(row)
            if not (conflict and _is_told(connection, event, change)):
                move(connection, replace(event, detail=change), value.version)
            if not conflict:
                by = {"edited_by": actor.id, "edited_at": at, "version": seen + 1}
                change_unit(connection, draft_id, position, by_a_person(row, target) | by)
                keep_findings(connection, draft_id, position, findings)
                keep_beside(connection, draft_id, beside)
        if conflict:
            raise EditConflict(position, target, row.target, row.version)
        return seen + 1

    def dismiss(
        self, draft_id: int, position: int, finding: Finding, reason: str, actor: Actor, at: datetime, *, seen: int
    ) -> None:
        """Set a finding of a unit aside, for a reason; with no reason, let it stand again.

        It stays aside as long as the unit's French stays as it is, which must be that of version `seen`.
        """
        with self._database.write() as connection:
            row = row_at(connection, draft_id, position)
            value = draft_value(connection, draft_id)
            if row is None or row.version != seen:
                raise StaleDraft(draft_id)
            before = translation_unit(row)
            now = replace(before, findings=dismissed(before.findings, finding, reason, actor))
            if now == before:
                return
            decide(value, ReviewAction.EDIT, actor, at)  # whoever may not change the text may not judge it either
            judged = now if now.risk is None else replace(now, risk=unit_risk(now))
            fallen = unread(before.findings, judged.findings)
            change_unit(connection, draft_id, position, judged_row(judged) | fallen)
            detail = {"position": position, "finding": finding.message, "dismissed": bool(reason)}
            keep_note(connection, value, actor, at, detail, reason)

    def follow_terms(self, look: Look, glossary: str, at: datetime) -> dict[int, list[int]]:
        """Look again at what waits for a person, where a new version of the glossary changed an entry it was made with.

        No French is touched. `look` gives a unit with its new findings, or as it was; `glossary` is the fingerprint of
        the new version. Comes back: the positions of the units that got new findings, by draft. Called twice, it acts
        once.
        """
        waiting = sa.select(draft.c.id).where(draft.c.state.in_(WAITING), draft.c.glossary != glossary)
        with self._database.read() as connection:
            drafts = list(connection.scalars(waiting.order_by(draft.c.id)))
        touched = {draft_id: self._look_again(draft_id, look, at) for draft_id in drafts}
        return {draft_id: positions for draft_id, positions in touched.items() if positions}

    def _look_again(self, draft_id: int, look: Look, at: datetime) -> list[int]:
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            if value.state not in WAITING:
                return []
            stored = [one.unit for one in stored_units(connection, draft_id)]
            seen = [(before, after) for before in stored if (after := look(before)) != before]
            for before, after in seen:
                fallen = unread(before.findings, after.findings)
                change_unit(connection, draft_id, after.segment.index, judged_row(after) | fallen)
            told = [after.segment.index for before, after in seen if after.findings != before.findings]
            if told:
                keep_note(connection, value, SYSTEM, at, {"glossary": told})
            return told


def dismissed(findings: Sequence[Finding], one: Finding, reason: str, actor: Actor) -> tuple[Finding, ...]:
    """The findings, with this one set aside for a reason, or NotAllowed: an error is an editor's to judge."""
    if reason and one.blocking and actor.role is Role.REVIEWER:
        raise NotAllowed(
            Told("C’est une erreur : corrigez-la, ou demandez à une personne chargée de l’édition de l’écarter.")
        )
    return tuple(
        replace(finding, dismissed=reason) if (finding.check, finding.message) == (one.check, one.message) else finding
        for finding in findings
    )


def keep_note(
    connection: sa.Connection, value: Draft, actor: Actor, at: datetime, detail: Mapping[str, Any], said: str = ""
) -> None:
    """Keep the event of what a person or the tool noted of a draft: its version rises, its state stays."""
    event = ReviewEvent(value.id, ReviewAction.ANNOTATE, value.state, value.state, actor, at, said, detail)
    move(connection, event, value.version)


def move(connection: sa.Connection, event: ReviewEvent, seen: int) -> None:
    """Keep an event and make its draft what it says, or StaleDraft when the draft has not the version `seen`."""
    tell_of_step(connection, event)
    insert(
        connection,
        review_event,
        draft_id=event.draft_id,
        action=event.action,
        before=event.before,
        after=event.after,
        actor_id=event.actor.id,
        actor=event.actor.name,
        at=event.at,
        note=event.note,
        detail=dict(event.detail),
    )
    moved = connection.execute(
        sa.update(draft)
        .where(draft.c.id == event.draft_id, draft.c.version == seen)
        .values(state=event.after, version=seen + 1, updated_at=event.at, **_claim(event))
    )
    if moved.rowcount == 0:
        raise StaleDraft(event.draft_id)


def _claim(event: ReviewEvent) -> dict[str, Any]:
    """Whose the draft is after this event: whoever claims it or edits it first, nobody once it is back in the queue."""
    if event.after is ReviewState.QUEUED:
        return {"claimed_by": None}
    taken = event.action is ReviewAction.CLAIM or event.before is ReviewState.QUEUED
    return {"claimed_by": event.actor.id} if taken and event.actor.id is not None else {}


def unit_row(draft_id: int, value: TranslationUnit) -> dict[str, Any]:
    return {
        "draft_id": draft_id,
        "position": value.segment.index,
        "block": value.segment.block,
        "cell": value.segment.cell,
        "source": value.segment.text,
        "target": value.target,
        "origin": value.origin,
        "score": value.score,
        "marks": [mark._asdict() for mark in value.marks],
        "forced": [asdict(term) for term in value.forced],
        **judged_row(value),
    }


def _is_told(connection: sa.Connection, event: ReviewEvent, change: Mapping[str, Any]) -> bool:
    """Whether the history has this very conflict: who hears no answer on a poor line asks again."""
    kept = review_event.c
    same = [kept.draft_id == event.draft_id, kept.action == event.action, kept.actor_id == event.actor.id]
    query = sa.select(kept.detail).where(*same)
    return any(dict(detail) == change for detail in connection.scalars(query))


def by_a_person(row: sa.Row[Any], target: str) -> dict[str, Any]:
    """What an edit makes of a unit: nothing of the machine's is left but the bold words and links it can keep."""
    marks = [mark._asdict() for mark in kept_through(marks_of(row.marks), row.target, target)]
    of_person = {"target": target, "origin": Origin.HUMAN, "score": None, "risk": None, "forced": [], "marks": marks}
    return {**of_person, **UNREAD}


def first_french(row: sa.Row[Any]) -> dict[str, Any]:
    """Whose French a first edit replaces, its risk and the checks that saw something in it: the unit forgets them."""
    if row.origin == Origin.HUMAN:
        return {}
    return {
        "origin": row.origin,
        "risk": row.risk,
        "found": [finding.check for finding in translation_unit(row).findings],
    }


def keep_beside(connection: sa.Connection, draft_id: int, beside: Mapping[int, Sequence[Finding]]) -> None:
    """Keep what is said by now of the wording of these units; a unit that a join took away since has none."""
    for position, said in beside.items():
        row = row_at(connection, draft_id, position)
        if row is not None:
            before = translation_unit(row).findings
            keep_findings(connection, draft_id, position, with_wording(before, said), before)


def keep_findings(
    connection: sa.Connection,
    draft_id: int,
    position: int,
    findings: Sequence[Finding],
    before: Sequence[Finding] = (),
) -> None:
    """Give a unit these findings; a person's word that it is read falls where one was not among those `before`."""
    change_unit(connection, draft_id, position, _findings(findings) | unread(before, findings))


UNREAD: Final[Mapping[str, Any]] = MappingProxyType({"confirmed_by": None, "confirmed_at": None})


def unread(before: Sequence[Finding], now: Sequence[Finding]) -> dict[str, Any]:
    """What becomes of a person's word that they read a unit: it falls when something new is said of the unit."""
    stood = {(finding.check, finding.message) for finding in before if finding.stands}
    return dict(UNREAD) if any(f.stands and (f.check, f.message) not in stood for f in now) else {}


def judged_row(value: TranslationUnit) -> dict[str, Any]:
    entries = None if value.entries is None else [list(entry) for entry in value.entries]
    return {"risk": value.risk, "entries": entries, **_findings(value.findings)}


def _findings(findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "findings": [asdict(finding) for finding in findings],
        "blocking": any(finding.blocking and finding.stands for finding in findings),
        "open_findings": sum(finding.stands for finding in findings),
    }
