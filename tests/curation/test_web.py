"""The review pages over a real file: who gets in and what they may see; accounts; what is not there."""

import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from curation.review import ReviewAction
from curation.web.routes import PAGES
from curation.web.typed import cleaned
from tests.curation.desk import EVIL, PASSWORD

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


def test_every_page_but_the_door_asks_to_sign_in(desk):
    assert (draft_id := desk.draft()) == 1
    for page in (page for page in PAGES if page.roles):
        path = re.sub(r"\{\w+:number\}", "1", page.path)
        visitor = desk.visitor()
        if page.method == "GET":
            response = visitor.get(path)
            assert (response.status_code, response.headers["location"].split("?")[0]) == (303, "/connexion")
        else:
            assert visitor.send(path, target="x").status_code == 401
    assert desk.target(draft_id, 1) == "Pourquoi"


def test_a_wrong_password_is_told_and_ten_shut_the_door_for_a_while(desk):
    visitor = desk.visitor()
    visitor.get("/connexion")
    answers = [visitor.send("/connexion", name="Amina", password="non").status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]
    assert visitor.send("/connexion", name="Amina", password=PASSWORD).status_code == 429
    assert desk.signed_in("Luc")
    desk.clock.now += timedelta(minutes=16)
    visitor.get("/connexion")
    assert visitor.send("/connexion", name="Amina", password=PASSWORD).status_code == 303


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_never_leads_elsewhere(desk, elsewhere):
    visitor = desk.visitor()
    visitor.get("/connexion")
    response = visitor.send("/connexion", name="Amina", password=PASSWORD, to=elsewhere)
    assert response.headers["location"] == "/"


def test_signing_in_leads_to_the_page_asked_for(desk):
    draft_id = desk.draft()
    visitor = desk.visitor()
    for asked in (f"/brouillons/{draft_id}?partie=1", "/glossaire?q=caract%C3%A8re&x=1"):
        visitor.get(visitor.get(asked).headers["location"])
        wanted = unescape(re.search(r'name="to" value="([^"]*)"', visitor.html)[1])
        assert wanted == asked


def test_the_cookie_is_out_of_scripts_reach_and_only_https_carries_a_secure_one(desk):
    cookie = desk.visitor().get("/connexion").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    over_https = TestClient(desk.app, base_url="https://testserver").get("/connexion").headers["set-cookie"]
    assert "Secure" in over_https


def test_a_session_ends_with_time_with_a_new_password_and_with_the_account(desk):
    def is_in(visitor):
        return visitor.get("/aide").status_code == 200

    first, second, third = desk.signed_in("Amina"), desk.signed_in("Luc"), desk.signed_in("Maëlle")
    desk.accounts.set_password("Amina", "une toute autre phrase")
    desk.accounts.disable("Luc", at=desk.clock())
    assert (is_in(first), is_in(second), is_in(third)) == (False, False, True)
    desk.clock.now += timedelta(hours=13)
    assert not is_in(third)


