"""The memory in the catalog: whose French it holds, what was imported, and that asking again costs no reading."""

from datetime import UTC, datetime

import pytest

from curation.accounts import Accounts
from curation.catalog import Catalog, Visit
from curation.catalog_memory import MemoryImport
from curation.model import Fetched, Source, SourceKind
from curation.review import SYSTEM, Actor, ReviewAction, Role, decide
from curation.schema import account
from curation.views import Provenance
from translation.document import Block, BlockKind, Document, headed
from translation.engine import PseudoTranslator
from translation.memory import MemoryOrigin, MemoryUnit
from translation.pretranslate import pretranslate
from translation.tmx import read_tmx, write_tmx
from translation.unit import Origin

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SOURCE = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
ELSEWHERE = MemoryUnit("Explain why.", "Expliquez.", origin=MemoryOrigin("Old guide", "Luc"), approved=False)


@pytest.fixture
def catalog(database):
    return Catalog(database)


@pytest.fixture
def amina(database):
    with database.write() as connection:
        values = {"name": "Amina", "password_hash": "-", "role": Role.EDITOR, "created_at": NOW}
        key = connection.execute(account.insert().values(**values)).inserted_primary_key[0]
    return Actor(key, "Amina", Role.EDITOR)


def drafted(catalog, *paragraphs, page="https://example.org/consent", title="Consent"):
    """The numbers of the revision and of its draft, made as a run makes it."""
    document = headed(Document(title, "en", tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)))
    visit = Visit(page, Fetched(page, b"<p>", "text/html"), "0" * 64)
    revision_id = catalog.record_revision(SOURCE, page, document, visit, ("CC-BY-4.0", "footer"), NOW).revision_id
    units = pretranslate(document, engine=PseudoTranslator(), memory=catalog.memory(revision_id))
    return revision_id, catalog.queue_draft(revision_id, units, Provenance("m1", "g1"), NOW)


def step(catalog, draft_id, *actions, actor, at=NOW):
    for action in actions:
        value = catalog.draft(draft_id)
        catalog.record(decide(value, action, actor, at, "note"), seen=value.version)


def approve(catalog, draft_id, actor, at=NOW):
    step(catalog, draft_id, ReviewAction.CLAIM, ReviewAction.APPROVE, actor=actor, at=at)


def origins(catalog, draft_id):
    return {stored.unit.segment.text: stored.unit.origin for stored in catalog.draft_page(draft_id).units}


def test_a_pair_says_which_publication_it_is_from_who_approved_it_and_when(catalog, amina):
    _, draft_id = drafted(catalog, "Ask first. Explain why.")
    assert len(catalog.memory()) == 0
    approve(catalog, draft_id, amina)
    unit = catalog.memory().exact("Ask first.")
    assert unit == MemoryUnit(
        "Ask first.", "⟦Ask first.⟧", "Consent", "Explain why.", MemoryOrigin("Consent", "Amina", NOW)
    )
    assert catalog.memory().similar("Ask them first.")[0].origin == MemoryOrigin("Consent", "Amina", NOW)
    step(catalog, draft_id, ReviewAction.SEND_BACK, actor=amina)
    assert catalog.memory() == {}


def test_the_memory_is_read_again_only_when_something_was_approved_or_imported(catalog, amina):
    _, draft_id = drafted(catalog, "Ask first.")
    approve(catalog, draft_id, amina)
    memory = catalog.memory()
    _, waiting = drafted(catalog, "Wait.", page="https://example.org/wait")
    step(catalog, waiting, ReviewAction.CLAIM, actor=amina)
    assert catalog.memory() is memory
    catalog.import_units([ELSEWHERE], NOW)
    assert catalog.memory() is not memory


def test_what_was_approved_stays_while_revisions_come_faster_than_reviews(catalog, amina):
    _, first = drafted(catalog, "Ask first. Explain why.")
    approve(catalog, first, amina)
    _, second = drafted(catalog, "Ask first. Explain well.")
    _, third = drafted(catalog, "Ask first. Explain very well.")
    kept = {"Consent": Origin.MEMORY, "Ask first.": Origin.MEMORY}
    assert origins(catalog, second) == {**kept, "Explain well.": Origin.MACHINE}
    assert origins(catalog, third) == {**kept, "Explain very well.": Origin.MACHINE}


