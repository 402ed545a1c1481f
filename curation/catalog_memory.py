"""The translation memory in the catalog: what people stand behind, and what was imported from other tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from threading import Lock
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_kept import READING_ORDER
from curation.catalog_triage import TriageCatalog
from curation.database import Database
from curation.review import ReviewAction, ReviewState
from curation.schema import account, draft, imported_unit, review_event, revision, unit
from translation.memory import MemoryOrigin, MemoryUnit, TranslationMemory
from translation.unit import Origin

# Drafts whose French a person stands behind: their units are the translation memory.
TRUSTED: Final = (ReviewState.APPROVED, ReviewState.PUBLISHED)
_AT_ONCE: Final = 1_000

_Kept = tuple[tuple[Any, ...], TranslationMemory]  # what was last said when it was read, and what was read


@dataclass(frozen=True, slots=True)
class MemoryImport:
    """How many of the pairs that came were new, and how many the memory had already."""

    new: int
    same: int


class MemoryCatalog(TriageCatalog):
    """What translation memories are read from and imported into."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._remembering = Lock()
        self._imported: _Kept = ((), TranslationMemory())
        self._approved: _Kept = self._imported

    def memory(self, revision_id: int | None = None) -> TranslationMemory:
        """The French that a person stands behind: approved drafts', and edits made in this publication's.

        Below it is what was imported. What an approved draft said stays when a newer revision retires the draft. All is
        read once, and again when something was approved, sent back or imported since.
        """
        with self._database.read() as connection:
            below = self._shared(connection)
            own = [] if revision_id is None else list(_edited(connection, revision_id))
        return TranslationMemory(own, below) if own else below

    def import_units(self, units: Iterable[MemoryUnit], at: datetime) -> MemoryImport:
        """Keep pairs that were made elsewhere, each once; what people approved here is not kept a second time."""
        known = {_digest(one) for one in self.memory().units()}
        came = [(_digest(one), one) for one in units]
        rows = [_row(digest, one, at) for digest, one in came if digest not in known]
        new = 0
        with self._database.write() as connection:
            for start in range(0, len(rows), _AT_ONCE):
                new += connection.execute(_KEEP, rows[start : start + _AT_ONCE]).rowcount
        return MemoryImport(new, len(came) - new)

    def _shared(self, connection: sa.Connection) -> TranslationMemory:
        """What all publications share, as it stands in the database at this moment."""
        came, approved, erased = connection.execute(_LAST_WORDS).one()
        with self._remembering:
            if self._imported[0] != (came, erased):
                self._imported = ((came, erased), TranslationMemory(_imported(connection)))
            if self._approved[0] != (came, approved, erased):
                memory = TranslationMemory(_approved(connection), self._imported[1])
                self._approved = ((came, approved, erased), memory)
            return self._approved[1]


# Every step into approval or out of it leaves an event; a person whose name is erased is disabled.
_APPROVALS: Final = review_event.c.after.in_(TRUSTED) | review_event.c.before.in_(TRUSTED)
_LAST_WORDS: Final = sa.select(
    sa.select(sa.func.max(imported_unit.c.id)).scalar_subquery(),
    sa.select(sa.func.max(review_event.c.id)).where(_APPROVALS).scalar_subquery(),
    sa.select(sa.func.max(account.c.disabled_at)).scalar_subquery(),
)
_SAID: Final = (unit.c.draft_id, unit.c.source, unit.c.target, unit.c.origin)
_PLACE: Final = sa.func.row_number().over(partition_by=unit.c.draft_id, order_by=READING_ORDER).label("place")
# A pair that comes twice in one file, or from two people at once, is kept once.
_KEEP: Final = sa.insert(imported_unit).prefix_with("OR IGNORE")


