"""The same English in two French wordings: within a document, and against what was approved before."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from translation.unit import Finding, Origin, TranslationUnit

INCONSISTENT: Final = "inconsistent"  # the name of the check
_SHOWN: Final = 3  # other wordings that a message names


@lru_cache(maxsize=20_000)  # each save of a draft asks it of all its texts
def letters(text: str) -> str:
    """A text's letters alone: texts that the check of consistent wording takes for the same have them in common."""
    return re.sub(r"\W+", "", text.casefold())


def within(units: Sequence[TranslationUnit]) -> dict[int, Finding]:
    """For each unit that says an English text otherwise than the document does elsewhere, by the unit's place in it.

    The approved wording leads, else the most frequent, else the first: the units that differ from it are told. Capitals
    and punctuation do not count, nor does the agreement of a single word ("validé", "validées").
    """
    groups = defaultdict(list)
    for unit in units:
        if unit.origin is not Origin.SOURCE and unit.target.strip() and _folded(unit.segment.text):
            groups[_folded(unit.segment.text)].append(unit)
    return {unit.segment.index: found for group in groups.values() for unit, found in _told(group)}


def _told(group: Sequence[TranslationUnit]) -> Iterable[tuple[TranslationUnit, Finding]]:
    leading = _leading(group)
    for unit in group:
        if not _is_same(unit.target, leading.target):
            yield unit, _finding("ailleurs dans ce document", [leading.target], _fix(unit, leading))


def _leading(group: Sequence[TranslationUnit]) -> TranslationUnit:
    count = Counter(_folded(unit.target) for unit in group)
    return max(group, key=lambda unit: (unit.origin is Origin.MEMORY, count[_folded(unit.target)]))  # the first of them


def _fix(unit: TranslationUnit, leading: TranslationUnit) -> str:
    """The approved wording, for the very same English; what a person wrote is never to be undone by one click."""
    same_english = unit.segment.text == leading.segment.text
    approved = leading.origin is Origin.MEMORY and unit.origin is Origin.MACHINE
    return leading.target if same_english and approved else ""


def across(unit: TranslationUnit, known: Sequence[str]) -> Finding | None:
    """What to say of a unit whose English was approved in other words: `known` are the approved French texts of it."""
    forms = list({_folded(form): form for form in reversed(known) if form.strip()}.values())[::-1]
    if not forms or not unit.target.strip() or any(_is_same(unit.target, form) for form in forms):
        return None
    fix = forms[0] if len(forms) == 1 and unit.origin is Origin.MACHINE else ""
    return _finding("dans une traduction approuvée", forms, fix)


def _finding(where: str, forms: Sequence[str], fix: str) -> Finding:
    listed = " ; ".join(f"« {form} »" for form in forms[:_SHOWN])
    return Finding(INCONSISTENT, f"Ce texte est traduit autrement {where} : {listed}.", fix=fix)


def _is_same(one: str, other: str) -> bool:
    ours, theirs = _folded(one), _folded(other)
    return ours == theirs or (
        len(ours) == len(theirs) == 1 and _without_agreement(ours[0]) == _without_agreement(theirs[0])
    )


_AGREEMENT: Final = (
    (re.compile(r"(?<=\w\w)(?:s|x)$"), ""),
    (re.compile(r"(?<=\w)trice$"), "teur"),
    (re.compile(r"(?<=\w)(?:euse|eu)$"), "eu"),
    (re.compile(r"(?<=\w)ive$"), "if"),
    (re.compile(r"(?<=[aeiu])(?:ll|nn)e$"), lambda match: match[0][0]),
    (re.compile(r"(?<=\w\w)au$"), "al"),
    (re.compile(r"(?<=\w\w)e$"), ""),
)


def _without_agreement(word: str) -> str:
    """What the forms of a French noun or adjective have in common; not always a word."""
    for ending, instead in _AGREEMENT:
        word = ending.sub(instead, word)
    return word


@lru_cache(maxsize=20_000)  # each save of a draft asks for all its texts again
def _folded(text: str) -> tuple[str, ...]:
    """The words in small letters, so that neither capitals nor punctuation nor spaces count."""
    return tuple(re.findall(r"\w+", text.casefold()))
