"""Is the first French getting better, and where do people suffer: the numbers of finished reviews; pure.

Nothing here is counted by person. What few documents say is marked as such, and their time is not told at all: a
document is the work of one or two people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from heapq import nlargest
from threading import Lock
from types import MappingProxyType
from typing import Final, Protocol

from curation.catalog_numbers import FinishedDraft, Review, ReviewedUnit
from curation.dates import french_day
from curation.post_edit import PostEdit, margin, post_edit, together
from curation.review_time import spells, total
from curation.themes import ThemeKind, load_themes
from translation.unit import Origin

FEW: Final = 5  # with fewer documents, chance and a single hard text count for more than the machine
WORST: Final = 10
DRAFTS_AT_ONCE: Final = 50
SUBJECTS: Final = 3  # a long report touches every theme a little


class Fate(StrEnum):
    """What became of something that a check saw: an edit removed it, a person set it aside, it was approved so."""

    SETTLED = "settled"
    DISMISSED = "dismissed"
    STANDING = "standing"


class Dimension(StrEnum):
    """What reviews are told apart by."""

    MONTH = "month"
    ORGANISATION = "organisation"
    THEME = "theme"
    ENGINE = "engine"
    GLOSSARY = "glossary"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A segment that people rewrote: its draft, its place there, the first French, the approved one, the word edits."""

    draft_id: int
    position: int
    source: str
    first: str
    approved: str
    edits: int
    rate: float


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one review: of the machine's French and the memory's, of time, of what the checks saw.

    `words` are the English ones of all its segments; `reshaped` segments were cut or joined, and compared with nothing.
    """

    machine: PostEdit
    memory: PostEdit
    reshaped: int
    words: int
    seconds: float
    findings: Mapping[tuple[str, Fate], int]
    worst: tuple[Rewritten, ...]


@dataclass(frozen=True, slots=True)
class DraftNumbers:
    """A finished draft and what is counted of its review."""

    draft: FinishedDraft
    counted: Counted


@dataclass(frozen=True, slots=True)
class Selection:
    """Which drafts count: those approved from one day to another, of an organisation, of a theme; "" and None: all."""

    since: date | None = None
    until: date | None = None
    organisation: str = ""
    theme: str = ""

    def takes(self, draft: FinishedDraft) -> bool:
        day = french_day(draft.approved_at)
        return (
            (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
            and self.organisation in ("", draft.organisation)
            and (not self.theme or self.theme in subjects(draft))
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Several reviews in numbers; margins are half of the 95 % interval, None where it cannot be told.

    `pace` is in seconds of review for each English word, None for few documents.
    """

    documents: int
    machine: PostEdit
    memory: PostEdit
    reshaped: int
    margin: float | None
    pace: float | None
    pace_margin: float | None

    @property
    def is_few(self) -> bool:
        return self.documents < FEW


def counted(review: Review) -> Counted:
    """Everything that is counted of one review."""
    compared = [
        (unit, post_edit(unit.first, unit.approved))
        for unit in review.units
        if not unit.is_reshaped and unit.origin in (Origin.MACHINE, Origin.MEMORY)
    ]
    machine, memory = (
        together(edit for unit, edit in compared if unit.origin is origin) for origin in (Origin.MACHINE, Origin.MEMORY)
    )
    return Counted(
        machine=machine,
        memory=memory,
        reshaped=sum(unit.is_reshaped for unit in review.units),
        words=sum(len(unit.source.split()) for unit in review.units),
        seconds=total(spells(review.deeds)),
        findings=Counter(pair for unit in review.units for pair in _fates(unit)),
        worst=_worst(_rewritten(review.draft_id, unit, edit) for unit, edit in compared if edit.edits),
    )


def _fates(unit: ReviewedUnit) -> Iterator[tuple[str, Fate]]:
    for fate, checks in (
        (Fate.SETTLED, unit.settled),
        (Fate.DISMISSED, unit.dismissed),
        (Fate.STANDING, unit.standing),
    ):
        yield from ((check, fate) for check in checks)


def _rewritten(draft_id: int, unit: ReviewedUnit, edit: PostEdit) -> Rewritten:
    return Rewritten(draft_id, unit.position, unit.source, unit.first, unit.approved, edit.edits, edit.rate)


