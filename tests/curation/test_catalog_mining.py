"""What the catalog tells of the words of all its documents."""

from datetime import timedelta

import pytest

from curation.review import ReviewAction
from translation.corrections import Correction
from translation.unit import Origin


@pytest.fixture
def drafts(desk):
    first = desk.draft()
    second = desk.draft("Privacy", "Vie privée", url="privacy")
    return first, second


def edit(desk, draft_id, position, target, seen=1):
    return desk.catalog.edit_unit(draft_id, position, target, (), desk.people["Luc"], desk.clock(), seen=seen)


def test_a_correction_leads_from_the_machines_first_french_to_the_last(desk, drafts):
    before = desk.target(drafts[0], 1)
    english = desk.catalog.draft_page(drafts[0]).units[1].unit.segment.text
    seen = edit(desk, drafts[0], 1, "Premier essai.")
    edit(desk, drafts[0], 1, "Second essai.", seen)
    assert desk.catalog.corrections() == [Correction(english, before, "Second essai.")]


def test_what_was_approved_as_it_stood_counts_as_left(desk, drafts):
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        desk.step(drafts[1], action)
    units = desk.catalog.draft_page(drafts[1]).units
    left = [Correction(one.unit.segment.text, one.unit.target, one.unit.target) for one in units]
    assert desk.catalog.corrections() == left


def test_a_draft_is_dated_by_its_approval_else_by_its_last_edit(desk, drafts):
    assert [state.dated for state in desk.catalog.draft_states()] == [None, None]
    edited = desk.clock()
    edit(desk, drafts[0], 1, "Autre.")
    desk.clock.now += timedelta(days=40)
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        desk.step(drafts[1], action)
    assert [state.dated for state in desk.catalog.draft_states()] == [edited, desk.clock()]
    desk.step(drafts[1], ReviewAction.SEND_BACK)
    assert [state.dated for state in desk.catalog.draft_states()] == [edited, None]


def test_who_said_a_segment_is_told(desk, drafts):
    edit(desk, drafts[0], 1, "Autre.")
    said = [one for draft_id, one in desk.catalog.said_in([drafts[0]]) if draft_id == drafts[0]]
    assert {one.origin for one in said} == {Origin.MACHINE, Origin.HUMAN}
    assert len(said) == len(desk.catalog.draft_page(drafts[0]).units)


def test_the_documents_are_those_that_were_read(desk, drafts):
    assert [document.title for document in desk.catalog.english_documents()] == ["Consent", "Privacy"]
