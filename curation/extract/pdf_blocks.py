"""From rows of text runs to blocks: paragraphs put together, headings by their letters, tables by alignment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from curation.extract.hyphens import HYPHENS, join_lines
from curation.extract.pdf_layout import Page, Row, Run, body_size, merged, regions
from curation.extract.tidy import tidy
from translation.document import CELL_SEPARATOR, Block, BlockKind

_BULLET: Final = re.compile(r"^(?:[•●▪◦‣■□➢➤✓§\uf0b7\uf0a7\uf0d8·]\s*|[–—*oü-]\s+)(?=\S)")
_NUMBERED: Final = re.compile(r"^(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?=\S)")
_CAPTION: Final = re.compile(
    r"^(?:figure|fig\.|table|box|map|chart|graph|photo|image|source|sources)\s*(?:[A-Z]{0,3}\d+[\w.-]*\s*[:.–-]?|[:–]|[IVX]+\b)",
    re.I,
)
_NOTE: Final = re.compile(r"^(?:\d{1,3}|[*†‡§¶]{1,3}|[a-z])[.)]?\s*(?=[A-Z\"“‘(h])")
_LEADERS: Final = re.compile(r"(?:\.\s?){4,}\s*[\divxl]*\s*$|…{2,}\s*\d*\s*$")
_ENDS: Final = re.compile(r"[.!?:;]['\"”’)\]]*$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LARGER: Final = 1.12  # times the body's letters: a heading
_SMALLER: Final = 0.9  # a footnote, a caption
_HEADING_WORDS: Final = 25
_TABLE_ROWS: Final = 3
_PROSE_CELL: Final = 4.5  # words on average: the lines of a narrow column rather than cells
_LABELS: Final = 4
_TICKS: Final = 3  # bare figures in a row: the axis of a chart


def blocks_of(pages: Sequence[Page]) -> list[Block]:
    """The document's blocks in reading order, each with its page."""
    everything = [run for page in pages for run in page.runs]
    body = body_size(everything)
    body_is_bold = sum(len(run.text) for run in everything if run.bold) > 0.5 * sum(len(run.text) for run in everything)
    heights = {page.number: page.height for page in pages}
    parts = [part for region in regions(pages) for part in _parts(region)]
    drafts = [_classified(part, body, body_is_bold, heights) for part in parts]
    words = _vocabulary(everything)
    blocks = [_block(draft, words) for draft in _rejoined(drafts) if not _is_contents(draft)]
    return _with_levels(_without_labels([*_without_ticks(blocks)]))


def paragraphs_of(texts: Sequence[str]) -> list[Block]:
    """The blocks of pages that came as text only: one for each run of lines between empty ones."""
    words = {word.lower() for text in texts for word in _WORD.findall(text)}
    blocks = []
    for number, text in enumerate(texts, start=1):
        for paragraph in re.split(r"\n\s*\n", text):
            for lines in _broken_up(paragraph.splitlines()):
                joined = ""
                for line in lines:
                    joined = join_lines(joined, line, words)
                if joined := tidy(joined):
                    blocks.append(Block(BlockKind.PARAGRAPH, joined, page=number))
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


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines that belong together, or one row of a table's cells."""

    lines: tuple[Run, ...]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    cells: tuple[str, ...] = ()
    size: float = field(default=0.0)

    @property
    def first(self) -> Run:
        return self.lines[0]


def _vocabulary(runs: Sequence[Run]) -> frozenset[str]:
    """The words written inside lines; the parted ones at their ends would vouch for themselves."""
    words: set[str] = set()
    for run in runs:
        inside = run.text if run.text[-1] not in HYPHENS else run.text.rpartition(" ")[0]
        words.update(word.lower() for word in _WORD.findall(inside))
    return frozenset(words)


def _parts(region: Sequence[Row]) -> Iterator[_Part]:
    """A region's paragraphs and table rows from top to bottom."""
    waiting: list[Row] = []
    start = 0
    while start < len(region):
        end = _table_end(region, start)
        table = _Table(region[start:end]) if end - start >= _TABLE_ROWS else None
        if table is None or table.is_scattered():
            waiting.append(region[start])
            start += 1
            continue
        yield from _paragraphs(waiting)
        yield from table.parts()
        waiting, start = [], end
    yield from _paragraphs(waiting)


def _table_end(region: Sequence[Row], start: int) -> int:
    """One past the last row of the table that begins at `start`: rows of two or more cells, close together and aligned.

    A row of one cell may stand between them: it carries on a cell that did not fit on its line.
    """
    end = last = start
    columns: list[tuple[float, float]] = []
    while end < len(region) and (_has_cells(region[end]) or (end > start and len(region[end]) == 1)):
        row = region[end]
        if end > start and not _is_close(region[end - 1], row, 2.5):
            break
        grown = _columns([*columns, *((run.left, run.right) for run in row)])
        if columns and len(grown) < (max(2, min(len(columns), len(row)) - 1) if len(row) > 1 else len(columns)):
            break
        columns, end = grown, end + 1
        last = end if len(row) > 1 or _is_close(region[end - 2], row) else last
    return last if sum(len(row) > 1 for row in region[start:last]) >= _TABLE_ROWS else start