def test_a_forged_cookie_is_nobodys(desk):
    visitor = desk.signed_in("Amina")
    cookie = visitor.client.cookies["dragoman"]
    visitor.client.cookies.clear()
    visitor.client.cookies.set("dragoman", cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB"))
    assert visitor.get("/aide").status_code == 303


def test_a_form_without_its_token_changes_nothing_and_gives_the_text_back(desk):
    draft_id = desk.draft()
    visitor = desk.signed_in("Amina")
    response = visitor.edit(draft_id, 1, "Mes mots.", csrf="faux")
    assert response.status_code == 403
    assert "Mes mots." in response.text
    assert desk.target(draft_id, 1) == "Pourquoi"
    assert visitor.edit(draft_id, 1, "Mes mots.").status_code == 303  # sent again from that page


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_a_form_from_another_site_is_refused_even_with_a_token(desk, headers):
    draft_id = desk.draft()
    visitor = desk.signed_in("Amina")
    visitor.get(f"/brouillons/{draft_id}")
    response = visitor.edit(draft_id, 1, "Mots d’ailleurs.", headers=headers)
    assert response.status_code == 403
    assert "Mots d’ailleurs." not in response.text
    assert desk.target(draft_id, 1) == "Pourquoi"


def test_a_text_sent_after_the_session_ended_is_given_back_after_signing_in(desk):
    draft_id = desk.draft()
    visitor = desk.signed_in("Amina")
    visitor.get(f"/brouillons/{draft_id}")
    desk.clock.now += timedelta(hours=13)
    assert visitor.edit(draft_id, 1, "Une longue phrase.").status_code == 401
    waiting = {
        name: unescape(value) for name, value in re.findall(r'name="(garde\.\w*)" value="([^"]*)"', visitor.html)
    }
    back = visitor.send("/connexion", name="Amina", password=PASSWORD, **waiting)
    assert "Une longue phrase." in back.text
    path = re.search(r'<form method="post" action="(/brouillons[^"]+)"', back.text)[1]
    assert visitor.send(path, target="Une longue phrase.", version=1).status_code == 303
    assert desk.target(draft_id, 1) == "Une longue phrase."


def test_a_button_pressed_after_the_session_ended_waits_under_its_own_name(desk):
    draft_id = desk.draft()
    visitor = desk.signed_in("Amina")
    visitor.get(f"/brouillons/{draft_id}")
    desk.clock.now += timedelta(hours=13)
    assert "le texte que" not in visitor.take(draft_id, "claim", 1).text
    waiting = dict(re.findall(r'name="(garde\.\w*)" value="([^"]*)"', visitor.html))
    back = unescape(visitor.send("/connexion", name="Amina", password=PASSWORD, **waiting).text)
    assert "Une étape restait à faire\u00a0: Commencer la relecture" in back
    assert '<button class="main">Commencer la relecture</button>' in back
    assert f'<a href="/brouillons/{draft_id}">Revenir au brouillon</a>' in back
    assert "<textarea" not in back


def test_every_answer_carries_the_safe_headers(desk):
    visitor = desk.signed_in("Amina")
    draft_id = desk.draft()
    for path in ("/", f"/brouillons/{draft_id}", "/connexion", "/nulle-part", "/static/style.css"):
        headers = visitor.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert visitor.get("/").headers["cache-control"] == "no-store"


def test_the_pages_hold_no_script_no_style_and_nothing_from_elsewhere(desk):
    draft_id = desk.draft()
    visitor = desk.signed_in("Maëlle")
    for path in (
        "/",
        f"/brouillons/{draft_id}",
        f"/brouillons/{draft_id}/historique",
        "/tri",
        "/sources",
        "/comptes",
        "/glossaire",
        "/aide",
    ):
        html = visitor.get(path).text
        assert not re.search(r"<script(?! src=\"/static/)|<style|\sstyle=|\son\w+=", html)
        assert not re.search(r'(?:src|action)="(?!/)|<link[^>]+href="(?!/)', html)


def test_what_others_wrote_is_shown_and_never_run(desk):
    draft_id = desk.draft(title=f"Consent {EVIL}", french=f"Consentement {EVIL}", licence=("", EVIL))
    visitor = desk.signed_in("Luc")
    desk.step(draft_id, ReviewAction.CLAIM)
    desk.step(draft_id, ReviewAction.SEND_BACK, note=f"Voir {EVIL}")
    visitor.get(f"/brouillons/{draft_id}")
    visitor.edit(draft_id, 1, f"</textarea>{EVIL}")
    visitor.send(f"/brouillons/{draft_id}/resume", summary=EVIL)
    for path in (
        "/",
        f"/brouillons/{draft_id}",
        f"/brouillons/{draft_id}/historique",
        "/glossaire",
        f"/glossaire?q={EVIL}",
    ):
        html = visitor.get(path).text
        assert "<script>" not in html
        assert "alert(1)" in html


def test_an_administrator_keeps_the_accounts_but_not_their_own(desk):
    visitor = desk.signed_in("Maëlle")
    visitor.get("/comptes")
    added = visitor.send("/comptes", change="add", name="Inès", role="reviewer", email="")
    assert added.status_code == 200
    made = re.search(r'<code class="secret">([^<]+)</code>', added.text)[1]
    assert desk.accounts.authenticate("Inès", made).name == "Inès"
    assert visitor.send("/comptes", change="role", name="Inès", role="editor").status_code == 303
    assert visitor.send("/comptes", change="disable", name="Inès").status_code == 303
    assert desk.accounts.authenticate("Inès", made) is None
    assert "déjà pris" in visitor.send("/comptes", change="add", name="Luc", role="editor").text
    for herself in ("Maëlle", "maëlle"):
        assert visitor.send("/comptes", change="disable", name=herself).status_code == 422
    assert visitor.send("/comptes", change="role", name="Inès", role="system").status_code == 422


def test_a_person_changes_their_password_and_stays_in(desk):
    visitor, elsewhere = desk.signed_in("Amina"), desk.signed_in("Amina")
    visitor.get("/compte")
    assert visitor.send("/compte", password="faux", new_password="une nouvelle phrase").status_code == 422
    assert visitor.send("/compte", password=PASSWORD, new_password="une nouvelle phrase").status_code == 303
    assert visitor.get("/compte").status_code == 200
    assert elsewhere.get("/compte").status_code == 303


def test_the_glossary_is_searched_whatever_the_accents(desk):
    visitor = desk.signed_in("Amina")
    html = visitor.get("/glossaire?q=caractere").text
    assert "données à caractère personnel" in html
    assert "consentement" not in html


@pytest.mark.parametrize("path", ["/brouillons/999", "/brouillons/" + "9" * 40, "/nulle-part", "/brouillons/x"])
def test_what_does_not_exist_is_told_in_french(desk, path):
    response = desk.signed_in("Amina").get(path)
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.text


def test_something_broken_is_told_in_french_without_a_trace(desk, monkeypatch):
    def broken(*_):
        raise RuntimeError("the disk is full")

    visitor = desk.signed_in("Amina")
    monkeypatch.setattr(desk.catalog, "queue", broken)
    response = visitor.get("/")
    assert response.status_code == 500
    assert "s’est cassé chez nous" in response.text
    assert "disk" not in response.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb", "a b"),
        ("  a\u00a0: b\u202f! ", "a\u00a0: b\u202f!"),
        ("\u00a0a", "\u00a0a"),
        ("e\u0301", "é"),
        ("a\x00b\x1bc", "abc"),
    ],
)
def test_what_a_browser_sends_is_kept_clean_with_its_no_break_spaces(typed, kept):
    assert cleaned(typed) == kept


def test_a_number_beyond_all_numbers_is_a_page_that_is_not_there(desk):
    assert desk.visitor().get(f"/brouillons/{'9' * 5000}").status_code == 404
