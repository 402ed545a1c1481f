"""The glossary's life in the catalog: what people said and decided of its entries, and the segments to read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_kept import READING_ORDER, change_unit, row_at, translation_unit
from curation.catalog_mining import MiningCatalog
from curation.catalog_reader import draft_value, french_titles
from curation.catalog_units import WAITING, Look, StaleDraft, dismissed, judged_row, keep_note
from curation.catalog_watch import insert
from curation.checking import GLOSSARY_CHANGED, glossary_changed
from curation.review import Actor, NotAllowed, ReviewState, Role
from curation.schema import account, draft, revision, term_event, unit
from curation.term_impact import LIVING, Impact, StoredSegment, impact_of, like_patterns
from curation.term_steps import (
    EntryChanged,
    TermAction,
    TermEvent,
    TermKey,
    key_of,
    placed,
    term_as_json,
    term_from_json,
)
from curation.told import Told
from glossary.keeping import Glossary
from glossary.termbase import Term
from translation.unit import Origin, TranslationUnit

# Where nobody edits any more: what is to be read again there waits in a list of its own.
SETTLED: Final = (ReviewState.APPROVED, ReviewState.PUBLISHED)
_WRITING: Final = frozenset(
    {TermAction.PROPOSE, TermAction.AMEND, TermAction.APPROVE, TermAction.REFUSE, TermAction.DEPRECATE}
)


class TermCatalog(MiningCatalog):
    """What the pages of the glossary read and write beside the glossary's own file."""

    def record_term(self, event: TermEvent, glossary: Glossary) -> None:
        """Keep a step and what it makes of the glossary: both, or neither.

        EntryChanged when the entry is no longer `event.before`; TermTaken when another one has its place.
        """
        written = False
        try:
            with self._database.write() as connection:
                insert(connection, term_event, **_event_row(event))
                if event.action in _WRITING:
                    glossary.change(lambda terms: placed(terms, event))
                    written = True
        except Exception:
            if written:  # the file was changed and the event was not kept: a full disk
                glossary.change(lambda terms: _undone(terms, event))
            raise

    def term_history(self, key: TermKey) -> list[TermEvent]:
        """Every step of the entry, the newest first, also those it took under an earlier name."""
        events: list[TermEvent] = []
        wanted: TermKey | None = key
        until = 2**62
        with self._database.read() as connection:
            while wanted is not None:
                rows = connection.execute(_steps_of(wanted).where(term_event.c.id < until)).all()
                last = next((n for n, row in enumerate(rows) if _old_key(row)), len(rows))
                events += [_event(row) for row in rows[: last + 1]]
                wanted, until = (_old_key(rows[last]), rows[last].id) if last < len(rows) else (None, 0)
        return events

    def refused_terms(self) -> list[Term]:
        """The entries whose last step refused them or spoke of the refusal, in the order of that step."""
        e = term_event.c
        turns = e.action.in_([TermAction.PROPOSE, TermAction.REFUSE])
        last = sa.select(sa.func.max(e.id)).where(turns).group_by(e.source, e.part_of_speech, e.domain)
        query = sa.select(e.after).where(e.id.in_(last), e.action == TermAction.REFUSE).order_by(e.id)
        with self._database.read() as connection:
            return [term_from_json(values) for values in connection.scalars(query)]

    def term_impact(self, terms: Iterable[Term], before: Term | None, after: Term) -> Impact:
        """What `after` in the place of `before` means for every text that waits, is approved or is published."""
        with self._database.read() as connection:
            return _impact(connection, terms, before, after)

    def follow_term(self, event: TermEvent, look: Look) -> dict[int, list[int]]:
        """Look again at the waiting drafts that have the entry in their English, as `follow_terms` looks at all.

        Comes back: the positions of the units that got new findings, by draft.
        """
        asked = _segments(WAITING).where(_likely([event.before, event.after])).with_only_columns(draft.c.id).distinct()
        with self._database.read() as connection:
            drafts = list(connection.scalars(asked.order_by(None).order_by(draft.c.id)))
        touched = {draft_id: self._look_again(draft_id, look, event.at) for draft_id in drafts}
        return {draft_id: positions for draft_id, positions in touched.items() if positions}

    def recheck_term(self, event: TermEvent, terms: Sequence[Term], *, seen: str) -> dict[int, list[int]]:
        """Have the segments read again whose French does not follow the entry, and no other; their places, by draft.

        Nothing is unpublished and no French is touched: each gets a finding, that an edit or a person's word takes
        away. `seen` is the mark of the impact that the person saw; EntryChanged when other segments are meant now.
        """
        with self._database.write() as connection:
            impact = _impact(connection, terms, event.after, event.after)
            if impact.mark != seen:
                raise EntryChanged(event.after, event.after)
            places: dict[int, list[int]] = defaultdict(list)
            for said in impact.to_recheck:
                places[said.segment.draft_id].append(said.segment.position)
            told = {key: _told(connection, key, positions, event) for key, positions in places.items()}
            touched = {key: positions for key, positions in told.items() if positions}
            if touched:
                detail = {"segments": {str(key): positions for key, positions in touched.items()}}
                insert(connection, term_event, **_event_row(replace(event, detail=detail)))
            return touched

    def to_recheck(self) -> list[StoredSegment]:
        """The segments of approved and published texts that are to be read again because the glossary changed."""
        marked = _segments(SETTLED).add_columns(unit.c.findings).where(unit.c.open_findings > 0, _MARKED)
        with self._database.read() as connection:
            rows = connection.execute(marked).all()
            standing = [row for row in rows if any(_is_told(finding) for finding in row.findings)]
            return _stored(connection, standing)

    def set_recheck_aside(self, draft_id: int, position: int, reason: str, actor: Actor, at: datetime) -> None:
        """Let the segment of an approved or published text stand as it is, for a reason; a keeper's word."""
        if actor.role not in (Role.EDITOR, Role.ADMIN) or not reason:
            raise NotAllowed(
                Told("Dites pourquoi ce passage reste comme il est\u202f: la prochaine personne en a besoin.")
            )
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            before = _unit(connection, draft_id, position)
            meant = [one for one in before.findings if one.check == GLOSSARY_CHANGED and one.stands]
            if value.state not in SETTLED or not meant:
                raise StaleDraft(draft_id)
            findings = before.findings
            for finding in meant:
                findings = dismissed(findings, finding, reason, actor)
            _judge(connection, draft_id, replace(before, findings=findings))
            detail = {"position": position, "finding": meant[0].message, "dismissed": True}
            keep_note(connection, value, actor, at, detail, reason)


