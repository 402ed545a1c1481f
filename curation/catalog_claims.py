"""Claims in the catalog: a draft that its holder has left alone for a day goes back to the queue by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_queue import QueueCatalog
from curation.catalog_reader import draft_value
from curation.catalog_units import move
from curation.review import SYSTEM, ReviewAction, ReviewState, decide
from curation.schema import comment, draft, review_event

QUIET_DAY: Final = timedelta(hours=24)
NOTE: Final = (
    "Personne n’y a travaillé depuis 24\u00a0heures\u00a0: le brouillon est de nouveau dans la file. "
    "Tout ce qui a été écrit est gardé."
)


class ClaimCatalog(QueueCatalog):
    """What ends a claim without its holder."""

    def end_quiet_claims(self, at: datetime) -> list[int]:
        """Put every draft whose holder did nothing in it for a day back into the queue; the numbers of those drafts.

        Any step of theirs prolongs the claim, a comment too; other people's do not. No text is touched, and whoever
        held the draft takes it again by going on. Called twice, it acts once.
        """
        quiet = _quiet(at - QUIET_DAY)
        with self._database.read() as connection:  # mostly there is none, and nobody has to wait for that
            if not connection.scalars(quiet).all():
                return []
        with self._database.write() as connection:
            left = list(connection.scalars(quiet))
            for draft_id in left:
                value = draft_value(connection, draft_id)
                move(connection, decide(value, ReviewAction.RELEASE, SYSTEM, at, NOTE), value.version)
        return left


def _quiet(since: datetime) -> sa.Select[Any]:
    """The drafts in review whose holder's last sign is not later than this; whose holder is gone, their last change."""
    holder, here, event, said = draft.c.claimed_by, draft.c.id, review_event.c, comment.c
    acted = sa.select(sa.func.max(event.at)).where(event.draft_id == here, event.actor_id == holder)
    spoke = sa.select(sa.func.max(said.at)).where(said.draft_id == here, said.actor_id == holder)
    signs = [sa.func.coalesce(query.scalar_subquery(), "") for query in (acted, spoke)]
    last = sa.case((holder.is_(None), draft.c.updated_at), else_=sa.func.max(*signs))
    return sa.select(here).where(draft.c.state == ReviewState.IN_REVIEW, last <= since).order_by(here)
