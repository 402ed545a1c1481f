"""From rows of text runs to blocks: paragraphs put together, headings by their letters, tables by alignment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from curation.extract.hyphens import HYPHENS, join_lines
from curation.extract.pdf_furniture import without_furniture
from curation.extract.pdf_layout import Page, Row, Rule, Run, body_size, merged, regions
from curation.extract.pdf_marks import (
    Marked,
    appended,
    cut_at,
    joined,
    settled,
    tidied,
    with_replaced,
    with_telling_looks,
    without_start,
)
from curation.extract.pdf_notes import with_notes
from curation.extract.pdf_places import boxes_of, goes_elsewhere
from curation.extract.pdf_sections import Bookmark, Part, references_apart, with_outline, without_contents
from curation.extract.pdf_tables import TABLE_ROWS, Table, has_cells, table_end
from curation.extract.tidy import tidy
from translation.document import CELL_SEPARATOR, Block, BlockKind

_BULLET: Final = re.compile(r"^(?!§\s*\d)(?:[•●▪◦‣■□➢➤✓§\uf0b7\uf0a7\uf0d8·]\s*|[–—*oü-]\s+)(?=\S)")
_NUMBERED: Final = re.compile(r"^(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?=[^\s(])")
_CAPTION: Final = re.compile(
    r"^(?:figure|fig\.|table|box|map|chart|graph|photo|image|source|sources)\s*(?:[A-Z]{0,3}\d+[\w.-]*\s*[:.–-]?|[:–]|\.\s(?-i:[A-Z])|[IVX]+\b)",
    re.I,
)
_NOTE: Final = re.compile(r"^(?:\d{1,3}|[*∗†‡§¶]{1,3}|[a-z])[.)]?\s*(?=[A-Z\"“‘(h])|^(?!§\s*\d)[*∗†‡§¶]{1,3}\s*(?=\w)")
_MARKED: Final = re.compile(r"^(?:\d{1,3}|[*∗†‡§¶]{1,3})(?=[^\W\d_])")
_SIGN: Final = re.compile(r"^(?:[*∗†‡¶]|§(?!\s*\d))")
_ADDRESS: Final = re.compile(r"(?:visit:\s*)?(?:https?://|www\.)\S+$|\S+@\S+$|(?:visit:\s*)\S+\.\S+$", re.I)
_ENDS: Final = re.compile(r"[.!?:;]['\"”’)\]]*$")
_CLOSED: Final = 6  # letters: a full stop and what may close after it
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LARGER: Final = 1.12  # times the body's letters: a heading
_SMALLER: Final = 0.9  # a footnote, a caption
_SMALLISH: Final = 0.95  # what begins with a small raised number may be nearly as large as the text
_SMALL_BOLD: Final = 0.85
_ANOTHER_COLUMN: Final = 120.0  # points: items this far apart are of two lists
_HEADING_WORDS: Final = 25
_LABELS: Final = 4
_LABEL_WORDS: Final = 2.5  # on average
_TICKS: Final = 3  # bare figures in a row: the axis of a chart


def blocks_of(pages: Sequence[Page], outline: Sequence[Bookmark] = ()) -> list[Block]:
    """The document's blocks in reading order, each with its page; its table of contents is no part of them."""
    everything = [run for page in pages for run in page.runs]
    body = body_size(everything)
    body_is_bold = sum(len(run.text) for run in everything if run.bold) > 0.5 * sum(len(run.text) for run in everything)
    heights = {page.number: page.height for page in pages}
    parts = [part for page, region in regions(without_furniture(pages)) for part in _parts(region, page.rules)]
    drafts = [_classified(part, body, body_is_bold, heights) for part in parts]
    drafts = without_contents(with_outline(drafts, outline), len(pages))
    drafts = references_apart(_nested(_rejoined(drafts, body)))
    words = _vocabulary(everything)
    shown = {page.number: page for page in pages}
    blocks = [_block(draft, words, shown) for draft in drafts]
    return with_notes(with_telling_looks(_with_levels(_without_labels([*_without_ticks(blocks)]))))


def paragraphs_of(texts: Sequence[str]) -> list[Block]:
    """The blocks of pages that came as text only: one for each run of lines between empty ones."""
    words = {word.lower() for text in texts for word in _WORD.findall(text)}
    blocks = []
    for number, text in enumerate(texts, start=1):
        for paragraph in re.split(r"\n\s*\n", text):
            for lines in _broken_up(paragraph.splitlines()):
                whole = ""
                for line in lines:
                    whole = join_lines(whole, line, words)
                if whole := tidy(whole):
                    blocks.append(Block(BlockKind.PARAGRAPH, whole, page=number))
    return blocks


