"""Who may use each page, whatever they send; sessions, the door, and what every answer tells the browser."""

import re
import sqlite3
from itertools import product
from pathlib import Path
from shutil import copyfile

import pytest
from starlette.testclient import TestClient

from curation.database import Database
from curation.model import Source, SourceKind
from curation.term_steps import address_of
from curation.web.app import MOST_FIELDS
from curation.web.routes import LARGEST_FORM, PAGES
from curation.web.session import ADDRESS, NAME, PAIR
from tests.curation.desk import HERE, PASSWORD, TERMS, Desk, Visitor

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")

NAMES = {"contributor": "Zoé", "reviewer": "Amina", "editor": "Luc", "admin": "Maëlle"}
ANYBODY = frozenset()
SIGNED_IN = frozenset(NAMES)
REVIEWERS = frozenset({"reviewer", "editor", "admin"})
EDITORS = frozenset({"editor", "admin"})
ADMINS = frozenset({"admin"})
# Written a second time on purpose: a page that nobody thought about here fails.
DECIDED = {
    ("GET", "/connexion"): ANYBODY,
    ("POST", "/connexion"): ANYBODY,
    ("POST", "/deconnexion"): ANYBODY,
    ("POST", "/langue"): ANYBODY,
    ("GET", "/"): SIGNED_IN,
    ("GET", "/brouillons/{draft_id:number}"): SIGNED_IN,
    ("GET", "/brouillons/{draft_id:number}/segments/{position:number}"): SIGNED_IN,
    ("POST", "/brouillons/{draft_id:number}/segments/{position:number}"): SIGNED_IN,
    ("GET", "/brouillons/{draft_id:number}/segments/{position:number}/editer"): SIGNED_IN,
    ("POST", "/brouillons/{draft_id:number}/segments/{position:number}/editer"): SIGNED_IN,
    ("POST", "/brouillons/{draft_id:number}/segments/{position:number}/lu"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/segments/{position:number}/formulations"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/segments/{position:number}/constats"): REVIEWERS,
    ("GET", "/brouillons/{draft_id:number}/segments/{position:number}/decouper"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/segments/{position:number}/decouper"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/etape"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/licence"): EDITORS,
    ("POST", "/brouillons/{draft_id:number}/resume"): REVIEWERS,
    ("GET", "/brouillons/{draft_id:number}/remplacer"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/remplacer"): REVIEWERS,
    ("GET", "/brouillons/{draft_id:number}/remplacements/{number:number}"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/remplacements/{number:number}"): REVIEWERS,
    ("GET", "/brouillons/{draft_id:number}/historique"): SIGNED_IN,
    ("GET", "/brouillons/{draft_id:number}/changements"): SIGNED_IN,
    ("GET", "/brouillons/{draft_id:number}/original/{position:number}"): SIGNED_IN,
    ("GET", "/brouillons/{draft_id:number}/fichier/{kind}"): SIGNED_IN,
    ("POST", "/brouillons/{draft_id:number}/fichier"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/propositions/{suggestion_id:number}"): REVIEWERS,
    ("GET", "/brouillons/{draft_id:number}/memoire"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/memoire"): REVIEWERS,
    ("GET", "/brouillons/{draft_id:number}/autorisations"): REVIEWERS,
    ("POST", "/brouillons/{draft_id:number}/autorisations"): EDITORS,
    ("POST", "/brouillons/{draft_id:number}/autorisations/{permission_id:number}/fin"): EDITORS,
    ("GET", "/brouillons/{draft_id:number}/autorisations/{permission_id:number}/piece"): REVIEWERS,
    ("GET", "/revisions/{revision_id:number}/pages/{page:number}"): SIGNED_IN,
    ("GET", "/revisions/{revision_id:number}/copie"): SIGNED_IN,
    ("GET", "/lectures"): SIGNED_IN,
    ("GET", "/lectures/{revision_id:number}"): SIGNED_IN,
    ("POST", "/lectures/{revision_id:number}"): REVIEWERS,
    ("GET", "/tri"): SIGNED_IN,
    ("POST", "/tri"): REVIEWERS,
    ("GET", "/sources"): SIGNED_IN,
    ("GET", "/sources/{source_id}"): SIGNED_IN,
    ("GET", "/glossaire"): SIGNED_IN,
    ("GET", "/glossaire/nouveau"): SIGNED_IN,
    ("POST", "/glossaire/nouveau"): SIGNED_IN,
    ("GET", "/glossaire/suivi"): SIGNED_IN,
    ("GET", "/glossaire/a-reprendre"): SIGNED_IN,
    ("POST", "/glossaire/a-reprendre"): EDITORS,
    ("GET", "/glossaire/{name}"): SIGNED_IN,
    ("POST", "/glossaire/{name}"): SIGNED_IN,
    ("GET", "/glossaire/{name}/modifier"): EDITORS,
    ("POST", "/glossaire/{name}/modifier"): EDITORS,
    ("POST", "/glossaire/{name}/relire"): EDITORS,
    ("GET", "/chiffres"): SIGNED_IN,
    ("GET", "/chiffres/{table}.csv"): SIGNED_IN,
    ("GET", "/brouillons/{draft_id:number}/commenter"): SIGNED_IN,
    ("POST", "/brouillons/{draft_id:number}/commenter"): SIGNED_IN,
    ("POST", "/brouillons/{draft_id:number}/commentaires/{comment_id:number}"): SIGNED_IN,
    ("POST", "/brouillons/{draft_id:number}/attribution"): REVIEWERS,
    ("GET", "/avis"): SIGNED_IN,
    ("POST", "/avis"): SIGNED_IN,
    ("GET", "/activite"): SIGNED_IN,
    ("GET", "/flux/{key}.atom"): ANYBODY,
    ("POST", "/visite"): SIGNED_IN,
    ("POST", "/compte/avis"): SIGNED_IN,
    ("POST", "/compte/flux"): SIGNED_IN,
    ("GET", "/aide"): SIGNED_IN,
    ("GET", "/compte"): SIGNED_IN,
    ("POST", "/compte"): SIGNED_IN,
    ("GET", "/comptes"): ADMINS,
    ("POST", "/comptes"): ADMINS,
}
THERE = {
    "kind": "po",
    "table": "mois",
    "key": "cle",
    "source_id": "ocha",
    "name": address_of(TERMS.find("consent")[0].term),
}
GUARDED = [page for page in sorted(DECIDED) if DECIDED[page]]
# Forms that would change something if they were let through; a page takes the fields it knows.
FIELDS = {
    "target": "Autre",
    "version": 1,
    "seen": 1,
    "action": "claim",
    "licence": "CC0-1.0",
    "summary": "Résumé",
    "decision": "drop",
    "p1": "1",
    "change": "disable",
    "name": "Luc",
    "password": PASSWORD,
    "new_password": "une toute autre phrase",
    "comment": "Un commentaire",
    "settled": 1,
    "who": 2,
    "due": "2026-04-01",
    "notice": 1,
    "digest": "weekly",
    "renew": 1,
}


@pytest.fixture
def desk(database):
    source = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
    desk = Desk(database, sources=lambda: [source])
    assert desk.draft() == 1
    return desk


@pytest.fixture
def visitors(desk):
    return people_of(desk)


@pytest.fixture(scope="module")
def standing(migrated, tmp_path_factory):
    """A desk that no test of this file may change, with its visitors: what is refused leaves it as it is."""
    opened = Database(Path(copyfile(migrated, tmp_path_factory.mktemp("standing") / "catalog.db")))
    desk = Desk(opened)
    desk.draft()
    yield desk, people_of(desk)
    opened.close()


def people_of(desk):
    """One visitor for each role, and one who is nobody (None)."""
    nobody = desk.visitor()
    nobody.get("/connexion")
    signed_in = {role: desk.signed_in(name) for role, name in NAMES.items()}
    for visitor in signed_in.values():
        visitor.get("/compte")
    return {None: nobody, **signed_in}


def address(path, number=1):
    path = re.sub(r"\{\w+:number\}", str(number), path)
    return re.sub(r"\{(\w+)\}", lambda named: THERE[named[1]] if number == 1 else str(number), path)


def contents(database):
    with sqlite3.connect(database.path) as raw:
        lines = list(raw.iterdump())
    raw.close()
    return lines


def test_every_page_has_a_decision_of_who_may_use_it():
    assert {(page.method, page.path): {str(role) for role in page.roles} for page in PAGES} == DECIDED


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_page_refuses_those_it_is_not_for(standing, method, path):
    desk, visitors = standing
    before = contents(desk.database)
    for role in [None, *sorted(SIGNED_IN - DECIDED[method, path])]:
        visitor = visitors[role]
        answer = visitor.get(address(path)) if method == "GET" else visitor.send(address(path), **FIELDS)
        expected = (303 if method == "GET" else 401) if role is None else 403
        assert answer.status_code == expected, role
        assert role or "Pourquoi" not in answer.text
    assert contents(desk.database) == before


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_page_answers_those_it_is_for(desk, visitors, method, path):
    for role in sorted(DECIDED[method, path]):
        visitor = visitors[role]
        if path == "/compte" and role != "contributor":
            continue  # a changed password ends sessions; one is enough
        answer = visitor.get(address(path)) if method == "GET" else visitor.send(address(path), **FIELDS)
        assert answer.status_code not in (401, 405, 500), role
        assert answer.status_code != 403 or "Votre rôle n’y donne pas accès" not in answer.text, role


@pytest.mark.parametrize(("method", "path"), [page for page in GUARDED if page[0] == "POST"])
def test_a_form_that_our_own_page_did_not_send_changes_nothing(standing, method, path):
    desk, visitors = standing
    before = contents(desk.database)
    for role, wrong in product(sorted(SIGNED_IN), ("token", "none", "another's", "origin", "site")):
        visitor = visitors[role]
        kept = visitor.token
        token = {"token": "x" * 88, "none": "", "another's": visitors[None].token}.get(wrong, kept)
        headers = {"origin": {"Origin": "https://evil.example"}, "site": {"Sec-Fetch-Site": "same-site"}}.get(
            wrong, HERE
        )
        answer = visitor.send(address(path), headers=headers, **FIELDS, csrf=token)
        visitor.token = kept
        assert answer.status_code == 403, (role, wrong)
    assert contents(desk.database) == before


@pytest.mark.parametrize(("method", "path"), sorted(DECIDED))
def test_an_address_takes_no_other_method(standing, method, path):
    taken = {other for other, same in DECIDED if re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", same), path)} | {"HEAD"}
    for other in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - taken:
        assert standing[1]["admin"].client.request(other, address(path)).status_code == 405


@pytest.mark.parametrize(("method", "path"), [page for page in sorted(DECIDED) if "{" in page[1]])
def test_what_is_not_there_is_told_to_whoever_may_ask(standing, method, path):
    desk, visitors = standing
    visitor, before = visitors["admin"], contents(desk.database)
    for number in (0, 2, 999_999_999, "9" * 12, "1e3", "-1", "%00", "..%2f..%2fetc%2fpasswd"):
        lost = re.sub(r"\{position:number\}", "999", path) if number in (0, 2) else path
        answer = (
            visitor.get(address(lost, number)) if method == "GET" else visitor.send(address(lost, number), **FIELDS)
        )
        assert answer.status_code in ((404,) if method == "GET" else (400, 404, 409)), number
    assert contents(desk.database) == before


@pytest.mark.parametrize("number", ["9" * 5, "9" * 50, "9" * 4000, "-1", "٣", "²", "0x10", "1e9", "", "NaN"])
@pytest.mark.parametrize(
    "path", ["/brouillons/1?partie=", "/brouillons/1/historique?page=", "/?page=", "/tri?page=", "/glossaire?page="]
)
def test_a_number_in_a_query_leads_to_a_page_that_exists(standing, path, number):
    assert standing[1]["reviewer"].get(path + number).status_code == 200


@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 5000, "-1", "٣", "", "1.0"])
def test_a_number_in_a_form_is_never_too_much_for_the_database(standing, number):
    desk, visitors = standing
    for path, field in (("segments/1", "version"), ("etape", "seen")):
        fields = {**FIELDS, field: number}
        assert visitors["reviewer"].send(f"/brouillons/1/{path}", **fields).status_code in (400, 409)
    assert desk.target(1, 1) == "Pourquoi"


# Sessions


def cookie_of(visitor):
    return visitor.client.cookies["dragoman"]


def test_signing_in_gives_a_session_that_nobody_planted(desk):
    visitor = desk.visitor()
    visitor.get("/connexion")
    planted = cookie_of(visitor)
    visitor.send("/connexion", name="Amina", password=PASSWORD)
    assert cookie_of(visitor) != planted
    assert with_cookie(desk, planted).get("/").status_code == 303


def with_cookie(desk, cookie):
    other = desk.visitor()
    other.client.cookies.set("dragoman", cookie)
    return other


def test_a_copied_cookie_opens_nothing_after_signing_out(desk):
    visitor, elsewhere = desk.signed_in("Amina"), desk.signed_in("Amina")
    copied = with_cookie(desk, cookie_of(visitor))
    assert copied.get("/").status_code == 200
    visitor.get("/")
    assert visitor.send("/deconnexion").headers["location"] == "/connexion"
    assert copied.get("/").status_code == 303
    assert elsewhere.get("/").status_code == 200


def test_an_administrator_gives_a_password_once_and_it_must_be_changed(desk):
    admin, amina = desk.signed_in("Maëlle"), desk.signed_in("Amina")
    admin.get("/comptes")
    shown = admin.send("/comptes", change="password", name="Amina")
    made = re.search(r'<code class="secret">([^<]+)</code>', shown.text)[1]
    assert shown.headers["cache-control"] == "no-store"
    assert made not in admin.get("/comptes").text
    assert amina.get("/").status_code == 303  # signed out
    amina.get("/connexion")
    assert amina.send("/connexion", name="Amina", password=PASSWORD).status_code == 401
    assert amina.send("/connexion", name="Amina", password=made).status_code == 303
    for path in ("/", "/brouillons/1", "/tri", "/glossaire"):
        assert amina.get(path).headers["location"] == "/compte"
    first = amina.get("/compte").text
    assert "provisoire" in first
    assert "celui qu’on vous a donné" in first
    typed = amina.edit(1, 1, "Mes mots.")
    assert (typed.status_code, "Mes mots." in typed.text) == (403, True)
    assert desk.target(1, 1) == "Pourquoi"
    for new, status in ((made, 422), ("amina-amina", 422), ("azertyuiop", 422), ("une toute autre phrase", 303)):
        amina.get("/compte")
        assert amina.send("/compte", password=made, new_password=new).status_code == status
    chosen = amina.get("/compte?fait=1").text
    assert "Aller aux brouillons" in chosen
    assert "celui qu’on vous a donné" not in chosen
    assert amina.get("/").status_code == 200
    assert with_cookie(desk, cookie_of(amina)).get("/").status_code == 200


def test_a_password_typed_into_an_old_page_is_not_given_back(desk):
    visitor = desk.signed_in("Amina")
    visitor.get("/compte")
    answer = visitor.send("/compte", password="le secret un", new_password="le secret deux", csrf="faux")
    assert answer.status_code == 403
    assert "le secret" not in answer.text


# The door


def tried(desk, name, address):
    client = TestClient(desk.app, follow_redirects=False, client=(address, 1))
    visitor = Visitor(desk.app)
    visitor.client = client
    visitor.get("/connexion")
    return visitor.send("/connexion", name=name, password="faux").status_code


def test_the_door_shuts_for_a_name_an_address_and_a_name_from_everywhere(desk):
    assert [tried(desk, "Amina", "10.0.0.1") for _ in range(PAIR + 1)][-2:] == [401, 429]
    assert tried(desk, "AMINA ", "10.0.0.1") == 429
    assert tried(desk, "Amina", "10.0.0.2") == 401
    rest = [tried(desk, f"personne {n}", "10.0.0.1") for n in range(ADDRESS - PAIR + 1)]
    assert rest[-2:] == [401, 429]
    everywhere = [tried(desk, "Amina", f"10.1.{n}.1") for n in range(NAME - PAIR)]
    assert everywhere[-2:] == [401, 429]
    assert tried(desk, "Luc", "10.0.0.3") == 401


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\r\nSet-Cookie: a=b",
        "http:evil.example",
        " //evil.example",
        "/%0d%0aSet-Cookie:%20a=b",
    ],
)
def test_no_address_leads_elsewhere_or_into_the_headers(desk, elsewhere):
    visitor = desk.visitor()
    visitor.get("/connexion")
    answer = visitor.send("/connexion", name="Amina", password=PASSWORD, to=elsewhere)
    assert re.fullmatch(r"/(?![/\\]).*|/", answer.headers["location"])
    assert "a=b" not in answer.headers.get("set-cookie", "")
    assert visitor.get("/connexion?vers=//evil.example").headers["location"] == "/"


@pytest.mark.parametrize("path", ["/", "/connexion", "/tri/", "/nulle-part", "/static", "/static/", "//evil.example/"])
def test_the_host_that_a_request_names_is_in_no_answer(desk, path):
    visitor = desk.signed_in("Amina")
    answer = visitor.client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in answer.headers.get("location", "")
    assert "http://evil" not in answer.text


# What every answer tells the browser

ANSWERS = {
    "a page": (200, lambda visitor: visitor.get("/")),
    "the door": (303, lambda visitor: visitor.get("/connexion")),
    "a draft": (200, lambda visitor: visitor.get("/brouillons/1")),
    "a file": (200, lambda visitor: visitor.get("/static/style.css")),
    "no file": (404, lambda visitor: visitor.get("/static/rien.css")),
    "a file outside": (404, lambda visitor: visitor.get("/static/..%2f..%2fapp.py")),
    "nothing there": (404, lambda visitor: visitor.get("/rien")),
    "another role": (403, lambda visitor: visitor.get("/comptes")),
    "a foreign form": (403, lambda visitor: visitor.send("/tri", headers={"Origin": "https://evil.example"})),
    "a wrong method": (405, lambda visitor: visitor.client.delete("/")),
    "too long": (413, lambda visitor: visitor.send("/tri", motif="x" * (LARGEST_FORM + 1))),
    "too many fields": (400, lambda visitor: visitor.send("/tri", **{f"a{n}": "" for n in range(MOST_FIELDS + 1)})),
    "a file sent": (403, lambda visitor: visitor.client.post("/tri", files={"f": b"x"}, headers=HERE)),
    "no text": (400, lambda visitor: visitor.client.post("/tri", content=b"a=\xff", headers=HERE)),
    "a stream": (413, lambda visitor: visitor.client.post("/tri", content=[b"x" * 9999] * 101, headers=HERE)),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_carries_the_safe_headers(desk, answer):
    status, ask = ANSWERS[answer]
    visitor = desk.signed_in("Amina")
    visitor.get("/compte")
    given = ask(visitor)
    assert given.status_code == status
    check_headers(given.headers)
    kept = "public, max-age=31536000, immutable" if answer == "a file" else "no-store"
    assert given.headers["cache-control"] == ("private, no-cache" if answer == "a draft" else kept)


def check_headers(headers):
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "server" not in headers


@pytest.mark.parametrize("broken", ["queue", "whose"])
def test_an_answer_about_something_broken_carries_them_too(desk, monkeypatch, broken):
    def fails(*_, **__):
        raise RuntimeError("the disk is full")

    visitor = desk.signed_in("Amina")
    monkeypatch.setattr(desk.accounts if broken == "whose" else desk.catalog, broken, fails)
    for path in ("/", "/nulle-part") if broken == "whose" else ("/",):
        answer = visitor.get(path)
        assert answer.status_code == 500
        assert "disk" not in answer.text
        assert "s’est cassé chez nous" in answer.text
        check_headers(answer.headers)
