"""Two texts that both come from a third, brought together word by word; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

LONGEST: Final = 3_000  # words: comparing takes their square, and no segment is a tenth as long
OPEN, BETWEEN, SHUT = "⟦", " | ", "⟧"
# A word goes with the space after it: two neighbours that both changed are one place to look at.
_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*['’]?\s*|[^\w\s]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the merged text: both say the same, or `mine` and `theirs` are for a person to choose from."""

    mine: str
    theirs: str

    @property
    def agreed(self) -> bool:
        return self.mine == self.theirs

    def __str__(self) -> str:
        """The text; where one must be chosen, both in marks: "⟦mine | theirs⟧"."""
        if self.agreed:
            return self.mine
        after = " " if (self.mine[-1:] + self.theirs[-1:]).isspace() else ""
        return f"{OPEN}{self.mine.strip()}{BETWEEN}{self.theirs.strip()}{SHUT}{after}"


@dataclass(frozen=True, slots=True)
class Merged:
    """The pieces of two texts brought together, in reading order."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(str(piece) for piece in self.pieces)

    @property
    def to_choose(self) -> int:
        """How many places both texts changed, each in its own way."""
        return sum(not piece.agreed for piece in self.pieces)


def merged(base: str, mine: str, theirs: str) -> Merged:
    """What `mine` and `theirs` make of `base` together: a change that only one made stands, as one that both made does.

    Where each changed the same words in its own way, both are kept, for a person to choose. Exchanging the two texts
    exchanges the sides of these places and changes nothing else.
    """
    words = tuple(_WORD.findall(text) for text in (base, mine, theirs))
    if max(map(len, words)) > LONGEST:
        return Merged((_decided(base, mine, theirs),))
    pieces = [_decided(*("".join(part) for part in parts)) for parts in _stretches(*words)]
    return Merged(tuple(_joined(piece for piece in pieces if piece.mine or piece.theirs)))


def _decided(base: str, mine: str, theirs: str) -> Piece:
    if mine == base:
        return Piece(theirs, theirs)
    return Piece(mine, mine) if theirs == base else Piece(mine, theirs)


Parts = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _stretches(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Parts]:
    """The three texts cut at the words that all three have, each of which is a stretch of its own."""
    in_mine, in_theirs = _places(base, mine), _places(base, theirs)
    done = (0, 0, 0)
    for here in sorted(in_mine.keys() & in_theirs.keys()):
        place = (here, in_mine[here], in_theirs[here])
        yield base[done[0] : place[0]], mine[done[1] : place[1]], theirs[done[2] : place[2]]
        yield (base[here : here + 1],) * 3
        done = (place[0] + 1, place[1] + 1, place[2] + 1)
    yield base[done[0] :], mine[done[1] :], theirs[done[2] :]


def _places(base: Sequence[str], text: Sequence[str]) -> dict[int, int]:
    """Where the words of `base` stand in the text, by their place in `base`."""
    blocks = SequenceMatcher(None, base, text, autojunk=False).get_matching_blocks()
    return {i + n: j + n for i, j, size in blocks for n in range(size)}


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours on which both agree as one piece."""
    for agreed, run in groupby(pieces, key=lambda piece: piece.agreed):
        if agreed:
            text = "".join(piece.mine for piece in run)
            yield Piece(text, text)
        else:
            yield from run