def _broken_up(lines: Sequence[str]) -> list[list[str]]:
    """Lines as paragraphs: one ends with its sentence at a line's end, or where a bullet or a number follows."""
    groups: list[list[str]] = [[]]
    for line in map(tidy, lines):
        ended = groups[-1] and _ENDS.search(groups[-1][-1]) and line[:1].isupper()
        if ended or _BULLET.match(line) or _NUMBERED.match(line):
            groups.append([])
        groups[-1].append(line)
    return groups


def _vocabulary(runs: Sequence[Run]) -> frozenset[str]:
    """The words written inside lines; the parted ones at their ends would vouch for themselves."""
    inside = (run.text if run.text[-1] not in HYPHENS else run.text.rpartition(" ")[0] for run in runs)
    return frozenset(_WORD.findall("\n".join(inside).lower()))


def _parts(region: Sequence[Row], rules: Sequence[Rule] = ()) -> Iterator[Part]:
    """A region's paragraphs and table rows from top to bottom."""
    waiting: list[Row] = []
    start = 0
    while start < len(region):
        end = table_end(region, start) if has_cells(region[start]) and not _is_label(region[start]) else start
        table = Table(region[start:end], rules) if end - start >= TABLE_ROWS else None
        if table is None or not _is_table(table):
            waiting.append(region[start])
            start += 1
            continue
        yield from _paragraphs(waiting)
        yield from _table_parts(table)
        waiting, start = [], end
    yield from _paragraphs(waiting)


def _is_table(table: Table) -> bool:
    labels = sum(_is_label(line) for line in table.lines)
    return labels <= 0.3 * len(table.lines) and not table.is_scattered() and not table.is_mixed_up()


def _table_parts(table: Table) -> Iterator[Part]:
    """Its rows; or, where the columns hold running text, each column's paragraphs."""
    if table.is_text():
        for number in range(len(table.columns)):
            yield from _paragraphs(table.column(number))
        return
    for header, lines, cells in table.rows():
        runs = tuple(run for line in lines for run in line)
        yield Part(runs, BlockKind.TABLE_ROW, int(header), cells, runs[0].size)


def _is_label(row: Row) -> bool:
    """A bullet or a number, and its text: a list item rather than two cells."""
    return len(row) == 2 and bool(
        (_BULLET.match(row[0].text + " x") and len(row[0].text) < 3) or _NUMBERED.match(row[0].text + " x")
    )


def _paragraphs(region: Sequence[Row]) -> Iterator[Part]:
    lines = [_line(row) for row in region]
    if not lines:
        return
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    gaps = [after.middle - before.middle for before, after in pairwise(lines)]
    usual = median(gap for gap in gaps if gap > 0) if any(gap > 0 for gap in gaps) else 0.0
    begun = [lines[0]]
    for before, line in pairwise(lines):
        if _begins(before, line, begun[0], left, right, usual):
            yield Part(tuple(begun), size=begun[0].size)
            begun = []
        begun.append(line)
    yield Part(tuple(begun), size=begun[0].size)


def _line(row: Row) -> Run:
    line = row[0]
    for run in row[1:]:
        line = merged(line, run, " ")
    return line


def _begins(before: Run, line: Run, first: Run, left: float, right: float, usual: float) -> bool:
    """Whether `line` begins a new paragraph after `before`, the last line of the one that began with `first`."""
    step = line.middle - before.middle
    size = max(before.size, line.size)
    if step < 0 or step > max(1.3 * min(usual or step, 1.6 * size), 1.15 * size):
        return True
    parting = f" {line.text[0]} " in before.text  # "Analysis · Layout | · Toolkit": no bullet, the line goes on
    if not _share_a_size(before, line) or line.noted or (_BULLET.match(line.text) and not parting):
        return True
    if before.text[-1] in HYPHENS:
        return False
    begins_item = bool(first.noted or _BULLET.match(first.text) or _NUMBERED.match(first.text))
    numbered = bool(_NUMBERED.match(line.text))
    if begins_item and line.left > first.left + 0.4 * line.size and not numbered and line.bold == before.bold:
        return False  # It hangs under the item's first line, however short that is.
    if line.bold != before.bold and (_ended(before) or before.right < right - 0.12 * (right - left)):
        return True
    short = before.right < right - 0.2 * (right - left)
    if numbered and (_ended(before) or _NUMBERED.match(first.text)):
        return True
    if _ended(before) and short:
        return True
    indented = line.left > left + 0.6 * line.size and abs(before.left - left) < 0.5 * line.size
    in_item = begins_item or before is first
    return bool(indented and not in_item) or (bool(indented) and before is first and bool(_ended(before)))


