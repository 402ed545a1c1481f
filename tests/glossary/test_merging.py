"""Two glossaries grown from one start are brought together: nothing of ours is lost without being asked for."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.keeping import TermGone, shipped
from glossary.merging import FieldChange, Kind, compare, merged, settled
from glossary.termbase import Status, Term
from tests.glossary.whole_terms import TERMS

TOOL = Term("tool", "outil", definition="Sert à travailler.", tolerated=("instrument",), part_of_speech="noun")
SURVEY = Term("survey", "enquête", definition="Questions.")


def ours(_change):
    return False


def theirs(_change):
    return True


def after(mine, other, base=(), choose=ours, **options):
    differences = compare(mine, other, base, **options)
    return merged(mine, [(difference, settled(difference, choose)) for difference in differences])


def test_what_is_new_comes_in_as_proposed_unless_it_is_wanted_otherwise():
    assert after([], [TOOL]) == [replace(TOOL, status=Status.PROPOSED)]
    assert after([], [replace(TOOL, status=Status.PROPOSED)], status=Status.APPROVED) == [TOOL]
    gone = replace(TOOL, status=Status.DEPRECATED)
    assert after([], [gone], status=Status.APPROVED) == [gone]


def test_what_they_changed_is_taken_and_what_we_changed_stays():
    theirs_now, ours_now = replace(TOOL, target="appareil"), replace(TOOL, definition="Sert au travail.")
    difference, _ = compare([ours_now, SURVEY], [theirs_now, SURVEY], [TOOL, SURVEY])
    assert difference.kind is Kind.CHANGED
    assert difference.changes == (FieldChange("target", "outil", "appareil", conflict=False),)
    assert after([ours_now], [theirs_now, SURVEY], [TOOL, SURVEY]) == [replace(ours_now, target="appareil")]


def test_a_list_that_never_began_where_ours_did_changes_no_word_of_ours_unasked():
    plain = [Term("tool", "engin"), Term("survey", "sondage", note="Usuel.")]
    assert [one.kind for one in compare([TOOL, SURVEY], plain, [TOOL, SURVEY])] == [Kind.CONFLICT] * 2
    assert after([TOOL, SURVEY], plain, [TOOL, SURVEY]) == [TOOL, replace(SURVEY, note="Usuel.")]


def test_straight_apostrophes_and_plain_spaces_are_no_other_words():
    mine = Term("right of access", "droit d’accès\u00a0: oui", tolerated=("l’accès",))
    plain = Term("right of access", "droit d'accès : oui", tolerated=("l'accès",))
    assert compare([mine], [plain], [mine])[0].kind is Kind.SAME


def test_where_both_changed_somebody_chooses():
    theirs_now, ours_now = replace(TOOL, target="instrument"), replace(TOOL, target="engin")
    (difference, _) = compare([ours_now, SURVEY], [theirs_now, SURVEY], [TOOL, SURVEY])
    assert difference.kind is Kind.CONFLICT
    assert difference.changes == (FieldChange("target", "engin", "instrument", conflict=True),)
    assert after([ours_now], [theirs_now], [TOOL], ours) == [ours_now]
    assert after([ours_now], [theirs_now], [TOOL], theirs) == [theirs_now]


def test_without_a_common_start_what_ours_lacks_is_taken_and_the_rest_is_a_conflict():
    plain = Term("tool", "engin", note="Usuel.")
    (difference,) = compare([TOOL], [plain], [])
    assert [(change.field, change.conflict) for change in difference.changes] == [("target", True), ("note", False)]


def test_an_emptied_field_is_never_taken_unasked_from_somebody_else():
    emptied = replace(TOOL, definition="", tolerated=())
    difference, _ = compare([TOOL, SURVEY], [emptied, SURVEY], [TOOL, SURVEY])
    assert difference.changes == (FieldChange("definition", TOOL.definition, "", conflict=True),)
    assert after([TOOL], [emptied], [TOOL], theirs) == [TOOL]
    assert after([TOOL], [emptied], [TOOL], status=None) == [emptied]


def test_another_status_is_a_conflict_unless_it_is_the_next_state_of_the_start():
    doubted = replace(TOOL, status=Status.PROPOSED)
    assert [change.conflict for change in compare([TOOL], [doubted], [TOOL])[0].changes] == [True]
    assert after([TOOL], [doubted], [TOOL], status=None) == [doubted]


def test_forms_that_either_side_added_come_together():
    mine, other = replace(TOOL, tolerated=("instrument", "engin")), replace(TOOL, tolerated=("instrument", "appareil"))
    assert after([mine], [other], [TOOL]) == [replace(TOOL, tolerated=("instrument", "engin", "appareil"))]
    fewer = replace(TOOL, tolerated=("appareil",))
    changes = compare([mine, SURVEY], [fewer, SURVEY], [TOOL, SURVEY])[0].changes
    assert changes == (FieldChange("tolerated", mine.tolerated, ("engin", "appareil"), conflict=True),)


def test_an_entry_that_we_took_out_does_not_come_back():
    assert compare([], [replace(TOOL, note="Usuel.")], [TOOL])[0].kind is Kind.REMOVED
    assert after([], [TOOL], [TOOL]) == []


def test_an_entry_that_they_do_not_have_stays():
    assert after([TOOL], [], [TOOL]) == [TOOL]


def test_homographs_are_told_apart_by_what_is_known_of_them():
    noun = Term("lead", "chef de file", part_of_speech="noun")
    verb = Term("lead", "diriger", part_of_speech="verb")
    assert [one.kind for one in compare([noun, verb], [verb, noun], [])] == [Kind.SAME, Kind.SAME]
    assert [one.kind for one in compare([noun], [verb], [])] == [Kind.NEW]
    plain = Term("Lead", "diriger", note="Mener.")
    assert compare([noun, verb], [plain], [])[0].ours == verb


def test_a_new_entry_that_may_be_one_of_ours_under_another_name_is_told():
    mine = [replace(TOOL, source="data set", synonyms=("collection of data",))]
    for english in (Term("Data Sets", "x"), Term("collections of data", "x"), Term("a", "x", synonyms=("data-set",))):
        assert compare(mine, [english], [])[0].near == (mine[0],)
    assert compare(mine, [Term("data set owner", "x")], [])[0].near == ()


def test_an_entry_that_changed_since_it_was_compared_is_not_overwritten():
    differences = compare([TOOL], [replace(TOOL, note="Usuel.")], [TOOL])
    pairs = [(difference, settled(difference, ours)) for difference in differences]
    with pytest.raises(TermGone):
        merged([replace(TOOL, note="Autre.")], pairs)


def test_an_update_of_what_ships_leaves_alone_what_a_home_has_made_of_it():
    began = shipped()
    home = [replace(began[5], target="notre mot"), *began[6:], TOOL]
    update = [*began[:-1], replace(began[-1], note="Relu."), Term("new one", "nouveau")]
    assert after(home, update, began, status=None) == [*home[:-2], update[-2], TOOL, update[-1]]


MANY = st.lists(TERMS, max_size=4, unique_by=lambda term: term.source.casefold())


@given(MANY, MANY, MANY)
@settings(max_examples=60, deadline=None)
def test_choosing_ours_never_loses_a_word_of_ours(mine, other, base):
    result = {term.source: term for term in after(mine, other, base)}
    for term in mine:
        kept = result[term.source]
        for name in ("target", "definition", "note", "why", "origin"):
            before = {one.source: getattr(one, name) for one in base}.get(term.source, "")
            assert getattr(kept, name) == getattr(term, name) or getattr(term, name) == before
        assert set(kept.tolerated) >= set(term.tolerated)


@given(MANY)
@settings(max_examples=60, deadline=None)
def test_what_both_have_changes_nothing(terms):
    assert {one.kind for one in compare(terms, terms, [])} <= {Kind.SAME}
    assert sorted(after(terms, terms), key=repr) == sorted(terms, key=repr)
