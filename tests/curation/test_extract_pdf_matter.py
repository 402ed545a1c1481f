"""Which blocks of a PDF are its cover and imprint, and which follow its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.extract.pdf_matter import with_matter
from translation.document import Block, BlockKind, Matter

SENTENCE = "People who share their data must be able to trust that it is kept safe by all who hold it. " * 3


def heading(text, page=1, level=2):
    return Block(BlockKind.HEADING, text, level, page)


def text(page, said=SENTENCE):
    return Block(BlockKind.PARAGRAPH, said, page=page)


COVER = [heading("Data responsibility", 1, 1), heading("in cash assistance"), text(1, "May 2024")]
CHAPTERS = [
    block
    for page in range(3, 7)
    for block in (heading(f"{page} Chapter {page}", page), text(page), text(page), text(page))
]
IMPRINT = "© 2024 Relief Agency. All rights reserved. ISBN 978-92-1-000000-0. Layout by Amina Diallo."


def matter(*blocks, pages=8):
    return [(block.text[:20], block.matter) for block in with_matter(blocks, pages) if block.matter is not Matter.BODY]


def of(kind, *blocks):
    return [(block.text[:20], kind) for block in blocks]


def test_a_first_page_of_a_few_words_and_an_imprint_after_it_are_the_cover():
    imprint = [text(2, IMPRINT), text(2, "The views expressed here are those of the authors.")]
    assert matter(*COVER, *imprint, *CHAPTERS) == of(Matter.COVER, *COVER, *imprint)


def test_a_first_page_with_running_text_a_table_or_a_list_is_text():
    assert matter(*COVER, text(1), *CHAPTERS) == []
    assert matter(*COVER, Block(BlockKind.TABLE_ROW, "20M\t9.2M", page=1), *CHAPTERS) == []
    assert matter(*COVER, Block(BlockKind.LIST_ITEM, "first", 1, 1), *CHAPTERS) == []


def test_where_all_pages_hold_few_words_the_first_is_no_cover_for_that():
    slides = [heading(f"Slide {page}", page) for page in range(2, 9)]
    assert matter(*COVER, *slides) == []


def test_a_note_of_two_pages_has_no_cover():
    assert matter(*COVER, text(2), text(2), text(2), pages=2) == []


def test_one_sign_of_an_imprint_is_not_enough_and_a_full_page_is_none():
    assert matter(text(1), text(2, "All rights reserved."), *CHAPTERS) == []
    assert matter(text(1), text(2, IMPRINT), *[text(2)] * 9, *CHAPTERS) == []


@pytest.mark.parametrize(
    "title",
    [
        "References",
        "5. Bibliography",
        "Acknowledgements",
        "Acknowledgments:",
        "About the authors",
        "ENDNOTES",
        "Contact us",
    ],
)
def test_a_section_that_follows_the_text_is_back_matter(title):
    section = [heading(title, 7), text(7, "Amina Diallo, Dakar"), heading("In print", 7, 3), text(7, "A report")]
    assert matter(*CHAPTERS, *section) == of(Matter.BACK, *section)


def test_an_annex_is_text_and_what_stands_before_it_may_be_back_matter():
    references = [heading("References", 7), text(7, "Diallo, A. (2021). Data in camps.")]
    assert matter(*CHAPTERS, *references, heading("Annex 1: Tools", 8), text(8)) == of(Matter.BACK, *references)


def test_references_that_a_chapter_follows_are_text():
    references = [heading("References", 4), text(4, "Diallo, A. (2021). Data in camps.")]
    assert matter(*CHAPTERS, *references, heading("What comes next", 8), text(8)) == []


def test_thanks_before_the_text_are_text():
    assert matter(heading("Acknowledgements", 1), text(1), *CHAPTERS) == []


def test_a_last_page_of_contacts_or_an_imprint_is_back_matter():
    contacts = [heading("Relief Agency", 8), text(8, "Amina Diallo amina@example.org +221 33 000 00 00")]
    assert matter(*CHAPTERS, *contacts) == of(Matter.BACK, *contacts)
    assert matter(*CHAPTERS, text(8, IMPRINT)) == of(Matter.BACK, text(8, IMPRINT))


def test_a_last_page_of_a_few_words_and_links_is_text():
    assert matter(*CHAPTERS, heading("Resources", 8), text(8, "Learn to map: https://example.org")) == []


kinds = st.sampled_from([BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE])
said = st.sampled_from(["References", "Annex 2", IMPRINT, SENTENCE, "May 2024", "amina@example.org", "Contact"])
any_block = st.builds(
    lambda kind, text, level, page: Block(kind, text, level, page), kinds, said, st.integers(1, 3), st.integers(1, 9)
)


@given(st.lists(any_block, max_size=30), st.integers(1, 9))
def test_only_the_matter_changes_and_covers_come_first(blocks, pages):
    blocks = sorted((block for block in blocks if (block.page or 0) <= pages), key=lambda block: block.page or 0)
    read = with_matter(blocks, pages)
    assert [block.text for block in read] == [block.text for block in blocks]
    covers = {block.page for block in read if block.matter is Matter.COVER}
    assert covers <= {1, 2, 3, 4} - {pages}
    assert all(block.matter is Matter.COVER for block in read if block.page in covers)
