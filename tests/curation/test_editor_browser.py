"""The editor in a real browser: in place, by keyboard alone, on a phone's width, and without JavaScript."""

import pytest

from curation.alternatives import Alternatives
from tests.curation.desk import Desk
from tests.curation.test_editor import FINDINGS, ROWS, Engine, stored
from tests.curation.windows import windows
from translation.document import BlockKind
from translation.unit import Finding

LONG = [(BlockKind.PARAGRAPH, 0, f"Line {n}.", [(f"Line {n}.", f"Ligne {n}.", 0)]) for n in range(30)]


@pytest.fixture
def desk(database):
    engine = Engine("Qui voit cela ?", "Qui peut les voir ?")
    return Desk(database, alternatives=Alternatives(lambda: engine), four_eyes=False)


@pytest.fixture
def visit(chromium, serve, desk):
    """Opens a browser window, signed in as Amina, whose complaints fail the test."""
    with windows(chromium, serve(desk.app), expected=("409",)) as opened:
        yield opened


def focused(window):
    return window.evaluate("document.activeElement.id")


def press(window, *keys):
    for key in keys:
        window.keyboard.press(key)


def top(place):
    """How far below the upper edge of the screen it is."""
    return place.evaluate("element => element.getBoundingClientRect().top")


def editing(window, number):
    window.locator(f"[data-panel='{number}']:not([hidden]) textarea:focus").wait_for()
    return window.locator(f"#francais-{number}")


def test_the_editor_opens_in_place_takes_terms_signs_and_fixes_by_key_and_loses_nothing(visit, desk):
    draft_id = desk.draft(rows=[*LONG[:8], *ROWS, *LONG[8:]], findings={10: FINDINGS[2]})
    window = visit(f"/brouillons/{draft_id}")
    row = window.locator("#s9")
    row.locator("a.open-editor").focus()
    row.evaluate("row => scrollBy(0, row.getBoundingClientRect().top - 150)")
    place = top(row)
    press(window, "Enter")
    area = editing(window, 9)
    assert top(row) == place  # reading has not lost its place
    press(window, "Control+End", "Control+Shift+Space", "Alt+Shift+Digit1")
    assert area.input_value().endswith("personnelles.\u00a0consentement")
    press(window, "Control+Shift+Space", "Control+Shift+Space")
    assert area.input_value().endswith("consentement\u202f")
    window.keyboard.type("jken?1")  # letters in a field are letters
    assert area.input_value().endswith("jken?1")
    press(window, "Alt+Shift+Digit1")
    assert area.input_value().endswith("jken?1 consentement")
    press(window, "Control+z")
    assert area.input_value().endswith("jken?1")
    assert focused(window) == "francais-9"
    # Closed without saving, the text is where it was written, and saves itself.
    press(window, "Escape")
    window.locator("#s9 .said:has-text('jken?1')").wait_for()
    assert window.locator("#s9 a.open-editor:focus").get_attribute("data-unsaved") is None
    press(window, "Enter")
    assert editing(window, 9).input_value().endswith("jken?1")
    window.fill("#francais-9", "Demandez le consentement.")
    place = top(window.locator("#francais-9"))
    press(window, "Control+Enter")
    window.locator(".told").wait_for()
    window.locator("#s9 .said:has-text('Demandez le consentement.')").wait_for()
    field = editing(window, 9)
    for _ in range(40):
        if abs(top(field) - place) <= 1:
            break
        window.wait_for_timeout(100)
    assert abs(top(field) - place) <= 1  # saving moves nothing
    assert desk.target(draft_id, 9) == "Demandez le consentement."
    # The next one's fix, by key: where something else is being written it only comes into the field.
    press(window, "Escape", "j", "Enter")
    area = editing(window, 10)
    window.keyboard.type("Ah ")
    press(window, "Alt+Digit1")
    assert window.locator("#francais-10").input_value() == "Qui les voit\u202f?"
    press(window, "Control+Enter")
    window.locator(".told:has-text('Enregistré')").wait_for()
    assert desk.target(draft_id, 10) == "Qui les voit\u202f?"
    # Outside the field a digit alone inserts, and the machine is asked for other words.
    window.get_by_role("button", name="Demander à la machine").click()
    window.locator("[data-alternatives] [data-take] button:focus").wait_for()
    press(window, "Alt+Digit2")
    window.locator("#s10 .said:has-text('Qui peut les voir')").wait_for()
    assert desk.target(draft_id, 10) == "Qui peut les voir\u202f?"


