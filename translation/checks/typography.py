"""Brackets and quotation marks in pairs, and the spaces of French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translation.typography import badly_spaced
from translation.unit import Finding

_ENUMERATOR: Final = re.compile(r"(?<!\S)(?:[a-z]|[ivx]+|\d{1,2})\)", re.IGNORECASE)


def brackets(source: str, target: str) -> Iterator[Finding]:
    """A mark that opens and does not close, unless the English does the same; "a)" may number a list."""
    for opening, closing in ("()", "[]", "«»", "“”"):
        surplus = target.count(opening) - target.count(closing)
        numbering = len(_ENUMERATOR.findall(target)) if closing == ")" else 0
        if surplus != source.count(opening) - source.count(closing) and not -numbering <= surplus <= 0:
            missing = closing if surplus > 0 else opening
            yield Finding("bracket", f"Il manque un signe {missing}.")


def spaces(source: str, target: str) -> Iterator[Finding]:
    marks = dict.fromkeys(badly_spaced(target))
    if marks:
        yield Finding("typography", f"Il faut une espace insécable auprès de : {'  '.join(marks)}")
