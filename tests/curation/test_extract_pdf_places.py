"""Where the blocks of a PDF stand: its pages are drawn, and the ink of a block's words lies in its boxes."""

from __future__ import annotations

from itertools import product

import numpy as np
import pypdfium2
import pytest

from curation.extract import extract, ocr
from curation.extract.pdf_blocks import blocks_of
from curation.extract.pdf_layout import Page, Run
from curation.extract.pdf_places import boxes_of
from curation.extract.pdf_reader import read_pages
from tests.curation.pdf_writer import Sheet, Words, written
from tests.curation.test_extract_ocr import pictured, tesseract

SCALE = 2.0
TITLE = [Words("What people may ask of us", 60, 520, 20)]
FIRST = [
    Words("Data about people must be kept safe by those who hold it, and it", 60, 480),
    Words("must be gone as soon as nobody needs it to help them.", 60, 468),
]
SECOND = [
    Words("Whoever is asked for more than that may say no, and they will", 60, 430),
    Words("be helped as everybody else is, wherever they are.", 60, 418),
]
BLOCKS = [TITLE, FIRST, SECOND]


def ink(content, page=1):
    """Which dots of a page as it is shown are dark."""
    with pypdfium2.PdfDocument(content) as pdf:
        return pdf[page - 1].render(scale=SCALE, grayscale=True).to_numpy().squeeze() < 200


def within(boxes, shape):
    """Which dots of a page lie in one of the boxes."""
    inside = np.zeros(shape, bool)
    height, width = shape
    for _, left, top, right, bottom in boxes:
        inside[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1] = True
    return inside


def check(sheet_of, blocks):
    """That each block's boxes hold all ink of its words, which is drawn alone, and none of the others'."""
    content = written(sheet_of([words for block in blocks for words in block]))
    read = blocks_of(*read_pages(content))
    whole = ink(content)
    assert len(read) == len(blocks)
    for found, words in zip(read, blocks, strict=True):
        alone = ink(written(sheet_of(words)))
        inside = within(found.boxes, whole.shape)
        assert alone.any()
        assert not (alone & ~inside).any()
        assert not (whole & inside & ~alone).any()


@pytest.mark.parametrize(("rotate", "direction"), [*product((0, 90, 180, 270), range(4))])
def test_a_block_s_box_is_where_a_viewer_shows_it_however_page_and_text_are_turned(rotate, direction):
    check(lambda words: Sheet(words, direction=direction, rotate=rotate, box=(0, 0, 600, 600)), BLOCKS)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_shares_are_those_of_the_part_of_the_page_that_is_seen(rotate):
    box, media = (100, 50, 520, 650), (0, 0, 700, 900)
    check(lambda words: Sheet(words, rotate=rotate, box=box, media=media), BLOCKS)


def test_the_corners_of_the_media_box_may_have_any_number():
    check(lambda words: Sheet(words, box=(-300, -200, 300, 600)), BLOCKS)


def column(left, first):
    lines = [
        "people who share what they",
        "know must be able to trust",
        "that it is kept safe by the",
        "agencies that hold it and",
        "by all those who work with",
        "them in the places where",
        "help is given and no more",
    ]
    return [Words(text, left, first - 12 * n) for n, text in enumerate(lines)]


def test_a_paragraph_that_goes_on_in_the_next_column_has_a_box_in_each():
    left, right = column(60, 480), column(330, 480)
    sheet = Sheet([*left, *right])
    (block,) = extract(written(sheet), "application/pdf").blocks
    assert [box.page for box in block.boxes] == [1, 1]
    for box, words in zip(block.boxes, (left, right), strict=True):
        alone = ink(written(Sheet(words)))
        assert not (alone & ~within([box], alone.shape)).any()
        assert not (ink(written(sheet)) & within([box], alone.shape) & ~alone).any()


def test_a_paragraph_that_goes_on_over_the_page_has_a_box_on_each():
    pages = column(60, 300), column(60, 700)
    content = written(*map(Sheet, pages))
    (block,) = extract(content, "application/pdf").blocks
    assert (block.page, [box.page for box in block.boxes]) == (1, [1, 2])
    for box in block.boxes:
        page = ink(content, box.page)
        assert page.any()
        assert not (page & ~within([box], page.shape)).any()


def test_lines_that_a_picture_parts_are_boxed_apart():
    lines = [Run("people who share their data", 50, 300, top, top + 10, 10) for top in (100, 112, 300)]
    boxes = boxes_of(lines, {1: Page(1, 600, 800, tuple(lines))})
    assert [(box.top, box.bottom) for box in boxes] == [(0.124, 0.1535), (0.374, 0.3885)]


def test_a_table_s_row_has_one_box_around_its_cells():
    rows = [("State", "People", "Share"), ("Borno", "1,400", "79%"), ("Yobe", "120", "6%")]
    words = [[Words(cell, 60 + 150 * c, 500 - 16 * r) for c, cell in enumerate(row)] for r, row in enumerate(rows)]
    check(Sheet, words)
    read = extract(written(Sheet([cell for row in words for cell in row])), "application/pdf").blocks
    assert [len(block.boxes) for block in read] == [1, 1, 1]


@tesseract
def test_words_seen_in_a_picture_have_their_places_too():
    scan = pictured(written(Sheet([words._replace(size=words.size + 4) for words in (*TITLE, *FIRST)])))
    blocks = ocr.extract_pictures(scan).blocks
    dark = ink(scan)
    assert dark.any()
    assert not (dark & ~within([box for block in blocks for box in block.boxes], dark.shape)).any()


def test_boxes_are_shares_of_four_decimals_inside_the_page():
    wide = Page(1, 300, 300, (Run("a line that runs out of its page", -20, 400, 10, 22, 12),))
    assert [block.boxes for block in blocks_of([wide])] == [((1, 0, 0.0301, 1, 0.0765),)]
