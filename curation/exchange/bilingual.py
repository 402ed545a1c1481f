"""A draft as a file that people take away: its segments, English and French, with what it takes to put them back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from curation.errors import CurationError

_KEY: Final = re.compile(r"\s*([0-9]{1,9})\.([0-9]{1,9})\s*")
_STAMP: Final = re.compile(r"\s*v([0-9]{1,9})\.([0-9a-f]{8})\s*")
_IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS: Final = re.compile("[\r\n\u2028\u2029]+")


class NotReturnable(CurationError):
    """A file from which no French can be taken; the message says why, in French for whoever sent it."""

    kind = "not returnable"


@dataclass(frozen=True, slots=True)
class Key:
    """Which segment an entry is: its draft, and its number there as the pages count it, from 1."""

    draft: int
    number: int

    def __str__(self) -> str:
        return f"{self.draft}.{self.number}"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the French was when it went out: the version of its unit, and a mark of its words."""

    version: int
    mark: str

    def __str__(self) -> str:
        return f"v{self.version}.{self.mark}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A segment in a file. `key` and `stamp` are None where the file has lost them or never had them.

    `doubtful` asks for a second look; `remarks` are sentences beside the segment, which nobody reads back.
    """

    source: str
    target: str
    key: Key | None = None
    stamp: Stamp | None = None
    doubtful: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BilingualFile:
    """A draft as a file, going out or coming back.

    `at` is when the draft last changed; `language` is what it says its translation is in, "" when it says nothing. Of
    one that came back, `obsolete` are the entries that it sets aside itself, and `recoded` says that its letters were
    not written in UTF-8.
    """

    entries: tuple[Entry, ...]
    title: str = ""
    draft: int = 0
    at: datetime | None = None
    language: str = ""
    obsolete: tuple[Entry, ...] = ()
    recoded: bool = False


def key_of(text: str | None) -> Key | None:
    """The key written in a text, None where there is none."""
    found = _KEY.fullmatch(text or "")
    return Key(int(found[1]), int(found[2])) if found else None


def stamp_of(text: str | None) -> Stamp | None:
    """The stamp written in a text, None where there is none."""
    found = _STAMP.fullmatch(text or "")
    return Stamp(int(found[1]), found[2]) if found else None


def mark_of(text: str) -> str:
    """A mark that two texts share if they are `alike`, and hardly ever otherwise."""
    return sha256(_plain(text).encode("utf-8", "replace")).hexdigest()[:8]


def alike(one: str, other: str) -> bool:
    """Whether two texts have the same words and marks. Kinds of spaces do not count: many editors replace them."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", possible(text)).split())


def possible(text: str) -> str:
    """The text on one line, without the characters that XML has no place for and that no line of PO survives."""
    return _IMPOSSIBLE.sub("", _BREAKS.sub(" ", text))
