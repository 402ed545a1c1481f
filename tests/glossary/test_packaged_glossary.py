"""The glossary that comes with the package is sound and complete, and its file is as the program writes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import glossary
from glossary import default_termbase
from glossary.exchange import read_po, write_po
from glossary.keeping import shipped
from glossary.termbase import Status, TermBase
from glossary.validation import problems
from translation.terminology import Use, term_uses
from translation.typography import badly_spaced

MASTER = Path(glossary.__file__).parent / "data" / "humanitarian.en-fr.po"
TERMS = [term for term in shipped() if term.status is not Status.DEPRECATED]
HOMOGRAPHS = ("record", "lead", "right", "mission", "relief", "shelter", "protection")


def test_the_master_has_no_problem_and_says_what_an_ngo_needs():
    assert problems(shipped()) == []
    assert len({term.target for term in TERMS if term.status is Status.APPROVED}) >= 400


def test_writing_the_master_again_changes_no_byte(tmp_path):
    write_po(read_po(MASTER), tmp_path / "again.po")
    assert (tmp_path / "again.po").read_bytes() == MASTER.read_bytes()


def test_every_entry_has_its_stage_and_an_example_that_says_it_in_both_languages():
    assert [term.source for term in TERMS if not term.stages] == []
    silent = [term.source for term in TERMS if term not in _found(term, term.example[0])]
    assert silent == []
    assert [term.source for term in TERMS if not _is_said(term)] == []


def _found(term, english):
    return [match.term for match in TermBase([term]).find(english)]


def _is_said(term):
    english, french = term.example
    uses = term_uses(TermBase([term]), english, french)
    return term.do_not_translate or any(use.use is Use.PREFERRED for use in uses)


def test_french_sentences_are_written_as_french_is():
    sentences = [(term.source, text) for term in TERMS for text in (term.definition, term.example[1])]
    assert [name for name, text in sentences if not re.search(r"[.!?…]$", text) or "'" in text] == []
    assert [(name, badly_spaced(text)) for name, text in sentences if list(badly_spaced(text))] == []


@pytest.mark.parametrize("word", HOMOGRAPHS)
def test_t36_a_word_of_several_senses_has_rules_that_tell_them_apart(word):
    entries = [term for term in TERMS if term.source == word]
    assert any(term.only_with or term.not_with for term in entries)


@pytest.mark.parametrize(
    ("sentence", "word", "french"),
    [
        ("Delete the record of each person in the database.", "record", "enregistrement"),
        ("Displaced people know their rights.", "right", "droit"),
        ("They are right about the weather.", "right", None),
        ("The cluster lead convenes the meeting.", "cluster lead", "chef de file"),
        ("Lead pipes poison the water.", "lead", None),
        ("It comes as a relief to everybody.", "relief", None),
    ],
)
def test_t36_homographs_are_taken_for_what_the_sentence_means(sentence, word, french):
    matches = [match.term for match in default_termbase().find(sentence) if match.term.source == word]
    found = [term.target for term in matches if term.status is Status.APPROVED]
    assert (french is None) == (not found)
    assert french is None or any(french in target for target in found)
