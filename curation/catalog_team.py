"""Working together in the catalog: comments on drafts and segments, who a draft is for, and who did what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_kept import row_at
from curation.catalog_notices import NoticeCatalog
from curation.catalog_reader import OPEN, draft_value, french_titles, named_details
from curation.catalog_telling import tell
from curation.catalog_units import keep_note
from curation.catalog_watch import insert
from curation.comments import Comment, checked, may_settle, mentioned
from curation.errors import CurationError
from curation.notices import NoticeKind
from curation.review import Actor, Draft, NotAllowed, ReviewAction, ReviewState, Role
from curation.schema import account, comment, draft, review_event, revision
from curation.told import Told
from curation.views import Assignment, Doing, HistoryEntry

REVIEWING: Final = (Role.REVIEWER, Role.EDITOR, Role.ADMIN)


class NoSuchComment(CurationError):
    """There is no comment of this number on this draft, or no such segment to comment on."""

    kind = "not found"


class TeamCatalog(NoticeCatalog):
    """What people say to each other about a draft. Comments are settled, never erased."""

    def comment(self, draft_id: int, position: int | None, text: str, actor: Actor, at: datetime) -> int:
        """Keep what somebody says of a draft or its segment, and tell those whom it names or answers.

        CommentRefused for a text that is empty or too long, NoSuchComment for a segment that is not there.
        """
        said = checked(text)
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            if position is not None and row_at(connection, draft_id, position) is None:
                raise NoSuchComment(f"draft {draft_id} has no segment {position}")
            row = {"draft_id": draft_id, "position": position, "actor_id": actor.id, "actor": actor.name, "at": at}
            before = _earlier_authors(connection, draft_id, position)
            key = insert(connection, comment, **row, text=said)
            named = mentioned(said, _people(connection))
            about: dict[str, Any] = {"position": position, "comment_id": key, "text": said}
            tell(connection, NoticeKind.MENTIONED, named, draft_id, actor, at, **about)
            tell(connection, NoticeKind.ANSWERED, before - named, draft_id, actor, at, **about)
            keep_note(connection, value, actor, at, {"comment": key, **_at(position)})
        return key

    def settle(self, draft_id: int, comment_id: int, settled: bool, actor: Actor, at: datetime) -> Comment:
        """Call a comment of this draft settled, or open it again; done twice, it acts once. The comment as it was."""
        here = (comment.c.id == comment_id, comment.c.draft_id == draft_id)
        with self._database.write() as connection:
            row = connection.execute(sa.select(comment).where(*here)).one_or_none()
            if row is None:
                raise NoSuchComment(f"draft {draft_id} has no comment {comment_id}")
            before = _comment(row)
            if not may_settle(before, actor):
                raise NotAllowed(Told("La personne qui a écrit ce commentaire, ou qui relit, peut le dire réglé."))
            if before.is_open is settled:
                now = (
                    {"settled_by": actor.name, "settled_at": at} if settled else {"settled_by": "", "settled_at": None}
                )
                connection.execute(sa.update(comment).where(*here).values(**now))
                detail = {"comment": comment_id, "settled": settled, **_at(before.position)}
                keep_note(connection, draft_value(connection, draft_id), actor, at, detail)
        return before

    def comments(self, draft_id: int) -> tuple[Comment, ...]:
        """Every comment of a draft, settled ones too, as they came."""
        query = sa.select(comment).where(comment.c.draft_id == draft_id).order_by(comment.c.id)
        with self._database.read() as connection:
            return tuple(_comment(row) for row in connection.execute(query))

    def people(self, roles: Collection[Role] = tuple(Role)) -> dict[int, str]:
        """The names of those who may sign in, by account and in the order of the names; only those in these roles."""
        with self._database.read() as connection:
            return _people(connection, roles)

    def assign(self, draft_id: int, account_id: int | None, due: date | None, actor: Actor, at: datetime) -> None:
        """Say for whom a draft is and until which day; whoever gets it is told. Nothing changes when both stand."""
        until = due.isoformat() if due else ""
        with self._database.write() as connection:
            value = draft_value(connection, draft_id)
            before = connection.execute(sa.select(draft.c.assigned_to, draft.c.due).where(draft.c.id == draft_id)).one()
            if tuple(before) == (account_id, until):
                return
            _may_be_assigned(connection, value, account_id)
            now = {"assigned_to": account_id, "due": until}
            connection.execute(sa.update(draft).where(draft.c.id == draft_id).values(**now))
            keep_note(connection, value, actor, at, now)
            if account_id is not None:
                tell(connection, NoticeKind.ASSIGNED, {account_id}, draft_id, actor, at, text=until)

    def assignment(self, draft_id: int) -> Assignment:
        """For whom a draft is and until when, or NoSuchDraft."""
        query = (
            sa.select(draft.c.assigned_to, draft.c.due, account.c.name)
            .select_from(draft.outerjoin(account, account.c.id == draft.c.assigned_to))
            .where(draft.c.id == draft_id)
        )
        with self._database.read() as connection:
            draft_value(connection, draft_id)
            row = connection.execute(query).one()
        return Assignment(row.assigned_to, row.name or "", date.fromisoformat(row.due) if row.due else None)

    def doings(
        self,
        *,
        actor: str = "",
        actions: Collection[ReviewAction] = (),
        comments: bool | None = None,
        page: int = 1,
        size: int = 100,
    ) -> tuple[Sequence[Doing], bool]:
        """What was done to drafts, newest first, `size` a page, and whether there is more.

        `actor` is a name, `actions` are the kinds of steps ("" and () for all); `comments` keeps only comments (True)
        or everything else (False).
        """
        event = review_event.c
        query = sa.select(review_event, revision.c.title).join(draft, draft.c.id == event.draft_id).join(revision)
        if actor:
            query = query.where(event.actor == actor)
        if actions:
            query = query.where(event.action.in_(list(actions)))
        if comments is not None:
            said = event.detail["comment"].as_integer()
            query = query.where(said.is_not(None) if comments else said.is_(None))
        query = query.order_by(event.id.desc()).limit(size + 1).offset((page - 1) * size)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            titles = french_titles(connection, list({row.draft_id for row in rows}))
            details = named_details(connection, [row.detail for row in rows])
            texts = _texts(connection, [detail["comment"] for detail in details if "comment" in detail])
        doings = [
            Doing(
                _entry(row, detail),
                row.draft_id,
                titles.get(row.draft_id) or row.title,
                texts.get(detail.get("comment", 0), ""),
            )
            for row, detail in zip(rows, details, strict=True)
        ]
        return doings[:size], len(rows) > size

    def actors(self) -> list[str]:
        """The names of everybody who did something to a draft, sorted."""
        with self._database.read() as connection:
            return sorted(connection.scalars(sa.select(review_event.c.actor).distinct()), key=str.casefold)


def _at(position: int | None) -> dict[str, int]:
    return {} if position is None else {"position": position}


def _may_be_assigned(connection: sa.Connection, value: Draft, account_id: int | None) -> None:
    if value.state not in OPEN:
        raise NotAllowed(Told("Ce texte n’attend plus personne\u00a0: il est publié, rejeté, retiré ou remplacé."))
    if account_id is not None and account_id not in _people(connection, REVIEWING):
        raise NotAllowed(Told("Cette personne ne relit pas\u00a0: choisissez quelqu’un d’autre dans la liste."))


def _people(connection: sa.Connection, roles: Collection[Role] = tuple(Role)) -> dict[int, str]:
    wanted = (account.c.disabled_at.is_(None), account.c.role.in_(list(roles)))
    rows = connection.execute(sa.select(account.c.id, account.c.name).where(*wanted)).all()
    return {row.id: row.name for row in sorted(rows, key=lambda row: row.name.casefold())}


def _earlier_authors(connection: sa.Connection, draft_id: int, position: int | None) -> set[int]:
    here = (comment.c.draft_id == draft_id, comment.c.position.is_not_distinct_from(position))
    return set(connection.scalars(sa.select(comment.c.actor_id).where(*here, comment.c.actor_id.is_not(None))))


def _comment(row: sa.Row[Any]) -> Comment:
    return Comment(row.id, row.draft_id, row.position, row.actor, row.actor_id, row.at, row.text, row.settled_by)


def _texts(connection: sa.Connection, keys: Sequence[int]) -> dict[int, str]:
    query = sa.select(comment.c.id, comment.c.text).where(comment.c.id.in_(keys))
    return {row.id: row.text for row in connection.execute(query)}


def _entry(row: sa.Row[Any], detail: Mapping[str, Any]) -> HistoryEntry:
    before, after = ReviewState(row.before), ReviewState(row.after)
    return HistoryEntry(row.action, before, after, row.actor, row.at, row.note, detail)
