"""Who may sign in to review, with what, and who has; passwords are kept as argon2 hashes only."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from curation.catalog_telling import forget_person
from curation.database import Database
from curation.errors import CurationError
from curation.passwords import one_time_password, weakness
from curation.review import SYSTEM, Actor, Role
from curation.schema import (
    account,
    draft,
    imported_unit,
    permission,
    publication,
    record,
    review_event,
    revision,
    session,
    suggestion,
    term_event,
    triage_event,
)
from curation.told import Told

SESSION_LASTS: Final = timedelta(hours=12)
LONGEST_EMAIL: Final = 254
ROLES: Final = (Role.CONTRIBUTOR, Role.REVIEWER, Role.EDITOR, Role.ADMIN)


class AccountError(CurationError):
    """An account could not be made or changed."""

    kind = "account"


class NameTaken(AccountError):
    """Somebody has this name already, or it is one that the tool gives: its own, or an erased person's pseudonym."""

    def __init__(self, name: str) -> None:
        super().__init__(Told("Le nom «\u00a0%(name)s\u00a0» est déjà pris\u00a0: choisissez-en un autre.", name=name))
        self.name = name


class NoSuchAccount(AccountError):
    """Nobody has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(Told("Il n’y a pas de compte au nom de «\u00a0%(name)s\u00a0».", name=name))
        self.name = name


class WeakPassword(AccountError):
    """A password that would not keep a stranger out; the message says why."""


class NotAName(AccountError):
    """A name that is empty or too long to show."""

    def __init__(self) -> None:
        super().__init__(Told("Donnez un nom de 1 à 60 caractères."))


class NotAnEmail(AccountError):
    """An e-mail address that no letter would reach."""

    def __init__(self) -> None:
        super().__init__(Told("Vérifiez l’adresse électronique\u00a0: elle ressemble à «\u00a0nom@exemple.org\u00a0»."))


class NotARole(AccountError):
    """A role that no person can have."""

    def __init__(self, role: Role) -> None:
        super().__init__(Told("Une personne ne peut pas avoir le rôle «\u00a0%(role)s\u00a0».", role=role))
        self.role = role


@dataclass(frozen=True, slots=True)
class Account:
    """A person known to the tool, as the list of accounts shows them.

    `one_time` says that their password was made for them, and waits for them to choose their own.
    """

    id: int
    name: str
    email: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    one_time: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a session belongs to, the language they read in, and whether they must choose a password before all else."""

    actor: Actor
    must_choose: bool
    language: str