def test_what_nobody_approved_is_no_memory_even_when_a_newer_revision_retires_it(catalog, amina):
    drafted(catalog, "Ask first.")
    revision_id, _ = drafted(catalog, "Ask first. Explain why.")
    assert catalog.memory(revision_id) == {}


def test_edits_count_in_their_own_publication_before_they_are_approved(catalog, amina):
    revision_id, draft_id = drafted(catalog, "Ask first. Explain why.")
    catalog.edit_unit(draft_id, 1, "Demandez.", (), amina, NOW, seen=1)
    other, _ = drafted(catalog, "Ask first.", page="https://example.org/other")
    own = catalog.memory(revision_id).exact("Ask first.")
    assert (own.target, own.before, own.after) == ("Demandez.", "Consent", "Explain why.")
    assert own.origin == MemoryOrigin("Consent", "Amina", NOW)
    assert catalog.memory(other) == {}


def test_importing_twice_changes_nothing(catalog, tmp_path):
    units = [ELSEWHERE, MemoryUnit("Ask.", "Demandez."), ELSEWHERE]
    assert catalog.import_units(units, NOW) == MemoryImport(new=2, same=1)
    before = list(catalog.memory().units())
    assert catalog.import_units(units, NOW) == MemoryImport(new=0, same=3)
    assert list(catalog.memory().units()) == before
    assert [unit.approved for unit in before] == [False, False]


def test_an_approved_pair_wins_over_an_imported_one(catalog, amina, database):
    catalog.import_units([ELSEWHERE], NOW)
    _, first = drafted(catalog, "Explain why.")
    assert catalog.draft_page(first).units[1].unit.target == "Expliquez."
    catalog.edit_unit(first, 1, "Dites pourquoi.", (), amina, NOW, seen=1)
    approve(catalog, first, Accounts(database).add("Luc", "quatre mots au hasard", Role.EDITOR, at=NOW))
    assert catalog.memory()["Explain why."] == "Dites pourquoi."
    assert [match.target for match in catalog.memory().similar("Explain why.")] == ["Dites pourquoi.", "Expliquez."]


def test_what_is_exported_here_is_nothing_new_here_and_all_of_it_elsewhere(catalog, amina, tmp_path, database):
    catalog.import_units([ELSEWHERE], NOW)
    _, draft_id = drafted(catalog, "Ask first. Explain why. Ask first.")
    approve(catalog, draft_id, amina)
    written = write_tmx(catalog.memory().units(), tmp_path / "memory.tmx")
    assert written == 5
    assert catalog.import_units(read_tmx(tmp_path / "memory.tmx"), NOW) == MemoryImport(0, 5)


def test_an_erased_person_is_no_longer_named_by_the_memory(catalog, amina, database):
    catalog.import_units([MemoryUnit("Ask.", "Demandez.", origin=MemoryOrigin(by="Amina"))], NOW)
    _, draft_id = drafted(catalog, "Explain why.")
    approve(catalog, draft_id, amina)
    assert {unit.origin.by for unit in catalog.memory().units()} == {"Amina"}
    pseudonym = Accounts(database).erase("Amina", at=NOW)
    assert {unit.origin.by for unit in catalog.memory().units()} == {pseudonym}


def test_a_published_and_replaced_translation_is_still_remembered(catalog, amina):
    _, first = drafted(catalog, "Ask first. Explain why.")
    approve(catalog, first, amina)
    step(catalog, first, ReviewAction.PUBLISH, actor=SYSTEM)
    _, second = drafted(catalog, "Ask first.")
    approve(catalog, second, amina)
    step(catalog, second, ReviewAction.PUBLISH, actor=SYSTEM)
    assert "Explain why." in catalog.memory()
