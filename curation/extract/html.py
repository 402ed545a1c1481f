"""A web page as blocks: trafilatura says where the article is, our own walk keeps its structure.

Trafilatura finds the article better than any rule of ours, but turns lists into paragraphs, loses headings outside the
main container, and on some pages keeps a tenth of the text. So its answer only marks which part of the page counts; the
blocks come from walking the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any

from curation.errors import Damaged, NoText, SoftNotFound, Walled
from curation.extract.decoding import decode
from curation.extract.html_article import PROSE, Marked, words_of
from curation.extract.html_kept import letters
from curation.extract.html_links import addresses_of, within_reach
from curation.extract.html_metadata import page_metadata, page_title, says_article
from curation.extract.html_walk import XML_LANG, Piece, walk
from curation.extract.language import agreed_language
from curation.extract.tidy import tidy
from curation.extract.walls import WALLS, wall_of
from translation.document import BlockKind, Document


def extract_html(content: bytes, url: str | None = None, charset: str = "") -> Document:
    """The article of a web page; `NoText` for a page of links, `Walled` for a login form or a cookie notice.

    `SoftNotFound` for a page that says it is not there, whatever the server says.
    """
    tree = _parsed(decode(content, charset))
    pieces = walk(tree)
    if not pieces:
        _refuse_wall(tree, [], [])  # a bare form, a title alone
        raise NoText("the page has no running text")
    marked = Marked(pieces, _kept_letters(tree))
    article = marked.article()
    _refuse_wall(tree, pieces, article)
    _refuse_page_without_article(tree, marked, article)
    title = page_title(tree, _first_headings(article, pieces))
    kept = within_reach([*_without_title(article, title)], addresses_of(tree, url))
    lang = agreed_language(tree.get("lang") or tree.get(XML_LANG) or "", _running(kept))
    blocks = tuple(piece.block(lang) for piece in kept)
    return Document(title or blocks[0].text, lang, blocks, page_metadata(tree, url))


def _parsed(text: str) -> Any:
    """The page's tree; where its tags are nested deeper than the parser goes, that of a flatter page.

    The parser would leave out the rest of the page without a word.
    """
    for mended in (text, *_flatter(text)):
        tree, whole = _tree(mended)
        if whole:
            return tree
    raise Damaged("nested too deeply")


def _flatter(text: str) -> Iterator[str]:
    """The page without its inline tags, then without its divisions too."""
    text = re.sub(r"</?(?:span|font|b|i|u|em|strong|small|big|a)\b[^>]*>", "", text, flags=re.I)
    yield text
    yield re.sub(r"</?(?:div|section|center)\b[^>]*>", "<br><br>", text, flags=re.I)


def _tree(text: str) -> tuple[Any, bool]:
    """The tree, and whether it holds the whole page."""
    from lxml import etree, html

    # Bytes, because lxml refuses a text that carries an encoding declaration; and our encoding, whatever it declares.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = html.document_fromstring(text.replace("\0", "").encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise NoText("the page is empty") from error
    if tree.tag != "html":
        raise Damaged("not a web page")
    return tree, not any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)


def _kept_letters(tree: Any) -> str:
    """What trafilatura takes for the article, as running letters; "" when it finds none or cannot read the page."""
    from copy import deepcopy

    import trafilatura
    from trafilatura.settings import Document as Found

    try:
        found = trafilatura.bare_extraction(
            deepcopy(tree), include_comments=False, include_tables=True, favor_recall=True, fast=True
        )
        return letters(" ".join(found.body.itertext())) if isinstance(found, Found) else ""
    except Exception:  # Its answer is a hint: a page it stumbles over is read without.
        return ""


def _refuse_wall(tree: Any, pieces: list[Piece], article: list[Piece]) -> None:
    """Raise `Walled` or `SoftNotFound` for a page that stands where the article should be."""
    titles = [tidy(" ".join(tree.xpath("//head//title/text()"))), *_first_headings(article, pieces)[:1]]
    said = [piece.text for piece in article if not piece.is_link and piece.kind is not BlockKind.HEADING]
    wall = wall_of(" | ".join(titles), "\n".join(said), bool(tree.xpath("//input[@type='password']")))
    if wall in WALLS:
        raise Walled(wall)
    if wall:
        raise SoftNotFound(wall)


def _refuse_page_without_article(tree: Any, marked: Marked, article: list[Piece]) -> None:
    """Raise `NoText` for a page that is no article: its links outweigh its sentences."""
    prose = [piece for piece in article if piece.kind in PROSE and not piece.is_link]
    if not prose:
        raise NoText("the page has no running text")
    sentences = [piece for piece in prose if piece.words >= 8]
    links, said = words_of(piece for piece in marked.pieces if piece.is_link), words_of(sentences)
    if said < 150 and marked.is_short_text():
        return
    outweighed = said < 150 and links > 2 * said and not says_article(tree)
    if outweighed or (said < 120 and len(sentences) == 1 and links > 20):
        raise NoText("a page of links, with little text of its own")
    short = bool(sentences) and median(piece.words for piece in sentences) < 25
    if short and marked.coverage() < 0.3 and links > 0.35 * said:
        raise NoText("a page of teasers that lead to other pages")


def _first_headings(article: list[Piece], pieces: list[Piece]) -> list[str]:
    """The h1 texts: the article's own before those elsewhere on the page."""
    ordered = [*article, *(piece for piece in pieces if not piece.beside)]
    return [piece.text for piece in ordered if piece.kind is BlockKind.HEADING and piece.level == 1]


def _without_title(article: list[Piece], title: str) -> Iterator[Piece]:
    """The pieces, without the headings that repeat the title before the text begins: the document carries it once."""
    begun = False
    for piece in article:
        if begun or piece.kind is not BlockKind.HEADING or letters(piece.text) != letters(title):
            yield piece
        begun = begun or (piece.kind in PROSE and piece.words >= 8)


def _running(pieces: Iterable[Piece]) -> str:
    return " ".join(piece.text for piece in pieces if piece.kind is not BlockKind.CODE)
