"""Tables on a page: which rows are one, which lines of a row belong together, which row is the header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from curation.extract.pdf_layout import Row, Rule, Run
from curation.extract.pdf_marks import Marked, cut_at, joined, tidied

TABLE_ROWS: Final = 3
_LINE_AHEAD: Final = 2.5  # letter heights: a larger gap ends a table
_WIDE: Final = 0.7  # of the table's width: a shorter line parts no rows
_MOST_LINES: Final = 8  # in a row
_AFTER: Final = re.compile(
    r"(?:sources?|notes?)\s*:|(?:figure|table|map|chart)\s*\d|[*†‡]\s?\w", re.I
)  # what stands under a table
_CELL_GAP: Final = 1.3  # letter sizes: less is a wide space in a justified line
_FIGURES: Final = re.compile(r"[\d.,%$€£–+\s()*n/a-]*\d[\d.,%$€£–+\s()*]*|[-–—]|n/?a", re.I)
_PROSE_CELL: Final = 4.5  # words on average: the lines of a narrow column rather than cells
_LONGEST_CELL: Final = 9  # words: more in many cells of a line are two columns of text
_DOTS: Final = re.compile(r"\s*(?:\.\s?){2,}$|\s*…+$")


def columns(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where the cells of all rows lie, as upright stripes from left to right."""
    stripes: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if stripes and left < stripes[-1][1]:
            stripes[-1] = (stripes[-1][0], max(stripes[-1][1], right))
        else:
            stripes.append((left, right))
    return stripes


def is_close(above: Row, row: Row, lines: float = 0.5) -> bool:
    return row[0].top - max(run.bottom for run in above) < lines * row[0].size


