"""`dragoman digest`: who gets a mail, what becomes of one that fails, and what must be set first."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from curation.notices import Digest
from flows.mail import MailNotReady, mail_server
from flows.settings import Settings, from_environment
from flows.wiring import wired
from tests.curation.desk import Desk
from tests.curation.mail_office import opened
from tests.flows.conftest import FEED

ADDRESSES = {"Amina": "amina@example.org", "Luc": "luc@example.org", "Zoé": "zoe@example.org"}


@pytest.fixture
def office(home, monkeypatch):
    """A mail server that the environment names."""
    with opened() as made:
        for name, value in {"HOST": "127.0.0.1", "PORT": made.port, "FROM": "d@example.org", "TLS": "none"}.items():
            monkeypatch.setenv(f"DRAGOMAN_SMTP_{name}", str(value))
        monkeypatch.setenv("DRAGOMAN_URL", "https://revue.example.org/")
        yield made


@pytest.fixture
def desk(home):
    with wired(Settings(home)) as w:
        made = Desk(w.database)
        for name, address in ADDRESSES.items():
            made.catalog.wish(made.people[name].id, address, Digest.DAILY)
        made.draft()
        yield made


def call(desk, *names):
    text = " ".join(f"@{name}" for name in names)
    desk.catalog.comment(1, 1, text, desk.people["Maëlle"], datetime.now(UTC))


def sent_to(office):
    return [address for (address,) in office.recipients]


def test_each_person_gets_one_mail_of_what_is_new_and_the_one_refused_keeps_theirs(desk, office, dragoman):
    call(desk, "Amina", "Luc", "Zoé", "Maëlle")
    office.refused["luc@example.org"] = "550 5.1.1 no such user"
    done = dragoman("digest", "--json")
    assert done.status == 1
    assert sent_to(office) == ["zoe@example.org", "amina@example.org"]
    assert [(mail["email"], mail["kind"]) for mail in done.json["mails"]] == [
        ("zoe@example.org", ""),
        ("amina@example.org", ""),
        ("luc@example.org", "mail_refused"),
    ]
    told = dragoman("digest")
    assert told.status == 1
    assert "not mailed luc@example.org: the mail server refused it: 550 5.1.1 no such user" in told.out
    maelle = desk.signed_in("Maëlle")
    assert "le serveur de courrier refuse ce message ou cette adresse" in maelle.get("/comptes").text
    assert "550 5.1.1 no such user" in maelle.get("/comptes").text
    luc = desk.signed_in("Luc")
    assert "Le dernier message n’a pas pu partir" in luc.get("/compte").text

    office.refused.clear()
    done = dragoman("digest")
    assert (done.status, done.out.strip()) == (0, "1 digest mailed.")
    assert sent_to(office)[2:] == ["luc@example.org"]
    assert "n’est pas parti" not in maelle.get("/comptes").text
    assert "Nobody is due a mail." in dragoman("digest").out


def test_what_was_read_or_mailed_is_not_mailed_and_a_day_has_one_mail(desk, office, dragoman, home):
    call(desk, "Amina", "Luc")
    desk.catalog.see(desk.people["Amina"].id, 99, datetime.now(UTC), all_before=True)
    dragoman("digest")
    assert sent_to(office) == ["luc@example.org"]
    call(desk, "Luc", "Zoé", "Amina")
    desk.catalog.wish(desk.people["Zoé"].id, ADDRESSES["Zoé"], Digest.NEVER)
    desk.catalog.wish(desk.people["Amina"].id, "", Digest.DAILY)
    dragoman("digest")
    assert sent_to(office) == ["luc@example.org"]  # one a day
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="microseconds")
    with sqlite3.connect(home / "catalog.db") as raw:
        raw.execute("UPDATE account SET digest_at = ?", (yesterday,))
    raw.close()
    dragoman("digest")
    assert sent_to(office) == ["luc@example.org"] * 2
    assert office.letters[1].get_content().count("vous demande votre avis") == 1  # the new one alone
    desk.accounts.disable("Luc", at=datetime.now(UTC))


def test_who_was_erased_or_mailed_while_others_letters_went_out_gets_none(desk, office, dragoman):
    call(desk, "Amina", "Luc", "Zoé")

    def meanwhile():
        office.meanwhile = lambda: None
        desk.accounts.erase("Luc", at=datetime.now(UTC))
        amina = desk.people["Amina"].id  # another run has come to her
        desk.catalog.mailed(amina, [notice.id for notice in desk.catalog.notices(amina)], datetime.now(UTC))

    office.meanwhile = meanwhile
    assert dragoman("digest").out.strip() == "1 digest mailed."
    assert sent_to(office) == ["zoe@example.org"]


def test_a_run_mails_too_and_a_wrong_setting_stops_nothing_else(
    desk, office, dragoman, guidance, publisher, monkeypatch
):
    call(desk, "Amina")
    empty = FEED.format(base=publisher.url("/"), items="").encode()
    publisher.serve("/feed", body=empty, media_type="application/rss+xml")
    ran = dragoman("watch", "--plain", "--no-sample", "--json")
    assert ran.json["mails"] == []
    monkeypatch.setenv("DRAGOMAN_URL", "")
    ran = dragoman("run", "--plain", "--no-sample")
    assert ran.status == 0
    assert "no mails: mails lead to the review pages: set DRAGOMAN_URL" in " ".join(ran.out.split())
    assert dragoman("digest").status == 2
    monkeypatch.setenv("DRAGOMAN_URL", "https://revue.example.org")
    assert dragoman("run", "--plain", "--no-sample", "--json").json["mails"] == [
        {"email": "amina@example.org", "notices": 1, "kind": "", "message": ""}
    ]
    assert sent_to(office) == ["amina@example.org"]


BASE = {"DRAGOMAN_SMTP_HOST": "mail.example.org", "DRAGOMAN_SMTP_FROM": "d@example.org"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"PORT": "many"}, "PORT is a number"),
        ({"PORT": "70000"}, "PORT is a number"),
        ({"TLS": "maybe"}, "starttls, tls or none"),
        ({"FROM": "dragoman"}, "FROM is the address"),
        ({"FROM": "a@b\r\nBcc: c@d"}, "FROM is the address"),
        ({"USER": "u", "PASSWORD": "p", "TLS": "none"}, "in clear"),
        ({"PASSWORD_FILE": "/nowhere"}, "PASSWORD_FILE cannot be read"),
    ],
)
def test_a_setting_that_is_wrong_is_named(wrong, words):
    with pytest.raises(MailNotReady, match=words):
        mail_server(BASE | {f"DRAGOMAN_SMTP_{name}": value for name, value in wrong.items()})


def test_the_password_may_lie_in_a_file_and_stands_in_no_setting(tmp_path, home, dragoman):
    (tmp_path / "secret").write_text("mot de passe\n")
    said = BASE | {"DRAGOMAN_SMTP_USER": "u", "DRAGOMAN_SMTP_PASSWORD_FILE": str(tmp_path / "secret")}
    made = mail_server(said)
    assert (made.password, made.port, made.tls) == ("mot de passe", 587, "starttls")
    assert "mot de passe" not in json.dumps([repr(made), repr(from_environment(said))])
    assert mail_server({}) is None
    refused = dragoman("digest")
    assert refused.status == 2
    assert "DRAGOMAN_SMTP_HOST" in refused.err
