"""The glossary's life on a real file and a real catalog: what is kept together, what is refused, what is read again."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from curation.accounts import Accounts
from curation.catalog_units import StaleDraft
from curation.review import NotAllowed, ReviewAction
from curation.term_steps import EntryChanged, TermAction, TermEvent, TermState, TermTaken, decide_term, key_of
from glossary.keeping import Glossary
from glossary.termbase import Status, Term
from tests.curation.desk import QUICK, Desk
from translation.document import BlockKind

PROPOSED = Term("data sharing", "partage de données", Status.PROPOSED, part_of_speech="noun")
ROWS = [
    (BlockKind.PARAGRAPH, 0, "Data sharing helps.", [("Data sharing helps.", "La diffusion aide.", 0)]),
    (BlockKind.PARAGRAPH, 0, "Data sharing harms.", [("Data sharing harms.", "Le partage de données nuit.", 0)]),
]


@pytest.fixture
def glossary(tmp_path):
    kept = Glossary(tmp_path / "home" / "glossary.po")
    kept.change(lambda _: [Term("consent", "consentement")])
    return kept


@pytest.fixture
def desk(database, glossary):
    return Desk(database, glossary)


def take(desk, state, action, entry, name="Luc", note="motif", now=None):
    event = decide_term(state, action, entry, desk.people[name], desk.clock(), note, now=now)
    desk.catalog.record_term(event, desk.glossary)
    return event


def in_force(desk):
    take(desk, TermState.ABSENT, TermAction.PROPOSE, None, "Amina", now=PROPOSED)
    return take(desk, TermState.PROPOSED, TermAction.APPROVE, PROPOSED).after


def rechecked(desk, entry):
    impact = desk.catalog.term_impact(desk.glossary.terms, entry, entry)
    event = decide_term(TermState.APPROVED, TermAction.RECHECK, entry, desk.people["Luc"], desk.clock())
    return desk.catalog.recheck_term(event, list(desk.glossary.terms), seen=impact.mark)


def settled(desk, *steps, url="consent"):
    draft_id = desk.draft(rows=ROWS, url=url, title=f"Sharing {url}", french=f"Partage {url}")
    for action in steps:
        desk.step(draft_id, action)
    return draft_id


def test_every_step_is_kept_with_who_took_it_and_the_entry_before_and_after(desk):
    entry = in_force(desk)
    amended = replace(entry, target="échange de données")
    take(desk, TermState.APPROVED, TermAction.AMEND, entry, now=amended)
    take(desk, TermState.APPROVED, TermAction.COMMENT, amended, "Amina", "Vu à l’OCHA.")
    history = desk.catalog.term_history(key_of(PROPOSED))
    assert [(event.action, event.actor.name, event.note) for event in history] == [
        ("comment", "Amina", "Vu à l’OCHA."),
        ("amend", "Luc", "motif"),
        ("approve", "Luc", "motif"),
        ("propose", "Amina", "motif"),
    ]
    assert (history[1].before, history[1].after) == (entry, amended)
    assert desk.glossary.terms.get("data sharing") == amended


def test_the_history_follows_an_entry_through_its_names_and_no_other(desk):
    entry = in_force(desk)
    renamed = replace(entry, source="sharing of data", domain="partage")
    take(desk, TermState.APPROVED, TermAction.AMEND, entry, now=renamed)
    take(desk, TermState.ABSENT, TermAction.PROPOSE, None, "Amina", now=PROPOSED)  # the old name is free again
    assert [event.action for event in desk.catalog.term_history(key_of(renamed))] == ["amend", "approve", "propose"]
    back = replace(renamed, source="data sharing", domain="analyse")
    take(desk, TermState.APPROVED, TermAction.AMEND, renamed, now=back)
    assert len(desk.catalog.term_history(key_of(back))) == 4


def test_a_refused_proposal_leaves_the_glossary_and_may_be_made_again(desk):
    take(desk, TermState.ABSENT, TermAction.PROPOSE, None, "Amina", now=PROPOSED)
    take(desk, TermState.PROPOSED, TermAction.REFUSE, PROPOSED, note="Trop vague.")
    take(desk, TermState.REFUSED, TermAction.COMMENT, PROPOSED, "Amina", "Dommage.")
    assert (desk.catalog.refused_terms(), desk.glossary.terms.get("data sharing")) == ([PROPOSED], None)
    take(desk, TermState.REFUSED, TermAction.PROPOSE, PROPOSED, "Amina")
    assert (desk.catalog.refused_terms(), desk.glossary.terms.get("data sharing")) == ([], PROPOSED)


def test_what_the_glossary_refuses_leaves_no_event(desk):
    entry = in_force(desk)
    with pytest.raises(EntryChanged):
        take(desk, TermState.APPROVED, TermAction.AMEND, replace(entry, target="autre"), now=entry)
    with pytest.raises(TermTaken):
        take(desk, TermState.ABSENT, TermAction.PROPOSE, None, "Amina", now=replace(PROPOSED, target="don"))
    assert len(desk.catalog.term_history(key_of(entry))) == 2


def test_of_two_people_who_change_an_entry_at_once_one_is_told(desk):
    entry = in_force(desk)

    def amend(number):
        try:
            take(desk, TermState.APPROVED, TermAction.AMEND, entry, now=replace(entry, note=f"n{number}"))
        except EntryChanged as conflict:
            return conflict.theirs
        return None

    with ThreadPoolExecutor(4) as people:
        met = list(people.map(amend, range(4)))
    (kept,) = [term for term in desk.glossary.terms if term.source == entry.source]
    assert [met.count(None), met.count(kept)] == [1, 3]
    assert len(desk.catalog.term_history(key_of(entry))) == 3


def test_a_glossary_that_cannot_be_written_leaves_no_event(desk, tmp_path):
    (tmp_path / "home" / f".glossary.po.{os.getpid()}").mkdir()  # where the new file is prepared
    with pytest.raises(OSError, match=r"glossary\.po"):
        take(desk, TermState.ABSENT, TermAction.PROPOSE, None, "Amina", now=PROPOSED)
    assert desk.catalog.term_history(key_of(PROPOSED)) == []


def test_an_event_that_cannot_be_kept_leaves_the_glossary_as_it_was(desk, database):
    entry = in_force(desk)
    before = list(desk.glossary.terms)
    with database.write() as connection:  # fails at the commit, after the file is written
        connection.exec_driver_sql(
            "CREATE TABLE owed (id INTEGER REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED)"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER owing AFTER INSERT ON term_event BEGIN INSERT INTO owed VALUES (999); END"
        )
    for action, note in ((TermAction.AMEND, ""), (TermAction.DEPRECATE, "Vieilli.")):
        with pytest.raises(Exception, match="FOREIGN KEY"):
            take(desk, TermState.APPROVED, action, entry, note=note, now=replace(entry, target="autre"))
        assert set(desk.glossary.terms) == set(before)


def test_what_people_said_of_a_term_is_never_changed(desk, tmp_path):
    in_force(desk)
    for statement in (
        "UPDATE term_event SET note = 'autre'",
        "DELETE FROM term_event",
        "INSERT OR REPLACE INTO term_event SELECT * FROM term_event",
    ):
        with (
            sqlite3.connect(tmp_path / "catalog.db") as raw,
            pytest.raises(sqlite3.IntegrityError, match="append-only"),
        ):
            raw.execute(statement)
        raw.close()


def test_an_erased_person_keeps_a_pseudonym_in_the_glossarys_history(desk, database, tmp_path):
    in_force(desk)
    pseudonym = Accounts(database, QUICK).erase("Amina", at=desk.clock())
    assert desk.catalog.term_history(key_of(PROPOSED))[1].actor.name == pseudonym
    with sqlite3.connect(tmp_path / "catalog.db") as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("UPDATE term_event SET actor = 'autre'")
    raw.close()


APPROVED = (ReviewAction.CLAIM, ReviewAction.APPROVE)
PUBLISHED = (*APPROVED, ReviewAction.PUBLISH)


def test_the_impact_finds_the_term_in_every_text_that_somebody_reads(desk):
    entry = in_force(desk)
    ids = [settled(desk, *steps, url=f"u{n}") for n, steps in enumerate([(), APPROVED, PUBLISHED])]
    settled(desk, ReviewAction.REJECT, url="rejected")
    impact = desk.catalog.term_impact(desk.glossary.terms, entry, entry)
    assert [(said.segment.draft_id, said.segment.position) for said in impact.segments] == [
        (draft_id, position) for draft_id in ids for position in (1, 2)
    ]
    assert {said.segment.title for said in impact.segments} == {"Partage u0", "Partage u1", "Partage u2"}
    assert [said.segment.position for said in impact.to_recheck] == [1, 1, 1]


def test_exactly_the_segments_that_say_it_otherwise_are_to_be_read_again(desk):
    entry = in_force(desk)
    waiting, published = settled(desk, url="u0"), settled(desk, *PUBLISHED, url="u1")
    record = desk.catalog.records()[0]
    assert rechecked(desk, entry) == {waiting: [1], published: [1]}
    for draft_id in (waiting, published):
        findings = [stored.unit.findings for stored in desk.catalog.draft_page(draft_id).units]
        assert [[finding.check for finding in found] for found in findings] == [[], ["glossary-changed"], []]
        assert desk.catalog.history(draft_id)[0].detail == {"glossary": [1]}
    assert [(one.draft_id, one.position) for one in desk.catalog.to_recheck()] == [(published, 1)]
    assert desk.catalog.draft(published).state == "published"
    assert (desk.catalog.records()[0].edition, desk.catalog.records()[0].updated_at) == (
        record.edition,
        record.updated_at,
    )
    assert desk.catalog.term_history(key_of(entry))[0].detail == {"segments": {str(waiting): [1], str(published): [1]}}


def test_asking_twice_asks_once(desk):
    entry = in_force(desk)
    settled(desk, *APPROVED)
    assert rechecked(desk, entry)
    steps = len(desk.catalog.term_history(key_of(entry)))
    assert rechecked(desk, entry) == {}
    assert len(desk.catalog.term_history(key_of(entry))) == steps


def test_other_segments_than_the_person_saw_are_not_touched(desk):
    entry = in_force(desk)
    draft_id = settled(desk)
    event = TermEvent(TermAction.RECHECK, entry, entry, desk.people["Luc"], desk.clock())
    with pytest.raises(EntryChanged):
        desk.catalog.recheck_term(event, list(desk.glossary.terms), seen="0" * 16)
    assert not any(stored.unit.findings for stored in desk.catalog.draft_page(draft_id).units)


def test_a_keeper_lets_a_published_segment_stand_and_may_be_asked_again(desk):
    entry = in_force(desk)
    draft_id = settled(desk, *PUBLISHED)
    rechecked(desk, entry)
    amina, luc = desk.people["Amina"], desk.people["Luc"]
    with pytest.raises(NotAllowed):
        desk.catalog.set_recheck_aside(draft_id, 1, "Citation.", amina, desk.clock())
    desk.catalog.set_recheck_aside(draft_id, 1, "Citation.", luc, desk.clock())
    assert desk.catalog.to_recheck() == []
    assert desk.catalog.history(draft_id)[0].note == "Citation."
    with pytest.raises(StaleDraft):
        desk.catalog.set_recheck_aside(draft_id, 1, "Citation.", luc, desk.clock())
    assert rechecked(desk, entry) == {draft_id: [1]}


def test_an_edit_after_sending_back_answers_the_request(desk):
    entry = in_force(desk)
    draft_id = settled(desk, *APPROVED)
    rechecked(desk, entry)
    desk.step(draft_id, ReviewAction.SEND_BACK)
    assert desk.catalog.to_recheck() == []  # it waits in the queue now, with its finding
    visitor = desk.signed_in("Amina")
    visitor.get(f"/brouillons/{draft_id}")
    visitor.edit(draft_id, 1, "Le partage de données aide.")
    assert desk.catalog.draft_page(draft_id).units[1].unit.findings == ()
