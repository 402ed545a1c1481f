"""Each block of a PDF says where it stands: what a viewer shows there is its ink, and there is none elsewhere."""

import io
import re
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from curation.errors import DocumentError
from curation.extract import extract
from curation.extract.pdf_places import Frame
from tests.curation.conftest import written_pdf

GOLDEN = Path(__file__).parents[1] / "golden" / "extract"
TEXT = [
    ("Data responsibility in practice", 60, 720, 20),
    ("People who share their data must be able to trust that it is safe", 60, 680, 11),
    ("with those who hold it, and may ask for it back at any time.", 60, 666, 11),
    ("Nobody should collect what is not needed for the work at hand.", 60, 600, 11),
]


def turned(content, angle=0, crop=None):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    for page in writer.pages:
        if crop:
            page.cropbox = RectangleObject(crop)
        if angle:
            page.rotate(angle)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def ink(content, page=1, scale=2.0):
    """Where the page as a viewer shows it is dark: a picture in shades of grey."""
    with pypdfium2.PdfDocument(content) as pdf:
        return pdf[page - 1].render(scale=scale, grayscale=True).to_pil().convert("L")


def darkness(picture):
    return sum(255 - shade for shade in picture.tobytes())


def cut_out(picture, box, margin=0.002):
    width, height = picture.size
    return picture.crop(
        (
            int((box.left - margin) * width),
            int((box.top - margin) * height),
            int((box.right + margin) * width) + 1,
            int((box.bottom + margin) * height) + 1,
        )
    )


@pytest.mark.parametrize("crop", [None, (30, 500, 560, 790)], ids=["whole", "cropped"])
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_the_ink_of_a_page_lies_in_the_boxes_of_its_blocks(angle, crop):
    content = turned(written_pdf(TEXT), angle, crop)
    document = extract(content, "application/pdf")
    picture = ink(content)
    boxes = [box for block in document.blocks for box in block.boxes]
    assert len(boxes) == len(document.blocks) >= 2
    inside = [darkness(cut_out(picture, box)) for box in boxes]
    title = darkness(picture) - sum(inside)  # The title is the document's, no block's: its ink is what is left.
    assert min(inside) > 0.1 * max(inside)
    assert 0 < title < 0.5 * darkness(picture)


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_box_holds_the_words_of_its_block_and_no_others(angle):
    content = turned(written_pdf(TEXT), angle)
    document = extract(content, "application/pdf")
    last = next(block for block in document.blocks if block.text.startswith("Nobody"))
    (box,) = last.boxes
    # A page with these words alone has its ink in the same place.
    alone = ink(turned(written_pdf(TEXT[3:]), angle))
    assert darkness(cut_out(alone, box)) == pytest.approx(darkness(alone), rel=0.02)


def test_sideways_text_on_an_upright_page_is_marked_where_a_viewer_shows_it():
    upwards = re.sub(rb"(\d+) (\d+) Td", lambda at: b"0 1 -1 0 %d %s Tm" % (800 - int(at[2]), at[1]), written_pdf(TEXT))
    document = extract(turned(upwards), "application/pdf")
    picture = ink(upwards)
    last = next(block for block in document.blocks if block.text.startswith("Nobody"))
    (box,) = last.boxes
    assert box.bottom - box.top > 5 * (box.right - box.left)
    assert darkness(cut_out(picture, box)) > 0.1 * darkness(picture)


def test_a_paragraph_that_goes_on_in_the_next_column_or_page_has_several_places():
    content = (GOLDEN / "three-columns-and-a-table" / "input.pdf").read_bytes()
    document = extract(content, "application/pdf")
    several = [block for block in document.blocks if len(block.boxes) > 1]
    assert several
    for block in document.blocks:
        assert block.boxes
        assert block.boxes[0].page == block.page
        for box in block.boxes:
            assert 0 <= box.left < box.right <= 1
            assert 0 <= box.top < box.bottom <= 1


@pytest.mark.parametrize("case", sorted(path.parent.name for path in GOLDEN.glob("*/input.pdf")))
def test_every_box_of_a_real_page_has_ink(case):
    content = (GOLDEN / case / "input.pdf").read_bytes()
    with suppress(DocumentError):
        check_ink(content, extract(content, "application/pdf"))


def check_ink(content, document):
    pictures = {}
    for block in document.blocks[:60]:
        for box in block.boxes:
            picture = pictures.setdefault(box.page, ink(content, box.page, 1.0))
            assert darkness(cut_out(picture, box)) > 0, block.text


@pytest.mark.parametrize("read", range(4))
@pytest.mark.parametrize("shown", range(4))
def test_a_box_that_is_turned_and_turned_back_is_the_same(read, shown):
    edges, place = (10.0, 20.0, 310.0, 420.0), (30.0, 50.0, 90.0, 70.0)
    frame = Frame(edges, read, shown)
    assert frame.as_shown(frame.seen(place)) == pytest.approx(Frame(edges, shown, shown).seen(place))
