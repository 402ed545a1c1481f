"""What the checks say of a draft in the catalog: findings set aside by people, and those that a new glossary brings."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from curation import schema
from curation.catalog import Catalog, StaleDraft, Visit
from curation.checking import edited, looked_at_again
from curation.database import migrate
from curation.model import Fetched, Source, SourceKind, Validators
from curation.review import Actor, NotAllowed, ReviewAction, ReviewState, Role, decide
from curation.schema import account
from curation.views import Provenance
from glossary.termbase import Term, TermBase
from translation.checks import check
from translation.document import Block, BlockKind, Document
from translation.memory import MemoryOrigin, MemoryUnit, TranslationMemory
from translation.unit import Finding, Origin, Segment, TranslationUnit

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
PAGE = "https://relief.example.org/consent"
OLD = TermBase([Term("consent", "consentement"), Term("data", "données"), Term("needs assessment", "évaluation")])
TEXTS = (
    ("Consent", "Consentement"),
    ("Ask 20 people for consent.", "Demandez le consentement à 200 personnes."),
    ("Keep the data.", "Gardez les données."),
    ("A needs assessment comes first.", "Une évaluation vient d’abord."),
)
WARNING = Finding("length", "La traduction est bien plus courte.")


def new_terms(*changed):
    return TermBase([*changed, *(term for term in OLD if term.source not in {one.source for one in changed})])


def units(*extra):
    return [
        TranslationUnit(
            Segment(n, 0, n, source),
            target,
            Origin.MACHINE,
            -0.3,
            (*check(source, target, OLD), *(extra if n == 2 else ())),
            entries=OLD.entries(source),
        )
        for n, (source, target) in enumerate(TEXTS)
    ]


@pytest.fixture
def catalog(database):
    return Catalog(database)


@pytest.fixture
def amina(database):
    return person(database, "Amina", Role.REVIEWER)


@pytest.fixture
def luc(database):
    return person(database, "Luc", Role.EDITOR)


def person(database, name, role):
    with database.write() as connection:
        values = {"name": name, "password_hash": "-", "role": role, "created_at": AT}
        return Actor(connection.execute(account.insert().values(**values)).inserted_primary_key[0], name, role)


@pytest.fixture
def draft_id(catalog):
    blocks = [Block(BlockKind.PARAGRAPH, source) for source, _ in TEXTS]
    source = Source("relief", "Relief", SourceKind.LISTING, "https://relief.example.org/")
    visit = Visit(PAGE, Fetched(PAGE, b"<p>", "text/html", validators=Validators('"1"')), "0" * 64)
    document = Document("Consent", "en", tuple(blocks))
    recorded = catalog.record_revision(source, PAGE, document, visit, ("CC-BY-4.0", "footer"), AT)
    return catalog.queue_draft(recorded.revision_id, units(WARNING), Provenance("m1", OLD.fingerprint), AT)


def unit(catalog, draft_id, position):
    return catalog.draft_page(draft_id).units[position].unit


def dismiss(catalog, draft_id, position, finding, reason, actor, seen=1):
    catalog.dismiss(draft_id, position, finding, reason, actor, AT, seen=seen)


def follow(catalog, terms):
    return catalog.follow_terms(lambda one: looked_at_again(one, terms), terms.fingerprint, AT)


def test_a_warning_is_set_aside_with_its_reason_and_comes_back(catalog, draft_id, amina):
    dismiss(catalog, draft_id, 2, WARNING, "La phrase est courte aussi en anglais.", amina)
    (finding,) = unit(catalog, draft_id, 2).findings
    assert (finding.stands, finding.dismissed) == (False, "La phrase est courte aussi en anglais.")
    (entry, *_) = catalog.history(draft_id)
    assert (entry.actor, entry.note, entry.detail["position"]) == ("Amina", finding.dismissed, 2)
    assert catalog.draft(draft_id).state is ReviewState.QUEUED  # a judgement claims nothing
    dismiss(catalog, draft_id, 2, WARNING, "", amina)
    assert unit(catalog, draft_id, 2).findings == (WARNING,)


def test_setting_aside_twice_acts_once(catalog, draft_id, amina):
    for _ in range(2):
        dismiss(catalog, draft_id, 2, WARNING, "Voulu.", amina)
    assert len(catalog.history(draft_id)) == 1


def test_an_error_is_an_editors_to_set_aside_and_no_longer_blocks(catalog, draft_id, amina, luc):
    error = unit(catalog, draft_id, 1).findings[0]
    assert error.blocking
    assert catalog.draft(draft_id).blocking == 1
    with pytest.raises(NotAllowed, match="erreur"):
        dismiss(catalog, draft_id, 1, error, "Voulu.", amina)
    dismiss(catalog, draft_id, 1, error, "200 est le bon nombre, l’original a été corrigé.", luc)
    assert catalog.draft(draft_id).blocking == 0
    value = catalog.draft(draft_id)
    catalog.record(decide(value, ReviewAction.CLAIM, amina, AT), seen=value.version)
    assert decide(catalog.draft(draft_id), ReviewAction.APPROVE, amina, AT).after is ReviewState.APPROVED


def test_what_was_set_aside_falls_when_the_text_changes(catalog, draft_id, amina):
    dismiss(catalog, draft_id, 2, WARNING, "Voulu.", amina)
    catalog.edit_unit(draft_id, 2, "Gardez bien les données.", (WARNING,), amina, AT, seen=1)
    assert unit(catalog, draft_id, 2).findings == (WARNING,)


def test_a_text_that_changed_meanwhile_is_not_judged(catalog, draft_id, amina):
    catalog.edit_unit(draft_id, 2, "Gardez.", (WARNING,), amina, AT, seen=1)
    with pytest.raises(StaleDraft):
        dismiss(catalog, draft_id, 2, WARNING, "Voulu.", amina, seen=1)


def test_nothing_is_set_aside_once_the_draft_is_approved(catalog, draft_id, luc):
    dismiss(catalog, draft_id, 1, unit(catalog, draft_id, 1).findings[0], "Voulu.", luc)
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        value = catalog.draft(draft_id)
        catalog.record(decide(value, action, luc, AT), seen=value.version)
    with pytest.raises(NotAllowed):
        dismiss(catalog, draft_id, 2, WARNING, "Voulu.", luc)


def test_t39_a_new_glossary_marks_only_the_segments_whose_entries_changed(catalog, draft_id):
    terms = new_terms(Term("needs assessment", "analyse des besoins"))
    before = [unit(catalog, draft_id, n) for n in range(4)]
    assert follow(catalog, terms) == {draft_id: [3]}
    after = [unit(catalog, draft_id, n) for n in range(4)]
    assert after[:3] == before[:3]
    assert after[3].target == before[3].target
    assert {finding.check for finding in after[3].findings} == {"term-missing", "glossary-changed"}
    assert follow(catalog, terms) == {}


def test_t40_a_person_s_french_is_marked_and_never_touched(catalog, draft_id, amina):
    said = "Une évaluation vient en premier."
    catalog.edit_unit(draft_id, 3, said, (), amina, AT, seen=1)
    assert follow(catalog, new_terms(Term("needs assessment", "analyse des besoins"))) == {draft_id: [3]}
    one = unit(catalog, draft_id, 3)
    assert (one.target, one.origin) == (said, Origin.HUMAN)


def test_french_that_follows_the_new_entry_is_left_alone(catalog, draft_id):
    terms = new_terms(Term("needs assessment", "évaluation", tolerated=("bilan",)))
    assert follow(catalog, terms) == {}
    assert unit(catalog, draft_id, 3).entries == terms.entries(TEXTS[3][0])


def test_a_form_that_becomes_forbidden_blocks_the_approval(catalog, draft_id):
    before = catalog.draft(draft_id).blocking
    follow(catalog, new_terms(Term("needs assessment", "analyse des besoins", forbidden=("évaluation",))))
    assert catalog.draft(draft_id).blocking == before + 1


def test_what_was_set_aside_stays_so_when_the_glossary_changes_elsewhere(catalog, draft_id, amina):
    dismiss(catalog, draft_id, 2, WARNING, "Voulu.", amina)
    follow(catalog, new_terms(Term("data", "information")))
    aside = [finding for finding in unit(catalog, draft_id, 2).findings if finding.check == "length"]
    assert [finding.dismissed for finding in aside] == ["Voulu."]


def test_an_approved_draft_is_not_looked_at(catalog, draft_id, luc):
    dismiss(catalog, draft_id, 1, unit(catalog, draft_id, 1).findings[0], "Voulu.", luc)
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        value = catalog.draft(draft_id)
        catalog.record(decide(value, action, luc, AT), seen=value.version)
    assert follow(catalog, new_terms(Term("data", "information"))) == {}


def test_of_a_unit_from_before_entries_were_noted_nobody_can_say_what_changed():
    old = replace(units()[3], entries=None)
    terms = new_terms(Term("needs assessment", "analyse des besoins"))
    assert looked_at_again(old, terms) == replace(old, entries=terms.entries(TEXTS[3][0]))


def test_an_edit_is_checked_with_the_glossary_of_today():
    found = edited(units(), 3, "Une analyse des besoins vient d’abord.", OLD, TranslationMemory())
    assert [finding.check for finding in found[3]] == ["term-missing"]


def test_proposed_terms_are_no_entries_to_follow():
    from glossary.termbase import Status

    assert TermBase([Term("data", "données", Status.PROPOSED)]).entries("Keep the data.") == ()


def twice(*frenches, source="Ask everybody."):
    return [TranslationUnit(Segment(n, 0, n, source), french, Origin.MACHINE) for n, french in enumerate(frenches)]


def test_an_edit_tells_of_the_same_english_said_in_other_words_and_equal_words_end_it():
    said = twice("Demandez à tous.", "Demandez à tous.")
    found = edited(said, 1, "Interrogez chacun.", OLD, TranslationMemory())
    assert [finding.check for finding in found[1]] == ["inconsistent"]
    now = [said[0], replace(said[1], target="Interrogez chacun.", findings=found[1], origin=Origin.HUMAN)]
    assert edited(now, 0, "Interrogez chacun.", OLD, TranslationMemory()) == {0: (), 1: ()}


def test_an_edit_that_differs_from_what_was_approved_elsewhere_is_told():
    memory = TranslationMemory([MemoryUnit("Ask everybody.", "Interrogez chacun.", origin=MemoryOrigin("Guide"))])
    found = edited(twice("Demandez."), 0, "Demandez à tous.", OLD, memory)
    assert "Interrogez chacun." in found[0][0].message
    assert edited(twice("Demandez."), 0, "Interrogez chacun.", OLD, memory) == {0: ()}


def test_an_edit_keeps_what_somebody_set_aside_elsewhere_meanwhile(catalog, draft_id, amina, luc):
    wording = Finding("inconsistent", "Ce texte est traduit autrement.")
    before = unit(catalog, draft_id, 2).findings  # as Luc’s page had them
    dismiss(catalog, draft_id, 2, WARNING, "Voulu.", amina)
    beside = {2: (*before, wording)}
    catalog.edit_unit(draft_id, 0, "Accord", (), luc, AT, seen=1, beside=beside)
    assert unit(catalog, draft_id, 2).findings == (replace(WARNING, dismissed="Voulu."), wording)


# A catalog from before risk and fixes


@pytest.fixture
def old_draft(database, draft_id):
    """The draft as the fourth schema had it: no risk, no entries, and findings that know of no fix."""
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
        for position, findings in connection.exec_driver_sql("SELECT position, findings FROM unit").fetchall():
            kept = [{name: one[name] for name in ("check", "message", "blocking")} for one in json.loads(findings)]
            values = (json.dumps(kept), position)
            connection.exec_driver_sql("UPDATE unit SET findings = ? WHERE position = ?", values)
    migrate(database)
    return draft_id


def test_t62_a_draft_of_an_older_catalog_is_listed_judged_and_edited(catalog, old_draft, amina):
    (row,) = catalog.queue((ReviewState.QUEUED,))
    tally = catalog.tallies([row])[row.draft_id]
    assert (tally.warnings, tally.blocking, row.risk, tally.doubtful) == (2, 1, None, 0)
    assert follow(catalog, new_terms(Term("data", "les data"))) == {}
    dismiss(catalog, old_draft, 2, WARNING, "Voulu.", amina)
    catalog.edit_unit(old_draft, 1, "Demandez le consentement à 20 personnes.", (), amina, AT, seen=1)
    (row,) = catalog.queue((ReviewState.IN_REVIEW,))
    tally = catalog.tallies([row])[row.draft_id]
    assert (tally.warnings, tally.blocking) == (0, 0)
