"""The pages of a PDF as runs of text with their places, as pypdfium2 reads them.

Asking pdfium about each letter would take ten times as long as reading the page. So a page's text comes in one piece,
and only where its words begin and end, and how the letters there look, is asked for.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from curation.errors import Damaged, Encrypted
from curation.extract.pdf_layout import Page, Rule, Run
from curation.extract.pdf_marks import note_marks, with_links
from curation.extract.pdf_places import Edges, Frame
from curation.extract.pdf_sections import Bookmark
from translation.document import Mark, MarkKind
from translation.marks import kept_through

MOST_PAGES: Final = 2000
_MOST_LETTERS: Final = 60_000  # on a page: a map drawn in letters is not read to its end
_MOST_OBJECTS: Final = 3000  # on a page: one with more is a drawing, and its lines are no table's
_MOST_LINKS: Final = 1000  # on a page
_LONGEST_ADDRESS: Final = 2000
_MOST_BOOKMARKS: Final = 2000
_GAP: Final = 0.8  # of the letters' size: a wider gap parts two runs
_STX, _HYPHEN = "\x02", "\ufffe"  # how pdfium writes a hyphen at a line end
_UNKNOWN: Final = "\ufffd"
_THIN: Final = 2.5  # points: a narrower rectangle is drawn as a line
_SHORTEST_RULE: Final = 12.0  # points
_WRONG_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD
_LINE_END: Final = re.compile(r"(?<=[\r\n\ufffe])")  # pdfium puts no line break where it saw a hyphen at a line end
# Not \S: a font without a map has letters that Python takes for white space.
_WORD: Final = re.compile(r"[^ \t\r\n\xa0\u2000-\u200b\u3000]+")
_BOLD: Final = re.compile(r"bold|black|heavy|semibold|demi|medi(?!um)", re.I)
_ITALIC: Final = re.compile(r"ital|obliq|slanted|[-,]it\b|ti\d*$", re.I)
_RAISED: Final = re.compile(r"[\d,*∗†‡§¶–-]{1,6}")
_ENDS_RAISED: Final = re.compile(r"[\d*∗†‡§¶](?:[\d,*∗†‡§¶–-]{0,5})$")
_BEGINS_RAISED: Final = re.compile(r"(?:\d{1,3}|[*∗†‡§¶]{1,3})(?=[^\d\s])")
_UNIT: Final = re.compile(r"(?:\b(?:[cdkm]?m|ft|mi|in)|\d)$")
_LOOSE: Final = re.compile(r" ([,.;:)](?:\s|$))")  # what a removed number leaves
# What some broken fonts give for their rules and leaders: the alphabet backwards.
_DESCENDING: Final = re.compile(r"z?yxw(?:vutsrqponmlkjihgfedcba|[a-z]{0,20}(?<=[a-z]{6}))[A-Z]*")

# What becomes a run once its page is turned: text, place, size, bold, page, noted, sizes, italic, styles.
_Placed = tuple[str, Edges, float, bool, int, bool, tuple[float, ...], bool, tuple[Mark, ...]]


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
    edges = page.get_bbox()
    left, bottom, right, top = edges
    shown = -page.get_rotation() // 90 % 4
    turned = [*_Reader(text, number + 1).runs()]
    rules = [*_rules(page)] if turned else []
    places = [*_links(pdf, page)] if turned else []
    text.close()
    page.close()
    weights: Counter[int] = Counter()
    for quarter, run in turned:
        weights[quarter] += len(run[0])
    upright = weights.most_common(1)[0][0] if weights else 0
    frame = Frame(edges, upright, shown)
    runs = tuple(_upright(run, frame) for quarter, run in turned if quarter == upright)
    width, height = (right - left, top - bottom) if upright % 2 == 0 else (top - bottom, right - left)
    lines = tuple(Rule(*frame.seen(rule)) for rule in rules)
    links = [(frame.seen(place), address) for place, address in places]
    # What lies outside the page is seen by no reader: the other half of a double page, or a hidden note.
    inside = tuple(run for run in runs if 0 <= run.middle_x <= width and 0 <= run.middle <= height)
    return Page(number + 1, width, height, with_links(inside, links), lines, frame)


def _upright(run: _Placed, frame: Frame) -> Run:
    text, place, size, bold, page, noted, sizes, italic, styles = run
    left, top, right, bottom = frame.seen(place)
    return Run(text, left, right, top, bottom, size, bold, page, noted, sizes, italic, styles)


def _links(pdf: Any, page: Any) -> Iterator[tuple[Edges, str]]:
    """The places on a page that lead to an address; a link over two lines has two."""
    import pypdfium2.raw as raw

    at, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    for _ in range(_MOST_LINKS):
        if not raw.FPDFLink_Enumerate(page.raw, at, link):
            return
        address = _address_of(pdf, link)
        quads = raw.FPDFLink_CountQuadPoints(link) if address else 0
        if address and not quads and raw.FPDFLink_GetAnnotRect(link, box):
            yield (box.left, box.bottom, box.right, box.top), address
        corners = raw.FS_QUADPOINTSF()
        for number in range(quads):
            if raw.FPDFLink_GetQuadPoints(link, number, corners):
                xs = (corners.x1, corners.x2, corners.x3, corners.x4)
                ys = (corners.y1, corners.y2, corners.y3, corners.y4)
                yield (min(xs), min(ys), max(xs), max(ys)), address


def _address_of(pdf: Any, link: Any) -> str:
    import pypdfium2.raw as raw

    action = raw.FPDFLink_GetAction(link)
    if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
        return ""
    length = raw.FPDFAction_GetURIPath(pdf.raw, action, None, 0)
    written = ctypes.create_string_buffer(min(length, _LONGEST_ADDRESS))
    raw.FPDFAction_GetURIPath(pdf.raw, action, written, len(written))
    return written.value.decode("utf-8", "replace").strip()


def _rules(page: Any) -> Iterator[Edges]:
    """The page's straight lines, and the edges of its frames."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page.raw)
    if count > _MOST_OBJECTS:
        return
    place = [ctypes.c_float() for _ in range(4)]
    for index in range(count):
        drawn = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
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


