"""What a decision about a draft rests on: segments that the memory filled, confirmed in one go, and open comments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from curation.catalog_kept import unit_at
from curation.catalog_reader import draft_value
from curation.catalog_team import TeamCatalog
from curation.catalog_units import keep_note
from curation.review import Actor, ReviewAction, decide
from curation.schema import comment, unit
from translation.unit import Origin

# Approved word for word elsewhere, nothing said against it here, and nobody's word on it yet.
_UNDOUBTED = (unit.c.origin == Origin.MEMORY, unit.c.open_findings == 0, unit.c.confirmed_at.is_(None))


class DecisionCatalog(TeamCatalog):
    """What is asked and kept when a person decides about a whole draft."""

    def matches_to_confirm(self, draft_id: int) -> dict[int, int]:
        """The versions of the units that came from the memory and nothing speaks against, by position."""
        query = sa.select(unit.c.position, unit.c.version).where(unit.c.draft_id == draft_id, *_UNDOUBTED)
        with self._database.read() as connection:
            draft_value(connection, draft_id)  # NoSuchDraft
            return {row.position: row.version for row in connection.execute(query.order_by(unit.c.position))}

    def confirm_matches(self, draft_id: int, seen: Mapping[int, int], actor: Actor, at: datetime) -> list[int]:
        """Note that this person lets these units stand; the positions for which that could be noted.

        `seen` holds the version that the person saw, by position. A unit that changed since, that something is said of
        by now, or that somebody confirmed already is left out.
        """
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            decide(value, ReviewAction.EDIT, actor, at)  # whoever may not change the text may not let it stand either
            done = [
                place
                for place, version in sorted(seen.items())
                if _confirmed(connection, value.id, place, version, actor, at)
            ]
            if done:
                keep_note(connection, value, actor, at, {"matches": done})
        return done

    def segments_in_question(self, draft_id: int) -> tuple[int, ...]:
        """The positions of the units with a comment that nobody has settled."""
        open_ones = (comment.c.draft_id == draft_id, comment.c.settled_at.is_(None), comment.c.position.is_not(None))
        query = sa.select(comment.c.position).where(*open_ones).distinct().order_by(comment.c.position)
        with self._database.read() as connection:
            return tuple(connection.scalars(query))


def _confirmed(
    connection: sa.Connection, draft_id: int, position: int, version: int, actor: Actor, at: datetime
) -> bool:
    here = (*unit_at(draft_id, position), unit.c.version == version)
    values = {"confirmed_by": actor.id, "confirmed_at": at}
    return connection.execute(sa.update(unit).where(*here, *_UNDOUBTED).values(**values)).rowcount > 0
