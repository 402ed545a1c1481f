"""A parsed page, read from top to bottom as a reader would: a piece for each heading, paragraph, item or row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from curation.extract import html_tables
from curation.extract.html_beside import Surroundings, is_furniture
from curation.extract.html_elements import (
    BLOCKS,
    ITEMS,
    LISTS,
    is_bare_reference,
    is_caption,
    is_footnote,
    is_hidden,
    is_prose,
    is_reference,
    is_unread,
)
from curation.extract.html_looks import looks_in, notes_of
from curation.extract.language import guess_language
from curation.extract.rich_text import Fragment, Look, RichText, joined, tidied
from curation.extract.tidy import clean
from translation.document import CELL_SEPARATOR, Block, BlockKind, Mark, MarkKind

_KINDS: Final = {
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
}
_BULLET: Final = re.compile(r"[•‣▪◦●∙■□▸►➢✓]\s*(?=\w|[\"'“‘(\[])")
_NOTE: Final = re.compile(r"[*†‡§]{1,3}[^\W\d_][^*]*")  # "*The figures are estimates of May."
_SHORTEST_NOTE: Final = 5  # words
_TITLES: Final = frozenset({BlockKind.HEADING, BlockKind.CAPTION})
_NO_WORDS: Final = re.compile(r"[\W_]*")
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_MOST: Final = 0.8  # of a piece's letters: what holds for as many holds for the piece


@dataclass(frozen=True, eq=False)
class Piece:
    """A block as it stands in the page: `within` are its elements from the outside in.

    `linked` and `bold` are the shares of its letters in links and in bold; `beside` says that the page marks it as a
    menu, a footer or the like. `names` are the ids that lead to it rather than to the piece before; `lang` is the
    language that the page declares for it, below that of the whole page.
    """

    kind: BlockKind
    text: str
    level: int
    anchor: str | None
    within: tuple[Any, ...]
    linked: float
    beside: bool
    bold: float = 0.0
    marks: tuple[Mark, ...] = ()
    names: tuple[str, ...] = ()
    lang: str = ""

    @cached_property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def is_link(self) -> bool:
        return self.linked > _MOST

    def block(self, lang: str) -> Block:
        """The piece as a block of a document in this language: in its own where its words do not speak against it."""
        other = "" if self.lang in ("", lang) or guess_language(self.text) not in ("", self.lang) else self.lang
        return Block(self.kind, self.text, self.level, anchor=self.anchor, lang=other, marks=self._marks())

    def _marks(self) -> tuple[Mark, ...]:
        """The marks without those that say what a heading and a table's header look like anyway."""
        if self.kind is BlockKind.HEADING:
            return RichText(self.text, self.marks).plainer(MarkKind.BOLD).marks
        if self.kind is BlockKind.TABLE_ROW and self.level:
            return tuple(mark for mark in self.marks if mark.kind is not MarkKind.BOLD)
        return self.marks


def walk(tree: Any) -> list[Piece]:
    """The pieces of a parsed page in the order in which they are read, their links as the page has them."""
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
    looks: tuple[Look, ...] = ()
    lang: str = ""


@dataclass(slots=True)
class _Gathered:
    """What was read since the last piece: its text, and how many of its letters are linked, bold, in a language."""

    fragments: list[Fragment] = field(default_factory=list)
    letters: int = 0
    linked: int = 0
    bold: int = 0
    langs: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, place: _Place) -> None:
        self.fragments.append(Fragment(text, place.looks))
        if text.isspace():
            return
        letters = len("".join(text.split()))
        self.letters += letters
        if place.in_link:
            self.linked += letters
        if place.looks and any(kind is MarkKind.BOLD for kind, _ in place.looks):
            self.bold += letters
        if place.lang:
            self.langs[place.lang] += letters

    def before(self) -> str:
        """The last words, which a raised number may be a note of."""
        return "".join(fragment.text for fragment in self.fragments[-4:])


