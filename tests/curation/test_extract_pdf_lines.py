"""The lines of made-up pages: their order, what goes as furniture, how they run on, and their lost letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.extract.hyphens import join_lines
from curation.extract.ligatures import with_ligatures, with_lost_letters
from curation.extract.pdf_blocks import blocks_of
from curation.extract.pdf_furniture import without_furniture
from curation.extract.pdf_layout import Page, Run, reading_order
from translation.document import Block, BlockKind

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


def test_t19_the_left_column_is_read_before_the_right_and_the_title_before_both():
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


def test_t20_running_headers_and_page_numbers_go_and_a_real_first_line_stays():
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


def test_t20_the_line_of_a_page_number_goes_with_it_though_each_chapter_has_its_own():
    pages = [
        sheet(
            line(f"{16 + n}", 50, 20, page=n),
            line(f"Chapter {WORDS[n]}", 120, 20, page=n),
            line(f"Opening {WORDS[n]} of page", 50, 60, page=n),
            number=n,
        )
        for n in range(1, 4)
    ]
    assert [run.text for page in without_furniture(pages) for run in page.runs] == [
        f"Opening {WORDS[n]} of page" for n in range(1, 4)
    ]


def test_t20_the_number_of_a_footnote_at_the_foot_is_no_page_number():
    note = line("See the handbook, chapter four.", 56, 740, 8)
    page = sheet(line("All agencies agreed that this was the right way.", 50, 400), line("2", 50, 738, 5), note)
    assert [run.text for run in without_furniture([page])[0].runs][-2:] == ["2", note.text]


@given(st.integers(2, 8), st.integers(5, 20))
def test_t20_what_repeats_on_every_page_goes_and_every_other_line_stays(count, lines):
    pages = [
        sheet(
            line("Data policy", 50, 20, page=n),
            *(line(f"{WORDS[k % 9]} {n} {k} of us", 50, 120 + 20 * k, page=n) for k in range(lines)),
            number=n,
        )
        for n in range(1, count + 1)
    ]
    left = [run.text for page in without_furniture(pages) for run in page.runs]
    assert "Data policy" not in left
    assert len(left) == count * lines


def test_t19_a_few_lines_stand_in_the_columns_of_the_other_pages():
    full = [sheet(*column("a", 50), *column("b", 250), number=n) for n in (1, 2, 3)]
    short = sheet(
        line("(1) In the first chapter, take out", 50, 100, page=4),
        line("what the table names.", 50, 112, page=4),
        line("(2) In the second chapter, put in", 250, 100, page=4),
        line("what the list names.", 250, 112, page=4),
        number=4,
    )
    assert texts(*full, short)[-2:] == [
        "(1) In the first chapter, take out what the table names.",
        "(2) In the second chapter, put in what the list names.",
    ]


# Lines that run on


def test_a_sentence_goes_on_over_the_page_and_past_a_footnote():
    first = sheet(line("Data about people must be", 50, 500), line("1 A note.", 50, 700, 7))
    second = sheet(line("kept safe by those who hold it.", 50, 100, page=2), number=2)
    assert texts(first, second) == ["Data about people must be kept safe by those who hold it.", "1 A note."]


def test_t24_a_footnote_goes_on_in_the_next_column_and_stays_out_of_the_text():
    page = sheet(
        *column("left", 50, 100, 20),
        Run("3 A law that commands what moves, such as the airplane’s", 50, 290, 700, 707, 7, noted=True),
        *column("right", 310, 100, 20),
        line("altitude and its speed, would be kept within bounds.", 310, 700, 7),
    )
    notes = [block.text for block in blocks_of([page]) if block.kind is BlockKind.FOOTNOTE]
    assert notes == [
        "3 A law that commands what moves, such as the airplane’s altitude and its speed, would be kept within bounds."
    ]


def test_an_item_goes_on_under_its_own_first_line_however_short_that_is():
    page = sheet(line("• Resources for mappers:", 50, 150), line("http://example.org/learn", 62, 162))
    assert texts(page) == ["Resources for mappers: http://example.org/learn"]


def test_a_name_in_small_capitals_does_not_end_a_paragraph():
    page = sheet(
        line("Include the number at the start of what you send to the", 50, 100),
        Run("in the FURTHER INFORMATION", 50, 200, 112, 122, 7, sizes=(10, 7)),
        Run("CONTACT section, and nothing else that we did not ask for.", 50, 320, 124, 134, 10, sizes=(7, 10)),
    )
    assert len(texts(page)) == 1


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
        ("at https://www.faa.gov/", "aircraft/docs for comment", "at https://www.faa.gov/aircraft/docs for comment"),
        ("see http://www.cdc.", "gov/injury", "see http://www.cdc.gov/injury"),
        ("see https://", "www.example.org for more", "see https://www.example.org for more"),
        ("write to amina@", "example.org today", "write to amina@example.org today"),
        ("see www.example.org.", "The next one", "see www.example.org. The next one"),
    ],
)
def test_t21_words_parted_at_a_line_end_are_put_together(first, second, joined):
    assert join_lines(first, second, frozenset()) == joined


def test_the_document_s_own_spelling_decides_over_the_dictionary():
    assert join_lines("the data-", "base", frozenset({"data-base"})) == "the data-base"
    assert join_lines("the geo-", "coding", frozenset({"geocoding"})) == "the geocoding"


@given(st.sampled_from([word for word in WORDS if len(word) > 5]), st.data())
def test_a_word_that_the_document_knows_survives_any_break(word, data):
    at = data.draw(st.integers(2, len(word) - 2))
    assert join_lines(word[:at] + "\ufffe", word[at:], frozenset({word})) == word


# Lost letters


def test_t21_a_letter_without_a_name_is_the_ligature_that_makes_words():
    runs = [
        line("most di\ufffdcult e\u21b5orts of the o\ufffdce"),
        line("an e\ufffdcient o\u21b5er, and \u2192 here", top=112),
    ]
    assert [run.text for run in with_ligatures([sheet(*runs)])[0].runs] == [
        "most difficult efforts of the office",
        "an efficient offer, and \u2192 here",
    ]


def paragraph(text):
    return Block(BlockKind.PARAGRAPH, text)


def test_t21_lost_ligatures_come_back_where_many_words_lack_them():
    broken = [
        paragraph("he Gini index is deined by the diference in income. his is suficient."),
        paragraph("hese ofices agree."),
    ]
    assert [block.text for block in with_lost_letters(broken)] == [
        "The Gini index is defined by the difference in income. This is sufficient.",
        "These offices agree.",
    ]


def test_t21_a_name_that_no_dictionary_knows_is_left_alone():
    names = [paragraph("Kofi Annan met Afi and Wolfi in Koforidua. he spoke; Raflatac listened.")]
    assert with_lost_letters(names) == names
