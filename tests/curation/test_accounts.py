"""Accounts on a real file: who gets in, what is refused, and what is left of an erased person."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from curation.accounts import Accounts, NameTaken, NoSuchAccount, NotAName, NotAnEmail, NotARole, WeakPassword
from curation.catalog import Catalog, Visit
from curation.model import Fetched, Source, SourceKind, Validators
from curation.passwords import one_time_password, weakness
from curation.permissions import Given, Scope
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


def test_an_old_hash_is_made_anew_at_sign_in_and_ends_no_session(accounts, database):
    amina = accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW)
    accounts.open_session(amina.id, "mark", at=NOW)
    before = kept_hash(database)
    stronger = Accounts(database, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert stronger.authenticate("Amina", SECRET) == amina
    assert kept_hash(database) != before
    assert stronger.whose("mark", at=NOW).actor == amina


def kept_hash(database):
    with database.read() as connection:
        return connection.execute(sa.text("SELECT password_hash FROM account")).scalar_one()


ENDINGS = {
    "signing out": lambda accounts: accounts.close_session("mark"),
    "a new password": lambda accounts: accounts.set_password("Amina", "une toute autre phrase"),
    "a reset": lambda accounts: accounts.reset_password("Amina"),
    "a closed account": lambda accounts: accounts.disable("Amina", at=NOW),
    "one closed and opened again": lambda accounts: (accounts.disable("Amina", at=NOW), accounts.enable("Amina")),
    "erasure": lambda accounts: accounts.erase("Amina", at=NOW),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_session_is_ended_by(accounts, ending):
    amina, luc = (accounts.add(name, SECRET, Role.REVIEWER, at=NOW) for name in ("Amina", "Luc"))
    accounts.open_session(amina.id, "mark", at=NOW)
    accounts.open_session(luc.id, "another", at=NOW)
    assert accounts.whose("mark", at=NOW).actor == amina
    ENDINGS[ending](accounts)
    assert accounts.whose("mark", at=NOW) is None
    assert accounts.whose("another", at=NOW).actor == luc


def test_a_session_lasts_twelve_hours_and_a_new_role_counts_at_once(accounts):
    amina = accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW)
    accounts.open_session(amina.id, "mark", at=NOW)
    accounts.set_role("Amina", Role.EDITOR)
    assert accounts.whose("mark", at=NOW + timedelta(hours=11)).actor.role is Role.EDITOR
    assert accounts.whose("mark", at=NOW + timedelta(hours=12)) is None


def test_what_is_kept_of_a_session_opens_nothing_and_old_ones_go(accounts, database):
    amina = accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW)
    for day in range(3):
        accounts.open_session(amina.id, f"mark{day}", at=NOW + timedelta(days=day))
    with database.read() as connection:
        kept = connection.execute(sa.text("SELECT mark FROM session")).scalars().all()
    assert len(kept) == 1
    assert accounts.whose(kept[0], at=NOW + timedelta(days=2)) is None


def test_a_password_made_for_somebody_is_theirs_to_change(accounts):
    amina = accounts.add("Amina", SECRET, Role.REVIEWER, at=NOW, one_time=True)
    accounts.open_session(amina.id, "first", at=NOW)
    assert accounts.whose("first", at=NOW).must_choose
    accounts.set_password("Amina", "une toute autre phrase")
    accounts.open_session(amina.id, "second", at=NOW)
    assert not accounts.whose("second", at=NOW).must_choose
    made = accounts.reset_password("Amina")
    assert accounts.authenticate("Amina", made) == amina
    assert accounts.authenticate("Amina", "une toute autre phrase") is None
    assert made != accounts.reset_password("Amina")
    assert [one.one_time for one in accounts.list()] == [True]


@pytest.mark.parametrize(
    "password",
    [
        "motdepasse2026",
        "M0t de passe !",
        "azertyuiop",
        "qsdfghjklm",
        "1234567890",
        "9876543210",
        "aaaaaaaaaaaa",
        "abababababab",
        "Bonjour2026!",
        "dragoman-dragoman",
        "Janvier-2026",
        "p@ssw0rd1234",
        "1q2w3e4r5t6y",
        "Amina Diallo",
        "amina2026amina",
        "AMINADIALLO!!",
        "court",
        "x" * 201,
        " " * 20,
    ],
)
def test_a_password_that_strangers_try_first_is_refused(accounts, password):
    with pytest.raises(WeakPassword):
        accounts.add("Amina Diallo", password, Role.REVIEWER, at=NOW)


WORDS = ("lampe", "tigre", "nuage", "cactus", "fenêtre", "moulin", "orage", "piano")


@given(st.sets(st.sampled_from(WORDS), min_size=3))
def test_a_few_words_make_a_good_password(words):
    assert weakness(" ".join(sorted(words)), "Amina Diallo") == ""


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_can_be_judged_as_a_password(password, name):
    assert isinstance(weakness(password, name), str)


def test_one_time_passwords_are_strong_and_never_the_same():
    made = {one_time_password() for _ in range(1000)}
    assert len(made) == 1000
    assert not any(weakness(password) for password in made)


@pytest.mark.parametrize("address", ["rien", "a@b\r\nBcc: x@y", "<script>@x y", "a@" + "b" * 300, "a\u202e@b.org"])
def test_an_address_that_is_none_is_refused(accounts, address):
    with pytest.raises(NotAnEmail):
        accounts.add("Amina", SECRET, Role.REVIEWER, address, at=NOW)


@pytest.mark.parametrize("name", ["Amina", "Personne", "Partie", "Effacée", ""])
def test_a_wrong_password_costs_as_much_for_any_name(database, name):
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    accounts = Accounts(database, hasher)
    for known in ("Amina", "Partie", "Effacée"):
        accounts.add(known, SECRET, Role.REVIEWER, at=NOW)
    accounts.disable("Partie", at=NOW)
    accounts.erase("Effacée", at=NOW)
    hasher.verified.clear()
    assert accounts.authenticate(name, "faux") is None
    assert [hash.split("$")[3] for hash in hasher.verified] == ["m=8,t=1,p=1"]


class Counting(PasswordHasher):
    """A hasher that remembers what it compared with."""

    def __init__(self, **cost):
        super().__init__(**cost)
        self.verified = []

    def verify(self, hash, password):
        self.verified.append(hash)
        return super().verify(hash, password)


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
    given = Given("OCHA", NOW.date(), Scope.PUBLISH, None, "")
    catalog.end_permission(draft_id, catalog.record_permission(draft_id, given, amina, NOW), amina, NOW)
    catalog.suggest(draft_id, [(0, "Accord")], "", amina, NOW)
    catalog.answer_suggestion(catalog.suggestions(draft_id)[0].id, False, amina, NOW)
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
