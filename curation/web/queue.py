"""The list of drafts: what to do next comes first, and every state has its own list."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.dates import french_day
from curation.review import Actor, ReviewAction, ReviewState
from curation.rights import licence_of
from curation.views import QueueRow
from curation.web.pages import reason_of, rejection_of
from curation.web.site import Ask, Site

_S = ReviewState

# The address of each list, its name, and the states it holds.
LISTS: Final[Mapping[str, tuple[str, tuple[ReviewState, ...]]]] = MappingProxyType(
    {
        "": ("À faire", (_S.QUEUED, _S.IN_REVIEW, _S.APPROVED)),
        "a-relire": ("À relire", (_S.QUEUED,)),
        "en-relecture": ("En relecture", (_S.IN_REVIEW,)),
        "approuves": ("Approuvés", (_S.APPROVED,)),
        "publies": ("Publiés", (_S.PUBLISHED,)),
        "retires": ("Retirés", (_S.WITHDRAWN,)),
        "rejetes": ("Rejetés", (_S.REJECTED,)),
        "remplaces": ("Remplacés", (_S.SUPERSEDED,)),
    }
)
# These lists show only once they hold something.
RARE: Final = frozenset({"Retirés", "Rejetés", "Remplacés"})
# The orders of what nobody has taken yet: by the word in the address, its name, and the key of a row.
ORDERS: Final[Mapping[str, tuple[str, Callable[[QueueRow], float]]]] = MappingProxyType(
    {
        "": ("les plus douteux d’abord", lambda row: -(row.risk or 0.0)),
        "surs": ("les plus sûrs d’abord", lambda row: 1.0 if row.risk is None else row.risk),
        "anciens": ("les plus anciens d’abord", lambda row: row.created_at.timestamp()),
    }
)
ROWS_A_PAGE: Final = 50
ROWS_A_PILE: Final = 20


@dataclass(frozen=True, slots=True)
class Tab:
    """A list to choose, and how many drafts it holds."""

    address: str
    name: str
    drafts: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A draft as the list shows it."""

    row: QueueRow
    licence: str
    may_go_out: bool
    mine: bool
    sent_back: bool = False
    rejected: str = ""


@dataclass(frozen=True, slots=True)
class Pile:
    """Drafts that wait for the same thing; `more` are left out, to be seen in their own list at `address`."""

    title: str
    advice: str
    cards: tuple[Card, ...]
    more: int = 0
    address: str = ""


def show(site: Site, ask: Ask) -> Response:
    chosen = ask.query("etat")
    if chosen not in LISTS:
        raise HTTPException(404)
    order = ask.query("ordre")
    if order not in ORDERS:
        raise HTTPException(404)
    rows, counts = _ordered(site.catalog.queue(LISTS[chosen][1]), order), site.catalog.counts()
    number = _page_number(ask.query("page"), len(rows))
    piles = _piles(rows, ask.person) if chosen == "" else _single(rows, ask.person, number)
    return site.page(
        ask,
        "queue.html",
        tabs=_tabs(counts, chosen),
        piles=[_with_returns(site, pile) for pile in piles],
        chosen=chosen,
        order=order,
        orders=ORDERS,
        number=number,
        pages=_pages(len(rows)) if chosen else 1,
        published=counts["published"],
        rechecks=len(site.catalog.to_recheck()) if chosen == "" else 0,
    )


def _ordered(rows: Sequence[QueueRow], order: str) -> list[QueueRow]:
    """The rows with those that nobody has taken in this order; the others stay where they are."""
    waiting = iter(sorted((row for row in rows if row.state is _S.QUEUED), key=ORDERS[order][1]))
    return [next(waiting) if row.state is _S.QUEUED else row for row in rows]


def _tabs(counts: Mapping[str, int], chosen: str) -> tuple[Tab, ...]:
    tabs = (
        Tab(f"/?etat={key}" if key else "/", name, sum(counts[state] for state in states), key == chosen)
        for key, (name, states) in LISTS.items()
    )
    return tuple(tab for tab in tabs if tab.drafts or tab.chosen or tab.name not in RARE)


def _piles(rows: Sequence[QueueRow], actor: Actor) -> tuple[Pile, ...]:
    """What to do next, first: one's own drafts, those nobody has, those ready to publish, then other people's."""
    mine = [row for row in rows if row.state is _S.IN_REVIEW and row.claimed_by == actor.name]
    others = [row for row in rows if row.state is _S.IN_REVIEW and row.claimed_by != actor.name]
    queued = [row for row in rows if row.state is _S.QUEUED]
    approved = [row for row in rows if row.state is _S.APPROVED]
    piles = (
        _pile("À terminer", "Vous les avez commencés.", mine, actor, "en-relecture"),
        _pile("À relire", "Personne ne les a pris.", queued, actor, "a-relire"),
        _pile("Approuvés", "Ils attendent d’être publiés.", approved, actor, "approuves"),
        _pile("Chez d’autres personnes", "Quelqu’un s’en occupe.", others, actor, "en-relecture"),
    )
    return tuple(pile for pile in piles if pile.cards)


def _pile(title: str, advice: str, rows: Sequence[QueueRow], actor: Actor, address: str) -> Pile:
    shown = tuple(_card(row, actor) for row in rows[:ROWS_A_PILE])
    return Pile(title, advice, shown, len(rows) - len(shown), f"/?etat={address}")


def _single(rows: Sequence[QueueRow], actor: Actor, number: int) -> tuple[Pile, ...]:
    shown = rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]
    return (Pile("", "", tuple(_card(row, actor) for row in shown)),) if shown else ()


def _with_returns(site: Site, pile: Pile) -> Pile:
    """The pile with what was said of its drafts, and what permissions open; only cards that are shown are looked up."""
    permitted = site.catalog.permitted(french_day(site.clock()))
    return replace(pile, cards=tuple(_looked_up(site, card, permitted) for card in pile.cards))


def _looked_up(site: Site, card: Card, permitted: Container[int]) -> Card:
    row, may_go_out = card.row, card.may_go_out or card.row.draft_id in permitted
    return replace(card, may_go_out=may_go_out, sent_back=_sent_back(site, row), rejected=_rejected(site, row))


def _rejected(site: Site, row: QueueRow) -> str:
    if row.state is not _S.REJECTED:
        return ""
    return rejection_of(reason_of(row.state, site.catalog.history(row.draft_id, edits=False)))


def _sent_back(site: Site, row: QueueRow) -> bool:
    if row.state not in (_S.QUEUED, _S.IN_REVIEW):
        return False
    reason = reason_of(row.state, site.catalog.history(row.draft_id, edits=False))
    return reason is not None and reason.action == ReviewAction.SEND_BACK


def _card(row: QueueRow, actor: Actor) -> Card:
    licence = licence_of(row.licence)
    return Card(row, licence.label, licence.translation, row.claimed_by == actor.name)


def _pages(rows: int) -> int:
    return max(1, -(-rows // ROWS_A_PAGE))


def _page_number(asked: str, rows: int) -> int:
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    return min(max(number, 1), _pages(rows))
