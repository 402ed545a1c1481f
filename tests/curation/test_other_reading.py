"""A publication read by another extractor: its structure as far as that one goes, its metadata as in our reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from curation.errors import Damaged, DocumentError, NoOtherReading
from curation.extract import extract
from curation.extract.other_reading import other_reading
from translation.document import BlockKind

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden" / "extract"
SAMPLE = ROOT / "curation" / "data" / "sample" / "mmwr-health-disparities.pdf"

PAGE = b"""<html lang="en"><head><title>Sharing data</title>
<meta name="author" content="Amina Diallo"></head><body><article><h1>Sharing data</h1>
<h2>Before you share</h2>
<p>Organisations that assist people hold data about them, and often share it with others in the field.</p>
<ul><li>Ask what the data is for<ul><li>and who asks for it</li></ul></li>
<li>Share as <b>little</b> as that needs</li></ul>
<blockquote><p>Nobody asked us whether our names could be on that list of people.</p></blockquote>
<table><tr><th>Risk</th><th>What lowers it</th></tr><tr><td>A list is lost</td><td>Encrypt it</td></tr></table>
<p>Tell the people concerned when something goes wrong, and the partners who hold a copy of the data.</p>
</article></body></html>"""


def test_a_page_keeps_what_trafilatura_knows_of_its_structure():
    document = other_reading(PAGE, "text/html")
    said = [(block.kind, block.text, block.level) for block in document.blocks]
    assert (BlockKind.HEADING, "Before you share", 2) in said
    assert (BlockKind.LIST_ITEM, "Ask what the data is for", 1) in said
    assert (BlockKind.LIST_ITEM, "and who asks for it", 2) in said
    assert (BlockKind.LIST_ITEM, "Share as little as that needs", 1) in said
    assert (BlockKind.QUOTE, "Nobody asked us whether our names could be on that list of people.", 0) in said
    assert (BlockKind.TABLE_ROW, "Risk\tWhat lowers it", 1) in said
    assert (BlockKind.TABLE_ROW, "A list is lost\tEncrypt it", 0) in said


def test_title_language_and_metadata_are_those_of_our_reading():
    ours, other = extract(PAGE, "text/html"), other_reading(PAGE, "text/html")
    assert (other.title, other.lang, other.metadata) == (ours.title, ours.lang, ours.metadata)
    assert other.metadata.authors == ("Amina Diallo",)
    assert "Sharing data" not in [block.text for block in other.blocks]


def test_a_pdf_is_read_in_the_order_of_its_file():
    content = (GOLDEN / "questions-with-bullets" / "input.pdf").read_bytes()
    document = other_reading(content, "application/pdf")
    assert {block.kind for block in document.blocks} == {BlockKind.PARAGRAPH}
    assert {block.page for block in document.blocks} == {1, 2, 3}
    assert document.words == pytest.approx(extract(content, "application/pdf").words, rel=0.1)


def test_words_that_a_line_end_parted_are_whole():
    content = SAMPLE.read_bytes()
    text = " ".join(block.text for block in other_reading(content, "application/pdf").blocks)
    assert "\ufffe" not in text
    assert "\x02" not in text
    assert "disparities" in text


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ((GOLDEN / "guidance-in-word" / "input.docx").read_bytes(), "application/zip"),
        ((GOLDEN / "handbook-as-epub" / "input.epub").read_bytes(), "application/epub+zip"),
        (b"Only one way to read this.", "text/plain"),
    ],
    ids=["Word", "EPUB", "text"],
)
def test_formats_that_one_extractor_reads_have_no_other_reading(content, media_type):
    with pytest.raises(NoOtherReading):
        other_reading(content, media_type)


def test_what_we_cannot_read_raises_as_in_our_reading():
    with pytest.raises(Damaged):
        other_reading(b"%PDF-1.4 nothing more", "application/pdf")
    with pytest.raises(DocumentError):
        other_reading(b"", "text/html")
    assert not NoOtherReading().worth_retrying
