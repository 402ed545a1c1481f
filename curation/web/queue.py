"""The list of drafts: what to do next comes first, and every state has its own list."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.dates import french_day
from curation.effort import LINK_MINUTES, Paces, learnt, minutes
from curation.errors import CurationError
from curation.next_draft import Proposal, is_late, propose
from curation.relevance import theme_label
from curation.review import Actor, ReviewState
from curation.rights import licence_of
from curation.views import QueueRow, Tally
from curation.web import queue_words as words
from curation.web.language import _, marked, spoken
from curation.web.pages import reason_of, rejection_of
from curation.web.site import Ask, Site
from curation.web.typed import leaf_of, page_number

LOG: Final = logging.getLogger(__name__)

_S = ReviewState

# The address of each list, its name, and the states it holds.
LISTS: Final[Mapping[str, tuple[str, tuple[ReviewState, ...]]]] = MappingProxyType(
    {
        "": (marked("À faire"), (_S.QUEUED, _S.IN_REVIEW, _S.APPROVED)),
        "a-relire": (marked("À relire"), (_S.QUEUED,)),
        "en-relecture": (marked("En relecture"), (_S.IN_REVIEW,)),
        "approuves": (marked("Approuvés"), (_S.APPROVED,)),
        "publies": (marked("Publiés"), (_S.PUBLISHED,)),
        "retires": (marked("Retirés"), (_S.WITHDRAWN,)),
        "rejetes": (marked("Rejetés"), (_S.REJECTED,)),
        "remplaces": (marked("Remplacés"), (_S.SUPERSEDED,)),
    }
)
# These lists show only once they hold something.
RARE: Final = frozenset({"retires", "rejetes", "remplaces"})
WAITING: Final = (_S.QUEUED, _S.IN_REVIEW)
NOBODY: Final = "-"  # where a person can be chosen: drafts that are nobody's
ROWS_A_PAGE: Final = 50
ROWS_A_PILE: Final = 20
CLAIMS_END: Final = timedelta(minutes=1)  # how often quiet claims are looked for
PACES_LAST: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which drafts a person wants to see, and how: what the page's address says. 0 minutes are any number."""

    etat: str = ""
    ordre: str = ""
    theme: str = ""
    source: str = ""
    personne: str = ""
    minutes: int = 0

    def address(self, **changes: str | int) -> str:
        """The page with these changes and the rest as it is."""
        wanted = replace(self, **{name: value for name, value in changes.items() if name != "page"})  # type: ignore[arg-type]
        said = [(name, value) for name in Wanted.__slots__ if (value := getattr(wanted, name))]
        said += [("page", changes["page"])] if "page" in changes else []
        return f"/?{urlencode(said)}" if said else "/"

    @property
    def filtered(self) -> bool:
        return bool(self.theme or self.source or self.personne or self.minutes)

    def takes(self, row: QueueRow) -> bool:
        """Whether a draft is among those wanted, but for its minutes."""
        return (
            (not self.theme or self.theme in row.themes)
            and (not self.source or self.source == row.organisation)
            and (not self.personne or self.personne in _whose(row))
        )


@dataclass(frozen=True, slots=True)
class Tab:
    """A list to choose, and how many drafts it holds."""

    address: str
    name: str
    drafts: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A draft as the list shows it; `minutes` is 0 where nobody has to review it now.

    `held`, `due` and `rejected` are words: who has it since when, by when it is wanted, why it was turned down.
    """

    row: QueueRow
    tally: Tally
    licence: str
    may_go_out: bool
    mine: bool
    minutes: int
    held: str
    due: str
    late: bool
    rejected: str

    @property
    def sent_back(self) -> bool:
        return self.tally.sent_back and self.row.state in WAITING


@dataclass(frozen=True, slots=True)
class Pile:
    """Drafts that wait for the same thing; `more` are left out, to be seen in their own list at `address`."""

    title: str
    advice: str
    rows: Sequence[QueueRow]
    more: int = 0
    address: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer, each with its name: the themes, the publishers and the people of the drafts listed."""

    themes: Sequence[tuple[str, str]]
    sources: Sequence[str]
    people: Sequence[str]