class _Look:
    """How the letters of one text object look: quarter turns, size in points, bold and slanted or not."""

    __slots__ = ("bold", "italic", "quarter", "size")

    def __init__(self, quarter: int, size: float, bold: bool, italic: bool) -> None:
        self.quarter, self.size, self.bold, self.italic = quarter, size, bold, italic


class _Reader:
    """One page's text, with what was already asked about it."""

    def __init__(self, text: Any, number: int) -> None:
        import pypdfium2.raw as raw

        self._page, self._raw, self._number = text.raw, raw, number
        self._text = _letters(text)
        self._box = raw.FS_RECTF()
        self._looks: dict[int | None, _Look] = {}
        self._fonts: dict[int | None, tuple[bool, bool]] = {}

    def runs(self) -> Iterator[tuple[int, _Placed]]:
        """The runs in drawing order, boxes in the file's coordinates, each with its direction in quarter turns."""
        start = 0
        for line in _LINE_END.split(self._text):
            yield from self._line_runs(start, start + len(line))
            start += len(line)

    def _line_runs(self, start: int, end: int) -> Iterator[tuple[int, _Placed]]:
        words = [(match.start(), match.end()) for match in _WORD.finditer(self._text, start, end)]
        if not words:
            return
        first, last = self._object(words[0][0]), self._object(words[-1][1] - 1)
        if _address(first) == _address(last):
            yield from self._plain_runs(words, self._look(first, words[0][0]))
            return
        group: list[_Word] = []
        for begin, stop in words:
            look = self._look(self._object(begin), begin)
            word = self._word(begin, stop, look)
            if group and (group[-1].look.quarter != look.quarter or _apart(group[-1], word)):
                yield from _run(group, self._number)
                group = []
            group.append(word)
        yield from _run(group, self._number)

    def _plain_runs(self, words: Sequence[tuple[int, int]], look: _Look) -> Iterator[tuple[int, _Placed]]:
        """The runs of a line whose letters all look the same: one, unless a wide gap parts it.

        A gap wider than a space has no space in the file: pdfium made it up.
        """
        start = words[0][0]
        first = self._place(start)
        for (_, stop), (begin, _) in pairwise(words):
            if begin - stop < 2 and not self._raw.FPDFText_IsGenerated(self._page, stop):
                continue
            before, after = self._place(stop - 1), self._place(begin)
            if _distance(before, after) > _GAP * look.size:
                yield from self._plain_run(start, stop, first, before, look)
                start, first = begin, after
        stop = words[-1][1]
        yield from self._plain_run(start, stop, first, self._place(stop - 1), look)

    def _plain_run(
        self, start: int, stop: int, first: Edges, last: Edges, look: _Look
    ) -> Iterator[tuple[int, _Placed]]:
        text = self._text[start:stop]
        if "yxw" in text:
            text = _DESCENDING.sub("", text)
        if text := " ".join(_WORD.findall(text)):
            box = min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3])
            size = look.size if 2 < look.size < 200 else (box[2] - box[0] if look.quarter % 2 else box[3] - box[1])
            yield look.quarter, (text, box, size, look.bold, self._number, False, (size,), look.italic, ())

    def _word(self, begin: int, stop: int, look: _Look) -> _Word:
        """A word with its place, without the small raised number that points to a note."""
        first = last = self._place(begin)
        noted, reference = False, ""
        if stop - begin > 1:
            last = self._place(stop - 1)
            if _raised(last, first) and _ENDS_RAISED.search(self._text, begin, stop):
                end = self._end_without_reference(begin, stop, first)
                reference, stop = self._text[end:stop], end
                last = self._place(stop - 1)
            noted = _raised(first, last) and bool(_BEGINS_RAISED.match(self._text, begin, stop))
        box = min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3])
        text = self._text[begin:stop]
        return _Word(_BEGINS_RAISED.sub(r"\g<0> ", text, count=1) if noted else text, box, look, noted, reference)

    def _end_without_reference(self, begin: int, stop: int, first: Edges) -> int:
        at = stop
        while at > begin + 1 and _RAISED.fullmatch(self._text[at - 1]) and _raised(self._place(at - 1), first):
            at -= 1
        pointing = _ENDS_RAISED.fullmatch(self._text, at, stop) and not _UNIT.search(self._text[begin:at])
        return at if pointing else stop

    def _place(self, index: int) -> Edges:
        box = self._box
        self._raw.FPDFText_GetLooseCharBox(self._page, index, box)
        return box.left, box.bottom, box.right, box.top

    def _object(self, index: int) -> Any:
        return self._raw.FPDFText_GetTextObject(self._page, index)

    def _look(self, drawn: Any, index: int) -> _Look:
        known = self._looks.get(address := _address(drawn))
        if known is None:
            known = self._looks[address] = self._new_look(drawn, index)
        return known

    def _new_look(self, drawn: Any, index: int) -> _Look:
        raw, matrix, size = self._raw, self._raw.FS_MATRIX(), ctypes.c_float()
        raw.FPDFText_GetMatrix(self._page, index, matrix)
        quarter = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        if drawn and raw.FPDFTextObj_GetFontSize(drawn, size):
            points, (bold, italic) = size.value, self._style(raw.FPDFTextObj_GetFont(drawn))
        else:
            points, bold, italic = raw.FPDFText_GetFontSize(self._page, index), False, False
        # Counter-clockwise in the file is clockwise as pdfium's own angle counts.
        return _Look((4 - quarter) % 4, round(points * math.hypot(matrix.c, matrix.d), 1), bold, italic)

    def _style(self, font: Any) -> tuple[bool, bool]:
        """Whether a font is bold, and whether it is slanted: by its name, or by what it says of itself."""
        known = self._fonts.get(address := _address(font))
        if known is None:
            name, angle = ctypes.create_string_buffer(128), ctypes.c_int()
            self._raw.FPDFFont_GetBaseFontName(font, name, 128)
            said = name.value.decode("latin-1")
            slanted = bool(self._raw.FPDFFont_GetItalicAngle(font, angle)) and angle.value != 0
            known = self._fonts[address] = bool(_BOLD.search(said)), slanted or bool(_ITALIC.search(said))
        return known


