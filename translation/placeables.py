"""What must come through a translation as it is: addresses, numbers, placeholders, acronyms."""

from __future__ import annotations

import re
from typing import Final

# The order matters: an address may hold numbers and capitals, and a number may stand inside a placeholder.
_KINDS: Final = {
    "url": r"(?:https?://|ftp://|www\.)[^\s<>\"“”«»]+[^\s<>\"“”«».,;:!?)\]'’]",
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "placeholder": r"\{[^{}\s]*\}|%(?:\d+\$|\(\w+\))?[sdif]\b|&(?:\w+|#\d+);",
    "number": r"(?<![\w.,])\d+(?:[.,\u202f\u00a0]\d+)*(?![\w])",
    "acronym": r"\b[A-Z][A-Z0-9]*(?:[-/&][A-Z0-9]+)*[A-Z0-9]s?\b|\b(?:[A-Z]\.){2,}",
}
_PLACEABLE: Final = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()))
_ADDRESS: Final = re.compile(f"{_KINDS['url']}|{_KINDS['email']}")
_KEPT_WHOLE: Final = re.compile("|".join(_KINDS[kind] for kind in ("url", "email", "placeholder")))


def placeables(text: str) -> list[str]:
    """Every address, placeholder, number and acronym of the text, in order; a repeated one appears again."""
    return [match.group() for match in _PLACEABLE.finditer(text)]


def addresses(text: str) -> list[str]:
    """The web and e-mail addresses of the text, in order."""
    return _ADDRESS.findall(text)


def nothing_to_translate(text: str) -> bool:
    """Whether the text has no word in it: empty, figures, marks, addresses, placeholders, or a lone "N/A"."""
    rest = _KEPT_WHOLE.sub(" ", text)
    return rest.strip() in {"N/A", "n/a"} or not any(character.isalpha() for character in rest)
