"""Bold words, links and notes of the English on the right words of the French, and still there after an edit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from translation.alignment import Spelled, rendering
from translation.document import Mark, MarkKind, clipped

_CLOSING: Final = " .,;:!?…»”\"')]\u00a0\u202f"


@dataclass(frozen=True, slots=True)
class Alignment:
    """An English and a French text in pieces; `rows` say how much each French piece attends to each English one."""

    source: Spelled
    target: Spelled
    rows: Sequence[Sequence[float]]


def of_stretch(marks: Iterable[Mark], start: int, end: int) -> tuple[Mark, ...]:
    """The marks in a stretch of text, counted from its beginning; a note right at its end is its own."""
    inside = clipped(marks, start, end)
    return tuple(mark for mark in inside if mark.kind is not MarkKind.NOTE or mark.start > 0 or start == 0)


def transferred(marks: Sequence[Mark], alignment: Alignment) -> tuple[Mark, ...]:
    """The marks of the English on the French that renders their words.

    What stands in the French letter by letter is found by its letters, what the whole English has, the whole French
    has; the rest is where the model paid attention. A mark whose words are rendered nowhere is dropped.
    """
    moved = [mark for mark in (_transferred(mark, alignment) for mark in marks) if mark is not None]
    return _apart(moved)


def _transferred(mark: Mark, alignment: Alignment) -> Mark | None:
    source, target = alignment.source.text, alignment.target.text
    if mark.kind is MarkKind.NOTE:
        return _note(mark, alignment)
    words = source[mark.start : mark.end]
    if not source[: mark.start].strip() and not source[mark.end :].strip(_CLOSING):
        end = len(target) if mark.end >= len(source.rstrip()) else len(target.rstrip(_CLOSING))
        return mark._replace(start=0, end=end) if end else None
    same = [*re.finditer(rf"(?!\B\w){re.escape(words)}(?<!\w\B)", target)] if words.strip() else []
    if len(same) == 1:
        return mark._replace(start=same[0].start(), end=same[0].end())
    place = rendering(alignment.target, alignment.rows, alignment.source.within(mark.start, mark.end))
    if place is None:
        return None
    start, end = place
    start += len(target[start:end]) - len(target[start:end].lstrip())
    end -= len(target[start:end]) - len(target[start:end].rstrip(_CLOSING if words[-1:].isalnum() else " "))
    return mark._replace(start=start, end=end) if start < end else None


def _note(mark: Mark, alignment: Alignment) -> Mark | None:
    """A note's place: behind the French of the word that it stands behind, or at the end."""
    source, target = alignment.source.text, alignment.target.text
    before = source[: mark.start].rstrip(_CLOSING)
    behind = source[len(before) : mark.start]
    if not source[mark.start :].strip(_CLOSING):
        end = len(target) if behind.strip() or mark.start >= len(source) else len(target.rstrip(_CLOSING))
        return mark._replace(start=end, end=end)
    start = before.rfind(" ") + 1
    place = rendering(alignment.target, alignment.rows, alignment.source.within(start, len(before))) if before else None
    if place is None:
        return None
    end = place[1]
    if behind.strip() and target[end : end + 1] == behind.strip()[:1]:
        end += 1
    return mark._replace(start=end, end=end)


def _apart(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in the order of their starts, those of one kind without overlap."""
    ends: dict[MarkKind, int] = {}
    kept = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        start = max(mark.start, ends.get(mark.kind, 0)) if mark.kind is not MarkKind.NOTE else mark.start
        if start < mark.end or mark.kind is MarkKind.NOTE:
            kept.append(mark._replace(start=start))
            ends[mark.kind] = mark.end
    return tuple(sorted(kept, key=lambda mark: mark.start))


def kept_through(marks: Sequence[Mark], before: str, after: str) -> tuple[Mark, ...]:
    """The marks of a text that a person changed: on the words that stayed; without its words a mark is dropped."""
    if not marks or before == after:
        return tuple(marks)
    if (respelled := _respelled(marks, before, after)) is not None:
        return respelled
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return _apart(_carried(marks, blocks))


def _respelled(marks: Sequence[Mark], before: str, after: str) -> tuple[Mark, ...] | None:
    """The marks where only the spelling of some words has changed: None where there is more to it."""
    old, new = ([(word.start(), word.end()) for word in re.finditer(r"\S+", text)] for text in (before, after))
    if len(old) != len(new):
        return None
    same = sum(before[a:b] == after[c:d] for (a, b), (c, d) in zip(old, new, strict=True))
    if same < 0.7 * len(old):
        return None
    starts = [start for start, _ in old]

    def moved(place: int) -> int:
        number = bisect_right(starts, place) - 1
        if number < 0:
            return min(place, len(after))
        (start, end), (there, stop) = old[number], new[number]
        return min(stop - (end - place), len(after)) if 2 * place > start + end else min(there + place - start, stop)

    return _apart(mark._replace(start=moved(mark.start), end=moved(mark.end)) for mark in marks)


def _carried(marks: Sequence[Mark], blocks: Sequence[tuple[int, int, int]]) -> Iterator[Mark]:
    for mark in marks:
        stayed = [
            (max(mark.start, a) - a + b, min(mark.end, a + size) - a + b)
            for a, b, size in blocks
            if a <= mark.end and a + size >= mark.start and size
        ]
        whole = [(start, end) for start, end in stayed if start < end]
        if mark.kind is MarkKind.NOTE and stayed:
            yield mark._replace(start=stayed[0][1], end=stayed[0][1])
        elif 2 * sum(end - start for start, end in whole) >= mark.end - mark.start > 0:
            yield mark._replace(start=whole[0][0], end=whole[-1][1])
