"""A parsed page, read from top to bottom as a reader would: a piece for each heading, paragraph, item or row."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from curation.extract.tidy import clean, tidy
from translation.document import CELL_SEPARATOR, Block, BlockKind

_UNREAD_NAMES: Final = """
script style noscript template head svg math iframe object embed canvas audio video map button input select option
textarea label datalist progress meter dialog"""
_BLOCK_NAMES: Final = """
html body main article section div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption thead tbody
tfoot tr td th figure figcaption header footer nav aside hr address details summary form fieldset legend center menu
search hgroup"""
_UNREAD: Final = frozenset(_UNREAD_NAMES.split())
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_KINDS: Final = {
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
}
_BESIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|megamenu|sidebar|footer|breadcrumbs?|share|sharing|social|cookies?|newsletter"
    r"|subscribe|signup|related|recommended|comments?|disqus|pagination|pager|prev|next|toc|skip|banner|advert|advertisement|ads?|promo"
    r"|sponsor(?:ed)?|popup|masthead|toolbar|search|print|language|langs?|screen-reader-text|visually-hidden|sr-only|byline|metadata)(?:$|[\s_-])",
    re.I,
)
_BESIDE_ROLES: Final = frozenset(
    ["navigation", "banner", "contentinfo", "search", "complementary", "alertdialog", "menu", "menubar", "toolbar"]
)
_FOOTNOTE: Final = re.compile(
    r"(?:^|[\s_-])(?:footnotes?|endnotes?|doc-endnotes?|doc-footnote)(?:$|[\s_-])|^fn\d", re.I
)
_REFERENCE: Final = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡]|[a-z])[\])]?\s*")
_NO_WORDS: Final = re.compile(r"[\W_]*")
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DEEPEST: Final = 200  # levels of elements; what lies deeper is read as plain text
_CELL_BREAKS: Final = {"li": " ; ", "p": " ", "div": " ", "br": " ", "h3": " ", "h4": " "}
_LONG_PANEL: Final = 40  # words
_LONG_CELL: Final = 60  # words: a table with such cells on average was made for layout


@dataclass(frozen=True, eq=False)
class Piece:
    """A block as it stands in the page: `within` are its elements from the outside in.

    `linked` is the share of its letters in links; `beside` says that the page marks it as menu, footer or the like.
    """

    kind: BlockKind
    text: str
    level: int
    anchor: str | None
    within: tuple[Any, ...]
    linked: float
    beside: bool

    @cached_property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def is_link(self) -> bool:
        return self.linked > 0.8

    def block(self) -> Block:
        return Block(self.kind, self.text, self.level, None, self.anchor)


def walk(tree: Any) -> list[Piece]:
    """The pieces of a parsed page in the order in which they are read."""
    walker = _Walker()
    walker.visit(tree, _Place())
    walker.flush(_Place())
    return walker.pieces


@dataclass(slots=True)
class _Item:
    """A list item; its first text is the item, what follows in it are plain paragraphs."""

    depth: int
    begun: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """What text found here becomes."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    depth: int = 0  # of lists
    item: _Item | None = None
    within: tuple[Any, ...] = ()
    beside: bool = False
    in_link: bool = False


class _Walker:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._text: list[str] = []
        self._linked = 0
        self._anchor: str | None = None

    def visit(self, element: Any, place: _Place) -> None:
        """Read an element: its blocks become pieces, its inline text waits for the block's end."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNREAD or _is_hidden(element) or _is_reference(element):
            return
        block = tag in _BLOCKS or "-" in tag
        if block:
            self.flush(place)
        self._anchor = element.get("id") or (element.get("name") if tag == "a" else None) or self._anchor
        inner = _inside(element, tag, place) if block or tag == "a" else place
        if tag == "pre":
            self._preformatted(element, inner)
        elif tag == "table" and _is_data(element):
            self._table(element, inner)
        elif len(inner.within) > _DEEPEST:
            self._add(" ".join(element.itertext()), inner)
        else:
            self._children(element, inner)
        if block:
            self.flush(inner)

    def _children(self, element: Any, place: _Place) -> None:
        self._add(element.text, place)
        breaks = 0
        for child in element:
            breaks = breaks + 1 if child.tag == "br" else 0
            if child.tag == "br":
                self._add(" ", place)
                if breaks == 2:  # an empty line: how old pages part their paragraphs
                    self.flush(place)
            else:
                self.visit(child, place)
            self._add(child.tail, place)
            breaks = breaks if not (child.tail or "").strip() else 0

    def _add(self, text: str | None, place: _Place) -> None:
        if text:
            self._text.append(text)
            self._linked += len(text.strip()) if place.in_link else 0

    def flush(self, place: _Place) -> None:
        """End the block: what was read since the last one becomes a piece."""
        self._emit(tidy("".join(self._text)), place)

    def _emit(self, text: str, place: _Place) -> None:
        linked, self._linked = self._linked, 0
        self._text.clear()
        if not text or _NO_WORDS.fullmatch(text):
            return
        kind, level = place.kind, place.level
        if kind is BlockKind.PARAGRAPH and place.item and not place.item.begun:
            place.item.begun = True
            kind, level = BlockKind.LIST_ITEM, place.item.depth
        share = min(1.0, linked / len(text))
        self.pieces.append(Piece(kind, text, level, self._anchor, place.within, share, place.beside))

    def _preformatted(self, element: Any, place: _Place) -> None:
        """Code as it stands; a page's prose set in `<pre>` as paragraphs parted by empty lines."""
        text = clean("".join(element.itertext()))
        if _is_prose(element, text):
            for paragraph in re.split(r"\n\s*\n", text):
                self._emit(tidy(paragraph), place)
        else:
            lines = "\n".join(line.rstrip() for line in text.expandtabs(4).splitlines())
            self._emit(lines.strip("\n"), replace(place, kind=BlockKind.CODE, level=0))

    def _table(self, table: Any, place: _Place) -> None:
        for caption in table.iterchildren("caption"):
            self.visit(caption, place)
        for row in _rows(table):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            if not any(texts := [_cell_text(cell) for cell in cells]):
                continue
            header = row.getparent().tag == "thead" or all(cell.tag == "th" for cell in cells)
            self._anchor = row.get("id") or self._anchor
            self._linked = sum(len("".join(link.itertext()).strip()) for link in row.iter("a"))
            self._emit(CELL_SEPARATOR.join(texts), replace(place, kind=BlockKind.TABLE_ROW, level=int(header)))


