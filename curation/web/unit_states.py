"""The states of a draft's segments on its page: how many of each there are, and which of them are to be shown alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from curation.catalog_memory import TRUSTED
from curation.unit_states import FILTERS, UnitState, changed_positions, chosen, states_of
from curation.views import DraftPage
from curation.web.review_words import SHOWN_ALONE
from curation.web.site import Ask, Site


@dataclass(frozen=True, slots=True)
class UnitsShown:
    """The states by position and counted; what can be asked for alone, with its number; and what was asked.

    `only` are the positions of what was asked for, None when that is everything.
    """

    states: Mapping[int, UnitState]
    counts: tuple[tuple[UnitState, int], ...]
    choices: tuple[tuple[str, str, int], ...]
    asked: str
    only: frozenset[int] | None


def units_shown(site: Site, ask: Ask, page: DraftPage) -> UnitsShown:
    """What the address asks to see of the draft; anything that is no filter asks for everything."""
    before = site.catalog.reviewed_before(page.draft.id) if page.number > 1 else None
    changed = changed_positions(page.units, before, page.document) if before else frozenset[int]()
    states = states_of(page.units, approved=page.draft.state in TRUSTED, changed=changed)
    counted = Counter(states.values())
    alone = {word: chosen(page.units, states, word) for word in FILTERS}
    asked = ask.query("montrer") if ask.query("montrer") in FILTERS else ""
    return UnitsShown(
        states,
        tuple((state, counted[state]) for state in UnitState if counted[state]),
        tuple((word, SHOWN_ALONE[word], len(positions)) for word, positions in alone.items()),
        asked,
        alone.get(asked),
    )