def _is_close(above: Row, row: Row, lines: float = 0.5) -> bool:
    return row[0].top - above[0].bottom < lines * row[0].size


def _has_cells(row: Row) -> bool:
    return len(row) >= 2 and not _BULLET.fullmatch(row[0].text + " x"[: len(row[0].text) == 1]) and not _is_label(row)


def _is_label(row: Row) -> bool:
    """A bullet or a number, and its text: a list item rather than two cells."""
    return len(row) == 2 and bool(
        (_BULLET.match(row[0].text + " x") and len(row[0].text) < 3) or _NUMBERED.match(row[0].text + " x")
    )


def _columns(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where the cells of all rows lie, as upright stripes from left to right."""
    stripes: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if stripes and left < stripes[-1][1]:
            stripes[-1] = (stripes[-1][0], max(stripes[-1][1], right))
        else:
            stripes.append((left, right))
    return stripes


class _Table:
    """Rows with the columns that their cells stand in."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._columns = _columns([(run.left, run.right) for row in rows for run in row])

    def is_scattered(self) -> bool:
        """Labels on a map or the parts of a formula: hardly two of them in line."""
        filled = sum(len(row) for row in self._rows) / (len(self._rows) * len(self._columns))
        return filled < 0.6 or median(len(run.text) for row in self._rows for run in row) < 2

    def parts(self) -> Iterator[_Part]:
        """Its rows; or, where the columns hold running text, each column's paragraphs."""
        cells = [run for row in self._rows for run in row]
        if sum(len(run.text.split()) for run in cells) >= _PROSE_CELL * len(cells) and _is_text(cells):
            for n in range(len(self._columns)):
                yield from _paragraphs([column for row in self._rows if (column := self._in_column(row, n))])
            return
        for n, group in enumerate(self._grouped()):
            texts = [
                tidy(" ".join(run.text for row in group for run in self._in_column(row, c)))
                for c in range(len(self._columns))
            ]
            header = n == 0 and all(run.bold for run in group[0])
            yield _Part(group[0], BlockKind.TABLE_ROW, int(header), tuple(texts), group[0][0].size)

    def _grouped(self) -> list[list[Row]]:
        """Each row with the rows of one cell right under it, which carry it on."""
        groups: list[list[Row]] = []
        for row in self._rows:
            if groups and len(row) == 1 and len(groups[-1][0]) > 1 and _is_close(groups[-1][-1], row):
                groups[-1].append(row)
            else:
                groups.append([row])
        return groups

    def _in_column(self, row: Row, column: int) -> Row:
        left, right = self._columns[column]
        return tuple(run for run in row if left <= run.left <= right)


def _is_text(cells: Sequence[Run]) -> bool:
    return sum(char.isdigit() for run in cells for char in run.text) < 0.1 * sum(len(run.text) for run in cells)


def _paragraphs(region: Sequence[Row]) -> Iterator[_Part]:
    lines = [_line(row) for row in region]
    if not lines:
        return
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    gaps = [after.middle - before.middle for before, after in pairwise(lines)]
    usual = median(gap for gap in gaps if gap > 0) if any(gap > 0 for gap in gaps) else 0.0
    begun = [lines[0]]
    for before, line in pairwise(lines):
        if _begins(before, line, begun[0], left, right, usual):
            yield _Part(tuple(begun), size=begun[0].size)
            begun = []
        begun.append(line)
    yield _Part(tuple(begun), size=begun[0].size)


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
    if abs(line.size - before.size) > 0.1 * size or _BULLET.match(line.text):
        return True
    if before.text[-1] in HYPHENS:
        return False
    if line.bold != before.bold and (_ENDS.search(before.text) or before.right < right - 0.12 * (right - left)):
        return True
    short = before.right < right - 0.2 * (right - left)
    if _NUMBERED.match(line.text) and (_ENDS.search(before.text) or _NUMBERED.match(first.text)):
        return True
    if _ENDS.search(before.text) and short:
        return True
    indented = line.left > left + 0.6 * line.size and abs(before.left - left) < 0.5 * line.size
    in_item = _BULLET.match(first.text) or _NUMBERED.match(first.text) or before is first
    return bool(indented and not in_item) or (bool(indented) and before is first and bool(_ENDS.search(before.text)))


def _classified(part: _Part, body: float, body_is_bold: bool, heights: dict[int, float]) -> _Part:
    """The part with its kind, by how it begins and by its letters."""
    if part.kind is BlockKind.TABLE_ROW:
        return part
    text, size = part.first.text, median(line.size for line in part.lines)
    words = sum(len(line.text.split()) for line in part.lines)
    if _CAPTION.match(text) and (size < 0.97 * body or words < 40):
        return replace(part, kind=BlockKind.CAPTION)
    low = part.lines[-1].bottom > 0.5 * heights[part.first.page]
    if size <= _SMALLER * body and _NOTE.match(text) and (low or text[0] in "*†‡§¶"):
        return replace(part, kind=BlockKind.FOOTNOTE)
    if _BULLET.match(text):
        return replace(part, kind=BlockKind.LIST_ITEM, level=1)
    if _is_heading(part, size, body, body_is_bold, words):
        return replace(part, kind=BlockKind.HEADING, size=round(size * 2) / 2 if size >= _LARGER * body else 0.0)
    return replace(part, kind=BlockKind.LIST_ITEM, level=1) if _NUMBERED.match(text) else part


def _is_heading(part: _Part, size: float, body: float, body_is_bold: bool, words: int) -> bool:
    text = part.lines[-1].text
    if words > _HEADING_WORDS or not re.search(r"[^\W\d_]{2}", part.first.text) or text.endswith((",", ";")):
        return False
    if size >= _LARGER * body:
        return not (text.endswith(".") and words > 12)
    bold = all(line.bold for line in part.lines) and not body_is_bold
    return bold and size > _SMALLER * body and len(part.lines) <= 2 and not text.endswith(".")


def _is_contents(part: _Part) -> bool:
    """A line of a table of contents: dots that lead to a page number."""
    return any(_LEADERS.search(line.text) for line in part.lines) or bool(_LEADERS.search(" ".join(part.cells)))


def _rejoined(parts: Sequence[_Part]) -> list[_Part]:
    """The parts, those that a column's or a page's end broke in two put together again."""
    joined: list[_Part] = []
    open_at = -1  # the last piece of running text, which may go on after a footnote, a caption or a table
    for part in parts:
        if part.kind is BlockKind.PARAGRAPH and open_at >= 0 and _goes_on(joined[open_at], part):
            joined[open_at] = replace(joined[open_at], lines=joined[open_at].lines + part.lines)
            continue
        joined.append(part)
        if part.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING):
            open_at = len(joined) - 1 if part.kind is not BlockKind.HEADING else -1
    return joined


