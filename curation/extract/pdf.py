"""A PDF as blocks: pypdfium2 reads the letters with their places, pypdf what the file says of itself.

pypdfium2 is several times faster and better on running text; pypdf steps in where a font has no Unicode map for it.
"""

from __future__ import annotations

import ctypes
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from statistics import median
from typing import Any, Final

from curation.errors import Damaged, Encrypted, NeedsOcr, NoText
from curation.extract.french_links import french_in_text
from curation.extract.language import guess_language
from curation.extract.pdf_blocks import blocks_of, paragraphs_of
from curation.extract.pdf_layout import Page, Run
from curation.extract.tidy import tidy
from curation.stated_licence import guess_licence
from translation.document import Block, BlockKind, Document, Metadata

_DICTIONARIES: Final = ("en", "fr", "es")
_SHORTEST_TITLE: Final = 6  # letters: less is a logo
_MOST_PAGES: Final = 2000
_MOST_LETTERS: Final = 60_000  # on a page: a map drawn in letters is not read to its end
_FRONT, _BACK = 4, 2  # pages
_GAP: Final = 0.8  # of the letters' height: a wider gap parts two runs
_STX, _HYPHEN = 0x02, 0xFFFE  # how pdfium writes a hyphen at a line end, letter by letter and in whole texts
_WRONG_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD
_UNMAPPED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ue000-\uf8ff]")
_VIEWER_MESSAGE: Final = re.compile(r"please wait|your pdf viewer may not|upgrade to the latest version of Adobe", re.I)
_NO_TITLE: Final = re.compile(
    r"microsoft \w+ -|untitled|document\d*$|slide \d|powerpoint presentation|\(?anonymous"
    r"|.*\.(?:docx?|pdf|indd|qxd|txt|pptx?|xlsx?|jpe?g|tiff?|rtf|odt)$"
    r"|\S*[_\d]\S*$|(?-i:[a-z]+)$|.{0,3}$",  # "hum": shorter than any title
    re.I,
)
_RAISED: Final = re.compile(r"[\d,*†‡§–-]+")
_BOLD: Final = re.compile(r"bold|black|heavy|semibold|demi|medi(?!um)", re.I)
# What some broken fonts give for their rules and leaders: the alphabet backwards.
_DESCENDING: Final = re.compile(r"z?yxw(?:vutsrqponmlkjihgfedcba|[a-z]{0,20}(?<=[a-z]{6}))[A-Z]*")
_UNIT: Final = re.compile(r"(?:\b(?:[cdkm]?m|ft|mi|in)|\d)$")


def extract_pdf(content: bytes) -> Document:
    """The text of a PDF; `NeedsOcr` without a text layer, `Encrypted` if it needs a password, `NoText` for a bare form.

    `published` is the file's creation date: the best a PDF has, and sometimes that of a later re-export.
    """
    pages = _pages(content)
    text = " ".join(run.text for page in pages for run in page.runs)
    if len(_UNMAPPED.findall(text)) > 0.2 * len(text):
        return _second_reading(content, len(pages))
    without = sum(sum(char.isalnum() for run in page.runs for char in run.text) < 3 for page in pages)
    if without > 0.75 * len(pages) or not _is_legible(text):
        raise NeedsOcr(without or len(pages))
    if len(text) < 1500 and _VIEWER_MESSAGE.search(text):
        raise NoText("a form that only its own viewer can show")
    return document_of(pages, content)


def document_of(pages: Sequence[Page], content: bytes) -> Document:
    """The document whose words stand on these pages; what it says of itself is in the file's `content`."""
    blocks = blocks_of(pages)
    # As lines, with the foot of each page; and as paragraphs, whose words are whole again.
    lines = [" ".join(run.text for run in page.runs) for page in pages]
    whole = [" ".join(block.text for block in blocks if block.page == page.number) for page in pages]
    return _document(blocks, _imprint(lines) + "\n" + _imprint(whole), _info(content), len(pages))


def _imprint(pages: Sequence[str]) -> str:
    """The first and last pages, where a licence is stated; one named on others is that of a picture or a reference."""
    return "\n".join(pages if len(pages) <= _FRONT + _BACK else [*pages[:_FRONT], *pages[-_BACK:]])


def _is_legible(text: str) -> bool:
    """Whether a text is words: a poor scan's text layer has the letters of a page and hardly one of its words."""
    import simplemma

    words = re.findall(r"\b[a-zà-ÿ]{4,}\b", text)[:400]
    known = sum(bool(simplemma.is_known(word, lang=_DICTIONARIES)) for word in words)
    return len(words) < 15 or known > (0.75 if guess_language(text) in _DICTIONARIES else 0.25) * len(words)


