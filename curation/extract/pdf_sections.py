"""What a PDF's parts are for: headings that its outline names, its table of contents, its references."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from curation.extract.pdf_layout import Run
from curation.extract.pdf_marks import Marked
from translation.document import BlockKind

_CONTENTS: Final = re.compile(
    r"(?:table of )?contents|in this (?:report|document|guide|issue|publication)|list of (?:figures|tables|boxes)"
    r"|(?:figures|tables) and (?:figures|tables)",
    re.I,
)
_LEADERS: Final = re.compile(r"(?:(?:\.\s?){4,}|…{2,}|_{4,})\s*[\divxl]+\s*$")
_DOTS: Final = ("..", ". .", "…", "__")  # what every leader holds
_OPEN_LEADERS: Final = re.compile(r"(?:\.\s?){8,}\s*$|…{3,}\s*$")
_ENTRY: Final = re.compile(r"\S.*\D\s*\b(?:\d{1,4}|[ivxl]{1,6})$|^\d{1,3}\s+\D.+")
_REFERENCES: Final = re.compile(
    r"(?:\d{1,2}[.)]?\s+)?(?:references|bibliography|works cited|literature cited|end ?notes|notes|sources)\W*", re.I
)
_FEWEST_ENTRIES: Final = 3
_OUTLINE_RANK: Final = 10_000


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of a PDF's outline: its words, its depth from 1, the page it leads to."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that belong together, or one row of a table's cells; `depth` is a heading's level in the outline, or 0."""

    lines: tuple[Run, ...]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    cells: tuple[Marked, ...] = ()
    size: float = 0.0
    depth: int = 0

    @property
    def first(self) -> Run:
        return self.lines[0]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def rank(self) -> int:
        """Where a heading stands among all: the higher, the nearer to the top."""
        return _OUTLINE_RANK - self.depth if self.depth else int(self.size * 2)


def with_outline(parts: Sequence[Part], outline: Sequence[Bookmark]) -> list[Part]:
    """The parts, those that the outline names as headings of its depth; others as large as these get the same depth."""
    named: dict[int, dict[str, int]] = defaultdict(dict)
    for mark in outline:
        if len(words := _folded(mark.title)) > 2:
            named[mark.page].setdefault(words, mark.level)
    result = []
    depths: dict[float, int] = {}
    for part in parts:
        depth = 0
        if part.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and named[part.first.page]:
            depth = named[part.first.page].pop(_folded(part.text), 0)
        if depth:
            size = part.size if part.kind is BlockKind.HEADING else 0.0
            depths.setdefault(size, depth)
            part = replace(part, kind=BlockKind.HEADING, size=size, level=0, depth=depth)
        result.append(part)
    if not depths:
        return result
    return [
        replace(part, depth=depths.get(part.size, 0)) if part.kind is BlockKind.HEADING and not part.depth else part
        for part in result
    ]


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def without_contents(parts: Sequence[Part], pages: int) -> list[Part]:
    """The parts without a table of contents: lines of dots that lead to a page number, and all under its heading."""
    gone = {n for n, part in enumerate(parts) if _is_entry(part)}
    for n, part in enumerate(parts):
        if len(part.text.split()) <= 5 and _CONTENTS.fullmatch(part.text.strip(" :.")):
            entries = [*_entries(parts, n + 1, gone)]
            if sum(len(parts[at].lines) for at in entries) >= _FEWEST_ENTRIES:
                gone.update((n, *entries))
    return [part for n, part in enumerate(parts) if n not in gone]


def _is_entry(part: Part) -> bool:
    if part.kind is BlockKind.TABLE_ROW:
        return bool(_LEADERS.search(" ".join(filter(None, (line.text for line in part.lines)))))
    dotted = [line.text for line in part.lines if any(dots in line.text for dots in _DOTS)]
    return any(_LEADERS.search(text) or _OPEN_LEADERS.search(text) for text in dotted)


def _entries(parts: Sequence[Part], start: int, gone: set[int]) -> Iterator[int]:
    """What follows the heading of a table of contents and ends with a page number, or stands between two that do."""
    page, waiting = parts[start - 1].first.page, list[int]()
    for n in range(start, len(parts)):
        part = parts[n]
        if part.first.page > page + 1 or len(part.text.split()) > 40:
            return
        if n in gone or _ENTRY.search(part.text.strip()):
            yield from waiting
            yield n
            waiting, page = [], part.first.page
        elif len(waiting) < 2 and part.first.page == page:
            waiting.append(n)
        else:
            return


def references_apart(parts: Sequence[Part]) -> list[Part]:
    """The parts, the paragraphs and numbered lines under "References" as footnotes: nothing that reads as a text."""
    result = []
    within = -1
    for part in parts:
        if part.kind is BlockKind.HEADING:
            if _REFERENCES.fullmatch(part.text):
                within = part.rank
            elif part.rank >= within:
                within = -1
        elif within >= 0 and part.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            part = replace(part, kind=BlockKind.FOOTNOTE, level=0)
        result.append(part)
    return result
