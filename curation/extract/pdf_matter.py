"""Which pages of a PDF are its cover and imprint, and what follows its text; what is unsure is text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from translation.document import Block, BlockKind, Matter

_FEWEST_PAGES: Final = 3  # fewer have no page to spare for a cover
_FRONT: Final = 4  # pages: an imprint stands on one of them, or on one of the last two
_COVER_WORDS: Final = 60
_BACK_WORDS: Final = 80
_IMPRINT_WORDS: Final = 400
_RUNNING: Final = 25  # words of a paragraph: fewer are a title, a date, a name
_FULLER: Final = 2.5  # times the words of a cover: what the other pages have at least
_LAST_HALF: Final = 0.5
_IMPRINT: Final = tuple(
    re.compile(signal, re.I)
    for signal in (
        r"©|\(c\)\s*\d{4}|\bcopyright\b|\ball rights reserved\b",
        r"\bis[bs]n\b",
        r"\bpublished (?:in \d{4} )?by\b|\bpublisher\b",
        r"\b(?:suggested|recommended) citation\b|\b(?:how to|please) cite\b|\bto cite this\b",
        r"\b(?:cover|front page) (?:photo|image|picture|design|illustration)|\bphoto credits?\b",
        r"\b(?:design|layout)(?:ed)? (?:and|&|by)\b",
        r"\bdesignations employed\b|\bviews expressed\b|\bopinions expressed\b",
        r"\bprinted (?:in|by|on)\b|\bcataloguing[- ]in[- ]publication\b",
        r"\blicen[cs]ed under\b|\bcreative commons\b|\bmay be (?:freely )?reproduced\b",
    )
)
_REACHED: Final = re.compile(r"\S+@\S+\.\w|(?:\+|\b00)\d[\d ()-]{6,}|\b(?:tel|phone|fax)\b|©", re.I)
_NUMBER: Final = r"(?:(?:\d{1,2}|[A-Z]|[IVX]{1,4})[.)]?\d*\s+)?"
_BACK: Final = re.compile(
    rf"{_NUMBER}(?:(?:selected |further )?(?:references?|bibliography|works cited|literature cited|sources)"
    r"|end ?notes|notes|further reading|(?:references?|sources) and (?:notes|further reading|bibliography|resources)"
    r"|acknowledge?ments?|about the authors?|about us|authors?|contributors|credits|imprint|colophon"
    r"|contacts?|contact (?:us|details|information|persons?)|for (?:more|further) information)\W*",
    re.I,
)
_ANNEX: Final = re.compile(rf"{_NUMBER}(?:annex|appendix|appendices)\b", re.I)


def with_matter(blocks: Sequence[Block], pages: int) -> list[Block]:
    """The blocks, each of the cover, the text or what follows it; `pages` are those of the whole file."""
    on = defaultdict[int, list[Block]](list)
    for block in blocks:
        on[block.page or 0].append(block)
    words = {page: _words(there) for page, there in on.items()}
    cover, back = {*_cover_pages(on, words, pages)}, {*_back_pages(on, words, pages)}
    after = {*_back_sections(blocks)}
    return [
        replace(block, matter=Matter.COVER)
        if block.page in cover
        else replace(block, matter=Matter.BACK)
        if block.page in back or n in after
        else block
        for n, block in enumerate(blocks)
    ]


def _cover_pages(on: Mapping[int, list[Block]], words: Mapping[int, int], pages: int) -> Iterator[int]:
    """The first page, when it holds a few words and the others hold more, and an imprint near it."""
    if pages < _FEWEST_PAGES:
        return
    if _is_bare(on.get(1, ()), _COVER_WORDS) and _is_shorter(1, words):
        yield 1
    yield from (page for page in range(1, min(_FRONT, pages - 1) + 1) if _is_imprint(on.get(page, ())))


def _back_pages(on: Mapping[int, list[Block]], words: Mapping[int, int], pages: int) -> Iterator[int]:
    """The last pages, as far as they are an imprint, or a few words on whom to ask."""
    for page in range(pages, max(pages - 2, _FEWEST_PAGES - 1), -1):
        last = on.get(page, ())
        told = _is_bare(last, _BACK_WORDS) and any(_REACHED.search(block.text) for block in last)
        if last and not (told and _is_shorter(page, words)) and not _is_imprint(last):
            return
        yield page


def _words(blocks: Collection[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)


def _is_bare(blocks: Collection[Block], most: int) -> bool:
    """Whether a page holds names, titles and dates only: no running text, no table and no list."""
    return _words(blocks) <= most and not any(
        block.kind in (BlockKind.TABLE_ROW, BlockKind.LIST_ITEM) or len(block.text.split()) >= _RUNNING
        for block in blocks
    )


def _is_shorter(page: int, words: Mapping[int, int]) -> bool:
    """Whether most pages hold far more words: where all hold few, as slides do, none of them is a cover for that."""
    others = [count for other, count in words.items() if other != page]
    return bool(others) and median(others) >= _FULLER * max(words.get(page, 0), 1)


def _is_imprint(blocks: Collection[Block]) -> bool:
    text = " ".join(block.text for block in blocks)
    return 0 < _words(blocks) <= _IMPRINT_WORDS and sum(bool(sign.search(text)) for sign in _IMPRINT) >= 2


def _back_sections(blocks: Sequence[Block]) -> Iterator[int]:
    """References, thanks, contacts and the like with all under them, when only more of these and annexes follow."""
    headings = [n for n, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    reached = len(blocks)
    for n in reversed(headings):
        if n < _LAST_HALF * len(blocks):
            return
        end = _section_end(blocks, n)
        if end < reached:  # Something else stands between this section and what follows the text.
            continue
        if _BACK.fullmatch(blocks[n].text):
            yield from range(n, end)
            reached = n
        elif _ANNEX.match(blocks[n].text):
            reached = n


def _section_end(blocks: Sequence[Block], start: int) -> int:
    for n in range(start + 1, len(blocks)):
        if blocks[n].kind is BlockKind.HEADING and blocks[n].level <= blocks[start].level:
            return n
    return len(blocks)
