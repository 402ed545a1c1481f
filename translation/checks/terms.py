"""Whether the French says the words of the glossary."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.termbase import Status, TermBase
from translation.terminology import Use, term_uses
from translation.unit import Finding


def term_words(source: str, target: str, terms: TermBase) -> Iterator[Finding]:
    """Approved terms only; a missing one is only told, since good French does without in one place out of four."""
    for use in term_uses(terms, source, target):
        term = use.match.term
        if term.status is not Status.APPROVED:
            continue
        if use.use is Use.FORBIDDEN:
            message = f"« {use.found} » est à éviter pour « {use.match.found} » : dire « {term.target} »."
            yield Finding("term-forbidden", message, blocking=True)
        elif use.use is Use.MISSING:
            message = f"« {use.match.found} » : le glossaire propose « {term.target} »."
            yield Finding("term-missing", message)
