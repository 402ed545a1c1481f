"""The passages of a document as nested HTML elements: an outline without gaps, real tables, lists inside lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, zip_longest
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from curation.export.entry import FRENCH, Cell, Passage
from curation.export.inline import Node, html, inlined
from translation.document import BlockKind

DEEPEST: Final = 6
_TABLE: Final = {FRENCH: "Tableau"}
_NOTE_SIGN: Final = re.compile(r"\d{1,3}|[*∗†‡§¶]{1,3}")


@dataclass(frozen=True, slots=True)
class Around:
    """What a passage is shown in: a page of this language, whose footnotes have these labels by their anchors."""

    lang: str
    notes: Mapping[str, str]

    @classmethod
    def of(cls, passages: Iterable[Passage], lang: str = FRENCH) -> Around:
        """A footnote is pointed at with the number or sign that it begins with, else with its place among them."""
        notes = [passage for passage in passages if passage.kind is BlockKind.FOOTNOTE and passage.anchor]
        signs = [_NOTE_SIGN.match(note.text) for note in notes]
        labels = [sign[0] if sign else str(place) for place, sign in enumerate(signs, start=1)]
        return cls(lang, {note.anchor: label for note, label in zip(notes, labels, strict=True)})


def body(passages: Sequence[Passage], around: Around | None = None) -> Markup:
    """The document's text as HTML, to stand under the page's h1; every text in it is escaped.

    `around` is the page that these passages are a part of, when they are not the whole text of a French one.
    """
    return Markup("\n").join(html([node]) for node in structured(passages, around or Around.of(passages)))


def structured(passages: Iterable[Passage], around: Around) -> tuple[Node, ...]:
    """The elements of the passages, those without text left out."""
    spoken = tuple(_outlined(passage for passage in passages if passage.text.strip()))
    runs = groupby(zip(_families(spoken), spoken, strict=True), key=lambda pair: pair[0])
    return tuple(chain.from_iterable(_BUILDERS[kind]([passage for _, passage in run], around) for kind, run in runs))


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


def _element(
    tag: str, passage: Passage, cell: Cell, around: Around, *attributes: tuple[str, str], inner: tuple[Node, ...] = ()
) -> Node:
    """An element with the cell's text, its language said where it is not the page's, and the passage's name."""
    named = (("id", passage.anchor),) if passage.anchor and cell is passage.cells[0] else ()
    lang = (("lang", cell.lang),) if cell.lang != around.lang else ()
    return Node(tag, (*inlined(cell.text, cell.marks, around.notes), *inner), (*named, *attributes, *lang))


def _headings(run: Sequence[Passage], around: Around) -> Iterator[Node]:
    return (_element(f"h{passage.level}", passage, passage.cells[0], around) for passage in run)


def _paragraphs(run: Sequence[Passage], around: Around) -> Iterator[Node]:
    return (_element("p", passage, passage.cells[0], around) for passage in run)


def _notes(run: Sequence[Passage], around: Around) -> Iterator[Node]:
    return (_element("p", passage, passage.cells[0], around, ("class", passage.kind.value)) for passage in run)


def _code(run: Sequence[Passage], around: Around) -> Iterator[Node]:
    return (Node("pre", (_element("code", passage, passage.cells[0], around),)) for passage in run)


def _quote(run: Sequence[Passage], around: Around) -> Iterator[Node]:
    yield Node("blockquote", tuple(_paragraphs(run, around)))


def _list(run: Sequence[Passage], around: Around) -> Iterator[Node]:
    # No deeper than headings go: a level is a number read from a page, and could be anything.
    yield Node("ul", tuple(_items([replace(item, level=min(item.level, DEEPEST)) for item in run], around)))


def _items(run: Sequence[Passage], around: Around) -> Iterator[Node]:
    """List items, each with the deeper ones that follow it."""
    families: list[list[Passage]] = []
    for item in run:
        if families and item.level > families[-1][0].level:
            families[-1].append(item)
        else:
            families.append([item])
    for first, *deeper in families:
        inner = (Node("ul", tuple(_items(deeper, around))),) if deeper else ()
        yield _element("li", first, first.cells[0], around, inner=inner)


def _tables(run: Sequence[Passage], around: Around) -> Iterator[Node]:
    tables: list[list[Passage]] = []
    for passage in run:
        if not tables or _opens_a_table(passage, tables[-1][-1]):
            tables.append([])
        tables[-1].append(passage)
    return (_table(passages, around) for passages in tables)


def _opens_a_table(passage: Passage, before: Passage) -> bool:
    if passage.kind is BlockKind.CAPTION:
        return True
    return passage.level == 1 and before.kind is BlockKind.TABLE_ROW and before.level != 1


def _table(passages: Sequence[Passage], around: Around) -> Node:
    """A table that a keyboard can scroll when it is wider than the screen."""
    above = [passage for passage in passages if passage.kind is BlockKind.CAPTION]
    captions = tuple(_element("caption", passage, passage.cells[0], around) for passage in above)
    rows = [passage for passage in passages if passage.kind is BlockKind.TABLE_ROW]
    width = max(len(row.cells) for row in rows)
    head = tuple(_row(row, width, around) for row in rows if row.level == 1)
    rest = tuple(_row(row, width, around) for row in rows if row.level != 1)
    parts = [Node(tag, inner) for tag, inner in (("thead", head), ("tbody", rest)) if inner]
    label = above[0].text if above else _TABLE.get(around.lang, "Table")
    scrolled = (("class", "wide"), ("role", "group"), ("aria-label", label), ("tabindex", "0"))
    return Node("div", (Node("table", (*captions, *parts)),), scrolled)


def _row(row: Passage, width: int, around: Around) -> Node:
    missing = [Node("td")] * (width - len(row.cells))
    return Node("tr", (*(_cell(row, cell, around) for cell in row.cells), *missing))


def _cell(row: Passage, cell: Cell, around: Around) -> Node:
    # A header cell without text would announce nothing: it is an ordinary cell.
    if row.level == 1 and cell.text:
        return _element("th", row, cell, around, ("scope", "col"))
    return _element("td", row, cell, around)


_BUILDERS: Final[Mapping[BlockKind, Callable[[Sequence[Passage], Around], Iterator[Node]]]] = MappingProxyType(
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