def test_two_who_write_at_once_see_both_texts_in_the_editor(visit, desk):
    draft_id = desk.draft(rows=ROWS)
    window = visit(f"/brouillons/{draft_id}")
    window.locator("#s3 a.open-editor").click()
    editing(window, 3).fill("Nous avons convenu.")
    desk.catalog.edit_unit(draft_id, 3, "C’est convenu.", (), desk.people["Luc"], desk.clock(), seen=1)
    press(window, "Control+Enter")
    window.locator(".said-here:focus").wait_for()
    assert "C’est convenu." in window.locator(".said-here").inner_text()
    assert window.locator("#francais-3").input_value() == "Nous avons convenu."
    window.get_by_role("button", name="Mettre mon texte").click()
    window.wait_for_url("**enregistre=3**")
    assert desk.target(draft_id, 3) == "Nous avons convenu."


def test_single_keys_walk_the_draft_and_the_sheet_tells_them_and_turns_them_off(visit, desk):
    findings = {2: FINDINGS[2], 110: (Finding("number", "Le nombre 3 manque.", blocking=True),)}
    many = [(BlockKind.PARAGRAPH, 0, f"Note {n}.", [(f"Note {n}.", f"Note {n}.", 0)]) for n in range(110)]
    draft_id = desk.draft(rows=[*ROWS[:3], *many], findings=findings)
    window = visit(f"/brouillons/{draft_id}")
    for key, place in (
        ("j", "s0"),
        ("j", "s1"),
        ("k", "s0"),
        ("n", "s2"),
        ("n", "s3"),
        ("k", "s2"),
        ("k", "s1"),
        ("e", "s2"),
    ):
        press(window, key)
        assert focused(window) == place, key
    press(window, "?")
    assert window.locator("#touches").is_visible()
    press(window, "j", "Escape")
    assert not window.locator("#touches").is_visible()
    assert focused(window) == "s2"
    press(window, "d")
    assert focused(window) == "etapes"
    press(window, "Tab")
    assert window.evaluate("document.activeElement.closest('.steps') !== null")
    press(window, "g", "g")
    assert focused(window) == "contenu"
    press(window, "?")
    window.click("#couper")
    press(window, "j")
    assert focused(window) not in ("s0", "s1")
    window.click("#aide-touches")
    window.click("#couper")
    press(window, "j", "n", "n", "n")  # the third is in another part of the draft
    window.wait_for_url("**partie=*#s110")
    press(window, "s")
    window.wait_for_url("**/original/110")


def test_t49_a_whole_draft_is_read_and_approved_with_the_keyboard_alone_on_a_narrow_screen(visit, desk):
    draft_id = desk.draft(rows=ROWS, findings=FINDINGS)
    window = visit(f"/brouillons/{draft_id}", width=360)
    press(window, "n", "Enter")
    editing(window, 2)
    assert window.evaluate("document.documentElement.scrollWidth") <= 360
    press(window, "Alt+Digit1")
    window.locator(".told:has-text('Enregistré')").wait_for()
    press(window, "Alt+Enter")
    editing(window, 3)
    press(window, "Control+Shift+Enter")
    area = editing(window, 4)
    press(window, "Alt+Enter")
    window.locator(".told[role=alert]:has-text('Pas marqué lu')").wait_for()
    editing(window, 4)
    press(window, "Control+a")
    window.keyboard.type("Voir 12 pages.")
    press(window, "Alt+Enter")
    window.locator(".told a:focus").wait_for()
    assert area.input_value() == "Voir 12 pages."
    assert stored(desk, draft_id, 4).confirmed_by == "Amina"
    press(window, "Enter")  # to the decision; its version is the draft's by now
    window.wait_for_url("**#decider")
    approve = window.get_by_role("button", name="Approuver")
    approve.wait_for()
    for _ in range(40):
        press(window, "Tab")
        if approve.evaluate("button => button === document.activeElement"):
            break
    press(window, "Enter")
    window.wait_for_url("**fait=approve**")
    assert desk.catalog.draft(draft_id).state == "approved"


def test_without_javascript_links_and_buttons_do_it_all(visit, desk):
    draft_id = desk.draft(rows=ROWS, findings=FINDINGS)
    window = visit(f"/brouillons/{draft_id}", scripts=False, width=360)
    window.locator("#s2 a.open-editor").click()
    assert not window.get_by_role("button", name="Insérer").count()
    assert not window.locator("#aide-touches").is_visible()
    window.fill("#francais-2", "Qui a")
    window.get_by_role("button", name="Demander à la machine").click()
    assert window.locator("#francais-2").input_value() == "Qui a"
    window.get_by_role("button", name="Prendre (formulation 1)").click()
    window.wait_for_url("**fait=enregistre")
    window.get_by_role("button", name="Lu et suivant").click()
    window.wait_for_url("**/segments/3/editer**")
    window.get_by_role("button", name="Marquer lu").click()
    window.wait_for_url("**fait=lu")
    assert desk.target(draft_id, 2) == "Qui voit cela\u202f?"
    assert [stored(desk, draft_id, n).confirmed_by for n in (2, 3)] == ["Amina", "Amina"]
