"""The words in a PDF of pictures, by Tesseract where it is installed; their places are read like those of any PDF."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from curation.errors import Damaged, NoText, TooHard
from curation.extract.apart import READERS
from curation.extract.ocr_pictures import DOTS, Picture, page_count, page_picture
from curation.extract.package import parsed
from curation.extract.pdf import document_of
from curation.extract.pdf_layout import Page, Run
from curation.extract.tidy import tidy
from translation.document import Document

PROGRAM: Final = "tesseract"
PACKAGE: Final = "tesseract-ocr"  # of Debian; it brings English
SECONDS: Final = 180.0  # for one page
_MODE: Final = "1"  # find columns, and turn pages that lie on their side
_SURE: Final = 40  # of 100: a line without one such word is a stain, or part of a photograph
_GAP: Final = 1.5  # of the letters' size: a wider one parts two columns
_FEWEST: Final = 3  # letters
_BOX: Final = re.compile(r"\bbbox (\d+) (\d+) (\d+) (\d+)")
_SIZE: Final = re.compile(r"\bx_size ([\d.]+)")
_SURENESS: Final = re.compile(r"\bx_wconf (\d+)")


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


def extract_pictures(content: bytes, told: Callable[[int, int], None] = lambda page, pages: None) -> Document:
    """The text of an English PDF of pictures; `NoText` when no words are seen in them.

    `told` hears which page is read, and of how many: each takes some seconds.
    """
    count = READERS.run(page_count, content)
    pages = []
    for page in range(count):
        told(page + 1, count)
        pages.append(_page(READERS.run(page_picture, content, page), page + 1))
    if sum(char.isalnum() for page in pages for run in page.runs for char in run.text) < _FEWEST:
        raise NoText("no words are seen in its pictures")
    return READERS.run(document_of, pages, content)


def _page(picture: Picture, number: int) -> Page:
    """The words that Tesseract sees, in points from the page's upper left corner."""
    command = [PROGRAM, "stdin", "stdout", "-l", "eng", "--psm", _MODE, "--dpi", str(DOTS), "hocr"]
    try:
        done = subprocess.run(
            command,
            input=picture.pgm,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # More threads than one make it slower.
        )
    except subprocess.TimeoutExpired as error:
        raise TooHard(f"page {number} took more than {SECONDS:.0f} s to recognise") from error
    if done.returncode:
        raise Damaged(f"its page {number} cannot be recognised")
    lines = parsed(done.stdout, f"page {number}").iterfind(".//{*}span[@class]")
    runs = (run for line in lines if line.find("{*}span") is not None for run in _runs(line, picture.scale, number))
    return Page(number, picture.width, picture.height, tuple(runs))


def _runs(line: Any, scale: float, page: int) -> Iterator[Run]:
    """The words of a line, parted where the gap between two is as wide as between columns."""
    words = [word for word in line.iterfind("{*}span") if _BOX.search(word.get("title", "")) and _said(word)]
    sizes = _SIZE.search(line.get("title", ""))
    if sizes is None or max(map(_sureness, words), default=0) < _SURE:
        return
    size = float(sizes[1])
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or _box(words[at])[0] - _box(words[at - 1])[2] > _GAP * size:
            yield _run(words[start:at], size * scale, scale, page)
            start = at


def _run(words: Sequence[Any], size: float, scale: float, page: int) -> Run:
    boxes = [_box(word) for word in words]
    left, top, right, bottom = (
        scale * edge
        for edge in (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )
    )
    return Run(" ".join(map(_said, words)), left, right, top, bottom, size, False, page)


def _said(word: Any) -> str:
    return tidy("".join(word.itertext()))


def _sureness(word: Any) -> int:
    stated = _SURENESS.search(word.get("title", ""))
    return int(stated[1]) if stated else 0


def _box(word: Any) -> tuple[int, ...]:
    stated = _BOX.search(word.get("title", ""))
    assert stated is not None  # of the words that have one
    return tuple(map(int, stated.groups()))
