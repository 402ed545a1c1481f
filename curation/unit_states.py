"""How far each segment of a draft has come, in one word for the person who goes through it; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from curation.editions import ChangeKind, changed_paragraphs
from curation.views import StoredUnit
from translation.document import Document
from translation.risk import DOUBTFUL_FROM
from translation.unit import Origin


class UnitState(StrEnum):
    """The state of a segment; each has a word and a shape on the pages."""

    APPROVED = "approved"  # the whole draft is
    REWRITE = "rewrite"  # the original says it otherwise than the French that people had reviewed
    CHECK = "check"  # a finding stands, or the machine was unsure
    READ = "read"  # a person read it and let it stand
    EDITED = "edited"
    MEMORY = "memory"
    SOURCE = "source"  # left in the language of the original
    MACHINE = "machine"


_OF_ORIGIN: Final[Mapping[Origin, UnitState]] = MappingProxyType(
    {
        Origin.HUMAN: UnitState.EDITED,
        Origin.MEMORY: UnitState.MEMORY,
        Origin.SOURCE: UnitState.SOURCE,
        Origin.MACHINE: UnitState.MACHINE,
    }
)
OF_ORIGIN: Final = frozenset(_OF_ORIGIN.values())
SETTLED: Final = frozenset({UnitState.APPROVED, UnitState.READ})  # a person decided: what the machine doubted is past

_Rule = Callable[[StoredUnit], bool]


def _is_read(stored: StoredUnit) -> bool:
    return stored.confirmed_at is not None


def _is_untouched(stored: StoredUnit) -> bool:
    return stored.confirmed_at is None and stored.unit.origin is not Origin.HUMAN


def _has_error(stored: StoredUnit) -> bool:
    return any(finding.blocking and finding.stands for finding in stored.unit.findings)


def _is_unsure(stored: StoredUnit) -> bool:
    unit = stored.unit
    return any(finding.stands for finding in unit.findings) or (unit.risk is not None and unit.risk >= DOUBTFUL_FROM)


# The first that holds. An error is told whoever has read the segment; a warning or a doubt only until somebody has.
_RULES: Final[tuple[tuple[UnitState, _Rule], ...]] = (
    (UnitState.CHECK, _has_error),
    (UnitState.READ, _is_read),
    (UnitState.CHECK, _is_unsure),
)


def state_of(stored: StoredUnit, *, approved: bool = False, changed: bool = False) -> UnitState:
    """The state of a segment; `approved` says that its draft is, `changed` that the original changed its English."""
    if approved:
        return UnitState.APPROVED
    if changed and _is_untouched(stored):
        return UnitState.REWRITE
    return next((state for state, holds in _RULES if holds(stored)), _OF_ORIGIN[stored.unit.origin])


def states_of(
    units: Iterable[StoredUnit], *, approved: bool = False, changed: Iterable[int] = ()
) -> dict[int, UnitState]:
    """The states of the segments of a draft by their positions; `changed` are those that the original changed."""
    positions = frozenset(changed)
    return {
        stored.position: state_of(stored, approved=approved, changed=stored.position in positions) for stored in units
    }


# What a person may ask to see alone, by the word in the address.
FILTERS: Final[Mapping[str, Callable[[StoredUnit, UnitState], bool]]] = MappingProxyType(
    {
        "verifier": lambda _, state: state is UnitState.CHECK,
        "reecrire": lambda _, state: state is UnitState.REWRITE,
        "non-lus": lambda stored, state: state is not UnitState.APPROVED and _is_untouched(stored),
    }
)


def chosen(units: Iterable[StoredUnit], states: Mapping[int, UnitState], asked: str) -> frozenset[int]:
    """The positions of the segments that a filter lets through."""
    holds = FILTERS[asked]
    return frozenset(s.position for s in units if holds(s, states[s.position]))


def changed_positions(units: Iterable[StoredUnit], before: Document, now: Document) -> frozenset[int]:
    """The segments whose English stands in a paragraph that was changed, and did not stand there before.

    A paragraph that is new is no rewriting: there was no French of it.
    """
    was = _changed_blocks(before, now)
    return frozenset(
        stored.position
        for stored in units
        if (text := was.get(stored.unit.segment.block)) is not None and _flat(stored.unit.segment.text) not in text
    )


@lru_cache(maxsize=16)  # every part of a draft asks for the same
def _changed_blocks(before: Document, now: Document) -> Mapping[int, str]:
    """The numbers of the blocks that were changed, each with what it said before."""
    changes = changed_paragraphs(before, now)
    was = {change.after: _flat(change.before) for change in changes if change.kind is ChangeKind.CHANGED}
    return {number: was[block.text] for number, block in enumerate(now.blocks) if block.text in was}


def _flat(text: str) -> str:
    return " ".join(text.split())