class Accounts:
    """The accounts in `catalog.db`."""

    def __init__(self, database: Database, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex())
        # One hash takes 64 MB: a crowd at the door must not take the memory of the whole machine.
        self._one_at_a_time = threading.Lock()

    def add(
        self, name: str, password: str, role: Role, email: str = "", *, at: datetime, one_time: bool = False
    ) -> Actor:
        """Make an account, or say why not: NotAName, NameTaken, WeakPassword, NotAnEmail, NotARole.

        A `one_time` password lets the person in to choose another.
        """
        name = _name(name)
        if same_name(name, SYSTEM.name) or _PSEUDONYM.fullmatch(name.casefold()):
            raise NameTaken(name)
        values = {
            "name": name,
            "role": _role(role),
            "email": valid_email(email),
            "created_at": at,
            "one_time": one_time,
        }
        values["password_hash"] = self._hash(_strong(password, name))
        with self._database.write() as connection:
            if _named(connection, name) is not None:
                raise NameTaken(name)
            key = connection.execute(sa.insert(account).values(**values)).inserted_primary_key
        return Actor(key[0] if key else None, name, role)

    def authenticate(self, name: str, password: str) -> Actor | None:
        """The person with this name and password; as slow for an unknown name as for a wrong password."""
        with self._database.read() as connection:
            row = _named(connection, name)
        kept = row.password_hash if row is not None and row.password_hash else self._nobody
        if not self._matches(kept, password) or row is None or row.disabled_at is not None:
            return None
        if self._hasher.check_needs_rehash(kept):
            self._change(row.name, password_hash=self._hash(password))
        return _actor(row)

    def actor(self, account_id: int) -> Actor | None:
        """The person of this account, or None when it is disabled or does not exist."""
        query = sa.select(account).where(account.c.id == account_id, account.c.disabled_at.is_(None))
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _actor(row)

    def open_session(self, account_id: int, mark: str, *, at: datetime) -> None:
        """From now on whoever shows this mark is this person, until the session ends."""
        with self._database.write() as connection:
            connection.execute(sa.delete(session).where(session.c.since <= at - SESSION_LASTS))
            connection.execute(sa.insert(session).values(mark=_digest(mark), account_id=account_id, since=at))

    def whose(self, mark: str, *, at: datetime) -> SignedIn | None:
        """Who shows this mark; None once they signed out, got a new password, were shut out, or after twelve hours."""
        query = (
            sa.select(account)
            .join(session, session.c.account_id == account.c.id)
            .where(session.c.mark == _digest(mark), session.c.since > at - SESSION_LASTS)
            .where(account.c.disabled_at.is_(None))
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else SignedIn(_actor(row), row.one_time, row.language)

    def close_session(self, mark: str) -> None:
        with self._database.write() as connection:
            connection.execute(sa.delete(session).where(session.c.mark == _digest(mark)))

    def list(self) -> tuple[Account, ...]:
        """Every account, disabled ones too, by name."""
        columns = [account.c[name] for name in ("id", "name", "email", "role", "created_at", "disabled_at", "one_time")]
        with self._database.read() as connection:
            rows = connection.execute(sa.select(*columns).order_by(account.c.name)).all()
        return tuple(
            Account(r.id, r.name, r.email, Role(r.role), r.created_at, r.disabled_at, r.one_time) for r in rows
        )

    def set_role(self, name: str, role: Role) -> None:
        self._change(name, role=_role(role))

    def set_language(self, name: str, language: str) -> None:
        """The language in which the pages speak to this person."""
        self._change(name, language=language)

    def set_password(self, name: str, password: str) -> None:
        """Give the password that the person chose, or WeakPassword; every open session of the account ends."""
        self._shut_out(name, password_hash=self._hash(_strong(password, name)), one_time=False)

    def reset_password(self, name: str) -> str:
        """A new password that lets the person in to choose another; every open session of the account ends."""
        password = one_time_password()
        self._shut_out(name, password_hash=self._hash(password), one_time=True)
        return password

    def disable(self, name: str, *, at: datetime) -> None:
        """Close the account and its sessions: nobody signs in with it any more; what it did stays under its name."""
        self._shut_out(name, disabled_at=at)

    def enable(self, name: str) -> None:
        self._change(name, disabled_at=None)

    def erase(self, name: str, *, at: datetime) -> str:
        """Put a pseudonym in place of the person's name everywhere, drop e-mail and password, and return the pseudonym.

        What the person did stays, under the pseudonym: in the account, the events of the review and of the glossary,
        triage, comments and suggestions, the licences they confirmed and the records they approved. What was for them
        alone goes: notices, feed, assignments. The events are append-only; their guard is lifted for this one change,
        inside the transaction that puts it back, and only the name changes. Of what people wrote, only "@Name" in
        comments is searched.
        """
        with self._database.write() as connection:
            row = _named(connection, name)
            if row is None:
                raise NoSuchAccount(name)
            key, pseudonym = row.id, f"personne-{row.id}"
            _rename_events(connection, key, pseudonym)
            _rename_elsewhere(connection, row.name, pseudonym)
            forget_person(connection, key, row.name, pseudonym)
            nothing = {"name": pseudonym, "email": "", "password_hash": "", "disabled_at": at}
            connection.execute(sa.update(account).where(account.c.id == key).values(**nothing))
            connection.execute(sa.update(draft).where(draft.c.claimed_by == key).values(claimed_by=None))
            connection.execute(sa.delete(session).where(session.c.account_id == key))
        return pseudonym

    def _change(self, name: str, **values: Any) -> None:
        with self._database.write() as connection:
            _set(connection, name, **values)

    def _shut_out(self, name: str, **values: Any) -> None:
        """Change the account, and end its sessions with the same stroke."""
        with self._database.write() as connection:
            key = _set(connection, name, **values)
            connection.execute(sa.delete(session).where(session.c.account_id == key))

    def _hash(self, password: str) -> str:
        with self._one_at_a_time:
            return self._hasher.hash(_folded(password))

    def _matches(self, kept: str, password: str) -> bool:
        try:
            with self._one_at_a_time:
                return self._hasher.verify(kept, _folded(password))
        except (VerificationError, InvalidHashError):
            return False


_PSEUDONYM: Final = re.compile(r"personne-\d+")


def _folded(text: str) -> str:
    """One form for what two keyboards write differently: "é" as one sign, no space around."""
    return unicodedata.normalize("NFC", text).strip()


def same_name(one: str, other: str) -> bool:
    """Whether two names are one person's: capitals do not count, since phones put them in or leave them out."""
    return folded_name(one) == folded_name(other)


def folded_name(name: str) -> str:
    """What two ways to write one person's name have in common."""
    return _folded(name).casefold()


def _strong(password: str, name: str) -> str:
    if why := weakness(password, name):
        raise WeakPassword(why)
    return password


def _digest(mark: str) -> str:
    """What is kept of a mark: whoever reads a backup signs in with nothing of it."""
    return hashlib.sha256(mark.encode()).hexdigest()


def _set(connection: sa.Connection, name: str, **values: Any) -> int:
    """Change the account of this name and return its number, or NoSuchAccount."""
    row = _named(connection, name)
    if row is None:
        raise NoSuchAccount(name)
    connection.execute(sa.update(account).where(account.c.id == row.id).values(**values))
    return int(row.id)


def _named(connection: sa.Connection, name: str) -> sa.Row[Any] | None:
    """The account of this name; the one written exactly so first, should older accounts differ by capitals only."""
    rows = [row for row in connection.execute(sa.select(account)) if same_name(row.name, name)]
    return min(rows, key=lambda row: (row.name != _folded(name), row.id), default=None)


def _name(name: str) -> str:
    folded = " ".join(_folded(name).split())
    if not 1 <= len(folded) <= 60 or not folded.isprintable():
        raise NotAName
    return folded


def valid_email(email: str) -> str:
    """The address, "" where none was given, or NotAnEmail."""
    email = email.strip()
    if email and not (email.isprintable() and re.fullmatch(r"[^@\s]+@[^@\s]+", email) and len(email) <= LONGEST_EMAIL):
        raise NotAnEmail
    return email


def _role(role: Role) -> Role:
    if role not in ROLES:
        raise NotARole(role)
    return role


def _actor(row: sa.Row[Any]) -> Actor:
    return Actor(row.id, row.name, Role(row.role))


def _rename_events(connection: sa.Connection, account_id: int, pseudonym: str) -> None:
    for events in (review_event, term_event):
        guard = f"{events.name}_not_updated"
        made_by = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (guard,)).scalar_one()
        connection.exec_driver_sql(f"DROP TRIGGER {guard}")
        connection.execute(sa.update(events).where(events.c.actor_id == account_id).values(actor=pseudonym))
        connection.exec_driver_sql(made_by)


def _rename_elsewhere(connection: sa.Connection, name: str, pseudonym: str) -> None:
    """Licences, permissions, records and the like keep the name alone; no two accounts ever share one."""
    kept = (
        publication.c.licence_confirmed_by,
        record.c.approved_by,
        triage_event.c.actor,
        revision.c.reading_by,
        imported_unit.c.made_by,
        suggestion.c.actor,
        suggestion.c.answered_by,
        permission.c.recorded_by,
        permission.c.ended_by,
    )
    for column in kept:
        connection.execute(sa.update(column.table).where(column == name).values({column: pseudonym}))
