"""From a segment in review to its place in the original: the page of a PDF, the kept copy of a web page."""

import io
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from curation.catalog import Visit
from curation.extract import extract
from curation.extract.page_image import page_image
from curation.model import Fetched, Source, SourceKind
from curation.views import Provenance
from curation.web.originals import Sheet, live_address, sheets_of
from translation.document import Block, BlockKind, Box, headed
from translation.engine import PseudoTranslator
from translation.pretranslate import pretranslate

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SOURCE = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
PDF = (Path(__file__).parents[1] / "golden/extract/questions-with-bullets/input.pdf").read_bytes()
PAGE = b"""<html lang="en"><title>Consent</title><body><nav><a href="#why">Why we ask</a></nav>
<main><h1>Consent</h1><h2 id="why">Why we ask</h2>
<p>Ask people before you collect what is theirs to give, and tell them why you ask for it.</p>
<p>Whoever says no must be helped all the same, and nobody needs to give a reason for it.</p></main></body></html>"""


def drafted(told, content, media):
    url = "https://example.org/consent"
    document = headed(extract(content, media, url))
    visit = Visit(url, Fetched(url, content, media), told.blobs.put(content))
    revision = told.catalog.record_revision(SOURCE, url, document, visit, ("", ""), AT).revision_id
    units = pretranslate(document, engine=PseudoTranslator())
    return told.catalog.queue_draft(revision, units, Provenance("m", "g"), AT), units, document


def number_of(units, beginning):
    return next(unit.segment.index for unit in units if unit.segment.text.startswith(beginning))


def test_one_click_shows_the_passage_in_the_copy_of_a_web_page(told):
    draft_id, units, _ = drafted(told, PAGE, "text/html")
    number = number_of(units, "Whoever says no")
    visitor = told.signed_in()
    address = f"/brouillons/{draft_id}/original/{number}"
    assert f'href="{address}"' in visitor.get(f"/brouillons/{draft_id}").text
    shown = visitor.get(address).text
    block = units[number].segment.block
    assert f'src="/revisions/1/copie?bloc={block}#passage"' in shown
    assert re.search(r'<p id="passage">\s*Whoever says no', visitor.get(f"/revisions/1/copie?bloc={block}").text)


def test_a_heading_that_is_in_the_menu_too_is_found_in_the_text(told):
    _, units, _ = drafted(told, PAGE, "text/html")
    block = units[number_of(units, "Why we ask")].segment.block
    shown = told.signed_in().get(f"/revisions/1/copie?bloc={block}").text
    assert '<h2 id="passage">Why we ask</h2>' in shown


def test_one_click_shows_the_page_of_a_pdf_with_the_paragraph_marked(told):
    draft_id, units, document = drafted(told, PDF, "application/pdf")
    number = number_of(units, "How do I know when")
    block = document.blocks[units[number].segment.block]
    assert block.boxes
    shown = told.signed_in().get(f"/brouillons/{draft_id}/original/{number}").text
    assert f'src="/revisions/1/pages/{block.page}"' in shown
    assert shown.count("<rect ") == len(block.boxes)
    assert f'x="{block.boxes[0].left}"' in shown


def test_the_first_and_the_last_segment_lead_to_their_neighbours_only(told):
    draft_id, units, _ = drafted(told, PAGE, "text/html")
    visitor = told.signed_in()
    first, last = (visitor.get(f"/brouillons/{draft_id}/original/{n}").text for n in (0, len(units) - 1))
    assert ('rel="prev"' in first, 'rel="next"' in first) == (False, True)
    assert ('rel="prev"' in last, 'rel="next"' in last) == (True, False)
    assert visitor.get(f"/brouillons/{draft_id}/original/{len(units)}").status_code == 404


def test_without_the_kept_copy_the_page_on_the_web_is_offered(told):
    draft_id, _, _ = drafted(told, PAGE, "text/html")
    told.blobs.path(told.catalog.original(1).raw_digest).unlink()
    shown = unescape(told.signed_in().get(f"/brouillons/{draft_id}/original/3").text)
    assert "n’est plus sur cette machine" in shown
    assert "https://example.org/consent#why:~:text=" in shown


def test_a_word_document_says_that_it_is_not_shown_here(told):
    draft_id, _, _ = drafted(told, b"Ask people before you collect.\n\nTell them why you ask.", "text/plain")
    assert "ne s’affichent pas ici" in unescape(told.signed_in().get(f"/brouillons/{draft_id}/original/0").text)


def test_the_address_on_the_web_names_the_page_or_the_anchor_and_the_words(told):
    draft_id, _, _ = drafted(told, PAGE, "text/html")
    page = told.catalog.draft_page(draft_id)
    on_page = Block(BlockKind.PARAGRAPH, "Ask people.", page=4)
    assert live_address(page, on_page) == "https://example.org/consent#page=4"
    words = Block(BlockKind.PARAGRAPH, "One two three four five six, well-known: " + "x " * 9 + "a&b", anchor="so")
    at = live_address(page, words)
    assert at.startswith("https://example.org/consent#so:~:text=One%20two%20three%20four%20five%20six%2C,")
    assert at.endswith("a%26b")


@pytest.mark.parametrize(
    ("boxes", "sheets"),
    [
        ((), [(7, 0)]),
        ((Box(7, 0.1, 0.8, 0.5, 0.9), Box(7, 0.5, 0.1, 0.9, 0.2)), [(7, 2)]),
        ((Box(7, 0.1, 0.8, 0.9, 0.9), Box(8, 0.1, 0.1, 0.9, 0.2)), [(7, 1), (8, 1)]),
    ],
)
def test_a_block_is_shown_on_each_of_its_pages(boxes, sheets):
    block = Block(BlockKind.PARAGRAPH, "Ask people.", page=7, boxes=boxes)
    assert [(sheet.page, len(sheet.boxes)) for sheet in sheets_of(block)] == sheets
    assert sheets_of(Block(BlockKind.PARAGRAPH, "Ask people.")) == ()
    assert isinstance(sheets_of(block)[0], Sheet)


@pytest.mark.parametrize("size", [(10_000, 10_000), (10, 10_000), (1, 14_400), (14_400, 1), (0.1, 0.1)])
def test_a_page_of_any_shape_has_a_picture(size):
    written = io.BytesIO()
    with pypdfium2.PdfDocument.new() as pdf:
        pdf.new_page(*size)
        pdf.save(written)
    with Image.open(io.BytesIO(page_image(written.getvalue(), 1))) as picture:
        assert picture.format == "WEBP"
        assert picture.width * picture.height <= 4_100_000
