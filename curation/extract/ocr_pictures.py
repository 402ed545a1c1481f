"""The pages of a PDF as pictures to recognise words in; called in a process of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from curation.errors import Damaged

DOTS: Final = 300  # to an inch, what Tesseract is trained on
_MOST_DOTS: Final = 60_000_000  # of one page: a sheet of A2; larger ones are drawn smaller
_POINTS: Final = 72  # to an inch


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in shades of grey, as PGM; the page's size and that of one dot in points."""

    pgm: bytes
    width: float
    height: float
    scale: float


def page_count(content: bytes) -> int:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as pdf:
            return len(pdf)
    except pypdfium2.PdfiumError as error:
        raise Damaged("not a readable PDF") from error


def page_picture(content: bytes, page: int) -> Picture:
    """One page, drawn."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as pdf:
        width, height = pdf[page].get_size()
        area = max(width * height / _POINTS**2, 0.01)
        dots = min(DOTS, math.sqrt(_MOST_DOTS / area)) / _POINTS
        bitmap = pdf[page].render(scale=dots, grayscale=True)
        rows = memoryview(bitmap.buffer).cast("B")
        lines = (rows[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height))
        head = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height)
        return Picture(head + b"".join(lines), width, height, 1 / dots)
