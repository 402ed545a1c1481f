"""The pages of the glossary in a real browser: on a phone, in the dark, by keyboard, without scripts."""

import pytest

from curation.term_steps import address_of
from glossary.keeping import Glossary
from glossary.termbase import Status, Term
from tests.curation.desk import PASSWORD, Desk
from translation.document import BlockKind

LONG = "a-very-long-compound-" * 6
TERM = Term(
    f"data sharing {LONG}",
    f"partage de données {LONG}",
    Status.PROPOSED,
    tolerated=("diffusion", LONG),
    forbidden=(LONG,),
    why="Trop long.",
    part_of_speech="noun",
    domain="protection des données",
    not_with=("file",),
    example=("Data sharing helps.", "Le partage aide."),
)
SHORT = Term("consent", "consentement", part_of_speech="noun", gender="m", definition="Accord.", origin="RGPD")
ROWS = [(BlockKind.PARAGRAPH, 0, "Ask for consent.", [("Ask for consent.", f"Demandez {LONG}.", 0)])]
PAGES = (
    "/glossaire",
    "/glossaire?statut=refuse",
    "/glossaire/nouveau",
    "/glossaire/a-reprendre",
    f"/glossaire/{address_of(TERM)}",
    f"/glossaire/{address_of(TERM)}/modifier",
    f"/glossaire/{address_of(SHORT)}?effet=oui",
)


@pytest.fixture
def desk(database, tmp_path):
    glossary = Glossary(tmp_path / "home" / "glossary.po")
    glossary.change(lambda _: [TERM, SHORT])
    return Desk(database, glossary)


@pytest.fixture
def window(desk, serve, chromium):
    """A browser window without scripts, with Luc signed in, a draft waiting, and no complaint at the end."""
    desk.draft(rows=ROWS)
    context = chromium.new_context(base_url=serve(desk.app), java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(8000)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/")
    page.fill("#name", "Luc")
    page.fill("#password", PASSWORD)
    page.click("button.main")
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_of_the_glossary_is_wider_than_the_screen(window, width):
    window.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        window.goto(path)
        assert window.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_glossary_stands_out(window, faint, scheme):
    window.emulate_media(color_scheme=scheme)
    for path in PAGES:
        window.goto(path)
        assert faint(window) == [], path


def test_every_field_has_a_name_that_is_read_aloud(window):
    for path in PAGES:
        window.goto(path)
        nameless = window.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
            ".filter(e => !e.labels.length && !e.ariaLabel).map(e => e.name)"
        )
        twice = window.evaluate(
            "(ids => ids.filter((id, n) => ids.indexOf(id) !== n))"
            "([...document.querySelectorAll('[id]')].map(e => e.id))"
        )
        assert (nameless, twice) == ([], []), path


def test_a_proposal_is_made_and_weighed_by_keyboard(window, desk):
    window.goto("/glossaire/nouveau")
    window.focus("#source")
    window.keyboard.type("ask")
    window.keyboard.press("Tab")
    window.keyboard.type("demande")
    window.keyboard.press("Enter")
    window.wait_for_url("**fait=propose")
    assert desk.glossary.terms.get("ask").target == "demande"
    assert "1\u00a0segment" in window.locator("#effet").inner_text()


def test_from_a_segment_to_the_form_and_back(window):
    window.goto("/brouillons/1")
    window.click("#s1 .seldom summary")
    window.click("#s1 >> text=Proposer un terme")
    assert window.input_value("#example_en") == "Ask for consent."
    window.fill("#source", "to ask")
    window.fill("#target", "demander")
    window.click("text=Proposer >> nth=-1")
    window.click("text=Revenir au segment")
    window.wait_for_url("**/brouillons/1#s1")


def test_the_header_of_a_phone_takes_two_lines_when_many_terms_wait(window, desk):
    desk.glossary.change(lambda terms: [*terms, *(Term(f"t{n}", f"t{n}", Status.PROPOSED) for n in range(1199))])
    window.set_viewport_size({"width": 360, "height": 740})
    window.goto("/glossaire")
    assert window.locator(".work .n").inner_text().split() == ["1", "200", "proposés"]
    assert window.locator(".top").evaluate("e => e.getBoundingClientRect().height") < 90
