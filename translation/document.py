"""What a publication says, free of how it was published: blocks in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from itertools import accumulate
from typing import Any, NamedTuple


class BlockKind(StrEnum):
    """What a block looks like to a reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE_ROW = "table_row"
    CAPTION = "caption"
    CODE = "code"
    FOOTNOTE = "footnote"


class MarkKind(StrEnum):
    """How a stretch of text differs from the text around it."""

    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    LINK = "link"
    NOTE = "note"


class Matter(StrEnum):
    """Which part of a publication a block is of: its cover and imprint, the text itself, what follows the text."""

    COVER = "cover"
    BODY = "body"
    BACK = "back"


class Mark(NamedTuple):
    """A stretch of a block's text, its characters from `start` to before `end`, that looks or does something.

    `target` is where a LINK leads: an absolute address, or "#" and an anchor of the same document. A NOTE is where a
    footnote's number stood (`start` equals `end`: the number is no word of the sentence), its target "#" and the anchor
    of the FOOTNOTE block. Marks may overlap; those of one kind do not.
    """

    kind: MarkKind
    start: int
    end: int
    target: str = ""


class Box(NamedTuple):
    """Where text stands on a page (counted from 1): edges as shares of the page's width and height.

    0 is the left and the upper edge of the page as a viewer shows it, 1 the right and the lower one.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


CELL_SEPARATOR = "\t"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or table row.

    `level` is 1-6 for a heading, the depth from 1 for a list item, 1 for a table's header row, else 0.
    The cells of a table row stand in `text`, parted by tabs; no other block holds a tab or a line break (but CODE may).
    `page` counts from 1 in a PDF, and `boxes` are its places there: several where it goes on in another column or page.
    `anchor` is the id of the nearest element in a web page; a footnote's own. `lang` is ISO 639-1 where the block is
    plainly in another language than the document, else "". `marks` are in the order of their starts.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    anchor: str | None = None
    lang: str = ""
    matter: Matter = Matter.BODY
    marks: tuple[Mark, ...] = ()
    boxes: tuple[Box, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts a reader sees side by side: a table row's cells, or the whole text."""
        return tuple(self.text.split(CELL_SEPARATOR)) if self.kind is BlockKind.TABLE_ROW else (self.text,)

    @property
    def cell_marks(self) -> tuple[tuple[Mark, ...], ...]:
        """The marks of each cell, counted from the cell's own beginning; one that spans two cells is in both."""
        starts = [0, *accumulate(len(cell) + len(CELL_SEPARATOR) for cell in self.cells)]
        return tuple(
            clipped(self.marks, start, start + len(cell)) for start, cell in zip(starts, self.cells, strict=False)
        )


def clipped(marks: Iterable[Mark], start: int, end: int) -> tuple[Mark, ...]:
    """What the marks are in the stretch of text from `start` to before `end`, counted from its beginning."""
    inside = (
        mark._replace(start=max(mark.start, start) - start, end=min(mark.end, end) - start)
        for mark in marks
        if mark.start <= end and mark.end >= start
    )
    return tuple(mark for mark in inside if mark.start < mark.end or mark.kind is MarkKind.NOTE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the publication says of itself; empty where it says nothing.

    `published` is an ISO 8601 date (YYYY-MM-DD); `licence` is an identifier of `curation.rights`, `licence_evidence`
    the words or the link it was read from; `canonical` is the address the page gives as its own; `french` is the one
    it gives for its French version, `french_evidence` how it says so and in which words ("link: Version française").
    """

    authors: tuple[str, ...] = ()
    organisation: str = ""
    published: str = ""
    description: str = ""
    licence: str = ""
    licence_evidence: str = ""
    canonical: str = ""
    pages: int = 0
    french: str = ""
    french_evidence: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A publication's text as blocks in reading order; `lang` is ISO 639-1, "" if unsure."""

    title: str
    lang: str
    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)

    @property
    def words(self) -> int:
        return sum(len(block.text.split()) for block in self.blocks)


def headed(document: Document) -> Document:
    """The document with its title as its first block, so that the title is translated and reviewed with the rest."""
    return replace(document, blocks=(Block(BlockKind.HEADING, document.title, 1), *document.blocks))


def as_json(document: Document) -> dict[str, Any]:
    """A plain value that `from_json` turns back into an equal document; what a block does not have is left out."""
    value = asdict(replace(document, blocks=()))
    return value | {"blocks": [_block_json(block) for block in document.blocks]}


def from_json(value: Mapping[str, Any]) -> Document:
    metadata = {**value["metadata"], "authors": tuple(value["metadata"]["authors"])}
    return Document(value["title"], value["lang"], tuple(map(_block, value["blocks"])), Metadata(**metadata))


def _block_json(block: Block) -> dict[str, Any]:
    value: dict[str, Any] = {name: getattr(block, name) for name in ("kind", "text", "level", "page", "anchor")}
    if block.lang:
        value["lang"] = block.lang
    if block.matter is not Matter.BODY:
        value["matter"] = block.matter
    if block.marks:
        value["marks"] = [mark._asdict() for mark in block.marks]
    if block.boxes:
        value["boxes"] = [box._asdict() for box in block.boxes]
    return value


def _block(value: Mapping[str, Any]) -> Block:
    marks = tuple(Mark(**{**mark, "kind": MarkKind(mark["kind"])}) for mark in value.get("marks", ()))
    boxes = tuple(Box(**box) for box in value.get("boxes", ()))
    plain = {name: value[name] for name in ("text", "level", "page", "anchor")}
    kind, matter = BlockKind(value["kind"]), Matter(value.get("matter", Matter.BODY))
    return Block(kind, **plain, lang=value.get("lang", ""), matter=matter, marks=marks, boxes=boxes)
