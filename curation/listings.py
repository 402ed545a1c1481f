"""Listing pages: the links that a CSS selector picks, with the titles and dates beside them, and the next page."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import Final
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from curation.addresses import canonical_address
from curation.answers import is_feed, read_html, refuse_other_files, refuse_walls, unpacked
from curation.dates import date_in, iso_date
from curation.errors import NotASource, SelectorEmpty
from curation.model import Fetched, Ref
from curation.references import present, reference, web_address

MOST_PICKED: Final = 1_000
MOST_TEXTS: Final = 100

# A link that says no more than this is named by the heading beside it.
_EMPTY_WORDS: Final = re.compile(
    r"\W*(?:read|learn|see|find out) more\W*|\W*(?:download|pdf|more|view|here|en savoir plus|lire la suite)\W*|", re.I
)


def read_listing(fetched: Fetched, selector: str, next_page: str = "") -> tuple[list[Ref], str]:
    """The links a selector picks, each address once, and where the next page is; a page of walls is refused."""
    page, base = open_page(fetched)
    refs = _merged(present(_link(base, picked) for picked in page.select(selector, limit=MOST_PICKED)))
    if not refs:
        raise SelectorEmpty(f'the selector "{selector}" matches nothing')
    return refs, _next(page, base, fetched.url, next_page)


def open_page(fetched: Fetched) -> tuple[BeautifulSoup, str]:
    """A page that may hold links, and the address they are relative to."""
    content = unpacked(fetched)
    refuse_other_files(content, "page of links")
    if is_feed(content):
        raise NotASource('a feed, not a page of links: say kind = "feed"')
    page = read_html(content, fetched.charset)
    refuse_walls(page)
    base = page.find("base", href=True)
    return page, urljoin(fetched.url, str(base["href"])) if isinstance(base, Tag) else fetched.url


def _link(base: str, picked: Tag) -> Ref | None:
    """One picked element; what is no link itself stands for the link of its heading, or the first in it."""
    link = (
        picked
        if picked.name == "a"
        else picked.select_one(":is(h1, h2, h3, h4, h5, h6) a[href]") or picked.find("a", href=True)
    )
    if not isinstance(link, Tag):
        return None
    return reference(base, link.get("href"), _title(link, picked), _date(picked))


def _title(link: Tag, picked: Tag) -> str:
    heading = picked.find(re.compile(r"h[1-6]$"))
    candidates = [
        link.get_text(" "),
        heading.get_text(" ") if isinstance(heading, Tag) else "",
        str(link.get("aria-label") or ""),
        str(link.get("title") or ""),
    ]
    said = [" ".join(text.split()) for text in candidates]
    return next((text for text in said if not _EMPTY_WORDS.fullmatch(text)), said[0])


def _date(picked: Tag) -> str:
    """The date in the picked element: the one marked up as such, else one that its text tells."""
    marked = picked.find("time")
    if isinstance(marked, Tag):
        when = iso_date(marked.get("datetime")) or date_in(marked.get_text(" "))
        if when:
            return when
    # A title may name a date of its own: "Report of 3 March 2026" is no date of publication.
    return "" if picked.name == "a" else date_in(_beside_links(picked))


def _beside_links(picked: Tag) -> str:
    texts = (text for text in islice(picked.strings, MOST_TEXTS) if not text.find_parent("a"))
    return " ".join(texts)


def _merged(refs: list[Ref]) -> list[Ref]:
    """Each address once, with the first title and the first date that its links give."""
    kept: dict[str, Ref] = {}
    for ref in refs:
        first = kept.setdefault(canonical_address(ref.url), ref)
        title = ref.title if _EMPTY_WORDS.fullmatch(first.title) else first.title
        kept[canonical_address(ref.url)] = replace(first, title=title, published=first.published or ref.published)
    return list(kept.values())


def _next(page: BeautifulSoup, base: str, url: str, selector: str) -> str:
    """Where the link to the next page leads; "" on the last one."""
    picked = page.select_one(selector) if selector else None
    link = picked if picked is None or picked.get("href") else picked.find("a", href=True)
    address = web_address(base, link.get("href")) if isinstance(link, Tag) else ""
    return "" if canonical_address(address) == canonical_address(url) else address
