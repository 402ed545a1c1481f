"""The tables of a web page that set figures or terms side by side: their rows and cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from curation.extract.html_elements import is_hidden, is_reference, is_unread
from curation.extract.html_looks import looks_in, notes_of
from curation.extract.rich_text import Fragment, Look, RichText, joined, tidied

DEEPEST: Final = 200  # levels of elements; what lies deeper is read as plain text
_CELL_BREAK_NAMES: Final = "p div br h1 h2 h3 h4 h5 h6 dt dd blockquote pre ul ol table tr td th"
_CELL_BREAKS: Final = frozenset(_CELL_BREAK_NAMES.split())
_LONG_CELL: Final = 60  # words: a table with such cells on average was made for layout


def rows(table: Any) -> list[Any]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def is_header(row: Any) -> bool:
    return row.getparent().tag == "thead" or all(cell.tag == "th" for cell in cells(row))


def is_data(table: Any) -> bool:
    """Whether a table sets figures or terms side by side, rather than laying out a page."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    found = [cells(row) for row in rows(table)]
    count = sum(map(len, found))
    if table.find(".//th") is not None:
        return count > 1
    words = sum(len("".join(cell.itertext()).split()) for row in found for cell in row)
    return len(found) > 1 and max(map(len, found)) > 1 and words <= _LONG_CELL * count


def cell_text(cell: Any, looks: tuple[Look, ...]) -> RichText:
    """A cell on one line; the items of a list in it are parted by semicolons."""
    items: list[list[Fragment]] = [[]]
    for fragment in _fragments(cell, looks, 0):
        if fragment is None:
            items.append([])
        else:
            items[-1].append(fragment)
    return joined("; ", (text for item in items if (text := tidied(item)).text))


def _fragments(element: Any, looks: tuple[Look, ...], depth: int) -> Iterator[Fragment | None]:
    """The text of a cell, with None where an item of a list begins."""
    yield Fragment(element.text or "", looks)
    for child in element:
        if isinstance(child.tag, str) and is_reference(child):
            yield from notes_of(child)
        elif isinstance(child.tag, str) and not is_unread(child) and not is_hidden(child):
            inner = looks_in(child, child.tag, looks)
            parted = child.tag == "li" or child.tag in _CELL_BREAKS
            if parted:
                yield None if child.tag == "li" else Fragment(" ")
            if depth < DEEPEST:
                yield from _fragments(child, inner, depth + 1)
            else:
                yield Fragment(" ".join(child.itertext()), inner)
            if parted:
                yield Fragment(" ")
        yield Fragment(child.tail or "", looks)
