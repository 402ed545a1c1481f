"""Lines of a page that are none of its text: they lead to other pages or languages, share it, or say who wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from curation.extract.html_beside import is_promise
from curation.extract.html_walk import Piece
from translation.document import BlockKind, MarkKind

CITATION: Final = 20  # words of a link: longer than any headline
_LABEL: Final = 4  # words of a link in a menu
_LONG_PROMISE: Final = 25  # words
_LONG_BYLINE: Final = 15  # words
_LINES: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_SHARED: Final = re.compile(
    r"//(?:[\w-]+\.)*(?:facebook\.com/(?:sharer?|dialog)|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/(?:share|cws)"
    r"|wa\.me/\?|(?:api|web)\.whatsapp\.com|reddit\.com/submit|t\.me/share|pinterest\.[a-z.]+/pin/create"
    r"|bsky\.app/intent|tumblr\.com/(?:share|widgets))|^mailto:\?|^whatsapp:",
    re.I,
)
_NAMES: Final = r"(?:(?:[A-ZÀ-Ý][^\s.!?]*\.?|and|et|de|du|la|van|von|der|of|for|the|in|[|·•–-])(?:\s|$))+"
_BYLINE: Final = re.compile(
    rf"(?:[Bb]y|BY|Written by|Par) {_NAMES}"
    r"|(?i:(?:first |last )?(?:published|posted|updated|modified|reviewed)|publié|mis à jour)\b.*\d{4}.*"
)


def leads_off(piece: Piece) -> bool:
    """Whether a line is a menu, names another page ("Read more: ..."), shares this one or leads to its translations."""
    targets = [mark.target for mark in piece.marks if mark.kind is MarkKind.LINK]
    if piece.kind not in _LINES or not targets:
        return False
    if piece.words <= _LABEL * (len(targets) + 1) and (_shares(targets) or _translates(piece, len(targets))):
        return True
    if piece.kind is BlockKind.LIST_ITEM:
        return False
    if piece.linked > 0.5 and piece.words <= _LONG_PROMISE and is_promise(piece.text):
        return True
    return piece.is_link and (_is_menu(piece, targets) or _is_card(piece))


def is_byline(piece: Piece) -> bool:
    """Whether a line over a text says who wrote it or when: the document says so apart from its text."""
    return piece.kind is BlockKind.PARAGRAPH and piece.words <= _LONG_BYLINE and bool(_BYLINE.fullmatch(piece.text))


def leads_away(piece: Piece) -> bool:
    """Whether a piece links to another page, rather than to a place in this one."""
    return any(host(link.get("href")) != "#" for link in piece.within[-1].iter("a"))


def host(href: str | None) -> str:
    """The host that an address names, "" for a relative one, "#" for a place in the same page."""
    if not href or href.startswith("#"):
        return "#"
    named = re.match(r"(?:https?:)?//(?:www\.)?([^/?#:]+)", href.strip(), re.I)
    return named[1].casefold() if named else ""


def _shares(targets: Sequence[str]) -> bool:
    return all(_SHARED.search(target) for target in targets)


def _translates(piece: Piece, count: int) -> bool:
    """Whether all links of a line lead to the page in another language."""
    links = [*islice(piece.within[-1].iter("a"), count)]  # no more: it may hold other lines
    return bool(links) and all(link.get("hreflang") is not None for link in links)


def _is_menu(piece: Piece, targets: Sequence[str]) -> bool:
    inwards = all(host(target) == "#" for target in targets)
    return len(targets) >= 3 and (inwards or piece.words <= _LABEL * len(targets))


def _is_card(piece: Piece) -> bool:
    """Whether a piece is one of the blocks in a link to another page: its title, its first words."""
    links = [element for element in piece.within if element.tag == "a"]
    return piece.words < CITATION and any(host(link.get("href")) != "#" for link in links)
