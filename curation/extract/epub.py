"""An EPUB as blocks: its chapters in reading order, each through the walk that reads web pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.entities import html5
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from curation.errors import Damaged, Encrypted, NoText
from curation.extract.declared import day, front_and_back, title_of
from curation.extract.decoding import decode
from curation.extract.french_links import french_in_text
from curation.extract.html_links import Addresses, within_reach
from curation.extract.html_walk import Piece, walk
from curation.extract.language import agreed_language
from curation.extract.package import Package, parsed
from curation.extract.rich_text import RichText, joined
from curation.extract.tidy import tidy
from curation.stated_licence import guess_licence
from translation.document import Block, BlockKind, Document, Metadata

_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
_SCRAMBLED_FONTS: Final = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_CHAPTERS: Final = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_MOST_CHAPTERS: Final = 5_000
_EARLY: Final = 30  # pieces, among which a book says its title
_LISTS: Final = frozenset({"toc", "landmarks", "page-list", "loi", "lot", "loa", "index", "cover"})
_NOTES: Final = frozenset({"footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes", "note"})
_UNSEEN: Final = frozenset({"pagebreak", "doc-pagebreak"})
_REFERENCES: Final = frozenset({"noteref", "doc-noteref"})
_TYPE: Final = "{http://www.idpf.org/2007/ops}type"
_ENTITY: Final = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_OF_XML: Final = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_MARK: Final = re.compile(r"[\[(]?(\w{1,4}|[*†‡§]{1,4})[\])]?")


_NOTE_BLOCKS: Final = ("p", "li", "aside", "dd", "div", "section")
_LONGEST_NOTE: Final = 500  # words
_Marks = Mapping[str, str]  # what a note's reference shows, by the note's id


@dataclass(frozen=True, slots=True)
class _Chapter:
    name: str
    tree: Any


def extract_epub(package: Package) -> Document:
    """The text of an EPUB without its cover and tables of contents; `Encrypted` when a shop has locked it."""
    _refuse_locked(package)
    folder, book = _book(package)
    chapters = [*_chapters(package, folder, book)]
    links = _licence_links(chapters)
    _make_one_page(chapters)
    marks = _take_references(chapters)
    pieces = [piece for chapter in chapters for piece in _pieces(chapter, marks)]
    if not any(piece.kind is not BlockKind.HEADING for piece in pieces):
        raise NoText("a book of pictures, or an empty one")
    return _document(pieces, book, links)


def _document(pieces: Sequence[Piece], book: Any, links: Sequence[str]) -> Document:
    said = _Said(book)
    title = title_of([piece.block("") for piece in pieces[:_EARLY]], said.title())
    begun = next((n for n, piece in enumerate(pieces) if piece.words > 8), 0)
    kept = [
        piece
        for n, piece in enumerate(pieces)
        if n > begun or piece.kind is not BlockKind.HEADING or piece.text.casefold() != title.casefold()
    ]
    lang = agreed_language(" ".join(said.all("language")[:1]), " ".join(piece.text for piece in kept))
    blocks = tuple(_anchored_where_linked([piece.block(lang) for piece in within_reach(kept, Addresses())]))
    rights = " ".join(said.all("rights"))
    stated = "\n".join([*(blocks[n].text for n in front_and_back(len(blocks))), rights])
    licence, evidence = guess_licence([*links, *re.findall(r"(?:https?://|www\.)\S+", stated)], stated)
    french = french_in_text(stated)
    metadata = Metadata(
        authors=said.authors(),
        organisation=next(iter(said.all("publisher")), ""),
        published=said.published(),
        description=tidy(re.sub(r"<[^>]{0,200}>", " ", " ".join(said.all("description")[:1]))),
        licence=licence,
        licence_evidence=evidence,
        french=french.address if french else "",
        french_evidence=french.told if french else "",
    )
    return Document(title, lang, blocks, metadata)


def _anchored_where_linked(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; where nothing leads to an anchor, it tells nobody anything: a book has no address to add it to."""
    led_to = {mark.target for block in blocks for mark in block.marks}
    for block in blocks:
        yield block if f"#{block.anchor}" in led_to else replace(block, anchor=None)


# The book and its parts


def _refuse_locked(package: Package) -> None:
    """Raise `Encrypted` when more than the fonts is scrambled; fonts often are, and nobody reads those."""
    locked = package.xml(_ENCRYPTION)
    methods = () if locked is None else (each.get("Algorithm", "") for each in locked.iter("{*}EncryptionMethod"))
    # The keys are themselves encrypted in the file: their method is one of others, and says the same.
    if any(method not in _SCRAMBLED_FONTS for method in methods):
        raise Encrypted()


