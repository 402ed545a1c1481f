"""How well a publication fits what we translate: English words and phrases per theme, and the reasons for the score.

A theme counts by how densely its phrases stand in the text, up to its weight; the title counts on its own, so that a
long report is not drowned in its own words. What speaks of data and what speaks of care for people are added up apart,
and what one side says alone counts for little. `docs/triage.md` tells the same to those who keep the list of themes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp
from typing import Final

from curation.themes import POINTS, Phrase, Side, Theme, ThemeKind, load_themes, theme_label, words_of
from translation.document import BlockKind, Document

__all__ = ["Reason", "Relevance", "load_themes", "relevance", "theme_label"]

MOST_PHRASES: Final = 4
SEEN: Final = 0.005  # a theme that counts for less is no reason that anybody wants to read
FEWEST_WORDS: Final = 150  # added to a text's length, so that one word in a teaser of twenty is no density
SATURATION: Final = 8.0  # points in a thousand words that give a theme two thirds of its weight
TITLE_COUNTS: Final = 1.5  # what a point in the title is worth besides, in points in a thousand words, in any length
HEADING_COUNTS: Final = 2
FAINT: Final = 0.5  # the share that counts of a theme that only weak phrases show: every text has a risk and a tool
STRAY: Final = 4.0  # points in a thousand words that speak against nothing yet: everybody has a conference or a budget
ALONE: Final = 0.3  # the share that counts of what only one side says
SUPPORT: Final = 0.5  # the most that audience and type can add, as a share of what the two sides say

Index = Mapping[str, Sequence[tuple[Phrase, int]]]


@dataclass(frozen=True, slots=True)
class Reason:
    """A theme that spoke for a publication (or, with a negative weight, against it), and the phrases it was seen by."""

    theme: str
    phrases: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Relevance:
    """A score from 0 to 1, and its reasons, the weightiest first."""

    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class Sightings:
    """How often each phrase of a theme was seen, the points that the text and the title gave, and the best phrase's."""

    seen: Counter[str] = field(default_factory=Counter)
    text: int = 0
    title: int = 0
    best: int = 0

    def see(self, phrase: Phrase) -> None:
        self.seen[phrase.text] += 1
        self.best = max(self.best, phrase.points)


def relevance(document: Document, themes: tuple[Theme, ...] | None = None) -> Relevance:
    """The score of a publication and the themes that gave it; the same text always gets the same."""
    listed = load_themes() if themes is None else themes
    sightings, length = _sightings(document, listed)
    amounts = {number: _amount(listed[number], sighting, length) for number, sighting in sightings.items()}
    reasons = [
        _reason(listed[number], sightings[number], amount) for number, amount in amounts.items() if amount >= SEEN
    ]
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.theme))
    return Relevance(_score([(listed[number], amount) for number, amount in amounts.items()]), tuple(reasons))


# Seeing phrases


def _sightings(document: Document, themes: tuple[Theme, ...]) -> tuple[dict[int, Sightings], int]:
    """What was seen of each theme, by its place in the list, and how many words the text has."""
    index = _index(themes)
    found: dict[int, Sightings] = {}
    for phrase, theme in _seen(words_of(document.title), index):
        sighting = found.setdefault(theme, Sightings())
        sighting.see(phrase)
        sighting.title += phrase.points
    length = 0
    for block in document.blocks:
        words = words_of(block.text)
        length += len(words)
        times = HEADING_COUNTS if block.kind is BlockKind.HEADING else 1
        for phrase, theme in _seen(words, index):
            sighting = found.setdefault(theme, Sightings())
            sighting.see(phrase)
            sighting.text += phrase.points * times
    return found, length


@lru_cache(maxsize=4)
def _index(themes: tuple[Theme, ...]) -> Index:
    """Every phrase under its first word, the longest first: "data protection officer" before "data protection"."""
    index: dict[str, list[tuple[Phrase, int]]] = {}
    for number, theme in enumerate(themes):
        for phrase in theme.phrases:
            index.setdefault(phrase.words[0], []).append((phrase, number))
    for phrases in index.values():
        phrases.sort(key=lambda entry: -len(entry[0].words))
    return index


def _seen(words: list[str], index: Index) -> Iterable[tuple[Phrase, int]]:
    """The phrases in a text, none within another, each with its theme's place in the list."""
    at = 0
    while at < len(words):
        step = 1
        for phrase, theme in index.get(words[at], ()):
            length = len(phrase.words)
            if length == 1 or tuple(words[at : at + length]) == phrase.words:
                yield phrase, theme
                step = length
                break
        at += step


# Weighing themes


def _amount(theme: Theme, sighting: Sightings, length: int) -> float:
    """How much a theme counts: little for a stray word in a long text, at most its weight."""
    points = sighting.text + sighting.title * HEADING_COUNTS
    density = points * 1000 / (length + FEWEST_WORDS) + sighting.title * TITLE_COUNTS
    if theme.kind is ThemeKind.OFF_TOPIC:
        density = max(0.0, density - STRAY)
    return theme.weight * _firmness(theme, sighting) * (1 - exp(-density / SATURATION))


def _firmness(theme: Theme, sighting: Sightings) -> float:
    """Less than 1 where only weak phrases show a theme, or where one word alone speaks against a text."""
    once = theme.kind is ThemeKind.OFF_TOPIC and not sighting.title and sighting.seen.total() == 1
    return FAINT if once or sighting.best <= POINTS["weak"] else 1.0


def _reason(theme: Theme, sighting: Sightings, amount: float) -> Reason:
    phrases = sorted(sighting.seen, key=lambda phrase: (-sighting.seen[phrase], phrase))
    sign = -1 if theme.kind is ThemeKind.OFF_TOPIC else 1
    return Reason(theme.id, tuple(phrases[:MOST_PHRASES]), sign * round(amount, 3))


def _score(amounts: Sequence[tuple[Theme, float]]) -> float:
    """Both sides together, with what supports them, less what speaks against; never below 0 or above 1."""
    data = sum(amount for theme, amount in amounts if Side.DATA in theme.sides)
    care = sum(amount for theme, amount in amounts if Side.CARE in theme.sides)
    against = sum(amount for theme, amount in amounts if theme.kind is ThemeKind.OFF_TOPIC)
    both = min(data, care) + ALONE * abs(data - care)
    aside = sum(amount for theme, amount in amounts if theme.kind in (ThemeKind.AUDIENCE, ThemeKind.TYPE))
    return round(1 - exp(-max(0.0, both + min(aside, SUPPORT * both) - against)), 3)
