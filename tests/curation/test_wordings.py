"""What the pages say: every wording is marked, has its English, and no French is left on an English page."""

import ast
import re
from html.parser import HTMLParser

import polib
import pytest
from jinja2 import nodes

from curation.web.language import CATALOGS
from curation.web.site import HERE, templates
from docs.wordings import updated, wordings
from tests.curation.desk import PASSWORD
from tests.curation.house import House

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
MODULES = sorted(HERE.glob("*.py"))
TRANSLATES = {"_", "gettext", "ngettext", "count", "marked", "forms", "Told"}
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-told")
LETTERS = re.compile(r"[^\W\d_]{2}")
FRENCH = re.compile(
    r"[àâçéèêëîïôûùœÀÉÈÊ«»]|[\u00a0\u202f][:;!?]|\b(?:[cdjlmnst]|qu)’[a-zéèêà]"
    r"|\b(?:le|la|les|des|du|une|est|sont|vous|nous|pas|dans|pour|par|sur|qui|que|ce|cette|avec|aux|au|sans|ou|où)\b",
    re.IGNORECASE,
)
EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


@pytest.fixture(scope="module")
def english():
    return polib.pofile(str(CATALOGS / "en.po"), check_for_duplicates=True)


def fields(text):
    """The places of a pattern that values go to, and its HTML tags."""
    return sorted(re.findall(r"%\(\w+\)s|</?[a-z]+", text))


def test_every_wording_has_its_english(english):
    wanted, known = wordings(), {entry.msgid: entry for entry in english.translated_entries()}
    assert not sorted(set(wanted) - set(known)), "run docs/wordings.py, then translate what is new in en.po"
    in_use = {entry.msgid for entry in english if not entry.obsolete}
    assert not sorted(in_use - set(wanted)), "no page says these any more: run docs/wordings.py"
    assert {one: known[one].msgid_plural for one in wanted} == wanted
    assert not english.fuzzy_entries()


def test_a_translation_takes_the_same_values_and_tags(english):
    for entry in english.translated_entries():
        said = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        french = entry.msgid_plural or entry.msgid
        for text in said:
            assert fields(text) == fields(french) or fields(text) == fields(entry.msgid), entry.msgid
            assert text[:1].isspace() == entry.msgid[:1].isspace() or entry.msgid[0] == "\u00a0", entry.msgid


def test_new_wordings_come_and_old_ones_stay_in_the_file():
    catalog = polib.POFile()
    for french, spoken in (("Ajouter", "Add"), ("segment", "segment"), ("Partir", "Leave")):
        catalog.append(polib.POEntry(msgid=french, msgstr=spoken))
    after = {entry.msgid: entry for entry in updated(catalog, {"Ajouter": "", "segment": "segments", "Mot": ""})}
    assert (after["Ajouter"].msgstr, after["Mot"].msgstr) == ("Add", "")
    assert after["segment"].msgstr_plural == {0: "segment", 1: ""}
    assert (after["Partir"].obsolete, after["Partir"].msgstr) == (True, "Leave")


# French that nobody marked


class Bare(HTMLParser):
    """The texts and the attributes that are read aloud of a template's own HTML."""

    def __init__(self, html):
        super().__init__()
        self.texts = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.texts += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data):
        self.texts.append(data)


# Names of things, and what stands in no element: the class of a page, an identifier.
SAME_IN_BOTH = re.compile(
    r"– Dragoman|Dragoman|dragoman|chrF|Word, .*Docs|Poedit, .*|XLIFF [\d.]+|OmegaT, .*"
    r"|door|wide|-hint|-wrong|id=|name=|aria-\S+|par=|dragoman \w+|[?#&]\S*"
)


