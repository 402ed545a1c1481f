"""What a reviewer should look at in a translation: facts that got lost, forms that do not fit; told in French."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

from glossary.termbase import TermBase
from translation.checks.dates import dates
from translation.checks.facts import numbers
from translation.checks.kept import links, placeholders
from translation.checks.left_out import names, omitted, words
from translation.checks.terms import only_kept, term_words
from translation.checks.typography import brackets, elision, first_letter, last_mark, quotes, spaces, too_many_spaces
from translation.checks.units import units
from translation.checks.wording import (
    doubled,
    dropped_sentence,
    empty,
    identical,
    length,
    repetition,
    untranslated,
)
from translation.unit import Finding

Check = Callable[[str, str], Iterable[Finding]]
Look = Callable[[str, str], tuple[Finding, ...]]


def check(source: str, target: str, terms: TermBase | None = None) -> tuple[Finding, ...]:
    """All that the checks see in a segment and its French, what blocks first; of an empty French they say only that.

    A finding keeps its fix only if the checks see less in the French after it, and nothing new. What is to be said of
    two places in the same words is said once, and one fault by one check.
    """
    source, target = normalize("NFC", source), normalize("NFC", target)  # an accent apart would part the word
    if not target.strip():
        return tuple(empty(source))
    found = _found(source, target, terms)
    safe = {fix for fix in {finding.fix for finding in found} if fix and _is_better(found, _found(source, fix, terms))}
    kept = (finding if finding.fix in safe else replace(finding, fix="") for finding in found)
    told: dict[tuple[str, str], Finding] = {}
    for finding in kept:
        told.setdefault((finding.check, finding.message), finding)
    return tuple(sorted(told.values(), key=lambda finding: not finding.blocking))


# Their fixes change signs, spaces and the way figures are written: no word.
WORDLESS: Final = frozenset(
    (
        *("number-format", "unit-place", "date-format", "quotes", "typography"),
        *("extra-space", "elision", "capital", "last-mark"),
    )
)


def mended(source: str, target: str, look: Look) -> tuple[str, tuple[Finding, ...]]:
    """A machine's French after every fix that changes no word, and what `look` still finds in it.

    Each fix leaves less to find, so this ends.
    """
    found = look(source, target)
    fix = next((finding.fix for finding in found if finding.fix and finding.check in WORDLESS), "")
    return mended(source, fix, look) if fix else (target, found)


# What a check says says enough of these others, which saw the same fault.
TELLS_ALREADY: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "length": frozenset({"omitted", "sentence"}),
        "omitted": frozenset({"sentence"}),
        "repetition": frozenset({"doubled-word", "length"}),
    }
)


def _found(source: str, target: str, terms: TermBase | None) -> list[Finding]:
    left = [finding for finding in identical(source, target) if finding.blocking]
    if left:
        return left  # of a whole English sentence, that it was left so is all there is to say
    found = [finding for one in CHECKS for finding in one(source, target)]
    if terms:
        found = [one for one in found if not (one.check == "identical" and only_kept(source, terms))]
        found += term_words(source, target, terms)
    told = frozenset().union(*(TELLS_ALREADY.get(finding.check, ()) for finding in found))
    return [finding for finding in found if finding.check not in told]


def _is_better(before: Iterable[Finding], after: Iterable[Finding]) -> bool:
    """Whether there is less to see, of each check as much as before at the most."""
    return Counter(map(_kind, after)) < Counter(map(_kind, before))


def _kind(finding: Finding) -> tuple[str, bool]:
    return finding.check, finding.blocking


CHECKS: Final[tuple[Check, ...]] = (
    identical,
    untranslated,
    omitted,
    names,
    words,
    numbers,
    dates,
    units,
    links,
    placeholders,
    repetition,
    doubled,
    dropped_sentence,
    length,
    brackets,
    quotes,
    spaces,
    too_many_spaces,
    elision,
    first_letter,
    last_mark,
)
