"""How the elements of a web page make their text look: bold, slanted, as code, or as a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

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


def looks_in(element: Any, tag: str, looks: tuple[Look, ...]) -> tuple[Look, ...]:
    """The looks of the text in an element that stands among text with these looks."""
    if tag in _BY_TAG:
        looks = with_look(looks, _BY_TAG[tag])
    elif tag == "a" and element.get("href") is not None:
        looks = with_look(looks, MarkKind.LINK, element.get("href"))
    if style := element.get("style"):
        for kind, pattern in _STYLED:
            if stated := pattern.search(style):
                looks = with_look(looks, kind) if stated[1] else without_look(looks, kind)
    return looks


def notes_of(reference: Any) -> Iterator[Fragment]:
    """The notes that a footnote's number leads to."""
    for link in reference.iter("a"):
        if "#" in (href := link.get("href") or ""):
            yield Fragment("", ((MarkKind.NOTE, href),))
