"""Sources and triage in a real browser: with and without JavaScript, by keyboard, on a narrow screen, in the dark."""

from datetime import timedelta

import pytest

from curation.model import Source, SourceKind
from curation.relevance import Reason
from curation.triage import Triage
from curation.watch_views import Activity, Check, TriageBand
from tests.curation.windows import windows

LONG = "https://example.org/" + "a-very-long-address-" * 8


@pytest.fixture
def desk(told):
    """Six publications to sort, one with a French version, and sources in several conditions."""
    for number in range(1, 7):
        told.publication(number, title=f"Publication {number}")
    told.publication(7, title="Guidance", triage=Triage.LINK, french_address=LONG, french_evidence="lien de la page")
    told.publication(8, title="W" * 90, reasons=(Reason("jobs", ("vacancy " * 9,), -0.3),), licence="", address=LONG)
    told.catalog.bands = [TriageBand(0.2, 0.5, 6, 14), TriageBand(0.5, 1.0, 9, 1)]
    told.sources = [Source(name, name.upper(), SourceKind.FEED, LONG, title=name) for name in ("well", "broken", "new")]
    ok = [Check(told.now - timedelta(days=day), "ok", found=9, new=day % 3) for day in range(30)]
    message = f"the server answered 403 to {LONG}"
    bad = [Check(told.now - timedelta(days=day), "failed", kind="http error", message=message) for day in range(4)]
    part = Check(told.now - timedelta(days=5), "failed", found=9, failures=(f"{LONG}: encrypted",))
    told.catalog.did = {
        "well": Activity(tuple(ok), (told.now.date(),)),
        "broken": Activity((*bad, part)),
    }
    return told


@pytest.fixture
def visit(chromium, serve, desk):
    """Opens a browser window, signed in, whose complaints fail the test."""
    with windows(chromium, serve(desk.app), expected=("422", "409")) as opened:
        yield opened


def states(desk):
    return "".join(
        {Triage.KEEP: "k", Triage.DROP: "d", Triage.LATER: "l"}.get(row.triage, ".") for row in desk.catalog.rows
    )


def focused(window):
    return window.evaluate("document.activeElement.id")


@pytest.mark.parametrize("scripts", [True, False])
def test_one_is_decided_by_its_button_and_several_by_their_boxes(visit, desk, scripts):
    window = visit("/tri", scripts=scripts)
    window.locator("#pub2").get_by_role("button", name="Écarter").click()
    window.wait_for_url("**fait=drop**")
    assert "1\u00a0publication écartée" in window.locator("#suite").inner_text()
    for number in (3, 5):
        window.check(f"#pub{number} input")
    window.fill("#motif", "Pour le terrain")
    window.locator(".bulk").get_by_role("button", name="Garder").click()
    window.wait_for_url("**fait=keep**")
    assert states(desk) == ".dk.k..."
    assert desk.catalog.rows[2].note == "Pour le terrain"
    window.get_by_role("link", name="Revoir «\u00a0Gardées\u00a0»").click()
    window.locator("#pub3").get_by_role("button", name="Plus tard").click()
    window.wait_for_url("**fait=later**")
    assert states(desk) == ".dl.k..."


@pytest.mark.parametrize("scripts", [True, False])
def test_all_are_ticked_and_unticked(visit, scripts):
    window = visit("/tri", scripts=scripts)
    ticked = window.locator(".sorting input:checked")
    window.click("#tout")
    assert ticked.count() == 7
    assert window.locator("#tout").inner_text() == "Tout décocher"
    window.click("#tout")
    assert ticked.count() == 0


def test_keys_move_and_decide_and_go_on_with_the_next(visit, desk):
    window = visit("/tri")
    for key, place in (("j", "pub1"), ("j", "pub2"), ("j", "pub3"), ("k", "pub2")):
        window.keyboard.press(key)
        assert focused(window) == place
    window.keyboard.press("g")
    window.wait_for_url("**fait=keep**")
    window.locator("#pub3:focus").wait_for()
    window.locator("#annonce:has-text('gardée')").wait_for(state="attached")
    window.keyboard.press("e")
    window.wait_for_url("**fait=drop**")
    window.locator("#pub4:focus").wait_for()
    window.keyboard.press("p")
    window.wait_for_url("**fait=later**")
    assert states(desk) == ".kdl...."


