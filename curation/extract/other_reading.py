from __future__ import annotations

from curation.errors import DocumentError
from translation.document import Document


class NoOtherReading(DocumentError):
    kind = "x"


def other_reading(content: bytes, media_type: str, url: str | None = None, charset: str = "") -> Document:
    raise NoOtherReading()
