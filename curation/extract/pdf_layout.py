"""From the text runs of a page to its lines in the order a reader takes them: columns, tables, no running headers.

Nothing here opens a file: runs are plain values, so every rule can be tried on a page made of five numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

_EDGE: Final = 0.12  # of the page's height at its top and at its foot: where running headers and page numbers stand
_PAGE_NUMBER: Final = re.compile(
    r"[-–—|\s]*(?:page|p\.)?\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?[-–—|\s]*", re.I
)
_SAME_HEIGHT: Final = 6.0  # points: headers of two pages this close stand at the same position
_BUCKET: Final = 2.0  # points: how finely a page is searched for a gutter
_CROSSING: Final = 0.25  # of the runs: titles and wide figures that may cross a gutter
_LINE_WORDS: Final = 4  # fewer are a cell, a label on a map, a figure
_ALIGNED: Final = 0.6
_COLUMN_LINES: Final = 4  # a column has at least as many lines


@dataclass(frozen=True, slots=True)
class Run:
    """Text written in one go: its box in points from the page's upper left corner, its letters' height, its page from 1."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    page: int = 1

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def middle_x(self) -> float:
        return (self.left + self.right) / 2


Row = tuple[Run, ...]  # the runs that stand side by side, from left to right


@dataclass(frozen=True, slots=True)
class Page:
    """One page's runs as they were drawn, in any order."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]


def regions(pages: Sequence[Page]) -> Iterator[list[Row]]:
    """The rows of every column and every part between columns, in reading order, without running headers and page numbers."""
    for page in without_furniture(pages):
        for region in reading_order(page.runs):
            yield rows(region)


def body_size(runs: Iterable[Run]) -> float:
    """The letter height that most of the text has."""
    weights: Counter[float] = Counter()
    for run in runs:
        weights[round(run.size * 2) / 2] += len(run.text)
    return weights.most_common(1)[0][0] if weights else 10.0


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without what repeats at the same height on many of them, and without page numbers."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({key for run in page.runs if _at_edge(run, page) for key in _furniture_keys(run)})
    often = max(3, 0.3 * len(pages))  # Left and right pages may carry different headers.
    return [_bare(page, {key for key, count in seen.items() if count >= often}) for page in pages]


def _bare(page: Page, repeated: set[tuple[str, int]]) -> Page:
    def stays(run: Run) -> bool:
        if not _at_edge(run, page):
            return True
        return not _PAGE_NUMBER.fullmatch(run.text) and repeated.isdisjoint(_furniture_keys(run))

    return Page(page.number, page.width, page.height, tuple(filter(stays, page.runs)))


def _at_edge(run: Run, page: Page) -> bool:
    return run.bottom < _EDGE * page.height or run.top > (1 - _EDGE) * page.height


def _furniture_keys(run: Run) -> tuple[tuple[str, int], tuple[str, int]]:
    """The run's text with its numbers folded, at its height; twice, so that a hair's breadth makes no difference."""
    folded = re.sub(r"\d+", "#", run.text.casefold()).strip()
    step = int(run.middle // _SAME_HEIGHT)
    return (folded, step), (folded, step + (1 if run.middle % _SAME_HEIGHT > _SAME_HEIGHT / 2 else -1))


def reading_order(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs in parts to be read one after the other: left column before right, what spans both in its own place."""
    gutter = _gutter(runs)
    if gutter is None:
        return [sorted(runs, key=lambda run: (run.top, run.left))] if runs else []
    ordered: list[list[Run]] = []
    for spanning, band in _bands(runs, gutter):
        if spanning:
            ordered += [band]
            continue
        ordered += reading_order([run for run in band if run.middle_x < gutter])
        ordered += reading_order([run for run in band if run.middle_x >= gutter])
    return ordered


def _bands(runs: Sequence[Run], gutter: float) -> Iterator[tuple[bool, list[Run]]]:
    """From top to bottom: stretches of columns, and between them the runs that cross the gutter (True)."""
    band: list[Run] = []
    spanning = False
    for run in sorted(runs, key=lambda run: (run.middle, run.left)):
        crosses = run.left < gutter < run.right
        if band and crosses != spanning:
            yield spanning, band
            band = []
        band, spanning = [*band, run], crosses
    if band:
        yield spanning, band


