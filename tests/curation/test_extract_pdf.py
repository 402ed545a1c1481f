"""Layout on made-up pages of runs, and small PDFs written by hand for what only a file can show."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from curation.errors import Damaged, Encrypted, NeedsOcr, NoText
from curation.extract import extract
from curation.extract.hyphens import join_lines
from curation.extract.pdf_blocks import blocks_of
from curation.extract.pdf_layout import Page, Run, reading_order, without_furniture

SENTENCE = "people affected by the crisis share their data with agencies that must keep it safe"
WORDS = SENTENCE.split()


def line(text, left=50.0, top=100.0, size=10.0, page=1, bold=False):
    return Run(text, left, left + 0.5 * size * len(text), top, top + size, size, bold, page)


def sheet(*runs, number=1):
    return Page(number, 600, 800, runs)


def texts(*pages):
    return [block.text for block in blocks_of(pages)]


def column(name, left, top=150.0, count=12):
    """Full lines of running text, each naming its column and its number."""
    return [line(f"{name}{n} people share their data with us", left, top + 12 * n) for n in range(count)]


def test_the_left_column_is_read_before_the_right_and_the_title_before_both():
    title = line("A title that spans both of the columns of this page entirely", 50, 100, 16)
    runs = [*column("right", 310), title, *column("left", 50)]
    order = [run.text.split()[0] for region in reading_order(runs) for run in region]
    assert order == ["A", *(f"left{n}" for n in range(12)), *(f"right{n}" for n in range(12))]


@given(st.integers(2, 3), st.integers(5, 20), st.randoms())
def test_columns_are_read_one_after_the_other_in_whatever_order_they_were_drawn(columns, count, random):
    runs = [run for c in range(columns) for run in column(f"{c}/", 20 + 190 * c, count=count)]
    expected = [run.text for run in runs]
    random.shuffle(runs)
    assert [run.text for region in reading_order(runs) for run in region] == expected


def test_a_full_width_line_between_columns_ends_the_ones_above_it():
    wide = line("This heading stands across the whole page and parts what is above it from below", 50, 260)
    runs = [*column("a", 50, count=8), *column("b", 310, count=8), wide]
    runs += [*column("c", 50, 290, count=8), *column("d", 310, 290, count=8)]
    order = [run.text[0] for region in reading_order(runs) for run in region]
    assert "".join(dict.fromkeys(order)) == "abTcd"


def test_running_headers_and_page_numbers_go_and_a_real_first_line_stays():
    pages = [
        sheet(
            line("Annual report 2024", 50, 20, page=n),
            line(f"Opening {WORDS[n]} of page", 50, 40, page=n),
            line(f"Page {n} of 5", 280, 780, page=n),
            number=n,
        )
        for n in range(1, 6)
    ]
    left = [run.text for page in without_furniture(pages) for run in page.runs]
    assert left == [f"Opening {WORDS[n]} of page" for n in range(1, 6)]


def test_in_a_short_document_only_the_page_number_goes():
    left = without_furniture([sheet(line("A memo", 50, 20), line("2", 300, 780))])
    assert [run.text for run in left[0].runs] == ["A memo"]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the informa-", "tion is kept", "the information is kept"),
        ("a price-", "determining factor", "a price-determining factor"),
        ("the assess\ufffe", "ment of needs", "the assessment of needs"),
        ("an evidence\ufffe", "based answer", "an evidence-based answer"),
        ("infor\u00ad", "mation", "information"),
        ("the non-", "governmental one", "the non-governmental one"),
        ("from 2010-", "2015", "from 2010-2015"),
        ("for FAA–2020–", "0686", "for FAA–2020–0686"),
        ("one line", "and the next", "one line and the next"),
        ("", "first", "first"),
    ],
)
def test_words_parted_at_a_line_end_are_put_together(first, second, joined):
    assert join_lines(first, second, frozenset()) == joined


def test_the_document_s_own_spelling_decides_over_the_dictionary():
    assert join_lines("the data-", "base", frozenset({"data-base"})) == "the data-base"
    assert join_lines("the geo-", "coding", frozenset({"geocoding"})) == "the geocoding"


@given(st.sampled_from([word for word in WORDS if len(word) > 5]), st.data())
def test_a_word_that_the_document_knows_survives_any_break(word, data):
    at = data.draw(st.integers(2, len(word) - 2))
    assert join_lines(word[:at] + "\ufffe", word[at:], frozenset({word})) == word


def test_headings_lists_captions_and_footnotes_have_their_kinds():
    page = sheet(
        line("Findings", 50, 80, 18),
        line("Data about people must be kept safe by those who hold it, at all times.", 50, 120),
        line("• first point", 50, 150),
        line("• second point", 50, 165),
        line("Figure 2. Where people went", 50, 200),
        line("All agencies agreed that this was the right way to go about it.", 50, 240),
        line("1 See the handbook for more.", 50, 600, 7),
    )
    blocks = blocks_of([page])
    assert [(str(block.kind), block.level) for block in blocks] == [
        ("heading", 1),
        ("paragraph", 0),
        ("list_item", 1),
        ("list_item", 1),
        ("caption", 0),
        ("paragraph", 0),
        ("footnote", 0),
    ]
    assert blocks[2].text == "first point"
    assert {block.page for block in blocks} == {1}


def test_a_sentence_goes_on_over_the_page_and_past_a_footnote():
    first = sheet(line("Data about people must be", 50, 500), line("1 A note.", 50, 700, 7))
    second = sheet(line("kept safe by those who hold it.", 50, 100, page=2), number=2)
    assert texts(first, second) == ["Data about people must be kept safe by those who hold it.", "1 A note."]


def test_rows_that_align_are_a_table():
    rows = [("State", "People", "Share"), ("Borno", "1,400", "79%"), ("Yobe", "120", "6%")]
    runs = [line(cell, 50 + 150 * c, 100 + 14 * r) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    assert texts(sheet(*runs)) == ["State\tPeople\tShare", "Borno\t1,400\t79%", "Yobe\t120\t6%"]


def test_a_table_of_contents_is_left_out():
    page = sheet(line("1 Introduction ........ 4", top=100), line("2 Findings . . . . . . 12", top=112))
    assert texts(page, sheet(line("Real text here.", page=2), number=2)) == ["Real text here."]


TEXT = [
    ("Data policy", 50, 700, 20),
    ("People who share their data must be able to trust that it is safe.", 50, 660, 10),
]


def test_a_pdf_gives_its_blocks_and_what_it_says_of_itself(pdf):
    info = "/Title (Microsoft Word - policy_v3.docx) /Author (Amina Diallo) /CreationDate (D:20240528101500Z)"
    document = extract(pdf(TEXT, info=info), "application/octet-stream")
    assert document.title == "Data policy"
    assert [block.text for block in document.blocks] == [TEXT[1][0]]
    assert (document.metadata.authors, document.metadata.published) == (("Amina Diallo",), "2024-05-28")
    assert (document.metadata.pages, document.lang) == (1, "en")


@pytest.mark.parametrize(("page", "licence"), [(1, "CC-BY-NC-4.0"), (4, "CC-BY-NC-4.0"), (6, ""), (9, "CC-BY-NC-4.0")])
def test_a_licence_counts_on_the_first_and_last_pages_and_not_where_a_picture_is_credited(page, licence, pdf):
    pages = [list(TEXT) for _ in range(10)]
    pages[page - 1].append(("This work is licensed under CC BY-NC 4.0.", 50, 600, 10))
    assert extract(pdf(*pages), "application/pdf").metadata.licence == licence


def test_a_licence_is_read_across_a_line_end(pdf):
    lines = [
        ("This whole report may be freely reproduced, translated and handed on if the source is acknow-", 50, 640, 10),
        ("ledged in a place where people see it.", 50, 628, 10),
    ]
    assert extract(pdf([*TEXT, *lines]), "application/pdf").metadata.licence == "reuse-with-source"


def test_a_raised_number_is_not_read_into_its_sentence(pdf):
    lines = [
        ("People need water", 50, 660, 10),
        ("12", 131, 664, 5),
        ("and a place to stay that is safe.", 141, 660, 10),
    ]
    assert [block.text for block in extract(pdf(lines), "application/pdf").blocks] == [
        "People need water and a place to stay that is safe."
    ]


def protected(pdf, password):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(TEXT))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_password_is_asked_for_only_when_it_is_needed(pdf):
    assert extract(protected(pdf, ""), "application/pdf").title == "Data policy"
    with pytest.raises(Encrypted):
        extract(protected(pdf, "secret"), "application/pdf")


def test_a_pdf_without_text_needs_ocr(pdf):
    with pytest.raises(NeedsOcr) as raised:
        extract(pdf([], [], []), "application/pdf")
    assert raised.value.pages == 3


def test_a_form_that_only_says_please_wait_has_no_text(pdf):
    with pytest.raises(NoText):
        extract(pdf([("Please wait... Your PDF viewer may not be able to show this.", 50, 700, 12)]), "application/pdf")


def test_a_file_cut_short_is_read_or_called_damaged(pdf):
    whole = pdf(TEXT)
    with pytest.raises(Damaged):
        extract(whole[:60], "application/pdf")
