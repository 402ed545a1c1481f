"""A Word document as blocks: our own walk of its parts, which says what every paragraph is.

python-docx reads neither notes, text boxes nor tracked changes, and opens every picture; mammoth keeps hidden text and
loses what a style inherits. Both would need this walk beside them, so lxml, which is there anyway, reads the parts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from curation.errors import Damaged, NoText, UnsupportedMedia
from curation.extract.declared import day, front_and_back, people, title_of
from curation.extract.docx_styles import Styles, value, w
from curation.extract.docx_walk import Note, Read, Walker, as_note
from curation.extract.french_links import french_in_text
from curation.extract.language import agreed_language
from curation.extract.package import Package, parsed
from curation.extract.tidy import tidy
from curation.stated_licence import guess_licence
from translation.document import Block, BlockKind, Document, MarkKind, Metadata

_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# ISO 29500 names the same things twice; "strict" files use the second name.
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)  # fmt: skip
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_TERMS: Final = "{http://purl.org/dc/terms/}"
_MACROS: Final = re.compile(r"(?:.*/)?vbaProject\.bin$", re.I)
_LONGEST_HEADING: Final = 12  # words of a bold line that stands for a heading
_SIGNS: Final = "*†‡§"


def extract_docx(package: Package) -> Document:
    """The text of a Word document; its footnotes and endnotes stand at its end, each with its mark.

    `published` is the day the file was last saved: the best such a file has.
    """
    if any(_MACROS.match(name) for name in package.names):
        raise UnsupportedMedia("application/vnd.ms-word", "a Word document with macros (.docm): ask for .docx or PDF")
    main = _main_part(package)
    body = _part(package, main)
    if body is None or (text := body.find(w("body"))) is None:
        raise Damaged("a Word document without its text")
    relations = _relations(package, main)
    styles = Styles(_related(package, relations, "styles"), _related(package, relations, "numbering"))
    walker = Walker(styles, {name: target for name, kind, target in relations if kind == "hyperlink"})
    read = walker.body(text)
    notes = [*_notes(package, relations, walker)]
    if not read:
        raise NoText("a Word document without words")
    feet = _feet(package, relations, styles)
    core = package.xml("docProps/core.xml")
    return _document(read, notes, feet, styles.lang, core)


def _document(read: list[Read], notes: list[Block], feet: str, lang: str, core: Any) -> Document:
    read = _with_headings(read)
    blocks = [each.block for each in read]
    lines = _title_lines(read)
    title = tidy(" ".join(blocks[n].text for n in lines)) or title_of(blocks, _said(core, _DC + "title"))
    kept = [block for n, block in enumerate(blocks) if n not in lines and (n > 5 or not _repeats(block, title))]
    kept = _with_notes([*(kept or blocks), *notes])
    stated_in = front_and_back(len(read))
    stated = "\n".join([*(blocks[n].text for n in stated_in), feet, _said(core, _DC + "rights")])
    links = [link for n in stated_in for link in read[n].links]
    licence, evidence = guess_licence([*links, *re.findall(r"(?:https?://|www\.)\S+", stated)], stated)
    french = french_in_text(stated)
    metadata = Metadata(
        authors=people(_said(core, _DC + "creator")),
        published=day(_said(core, _TERMS + "modified") or _said(core, _TERMS + "created")),
        description=_said(core, _DC + "description") or _said(core, _DC + "subject"),
        licence=licence,
        licence_evidence=evidence,
        french=french.address if french else "",
        french_evidence=french.told if french else "",
    )
    declared = _said(core, _DC + "language") or lang
    return Document(title, agreed_language(declared, " ".join(block.text for block in kept)), tuple(kept), metadata)


def _with_notes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with no mark of a note that the file does not hold."""
    noted = {f"#{block.anchor}" for block in blocks if block.kind is BlockKind.FOOTNOTE}
    return [
        replace(block, marks=tuple(m for m in block.marks if m.kind is not MarkKind.NOTE or m.target in noted))
        for block in blocks
    ]


def _title_lines(read: list[Read]) -> range:
    """The lines in the style Title that follow each other: one title, whatever the page made of it."""
    first = next((n for n, each in enumerate(read[:30]) if each.is_title), None)
    if first is None:
        return range(0)
    return range(first, next((n for n in range(first, len(read)) if not read[n].is_title), len(read)))


