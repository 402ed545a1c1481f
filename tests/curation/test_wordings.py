"""What the pages say: every wording is marked, has its English, and no French is left on an English page."""

import ast
import re
from html.parser import HTMLParser

from jinja2 import nodes

from curation.web.site import templates

LETTERS = re.compile(r"[^\W\d_]{2}")
TOLD_ALOUD = ("aria-label", "title", "alt", "placeholder")
TRANSLATES = {"_", "gettext", "ngettext", "count", "marked", "forms", "Told"}
ACCENTS = re.compile(r"[àâçéèêëîïôûùœÀÉÊ’«»]|\b(le|la|les|des|une|est|vous|pas|dans|pour|par|sur|qui|ce|cette)\b")


class _Told(HTMLParser):
    """The texts and spoken attributes of a template's bare HTML."""

    def __init__(self):
        super().__init__()
        self.texts = []

    def handle_starttag(self, tag, attrs):
        self.texts += [value for name, value in attrs if name in TOLD_ALOUD and value]

    def handle_data(self, data):
        self.texts.append(data)


def bare(template):
    """The template's own HTML, each expression of it as one blank."""
    return " ".join(node.data for node in template.find_all(nodes.TemplateData))


def unmarked_in_template(path):
    parsed = templates().parse(path.read_text("utf-8"))
    reader = _Told()
    reader.feed(re.sub(r"(?<==\") +", "", bare(parsed)))
    texts = [text.strip() for text in reader.texts if LETTERS.search(text) and not text.lstrip().startswith("<")]
    calls = [call for call in parsed.find_all(nodes.Call) if getattr(call.node, "name", "") in TRANSLATES]
    marked = {id(const) for call in calls for const in call.find_all(nodes.Const)}
    loose = [
        const.value
        for const in parsed.find_all(nodes.Const)
        if id(const) not in marked and isinstance(const.value, str) and ACCENTS.search(const.value)
    ]
    return texts + loose


def unmarked_in_python(path):
    tree = ast.parse(path.read_text("utf-8"))
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in TRANSLATES:
            quiet |= {id(node) for node in ast.walk(call)}
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet
        if ACCENTS.search(node.value) or re.search(r"[a-z] [a-z]", node.value)
    ]
