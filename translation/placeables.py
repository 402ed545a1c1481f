"""What must come through a translation as it is: addresses, placeholders, numbers, acronyms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_URL = r"(?:https?://|ftp://|www\.)[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?)\]'’]"
_EMAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_PLACEHOLDER = r"\{[^{}\s]*\}|%(?:\d+\$|\(\w+\))?[sdif]\b|&(?:\w+|#\d+);"
# Letters of other scripts, arrows, signs, pictures: models know few of them, and drop the others.
_SIGN = r"[\u0370-\u1dff\u2190-\u2bff\u2e80-\ud7ff\uf900-\ufaff\ufe0f\ufe70-\ufefc\U00010000-\U0001faff\u200d]+"
_NO_WORD = r"\w{46,}"
_CODE = r"(?<!`)`[^`\n]+`(?!`)"
_NUMBER = r"(?<![\w.,])\d+(?:[.,\u202f\u00a0]\d+)*(?!\w)"
_ACRONYM = r"\b[A-Z][A-Z0-9]*(?:[-/&][A-Z0-9]+)*[A-Z0-9]s?\b|\b(?:[A-Z]\.){2,}"

# The order matters: an address may hold numbers and capitals, and a placeholder may hold a number.
_WHOLE = "|".join((_URL, _EMAIL, _CODE, _PLACEHOLDER, _SIGN, _NO_WORD))
KEPT_WHOLE: Final = re.compile(_WHOLE)
NUMBER: Final = re.compile(_NUMBER)
MARK: Final = re.compile(r"\b[XYZ]\d+\b")  # stands for what is held while a text is translated
_PLACEABLE: Final = re.compile("|".join((_WHOLE, _NUMBER, _ACRONYM)))


def placeables(text: str) -> list[str]:
    """Every address, placeholder, sign, number and acronym of the text, in order; a repeated one appears again."""
    return _PLACEABLE.findall(text)


def kept_whole_and(names: Sequence[str], *, numbers: bool = False) -> re.Pattern[str]:
    """What finds addresses, placeholders, signs and these names, and the numbers if so wanted."""
    named = [rf"\b(?:{'|'.join(map(re.escape, names))})\b"] if names else []
    return re.compile("|".join((_WHOLE, *named, *[_NUMBER] * numbers)))


def kept_whole(text: str) -> list[str]:
    """The addresses, placeholders and signs of the text, in order: no letter of them may change."""
    return KEPT_WHOLE.findall(text)


def nothing_to_translate(text: str) -> bool:
    """Whether the text has no word in it: empty, figures, marks, addresses, placeholders, or a lone "N/A"."""
    rest = KEPT_WHOLE.sub(" ", text)
    return rest.strip().upper() == "N/A" or not any(character.isalpha() for character in rest)
