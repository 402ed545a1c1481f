"""What pdfium knows about the letters of a page, asked for cheaply: a page has thousands, and each question costs.

pypdfium2's own functions make Python objects of every pointer that goes in and out; ours pass bare addresses.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
from array import array
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any, Final, NamedTuple

Place = tuple[float, float, float, float]  # left, low, right, high, from the file's lower left corner

HYPHEN: Final = "\ufffe"  # how pdfium writes a hyphen at a line end; "\x02" where a letter is asked for by itself
UNKNOWN: Final = "\ufffd"
_STX: Final = "\x02"
_MOST_LETTERS: Final = 60_000  # on a page: a map drawn in letters is not read to its end
_BOLD: Final = re.compile(r"bold|black|heavy|demi|medi(?!um)|^(?:[A-Z]{6}\+)?cmbx", re.I)
_ITALIC: Final = re.compile(r"italic|oblique|(?-i:Ital\b|Ital$|[,-]It$|It$|Obl$|[,-]BI$)", re.I)
_SAYS_NOTHING: Final = re.compile(r"(?:[A-Z]{6}\+)?(?:cid)?(?:font|tt|f|t|c\d_)?[-+_]?f?\d*", re.I)
_HEAVY: Final = 650  # of 1000; 400 is plain, 700 bold
_IS_ITALIC, _IS_BOLD = 1 << 6, 1 << 18  # flags of a font's descriptor


class Look(NamedTuple):
    """How letters look: quarter turns clockwise, size in points, bold or not, italic or not."""

    quarter: int
    size: float
    bold: bool
    italic: bool


class Letters:
    """One page's text, one character for each of pdfium's letters, with what was already asked about it.

    `place` gives a letter's box, as high and low as its font goes; that of one which pdfium added has no width.
    """

    def __init__(self, text: Any) -> None:
        self.text, self._held = _text(text), text  # held: its address is of use as long as it is open
        self._page = ctypes.addressof(text.raw.contents)
        self._calls = _calls()
        self._drawn_with = self._calls.drawn_with
        self.place = _places(self._page)
        self._matrix = array("f", bytes(24))
        self._matrix_at = self._matrix.buffer_info()[0]
        self._looks: dict[int, Look] = {}
        self._same: dict[tuple[float, ...], Look] = {}
        self._fonts: dict[int, tuple[bool, bool]] = {}

    def drawn_with(self, index: int) -> int:
        """What the letter was drawn with: the same number for letters drawn in one go, 0 for one that pdfium added."""
        return self._drawn_with(self._page, index) or 0

    @property
    def known(self) -> Collection[int]:
        """What letters were drawn with, as far as their look was asked for."""
        return self._looks

    def look(self, drawn: int, index: int) -> Look:
        known = self._looks.get(drawn)
        if known is None:
            known = self._looks[drawn] = self._new_look(drawn, index)
        return known

    def _new_look(self, drawn: int, index: int) -> Look:
        font = 0
        if drawn and self._calls.size(drawn, self._matrix_at):
            points, font = self._matrix[0], self._calls.font(drawn)
        else:
            points = self._calls.size_at(self._page, index)
        self._calls.matrix(self._page, index, self._matrix_at)
        a, b, c, d, *_ = self._matrix
        known = self._same.get(key := (font, points, a, b, c, d))
        if known is None:
            quarter = -round(math.atan2(b, a) / (math.pi / 2)) % 4
            known = Look(quarter, round(points * math.hypot(c, d), 1), *self._style(font))
            self._same[key] = known
        return known

    def _style(self, font: int) -> tuple[bool, bool]:
        if not font:
            return False, False
        known = self._fonts.get(font)
        if known is None:
            known = self._fonts[font] = self._new_style(font)
        return known

    def _new_style(self, font: int) -> tuple[bool, bool]:
        """Whether the font is bold and whether it is italic: as its name says, else as it describes itself."""
        name = ctypes.create_string_buffer(128)
        self._calls.font_name(font, ctypes.addressof(name), 128)
        called = name.value.decode("latin-1")
        flags, angle = self._calls.flags(font), ctypes.c_int()
        slanted = bool(self._calls.angle(font, ctypes.addressof(angle)) and angle.value)
        weight = self._calls.weight(font) if _SAYS_NOTHING.fullmatch(called) else 0
        bold = bool(_BOLD.search(called)) or (flags > 0 and bool(flags & _IS_BOLD)) or weight >= _HEAVY
        return bold, bool(_ITALIC.search(called)) or (flags > 0 and bool(flags & _IS_ITALIC)) or slanted


def _places(page: int) -> Callable[[int], Place]:
    ask, edges = _calls().place, array("f", bytes(16))
    held = edges.buffer_info()[0]

    def place(index: int) -> Place:
        ask(page, index, held)
        left, high, right, low = edges
        return left, low, right, high

    return place


class _Calls(NamedTuple):
    place: Callable[[int, int, int], int]
    drawn_with: Callable[[int, int], int | None]
    matrix: Callable[[int, int, int], int]
    size: Callable[[int, int], int]
    size_at: Callable[[int, int], float]
    font: Callable[[int], int]
    font_name: Callable[[int, int, int], int]
    flags: Callable[[int], int]
    angle: Callable[[int, int], int]
    weight: Callable[[int], int]


def call(function: Any, gives: Any, *takes: Any) -> Any:
    """One of pypdfium2's functions, taking and giving addresses as numbers; none of them takes long."""
    return ctypes.PYFUNCTYPE(gives, *takes)(ctypes.cast(function, ctypes.c_void_p).value or 0)


@lru_cache(maxsize=1)
def _calls() -> _Calls:
    import pypdfium2.raw as raw

    number, address, real = ctypes.c_int, ctypes.c_void_p, ctypes.c_double
    return _Calls(
        place=call(raw.FPDFText_GetLooseCharBox, number, address, number, address),
        drawn_with=call(raw.FPDFText_GetTextObject, address, address, number),
        matrix=call(raw.FPDFText_GetMatrix, number, address, number, address),
        size=call(raw.FPDFTextObj_GetFontSize, number, address, address),
        size_at=call(raw.FPDFText_GetFontSize, real, address, number),
        font=call(raw.FPDFTextObj_GetFont, address, address),
        font_name=call(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, address, address, ctypes.c_size_t),
        flags=call(raw.FPDFFont_GetFlags, number, address),
        angle=call(raw.FPDFFont_GetItalicAngle, number, address, address),
        weight=call(raw.FPDFFont_GetWeight, number, address),
    )


def _text(text: Any) -> str:
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
    for found in re.finditer(HYPHEN, letters):  # In a whole text, a letter without a code looks like a hyphen.
        if raw.FPDFText_GetUnicode(text.raw, found.start()) != ord(_STX):
            letters = letters[: found.start()] + UNKNOWN + letters[found.end() :]
    return letters.replace("\0", UNKNOWN).replace(_STX, HYPHEN)