class _Walker:
    def __init__(self, surroundings: Surroundings) -> None:
        self.pieces: list[Piece] = []
        self._surroundings = surroundings
        self._gathered = _Gathered()
        self._anchor: str | None = None
        self._names: list[str] = []
        self._depth = 0

    def visit(self, element: Any, place: _Place) -> None:
        """Read an element: its blocks become pieces, its inline text waits for the block's end."""
        tag = element.tag
        if not isinstance(tag, str) or is_unread(element) or is_hidden(element):
            return
        if place.kind in _TITLES and place.within and _is_label(element, tag, place):
            return
        if is_reference(element) or (tag == "sup" and is_bare_reference(element, self._gathered.before())):
            self._refer(element)
            return
        block = tag in BLOCKS or "-" in tag
        if block:
            self.flush(place)
        self._name(element, tag)
        inner = self._inside(element, tag, place, block)
        self._depth += 1
        if tag == "pre":
            self._preformatted(element, inner)
        elif tag == "table" and html_tables.is_data(element):
            self._table(element, inner)
        elif self._depth > html_tables.DEEPEST:
            self._add(" ".join(element.itertext()), inner)
        else:
            self._children(element, inner)
        self._depth -= 1
        if block:
            self.flush(inner)

    def _name(self, element: Any, tag: str) -> None:
        if name := element.get("id") or (element.get("name") if tag == "a" else None):
            self._anchor = name
            self._names.append(name)

    def _refer(self, reference: Any) -> None:
        """A footnote's number is no word of the text: what it leads to is a note, what it is called a place."""
        self._gathered.fragments += notes_of(reference)
        self._names += (name for each in reference.iter() for name in (each.get("id"), each.get("name")) if name)

    def _inside(self, element: Any, tag: str, place: _Place, block: bool) -> _Place:
        """The place that an element makes for the text in it."""
        looks = looks_in(element, tag, place.looks)
        lang = _declared_language(element, tag) or place.lang
        if not block and tag != "a":
            plain = looks is place.looks and lang == place.lang
            return place if plain else replace(place, looks=looks, lang=lang)
        kind, level = _kind(element, tag, place)
        lists = place.depth + (tag in LISTS)
        item = place.item
        if tag in ITEMS or element.get("role") == "listitem":
            item = _Item(max(1, lists) + (tag == "dd"))
        return _Place(
            kind,
            level,
            lists,
            item,
            (*place.within, element),
            place.beside or self._surroundings.beside(element, tag),
            place.in_link or (tag == "a" and _leads_somewhere(element, kind)),
            looks,
            lang,
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
            self._gathered.add(text, place)

    def flush(self, place: _Place) -> None:
        """End the block: what was read since the last one becomes a piece."""
        if self._gathered.letters:
            self._emit(tidied(self._gathered.fragments), place)
        else:
            self._gathered = _Gathered()

    def _emit(self, read: RichText, place: _Place) -> None:
        gathered, self._gathered = self._gathered, _Gathered()
        if not read.text or _NO_WORDS.fullmatch(read.text):
            return
        kind, level = place.kind, place.level
        if kind is BlockKind.PARAGRAPH and place.item and not place.item.begun:
            place.item.begun = True
            kind, level = BlockKind.LIST_ITEM, place.item.depth
        elif kind is BlockKind.PARAGRAPH and (bullet := _BULLET.match(read.text)):
            kind, level, read = BlockKind.LIST_ITEM, max(1, place.depth), read.after(bullet.end())
        elif kind is BlockKind.PARAGRAPH and _NOTE.fullmatch(read.text) and len(read.text.split()) >= _SHORTEST_NOTE:
            kind = BlockKind.FOOTNOTE
        names, self._names = tuple(self._names), []
        letters = len("".join(read.text.split()))
        lang, spoken = gathered.langs.most_common(1)[0] if gathered.langs else (place.lang, letters)
        self.pieces.append(
            Piece(
                kind,
                read.text,
                level,
                self._anchor,
                place.within,
                min(1.0, gathered.linked / letters),
                place.beside,
                min(1.0, gathered.bold / letters),
                read.marks,
                names,
                lang if spoken >= _MOST * letters else "",
            )
        )

    def _preformatted(self, element: Any, place: _Place) -> None:
        """Code as it stands; a page's prose set in `<pre>` as paragraphs parted by empty lines."""
        text = clean("".join(element.itertext()))
        if is_prose(element, text):
            for paragraph in re.split(r"\n\s*\n", text):
                self._emit(tidied([Fragment(paragraph, place.looks)]), place)
        else:
            lines = "\n".join(line.rstrip() for line in text.expandtabs(4).splitlines())
            self._emit(RichText(lines.strip("\n")), replace(place, kind=BlockKind.CODE, level=0))

    def _table(self, table: Any, place: _Place) -> None:
        for caption in table.iterchildren("caption"):
            self.visit(caption, place)
        for row in html_tables.rows(table):
            found = [html_tables.cell_text(cell, place.looks) for cell in html_tables.cells(row)]
            if not any(cell.text for cell in found):
                continue
            for each in row.iter():
                if isinstance(each.tag, str) and each.get("id"):
                    self._names.append(each.get("id"))
            self._anchor = row.get("id") or self._anchor
            self._gathered.linked = sum(len("".join("".join(link.itertext()).split())) for link in row.iter("a"))
            level = int(html_tables.is_header(row))
            self._emit(joined(CELL_SEPARATOR, found), replace(place, kind=BlockKind.TABLE_ROW, level=level))


def _is_label(element: Any, tag: str, place: _Place) -> bool:
    """Whether an inline element in a heading or a caption is a button's label: "[edit]", "hide caption"."""
    if tag in BLOCKS or element is place.within[-1]:
        return False
    text = "".join(element.itertext()).strip()
    return bool(text) and is_furniture(text) and text != "".join(place.within[-1].itertext()).strip()


def _kind(element: Any, tag: str, place: _Place) -> tuple[BlockKind, int]:
    if place.kind is BlockKind.FOOTNOTE or is_footnote(element):
        return BlockKind.FOOTNOTE, 0
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return BlockKind.HEADING, int(tag[1])
    if element.get("role") == "heading":
        level = element.get("aria-level") or ""
        return BlockKind.HEADING, int(level) if level in tuple("123456") else 2
    if tag in _KINDS:
        return _KINDS[tag], 0
    return (BlockKind.CAPTION, 0) if is_caption(element, tag) else (place.kind, place.level)


def _leads_somewhere(link: Any, kind: BlockKind) -> bool:
    """Whether an `<a>` is a link: one may only name a place, and one around a heading often links to itself."""
    href = link.get("href")
    if href is None:
        return not (link.get("name") or link.get("id"))  # Without either, a script makes it one.
    return not (kind is BlockKind.HEADING and href.startswith("#"))


def _declared_language(element: Any, tag: str) -> str:
    """The ISO 639-1 code that an element declares, unless it is the whole page's."""
    declared = element.get("lang") or element.get(XML_LANG)
    if not declared or tag in ("html", "body"):
        return ""
    code = declared.strip().partition("-")[0].lower()
    return code if re.fullmatch(r"[a-z]{2}", code) else ""
