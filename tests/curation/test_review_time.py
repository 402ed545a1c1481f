"""Time spent on a draft is read from the steps in its history, quiet time left out."""

from datetime import UTC, datetime, timedelta

from curation.review import ReviewAction
from curation.review_time import AFTER_QUIET, QUIET, Deed, spells, total

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CLAIM, EDIT, APPROVE = ReviewAction.CLAIM, ReviewAction.EDIT, ReviewAction.APPROVE
DEFAULT = AFTER_QUIET.total_seconds()


def after(seconds):
    return START + timedelta(seconds=seconds)


def seconds(*deeds):
    return [spell.seconds for spell in spells(deeds)]


def test_a_step_took_the_time_since_the_same_persons_step_before_it():
    luc = [Deed("Luc", after(0), CLAIM), Deed("Luc", after(40), EDIT, 3), Deed("Luc", after(100), EDIT, 5)]
    amina = [Deed("Amina", after(50), EDIT, 7), Deed("Amina", after(70), EDIT, 3)]
    found = spells(sorted([*luc, *amina], key=lambda deed: deed.at))
    took = [(spell.actor, spell.position, spell.seconds) for spell in found]
    assert took == [
        *[("Luc", None, 0), ("Luc", 3, 40), ("Amina", 7, DEFAULT)],
        *[("Amina", 3, 20), ("Luc", 5, 60)],
    ]
    assert total(found) == 120 + DEFAULT


def test_a_quiet_time_counts_a_moment_and_no_more():
    longest = QUIET.total_seconds()
    assert seconds(Deed("Luc", after(0), CLAIM), Deed("Luc", after(longest), EDIT, 1)) == [0, longest]
    assert seconds(Deed("Luc", after(0), CLAIM), Deed("Luc", after(longest + 1), EDIT, 1)) == [0, DEFAULT]
    night = [Deed("Luc", after(0), CLAIM), Deed("Luc", after(15 * 3600), EDIT, 1), Deed("Luc", after(54_020), EDIT, 2)]
    assert seconds(*night) == [0, DEFAULT, 20]


def test_whoever_edits_without_claiming_worked_a_moment_and_claiming_again_is_no_work():
    assert seconds(Deed("Luc", after(0), EDIT, 1), Deed("Luc", after(60), CLAIM)) == [DEFAULT, 0]


def test_a_decision_belongs_to_the_draft_and_to_no_unit():
    found = spells([Deed("Luc", after(0), EDIT, 1), Deed("Luc", after(90), APPROVE)])
    assert [(spell.position, spell.seconds) for spell in found] == [(1, DEFAULT), (None, 90)]
    assert total(found) == DEFAULT + 90


def test_a_clock_that_was_put_back_takes_nothing_away():
    assert seconds(Deed("Luc", after(60), EDIT, 1), Deed("Luc", after(0), EDIT, 2)) == [DEFAULT, 0]