def _repeats(block: Block, title: str) -> bool:
    return block.kind is BlockKind.HEADING and block.text.casefold() == title.casefold()


def _with_headings(read: list[Read]) -> list[Read]:
    """The blocks; in a document without heading styles, short bold lines are its headings."""
    if any(each.block.kind is BlockKind.HEADING and not each.is_title for each in read):
        return read
    lines = [n for n, each in enumerate(read) if _stands_for_heading(each)]
    followed = {n for n in lines if n + 1 < len(read) and n + 1 not in lines}
    if len(lines) * 2 > len(read):
        return read
    return [
        replace(each, block=replace(each.block, kind=BlockKind.HEADING, level=2)) if n in followed else each
        for n, each in enumerate(read)
    ]


def _stands_for_heading(read: Read) -> bool:
    text = read.block.text
    plain = read.block.kind is BlockKind.PARAGRAPH and read.bold
    return plain and len(text.split()) <= _LONGEST_HEADING and not text.endswith((".", ",", ";", ":", "!"))


# The parts of the file


_Relation = tuple[str, str, str]  # id, kind, target


def _main_part(package: Package) -> str:
    """The name of the part that holds the text."""
    root = _relations(package, "")
    return next((target for _, kind, target in root if kind == "officeDocument"), "word/document.xml")


def _part(package: Package, name: str) -> Any:
    content = package.read(name)
    if not content.strip():
        return None
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    part = parsed(content, name)
    if part.getroottree().docinfo.doctype:
        raise Damaged("it declares a document type, which no Word file does")
    return part


def _relations(package: Package, part: str) -> list[_Relation]:
    """Where the parts and links that a part names are."""
    folder, name = posixpath.split(part)
    root = package.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    found = []
    for each in () if root is None else root.iterchildren(_RELATIONS):
        target = each.get("Target", "")
        if each.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found.append((each.get("Id", ""), each.get("Type", "").rpartition("/")[2], target))
    return found


def _related(package: Package, relations: Sequence[_Relation], wanted: str) -> Any:
    return next((_part(package, target) for _, kind, target in relations if kind == wanted), None)


def _feet(package: Package, relations: Sequence[_Relation], styles: Styles) -> str:
    """What stands at the foot and the head of the pages: no part of the text, but a licence may be stated there."""
    parts = [_part(package, target) for _, kind, target in relations[:200] if kind in ("footer", "header")]
    return "\n".join(each.block.text for part in parts if part is not None for each in Walker(styles, {}).body(part))


def _said(core: Any, name: str) -> str:
    return tidy(core.findtext(name) or "") if core is not None else ""


# Footnotes and endnotes


def _notes(package: Package, relations: Sequence[_Relation], walker: Walker) -> Iterator[Block]:
    """The notes that the text refers to, with the mark that a reader sees: 1, 2, 3 and i, ii, iii."""
    settings = _related(package, relations, "settings")
    for kind, usual in (("footnote", "decimal"), ("endnote", "lowerRoman")):
        part = _related(package, relations, f"{kind}s")
        texts = {} if part is None else {each.get(w("id")): each for each in part.iterchildren(w(kind))}
        form = value(settings, f"{kind}Pr", "numFmt") or usual
        count = 0
        for note in [note for note in walker.notes if note.kind == kind]:
            count += not note.mark
            if (text := texts.pop(note.id, None)) is not None:
                mark = _mark(note, count, form)
                for n, read in enumerate(walker.body(text)):
                    yield as_note(read, "" if n else mark, note.anchor)


def _mark(note: Note, count: int, form: str) -> str:
    if note.mark:
        return note.mark
    match form:
        case "lowerRoman" | "upperRoman":
            roman = _roman(count)
            return roman.upper() if form.startswith("upper") else roman
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letter.upper() if form.startswith("upper") else letter
        case "chicago":
            return _SIGNS[(count - 1) % len(_SIGNS)] * ((count - 1) // len(_SIGNS) + 1)
        case _:
            return str(count)


def _roman(count: int) -> str:
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    small = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    large = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
    return "c" * hundreds + large[tens] + small[ones]
