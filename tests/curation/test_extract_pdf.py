"""Layout on made-up pages of runs, and small PDFs written by hand for what only a file can show."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from curation.errors import Damaged, DocumentError, Encrypted, NeedsOcr, NoText
from curation.extract import extract
from curation.extract.hyphens import join_lines
from curation.extract.ligatures import with_ligatures, with_lost_letters
from curation.extract.pdf_blocks import blocks_of
from curation.extract.pdf_furniture import without_furniture
from curation.extract.pdf_layout import Page, Rule, Run, reading_order
from curation.extract.pdf_sections import Bookmark
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


def test_a_list_within_a_list_is_a_level_deeper():
    page = sheet(
        line("• first point", 50, 150),
        line("• a point of the first", 70, 165),
        line("• another one of the first", 70, 180),
        line("• second point", 50, 195),
    )
    assert [block.level for block in blocks_of([page])] == [1, 2, 2, 1]


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


def test_the_outline_says_what_is_a_heading_and_how_deep():
    page = sheet(
        line("Data about people", 50, 80),
        line("People who share their data must be able to trust that it is kept safe.", 50, 110),
        line("Who holds it", 50, 150),
        line("Agencies and their partners hold it for as long as the law says they may.", 50, 180),
    )
    outline = [
        Bookmark("1. DATA  about people", 1, 2),
        Bookmark("Data about people", 1, 1),
        Bookmark("Who holds it", 2, 1),
    ]
    headings = [(block.text, block.level) for block in blocks_of([page], outline) if block.kind is BlockKind.HEADING]
    assert headings == [("Data about people", 1), ("Who holds it", 2)]


def test_references_are_notes_and_what_follows_them_is_text_again():
    page = sheet(
        line("References", 50, 80, 18),
        line("Diallo, A. (2021). Data in camps. Dakar.", 50, 120),
        line("Annex", 50, 160, 18),
        line("People who share their data must be able to trust that it is safe.", 50, 200),
    )
    assert [str(block.kind) for block in blocks_of([page])] == ["heading", "footnote", "heading", "paragraph"]


def test_rows_that_align_are_a_table():
    rows = [("State", "People", "Share"), ("Borno", "1,400", "79%"), ("Yobe", "120", "6%")]
    runs = [line(cell, 50 + 150 * c, 100 + 14 * r) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    assert texts(sheet(*runs)) == ["State\tPeople\tShare", "Borno\t1,400\t79%", "Yobe\t120\t6%"]


def table(*rows, left=50, top=100, step=14, across=150):
    return [
        line(cell, left + across * c, top + step * r)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if cell
    ]


def test_the_second_line_of_a_cell_belongs_to_its_row():
    rows = [
        ("Kind", "What it is"),
        ("Area source", "Emissions of less than ten"),
        ("", "tons a year"),
        ("Car", "Vehicles"),
    ]
    assert texts(sheet(*table(*rows, step=11))) == [
        "Kind\tWhat it is",
        "Area source\tEmissions of less than ten tons a year",
        "Car\tVehicles",
    ]


def test_a_label_in_two_lines_with_its_figures_between_them_is_one_row():
    runs = table(("Measure", "2001", "2002"), ("Median", "4.90", "5.10"), ("All people", "7.90", "8.10"), step=20)
    runs += [line("Years of life", top=160), *table(("", "6.90", "6.60"), top=165), line("lost in all", top=170)]
    assert texts(sheet(*runs))[-1] == "Years of life lost in all\t6.90\t6.60"


def test_lines_drawn_between_rows_part_them():
    lines = [
        ("Round", "States"),
        ("I", "Adamawa, Bauchi,"),
        ("", "Gombe and Yobe"),
        ("II", "Borno, Gombe,"),
        ("", "Taraba"),
    ]
    rules = tuple(Rule(50, y, 400, y) for y in (98, 112, 136, 160))
    page = Page(1, 600, 800, tuple(table(*lines, step=12)), rules)
    assert texts(page) == ["Round\tStates", "I\tAdamawa, Bauchi, Gombe and Yobe", "II\tBorno, Gombe, Taraba"]


def test_the_axis_of_a_chart_is_no_table():
    rows = [("54,000", "Income", "0.50"), ("53,000", "People", "0.48"), ("52,000", "", "0.46"), ("51,000", "", "0.44")]
    assert not [block for block in blocks_of([sheet(*table(*rows))]) if block.kind is BlockKind.TABLE_ROW]


def test_dots_between_the_cells_of_a_table_are_not_a_table_of_contents():
    rows = [
        ("New software ......", "$85 ......", "$6,205"),
        ("Manual ......", "$85 ......", "$6,205"),
        ("Test ......", "$90 ......", "$7,000"),
    ]
    assert texts(sheet(*table(*rows))) == ["New software\t$85\t$6,205", "Manual\t$85\t$6,205", "Test\t$90\t$7,000"]


def test_the_heading_of_a_table_of_contents_goes_with_it():
    entries = [
        line(f"{name}    {n}", 50, 120 + 20 * n) for n, name in enumerate(("Summary", "Findings", "Annexes"), start=3)
    ]
    page = sheet(line("Contents", 50, 80, 18), *entries)
    assert texts(page, sheet(line("Real text here.", page=2), number=2)) == ["Real text here."]


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


def test_t24_a_raised_number_is_not_read_into_its_sentence(pdf):
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


def test_t23_a_password_is_asked_for_only_when_it_is_needed(pdf):
    assert extract(protected(pdf, ""), "application/pdf").title == "Data policy"
    with pytest.raises(Encrypted):
        extract(protected(pdf, "secret"), "application/pdf")


def test_t22_a_pdf_without_text_needs_ocr(pdf):
    with pytest.raises(NeedsOcr) as raised:
        extract(pdf([], [], []), "application/pdf")
    assert raised.value.pages == 3


def test_t23_a_form_that_only_says_please_wait_has_no_text(pdf):
    with pytest.raises(NoText):
        extract(pdf([("Please wait... Your PDF viewer may not be able to show this.", 50, 700, 12)]), "application/pdf")


def test_t23_a_file_cut_short_is_read_or_called_damaged(pdf):
    whole = pdf(TEXT)
    with pytest.raises(Damaged):
        extract(whole[:60], "application/pdf")


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


SMALL = [
    path.read_bytes()
    for name in ("broken-cross-reference", "table-with-rows-of-several-lines", "every-ligature")
    for path in (Path(__file__).parent.parent / "golden" / "extract" / name).glob("input.pdf")
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SMALL), st.data())
def test_t23_changed_bytes_are_read_or_refused_by_name(content, data):
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 20))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.one_of(st.just(len(changed)), st.integers(0, len(changed))))
    with suppress(DocumentError):
        extract(bytes(changed[:end]), "application/pdf")


numbers = st.floats(-50, 900, allow_nan=False)
any_run = st.builds(
    lambda text, left, top, width, size, bold, noted: Run(
        text, left, left + width, top, top + size, size, bold, 1, noted
    ),
    st.text("ab 1.,•-–§*()/\ufffe\ufffd", min_size=1).filter(str.strip),
    numbers,
    numbers,
    st.floats(1, 400),
    st.floats(2.5, 60),
    st.booleans(),
    st.booleans(),
)
any_rule = st.builds(lambda left, top, width: Rule(left, top, left + width, top), numbers, numbers, st.floats(12, 500))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(any_run, max_size=40), st.lists(any_rule, max_size=8))
@example([line("*"), line("§", top=112)], [])
def test_any_layout_gives_blocks_and_only_table_rows_hold_tabs(runs, rules):
    for block in blocks_of([Page(1, 600, 800, tuple(runs), tuple(rules))]):
        assert block.text.strip()
        assert block.kind is BlockKind.TABLE_ROW or "\t" not in block.text


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
