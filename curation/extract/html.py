"""A web page as blocks: trafilatura says where the article is, our own walk keeps its structure.

Trafilatura finds the article better than any rule of ours, but turns lists into paragraphs, loses headings outside the
main container, and on some pages keeps a tenth of the text. So its answer only marks which part of the page counts; the
blocks come from walking the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any, Final

from curation.errors import Damaged, NoText, SoftNotFound, Walled
from curation.extract.decoding import decode
from curation.extract.html_metadata import page_metadata, page_title
from curation.extract.html_walk import Piece, walk
from curation.extract.language import agreed_language
from curation.extract.tidy import tidy
from curation.extract.walls import WALLS, wall_of
from translation.document import Block, BlockKind, Document

_MOST: Final = 0.9  # of the words trafilatura kept must lie in the part of the page we take
_FAR_LESS: Final = 0.6  # of the page's running text: below this, trafilatura has missed the article
_LITTLE_MORE: Final = 1.1  # times the words of the article: what a step outwards may add
_LOOKED_FOR: Final = 12  # letters: shorter texts are found anywhere by chance
_PROSE: Final = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.TABLE_ROW, BlockKind.CODE}
)


def extract_html(content: bytes, url: str | None = None, charset: str = "") -> Document:
    """The article of a web page; `NoText` for a page of links, `Walled` for a login form or a cookie notice.

    `SoftNotFound` for a page that says it is not there, whatever the server says.
    """
    tree = _parsed(decode(content, charset))
    pieces = walk(tree)
    if not pieces:
        _refuse_wall(tree, [], [])  # a bare form, a title alone
        raise NoText("the page has no running text")
    marked = _Marked(pieces, _article_text(tree))
    article = marked.article()
    _refuse_wall(tree, pieces, article)
    _refuse_page_without_article(marked, article)
    title = page_title(tree, _first_headings(article, pieces))
    blocks = tuple(_blocks(article, title))
    lang = agreed_language(
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "", _running(blocks)
    )
    return Document(title or blocks[0].text, lang, blocks, page_metadata(tree, url))


def _parsed(text: str) -> Any:
    from lxml import etree, html

    # Bytes, because lxml refuses a text that carries an encoding declaration; and our encoding, whatever it declares.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = html.document_fromstring(text.replace("\0", "").encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise NoText("the page is empty") from error
    if tree.tag != "html":
        raise Damaged("not a web page")
    return tree


def _article_text(tree: Any) -> str:
    """What trafilatura takes for the article, as running letters; "" when it finds none or cannot read the page."""
    from copy import deepcopy

    import trafilatura
    from trafilatura.settings import Document as Found

    try:
        found = trafilatura.bare_extraction(
            deepcopy(tree), include_comments=False, include_tables=True, favor_recall=True, fast=True
        )
        return _letters(" ".join(found.body.itertext())) if isinstance(found, Found) else ""
    except Exception:  # Its answer is a hint: a page it stumbles over is read without.
        return ""


def _letters(text: str) -> str:
    """Letters and digits only, so that two readings of the same text compare equal."""
    return re.sub(r"[\W_]+", "", text).casefold()


class _Marked:
    """A page's pieces, each with whether trafilatura kept it: yes, no, or too short to tell (None)."""

    def __init__(self, pieces: list[Piece], kept_text: str) -> None:
        self.pieces = pieces
        self.kept = [self._found(piece, kept_text) for piece in pieces]

    @staticmethod
    def _found(piece: Piece, kept_text: str) -> bool | None:
        letters = _letters(piece.text)
        return letters in kept_text if len(letters) >= _LOOKED_FOR else None

    def article(self) -> list[Piece]:
        """The pieces of the article, in the page's order."""
        inner, outer = self._container()
        chosen = [n for n, piece in enumerate(self.pieces) if outer in piece.within and self._counts(n, inner)]
        while chosen and self.pieces[chosen[-1]].kind is BlockKind.HEADING and not self.kept[chosen[-1]]:
            chosen.pop()  # "Related", "Share this": a heading with nothing under it
        return [self.pieces[n] for n in chosen]

    def _counts(self, n: int, inner: Any) -> bool:
        piece = self.pieces[n]
        if inner not in piece.within and (piece.is_link or piece.kind is BlockKind.LIST_ITEM):
            return False  # a trail of links, "next page": around the article, not in it
        if self.kept[n]:
            return True
        return not piece.beside and not (piece.is_link and (piece.words < 5 or self._among_links(n)))

    def _among_links(self, n: int) -> bool:
        """Whether this is one of three or more lines in a row that are nothing but links: a menu, "most read"."""
        run = 1
        for step in (1, -1):
            near = n + step
            while 0 <= near < len(self.pieces) and self.pieces[near].is_link and run < 3:
                run, near = run + 1, near + step
        return run >= 3

    def _container(self) -> tuple[Any, Any]:
        """The part of the page that holds the article, and the one around it, with headings that stand outside."""
        running = [piece for piece in self.pieces if not piece.beside and not piece.is_link]
        kept = [piece for piece, kept in zip(self.pieces, self.kept, strict=True) if kept]
        missed = self.coverage() < _FAR_LESS
        inner = _smallest(running if missed or not kept else kept, _MOST)
        inside = _words(piece for piece in running if inner in piece.within)
        outer = inner
        for around in inner.iterancestors():
            if _words(piece for piece in running if around in piece.within) > _LITTLE_MORE * inside:
                break
            outer = around
        return inner, outer

    def coverage(self) -> float:
        """How much of the page's running text trafilatura kept."""
        running = _words(piece for piece in self.pieces if not piece.beside and not piece.is_link)
        return _words(piece for piece, kept in zip(self.pieces, self.kept, strict=True) if kept) / max(1, running)


