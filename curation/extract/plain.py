"""A plain text as paragraphs."""

from __future__ import annotations

import re

from curation.errors import NoText
from curation.extract.decoding import decode
from curation.extract.language import guess_language
from curation.extract.tidy import clean, tidy
from translation.document import Block, BlockKind, Document

_LONGEST_TITLE = 120


def extract_plain(content: bytes, charset: str = "") -> Document:
    """One paragraph for each run of lines between empty ones; a short first one without a full stop is the title."""
    text = clean(decode(content, charset))
    paragraphs = [words for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if (words := tidy(part))]
    if not paragraphs:
        raise NoText("the body is empty")
    titled = len(paragraphs) > 1 and len(paragraphs[0]) <= _LONGEST_TITLE and not paragraphs[0].endswith(".")
    title = paragraphs[0] if titled else paragraphs[0][:_LONGEST_TITLE]
    blocks = tuple(Block(BlockKind.PARAGRAPH, paragraph) for paragraph in paragraphs[titled:])
    return Document(title, guess_language(text), blocks)
