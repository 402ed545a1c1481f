"""What makes two publications, two revisions or two addresses of the portal the same: pure functions."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import uuid
from typing import Any, Final

from curation.extract.tidy import tidy
from curation.volatile import lasting, spelled
from translation.document import Document

NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "dragoman:publication")
SLUG_LENGTH: Final = 80


def publication_key(canonical: str) -> str:
    """The UUID of the publication at this address, the same on every machine."""
    return str(uuid.uuid5(NAMESPACE, canonical))


def content_digest(document: Document) -> str:
    """What makes two revisions the same: title and blocks, whatever the bytes and the page around them were.

    What a page writes anew by itself ("posted 2 hours ago") does not count. Everything else is spelled as it stands, so
    that the digests of documents kept long ago still hold.
    """
    return hashlib.sha256(json.dumps(_content(document), ensure_ascii=False).encode()).hexdigest()


def same_content(one: Document, other: Document) -> bool:
    """Whether two documents say the same, also when one has its quotes and dashes curly and long, and the other not."""
    return content_digest(one) == content_digest(other) or _spelled(one) == _spelled(other)


def _content(document: Document) -> list[Any]:
    kept = ((block, lasting(block)) for block in document.blocks)
    return [tidy(document.title), *([block.kind, block.level, text] for block, text in kept if text)]


def _spelled(document: Document) -> list[Any]:
    title, *blocks = _content(document)
    return [spelled(title), *((kind, level, spelled(text)) for kind, level, text in blocks)]


def slug(title: str) -> str:
    """A title as it stands in an address: "L’accès aux œuvres" is "l-acces-aux-oeuvres"."""
    spelled = title.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "-")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "document"