def _undone(terms: Sequence[Term], event: TermEvent) -> list[Term]:
    """The terms as they were before this step."""
    others = [term for term in terms if term != event.after]
    was = event.before if event.action is not TermAction.PROPOSE else None
    return [*others, *([] if was is None else [was])]


def _impact(connection: sa.Connection, terms: Iterable[Term], before: Term | None, after: Term) -> Impact:
    rows = connection.execute(_segments(LIVING).where(_likely([before, after]))).all()
    return impact_of(_stored(connection, rows), terms, before, after)


def _likely(terms: Iterable[Term | None]) -> sa.ColumnElement[bool]:
    """Whether the English may have one of these terms: the glossary itself then says whether it has."""
    patterns = dict.fromkeys(like_patterns(term for term in terms if term is not None))
    return sa.or_(*(unit.c.source.like(pattern) for pattern in patterns))


def _segments(states: Iterable[ReviewState]) -> sa.Select[Any]:
    columns = (unit.c.draft_id, unit.c.position, unit.c.block, unit.c.source, unit.c.target)
    return (
        sa.select(*columns, draft.c.state, revision.c.title)
        .select_from(unit.join(draft).join(revision))
        .where(draft.c.state.in_(list(states)), unit.c.origin != Origin.SOURCE)
        .order_by(unit.c.draft_id, *READING_ORDER)
    )


_MARKED: Final = sa.cast(unit.c.findings, sa.Text).contains(GLOSSARY_CHANGED, autoescape=True)


def _stored(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[StoredSegment]:
    titles = french_titles(connection, list({row.draft_id for row in rows}))
    return [
        StoredSegment(
            row.draft_id,
            row.position,
            row.block,
            ReviewState(row.state),
            titles.get(row.draft_id) or row.title,
            row.source,
            row.target,
        )
        for row in rows
    ]


def _told(connection: sa.Connection, draft_id: int, positions: Sequence[int], event: TermEvent) -> list[int]:
    """Give each of these units of a draft the finding, and the draft its event; the positions that were new to it."""
    finding = glossary_changed([event.after.source])
    touched = []
    for position in positions:
        before = _unit(connection, draft_id, position)
        others = [one for one in before.findings if (one.check, one.message) != (finding.check, finding.message)]
        if finding not in before.findings:
            _judge(connection, draft_id, replace(before, findings=(*others, finding)))
            touched.append(position)
    if touched:
        keep_note(connection, draft_value(connection, draft_id), event.actor, event.at, {"glossary": touched})
    return touched


def _unit(connection: sa.Connection, draft_id: int, position: int) -> TranslationUnit:
    row = row_at(connection, draft_id, position)
    if row is None:
        raise StaleDraft(draft_id)
    return translation_unit(row)


def _judge(connection: sa.Connection, draft_id: int, value: TranslationUnit) -> None:
    change_unit(connection, draft_id, value.segment.index, judged_row(value))


def _is_told(finding: Mapping[str, Any]) -> bool:
    return bool(finding["check"] == GLOSSARY_CHANGED and not finding["dismissed"])


def _steps_of(key: TermKey) -> sa.Select[Any]:
    e = term_event.c
    return (
        sa.select(term_event, account.c.role)
        .select_from(term_event.outerjoin(account, account.c.id == e.actor_id))
        .where(e.source == key.source, e.part_of_speech == key.part_of_speech, e.domain == key.domain)
        .order_by(e.id.desc())
    )


def _old_key(row: sa.Row[Any]) -> TermKey | None:
    """The name that the entry had before this step, if this step gave it another."""
    if row.before is None or row.action == TermAction.PROPOSE:
        return None
    was = key_of(term_from_json(row.before))
    return None if was == TermKey(row.source, row.part_of_speech, row.domain) else was


def _event(row: sa.Row[Any]) -> TermEvent:
    return TermEvent(
        TermAction(row.action),
        None if row.before is None else term_from_json(row.before),
        term_from_json(row.after),
        Actor(row.actor_id, row.actor, Role(row.role or Role.SYSTEM)),
        row.at,
        row.note,
        row.detail,
    )


def _event_row(event: TermEvent) -> dict[str, Any]:
    return {
        **key_of(event.after)._asdict(),
        "action": event.action,
        "actor_id": event.actor.id,
        "actor": event.actor.name,
        "at": event.at,
        "note": event.note,
        "before": None if event.before is None else term_as_json(event.before),
        "after": term_as_json(event.after),
        "detail": dict(event.detail),
    }
