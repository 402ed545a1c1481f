"""What publishers and people wrote is shown as they wrote it, whatever it is: in the pages' source and in a browser."""

import pytest
from lxml import html

from tests.curation.desk import HERE, PASSWORD
from tests.curation.hostile import HOSTILE, LONG, SHORT, hostile_desk

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")
PARTS = 4
PAGES = (
    "/",
    "/?etat=approuves",
    *(f"/brouillons/2?partie={part}" for part in range(1, PARTS + 1)),
    "/brouillons/1",
    "/brouillons/1/historique",
    "/brouillons/2/historique",
    "/brouillons/2/original/3",
    "/brouillons/2/original/40",
    "/revisions/2/copie",
    "/revisions/2/copie?bloc=5&lu=1",
    "/lectures",
    "/lectures/2",
    "/tri",
    "/sources",
    "/sources/ocha",
    "/glossaire",
    "/glossaire?q=consent",
    "/glossaire?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/aide",
    "/compte",
    "/comptes",
)
OURS = ("http://", "https://", "/", "#", "?", "mailto:", "tel:")
ALIVE = {"object", "embed", "base", "style", "svg", "animate", "audio", "video", "applet", "math"}


@pytest.fixture
def desk(database):
    return hostile_desk(database)


@pytest.fixture
def entry(desk):
    visitor = desk.signed_in("Maëlle")
    found = html.fromstring(visitor.get("/glossaire").text).xpath("//a[starts-with(@href, '/glossaire/consent')]/@href")
    return found[0].partition("?")[0]


def dangers(page):
    """What in this page acts, or calls elsewhere: nothing, when every text is a text."""
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str):
            yield f"comment {element.text}"
            continue
        if element.tag in ALIVE or (element.tag == "meta" and "http-equiv" in element.attrib):
            yield element.tag
        for name, value in element.attrib.items():
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                yield f"{element.tag} {name}"
            if name in ("href", "src", "action") and not value.startswith(OURS):
                yield f"{element.tag} {name}={value}"
            fetched = name in ("src", "action") or (element.tag == "link" and name == "href")
            if fetched and (not value.startswith("/") or value.startswith("//")):
                yield f"{element.tag} {name}={value}"
        if element.tag == "script" and (element.text or not element.get("src")):
            yield "a script in the page"


def test_a_page_that_acts_is_seen():
    for text in HOSTILE[:9]:
        assert list(dangers(f"<div><p title='{text}'>{text}</div>")), text


def test_every_page_shows_hostile_texts_as_texts(desk, entry):
    visitor = desk.signed_in("Maëlle")
    for path in (*PAGES, entry, f"{entry}/modifier"):
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        assert list(dangers(answer.text)) == [], path
        assert "51317" not in answer.text, path  # no template in a text is run
        assert "planted" not in answer.headers.get("set-cookie", ""), path


@pytest.mark.parametrize("path", ["/brouillons/2?partie=1", "/brouillons/2/historique", "/comptes", "/tri"])
def test_the_texts_are_all_there(desk, path):
    page = desk.signed_in("Maëlle").get(path).text
    said = html.fromstring(page).text_content()
    for text in SHORT if path == "/comptes" else HOSTILE[:2]:
        assert text in said, text


def test_what_a_form_sends_comes_back_as_a_text(desk):
    visitor = desk.signed_in("Luc")
    for number, text in enumerate((*HOSTILE, LONG)):
        visitor.get("/brouillons/2")
        answers = [
            visitor.edit(2, number, text),
            visitor.edit(2, number, text + "!", version=0),  # meets the text just saved
            visitor.send("/brouillons/2/resume", summary=text),
            visitor.send("/brouillons/2/resume", summary=text, csrf="faux"),
            visitor.send("/tri", decision=text, motif=text, etat=text),
            visitor.send("/glossaire/nouveau", source=text, target=text, definition=text, note=text),
        ]
        assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
        for answer in answers:
            assert list(dangers(answer.text or "<p>")) == []
            assert "\r" not in str(answer.headers.get("location"))
            assert "planted" not in answer.headers.get("set-cookie", "")


def test_bytes_that_are_no_text_are_refused_or_kept_as_text(desk):
    visitor = desk.signed_in("Luc")
    visitor.get("/brouillons/2")
    sent = f"csrf={visitor.token}&version=1&target=lone+%ED%A0%80+surrogate+%FF%00%0D%0AX"
    headers = {**HERE, "Content-Type": "application/x-www-form-urlencoded"}
    assert visitor.client.post("/brouillons/2/segments/1", content=sent, headers=headers).status_code == 303
    assert desk.target(2, 1).startswith("lone ")
    assert desk.target(2, 1).encode().isascii() is False  # what was no text is marked as such


@pytest.mark.parametrize("text", [*HOSTILE, LONG])
def test_hostile_names_at_the_door_are_nobodys(desk, text):
    visitor = desk.visitor()
    visitor.get("/connexion")
    answer = visitor.send("/connexion", name=text, password=text, to=text)
    assert answer.status_code == 401
    assert list(dangers(answer.text)) == []


def test_a_browser_runs_none_of_it_and_asks_nobody_else(desk, chromium, serve, entry):
    site, told = serve(desk.app), []
    context = chromium.new_context(base_url=site)
    window = context.new_page()
    window.set_default_timeout(20_000)
    window.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    window.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    window.on("pageerror", lambda error: told.append(str(error)))
    window.on("request", lambda request: told.append(request.url) if not request.url.startswith(site) else None)
    window.goto("/connexion")
    window.fill("#name", "Maëlle")
    window.fill("#password", PASSWORD)
    window.click("button.main")
    for path in (*PAGES, entry, f"{entry}/modifier"):
        window.goto(path)
        window.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        ours = "[...document.scripts].every(one => one.src.startsWith(`${location.origin}/static/`) && !one.text)"
        assert window.evaluate(ours), path
    context.close()
    assert told == []
