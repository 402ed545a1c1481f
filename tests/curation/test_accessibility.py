"""Every page for everybody: no violation that axe-core finds, nothing wider than the screen, nothing that moves."""

import json
import re
from pathlib import Path
from shutil import copyfile

import pytest
from axe_playwright_python.sync_playwright import Axe

from curation.database import Database
from curation.web.site import STATIC
from tests.curation.desk import PASSWORD
from tests.curation.house import House

# WCAG 2.0 to 2.2, levels A and AA (RGAA 4 asks for no more), and what axe-core holds to be good practice besides.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# A screen of 1280 px at 400 % is 320 px wide: WCAG 1.4.10 wants no scrolling in two directions there.
VIEWS = ((1280, "light"), (320, "dark"))
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


@pytest.fixture(scope="module")
def house(migrated, tmp_path_factory):
    opened = Database(Path(copyfile(migrated, tmp_path_factory.mktemp("house") / "catalog.db")))
    yield House(opened)
    opened.close()


@pytest.fixture
def window(chromium, serve, house):
    """Opens a window of this width and colours, where this person has signed in; "" for nobody."""
    contexts, site = [], serve(house.app)

    def opened(width, scheme, *, name="Maëlle"):
        size = {"width": width, "height": 800}
        context = chromium.new_context(base_url=site, viewport=size, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.goto("/connexion")
        if name:
            page.fill("#name", name)
            page.fill("#password", PASSWORD)
            page.click("button.main")
        return page

    yield opened
    for context in contexts:
        context.close()


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_no_violation_and_no_page_is_wider_than_the_screen(window, house, width, scheme):
    page, wrong = window(width, scheme), {}
    for address in [*house.pages(), "/rien-de-tel"]:
        page.goto(address)
        page.evaluate(OPEN_ALL)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if found := violations(page) + [("wide", [wide])] * (wide > width):
            wrong[address] = found
    assert wrong == {}, json.dumps(wrong, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_the_door_too(window, width, scheme):
    page = window(width, scheme, name="")
    assert violations(page) == []
    page.fill("#name", "Personne")
    page.fill("#password", "rien de bon")
    page.click("button.main")
    assert violations(page) == []


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_what_opens_in_a_page_too(window, house, width, scheme):
    """The editor in its place, the sheet of keys, the two texts of a conflict; what a contributor sees."""
    page = window(width, scheme)
    page.goto(f"/brouillons/{house.main}#s2")
    page.locator("#s2 a.open-editor").click()
    page.locator("[data-panel] textarea").first.wait_for()
    page.evaluate(OPEN_ALL)
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    assert violations(page) == []
    page = window(width, scheme, name="Zoé")
    page.goto(f"/brouillons/{house.main}")
    page.evaluate(OPEN_ALL)
    assert violations(page) == []
    page.goto(f"/brouillons/{house.main}/segments/2/editer")
    assert violations(page) == []


def test_every_page_shows_where_the_focus_is_and_goes_on_by_tab(window, house):
    """Each stop of the Tab key can be seen and has a name, and the last one leaves the page: no trap."""
    page, wrong = window(1280, "light"), {}
    for address in house.pages():
        page.goto(address)
        if found := page.evaluate(STOPS):
            wrong[address] = found
    assert wrong == {}, json.dumps(wrong, ensure_ascii=False, indent=1)


STOPS = """() => {
  const wanted = "a[href], button:not(:disabled), input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const wrong = [];
  for (const one of document.querySelectorAll(wanted)) {
    if (!one.checkVisibility()) continue;
    one.focus({ focusVisible: true });
    if (document.activeElement !== one) wrong.push(`not reached: ${one.outerHTML.slice(0, 120)}`);
    const style = getComputedStyle(one);
    const unseen = style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2;
    if (unseen) wrong.push(`unseen: ${one.outerHTML.slice(0, 120)}`);
  }
  return wrong.slice(0, 5);
}"""


def test_nothing_moves_that_a_person_asked_to_stand_still():
    style = (STATIC / "style.css").read_text()
    moving = re.compile(r"(?:transition|animation|scroll-behavior)\s*:")
    calm = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style)
    assert moving.findall(calm) == []
