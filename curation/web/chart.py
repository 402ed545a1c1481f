"""A source's last visits as a row of bars: where each stands, how high, and what it says in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from curation.advice import advice
from curation.health import is_failure, is_visit
from curation.watch_views import Check
from curation.web.french import count, moment
from curation.web.language import _, ngettext

STEP: Final = 8
VISITS: Final = 30  # the row has room for so many at least
HEIGHT: Final = 32
LOWEST: Final = 3  # a visit that found something shows, however little it was


@dataclass(frozen=True, slots=True)
class Bar:
    """One visit: `look` is "read", "failed" (a cross) or "away" (a dot); `found` and `new` are heights."""

    x: int
    look: str
    found: int
    new: int
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars, the oldest visit first, and the sentence that says the same."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    label: str


def chart(checks: Sequence[Check]) -> Chart:
    """The visits as bars, given the newest first."""
    most = max((max(check.found, check.new + check.changed) for check in checks), default=0)
    # A young source's few bars stand at the right, as the last of a row that will fill.
    empty = max(VISITS - len(checks), 0)
    bars = tuple(_bar(place, check, most) for place, check in enumerate(reversed(checks), start=empty))
    return Chart(bars, max(len(checks), VISITS) * STEP, HEIGHT, summary(checks))


def summary(checks: Sequence[Check]) -> str:
    """What the bars show, as a sentence: "30 visites, dont 2 ont échoué\u00a0; 12 publications nouvelles"."""
    visits = [check for check in checks if is_visit(check)]
    if not visits:
        return _("Aucune visite pour l’instant")
    failed, new = sum(map(is_failure, visits)), sum(check.new for check in visits)
    worst = ngettext(", dont %(num)s a échoué", ", dont %(num)s ont échoué", failed) % {"num": failed} if failed else ""
    news = count(new, "publication nouvelle", "publications nouvelles") if new else _("rien de nouveau")
    return _("%(visits)s\u00a0; %(news)s") % {"visits": count(len(visits), "visite") + worst, "news": news}


def outcome(check: Check) -> str:
    """How one visit went, in a few words."""
    if check.outcome == "offline":
        return _("nous étions hors ligne")
    if check.outcome == "held":
        return _("pas encore redemandée")
    if is_failure(check):
        kind = check.kind or ("unreachable" if check.outcome == "unreachable" else "")
        return _(advice(kind, check.message or " ".join(check.failures[:1])).what)
    unread = len(check.failures)
    return _("lue, sauf %(unread)s") % {"unread": count(unread, "publication")} if unread else _("lue")


def _bar(place: int, check: Check, most: int) -> Bar:
    look = "away" if not is_visit(check) else "failed" if is_failure(check) else "read"
    found, new = (_height(n, most) for n in (check.found, check.new + check.changed)) if look == "read" else (0, 0)
    return Bar(
        place * STEP,
        look,
        max(found, new, LOWEST - 1),
        new,
        _("%(name)s\u00a0: %(told)s") % {"name": moment(check.at), "told": _told(check)},
    )


def _told(check: Check) -> str:
    if not is_visit(check) or is_failure(check):
        return outcome(check)
    news = (count(check.new, "nouvelle"), count(check.changed, "modifiée"))
    return ", ".join((outcome(check), count(check.found, "publication"), *news))


def _height(number: int, most: int) -> int:
    """The square root lets one new publication show beside a list of hundreds."""
    return round(LOWEST + (HEIGHT - LOWEST) * math.sqrt(number / most)) if number and most else 0
