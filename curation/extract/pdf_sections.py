"""What a PDF's parts are for: headings that its outline names, its table of contents, its references."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from curation.extract.pdf_layout import Run
from translation.document import BlockKind, Matter

_CONTENTS: Final = re.compile(
    r"(?:table of )?contents|in this (?:report|document|guide|issue|publication)|list of (?:figures|tables|boxes)"
    r"|(?:figures|tables) and (?:figures|tables)",
    re.I,
)
_LEADERS: Final = re.compile(r"(?:(?:\.\s?){4,}|…{2,}|_{4,})\s*[\divxl]+\s*$")
_OPEN_LEADERS: Final = re.compile(r"(?:\.\s?){8,}\s*$|…{3,}\s*$")
_ENTRY: Final = re.compile(r"\S.*\D\s*\b(?:\d{1,4}|[ivxl]{1,6})$|^\d{1,3}\s+\D.+")
_REFERENCES: Final = re.compile(
    r"(?:\d{1,2}[.)]?\s+)?(?:references|bibliography|works cited|literature cited|end ?notes|notes|sources)\W*", re.I
)
_BACK: Final = re.compile(
    r"(?:\d{1,2}[.)]?\s+|appendix \w+[.:]?\s+)?(?:references|bibliography|works cited|literature cited|end ?notes|notes"
    r"|sources|further (?:reading|resources)|acknowledge?ments?|about (?:us|the (?:authors?|editors?))"
    r"|author (?:information|contributions)|list of contributors|contributors|contact(?: us| information| details)?"
    r"|photo credits|credits|disclaimer|conflicts? of interest|funding)\W*",
    re.I,
)
_IMPRINT: Final = re.compile(
    r"isbn|issn|©|\bcopyright\b|all rights reserved|published by|suggested citation|recommended citation|doi:"
    r"|printed (?:in|by|on)|cover (?:photo|image|design)|(?:design|layout)(?:ed)?(?: and layout)? by|may be reproduced"
    r"|reproduction of",
    re.I,
)
_REACHED: Final = re.compile(r"\w@\w|\btel\b|©|\bcontacts?\b|isbn", re.I)
_COVER_WORDS: Final = 70  # a page with more is read as text
_IMPRINT_WORDS: Final = 400
_LAST_WORDS: Final = 120
_FRONT_PAGES: Final = 4
_FEWEST_PAGES: Final = 4  # a leaflet has neither cover nor back matter
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
    cells: tuple[str, ...] = ()
    size: float = 0.0
    depth: int = 0
    matter: Matter = Matter.BODY

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
    return any(_LEADERS.search(line.text) or _OPEN_LEADERS.search(line.text) for line in part.lines)


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


def with_matter(parts: Sequence[Part], pages: int) -> list[Part]:
    """The parts, those of the cover and the imprint before the text and of what follows it told apart.

    A cover has a fraction of the words of other pages; an imprint says so in more than one way; what follows begins
    with its heading, in the second half. When in doubt a part is of the text.
    """
    texts: dict[int, str] = defaultdict(str)
    for part in parts:
        texts[part.first.page] += f" {part.text}"
    words = {page: len(text.split()) for page, text in texts.items()}
    bound = pages >= _FEWEST_PAGES
    covers = {*_covers(words), *_imprints(texts, words)} if bound else set()
    last = bound and _is_last_cover(texts[pages])
    back = {n for n, part in enumerate(parts) if last and part.first.page == pages} | _behind(parts, pages)
    return [
        replace(part, matter=Matter.COVER if part.first.page in covers else Matter.BACK if n in back else Matter.BODY)
        for n, part in enumerate(parts)
    ]


def _covers(words: Mapping[int, int]) -> Iterator[int]:
    usual = median(words.values()) if words else 0
    for page in (1, 2):
        if words.get(page, 0) >= min(_COVER_WORDS, 0.4 * usual):
            return
        yield page


def _imprints(texts: Mapping[int, str], words: Mapping[int, int]) -> Iterator[int]:
    for page in range(2, _FRONT_PAGES + 1):
        said = {found.lower() for found in _IMPRINT.findall(texts.get(page, ""))}
        if len(said) >= 2 and words[page] <= _IMPRINT_WORDS:
            yield page


def _is_last_cover(text: str) -> bool:
    return 0 < len(text.split()) <= _LAST_WORDS and bool(_REACHED.search(text))


def _behind(parts: Sequence[Part], pages: int) -> set[int]:
    """The numbers of the parts under headings of back matter, in the second half of the document."""
    found = set()
    rank = -1
    for number, part in enumerate(parts):
        if part.kind is BlockKind.HEADING:
            if part.first.page > pages / 2 and _BACK.fullmatch(part.text):
                rank = part.rank if rank < 0 else min(rank, part.rank)
            elif part.rank >= rank:
                rank = -1
        if rank >= 0:
            found.add(number)
    return found