def test_a_key_decides_for_the_ticked_when_some_are(visit, desk):
    window = visit("/tri")
    for key in "jxjjx":
        window.keyboard.press(key)
    assert window.locator("#annonce").inner_text() == "2 publications cochées"
    assert window.locator("#cochees").inner_text() == "2 publications cochées"
    window.keyboard.press("e")
    window.wait_for_url("**fait=drop**")
    assert states(desk) == "d.d....."


def test_a_key_links_where_there_is_something_to_link_and_else_says_so(visit, desk):
    window = visit("/tri")
    window.keyboard.press("g")
    assert "Choisissez d’abord" in window.locator("#annonce").inner_text()
    window.keyboard.press("j")
    window.keyboard.press("l")
    assert "n’est pas possible" in window.locator("#annonce").inner_text()
    window.goto("/tri?etat=version-francaise")
    window.keyboard.press("j")
    window.keyboard.press("l")
    window.wait_for_url("**fait=link**")
    assert desk.catalog.state(7) is Triage.LINKED


def test_keys_typed_in_a_field_are_letters_and_the_sheet_can_turn_them_off_for_good(visit, desk):
    window = visit("/tri")
    window.focus("#motif")
    window.keyboard.type("j’ai le choix ?")
    assert window.locator("#motif").input_value() == "j’ai le choix ?"
    window.locator("h1").click()
    window.keyboard.press("?")
    assert window.locator("#touches").is_visible()
    window.click("#couper")
    assert not window.locator("#touches").is_visible()
    window.reload()
    window.keyboard.press("j")
    assert focused(window) == ""
    window.click("#aide-touches")
    window.click("text=Rétablir les touches")
    window.keyboard.press("j")
    assert focused(window) == "pub1"
    assert states(desk) == "." * 8


@pytest.mark.parametrize("scripts", [True, False])
def test_the_tab_key_alone_is_enough(visit, desk, scripts):
    window = visit("/tri", scripts=scripts)
    button = window.locator("#pub1 button:focus")
    for _ in range(40):
        window.keyboard.press("Tab")
        if button.count():
            break
    window.keyboard.press("Enter")
    window.wait_for_url("**fait=keep**")
    assert states(desk) == "k......."


PATHS = (
    "/tri",
    "/tri?etat=version-francaise",
    "/tri?fait=keep&n=2&avant=3#suite",
    "/sources",
    "/sources/broken",
    "/aide",
)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_is_wider_than_the_screen(visit, width):
    window = visit("/tri", width=width, name="Maëlle")
    for path in PATHS:
        window.goto(path)
        window.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert window.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("name", ["Amina", "Maëlle"])
def test_the_header_of_a_phone_takes_two_lines_whatever_waits(visit, desk, name):
    for number in range(9, 130):
        desk.publication(number)
    window = visit("/tri", width=360, name=name)
    assert window.locator(".top").evaluate("e => e.getBoundingClientRect().height") < 90


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_background(visit, faint, scheme):
    window = visit("/tri", scheme=scheme)
    for path in PATHS:
        window.goto(path)
        assert faint(window) == [], path


def test_every_button_box_and_link_is_large_enough_to_touch(visit):
    window = visit("/tri", width=360)
    small = """all => all.map(e => [e, e.getBoundingClientRect()])
        .filter(([e, r]) => r.height && Math.min(r.width, r.height) < 20).map(([e]) => e.outerHTML.slice(0, 80))"""
    assert window.locator("main button, main input, .tabs a, .top a").evaluate_all(small) == []


def test_a_control_has_one_name_and_no_id_is_used_twice(visit):
    window = visit("/tri")
    for path in PATHS:
        window.goto(path)
        assert (
            window.evaluate("""() => { const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
            return ids.filter((id, place) => ids.indexOf(id) !== place); }""")
            == []
        ), path
    window.goto("/tri")
    names = window.get_by_role("button").evaluate_all("all => all.map(e => e.textContent.trim())")
    assert "Garder – Publication 1" in names
    assert window.get_by_role("checkbox", name="Publication 3").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_the_sheet_of_keys_is_offered_only_where_keys_work(visit, scripts):
    assert visit("/tri", scripts=scripts).locator("#aide-touches").is_visible() is scripts
