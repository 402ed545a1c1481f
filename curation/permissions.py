"""What a rights holder allowed beyond the licence, and the one rule of whether a translation may go out on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from curation.dates import day_typed
from curation.errors import CurationError
from curation.rights import licence_of, refusal
from curation.told import Told

LONGEST_GIVER: Final = 200
LONGEST_NOTE: Final = 2_000


class Scope(StrEnum):
    """What a permission is for; only the first lets a translation go out."""

    PUBLISH = "publish"
    SUMMARY = "summary"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission as it was recorded: who gave it and when, for what, until when (None: for good), and its file.

    It is never deleted: one that was taken back has `ended_at`.
    """

    id: int
    given_by: str
    given_on: date
    scope: Scope
    until: date | None
    note: str
    file_digest: str
    file_name: str
    recorded_by: str
    recorded_at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None

    def in_force(self, day: date) -> bool:
        """Whether it counts on this day; its last day still counts, the day it was ended does not."""
        begun, over = self.given_on <= day, self.until is not None and self.until < day
        return begun and not over and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Release:
    """Whether a translation may go out: `refusal` says why not, "" when it may.

    `permission` is what opens it where the licence, or nobody's word on it, would not.
    """

    refusal: str
    permission: Permission | None = None


UNCONFIRMED: Final = Told(
    "La licence du document d’origine reste à confirmer\u00a0: la traduction n’est pas encore diffusée."
)


def release(licence: str, permissions: Iterable[Permission], day: date, *, confirmed: bool = True) -> Release:
    """Whether the translation may go out on this day: its licence allows it, or a permission to publish is in force.

    A licence that a machine guessed and nobody `confirmed` opens nothing; a permission is a person's word.
    """
    if licence_of(licence).translation and confirmed:
        return Release("")
    opened = opened_by(permissions, day)
    return Release("", opened) if opened else Release(refusal(licence) or UNCONFIRMED)


def opened_by(permissions: Iterable[Permission], day: date) -> Permission | None:
    """The permission to publish in force on this day: of several the one that lasts longest, then the newest."""
    given = [one for one in permissions if one.scope is Scope.PUBLISH and one.in_force(day)]
    return max(given, key=lambda one: (one.until or date.max, one.given_on, one.id), default=None)


def changed_since(permissions: Iterable[Permission], day: date) -> date | None:
    """The last day on which a permission to publish ran out by itself, before or on this day; None when none did."""
    over = [one.until for one in permissions if one.scope is Scope.PUBLISH and one.until and one.ended_at is None]
    return max((until for until in over if until < day), default=None)


class NotAPermission(CurationError):
    """What was sent cannot be kept as a permission; the message says what to mend, in French."""

    kind = "permission"


@dataclass(frozen=True, slots=True)
class Typed:
    """A permission as somebody typed it, each field as text."""

    given_by: str
    given_on: str
    scope: str
    until: str
    note: str


@dataclass(frozen=True, slots=True)
class Given:
    """A permission that may be recorded; its file is told by its digest, "" for none."""

    given_by: str
    given_on: date
    scope: Scope
    until: date | None
    note: str
    file_digest: str = ""
    file_name: str = ""


def given(typed: Typed, today: date) -> Given:
    """What was typed as values, or NotAPermission with what to mend."""
    giver = " ".join(typed.given_by.split())
    if not giver or len(giver) > LONGEST_GIVER:
        raise NotAPermission(
            Told("Dites qui a donné l’autorisation, en %(most)s caractères au plus.", most=LONGEST_GIVER)
        )
    on, until = _day(typed.given_on), _day(typed.until) if typed.until.strip() else None
    if on > today:
        raise NotAPermission(Told("Une autorisation ne peut pas avoir été donnée plus tard qu’aujourd’hui."))
    if until is not None and until < on:
        raise NotAPermission(Told("La fin de l’autorisation vient avant son début\u00a0: vérifiez les deux dates."))
    if len(typed.note) > LONGEST_NOTE:
        raise NotAPermission(Told("La remarque est trop longue\u00a0: %(most)s caractères au plus.", most=LONGEST_NOTE))
    if typed.scope not in set(Scope):
        raise NotAPermission(Told("Choisissez ce que l’autorisation permet."))
    return Given(giver, on, Scope(typed.scope), until, typed.note.strip())


def _day(written: str) -> date:
    day = day_typed(written)
    if day is None:
        raise NotAPermission(
            Told("Cette date ne se lit pas\u00a0: donnez-la avec l’année, le mois et le jour, par exemple 2026-03-01.")
        )
    return day
