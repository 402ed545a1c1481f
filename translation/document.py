"""What a publication says, free of how it was published: blocks in reading order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any


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


CELL_SEPARATOR = "\t"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or table row.

    `level` is 1-6 for a heading, the depth from 1 for a list item, 1 for a table's header row, else 0.
    The cells of a table row stand in `text`, parted by tabs; no other block holds a tab or a line break (but CODE may).
    `page` counts from 1 in a PDF; `anchor` is the id of the nearest element in a web page.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    anchor: str | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts a reader sees side by side: a table row's cells, or the whole text."""
        return tuple(self.text.split(CELL_SEPARATOR)) if self.kind is BlockKind.TABLE_ROW else (self.text,)


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
    """A plain value that `from_json` turns back into an equal document."""
    return asdict(document)


def from_json(value: Mapping[str, Any]) -> Document:
    blocks = tuple(Block(**{**block, "kind": BlockKind(block["kind"])}) for block in value["blocks"])
    metadata = {**value["metadata"], "authors": tuple(value["metadata"]["authors"])}
    return Document(value["title"], value["lang"], blocks, Metadata(**metadata))
