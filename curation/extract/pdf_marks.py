"""Bold and slanted words, links and footnote numbers of a PDF: from the runs of a page to the text of its blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from curation.extract.pdf_layout import Run
from curation.extract.pdf_places import Edges
from translation.document import Block, BlockKind, Mark, MarkKind
from translation.marks import kept_through

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>()\"“”]*[^\s<>()\"“”.,;:!?'’]")
_LABEL: Final = re.compile(r"\d{1,3}|[*∗†‡§¶]{1,3}")
_LABELS: Final = re.compile(r"\d+|[*∗†‡§¶]+")
_SIGNS: Final = {"*": "star", "∗": "star", "†": "dagger", "‡": "double-dagger", "§": "section", "¶": "paragraph"}
_STYLES: Final = (MarkKind.BOLD, MarkKind.ITALIC)
_SPELLED: Final = ("https://", "http://", "mailto:")
_CLOSING: Final = ".,;:!?)"
_JOINED: Final = 2  # characters that may part two marks that are one: a space, a hyphen at a line end


def with_links(runs: Sequence[Run], links: Sequence[tuple[Edges, str]]) -> tuple[Run, ...]:
    """The runs, the words in each link's box marked; the boxes are as the page is read."""
    ours = [(box, address) for box, address in links if address.startswith(_SPELLED)]
    if not ours:
        return tuple(runs)
    top, bottom = min(box[1] for box, _ in ours), max(box[3] for box, _ in ours)
    return tuple(_with_links(run, ours) if run.top < bottom and run.bottom > top else run for run in runs)


def _with_links(run: Run, links: Sequence[tuple[Edges, str]]) -> Run:
    found = []
    for (left, top, right, bottom), address in links:
        if run.top > bottom or run.bottom < top:
            continue
        level = min(run.bottom, bottom) - max(run.top, top) > 0.5 * (run.bottom - run.top)
        if level and run.left < right and run.right > left:
            letter = (run.right - run.left) / max(1, len(run.text))
            words = [
                word
                for word in re.finditer(r"\S+", run.text)
                if left < run.left + letter * (word.start() + word.end()) / 2 < right
            ]
            if words:
                end = len(run.text[: words[-1].end()].rstrip(_CLOSING))
                found.append(Mark(MarkKind.LINK, words[0].start(), end, address))
    return replace(run, styles=(*run.styles, *found)) if found else run


def marks_of(lines: Sequence[Run], text: str, kind: BlockKind, *, bold_means_something: bool) -> tuple[Mark, ...]:
    """The marks of a block's text, whose lines these are; a heading is bold by what it is."""
    if "http" not in text and "www." not in text and not any(_is_styled(line) for line in lines):
        return ()
    raw, marks = _written(lines)
    spoken = [mark for mark in marks if bold_means_something or mark.kind is not MarkKind.BOLD]
    moved = _found(lines, text) if kind is BlockKind.TABLE_ROW else carried(spoken, raw, text)
    if kind is BlockKind.HEADING:
        moved = [mark for mark in moved if mark.kind not in _STYLES or mark.end - mark.start < 0.9 * len(text)]
    links = [mark for mark in moved if mark.kind is MarkKind.LINK]
    spelled = (
        Mark(MarkKind.LINK, at.start(), at.end(), at[0] if at[0].startswith("http") else f"https://{at[0]}")
        for at in _ADDRESS.finditer(text)
    )
    moved += [mark for mark in spelled if not any(link.start < mark.end and link.end > mark.start for link in links)]
    return tuple(sorted(moved, key=lambda mark: (mark.start, mark.end)))


def _is_styled(line: Run) -> bool:
    return bool(line.bold or line.italic or line.styles)


def _written(lines: Sequence[Run]) -> tuple[str, list[Mark]]:
    """The lines under each other, and their marks in that text, those of neighbours joined."""
    marks: list[Mark] = []
    start = 0
    for line in lines:
        if not _is_styled(line):
            start += len(line.text) + 1
            continue
        whole = [kind for kind, is_so in zip(_STYLES, (line.bold, line.italic), strict=True) if is_so]
        own = [*(Mark(kind, 0, len(line.text)) for kind in whole), *line.styles]
        marks += [mark._replace(start=mark.start + start, end=mark.end + start) for mark in own]
        start += len(line.text) + 1
    return "\n".join(line.text for line in lines), joined(marks)


