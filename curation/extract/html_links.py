"""Where a page's links lead: to other pages, or to places in this one that a reader of its text still finds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from translation.document import BlockKind, Mark, MarkKind

if TYPE_CHECKING:
    from curation.extract.html_walk import Piece

_WITHOUT_HOST: Final = frozenset({"mailto", "tel"})
_SCHEMES: Final = frozenset({"http", "https"}) | _WITHOUT_HOST


@dataclass(frozen=True, slots=True)
class Addresses:
    """What a page's relative addresses start from; both are "" where nobody knows where the page was."""

    page: str = ""
    base: str = ""

    def target(self, href: str | None) -> str:
        """Where a link leads: an absolute address, "#" and a place in this page, or "" for nowhere a reader can go."""
        href = re.sub(r"\s+", "%20", re.sub(r"[\n\r\t]", "", (href or "").strip()))
        if href.startswith("#"):
            return f"#{unquote(href[1:])}" if href[1:] else ""
        try:
            address = urljoin(self.base, href) if href else ""
            parts = urlsplit(address)
        except ValueError:
            return ""
        named = parts.path if parts.scheme in _WITHOUT_HOST else parts.netloc
        if parts.scheme not in _SCHEMES or not named:
            return ""
        here, place = urldefrag(address)
        return f"#{unquote(place)}" if place and here == urldefrag(self.page)[0] else address


def addresses_of(tree: Any, url: str | None) -> Addresses:
    """The addresses of a parsed page that was found at `url`."""
    try:
        return Addresses(url or "", urljoin(url or "", next(iter(tree.xpath("//base/@href")), "").strip()))
    except ValueError:
        return Addresses(url or "", url or "")


def within_reach(pieces: Sequence[Piece], addresses: Addresses) -> list[Piece]:
    """The pieces with their links absolute, or leading to the anchor of one of them; the other links are none.

    A footnote's anchor is the place that the text's notes lead to.
    """
    pieces = [replace(piece, marks=tuple(_absolute(piece, addresses))) if piece.marks else piece for piece in pieces]
    noted = {mark.target[1:] for piece in pieces for mark in piece.marks if mark.kind is MarkKind.NOTE}
    pieces = [_as_noted(piece, noted) if piece.kind is BlockKind.FOOTNOTE else piece for piece in pieces]
    places: dict[str, Piece] = {}
    for piece in pieces:
        for name in (*piece.names, piece.anchor):
            if name and piece.anchor:
                places.setdefault(name, piece)
    return [replace(piece, marks=tuple(_leading(piece, places))) if piece.marks else piece for piece in pieces]


def _absolute(piece: Piece, addresses: Addresses) -> Iterator[Mark]:
    """The marks with the places that their targets lead to; those without one are left out."""
    for mark in piece.marks:
        if not mark.target and mark.kind is not MarkKind.LINK:
            yield mark
        elif target := addresses.target(mark.target):
            yield mark._replace(target=target)


def _as_noted(footnote: Piece, noted: set[str]) -> Piece:
    return replace(footnote, anchor=next((name for name in footnote.names if name in noted), footnote.anchor))


def _leading(piece: Piece, places: Mapping[str, Piece]) -> Iterator[Mark]:
    for mark in piece.marks:
        if mark.kind is MarkKind.NOTE or mark.target.startswith("#"):
            there = places.get(mark.target[1:])
            if there is not None and there is not piece and (mark.kind is MarkKind.LINK or _is_note(there, piece)):
                yield mark._replace(target=f"#{there.anchor}")
        else:
            yield mark


def _is_note(there: Piece, piece: Piece) -> bool:
    """Whether a number in a text leads to a footnote; one in a footnote leads back."""
    return there.kind is BlockKind.FOOTNOTE and piece.kind is not BlockKind.FOOTNOTE
