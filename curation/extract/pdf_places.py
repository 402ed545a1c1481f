"""Where text stands on its page as a viewer shows it, whichever way the page was turned to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from curation.extract.pdf_layout import Page, Run
from translation.document import Box

_AIR: Final = 0.08  # of the letters' size: they reach a little beyond what their font says
_FAR: Final = 2.0  # letters' sizes: a wider gap between two lines holds something else, a figure or a table


def boxes_of(lines: Sequence[Run], pages: Mapping[int, Page], is_row: bool = False) -> tuple[Box, ...]:
    """One box for each stretch of lines that stand together; for a table's row, one."""
    stretches = [list(lines)] if is_row else _stretches(lines)
    return tuple(_box(stretch, pages[stretch[0].page]) for stretch in stretches)


def goes_elsewhere(last: Run, first: Run) -> bool:
    """Whether a line is in another column or on another page than the one before it."""
    return first.page != last.page or first.top < last.top or first.left > last.right


def _stretches(lines: Sequence[Run]) -> Iterator[list[Run]]:
    begun = [lines[0]]
    for line in lines[1:]:
        if goes_elsewhere(begun[-1], line) or line.top - begun[-1].bottom > _FAR * line.size:
            yield begun
            begun = []
        begun.append(line)
    yield begun


def _box(lines: Sequence[Run], page: Page) -> Box:
    left, right = min([line.left for line in lines]), max([line.right for line in lines])
    top, bottom = min([line.top for line in lines]), max([line.bottom for line in lines])
    air = _AIR * lines[0].size
    shares = (
        (left - air) / page.width,
        (top - air) / page.height,
        (right + air) / page.width,
        (bottom + air) / page.height,
    )
    return Box(page.number, *(round(min(max(edge, 0.0), 1.0), 4) for edge in _turned(*shares, page.turns)))


def _turned(left: float, top: float, right: float, bottom: float, turns: int) -> tuple[float, float, float, float]:
    """A box after so many quarter turns of its page, clockwise."""
    for _ in range(turns):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return left, top, right, bottom
