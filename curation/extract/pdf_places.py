"""Where text stands on a page: in the file's own points, as it is read, and as a viewer shows the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from translation.document import Box

if TYPE_CHECKING:
    from curation.extract.pdf_layout import Page, Run

Edges = tuple[float, float, float, float]  # left, low, right, high in a file; left, top, right, bottom as seen

_ROUNDED: Final = 4  # decimals of a share: a tenth of a point on most pages
_NEXT_LINE: Final = 3.0  # letter heights: a line further down begins a place of its own


@dataclass(frozen=True, slots=True)
class Frame:
    """The page's box in the file, and by how many quarters it is turned to be read, and when a viewer shows it."""

    edges: Edges
    read: int = 0
    shown: int = 0

    def seen(self, place: Edges) -> Edges:
        """A box of the file as it is read: left, top, right, bottom from the page's upper left corner."""
        return _turned(place, self.read, self.edges)

    def as_shown(self, view: Edges) -> Edges:
        """A box as it is read, as a viewer shows it."""
        return _turned(_back(view, self.read, self.edges), self.shown, self.edges)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as a viewer shows it."""
        left, low, right, high = self.edges
        return (right - left, high - low) if self.shown % 2 == 0 else (high - low, right - left)


def _turned(place: Edges, quarter: int, edges: Edges) -> Edges:
    left, low, right, high = edges
    x0, y0, x1, y1 = place  # y0 < y1, upwards
    if quarter == 0:
        return x0 - left, high - y1, x1 - left, high - y0
    if quarter == 1:
        return high - y1, right - x1, high - y0, right - x0
    if quarter == 2:
        return right - x1, y0 - low, right - x0, y1 - low
    return y0 - low, x0 - left, y1 - low, x1 - left


def _back(view: Edges, quarter: int, edges: Edges) -> Edges:
    left, low, right, high = edges
    x0, y0, x1, y1 = view  # y0 < y1, downwards
    if quarter == 0:
        return x0 + left, high - y1, x1 + left, high - y0
    if quarter == 1:
        return right - y1, high - x1, right - y0, high - x0
    if quarter == 2:
        return right - x1, y0 + low, right - x0, y1 + low
    return y0 + left, x0 + low, y1 + left, x1 + low


def boxes_of(lines: Iterable[Run], page_of: dict[int, Page]) -> tuple[Box, ...]:
    """The places of a block: one for each stretch of its lines that stand under each other."""
    return tuple(_box(stretch, page_of[stretch[0].page]) for stretch in _stretches(lines))


def _stretches(lines: Iterable[Run]) -> Iterator[list[Run]]:
    stretch: list[Run] = []
    for line in lines:
        if stretch and not _follows(stretch[-1], line):
            yield stretch
            stretch = []
        stretch.append(line)
    if stretch:
        yield stretch


def _follows(before: Run, line: Run) -> bool:
    near = -line.size < line.top - before.top < _NEXT_LINE * max(line.size, before.size)
    return line.page == before.page and near and line.left < before.right and line.right > before.left


def _box(lines: list[Run], page: Page) -> Box:
    view = (
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )
    width, height = page.frame.size if page.frame else (page.width, page.height)
    left, top, right, bottom = page.frame.as_shown(view) if page.frame else view
    return Box(page.number, _share(left, width), _share(top, height), _share(right, width), _share(bottom, height))


def _share(place: float, whole: float) -> float:
    return round(min(1.0, max(0.0, place / whole)), _ROUNDED) if whole > 0 else 0.0
