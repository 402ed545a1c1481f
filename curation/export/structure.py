"""The passages of a document as nested HTML elements: an outline without gaps, real tables, lists inside lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, zip_longest
from types import MappingProxyType
from typing import Final

from markupsafe import Markup, escape

from curation.export.entry import FRENCH, Cell, Passage
from translation.document import BlockKind

DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class Node:
    """An HTML element; tag and attribute names are ours, text and values may be anybody's."""

    tag: str
    text: str = ""
    children: tuple[Node, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


def body(passages: Iterable[Passage]) -> Markup:
    """The document's text as HTML, to stand under the page's h1; every text in it is escaped."""
    return Markup("\n".join(map(_html, structured(passages))))


def _html(node: Node) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes)
    return f"<{node.tag}{attributes}>{escape(node.text)}{''.join(map(_html, node.children))}</{node.tag}>"


def structured(passages: Iterable[Passage]) -> tuple[Node, ...]:
    """The elements of the passages, those without text left out."""
    spoken = tuple(_outlined(passage for passage in passages if passage.text.strip()))
    runs = groupby(zip(_families(spoken), spoken, strict=True), key=lambda pair: pair[0])
    return tuple(chain.from_iterable(_BUILDERS[kind]([passage for _, passage in run]) for kind, run in runs))


def _outlined(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Headings from level 2 down, never more than one level deeper than the heading before."""
    above: list[int] = []
    for passage in passages:
        if passage.kind is BlockKind.HEADING:
            while above and above[-1] >= passage.level:
                above.pop()
            above.append(passage.level)
            yield replace(passage, level=min(len(above) + 1, DEEPEST))
        else:
            yield passage


def _families(passages: Sequence[Passage]) -> Iterator[BlockKind]:
    """The kind each passage is shown as: a caption right above a table belongs to the table."""
    for passage, below in zip_longest(passages, passages[1:]):
        of_table = passage.kind is BlockKind.CAPTION and below is not None and below.kind is BlockKind.TABLE_ROW
        yield BlockKind.TABLE_ROW if of_table else passage.kind


def _element(tag: str, cell: Cell, *attributes: tuple[str, str], children: tuple[Node, ...] = ()) -> Node:
    """An element with the cell's text, its language said where it is not French."""
    lang = (("lang", cell.lang),) if cell.lang != FRENCH else ()
    return Node(tag, cell.text, children, (*attributes, *lang))


def _headings(run: Sequence[Passage]) -> Iterator[Node]:
    return (_element(f"h{passage.level}", passage.cells[0]) for passage in run)


def _paragraphs(run: Sequence[Passage]) -> Iterator[Node]:
    return (_element("p", passage.cells[0]) for passage in run)


def _notes(run: Sequence[Passage]) -> Iterator[Node]:
    return (_element("p", passage.cells[0], ("class", passage.kind.value)) for passage in run)


def _code(run: Sequence[Passage]) -> Iterator[Node]:
    return (Node("pre", children=(_element("code", passage.cells[0]),)) for passage in run)


def _quote(run: Sequence[Passage]) -> Iterator[Node]:
    yield Node("blockquote", children=tuple(_paragraphs(run)))


def _list(run: Sequence[Passage]) -> Iterator[Node]:
    # No deeper than headings go: a level is a number read from a page, and could be anything.
    yield Node("ul", children=tuple(_items([replace(item, level=min(item.level, DEEPEST)) for item in run])))


def _items(run: Sequence[Passage]) -> Iterator[Node]:
    """List items, each with the deeper ones that follow it."""
    while run:
        first, rest = run[0], run[1:]
        deep = next((n for n, item in enumerate(rest) if item.level <= first.level), len(rest))
        inner = (Node("ul", children=tuple(_items(rest[:deep]))),) if deep else ()
        yield _element("li", first.cells[0], children=inner)
        run = rest[deep:]


def _tables(run: Sequence[Passage]) -> Iterator[Node]:
    tables: list[list[Passage]] = []
    for passage in run:
        if not tables or _opens_a_table(passage, tables[-1][-1]):
            tables.append([])
        tables[-1].append(passage)
    return (_table(passages) for passages in tables)


def _opens_a_table(passage: Passage, before: Passage) -> bool:
    if passage.kind is BlockKind.CAPTION:
        return True
    return passage.level == 1 and before.kind is BlockKind.TABLE_ROW and before.level != 1


def _table(passages: Sequence[Passage]) -> Node:
    """A table that a keyboard can scroll when it is wider than the screen."""
    captions = [_element("caption", passage.cells[0]) for passage in passages if passage.kind is BlockKind.CAPTION]
    rows = [passage for passage in passages if passage.kind is BlockKind.TABLE_ROW]
    width = max(len(row.cells) for row in rows)
    head = tuple(_row(row, width) for row in rows if row.level == 1)
    rest = tuple(_row(row, width) for row in rows if row.level != 1)
    parts = [Node(tag, children=inner) for tag, inner in (("thead", head), ("tbody", rest)) if inner]
    label = captions[0].text if captions else "Tableau"
    around = (("class", "wide"), ("role", "group"), ("aria-label", label), ("tabindex", "0"))
    return Node("div", children=(Node("table", children=(*captions, *parts)),), attributes=around)


def _row(row: Passage, width: int) -> Node:
    cells = (*row.cells, *[Cell("", FRENCH)] * (width - len(row.cells)))
    return Node("tr", children=tuple(_cell(cell, heading=row.level == 1) for cell in cells))


def _cell(cell: Cell, *, heading: bool) -> Node:
    # A header cell without text would announce nothing: it is an ordinary cell.
    return _element("th", cell, ("scope", "col")) if heading and cell.text else _element("td", cell)


_BUILDERS: Final[Mapping[BlockKind, Callable[[Sequence[Passage]], Iterator[Node]]]] = MappingProxyType(
    {
        BlockKind.HEADING: _headings,
        BlockKind.PARAGRAPH: _paragraphs,
        BlockKind.LIST_ITEM: _list,
        BlockKind.QUOTE: _quote,
        BlockKind.TABLE_ROW: _tables,
        BlockKind.CAPTION: _notes,
        BlockKind.CODE: _code,
        BlockKind.FOOTNOTE: _notes,
    }
)
