"""A draft as a table in a Word document: number, English, French, remarks. Word, LibreOffice and Google Docs edit it.

Written and read by ourselves: the reader of publications loses which cell is which, and a library that writes Word
files would be one more for a document of one table.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

from lxml import etree

from curation.errors import CurationError
from curation.exchange.bilingual import BilingualFile, Entry, NotReturnable, key_of, possible, stamp_of
from curation.extract.docx_styles import w
from curation.extract.package import Package
from curation.told import Told

HEADINGS: Final = ("N°", "English", "Français", "Remarques")
_LANGUAGES: Final = ("fr-FR", "en-GB", "fr-FR", "fr-FR")  # for the spelling checkers
_WIDTHS: Final = (1100, 5400, 5400, 2900)  # twentieths of a point, on a page that lies on its side
_PAGE: Final = {"w": "16838", "h": "11906", "orient": "landscape"}
_SMALL: Final = "14"  # half points
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_MAIN: Final = "word/document.xml"
_TYPES: Final = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/word/document.xml" ContentType=\
"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS: Final = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="r1" Target="word/document.xml" Type=\
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment a zip archive knows: the same file gives the same bytes


def write_docx(file: BilingualFile, advice: str = "") -> bytes:
    """The title, what to heed, and a table whose rows are the segments; the stamp stands small below the number."""
    document = etree.Element(w("document"), nsmap={"w": w("").strip("{}")})
    body = _under(document, "body")
    _paragraph(body, file.title, "fr-FR", size="32")
    _paragraph(body, advice, "fr-FR")
    _table(body, file.entries)
    _under(body, "p")
    _under(_under(body, "sectPr"), "pgSz", **_PAGE)
    written = etree.tostring(document, encoding="UTF-8", xml_declaration=True, standalone=True)
    parts = {"[Content_Types].xml": _TYPES.encode(), "_rels/.rels": _RELATIONS.encode(), _MAIN: written}
    return _zipped(parts)


def _zipped(parts: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _table(body: Any, entries: Sequence[Entry]) -> None:
    table = _under(body, "tbl")
    properties = _under(table, "tblPr")
    _under(properties, "tblW", w="0", type="auto")
    borders = _under(properties, "tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _under(borders, edge, val="single", sz="4", color="A0A0A0")
    _under(properties, "tblLayout", type="fixed")
    grid = _under(table, "tblGrid")
    for width in _WIDTHS:
        _under(grid, "gridCol", w=str(width))
    header = _row(table, [[heading] for heading in HEADINGS])
    _under(header.find(w("trPr")), "tblHeader")
    for entry in entries:
        remarks = [*(["À revoir"] if entry.doubtful else []), *entry.remarks]
        _row(table, [[str(entry.key), str(entry.stamp)], [entry.source], [entry.target], remarks or [""]])


def _row(table: Any, cells: Sequence[Sequence[str]]) -> Any:
    row = _under(table, "tr")
    _under(_under(row, "trPr"), "cantSplit")
    for column, (lines, width, lang) in enumerate(zip(cells, _WIDTHS, _LANGUAGES, strict=True)):
        cell = _under(row, "tc")
        _under(_under(cell, "tcPr"), "tcW", w=str(width), type="dxa")
        for place, line in enumerate(lines):
            _paragraph(cell, line, lang, size=_SMALL if column == 0 and place else "")
    return row


def _paragraph(parent: Any, text: str, lang: str, *, size: str = "") -> None:
    run = _under(_under(parent, "p"), "r")
    look = _under(run, "rPr")
    if size:
        _under(look, "sz", val=size)
    _under(look, "lang", val=lang)
    written = _under(run, "t")
    written.text = possible(text)
    written.set(_SPACE, "preserve")


def _under(parent: Any, name: str, **values: str) -> Any:
    return etree.SubElement(parent, w(name), {w(key): value for key, value in values.items()})


def read_docx(content: bytes) -> BilingualFile:
    """The rows of every table with three columns or more, in their order, or NotReturnable.

    What a tracked change deletes is not read, what it inserts is; comments and the remarks are not.
    """
    try:
        root = Package(content).xml(_MAIN)
    except CurationError as error:
        raise NotReturnable(Told("Ce fichier Word ne s’ouvre pas\u00a0: rien n’en a été pris.")) from error
    if root is None:
        raise NotReturnable(Told("Ce fichier n’est pas un document Word (.docx)."))
    rows = ([_cell(cell) for cell in row.iterchildren(w("tc"))] for row in root.iter(w("tr")))
    return BilingualFile(tuple(_entry(*row[:3]) for row in rows if len(row) > 2 and row[1:3] != [*HEADINGS[1:3]]))


def _entry(number: str, source: str, target: str) -> Entry:
    key, _, stamp = number.partition(" ")
    return Entry(source, target, key_of(key), stamp_of(stamp))


def _cell(cell: Any) -> str:
    """The text of a cell on one line."""
    return re.sub(" +", " ", "".join(_texts(cell))).strip(" ")


_LEFT_OUT: Final = frozenset({w("del"), w("moveFrom"), w("tcPr"), w("pPr"), w("rPr"), w("instrText"), w("delText")})
_BREAKS: Final = frozenset({w("p"), w("br"), w("tab"), w("cr")})


def _texts(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _LEFT_OUT or etree.QName(child).localname == "Fallback":
            continue
        if child.tag in _BREAKS and (child.tag != w("p") or child.getprevious() is not None):
            yield " "
        if child.tag == w("t"):
            yield child.text or ""
        yield from _texts(child)
