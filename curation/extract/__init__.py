"""The door between bytes and text: any publication in, one document of blocks out, or the plain reason why not."""

from __future__ import annotations

import re
from typing import Final

from curation.errors import Damaged, DocumentError, NoText, UnsupportedMedia
from translation.document import Document

_MARKUP: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|h1|article|main)\b", re.I)
_LOOKED_AT: Final = 4096  # bytes at the start, where a file says what it is
_BINARY: Final = (
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"RIFF",
    b"BM6",
)


def extract(content: bytes, media_type: str, url: str | None = None, charset: str = "") -> Document:
    """The document in `content`: a PDF, a web page or plain text, by what its bytes are first, then by its label.

    `media_type` and `charset` are the server's words, `url` the address for relative links.
    Every failure is a `DocumentError`.
    """
    kind = _kind(content, media_type)
    try:
        if kind == "pdf":
            from curation.extract.pdf import extract_pdf

            return extract_pdf(content)
        if kind == "html":
            from curation.extract.html import extract_html

            return extract_html(content, url, charset)
        from curation.extract.plain import extract_plain

        return extract_plain(content, charset)
    except DocumentError:
        raise
    except RecursionError as error:
        raise Damaged("nested too deeply") from error
    except Exception as error:  # A reader that fails on one file must not end the run for all the others.
        raise Damaged(f"it could not be read ({type(error).__name__})") from error


def _kind(content: bytes, media_type: str) -> str:
    declared = media_type.partition(";")[0].strip().lower()
    head = content[:_LOOKED_AT]
    if not content.strip(b" \t\r\n\0"):
        raise Damaged("the file is empty") if "pdf" in declared else NoText("the body is empty")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_BINARY):
        raise UnsupportedMedia(declared or "unknown")
    if _MARKUP.search(head.replace(b"\0", b"")) or "html" in declared:
        return "html"
    if declared in ("text/plain", "text/markdown"):
        return "text"
    if "pdf" in declared:
        return "pdf"
    raise UnsupportedMedia(declared or "unknown")