def _smallest(pieces: list[Piece], share: float) -> Any:
    """The innermost element that holds at least `share` of the pieces' words."""
    weights: dict[Any, int] = {}
    depth: dict[Any, int] = {}
    for piece in pieces:
        for n, element in enumerate(piece.within):
            weights[element] = weights.get(element, 0) + piece.words
            depth[element] = n
    enough = share * _words(pieces)
    return max((element for element in weights if weights[element] >= enough), key=depth.__getitem__, default=None)


def _words(pieces: Iterable[Piece]) -> int:
    return sum(piece.words for piece in pieces)


def _refuse_wall(tree: Any, pieces: list[Piece], article: list[Piece]) -> None:
    """Raise `Walled` or `SoftNotFound` for a page that stands where the article should be."""
    titles = [tidy(" ".join(tree.xpath("//head//title/text()"))), *_first_headings(article, pieces)[:1]]
    said = [piece.text for piece in article if not piece.is_link and piece.kind is not BlockKind.HEADING]
    wall = wall_of(" | ".join(titles), "\n".join(said), bool(tree.xpath("//input[@type='password']")))
    if wall in WALLS:
        raise Walled(wall)
    if wall:
        raise SoftNotFound(wall)


def _refuse_page_without_article(marked: _Marked, article: list[Piece]) -> None:
    """Raise `NoText` for a page that is no article: its links outweigh its sentences."""
    prose = [piece for piece in article if piece.kind in _PROSE and not piece.is_link]
    if not prose:
        raise NoText("the page has no running text")
    sentences = [piece for piece in prose if piece.words >= 8]
    links, said = _words(piece for piece in marked.pieces if piece.is_link), _words(sentences)
    if (said < 250 and links > 1.5 * said) or (said < 120 and len(sentences) == 1 and links > 20):
        raise NoText("a page of links, with little text of its own")
    short = bool(sentences) and median(piece.words for piece in sentences) < 25
    if short and marked.coverage() < 0.3 and links > 0.35 * said:
        raise NoText("a page of teasers that lead to other pages")


def _first_headings(article: list[Piece], pieces: list[Piece]) -> list[str]:
    """The h1 texts: the article's own before those elsewhere on the page."""
    ordered = [*article, *(piece for piece in pieces if not piece.beside)]
    return [piece.text for piece in ordered if piece.kind is BlockKind.HEADING and piece.level == 1]


def _blocks(article: list[Piece], title: str) -> Iterator[Block]:
    """The blocks, without the headings that repeat the title before the text begins: the document carries it once."""
    begun = False
    for piece in article:
        if begun or piece.kind is not BlockKind.HEADING or _letters(piece.text) != _letters(title):
            yield piece.block()
        begun = begun or (piece.kind in _PROSE and piece.words >= 8)


def _running(blocks: Iterable[Block]) -> str:
    return " ".join(block.text for block in blocks if block.kind is not BlockKind.CODE)
