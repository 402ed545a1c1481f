"""A page of a PDF as a picture for people to look at; called in a process of its own."""

from __future__ import annotations

import io
import math
from typing import Final

from curation.errors import Damaged, NoSuchPage

WIDTH: Final = 1000  # dots: readable on a screen, and under 100 kB for most pages
_MOST_DOTS: Final = 4_000_000  # of one page: a long poster is drawn smaller
_TALLEST: Final = 16_000  # dots: WebP holds 16,383
_QUALITY: Final = 60


def page_image(content: bytes, page: int) -> bytes:
    """Page number `page`, counted from 1, as WebP, as a viewer shows it; `NoSuchPage`, or `Damaged` for no PDF."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as pdf:
            if not 1 <= page <= len(pdf):
                raise NoSuchPage(page, len(pdf))
            width, height = pdf[page - 1].get_size()
            dots = math.sqrt(_MOST_DOTS / max(width * height, 1))
            scale = min(WIDTH / max(width, 1), _TALLEST / max(height, 1), dots)
            picture = pdf[page - 1].render(scale=scale).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise Damaged("not a readable PDF") from error
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=_QUALITY)
    return written.getvalue()
