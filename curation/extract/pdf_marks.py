"""Text with its marks, which stay on their words while the text is put together and tidied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, NamedTuple

from curation.extract.hyphens import join_lines
from curation.extract.tidy import tidy
from translation.document import Block, BlockKind, Mark, MarkKind

_LOOKS: Final = (MarkKind.BOLD, MarkKind.ITALIC)


class Marked(NamedTuple):
    """A text, and the marks of its words."""

    text: str
    marks: tuple[Mark, ...] = ()


def shifted(marks: Iterable[Mark], by: int) -> tuple[Mark, ...]:
    return tuple(Mark(kind, start + by, end + by, target) for kind, start, end, target in marks)


def appended(first: Marked, second: Marked, between: str) -> Marked:
    """Two texts with some letters between them."""
    text = first.text + between
    return Marked(text + second.text, first.marks + shifted(second.marks, len(text)) if second.marks else first.marks)


def joined(lines: Sequence[Marked], known_words: Collection[str]) -> Marked:
    """Lines as one text, as `join_lines` puts them together."""
    text, marks = "", list[Mark]()
    last = 0  # where the marks of the line before begin, which alone may lose a hyphen
    for line in lines:
        text = join_lines(text, line.text, known_words)
        if last == len(marks) and not line.marks:
            continue
        bare = line.text.strip()
        at = len(text) - len(bare)
        marks[last:] = _cut(marks[last:], at)
        last = len(marks)
        indent = len(line.text) - len(line.text.lstrip())
        marks += shifted(_within(bare, shifted(line.marks, -indent)).marks, at) if line.marks else ()
    return Marked(text, tuple(marks))


def tidied(marked: Marked) -> Marked:
    return changed(marked, tidy)


def changed(marked: Marked, change: Callable[[str], str]) -> Marked:
    """The text after a change that does to its parts what it does to the whole, but for spaces at its ends."""
    text = change(marked.text)
    if not marked.marks or text == marked.text:
        return Marked(text, marked.marks)
    before = settled(marked)
    places = sorted({place for mark in before.marks for place in (mark.start, mark.end)})
    now: dict[int, int] = {}
    last = at = 0
    for place in places:  # With a letter on either side: spaces there are no longer at the ends, and stay.
        part = "x" + marked.text[last:place] + "x"
        at += len(change(part if last else part[1:])) - (2 if last else 1)
        now[place], last = at, place
    return _within(text, (mark._replace(start=now[mark.start], end=now[mark.end]) for mark in before.marks))


def cut_at(marked: Marked, most: int) -> Marked:
    """The first `most` letters of the text."""
    return _within(marked.text[:most], _cut(marked.marks, most))


def without_start(marked: Marked, count: int) -> Marked:
    """The text without its first `count` letters."""
    return _within(marked.text[count:], shifted(marked.marks, -count))


def with_replaced(marked: Marked, start: int, end: int, letters: str) -> Marked:
    """The text with other letters from `start` to before `end`; a mark that ended within them now ends after them."""
    by = len(letters) - (end - start)

    def moved(mark: Mark) -> Mark:
        first = mark.start + by if mark.start >= max(end, start + 1) else min(mark.start, start + len(letters))
        last = mark.end + by if mark.end >= end else mark.end
        if start < mark.end < end:
            last = start + len(letters)
        return mark._replace(start=first, end=last)

    return Marked(marked.text[:start] + letters + marked.text[end:], tuple(map(moved, marked.marks)))


def settled(marked: Marked) -> Marked:
    """The marks in order, each around words only; those of one kind that only a space parts are one."""
    if not marked.marks:
        return marked
    kinds = groupby(
        sorted(marked.marks, key=lambda mark: (mark.kind, mark.start, mark.end)), key=lambda mark: mark.kind
    )
    marks = [mark for _, alike in kinds for mark in _united(marked.text, alike) if _tells(marked.text, mark)]
    return Marked(marked.text, tuple(sorted(marks, key=lambda mark: (mark.start, mark.end))))


def _united(text: str, marks: Iterable[Mark]) -> Iterator[Mark]:
    """Marks of one kind, in order: bounded by letters, touching ones as one, no two over the same letter."""
    last: Mark | None = None
    for mark in filter(None, (_bounded(text, mark) for mark in marks)):
        if last and mark.kind is not MarkKind.NOTE:
            if mark.target == last.target and not text[last.end : mark.start].strip():
                last = last._replace(end=max(last.end, mark.end))
                continue
            mark = mark._replace(start=max(mark.start, last.end))
            if mark.start >= mark.end:
                continue
        if last and mark != last:
            yield last
        last = mark
    if last:
        yield last


def _tells(text: str, mark: Mark) -> bool:
    """Whether it marks a letter or a figure: a sign or a bullet is often of another font, and nothing meant by it."""
    return mark.kind not in _LOOKS or any(map(str.isalnum, text[mark.start : mark.end]))


def _bounded(text: str, mark: Mark) -> Mark | None:
    if mark.kind is MarkKind.NOTE:
        return mark
    inside = text[mark.start : mark.end]
    start = mark.end - len(inside.lstrip())
    end = mark.start + len(inside.rstrip())
    return mark._replace(start=start, end=end) if start < end else None


def _cut(marks: Iterable[Mark], most: int) -> Iterator[Mark]:
    """Marks that end before `most`, where the text in front of a joint now ends."""
    for mark in marks:
        yield mark if mark.end <= most else mark._replace(start=min(mark.start, most), end=most)


def _within(text: str, marks: Iterable[Mark]) -> Marked:
    """The text with what lies in it of these marks; a note's place is no letter and may be empty."""
    most = len(text)
    held = (mark._replace(start=max(mark.start, 0), end=min(max(mark.end, 0), most)) for mark in marks)
    return Marked(text, tuple(mark for mark in held if mark.start < mark.end or mark.kind is MarkKind.NOTE))


def with_telling_looks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without bold or italic letters that tell nothing: those of most of the text, of a whole heading."""
    count = sum(len(block.text) for block in blocks)
    usual = {kind for kind in _LOOKS if 2 * sum(map(_length_of(kind), blocks)) > count}
    return [_telling(block, usual) if block.marks else block for block in blocks]


def _length_of(kind: MarkKind) -> Callable[[Block], int]:
    return lambda block: sum(mark.end - mark.start for mark in block.marks if mark.kind is kind)


def _telling(block: Block, usual: Collection[MarkKind]) -> Block:
    is_title = block.kind is BlockKind.HEADING or (block.kind is BlockKind.TABLE_ROW and block.level)
    letters = len("".join(block.text.split()))

    def tells(mark: Mark) -> bool:
        return mark.kind not in _LOOKS or not (mark.kind in usual or (is_title and mark.kind in whole))

    whole = {kind for kind in _LOOKS if _letters_of(block, kind) == letters}
    return replace(block, marks=tuple(filter(tells, block.marks)))


def _letters_of(block: Block, kind: MarkKind) -> int:
    return sum(len("".join(block.text[mark.start : mark.end].split())) for mark in block.marks if mark.kind is kind)
