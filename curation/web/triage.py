"""New publications that wait for a person's word: why each scored as it did, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.relevance import Reason, theme_label
from curation.rights import licence_of
from curation.triage import DECIDED, Triage, TriageDecision
from curation.watch_views import TriageBand, TriageRow
from curation.web import triage_words as words
from curation.web.language import _, marked, spoken
from curation.web.site import Ask, Site, to
from curation.web.typed import cleaned, figure, leaf_of, page_number

ROWS_A_PAGE: Final = 25
REASONS_SHOWN: Final = 4  # the weightiest; the others open at a click
WORDS_A_MINUTE: Final = 230
LONGEST_NOTE: Final = 300
TICK: Final = "p"  # before a publication's number, the name of its box: each form field has a name of its own
NOTHING_TICKED: Final = marked("Cochez d’abord au moins une publication.")


@dataclass(frozen=True, slots=True)
class Tab:
    """A list to choose, and how many publications it holds."""

    address: str
    name: str
    publications: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class TriageCard:
    """A publication as the page shows it, with what may be decided of it."""

    row: TriageRow
    score: int
    spoke_for: Sequence[Reason]
    spoke_against: Sequence[Reason]
    licence: str
    may_go_out: bool
    minutes: int
    day: str
    decisions: Sequence[TriageDecision]


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of scores, out of 100, and what people decided there."""

    low: int
    high: int
    kept: int
    judged: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was just decided, where it went, and before which publication the person goes on."""

    text: str = ""
    address: str = ""
    list_key: str = ""
    list_name: str = ""
    before: int = 0
    refused: Sequence[str] = ()


def show(site: Site, ask: Ask) -> Response:
    return _page(site, ask, _list_key(ask.query("etat")), page_number(ask.query("page")), _receipt(ask))


def decide(site: Site, ask: Ask) -> Response:
    """Do as the button said, for its own publication or for those ticked, and come back to where the person was."""
    key, number = _list_key(ask.text("etat")), page_number(ask.text("page"))
    decision, ids = _asked(ask)
    if not ids:
        return _page(site, ask, key, number, Receipt(refused=(_(NOTHING_TICKED),)), status=422)
    before = site.catalog.triage_rows(words.LISTS[key][2])
    note = cleaned(ask.text("motif"))[:LONGEST_NOTE]
    refused = site.catalog.decide_triage(ids, decision, ask.person, site.clock(), note)
    if refused:
        done = len(ids) - len(refused)
        told = Receipt(words.receipt(decision, done) if done else "", refused=[_(sentence) for sentence in refused])
        return _page(site, ask, key, number, told, status=409)
    return to(_back(key, number, decision, len(ids), _next(before, ids)))


def _page(site: Site, ask: Ask, key: str, number: int, receipt: Receipt, status: int = 200) -> Response:
    rows = site.catalog.triage_rows(words.LISTS[key][2])
    leaf = leaf_of(rows, number, ROWS_A_PAGE)
    bands = site.catalog.triage_bands()
    return site.page(
        ask,
        "triage.html",
        status,
        cards=[_card(row) for row in leaf.rows],
        tabs=_tabs(site.catalog.triage_counts(), key),
        key=key,
        number=leaf.number,
        pages=leaf.last,
        receipt=receipt,
        ticked=ask.query("cocher") == "tout",
        kept_ticks={name for name in ask.form if name.startswith(TICK)},
        note=ask.text("motif"),
        worth=words.worth(bands),
        bands=[_band(band) for band in bands if band.kept + band.dropped],
        empty=_(words.LISTS[key][1]),
        words=words,
        shown=REASONS_SHOWN,
        theme_label=lambda theme: theme_label(theme, spoken()),
    )


def _asked(ask: Ask) -> tuple[TriageDecision, list[int]]:
    """The decision and the publications it is for: a row's own button names its publication, the others the ticked."""
    word, _space, alone = (ask.text("seule") or ask.text("decision")).partition(" ")
    try:
        decision = TriageDecision(word)
    except ValueError:
        raise HTTPException(400) from None
    numbers = [alone] if alone else [name.removeprefix(TICK) for name in ask.form if name.startswith(TICK)]
    return decision, [number for text in numbers if (number := figure(text)) is not None]


def _next(rows: Sequence[TriageRow], ids: Sequence[int]) -> int:
    """The publication to go on with: the first after those decided that was not; 0 when there is none."""
    places = [place for place, row in enumerate(rows) if row.publication_id in ids]
    after = rows[places[0] :] if places else ()
    return next((row.publication_id for row in after if row.publication_id not in ids), 0)


def _back(key: str, number: int, decision: TriageDecision, decided: int, before: int) -> str:
    told = {"fait": decision.value, "n": decided, "avant": before}
    return f"/tri?{urlencode({'etat': key, 'page': number, **told})}#suite"


def _receipt(ask: Ask) -> Receipt:
    """What the address says was just done; an address that says nonsense tells nothing."""
    decision = next((decision for decision in TriageDecision if decision == ask.query("fait")), None)
    decided, before = (figure(ask.query(name)) or 0 for name in ("n", "avant"))
    if decision is None or not decided:
        return Receipt()
    key = next(key for key, (*_named, states) in words.LISTS.items() if DECIDED[decision] in states)
    return Receipt(words.receipt(decision, decided), _address(key), key, _(words.LISTS[key][0]), before)


def _card(row: TriageRow) -> TriageCard:
    licence = licence_of(row.licence)
    spoke_for, spoke_against = words.for_and_against(row.reasons)
    return TriageCard(
        row=row,
        score=words.percent(row.score),
        spoke_for=spoke_for,
        spoke_against=spoke_against,
        licence=_(licence.label),
        may_go_out=licence.translation,
        minutes=max(1, round(row.words / WORDS_A_MINUTE)),
        day=words.published_on(row.published),
        decisions=_decisions(row),
    )


def _decisions(row: TriageRow) -> list[TriageDecision]:
    """What would change something here; a publication is linked only when its French version is known."""
    if row.draft_id is not None:
        return []
    held = next(states for *_named, states in words.LISTS.values() if row.triage in states)
    wanted = [decision for decision in words.BUTTONS if DECIDED[decision] not in held]
    return [decision for decision in wanted if decision is not TriageDecision.LINK or row.french_address]


def _band(band: TriageBand) -> Band:
    return Band(words.percent(band.low), words.percent(band.high), band.kept, band.kept + band.dropped)


def _tabs(counts: Mapping[Triage, int], chosen: str) -> list[Tab]:
    return [
        Tab(_address(key), _(name), sum(counts.get(state, 0) for state in states), key == chosen)
        for key, (name, _empty, states) in words.LISTS.items()
    ]


def _address(key: str) -> str:
    return f"/tri?etat={key}" if key else "/tri"


def _list_key(asked: str) -> str:
    if asked not in words.LISTS:
        raise HTTPException(404)
    return asked
