"""Which new publications are drafted, which wait for a person's word, and what a person may decide: one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from curation.errors import CurationError
from curation.relevance import Relevance
from curation.told import Told

DRAFTED_FROM: Final = 0.5
WAITS_FROM: Final = 0.2


class Triage(StrEnum):
    """Where a publication stands before it is drafted."""

    DRAFT = "draft"  # its score is high enough
    WAIT = "wait"  # a person should say
    DROP = "drop"  # its score is too low, or a person said no
    LATER = "later"  # a person put it off
    KEEP = "keep"  # a person wants it drafted
    LINK = "link"  # there is an official French version: to be linked, not translated
    LINKED = "linked"  # a person agreed: a draft without translation leads to it


class TriageDecision(StrEnum):
    KEEP = "keep"
    DROP = "drop"
    LATER = "later"
    LINK = "link"


DECIDED: Final[Mapping[TriageDecision, Triage]] = MappingProxyType(
    {
        TriageDecision.KEEP: Triage.KEEP,
        TriageDecision.DROP: Triage.DROP,
        TriageDecision.LATER: Triage.LATER,
        TriageDecision.LINK: Triage.LINKED,
    }
)


class TriageRefused(CurationError):
    """A decision that this publication does not allow."""

    kind = "triage"


def proposed(relevance: Relevance, *, wants_all: bool, french_address: str) -> Triage:
    """What becomes of a new English publication without anybody's word."""
    if french_address:
        return Triage.LINK
    if wants_all or relevance.score >= DRAFTED_FROM:
        return Triage.DRAFT
    return Triage.WAIT if relevance.score >= WAITS_FROM else Triage.DROP


def decided(decision: TriageDecision, *, french_address: str, drafted: bool) -> Triage:
    """Where a person's decision puts a publication; `drafted` says that it has a draft already."""
    if decision is TriageDecision.LINK and not french_address:
        raise TriageRefused(Told("Aucune version française officielle n’est connue pour cette publication."))
    if drafted:
        raise TriageRefused(Told("Cette publication a déjà un brouillon\u202f: la décision se prend là."))
    return DECIDED[decision]
