"""Small PDF files as tests need them: turned pages, sideways text, four styles of letters, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

STYLES = {"": "Helvetica", "b": "Helvetica-Bold", "i": "Helvetica-Oblique", "bi": "Helvetica-BoldOblique"}


class Words(NamedTuple):
    """Letters in one look, their place counted from the lower left corner of a page that is turned to read them.

    Without a place they go on where the words before them end.
    """

    text: str
    left: float | None = None
    low: float = 0
    size: float = 10
    style: str = ""


class Link(NamedTuple):
    """A rectangle (left, low, right, high) that leads to a web address, or to a page of the file."""

    place: tuple[float, float, float, float]
    address: str | int


@dataclass(frozen=True)
class Sheet:
    """A page: its words, run in `direction` quarter turns counter-clockwise, and how the file crops and turns it."""

    words: Sequence[Words]
    direction: int = 0
    rotate: int = 0
    box: tuple[float, float, float, float] = (0, 0, 600, 800)  # the part that is seen
    media: tuple[float, float, float, float] | None = None
    links: Sequence[Link] = ()


def written(*sheets: Sheet) -> bytes:
    """The PDF file of these pages."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects += [f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>" for name in STYLES.values()]
    fonts = " ".join(f"/F{style} {number} 0 R" for number, style in enumerate(STYLES, start=3))
    first = len(objects) + 1
    for number, sheet in enumerate(sheets):
        stream = "BT\n" + "".join(_drawn(words, sheet) for words in sheet.words) + "ET"
        media, box = (" ".join(map(str, edges)) for edges in (sheet.media or sheet.box, sheet.box))
        notes = " ".join(_annotation(link, first) for link in sheet.links)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{media}] /CropBox [{box}] /Rotate {sheet.rotate}"
            f" /Contents {first + 2 * number + 1} 0 R /Resources << /Font << {fonts} >> >> /Annots [{notes}] >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(sheets)))
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>"
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>"
    return f"{body}{tail}\nstartxref\n{len(body)}\n%%EOF".encode("latin-1")


def _drawn(words: Words, sheet: Sheet) -> str:
    text = words.text.replace("(", r"\(").replace(")", r"\)")
    shown = f"/F{words.style} {words.size} Tf ({text}) Tj\n"
    if words.left is None:
        return shown
    left, low, right, high = sheet.box
    across, up = words.left, words.low
    at, matrix = [
        ((left + across, low + up), "1 0 0 1"),
        ((right - up, low + across), "0 1 -1 0"),
        ((right - across, high - up), "-1 0 0 -1"),
        ((left + up, high - across), "0 -1 1 0"),
    ][sheet.direction]
    return f"{matrix} {at[0]} {at[1]} Tm {shown}"


def _annotation(link: Link, first: int) -> str:
    action = f"/A << /S /URI /URI ({link.address}) >>"
    if isinstance(link.address, int):
        action = f"/Dest [{first + 2 * (link.address - 1)} 0 R /Fit]"
    return f"<< /Type /Annot /Subtype /Link /Border [0 0 0] /Rect [{' '.join(map(str, link.place))}] {action} >>"
