"""What the numbers of review are counted from: finished drafts, their first and last French, and their steps; reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_claims import ClaimCatalog
from curation.catalog_kept import READING_ORDER
from curation.catalog_memory import TRUSTED
from curation.catalog_reader import themes_of
from curation.review import ReviewAction, ReviewState
from curation.review_time import Deed
from curation.schema import draft, publication, review_event, revision, unit
from curation.views import LINK_ENGINE
from translation.unit import Origin


@dataclass(frozen=True, slots=True)
class FinishedDraft:
    """A translation that people approved: its publication's organisation and themes, and what made its first French.

    `glossary_since` is when the first draft was made with this version of the term base.
    """

    draft_id: int
    version: int
    title: str
    organisation: str
    themes: tuple[str, ...]
    engine: str
    glossary: str
    glossary_since: datetime
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewedUnit:
    """A segment, its French before anybody touched it and as it was approved, and what became of its findings.

    `origin` is where the first French came from. Of the checks' names, `settled` have one for each finding of the first
    French that is gone, `dismissed` for each that a person set aside, `standing` for each approved as it stood.
    `is_reshaped` says that the segment was cut or joined, so that its first French is that of another text.
    """

    position: int
    source: str
    first: str
    approved: str
    origin: Origin
    settled: tuple[str, ...] = ()
    dismissed: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    is_reshaped: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """All that happened to one draft: its segments in their order, and what people did, the earliest first."""

    draft_id: int
    units: tuple[ReviewedUnit, ...]
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Underway:
    """What is in review now and counts nowhere yet: drafts, their segments, and those that a person changed."""

    drafts: int
    units: int
    edited: int


class NumbersCatalog(ClaimCatalog):
    """Questions about how people reviewed, over all drafts that they approved; nothing here changes anything."""

    def finished_drafts(self) -> list[FinishedDraft]:
        """Approved and published translations in the order of their approval; links to official versions are none."""
        with self._database.read() as connection:
            return [_finished(row) for row in connection.execute(_FINISHED)]

    def reviews(self, drafts: Sequence[int]) -> Iterator[Review]:
        """How each of these drafts came to be what it is, by number; passages left in another language are left out."""
        units = sa.select(*_SAID).where(unit.c.draft_id.in_(drafts), unit.c.origin != Origin.SOURCE)
        event = review_event.c
        steps = sa.select(event.draft_id, event.action, event.actor, event.actor_id, event.at, event.detail)
        steps = steps.where(event.draft_id.in_(drafts)).order_by(event.draft_id, event.id)
        with self._database.read() as connection:
            told = _by_draft(connection.execute(steps))
            said = _by_draft(connection.execute(units.order_by(unit.c.draft_id, *READING_ORDER)))
        for draft_id in sorted(drafts):
            yield _review(draft_id, said.get(draft_id, []), told.get(draft_id, []))

    def underway(self) -> Underway:
        """The translations that wait for a person or are in their hands."""
        waiting = draft.c.state.in_((ReviewState.QUEUED, ReviewState.IN_REVIEW))
        counted: tuple[Any, ...] = (draft.c.id.distinct(), unit.c.position, unit.c.edited_by)
        query = sa.select(*(sa.func.count(one) for one in counted)).select_from(draft.join(unit)).where(waiting)
        with self._database.read() as connection:
            row = connection.execute(query).one()
        return Underway(row[0], row[1], row[2])


_approval: Final = (
    sa.select(review_event.c.draft_id, sa.func.max(review_event.c.at).label("at"))
    .where(review_event.c.action == ReviewAction.APPROVE)
    .group_by(review_event.c.draft_id)
    .subquery()
)
_since: Final = (
    sa.select(draft.c.glossary, sa.func.min(draft.c.created_at).label("since")).group_by(draft.c.glossary).subquery()
)
_FINISHED: Final[sa.Select[Any]] = (
    sa.select(
        *(draft.c.id, draft.c.version, draft.c.engine, draft.c.glossary, revision.c.title),
        *(publication.c.organisation, publication.c.reasons, _approval.c.at, _since.c.since),
    )
    .select_from(draft.join(revision).join(publication).join(_approval, _approval.c.draft_id == draft.c.id))
    .join(_since, _since.c.glossary == draft.c.glossary)
    .where(draft.c.state.in_(TRUSTED), draft.c.engine != LINK_ENGINE)
    .order_by(_approval.c.at, draft.c.id)
)
_SAID: Final = (unit.c.draft_id, unit.c.position, unit.c.source, unit.c.target, unit.c.origin, unit.c.findings)


def _finished(row: sa.Row[Any]) -> FinishedDraft:
    made_with = (row.engine, row.glossary, row.since)
    return FinishedDraft(row.id, row.version, row.title, row.organisation, themes_of(row.reasons), *made_with, row.at)


def _by_draft(rows: sa.CursorResult[Any]) -> dict[int, list[sa.Row[Any]]]:
    return {draft_id: list(own) for draft_id, own in groupby(rows, attrgetter("draft_id"))}


def _review(draft_id: int, said: Sequence[sa.Row[Any]], steps: Sequence[sa.Row[Any]]) -> Review:
    edits: dict[int, list[Mapping[str, Any]]] = {}
    for step in steps:
        if step.action == ReviewAction.EDIT and "before" in step.detail and not step.detail.get("conflict"):
            edits.setdefault(step.detail["position"], []).append(step.detail)
    reshaped = {place for step in steps for place in _reshaped(step.detail)}
    units = tuple(_reviewed(row, edits.get(row.position, []), row.position in reshaped) for row in said)
    # Texts follow each other as they were kept; only time is told by the clock, which may have been put back.
    people = sorted((step for step in steps if step.actor_id is not None), key=attrgetter("at"))
    return Review(draft_id, units, tuple(_deed(step) for step in people))


def _reviewed(row: sa.Row[Any], edits: Sequence[Mapping[str, Any]], is_reshaped: bool) -> ReviewedUnit:
    first = edits[0] if edits else {"before": row.target, "origin": row.origin}
    settled = Counter(first.get("found", ())) - Counter(finding["check"] for finding in row.findings)
    dismissed = tuple(finding["check"] for finding in row.findings if finding.get("dismissed"))
    standing = tuple(finding["check"] for finding in row.findings if not finding.get("dismissed"))
    # Edits of the first versions do not say what they changed; a machine wrote most of it.
    origin = Origin(first.get("origin", Origin.MACHINE))
    said = (row.position, row.source, first["before"], row.target, origin)
    return ReviewedUnit(*said, tuple(settled.elements()), dismissed, standing, is_reshaped)


def _reshaped(detail: Mapping[str, Any]) -> Iterator[int]:
    """The positions of the segments that a step cut in two or joined."""
    yield from map(int, detail["cut"]["after"] if "cut" in detail else ())


def _deed(step: sa.Row[Any]) -> Deed:
    return Deed(step.actor, step.at, step.action, step.detail.get("position"))
