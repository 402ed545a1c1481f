"""What an answer's bytes are, opened with care: XML as the web has it, JSON, HTML; what is hostile is refused."""

from __future__ import annotations

import gzip
import io
import json
import re
import warnings
import zlib
from collections.abc import Iterator
from html.entities import html5
from typing import Any, Final

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from lxml import etree

from curation.errors import EmptyAnswer, NotASource, SoftNotFound, UnsafeMarkup, Walled
from curation.extract.decoding import decode
from curation.extract.walls import wall_of
from curation.model import Fetched

# What a site sends as a page is read as one, whatever it looks like; nobody at the terminal can do anything about it.
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

MOST_UNPACKED: Final = 10_000_000
MOST_DEEP: Final = 200
MOST_TAGS: Final = 200_000
_ENOUGH: Final = 200_000  # Of a page that is not wanted anyway, to see which it is.

# What an HTML page may begin with, since browsers ask for neither a document type nor an html element.
_HTML_START: Final = re.compile(
    "html|head|title|meta|link|style|script|base|body|main|header|nav|section|div|p|h[1-3]|table|ul|center|font|a|form"
)
_FEED_STARTS: Final = frozenset({"rss", "feed", "rdf"})
_ROOT: Final = re.compile(r"<(?:[\w-]+:)?(?:rss|rdf|feed|channel|urlset|sitemapindex|opml)\b", re.I)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.S)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*>")
_ELEMENT: Final = re.compile(r"<(?:[\w-]+:)?([A-Za-z][\w.-]*)")
_REFERENCE: Final = re.compile(r"&(?:(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};)|([A-Za-z][A-Za-z0-9]{0,31};))?")
_IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STRAY: Final = re.compile(r"<(?![A-Za-z_/!?])")


def unpacked(fetched: Fetched, most: int = MOST_UNPACKED) -> bytes:
    """The bytes of a list, out of their gzip if they are in one: some, and not too many."""
    content = fetched.content
    if content.startswith(b"\x1f\x8b"):
        content = _gunzipped(content, most)
    if len(content) > most:
        raise UnsafeMarkup(f"a list of more than {most // 1_000_000} MB")
    if not content.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise EmptyAnswer(fetched.url)
    return content


def _gunzipped(content: bytes, most: int) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            return packed.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise NotASource("a broken gzip file") from error


# XML


def read_xml(content: bytes, charset: str, url: str) -> tuple[Any, bool]:
    """The root element of what XML there is, and whether it is well formed; None when no list begins in it.

    Whatever stands before the list is left away, the document type with it, so no entity can be declared;
    HTML's entities and bare ampersands, common in titles and addresses, are mended first.
    """
    text = decode(content, charset)
    begin = _ROOT.search(text)
    head = text[: begin.start()] if begin else text
    if "<!ENTITY" in head:
        raise UnsafeMarkup("XML with entities of its own")
    if not begin:
        return None, False
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    mended = _mended(text[begin.start() :]).encode("utf-8", "replace")
    root = etree.fromstring(mended, parser, base_url=url)
    if root is not None and root.xpath("/*" * MOST_DEEP):
        raise UnsafeMarkup(f"XML nested more than {MOST_DEEP} deep")
    return root, not parser.error_log


def _mended(text: str) -> str:
    """Text of which every reference is one that XML knows, and every "<" begins something; CDATA is left as it is."""
    return "".join(
        part if verbatim else _STRAY.sub("&#60;", _REFERENCE.sub(_reference, part)) for part, verbatim in _parts(text)
    )


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at its CDATA sections, and whether a part is one."""
    text, at = _IMPOSSIBLE.sub("", text), 0
    while (begin := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", begin)) >= 0:
        yield text[at:begin], False
        yield text[begin : end + 3], True
        at = end + 3
    yield text[at:], False


def _reference(match: re.Match[str]) -> str:
    # All by number, XML's own too: after a mistake the parser reads those only.
    numeric, named = match[1], match[2]
    if numeric:
        return match[0]
    if named in html5:
        return "".join(f"&#{ord(letter)};" for letter in html5[named])
    return f"&#38;{match[0][1:]}"


def local(element: Any) -> str:
    """An element's name without its namespace; a comment has none."""
    name = element.tag if isinstance(element.tag, str) else ""
    return str(name.rpartition("}")[2].rpartition(":")[2])


def namespace(element: Any) -> str:
    """An element's namespace; "" when it has none, or one that is not declared."""
    return element.tag[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


# JSON


def read_json(content: bytes, charset: str, expected: str) -> dict[str, Any]:
    """The object that JSON holds; `expected` says in the error what it should have been."""
    try:
        found = json.loads(decode(content, charset))
    except (ValueError, RecursionError) as error:
        raise NotASource(f"not a {expected}: broken JSON") from error
    if not isinstance(found, dict):
        raise NotASource(f"JSON, but not a {expected}")
    return found


# HTML


def read_html(content: bytes, charset: str) -> BeautifulSoup:
    """A page's tree, in whatever encoding it is."""
    if content.count(b"<") > MOST_TAGS:
        raise UnsafeMarkup(f"a page of more than {MOST_TAGS:,} tags")
    return BeautifulSoup(_DECLARATION.sub("", decode(content, charset)), "lxml")


def first_element(content: bytes) -> str:
    """The name of the first element, in small letters and without its prefix; "" when there is none near the start."""
    head = _COMMENT.sub("", decode(content[:5000]))
    found = _ELEMENT.search(head) if head.lstrip("\ufeff \t\r\n").startswith("<") else None
    return found[1].lower() if found else ""


def is_html(content: bytes) -> bool:
    return _HTML_START.fullmatch(first_element(content)) is not None


def is_feed(content: bytes) -> bool:
    return first_element(content) in _FEED_STARTS


def refuse_html(content: bytes, charset: str, expected: str) -> None:
    """`NotASource` when a page stands where a list was promised, saying which page it is."""
    if is_html(content):
        refuse_walls(read_html(content[:_ENOUGH], charset))
        raise NotASource(f"an HTML page, not a {expected}")


def refuse_other_files(content: bytes, expected: str) -> None:
    """`NotASource` for the files that are met by mistake, named."""
    if content.startswith(b"%PDF"):
        raise NotASource(f'a PDF, not a {expected}: say kind = "document"')
    if content.startswith(b"PK\x03\x04"):
        raise NotASource(f"a zip archive or an office document, not a {expected}")
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise NotASource(f"a picture, not a {expected}")


def refuse_walls(page: BeautifulSoup) -> None:
    """`Walled` or `SoftNotFound` when a page is there only to say that another is not to be had."""
    text = page.get_text(" ", strip=True)
    has_password = page.find("input", attrs={"type": "password"}) is not None
    for heading in _headings(page):
        # A list's page is never titled so, however long its menus are.
        wall = wall_of(heading, "", False) or wall_of(heading, text, has_password)
        if wall in {"not found", "error page", "coming soon"}:
            raise SoftNotFound(wall)
        if wall:
            raise Walled(wall)


def _headings(page: BeautifulSoup) -> list[str]:
    """A page's title and first heading: either may say what the page is."""
    found = (page.find("title"), page.find("h1"))
    return [" ".join(tag.get_text(" ").split()) for tag in found if isinstance(tag, Tag)] or [""]
