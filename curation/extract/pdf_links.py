"""The links of a PDF's page: where on it they lie, and the addresses on the web that they lead to."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from curation.extract.pdf_letters import Place

_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.I)
_MOST_LINKS: Final = 500  # on a page
_LONGEST: Final = 2000


class Link(NamedTuple):
    """A rectangle on the page, and where a click in it leads."""

    place: Place
    address: str

    def covers(self, letter: Place) -> bool:
        left, low, right, high = self.place
        return left <= (letter[0] + letter[2]) / 2 <= right and low <= (letter[1] + letter[3]) / 2 <= high

    def meets(self, place: Place) -> bool:
        left, low, right, high = self.place
        return left < place[2] and place[0] < right and low < place[3] and place[1] < high


def address_at(links: Sequence[Link], letter: Place) -> str:
    """Where a click on a letter leads, or ""."""
    return next((link.address for link in links if link.covers(letter)), "")


def links_of(pdf: Any, page: Any) -> list[Link]:
    """The page's links to web and mail addresses; those to another page of the file lead nowhere in its text."""
    import pypdfium2.raw as raw

    found, at, link = list[Link](), ctypes.c_int(0), raw.FPDF_LINK()
    for _ in range(_MOST_LINKS):
        if not raw.FPDFLink_Enumerate(page.raw, at, link):
            break
        if address := _address(pdf, link):
            found += [Link(place, address) for place in _places(link)]
    return found


def _address(pdf: Any, link: Any) -> str:
    import pypdfium2.raw as raw

    action = raw.FPDFLink_GetAction(link)
    if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
        return ""
    size = raw.FPDFAction_GetURIPath(pdf.raw, action, None, 0)
    if not 1 < size <= _LONGEST:
        return ""
    held = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(pdf.raw, action, held, size)
    address = held.value.decode("utf-8", "replace").strip()
    return address if _ADDRESS.fullmatch(address) else ""


def _places(link: Any) -> Iterator[Place]:
    """A link's rectangles: one for each line of its words where the file says so."""
    import pypdfium2.raw as raw

    count = raw.FPDFLink_CountQuadPoints(link)
    corners = raw.FS_QUADPOINTSF()
    for index in range(count):
        if raw.FPDFLink_GetQuadPoints(link, index, corners):
            across = corners.x1, corners.x2, corners.x3, corners.x4
            upward = corners.y1, corners.y2, corners.y3, corners.y4
            yield min(across), min(upward), max(across), max(upward)
    box = raw.FS_RECTF()
    if count <= 0 and raw.FPDFLink_GetAnnotRect(link, box):
        yield min(box.left, box.right), min(box.bottom, box.top), max(box.left, box.right), max(box.bottom, box.top)
