"""The queue as the catalog knows it: what waits and with whom, what its units add up to, what past reviews took."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_reader import OPEN, french_titles, themes_of
from curation.catalog_suggestions import SuggestionCatalog
from curation.database import Database
from curation.effort import Reviewed, level_of
from curation.review import ReviewAction, ReviewState
from curation.review_time import Deed, spells, total
from curation.schema import account, draft, publication, review_event, revision, unit
from curation.views import LINK_ENGINE, QueueRow, Tally
from translation.risk import DOUBTFUL_FROM, LEVELS, Level

AT_ONCE: Final = 500  # drafts that one question is asked about: no read lasts long
PAST_DRAFTS: Final = 60  # that the paces are learnt from: enough to tell, and people change
FINISHED: Final = (ReviewState.APPROVED, ReviewState.PUBLISHED)

_A = ReviewAction
_TAKES: Final = (_A.CLAIM, _A.EDIT, _A.APPROVE)
_DECIDES: Final = (_A.SEND_BACK, _A.REJECT, _A.WITHDRAW, _A.APPROVE)

Row = sa.Row[Any]


class QueueCatalog(SuggestionCatalog):
    """What the list of drafts is made from.

    A draft's units are counted once for each of its versions: every change to them raises it, and most drafts of a long
    queue are as they were.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._tallies: dict[int, tuple[int, Tally]] = {}

    def queue(self, states: Iterable[ReviewState] = OPEN) -> list[QueueRow]:
        """The drafts in these states: those in review first, then the queue, oldest first."""
        claimant, assignee = account.alias("claimant"), account.alias("assignee")
        d, p = draft.c, publication.c
        query = (
            sa.select(*(d.id, d.version, d.state, d.created_at, d.updated_at, d.engine, d.risk, d.due))
            .add_columns(revision.c.title, revision.c.words, p.organisation, p.licence)
            .add_columns(sa.type_coerce(p.reasons, sa.Text).label("reasons"))
            .add_columns(claimant.c.name.label("claimed_by"), assignee.c.name.label("assigned_to"))
            .select_from(
                draft.join(revision)
                .join(publication)
                .outerjoin(claimant, claimant.c.id == d.claimed_by)
                .outerjoin(assignee, assignee.c.id == d.assigned_to)
            )
            .where(d.state.in_([state.value for state in states]))
            .order_by(d.state, d.created_at, d.id)
        )
        with self._database.read() as connection:
            return [_queue_row(row) for row in connection.execute(query)]

    def tallies(self, rows: Iterable[QueueRow]) -> dict[int, Tally]:
        """What the units and the history of each of these drafts add up to, by the draft's number."""
        wanted = {row.draft_id: row.version for row in rows}
        known = self._tallies
        missing = [key for key, version in wanted.items() if known.get(key, (0, None))[0] != version]
        for some in (missing[start : start + AT_ONCE] for start in range(0, len(missing), AT_ONCE)):
            with self._database.read() as connection:
                known.update(_tallied(connection, some))
        return {key: known[key][1] for key in wanted if key in known}

    def past_reviews(self) -> list[Reviewed]:
        """The drafts that were finished last, each with its words and the time that people left in its history."""
        finished = (draft.c.state.in_(FINISHED), draft.c.engine != LINK_ENGINE)
        newest = sa.select(draft.c.id).where(*finished).order_by(draft.c.updated_at.desc(), draft.c.id.desc())
        with self._database.read() as connection:
            drafts = list(connection.scalars(newest.limit(PAST_DRAFTS)))
            events = _events(connection, drafts)
            words = _words_at_first(connection, drafts, events)
        return [Reviewed(words[key], total(spells(map(_deed, events[key])))) for key in drafts]


def _queue_row(row: Row) -> QueueRow:
    return QueueRow(
        draft_id=row.id,
        version=row.version,
        state=ReviewState(row.state),
        title=row.title,
        organisation=row.organisation,
        licence=row.licence,
        words=row.words,
        claimed_by=row.claimed_by or "",
        created_at=row.created_at,
        updated_at=row.updated_at,
        is_link=row.engine == LINK_ENGINE,
        risk=row.risk,
        themes=_themes(row.reasons),
        assigned_to=row.assigned_to or "",
        due=date.fromisoformat(row.due) if row.due else None,
    )


@lru_cache(maxsize=16_384)
def _themes(reasons: str) -> tuple[str, ...]:
    """The themes that spoke for a publication, from the reasons of its score as they are kept."""
    return themes_of(json.loads(reasons))


# What the units add up to

_WORDS: Final = sa.func.length(unit.c.source) - sa.func.length(sa.func.replace(unit.c.source, " ", "")) + 1
_REVIEWED: Final = sa.or_(unit.c.edited_by.is_not(None), unit.c.confirmed_by.is_not(None))


def _levels() -> dict[Level, sa.ColumnElement[bool]]:
    """Which units have each level, as `level_of` would say."""
    bounds = [0.0, *(below for below, _ in LEVELS), 2.0]
    names = [*(name for _, name in LEVELS), Level.REWRITE]
    found = {
        name: sa.and_(unit.c.risk >= low, unit.c.risk < high)
        for name, (low, high) in zip(names, pairwise(bounds), strict=True)
    }
    unknown = level_of(None)
    return found | {unknown: sa.or_(unit.c.risk.is_(None), found[unknown])}


