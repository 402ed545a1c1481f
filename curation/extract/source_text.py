"""What stands in a file, whatever our extraction makes of it: its running text, its menus, its headings, items, rows.

Read with as few rules as possible and none of those that extraction goes by, so that the two can be compared.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import unquote

from curation.extract.decoding import decode, page_tree
from curation.extract.other_reading import bookmarks, page_texts
from curation.extract.package import Package
from curation.extract.pdf_blocks import paragraphs_of
from translation.document import BlockKind

_UNREAD_NAMES: Final = """
script style noscript template head svg math iframe object canvas audio video select button textarea"""
_UNREAD: Final = frozenset(_UNREAD_NAMES.split())
_BLOCK_NAMES: Final = """
html body main article section div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption thead tbody tfoot
tr td th figure figcaption header footer nav aside hr br address details summary form fieldset center"""
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_BESIDE: Final = frozenset(["nav", "footer", "aside", "form"])
_ROLES: Final = frozenset(["navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"])
_NAMED: Final = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|sidebar|footer|breadcrumbs?|comments?|cookies?|consent|related|share|social"
    r"|newsletter|promo|teasers?|banner|modal|popup|advert\w*)(?:$|[\s_-])",
    re.I,
)
_MOST: Final = 0.5  # of a page's letters: an element that holds more is no menu, whatever it is called
_HALF: Final = 0.5  # of a passage's letters in links
_MENU: Final = 0.8  # the same
_SENTENCE: Final = 8  # words
_LONG_CELL: Final = 60  # words: rows of longer cells lay out a page
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_BULLET: Final = re.compile(r"^[•●▪◦‣■□➢➤✓\uf0b7\uf0a7\uf0d8]\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a file's text between two breaks: how much of it is links, and whether it stands in a menu or so."""

    text: str
    linked: float = 0.0
    beside: bool = False

    @property
    def is_sentence(self) -> bool:
        return self.linked < _HALF and len(self.text.split()) >= _SENTENCE

    @property
    def is_text(self) -> bool:
        return self.is_sentence and not self.beside

    @property
    def is_menu(self) -> bool:
        return self.beside or self.linked > _MENU


@dataclass(frozen=True, slots=True)
class Source:
    """A file's passages in its own order, and how each heading, list item and table row in it begins."""

    passages: tuple[Passage, ...]
    parts: tuple[tuple[BlockKind, str], ...] = ()


def source_of(kind: str, content: bytes, charset: str = "") -> Source:
    """What stands in a file; `kind` is "pdf", "package", "html" or "text"."""
    match kind:
        case "pdf":
            return source_of_pages(page_texts(content), bookmarks(content))
        case "package":
            return _source_of_package(Package(content))
        case "html":
            return source_of_page(page_tree(content, charset))
        case _:
            return Source(tuple(map(Passage, filter(str.strip, decode(content, charset).splitlines()))))


# Web pages


def source_of_page(tree: Any) -> Source:
    bodies = tree.xpath("//body") or [tree]
    return Source(_own_text(tuple(_Reader(bodies[0]).passages())), tuple(_parts(bodies[0])))


