"""What a reviewer should look at in a translation: facts that got lost, forms that do not fit; told in French."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from glossary.termbase import TermBase
from translation.checks.facts import numbers
from translation.checks.kept import links, placeholders
from translation.checks.terms import term_words
from translation.checks.typography import brackets, spaces
from translation.checks.wording import doubled, empty, identical, length, repetition, untranslated
from translation.unit import Finding

Check = Callable[[str, str], Iterable[Finding]]


def check(source: str, target: str, terms: TermBase | None = None) -> tuple[Finding, ...]:
    """All that the checks see in a segment and its French, what blocks first; of an empty French they say only that."""
    if not target.strip():
        return tuple(empty(source))
    found = [finding for one in CHECKS for finding in one(source, target)]
    found += term_words(source, target, terms) if terms else []
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


CHECKS: Final[tuple[Check, ...]] = (
    identical,
    untranslated,
    numbers,
    links,
    placeholders,
    repetition,
    doubled,
    length,
    brackets,
    spaces,
)
