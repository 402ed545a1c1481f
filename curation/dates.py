"""Dates as publishers write them, in English and in French, brought to one form: ISO 8601, moments in UTC."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Some generators write the year 1 where they know no date.
FIRST_YEAR: Final = 1990
MOST_TEXT: Final = 2_000  # Beyond this a text is no date, and no place to look for one.

_MONTH_NAMES: Final = (
    ("january", "jan", "janvier", "janv"),
    ("february", "feb", "fevrier", "fevr", "fev"),
    ("march", "mar", "mars"),
    ("april", "apr", "avril", "avr"),
    ("may", "mai"),
    ("june", "jun", "juin"),
    ("july", "jul", "juillet", "juil"),
    ("august", "aug", "aout"),
    ("september", "sept", "sep", "septembre"),
    ("october", "oct", "octobre"),
    ("november", "nov", "novembre"),
    ("december", "dec", "decembre"),
)
MONTHS: Final = MappingProxyType({name: at for at, names in enumerate(_MONTH_NAMES, start=1) for name in names})

_MONTH: Final = f"(?P<month>{'|'.join(sorted(chain(*_MONTH_NAMES), key=len, reverse=True))})\\b\\.?"
_DAY: Final = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er)?"
_YEAR: Final = r"(?P<year>\d{4})(?!\d)"
# In this order: what says the day before what leaves it out. 03/02/2026 is no date: it may be either of two.
_WRITTEN: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}(?:\s+of)?[ .-]{{1,3}}{_MONTH},?[ -]{{1,3}}{_YEAR}",
        rf"\b{_MONTH} {{1,3}}{_DAY},? {{1,3}}{_YEAR}",
        rf"(?<!\d){_YEAR}[/.-](?P<month>\d{{1,2}})[/.-](?P<day>\d{{1,2}})(?!\d)",
        rf"{_DAY}\.(?P<month>\d{{1,2}})\.{_YEAR}",
        rf"\b{_MONTH},? {{1,3}}{_YEAR}",
    )
)
_MONTH_ALONE: Final = re.compile(r"(\d{4})[-/](\d{2})")
_TIME: Final = re.compile(
    r"(?:,?\s*(?:at|a|-|,)?\s*|t)(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\b)?\s*(?P<zone>z\b|utc\b|gmt\b|[+-]\d{2}:?\d{2})?"
)


def iso_date(written: object) -> str:
    """A date as ISO 8601, moments in UTC; a day stays a day, a month a month; what cannot be read is ""."""
    text = " ".join(str(written or "")[:MOST_TEXT].split())
    return _iso(text) or _rfc822(text) or _month_alone(text) or date_in(text)


def date_in(text: str) -> str:
    """The first date that a running text holds, if any, with its time when that follows."""
    plain = _plain(text[:MOST_TEXT])
    found = (match for form in _WRITTEN for match in form.finditer(plain))
    return next(filter(None, (_from_parts(match, plain) for match in found)), "")


def not_after(published: str, now: datetime) -> str:
    """The date, unless it lies more than a day ahead: such a one would stand above all others for ever."""
    return published if published[:10] <= f"{now + timedelta(days=1):%Y-%m-%d}" else ""


@cache
def french_zone() -> tzinfo:
    """The zone of the people who review; universal time on a bare machine without the time zone files."""
    try:
        return ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        return UTC


def french_day(at: datetime) -> date:
    """The day that the calendar shows them at this moment."""
    return at.astimezone(french_zone()).date()


def day_typed(text: str) -> date | None:
    """The day that a form holds, as 2026-03-31; None where it holds none."""
    with suppress(ValueError):
        return date.fromisoformat(text.strip())
    return None


def _iso(text: str) -> str:
    with suppress(ValueError):
        return _day(date.fromisoformat(text))
    with suppress(ValueError, OverflowError):
        return _moment(datetime.fromisoformat(text))
    return ""


def _rfc822(text: str) -> str:
    # The library takes a date without a time for midnight; that one is read below as a day.
    # And it takes the year 0001 for 2001.
    if ":" not in text or re.search(r"\b0\d{3}\b", text):
        return ""
    with suppress(ValueError, OverflowError, TypeError, IndexError):
        return _moment(parsedate_to_datetime(text))
    return ""


def _month_alone(text: str) -> str:
    match = _MONTH_ALONE.fullmatch(text)
    known = match and int(match[1]) >= FIRST_YEAR and 1 <= int(match[2]) <= 12
    return f"{match[1]}-{match[2]}" if match and known else ""


def _plain(text: str) -> str:
    """Small letters without accents and with simple spaces: "3 FÉVRIER" as "3 fevrier"."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"\s+", " ", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _from_parts(match: re.Match[str], text: str) -> str:
    said = match.groupdict()
    month = MONTHS.get(said["month"]) or int(said["month"])
    with suppress(ValueError, OverflowError):
        if said.get("day") is None:
            return _day(date(int(said["year"]), month, 1))[:7]
        day = date(int(said["year"]), month, int(said["day"]))
        time = _TIME.match(text, match.end())
        return _moment(_at(day, time)) if time else _day(day)
    return ""


def _at(day: date, time: re.Match[str]) -> datetime:
    """A day at a time; without a zone it is UTC."""
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"].startswith("p") else 0)
    moment = datetime(day.year, day.month, day.day, hour, int(time["minute"]), int(time["second"] or 0))
    zone = (time["zone"] or "").replace(":", "")
    if zone[:1] not in {"+", "-"}:
        return moment.replace(tzinfo=UTC)
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    return moment.replace(tzinfo=timezone(ahead if zone[0] == "+" else -ahead))


def _day(day: date) -> str:
    return day.isoformat() if day.year >= FIRST_YEAR else ""


def _moment(moment: datetime) -> str:
    moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment.year >= FIRST_YEAR else ""
