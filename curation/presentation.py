"""A document as plain text or as one readable web page, straight from its blocks."""

from __future__ import annotations

from html import escape
from itertools import groupby

from translation.document import Block, BlockKind, Document

_TAGS = {
    BlockKind.PARAGRAPH: "p",
    BlockKind.QUOTE: "blockquote",
    BlockKind.CAPTION: "p",
    BlockKind.CODE: "pre",
    BlockKind.FOOTNOTE: "small",
}
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
    groups = groupby(document.blocks, key=lambda block: block.kind)
    body = "\n".join(_group(kind, list(blocks)) for kind, blocks in groups)
    return _PAGE.format(lang=escape(document.lang or "en"), title=escape(document.title), body=body)


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


def _group(kind: BlockKind, blocks: list[Block]) -> str:
    inner = "\n".join(_element(block) for block in blocks)
    wrapper = {BlockKind.LIST_ITEM: "ul", BlockKind.TABLE_ROW: "table"}.get(kind)
    return f"<{wrapper}>\n{inner}\n</{wrapper}>" if wrapper else inner


def _element(block: Block) -> str:
    if block.kind is BlockKind.HEADING:
        level = min(block.level + 1, 6)
        return f"<h{level}>{escape(block.text)}</h{level}>"
    if block.kind is BlockKind.LIST_ITEM:
        return f"<li>{escape(block.text)}</li>"
    if block.kind is BlockKind.TABLE_ROW:
        cell = "th" if block.level == 1 else "td"
        return f"<tr>{''.join(f'<{cell}>{escape(text)}</{cell}>' for text in block.cells)}</tr>"
    tag = _TAGS[block.kind]
    return f"<{tag}>{escape(block.text)}</{tag}>"
