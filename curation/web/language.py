"""The language that a page speaks: French, or English by choice, each wording found by its French in a gettext file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final

import polib

FRENCH: Final = "fr"
LANGUAGES: Final[Mapping[str, str]] = {FRENCH: "Français", "en": "English"}
CATALOGS: Final = Path(__file__).parent / "locale"

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
    return _wordings(spoken()).get((french, 0), french)


def ngettext(one: str, many: str, value: int) -> str:
    """The wording for so many things: French counts 0 and 1 as one, English 1 alone."""
    if spoken() == FRENCH:
        return one if value < 2 else many
    form = 0 if value == 1 else 1
    return _wordings(spoken()).get((one, form), one if form == 0 else many)


def marked(french: str) -> str:
    """A wording that a table holds: found by the gettext tools here, translated where it is shown."""
    return french


_ = gettext


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
