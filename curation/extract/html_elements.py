"""What the elements of a web page are to a reader: unread, hidden, a block, a caption, a footnote or its number."""

from __future__ import annotations

import re
from typing import Any, Final

_UNREAD_NAMES: Final = """
script style noscript template head svg math iframe object embed canvas audio video map button input select option
textarea label datalist progress meter dialog rp rt"""
_BLOCK_NAMES: Final = """
html body main article section div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption thead tbody
tfoot tr td th figure figcaption header footer nav aside hr address details summary form fieldset legend center menu
search hgroup"""
_UNREAD: Final = frozenset(_UNREAD_NAMES.split())
BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_FOOTNOTE: Final = re.compile(
    r"(?:^|[\s_-])(?:footnotes?|endnotes?|doc-endnotes?|doc-footnote)(?:$|[\s_-])"
    r"|(?:^|\s)_?(?:fn|ftn|edn|ftnt|footnote|endnote|cite_note)[-_:.]?\d",
    re.I,
)
_CAPTION: Final = re.compile(r"(?:^|[\s_-])(?:caption|figcaption|caption-text)(?:$|[\s_-])", re.I)
_LONGEST_CAPTION: Final = 100  # words
_REFERENCE: Final = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡§]+|[a-z]|[ivx]{1,5})[\])]?\s*")
_REFERENCES: Final = re.compile(r"\s*[\[(]?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*[\])]?\s*")
_NOTE_MARK: Final = re.compile(r"\s*(?:[\[(]?\d{1,3}[\])]?|[*†‡§]{1,3})\s*")
_UNIT_NAMES: Final = "mm cm dm km ft in yd mi ha sq kg hz db log metre metres meter meters chi"
_UNITS: Final = frozenset(_UNIT_NAMES.split())
_BACK: Final = re.compile(r"#_?(?:fn|ftn|edn|ftnt|footnote|endnote|cite|note)?_?-?ref", re.I)
LISTS: Final = frozenset(["ul", "ol", "menu", "dl"])
ITEMS: Final = frozenset(["li", "dt", "dd"])
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LONG_PANEL: Final = 40  # words
_PANEL: Final = re.compile(
    r"(?:^|[\s_-])(?:accordion|collapse|collapsible|panel|tab-?pane|tab-?content|answer)(?:$|[\s_-])", re.I
)
_PANEL_ROLES: Final = frozenset(["tabpanel", "region"])
_OPENER: Final = re.compile(r"(?:^|[\s_-])(?:accordion|collapsible|faq|question)(?:$|[\s_-])", re.I)
_OPENER_PLACES: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"])


def is_caption(element: Any, tag: str) -> bool:
    """What the page calls a caption: short, and with no headings or lists of its own."""
    if tag not in ("p", "div", "dd") or not _CAPTION.search(element.get("class") or ""):
        return False
    if element.find(".//li") is not None or any(element.find(f".//h{n}") is not None for n in range(1, 7)):
        return False
    return len("".join(element.itertext()).split()) <= _LONGEST_CAPTION


def is_unread(element: Any) -> bool:
    """What no reader reads as text, scripts and forms; a button or label that opens a panel is its heading."""
    return element.tag in _UNREAD and not _opens_panel(element)


def _opens_panel(element: Any) -> bool:
    if element.tag == "button":
        above = element.getparent()
        in_heading = above.tag in _OPENER_PLACES or above.get("role") == "heading"
        return in_heading or bool(_OPENER.search(element.get("class") or ""))
    if element.tag != "label" or next(element.iterancestors("form", "nav"), None) is not None:
        return False
    switch, panel = element.getprevious(), element.getnext()
    return (
        switch is not None
        and switch.get("type") == "checkbox"
        and panel is not None
        and len("".join(panel.itertext()).split()) > 2
    )


def is_hidden(element: Any) -> bool:
    """Hidden for good. What is hidden but long is a closed panel or window that opens on a click: part of the text."""
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if not hidden and not _HIDDEN_STYLE.search(element.get("style") or ""):
        return False
    if element.get("role") in _PANEL_ROLES or _PANEL.search(element.get("class") or ""):
        return False
    return len("".join(element.itertext()).split()) < _LONG_PANEL


def is_footnote(element: Any) -> bool:
    if element.tag == "a":
        return False
    if any(_FOOTNOTE.search(element.get(name) or "") for name in ("class", "role", "id")):
        return True
    if _begins_raised(element):
        return True
    # As word processors write it: the note begins with its number, which links back into the text.
    first = (
        next(iter(element), None) if element.tag in ("p", "li", "div") and not (element.text or "").strip() else None
    )
    if first is not None and first.tag in ("sup", "span"):
        first = first.find(".//a")
    return first is not None and first.tag == "a" and bool(_BACK.match(first.get("href") or ""))


def _begins_raised(element: Any) -> bool:
    """Whether a paragraph begins with a raised number or sign that links nowhere, as notes under a text do."""
    if element.tag != "p" or (element.text or "").strip() or not len(element) or element[0].tag != "sup":
        return False
    mark, tail = "".join(element[0].itertext()), element[0].tail or ""
    begins = tail[:1].isspace() or tail[:1].isupper()
    return begins and tail.strip()[:1].isalpha() and bool(_NOTE_MARK.fullmatch(mark))


def is_reference(element: Any) -> bool:
    """A footnote's number in the text, or the "¶" that links to a heading: not words of the sentence it stands in."""
    if element.tag == "sup":
        links = element.findall(".//a")
    elif element.tag == "a":
        links = [element]
    else:
        return False
    if not any("#" in (link.get("href") or "") for link in links):
        return False
    text = "".join(element.itertext())
    if not re.search(r"\w", text):
        return True
    marked = (
        element.tag == "sup"
        or "[" in text
        or element.getparent().tag == "sup"
        or element.get("role") == "doc-noteref"
        or any(
            _FOOTNOTE.search(link.get("href").partition("#")[2]) for link in links if "#" in (link.get("href") or "")
        )
        or any(_BACK.match(link.get("href") or "") for link in links)
    )
    return marked and bool(_REFERENCE.fullmatch(text) or _REFERENCES.fullmatch(text))


def is_bare_reference(element: Any, before: str) -> bool:
    """A raised number that links nowhere, after a word or a sentence; after a number or a unit it is an exponent."""
    if not _REFERENCES.fullmatch("".join(element.itertext())):
        return False
    word = re.search(r"[^\W\d_]{2,}$", before)
    return word[0].casefold() not in _UNITS if word else bool(re.search(r"[.,;:!?…”\"’)\]]$", before))


def is_prose(pre: Any, text: str) -> bool:
    """Sentences in `<pre>`: no `<code>`, many words, and lines that begin and end like text rather than code."""
    if (len(pre) and pre.find(".//code") is not None) or "highlight" in (pre.getparent().get("class") or ""):
        return False
    words = text.split()
    plain = sum(bool(re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:]?", word)) for word in words)
    return len(words) > 40 and plain > 0.7 * len(words)
