"""The glossary that comes with the package is sound, and its file is as the program writes it."""

from __future__ import annotations

from pathlib import Path

import glossary
from glossary import default_termbase
from glossary.exchange import read_po, write_po
from glossary.validation import problems

MASTER = Path(glossary.__file__).parent / "data" / "humanitarian.en-fr.po"


def test_the_master_has_no_problem():
    terms = list(default_termbase())
    assert problems(terms) == []
    assert len(terms) >= 120


def test_writing_the_master_again_changes_no_byte(tmp_path):
    write_po(read_po(MASTER), tmp_path / "again.po")
    assert (tmp_path / "again.po").read_bytes() == MASTER.read_bytes()


def test_every_term_is_found_in_its_own_english():
    terms = default_termbase()
    lost = [term.source for term in terms if term not in [match.term for match in terms.find(term.source)]]
    assert lost == []
