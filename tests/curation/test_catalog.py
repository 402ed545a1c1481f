"""The catalog on a real migrated file: what it keeps, what it refuses, and that every step may run twice."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from curation.catalog import Catalog, EditConflict, RevisionOutdated, StaleDraft, Visit
from curation.catalog_reader import NoSuchDraft
from curation.database import migrate
from curation.model import Fetched, Source, SourceKind, Validators
from curation.review import SYSTEM, Actor, NotAllowed, ReviewAction, ReviewState, Role, decide
from curation.schema import account
from curation.views import Provenance
from curation.watch_views import Novelty
from translation.document import Block, BlockKind, Document, headed
from translation.unit import Finding, Origin, Segment, TranslationUnit

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SOURCE = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
PAGE = "https://example.org/consent"
DOCUMENT = headed(Document("Consent", "en", (Block(BlockKind.PARAGRAPH, "Ask first. Explain why."),)))
UNITS = tuple(
    TranslationUnit(Segment(block, 0, index, source), target, Origin.MACHINE, -0.2)
    for index, (block, source, target) in enumerate(
        [(0, "Consent", "Consentement"), (1, "Ask first.", "Demandez d’abord."), (1, "Explain why.", "Dites pourquoi.")]
    )
)


@pytest.fixture
def catalog(database):
    return Catalog(database)


def person(database, name, role=Role.REVIEWER):
    with database.write() as connection:
        values = {"name": name, "password_hash": "-", "role": role, "created_at": NOW}
        key = connection.execute(account.insert().values(**values)).inserted_primary_key[0]
    return Actor(key, name, role)


@pytest.fixture
def amina(database):
    return person(database, "Amina")


@pytest.fixture
def luc(database):
    return person(database, "Luc", Role.EDITOR)


def record(catalog, document=DOCUMENT, url=PAGE, licence=("CC-BY-4.0", "footer")):
    visit = Visit(url, Fetched(url, b"<p>", "text/html", validators=Validators('"1"')), "0" * 64)
    return catalog.record_revision(SOURCE, PAGE, document, visit, licence, NOW)


def queue(catalog, document=DOCUMENT, units=UNITS):
    return catalog.queue_draft(record(catalog, document).revision_id, units, Provenance("m1", "g1"), NOW)


def step(catalog, draft_id, action, actor, note=""):
    value = catalog.draft(draft_id)
    catalog.record(decide(value, action, actor, NOW, note), seen=value.version)


def approve(catalog, draft_id, actor):
    step(catalog, draft_id, ReviewAction.CLAIM, actor)
    step(catalog, draft_id, ReviewAction.APPROVE, actor)


def edit(catalog, draft_id, actor, target, position=1, seen=1):
    return catalog.edit_unit(draft_id, position, target, (), actor, NOW, seen=seen)


def test_the_same_content_makes_no_new_revision(catalog):
    first, again = record(catalog), record(catalog)
    assert (first.novelty, again.novelty) == (Novelty.NEW, Novelty.UNCHANGED)
    assert first.revision_id == again.revision_id


def test_changed_content_is_a_new_revision_of_the_same_publication(catalog):
    record(catalog)
    assert record(catalog, replace(DOCUMENT, title="Consent, revised")).novelty is Novelty.CHANGED
    assert catalog.counts()["publications"] == 1


def test_two_addresses_of_one_publication_meet(catalog):
    record(catalog)
    assert record(catalog, url=PAGE + "?from=feed").novelty is Novelty.UNCHANGED
    assert catalog.address(PAGE).publication_id == catalog.address(PAGE + "?from=feed").publication_id


def test_a_draft_is_queued_once(catalog):
    assert queue(catalog) == queue(catalog)
    assert catalog.revisions_to_draft() == []
    (row,) = catalog.queue()
    tally = catalog.tallies([row])[row.draft_id]
    assert (row.title, tally.title_fr, tally.units, row.state) == ("Consent", "Consentement", 3, ReviewState.QUEUED)


def test_only_the_newest_revision_in_english_waits_for_a_draft(catalog):
    record(catalog)
    newer = record(catalog, replace(DOCUMENT, title="Consent, revised")).revision_id
    assert catalog.revisions_to_draft() == [newer]
    record(catalog, replace(DOCUMENT, title="Le consentement", lang="fr"))
    assert catalog.revisions_to_draft() == []


def test_the_way_from_queue_to_record(catalog, luc):
    draft_id = queue(catalog)
    approve(catalog, draft_id, luc)
    step(catalog, draft_id, ReviewAction.PUBLISH, SYSTEM)
    (published,) = catalog.records()
    assert (published.slug, published.approved_by, published.stale) == ("consentement", "Luc", False)
    assert published.publication.licence_confirmed_by == "Luc"
    assert [entry.action for entry in catalog.history(draft_id)] == ["publish", "approve", "claim"]


def test_a_changed_publication_is_compared_with_what_was_drafted_before(catalog):
    first = queue(catalog)
    assert catalog.documents_around(first) == (None, DOCUMENT)
    between, last = (replace(DOCUMENT, title=title) for title in ("Consent, revised", "Consent, final"))
    record(catalog, between)
    assert catalog.documents_around(queue(catalog, last, ())) == (DOCUMENT, last)
    assert [catalog.draft_page(number).number for number in (1, 2)] == [1, 3]
    with pytest.raises(NoSuchDraft):
        catalog.documents_around(99)


def test_without_an_earlier_draft_the_revision_before_is_compared(catalog):
    record(catalog)
    newer = replace(DOCUMENT, title="Consent, revised")
    assert catalog.documents_around(queue(catalog, newer, ())) == (DOCUMENT, newer)


def test_a_link_to_the_french_version_is_reviewed_like_any_draft_and_asks_for_no_licence(catalog, amina, luc):
    draft_id = catalog.queue_draft(record(catalog).revision_id, (), Provenance("", ""), NOW)
    assert catalog.queue()[0].is_link
    catalog.annotate(draft_id, amina, NOW, summary="Un guide utile.")
    assert catalog.draft(draft_id).editors == {amina.id}
    step(catalog, draft_id, ReviewAction.CLAIM, amina)
    with pytest.raises(NotAllowed, match="une autre personne"):
        decide(catalog.draft(draft_id), ReviewAction.APPROVE, amina, NOW, four_eyes=True)
    step(catalog, draft_id, ReviewAction.APPROVE, luc)
    step(catalog, draft_id, ReviewAction.PUBLISH, SYSTEM)
    (published,) = catalog.records()
    assert (published.provenance.is_link, published.slug, published.summary) == (True, "consent", "Un guide utile.")
    assert published.publication.licence_confirmed_by == ""


def test_an_edit_is_kept_with_its_author_and_approved_text_becomes_memory(catalog, amina, luc):
    draft_id = queue(catalog)
    assert edit(catalog, draft_id, amina, "Commencez par demander.") == 2
    page = catalog.draft_page(draft_id)
    assert (page.units[1].unit.target, page.units[1].edited_by) == ("Commencez par demander.", "Amina")
    assert page.claimed_by == "Amina"
    assert catalog.memory() == {}
    step(catalog, draft_id, ReviewAction.APPROVE, luc)
    assert catalog.memory()["Ask first."] == "Commencez par demander."


def test_the_second_of_two_edits_gets_both_texts_and_the_history_keeps_them(catalog, amina, luc):
    draft_id = queue(catalog)
    edit(catalog, draft_id, amina, "Le texte d’Amina.")
    with pytest.raises(EditConflict) as conflict:
        edit(catalog, draft_id, luc, "Le texte de Luc.")
    assert (conflict.value.theirs, conflict.value.yours) == ("Le texte d’Amina.", "Le texte de Luc.")
    assert catalog.draft_page(draft_id).units[1].unit.target == "Le texte d’Amina."
    assert catalog.history(draft_id)[0].detail["after"] == "Le texte de Luc."


def test_the_same_edit_sent_twice_counts_once(catalog, amina):
    draft_id = queue(catalog)
    assert edit(catalog, draft_id, amina, "Une fois.") == edit(catalog, draft_id, amina, "Une fois.") == 2
    assert len(catalog.history(draft_id)) == 1


def test_a_step_on_a_draft_that_moved_is_refused(catalog, amina, luc):
    draft_id = queue(catalog)
    event = decide(catalog.draft(draft_id), ReviewAction.CLAIM, amina, NOW)
    step(catalog, draft_id, ReviewAction.CLAIM, luc)
    with pytest.raises(StaleDraft):
        catalog.record(event, seen=1)


def test_a_blocking_finding_stops_a_reviewer_and_asks_an_editor_why(catalog, amina, luc):
    wrong = replace(UNITS[1], findings=(Finding("number", "12 manque", blocking=True),))
    draft_id = queue(catalog, units=(UNITS[0], wrong, UNITS[2]))
    step(catalog, draft_id, ReviewAction.CLAIM, amina)
    with pytest.raises(NotAllowed):
        step(catalog, draft_id, ReviewAction.APPROVE, amina, "si, si")
    with pytest.raises(NotAllowed):
        step(catalog, draft_id, ReviewAction.APPROVE, luc)
    step(catalog, draft_id, ReviewAction.APPROVE, luc, "Le nombre est écrit en lettres.")


def test_a_new_revision_retires_the_open_draft_and_keeps_the_persons_words(catalog, amina):
    old = queue(catalog)
    edit(catalog, old, amina, "Mots d’Amina.")
    revised = replace(DOCUMENT, blocks=(*DOCUMENT.blocks, Block(BlockKind.PARAGRAPH, "Then stop.")))
    revision_id = record(catalog, revised).revision_id
    assert catalog.memory(revision_id) == {"Ask first.": "Mots d’Amina."}
    new = catalog.queue_draft(revision_id, UNITS, Provenance("m1", "g1"), NOW)
    assert catalog.draft(old).state is ReviewState.SUPERSEDED
    assert catalog.draft_page(old).newer_draft == new
    with pytest.raises(NotAllowed):
        edit(catalog, old, amina, "Trop tard.", seen=2)


def test_a_published_translation_stays_until_the_new_one_is_published(catalog, luc):
    first = queue(catalog)
    approve(catalog, first, luc)
    step(catalog, first, ReviewAction.PUBLISH, luc)
    second = queue(catalog, replace(DOCUMENT, title="Consent, revised"))
    (stale,) = catalog.records()
    assert stale.stale
    assert catalog.draft(first).state is ReviewState.PUBLISHED
    approve(catalog, second, luc)
    step(catalog, second, ReviewAction.PUBLISH, luc)
    (current,) = catalog.records()
    assert (current.key, current.slug, current.edition) == (stale.key, stale.slug, 2)
    assert not current.stale
    assert catalog.draft(first).state is ReviewState.SUPERSEDED


def test_a_withdrawn_record_is_marked_and_can_come_back(catalog, luc):
    draft_id = queue(catalog)
    approve(catalog, draft_id, luc)
    step(catalog, draft_id, ReviewAction.PUBLISH, luc)
    step(catalog, draft_id, ReviewAction.WITHDRAW, luc, "Autorisation retirée.")
    assert catalog.records()[0].withdrawn_at == NOW
    step(catalog, draft_id, ReviewAction.REOPEN, luc)
    approve(catalog, draft_id, luc)
    step(catalog, draft_id, ReviewAction.PUBLISH, luc)
    assert catalog.records()[0].withdrawn_at is None


def test_a_licence_that_a_person_confirmed_is_not_replaced_by_a_guess(catalog, luc):
    draft_id = queue(catalog)
    catalog.annotate(draft_id, luc, NOW, licence="all-rights-reserved")
    record(catalog, licence=("CC-BY-4.0", "footer"))
    assert catalog.draft_page(draft_id).publication.licence == "all-rights-reserved"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            "INSERT INTO record VALUES ('k', 1, 1, 's', 1, 'x', '2026', '2026', '2026', NULL)",
            "a catalog record needs an approved draft",
        ),
        ("UPDATE draft SET state = 'approved'", "a draft moves only with its event"),
        ("UPDATE draft SET state = 'published'", "only an approved draft can be published"),
        ("UPDATE review_event SET note = 'autre'", "append-only"),
        ("DELETE FROM review_event", "append-only"),
    ],
)
def test_the_database_itself_refuses(catalog, database, amina, tmp_path, statement, reason):
    step(catalog, queue(catalog), ReviewAction.CLAIM, amina)
    with sqlite3.connect(tmp_path / "catalog.db") as raw, pytest.raises(sqlite3.IntegrityError, match=reason):
        raw.execute(statement)
    raw.close()


def test_approval_sent_back_no_longer_opens_the_catalog(catalog, luc, tmp_path):
    draft_id = queue(catalog)
    approve(catalog, draft_id, luc)
    step(catalog, draft_id, ReviewAction.SEND_BACK, luc, "Encore une faute.")
    statement = "INSERT INTO record VALUES ('k', 1, 1, 's', 1, 'x', '2026', '2026', '2026', NULL)"
    with sqlite3.connect(tmp_path / "catalog.db") as raw, pytest.raises(sqlite3.IntegrityError, match="approved"):
        raw.execute(statement)
    raw.close()


def test_migrating_twice_changes_nothing_and_the_schema_is_the_migrated_one(database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from curation.schema import metadata

    migrate(database)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_times_come_back_aware_and_equal(catalog):
    draft_id = queue(catalog)
    assert catalog.draft_page(draft_id).created_at - NOW == timedelta(0)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM record", "never deleted"),
        ("UPDATE unit SET target = 'autre chose'", "approved is not changed"),
        ("INSERT OR REPLACE INTO review_event SELECT * FROM review_event", "append-only"),
    ],
)
def test_the_database_itself_keeps_what_was_published(catalog, luc, tmp_path, statement, reason):
    draft_id = queue(catalog)
    approve(catalog, draft_id, luc)
    step(catalog, draft_id, ReviewAction.PUBLISH, luc)
    with sqlite3.connect(tmp_path / "catalog.db") as raw, pytest.raises(sqlite3.IntegrityError, match=reason):
        raw.execute(statement)
    raw.close()


def test_an_outdated_revision_is_not_drafted_over_the_newer_draft(catalog):
    old = record(catalog).revision_id
    newer = queue(catalog, replace(DOCUMENT, title="Consent, revised"))
    with pytest.raises(RevisionOutdated):
        catalog.queue_draft(old, UNITS, Provenance("m1", "g1"), NOW)
    assert catalog.draft(newer).state is ReviewState.QUEUED


def test_a_licence_that_changed_since_the_page_was_shown_stops_the_approval(catalog, luc):
    draft_id = queue(catalog)
    step(catalog, draft_id, ReviewAction.CLAIM, luc)
    shown = catalog.draft(draft_id)
    record(catalog, licence=("CC-BY-ND-4.0", "a new footer"))
    with pytest.raises(StaleDraft):
        catalog.record(decide(shown, ReviewAction.APPROVE, luc, NOW), seen=shown.version)


def test_a_confirmed_licence_falls_when_the_page_forbids_what_it_allowed(catalog, luc):
    draft_id = queue(catalog)
    approve(catalog, draft_id, luc)
    step(catalog, draft_id, ReviewAction.PUBLISH, luc)
    record(catalog, licence=("CC-BY-ND-4.0", "a new footer"))
    publication = catalog.records()[0].publication
    assert (publication.licence, publication.licence_confirmed_by) == ("CC-BY-ND-4.0", "")
