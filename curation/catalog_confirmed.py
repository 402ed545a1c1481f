"""Confirmed segments in the catalog: a person read the French of a unit and lets it stand."""

from __future__ import annotations

from datetime import datetime

from curation.catalog_kept import change_unit, row_at
from curation.catalog_reader import draft_value
from curation.catalog_replacing import ReplacingCatalog
from curation.catalog_units import StaleDraft, keep_note
from curation.review import Actor, NotAllowed, ReviewAction, decide
from curation.told import Told


class ConfirmedCatalog(ReplacingCatalog):
    """What keeps a person's word that a segment is read. An edit of it, or a new finding, takes the word back."""

    def confirm(self, draft_id: int, position: int, actor: Actor, at: datetime, *, seen: int) -> None:
        """Note that this person read the unit's French as of version `seen` and lets it stand.

        Said again, by whomever, it changes nothing. NotAllowed says why it cannot be said: of a unit with an error, or
        by who may not edit the draft.
        """
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            row = row_at(connection, draft_id, position)
            if row is None or row.version != seen:
                raise StaleDraft(draft_id)
            decide(value, ReviewAction.EDIT, actor, at)  # whoever may not change the text may not let it stand either
            if row.blocking:
                raise NotAllowed(
                    Told("Ce segment a une erreur\u202f: corrigez-la, ou écartez-la avec un motif, puis marquez-le lu.")
                )
            if row.confirmed_at is not None:
                return
            change_unit(connection, draft_id, position, {"confirmed_by": actor.id, "confirmed_at": at})
            keep_note(connection, value, actor, at, {"position": position, "confirmed": True})