def unmarked(path):
    """What a template says without marking it: its own text, and French in its expressions."""
    parsed = templates().parse(path.read_text("utf-8"))
    html = " ".join(node.data for node in parsed.find_all(nodes.TemplateData))
    texts = [text for text in Bare(html).texts if LETTERS.search(SAME_IN_BOTH.sub("", text))]
    calls = [call for call in parsed.find_all(nodes.Call) if getattr(call.node, "name", "") in TRANSLATES]
    marked = {id(const) for call in calls for const in call.find_all(nodes.Const)}
    consts = [const for const in parsed.find_all(nodes.Const) if id(const) not in marked]
    return texts + [
        const.value
        for const in consts
        if isinstance(const.value, str) and FRENCH.search(SAME_IN_BOTH.sub("", const.value))
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_marks_all_that_it_says(path):
    assert not unmarked(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_translates_words_of_its_own_alone(path):
    """What `_()` gives is HTML: a value that somebody typed must never go through it."""
    for call in templates().parse(path.read_text("utf-8")).find_all(nodes.Call):
        if getattr(call.node, "name", "") in ("_", "gettext", "ngettext"):
            assert isinstance(call.args[0], nodes.Const), call


# Stored with a draft or written into files, which speak French: see docs/hors-ligne.md.
KEPT_FRENCH = {
    "offline_words.py": ("ADVICE", "suggested_note", "remarks_on"),
    "number_words.py": ("_SHORT_FRENCH_MONTHS",),  # English ones are cut from the long
}
NOT_SHOWN = re.compile(r"^(?:Français|un motif|[\\(\[].*|du|au|par|qui|nobody can tell who asks for %s|%s %s failed)$")


def loose(path):
    """French in a module that goes to people without being marked; what it says to itself is in docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    kept = KEPT_FRENCH.get(path.name, ())
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "id", getattr(called, "attr", getattr(node, "name", "")))
        target = getattr(getattr(node, "target", None), "id", "")
        if (called is not None and name in TRANSLATES) or name in kept or target in kept:
            quiet |= {id(inner) for inner in ast.walk(node)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [
        f"{node.lineno}: {node.value}"
        for node in strings
        if id(node) not in quiet and FRENCH.search(node.value) and not NOT_SHOWN.match(node.value)
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_of_the_pages_marks_all_that_it_says(path):
    assert not loose(path)


# The pages as they come


class Said(HTMLParser):
    """What an English page says in English: its texts and spoken attributes, without what is marked as French."""

    def __init__(self, html):
        super().__init__()
        self.langs, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        lang = dict(attrs).get("lang") or (self.langs[-1][1] if self.langs else "")
        silent = tag in ("script", "style")
        if tag not in EMPTY:
            self.langs.append((tag, "silent" if silent else lang))
        if lang == "en":
            self.texts += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag):
        while self.langs and self.langs.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.langs and self.langs[-1][1] == "en":
            self.texts.append(data)


# People, and the draft that a window's title names: no part of it can say that it is French.
NAMES = re.compile("Zoé|Maëlle|(?:Demander d’abord|Partager sans danger) – Dragoman")


def french_on(html):
    return [text.strip() for text in Said(html).texts if FRENCH.search(NAMES.sub("", text))]


@pytest.fixture
def house(database):
    return House(database)


def reads_english(house, name):
    visitor = house.signed_in(name)
    visitor.get("/compte")
    assert visitor.send("/langue", langue="en", retour="/").status_code == 303
    return visitor


@pytest.mark.parametrize("name", ["Zoé", "Maëlle"])
def test_no_page_says_french_to_whoever_reads_english(house, name):
    visitor, left = reads_english(house, name), {}
    for address in house.pages():
        answer = visitor.get(address)
        if answer.status_code == 303 and address == "/connexion":
            continue
        left[address] = french_on(answer.text) if '<html lang="en">' in answer.text else answer.status_code
    left = {address: said for address, said in left.items() if said}
    assert not left, "\n".join(f"{address}: {said}" for address, said in left.items())


def test_what_a_page_answers_to_forms_is_english_too(house):
    visitor, main = reads_english(house, "Maëlle"), f"/brouillons/{house.main}"
    seen = house.catalog.draft(house.main).version
    answers = {
        "two texts": (409, visitor.edit(house.main, 4, "Dites à qui.", version=1)),
        "a name taken": (422, visitor.send("/comptes", change="add", name="Luc", role="editor", email="")),
        "no reason": (403, visitor.send(f"{main}/etape", action="send_back", seen=seen)),
        "nonsense": (400, visitor.send(f"{main}/etape", action="dance", seen=seen)),
        "a term": (422, visitor.send("/glossaire/nouveau", source="consent form", target="")),
        "old page": (403, visitor.send(f"{main}/segments/4", target="Dites à qui.", version=1, csrf="faux")),
        "weak": (422, visitor.send("/compte", password=PASSWORD, new_password="azerty")),
    }
    for name, (status, answer) in answers.items():
        assert answer.status_code == status, name
        assert '<html lang="en">' in answer.text, name
        assert not french_on(answer.text), name