def _ended(line: Run) -> bool:
    """Whether a sentence ends with the line."""
    return bool(_ENDS.search(line.text, max(0, len(line.text) - _CLOSED)))


def _share_a_size(before: Run, line: Run) -> bool:
    """Whether some letters of both lines are equally large: small capitals or a small number begin nothing new."""
    if _is_among(line.size, before.sizes or (before.size,)):
        return True
    return line.size < before.size and _is_among(before.size, line.sizes or (line.size,))


def _is_among(size: float, sizes: Sequence[float]) -> bool:
    return any(abs(size - each) <= 0.1 * max(size, each) for each in sizes)


def _classified(part: Part, body: float, body_is_bold: bool, heights: dict[int, float]) -> Part:
    """The part with its kind, by how it begins and by its letters."""
    if part.kind is BlockKind.TABLE_ROW:
        return part
    text, size = part.first.text, median(line.size for line in part.lines)
    words = sum(len(line.text.split()) for line in part.lines)
    if _CAPTION.match(text) and (size < 0.97 * body or words < 40):
        return replace(part, kind=BlockKind.CAPTION)
    low = part.lines[-1].bottom > 0.5 * heights[part.first.page] or bool(_SIGN.match(text))
    raised = part.first.noted and (size <= _SMALLISH * body or words > 3)
    if low and (raised or (size <= _SMALLER * body and _NOTE.match(text))):
        return replace(part, kind=BlockKind.FOOTNOTE)
    if _BULLET.match(text):
        return replace(part, kind=BlockKind.LIST_ITEM, level=1)
    if _is_heading(part, size, body, body_is_bold, words):
        return replace(part, kind=BlockKind.HEADING, size=round(size * 2) / 2 if size >= _LARGER * body else 0.0)
    return replace(part, kind=BlockKind.LIST_ITEM, level=1) if _NUMBERED.match(text) else part


def _is_heading(part: Part, size: float, body: float, body_is_bold: bool, words: int) -> bool:
    text = part.lines[-1].text
    if words > _HEADING_WORDS or not re.search(r"[^\W\d_]{2}", part.first.text) or text.endswith((",", ";")):
        return False
    if _ADDRESS.match(" ".join(line.text for line in part.lines)):
        return False
    if size >= _LARGER * body:
        return not (text.endswith(".") and words > 12)
    bold = all(line.bold for line in part.lines) and not body_is_bold
    return bold and size > _SMALL_BOLD * body and len(part.lines) <= 3 and not text.endswith(".")


def _nested(parts: Sequence[Part]) -> list[Part]:
    """List items with their depth: one that stands further in than the items before it is a level deeper."""
    result: list[Part] = []
    stack: list[float] = []
    for part in parts:
        if part.kind is BlockKind.LIST_ITEM:
            left, step = part.first.left, 0.5 * part.first.size
            if stack and abs(left - stack[0]) > _ANOTHER_COLUMN:
                stack = []
            while stack and left < stack[-1] - step:
                stack.pop()
            if not stack or left > stack[-1] + step:
                stack.append(left)
            part = replace(part, level=min(6, len(stack)))
        elif part.kind is not BlockKind.FOOTNOTE:
            stack = [left for left in stack if left <= part.first.left - 0.5 * part.first.size]
        result.append(part)
    return result


