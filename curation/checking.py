"""What the checks say of a draft's units after a person's edit, and after a change of the glossary; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from glossary.termbase import TermBase
from translation.checks import check
from translation.consistency import INCONSISTENT, across, within
from translation.memory import TranslationMemory
from translation.risk import unit_risk
from translation.terminology import Use, term_uses
from translation.unit import Finding, Origin, TranslationUnit

# What a change of the glossary can bring or take away.
GLOSSARY_CHANGED: Final = "glossary-changed"
TERM_CHECKS: Final = frozenset({"term-forbidden", "term-missing", GLOSSARY_CHANGED})


def edited(
    units: Sequence[TranslationUnit], position: int, target: str, terms: TermBase, memory: TranslationMemory
) -> dict[int, tuple[Finding, ...]]:
    """What the checks say once the unit at `position` reads `target`: of it, and of each unit that this touches.

    `memory` is what people approved: the same English should not be said in other words without need.
    """
    return rewritten(units, {position: target}, terms, memory)


def rewritten(
    units: Sequence[TranslationUnit], texts: Mapping[int, str], terms: TermBase, memory: TranslationMemory
) -> dict[int, tuple[Finding, ...]]:
    """The same for several units at once, each text by its position."""
    now = [
        replace(unit, target=texts[unit.segment.index], origin=Origin.HUMAN) if unit.segment.index in texts else unit
        for unit in units
    ]
    told = within(now)
    changed = {
        unit.segment.index: _errors_first(
            [*check(unit.segment.text, unit.target, terms), *_elsewhere(unit, told, memory)]
        )
        for unit in now
        if unit.segment.index in texts
    }
    return touched(units, now) | changed


def touched(before: Iterable[TranslationUnit], now: Sequence[TranslationUnit]) -> dict[int, tuple[Finding, ...]]:
    """What is to say of the units `now` where their wording is judged otherwise than in the findings they had before.

    A unit that was not there before is always told of.
    """
    told = within(now)
    had = {unit.segment.index: unit.findings for unit in before}
    found = {unit.segment.index: _consistent(unit, told.get(unit.segment.index)) for unit in now}
    return {place: findings for place, findings in found.items() if findings != had.get(place)}


def of_parts(unit: TranslationUnit, said_before: Iterable[Finding], terms: TermBase) -> TranslationUnit:
    """A unit made of others' words by a cut: checked as it is now; what only the machine or the glossary knew stays.

    `said_before` are the findings of the units that it was made of; what a person had set aside of them stays aside.
    """
    if unit.origin is Origin.SOURCE:
        return replace(unit, findings=_once(said_before))
    before = _once(finding for finding in said_before if finding.check != INCONSISTENT)
    known = [finding for finding in before if finding.check in _NOT_SEEN_AGAIN]
    findings = still_dismissed(before, _once([*check(unit.segment.text, unit.target, terms), *known]))
    now = replace(unit, findings=findings, entries=terms.entries(unit.segment.text))
    return now if unit.risk is None else replace(now, risk=unit_risk(now))


# What is known once and that no look at the text alone finds again.
_NOT_SEEN_AGAIN: Final = frozenset({"forced", "language", GLOSSARY_CHANGED})


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple({(finding.check, finding.message): finding for finding in findings}.values())


def _elsewhere(unit: TranslationUnit, told: Mapping[int, Finding], memory: TranslationMemory) -> Iterator[Finding]:
    """One finding at the most: what people approved counts before what the document says."""
    known = [match.target for match in memory.similar(unit.segment.text, at_least=100) if match.approved]
    found = across(unit, known) or told.get(unit.segment.index)
    if found:
        yield found


def _consistent(unit: TranslationUnit, found: Finding | None) -> tuple[Finding, ...]:
    """The findings of a unit that was not touched itself, with what is to say now of the wording of the others."""
    return with_wording(unit.findings, [found] if found else [])


def with_wording(before: Iterable[Finding], said: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, with what is `said` of the wording in other places instead of what was said of it before."""
    before = tuple(before)
    others = [finding for finding in before if finding.check != INCONSISTENT]
    return still_dismissed(before, [*others, *(finding for finding in said if finding.check == INCONSISTENT)])


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
    not_followed = sorted(_not_followed(unit, terms) & changed)
    now += [glossary_changed(not_followed)] if not_followed else []
    again = replace(unit, entries=entries, findings=still_dismissed(unit.findings, now))
    return again if unit.risk is None else replace(again, risk=unit_risk(again))


def still_dismissed(before: Iterable[Finding], now: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of a text that has not changed: those that a person had set aside stay aside; errors come first."""
    reasons = {(finding.check, finding.message): finding.dismissed for finding in before}
    kept = (replace(finding, dismissed=reasons.get((finding.check, finding.message), "")) for finding in now)
    return _errors_first(kept)


def _not_followed(unit: TranslationUnit, terms: TermBase) -> set[str]:
    """The approved terms of the segment that its French breaks or does without."""
    uses = term_uses(terms, unit.segment.text, unit.target)
    return {use.match.term.source for use in uses if use.use in (Use.FORBIDDEN, Use.MISSING)}


def glossary_changed(names: Collection[str]) -> Finding:
    """What a unit is told whose French does not follow the entries of these terms as they are now."""
    listed = ", ".join(f"« {name} »" for name in names)
    return Finding(GLOSSARY_CHANGED, f"Le glossaire a changé pour {listed} depuis ce brouillon.")


def _errors_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: not finding.blocking))