def _inside(element: Any, tag: str, place: _Place) -> _Place:
    """The place that an element makes for the text in it."""
    kind, level = _kind(element, tag, place)
    lists = place.depth + (tag in ("ul", "ol", "menu"))
    return _Place(
        kind,
        level,
        lists,
        _Item(max(1, lists)) if tag == "li" else place.item,
        (*place.within, element),
        place.beside or _is_beside(element, tag),
        place.in_link or tag == "a",
    )


def _kind(element: Any, tag: str, place: _Place) -> tuple[BlockKind, int]:
    if place.kind is BlockKind.FOOTNOTE or _is_footnote(element):
        return BlockKind.FOOTNOTE, 0
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return BlockKind.HEADING, int(tag[1])
    return (_KINDS[tag], 0) if tag in _KINDS else (place.kind, place.level)


def _is_hidden(element: Any) -> bool:
    """Hidden for good. What is hidden but long is a closed panel or window that opens on a click: part of the text."""
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if not hidden and not _HIDDEN_STYLE.search(element.get("style") or ""):
        return False
    return len("".join(element.itertext()).split()) < _LONG_PANEL


def _is_beside(element: Any, tag: str) -> bool:
    """Whether the page marks the element as something beside the article, by its tag, role, class or id."""
    if tag in ("nav", "footer", "aside") or element.get("role") in _BESIDE_ROLES:
        return True
    if tag in ("html", "body", "main", "article", "h1", "h2", "p"):  # Their classes speak of the whole page's layout.
        return False
    return any(_BESIDE.search(element.get(name) or "") for name in ("class", "id"))


def _is_footnote(element: Any) -> bool:
    if element.tag == "a":
        return False
    return any(_FOOTNOTE.search(element.get(name) or "") for name in ("class", "role", "id"))


def _is_reference(element: Any) -> bool:
    """A footnote's number in the text, or the "¶" that links to a heading: not words of the sentence it stands in."""
    if element.tag == "sup":
        links = element.findall(".//a")
    elif element.tag == "a":
        links = [element]
    else:
        return False
    if not any((link.get("href") or "").startswith("#") for link in links):
        return False
    text = "".join(element.itertext())
    marked = element.tag == "sup" or "[" in text or element.getparent().tag == "sup"
    return not re.search(r"\w", text) or (marked and bool(_REFERENCE.fullmatch(text)))


def _is_prose(pre: Any, text: str) -> bool:
    """Sentences in `<pre>`: no `<code>`, many words, and lines that begin and end like text rather than code."""
    if (len(pre) and pre.find(".//code") is not None) or "highlight" in (pre.getparent().get("class") or ""):
        return False
    words = text.split()
    plain = sum(bool(re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:]?", word)) for word in words)
    return len(words) > 40 and plain > 0.7 * len(words)


def _rows(table: Any) -> list[Any]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _is_data(table: Any) -> bool:
    """Whether a table sets figures or terms side by side, rather than laying out a page."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
    count = sum(map(len, cells))
    if table.find(".//th") is not None:
        return count > 1
    words = sum(len("".join(cell.itertext()).split()) for row in cells for cell in row)
    return len(cells) > 1 and max(map(len, cells)) > 1 and words <= _LONG_CELL * count


def _cell_text(cell: Any) -> str:
    """A cell on one line; the items of a list in it are parted by semicolons."""
    parts: list[str] = []
    for element in cell.iter():
        if not isinstance(element.tag, str) or element.tag in _UNREAD:
            continue
        before = _CELL_BREAKS.get(element.tag, "") if element is not cell else ""
        parts += [before if tidy("".join(parts)) else "", element.text or ""]
        parts += [element.tail or ""] if element is not cell else []
    return tidy("".join(parts)).replace(" ; ", "; ")
