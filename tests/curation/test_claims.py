"""A claim ends by itself after a quiet day, with the work kept."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from curation.catalog_claims import QUIET_DAY
from curation.review import SYSTEM, ReviewAction, ReviewState
from curation.schema import comment
from flows import steps
from flows.settings import Settings

MINUTE = timedelta(minutes=1)


@pytest.fixture
def held(desk):
    """A draft that Luc took and edited at the desk's first moment."""
    draft_id = desk.draft()
    edit(desk, draft_id, 1, "Le texte de Luc.", "Luc")
    return draft_id


def edit(desk, draft_id, position, text, name):
    seen = desk.catalog.draft_page(draft_id).units[position].version
    desk.catalog.edit_unit(draft_id, position, text, (), desk.people[name], desk.clock(), seen=seen)


def pass_by(desk, time):
    desk.clock.now += time
    return desk.catalog.end_quiet_claims(desk.clock())


def texts(desk, draft_id):
    return [stored.unit for stored in desk.catalog.draft_page(draft_id).units]


def test_a_claim_ends_after_a_quiet_day_and_every_text_is_kept(desk, held):
    desk.draft(title="Free", url="free")
    before = texts(desk, held)
    assert pass_by(desk, QUIET_DAY - MINUTE) == []
    assert desk.catalog.draft(held).claimed_by == desk.people["Luc"].id
    assert pass_by(desk, MINUTE) == [held]
    value = desk.catalog.draft(held)
    assert (value.state, value.claimed_by) == (ReviewState.QUEUED, None)
    assert texts(desk, held) == before
    told = desk.catalog.history(held)[0]
    assert (told.action, told.actor, told.at) == (ReviewAction.RELEASE, SYSTEM.name, desk.clock())
    assert "Tout ce qui a été écrit est gardé" in told.note
    assert pass_by(desk, MINUTE) == []
    assert len(desk.catalog.history(held)) == 2


def test_what_the_holder_does_prolongs_it_and_what_others_do_does_not(desk, held):
    desk.clock.now += timedelta(hours=20)
    edit(desk, held, 2, "Le texte d’Amina.", "Amina")
    luc_ends = QUIET_DAY - timedelta(hours=20)
    assert pass_by(desk, luc_ends - MINUTE) == []
    desk.catalog.annotate(held, desk.people["Luc"], desk.clock(), summary="Un guide.")
    assert pass_by(desk, QUIET_DAY - MINUTE) == []
    luc = desk.people["Luc"]
    said = {"draft_id": held, "actor_id": luc.id, "actor": luc.name, "at": desk.clock(), "text": "Je continue."}
    with desk.database.write() as connection:
        connection.execute(comment.insert().values(**said))
    edit(desk, held, 3, "Encore Amina.", "Amina")
    assert pass_by(desk, QUIET_DAY - MINUTE) == []
    assert pass_by(desk, MINUTE) == [held]


def test_whoever_takes_over_has_a_day_of_their_own_and_an_approved_draft_waits_as_long_as_it_likes(desk, held):
    desk.clock.now += timedelta(hours=23)
    desk.step(held, ReviewAction.CLAIM, "Amina")
    assert pass_by(desk, timedelta(hours=23)) == []
    desk.step(held, ReviewAction.APPROVE, "Maëlle")
    assert pass_by(desk, 40 * QUIET_DAY) == []


def test_a_draft_whose_holder_was_erased_goes_back_too(desk, held):
    desk.accounts.erase("Luc", at=desk.clock())
    assert pass_by(desk, QUIET_DAY - MINUTE) == []
    assert pass_by(desk, MINUTE) == [held]


def test_two_at_once_end_a_claim_once(desk, held):
    desk.clock.now += QUIET_DAY
    together, ended = threading.Barrier(2), []

    def end():
        together.wait()
        ended.append(desk.catalog.end_quiet_claims(desk.clock()))

    threads = [threading.Thread(target=end) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == [[], [held]]
    assert [entry.action for entry in desk.catalog.history(held)].count(ReviewAction.RELEASE) == 1


def test_whoever_comes_back_later_just_goes_on(desk, held):
    pass_by(desk, QUIET_DAY)
    luc = desk.signed_in("Luc")
    luc.get(f"/brouillons/{held}")
    answer = luc.edit(held, 2, "Luc est de retour.", version=1)
    assert answer.status_code == 303
    assert desk.target(held, 2) == "Luc est de retour."
    value = desk.catalog.draft(held)
    assert (value.state, value.claimed_by) == (ReviewState.IN_REVIEW, desk.people["Luc"].id)


def test_a_run_ends_them_too(desk, held):
    assert datetime.now(UTC) - desk.clock() > QUIET_DAY  # a run has the real clock
    assert steps.end_quiet_claims(Settings(desk.database.path.parent)) == [held]