def _approved(connection: sa.Connection) -> Iterator[MemoryUnit]:
    """What approved drafts say, in the order of their approval; those that a newer revision retired still count."""
    event = review_event.c
    retired = sa.select(event.draft_id).where(event.action == ReviewAction.SUPERSEDE, event.before.in_(TRUSTED))
    last = sa.select(sa.func.max(event.id)).where(event.action == ReviewAction.APPROVE).group_by(event.draft_id)
    superseded = sa.and_(draft.c.state == ReviewState.SUPERSEDED, draft.c.id.in_(retired))
    query = (
        sa.select(*_SAID, revision.c.title, event.actor.label("by"), event.at)
        .select_from(unit.join(draft).join(revision).join(review_event, event.draft_id == draft.c.id))
        .where(event.id.in_(last), draft.c.state.in_(TRUSTED) | superseded)
        .order_by(event.id, *READING_ORDER)
    )
    return (said for row, said in _with_neighbours(connection.execute(query)) if row.origin != Origin.SOURCE)


def _edited(connection: sa.Connection, revision_id: int) -> Iterator[MemoryUnit]:
    """What people wrote in any draft of the revision's publication, the newest last."""
    same = sa.select(revision.c.publication_id).where(revision.c.id == revision_id).scalar_subquery()
    beside = (
        sa.select(
            *(*_SAID, _PLACE, unit.c.edited_by, unit.c.edited_at, revision.c.title),
            _beside(sa.func.lag).label("before"),
            _beside(sa.func.lead).label("after"),
        )
        .select_from(unit.join(draft).join(revision))
        .where(revision.c.publication_id == same)
        .subquery()
    )
    query = (
        sa.select(beside, sa.func.coalesce(account.c.name, "").label("by"))
        .select_from(beside.outerjoin(account, account.c.id == beside.c.edited_by))
        .where(beside.c.origin == Origin.HUMAN)
        .order_by(beside.c.draft_id, beside.c.place)
    )
    for row in connection.execute(query):
        yield MemoryUnit(row.source, row.target, row.before, row.after, MemoryOrigin(row.title, row.by, row.edited_at))


def _beside(function: Callable[..., sa.Function[Any]]) -> sa.Over[Any]:
    """The English before (`lag`) or after (`lead`) a unit in its draft."""
    return function(unit.c.source, 1, "").over(partition_by=unit.c.draft_id, order_by=READING_ORDER)


def _with_neighbours(rows: Iterable[sa.Row[Any]]) -> Iterator[tuple[sa.Row[Any], MemoryUnit]]:
    """Each row with what it says, given that the rows of a draft come together and in its order."""
    for _, together in groupby(rows, key=attrgetter("draft_id")):
        own = list(together)
        origins = {(row.by, row.at): MemoryOrigin(row.title, row.by, row.at) for row in own}
        texts = ["", *(row.source for row in own), ""]
        for row, before, after in zip(own, texts[:-2], texts[2:], strict=True):
            yield row, MemoryUnit(row.source, row.target, before, after, origins[row.by, row.at])


def _imported(connection: sa.Connection) -> Iterator[MemoryUnit]:
    origins: dict[MemoryOrigin, MemoryOrigin] = {}  # one for all that are equal: a file may hold a million units
    for row in connection.execute(sa.select(imported_unit).order_by(imported_unit.c.id)):
        origin = MemoryOrigin(row.title, row.made_by, row.made_at)
        shared = origins.setdefault(origin, origin)
        yield MemoryUnit(row.source, row.target, row.before, row.after, shared, approved=False)


def _row(digest: str, one: MemoryUnit, at: datetime) -> dict[str, Any]:
    return {
        "digest": digest,
        "source": one.source,
        "target": one.target,
        "before": one.before,
        "after": one.after,
        "title": one.origin.title,
        "made_by": one.origin.by,
        "made_at": one.origin.at,
        "imported_at": at,
    }


def _digest(one: MemoryUnit) -> str:
    """What makes a pair the one it is: both texts and their neighbours, whoever says so."""
    return sha256(repr((one.source, one.target, one.before, one.after)).encode()).hexdigest()
