"""A parsed page, read from top to bottom as a reader would: a piece for each heading, paragraph, item or row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from curation.extract.html_beside import Surroundings
from curation.extract.tidy import clean, tidy
from translation.document import CELL_SEPARATOR, Block, BlockKind

_UNREAD_NAMES: Final = """
script style noscript template head svg math iframe object embed canvas audio video map button input select option
textarea label datalist progress meter dialog rp rt"""
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
_FOOTNOTE: Final = re.compile(
    r"(?:^|[\s_-])(?:footnotes?|endnotes?|doc-endnotes?|doc-footnote)(?:$|[\s_-])"
    r"|(?:^|\s)_?(?:fn|ftn|edn|ftnt|footnote|endnote|cite_note)[-_:.]?\d",
    re.I,
)
_CAPTION: Final = re.compile(r"(?:^|[\s_-])(?:caption|figcaption|caption-text)(?:$|[\s_-])", re.I)
_LONGEST_CAPTION: Final = 100  # words
_REFERENCE: Final = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡§]+|[a-z]|[ivx]{1,5})[\])]?\s*")
_REFERENCES: Final = re.compile(r"\s*[\[(]?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*[\])]?\s*")
_UNIT_NAMES: Final = "mm cm dm km ft in yd mi ha sq kg hz db log metre metres meter meters chi"
_UNITS: Final = frozenset(_UNIT_NAMES.split())
_BACK: Final = re.compile(r"#_?(?:fn|ftn|edn|ftnt|footnote|endnote|cite|note)?_?-?ref", re.I)
_BULLET: Final = re.compile(r"[•‣▪◦●∙■□▸►➢✓]\s*(?=\w|[\"'“‘(\[])")
_NO_WORDS: Final = re.compile(r"[\W_]*")
_LISTS: Final = frozenset(["ul", "ol", "menu", "dl"])
_ITEMS: Final = frozenset(["li", "dt", "dd"])
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DEEPEST: Final = 200  # levels of elements; what lies deeper is read as plain text
_ITEM_BREAK: Final = "\0"
_CELL_BREAK_NAMES: Final = "p div br h1 h2 h3 h4 h5 h6 dt dd blockquote pre ul ol table tr td th"
_CELL_BREAKS: Final = frozenset(_CELL_BREAK_NAMES.split())
_LONG_PANEL: Final = 40  # words
_LONG_CELL: Final = 60  # words: a table with such cells on average was made for layout


@dataclass(frozen=True, eq=False)
class Piece:
    """A block as it stands in the page: `within` are its elements from the outside in.

    `linked` and `bold` are the shares of its letters in links and in bold; `beside` says that the page marks it as a
    menu, a footer or the like.
    """

    kind: BlockKind
    text: str
    level: int
    anchor: str | None
    within: tuple[Any, ...]
    linked: float
    beside: bool
    bold: float = 0.0

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
    walker = _Walker(Surroundings(tree))
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
    in_bold: bool = False


class _Walker:
    def __init__(self, surroundings: Surroundings) -> None:
        self.pieces: list[Piece] = []
        self._surroundings = surroundings
        self._text: list[str] = []
        self._linked = 0
        self._bold = 0
        self._anchor: str | None = None
        self._depth = 0

    def visit(self, element: Any, place: _Place) -> None:
        """Read an element: its blocks become pieces, its inline text waits for the block's end."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNREAD or _is_hidden(element):
            return
        if _is_reference(element) or (tag == "sup" and _is_bare_reference(element, "".join(self._text[-2:]))):
            return
        block = tag in _BLOCKS or "-" in tag
        if block:
            self.flush(place)
        self._anchor = element.get("id") or (element.get("name") if tag == "a" else None) or self._anchor
        inner = self._inside(element, tag, place, block)
        self._depth += 1
        if tag == "pre":
            self._preformatted(element, inner)
        elif tag == "table" and _is_data(element):
            self._table(element, inner)
        elif self._depth > _DEEPEST:
            self._add(" ".join(element.itertext()), inner)
        else:
            self._children(element, inner)
        self._depth -= 1
        if block:
            self.flush(inner)

    def _inside(self, element: Any, tag: str, place: _Place, block: bool) -> _Place:
        """The place that an element makes for the text in it."""
        if tag in ("b", "strong"):
            return replace(place, in_bold=True)
        if not block and tag != "a":
            return place
        kind, level = _kind(element, tag, place)
        lists = place.depth + (tag in _LISTS)
        item = place.item
        if tag in _ITEMS or element.get("role") == "listitem":
            item = _Item(max(1, lists) + (tag == "dd"))
        return _Place(
            kind,
            level,
            lists,
            item,
            (*place.within, element),
            place.beside or self._surroundings.beside(element, tag),
            place.in_link or (tag == "a" and _leads_somewhere(element, kind)),
            place.in_bold,
        )

    def _children(self, element: Any, place: _Place) -> None:
        self._add(element.text, place)
        breaks = 0
        for child in element:
            breaks = breaks + 1 if child.tag == "br" else 0
            if child.tag == "br":
                self._add(" ", place)
                # An empty line is how old pages part their paragraphs; a bullet after a break, how they make lists.
                if breaks == 2 or _BULLET.match((child.tail or "").lstrip()):
                    self.flush(place)
            elif child.tag == "q":
                self._add("“", place)
                self.visit(child, place)
                self._add("”", place)
            else:
                self.visit(child, place)
            self._add(child.tail, place)
            breaks = breaks if not (child.tail or "").strip() else 0

    def _add(self, text: str | None, place: _Place) -> None:
        if text:
            self._text.append(text)
            letters = len("".join(text.split()))
            self._linked += letters if place.in_link else 0
            self._bold += letters if place.in_bold else 0

    def flush(self, place: _Place) -> None:
        """End the block: what was read since the last one becomes a piece."""
        self._emit(tidy("".join(self._text)), place)

    def _emit(self, text: str, place: _Place) -> None:
        linked, self._linked = self._linked, 0
        bold, self._bold = self._bold, 0
        self._text.clear()
        if not text or _NO_WORDS.fullmatch(text):
            return
        kind, level = place.kind, place.level
        if kind is BlockKind.PARAGRAPH and place.item and not place.item.begun:
            place.item.begun = True
            kind, level = BlockKind.LIST_ITEM, place.item.depth
        elif kind is BlockKind.PARAGRAPH and (bullet := _BULLET.match(text)):
            kind, level, text = BlockKind.LIST_ITEM, max(1, place.depth), text[bullet.end() :]
        shares = (min(1.0, letters / len("".join(text.split()))) for letters in (linked, bold))
        self.pieces.append(
            Piece(kind, text, level, self._anchor, place.within, next(shares), place.beside, next(shares))
        )

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
            self._linked = sum(len("".join("".join(link.itertext()).split())) for link in row.iter("a"))
            self._emit(CELL_SEPARATOR.join(texts), replace(place, kind=BlockKind.TABLE_ROW, level=int(header)))


