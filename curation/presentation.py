"""A document as plain text or as one readable web page, straight from its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from curation.export.entry import Cell, Passage
from curation.export.structure import body
from translation.document import Block, BlockKind, Document

_PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 system-ui,sans-serif}}
table{{border-collapse:collapse}}td,th{{border:1px solid #999;padding:.3rem .6rem;text-align:left}}
pre{{overflow-x:auto}}small{{display:block}}</style></head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def as_text(document: Document) -> str:
    """Title and blocks as lines: headings marked by #, list items by -, table cells by |."""
    return "\n\n".join([f"# {document.title}", *(_line(block) for block in document.blocks)])


def as_html(document: Document) -> str:
    """One page without scripts or anything from outside."""
    lang = document.lang or "en"
    return _PAGE.format(lang=escape(lang), title=escape(document.title), body=body(_passages(document, lang)))


def _passages(document: Document, lang: str) -> Iterator[Passage]:
    for block in document.blocks:
        yield Passage(block.kind, block.level, tuple(Cell(text, lang) for text in block.cells))


def _line(block: Block) -> str:
    match block.kind:
        case BlockKind.HEADING:
            return f"{'#' * (block.level + 1)} {block.text}"
        case BlockKind.LIST_ITEM:
            return f"{'  ' * (block.level - 1)}- {block.text}"
        case BlockKind.TABLE_ROW:
            return " | ".join(block.cells)
        case BlockKind.QUOTE:
            return f"> {block.text}"
        case _:
            return block.text
