"""A segment with all that a reviewer needs beside it: its terms, what the checks say, French that is like it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from curation.export.inline import html, inlined
from curation.unit_states import UnitState, state_of
from curation.views import StoredUnit
from curation.web.changes import Change, word_changes
from curation.web.language import _, marked
from curation.web.review_words import ORIGINS
from glossary.termbase import TermBase, TermMatch
from translation.document import Mark, clipped
from translation.memory import TranslationMemory
from translation.risk import DOUBTFUL_FROM, Level, level
from translation.terminology import TermUse, Use, term_uses
from translation.typography import french_typography
from translation.unit import Finding, Origin, TranslationUnit

MATCHES: Final = 2  # more similar sentences than these, nobody reads
FOLLOWED: Final[Mapping[Use, str]] = {
    Use.PREFERRED: marked("suivi"),
    Use.TOLERATED: marked("toléré"),
    Use.FORBIDDEN: marked("dire “%(term)s”"),
    Use.MISSING: marked("non employé"),
}


PUT_IN: Final = marked("imposé")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of source text, its bold words and links marked up; `term` when the glossary knows it."""

    html: Markup
    term: bool = False


@dataclass(frozen=True, slots=True)
class TermNote:
    """A glossary term of the segment, and whether the French follows it (`use` for the colour, `followed` in words)."""

    source: str
    target: str
    use: str
    followed: str
    found: str
    definition: str
    note: str
    tolerated: tuple[str, ...]
    forbidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """What a check says, well spaced; `fixed` is how the French reads after its fix, `changes` what that changes.

    `key` is the message as the catalog has it: a form that sets the finding aside names it.
    """

    check: str
    key: str
    message: str
    blocking: bool
    fixed: str
    changes: tuple[Change, ...]
    dismissed: str


@dataclass(frozen=True, slots=True)
class MatchView:
    """French of the memory for the same or a similar sentence: how alike in percent, what differs in the English."""

    percent: int
    target: str
    changes: tuple[Change, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A segment as it is shown: the source in pieces, the French, where it came from and what to look at.

    `target` is the French as it is edited, `shown` the same with its bold words and links. `aside` are the findings
    that somebody set aside; `level` is how likely the French is to need rewriting, None once a person wrote it.
    """

    number: int
    source: tuple[Piece, ...]
    target: str
    shown: Markup
    version: int
    origin: Origin
    origin_label: str
    level: Level | None
    findings: tuple[FindingView, ...]
    aside: tuple[FindingView, ...]
    matches: tuple[MatchView, ...]
    terms: tuple[TermNote, ...]
    edited_by: str
    edited_at: datetime | None
    confirmed_by: str
    confirmed_at: datetime | None
    state: UnitState


def segment_view(
    stored: StoredUnit,
    marks: tuple[Mark, ...],
    terms: TermBase,
    memory: TranslationMemory,
    state: UnitState | None = None,
) -> SegmentView:
    """The segment with all beside it; without its `state`, as in a draft that is not approved."""
    unit = stored.unit
    uses = term_uses(terms, unit.segment.text, unit.target)
    forced = {term.source for term in unit.forced}
    return SegmentView(
        number=unit.segment.index,
        source=tuple(_pieces(unit.segment.text, marks, terms.find(unit.segment.text))),
        target=unit.target,
        shown=html(inlined(unit.target, unit.marks, {})),
        version=stored.version,
        origin=unit.origin,
        origin_label=ORIGINS[unit.origin],
        level=None if unit.risk is None else level(unit.risk),
        findings=tuple(_finding(finding, unit.target) for finding in unit.findings if finding.stands),
        aside=tuple(_finding(finding, unit.target) for finding in unit.findings if not finding.stands),
        matches=tuple(_matches(unit, memory)),
        terms=tuple({(use.match.term, use.use): _term(use, forced) for use in uses}.values()),
        edited_by=stored.edited_by,
        edited_at=stored.edited_at,
        confirmed_by=stored.confirmed_by,
        confirmed_at=stored.confirmed_at,
        state=state or state_of(stored),
    )


def _pieces(text: str, marks: tuple[Mark, ...], matches: Iterable[TermMatch]) -> Iterator[Piece]:
    """The text cut at its terms; homographs stand at one place and are marked once."""
    done = 0
    for start, end in sorted({(match.start, match.end) for match in matches}):
        if start >= done:
            yield Piece(_shown(text, marks, done, start))
            yield Piece(_shown(text, marks, start, end), term=True)
            done = end
    yield Piece(_shown(text, marks, done, len(text)))


def _shown(text: str, marks: tuple[Mark, ...], start: int, end: int) -> Markup:
    return html(inlined(text[start:end], clipped(marks, start, end), {}))


def _term(use: TermUse, forced: Collection[str]) -> TermNote:
    term = use.match.term
    put_in = term.source in forced and use.use is Use.PREFERRED
    return TermNote(
        source=term.source,
        target=term.target,
        use=use.use.name.lower(),
        followed=_(PUT_IN) if put_in else _(FOLLOWED[use.use]) % {"term": term.target},
        found=use.found,
        definition=term.definition,
        note=term.note,
        tolerated=term.tolerated,
        forbidden=term.forbidden,
    )


def doubtful(unit: TranslationUnit) -> bool:
    return unit.risk is not None and unit.risk >= DOUBTFUL_FROM


def wants_a_look(stored: StoredUnit) -> bool:
    """Whether a person should read this segment before others: something is said of it, or its machine was unsure.

    Once somebody confirmed it, only an error can still want one.
    """
    found = [finding for finding in stored.unit.findings if finding.stands]
    unread = stored.confirmed_at is None and (bool(found) or doubtful(stored.unit))
    return unread or any(finding.blocking for finding in found)


def told(finding: Finding) -> str:
    """The finding's message in well-spaced French."""
    return french_typography(finding.message)


def _finding(finding: Finding, target: str) -> FindingView:
    return FindingView(
        finding.check,
        finding.message,
        told(finding),
        finding.blocking,
        finding.fix,
        word_changes(target, finding.fix) if finding.fix else (),
        finding.dismissed,
    )


def _matches(unit: TranslationUnit, memory: TranslationMemory) -> Iterator[MatchView]:
    """What the memory has for this sentence or a similar one, but for what stands here already."""
    if unit.origin is Origin.SOURCE:
        return
    for match in memory.similar(unit.segment.text, MATCHES):
        if match.target != unit.target:
            changes = word_changes(match.source, unit.segment.text) if match.score < 100 else ()
            yield MatchView(int(match.score), match.target, changes, match.origin.title)