def _kind(element: Any, tag: str, place: _Place) -> tuple[BlockKind, int]:
    if place.kind is BlockKind.FOOTNOTE or _is_footnote(element):
        return BlockKind.FOOTNOTE, 0
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return BlockKind.HEADING, int(tag[1])
    if element.get("role") == "heading":
        level = element.get("aria-level") or ""
        return BlockKind.HEADING, int(level) if level in tuple("123456") else 2
    if tag in _KINDS:
        return _KINDS[tag], 0
    return (BlockKind.CAPTION, 0) if _is_caption(element, tag) else (place.kind, place.level)


def _leads_somewhere(link: Any, kind: BlockKind) -> bool:
    """Whether an `<a>` is a link: one may only name a place, and one around a heading often links to itself."""
    href = link.get("href")
    if href is None:
        return not (link.get("name") or link.get("id"))  # Without either, a script makes it one.
    return not (kind is BlockKind.HEADING and href.startswith("#"))


def _is_caption(element: Any, tag: str) -> bool:
    """What the page calls a caption: short, and with no headings or lists of its own."""
    if tag not in ("p", "div", "dd") or not _CAPTION.search(element.get("class") or ""):
        return False
    if element.find(".//li") is not None or any(element.find(f".//h{n}") is not None for n in range(1, 7)):
        return False
    return len("".join(element.itertext()).split()) <= _LONGEST_CAPTION


def _is_hidden(element: Any) -> bool:
    """Hidden for good. What is hidden but long is a closed panel or window that opens on a click: part of the text."""
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if not hidden and not _HIDDEN_STYLE.search(element.get("style") or ""):
        return False
    return len("".join(element.itertext()).split()) < _LONG_PANEL


def _is_footnote(element: Any) -> bool:
    if element.tag == "a":
        return False
    if any(_FOOTNOTE.search(element.get(name) or "") for name in ("class", "role", "id")):
        return True
    # As word processors write it: the note begins with its number, which links back into the text.
    first = (
        next(iter(element), None) if element.tag in ("p", "li", "div") and not (element.text or "").strip() else None
    )
    if first is not None and first.tag in ("sup", "span"):
        first = first.find(".//a")
    return first is not None and first.tag == "a" and bool(_BACK.match(first.get("href") or ""))


def _is_reference(element: Any) -> bool:
    """A footnote's number in the text, or the "¶" that links to a heading: not words of the sentence it stands in."""
    if element.tag == "sup":
        links = element.findall(".//a")
    elif element.tag == "a":
        links = [element]
    else:
        return False
    if not any("#" in (link.get("href") or "") for link in links):
        return False
    text = "".join(element.itertext())
    if not re.search(r"\w", text):
        return True
    marked = (
        element.tag == "sup"
        or "[" in text
        or element.getparent().tag == "sup"
        or element.get("role") == "doc-noteref"
        or any(
            _FOOTNOTE.search(link.get("href").partition("#")[2]) for link in links if "#" in (link.get("href") or "")
        )
        or any(_BACK.match(link.get("href") or "") for link in links)
    )
    return marked and bool(_REFERENCE.fullmatch(text) or _REFERENCES.fullmatch(text))


def _is_bare_reference(element: Any, before: str) -> bool:
    """A raised number that links nowhere, after a word or a sentence; after a number or a unit it is an exponent."""
    if not _REFERENCES.fullmatch("".join(element.itertext())):
        return False
    word = re.search(r"[^\W\d_]{2,}$", before)
    return word[0].casefold() not in _UNITS if word else bool(re.search(r"[.,;:!?…”\"’)\]]$", before))


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
    items = (tidy(item) for item in "".join(_cell_parts(cell, 0)).split(_ITEM_BREAK))
    return "; ".join(item for item in items if item)


def _cell_parts(element: Any, depth: int) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNREAD and not _is_reference(child):
            breaks = _ITEM_BREAK if child.tag == "li" else " " if child.tag in _CELL_BREAKS else ""
            yield breaks
            yield from _cell_parts(child, depth + 1) if depth < _DEEPEST else child.itertext()
            yield " " if breaks else ""
        yield child.tail or ""
