"""Suggestions in the catalog: French that came in a file or from a contributor, for a reviewer to take or leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from curation.catalog_kept import joined_into
from curation.catalog_reader import draft_value
from curation.catalog_telling import tell_of_suggestion
from curation.catalog_terms import TermCatalog
from curation.catalog_units import keep_note
from curation.review import Actor
from curation.schema import suggestion, unit
from curation.views import Suggestion


class SuggestionCatalog(TermCatalog):
    """What keeps and answers suggestions. None is ever deleted, and none changes a unit by itself."""

    def suggest(
        self, draft_id: int, texts: Sequence[tuple[int, str]], file: str, actor: Actor, at: datetime, *, note: str = ""
    ) -> int:
        """Keep French for units, by position, beside what they say; how many were new.

        The same text for the same unit is kept once, also when it was answered before. What is for a unit that was
        joined meanwhile waits beside the whole. `note` goes into the history.
        """
        told = {"draft_id": draft_id, "actor_id": actor.id, "actor": actor.name, "at": at, "file": file}
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            new = [
                position
                for position, text in _placed(connection, draft_id, texts)
                if _is_kept(connection, told, position, text)
            ]
            if new:
                keep_note(connection, value, actor, at, {"suggested": sorted(set(new)), "file": file}, note)
        return len(new)

    def suggestions(self, draft_id: int) -> tuple[Suggestion, ...]:
        """Those of a draft that nobody answered, by unit and then as they came."""
        open_ones = (suggestion.c.draft_id == draft_id, suggestion.c.answer == "")
        query = sa.select(suggestion).where(*open_ones).order_by(suggestion.c.position, suggestion.c.id)
        with self._database.read() as connection:
            return tuple(_suggestion(row) for row in connection.execute(query))

    def answer_suggestion(self, suggestion_id: int, taken: bool, actor: Actor, at: datetime) -> None:
        """Note that a suggestion was taken or set aside, and by whom; the first answer stands."""
        values = {"answer": "taken" if taken else "set_aside", "answered_by": actor.name, "answered_at": at}
        here = (suggestion.c.id == suggestion_id, suggestion.c.answer == "")
        with self._database.write() as connection:
            answered = connection.execute(sa.update(suggestion).where(*here).values(**values))
            if taken and answered.rowcount:
                tell_of_suggestion(connection, suggestion_id, actor, at)


def _placed(connection: sa.Connection, draft_id: int, texts: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """The texts beside the units that are there by now."""
    here = sa.select(unit.c.position).where(unit.c.draft_id == draft_id)
    if {position for position, _ in texts} <= set(connection.scalars(here)):
        return texts
    into = joined_into(connection, draft_id)
    return [(into.get(position, position), text) for position, text in texts]


def _is_kept(connection: sa.Connection, told: Mapping[str, object], position: int, text: str) -> bool:
    row = sqlite.insert(suggestion).values(**told, position=position, text=text, answer="")
    return connection.execute(row.on_conflict_do_nothing()).rowcount > 0


def _suggestion(row: sa.Row[tuple[object, ...]]) -> Suggestion:
    return Suggestion(row.id, row.position, row.text, row.actor, row.at, row.file, row.actor_id)