def _book(package: Package) -> tuple[str, Any]:
    """The folder of the book's description (OPF), and the description; where the container does not lead to it, any."""
    try:
        container = package.xml(_CONTAINER)
    except Damaged:
        container = None
    stated = [] if container is None else [each.get("full-path", "") for each in container.iter("{*}rootfile")]
    for name in [*stated, *sorted(name for name in package.names if name.lower().endswith(".opf"))]:
        if (book := package.xml(name)) is not None:
            return posixpath.dirname(name), book
    raise Damaged("an EPUB without a description of its parts")


def _chapters(package: Package, folder: str, book: Any) -> Iterator[_Chapter]:
    """The chapters in reading order, without the cover and what lists the others."""
    items = {each.get("id"): each for each in book.iterfind("{*}manifest/{*}item")}
    listing = {
        _address(folder, each.get("href", ""))
        for each in book.iterfind("{*}guide/{*}reference")
        if each.get("type", "").lower() in _LISTS
    }
    read = set[str]()
    for place in [*book.iterfind("{*}spine/{*}itemref")][:_MOST_CHAPTERS]:
        item = items.get(place.get("idref"))
        if item is None or item.get("media-type", "").lower() not in _CHAPTERS:
            continue
        name = _address(folder, item.get("href", ""))
        if name in read or name in listing or "nav" in item.get("properties", "").split():
            continue
        read.add(name)
        if content := package.read(name):
            tree = _page(content, name)
            if tree is not None and not _LISTS & {*_types(tree), *_types(tree.find("body"))}:
                yield _Chapter(name, tree)
    if not read:
        raise Damaged("an EPUB without chapters")


def _address(folder: str, href: str) -> str:
    """The name of the part that an address in `folder` leads to."""
    try:
        path = unquote(urlsplit(href).path)
    except ValueError:
        path = href
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def _page(content: bytes, name: str) -> Any:
    """A chapter as a tree with the names of HTML: as XML, which it should be, else as browsers would read it."""
    from lxml import etree, html

    try:
        tree = parsed(_ENTITY.sub(_character, content), name)
    except Damaged:
        try:
            parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
            return html.document_fromstring(decode(content).encode("utf-8", errors="replace"), parser=parser)
        except (etree.LxmlError, ValueError, AssertionError):
            return None
    for element in tree.iter(etree.Element):
        element.tag = etree.QName(element).localname.lower()
    return tree


def _character(match: re.Match[bytes]) -> bytes:
    """A named character of HTML, which XML does not know, by its number."""
    meant = html5.get(f"{match[1].decode()};", "")
    if match[1] in _OF_XML or not meant:
        return match[0]
    return "".join(f"&#{ord(char)};" for char in meant).encode()


# What is in a chapter


def _types(element: Any) -> set[str]:
    """What an element is, by the words of EPUB or by its role."""
    if element is None:
        return set()
    stated = f"{element.get(_TYPE) or element.get('epub:type') or ''} {element.get('role') or ''}"
    return {word.removeprefix("doc-") for word in stated.lower().split()}


