"""The sources that are watched: how each is, what deserves attention first, and every visit of late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.errors import CurationError
from curation.health import ALARM, Condition, Health, by_alarm, health, is_failure, is_visit
from curation.model import Source
from curation.triage import Triage
from curation.watch_views import Activity, Check, TriageRow
from curation.web import health_words as words
from curation.web.chart import Chart, chart, outcome
from curation.web.french import count
from curation.web.language import _, ngettext
from curation.web.site import Ask, Site

# The address of each list, by what its sources have in common.
LISTS: Final[Mapping[str, Condition]] = MappingProxyType(
    {
        "en-panne": Condition.FAILING,
        "silencieuses": Condition.SILENT,
        "en-retard": Condition.OVERDUE,
        "en-difficulte": Condition.FALTERING,
        "en-attente": Condition.WAITING,
        "jamais-visitees": Condition.NEVER,
        "attendues": Condition.DUE,
        "a-jour": Condition.FRESH,
    }
)
PUBLICATIONS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Tab:
    """A list to choose, and how many sources it holds."""

    address: str
    name: str
    sources: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source as the pages show it: its badge, why, what to do, how often it is expected, its last visits."""

    source: Source
    health: Health
    badge: str
    tone: str
    why: str
    to_do: str
    kind: str
    rhythm: str
    visited: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit as its table shows it; `unread` are the publications that failed, the source itself apart."""

    check: Check
    outcome: str
    unread: Sequence[str]


def show(site: Site, ask: Ask) -> Response:
    """Every source, or those in one condition, the most alarming first."""
    chosen = ask.query("etat")
    if chosen and chosen not in LISTS:
        raise HTTPException(404)
    listed, mistake = _watch_list(site)
    cards = _cards(listed, site.catalog.activity(), site.clock())
    return site.page(
        ask,
        "sources.html",
        cards=[card for card in cards if not chosen or card.health.condition is LISTS[chosen]],
        tabs=_tabs(cards, chosen),
        told=_told(cards),
        mistake=mistake,
    )


def show_one(site: Site, ask: Ask) -> Response:
    """One source with its last visits, those that failed included, and its newest publications."""
    listed, _mistake = _watch_list(site)
    source = next((source for source in listed if source.id == ask.request.path_params["source_id"]), None)
    if source is None:
        raise HTTPException(404)
    activity = site.catalog.activity().get(source.id, Activity())
    return site.page(
        ask,
        "source.html",
        card=_card(source, activity, site.clock()),
        visits=[_visit(check) for check in activity.checks],
        publications=_publications(site, source),
    )


def _watch_list(site: Site) -> tuple[Sequence[Source], str]:
    """The sources, or none and what is wrong with the list: a slip in that file must not take the page away."""
    try:
        return site.sources(), ""
    except (CurationError, OSError, UnicodeDecodeError) as error:
        return (), str(error)


def _publications(site: Site, source: Source) -> list[TriageRow]:
    return [row for row in site.catalog.triage_rows(Triage) if row.source_id == source.id][:PUBLICATIONS_SHOWN]


def _visit(check: Check) -> VisitRow:
    was_read = is_visit(check) and not is_failure(check)
    unread = [failure for failure in check.failures if was_read or not failure.endswith(check.message or failure)]
    return VisitRow(check, outcome(check), unread)


def _cards(listed: Sequence[Source], activity: Mapping[str, Activity], now: datetime) -> list[SourceCard]:
    cards = [_card(source, activity.get(source.id, Activity()), now) for source in listed]
    return sorted(cards, key=lambda card: by_alarm(card.health))


def _card(source: Source, activity: Activity, now: datetime) -> SourceCard:
    told = health(source, activity, now)
    one, _several, tone = words.CONDITIONS[told.condition]
    return SourceCard(
        source=source,
        health=told,
        badge=_(one),
        tone=tone,
        why=words.why(told, now),
        to_do=words.to_do(source, told),
        kind=words.KINDS[source.kind],
        rhythm=words.rhythm(source, told),
        visited=words.ago(told.last_visit, now) if told.last_visit else "",
        chart=chart(activity.checks),
    )


def _tabs(cards: Sequence[SourceCard], chosen: str) -> list[Tab]:
    """All of them, then each condition that some source is in."""
    counts = Counter(card.health.condition for card in cards)
    lists = (
        Tab(
            f"/sources?etat={key}",
            ngettext(*words.CONDITIONS[condition][:2], 2).capitalize(),
            counts[condition],
            key == chosen,
        )
        for key, condition in LISTS.items()
    )
    return [Tab("/sources", _("Toutes"), len(cards), not chosen), *(tab for tab in lists if tab.sources or tab.chosen)]


def _told(cards: Sequence[SourceCard]) -> str:
    """ "25 sources\u00a0: 1 en panne, 2 silencieuses, 22 à jour"."""
    counts = Counter(card.health.condition for card in cards)
    parts = (count(counts[condition], *words.CONDITIONS[condition][:2]) for condition in ALARM if counts[condition])
    return _("%(sources)s\u00a0: %(parts)s.") % {"sources": count(len(cards), "source"), "parts": ", ".join(parts)}
