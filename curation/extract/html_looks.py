"""How the elements of a web page make their text look: bold, slanted, as code, or as a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from curation.extract.html_links import Addresses
from curation.extract.rich_text import Fragment, Look, with_look, without_look
from translation.document import MarkKind

_BY_TAG: Final = {
    tag: kind
    for kind, tags in (
        (MarkKind.BOLD, "b strong"),
        (MarkKind.ITALIC, "i em cite dfn var"),
        (MarkKind.CODE, "code kbd samp tt"),
    )
    for tag in tags.split()
}
_STYLED: Final = (
    (MarkKind.BOLD, re.compile(r"font-weight\s*:\s*(?:(bold|[7-9]\d\d)|normal|lighter|[1-5]00)\b", re.I)),
    (MarkKind.ITALIC, re.compile(r"font-style\s*:\s*(?:(italic|oblique)|normal)\b", re.I)),
)


def looks_in(element: Any, tag: str, looks: tuple[Look, ...], addresses: Addresses) -> tuple[Look, ...]:
    """The looks of the text in an element that stands among text with these looks."""
    if tag in _BY_TAG:
        looks = with_look(looks, _BY_TAG[tag])
    elif tag == "a" and element.get("href") is not None:
        target = addresses.target(element.get("href"))
        looks = with_look(looks, MarkKind.LINK, target) if target else without_look(looks, MarkKind.LINK)
    if style := element.get("style"):
        for kind, pattern in _STYLED:
            if stated := pattern.search(style):
                looks = with_look(looks, kind) if stated[1] else without_look(looks, kind)
    return looks


def notes_of(reference: Any, addresses: Addresses) -> Iterator[Fragment]:
    """The notes that a footnote's number leads to."""
    for link in reference.iter("a"):
        if (target := addresses.target(link.get("href"))).startswith("#"):
            yield Fragment("", ((MarkKind.NOTE, target),))
