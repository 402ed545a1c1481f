"""The glossary's page: every term has an address, is found with and without JavaScript, and brings no markup along."""

import functools
import http.server
import threading
from datetime import date

import pytest
from lxml import html

from curation.export import Site, export, files
from curation.export.glossary_page import PAGE, glossary_files, write_page
from glossary.keeping import shipped
from glossary.termbase import Status, Term

FULL = Term(
    "personal data",
    "données à caractère personnel",
    status=Status.PROPOSED,
    tolerated=("données personnelles",),
    forbidden=("data personnelles",),
    part_of_speech="noun",
    gender="f pl",
    definition="Ce qui se rapporte à une personne.",
    note="À débattre.",
    origin="RGPD art. 4",
    synonyms=("personal information",),
    domain="protection des données",
    example=("Personal data must be protected.", "Les données à caractère personnel doivent être protégées."),
    stages=("collecte", "partage"),
    why="Anglicisme.",
)
EVIL = Term('"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", note="</p><script>", tolerated=("<b>",))


def parsed(terms):
    return html.fromstring(glossary_files(terms, Site())[PAGE])


def test_a_term_says_all_that_the_glossary_knows_of_it():
    (article,) = parsed([FULL]).cssselect("article")
    text = " ".join(article.text_content().split())  # no-break spaces, too
    for words in (
        *FULL.tolerated,
        *FULL.forbidden,
        *FULL.synonyms,
        *FULL.example,
        FULL.definition,
        FULL.note,
        FULL.why,
    ):
        assert words in text
    assert "nom féminin pluriel" in text
    assert "Proposé, à confirmer" in text
    assert "Domaine : protection des données" in text
    assert "Étapes : collecte, partage" in text
    assert [element.text for element in article.cssselect("[lang=en]")] == [
        FULL.source,
        *FULL.synonyms,
        FULL.example[0],
    ]


def test_every_term_and_letter_has_one_address_and_every_link_leads_somewhere():
    page = parsed([*shipped(), EVIL, Term("5W", "5W")])
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} <= set(ids)
    assert page.get_element_by_id("c-access-control") is not None
    assert page.cssselect("nav.filter a")[0].text == "0-9"
    assert len(page.cssselect("article")) == len(shipped()) + 2


def test_the_same_terms_give_the_same_page_in_any_order():
    assert glossary_files(shipped(), Site()) == glossary_files(shipped()[::-1], Site())


def test_nothing_in_a_term_becomes_markup_and_nothing_stands_inline():
    page = parsed([EVIL])
    assert [script.get("src") for script in page.iter("script")] == ["glossaire.js"]
    assert not page.xpath("//img | //style | //*[@style] | //@*[starts-with(name(), 'on')]")
    assert EVIL.target in page.text_content()


def test_a_portal_with_terms_has_the_page_and_links_to_it_from_everywhere():
    with_terms, without = files((), Site(), [FULL]), files((), Site())
    assert with_terms.keys() - without.keys() == {"glossaire.html", "glossaire.css", "glossaire.js"}
    assert b'href="glossaire.html"' in with_terms["index.html"]
    assert b"glossaire" not in without["index.html"]
    assert b'href="index.html"' in with_terms[PAGE]


def test_an_export_writes_the_glossary(tmp_path):
    assert PAGE in export((), tmp_path / "portal", date(2026, 3, 1), terms=[FULL]).added


def test_an_empty_glossary_says_so(tmp_path):
    write_page([], tmp_path / "mots.html")
    assert "Ce glossaire est vide." in (tmp_path / "mots.html").read_text("utf-8")


@pytest.fixture
def address(tmp_path):
    """A server of the page that stands alone, which lets nothing run but files of its own."""

    class Strict(http.server.SimpleHTTPRequestHandler):
        def end_headers(self):
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'")
            super().end_headers()

        def log_message(self, *_):
            pass

    long = Term("a" * 90, "b" * 90, tolerated=("c" * 120,))
    write_page([*shipped(), FULL, EVIL, long], tmp_path / "mots.html")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/mots.html"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(chromium, address):
    """Opens the page in a window whose complaints fail the test."""
    complaints, contexts = [], []

    def opened(*, scripts=True, width=1280):
        contexts.append(chromium.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 800}))
        window = contexts[-1].new_page()
        window.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        window.on("pageerror", lambda error: complaints.append(str(error)))
        window.goto(address)
        return window

    yield opened
    for context in contexts:
        context.close()
    assert [one for one in complaints if "404" not in one] == []


def shown(window):
    return [article.get_attribute("id") for article in window.query_selector_all("article") if article.is_visible()]


def test_typing_leaves_the_terms_that_contain_the_words_in_either_language(visit):
    window = visit()
    assert not window.is_visible(".search-hint")
    everything = shown(window)
    window.fill("#mot", "DONNEES caractere personnel")
    assert "c-personal-data-noun" in " ".join(shown(window))
    assert 0 < len(shown(window)) < len(everything)
    assert window.inner_text("[role=status]").endswith("trouvés")
    window.fill("#mot", "personal information")
    assert shown(window)
    window.fill("#mot", "zzzz")
    assert (shown(window), window.is_visible(".nothing")) == ([], True)
    window.evaluate("location.hash = 'c-access-control'")
    window.wait_for_selector("#c-access-control", state="visible")
    assert window.input_value("#mot") == ""


def test_without_javascript_the_page_is_whole_and_tells_how_to_search(visit):
    window = visit(scripts=False)
    assert len(shown(window)) == len(shipped()) + 3
    assert window.is_visible(".search-hint")
    assert not window.is_visible("#mot")
    window.click("nav.filter a >> text=P")
    assert window.url.endswith("#lettre-p")


def test_nothing_sticks_out_of_a_narrow_screen(visit):
    assert visit(width=360).evaluate("document.documentElement.scrollWidth") <= 360
