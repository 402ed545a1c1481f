"""The digest: what a letter says and never says, and how a real mail server takes it, or does not."""

import socket
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from curation.digest import MOST, letter
from curation.mailing import BadAddress, CutOff, MailServer, NoServer, NotLetIn, NotPrivate, Post, Refused, Tls
from curation.notices import Notice, NoticeKind
from curation.views import Recipient
from tests.curation.hostile import HOSTILE
from tests.curation.mail_office import PASSWORD, USER, lets_in, opened, tls_context

AT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
NOTICE = Notice(7, NoticeKind.MENTIONED, 3, 12, "Maëlle", "@Luc, « d’abord » ?", AT, "Le consentement", True)
LUC = Recipient(2, "Luc", "luc@example.org", "fr", (NOTICE,))
FROM, URL = "dragoman@example.org", "https://revue.example.org"


def written(person=LUC):
    return letter(person, FROM, URL, AT)


def body(message):
    return message.get_content()


def test_a_letter_says_who_did_what_and_leads_there():
    message = written(
        replace(
            LUC, notices=(NOTICE, replace(NOTICE, id=8, kind=NoticeKind.ASSIGNED, text="2026-03-05", position=None))
        )
    )
    assert message["Subject"] == "Dragoman\u00a0: 2 nouvelles pour vous"
    assert (message["To"], message["From"]) == ("luc@example.org", FROM)
    assert message["Auto-Submitted"] == "auto-generated"
    said = body(message)
    assert "* Maëlle vous demande votre avis\n  «\u00a0Le consentement\u00a0»\n  > @Luc, « d’abord » ?" in said
    assert "https://revue.example.org/brouillons/3/segments/12" in said
    assert "Maëlle vous confie ce texte, pour le 5 mars 2026" in said
    assert "https://revue.example.org/compte" in said
    assert "Luc" not in said.replace("@Luc", "")  # no more than is needed
    assert socket.gethostname() not in str(message)
    assert written()["Subject"] == "Dragoman\u00a0: 1 nouvelle pour vous"


def test_a_letter_stays_short_and_its_headers_are_ours_whatever_people_wrote():
    notices = tuple(
        replace(NOTICE, id=number, actor=text[:60], title=text, text=text) for number, text in enumerate(HOSTILE * 3)
    )
    message = written(replace(LUC, notices=(replace(NOTICE, title="Long " * 200), *notices)))
    content = bytes(message)
    head, _, _ = content.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    ours = {b"Subject", b"From", b"To", b"Date", b"Message-ID", b"Auto-Submitted", b"List-Unsubscribe"}
    assert len(names) == len(set(names))
    assert set(names) == ours | {b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version"}
    assert body(message).count("/brouillons/") == MOST
    assert f"Et {len(notices) + 1 - MOST} autres nouvelles." in body(message)
    assert not any(sign in body(message) for sign in "\u202e\u2066\x00\x1b\r")
    assert len(content) < 30_000


@pytest.mark.parametrize("address", ["a@b\r\nBcc: c@d", "<script>alert(1)</script>@x", "a,b@x.org", "a@", "", "a b@c"])
def test_what_is_no_address_is_named_before_anything_is_sent(address):
    with pytest.raises(BadAddress):
        written(replace(LUC, email=address))


def server(office, **values):
    return MailServer("127.0.0.1", office.port, FROM, **{"tls": Tls.NONE, **values})


def send(to):
    with closing(Post(to)) as post:
        post.send(written())


def test_letters_go_over_one_connection_and_one_refused_stops_no_other():
    with opened() as office, closing(Post(server(office))) as post:
        office.refused["luc@example.org"] = "550 5.1.1 no such user here"
        with pytest.raises(Refused, match=r"550 5[.]1[.]1 no such user here"):
            post.send(written())
        for name in ("zoe", "amina"):
            post.send(written(replace(LUC, email=f"{name}@example.org")))
        assert office.recipients == [["zoe@example.org"], ["amina@example.org"]]
        assert len(office.sessions) == 1
        assert "Maëlle vous demande votre avis" in office.letters[0].get_content()
        assert office.letters[0]["Subject"] == "Dragoman\u00a0: 1 nouvelle pour vous"


def test_a_line_that_is_cut_is_opened_again_for_the_next_letter():
    with opened() as office, closing(Post(server(office))) as post:
        office.cuts = [True, False]
        with pytest.raises(CutOff):
            post.send(written())
        post.send(written())
        assert len(office.letters) == 1
        assert len(office.sessions) == 2


@pytest.mark.parametrize("limits", [{"silent": 0.3}, {"each": 0.3}])
def test_a_server_that_dawdles_is_left(limits):
    with opened() as office, closing(Post(server(office), **limits)) as post:
        office.pause = 2
        began = time.monotonic()
        with pytest.raises(CutOff):
            post.send(written())
        assert time.monotonic() - began < 1.5
        office.pause = 0
        post.send(written())


def test_a_server_that_is_not_there_is_asked_once():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        post = Post(MailServer("127.0.0.1", free.getsockname()[1], FROM, tls=Tls.NONE), silent=1)
        with pytest.raises(NoServer) as first:
            post.send(written())
        with pytest.raises(NoServer) as second:
            post.send(written())
    assert first.value is second.value
    post.close()


def test_the_way_is_private_or_nothing_is_sent(tmp_path, monkeypatch):
    context = tls_context(tmp_path)
    with opened() as plain, pytest.raises(NotPrivate):
        send(server(plain, tls=Tls.STARTTLS))
    assert plain.letters == []
    with opened(tls_context=context, require_starttls=True, authenticator=lets_in, auth_required=True) as office:
        ours = server(office, tls=Tls.STARTTLS, user=USER, password=PASSWORD)
        with pytest.raises(NotPrivate, match="CERTIFICATE_VERIFY_FAILED"):
            send(ours)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        send(ours)
        with pytest.raises(NotLetIn, match="535"):
            send(replace(ours, password="faux"))
        with pytest.raises(NotLetIn, match="530"):
            send(replace(ours, user=""))
        assert len(office.letters) == 1
        assert PASSWORD not in repr(ours)
    with opened(ssl_context=context) as office:
        send(server(office, tls=Tls.TLS))
        assert len(office.letters) == 1
