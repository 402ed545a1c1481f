"""A file that came back, taken into its draft: edits saved, the rest kept as suggestions, nothing emptied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from curation.catalog import Catalog, EditConflict
from curation.checking import edited
from curation.exchange.bilingual import BilingualFile
from curation.exchange.comparing import SUGGESTED, Comparison, Fate, compared
from curation.review import Actor, NotAllowed, ReviewAction, open_actions
from curation.views import StoredUnit
from glossary.termbase import TermBase
from translation.consistency import letters
from translation.memory import TranslationMemory
from translation.unit import Finding, Origin, TranslationUnit


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a file, when, and what the file is called."""

    actor: Actor
    at: datetime
    file: str


def taken_back(
    catalog: Catalog, terms: TermBase, draft_id: int, file: BilingualFile, sender: Sender, *, note: str = ""
) -> Comparison:
    """What became of each entry of a file, once it is in the catalog; sent twice, it acts once.

    Each edit is checked and kept by itself, as one made on the page, since others may edit or send files meanwhile.
    `note` is what the history says of the suggestions that the file leaves.
    """
    page = catalog.draft_page(draft_id)
    editable = ReviewAction.EDIT in open_actions(page.draft, sender.actor)
    joined = catalog.joined_into(draft_id)
    plan = compared(page.units, draft_id, file, editable=editable, joined=joined)
    units = page.by_position
    saving = _Saving(catalog, terms, catalog.memory(), draft_id, sender, _by_words(page.units))
    done = tuple(
        replace(one, fate=saving.save(units[one.position], one.french))
        if one.fate is Fate.EDIT and one.position is not None
        else one
        for one in plan.outcomes
    )
    suggested = [(one.position, one.french) for one in done if one.fate in SUGGESTED and one.position is not None]
    catalog.suggest(draft_id, suggested, sender.file, sender.actor, sender.at, note=note)
    return replace(plan, outcomes=done)


@dataclass(slots=True)
class _Saving:
    """The edits of one file, one after the other; `groups` are the draft's units as they are by now, by their words.

    An edit touches only units of the same words: looking at all of a long draft each time would take minutes.
    """

    catalog: Catalog
    terms: TermBase
    memory: TranslationMemory
    draft_id: int
    sender: Sender
    groups: dict[str, list[TranslationUnit]]

    def save(self, stored: StoredUnit, target: str) -> Fate:
        """Save one edit; what another person's step has made impossible since becomes a suggestion."""
        position, seen = stored.position, stored.version
        group = self.groups[letters(stored.unit.segment.text)]
        told = edited(group, position, target, self.terms, self.memory)
        own, beside = told[position], {place: said for place, said in told.items() if place != position}
        by, at = self.sender.actor, self.sender.at
        try:
            self.catalog.edit_unit(self.draft_id, position, target, own, by, at, seen=seen, beside=beside)
        except EditConflict:
            return Fate.MEANWHILE
        except NotAllowed:
            return Fate.CLOSED
        group[:] = [_now(unit, position, target, told) for unit in group]
        return Fate.EDIT


def _by_words(units: Iterable[StoredUnit]) -> dict[str, list[TranslationUnit]]:
    groups: dict[str, list[TranslationUnit]] = defaultdict(list)
    for stored in units:
        groups[letters(stored.unit.segment.text)].append(stored.unit)
    return groups


def _now(unit: TranslationUnit, position: int, target: str, told: dict[int, tuple[Finding, ...]]) -> TranslationUnit:
    place = unit.segment.index
    now = replace(unit, findings=told[place]) if place in told else unit
    return replace(now, target=target, origin=Origin.HUMAN) if place == position else now