def _goes_on(before: _Part, after: _Part) -> bool:
    last, first = before.lines[-1], after.first
    elsewhere = first.page != last.page or first.top < last.top
    same_look = abs(first.size - last.size) < 0.07 * last.size
    return (
        elsewhere
        and same_look
        and not _ENDS.search(last.text)
        and (first.text[0].islower() or last.text[-1] in HYPHENS)
    )


def _block(part: _Part, words: Collection[str]) -> Block:
    page = part.first.page
    if part.kind is BlockKind.TABLE_ROW:
        return Block(part.kind, CELL_SEPARATOR.join(part.cells), part.level, page)
    text = ""
    for line in part.lines:
        text = join_lines(text, line.text, words)
    text = tidy(_BULLET.sub("", text.rstrip(HYPHENS), count=1) if part.kind is BlockKind.LIST_ITEM else text)
    # A heading's level is its size until all sizes are known.
    return Block(part.kind, text, int(part.size * 2) if part.kind is BlockKind.HEADING else part.level, page)


def _without_ticks(blocks: Sequence[Block]) -> Iterator[Block]:
    for bare, group in groupby(
        blocks, key=lambda b: b.kind is BlockKind.PARAGRAPH and not re.search(r"[^\W\d_]", b.text)
    ):
        alike = [*group]
        if not bare or len(alike) < _TICKS:
            yield from alike


def _without_labels(blocks: Sequence[Block]) -> list[Block]:
    """Headings that stand one after the other are the names on a map: plain text, except on a title page."""
    result: list[Block] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        alike = [*group]
        if kind is BlockKind.HEADING and len(alike) >= _LABELS and alike[0].page != blocks[0].page:
            alike = [replace(block, kind=BlockKind.PARAGRAPH, level=0) for block in alike]
        result += alike
    return result


def _with_levels(blocks: Sequence[Block]) -> list[Block]:
    """Headings numbered by their letters: the largest are level 1; empty blocks are left out."""
    sizes = sorted({block.level for block in blocks if block.kind is BlockKind.HEADING}, reverse=True)
    levels = {size: min(6, n) for n, size in enumerate(sizes, start=1)}
    return [
        replace(block, level=levels[block.level]) if block.kind is BlockKind.HEADING else block
        for block in blocks
        if block.text.strip()
    ]
