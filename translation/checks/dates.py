"""Dates that the French lost, changed, or left as English writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from translation.agreement import elides
from translation.checks.kept import blanked, rewritten
from translation.numbers import french_numbers, spelled_numbers
from translation.unit import Finding

_MONTHS: Final = (
    ("January", "janvier", "janv"),
    ("February", "février", "févr"),
    ("March", "mars", "mars"),
    ("April", "avril", "avr"),
    ("May", "mai", "mai"),
    ("June", "juin", "juin"),
    ("July", "juillet", "juil"),
    ("August", "août", "août"),
    ("September", "septembre", "sept"),
    ("October", "octobre", "oct"),
    ("November", "novembre", "nov"),
    ("December", "décembre", "déc"),
)
_BY_NAME: Final = {name.casefold(): number for number, names in enumerate(_MONTHS, start=1) for name in names}
_BY_NAME.update({names[0][:3].casefold(): number for number, names in enumerate(_MONTHS, start=1)})

_S: Final = r"[\s\u00a0\u202f]"
_ENGLISH_MONTH: Final = "|".join(names[0] for names in _MONTHS)
_SHORT_MONTH: Final = rf"{_ENGLISH_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_FRENCH_MONTH: Final = "|".join(names[1] for names in _MONTHS)
_SHORT_FRENCH: Final = rf"{_FRENCH_MONTH}|(?:janv|févr|avr|juil|sept|oct|nov|déc)\b\.?"
_YEAR: Final = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d)"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|er)?(?!\d)"


def _days(links: str) -> str:
    return rf"(?P<days>(?<![\d.,]){_DAY}(?:{_S}*(?:{links}){_S}*{_DAY})*)"


_ENGLISH_DAYS: Final = _days("and|to|or|,|[-–]")
_FRENCH_DAYS: Final = _days("et(?: le)?|au|à|ou|,|[-–]")
# "May" and "March" are words too, April and June are names: alone they are months after such a word only.
_ALONE: Final = (
    r"(?<!\w)(?:January|February|July|September|October|November|December)(?!\w)"
    r"|(?:(?<=\bin )|(?<=\bsince )|(?<=\buntil )|(?<=\bby )|(?<=\bfrom )|(?<=\bduring )|(?<=\blast )|(?<=\bmid-))"
    r"(?:March|April|May|June|August)(?!\w)"
)
_OF_ENGLISH: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w)(?P<month>{_SHORT_MONTH}){_S}+{_ENGLISH_DAYS}(?:,?{_S}+{_YEAR})?",
        rf"{_ENGLISH_DAYS}{_S}+(?:of{_S}+)?(?P<month>{_SHORT_MONTH})(?!\w)(?:,?{_S}+{_YEAR})?",
        rf"(?<!\w)(?P<month>{_SHORT_MONTH}),?{_S}+{_YEAR}",
        rf"(?P<month>{_ALONE})",
    )
)
_OF_FRENCH: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_FRENCH_DAYS}{_S}+(?P<month>{_SHORT_FRENCH})(?!\w)(?:{_S}+{_YEAR})?",
        rf"(?<!\w)(?P<month>{_SHORT_FRENCH}){_S}+{_YEAR}",
        rf"(?<!\w)(?P<month>{_FRENCH_MONTH})(?!\w)",
    )
)
_ISO: Final = re.compile(r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_FIGURES: Final = re.compile(r"(?<![\d/.])(\d{1,2})(?:/(\d{1,2})/|\.(\d{1,2})\.(?=\d{4}))((?:19|20)?\d\d)(?![\d/])")


class Day(NamedTuple):
    """One way to read a date: its days (none in "March 2024"), the month, the year if there is one."""

    days: frozenset[int]
    month: int
    year: int | None


class Date(NamedTuple):
    """A date as it is written, where, and how it may be read: 05/03/2024 in two ways."""

    written: str
    start: int
    end: int
    readings: tuple[Day, ...]


def dates(source: str, target: str) -> Iterator[Finding]:
    """A date that is lost or changed is refused; an English name of a month, or 05/03/2024, is told."""
    ours, theirs = blanked(source), blanked(target)
    lost = lost_dates(ours, theirs)
    for date in lost:
        said = french_date(date.readings[0])
        message = f"La date « {date.written} » ne se retrouve pas dans la traduction : « {said} » est attendu."
        fix = _put_right(date, english_dates(ours), french_dates(theirs), target) if len(lost) == 1 else ""
        yield Finding("date", message, blocking=True, fix=fix)
    yield from _left_in_english(english_dates(theirs), target)
    yield from _in_figures_only(english_dates(ours), french_dates(theirs), target)
    yield from _in_english_order(theirs, target)


def lost_dates(source: str, target: str) -> list[Date]:
    """The dates of the English that no date of the French agrees with, each once."""
    given = [*french_dates(target), *english_dates(target)]
    figures = frozenset(value for number in french_numbers(target) for value in number.values)
    known = {int(value) for value in figures | spelled_numbers(target) if value == int(value)}
    lost = [date for date in english_dates(source) if not any(_is_kept(read, given, known) for read in date.readings)]
    return list({date.readings: date for date in lost}.values())


def _is_kept(day: Day, given: Iterable[Date], known: set[int]) -> bool:
    """Whether dates of that month and no other year have its days; a day or year may stand apart or in letters."""
    same = [other for date in given for other in date.readings if _agrees(other, day)]
    days = frozenset().union(*(other.days for other in same))
    spelled = any(not other.days for other in same)
    return bool(same) and (day.days <= days or (spelled and day.days <= known)) and (not day.year or day.year in known)


def _agrees(other: Day, day: Day) -> bool:
    return other.month == day.month and (not other.year or not day.year or other.year == day.year)


@lru_cache(maxsize=64)  # several checks ask for those of the same sentence
def english_dates(text: str) -> tuple[Date, ...]:
    """The dates of an English text in reading order, 05/03/2024 with both its readings."""
    return _all_dates(text, _OF_ENGLISH, month_first=True)


@lru_cache(maxsize=64)
def french_dates(text: str) -> tuple[Date, ...]:
    """The dates of a French text in reading order; 05/03/2024 is the fifth of March."""
    return _all_dates(text, _OF_FRENCH, month_first=False)


def _all_dates(text: str, named: Iterable[re.Pattern[str]], *, month_first: bool) -> tuple[Date, ...]:
    found = [*_iso(text), *_in_figures(text, month_first=month_first)]
    for pattern in named:
        for match in pattern.finditer(text):
            if not any(match.start() < date.end and date.start < match.end() for date in found):
                found.append(_named(match))
    return tuple(sorted(found, key=lambda date: date.start))


def _named(match: re.Match[str]) -> Date:
    groups = match.groupdict()
    days = frozenset(map(int, re.findall(r"\d+", groups.get("days") or "")))
    month = match["month"].casefold().rstrip(".")
    number = _BY_NAME[month] if month in _BY_NAME else _BY_NAME[month[:3]]
    year = int(groups["year"]) if groups.get("year") else None
    return Date(match[0], match.start(), match.end(), (Day(days, number, year),))


def _iso(text: str) -> Iterator[Date]:
    for match in _ISO.finditer(text):
        year, month, day = map(int, match.groups())
        yield from _valid(match, [Day(frozenset({day}), month, year)])


def _in_figures(text: str, *, month_first: bool) -> Iterator[Date]:
    for match in _FIGURES.finditer(text):
        first, second, year = int(match[1]), int(match[2] or match[3]), int(match[4])
        full = year if year > 99 else 2000 + year
        french, american = Day(frozenset({first}), second, full), Day(frozenset({second}), first, full)
        yield from _valid(match, [french, american] if month_first else [french])


def _valid(match: re.Match[str], readings: Iterable[Day]) -> Iterator[Date]:
    real = tuple(dict.fromkeys(day for day in readings if 1 <= day.month <= 12 and max(day.days) <= 31))
    if real:
        yield Date(match[0], match.start(), match.end(), real)


def french_date(day: Day) -> str:
    """The date as French writes it: "1er mars 2024", "mars 2024", "5 et 6 mars"."""
    *others, last = ["1er" if number == 1 else str(number) for number in sorted(day.days)] or [""]
    days = f"{', '.join(others)} et {last}" if others else last
    return " ".join(filter(None, (days, _MONTHS[day.month - 1][1], str(day.year or ""))))


def _put_right(date: Date, wanted: Iterable[Date], given: Iterable[Date], target: str) -> str:
    """The French with the date put where the one strange date stands, if it is of the same shape."""
    readings = [read for other in wanted for read in other.readings]
    strange = [one for one in given if not any(_same(one.readings[0], day) for day in readings)]
    if len(strange) != 1 or len(date.readings) != 1:
        return ""
    there, day = strange[0], date.readings[0]
    shape, said = there.readings[0], french_date(day)
    alike = len(shape.days) == len(day.days) <= 1 and bool(shape.year) == bool(day.year)
    if not alike or not _has_letters(there) or elides(said) != elides(there.written):
        return ""
    return target[: there.start] + said + target[there.end :]


def _same(one: Day, other: Day) -> bool:
    return _agrees(one, other) and one.days == other.days


_BEFORE_A_DAY: Final = re.compile(r"(?:^|[(:,–]|\b(?:le|du|au|les|des|aux))\s*$", re.IGNORECASE)


def _left_in_english(left: Iterable[Date], target: str) -> Iterator[Finding]:
    found = [date for date in left if re.search(_ENGLISH_MONTH, date.written)]
    sure = [date for date in found if not date.readings[0].days or _BEFORE_A_DAY.search(target[: date.start])]
    fix = rewritten(target, [(date.start, date.end, french_date(date.readings[0])) for date in sure])
    for date in found:
        told = f"La date « {date.written} » est restée en anglais : « {french_date(date.readings[0])} »."
        yield Finding("date-format", told, fix=fix if date in sure else "")


def _in_figures_only(wanted: Iterable[Date], given: Iterable[Date], target: str) -> Iterator[Finding]:
    """05/03/2024 that the French left in figures, and 11/24/2025 that no Frenchman can read."""
    named = [day for date in given if _has_letters(date) for day in date.readings]
    for date in wanted:
        if not _FIGURES.fullmatch(date.written) or any(_same(day, read) for day in named for read in date.readings):
            continue
        if len(date.readings) > 1:
            ways = " ou ".join(french_date(day) for day in date.readings)
            yield Finding("date-format", f"La date « {date.written} » peut se lire {ways} : laquelle est la bonne ?")
        elif date.written in target and int(re.split(r"\D", date.written)[1]) > 12:
            yield _turned(date, target)


def _turned(date: Date, target: str) -> Finding:
    said = re.sub(r"(\d+)(\D)(\d+)", r"\3\2\1", date.written, count=1)
    told = f"La date « {date.written} » est à écrire dans l’ordre français : « {said} »."
    return Finding("date-format", told, fix=target.replace(date.written, said))


def _has_letters(date: Date) -> bool:
    return any(letter.isalpha() for letter in date.written)


_DAY_AFTER_MONTH: Final = re.compile(
    rf"(?P<before>(?<!\w)(?:de|du|le|sur|en){_S}+)?(?P<month>{_FRENCH_MONTH}){_S}+(?P<days>\d{{1,2}})(?!\d),?{_S}+{_YEAR}",
    re.IGNORECASE,
)
_ARTICLE_BEFORE_MONTH: Final = re.compile(
    rf"(?P<after>(?<!\w)(?:depuis|dès|avant|après){_S}+)?(?<!\w)le{_S}+(?P<month>{_FRENCH_MONTH}){_S}+{_YEAR}",
    re.IGNORECASE,
)


def _in_english_order(prose: str, target: str) -> Iterator[Finding]:
    """ "mai 17, 2006" and "le mai 2006", in which an engine kept the English order."""
    found = (*_DAY_AFTER_MONTH.finditer(prose), *_ARTICLE_BEFORE_MONTH.finditer(prose))
    changes = [(*match.span(), _introduced(match) + french_date(_named(match).readings[0])) for match in found]
    fix = rewritten(target, changes)
    for match, (_, _, said) in zip(found, changes, strict=True):
        yield Finding("date-format", f"La date « {match[0]} » s’écrit en français « {said} ».", fix=fix)


def _introduced(match: re.Match[str]) -> str:
    """What stands before the date in French: "du 17 mai 2006", "depuis mai 2006", "en mai 2006"."""
    if match.re is _ARTICLE_BEFORE_MONTH:
        before = match["after"] or "en "
    elif match["before"]:
        before = "du " if match["before"].casefold().startswith("d") else "le "
    else:
        before = ""
    return before.capitalize() if match[0][0].isupper() and before else before