def joined(marks: Iterable[Mark]) -> list[Mark]:
    """The marks in order, those of one kind and target that overlap or touch made one."""
    last: dict[tuple[MarkKind, str], int] = {}
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.start):
        at = last.get((mark.kind, mark.target))
        if at is not None and mark.kind is not MarkKind.NOTE and mark.start - kept[at].end <= _JOINED - 1:
            kept[at] = kept[at]._replace(end=max(kept[at].end, mark.end))
            continue
        last[mark.kind, mark.target] = len(kept)
        kept.append(mark)
    return kept


def carried(marks: Sequence[Mark], raw: str, text: str) -> list[Mark]:
    """Marks of the lines as they were written, in the text that was made of them: hyphens, blanks and bullets gone."""
    if not marks:
        return []
    before = [at for at, letter in enumerate(raw) if letter.isalnum()]
    after = [at for at, letter in enumerate(text) if letter.isalnum()]
    if len(before) != len(after) or any(raw[a] != text[b] for a, b in zip(before, after, strict=True)):
        return list(kept_through(marks, raw, text))
    place = dict(zip(before, after, strict=True))
    return [moved for mark in marks if (moved := _carried(mark, raw, text, place)) is not None]


def _carried(mark: Mark, raw: str, text: str, place: dict[int, int]) -> Mark | None:
    if mark.kind is MarkKind.NOTE:
        end = _behind(mark.start, raw, text, place)
        return mark._replace(start=end, end=end)
    inside = [place[at] for at in range(mark.start, min(mark.end, len(raw))) if at in place]
    if not inside:
        return None
    return mark._replace(start=inside[0], end=max(inside[-1] + 1, _behind(mark.end, raw, text, place)))


def _behind(at: int, raw: str, text: str, place: dict[int, int]) -> int:
    """Where the text goes on behind what stands before `at`: the last letter there, and the marks right after it."""
    last = next((n for n in range(min(at, len(raw)) - 1, -1, -1) if n in place), None)
    if last is None:
        return 0
    end = place[last] + 1
    for letter in raw[last + 1 : at]:
        if letter.isspace() or text[end : end + 1] != letter:
            break
        end += 1
    return end


def _found(runs: Sequence[Run], text: str) -> list[Mark]:
    """The marks of a table's row: its runs stand in its cells, in whatever order."""
    marks = []
    for run in runs:
        raw, own = _written([run])
        start = text.find(run.text)
        if own and start >= 0:
            moved = carried(own, raw, text[start : start + len(run.text)])
            marks += [mark._replace(start=mark.start + start, end=mark.end + start) for mark in moved]
    return joined(marks)


def note_marks(at: int, written: str, page: int) -> Iterator[Mark]:
    """The marks of a raised "3" or "1,2" that was taken out of a line; their targets say page and label."""
    for label in _LABELS.findall(written):
        yield Mark(MarkKind.NOTE, at, at, f"{page}-{label}")


def linked(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each footnote with a name, and each number that points at one leading there; others point nowhere.

    A number points at the footnote of that number on its page, else at the only one in the document: an end note.
    """
    labels = {
        n: found[0]
        for n, block in enumerate(blocks)
        if block.kind is BlockKind.FOOTNOTE and (found := _LABEL.match(block.text))
    }
    names: dict[int, str] = {}
    by_page: dict[tuple[int | None, str], str] = {}
    for number, label in labels.items():
        page = blocks[number].page
        if (page, label) not in by_page:
            names[number] = by_page[page, label] = f"note-{page}-{_folded(label)}"
    often = Counter(labels.values())
    alone = {label: names[number] for number, label in labels.items() if often[label] == 1 and number in names}
    pointing = {n for n, block in enumerate(blocks) if any(mark.kind is MarkKind.NOTE for mark in block.marks)}
    done = list(blocks)
    for number in pointing:
        done[number] = replace(done[number], marks=tuple(_pointing(done[number].marks, by_page, alone)))
    for number, name in names.items():
        done[number] = replace(done[number], anchor=name)
    return done


def _pointing(
    marks: Iterable[Mark], by_page: dict[tuple[int | None, str], str], alone: dict[str, str]
) -> Iterator[Mark]:
    for mark in marks:
        if mark.kind is not MarkKind.NOTE:
            yield mark
            continue
        page, _, label = mark.target.partition("-")
        if name := by_page.get((int(page), label)) or alone.get(label):
            yield mark._replace(target=f"#{name}")


def _folded(label: str) -> str:
    return label if label.isdigit() else "-".join(_SIGNS.get(sign, "sign") for sign in label)