def show(site: Site, ask: Ask) -> Response:
    now = site.clock()
    site.seldom.ask("claims", CLAIMS_END, now, lambda: _end_quiet_claims(site, now))
    wanted = _wanted(ask)
    listed, counts = site.catalog.queue(LISTS[wanted.etat][1]), site.catalog.counts()
    paces = site.seldom.ask("paces", PACES_LAST, now, lambda: learnt(site.catalog.past_reviews()))
    rows = _rows(site, listed, wanted, paces)
    leaf = leaf_of(rows, page_number(ask.query("page")), ROWS_A_PAGE)
    proposal = _proposal(site, rows, ask.person, french_day(now)) if wanted.etat == "" else None
    piles = _piles(rows, ask.person, wanted, proposal) if wanted.etat == "" else _single(leaf.rows)
    return site.page(
        ask,
        "queue.html",
        tabs=_tabs(counts, wanted),
        proposal=proposal,
        piles=piles,
        cards=_cards(site, piles, proposal, ask.person, paces),
        wanted=wanted,
        ordered=sum(row.state in WAITING for row in rows) > 1,
        choices=_choices(listed),
        words=words,
        orders={key: _(name) for key, (name, _why) in words.ORDERS.items()},
        nobody=NOBODY,
        number=leaf.number,
        pages=leaf.last if wanted.etat else 1,
        published=counts["published"],
        rechecks=len(site.catalog.to_recheck()) if wanted.etat == "" else 0,
    )


def _end_quiet_claims(site: Site, now: datetime) -> None:
    try:
        site.catalog.end_quiet_claims(now)
    except CurationError:  # a full disk: the list can still be read
        LOG.exception("quiet claims could not be ended")


def _wanted(ask: Ask) -> Wanted:
    time = ask.query("minutes")
    wanted = Wanted(
        etat=ask.query("etat"),
        ordre=ask.query("ordre"),
        theme=ask.query("theme"),
        source=ask.query("source"),
        personne=ask.query("personne"),
        minutes=int(time) if time in map(str, words.TIMES) else 0,
    )
    if wanted.etat not in LISTS or wanted.ordre not in words.ORDERS:
        raise HTTPException(404)
    return wanted


def _rows(site: Site, listed: Sequence[QueueRow], wanted: Wanted, paces: Paces) -> list[QueueRow]:
    """The drafts that are wanted, in the order that is; only where minutes matter are all of them counted."""
    rows = [row for row in listed if wanted.takes(row)]
    tallies = site.catalog.tallies(rows) if wanted.minutes or wanted.ordre == "effort" else {}
    taken = {row.draft_id: _minutes(row, tallies.get(row.draft_id, Tally()), paces) for row in rows}
    if wanted.minutes:
        rows = [row for row in rows if 0 < taken[row.draft_id] <= wanted.minutes]
    keys: Mapping[str, Callable[[QueueRow], float]] = {
        "": lambda row: -(row.risk or 0.0),
        "surs": lambda row: 1.0 if row.risk is None else row.risk,
        "effort": lambda row: taken[row.draft_id],
        "echeance": lambda row: (row.due or date.max).toordinal(),
        "anciens": lambda row: row.created_at.timestamp(),
    }
    # What does not wait for a review keeps the order in which it came.
    return sorted(rows, key=lambda row: keys[wanted.ordre](row) if row.state in WAITING else 0)


def _minutes(row: QueueRow, tally: Tally, paces: Paces) -> int:
    if row.state not in WAITING:
        return 0
    return LINK_MINUTES if row.is_link else minutes(tally.left, tally.done, paces)


def _whose(row: QueueRow) -> frozenset[str]:
    """Who has the draft or is to have it."""
    return frozenset({row.claimed_by, row.assigned_to} - {""}) or frozenset({NOBODY})


def _choices(rows: Iterable[QueueRow]) -> Choices:
    rows = list(rows)
    themes = {theme: theme_label(theme, spoken()) for row in rows for theme in row.themes}
    return Choices(
        themes=sorted(themes.items(), key=lambda pair: pair[1].casefold()),
        sources=sorted({row.organisation for row in rows}, key=str.casefold),
        people=sorted({name for row in rows for name in _whose(row)} - {NOBODY}, key=str.casefold),
    )


