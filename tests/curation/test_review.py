"""The life cycle's one table: what follows from it without a database."""

from datetime import UTC, datetime

import pytest

from curation.review import (
    PERMITTED,
    SYSTEM,
    TRANSITIONS,
    Actor,
    Draft,
    NotAllowed,
    ReviewAction,
    ReviewState,
    Role,
    decide,
    open_actions,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
AMINA, LUC = Actor(1, "Amina", Role.REVIEWER), Actor(2, "Luc", Role.EDITOR)


def reachable(start, steps):
    seen, frontier = {start}, [start]
    while frontier:
        here = frontier.pop()
        after = {to for (state, _), to in steps.items() if state is here} - seen
        seen |= after
        frontier += after
    return seen


def test_every_state_can_be_reached():
    assert reachable(ReviewState.QUEUED, TRANSITIONS) == set(ReviewState)


def test_nothing_is_published_without_approval():
    without = {step: after for step, after in TRANSITIONS.items() if step[1] is not ReviewAction.APPROVE}
    assert ReviewState.PUBLISHED not in reachable(ReviewState.QUEUED, without)


def test_the_tool_itself_never_approves_or_edits():
    assert not PERMITTED[SYSTEM.role] & {ReviewAction.APPROVE, ReviewAction.EDIT, ReviewAction.REOPEN}


@pytest.mark.parametrize("state", ReviewState)
@pytest.mark.parametrize("actor", [AMINA, LUC, SYSTEM])
def test_decide_takes_the_open_actions_and_no_other(state, actor):
    draft = Draft(1, 1, state, 1)
    for action in ReviewAction:
        if action in open_actions(draft, actor):
            assert decide(draft, action, actor, NOW, "parce que").after is TRANSITIONS[state, action]
        else:
            with pytest.raises(NotAllowed):
                decide(draft, action, actor, NOW, "parce que")


def test_with_four_eyes_nobody_approves_their_own_edit():
    edited = Draft(1, 1, ReviewState.IN_REVIEW, 3, editors=frozenset({AMINA.id}))
    with pytest.raises(NotAllowed, match="autre personne"):
        decide(edited, ReviewAction.APPROVE, AMINA, NOW, four_eyes=True)
    assert decide(edited, ReviewAction.APPROVE, LUC, NOW, four_eyes=True).after is ReviewState.APPROVED
    assert decide(edited, ReviewAction.APPROVE, AMINA, NOW, four_eyes=False).after is ReviewState.APPROVED


@pytest.mark.parametrize("action", [ReviewAction.SEND_BACK, ReviewAction.REJECT])
def test_sending_back_and_rejecting_need_a_reason(action):
    with pytest.raises(NotAllowed, match="pourquoi"):
        decide(Draft(1, 1, ReviewState.IN_REVIEW, 1), action, AMINA, NOW, "  ")
