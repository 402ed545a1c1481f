"""A PDF of pictures made here, its words recognised by the real program where it is installed."""

from __future__ import annotations

import zlib

import pytest

from curation.errors import Damaged, NeedsOcr, NoText
from curation.extract import extract, ocr
from curation.extract.ocr_pictures import page_count, page_picture

LINES = [
    "Data responsibility in cash assistance",
    "People who share their data must be able to trust",
    "that it is safe.",
]
tesseract = pytest.mark.skipif(not ocr.is_installed(), reason=f"needs {ocr.PROGRAM} (apt-get install {ocr.PACKAGE})")


def pictured(content):
    """A PDF of one picture: the first page of another."""
    head, _, rows = page_picture(content, 0).pgm.partition(b" 255\n")
    _, width, height = head.split()
    image, drawing = zlib.compress(rows), b"q 600 0 0 800 0 0 cm /I Do Q"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /XObject /Subtype /Image /Width %s /Height %s /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (width, height, len(image), image),
        b"<< /Title (Cash and data) /Author (Amina Diallo) >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for each in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % each
    table = b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + table + b"trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)


@tesseract
def test_the_words_in_a_picture_are_read_and_the_file_s_own_words_are_kept(pdf):
    scan = pictured(pdf([(line, 50, (700, 650, 632)[n], 20 if n == 0 else 14) for n, line in enumerate(LINES)]))
    with pytest.raises(NeedsOcr):
        extract(scan, "application/pdf")
    pages = []
    document = ocr.extract_pictures(scan, lambda *told: pages.append(told))
    assert [(str(block.kind), block.text) for block in document.blocks] == [
        ("heading", LINES[0]),
        ("paragraph", " ".join(LINES[1:])),
    ]
    assert (document.title, document.lang, document.metadata.authors) == ("Cash and data", "en", ("Amina Diallo",))
    assert pages == [(1, 1)]


@tesseract
def test_a_picture_without_words_has_no_text(pdf):
    with pytest.raises(NoText):
        ocr.extract_pictures(pictured(pdf([])))


def test_a_page_is_drawn_in_grey_and_a_sheet_as_large_as_a_wall_no_larger_than_memory_holds(pdf):
    assert page_picture(pdf([]), 0).pgm.startswith(b"P5 2500 3334 255\n\xff")
    wall = pdf([]).replace(b"[0 0 600 800]", b"[0 0 9999 9999]")
    assert len(page_picture(wall, 0).pgm) < 61_000_000
    assert page_count(pdf([], [])) == 2


def test_pictures_in_a_damaged_file_are_named_so():
    with pytest.raises(Damaged):
        ocr.extract_pictures(b"%PDF-1.4 and then nothing")
