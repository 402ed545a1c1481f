"""The review pages in a real browser: with and without JavaScript, by keyboard alone, on a narrow screen."""

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from curation.accounts import Accounts
from curation.blobs import BlobStore
from curation.catalog import Catalog, Visit
from curation.database import Database, migrate
from curation.model import Fetched, Source, SourceKind, Validators
from curation.review import ReviewState, Role
from curation.triage import Triage
from curation.views import Provenance
from curation.watch_views import Judgement
from curation.web.app import create_app
from glossary.keeping import Glossary
from glossary.termbase import Term, TermBase
from tests.curation.desk import PASSWORD
from tests.curation.windows import windows
from translation.document import Block, BlockKind, Document, headed
from translation.unit import Finding, Origin, Segment, TranslationUnit

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TERMS = TermBase(
    [Term("informed consent", "consentement éclairé", definition="Accord donné en connaissance de cause.")]
)
WIDE_TABLE = "\t".join(f"Column number {n}" for n in range(6))


@pytest.fixture
def catalog(tmp_path):
    database = Database(tmp_path / "catalog.db")
    migrate(database)
    yield Catalog(database)
    database.close()


@pytest.fixture
def accounts(catalog):
    accounts = Accounts(catalog._database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.add("Amina", PASSWORD, Role.ADMIN, at=NOW)
    accounts.add("Luc", PASSWORD, Role.EDITOR, at=NOW)
    return accounts


@pytest.fixture
def site(catalog, accounts, serve):
    """The address of a real server over the catalog."""
    return serve(
        create_app(
            catalog,
            accounts,
            Glossary.of(TERMS),
            BlobStore(catalog._database.path.parent / "blobs"),
            secret=b"s" * 32,
            four_eyes=False,
        )
    )


@pytest.fixture
def draft_id(catalog):
    long_word = "https://example.org/" + "a-very-long-address-" * 8
    rows = [
        (BlockKind.HEADING, 2, [("Why this note", "Pourquoi cette note")]),
        (BlockKind.PARAGRAPH, 0, [("Informed consent comes first.", "Le consentement éclairé vient d’abord.")]),
        (BlockKind.LIST_ITEM, 3, [(f"See {long_word}", f"Voir {long_word}")]),
        (BlockKind.QUOTE, 0, [("We agreed.", "Nous étions d’accord.")]),
        (BlockKind.TABLE_ROW, 1, [(text, text.replace("Column", "Colonne")) for text in WIDE_TABLE.split("\t")]),
        (BlockKind.CODE, 0, []),
    ]
    units = [TranslationUnit(Segment(0, 0, 0, "Consent"), "Consentement", Origin.MACHINE)]
    for block, (kind, _, pairs) in enumerate(rows, start=1):
        for place, (source, target) in enumerate(pairs):
            segment = Segment(block, place if kind is BlockKind.TABLE_ROW else 0, len(units), source)
            findings = (Finding("term", "Vérifiez le terme."),) if "consent" in source else ()
            units.append(TranslationUnit(segment, target, Origin.MACHINE, -0.2, findings))
    texts = ["\t".join(s for s, _ in pairs) or "x = 1; " * 40 for _, _, pairs in rows]
    blocks = tuple(Block(kind, text, level) for (kind, level, _), text in zip(rows, texts, strict=True))
    revision = revised(catalog, blocks)
    return catalog.queue_draft(revision, units, Provenance("m1", "g1"), NOW)


def revised(catalog, blocks):
    """The number of a revision of the one publication, whose French version stands at a long address."""
    page = "https://example.org/consent"
    visit = Visit(page, Fetched(page, b"<p>", "text/html", validators=Validators()), "0" * 64)
    source = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
    document = headed(Document("Consent", "en", blocks))
    french = "https://example.org/fr/" + "une-tres-longue-adresse-" * 8
    judgement = Judgement(Triage.KEEP, 0.8, (), french, "link: Version française")
    return catalog.record_revision(source, page, document, visit, ("CC-BY-4.0", "pied"), NOW, judgement).revision_id


@pytest.fixture
def later_pages(catalog, draft_id):
    """The pages of a link to the French version, on an original that changed."""
    blocks = catalog.draft_page(draft_id).document.blocks[2:]
    revision = revised(catalog, (*blocks, Block(BlockKind.PARAGRAPH, "Write-it-down-" * 12)))
    link = catalog.queue_draft(revision, (), Provenance("", ""), NOW)
    return "/", *(f"/brouillons/{link}{page}" for page in ("", "/changements", "/historique"))


@pytest.fixture
def visit(chromium, site):
    """Opens a browser window whose complaints fail the test, signed in as whoever is named."""
    with windows(chromium, site, expected=("409", "ERR_")) as opened:
        yield lambda name="Amina", **how: opened(name=name, **how)


def target(catalog, draft_id, position):
    return catalog.draft_page(draft_id).units[position].unit.target


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_signs_in_edits_saves_and_approves(visit, catalog, draft_id, scripts):
    window = visit(scripts=scripts)
    window.click("text=Consentement")
    window.click("text=Commencer la relecture")
    window.click("#s2 .edit summary")
    window.fill("#s2 textarea", "D’abord, le consentement éclairé.")
    window.click("#s2 .edit button")
    window.locator("#s2 :is(.saved, .receipt):has-text('Enregistré')").wait_for()
    assert window.locator("#s2 .said[lang=fr]").inner_text() == "D’abord, le consentement éclairé."
    window.click("button:has-text('Approuver')")
    window.wait_for_url("**fait=approve")
    assert catalog.draft(draft_id).state is ReviewState.APPROVED
    assert target(catalog, draft_id, 2) == "D’abord, le consentement éclairé."


@pytest.mark.parametrize("scripts", [True, False])
def test_the_keyboard_alone_is_enough_to_edit_and_save(visit, catalog, draft_id, scripts):
    window = visit(scripts=scripts)
    window.goto(f"/brouillons/{draft_id}#s2")
    focused = window.locator("#s2 .edit summary:focus")
    for _ in range(20):
        window.keyboard.press("Tab")
        if focused.count():
            break
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid" if scripts else focused.count() == 1
    window.keyboard.press("Enter")
    if not scripts:
        window.keyboard.press("Tab")
    window.locator("#s2 textarea:focus").wait_for()
    window.keyboard.press("Control+a")
    window.keyboard.type("Au clavier.")
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    window.locator("#s2 :is(.saved, .receipt):has-text('Enregistré')").wait_for()
    assert target(catalog, draft_id, 2) == "Au clavier."


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_is_wider_than_the_screen(visit, request, draft_id, width):
    window = visit(width=width)
    for path in ("/", f"/brouillons/{draft_id}", f"/brouillons/{draft_id}/historique"):
        window.goto(path)
        assert window.evaluate("document.documentElement.scrollWidth") <= width, path
    window.goto(f"/brouillons/{draft_id}")
    window.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    for path in ("/glossaire", "/aide", "/comptes", "/compte", *request.getfixturevalue("later_pages")):
        window.goto(path)
        assert window.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_small_table_stacks_on_a_phone_and_a_wide_one_scrolls_in_its_box(visit, draft_id):
    window = visit(width=360)
    window.goto(f"/brouillons/{draft_id}")
    box = window.locator(".scroll").evaluate("e => [e.scrollWidth > e.clientWidth, e.clientWidth < 360]")
    assert box == [True, True]
    table = window.locator(".doc")
    table.evaluate("e => e.classList.add('few')")
    assert table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth")


@pytest.mark.parametrize("scripts", [True, False])
def test_two_people_meet_in_one_segment_and_both_texts_are_there(visit, catalog, draft_id, scripts):
    amina, luc = visit("Amina", scripts=scripts), visit("Luc", scripts=scripts)
    for window in (amina, luc):
        window.goto(f"/brouillons/{draft_id}")
    for window, text in ((amina, "Le texte d’Amina."), (luc, "Le texte de Luc.")):
        window.click("#s2 .edit summary")
        window.fill("#s2 textarea", text)
        window.click("#s2 .edit button")
    assert luc.locator(".pair").inner_text().count("Le texte") >= 2
    luc.fill("#merged", "Le texte des deux.")
    luc.click("text=Enregistrer ce texte")
    luc.wait_for_url("**#s2")
    assert target(catalog, draft_id, 2) == "Le texte des deux."


def test_what_was_typed_is_still_there_when_the_line_broke(visit, draft_id):
    window = visit(scripts=False)
    window.goto(f"/brouillons/{draft_id}")
    window.click("#s2 .edit summary")
    window.locator("#s2 textarea").press_sequentially("Un mot de plus. ")
    window.route("**/segments/*", lambda route: route.abort())
    window.click("#s2 .edit button")
    window.wait_for_timeout(300)
    window.unroute("**/segments/*")
    window.go_back()
    assert "Un mot de plus." in window.locator("#s2 textarea").input_value()


def test_a_summary_and_a_reason_never_sent_wait_too_and_the_saved_text_is_one_button_away(visit, draft_id):
    window = visit()
    window.goto(f"/brouillons/{draft_id}")
    for opened, field in (("#resume summary", "#summary"), (".step.reject summary", "#note-reject")):
        window.click(opened)
        window.fill(field, "Pas encore : envoyé.")
    window.reload()
    window.click(".step.reject >> text=Effacer ce texte")
    assert window.locator("#note-reject").input_value() == ""
    window.fill("#note-reject", "Hors sujet.")
    assert window.locator("#summary").input_value() == "Pas encore : envoyé."
    window.click("#resume button:has-text('Enregistrer')")
    window.locator("#resume .saved").wait_for()
    assert window.locator(".summary").inner_text() == "Pas encore\u00a0: envoyé."
    window.check(".step.reject >> text=hors sujet")
    window.click(".step.reject button:has-text('Rejeter')")
    window.locator(".step-taken").wait_for()
    assert window.evaluate("localStorage.length") == 0


def test_the_header_of_a_phone_takes_two_lines_at_most(visit):
    window = visit(width=360)
    assert window.locator(".top").evaluate("e => e.getBoundingClientRect().height") < 90
    bottoms = "shown => shown.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().bottom)"
    lines = window.locator(".me :is(a, button)").evaluate_all(bottoms)
    assert max(lines) - min(lines) < 2


def test_on_a_phone_little_stands_before_the_text_and_a_passage_stands_over_its_page(visit, draft_id):
    window = visit(width=360)
    window.goto(f"/brouillons/{draft_id}")
    top, row = (window.locator(which).first.bounding_box()["y"] for which in (".desk", ".row"))
    assert row - top < 190
    window.goto(f"/brouillons/{draft_id}/original/1")
    assert window.locator(".passage").evaluate("e => e.offsetWidth") > 300


def test_a_long_block_may_break_over_printed_pages_and_a_segment_not(visit, draft_id):
    window = visit()
    window.goto(f"/brouillons/{draft_id}")
    window.emulate_media(media="print")
    assert window.locator(".block").first.evaluate("e => getComputedStyle(e).breakInside") == "auto"
    assert window.locator(".row").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"


def test_a_heading_has_the_same_lines_in_both_languages(visit, draft_id):
    window = visit()
    window.goto(f"/brouillons/{draft_id}")
    heights = window.locator("#s1 .said").evaluate_all("all => all.map(e => getComputedStyle(e).lineHeight)")
    assert len(heights) == 2
    assert len(set(heights)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_background(visit, request, faint, draft_id, scheme):
    window = visit()
    window.emulate_media(color_scheme=scheme)
    for path in ("/", f"/brouillons/{draft_id}", f"/brouillons/{draft_id}/historique", "/glossaire", "/comptes"):
        window.goto(path)
        assert faint(window) == [], path
    for path in request.getfixturevalue("later_pages"):
        window.goto(path)
        assert faint(window) == [], path