def _rejoined(parts: Sequence[Part], body: float) -> list[Part]:
    """The parts, those that a column's or a page's end broke in two put together again."""
    joined: list[Part] = []
    open_at = -1  # the last piece of running text, which may go on after a footnote, a caption or a table
    note_at = -1  # the last footnote, which may go on at the foot of the next column
    for part in parts:
        if part.kind is BlockKind.PARAGRAPH and open_at >= 0 and _goes_on(joined[open_at], part):
            joined[open_at] = replace(joined[open_at], lines=joined[open_at].lines + part.lines)
            continue
        is_small = part.kind is BlockKind.PARAGRAPH and part.first.size <= _SMALLISH * body
        if is_small and note_at >= 0 and _note_goes_on(joined[note_at], part):
            joined[note_at] = replace(joined[note_at], lines=joined[note_at].lines + part.lines)
            continue
        joined.append(part)
        if part.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING):
            open_at = len(joined) - 1 if part.kind is not BlockKind.HEADING else -1
        if part.kind is BlockKind.FOOTNOTE:
            note_at = len(joined) - 1
    return joined


def _goes_on(before: Part, after: Part) -> bool:
    last, first = before.lines[-1], after.first
    same_look = abs(first.size - last.size) < 0.07 * last.size or _share_a_size(last, first)
    if not goes_elsewhere(last, first) or not same_look or _ended(last):
        return False
    if first.text[0].islower() or last.text[-1] in HYPHENS:
        return True
    # "... in the | United States": a full last line, and what follows is running text that begins at its margin.
    full = max(line.right - line.left for line in before.lines)
    flush = len(after.lines) > 1 and first.left < after.lines[1].left + 0.5 * first.size
    return len(before.lines) > 1 and last.right - last.left > 0.9 * full and flush and first.bold == last.bold


def _note_goes_on(note: Part, part: Part) -> bool:
    last, first = note.lines[-1], part.first
    near = first.page - last.page == 1 or (first.page == last.page and first.left > last.right - last.size)
    return near and first.text[0].islower() and abs(first.size - last.size) < 0.03 * last.size and _goes_on(note, part)


def _block(part: Part, words: Collection[str], pages: Mapping[int, Page]) -> Block:
    is_row = part.kind is BlockKind.TABLE_ROW
    text, marks = settled(_row_of(part.cells) if is_row else _text_of(part, words))
    # A heading's level is its size until all sizes are known; the outline's levels count down from above them.
    level = part.rank if part.kind is BlockKind.HEADING else part.level
    boxes = boxes_of(part.lines, pages, is_row)
    return Block(part.kind, text, level, part.first.page, marks=marks, boxes=boxes)


def _row_of(cells: Sequence[Marked]) -> Marked:
    row = cells[0]
    for cell in cells[1:]:
        row = appended(row, cell, CELL_SEPARATOR)
    return row


def _text_of(part: Part, words: Collection[str]) -> Marked:
    """A part's lines as one text, without the bullet of a list item, its number parted from a footnote's words."""
    text = joined([line.marked for line in part.lines], words)
    if part.kind is BlockKind.FOOTNOTE and not part.first.noted and (label := _MARKED.match(text.text)):
        text = with_replaced(text, label.end(), label.end(), " ")
    if part.kind is BlockKind.LIST_ITEM:
        text = cut_at(text, len(text.text.rstrip(HYPHENS)))
        if bullet := _BULLET.match(text.text):
            text = without_start(text, bullet.end())
    return tidied(text)


def _without_ticks(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without the figures of a chart's axes: many in one line, or one under the other."""
    for bare, group in groupby(
        blocks, key=lambda b: b.kind is BlockKind.PARAGRAPH and not re.search(r"[^\W\d_]", b.text)
    ):
        alike = [*group]
        if not bare or sum(len(block.text.split()) for block in alike) < _TICKS:
            yield from alike


def _without_labels(blocks: Sequence[Block]) -> list[Block]:
    """Headings that stand one after the other are the names on a map: plain text, except on a title page."""
    result: list[Block] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        alike = [*group]
        words = sum(len(block.text.split()) for block in alike)
        short = len(alike) >= _LABELS and words <= _LABEL_WORDS * len(alike)
        if kind is BlockKind.HEADING and short and alike[0].page != blocks[0].page:
            alike = [replace(block, kind=BlockKind.PARAGRAPH, level=0) for block in alike]
        result += alike
    return result


def _with_levels(blocks: Sequence[Block]) -> list[Block]:
    """Headings numbered by the outline and by their letters: the largest are level 1; empty blocks are left out."""
    sizes = sorted({block.level for block in blocks if block.kind is BlockKind.HEADING}, reverse=True)
    levels = {size: min(6, n) for n, size in enumerate(sizes, start=1)}
    return [
        replace(block, level=levels[block.level]) if block.kind is BlockKind.HEADING else block
        for block in blocks
        if block.text.strip()
    ]