class _Word:
    """A word, where it stands and how it looks; `reference` is the raised number that was taken from its end."""

    __slots__ = ("box", "look", "noted", "reference", "text")

    def __init__(self, text: str, box: Edges, look: _Look, noted: bool, reference: str = "") -> None:
        self.text, self.box, self.look, self.noted, self.reference = text, box, look, noted, reference


def _address(pointer: Any) -> int | None:
    return ctypes.addressof(pointer.contents) if pointer else None


def _letters(text: Any) -> str:
    """The page's text, one code unit for each of pdfium's letters."""
    import pypdfium2.raw as raw

    count = min(text.count_chars(), _MOST_LETTERS)
    if count <= 0:
        return ""
    units = array("H", bytes(2 * (count + 1)))
    written = raw.FPDFText_GetText(text.raw, 0, count, (ctypes.c_ushort * len(units)).from_buffer(units)) - 1
    if written != count:  # Some letters have no code: then each is asked for by itself.
        units = array("H", (min(raw.FPDFText_GetUnicode(text.raw, index), 0xFFFF) for index in range(count)))
    letters = units[:count].tobytes().decode("utf-16-le" if sys.byteorder == "little" else "utf-16-be", "surrogatepass")
    if len(letters) != count:  # a letter beyond the first plane, which takes two units
        letters = "".join(map(chr, units[:count]))
    for found in re.finditer(_HYPHEN, letters):  # In a whole text, a letter without a code looks like a hyphen.
        if raw.FPDFText_GetUnicode(text.raw, found.start()) != ord(_STX):
            letters = letters[: found.start()] + _UNKNOWN + letters[found.end() :]
    return letters.replace("\0", _UNKNOWN).replace(_STX, _HYPHEN)


