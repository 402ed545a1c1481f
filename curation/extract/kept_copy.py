"""A web page as it was fetched, for people to look at: its words and structure, nothing that acts or calls home."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from curation.errors import NoText
from curation.extract.decoding import page_tree

PASSAGE: Final = "passage"  # the id of the element that a copy is opened at
LEFT_OUT: Final = "left-out"  # the class of elements whose own words were not read
_TAG_NAMES: Final = """
a abbr article aside b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark nav ol p pre q s samp section small span strong sub summary
sup table tbody td tfoot th thead time tr u ul var"""
_UNSEEN_NAMES: Final = """
script style noscript template svg math head iframe object embed audio video canvas select textarea button"""
_TAGS: Final = frozenset(_TAG_NAMES.split())
_UNSEEN: Final = frozenset(_UNSEEN_NAMES.split())
_SPANS: Final = frozenset(["colspan", "rowspan"])
_CONTEXT: Final = 60  # letters before or after a passage that tell it from the same words elsewhere
_BEGINNINGS: Final = (80, 40, 20)  # letters of a passage that must be there, when a note's number stands further on
_RUN: Final = 16  # letters: a text of which every such run was read was read; a search for each text takes minutes
_LARGEST_SHARE: Final = 0.6  # of the page: a larger element says nothing about where the passage is


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A page's body as harmless HTML, and whether the passage that was asked for was found in it."""

    html: str
    found: bool = False


def kept_copy(
    content: bytes,
    charset: str = "",
    passage: str = "",
    before: str = "",
    after: str = "",
    anchor: str = "",
    read: str = "",
) -> KeptCopy:
    """The page without scripts, styles, links, forms and pictures; a picture's description stands in its place.

    The smallest element that holds the `passage` has the id PASSAGE; `before` and `after` are the texts around it,
    which tell it from the same words in a menu; `anchor` is the id of the element it stands at, if its words are not
    found. `read` is all that was read of the page: what is not in it gets the class LEFT_OUT.
    """
    import nh3
    from lxml import html

    try:
        tree = page_tree(content, charset)
    except NoText:
        return KeptCopy("")
    _without_unseen(tree)
    body = tree.find("body")
    page = _Page(tree if body is None else body)
    place = page.place(passage, before, after) if passage else None
    if place is None and anchor:
        place = next((element for element in tree.iter() if element.get("id") == anchor), None)
    for element in tree.iter():
        element.attrib.pop("id", None)
        element.attrib.pop("class", None)
    if read:
        _mark_left_out(tree, _letters(read))
    if place is not None:
        place.set("id", PASSAGE)
    cleaned = nh3.clean(
        html.tostring(tree, encoding="unicode"),
        tags=set(_TAGS),
        attributes={"td": set(_SPANS), "th": set(_SPANS), "*": {"id", "lang", "class"}},
        clean_content_tags=set(_UNSEEN),
    )
    return KeptCopy(cleaned, place is not None)


def _without_unseen(tree: Any) -> None:
    """Take out what no reader sees, and put each picture's description in its place."""
    for element in list(tree.iter(*_UNSEEN, "img")):
        parent = element.getparent()
        if parent is None:
            continue
        if element.tag == "img" and (described := (element.get("alt") or "").strip()):
            element.tag = "em"
            element.text = f"[image\u202f: {described}]"
            element.attrib.clear()
        else:
            element.drop_tree()


def _mark_left_out(tree: Any, read: str) -> None:
    runs = {read[at : at + _RUN] for at in range(len(read) - _RUN + 1)}
    short = lru_cache(maxsize=None)(read.__contains__)

    def is_read(letters: str) -> bool:
        if len(letters) < _RUN:
            return short(letters)
        return all(letters[at : at + _RUN] in runs for at in range(len(letters) - _RUN + 1))

    for element in tree.iter():
        own = [element.text, *(child.tail for child in element)]
        words = (letters for letters in map(_letters, filter(None, own)) if not letters.isdigit())  # no note's number
        if not all(map(is_read, words)):
            element.set("class", LEFT_OUT)


class _Page:
    """The letters of a page in one string, and from where to where in it each element goes."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._spans: dict[Any, tuple[int, int]] = {}
        parts: list[str] = []
        self._length = 0
        for event, element in _walked(root):
            if event == "start":
                self._spans[element] = (self._length, self._length)
                self._take(element.text, parts)
            else:
                self._spans[element] = (self._spans[element][0], self._length)
                if element is not root:
                    self._take(element.tail, parts)
        self._letters = "".join(parts)

    def _take(self, text: str | None, parts: list[str]) -> None:
        if letters := _letters(text or ""):
            parts.append(letters)
            self._length += len(letters)

    def place(self, passage: str, before: str, after: str) -> Any | None:
        """The smallest element that holds the passage, None when it is not there or everywhere."""
        wanted = _letters(passage)
        start = self._found(wanted, _letters(before)[-_CONTEXT:], _letters(after)[:_CONTEXT])
        if start < 0 or not wanted:
            return None
        end = start + len(wanted)
        if self._letters[start:end] != wanted:
            end = start + min(len(wanted), _BEGINNINGS[-1])
        around = [
            (last - first, element) for element, (first, last) in self._spans.items() if first <= start < end <= last
        ]
        if not around:
            return None
        least = min(length for length, _ in around)
        best = [element for length, element in around if length == least][-1]  # the innermost
        first, last = self._spans[best]
        whole = last - first > _LARGEST_SHARE * self._length and last - first > 2 * len(wanted)
        return None if whole else best

    def _found(self, wanted: str, before: str, after: str) -> int:
        """Where the passage begins in the page's letters: beside its neighbours, else alone, else by how it begins."""
        if before and (at := self._letters.find(before + wanted)) >= 0:
            return at + len(before)
        for letters in (wanted + after, wanted, *(wanted[:length] for length in _BEGINNINGS)):
            if (at := self._letters.find(letters)) >= 0:
                return at
        return -1


def _walked(root: Any) -> Any:
    from lxml import etree

    return etree.iterwalk(root, events=("start", "end"))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
