"""Numbers that the French lost, changed or made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from translation.checks.kept import PLACEHOLDER, without_links
from translation.numbers import Number, english_numbers, french_numbers, spelled_numbers
from translation.typography import NNBSP
from translation.unit import Finding


def numbers(source: str, target: str) -> Iterator[Finding]:
    """A number that is lost is refused; one written in the English manner, or that comes from nowhere, is told."""
    source, target = (PLACEHOLDER.sub(" ", without_links(text)) for text in _without_same_start(source, target))
    wanted, written = english_numbers(source), french_numbers(target)
    given = _values(written) | spelled_numbers(target)
    as_english = _values(english_numbers(target))
    lost = list({n.written: n for n in wanted if n.values.isdisjoint(given)}.values())
    kept = [n.written for n in lost if not n.values.isdisjoint(as_english) or _in_pieces(n, target)]
    yield from _missing_numbers([n.written for n in lost if n.written not in kept])
    if kept:
        yield Finding("number-format", f"Écriture à vérifier, à la française : {_listed(map(_french_figures, kept))}.")
    known = _values(wanted) | spelled_numbers(source) | _values(english_numbers(target) if lost else [])
    # A number told of above is told once, whole: neither its parts nor its French reading come from nowhere.
    told = [n.written for n in english_numbers(target)] if lost else []
    pieces = {piece for number in told for piece in (number, *re.findall(r"\d+", number))}
    extra = [n.written for n in written if n.values.isdisjoint(known) and n.written not in pieces]
    if extra:
        yield Finding("number", f"{_listed(extra)} : pas de tel nombre dans l’anglais.")


def _missing_numbers(numbers: list[str]) -> Iterator[Finding]:
    if len(numbers) == 1:
        message = f"Le nombre {numbers[0]} ne se retrouve pas dans la traduction."
        yield Finding("number", message, blocking=True)
    elif numbers:
        message = f"{len(numbers)} nombres ne se retrouvent pas dans la traduction : {_listed(numbers)}."
        yield Finding("number", message, blocking=True)


def _listed(numbers: Iterable[str]) -> str:
    return " ; ".join(dict.fromkeys(numbers))


def _french_figures(number: str) -> str:
    return number.replace(",", NNBSP).replace(".", ",")


_SECTION: Final = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})+\.?(?=\s|$)")


def _without_same_start(source: str, target: str) -> tuple[str, str]:
    """Both texts without the section number ("1.1") that both begin with: it is no decimal."""
    here, there = _SECTION.match(source), _SECTION.match(target)
    if here and there and here[0].split() == there[0].split():
        return source[here.end() :], target[there.end() :]
    return source, target


def _in_pieces(number: Number, target: str) -> bool:
    """Whether a number like "article 4.10" went over as 4 (10)."""
    pieces = re.findall(r"\d+", number.written)
    return len(pieces) > 1 and re.search(r"\b" + r"\W{1,2}".join(pieces) + r"\b", target) is not None


def _values(numbers: Iterable[Number]) -> frozenset[object]:
    return frozenset(value for number in numbers for value in number.values)