def _worst(units: Iterable[Rewritten]) -> tuple[Rewritten, ...]:
    return tuple(nlargest(WORST, units, key=lambda unit: unit.edits))


def figures(drafts: Sequence[DraftNumbers]) -> Figures:
    """These reviews together."""
    all_counted = [one.counted for one in drafts]
    machine = together(one.machine for one in all_counted)
    words = sum(one.words for one in all_counted)
    is_told = len(drafts) >= FEW
    return Figures(
        documents=len(drafts),
        machine=machine,
        memory=together(one.memory for one in all_counted),
        reshaped=sum(one.reshaped for one in all_counted),
        margin=margin([(one.machine.edits, one.machine.words) for one in all_counted]) if is_told else None,
        pace=sum(one.seconds for one in all_counted) / words if is_told and words else None,
        pace_margin=margin([(one.seconds, one.words) for one in all_counted]) if is_told else None,
    )


def grouped(drafts: Iterable[DraftNumbers], by: Dimension) -> dict[str, Figures]:
    """The reviews told apart, in the order in which their drafts come; of several themes, a draft counts in each."""
    groups: dict[str, list[DraftNumbers]] = {}
    for one in drafts:
        for key in _KEYS[by](one.draft):
            groups.setdefault(key, []).append(one)
    return {key: figures(own) for key, own in groups.items()}


@cache
def _subjects() -> frozenset[str]:
    return frozenset(theme.id for theme in load_themes() if theme.kind in (ThemeKind.STAGE, ThemeKind.TOPIC))


def subjects(draft: FinishedDraft) -> list[str]:
    """What the publication is most about; for whom it is and of what kind are no themes here."""
    return [theme for theme in draft.themes if theme in _subjects()][:SUBJECTS]


_KEYS: Final[Mapping[Dimension, Callable[[FinishedDraft], Iterable[str]]]] = MappingProxyType(
    {
        Dimension.MONTH: lambda draft: (f"{french_day(draft.approved_at):%Y-%m}",),
        Dimension.ORGANISATION: lambda draft: (draft.organisation,),
        Dimension.THEME: subjects,
        Dimension.ENGINE: lambda draft: (draft.engine,),
        Dimension.GLOSSARY: lambda draft: (draft.glossary,),
    }
)


def most_rewritten(drafts: Iterable[DraftNumbers]) -> list[DraftNumbers]:
    """The documents whose machine's French was rewritten most, for each of their words."""
    touched = (one for one in drafts if one.counted.machine.edits)
    return nlargest(WORST, touched, key=lambda one: one.counted.machine.rate)


def worst_units(drafts: Iterable[DraftNumbers]) -> tuple[Rewritten, ...]:
    """The segments that took most word edits."""
    return _worst(unit for one in drafts for unit in one.counted.worst)


def findings(drafts: Iterable[DraftNumbers]) -> list[tuple[str, Mapping[Fate, int]]]:
    """What became of what each check saw, the most talkative check first."""
    sums: Counter[tuple[str, Fate]] = Counter()
    for one in drafts:
        sums.update(one.counted.findings)
    checks = {check: {fate: sums[check, fate] for fate in Fate} for check, _ in sums}
    return sorted(checks.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))


class Readable(Protocol):
    """What the numbers ask of the catalog."""

    def finished_drafts(self) -> list[FinishedDraft]: ...
    def reviews(self, drafts: Sequence[int]) -> Iterator[Review]: ...


class Numbers:
    """The numbers of one catalog; a finished draft is counted once, and again only if it moved since."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Counted] = {}
        self._counting = Lock()

    def of(self, catalog: Readable) -> list[DraftNumbers]:
        """Every finished draft with its numbers, in the order of approval."""
        with self._counting:
            drafts = catalog.finished_drafts()
            versions = {one.draft_id: one.version for one in drafts}
            new = [one.draft_id for one in drafts if (one.draft_id, one.version) not in self._known]
            for start in range(0, len(new), DRAFTS_AT_ONCE):
                for review in catalog.reviews(new[start : start + DRAFTS_AT_ONCE]):
                    self._known[review.draft_id, versions[review.draft_id]] = counted(review)
            self._known = {(one.draft_id, one.version): self._known[one.draft_id, one.version] for one in drafts}
            return [DraftNumbers(one, self._known[one.draft_id, one.version]) for one in drafts]
