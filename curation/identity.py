"""What makes two publications, two revisions or two addresses of the portal the same: pure functions."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import uuid
from typing import Final

from translation.document import Document

NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "dragoman:publication")
SLUG_LENGTH: Final = 80


def publication_key(canonical: str) -> str:
    """The UUID of the publication at this address, the same on every machine."""
    return str(uuid.uuid5(NAMESPACE, canonical))


def content_digest(document: Document) -> str:
    """What makes two revisions the same: title and blocks, whatever the bytes and the page around them were."""
    content = [document.title, *([block.kind, block.level, block.text] for block in document.blocks)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def slug(title: str) -> str:
    """A title as it stands in an address: "L’accès aux œuvres" is "l-acces-aux-oeuvres"."""
    spelled = title.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "-")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "document"