def _raised(letter: Edges, beside: Edges) -> bool:
    """Whether a letter is small and stands high, next to one of the line."""
    height = beside[3] - beside[1]
    return letter[3] - letter[1] < 0.85 * height and letter[1] > beside[1] + 0.12 * height


def _apart(first: _Word, second: _Word) -> bool:
    return _distance(first.box, second.box) > _GAP * max(first.look.size, second.look.size)


def _distance(first: Edges, second: Edges) -> float:
    return max(second[0] - first[2], first[0] - second[2], second[1] - first[3], first[1] - second[3])


def _run(words: list[_Word], page: int) -> Iterator[tuple[int, _Placed]]:
    """The words as one run; a small raised number among them points to a note and goes, one before them is a note's."""
    longest = max(words, key=lambda word: len(word.text)) if len(words) > 1 else words[0]
    quarter, noted = longest.look.quarter, words[0].noted
    written = [word.text for word in words]
    if quarter == 0 and len(words) > 1:
        for n, word in enumerate(words):
            if word.box[1] <= longest.box[1] or word is longest:
                continue
            if not _RAISED.fullmatch(word.text) or not _raised(word.box, longest.box):
                continue
            if n == 0:
                noted = True
            elif not _UNIT.search(written[n - 1]):
                written[n] = ""
    text, styles = _styled(words, written, page)
    spoken = text
    if " ," in text or " ." in text:
        text = _LOOSE.sub(r"\1", text)
    if "yxw" in text:
        text = _DESCENDING.sub("", text).strip()
    if not text:
        return
    if styles and text != spoken:
        styles = kept_through(styles, spoken, text)
    letters: dict[float, int] = {}
    for word in words:
        letters[word.look.size] = letters.get(word.look.size, 0) + len(word.text)
    size = max(letters, key=letters.__getitem__)
    left, right = min([word.box[0] for word in words]), max([word.box[2] for word in words])
    low, high = longest.box[1], longest.box[3]
    if quarter:
        low, high = min([word.box[1] for word in words]), max([word.box[3] for word in words])
    height = right - left if quarter % 2 else high - low
    size = size if 2 < size < 200 else height
    bold, italic = all(word.look.bold for word in words), all(word.look.italic for word in words)
    yield quarter, (text, (left, low, right, high), size, bold, page, noted, tuple(letters), italic, styles)


def _styled(words: Sequence[_Word], written: Sequence[str], page: int) -> tuple[str, tuple[Mark, ...]]:
    """The words as one text, those marked that look otherwise than the others, and where a note's number stood."""
    bold, italic = ({word.look.bold for word in words}, {word.look.italic for word in words})
    marks: list[Mark] = []
    text = ""
    for word, said in zip(words, written, strict=True):
        if not said:  # a raised number that stood by itself
            marks += note_marks(len(text), word.text, page)
            continue
        start = len(text) + bool(text)
        text = f"{text} {said}" if text else said
        if len(bold) > 1 and word.look.bold:
            marks.append(Mark(MarkKind.BOLD, start, len(text)))
        if len(italic) > 1 and word.look.italic:
            marks.append(Mark(MarkKind.ITALIC, start, len(text)))
        if word.reference:
            marks += note_marks(len(text), word.reference, page)
    return text, tuple(marks)
