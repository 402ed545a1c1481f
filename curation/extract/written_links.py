"""Addresses that a text spells out lead there, also where its publisher made no link of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from translation.document import Block, BlockKind, Document, Mark, MarkKind

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>()\"“”«»]*[^\s<>()\"“”«».,;:!?'’]")


def with_written_links(document: Document) -> Document:
    """The document, each address in its text marked as a link unless it is in one already; code stays as it is."""
    return replace(document, blocks=tuple(map(_with_links, document.blocks)))


def _with_links(block: Block) -> Block:
    if block.kind is BlockKind.CODE or not ("://" in block.text or "www." in block.text):
        return block
    found = tuple(_links(block))
    return replace(block, marks=tuple(sorted((*block.marks, *found), key=lambda mark: mark.start))) if found else block


def _links(block: Block) -> Iterator[Mark]:
    links = [mark for mark in block.marks if mark.kind is MarkKind.LINK]
    for address in _ADDRESS.finditer(block.text):
        if not any(link.start < address.end() and link.end > address.start() for link in links):
            target = address[0] if "://" in address[0] else f"https://{address[0]}"
            yield Mark(MarkKind.LINK, address.start(), address.end(), target)
