"""Segments, and what became of them in French."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from translation.document import Mark


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, heading or table cell to translate: which block, which cell of it, and where in reading order.

    `block` and `cell` count from 0; `index` counts the segments of the whole document from 0. `marks` are those of its
    own text.
    """

    block: int
    cell: int
    index: int
    text: str
    marks: tuple[Mark, ...] = ()


class Origin(StrEnum):
    """Where a unit's French came from."""

    MEMORY = "memory"
    MACHINE = "machine"
    HUMAN = "human"
    SOURCE = "source"  # the original has this passage in another language than English: it stands as it is


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check saw: the check's name, a sentence in French, and whether approval must wait for it.

    `fix` is the whole French text as it should read, where no doubt is left; "" where a person must think. `dismissed`
    is why a person set the finding aside; "" while it stands.
    """

    check: str
    message: str
    blocking: bool = False
    fix: str = ""
    dismissed: str = ""

    @property
    def stands(self) -> bool:
        return not self.dismissed


@dataclass(frozen=True, slots=True)
class Forced:
    """A term that was put into a French text: its English, its French as it stands there, and what that cost.

    `cost` is by how much the model's mean log-probability a token fell.
    """

    source: str
    target: str
    start: int = -1
    end: int = -1
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A segment with its French, where that French came from, and what the checks found.

    `score` is the engine's mean log-probability a token (0 is certain), None for text that no engine made, or whose
    engine does not say. `marks` are the segment's, on the French words; `forced` are the terms of the term base that
    were put in. `risk` is how likely the French is to need rewriting, from 0 to 1; None where nobody has judged it.
    `entries` are the glossary entries of the segment when it was last looked at, as `TermBase.entries` gives them; None
    where that is not known.
    """

    segment: Segment
    target: str
    origin: Origin
    score: float | None = None
    findings: tuple[Finding, ...] = ()
    marks: tuple[Mark, ...] = ()
    forced: tuple[Forced, ...] = ()
    risk: float | None = None
    entries: tuple[tuple[str, str], ...] | None = None
