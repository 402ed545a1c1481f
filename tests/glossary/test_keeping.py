"""A home's own glossary: begun from the one that ships, read anew when its file changes, written by one at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from glossary.exchange import GlossaryError, read_po, write_po
from glossary.keeping import Glossary, TermGone, shipped
from glossary.termbase import Term, TermBase

NEW = Term("data trust", "fiducie de données", definition="Gardien de données pour autrui.", origin="usage")


@pytest.fixture
def glossary(tmp_path):
    return Glossary(tmp_path / "home" / "glossary.po")


def test_without_a_file_the_terms_are_those_that_ship(glossary, tmp_path):
    assert list(glossary.terms) == shipped()
    assert not (tmp_path / "home").exists()


def test_the_first_change_makes_the_file_the_master(glossary, tmp_path):
    assert glossary.put(NEW).get("data trust") == NEW
    assert read_po(tmp_path / "home" / "glossary.po") == sorted(
        [*shipped(), NEW], key=lambda term: (term.source.casefold(), repr(term))
    )
    assert Glossary(tmp_path / "home" / "glossary.po").terms.get("data trust") == NEW


def test_what_shipped_when_the_file_was_born_is_kept_to_merge_newer_versions_with(glossary, tmp_path):
    glossary.put(NEW)
    assert glossary.base == tmp_path / "home" / "glossary.shipped.po"
    assert read_po(glossary.base) == shipped()
    write_po([NEW], glossary.base)
    glossary.put(replace(NEW, source="data commons"))
    assert read_po(glossary.base) == [NEW]


def test_a_file_changed_by_hand_is_read_again(glossary, tmp_path):
    glossary.put(NEW)
    write_po([NEW], tmp_path / "home" / "glossary.po")
    assert list(glossary.terms) == [NEW]


def test_an_entry_takes_the_place_of_another_and_may_be_taken_out(glossary):
    glossary.put(NEW)
    better = replace(NEW, target="fiducie des données")
    assert glossary.put(better, instead_of=NEW).get("data trust") == better
    assert glossary.put(None, instead_of=better).get("data trust") is None
    assert len(glossary.terms) == len(shipped())


def test_an_entry_that_somebody_changed_meanwhile_is_not_overwritten(glossary):
    glossary.put(NEW)
    glossary.put(replace(NEW, note="À discuter."), instead_of=NEW)
    with pytest.raises(TermGone):
        glossary.put(replace(NEW, target="autre"), instead_of=NEW)
    assert glossary.terms.get("data trust").note == "À discuter."


def test_people_who_write_at_once_lose_nothing(glossary, tmp_path):
    def add(number):
        Glossary(tmp_path / "home" / "glossary.po").put(replace(NEW, source=f"term {number}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))
    assert len(glossary.terms) == len(shipped()) + 24


def test_a_damaged_file_is_told_and_never_replaced_by_what_ships(glossary, tmp_path):
    glossary.put(NEW)
    (tmp_path / "home" / "glossary.po").write_bytes(b"msgid \xff")
    with pytest.raises(GlossaryError):
        _ = glossary.terms
    with pytest.raises(GlossaryError):
        glossary.put(NEW)
    assert (tmp_path / "home" / "glossary.po").read_bytes() == b"msgid \xff"


def test_a_glossary_of_given_terms_stays_as_it_is():
    fixed = Glossary.of(TermBase([NEW]))
    assert list(fixed.terms) == [NEW]
    with pytest.raises(ValueError, match="no file"):
        fixed.put(NEW)
