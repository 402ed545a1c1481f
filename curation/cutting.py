"""Segments that were wrongly cut: one parted in two, or two made one, with nothing of their texts lost; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from curation.errors import CurationError
from curation.told import Told
from translation.document import Mark, MarkKind
from translation.marks import of_stretch
from translation.unit import Forced, Origin, Segment, TranslationUnit

NEW: Final = -1  # the position of a unit that the catalog has not placed yet
_BREAK: Final = re.compile(r"\s*[\r\n]\s*")
_ENDS: Final = re.compile(r"[.!?…][»”\"’)]*(?= )|[;:](?= )|,(?= )| (?=[–—(])")


class CutRefused(CurationError):
    """A cut that would lose or change something of a text; the message says why, in French for whoever asked."""

    kind = "cut refused"


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a text is parted: the end of its first part and the beginning of its second."""

    end: int
    start: int


def cut_of(text: str, typed: str) -> Cut:
    """Where `typed`, the same text with a line break put into it, wants it cut; CutRefused where that cannot be.

    A cut is made where a space stands, since a space joins the two parts again; at either end it leaves a part empty.
    """
    parts = _BREAK.split(typed)
    if len(parts) != 2:
        raise CutRefused(
            Told("Mettez un retour à la ligne à l’endroit de la coupe.")
            if len(parts) < 2
            else Told("Un seul retour à la ligne\u00a0: un segment se coupe en deux.")
        )
    if _letters(typed) != _letters(text):
        raise CutRefused(Told("Ici, les mots ne changent pas\u00a0: coupez seulement, vous corrigerez après."))
    before = len(_letters(parts[0]))
    places = [n for n, letter in enumerate(text) if not letter.isspace()]
    end = places[before - 1] + 1 if before else 0
    start = places[before] if before < len(places) else len(text)
    if 0 < before < len(places) and " " not in text[end:start]:
        raise CutRefused(Told("Coupez entre deux mots, là où il y a une espace ordinaire."))
    return Cut(end, start)


def proposed(text: str) -> str:
    """The text with a line break where it most likely wants one: after a sentence or a clause, near the middle."""
    places = [match.end() for match in _ENDS.finditer(text)]
    if not places:
        return text
    strong = [place for place in places if text[:place].rstrip('»”"’)')[-1:] in ".!?…;"]
    place = min(strong or places, key=lambda place: abs(2 * place - len(text)))
    return f"{text[:place].rstrip(' ')}\n\n{text[place:].lstrip(' ')}"


def split(unit: TranslationUnit, english: Cut, french: Cut) -> tuple[TranslationUnit, TranslationUnit]:
    """The two units that this one becomes; the second has no position yet, and neither has been checked."""
    segment = unit.segment
    if not segment.text[: english.end].strip() or not segment.text[english.start :].strip():
        raise CutRefused(Told("Chaque partie garde au moins un mot d’anglais."))
    first = _part(unit, segment.index, (0, english.end), (0, french.end))
    second = _part(unit, NEW, (english.start, len(segment.text)), (french.start, len(unit.target)))
    return first, second


def _part(unit: TranslationUnit, index: int, english: tuple[int, int], french: tuple[int, int]) -> TranslationUnit:
    segment, (start, end) = unit.segment, french
    own = replace(
        segment,
        index=index,
        text=segment.text[slice(*english)],
        marks=of_stretch(segment.marks, *english),
    )
    forced = [term for term in unit.forced if term.start < 0 or (start <= term.start and term.end <= end)]
    return replace(
        unit,
        segment=own,
        target=unit.target[start:end],
        findings=(),
        marks=of_stretch(unit.marks, start, end),
        forced=tuple(_moved_term(term, -start) for term in forced),
        entries=None,
    )


def joined(first: TranslationUnit, second: TranslationUnit) -> TranslationUnit:
    """The unit that two of one cell, one after the other, become; it has the first one's position, and is not checked.

    Its French is as little sure as the less sure of the two, and a machine's as long as a part of it is.
    """
    one, other = first.segment, second.segment
    if (one.block, one.cell) != (other.block, other.cell):
        raise CutRefused(Told("Ces deux segments ne sont pas du même paragraphe\u00a0: ils restent séparés."))
    english, french = _together(one.text, other.text), _together(first.target, second.target)
    ahead, beyond = len(english) - len(other.text), len(french) - len(second.target)
    scores = [unit.score for unit in (first, second) if unit.score is not None]
    risks = [unit.risk for unit in (first, second) if unit.risk is not None]
    return replace(
        first,
        segment=replace(one, text=english, marks=_bridged([*one.marks, *_moved(other.marks, ahead)])),
        target=french,
        origin=_origin(first.origin, second.origin),
        score=min(scores, default=None),
        findings=(),
        marks=_bridged([*first.marks, *_moved(second.marks, beyond)]),
        forced=(*first.forced, *(_moved_term(term, beyond) for term in second.forced)),
        risk=max(risks, default=None),
        entries=None,
    )


def _origin(one: Origin, other: Origin) -> Origin:
    if one is other:
        return one
    return Origin.MACHINE if Origin.MACHINE in (one, other) else Origin.HUMAN


def _together(*texts: str) -> str:
    return " ".join(text for text in texts if text)


def _moved(marks: Iterable[Mark], by: int) -> list[Mark]:
    return [mark._replace(start=mark.start + by, end=mark.end + by) for mark in marks]


def _moved_term(term: Forced, by: int) -> Forced:
    return term if term.start < 0 else replace(term, start=term.start + by, end=term.end + by)


def _bridged(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks, what a cut had parted made one again: the same mark on either side of a single space."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.start):
        same = next((n for n, other in enumerate(kept) if _goes_on(other, mark)), None)
        if same is None:
            kept.append(mark)
        else:
            kept[same] = kept[same]._replace(end=mark.end)
    return tuple(kept)


def _goes_on(one: Mark, other: Mark) -> bool:
    same = (one.kind, one.target) == (other.kind, other.target) and one.kind is not MarkKind.NOTE
    return same and other.start == one.end + 1


def same_texts(before: Iterable[TranslationUnit], after: Iterable[TranslationUnit]) -> bool:
    """Whether these units, one after the other, hold the same English and the same French as those; blanks aside."""
    return _said(before) == _said(after)


def _said(units: Iterable[TranslationUnit]) -> tuple[str, str]:
    pairs = [(unit.segment.text, unit.target) for unit in units]
    return _letters("".join(english for english, _ in pairs)), _letters("".join(french for _, french in pairs))


def _letters(text: str) -> str:
    return "".join(text.split())


def neighbour(segments: Sequence[Segment], position: int) -> int | None:
    """The position of the segment that one can be joined with: the next one of its cell; None at the end of it."""
    for one, following in zip(segments, chain(segments[1:], [None]), strict=False):
        if one.index == position:
            same = following is not None and (one.block, one.cell) == (following.block, following.cell)
            return following.index if following is not None and same else None
    return None
