"""Numbers that the French lost, changed, made up, or wrote in the English manner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from translation.checks.dates import Date, english_dates, french_dates, lost_dates
from translation.checks.kept import blank, blanked
from translation.numbers import Number, english_numbers, french_numbers, spelled_numbers
from translation.typography import NNBSP
from translation.unit import Finding


def numbers(source: str, target: str) -> Iterator[Finding]:
    """A number that is lost is refused; one written in the English manner, or that comes from nowhere, is told.

    The numbers of dates are left to the check of dates.
    """
    ours, theirs = _prose(source, target)
    lost = _lost(ours, theirs)
    as_english = _values(english_numbers(theirs)) if lost else frozenset()
    kept = [n for n in lost if not n.values.isdisjoint(as_english) or _in_pieces(n, theirs)]
    missing, extra = [n for n in lost if n not in kept], _extra(ours, theirs, kept)
    changed = len(missing) == len(extra) == 1
    instead = f", qui dit {extra[0].written}" if changed else ""
    yield from _missing_numbers([n.written for n in missing], instead, _put_right(missing, extra, target))
    yield from _english_figures([n for n in kept if not _is_reference(n, ours, theirs)], ours, target)
    if extra and not changed:
        yield Finding("number", f"{_listed(n.written for n in extra)} : pas de tel nombre dans l’anglais.")


def _lost(source: str, target: str) -> list[Number]:
    given = _values(french_numbers(target)) | spelled_numbers(target)
    wanted = english_numbers(_without(source, english_dates(source)))
    return list({n.written: n for n in wanted if n.values.isdisjoint(given)}.values())


def _extra(source: str, target: str, kept: Sequence[Number]) -> list[Number]:
    """The numbers that the English has not; one that went over as it is, or is told of, is not told in its parts."""
    months = {read.month for date in english_dates(source) for read in date.readings}
    known = _values(english_numbers(source)) | spelled_numbers(source) | months
    whole = {*_WHOLE.findall(source)} & {*_WHOLE.findall(target)} | {number.written for number in kept}
    pieces = whole | {piece for number in whole for piece in re.findall(r"\d+", number)}
    written = french_numbers(_without(target, french_dates(target) if lost_dates(source, target) else []))
    return [n for n in written if n.values.isdisjoint(known) and n.written not in pieces]


_WHOLE: Final = re.compile(r"\d+(?:[.,]\d+)+")


def _missing_numbers(written: list[str], instead: str, fix: str) -> Iterator[Finding]:
    if len(written) == 1:
        message = f"Le nombre {written[0]} ne se retrouve pas dans la traduction{instead}."
        yield Finding("number", message, blocking=True, fix=fix)
    elif written:
        message = f"{len(written)} nombres ne se retrouvent pas dans la traduction : {_listed(written)}."
        yield Finding("number", message, blocking=True)


def _put_right(missing: Sequence[Number], extra: Sequence[Number], target: str) -> str:
    """The French with its one strange number replaced by the one that is lost, if both ask for a plural."""
    if len(missing) != 1 or len(extra) != 1:
        return ""
    (lost,), (strange,) = missing, extra
    end = strange.start + len(strange.written)
    if (
        min(lost.value, strange.value) < 2
        or lost.power != strange.power
        or target[strange.start : end] != strange.written
    ):
        return ""
    return target[: strange.start] + french_figures(lost.written) + target[end:]


def _english_figures(kept: Sequence[Number], source: str, target: str) -> Iterator[Finding]:
    """1,234.5 in the French; it is put right where it cannot be the number of a version or of a part."""
    if not kept:
        return
    told = f"Écriture à vérifier, à la française : {_listed(french_figures(n.written) for n in kept)}."
    fix = target
    for number in kept:
        fix = re.sub(rf"(?<![\d.,]){re.escape(number.written)}(?![.,]?\d)", french_figures(number.written), fix)
    sure = fix != target and all(_is_plain(number, source) for number in kept)
    yield Finding("number-format", told, fix=fix if sure else "")


_AFTER_A_SMALL_WORD: Final = re.compile(r"(?<!\w)[a-z]{2,}\s+[$€£]?$")


def _is_plain(number: Number, source: str) -> bool:
    if "," in number.written or number.written.startswith("0."):
        return True
    amount = re.match(r"\s?%|\s?per ?cent", source[number.end :]) or number.power
    return bool(amount or _AFTER_A_SMALL_WORD.search(source[: number.start]))


_REFERENCE: Final = re.compile(
    r"\b(?:(?:sub)?(?:section|paragraph)|sect?|article|art|clause|chapter|part|annex|figure|table|box|version|standard)s?\.?"
    r"\s+(?:[\d.()\w]+(?:/|,\s|\s(?:and|or|to)\s)(?:(?:sub)?section\s)?)*[\d.]*\(?$|(?<!\w)\($",
    re.IGNORECASE,
)


def _is_reference(number: Number, source: str, target: str) -> bool:
    """Whether a number names a part or a version ("section 16.1") and went over as it is: its point stays in French."""
    is_dotted = re.fullmatch(r"\d+\.\d+", number.written) and number.written in target
    return bool(is_dotted and _REFERENCE.search(source[max(0, number.start - 100) : number.start]))


def _listed(written: Iterable[str]) -> str:
    return " ; ".join(dict.fromkeys(written))


def french_figures(number: str) -> str:
    """An English number as French writes it: "1,234.5" as "1 234,5"."""
    return number.replace(",", NNBSP).replace(".", ",")


_SECTION: Final = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})+\.?(?=\s|$)")


def _prose(source: str, target: str) -> tuple[str, str]:
    """Both texts without links, placeholders and a section number ("1.1") that both begin with; all else in place."""
    source, target = blanked(source), blanked(target)
    here, there = _SECTION.match(source), _SECTION.match(target)
    if here and there and here[0].split() == there[0].split():
        return blank(here) + source[here.end() :], blank(there) + target[there.end() :]
    return source, target


def _without(text: str, told: Iterable[Date]) -> str:
    for date in told:
        text = text[: date.start] + "\n" * (date.end - date.start) + text[date.end :]
    return text


def _in_pieces(number: Number, target: str) -> bool:
    """Whether a number like "article 4.10" went over as 4 (10)."""
    pieces = re.findall(r"\d+", number.written)
    return len(pieces) > 1 and re.search(r"\b" + r"\W{1,2}".join(pieces) + r"\b", target) is not None


def _values(found: Iterable[Number]) -> frozenset[object]:
    return frozenset(value for number in found for value in number.values)
