"""Typing over a poor line, in a real browser: what is saved by itself, what waits, and what meets another's text."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from curation.folding import folded
from tests.curation.desk import PASSWORD, Desk
from translation.document import BlockKind
from translation.unit import Finding

SAID = "Les données des gens sont gardées un an dans le pays."
ROWS = [
    (BlockKind.PARAGRAPH, 0, "Data are kept.", [("Data are kept.", SAID, 0)]),
    (BlockKind.QUOTE, 0, "We agreed.", [("We agreed.", "Nous étions d’accord.", 0)]),
    (BlockKind.PARAGRAPH, 0, "Ask first.", [("Ask first.", "Demandez d’abord.", 0)]),
]
OFFLINE = "pas de réseau, envoi dès que possible"


@pytest.fixture
def desk(database):
    desk = Desk(database, four_eyes=False)
    desk.clock.now = datetime.now(UTC)
    fix = Finding("typography", "Une espace manque.", fix="Nous étions bien d’accord.")
    assert desk.draft(rows=ROWS, findings={2: (fix,)}) == 1
    return desk


@pytest.fixture
def visit(chromium, serve, desk):
    """Opens a browser window signed in as whoever is named, at the draft; a complaint of its scripts fails the test."""
    complaints, contexts, site = [], [], serve(desk.app)

    def opened(name="Amina", *, scripts=True, width=1280):
        size = {"width": width, "height": 800}
        contexts.append(chromium.new_context(base_url=site, java_script_enabled=scripts, viewport=size))
        window = contexts[-1].new_page()
        window.set_default_timeout(8000)
        window.on("pageerror", lambda error: complaints.append(str(error)))
        window.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        sign_in(window, name)
        window.goto("/brouillons/1")
        return window

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(window, name):
    window.goto("/connexion")
    window.fill("#name", name)
    window.fill("#password", PASSWORD)
    window.click("button.main")
    window.wait_for_url("**/")


def typing(window, number, text):
    """Opens a segment and replaces its French, as fingers do."""
    if not window.locator(f"#s{number} .edit[open]").count():
        window.click(f"#s{number} .edit summary")
    window.locator(f"#s{number} textarea").fill(text)


def receipt(window, number, said):
    window.locator(f"#s{number} .receipt", has_text=said).wait_for()


def test_text_saves_itself_and_the_page_follows_without_moving(visit, desk):
    window = visit()
    typing(window, 2, "Nous étions d’accord ?")
    assert window.locator("#s2 .receipt").get_attribute("role") == "status"
    receipt(window, 2, re.compile(r"^Enregistré à \d+\sh\s\d\d$"))
    assert desk.target(1, 2) == "Nous étions d’accord\u202f?"
    assert window.locator("#s2 textarea").input_value() == "Nous étions d’accord ?"  # nothing moves under the caret
    assert window.locator("#s2 .target > .said").inner_text() == "Nous étions d’accord\u202f?"
    assert window.locator("#s2 .finding").count() == 0
    assert "modifié par Amina" in window.locator("#s2 .edit summary").inner_text()
    assert window.locator(".facts .state").inner_text() == "en relecture"
    heard = "document.addEventListener('dragoman:saved', (e) => { window.heard = e.detail.version })"
    window.evaluate(heard)
    window.keyboard.press("End")
    window.keyboard.type(" Oui.")
    window.keyboard.press("Tab")  # the field is left: no pause to wait for
    window.locator("#s2 [name=version][value='3']").first.wait_for(state="attached")
    assert window.evaluate("window.heard") == 3
    assert window.locator("#s2 textarea").input_value() == "Nous étions d’accord\u202f? Oui."
    assert window.locator("#s2 [name=version]").evaluate_all("all => all.every((e) => e.value === '3')")
    typing(window, 3, "Demandez.")
    window.locator("#s3 textarea").press("Control+Enter")
    receipt(window, 3, "Enregistré à")
    assert window.locator("#s3 .edit[open]").count() == 0
    assert window.evaluate("document.activeElement.matches('#s3 .edit summary')")
    window.click("#decider button:has-text('Approuver')")
    window.wait_for_url("**fait=approve")
    assert len(folded(desk.catalog.history(1))) == 3  # two segments, and the approval
    assert window.evaluate("localStorage.length") == 0


def test_t48_without_a_line_texts_wait_survive_a_reload_and_are_sent_in_order(visit, desk):
    window = visit()
    window.context.set_offline(True)
    typing(window, 3, "Demandez toujours.")
    receipt(window, 3, OFFLINE)
    typing(window, 1, "Les données partent.")
    receipt(window, 1, OFFLINE)
    asked = []
    window.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    window.evaluate("location.reload()")
    window.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert desk.target(1, 1) == SAID
    window.context.set_offline(False)
    window.goto("/brouillons/1/historique")
    window.goto("/brouillons/1")
    receipt(window, 1, "Enregistré à")
    assert [desk.target(1, number) for number in (1, 3)] == ["Les données partent.", "Demandez toujours."]
    assert [entry.detail["position"] for entry in desk.catalog.history(1)] == [1, 3]  # the newest first
    window.context.set_offline(True)
    typing(window, 3, "Demandez bien.")
    receipt(window, 3, OFFLINE)
    window.context.set_offline(False)  # and nobody does anything
    receipt(window, 3, "Enregistré à")
    assert desk.target(1, 3) == "Demandez bien."
    typing(window, 3, "Demandez mieux.")
    window.goto("/")  # in the middle of a word
    for _ in range(40):
        if desk.target(1, 3) == "Demandez mieux.":
            break
        window.wait_for_timeout(100)
    assert desk.target(1, 3) == "Demandez mieux."
    window.goto("/brouillons/1")
    assert not window.locator("#s3 textarea").is_visible()
    assert window.evaluate("localStorage.length") == 0


def test_t48_an_answer_that_never_came_is_asked_for_again_and_what_was_typed_since_follows(visit, desk):
    window = visit()
    lost = []

    def cut(route):
        lost.append(route.fetch().status)
        route.abort()

    window.route("**/segments/3", cut, times=1)
    typing(window, 3, "Demandez toujours.")
    receipt(window, 3, OFFLINE)
    assert (lost, desk.target(1, 3)) == ([200], "Demandez toujours.")
    typing(window, 3, "Demandez toujours et partout.")
    receipt(window, 3, "Enregistré à")
    assert desk.target(1, 3) == "Demandez toujours et partout."
    assert [entry.detail["conflict"] for entry in desk.catalog.history(1)] == [False, False]


def test_t41_a_newer_text_is_never_replaced_and_both_come_together(visit, desk):
    amina, luc = visit("Amina"), visit("Luc")
    typing(amina, 1, SAID.replace("gardées", "conservées"))
    receipt(amina, 1, "Enregistré à")
    typing(luc, 1, SAID.replace("données", "données personnelles"))
    receipt(luc, 1, "Amina a modifié ce segment.")
    luc.locator("#s1 textarea").press("End")
    luc.keyboard.type(" Toujours.")  # goes on typing: nothing more is sent
    luc.wait_for_timeout(1800)
    assert sum(bool(entry.detail["conflict"]) for entry in desk.catalog.history(1)) == 1
    luc.reload()
    assert luc.locator("#s1 textarea").input_value().endswith(" Toujours.")
    luc.click("#s1 >> text=Voir les deux textes")
    together = "Les données personnelles des gens sont conservées un an dans le pays. Toujours."
    assert luc.locator("#merged").input_value() == together
    luc.click("text=Enregistrer ce texte")
    luc.wait_for_url("**#s1")
    assert desk.target(1, 1) == together
    assert luc.evaluate("localStorage.length") == 0
    typing(amina, 1, "Autre chose.")
    receipt(amina, 1, "Luc a modifié ce segment.")
    amina.locator("#s1 textarea").press("Control+Enter")
    amina.click("text=Garder ce texte")
    amina.wait_for_url("**#s1")
    assert amina.locator("#s1 .saved").inner_text() == "L’autre texte est gardé"
    assert (desk.target(1, 1), amina.evaluate("localStorage.length")) == (together, 0)


def test_a_session_that_ended_keeps_the_text_and_another_account_never_sends_it(visit, desk):
    window = visit("Amina")
    other = window.context.new_page()
    other.goto("/brouillons/1")
    other.click("text=Se déconnecter")
    typing(window, 3, "Demandez toujours.")
    receipt(window, 3, "votre session a pris fin")
    assert window.locator("#s3 .receipt a").get_attribute("target") == "_blank"
    sign_in(other, "Luc")
    receipt(window, 3, "la session ouverte est celle de Luc")
    other.goto("/brouillons/1")
    assert "de Amina : 1, qui partiront" in other.locator(".unsent").inner_text().replace("\u00a0", " ")
    assert other.locator("#s3 textarea").input_value() == "Demandez d’abord."
    other.click("text=Se déconnecter")
    sign_in(other, "Amina")
    window.evaluate("window.dispatchEvent(new Event('online'))")
    receipt(window, 3, "Enregistré à")
    assert desk.catalog.history(1)[0].actor == "Amina"
    window.context.set_offline(True)
    typing(window, 2, "Bien sûr.")
    receipt(window, 2, OFFLINE)
    asked = []
    window.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    with window.expect_event("dialog"):
        window.click("text=Se déconnecter")
    assert "attendent encore" in asked[0]
    assert window.url.endswith("/brouillons/1")


def test_a_full_storage_hinders_nobody_and_a_refused_text_stays_readable(visit, desk):
    window = visit()
    window.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full') } }")
    window.context.set_offline(True)
    typing(window, 3, "Demandez toujours.")
    receipt(window, 3, "ce navigateur ne peut rien garder")
    window.context.set_offline(False)
    receipt(window, 3, "Enregistré à")
    other = visit("Luc")
    desk.step(1, "approve", "Maëlle")
    typing(other, 2, "Trop tard.")
    receipt(other, 2, "Non enregistré. Ce n’est pas possible")
    other.goto("/brouillons/1")
    assert "Trop tard." in other.locator(".unsent").inner_text()
    other.click(".unsent >> text=Effacer ce texte")
    assert other.locator(".unsent").count() == 0
    assert other.evaluate("localStorage.length") == 0


def test_a_proposal_is_sent_when_its_author_says_so_and_waits_till_then(visit, desk):
    zoe = visit("Zoé")
    typing(zoe, 3, "Demandez toujours.")
    zoe.keyboard.press("Tab")
    zoe.wait_for_timeout(1800)
    zoe.reload()
    assert desk.catalog.suggestions(1) == ()
    assert zoe.locator("#s3 textarea").input_value() == "Demandez toujours."
    zoe.click("#s3 >> text=Proposer ce texte")
    zoe.locator("#s3 .saved").wait_for()
    assert [one.text for one in desk.catalog.suggestions(1)] == ["Demandez toujours."]
    assert zoe.evaluate("localStorage.length") == 0


def test_t49_without_javascript_the_forms_do_it_all_at_360_pixels(visit, desk):
    amina, luc = visit("Amina", scripts=False, width=360), visit("Luc", scripts=False, width=360)
    amina.locator("#s1 .edit summary").press("Enter")
    amina.fill("#s1 textarea", SAID.replace("gardées", "conservées"))
    amina.locator("#s1 .edit button").press("Enter")
    amina.wait_for_url("**#s1")
    assert amina.locator("#s1 .saved").inner_text() == "Enregistré"
    luc.locator("#s1 .edit summary").press("Enter")
    luc.fill("#s1 textarea", SAID.replace("données", "données personnelles"))
    luc.locator("#s1 .edit button").press("Enter")
    assert "conservées" in luc.locator("#merged").input_value()
    assert luc.locator("html").evaluate("e => e.scrollWidth") <= 360
    luc.get_by_role("button", name="Enregistrer ce texte").press("Enter")
    luc.wait_for_url("**#s1")
    assert desk.target(1, 1) == "Les données personnelles des gens sont conservées un an dans le pays."


def test_a_text_typed_again_over_another_persons_is_saved_again(visit, desk):
    window = visit()
    typing(window, 2, "Nous sommes convenus.")
    window.locator("#s2 textarea").press("Control+Enter")
    receipt(window, 2, "Enregistré à")
    desk.catalog.edit_unit(1, 2, "C’est convenu.", (), desk.people["Luc"], desk.clock(), seen=2)
    window.locator("#s3 a.open-editor").click()  # something saved there brings the draft as it is by now
    window.fill("#francais-3", "Demandez bien.")
    window.keyboard.press("Control+Enter")
    window.locator("#s2 .target > .said", has_text="C’est convenu.").wait_for()
    typing(window, 2, "Nous sommes convenus.")
    window.keyboard.press("Tab")
    receipt(window, 2, "Enregistré à")
    assert desk.target(1, 2) == "Nous sommes convenus."
    assert window.locator("#s2 textarea").input_value() == "Nous sommes convenus."


def test_what_waits_in_one_window_is_not_written_over_unseen_in_another_of_the_same_person(visit, desk):
    window = visit()
    other = window.context.new_page()
    other.goto("/brouillons/1")
    other.click("#s2 .edit summary")
    other.locator("#s2 textarea:focus").wait_for()  # opening puts the caret there, a moment later
    other.evaluate("document.activeElement.blur()")
    window.context.set_offline(True)
    typing(window, 2, "Nous sommes convenus de tout.")
    receipt(window, 2, OFFLINE)
    expect(other.locator("#s2 textarea")).to_have_value("Nous sommes convenus de tout.")
    other.locator("#s2 textarea").focus()
    other.keyboard.press("Control+End")
    other.keyboard.type(" Vraiment.")
    for _ in range(40):  # until the first window knows of it
        if window.evaluate("Object.values(localStorage).some((kept) => kept.includes('Vraiment.'))"):
            break
        other.wait_for_timeout(100)
    window.context.set_offline(False)
    for _ in range(40):  # either window sends it
        if desk.target(1, 2).endswith("Vraiment."):
            break
        other.wait_for_timeout(200)
    assert desk.target(1, 2) == "Nous sommes convenus de tout. Vraiment."


def test_a_button_does_not_move_away_from_under_the_pointer(visit, desk):
    window = visit()
    window.evaluate("document.querySelector('#decider').firstElementChild.dataset.old = '1'")
    old = window.locator("#decider [data-old]")
    window.hover("#decider button:has-text('Rejeter'), #decider summary:has-text('Rejeter')")
    window.evaluate("document.querySelector('#s3 .edit').open = true")
    window.focus("#s3 textarea")
    window.keyboard.type("Encore. ")
    window.keyboard.press("Control+Enter")
    receipt(window, 3, "Enregistré à")
    window.wait_for_timeout(300)
    assert old.count() == 1
    window.mouse.move(5, 5)
    old.wait_for(state="detached")