def _own_text(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The passages; where most sentences stand in boxes, these are the text, and nothing stands beside it."""
    sentences = [passage for passage in passages if passage.is_sentence]
    beside = sum(_letters(passage.text) for passage in sentences if passage.beside)
    if beside <= _MOST * sum(_letters(passage.text) for passage in sentences):
        return passages
    return tuple(replace(passage, beside=False) for passage in passages)


class _Reader:
    """Reads a page from its first tag to its last: a passage ends wherever a block begins or ends."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._letters = _letters("".join(body.itertext()))
        self._text: list[str] = []
        self._linked = 0
        self._links = 0  # elements around that are links, and those that are menus or the like
        self._menus = 0

    def passages(self) -> Iterator[Passage]:
        from lxml import etree

        walk = etree.iterwalk(self._body, events=("start", "end"))
        menus = set[Any]()
        for event, element in walk:
            begins, tag = event == "start", element.tag
            if tag in _BLOCKS:
                yield from self._passage()
            if not begins:
                self._links -= tag == "a"
                self._menus -= element in menus
                self._add(element.tail if element is not self._body else "")
            elif not isinstance(tag, str) or tag in _UNREAD:
                walk.skip_subtree()
                self._links += tag == "a"
            else:
                self._links += tag == "a"
                if self._is_beside(element):
                    menus.add(element)
                    self._menus += 1
                self._add(element.text)
        yield from self._passage()

    def _add(self, text: str | None) -> None:
        if text:
            self._text.append(text)
            self._linked += _letters(text) if self._links else 0

    def _passage(self) -> Iterator[Passage]:
        text = " ".join("".join(self._text).split())
        linked, self._linked = self._linked, 0
        self._text.clear()
        if letters := _letters(text):
            yield Passage(text, min(1.0, linked / letters), self._menus > 0)

    def _is_beside(self, element: Any) -> bool:
        named = element.tag in _BESIDE or element.get("role") in _ROLES
        if not named and not _NAMED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return False
        return _letters("".join(element.itertext())) <= _MOST * self._letters


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _parts(body: Any) -> Iterator[tuple[BlockKind, str]]:
    headings = tuple(f"h{level}" for level in range(1, 7))
    for heading in body.iter(*headings):
        yield BlockKind.HEADING, _begins(heading)
    for item in body.iter("li"):
        # An item with headings is a section, one that is a link an entry of a menu.
        if not _is_link(item) and next(item.iter(*headings), None) is None:
            yield BlockKind.LIST_ITEM, _begins(item)
    for table in body.iter("table"):
        for row in _rows(table):
            yield BlockKind.TABLE_ROW, _begins(row)


def _is_link(item: Any) -> bool:
    linked = sum(_letters("".join(link.itertext())) for link in item.iter("a"))
    return linked > _MENU * _letters("".join(item.itertext()))


def _begins(element: Any) -> str:
    """How an element's text begins, as far as its first list, paragraph or break."""
    said = [element.text or ""]
    for child in element:
        if child.tag in ("ul", "ol", "br", "table") or (child.tag in ("p", "div") and "".join(said).strip()):
            break
        if child.tag not in _UNREAD:
            said += [" ", "".join(child.itertext()), " " if child.tag in _BLOCKS else "", child.tail or ""]
    return " ".join("".join(said).split())


def _rows(table: Any) -> Sequence[Any]:
    """The rows of a table of figures or terms; none of one that lays out a page."""
    if table.find(".//table") is not None or table.get("role") in ("presentation", "none"):
        return ()
    rows = [row for row in table.iter("tr") if len(row.findall("td")) + len(row.findall("th")) > 1]
    cells = sum(len(row) for row in rows)
    words = sum(len("".join(row.itertext()).split()) for row in rows)
    return rows if len(rows) > 1 and words <= _LONG_CELL * cells else ()


# PDFs


def source_of_pages(texts: Sequence[str], outline: Iterable[str] = ()) -> Source:
    """What pdfium reads on the pages of a PDF: its paragraphs, which of them begin with a bullet, and its bookmarks."""
    paragraphs = [block.text for block in paragraphs_of(texts)]
    items = [text[found.end() :] for text in paragraphs if (found := _BULLET.match(text))]
    parts = [(BlockKind.HEADING, title) for title in outline] + [(BlockKind.LIST_ITEM, item) for item in items]
    return Source(tuple(map(Passage, paragraphs)), tuple(parts))


# Packages


def _source_of_package(package: Package) -> Source:
    if "word/document.xml" in package.names:
        return _source_of_word(package)
    chapters = [source_of_page(page_tree(package.read(name), "")) for name in _chapters(package)]
    return Source(
        tuple(passage for chapter in chapters for passage in chapter.passages),
        tuple(part for chapter in chapters for part in chapter.parts),
    )


def _chapters(package: Package) -> Iterator[str]:
    """The names of a book's chapters, in the order in which its description lists them."""
    for description in sorted(name for name in package.names if name.lower().endswith(".opf")):
        book, folder = package.xml(description), posixpath.dirname(description)
        hrefs = {each.get("id"): each.get("href", "") for each in book.iterfind("{*}manifest/{*}item")}
        for place in book.iterfind("{*}spine/{*}itemref"):
            name = posixpath.normpath(posixpath.join(folder, unquote(hrefs.get(place.get("idref"), ""))))
            if name in package.names:
                yield name


def _source_of_word(package: Package) -> Source:
    """The paragraphs of a Word document's main part, in their order; what was struck out is not among them."""
    from lxml import etree

    content = package.read("word/document.xml").replace(_STRICT_W, _W[1:-1].encode())
    body = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    paragraphs = [*body.iter(_W + "p")]
    passages = tuple(Passage(text) for paragraph in paragraphs if (text := _word_text(paragraph)).strip())
    return Source(passages, tuple(_word_parts(body, paragraphs)))


def _word_text(element: Any) -> str:
    return "".join(
        " " if run.tag != _W + "t" else run.text or "" for run in element.iter(_W + "t", _W + "tab", _W + "br")
    )


def _word_parts(body: Any, paragraphs: Iterable[Any]) -> Iterator[tuple[BlockKind, str]]:
    for paragraph in paragraphs:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and re.match(r"heading\s?\d", style.get(_W + "val") or "", re.I):
            yield BlockKind.HEADING, _word_text(paragraph)
        elif paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
            yield BlockKind.LIST_ITEM, _word_text(paragraph)
    for row in body.iter(_W + "tr"):
        if len(row.findall(_W + "tc")) > 1:
            yield BlockKind.TABLE_ROW, " ".join(map(_word_text, row.iter(_W + "p")))
