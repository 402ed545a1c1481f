"""A document as plain text or as one readable web page, straight from its blocks."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Final

from curation.export.entry import Cell, Passage
from curation.export.structure import Around, body
from translation.document import Block, BlockKind, Document, Matter

_PAGE: Final = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>:root{{color-scheme:light dark}}
body{{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 system-ui,sans-serif}}
table{{border-collapse:collapse}}td,th{{border:1px solid #999;padding:.3rem .6rem;text-align:left}}
pre,.wide{{overflow-x:auto}}.footnote,.caption,section{{font-size:.9em}}sup{{line-height:0}}</style></head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""
_BESIDE: Final = {Matter.COVER: "Cover and imprint", Matter.BACK: "Back matter"}


def as_text(document: Document) -> str:
    """Title and blocks as lines: headings marked by #, list items by -, table cells by |."""
    return "\n\n".join([f"# {document.title}", *(_line(block) for block in document.blocks)])


def as_html(document: Document) -> str:
    """One page without scripts or anything from outside: bold, links, notes and tables as the model has them."""
    passages = passages_of(document)
    lang = document.lang or "en"
    around = Around.of(passages, lang)
    runs = groupby(zip(document.blocks, passages, strict=True), key=lambda pair: pair[0].matter)
    text = "\n".join(_part(matter, body([passage for _, passage in run], around)) for matter, run in runs)
    return _PAGE.format(lang=escape(lang), title=escape(document.title), body=text)


def passages_of(document: Document) -> tuple[Passage, ...]:
    """The blocks as they stand in the original, each name that links lead to given once."""
    named: set[str] = set()
    passages = []
    for block in document.blocks:
        anchor = block.anchor if block.anchor and block.anchor not in named else ""
        named.add(anchor)
        lang = block.lang or document.lang or "en"
        cells = zip(block.cells, block.cell_marks, strict=True)
        passages.append(Passage(block.kind, block.level, tuple(Cell(text, lang, m) for text, m in cells), anchor))
    return tuple(passages)


def _part(matter: Matter, text: str) -> str:
    return f'<section aria-label="{_BESIDE[matter]}">\n{text}\n</section>' if matter in _BESIDE else text


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
