"""A Word document's body, read from top to bottom as a reader would: a block for each paragraph, item and table row.

What was deleted under tracked changes, hidden text and tables of contents are left out; what was inserted is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from curation.extract.docx_styles import Look, Styles, switched, value, w
from curation.extract.html_links import Addresses
from curation.extract.rich_text import Fragment, RichText, joined, parted, tidied
from curation.extract.rich_text import Look as TextLook
from curation.extract.tidy import clean, tidy
from translation.document import CELL_SEPARATOR, Block, BlockKind, MarkKind

_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ALTERNATE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATHS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WRAPPERS: Final = frozenset(
    map(w, ("ins", "moveTo", "customXml", "smartTag", "sdt", "sdtContent", "hyperlink", "fldSimple", "dir", "bdo"))
)
_DELETED: Final = frozenset(map(w, ("del", "moveFrom")))
_PLACED: Final = frozenset(map(w, ("drawing", "pict", "object")))
_SPACES: Final = {w("tab"): " ", w("ptab"): " ", w("cr"): "\n", w("noBreakHyphen"): "-"}
_GENERATED: Final = re.compile(r"\s*(?:TOC|INDEX|TOA)\b", re.I)  # fields that repeat the text's own headings and words
_HYPERLINK: Final = re.compile(r'\s*HYPERLINK\s+"([^"]+)"', re.I)
_OF_THE_STYLE: Final = (MarkKind.BOLD, MarkKind.ITALIC)
_STYLED: Final = frozenset({BlockKind.HEADING, BlockKind.CAPTION, BlockKind.QUOTE})  # often bold or slanted as a whole
_BULLET: Final = re.compile(r"[•●▪■◦○‣⁃∙·]\s+")
_EMPTY_LINE: Final = re.compile(r"\n\s*\n")
_NO_WORDS: Final = re.compile(r"[\W_]*")
_LONG_CELL: Final = 60  # words: a table with such cells on average was made for layout


@dataclass(frozen=True, slots=True)
class Read:
    """A block as it stands in the document, and where its links lead."""

    block: Block
    is_title: bool = False
    bold: bool = False
    links: tuple[str, ...] = ()


@dataclass(slots=True)
class Note:
    """A footnote or endnote that the text refers to; `mark` is what the reader sees, "" for the next number."""

    kind: str
    id: str
    anchor: str
    mark: str = ""


@dataclass(slots=True)
class _Line:
    """The text of a paragraph as far as it is read."""

    parts: list[Fragment] = field(default_factory=list)
    inked: int = 0
    bold: int = 0
    boxes: list[Any] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Field:
    """A field: what stands between its beginning and its separator is an instruction, the rest is what readers see."""

    instruction: str = ""
    shown: bool = False

    @property
    def target(self) -> str:
        link = _HYPERLINK.match(self.instruction)
        return link[1] if link else ""

    @property
    def is_generated(self) -> bool:
        return bool(_GENERATED.match(self.instruction))


class Walker:
    """Reads the parts of one document; `notes` are the notes that it meets, in their order."""

    def __init__(self, styles: Styles, targets: Mapping[str, str]) -> None:
        self._styles, self._targets = styles, targets
        self._read: list[Read] = []
        self._fields: list[_Field] = []
        self._link = ""
        self._held = _Line()  # of a paragraph whose end was deleted: it goes on in the next
        self.notes: list[Note] = []

    def body(self, parent: Any) -> list[Read]:
        """The blocks in an element: the body, a cell, a text box, a note."""
        outer = self._read, self._fields, self._held
        self._read, self._fields, self._held = [], [], _Line()
        self._blocks(parent)
        self._finish(self._held, Look())
        found = self._read
        self._read, self._fields, self._held = outer
        return found

    # Blocks

    def _blocks(self, parent: Any) -> None:
        for child in parent:
            if child.tag == w("p"):
                self._paragraph(child)
            elif child.tag == w("tbl"):
                self._table(child)
            elif child.tag == _ALTERNATE:
                self._blocks(_chosen(child))
            elif child.tag in _WRAPPERS and not _is_contents(child):
                self._blocks(child)

    def _paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(w("pPr"))
        look = self._styles.look(properties)
        if look.kind is BlockKind.HEADING and not look.left_out:
            self._fields = [each for each in self._fields if not each.is_generated]  # one whose end is missing
        line, self._held = self._held, _Line()
        self._inline(paragraph, line, look)
        self._fields = [each for each in self._fields if each.shown]  # an instruction ends with its paragraph
        mark = properties.find(w("rPr")) if properties is not None else None
        if mark is not None and any(mark.find(deleted) is not None for deleted in _DELETED):
            self._held = line
        else:
            self._finish(line, look)

    def _finish(self, line: _Line, look: Look) -> None:
        if not look.left_out:
            code = look.kind is BlockKind.CODE
            for part in [line.parts] if code else parted(line.parts, _EMPTY_LINE):
                self._emit(_code(part) if code else tidied(part), line, look)
        boxes, line.boxes = line.boxes, []
        for box in boxes:
            self._read += self.body(box)

    def _emit(self, said: RichText, line: _Line, look: Look) -> None:
        kind, level = look.kind, look.level
        if kind is BlockKind.PARAGRAPH and (typed := _BULLET.match(said.text)):
            kind, level, said = BlockKind.LIST_ITEM, 1, said.after(typed.end())
        if _NO_WORDS.fullmatch(said.text):
            return
        bold = 0 < line.inked == line.bold
        text, marks = said.plainer(*_OF_THE_STYLE) if kind in _STYLED else said
        self._read.append(Read(Block(kind, text, level, marks=marks), look.is_title, bold, tuple(line.links)))

    # Tables

    def _table(self, table: Any) -> None:
        properties = table.find(w("tblPr"))
        rows = [(row, [self.body(cell) for cell in _cells(row)]) for row in _rows(table)]
        cells = [cell for _, row in rows for cell in row if cell]
        words = sum(len(read.block.text.split()) for cell in cells for read in cell)
        if max((sum(map(bool, row)) for _, row in rows), default=0) < 2 or words > _LONG_CELL * len(cells):
            self._read += [read for cell in cells for read in cell]  # a frame, or a layout of the page
            return
        styled = _shows_first_row(properties) and self._styles.has_header_row(value(properties, "tblStyle"))
        for at, (row, found) in enumerate(rows):
            if not any(found):
                continue
            inked = [read for cell in found for read in cell]
            header = switched(row.find(w("trPr")), "tblHeader") or (
                at == 0 and len(rows) > 1 and (styled or all(read.bold for read in inked))
            )
            text, marks = joined(CELL_SEPARATOR, map(_cell_text, found))
            marks = tuple(mark for mark in marks if not (header and mark.kind is MarkKind.BOLD))
            links = tuple(link for read in inked for link in read.links)
            self._read.append(Read(Block(BlockKind.TABLE_ROW, text, int(header), marks=marks), links=links))

    # Text

    def _inline(self, parent: Any, line: _Line, look: Look) -> None:
        for child in parent:
            if child.tag == w("r"):
                self._run(child, line, look)
            elif child.tag == _ALTERNATE:
                self._inline(_chosen(child), line, look)
            elif child.tag in _WRAPPERS:
                if _is_contents(child) or _GENERATED.match(child.get(w("instr")) or ""):
                    continue
                outer, self._link = self._link, self._target(child, line) or self._link
                self._inline(child, line, look)
                self._link = outer
            elif isinstance(child.tag, str) and child.tag.startswith(_MATHS):
                self._say("".join(text.text or "" for text in child.iter(_MATHS + "t")), line)

    def _run(self, run: Any, line: _Line, look: Look) -> None:
        properties = run.find(w("rPr"))
        shown = not self._styles.run_on(properties, "vanish", look.hidden)
        looks = self._looks(properties, look)
        note: Note | None = None
        for child in run:
            if child.tag == w("fldChar"):
                self._field(child.get(w("fldCharType")))
            elif child.tag == w("instrText") and self._fields:
                self._fields[-1].instruction += child.text or ""
            elif not shown:
                continue
            elif child.tag == w("t"):
                if note is not None:
                    note.mark += tidy(child.text or "")
                else:
                    self._say(child.text or "", line, looks)
            elif child.tag in (w("footnoteReference"), w("endnoteReference")):
                read = self._note(child, line)
                note = read if switched_attribute(child, "customMarkFollows") else None
            elif child.tag == w("br"):
                self._say("\n" if child.get(w("type")) in (None, "textWrapping") else " ", line, looks)
            elif child.tag in _SPACES:
                self._say(_SPACES[child.tag], line, looks)
            elif child.tag == w("ruby"):
                for base in child.iterchildren(w("rubyBase")):
                    self._inline(base, line, look)
            elif child.tag in _PLACED or child.tag == _ALTERNATE:
                line.boxes += _boxes(child)

    def _looks(self, properties: Any, look: Look) -> tuple[TextLook, ...]:
        looks = [(MarkKind.BOLD, "")] if self._styles.run_on(properties, "b", look.bold) else []
        return (*looks, *([(MarkKind.ITALIC, "")] if self._styles.run_on(properties, "i", look.italic) else []))

    def _target(self, element: Any, line: _Line) -> str:
        """Where a hyperlink leads, if it leads out of the document."""
        simple = _HYPERLINK.match(element.get(w("instr")) or "")
        target = simple[1] if simple else self._targets.get(element.get(_LINK) or "", "")
        if target:
            line.links.append(target)
        place = element.get(w("anchor"))
        return f"{target}#{place}" if target and place else target

    def _say(self, text: str, line: _Line, looks: tuple[TextLook, ...] = ()) -> None:
        if all(each.shown and not each.is_generated for each in self._fields):
            target = Addresses().target(next((each.target for each in self._fields if each.target), self._link))
            line.parts.append(Fragment(text, (*looks, (MarkKind.LINK, target)) if target else looks))
            ink = len(text.strip())
            line.inked, line.bold = line.inked + ink, line.bold + ink * ((MarkKind.BOLD, "") in looks)

    def _field(self, step: str | None) -> None:
        if step == "begin":
            self._fields.append(_Field())
        elif step == "separate" and self._fields:
            self._fields[-1].shown = True
        elif step == "end" and self._fields:
            self._fields.pop()

    def _note(self, reference: Any, line: _Line) -> Note:
        kind = "footnote" if reference.tag == w("footnoteReference") else "endnote"
        note = Note(kind, reference.get(w("id")) or "", anchor=f"note-{len(self.notes) + 1}")
        self.notes.append(note)
        line.parts.append(Fragment("", ((MarkKind.NOTE, f"#{note.anchor}"),)))
        return note


def switched_attribute(element: Any, name: str) -> bool:
    return (element.get(w(name)) or "0").lower() in ("1", "true", "on")


def _chosen(alternate: Any) -> Any:
    """What a recent reader shows of content that is there twice: never both."""
    return alternate[0] if len(alternate) else alternate


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes in a drawing, each once."""
    if element.tag == w("txbxContent"):
        yield element
    elif element.tag == _ALTERNATE:
        yield from _boxes(_chosen(element)) if len(element) else ()
    else:
        for child in element:
            yield from _boxes(child)


