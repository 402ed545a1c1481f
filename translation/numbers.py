"""Numbers by their value, however English or French writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

_SPACE: Final = " \u00a0\u2009\u202f"
_NUMBER: Final = re.compile(rf"(?<!\d)\d{{1,3}}(?:[{_SPACE}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_ENGLISH: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_FRENCH: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
# "billion" is a thousand millions in English and a million millions in French.
_SCALES: Final = {"k": 3, "thousand": 3, "mille": 3, "m": 6, "million": 6, "bn": 9, "milliard": 9, "billion": 9}
_FRENCH_SCALES: Final = _SCALES | {"billion": 12}
_SCALE: Final = re.compile(rf"[{_SPACE}-]?(k|m|bn|thousand|millions?|billions?|milliards?|mille)\b", re.IGNORECASE)
_AFTERNOON: Final = re.compile(r"(?::[0-5]\d)?\s?p\.?m\b", re.IGNORECASE)
_WORDS: Final = {
    word: value
    for value, words in {
        0: "zero zéro",
        1: "one un une first premier première",
        2: "two deux second seconde deuxième twice both",
        3: "three trois third troisième",
        4: "four quatre fourth quatrième",
        5: "five cinq fifth cinquième quinquennal",
        6: "six sixth sixième",
        7: "seven sept seventh septième",
        8: "eight huit eighth huitième",
        9: "nine neuf ninth neuvième",
        10: "ten dix tenth dixième dizaine décennal",
        11: "eleven onze",
        12: "twelve douze dozen douzaine",
        13: "thirteen treize",
        14: "fourteen quatorze",
        15: "fifteen quinze",
        16: "sixteen seize",
        20: "twenty vingt vingtaine",
        30: "thirty trente",
        40: "forty quarante",
        50: "fifty cinquante half moitié",
        60: "sixty soixante",
        100: "hundred cent centaine",
        1000: "thousand mille millier",
    }.items()
    for word in words.split()
}

ROMAN_ORDINAL: Final = re.compile(r"(?<!\w)([IVX]+)(?:ers?|res?|es?|[eè]mes?)(?!\w)")
_ROMAN: Final = {"I": 1, "V": 5, "X": 10}


class Number(NamedTuple):
    """A number as it is written, every value a reader may take it for, and where it stands.

    `power` is that of ten in the word that follows ("million" is 6, else 0); `end` is after that word.
    """

    written: str
    values: frozenset[Decimal]
    value: Decimal
    power: int
    start: int
    end: int


def english_numbers(text: str) -> list[Number]:
    """The numbers written in figures: 1,234.5 is one number, 3 pm is 3 or 15, 5 million is 5 or 5,000,000."""
    return list(_numbers(text, _ENGLISH))


def french_numbers(text: str) -> list[Number]:
    """The numbers written in figures: 1 234,5 is one number, whichever space parts it."""
    return list(_numbers(text, _FRENCH))


def spelled_numbers(text: str) -> frozenset[Decimal]:
    """The values of the commonest number words, English or French, and of ordinals like XXIe."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    found = {Decimal(_WORDS[form]) for word in words for form in (word, word.rstrip("s")) if form in _WORDS}
    return frozenset(found | {Decimal(_roman(match[1])) for match in ROMAN_ORDINAL.finditer(text)})


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _numbers(text: str, style: re.Pattern[str]) -> Iterator[Number]:
    previous = ""
    for match in _NUMBER.finditer(text):
        joined = re.sub(rf"[{_SPACE}]", "", match[0])
        # 1.2.3 or "notes 1,2" is no number of this language: each of its parts must be kept.
        parts = [joined] if style.fullmatch(joined) else re.findall(r"\d+", joined)
        scale = _SCALE.match(text, match.end())
        power = _power(scale[1], style) if scale else 0
        for part in parts:
            value = _value(part, style)
            values = {value, value * 10**power, *_of_the_afternoon(value, text[match.end() :])}
            if len(part) == 2 and re.search(r"\d{4}[-–/]$", text[: match.start()]):
                values.add(Decimal(previous[:2] + part))  # 2019-20 may become 2019-2020
            written, end = match[0] if len(parts) == 1 else part, scale.end() if scale else match.end()
            yield Number(written, frozenset(values), value, power, match.start(), end)
        previous = joined


def _value(part: str, style: re.Pattern[str]) -> Decimal:
    thousands, decimals = (",", ".") if style is _ENGLISH else (".", ",")
    return Decimal(part.replace(thousands, "").replace(decimals, "."))


def _power(word: str, style: re.Pattern[str]) -> int:
    return (_SCALES if style is _ENGLISH else _FRENCH_SCALES)[word.casefold().rstrip("s")]


def _of_the_afternoon(value: Decimal, after: str) -> Iterator[Decimal]:
    if _AFTERNOON.match(after) and value < 12:
        yield value + 12