def _document(blocks: Sequence[Block], imprint: str, info: dict[str, str], pages: int) -> Document:
    if not blocks:
        raise NoText()
    title = _title(info.get("/Title", ""), blocks)
    licence, evidence = guess_licence(re.findall(r"(?:https?://|www\.)\S+", imprint), imprint)
    french = french_in_text(imprint)
    author = tidy(info.get("/Author", ""))
    metadata = Metadata(
        authors=tuple(filter(None, (tidy(name) for name in re.split(r"[;,]| and ", author)))) if " " in author else (),
        published=_created(info.get("/CreationDate", "")),
        description=tidy(info.get("/Subject", "")),
        licence=licence,
        licence_evidence=evidence,
        pages=pages,
        french=french.address if french else "",
        french_evidence=french.told if french else "",
    )
    kept = tuple(block for n, block in enumerate(blocks) if n > 5 or not _repeats(block, title))
    return Document(title, guess_language(" ".join(block.text for block in blocks)), kept or tuple(blocks), metadata)


def _repeats(block: Block, title: str) -> bool:
    return block.kind is BlockKind.HEADING and block.text.casefold() == title.casefold()


def _title(declared: str, blocks: Sequence[Block]) -> str:
    """The file's own title unless it is a file name, else its largest early heading, else how it begins."""
    declared = tidy(declared)
    if declared and not _NO_TITLE.match(declared):
        return declared
    headings = [
        block for block in blocks[:30] if block.kind is BlockKind.HEADING and len(block.text) >= _SHORTEST_TITLE
    ]
    return min(headings, key=lambda block: block.level).text if headings else blocks[0].text[:120]


def _created(stated: str) -> str:
    """ "D:20170203…" as a date, "" if it is none a document could have."""
    match = re.match(r"(?:D:)?(\d{4})-?(\d\d)-?(\d\d)", stated)
    try:
        made = date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return ""
    return made.isoformat() if made and 1990 < made.year <= date.today().year else ""


def _info(content: bytes) -> dict[str, str]:
    """What the file says of itself; empty where pypdf cannot read it, since the text may still be readable."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # It reports every flaw of a file that it then reads.
    try:
        return {key: str(value) for key, value in (PdfReader(io.BytesIO(content)).metadata or {}).items()}
    except Exception:
        return {}


def _second_reading(content: bytes, pages: int) -> Document:
    """The text as pypdf reads it, without positions: paragraphs by their line breaks only."""
    from pypdf import PdfReader

    try:
        texts = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    except Exception as error:
        raise NeedsOcr(pages) from error
    text = "\n".join(texts)
    if sum(char.isalnum() for char in text) < 3 * pages or len(_UNMAPPED.findall(text)) > 0.2 * len(text):
        raise NeedsOcr(pages)
    return _document(paragraphs_of(texts), _imprint(texts), _info(content), pages)


def _pages(content: bytes) -> list[Page]:
    """Every page's runs; the file is closed again whatever happens."""
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
        return [_page(pdf, number) for number in range(min(len(pdf), _MOST_PAGES))]
    finally:
        pdf.close()


