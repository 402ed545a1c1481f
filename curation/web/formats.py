"""How numbers, days and hours are written in the language of the page, and what is counted or quoted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from curation.dates import french_day, french_zone
from curation.web.language import FRENCH, Wordings, _, marked, ngettext, spoken

MONTHS: Final[Mapping[int, str]] = Wordings(
    {
        1: marked("janvier"),
        2: marked("février"),
        3: marked("mars"),
        4: marked("avril"),
        5: marked("mai"),
        6: marked("juin"),
        7: marked("juillet"),
        8: marked("août"),
        9: marked("septembre"),
        10: marked("octobre"),
        11: marked("novembre"),
        12: marked("décembre"),
    }
)

_THOUSANDS: Final[Mapping[str, str]] = MappingProxyType({FRENCH: "\u202f"})  # other languages have the comma


def zone_name() -> str:
    return _("temps universel") if french_zone() is UTC else _("heure de Paris")


def day(moment: datetime) -> str:
    """ "1er mars 2026", in the zone that `zone_name` says."""
    return calendar_day(french_day(moment))


def calendar_day(date: date) -> str:
    """ "1er mars 2026" or "1 March 2026", for a day that has no hour."""
    first = "er" if date.day == 1 and spoken() == FRENCH else ""
    return f"{date.day}{first} {MONTHS[date.month]} {date.year}"


def month_name(month: date) -> str:
    """ "mars 2026"."""
    return f"{MONTHS[month.month]} {month.year}"


def moment(when: datetime) -> str:
    """ "1er mars 2026 à 10 h 05" or "1 March 2026, 10:05"."""
    return _("%(day)s à %(hour)s") % {"day": day(when), "hour": hour(when)}


def hour(when: datetime) -> str:
    """ "10 h 05" or "10:05", in the zone that `zone_name` says."""
    local = when.astimezone(french_zone())
    return _("%(hour)s\u00a0h\u00a0%(minute)s") % {"hour": local.hour, "minute": f"{local.minute:02}"}


def number(value: int) -> str:
    """ "12 400", with the narrow space that never breaks, or "12,400"."""
    return f"{value:,}".replace(",", _THOUSANDS.get(spoken(), ","))


def percent(value: int) -> str:
    """ "92 %" or "92%"."""
    return _("%(value)s\u00a0%%") % {"value": value}


def quoted(text: str) -> str:
    """The text between quotation marks: « … » or “…”."""
    return _("«\u00a0%(text)s\u00a0»") % {"text": text}


def count(value: int, one: str, many: str = "") -> str:
    """ "1 mot", "12 mots"; French counts 0 and 1 as one, English 1 alone. `many` is with an "s" unless it is given."""
    return f"{number(value)}\u00a0{ngettext(one, many or f'{one}s', value)}"
