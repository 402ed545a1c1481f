"""Which words of the French come from which of the English, by the attention that the model paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

START: Final = "▁"  # begins a piece that begins a word

_OURS: Final = 0.4  # share of a word's attention: more, and the word renders the passage
_GAP: Final = 2  # words that may stand between two that render one passage: "de la"


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text cut into a model's pieces; `places` are the start and end of each in `text`."""

    text: str
    pieces: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    def within(self, start: int, end: int) -> list[int]:
        """The numbers of the pieces that hold letters of text[start:end]."""
        return [n for n, (first, last) in enumerate(self.places) if first < end and last > start]


def spelled(text: str, pieces: Sequence[str]) -> Spelled:
    """Pieces with their places in the text they were cut from, found one after the other."""
    places, at = [], 0
    for piece in pieces:
        letters = piece.replace(START, "")
        begin = text.find(letters, at) if letters else at + (text[at : at + 1] == " ")  # a space may be a piece
        if begin < 0 or begin > at + 3:  # a letter that the pieces spell otherwise: it stands where it must
            begin = at + (piece.startswith(START) and text[at : at + 1] == " ")
        at = begin + len(letters)
        places.append((begin, at))
    return Spelled(text, tuple(pieces), tuple(places))


def words(spelling: Spelled) -> list[list[int]]:
    """The numbers of the pieces of each word."""
    grouped: list[list[int]] = []
    for number, piece in enumerate(spelling.pieces):
        if piece.startswith(START) or not grouped:
            grouped.append([])
        grouped[-1].append(number)
    return grouped


def rendering(spelling: Spelled, attention: Sequence[Sequence[float]], source: Iterable[int]) -> tuple[int, int] | None:
    """From where to where in a French text the passage of these source pieces is rendered; None when nowhere.

    `attention` has a row for each French piece and a column for each source piece.
    """
    columns = list(source)
    shares = []
    for word in words(spelling):
        mass = [sum(attention[piece][column] for column in columns) for piece in word if piece < len(attention)]
        shares.append((word, sum(mass) / max(1, len(mass)), max(mass, default=0.0)))
    chosen = [n for n, (_, share, peak) in enumerate(shares) if share >= _OURS or (share > 0.25 and peak >= 0.6)]
    if not chosen:
        return None
    clusters: list[list[int]] = [[chosen[0]]]
    for number in chosen[1:]:
        if number - clusters[-1][-1] <= _GAP:
            clusters[-1].append(number)
        else:
            clusters.append([number])
    best = max(clusters, key=lambda cluster: sum(shares[n][1] for n in cluster))
    first, last = shares[best[0]][0][0], shares[best[-1]][0][-1]
    return spelling.places[first][0], spelling.places[last][1]


def coverage(attention: Sequence[Sequence[float]], source: Iterable[int]) -> float:
    """The share of these source pieces that some French piece attends to, between 0 and 1."""
    columns = list(source)
    if not columns:
        return 1.0
    return sum(min(1.0, sum(row[column] for row in attention)) for column in columns) / len(columns)
