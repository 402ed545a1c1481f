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
from curation.extract.html_walk import walk
from curation.extract.language import agreed_language
from curation.extract.package import Package, parsed
from curation.extract.tidy import tidy
from curation.stated_licence import guess_licence
from translation.document import Block, BlockKind, Document, Metadata

_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
_SCRAMBLED_FONTS: Final = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_CHAPTERS: Final = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_MOST_CHAPTERS: Final = 5_000
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
_Marks = Mapping[tuple[str, str], str]  # what a note's reference shows, by the note's chapter and id


@dataclass(frozen=True, slots=True)
class _Chapter:
    name: str
    tree: Any


def extract_epub(package: Package) -> Document:
    """The text of an EPUB without its cover and tables of contents; `Encrypted` when a shop has locked it."""
    _refuse_locked(package)
    folder, book = _book(package)
    chapters = [*_chapters(package, folder, book)]
    marks = _take_references(chapters)
    pieces = [piece for chapter in chapters for piece in _pieces(chapter, marks)]
    if not any(piece.kind is not BlockKind.HEADING for piece in pieces):
        raise NoText("a book of pictures, or an empty one")
    return _document(pieces, book, _licence_links(chapters))


def _document(pieces: Sequence[Block], book: Any, links: Sequence[str]) -> Document:
    said = _Said(book)
    title = title_of(pieces, said.title())
    begun = next((n for n, block in enumerate(pieces) if len(block.text.split()) > 8), 0)
    blocks = tuple(
        block
        for n, block in enumerate(pieces)
        if n > begun or block.kind is not BlockKind.HEADING or block.text.casefold() != title.casefold()
    )
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
    lang = agreed_language(" ".join(said.all("language")[:1]), " ".join(block.text for block in blocks))
    return Document(title, lang, blocks, metadata)


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


def _take_references(chapters: Sequence[_Chapter]) -> _Marks:
    """Take the references to notes and the page numbers out of the text; the mark of each note by where it stands."""
    marks: dict[tuple[str, str], str] = {}
    for chapter in chapters:
        for element in [*chapter.tree.iter("a", "span", "div", "hr", "nav")]:
            types = _types(element)
            if element.tag == "nav" or types & _UNSEEN:
                _remove(element)
            elif element.tag == "a" and (types & _REFERENCES or _is_raised(element)):
                target, _, place = (element.get("href") or "").partition("#")
                said = _MARK.fullmatch(tidy("".join(element.itertext())))
                if place and said:
                    # A note's own number leads back to the text: that one names no note.
                    if not any((chapter.name, each) in marks for each in _ids_around(element)):
                        name = _address(posixpath.dirname(chapter.name), target) if target else chapter.name
                        marks.setdefault((name, place), said[1])
                    _remove(element)
    return marks


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


def _pieces(chapter: _Chapter, marks: _Marks) -> Iterator[Block]:
    """The chapter's blocks; each note begins with the mark that the text has for it."""
    _show_notes(chapter, marks)
    begun = set[str]()
    for piece in walk(chapter.tree):
        block = replace(piece.block(), anchor=None)
        ids = [element.get("id") or "" for element in reversed(piece.within)]
        place = next((each for each in ids if (chapter.name, each) in marks), "")
        if block.kind is BlockKind.FOOTNOTE and place and place not in begun:
            begun.add(place)
            block = replace(block, text=_marked(block.text, marks[chapter.name, place]))
        yield block


def _show_notes(chapter: _Chapter, marks: _Marks) -> None:
    """Name the chapter's notes so that the walk knows them, and show those that wait for a touch on their mark."""
    notes = [element for element in chapter.tree.iter(*_NOTE_BLOCKS) if _NOTES & _types(element)]
    for element in [*chapter.tree.iterfind(".//*[@id]")]:
        block = element if element.tag in _NOTE_BLOCKS else next(element.iterancestors(*_NOTE_BLOCKS), None)
        if block is None or (chapter.name, element.get("id")) not in marks:
            continue
        if len("".join(block.itertext()).split()) < _LONGEST_NOTE:
            block.set("id", element.get("id"))
            notes.append(block)
    for note in notes:
        note.set("role", "doc-footnote")
        for hidden in ("hidden", "style", "aria-hidden"):
            note.attrib.pop(hidden, None)


def _marked(text: str, mark: str) -> str:
    return text if re.match(rf"\W?{re.escape(mark)}(?!\w)", text) else f"{mark} {text}"


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
