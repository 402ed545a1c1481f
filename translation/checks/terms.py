"""Whether the French says the words of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.termbase import Status, Term, TermBase
from translation.agreement import determiner_before, elides, likely_feminine, looks_plural, plural_phrase
from translation.checks.kept import without_links
from translation.terminology import Use, term_uses
from translation.unit import Finding


def term_words(source: str, target: str, terms: TermBase) -> Iterator[Finding]:
    """Approved terms only; a missing one is only told, since good French does without in one place out of four."""
    for use in term_uses(terms, without_links(source), without_links(target)):
        term = use.match.term
        if term.status is not Status.APPROVED:
            continue
        if use.use is Use.FORBIDDEN:
            message = f"« {use.found} » est à éviter pour « {use.match.found} » : dire « {term.target} »."
            yield Finding("term-forbidden", message, blocking=True, fix=_replaced(use.found, term, target))
        elif use.use is Use.MISSING:
            yield Finding("term-missing", _missing(use.match.found, term))


def _missing(found: str, term: Term) -> str:
    if found.casefold() == term.target.casefold():
        return f"« {found} » reste tel quel en français."
    return f"« {found} » : le glossaire propose « {term.target} »."


def _replaced(found: str, term: Term, target: str) -> str:
    """The French with the glossary's word, where gender, number and elision stay; "" where the words around change."""
    said = plural_phrase(term.target) if looks_plural(found) and not term.gender.endswith("pl") else term.target
    same_gender = bool(term.gender) and likely_feminine(found) is (term.gender[0] == "f")
    same_number = looks_plural(found) == looks_plural(said)
    if not (same_gender and same_number and elides(found) == elides(said)):
        return ""
    whole = re.compile(rf"(?<!\w){re.escape(found)}(?!\w)")
    determiners = [determiner_before(target, match.start()) for match in whole.finditer(target)]
    if any(one and one.plural != looks_plural(said) for one in determiners):
        return ""
    if found[0].isupper():
        said = said[0].upper() + said[1:]
    return whole.sub(lambda _: said, target)