def _is_contents(element: Any) -> bool:
    """A table of contents that Word made, or a placeholder that nobody filled in."""
    if element.tag != w("sdt"):
        return False
    properties = element.find(w("sdtPr"))
    gallery = value(properties, "docPartObj", "docPartGallery") or ""
    return "contents" in gallery.lower() or bool(switched(properties, "showingPlcHdr"))


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == w("tr"):
            properties = child.find(w("trPr"))
            gone = properties is not None and properties.find(w("del")) is not None
            if not gone and not switched(properties, "hidden"):
                yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == w("tc"):
            properties = child.find(w("tcPr"))
            if properties is None or properties.find(w("cellDel")) is None:
                yield child
        elif child.tag in _WRAPPERS:
            yield from _cells(child)


def _shows_first_row(properties: Any) -> bool:
    look = properties.find(w("tblLook")) if properties is not None else None
    if look is None:
        return False
    if (stated := look.get(w("firstRow"))) is not None:
        return stated.lower() in ("1", "true", "on")
    try:
        return bool(int(look.get(w("val")) or "0", 16) & 0x20)
    except ValueError:
        return False


def _code(parts: list[Fragment]) -> RichText:
    return RichText(clean("".join(part.text for part in parts)).strip())


def _cell_text(cell: list[Read]) -> RichText:
    """A cell on one line; the items of a list in it are parted by semicolons, the cells of a table in it by commas."""
    whole = RichText()
    for block in (read.block for read in cell):
        said = RichText(block.text, block.marks).parted_by(CELL_SEPARATOR, ", ").parted_by("\n", " ")
        gap = "; " if block.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW) else " "
        whole = joined(gap, (whole, said)) if whole.text else said
    return whole


def as_note(read: Read, mark: str, anchor: str) -> Block:
    """A paragraph of a note as a block; the first one begins with the note's mark."""
    said = RichText(read.block.text, read.block.marks).parted_by(CELL_SEPARATOR, ", ").parted_by("\n", " ")
    marked = said if not mark or said.text.startswith(mark) else joined(" ", (RichText(mark), said))
    return replace(read.block, kind=BlockKind.FOOTNOTE, text=marked.text, level=0, marks=marked.marks, anchor=anchor)
