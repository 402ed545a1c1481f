"""A glossary survives its files, and a broken file says where it is broken."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.exchange import GlossaryError, read_csv, read_po, read_tsv, write_csv, write_po
from glossary.termbase import Status, Term

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SOME = ANY.filter(bool)
LISTS = st.lists(SOME, max_size=3).map(tuple)
TERMS = st.builds(
    Term,
    source=SOME,
    target=ANY,
    status=st.sampled_from(Status),
    tolerated=LISTS,
    forbidden=LISTS,
    part_of_speech=ANY,
    gender=ANY,
    case_sensitive=st.booleans(),
    definition=ANY,
    note=ANY,
    origin=ANY,
    synonyms=LISTS,
    domain=ANY,
    do_not_translate=st.booleans(),
    example=st.tuples(ANY, ANY),
    stages=LISTS,
    inflected=LISTS,
    why=ANY,
    only_with=LISTS,
    not_with=LISTS,
)
few_files = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@given(st.lists(TERMS, max_size=4))
@few_files
def test_a_po_file_gives_back_every_term(tmp_path, terms):
    write_po(terms, tmp_path / "terms.po")
    assert sorted(read_po(tmp_path / "terms.po"), key=repr) == sorted(terms, key=repr)


@given(st.lists(TERMS, max_size=4))
@few_files
def test_a_csv_file_gives_back_every_term(tmp_path, terms):
    write_csv(terms, tmp_path / "terms.csv")
    assert read_csv(tmp_path / "terms.csv") == terms


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
    assert read_csv(tmp_path / "terms.csv") == [Term("=1+1", "@SOMME", note="-2")]


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
