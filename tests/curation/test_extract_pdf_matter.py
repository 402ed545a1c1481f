"""What a PDF's pages are for: cover and imprint, the text, what follows it; when in doubt, the text."""

import pytest

from curation.extract import extract
from translation.document import Matter

TEXT = [
    "People who share their data must be able to trust that it is kept safe",
    "by those who hold it, and may ask for it back at any time they like to.",
]


def text_page(heading="", lines=24):
    start = [(heading, 60, 720, 16)] if heading else []
    return start + [(f"{TEXT[n % 2]} Line {n}.", 60, 690 - 14 * n, 11) for n in range(lines)]


COVER = [("Data responsibility", 60, 500, 30), ("A guide for the field", 60, 450, 18), ("March 2024", 60, 90, 11)]
IMPRINT = [
    ("Published by the Agency, Geneva, 2024", 60, 300, 9),
    ("ISBN 978-2-1234-5680-3", 60, 286, 9),
    ("All rights reserved. Cover photo: the Agency.", 60, 272, 9),
]
REFERENCES = [
    ("References", 60, 720, 16),
    *[(f"{n}. Author {n}. A book about data. City {1990 + n}.", 60, 690 - 14 * n, 11) for n in range(1, 9)],
]
LAST = [("Contact: office@agency.example, tel 12 34 56", 60, 90, 11)]


def matter(pdf, *pages):
    document = extract(pdf(*pages), "application/pdf")
    return {block.text: block.matter for block in document.blocks}


def of(found, beginning):
    return next(value for text, value in found.items() if text.startswith(beginning))


def test_a_report_has_cover_imprint_text_references_and_last_page(pdf):
    pages = (COVER, IMPRINT, text_page("Introduction"), text_page("Consent"), text_page("Storage"), REFERENCES, LAST)
    found = matter(pdf, *pages)
    assert of(found, "A guide for the field") is Matter.COVER
    assert of(found, "Published by") is Matter.COVER
    assert of(found, "People who share") is Matter.BODY
    assert of(found, "Introduction") is Matter.BODY
    assert of(found, "1. Author") is Matter.BACK
    assert of(found, "Contact") is Matter.BACK


def test_the_text_goes_on_after_a_heading_of_the_same_rank(pdf):
    found = matter(pdf, text_page("Introduction"), text_page("Consent"), REFERENCES, text_page("Annex: the law"))
    assert of(found, "1. Author") is Matter.BACK
    assert of(found, "Annex") is Matter.BODY


@pytest.mark.parametrize(
    "pages", [(COVER, text_page("Introduction")), (text_page("References"), text_page("Consent"), text_page("Law"))]
)
def test_a_leaflet_has_no_cover_and_references_at_the_beginning_are_text(pdf, pages):
    assert set(matter(pdf, *pages).values()) == {Matter.BODY}


def test_a_first_page_of_text_is_no_cover(pdf):
    found = matter(pdf, *[text_page(f"Chapter {n}") for n in range(1, 6)])
    assert set(found.values()) == {Matter.BODY}