def _page(pdf: Any, number: int) -> Page:
    import pypdfium2

    try:
        page = pdf[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:  # One damaged page: the others are still read.
        return Page(number + 1, 595, 842, ())
    left, bottom, right, top = page.get_bbox()
    turned = [*_runs(text)]
    text.close()
    page.close()
    weights: Counter[int] = Counter()
    for quarter, run in turned:
        weights[quarter] += len(run.text)
    upright = weights.most_common(1)[0][0] if weights else 0
    runs = tuple(
        _upright(run, upright, (left, bottom, right, top), number + 1) for quarter, run in turned if quarter == upright
    )
    width, height = (right - left, top - bottom) if upright % 2 == 0 else (top - bottom, right - left)
    return Page(number + 1, width, height, runs)


def _upright(run: Run, quarter: int, box: tuple[float, float, float, float], page: int) -> Run:
    """A run whose box is counted from the file's lower left corner, as seen from the page's upper left."""
    left, bottom, right, top = box
    x0, x1, y0, y1 = run.left, run.right, run.top, run.bottom  # y0 < y1, upwards
    seen = {
        0: (x0 - left, x1 - left, top - y1, top - y0),
        3: (y0 - bottom, y1 - bottom, x0 - left, x1 - left),
        2: (right - x1, right - x0, y0 - bottom, y1 - bottom),
        1: (top - y1, top - y0, right - x1, right - x0),
    }[quarter]
    return replace(run, left=seen[0], right=seen[1], top=seen[2], bottom=seen[3], page=page)


_Letter = tuple[str, float, float, float, float]  # and its box: left, right, low, high


def _runs(text: Any) -> Iterator[tuple[int, Run]]:
    """The page's runs in drawing order, boxes in the file's coordinates, each with its direction in quarter turns."""
    letters = _letters(text)
    for start, end in _stretches(letters):
        inked = [n for n in range(start, end) if not letters[n][0].isspace()]
        if not inked:
            continue
        # Three letters speak for all: any one of them may be a footnote's small number.
        looks = [_look(text, inked[len(inked) * part // 4]) for part in (1, 2, 3)]
        quarter, bold, size = looks[1][0], looks[1][1], median(look[2] for look in looks)
        if run := _run(letters[start:end], quarter, bold, size):
            yield quarter, run


def _letters(text: Any) -> list[_Letter]:
    import pypdfium2.raw as raw

    page, box = text.raw, raw.FS_RECTF()
    letters: list[_Letter] = []
    for index in range(min(text.count_chars(), _MOST_LETTERS)):
        raw.FPDFText_GetLooseCharBox(page, index, box)
        code = raw.FPDFText_GetUnicode(page, index)
        if code == _STX and raw.FPDFText_IsHyphen(page, index) == 1:
            code = _HYPHEN
        letters.append((chr(code) if code else "\ufffd", box.left, box.right, box.bottom, box.top))
    return letters


def _stretches(letters: Sequence[_Letter]) -> Iterator[tuple[int, int]]:
    """Where each run begins and ends: at a line's end, and at every wide gap or jump in between."""
    start, last = 0, -1
    for index, letter in enumerate(letters):
        if letter[0] in "\r\n":
            yield start, index
            start, last = index + 1, -1
        elif not letter[0].isspace():
            if last >= 0 and _apart(letters[last], letter):
                yield start, index
                start = index
            last = index
    yield start, len(letters)


def _apart(first: _Letter, second: _Letter) -> bool:
    across = max(second[1] - first[2], first[1] - second[2])
    along = max(second[3] - first[4], first[3] - second[4])
    size = max(first[2] - first[1], first[4] - first[3], second[4] - second[3])
    return max(across, along) > _GAP * size


def _look(text: Any, index: int) -> tuple[int, bool, float]:
    """A letter's direction in quarter turns, whether its font is a bold one, and its size in points."""
    import pypdfium2.raw as raw

    angle = max(0.0, raw.FPDFText_GetCharAngle(text.raw, index))
    name, matrix = ctypes.create_string_buffer(128), raw.FS_MATRIX()
    raw.FPDFText_GetFontInfo(text.raw, index, name, 128, ctypes.c_int())
    raw.FPDFText_GetMatrix(text.raw, index, matrix)
    size = raw.FPDFText_GetFontSize(text.raw, index) * math.hypot(matrix.c, matrix.d)
    return round(angle / (math.pi / 2)) % 4, bool(_BOLD.search(name.value.decode("latin-1"))), size


def _run(letters: Sequence[_Letter], quarter: int, bold: bool, size: float) -> Run | None:
    inked = [letter for letter in letters if not letter[0].isspace()]
    height = median(letter[2] - letter[1] if quarter % 2 else letter[4] - letter[3] for letter in inked)
    written = "".join(letter[0] for letter in letters) if quarter else _without_references(letters, height)
    left, right = min(letter[1] for letter in inked), max(letter[2] for letter in inked)
    low, high = min(letter[3] for letter in inked), max(letter[4] for letter in inked)
    text = _DESCENDING.sub("", written).strip()
    return Run(text, left, right, low, high, size if 2 < size < 200 else height, bold) if text else None


def _without_references(letters: Sequence[_Letter], size: float) -> str:
    """The letters without small raised numbers: they point to a footnote and are no part of the sentence."""
    base = median(letter[3] for letter in letters if not letter[0].isspace())
    written, raised = "", ""
    for char, _, _, low, high in [*letters, ("", 0.0, 0.0, base, base + size)]:
        if char and high - low < 0.8 * size and low > base + 0.12 * size and not char.isspace():
            raised += char
            continue
        if raised and (not _RAISED.fullmatch(raised) or _UNIT.search(written) or not written.strip()):
            written += raised
        written, raised = written + char, ""
    return written
