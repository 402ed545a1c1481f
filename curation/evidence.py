"""A file that shows a permission: what its bytes are, whatever its name says, and the name it is kept under."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from typing import Final

from curation.permissions import NotAPermission
from curation.told import Told

LARGEST_FILE: Final = 10_000_000  # bytes
LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that may stand as evidence: how its name ends and what a browser is told that it is."""

    ending: str
    media_type: str


PDF: Final = FileKind("pdf", "application/pdf")
PNG: Final = FileKind("png", "image/png")
JPEG: Final = FileKind("jpg", "image/jpeg")
WEBP: Final = FileKind("webp", "image/webp")
EMAIL: Final = FileKind("eml", "message/rfc822")
TEXT: Final = FileKind("txt", "text/plain")
KINDS: Final = (PDF, PNG, JPEG, WEBP, EMAIL, TEXT)


def kind_of(content: bytes) -> FileKind | None:
    """What the bytes are, whatever their name says; None for anything that is not on the list."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if not content.strip() or re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", content):
        return None
    if _is_email(content):
        return EMAIL
    return TEXT if _is_text(content) else None


def _is_email(content: bytes) -> bool:
    if not re.match(rb"[A-Za-z][A-Za-z0-9-]*:", content):
        return False
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(content[:100_000])
    return "From" in headers and bool({"Date", "Subject", "Message-ID"} & set(headers.keys()))


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def attached(name: str, content: bytes) -> str:
    """The name to keep a file under, made harmless and ending as its bytes want; NotAPermission for what is refused."""
    if len(content) > LARGEST_FILE:
        raise NotAPermission(Told("Ce fichier dépasse 10 Mo\u00a0: envoyez-en une version plus légère."))
    kind = kind_of(content)
    if kind is None:
        raise NotAPermission(
            Told(
                "Ce fichier n’est ni un PDF, ni une image (PNG, JPEG, WebP), ni un courriel (.eml), "
                "ni un texte en UTF-8."
            )
        )
    return f"{_stem(name)}.{kind.ending}"


def kind_named(name: str) -> FileKind:
    """The kind of a file that was kept under this name."""
    ending = name.rpartition(".")[2]
    return next((kind for kind in KINDS if kind.ending == ending), TEXT)


def _stem(name: str) -> str:
    """The name without folders, without its ending and without what could mislead a reader or a program."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    stem = last.rpartition(".")[0] or last
    plain = "".join(letter if letter.isalnum() or letter in " -_()" else "-" for letter in stem)
    return re.sub(r"[ -]{2,}", "-", plain)[:LONGEST_NAME].strip(" -_") or "autorisation"
