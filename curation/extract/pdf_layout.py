"""From the text runs of a page to its lines in the order a reader takes them: columns, and what spans them.

Nothing here opens a file: runs are plain values, so every rule can be tried on a page made of five numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import Final, NamedTuple

from curation.extract.pdf_marks import Marked, appended
from translation.document import Mark

_CLOSING: Final = re.compile(r"[,.;:)](?:\s|$)")  # stands right after a word, even where a small number was
_FIGURE: Final = re.compile(r"[\d.,%$€£()+–-]+")
_BUCKET: Final = 2.0  # points: how finely a page is searched for a gutter
_SAMPLE: Final = 40  # pages that say where the others part their columns
_TRIED_GUTTERS: Final = 8
_CELL_LINES: Final = 3
_SAME_GUTTER: Final = 6.0  # points
_WIDEST_GUTTER: Final = 40.0
_CROSSING: Final = 0.25  # of the runs: titles and wide figures that may cross a gutter
_LINE_WORDS: Final = 4  # fewer are a cell, a label on a map, a figure
_ALIGNED: Final = 0.6
_COLUMN_LINES: Final = 4  # a column has at least as many lines


class Run(NamedTuple):
    """Text written in one go: its box in points from the page's upper left corner, its letters' size, its page.

    `noted` says that it begins with a small raised number or sign, as a footnote does; `sizes` are all of its letters',
    where a name in small capitals or the like gives it several. `marks` say which of its words are bold or linked.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    page: int = 1
    noted: bool = False
    sizes: tuple[float, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def marked(self) -> Marked:
        return Marked(self.text, self.marks)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def middle_x(self) -> float:
        return (self.left + self.right) / 2


Row = tuple[Run, ...]  # the runs that stand side by side, from left to right


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, or the edge of a frame: its ends in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page's runs as they were drawn, in any order, and the lines drawn between them.

    `turns` are the quarter turns clockwise that lead from here, where its text is upright, to the page as it is shown.
    """

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...] = ()
    turns: int = 0


def regions(pages: Sequence[Page]) -> Iterator[tuple[Page, list[Row]]]:
    """The rows of every column and every part between columns, in reading order."""
    usual = _usual_gutters(pages)
    for page in pages:
        for region in reading_order(page.runs, usual.get(round(page.width), ())):
            yield page, rows(region)


def _usual_gutters(pages: Sequence[Page]) -> dict[int, list[float]]:
    """Where most pages of one width part their columns: there a few lines are columns too."""
    found: dict[int, Counter[int]] = {}
    some = pages[:: len(pages) // _SAMPLE + 1]
    count: Counter[int] = Counter(round(page.width) for page in some)
    for page in some:
        gutters = found.setdefault(round(page.width), Counter())
        gutters.update({round(at / _SAME_GUTTER) for at in _gutters(page.runs)})
    return {
        width: [step * _SAME_GUTTER for step, times in gutters.items() if times >= max(2, 0.3 * count[width])]
        for width, gutters in found.items()
    }


def _gutters(runs: Sequence[Run]) -> Iterator[float]:
    at = _gutter(runs)
    if at is not None:
        yield at
        for side in ([run for run in runs if run.right <= at], [run for run in runs if run.left >= at]):
            yield from _gutters(side)


def body_size(runs: Iterable[Run]) -> float:
    """The letter height that most of the text has."""
    weights: Counter[float] = Counter()
    for run in runs:
        weights[round(run.size * 2) / 2] += len(run.text)
    return weights.most_common(1)[0][0] if weights else 10.0


def reading_order(runs: Sequence[Run], usual: Sequence[float] = ()) -> list[list[Run]]:
    """The runs in parts to be read one after the other: left column before right, what spans both in its own place.

    `usual` are the places where other pages part their columns.
    """
    gutter = _gutter(runs, usual)
    if gutter is None:
        return [sorted(runs, key=lambda run: (run.top, run.left))] if runs else []
    ordered: list[list[Run]] = []
    for spanning, band in _bands(runs, gutter):
        if spanning:
            ordered += [band]
            continue
        ordered += reading_order([run for run in band if run.middle_x < gutter], usual)
        ordered += reading_order([run for run in band if run.middle_x >= gutter], usual)
    return ordered


def _bands(runs: Sequence[Run], gutter: float) -> Iterator[tuple[bool, list[Run]]]:
    """From top to bottom: stretches of columns, and what crosses the gutter (True): titles, wide tables."""
    stacked = _side_by_side(runs)
    crosses = [
        any(run.left < gutter < run.right for run in row) or (len(row) > 1 and _is_wide_row(row, gutter))
        for row in stacked
    ]
    wide = [n for n, crossing in enumerate(crosses) if crossing]
    for above, below in pairwise(wide):  # The second line of a cell stands alone between two rows of its table.
        between = stacked[above + 1 : below]
        if (
            len(between) <= _CELL_LINES
            and all(len(row) == 1 for row in between)
            and _is_dense(stacked[above : below + 1])
        ):
            crosses[above:below] = [True] * (below - above)
    for spanning, group in groupby(zip(crosses, stacked, strict=True), key=lambda each: each[0]):
        yield spanning, [run for _, row in group for run in row]


def _is_dense(stacked: Sequence[Sequence[Run]]) -> bool:
    size = max(run.size for row in stacked for run in row)
    return all(after[0].middle - before[0].middle < 2.3 * size for before, after in pairwise(stacked))


def _is_wide_row(row: Sequence[Run], gutter: float) -> bool:
    """A table's row that lies across the columns: cells of a word or two on both sides."""
    short = sum(len(run.text.split()) for run in row) < 3 * len(row)
    before = sum(run.left < gutter for run in row)
    few = min(before, len(row) - before)
    figures = sum(bool(_FIGURE.fullmatch(run.text)) for run in row)
    cells = len(row) >= 3 and 2 * figures >= len(row) and not _text_lines(row)
    return short and (few >= 2 or (few == 1 and cells))


def _gutter(runs: Sequence[Run], usual: Sequence[float] = ()) -> float | None:
    """Where two columns of running text part, or None: the emptiest upright strip with text lines on either side."""
    for at in usual:
        if _recurs(runs, at):
            return at
    if len(runs) < 2 * _COLUMN_LINES:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    counts = [0] * (int((right - left) / _BUCKET) + 3)
    for run in runs:  # Where a run begins one more stands on the page, and after its end one less.
        counts[int((run.left - left) / _BUCKET)] += 1
        counts[int((run.right - left) / _BUCKET) + 1] -= 1
    counts = [*accumulate(counts)]
    strips = sorted(_strips(counts, _CROSSING * len(runs)), key=lambda strip: (strip[2], -(strip[1] - strip[0])))
    tried = 0
    for start, end, _ in strips:
        at = left + (start + end) / 2 * _BUCKET
        if min(sum(run.right <= at for run in runs), sum(run.left >= at for run in runs)) < _COLUMN_LINES:
            continue
        if _parts_columns(runs, at):
            return at
        if (tried := tried + 1) == _TRIED_GUTTERS:
            break
    return None


def _recurs(runs: Sequence[Run], at: float) -> bool:
    """Whether a few lines stand in the columns of other pages: side by side, of several words, none across."""
    before = [run for run in runs if run.right <= at + 1]
    after = [run for run in runs if run.left >= at - 1]
    if len(before) + len(after) < len(runs) or min(len(before), len(after)) < 2:
        return False
    near = max(run.right for run in before), min(run.left for run in after)
    level = any(on_one_line(one, other) for one in before for other in after)
    return (
        level
        and near[1] - near[0] < _WIDEST_GUTTER
        and all(sum(len(run.text.split()) >= _LINE_WORDS for run in side) > 0.5 * len(side) for side in (before, after))
    )


def _strips(counts: Sequence[int], most: float) -> Iterator[tuple[int, int, int]]:
    """Stretches of buckets with the same low count, lower than what stands on either side: (start, end, count)."""
    start = 0
    for n in range(1, len(counts) + 1):
        if n < len(counts) and counts[n] == counts[start]:
            continue
        if counts[start] <= most and start > 0 and n < len(counts) and n - start >= 2:
            yield start, n, counts[start]
        start = n


def _parts_columns(runs: Sequence[Run], at: float) -> bool:
    """Whether a gutter at `at` has columns on either side: two of running text, or one beside a map or chart."""
    before = [run for run in runs if run.right <= at]
    after = [run for run in runs if run.left >= at]
    if min(len(before), len(after)) < _COLUMN_LINES:
        return False
    if _is_beside_prose(before, after):
        return True
    top = max(min(run.top for run in before), min(run.top for run in after))
    bottom = min(max(run.bottom for run in before), max(run.bottom for run in after))
    if any(sum(len(run.text) <= 2 for run in side) > 0.6 * len(side) for side in (before, after)):
        return False  # bullets, or the numbers of a list
    sides = [[run for run in side if top <= run.middle <= bottom] for side in (before, after)]
    if min(map(len, sides)) < _COLUMN_LINES:
        return False
    prose = sum(map(_is_prose, (before, after)))
    return prose == 2 or (prose == 1 and _aligned(*sides) < _ALIGNED)


def _is_beside_prose(before: Sequence[Run], after: Sequence[Run]) -> bool:
    """Whether running text stands beside running text, whatever is above or below: a table, a chart."""
    lines = [_text_lines(side) for side in (before, after)]
    if min(map(len, lines)) < _COLUMN_LINES:
        return False
    top = max(min(run.top for run in side) for side in lines)
    bottom = min(max(run.bottom for run in side) for side in lines)
    return all(_is_prose([run for run in side if top <= run.middle <= bottom]) for side in (before, after))


def _text_lines(runs: Sequence[Run]) -> list[Run]:
    return [run for run in runs if _reads_as_line(run.text)]


@lru_cache(maxsize=10_000)  # The runs of a page are asked about for each place where its columns may part.
def _reads_as_line(text: str) -> bool:
    return len(text.split()) >= _LINE_WORDS and sum(map(str.isalpha, text)) > 0.6 * len(text)


def _is_prose(runs: Sequence[Run]) -> bool:
    """Whether most of a would-be column's letters stand in lines of several words."""
    lines = _text_lines(runs)
    return len(lines) >= _COLUMN_LINES and sum(len(run.text) for run in lines) > 0.6 * sum(
        len(run.text) for run in runs
    )


def _aligned(first: Sequence[Run], second: Sequence[Run]) -> float:
    """The share of the runs of one side that stand level with one of the other: nearly all in a table."""
    levels = {round(run.middle) for run in max(first, second, key=len)}
    few = min(first, second, key=len)
    return sum(not levels.isdisjoint(range(round(run.middle) - 1, round(run.middle) + 2)) for run in few) / len(few)


def rows(runs: Sequence[Run]) -> list[Row]:
    """Runs of one region as rows from top to bottom, each from left to right; runs that touch become one."""
    return [_touching_joined(row) for row in _side_by_side(runs)]


def _side_by_side(runs: Sequence[Run]) -> list[list[Run]]:
    grouped: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.middle, run.left)):
        group = grouped[-1] if grouped else []
        if group and on_one_line(group[0] if len(group) == 1 else max(group, key=lambda each: len(each.text)), run):
            group.append(run)
        else:
            grouped.append([run])
    return [sorted(row, key=lambda run: run.left) if len(row) > 1 else row for row in grouped]


