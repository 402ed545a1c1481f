"""What the blocks of made-up pages are, and small PDFs written by hand for what only a file can show."""

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
from curation.extract.pdf_blocks import blocks_of
from curation.extract.pdf_layout import Page, Rule, Run
from curation.extract.pdf_sections import Bookmark
from tests.curation.test_extract_pdf_lines import line, sheet, texts
from translation.document import BlockKind


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


def test_a_list_within_a_list_is_a_level_deeper():
    page = sheet(
        line("• first point", 50, 150),
        line("• a point of the first", 70, 165),
        line("• another one of the first", 70, 180),
        line("• second point", 50, 195),
    )
    assert [block.level for block in blocks_of([page])] == [1, 2, 2, 1]


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


# Files

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
