"""Tables on a page: which rows are one, which lines of a row belong together, which row is the header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from curation.extract.pdf_layout import Row, Rule, Run

TABLE_ROWS: Final = 3
_LINE_AHEAD: Final = 2.5  # letter heights: a larger gap ends a table
_WIDE: Final = 0.5  # of the table's width: a shorter line parts no rows
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
        self.is_ruled = len(self._across) >= 3

    def is_scattered(self) -> bool:
        """Labels on a map or the parts of a formula: hardly two of them in line."""
        cells = [run for line in self.lines for run in line]
        filled = len(cells) / (len(self.lines) * len(self.columns))
        if median(len(run.text) for run in cells) < 2 or len(self.columns) < 2:
            return True
        rows = [*self._rows()]
        full = sum(len({self._column(run) for line in row for run in line}) >= 2 for row in rows)
        return filled < (0.4 if self.is_ruled else 0.6) and full < 0.8 * len(rows)

    def is_text(self) -> bool:
        """Whether its columns hold running text: then each is read by itself."""
        cells = [run for line in self.lines for run in line]
        if self.is_ruled and len(self.columns) > 2:
            return False
        words = sum(len(run.text.split()) for run in cells)
        digits = sum(char.isdigit() for run in cells for char in run.text)
        few_digits = digits < 0.1 * sum(len(run.text) for run in cells)
        return words >= _PROSE_CELL * len(cells) and few_digits

    def is_mixed_up(self) -> bool:
        """Whether many cells are long lines: text beside a list or a map, which no rule parts."""
        cells = [run for line in self.lines for run in line]
        return not self.is_ruled and sum(len(run.text.split()) > _LONGEST_CELL for run in cells) > 0.2 * len(cells)

    def column(self, number: int) -> list[Row]:
        """The lines of one column, from top to bottom."""
        found = (tuple(run for run in line if self._column(run) == number) for line in self.lines)
        return [line for line in found if line]

    def rows(self) -> Iterator[tuple[bool, list[Row], tuple[str, ...]]]:
        """Each row: whether it is the header, its lines, the texts of its cells."""
        grouped = [*self._rows()]
        for n, group in enumerate(grouped):
            texts: list[list[str]] = [[] for _ in self.columns]
            for line in group:
                for run in line:
                    texts[self._column(run)].append(run.text)
            cells = tuple(_DOTS.sub("", _joined(cell)) for cell in texts)
            yield n == 0 and self._is_header(group, cells, len(grouped)), group, cells

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
        between = len(self._across) - 1
        if self.is_ruled and between >= 0.25 * len(self.lines):
            yield from self._between_rules()
            return
        yield from self._around_full_lines(self.lines)

    def _between_rules(self) -> Iterator[list[Row]]:
        group: list[Row] = []
        for line in self.lines:
            if group and any(_middle(group[-1]) < rule < _middle(line) for rule in self._across):
                yield from self._around_full_lines(group)
                group = []
            group.append(line)
        yield from self._around_full_lines(group)

    def _around_full_lines(self, lines: Sequence[Row]) -> Iterator[list[Row]]:
        groups: list[list[Row]] = []
        for line in lines:
            if groups and self._carries_on(groups[-1], line):
                groups[-1].append(line)
            else:
                groups.append([line])
        yield from groups

    def _carries_on(self, group: Sequence[Row], line: Row) -> bool:
        """Whether a line belongs to the row above it: it overlaps it, or fills a few of its cells right under them."""
        above = group[-1]
        here, there = ({self._column(run) for run in each} for each in (line, above))
        taken = {self._column(run) for each in group for run in each}
        step = _middle(line) - _middle(above)
        size = median(run.size for run in line)
        if step < 0.75 * size and not here & there:
            return True
        if not is_close(above, line):
            return False
        if len(taken) > 1 and len(line) == 1 and len(self.columns) > 1:
            return here <= taken and (0 not in here or len(taken) == len(self.columns) or not line[0].text[0].isupper())
        return 0 not in here and 0 in taken and not any(_FIGURES.fullmatch(run.text) for run in line) and here <= taken


def _middle(line: Row) -> float:
    return median(run.middle for run in line)


def _joined(texts: Sequence[str]) -> str:
    from curation.extract.hyphens import join_lines
    from curation.extract.tidy import tidy

    whole = ""
    for text in texts:
        whole = join_lines(whole, text, ())
    return tidy(whole)


def table_end(region: Sequence[Row], start: int) -> int:
    """One past the last line of the table that begins at `start`: two or more cells, close together and aligned.

    A line of one cell may stand between them: it carries on a cell that did not fit on its line.
    """
    end = last = start
    stripes: list[tuple[float, float]] = []
    while end < len(region) and (has_cells(region[end]) or (end > start and len(region[end]) == 1)):
        row = region[end]
        if end > start and not is_close(region[end - 1], row, _LINE_AHEAD):
            break
        grown = columns([*stripes, *((run.left, run.right) for run in row)])
        if stripes and len(grown) < (max(2, min(len(stripes), len(row)) - 1) if len(row) > 1 else len(stripes)):
            break
        stripes, end = grown, end + 1
        last = end if len(row) > 1 or is_close(region[end - 2], row) else last
    return last if sum(len(row) > 1 for row in region[start:last]) >= TABLE_ROWS else start


def has_cells(row: Row) -> bool:
    return len(row) >= 2
