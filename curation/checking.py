"""What the checks say of a draft's units after a person's edit, and after a change of the glossary; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from glossary.termbase import TermBase
from translation.checks import check
from translation.terminology import Use, term_uses
from translation.unit import Finding, TranslationUnit

# What a change of the glossary can bring or take away.
TERM_CHECKS: Final = frozenset({"term-forbidden", "term-missing", "glossary-changed"})


def edited(
    units: Sequence[TranslationUnit], position: int, target: str, terms: TermBase
) -> dict[int, tuple[Finding, ...]]:
    """What the checks say once the unit at `position` reads `target`: of it, and of each unit that this touches."""
    source = next(unit.segment.text for unit in units if unit.segment.index == position)
    return {position: check(source, target, terms)}


def looked_at_again(unit: TranslationUnit, terms: TermBase) -> TranslationUnit:
    """The unit as this version of the glossary sees it; as it was, where none of its entries changed.

    A term whose entry changed and that the French does not follow is told, and why; what a person set aside stays so.
    Of a unit made before entries were noted, nobody can say what changed: they are noted, and nothing is told.
    """
    entries = terms.entries(unit.segment.text)
    if unit.entries == entries:
        return unit
    if unit.entries is None:
        return replace(unit, entries=entries)
    changed = {source for source, _ in set(entries) - set(unit.entries)}
    now = [finding for finding in unit.findings if finding.check not in TERM_CHECKS]
    now += [finding for finding in check(unit.segment.text, unit.target, terms) if finding.check in TERM_CHECKS]
    now += _told(sorted(_not_followed(unit, terms) & changed))
    return replace(unit, entries=entries, findings=still_dismissed(unit.findings, now))


def still_dismissed(before: Iterable[Finding], now: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of a text that has not changed: those that a person had set aside stay aside; errors come first."""
    reasons = {(finding.check, finding.message): finding.dismissed for finding in before}
    kept = (replace(finding, dismissed=reasons.get((finding.check, finding.message), "")) for finding in now)
    return tuple(sorted(kept, key=lambda finding: not finding.blocking))


def _not_followed(unit: TranslationUnit, terms: TermBase) -> set[str]:
    """The approved terms of the segment that its French breaks or does without."""
    uses = term_uses(terms, unit.segment.text, unit.target)
    return {use.match.term.source for use in uses if use.use in (Use.FORBIDDEN, Use.MISSING)}


def _told(names: Collection[str]) -> Iterator[Finding]:
    if names:
        listed = ", ".join(f"« {name} »" for name in names)
        yield Finding("glossary-changed", f"Le glossaire a changé pour {listed} depuis ce brouillon.")
