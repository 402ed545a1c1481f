"""Months as columns with their margins, and a share as a bar in its row: where everything stands in an SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 150
TOP: Final = 18  # room for the figure above the highest column
STEP: Final = 56
WIDE: Final = 28
LEFT: Final = 40
BELOW: Final = 36  # room for the month and the year
BAR: Final = 100
_NICE: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Point:
    """A month: its short name in two lines, its value and margin, and the same in words; `is_few` draws it hollow."""

    month: str
    year: str
    value: float
    margin: float | None
    shown: str
    title: str
    is_few: bool


@dataclass(frozen=True, slots=True)
class Whisker:
    """A margin as a line, from its end nearer to nothing to the other."""

    near: float
    far: float


@dataclass(frozen=True, slots=True)
class Column:
    """A point drawn: its column, the middle of it, and its whisker, if it has one."""

    point: Point
    x: float
    middle: float
    y: float
    height: float
    whisker: Whisker | None
    label_y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line across the chart and what it stands for."""

    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The columns, the oldest month first, the lines behind them, and the sentence that says what they show."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    floor: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A value beside those of the other rows, out of `BAR` wide."""

    width: float
    whisker: Whisker | None
    is_few: bool


def chart(points: Sequence[Point], label: str) -> Chart:
    """The points as columns from zero, under a scale with round numbers."""
    most = max((point.value + (point.margin or 0) for point in points), default=0.0)
    step = _round_step(most)
    top = step * max(math.ceil(most / step), 1)
    columns = tuple(_column(place, point, top) for place, point in enumerate(points))
    lines = tuple(Line(_y(step * n, top), step * n) for n in range(round(top / step) + 1))
    return Chart(columns, lines, LEFT + STEP * max(len(points), 1), TOP + HEIGHT + BELOW, TOP + HEIGHT, label)


def bars(values: Sequence[tuple[float, float | None, bool]]) -> list[Bar]:
    """Each value, its margin and whether it says little, as a bar; the longest reaches the end."""
    most = max((value + (margin or 0) for value, margin, _ in values), default=0.0) or 1.0
    return [
        Bar(round(BAR * value / most, 1), _whisker(value, margin, BAR / most), is_few)
        for value, margin, is_few in values
    ]


def _column(place: int, point: Point, top: float) -> Column:
    x, y = LEFT + place * STEP + (STEP - WIDE) / 2, _y(point.value, top)
    margin = point.margin
    whisker = None if margin is None else Whisker(_y(max(point.value - margin, 0), top), _y(point.value + margin, top))
    return Column(point, x, x + WIDE / 2, y, round(TOP + HEIGHT - y, 2), whisker, (whisker.far if whisker else y) - 5)


def _y(value: float, top: float) -> float:
    return round(TOP + HEIGHT * (1 - value / top), 2)


def _whisker(value: float, margin: float | None, scale: float) -> Whisker | None:
    if margin is None:
        return None
    return Whisker(round(max(value - margin, 0) * scale, 1), round((value + margin) * scale, 1))


def _round_step(most: float) -> float:
    """A round number that goes three to five times into this one."""
    if most <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(most / 4))
    return next(nice * size for nice in _NICE if nice * size >= most / 5)
