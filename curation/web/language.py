"""The language that a page speaks: French, or English by choice, each wording found by its French in a gettext file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

import polib

from curation.told import Told

FRENCH: Final = "fr"
LANGUAGES: Final[Mapping[str, str]] = {FRENCH: "Français", "en": "English"}
CATALOGS: Final = Path(__file__).parent / "locale"

_Key = TypeVar("_Key")
_SPOKEN: ContextVar[str] = ContextVar("language", default=FRENCH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within this block wordings come out in the language; one that we do not have is French."""
    token = _SPOKEN.set(language if language in LANGUAGES else FRENCH)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> str:
    return _SPOKEN.get()


def gettext(french: str) -> str:
    """The wording in the language that is spoken; its French where nobody has translated it yet."""
    if isinstance(french, Told):
        return _told(french)
    return _wordings(spoken()).get((french, 0), french)


def ngettext(one: str, many: str, value: int) -> str:
    """The wording for so many things: French counts 0 and 1 as one, English 1 alone."""
    if spoken() == FRENCH:
        return one if value < 2 else many
    form = 0 if value == 1 else 1
    return _wordings(spoken()).get((one, form), one if form == 0 else many)


def said(error: Exception) -> str:
    """What an error tells a person: below the pages errors speak French, and remember how they said it."""
    told = error.args[0] if error.args else ""
    return gettext(told if isinstance(told, str) else str(error))


def marked(french: str) -> str:
    """A wording that a table holds: found by the gettext tools here, translated where it is shown."""
    return french


def forms(one: str, many: str) -> tuple[str, str]:
    """What a table counts, one and several: found by the gettext tools here, translated where it is counted."""
    return one, many


class Wordings(Mapping[_Key, str]):
    """A table of wordings, each read in the language that is spoken."""

    def __init__(self, french: Mapping[_Key, str]) -> None:
        self._french = MappingProxyType(dict(french))

    def __getitem__(self, key: _Key) -> str:
        return gettext(self._french[key])

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._french)

    def __len__(self) -> int:
        return len(self._french)


_ = gettext


def _told(french: Told) -> str:
    values = {name: gettext(value) if isinstance(value, Told) else value for name, value in french.values.items()}
    pattern = ngettext(french.one, french.many, french.values["num"]) if french.many else gettext(french.one)
    return pattern % values if values else pattern


@cache
def _wordings(language: str) -> Mapping[tuple[str, int], str]:
    """Each translated wording by its French and the number of its plural form (0 for what has none)."""
    if language == FRENCH:
        return {}
    entries = polib.pofile(str(CATALOGS / f"{language}.po")).translated_entries()
    plain = {(entry.msgid, 0): entry.msgstr for entry in entries if not entry.msgid_plural}
    counted = {
        (entry.msgid, int(form)): text
        for entry in entries
        if entry.msgid_plural
        for form, text in entry.msgstr_plural.items()
    }
    return plain | counted
