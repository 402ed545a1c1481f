"""What is done to an English text before the engine reads it, and to its French after; text in, text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice, pairwise
from typing import Final

from translation.guards import SEPARATED, figures
from translation.placeables import MARK, NUMBER

_BULLET: Final = re.compile(r"(?:[-–—•·▪●◦‣*]\s+|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)]\s+)+")
_WORD: Final = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_CLAUSE_ENDS: Final = (re.compile(r"(?<=[;:])\s+"), re.compile(r"(?<=,)\s+"), re.compile(r"(?<=\s)(?=\S)"))


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as the engine should read it, and what its French must be given back.

    `bullet` stood before it, `held[0]` belongs where `text` says `marks[0]`, `capitals` is true for A TITLE LIKE THIS.
    """

    text: str
    bullet: str = ""
    marks: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    capitals: bool = False

    def given_back(self, french: str) -> str:
        """The French with the bullet, the capitals and what was held."""
        french = french.upper() if self.capitals else french
        held = dict(zip(self.marks, self.held, strict=True))
        return self.bullet + MARK.sub(lambda mark: in_french_figures(held.get(mark.group(), mark.group())), french)

    def taken(self, french: str) -> str:
        """The other way round: a French text as the model writes it, with marks, and without bullet and capitals."""
        french = french.removeprefix(self.bullet)
        for mark, held in zip(self.marks, self.held, strict=True):
            french = french.replace(in_french_figures(held), mark, 1)
        return french.capitalize() if self.capitals else french


def worded(text: str, usual_case: Callable[[str], str], *, hold: re.Pattern[str] | None) -> Wording:
    """The text without its bullet, with marks (X1, X2) for what `hold` finds, and a TITLE in small letters."""
    flat = " ".join(text.split())
    bullet = found.group() if (found := _BULLET.match(flat)) else ""
    marked, marks, held = _marked(flat[len(bullet) :], hold)
    capitals = marked.isupper()
    if capitals:
        marked = _WORD.sub(lambda word: usual_case(word.group()), marked)
        marked = marked[:1].upper() + marked[1:]
    return Wording(marked, bullet, marks, held, capitals)


def _marked(text: str, hold: re.Pattern[str] | None) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    held = tuple(match.group() for match in hold.finditer(text)) if hold else ()
    if not hold or not held:
        return text, (), ()
    letter = next((letter for letter in "XYZ" if not re.search(rf"\b{letter}\d", text)), "X")
    free = (f"{letter}{number}" for number in count(1) if f"{letter}{number}" not in text)
    marks = tuple(islice(free, len(held)))
    unused = iter(marks)
    return hold.sub(lambda _: next(unused), text), marks, held


def fitted(source: str, french: str) -> str:
    """The French with the first capital, and without a full stop, as the source has them."""
    if source[:1].isupper() and french[:1].islower():
        french = french[:1].upper() + french[1:]
    elif source[:1].islower() and french[:1].isupper() and not french[1:2].isupper():
        french = french[:1].lower() + french[1:]
    said_more = french.endswith(".") and not french.endswith(("..", "etc."))
    return french[:-1].rstrip() if said_more and source[-1:].isalnum() else french


def in_french_figures(text: str) -> str:
    """12,400 as 12 400 and 1,234.5 as 1 234,5; any other text as it is."""
    if not re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return text
    return text.replace(",", "\u202f").replace(".", ",")


def chunks(text: str, size: Callable[[str], int], largest: int) -> list[str]:
    """The text in parts of at most `largest`, cut between clauses, else between words; joined they are the text again.

    One word alone may be larger.
    """
    return list(_packed(text, size, largest, _CLAUSE_ENDS)) if size(text) > largest else [text]


def _packed(text: str, size: Callable[[str], int], largest: int, ends: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    if not ends or size(text) <= largest:
        yield text
        return
    cuts = [0, *(match.end() for match in ends[0].finditer(text)), len(text)]
    part = ""
    for start, end in pairwise(cuts):
        if part and size(part + text[start:end]) > largest:
            yield from _packed(part, size, largest, ends[1:])
            part = ""
        part += text[start:end]
    yield from _packed(part, size, largest, ends[1:])


def figures_put_right(source: str, french: str) -> str:
    """The French with its one wrong figure corrected, when the source has just one in its place: 12 000 for 12,400.

    Only long figures that begin alike: "3 agencies in 2 towns" may well be « trois agences dans 2 villes ».
    """
    wanted, found = (
        list((figures(source) - figures(french)).elements()),
        list((figures(french) - figures(source)).elements()),
    )
    if len(wanted) != 1 or len(found) != 1 or min(len(wanted[0]), len(found[0])) < 3 or wanted[0][:2] != found[0][:2]:
        return french
    right = next((text for text in NUMBER.findall(source) if SEPARATED.sub("", text) == wanted[0]), wanted[0])
    wrong = r"(?<!\d)" + r"[.,\s]?".join(found[0]) + r"(?!\d)"
    return re.sub(wrong, in_french_figures(right), french, count=1)
