"""A glossary survives its files, and a broken file says where it is broken."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.exchange import GlossaryError, read_csv, read_po, read_terms, read_tsv, write_csv, write_po
from glossary.exchange.fields import concept_ids, in_order
from glossary.termbase import Status, Term
from tests.glossary.whole_terms import TERMS, few_files


@given(st.lists(TERMS, max_size=4))
@few_files
def test_a_po_file_gives_back_every_term(tmp_path, terms):
    write_po(terms, tmp_path / "terms.po")
    assert sorted(read_po(tmp_path / "terms.po"), key=repr) == sorted(terms, key=repr)


@given(st.lists(TERMS, max_size=4))
@few_files
def test_a_csv_file_gives_back_every_term(tmp_path, terms):
    write_csv(terms, tmp_path / "terms.csv")
    assert list(read_csv(tmp_path / "terms.csv").terms) == in_order(terms)


@given(st.lists(TERMS, max_size=4))
@few_files
def test_writing_again_what_was_read_changes_no_byte(tmp_path, terms):
    write_po(terms, tmp_path / "first.po")
    write_po(read_po(tmp_path / "first.po"), tmp_path / "second.po")
    assert (tmp_path / "first.po").read_bytes() == (tmp_path / "second.po").read_bytes()


def test_homographs_are_two_entries(tmp_path):
    noun = Term("lead", "chef de file", part_of_speech="noun", gender="m")
    verb = replace(noun, target="diriger", part_of_speech="verb", gender="")
    write_po([noun, verb], tmp_path / "terms.po")
    assert set(read_po(tmp_path / "terms.po")) == {noun, verb}


def test_a_cell_that_looks_like_a_formula_is_guarded(tmp_path):
    write_csv([Term("=1+1", "@SOMME", note="-2")], tmp_path / "terms.csv")
    content = (tmp_path / "terms.csv").read_text("utf-8-sig")
    assert not re.search(r'"[=+@-]', content)
    assert read_csv(tmp_path / "terms.csv").terms == (Term("=1+1", "@SOMME", note="-2"),)


def test_a_tsv_file_may_have_two_or_five_columns(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_bytes("\ufeff# English\tFrench\r\ntool\toutil\r\n\r\ndata\tdonnées\tdonnée;d\tdatas\tRGPD\r\n".encode())
    assert read_tsv(path) == [
        Term("tool", "outil"),
        Term("data", "données", tolerated=("donnée", "d"), forbidden=("datas",), note="RGPD"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("one-column.tsv", b"tool\toutil\nsurvey\n", 2),
        ("latin.tsv", "donor\tbailleur\ndata\tdonnées".encode("latin-1"), 2),
        ("latin.po", 'msgid "data"\nmsgstr "données"\n'.encode("latin-1"), 2),
        ("broken.po", b'msgid "data"\nmsgstr "donn"\nnonsense\n', 3),
        ("unknown-field.po", b'#. colour: red\nmsgid "data"\nmsgstr "d"\n', 1),
        ("no-status.po", b'#. status: perhaps\nmsgid "data"\nmsgstr "d"\n', 1),
        ("no-target.csv", b"source;note\ntool;x\n", 1),
        ("short-row.csv", b"source;target\ntool\n", 2),
        ("long-row.csv", b"source;target\ntool;outil;et puis\n", 2),
        ("twice.csv", b"source;target;french\ntool;outil;outil\n", 1),
        ("empty.csv", b"", 0),
        ("huge-cell.csv", b'source;target\ntool;"' + b"a" * 200_000 + b'"\n', 2),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path, name, content, line):
    path = tmp_path / name
    path.write_bytes(content)
    read = {".po": read_po, ".tsv": read_tsv, ".csv": read_csv}[path.suffix]
    with pytest.raises(GlossaryError, match=re.escape(name)) as caught:
        read(path)
    assert caught.value.line == line


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(GlossaryError, match=r"nowhere\.po"):
        read_po(Path("nowhere.po"))


OTHERS = [Term("tool", "outil", note="dit, aussi"), Term("survey", "enquête", tolerated=("sondage", "étude"))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "headings", [("English", "Français", "Remarques", "Formes tolérées"), ("source", "target", "note", "tolerated")]
)
def test_a_table_from_elsewhere_is_read_whatever_parts_its_cells(tmp_path, delimiter, mark, end, headings):
    rows = [
        headings,
        ("tool", " outil ", '"dit, aussi"', ""),
        ("", "", "", ""),
        ("survey", "enquête", "", "sondage | étude"),
    ]
    path = tmp_path / ("terms.tsv" if delimiter == "\t" else "terms.csv")
    path.write_bytes((mark + end.join(delimiter.join(row) for row in rows)).encode())
    assert list(read_terms(path).terms) == OTHERS


def test_a_title_above_the_columns_and_columns_of_no_field_are_passed_over_and_told(tmp_path):
    path = tmp_path / "terms.csv"
    path.write_text("Glossaire 2024;;\n;;\nNuméro;Anglais;Français\n1;tool;outil\n", "utf-8")
    read = read_terms(path)
    assert read.terms == (Term("tool", "outil"),)
    assert read.passed_over == ("Numéro",)


def test_words_that_people_put_for_a_status_and_for_yes_are_understood(tmp_path):
    path = tmp_path / "terms.csv"
    path.write_text("anglais;français;statut;ne pas traduire\nHXL;HXL;Proposé;Oui\nCOD;COD;;\n", "utf-8")
    proposed, plain = read_terms(path).terms
    assert (proposed.status, proposed.do_not_translate) == (Status.PROPOSED, True)
    assert (plain.status, plain.do_not_translate) == (Status.APPROVED, False)


def test_a_file_of_an_unknown_kind_is_refused_with_the_kinds_we_read(tmp_path):
    with pytest.raises(GlossaryError, match=r"terms\.docx: .*\.xlsx"):
        read_terms(tmp_path / "terms.docx")


def test_a_file_larger_than_any_glossary_is_not_read(tmp_path):
    path = tmp_path / "terms.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(GlossaryError, match="100 MB"):
        read_terms(path)


@given(st.lists(TERMS, max_size=4), st.randoms())
@few_files
def test_the_order_in_which_terms_come_changes_no_byte(tmp_path, terms, random):
    write_csv(terms, tmp_path / "first.csv")
    random.shuffle(terms)
    write_csv(terms, tmp_path / "second.csv")
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()


@given(st.lists(st.builds(Term, source=st.sampled_from(["a", "A", "a 2", "a-2", "é", "", "!"]), target=st.just("b"))))
def test_every_term_has_a_name_of_its_own(terms):
    names = concept_ids(terms)
    assert len(set(names)) == len(terms)
    assert all(re.fullmatch(r"c-[a-z0-9-]*", name) for name in names)


def test_the_name_of_a_term_says_its_english_and_for_homographs_their_kind():
    lead = Term("lead", "chef de file", part_of_speech="noun")
    assert concept_ids([Term("Œuvre d’art", "x"), lead, replace(lead, part_of_speech="verb")]) == [
        "c-oeuvre-d-art",
        "c-lead-noun",
        "c-lead-verb",
    ]
