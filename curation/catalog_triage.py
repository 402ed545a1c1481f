"""Triage in the catalog: what waits for a person's word, what people decided, and how that compares with the score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_readings import ReadingCatalog
from curation.catalog_watch import insert
from curation.relevance import Reason
from curation.review import Actor, ReviewState
from curation.schema import draft, publication, revision, triage_event
from curation.told import Told
from curation.triage import DRAFTED_FROM, WAITS_FROM, Triage, TriageDecision, TriageRefused, decided
from curation.views import LINK_ENGINE
from curation.watch_views import TriageBand, TriageRow

BANDS: Final = (0.0, WAITS_FROM, (WAITS_FROM + DRAFTED_FROM) / 2, DRAFTED_FROM, 0.75, 1.01)

Row = Mapping[Any, Any]


class TriageCatalog(ReadingCatalog):
    """What the triage page reads and writes."""

    def triage_rows(self, states: Iterable[Triage]) -> list[TriageRow]:
        """The publications that stand so, the newest first, each with its newest revision and the last decision."""
        newest = sa.select(sa.func.max(revision.c.id)).group_by(revision.c.publication_id)
        last = sa.select(sa.func.max(triage_event.c.id)).group_by(triage_event.c.publication_id)
        of_publication = revision.alias("of_publication")
        drafted = (
            sa.select(sa.func.max(draft.c.id))
            .join(of_publication, draft.c.revision_id == of_publication.c.id)
            .where(of_publication.c.publication_id == publication.c.id)
            .scalar_subquery()
        )
        query = (
            sa.select(publication, revision, triage_event, drafted.label("draft_id"))
            .select_from(
                publication.join(revision, revision.c.publication_id == publication.c.id).outerjoin(
                    triage_event,
                    sa.and_(triage_event.c.publication_id == publication.c.id, triage_event.c.id.in_(last)),
                )
            )
            .where(revision.c.id.in_(newest), publication.c.triage.in_(list(states)))
            .order_by(publication.c.first_seen.desc(), publication.c.id.desc())
        )
        with self._database.read() as connection:
            return [_row(cells) for cells in connection.execute(query).mappings()]

    def triage_counts(self) -> dict[Triage, int]:
        """How many publications stand at each point of triage."""
        query = sa.select(publication.c.triage, sa.func.count()).group_by(publication.c.triage)
        with self._database.read() as connection:
            counts = {Triage(row[0]): int(row[1]) for row in connection.execute(query)}
        return {state: counts.get(state, 0) for state in Triage}

    def triage_bands(self) -> list[TriageBand]:
        """People's last word on each publication, by what the score had said of it."""
        last = sa.select(sa.func.max(triage_event.c.id)).group_by(triage_event.c.publication_id)
        query = sa.select(triage_event.c.score, triage_event.c.decision).where(triage_event.c.id.in_(last))
        with self._database.read() as connection:
            judged = [(row.score, row.decision) for row in connection.execute(query)]
        return [_band(low, high, judged) for low, high in pairwise(BANDS)]

    def decide_triage(
        self,
        publication_ids: Sequence[int],
        decision: TriageDecision,
        actor: Actor,
        at: datetime,
        note: str = "",
    ) -> list[str]:
        """Keep a person's decision on each of these; the sentences of those that did not allow it.

        Agreeing to link an official French version queues a draft without translation, to be summed up and approved.
        """
        refused = []
        with self._database.write() as connection:
            for publication_id in dict.fromkeys(publication_ids):
                try:
                    _decide(connection, publication_id, decision, actor, at, note)
                except TriageRefused as error:
                    refused.append(error.args[0])
        return refused


def _decide(
    connection: sa.Connection, publication_id: int, decision: TriageDecision, actor: Actor, at: datetime, note: str
) -> None:
    row = connection.execute(sa.select(publication).where(publication.c.id == publication_id)).one_or_none()
    if row is None:
        raise TriageRefused(Told("Cette publication n’existe plus."))
    drafts = (
        sa.select(sa.func.count()).select_from(draft.join(revision)).where(revision.c.publication_id == publication_id)
    )
    drafted = bool(connection.scalars(drafts).one())
    after = decided(decision, french_address=row.french_address, drafted=drafted)
    connection.execute(sa.update(publication).where(publication.c.id == publication_id).values(triage=after))
    insert(
        connection,
        triage_event,
        publication_id=publication_id,
        decision=decision,
        score=row.score,
        actor_id=actor.id,
        actor=actor.name,
        at=at,
        note=note,
    )
    if after is Triage.LINKED:
        _queue_link(connection, publication_id, at)


def _queue_link(connection: sa.Connection, publication_id: int, at: datetime) -> None:
    newest = sa.select(sa.func.max(revision.c.id)).where(revision.c.publication_id == publication_id)
    insert(
        connection,
        draft,
        revision_id=connection.scalars(newest).one(),
        state=ReviewState.QUEUED,
        engine=LINK_ENGINE,
        glossary="",
        created_at=at,
        updated_at=at,
    )


def _row(cells: Row) -> TriageRow:
    p, r, e = publication.c, revision.c, triage_event.c
    metadata = cells[r.document]["metadata"]
    return TriageRow(
        publication_id=cells[p.id],
        revision_id=cells[r.id],
        title=cells[r.title],
        organisation=cells[p.organisation],
        source_id=cells[p.source_id],
        address=cells[p.address],
        published=metadata["published"],
        words=cells[r.words],
        lang=cells[r.lang],
        licence=cells[p.licence],
        triage=Triage(cells[p.triage]),
        score=cells[p.score],
        reasons=tuple(_reason(value) for value in cells[p.reasons]),
        french_address=cells[p.french_address],
        french_evidence=cells[p.french_evidence],
        first_seen=cells[p.first_seen],
        decided_by=cells[e.actor] or "",
        decided_at=cells[e.at],
        note=cells[e.note] or "",
        draft_id=cells["draft_id"],
    )


def _reason(value: Mapping[str, Any]) -> Reason:
    return Reason(value["theme"], tuple(value["phrases"]), value["weight"])


def _band(low: float, high: float, judged: Sequence[tuple[float, str]]) -> TriageBand:
    inside = Counter(decision for score, decision in judged if low <= score < high)
    kept = inside[TriageDecision.KEEP] + inside[TriageDecision.LINK]
    return TriageBand(low, min(high, 1.0), kept, inside[TriageDecision.DROP])
