"""A spreadsheet gives back every term, looks after whoever fills it in, and brings nothing hidden with it."""

from __future__ import annotations

import time
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from glossary.exchange import GlossaryError, read_terms
from glossary.exchange.fields import COLUMNS, in_order
from glossary.exchange.spreadsheet import write_xlsx
from glossary.keeping import shipped
from glossary.termbase import Status, Term
from tests.glossary.whole_terms import TERMS, few_files


@given(st.lists(TERMS, max_size=4))
@few_files
def test_a_spreadsheet_gives_back_every_term(tmp_path, terms):
    write_xlsx(terms, tmp_path / "terms.xlsx")
    assert list(read_terms(tmp_path / "terms.xlsx").terms) == in_order(terms)


@pytest.mark.parametrize(
    "text",
    ["a\x00b", "a\r\nb", " a ", "_x0041_", "_x005F_x0041_", "\ufffe", "#N/A", "3-4", "1e5", "'", "été\u202f: oui"],
)
def test_what_xml_or_a_spreadsheet_would_change_comes_back_as_it_was(tmp_path, text):
    term = Term("tool", "outil", note=text, tolerated=(text,))
    write_xlsx([term], tmp_path / "terms.xlsx")
    assert read_terms(tmp_path / "terms.xlsx").terms == (term,)


def test_the_same_terms_give_the_same_bytes_at_another_moment(tmp_path):
    terms = shipped()[:20]
    write_xlsx(terms, tmp_path / "first.xlsx")
    time.sleep(2.1)  # a zip file tells the time in steps of two seconds
    write_xlsx(terms[::-1], tmp_path / "second.xlsx")
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_no_cell_is_a_formula_even_once_it_is_edited_or_saved_as_csv(tmp_path):
    term = Term("=1+1", "+1", note="@SUM(A1)", definition="-2", tolerated=("=HYPERLINK(1)",))
    write_xlsx([term], tmp_path / "terms.xlsx")
    cells = [cell for row in load_workbook(tmp_path / "terms.xlsx").worksheets[0].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert not [cell.value for cell in cells if str(cell.value)[0] in "=+-@"]
    assert {cell.number_format for cell in cells} == {"@"}


def test_the_sheet_keeps_its_headings_in_sight_and_offers_the_statuses(tmp_path):
    write_xlsx([Term("tool", "outil", status=Status.PROPOSED)], tmp_path / "terms.xlsx")
    sheet = load_workbook(tmp_path / "terms.xlsx").worksheets[0]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert [cell.value for cell in sheet[1]][:3] == ["Anglais", "Français", "Statut"]
    assert sheet["C2"].value == "proposé"
    assert sheet["B2"].alignment.wrap_text
    offered = {str(rule.sqref).split("2")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered["C"] == '"approuvé,proposé,abandonné"'
    assert len(list(sheet[1])) == len(COLUMNS)


@pytest.fixture
def sheet(tmp_path):
    """A sheet to fill, and a way to have it read."""
    book = Workbook()
    filled = book.worksheets[0]
    filled.read = lambda: (book.save(tmp_path / "theirs.xlsx"), read_terms(tmp_path / "theirs.xlsx"))[1]
    return filled


def test_a_sheet_from_elsewhere_may_have_a_title_empty_rows_numbers_and_dates(sheet):
    for row in (["Notre glossaire"], [], ["English", "French", "Notes", "Vu le"], ["5W", 5, 2.5, date(2024, 3, 1)], []):
        sheet.append(row)
    sheet.append(["tool", "outil", date(2024, 3, 1)])
    sheet.merge_cells("A1:D1")
    read = sheet.read()
    assert read.terms == (Term("5W", "5", note="2.5"), Term("tool", "outil", note="2024-03-01 00:00:00"))
    assert read.passed_over == ("Vu le",)


def test_a_formula_is_refused_where_it_stands(sheet):
    for row in (["English", "French"], ["tool", "outil"], ["survey", '=CONCATENATE("en","quête")']):
        sheet.append(row)
    with pytest.raises(GlossaryError, match=r"line 3: .*B3.*formula"):
        sheet.read()


def test_a_cell_merged_over_two_terms_is_refused_where_it_stands(sheet):
    for row in (["English", "French"], ["lead", "chef de file"], [None, "diriger"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    with pytest.raises(GlossaryError, match=r"line 2: .*A2:A3.*merged"):
        sheet.read()


def test_a_lone_cell_far_away_does_not_fill_the_memory(sheet):
    sheet.append(["English", "French"])
    sheet["XFD1048576"] = "?"
    with pytest.raises(GlossaryError, match="XFD1048576"):
        sheet.read()


def test_a_sheet_without_names_for_its_columns_is_told(sheet):
    sheet.append(["tool", "outil"])
    with pytest.raises(GlossaryError, match="no column 'source'"):
        sheet.read()


def rewritten(path, change):
    """The same file with each of its parts changed."""
    with zipfile.ZipFile(path) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in contents.items():
            parts.writestr(name, change(name, content))


BOMB = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("part", "declared"),
    [("xl/worksheets/sheet1.xml", BOMB), ("xl/worksheets/sheet1.xml", OUTSIDE), ("xl/workbook.xml", OUTSIDE)],
)
def test_entities_of_its_own_are_refused(tmp_path, part, declared):
    def declaring(name, content):
        return declared + content.replace(b"outil", b"&a;").replace(b"Glossaire", b"&a;") if name == part else content

    write_xlsx([Term("tool", "outil")], tmp_path / "terms.xlsx")
    rewritten(tmp_path / "terms.xlsx", declaring)
    with pytest.raises(GlossaryError, match="is not a spreadsheet"):
        read_terms(tmp_path / "terms.xlsx")


def test_a_small_file_that_unpacks_to_a_large_one_is_not_unpacked(tmp_path):
    write_xlsx([Term("tool", "outil")], tmp_path / "terms.xlsx")
    rewritten(
        tmp_path / "terms.xlsx", lambda name, content: content + (b" " * 150_000_000 if "sheet1" in name else b"")
    )
    assert (tmp_path / "terms.xlsx").stat().st_size < 1_000_000
    with pytest.raises(GlossaryError, match="unpacks to more than 100 MB"):
        read_terms(tmp_path / "terms.xlsx")


@pytest.mark.parametrize("content", [b"", b"source;target\n", b"PK\x03\x04 and so on"])
def test_what_is_no_spreadsheet_is_named(tmp_path, content):
    (tmp_path / "terms.xlsx").write_bytes(content)
    with pytest.raises(GlossaryError, match=r"terms\.xlsx: is not a spreadsheet"):
        read_terms(tmp_path / "terms.xlsx")


def test_a_zip_file_of_something_else_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "terms.xlsx", "w") as parts:
        parts.writestr("a.txt", "a")
    with pytest.raises(GlossaryError, match="is not a spreadsheet"):
        read_terms(tmp_path / "terms.xlsx")


def test_a_text_that_no_cell_can_hold_is_not_cut_short(tmp_path):
    with pytest.raises(GlossaryError, match="'tool': note is too long"):
        write_xlsx([Term("tool", "outil", note="a" * 40_000)], tmp_path / "terms.xlsx")
    assert not list(tmp_path.iterdir())
