"""The themes that make a publication ours, read and checked: their names in French and English, and their phrases."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from curation.errors import ThemesInvalid


class ThemeKind(StrEnum):
    """What a theme says of a publication."""

    STAGE = "stage"  # a step in the life of data
    TOPIC = "topic"
    AUDIENCE = "audience"
    TYPE = "type"
    OFF_TOPIC = "off-topic"  # it speaks against


class Side(StrEnum):
    """What a publication must touch: data, and care for the people behind them."""

    DATA = "data"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words by which a theme is seen: as the list writes them, as they are compared, and what one sight is worth."""

    text: str
    words: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that speaks for a publication or, off topic, against it; `weight` is the most that it can count."""

    id: str
    kind: ThemeKind
    fr: str
    en: str
    sides: frozenset[Side]
    weight: float
    phrases: tuple[Phrase, ...]


POINTS: Final[Mapping[str, int]] = MappingProxyType({"strong": 4, "medium": 2, "weak": 1})

WEIGHTS: Final[Mapping[ThemeKind, float]] = MappingProxyType(
    {
        ThemeKind.STAGE: 0.35,
        ThemeKind.TOPIC: 0.5,
        ThemeKind.AUDIENCE: 0.12,
        ThemeKind.TYPE: 0.12,
        ThemeKind.OFF_TOPIC: 0.7,
    }
)

_WORD: Final = re.compile(r"[a-z0-9]+(?:&[a-z0-9]+)?")
_ISE: Final = re.compile(r"is(e|ed|ing|er|able|ation)$")


# Words as they are compared


def words_of(text: str) -> list[str]:
    """The words of a text in their plainest form: "Anonymising data-sets" gives anonymizing, data, set."""
    return [_plain(word) for word in _WORD.findall(text.lower())]


@cache
def _plain(word: str) -> str:
    """A word without its plural and with American -ize; wrong for odd words, but wrong alike in list and text."""
    return _ISE.sub(r"iz\1", _singular(word))


def _singular(word: str) -> str:
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") else word


# The list


def load_themes(path: Path | None = None) -> tuple[Theme, ...]:
    """The themes of a file, or of the list that comes with the project, all checked."""
    return _themes(path.read_text("utf-8")) if path else _packaged()


@cache
def _packaged() -> tuple[Theme, ...]:
    return _themes(files("curation").joinpath("data/themes.toml").read_text("utf-8"))


def theme_label(theme_id: str, language: str = "fr") -> str:
    """What a reader sees for a theme; the id itself for one that is no longer on the list."""
    theme = next((theme for theme in _packaged() if theme.id == theme_id), None)
    if theme is None:
        return theme_id
    return theme.fr if language == "fr" else theme.en


def _themes(text: str) -> tuple[Theme, ...]:
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemesInvalid(f"the list of themes cannot be read: {error}") from error
    for name, tables in entries.items():
        if name != "theme" or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise ThemesInvalid(f'unknown entry "{name}": a theme begins with [[theme]]')
    themes = tuple(_theme(number, entry) for number, entry in enumerate(entries.get("theme", []), start=1))
    if not themes:
        raise ThemesInvalid("the list of themes is empty")
    _each_once(themes)
    return themes


def _theme(number: int, entry: Mapping[str, Any]) -> Theme:
    """One checked entry."""
    name = f'theme "{entry["id"]}"' if entry.get("id") else f"theme number {number}"
    for key in ("id", "kind", "fr", "en"):
        if not entry.get(key):
            raise ThemesInvalid(f'{name}: field "{key}" is missing')
    for key, value in entry.items():
        if key not in _CHECKS:
            raise ThemesInvalid(f'{name}: field "{key}" is not known')
        if why := _CHECKS[key](value):
            raise ThemesInvalid(f'{name}: field "{key}": {why}')
    phrases = tuple(_phrases(entry))
    if not phrases:
        raise ThemesInvalid(f"{name}: it has no phrase to be seen by")
    kind = ThemeKind(entry["kind"])
    weight = float(entry.get("weight", WEIGHTS[kind]))
    return Theme(entry["id"], kind, entry["fr"], entry["en"], _sides(kind, entry), weight, phrases)


def _sides(kind: ThemeKind, entry: Mapping[str, Any]) -> frozenset[Side]:
    stage = [Side.DATA] if kind is ThemeKind.STAGE else []
    return frozenset(Side(side) for side in entry.get("sides", stage))


def _phrases(entry: Mapping[str, Any]) -> Iterator[Phrase]:
    for strength, points in POINTS.items():
        for text in entry.get(strength, ()):
            yield Phrase(text, tuple(words_of(text)), points)


def _each_once(themes: tuple[Theme, ...]) -> None:
    """No id stands twice, and no phrase, in whatever number or spelling: it would count for two themes at once."""
    ids: set[str] = set()
    seen: dict[tuple[str, ...], str] = {}
    for theme in themes:
        if theme.id in ids:
            raise ThemesInvalid(f'theme "{theme.id}": field "id": used twice')
        ids.add(theme.id)
        for phrase in theme.phrases:
            if phrase.words in seen:
                raise ThemesInvalid(f'theme "{theme.id}": "{phrase.text}" stands already in "{seen[phrase.words]}"')
            seen[phrase.words] = theme.id


# What each field may hold


def _id(value: object) -> str:
    wanted = isinstance(value, str) and re.fullmatch(r"[a-z0-9][a-z0-9-]*", value)
    return "" if wanted else "only small letters, figures and hyphens"


def _kind(value: object) -> str:
    return "" if value in list(ThemeKind) else f'"{value}" is none of {", ".join(ThemeKind)}'


def _label(value: object) -> str:
    return "" if isinstance(value, str) and value.strip() else "should be text"


def _known_sides(value: object) -> str:
    fits = isinstance(value, list) and all(side in list(Side) for side in value)
    return "" if fits else f"should be a list of {', '.join(Side)}"


def _weight(value: object) -> str:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1
    return "" if fits else "should be a number above 0, at most 1"


def _texts(value: object) -> str:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        return "should be a list of phrases"
    empty = next((text for text in value if not words_of(text)), None)
    return "" if empty is None else f'"{empty}" has no word in it'


_CHECKS: Final[Mapping[str, Callable[[object], str]]] = MappingProxyType(
    {
        "id": _id,
        "kind": _kind,
        "fr": _label,
        "en": _label,
        "sides": _known_sides,
        "weight": _weight,
        **dict.fromkeys(POINTS, _texts),
    }
)
