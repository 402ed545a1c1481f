"""The pages of a PDF as runs of text with their places, as pypdfium2 reads them.

Asking pdfium about each letter would take ten times as long as reading the page. So a page's text comes in one piece,
and only where its words begin and end, and how the letters there look, is asked for.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any, Final

from curation.errors import Damaged, Encrypted
from curation.extract.pdf_layout import Page, Rule, Run
from curation.extract.pdf_letters import Letters, Place, call
from curation.extract.pdf_links import links_of
from curation.extract.pdf_sections import Bookmark
from curation.extract.pdf_tables import TABLE_ROWS
from curation.extract.pdf_words import Written, runs_of

MOST_PAGES: Final = 2000
_MOST_OBJECTS: Final = 3000  # on a page: one with more is a drawing, and its lines are no table's
_MOST_BOOKMARKS: Final = 2000
_BULLETS: Final = frozenset("•●▪◦‣■□➢➤·–-*o\uf0b7\uf0a7\uf0d8")
_THIN: Final = 2.5  # points: a narrower rectangle is drawn as a line
_SHORTEST_RULE: Final = 12.0  # points
_WRONG_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD


def read_pages(content: bytes) -> tuple[list[Page], list[Bookmark]]:
    """Every page's runs and lines, and the outline; the file is closed again whatever happens."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _WRONG_PASSWORD:
            raise Encrypted() from error
        raise Damaged("not a readable PDF") from error
    try:
        if not len(pdf):
            raise Damaged("it has no pages")
        pages = [_page(pdf, number) for number in range(min(len(pdf), MOST_PAGES))]
        return pages, [*_outline(pdf)]
    finally:
        pdf.close()


def _outline(pdf: Any) -> Iterator[Bookmark]:
    import pypdfium2

    try:
        for number, mark in enumerate(pdf.get_toc(max_depth=6)):
            if number >= _MOST_BOOKMARKS:
                return
            to = mark.get_dest()
            page = to.get_index() if to else None
            if page is not None and (title := mark.get_title().strip()):
                yield Bookmark(title, mark.level + 1, page + 1)
    except (pypdfium2.PdfiumError, UnicodeDecodeError):  # An outline is a help; a broken one is none.
        return


def _page(pdf: Any, number: int) -> Page:
    import pypdfium2

    try:
        page = pdf[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:  # One damaged page: the others are still read.
        return Page(number + 1, 595, 842, ())
    box, turns = page.get_bbox(), page.get_rotation() // 90
    letters = Letters(text)
    written = [*runs_of(letters, links_of(pdf, page), number + 1)]
    rules = [*_rules(page, letters.known)] if _may_be_cells(written) else []
    text.close()
    page.close()
    return _upright(written, rules, box, turns, number + 1)


def _may_be_cells(written: list[Written]) -> bool:
    """Whether runs stand side by side often enough for a table: on other pages no line between them is asked for."""
    for upright in (True, False):
        alike = [each for each in written if (each.quarter % 2 == 0) is upright and each.text not in _BULLETS]
        low, high = (1, 3) if upright else (0, 2)
        levels = sorted(((each.place[low] + each.place[high]) / 2, each.size) for each in alike)
        beside = sum(after[0] - before[0] < 0.5 * max(before[1], after[1]) for before, after in pairwise(levels))
        if beside >= TABLE_ROWS:
            return True
    return False


def _upright(written: list[Written], rules: list[Place], box: Place, turns: int, number: int) -> Page:
    """The page turned so that most of its text can be read; what runs in another direction is left out."""
    weights: Counter[int] = Counter()
    for each in written:
        weights[each.quarter] += len(each.text)
    quarter = weights.most_common(1)[0][0] if weights else -turns % 4
    left, bottom, right, top = box
    width, height = (right - left, top - bottom) if quarter % 2 == 0 else (top - bottom, right - left)
    runs = []
    for each in written:
        if each.quarter == quarter:
            x0, y0, x1, y1 = _seen(each.place, quarter, box)
            # What lies outside the page is seen by no reader: the other half of a double page, or a hidden note.
            if 0 <= (x0 + x1) / 2 <= width and 0 <= (y0 + y1) / 2 <= height:
                look = each.size, each.bold, number, each.noted, each.sizes, each.marks
                runs.append(Run(each.text, x0, x1, y0, y1, *look))
    lines = tuple(Rule(*_seen(rule, quarter, box)) for rule in rules)
    return Page(number, width, height, tuple(runs), lines, (turns + quarter) % 4)


def _seen(place: Place, quarter: int, box: Place) -> Place:
    """A box counted from the file's lower left corner, as seen from the page's upper left: left, top, right, bottom."""
    left, bottom, right, top = box
    x0, y0, x1, y1 = place  # y0 < y1, upwards
    if quarter == 0:
        return x0 - left, top - y1, x1 - left, top - y0
    if quarter == 1:
        return top - y1, right - x1, top - y0, right - x0
    if quarter == 2:
        return right - x1, y0 - bottom, right - x0, y1 - bottom
    return y0 - bottom, x0 - left, y1 - bottom, x1 - left


def _rules(page: Any, known: Collection[int]) -> Iterator[Place]:
    """The page's straight lines, and the edges of its frames; what is `known` to be text is none."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page.raw)
    if count > _MOST_OBJECTS:
        return
    drawn_at = call(raw.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
    kind_of = call(raw.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)
    held, is_path = ctypes.addressof(page.raw.contents), raw.FPDF_PAGEOBJ_PATH
    place = [ctypes.c_float() for _ in range(4)]
    for index in range(count):
        address = drawn_at(held, index)
        if address in known or kind_of(address) != is_path:
            continue
        drawn = ctypes.cast(address, raw.FPDF_PAGEOBJECT)
        if not raw.FPDFPageObj_GetBounds(drawn, *place):
            continue
        left, low, right, high = (each.value for each in place)
        width, height = right - left, high - low
        if min(width, height) <= _THIN:
            if max(width, height) >= _SHORTEST_RULE:
                yield left, low, right, high
        elif min(width, height) >= 6 and 3 < raw.FPDFPath_CountSegments(drawn) <= 6:
            yield from ((left, low, right, low), (left, high, right, high))
            yield from ((left, low, left, high), (right, low, right, high))
