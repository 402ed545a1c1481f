"""A file that came back, opened by what its bytes are, whatever it is called."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from curation.exchange.bilingual import BilingualFile, NotReturnable
from curation.exchange.po import read_po
from curation.exchange.table_docx import read_docx
from curation.exchange.xliff import read_xliff
from curation.extract.decoding import decode
from curation.told import Told

_ZIP: Final = b"PK\x03\x04"
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*>")
_CHARSET: Final = re.compile(rb"Content-Type:[^\n]{0,80}charset=([\w.:-]+)")
_PO: Final = re.compile(r"^\s*(?:#~\s*)?msgid\s", re.M)
_UNKNOWN: Final = Told(
    "Ce fichier n’est ni du PO, ni du XLIFF, ni un document Word (.docx)\u00a0: rien n’en a été pris."
)
_EMPTY: Final = Told("Ce fichier est vide\u00a0: rien n’en a été pris.")


def opened(content: bytes) -> BilingualFile:
    """What a file holds, or NotReturnable. One that is not in UTF-8 is read as what it declares or seems to be."""
    if not content.strip(b"\xef\xbb\xbf\0 \t\r\n"):
        raise NotReturnable(_EMPTY)
    if content.startswith(_ZIP):
        return read_docx(content)
    declared = _CHARSET.search(content)
    text = decode(content, declared[1].decode("ascii") if declared else "").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.lstrip().startswith("<"):
        read = read_xliff(_DECLARATION.sub("", text))
    elif _PO.search(text):
        read = read_po(text)
    else:
        raise NotReturnable(_UNKNOWN)
    return replace(read, recoded=not _is_utf8(content))


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
