"""What must come through a translation as it is: addresses, placeholders, numbers, acronyms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_URL = r"(?:https?://|ftp://|www\.)[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?)\]'’]"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_PLACEHOLDER = r"\{[^{}\s]*\}|%(?:\d+\$|\(\w+\))?[sdif]\b|&(?:\w+|#\d+);"
_NUMBER = r"(?<![\w.,])\d+(?:[.,\u202f\u00a0]\d+)*(?!\w)"
_ACRONYM = r"\b[A-Z][A-Z0-9]*(?:[-/&][A-Z0-9]+)*[A-Z0-9]s?\b|\b(?:[A-Z]\.){2,}"

# The order matters: an address may hold numbers and capitals, and a placeholder may hold a number.
KEPT_WHOLE: Final = re.compile("|".join((_URL, _EMAIL, _PLACEHOLDER)))
NUMBER: Final = re.compile(_NUMBER)
MARK: Final = re.compile(r"\b[XYZ]\d+\b")  # stands for what is held while a text is translated
_PLACEABLE: Final = re.compile("|".join((_URL, _EMAIL, _PLACEHOLDER, _NUMBER, _ACRONYM)))


def placeables(text: str) -> list[str]:
    """Every address, placeholder, number and acronym of the text, in order; a repeated one appears again."""
    return _PLACEABLE.findall(text)


def kept_whole_and(names: Sequence[str], *, numbers: bool = False) -> re.Pattern[str]:
    """What finds addresses, placeholders and these names, and the numbers if so wanted."""
    named = [rf"\b(?:{'|'.join(map(re.escape, names))})\b"] if names else []
    return re.compile("|".join((_URL, _EMAIL, _PLACEHOLDER, *named, *[_NUMBER] * numbers)))


def kept_whole(text: str) -> list[str]:
    """The addresses and placeholders of the text, in order: no letter of them may change."""
    return KEPT_WHOLE.findall(text)


def nothing_to_translate(text: str) -> bool:
    """Whether the text has no word in it: empty, figures, marks, addresses, placeholders, or a lone "N/A"."""
    rest = KEPT_WHOLE.sub(" ", text)
    return rest.strip().upper() == "N/A" or not any(character.isalpha() for character in rest)
