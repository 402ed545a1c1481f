"""Each person's notices in the catalog: seen, mailed, followed as a feed; and their first visit."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from curation.catalog_numbers import NumbersCatalog
from curation.catalog_reader import french_titles
from curation.notices import Digest, Notice, NoticeKind, is_due
from curation.schema import account, draft, notice, revision
from curation.views import MailWishes, Recipient

KEY_BYTES = 32


class NoticeCatalog(NumbersCatalog):
    """What was told to each person. The notices themselves are written beside their causes (`catalog_telling`)."""

    def notices(self, account_id: int, limit: int = 50, offset: int = 0) -> tuple[Notice, ...]:
        """A person's notices, newest first."""
        query = _notices(account_id).order_by(notice.c.id.desc()).limit(limit).offset(offset)
        with self._database.read() as connection:
            return _read(connection, query)

    def unseen(self, account_id: int) -> int:
        """How many notices wait for this person: every page's navigation says it."""
        own = (notice.c.account_id == account_id, notice.c.seen_at.is_(None))
        with self._database.read() as connection:
            return connection.scalars(sa.select(sa.func.count()).select_from(notice).where(*own)).one()

    def see(self, account_id: int, up_to: int, at: datetime, *, all_before: bool = False) -> bool:
        """Mark a person's notice as read, or every one up to it; whether there is such a one. Done twice, it acts once.

        "Up to" keeps what came after the page was shown.
        """
        which = notice.c.id <= up_to if all_before else notice.c.id == up_to
        own = (notice.c.account_id == account_id, which)
        with self._database.write() as connection:
            known = connection.execute(sa.select(notice.c.id).where(*own).limit(1)).first() is not None
            connection.execute(sa.update(notice).where(*own, notice.c.seen_at.is_(None)).values(seen_at=at))
        return known

    def recipients(self, at: datetime, only: int | None = None) -> tuple[Recipient, ...]:
        """Who is to get a digest now, with what is in it: what they neither read on the pages nor got by mail.

        `only` asks about one account alone.
        """
        one = () if only is None else (account.c.id == only,)
        wanted = (account.c.disabled_at.is_(None), account.c.email != "", account.c.digest != Digest.NEVER)
        new = (notice.c.mailed_at.is_(None), notice.c.seen_at.is_(None))
        with self._database.read() as connection:
            people = [
                (row, _read(connection, _notices(row.id).where(*new).order_by(notice.c.id)))
                for row in connection.execute(sa.select(account).where(*wanted, *one).order_by(account.c.id)).all()
                if is_due(Digest(row.digest), row.digest_at, at)
            ]
        return tuple(Recipient(row.id, row.name, row.email, row.language, told) for row, told in people if told)

    def mailed(self, account_id: int, notice_ids: Collection[int], at: datetime) -> None:
        """These notices went out to the person at this moment."""
        well = {"digest_at": at, "mail_error": "", "mail_message": ""}
        with self._database.write() as connection:
            connection.execute(sa.update(account).where(account.c.id == account_id).values(**well))
            sent = (notice.c.account_id == account_id, notice.c.id.in_(notice_ids))
            connection.execute(sa.update(notice).where(*sent).values(mailed_at=at))

    def mail_failed(self, account_id: int, kind: str, message: str) -> None:
        """The person's digest did not go out: its notices wait for the next time, and the accounts page says why."""
        ill = {"mail_error": kind, "mail_message": message}
        with self._database.write() as connection:
            connection.execute(sa.update(account).where(account.c.id == account_id).values(**ill))

    def mail_errors(self) -> dict[int, tuple[str, str]]:
        """By account, why its last digest did not go out: the kind, and a sentence with the server's own words."""
        query = sa.select(account.c.id, account.c.mail_error, account.c.mail_message).where(account.c.mail_error != "")
        with self._database.read() as connection:
            return {row.id: (row.mail_error, row.mail_message) for row in connection.execute(query)}

    def wishes(self, account_id: int) -> MailWishes:
        """How a person wants to be told: their address, how often, and the key of their feed ("" for none)."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(account).where(account.c.id == account_id)).one()
        return MailWishes(row.email, Digest(row.digest), row.feed_key, row.mail_error)

    def wish(self, account_id: int, email: str, digest: Digest) -> None:
        """Keep a person's address and how often they want a mail; an error of another address is forgotten."""
        with self._database.write() as connection:
            here = account.c.id == account_id
            former = connection.scalars(sa.select(account.c.email).where(here)).one()
            cleared = {} if email == former else {"mail_error": "", "mail_message": ""}
            connection.execute(sa.update(account).where(here).values(email=email, digest=digest, **cleared))

    def renew_feed_key(self, account_id: int) -> str:
        """A new secret address for the person's feed; the one before leads nowhere any more."""
        key = secrets.token_urlsafe(KEY_BYTES)
        self._set(account_id, feed_key=key)
        return key

    def remove_feed_key(self, account_id: int) -> None:
        self._set(account_id, feed_key="")

    def whose_feed(self, key: str) -> Recipient | None:
        """The person whose feed this key opens, with their newest notices; None for a wrong key or a closed account.

        Every key is compared, each in the same time: how long it takes says nothing of what is right in a wrong one.
        """
        with self._database.read() as connection:
            open_ones = sa.select(account).where(account.c.disabled_at.is_(None), account.c.feed_key != "")
            known = [row for row in connection.execute(open_ones) if _same(row.feed_key, key)]
            if not known:
                return None
            row = known[0]
            told = _read(connection, _notices(row.id).order_by(notice.c.id.desc()).limit(50))
        return Recipient(row.id, row.name, row.email, row.language, told, row.created_at)

    def toured_at(self, account_id: int) -> datetime | None:
        """When the person ended the tour of the first visit; None while they did not."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(account.c.toured_at).where(account.c.id == account_id)).one()
        moment: datetime | None = row.toured_at
        return moment

    def toured(self, account_id: int, at: datetime) -> None:
        self._set(account_id, toured_at=at)

    def _set(self, account_id: int, **values: Any) -> None:
        with self._database.write() as connection:
            connection.execute(sa.update(account).where(account.c.id == account_id).values(**values))


def _same(one: str, other: str) -> bool:
    """Whether two keys are the same, in a time that depends on neither."""
    return hmac.compare_digest(*(hashlib.sha256(key.encode(errors="replace")).digest() for key in (one, other)))


def _notices(account_id: int) -> sa.Select[Any]:
    return (
        sa.select(notice, revision.c.title)
        .join(draft, draft.c.id == notice.c.draft_id)
        .join(revision, revision.c.id == draft.c.revision_id)
        .where(notice.c.account_id == account_id)
    )


def _read(connection: sa.Connection, query: sa.Select[Any]) -> tuple[Notice, ...]:
    rows: Sequence[sa.Row[Any]] = connection.execute(query).all()
    titles = french_titles(connection, list({row.draft_id for row in rows})) if rows else {}
    return tuple(
        Notice(
            id=row.id,
            kind=NoticeKind(row.kind),
            draft_id=row.draft_id,
            position=row.position,
            actor=row.actor,
            text=row.text,
            at=row.at,
            title=titles.get(row.draft_id) or row.title,
            is_new=row.seen_at is None,
        )
        for row in rows
    )