def _make_one_page(chapters: Sequence[_Chapter]) -> None:
    """Name every place in the book so that no other has its name, and let the links in it lead to these names."""
    names = _names(chapters)
    for chapter in chapters:
        for element in chapter.tree.iter("*"):
            for attribute in ("id", "name"):
                if name := names.get((chapter.name, element.get(attribute) or "")):
                    element.set(attribute, name)
            if (href := element.get("href")) and not re.match(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", href, re.I):
                path, _, place = href.strip().partition("#")
                there = _address(posixpath.dirname(chapter.name), path) if path else chapter.name
                element.set("href", f"#{names.get((there, unquote(place)), f'{there}#{place}')}")
        chapter.tree.set("id", names[chapter.name, ""])


def _names(chapters: Sequence[_Chapter]) -> Mapping[tuple[str, str], str]:
    """A name for each place, by its chapter and the id it has there, "" for the chapter's beginning."""
    names: dict[tuple[str, str], str] = {}
    taken = set[str]()
    for n, chapter in enumerate(chapters, 1):
        stated = (element.get(name) for element in chapter.tree.iter("*") for name in ("id", "name"))
        for place in dict.fromkeys(["", *filter(None, stated)]):
            name = place or f"chapter-{n}"
            while name in taken:
                name += f"-{n}"
            taken.add(name)
            names[chapter.name, place] = name
    return names


def _take_references(chapters: Sequence[_Chapter]) -> _Marks:
    """Take the page numbers out of the text, and what references to notes show; that of each note by the note's id."""
    marks: dict[str, str] = {}
    for chapter in chapters:
        for element in [*chapter.tree.iter("a", "span", "div", "hr", "nav")]:
            types = _types(element)
            if element.tag == "nav" or types & _UNSEEN:
                _remove(element)
            elif element.tag == "a" and (types & _REFERENCES or _is_raised(element)):
                place = (element.get("href") or "").partition("#")[2]
                said = _MARK.fullmatch(tidy("".join(element.itertext())))
                if place and said:
                    # A note's own number leads back to the text: that one names no note.
                    if not any(each in marks for each in _ids_around(element)):
                        marks.setdefault(place, said[1])
                    _show_as_reference(element)
    return marks


def _show_as_reference(link: Any) -> None:
    """Make a reference one that the walk knows, whatever it shows."""
    tail = link.tail
    for child in [*link]:
        link.remove(child)
    link.text, link.tail = "1", tail
    link.set("role", "doc-noteref")


def _ids_around(element: Any) -> list[str]:
    """The ids of the block that an element stands in, and of what is in and around that block."""
    block = next(element.iterancestors(*_NOTE_BLOCKS), element)
    near = [*block.iter(), *block.iterancestors()]
    return [each.get("id") for each in near if isinstance(each.tag, str) and each.get("id")]


def _is_raised(link: Any) -> bool:
    above = link.getparent()
    alone = (
        above is not None and above.tag == "sup" and tidy("".join(above.itertext())) == tidy("".join(link.itertext()))
    )
    return (alone or (len(link) == 1 and link[0].tag == "sup")) and "#" in (link.get("href") or "")


def _remove(element: Any) -> None:
    """Take an element out and leave the text that follows it."""
    above = element.getparent()
    if above is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        above.text = (above.text or "") + element.tail
    above.remove(element)


def _pieces(chapter: _Chapter, marks: _Marks) -> Iterator[Piece]:
    """The chapter's pieces; each note begins with the mark that the text has for it."""
    _show_notes(chapter, marks)
    begun = set[str]()
    for piece in walk(chapter.tree):
        ids = [element.get("id") or "" for element in reversed(piece.within)]
        place = next((each for each in ids if each in marks), "")
        if piece.kind is BlockKind.FOOTNOTE and place and place not in begun:
            begun.add(place)
            text, said = _marked(RichText(piece.text, piece.marks), marks[place])
            piece = replace(piece, text=text, marks=said)
        yield piece


def _show_notes(chapter: _Chapter, marks: _Marks) -> None:
    """Name the chapter's notes so that the walk knows them, and show those that wait for a touch on their mark."""
    notes = [element for element in chapter.tree.iter(*_NOTE_BLOCKS) if _NOTES & _types(element)]
    for element in [*chapter.tree.iterfind(".//*[@id]")]:
        block = element if element.tag in _NOTE_BLOCKS else next(element.iterancestors(*_NOTE_BLOCKS), None)
        if block is None or element.get("id") not in marks:
            continue
        if len("".join(block.itertext()).split()) < _LONGEST_NOTE:
            block.set("id", element.get("id"))
            notes.append(block)
    for note in notes:
        note.set("role", "doc-footnote")
        for hidden in ("hidden", "style", "aria-hidden"):
            note.attrib.pop(hidden, None)


def _marked(said: RichText, mark: str) -> RichText:
    begins = re.match(rf"\W?{re.escape(mark)}(?!\w)", said.text)
    return said if begins else joined(" ", (RichText(mark), said))


def _licence_links(chapters: Sequence[_Chapter]) -> list[str]:
    """The links that are marked as the licence."""
    found = "//a[contains(concat(' ', @rel, ' '), ' license ')]/@href"
    return [str(link) for chapter in chapters for link in chapter.tree.xpath(found)]


class _Said:
    """What the book says of itself."""

    def __init__(self, book: Any) -> None:
        self._book = book

    def all(self, name: str) -> list[str]:
        return [text for each in self._elements(name) if (text := tidy("".join(each.itertext())))]

    def title(self) -> str:
        """The main title, with its subtitle left out."""
        titles = self._elements("title")
        main = [each for each in titles if self._refined(each, "title-type") == "main"]
        return next((text for each in [*main, *titles] if (text := tidy("".join(each.itertext())))), "")

    def authors(self) -> tuple[str, ...]:
        """Those who wrote it; whoever is named for another part in it (an editor, the artist) is left out."""
        names = []
        for each in self._elements("creator"):
            role = next((text for key, text in each.items() if key.endswith("role")), "") or self._refined(each, "role")
            if role in ("", "aut"):
                names.append(tidy("".join(each.itertext())))
        return tuple(dict.fromkeys(filter(None, names)))

    def published(self) -> str:
        """The day it was issued; the day a file was last changed is not that."""
        stated = [each.text or "" for each in self._book.iter("{*}meta") if each.get("property") == "dcterms:issued"]
        for each in self._elements("date"):
            event = next((text for key, text in each.items() if key.endswith("event")), "publication")
            stated += [each.text or ""] if event.endswith("publication") else []
        return next(filter(None, map(day, stated)), "")

    def _elements(self, name: str) -> list[Any]:
        return [*self._book.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")]

    def _refined(self, element: Any, what: str) -> str:
        target = f"#{element.get('id')}"
        refining = (each for each in self._book.iter("{*}meta") if each.get("refines") == target)
        return next((tidy(each.text or "") for each in refining if each.get("property") == what), "")
