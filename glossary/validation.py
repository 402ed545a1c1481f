"""What is wrong with a glossary, said before it misleads a reviewer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from glossary.termbase import STAGES, Status, Term

# Words of English that no French sentence holds.
_ENGLISH: Final = re.compile(r"\b(?:the|of|and|to|is|which|with|that)\b", re.IGNORECASE)
_GENDERS = {"m", "f", "m pl", "f pl"}


def problems(terms: Iterable[Term]) -> list[str]:
    """One sentence for each thing to repair, none for a sound glossary; deprecated terms need only their words."""
    everything = list(terms)
    current = [term for term in everything if term.status is not Status.DEPRECATED]
    found = [f"{term.source or '(no English)'}: {what}" for term in everything for what in _of_one(term)]
    return [*found, *_duplicates(everything), *_contradictions(current)]


def _of_one(term: Term) -> Iterator[str]:
    if not term.source.strip():
        yield "the English is empty"
    if not term.target.strip():
        yield "the French is empty"
    yield from (f"{form!r} is both good and forbidden" for form in _good(term) if form in _folded(term.forbidden))
    yield from (f"{stage!r} is no stage of the life of data" for stage in term.stages if stage not in STAGES)
    if term.do_not_translate and term.target != term.source:
        yield "it is not to be translated, but the French differs"
    if term.status is not Status.DEPRECATED:
        yield from _incomplete(term)


def _incomplete(term: Term) -> Iterator[str]:
    if not term.definition.strip():
        yield "the definition is missing"
    elif _ENGLISH.search(term.definition):
        yield "the definition is not in French"
    if term.forbidden and not term.why.strip():
        yield "nothing says why its forbidden forms are wrong"
    if not term.origin.strip():
        yield "the origin of the French is missing"
    if term.part_of_speech == "noun" and term.gender not in _GENDERS:
        yield "the noun has no gender (m, f, m pl or f pl)"


def _duplicates(terms: Sequence[Term]) -> Iterator[str]:
    """Homographs differ in part of speech or domain; a synonym must not be another term's English."""
    same = Counter((term.source.casefold(), term.part_of_speech, term.domain) for term in terms)
    yield from (f"{source}: it is there {count} times" for (source, *_), count in same.items() if count > 1)
    sources = {term.source.casefold() for term in terms}
    for term in terms:
        others = sources - {term.source.casefold()}
        yield from (f"{term.source}: its synonym {s!r} is a term too" for s in term.synonyms if s.casefold() in others)


def _contradictions(terms: Sequence[Term]) -> Iterator[str]:
    """A form that one term forbids and another prefers: the reviewer cannot please both."""
    preferring = defaultdict(list)
    for term in terms:
        preferring[term.target.casefold()].append(term.source)
    for term in terms:
        for form in _folded(term.forbidden):
            others = [source for source in preferring[form] if source != term.source]
            yield from (f"{term.source}: it forbids {form!r}, which {source!r} prefers" for source in others)


def _good(term: Term) -> list[str]:
    return _folded((term.target, *term.tolerated))


def _folded(forms: Iterable[str]) -> list[str]:
    return [form.casefold() for form in forms]
