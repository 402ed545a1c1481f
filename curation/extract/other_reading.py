"""A publication as another extractor reads it: to compare our own reading with, and to choose instead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from curation.errors import Damaged, Encrypted, NoOtherReading, NoText
from curation.extract.apart import READERS
from curation.extract.decoding import page_tree
from curation.extract.pdf_blocks import paragraphs_of
from curation.extract.tidy import clean, tidy
from translation.document import CELL_SEPARATOR, Block, BlockKind, Document

MOST_PAGES: Final = 2_000
_MOST_BOOKMARKS: Final = 2_000
_INLINE: Final = frozenset(["hi", "ref", "lb", "del", "graphic"])
_KINDS: Final = {"quote": BlockKind.QUOTE, "code": BlockKind.CODE, "item": BlockKind.LIST_ITEM}
_HYPHEN: Final = re.compile("[\x02\ufffe]")  # where pdfium saw a hyphen at a line end; it writes no line break there
_WRONG_PASSWORD: Final = 4
_EDGE: Final = 3  # lines at the top and at the foot of a page, where running titles and page numbers stand
_RUNNING: Final = 3  # pages that have the same line there


def other_reading(content: bytes, media_type: str, url: str | None = None, charset: str = "") -> Document:
    """A web page as trafilatura reads it, a PDF as pdfium reads it; what it says of itself is as in our own reading.

    `NoOtherReading` for formats that have none; every other failure is a `DocumentError`, as with `extract`.
    """
    from curation.extract import extract

    pdf = b"%PDF-" in content[:1024]
    if content.startswith(b"PK\x03\x04") or (media_type.startswith("text/") and "html" not in media_type):
        raise NoOtherReading()
    own = extract(content, media_type, url, charset)
    blocks = READERS.run(pdf_otherwise, content) if pdf else READERS.run(page_otherwise, content, charset)
    return replace(own, blocks=_without_title(blocks, own.title))


def page_otherwise(content: bytes, charset: str) -> list[Block]:
    """The blocks of a web page's article as trafilatura finds them."""
    return article_of(page_tree(content, charset))


def pdf_otherwise(content: bytes) -> list[Block]:
    """The paragraphs of a PDF in the order of its file, as pdfium gives it, without running titles."""
    blocks = paragraphs_of(page_texts(content))
    if not blocks:
        raise NoText("the file has no text layer")
    return blocks


def _without_title(blocks: Sequence[Block], title: str) -> tuple[Block, ...]:
    repeated = blocks[0].kind is BlockKind.HEADING and blocks[0].text.casefold() == title.casefold()
    return tuple(blocks[1:] if repeated and len(blocks) > 1 else blocks)


# Web pages


def article_of(tree: Any) -> list[Block]:
    """The article that trafilatura finds in a page's tree, which it uses up; `NoText` where it finds none."""
    import trafilatura
    from trafilatura.settings import Document as Found

    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True)
    blocks = [*_read(found.body, _Place())] if isinstance(found, Found) else []
    if not blocks:
        raise NoText()
    return blocks


@dataclass(frozen=True, slots=True)
class _Place:
    """What text found here becomes, and how many lists it stands in."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    lists: int = 0


def _read(element: Any, place: _Place) -> Iterator[Block]:
    """The blocks in one element of trafilatura's own XML, in order."""
    if element.tag == "row":
        yield from _row(element)
        return
    said = [element.text or ""]
    for child in element:
        if child.tag in _INLINE or (child.tag == "code" and element.tag in ("p", "item", "head")):
            said.append(" " if child.tag == "lb" else "".join(child.itertext()))
        else:
            yield from _said(said, place)
            said = []
            yield from _read(child, _inside(child, place))
        said.append(child.tail or "")
    yield from _said(said, place)


def _inside(element: Any, place: _Place) -> _Place:
    if element.tag == "head":
        level = (element.get("rend") or "")[1:]
        return _Place(BlockKind.HEADING, int(level) if level in tuple("123456") else 2)
    lists = place.lists + (element.tag == "list")
    kind = _KINDS.get(element.tag, place.kind)
    return _Place(kind, max(1, lists) if kind is BlockKind.LIST_ITEM else 0, lists)


def _said(parts: Sequence[str], place: _Place) -> Iterator[Block]:
    text = "".join(parts)
    text = clean(text).strip("\n") if place.kind is BlockKind.CODE else tidy(text)
    if re.search(r"\w", text):
        yield Block(place.kind, text, place.level)


def _row(row: Any) -> Iterator[Block]:
    cells = [cell for cell in row if cell.tag == "cell"]
    texts = [tidy(" ".join(cell.itertext())) for cell in cells]
    if any(texts):
        header = all(cell.get("role") == "head" for cell in cells)
        yield Block(BlockKind.TABLE_ROW, CELL_SEPARATOR.join(texts), int(header))


# PDFs


def page_texts(content: bytes) -> list[str]:
    """The text of each page as pdfium gives it, without the lines that return at the edges of several pages."""
    with _opened(content) as pdf:
        return _without_running_titles([_lines(pdf[number]) for number in range(min(len(pdf), MOST_PAGES))])


def bookmarks(content: bytes) -> list[str]:
    """The titles in a PDF's outline, as far as pdfium can read it."""
    import pypdfium2

    with _opened(content) as pdf, suppress(pypdfium2.PdfiumError, UnicodeDecodeError):
        return [tidy(mark.get_title()) for mark in islice(pdf.get_toc(), _MOST_BOOKMARKS)]
    return []


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Encrypted() if getattr(error, "err_code", None) == _WRONG_PASSWORD else Damaged("not a PDF") from error
    try:
        yield pdf
    finally:
        pdf.close()


def _lines(page: Any) -> list[str]:
    text = page.get_textpage()
    broken = _HYPHEN.sub("-\n", text.get_text_range(errors="replace"))
    text.close()
    page.close()
    return [line.strip() for line in broken.splitlines() if line.strip()]


def _without_running_titles(pages: Sequence[Sequence[str]]) -> list[str]:
    counted = Counter(line for lines in pages for line in {_undated(each) for each in _edges(lines)})
    running = {line for line, count in counted.items() if count >= max(_RUNNING, 0.2 * len(pages))}
    return ["\n".join(_bare(lines, running)) for lines in pages]


def _edges(lines: Sequence[str]) -> Sequence[str]:
    return lines if len(lines) <= 2 * _EDGE else [*lines[:_EDGE], *lines[-_EDGE:]]


def _bare(lines: Sequence[str], running: set[str]) -> Iterator[str]:
    for n, line in enumerate(lines):
        if _EDGE <= n < len(lines) - _EDGE or _undated(line) not in running:
            yield line


def _undated(line: str) -> str:
    """A line without its figures: the same running title has another page number on each page."""
    return re.sub(r"\d+", "0", line)