def on_one_line(first: Run, second: Run) -> bool:
    """Whether two runs stand on one line; a footnote's sign may stand higher."""
    apart = abs(first.top + first.bottom - second.top - second.bottom) / 2
    if apart < 0.4 * min(first.size, second.size):
        return True
    if apart > max(first.size, second.size):
        return False
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    small = first if first.size <= second.size else second
    return (
        len(small.text) <= 2
        and small.size < 0.8 * max(first.size, second.size)
        and shared > 0.5 * (small.bottom - small.top)
    )


def _touching_joined(row: list[Run]) -> Row:
    if len(row) == 1:
        return (row[0],)
    joined: list[Run] = []
    for run in row:
        gap = run.left - joined[-1].right if joined else 0.0
        if joined and -run.size < gap < 0.7 * run.size and not _is_bullet(joined[-1]):
            apart = gap > 0.12 * run.size and not _CLOSING.match(run.text)
            joined[-1] = merged(joined[-1], run, " " if apart or _is_raised(joined[-1], run) else "")
        else:
            joined.append(run)
    return tuple(joined)


def _is_bullet(run: Run) -> bool:
    return len(run.text.strip()) == 1 and not run.text.strip().isalnum()


def _is_raised(mark: Run, run: Run) -> bool:
    short = len(mark.text) <= 3 and not mark.text.isalpha()
    return short and mark.size < 0.85 * run.size and mark.middle < run.middle


def merged(first: Run, second: Run, between: str) -> Run:
    """Two runs as one, in the size of the longer one; bold when both are."""
    look = first if len(first.text) >= len(second.text) else second
    text, marks = appended(first.marked, second.marked, between)
    return Run(
        text,
        min(first.left, second.left),
        max(first.right, second.right),
        min(first.top, second.top),
        max(first.bottom, second.bottom),
        look.size,
        first.bold and second.bold,
        first.page,
        first.noted or _is_raised(first, second),
        (first.sizes or (first.size,)) + (second.sizes or (second.size,)),
        marks,
    )
