"""From a page's bytes to its text, whatever encoding it claims to be in, and to its tree."""

from __future__ import annotations

import codecs
import re
from typing import Any, Final

from curation.errors import NoText

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # Before UTF-16: its mark begins with UTF-16's.
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]+)", re.I
)
_DECLARATION_WITHIN: Final = 65_536  # The standard says 1,024 bytes; published pages do not keep to it.


def decode(content: bytes, charset: str = "") -> str:
    """The text of `content`: by its byte order mark, else the server's `charset`, else the page's, else a guess.

    Well-formed UTF-8 is UTF-8 whatever is declared, and a declared encoding that the bytes contradict is passed over.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    for candidate in (_zero_bytes(content), "utf-8", charset, _declared(content)):
        if (text := _strictly(content, candidate)) is not None:
            return text
    return _mostly_utf8(content) or content.decode("cp1252", errors="replace")


def page_tree(content: bytes, charset: str) -> Any:
    """A web page as lxml parses it, without comments; `NoText` for one with nothing in it."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    text = decode(content, charset).replace("\0", "")
    try:
        return html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise NoText("the page is empty") from error


def _zero_bytes(content: bytes) -> str:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    head = content[:2000]
    if head[1::2].count(0) > 0.3 * len(head):
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.3 * len(head) else ""


def _declared(content: bytes) -> str:
    match = _DECLARED.search(content[:_DECLARATION_WITHIN])
    return (match[1] or match[2]).decode("ascii", errors="ignore") if match else ""


def _strictly(content: bytes, encoding: str) -> str | None:
    """The text, or None when there is no such encoding or the bytes are not in it."""
    try:
        name = codecs.lookup(encoding.strip()).name
        if name in {"iso8859-1", "ascii"}:  # As browsers do: what says Latin-1 is windows-1252.
            name = "cp1252"
        return content.decode(name) if encoding else None
    except (LookupError, UnicodeError, ValueError):
        return None


def _mostly_utf8(content: bytes) -> str:
    """UTF-8 with a few broken bytes: it has more good sequences than bad; "" for what is in a single-byte encoding."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - broken
    return text if good > 2 * broken else ""