def _gutter(runs: Sequence[Run]) -> float | None:
    """Where two columns of running text part, or None: the emptiest upright strip with text lines on either side."""
    if len(runs) < 2 * _COLUMN_LINES:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    counts = [0] * (int((right - left) / _BUCKET) + 2)
    for run in runs:
        for bucket in range(int((run.left - left) / _BUCKET), int((run.right - left) / _BUCKET) + 1):
            counts[bucket] += 1
    strips = sorted(_strips(counts, _CROSSING * len(runs)), key=lambda strip: (strip[2], -(strip[1] - strip[0])))
    for start, end, _ in strips[:6]:
        at = left + (start + end) / 2 * _BUCKET
        if _parts_columns(runs, at):
            return at
    return None


def _strips(counts: Sequence[int], most: float) -> Iterator[tuple[int, int, int]]:
    """Stretches of buckets with the same low count, lower than what stands on either side: (start, end, count)."""
    start = 0
    for n in range(1, len(counts) + 1):
        if n < len(counts) and counts[n] == counts[start]:
            continue
        if counts[start] <= most and 0 < start and n < len(counts) and n - start >= 2:
            yield start, n, counts[start]
        start = n


def _parts_columns(runs: Sequence[Run], at: float) -> bool:
    """Whether a gutter at `at` has columns on either side: two of running text, or one beside a map or chart."""
    before = [run for run in runs if run.right <= at]
    after = [run for run in runs if run.left >= at]
    if min(len(before), len(after)) < _COLUMN_LINES:
        return False
    top = max(min(run.top for run in before), min(run.top for run in after))
    bottom = min(max(run.bottom for run in before), max(run.bottom for run in after))
    sides = [[run for run in side if top <= run.middle <= bottom] for side in (before, after)]
    if min(map(len, sides)) < _COLUMN_LINES:
        return False
    prose = sum(map(_is_prose, (before, after)))
    return prose == 2 or (prose == 1 and _aligned(*sides) < _ALIGNED)


def _is_prose(runs: Sequence[Run]) -> bool:
    """Whether most of a would-be column's letters stand in lines of several words."""
    lines = [run for run in runs if len(run.text.split()) >= _LINE_WORDS and sum(map(str.isalpha, run.text)) > 0.6 * len(run.text)]
    return len(lines) >= _COLUMN_LINES and sum(len(run.text) for run in lines) > 0.6 * sum(len(run.text) for run in runs)


def _aligned(first: Sequence[Run], second: Sequence[Run]) -> float:
    """The share of the runs of one side that stand level with one of the other: nearly all in a table."""
    levels = {round(run.middle) for run in max(first, second, key=len)}
    few = min(first, second, key=len)
    return sum(not levels.isdisjoint(range(round(run.middle) - 1, round(run.middle) + 2)) for run in few) / len(few)


def rows(runs: Sequence[Run]) -> list[Row]:
    """Runs of one region as rows from top to bottom, each from left to right; runs that touch become one."""
    grouped: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.middle, run.left)):
        last = grouped[-1] if grouped else None
        if last and abs(median(each.middle for each in last) - run.middle) < 0.4 * min(run.size, last[0].size):
            last.append(run)
        else:
            grouped.append([run])
    return [_touching_joined(sorted(row, key=lambda run: run.left)) for row in grouped]


def _touching_joined(row: list[Run]) -> Row:
    joined: list[Run] = []
    for run in row:
        gap = run.left - joined[-1].right if joined else 0.0
        if joined and gap < 0.7 * run.size and not _is_bullet(joined[-1]):
            joined[-1] = merged(joined[-1], run, " " if gap > 0.12 * run.size else "")
        else:
            joined.append(run)
    return tuple(joined)


def _is_bullet(run: Run) -> bool:
    return len(run.text.strip()) == 1 and not run.text.strip().isalnum()


def merged(first: Run, second: Run, between: str) -> Run:
    """Two runs as one, in the size of the longer one; bold when both are."""
    look = max(first, second, key=lambda run: len(run.text))
    return Run(
        first.text + between + second.text,
        min(first.left, second.left),
        max(first.right, second.right),
        min(first.top, second.top),
        max(first.bottom, second.bottom),
        look.size,
        first.bold and second.bold,
        first.page,
    )