def _sum(condition: sa.ColumnElement[bool], value: Any = 1) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, value), else_=0)), 0)


_SUMS: Final = (
    sa.func.count(unit.c.position).label("units"),
    sa.func.count(unit.c.edited_by).label("edited"),
    _sum(_REVIEWED).label("reviewed"),
    _sum(unit.c.blocking).label("blocking"),
    _sum(unit.c.open_findings > 0).label("warnings"),
    _sum(sa.and_(unit.c.risk >= DOUBTFUL_FROM, unit.c.confirmed_by.is_(None))).label("doubtful"),
    _sum(_REVIEWED, _WORDS).label("done"),
    *(_sum(sa.and_(sa.not_(_REVIEWED), here), _WORDS).label(name.name) for name, here in _levels().items()),
)


def _tallied(connection: sa.Connection, drafts: Sequence[int]) -> dict[int, tuple[int, Tally]]:
    """The tally of each draft, with the version that it is of."""
    sums = (
        sa.select(draft.c.id, draft.c.version, *_SUMS)
        .select_from(draft.outerjoin(unit, unit.c.draft_id == draft.c.id))
        .where(draft.c.id.in_(drafts))
        .group_by(draft.c.id)
    )
    rows = connection.execute(sums).all()
    titles = french_titles(connection, list(drafts))
    steps = _steps(connection, [row.id for row in rows if row.version > 1])
    return {row.id: (row.version, _tally(row, titles.get(row.id, ""), steps[row.id])) for row in rows}


def _steps(connection: sa.Connection, drafts: Sequence[int]) -> Mapping[int, list[Row]]:
    """The steps that say who has or had each draft, in their order."""
    e = review_event.c
    query: sa.Select[Any] = sa.select(e.draft_id, e.action, e.before, e.actor_id, e.at).where(e.draft_id.in_(drafts))
    steps: dict[int, list[Row]] = defaultdict(list)
    for row in connection.execute(query.where(e.action.in_({*_TAKES, *_DECIDES})).order_by(e.id)):
        steps[row.draft_id].append(row)
    return steps


def _tally(row: Row, title_fr: str, steps: Sequence[Row]) -> Tally:
    last = next((step for step in reversed(steps) if step.action in _DECIDES), None)
    sent_back = last is not None and last.action == _A.SEND_BACK
    return Tally(
        title_fr=title_fr,
        units=row.units,
        edited=row.edited,
        reviewed=row.reviewed,
        warnings=row.warnings,
        blocking=row.blocking,
        doubtful=row.doubtful,
        left={name: row._mapping[name.name] for name in Level},
        done=row.done,
        held_since=next((step.at for step in reversed(steps) if _takes(step)), None),
        sent_back=sent_back,
        returned_to=_returned_to(steps, last) if sent_back and last is not None else None,
    )


def _takes(step: Row) -> bool:
    return bool(step.action == _A.CLAIM or (step.action == _A.EDIT and step.before == ReviewState.QUEUED))


def _returned_to(steps: Sequence[Row], sent: Row) -> int | None:
    """Who worked on the draft before it was sent back: somebody else than the sender, if anybody did."""
    before = [step.actor_id for step in steps[: steps.index(sent)] if step.action in _TAKES]
    return next((actor for actor in reversed(before) if actor != sent.actor_id), before[-1] if before else None)


# What past reviews took


def _events(connection: sa.Connection, drafts: Sequence[int]) -> Mapping[int, list[Row]]:
    """What people did in each draft, in the order of time."""
    e = review_event.c
    query = (
        sa.select(e.id, e.draft_id, e.actor, e.at, e.action, e.detail["position"].as_integer().label("position"))
        .add_columns(e.detail["risk"].as_float().label("risk"))
        .where(e.draft_id.in_(drafts), e.actor_id.is_not(None))
        .order_by(e.at, e.id)
    )
    events: dict[int, list[Row]] = defaultdict(list)
    for row in connection.execute(query):
        events[row.draft_id].append(row)
    return events


def _words_at_first(
    connection: sa.Connection, drafts: Sequence[int], events: Mapping[int, Sequence[Row]]
) -> Mapping[int, Mapping[Level, int]]:
    """The words of each draft by the level that they had before anybody changed them: the first edit keeps it."""
    first: dict[tuple[int, int | None], float] = {}
    known = (event for some in events.values() for event in some if event.risk is not None)
    for event in sorted(known, key=attrgetter("id")):  # the clock may have been put back
        first.setdefault((event.draft_id, event.position), event.risk)
    query = sa.select(unit.c.draft_id, unit.c.position, unit.c.risk, _WORDS.label("words"))
    words: dict[int, Counter[Level]] = {key: Counter() for key in drafts}
    for row in connection.execute(query.where(unit.c.draft_id.in_(drafts))):
        risk = first.get((row.draft_id, row.position), row.risk)
        words[row.draft_id][level_of(risk)] += row.words
    return words


def _deed(event: Row) -> Deed:
    return Deed(event.actor, event.at, event.action, event.position)
