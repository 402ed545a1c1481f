"""What browsers send, as values: texts, numbers, a page of a long list, the segments whose boxes are ticked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

TICK: Final = "s"  # begins the name of a segment's box: its number follows, the version that was seen is the value

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Row]):
    """One page of a long list: its rows, its number and that of the last page, and how many rows come before."""

    rows: Sequence[Row]
    number: int
    last: int
    before: int


def leaf_of(rows: Sequence[Row], number: int, size: int) -> Leaf[Row]:
    """The page of this number, `size` rows a page; the last one where there are fewer."""
    last = max(1, -(-len(rows) // size))
    number = min(number, last)
    before = (number - 1) * size
    return Leaf(rows[before : before + size], number, last, before)


def page_number(asked: str) -> int:
    """The page that an address asks for, counted from 1; the first where it asks for none."""
    return figure(asked) or 1


def figure(text: str, digits: int = 9) -> int | None:
    """The number that the text is; None for anything else, and for more digits than that."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def ticked(form: Mapping[str, str]) -> dict[int, int]:
    """The segments whose boxes are ticked, by position, each with the version that was seen of it."""
    pairs = ((figure(name.removeprefix(TICK)), figure(value)) for name, value in form.items() if name.startswith(TICK))
    return {position: version for position, version in pairs if position is not None and version is not None}


def cleaned(text: str, *, lines: bool = False) -> str:
    """What a browser sent as the catalog keeps it: one way to write an accent, no stray spaces, no-break spaces kept.

    Line breaks stay where they mean something (`lines`); elsewhere they count as a space.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return text.strip() if lines else re.sub(r"[ \t\n]+", " ", text).strip(" ")
