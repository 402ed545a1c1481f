"""Confirmed segments in the catalog: a person read the French of a unit and lets it stand."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from curation.catalog_reader import draft_value
from curation.catalog_replacing import ReplacingCatalog
from curation.catalog_units import StaleDraft, move
from curation.review import Actor, NotAllowed, ReviewAction, ReviewEvent, decide
from curation.schema import unit
from curation.told import Told


class ConfirmedCatalog(ReplacingCatalog):
    """What keeps a person's word that a segment is read. An edit of it, or a new finding, takes the word back."""

    def confirm(self, draft_id: int, position: int, actor: Actor, at: datetime, *, seen: int) -> None:
        """Note that this person read the unit's French as of version `seen` and lets it stand.

        Said again, by whomever, it changes nothing. NotAllowed says why it cannot be said: of a unit with an error, or
        by who may not edit the draft.
        """
        here = (unit.c.draft_id == draft_id, unit.c.position == position)
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            row = connection.execute(sa.select(unit).where(*here)).one_or_none()
            if row is None or row.version != seen:
                raise StaleDraft(draft_id)
            decide(value, ReviewAction.EDIT, actor, at)  # whoever may not change the text may not let it stand either
            if row.blocking:
                raise NotAllowed(
                    Told("Ce segment a une erreur\u202f: corrigez-la, ou écartez-la avec un motif, puis marquez-le lu.")
                )
            if row.confirmed_at is not None:
                return
            connection.execute(sa.update(unit).where(*here).values(confirmed_by=actor.id, confirmed_at=at))
            state, detail = value.state, {"position": position, "confirmed": True}
            move(
                connection,
                ReviewEvent(draft_id, ReviewAction.ANNOTATE, state, state, actor, at, detail=detail),
                value.version,
            )
