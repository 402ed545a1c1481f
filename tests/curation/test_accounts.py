"""Accounts on a real file: who gets in, what is refused, and what is left of an erased person."""

import sqlite3
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from curation.accounts import Accounts, NameTaken, NoSuchAccount, NotAName, NotARole, WeakPassword
from curation.catalog import Catalog, Visit
from curation.model import Fetched, Source, SourceKind, Validators
from curation.review import ReviewAction, Role, decide
from curation.views import Provenance
from translation.document import Block, BlockKind, Document, headed
from translation.unit import Origin, Segment, TranslationUnit

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SECRET = "quatre mots au hasard"


@pytest.fixture
def accounts(database):
    return Accounts(database, QUICK)


def test_a_person_signs_in_with_their_password_only(accounts):
    amina = accounts.add("Amina", SECRET, Role.REVIEWER, "amina@example.org", at=NOW)
    assert accounts.authenticate("Amina", SECRET) == amina
    assert accounts.authenticate(" Amina ", SECRET) == amina
    assert accounts.authenticate("Amina", "quatre mots au pif") is None
    assert accounts.authenticate("Personne", SECRET) is None


def test_an_accent_typed_in_two_ways_is_the_same_name_and_password(accounts):
    accounts.add("Zoé", "été passé ici", Role.REVIEWER, at=NOW)
    assert accounts.authenticate("Zoe\u0301", "e\u0301te\u0301 passe\u0301 ici") is not None


def test_capitals_do_not_count_in_a_name_and_accents_do(accounts):
    zoe = accounts.add("Zoé", SECRET, Role.REVIEWER, at=NOW)
    assert accounts.authenticate("zoÉ", SECRET) == zoe
    assert accounts.authenticate("zoe", SECRET) is None
    for taken in ("ZOÉ", "Dragoman", "Personne-7"):
        with pytest.raises(NameTaken):
            accounts.add(taken, SECRET, Role.REVIEWER, at=NOW)
    accounts.set_role("zoé", Role.EDITOR)
    assert accounts.actor(zoe.id).role is Role.EDITOR
    assert accounts.erase("ZOÉ", at=NOW) == f"personne-{zoe.id}"


def test_the_password_itself_is_not_kept(accounts, tmp_path):
    accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert SECRET.encode() not in kept
    assert b"$argon2id$" in kept


def test_names_passwords_and_roles_that_will_not_do_are_refused(accounts):
    accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW)
    with pytest.raises(NameTaken):
        accounts.add("Amina", SECRET, Role.EDITOR, at=NOW)
    for ours in ("personne-7", "dragoman"):
        with pytest.raises(NameTaken):
            accounts.add(ours, SECRET, Role.REVIEWER, at=NOW)
    with pytest.raises(WeakPassword, match="10 caractères"):
        accounts.add("Luc", "court", Role.REVIEWER, at=NOW)
    with pytest.raises(NotAName):
        accounts.add("  ", SECRET, Role.REVIEWER, at=NOW)
    with pytest.raises(NotARole):
        accounts.add("Luc", SECRET, Role.SYSTEM, at=NOW)
    with pytest.raises(NoSuchAccount):
        accounts.set_role("Luc", Role.EDITOR)


def test_a_disabled_account_is_nobody_until_it_is_enabled_again(accounts):
    amina = accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW)
    accounts.disable("Amina", at=NOW)
    assert accounts.authenticate("Amina", SECRET) is None
    assert accounts.actor(amina.id) is None
    accounts.enable("Amina")
    assert accounts.actor(amina.id) == amina


def test_the_stamp_changes_with_the_password_and_not_with_the_role(accounts):
    key = accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW).id
    before = accounts.stamp(key)
    accounts.set_role("Amina", Role.EDITOR)
    assert accounts.stamp(key) == before
    accounts.set_password("Amina", "une autre phrase")
    assert accounts.stamp(key) != before
    assert accounts.authenticate("Amina", "une autre phrase").role is Role.EDITOR


def test_an_old_hash_is_made_anew_at_sign_in(accounts, database):
    key = accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW).id
    before = accounts.stamp(key)
    stronger = Accounts(database, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert stronger.authenticate("Amina", SECRET) is not None
    assert stronger.stamp(key) != before


def queued(catalog):
    document = headed(Document("Consent", "en", (Block(BlockKind.PARAGRAPH, "Ask first."),)))
    page = "https://example.org/consent"
    source = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
    visit = Visit(page, Fetched(page, b"<p>", "text/html", validators=Validators()), "0" * 64)
    revision_id = catalog.record_revision(source, page, document, visit, ("CC-BY-4.0", "pied"), NOW).revision_id
    unit = TranslationUnit(Segment(0, 0, 0, "Consent"), "Consentement", Origin.MACHINE)
    return catalog.queue_draft(revision_id, [unit], Provenance("m1", "g1"), NOW)


def test_erasing_leaves_the_trail_and_no_name(accounts, database, tmp_path):
    catalog = Catalog(database)
    amina = accounts.add("Amina", SECRET, Role.EDITOR, "amina@example.org", at=NOW)
    draft_id = queued(catalog)
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE, ReviewAction.PUBLISH):
        draft = catalog.draft(draft_id)
        catalog.record(decide(draft, action, amina, NOW), seen=draft.version)
    pseudonym = accounts.erase("Amina", at=NOW)
    assert pseudonym == f"personne-{amina.id}"
    assert {entry.actor for entry in catalog.history(draft_id)} == {pseudonym}
    (record,) = catalog.records()
    assert (record.approved_by, record.publication.licence_confirmed_by) == (pseudonym, pseudonym)
    assert [(a.name, a.email) for a in accounts.list()] == [(pseudonym, "")]
    with sqlite3.connect(tmp_path / "catalog.db") as raw:
        assert not [line for line in raw.iterdump() if "Amina" in line or "amina@" in line]
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute("UPDATE review_event SET actor = 'autre'")
    raw.close()


def test_nobody_signs_in_as_an_erased_person(accounts):
    accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW)
    pseudonym = accounts.erase("Amina", at=NOW)
    accounts.enable(pseudonym)
    assert accounts.authenticate(pseudonym, SECRET) is None
    assert accounts.authenticate(pseudonym, "") is None
