"""Documents that are zip archives of XML: which kind one is, and its parts, as much of them as is safe to unpack."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, Final

from curation.errors import Damaged, Encrypted, TooHard, UnsupportedMedia
from translation.document import Document

MOST_UNPACKED: Final = 64_000_000  # bytes of one document's text and styles: several thousand pages
_MIMETYPE: Final = "mimetype"
_CONTENT_TYPES: Final = "[Content_Types].xml"
_OURS: Final = re.compile(rb"mimetype ?application/epub|\[Content_Types\]|META-INF/|word/")
_ELSE: Final = (
    (re.compile(r"ppt/presentation\.xml"), "slides (.pptx): ask for PDF"),
    (re.compile(r"xl/workbook\.(?:xml|bin)"), "a workbook (.xlsx): it is read by people, not by us"),
    (re.compile(r"content\.xml"), "an OpenDocument file: ask for .docx or PDF"),
)
_UNREADABLE: Final = (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, KeyError)


class Package:
    """A zip archive's parts by their names; together they may not unpack to more than `MOST_UNPACKED`."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _UNREADABLE as error:
            raise Damaged("a zip archive that cannot be opened") from error
        self.names = frozenset(self._zip.namelist())
        self._left = MOST_UNPACKED

    def read(self, name: str) -> bytes:
        """A part's bytes; empty when there is no such part."""
        if name not in self.names:
            return b""
        if self._zip.getinfo(name).flag_bits & 1:
            raise Encrypted()
        try:
            with self._zip.open(name) as part:
                content = part.read(self._left + 1)
        except MemoryError:
            raise
        except Exception as error:  # each kind of compression has its own
            raise Damaged(f"its part {name[:80]} cannot be unpacked") from error
        self._left -= len(content)
        if self._left < 0:
            raise TooHard(f"its text unpacks to more than {MOST_UNPACKED // 1_000_000} MB")
        return content

    def xml(self, name: str) -> Any:
        """A part's root element; None when there is no such part. Entities stay what they are: nothing is expanded."""
        content = self.read(name)
        return parsed(content, name) if content.strip() else None


def parsed(content: bytes, name: str) -> Any:
    """XML bytes as their root element, with nothing read from elsewhere and no entity expanded."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.LxmlError as error:
        raise Damaged(f"its part {name[:80]} is not well-formed XML") from error


def extract_package(content: bytes) -> Document:
    """A Word document or an EPUB, by what the archive holds; `UnsupportedMedia` for any other."""
    try:
        package = Package(content)
    except Damaged as error:
        if _OURS.search(content):
            raise
        raise UnsupportedMedia("application/zip", "a zip archive that is no document, or a broken one") from error
    if "application/epub+zip" in package.read(_MIMETYPE)[:64].decode("latin-1") or "META-INF/container.xml" in (
        package.names
    ):
        from curation.extract.epub import extract_epub

        return extract_epub(package)
    if _CONTENT_TYPES in package.names and any(name.startswith("word/") for name in package.names):
        from curation.extract.docx import extract_docx

        return extract_docx(package)
    for pattern, what in _ELSE:
        if any(pattern.fullmatch(name) for name in package.names):
            raise UnsupportedMedia("application/zip", what)
    raise UnsupportedMedia("application/zip", "a zip archive, not one document")