def _tabs(counts: Mapping[str, int], wanted: Wanted) -> tuple[Tab, ...]:
    tabs = (
        (key, Tab(wanted.address(etat=key), _(name), sum(counts[state] for state in states), key == wanted.etat))
        for key, (name, states) in LISTS.items()
    )
    return tuple(tab for key, tab in tabs if tab.drafts or tab.chosen or key not in RARE)


def _proposal(site: Site, rows: Sequence[QueueRow], person: Actor, today: date) -> Proposal | None:
    """The draft for this person to take now; whose it was before is asked only of those that somebody moved."""
    moved = [row for row in rows if row.state is _S.QUEUED and row.version > 1]
    return propose(rows, site.catalog.tallies(moved), person, today)


def _piles(rows: Sequence[QueueRow], actor: Actor, wanted: Wanted, proposal: Proposal | None) -> tuple[Pile, ...]:
    """What to do next, first: one's own drafts, those nobody has, those ready to publish, then other people's."""
    rest = [row for row in rows if proposal is None or row != proposal.row]
    held = [row for row in rest if row.state is _S.IN_REVIEW]
    mine, others = ([row for row in held if (row.claimed_by == actor.name) is own] for own in (True, False))
    queued, approved = ([row for row in rest if row.state is state] for state in (_S.QUEUED, _S.APPROVED))
    piles = (
        _pile(marked("À terminer"), marked("Vous les avez commencés."), mine, wanted.address(etat="en-relecture")),
        _pile(marked("À relire"), marked("Personne ne les a pris."), queued, wanted.address(etat="a-relire")),
        _pile(marked("Approuvés"), marked("Ils attendent d’être publiés."), approved, wanted.address(etat="approuves")),
        _pile(
            marked("Chez d’autres personnes"),
            marked("Quelqu’un s’en occupe."),
            others,
            wanted.address(etat="en-relecture"),
        ),
    )
    return tuple(pile for pile in piles if pile.rows)


def _pile(title: str, advice: str, rows: Sequence[QueueRow], address: str) -> Pile:
    shown = rows[:ROWS_A_PILE]
    return Pile(_(title), _(advice), shown, len(rows) - len(shown), address)


def _single(rows: Sequence[QueueRow]) -> tuple[Pile, ...]:
    return (Pile("", "", rows),) if rows else ()


def _cards(site: Site, piles: Iterable[Pile], proposal: Proposal | None, actor: Actor, paces: Paces) -> dict[int, Card]:
    """The card of each draft that is shown, by the draft's number; only these are looked up."""
    rows = [row for pile in piles for row in pile.rows] + ([proposal.row] if proposal else [])
    tallies, now = site.catalog.tallies(rows), site.clock()
    permitted = site.catalog.permitted(french_day(now))
    cards = (_card(row, tallies.get(row.draft_id, Tally()), actor, now, paces) for row in rows)
    return {card.row.draft_id: _looked_up(site, card, permitted) for card in cards}


def _card(row: QueueRow, tally: Tally, actor: Actor, now: datetime, paces: Paces) -> Card:
    licence, late = licence_of(row.licence), is_late(row, french_day(now))
    return Card(
        row,
        tally,
        _(licence.label),
        licence.translation,
        row.claimed_by == actor.name,
        _minutes(row, tally, paces),
        _held(row, tally, actor, now),
        words.due(row.due, late=late) if row.due else "",
        late,
        "",
    )


def _looked_up(site: Site, card: Card, permitted: Container[int]) -> Card:
    """The card with why its draft was rejected, and what permissions open."""
    row, may_go_out = card.row, card.may_go_out or card.row.draft_id in permitted
    if row.state is not _S.REJECTED:
        return replace(card, may_go_out=may_go_out)
    why = rejection_of(reason_of(row.state, site.catalog.history(row.draft_id, edits=False)))
    return replace(card, may_go_out=may_go_out, rejected=why)


def _held(row: QueueRow, tally: Tally, actor: Actor, now: datetime) -> str:
    """Who has the draft in hand and since when; "" for nobody."""
    if row.state is not _S.IN_REVIEW or not row.claimed_by:
        return ""
    name = _("chez vous") if row.claimed_by == actor.name else _("chez %(name)s") % {"name": row.claimed_by}
    return f"{name} {words.since(tally.held_since, now)}" if tally.held_since else name
