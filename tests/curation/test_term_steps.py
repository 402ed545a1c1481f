"""The life of a glossary entry as a table: what may follow what, who may do it, and what the glossary then holds."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.review import SYSTEM, Actor, NotAllowed, Role
from curation.term_steps import (
    TERM_PERMITTED,
    TERM_STEPS,
    WORD_REQUIRED,
    EntryChanged,
    TermAction,
    TermEvent,
    TermState,
    TermTaken,
    address_of,
    decide_term,
    key_of,
    open_term_actions,
    placed,
    term_as_json,
    term_from_json,
)
from glossary.termbase import Status, Term

AT = datetime(2026, 3, 1, tzinfo=UTC)
AMINA, LUC = Actor(1, "Amina", Role.REVIEWER), Actor(2, "Luc", Role.EDITOR)
LEAD = Term("lead", "responsable", Status.APPROVED, part_of_speech="noun", gender="m")
words = st.text(max_size=12)
terms = st.builds(
    Term,
    words,
    words,
    st.sampled_from(Status),
    tolerated=st.lists(words, max_size=2).map(tuple),
    part_of_speech=words,
    domain=words,
    example=st.tuples(words, words),
)


def test_nothing_comes_into_force_without_a_keeper():
    by_reviewers = {step: after for step, after in TERM_STEPS.items() if step[1] in TERM_PERMITTED[Role.REVIEWER]}
    assert TermState.APPROVED not in {after for (before, _), after in by_reviewers.items() if before is not after}


@pytest.mark.parametrize("state", TermState)
@pytest.mark.parametrize("action", TermAction)
@pytest.mark.parametrize("actor", [AMINA, LUC, SYSTEM], ids=lambda actor: actor.role)
def test_the_table_decides_and_the_buttons_agree(state, action, actor):
    allowed = (state, action) in TERM_STEPS and action in TERM_PERMITTED[actor.role]
    assert (action in open_term_actions(state, actor)) is allowed
    if allowed:
        assert decide_term(state, action, LEAD, actor, AT, "un motif").action is action
    else:
        with pytest.raises(NotAllowed):
            decide_term(state, action, LEAD, actor, AT, "un motif")


@pytest.mark.parametrize("action", sorted(WORD_REQUIRED))
def test_a_refusal_wants_a_word(action):
    state = next(state for state, one in TERM_STEPS if one is action)
    with pytest.raises(NotAllowed, match="pourquoi"):
        decide_term(state, action, LEAD, LUC, AT, " ")


def test_an_approval_puts_the_entry_in_force_as_it_was_corrected():
    proposed = replace(LEAD, status=Status.PROPOSED)
    event = decide_term(
        TermState.PROPOSED, TermAction.APPROVE, proposed, LUC, AT, now=replace(proposed, target="pilote")
    )
    assert placed([proposed], event) == [replace(LEAD, target="pilote")]


def test_a_refused_entry_leaves_the_glossary():
    proposed = replace(LEAD, status=Status.PROPOSED)
    event = decide_term(TermState.PROPOSED, TermAction.REFUSE, proposed, LUC, AT, "Déjà là.")
    assert placed([proposed, Term("x", "y")], event) == [Term("x", "y")]


def test_an_entry_that_changed_meanwhile_is_not_overwritten():
    theirs = replace(LEAD, target="pilote")
    event = TermEvent(TermAction.AMEND, LEAD, replace(LEAD, target="chef"), LUC, AT)
    with pytest.raises(EntryChanged) as conflict:
        placed([theirs], event)
    assert (conflict.value.yours.target, conflict.value.theirs) == ("chef", theirs)


@pytest.mark.parametrize("source", ["lead", "LEAD"])
def test_the_same_english_twice_wants_another_part_of_speech_or_domain(source):
    again = Term(source, "plomb", Status.PROPOSED, part_of_speech="noun")
    with pytest.raises(TermTaken):
        placed([LEAD], TermEvent(TermAction.PROPOSE, None, again, AMINA, AT))
    verb = replace(again, part_of_speech="verb")
    assert placed([LEAD], TermEvent(TermAction.PROPOSE, None, verb, AMINA, AT)) == [LEAD, verb]


@given(terms)
def test_an_entry_kept_as_json_comes_back_whole(term):
    assert term_from_json({**term_as_json(term), "a_field_of_later": 1}) == term


@given(terms, terms)
def test_an_address_names_one_entry_and_is_safe(one, other):
    assert (address_of(one) == address_of(other)) is (key_of(one) == key_of(other))
    assert address_of(one).replace("-", "").isalnum()
    assert address_of(one).isascii()