class Table:
    """Lines of text with the columns that their cells stand in, and the rules drawn between them."""

    def __init__(self, lines: Sequence[Row], rules: Sequence[Rule] = ()) -> None:
        self.lines = lines
        self.columns = columns([(run.left, run.right) for line in lines for run in line])
        left, right = self.columns[0][0], self.columns[-1][1]
        top, bottom = min(run.top for run in lines[0]), max(run.bottom for run in lines[-1])
        self._across = sorted(
            (rule.top + rule.bottom) / 2
            for rule in rules
            if rule.bottom - rule.top < 3
            and min(rule.right, right) - max(rule.left, left) > _WIDE * (right - left)
            and top - 4 < rule.top < bottom + 4
        )
        upright = [rule for rule in rules if rule.right - rule.left < 3 and left - 4 < rule.left < right + 4]
        height = bottom - top
        tall = {round(rule.left) for rule in upright if min(rule.bottom, bottom) - max(rule.top, top) > 0.7 * height}
        self.is_ruled = len(self._across) >= 3 or len(tall) >= 2

    def is_scattered(self) -> bool:
        """Labels on a map, the axes of a chart, the parts of a formula: few of them in line, or no word among them."""
        cells = [run for line in self.lines for run in line]
        if median(len(run.text) for run in cells) < 2 or len(self.columns) < 2:
            return True
        if sum(any(map(str.isalpha, run.text)) for run in cells) < 0.1 * len(cells) or self._is_axis():
            return True
        gaps = [(right.left - left.right) / left.size for line in self.lines for left, right in pairwise(line)]
        dotted = sum(bool(_DOTS.search(run.text)) for run in cells) >= 0.2 * len(cells)
        if not self.is_ruled and not dotted and median(gaps) < _CELL_GAP:
            return True
        if any(self._overlap(above, line) for above, line in pairwise(self.lines)):
            return True
        rows = [*self._rows()]
        filled = sum(len({self._column(run) for line in row for run in line}) for row in rows)
        return len(rows) < 2 or filled < 0.6 * len(rows) * len(self.columns)

    def _overlap(self, above: Row, line: Row) -> bool:
        """Whether two lines share a column and stand less than a line apart, as the parts of a formula do."""
        shared = {self._column(run) for run in above} & {self._column(run) for run in line}
        return bool(shared) and _middle(line) - _middle(above) < 0.7 * max(run.size for run in (*above, *line))

    def _is_axis(self) -> bool:
        """Whether its first column counts down in equal steps, as the axis of a chart does."""
        found = [run.text.replace(",", "") for line in self.column(0) for run in line]
        if len(found) < TABLE_ROWS or not all(re.fullmatch(r"\d+(?:\.\d+)?%?", text) for text in found):
            return False
        steps = {round(float(b.rstrip("%")) - float(a.rstrip("%")), 4) for a, b in pairwise(found)}
        return len(steps) == 1 and steps.pop() < 0

    def is_text(self) -> bool:
        """Whether its columns hold running text: then each is read by itself."""
        cells = [run for line in self.lines for run in line]
        if self.is_ruled and len(self.columns) > 2:
            return False
        words = sum(len(run.text.split()) for run in cells)
        digits = sum(char.isdigit() for run in cells for char in run.text)
        few_digits = digits < (0.1 if words < 6 * len(cells) else 0.2) * sum(len(run.text) for run in cells)
        return words >= _PROSE_CELL * len(cells) and few_digits

    def is_mixed_up(self) -> bool:
        """Whether many cells are long lines, or list items: text beside a list or a map, which no rule parts."""
        cells = [run for line in self.lines for run in line]
        if not self.is_ruled and any(run.text[0] in "•●▪" for run in cells):
            return True
        return not self.is_ruled and sum(len(run.text.split()) > _LONGEST_CELL for run in cells) > 0.2 * len(cells)

    def column(self, number: int) -> list[Row]:
        """The lines of one column, from top to bottom."""
        found = (tuple(run for run in line if self._column(run) == number) for line in self.lines)
        return [line for line in found if line]

    def rows(self) -> Iterator[tuple[bool, list[Row], tuple[Marked, ...]]]:
        """Each row: whether it is the header, its lines, the texts of its cells."""
        grouped = [*self._rows()]
        for n, group in enumerate(grouped):
            texts: list[list[Marked]] = [[] for _ in self.columns]
            for line in group:
                for run in line:
                    texts[self._column(run)].append(run.marked)
            cells = tuple(map(_joined, texts))
            yield n == 0 and self._is_header(group, [cell.text for cell in cells], len(grouped)), group, cells

    def _is_header(self, group: Sequence[Row], cells: Sequence[str], rows: int) -> bool:
        """Bold letters; or names above columns of figures."""
        filled = [cell for cell in cells if cell]
        if len(filled) < 2 or rows < 2:
            return False
        if all(run.bold for line in group for run in line):
            return True
        below = [run for line in self.lines[len(group) :] for run in line if self._column(run) > 0]
        figures = sum(bool(_FIGURES.fullmatch(run.text)) for run in below)
        return figures > 0.6 * len(below) and not any(
            _FIGURES.fullmatch(cell) and len(cell) != 4 for cell in filled[1:]
        )

    def _column(self, run: Run) -> int:
        for number, (left, right) in enumerate(self.columns):
            if left <= run.left <= right:
                return number
        return len(self.columns) - 1

    def _rows(self) -> Iterator[list[Row]]:
        """The lines of each row: those between two rules, else a full line with those close by that carry it on."""
        boxed = self._is_boxed()
        group: list[Row] = []
        for line in self.lines:
            parted = bool(group) and any(_middle(group[-1]) < rule < _middle(line) for rule in self._across)
            if group and (parted or not (boxed or self._carries_on(group, line))):
                yield group
                group = []
            group.append(line)
        yield group

    def _is_boxed(self) -> bool:
        """Whether a rule stands between all rows: then what two of them enclose is one row."""
        enclosed = [
            sum(above < _middle(line) < below for line in self.lines)
            for above, below in pairwise([float("-inf"), *self._across, float("inf")])
        ]
        return len(self._across) > TABLE_ROWS and max(enclosed) <= _MOST_LINES

    def _carries_on(self, group: Sequence[Row], line: Row) -> bool:
        """Whether a line belongs to the row above it: it overlaps it, or fills a few of its cells right under them."""
        above = group[-1]
        here, there = ({self._column(run) for run in each} for each in (line, above))
        taken = {self._column(run) for each in group for run in each}
        if _middle(line) - _middle(above) < 0.75 * median(run.size for run in line) and not here & there:
            return True
        if not is_close(above, line) or any(_FIGURES.fullmatch(run.text) for run in line):
            return False
        if here == {0}:
            return 0 in taken and not line[0].text[0].isupper()
        return 0 not in here and here <= taken and (0 in taken or len(here) < len(taken))


def _middle(line: Row) -> float:
    return median(run.middle for run in line)


def _joined(lines: Sequence[Marked]) -> Marked:
    return _without_dots(tidied(joined(lines, ())))


def _without_dots(cell: Marked) -> Marked:
    return cut_at(cell, dots.start()) if (dots := _DOTS.search(cell.text)) else cell


def table_end(region: Sequence[Row], start: int) -> int:
    """One past the last line of the table that begins at `start`: two or more cells, close together and aligned.

    A line of one cell may stand between them: it carries on a cell that did not fit on its line.
    """
    end = last = start
    stripes: list[tuple[float, float]] = []
    while end < len(region) and (has_cells(region[end]) or (end > start and len(region[end]) == 1)):
        row = region[end]
        if end > start and (not is_close(region[end - 1], row, _LINE_AHEAD) or _AFTER.match(row[0].text)):
            break
        grown = columns([*stripes, *((run.left, run.right) for run in row)])
        if stripes and len(grown) < (max(2, min(len(stripes), len(row)) - 1) if len(row) > 1 else len(stripes)):
            break
        stripes, end = grown, end + 1
        last = end if len(row) > 1 or is_close(region[end - 2], row) else last
    return last if sum(len(row) > 1 for row in region[start:last]) >= TABLE_ROWS else start


def has_cells(row: Row) -> bool:
    return len(row) >= 2
