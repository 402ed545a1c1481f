"""The door between bytes and text: any publication in, one document of blocks out, or the plain reason why not."""

from __future__ import annotations

import re
from typing import Final

from curation.errors import Damaged, DocumentError, Encrypted, NoText, TooHard, UnsupportedMedia
from curation.extract.apart import READERS
from curation.extract.language import with_block_languages
from curation.extract.written_links import with_written_links
from translation.document import Document

LARGEST: Final = 100_000_000  # bytes of any document
_LARGE_PAGE: Final = 1_000_000  # bytes of a page or text: as large as a handbook
_MARKUP: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|h1|article|main)\b", re.I)
_LOOKED_AT: Final = 4096  # bytes at the start, where a file says what it is
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY: Final = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"RIFF",
    b"BM6",
)
# Streams of the container that Office used before 2007, and still uses around what a password protects.
_IN_OLE: Final = (
    ("WordDocument", "a Word document of the old kind (.doc): ask for .docx or PDF"),
    ("PowerPoint Document", "slides of the old kind (.ppt): ask for PDF"),
    ("Workbook", "a workbook of the old kind (.xls): it is read by people, not by us"),
)


def extract(content: bytes, media_type: str, url: str | None = None, charset: str = "") -> Document:
    """The document in `content`: a PDF, a Word document, an EPUB, a web page or plain text.

    What its bytes are counts first, then its label. `media_type` and `charset` are the server's words, `url` the
    address for relative links. Every failure is a `DocumentError`. Formats that can hang or burst their reader, and
    very large pages, are read in a process of their own, within limits.
    """
    if len(content) > LARGEST:
        raise TooHard(f"larger than {LARGEST // 1_000_000} MB")
    kind = kind_of(content, media_type)
    try:
        if kind in ("pdf", "package") or len(content) > _LARGE_PAGE:
            return READERS.run(read_here, kind, content, url, charset)
        return read_here(kind, content, url, charset)
    except DocumentError:
        raise
    except RecursionError as error:
        raise Damaged("nested too deeply") from error
    except Exception as error:  # A reader that fails on one file must not end the run for all the others.
        raise Damaged(f"it could not be read ({type(error).__name__})") from error


def read_here(kind: str, content: bytes, url: str | None, charset: str) -> Document:
    """The document, read in this very process: `kind` says as what."""
    return with_written_links(with_block_languages(_read(kind, content, url, charset)))


def _read(kind: str, content: bytes, url: str | None, charset: str) -> Document:
    match kind:
        case "pdf":
            from curation.extract.pdf import extract_pdf

            return extract_pdf(content)
        case "package":
            from curation.extract.package import extract_package

            return extract_package(content)
        case "html":
            from curation.extract.html import extract_html

            return extract_html(content, url, charset)
        case _:
            from curation.extract.plain import extract_plain

            return extract_plain(content, charset)


def kind_of(content: bytes, media_type: str) -> str:
    """ "pdf", "package" (Word, EPUB), "html" or "text", by what the bytes are; UnsupportedMedia for anything else."""
    declared = media_type.partition(";")[0].strip().lower()
    head = content[:_LOOKED_AT]
    if not content.strip(b" \t\r\n\0"):
        raise Damaged("the file is empty") if "pdf" in declared else NoText("the body is empty")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "package"
    if head.startswith(_OLE):
        raise _refusal(content, declared)
    if head.startswith(_BINARY):
        raise UnsupportedMedia(declared or "unknown")
    if _MARKUP.search(head.replace(b"\0", b"")) or "html" in declared:
        return "html"
    if declared in ("text/plain", "text/markdown"):
        return "text"
    if "pdf" in declared:
        return "pdf"
    raise UnsupportedMedia(declared or "unknown")


def _refusal(content: bytes, declared: str) -> DocumentError:
    """Why a file of the old Office container is not read."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Encrypted()
    what = next((words for name, words in _IN_OLE if name.encode("utf-16-le") in content), "")
    return UnsupportedMedia(declared or "unknown", what)
