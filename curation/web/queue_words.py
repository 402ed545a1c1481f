"""What the list of drafts calls its orders, why it proposes a draft, and how it writes times to come and times past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from curation.dates import french_day
from curation.next_draft import Why
from curation.web.formats import calendar_day
from curation.web.language import _, marked

# The orders of what waits, by the word in the address: their names, and what is said of the draft that comes first.
ORDERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "": (marked("les plus douteux d’abord"), marked("C’est le plus douteux de ceux qui attendent.")),
        "surs": (marked("les plus sûrs d’abord"), marked("C’est le plus sûr de ceux qui attendent.")),
        "effort": (marked("les plus courts d’abord"), marked("C’est celui qui demande le moins de temps.")),
        "echeance": (marked("par échéance"), marked("C’est le premier par échéance.")),
        "anciens": (marked("les plus anciens d’abord"), marked("C’est celui qui attend depuis le plus longtemps.")),
    }
)

WHY: Final[Mapping[Why, str]] = MappingProxyType(
    {
        Why.DUE: marked("Il vous est confié, et son échéance est proche ou passée."),
        Why.BEGUN: marked("Vous l’avez commencé."),
        Why.SENT_BACK: marked("Il vous a été renvoyé\u00a0: quelque chose est à revoir."),
        Why.OVERDUE: marked("Il est en retard, et personne ne l’a pris."),
        Why.ASSIGNED: marked("Il vous est confié."),
    }
)

# The most minutes that a person has, to choose from.
TIMES: Final = (15, 30, 60, 120)


def why(reason: Why, order: str) -> str:
    """Why a draft is proposed, as a sentence; `order` is the one that was chosen."""
    return _(WHY.get(reason, ORDERS[order][1]))


def duration(minutes: int) -> str:
    """ "7 min", "25 min", "1 h 30": as exact as an estimate is."""
    if minutes < 10:
        return f"{minutes}\u00a0min"
    if minutes < 58:
        return f"{round(minutes / 5) * 5}\u00a0min"
    hours, quarters = divmod(round(minutes / 15), 4)
    return f"{hours}\u00a0h" + (f"\u00a0{quarters * 15:02}" if quarters else "")


def since(moment: datetime, now: datetime) -> str:
    """ "depuis hier": how long somebody has had a draft, in days."""
    days = (french_day(now) - french_day(moment)).days
    if days < 2:
        return _("depuis hier") if days == 1 else _("depuis aujourd’hui")
    if days < 7:
        return _("depuis %(days)s\u00a0jours") % {"days": days}
    return _("depuis le %(day)s") % {"day": calendar_day(french_day(moment))}


def due(day: date, *, late: bool) -> str:
    """By when a draft is wanted; that it is late is said, and not left to a colour."""
    wording = _("en retard\u00a0: à rendre le %(day)s") if late else _("à rendre le %(day)s")
    return wording % {"day": calendar_day(day)}
