"""Notices in the same transaction as what they tell, and what is left of them when a person is erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from curation.catalog_reader import draft_value
from curation.comments import excerpt, renamed
from curation.notices import NoticeKind, is_told, told_of
from curation.review import Actor, ReviewEvent
from curation.schema import account, comment, draft, notice, suggestion


def tell_of_step(connection: sa.Connection, event: ReviewEvent) -> None:
    """Tell those whom a step concerns; to be called before the draft moves, while it knows who holds it."""
    if is_told(event.action):
        kind, people = told_of(event, draft_value(connection, event.draft_id))
        tell(connection, kind, people, event.draft_id, event.actor, event.at, text=event.note)


def tell(
    connection: sa.Connection,
    kind: NoticeKind,
    people: Iterable[int],
    draft_id: int,
    actor: Actor,
    at: datetime,
    *,
    position: int | None = None,
    comment_id: int | None = None,
    text: str = "",
) -> None:
    """Leave a notice for each of these people but the actor; closed accounts get none."""
    wanted = (account.c.id.in_(set(people) - {actor.id}), account.c.disabled_at.is_(None))
    told = {"kind": kind, "draft_id": draft_id, "position": position, "comment_id": comment_id, "actor": actor.name}
    rows = [
        {"account_id": key, "text": excerpt(text), "at": at, **told}
        for key in connection.scalars(sa.select(account.c.id).where(*wanted))
    ]
    if rows:
        connection.execute(sa.insert(notice), rows)


def tell_of_suggestion(connection: sa.Connection, suggestion_id: int, actor: Actor, at: datetime) -> None:
    """Tell whoever made the suggestion that it was taken."""
    row = connection.execute(sa.select(suggestion).where(suggestion.c.id == suggestion_id)).one()
    people = () if row.actor_id is None else (row.actor_id,)
    tell(connection, NoticeKind.TAKEN, people, row.draft_id, actor, at, position=row.position)


def forget_person(connection: sa.Connection, account_id: int, name: str, pseudonym: str) -> None:
    """Put the pseudonym where comments, suggestions and notices name the person, and drop what was theirs alone."""
    own = {"feed_key": "", "digest": "never", "mail_error": "", "mail_message": ""}
    connection.execute(sa.update(account).where(account.c.id == account_id).values(**own))
    connection.execute(sa.delete(notice).where(notice.c.account_id == account_id))
    connection.execute(sa.update(draft).where(draft.c.assigned_to == account_id).values(assigned_to=None))
    for column in (comment.c.actor, comment.c.settled_by, notice.c.actor, suggestion.c.actor, suggestion.c.answered_by):
        connection.execute(sa.update(column.table).where(column == name).values({column: pseudonym}))
    for table in (comment, notice):
        for row in connection.execute(sa.select(table.c.id, table.c.text).where(table.c.text.contains("@"))).all():
            text = renamed(row.text, account_id, name, pseudonym)
            if text != row.text:
                connection.execute(sa.update(table).where(table.c.id == row.id).values(text=text))
                if table is comment:  # a notice says how it begins, and may break off within the name
                    about = notice.c.comment_id == row.id
                    connection.execute(sa.update(notice).where(about).values(text=excerpt(text)))
