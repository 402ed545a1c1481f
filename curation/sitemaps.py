"""Sitemaps: pages or further sitemaps, in XML, gzip or plain text, and the feeds that some sites give for one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from curation.answers import local, read_xml, refuse_html, refuse_other_files, unpacked
from curation.dates import iso_date
from curation.errors import NotASource
from curation.extract.decoding import decode
from curation.feeds import ROOTS, entries_of
from curation.model import Fetched, Ref
from curation.references import present, reference, web_address

MOST_UNPACKED: Final = 50_000_000  # What the sitemap protocol allows.
MOST_CHILDREN: Final = 20
_MANY: Final = 3


def read_sitemap(fetched: Fetched, language: str) -> tuple[list[Ref], list[str]]:
    """The pages of a sitemap in a language, and the sitemaps of an index, newest first."""
    content = unpacked(fetched, MOST_UNPACKED)
    refuse_html(content, fetched.charset, "sitemap")
    refuse_other_files(content, "sitemap")
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and (refs := _lines(content, fetched)):
        return refs, []
    root, well_formed = read_xml(content, fetched.charset, fetched.url)
    if root is None:
        raise NotASource("XML, but not a sitemap" if content.lstrip().startswith(b"<") else "not a sitemap")
    name = local(root).lower()
    if name in ROOTS and (entries := entries_of(root, well_formed, fetched.url)[0]):
        return entries, []
    if name not in {"urlset", "sitemapindex"}:
        raise NotASource("XML, but not a sitemap")
    return _entries(root, well_formed, fetched.url, language)


def _lines(content: bytes, fetched: Fetched) -> list[Ref]:
    """A sitemap of one address a line; nothing when a line is anything else."""
    lines = [line.strip() for line in decode(content, fetched.charset).splitlines() if line.strip()]
    whole = all(line.startswith(("http://", "https://")) and " " not in line for line in lines)
    return present(reference(fetched.url, line) for line in lines) if whole else []


def _entries(root: Any, well_formed: bool, url: str, language: str) -> tuple[list[Ref], list[str]]:
    pages = present(_page(url, page, language) for page in root if local(page) == "url")
    children = present(_child(url, child) for child in root if local(child) == "sitemap")
    if not pages and not children and not well_formed:
        raise NotASource("a broken sitemap without a single address")
    newest = sorted(children, key=lambda ref: ref.published, reverse=True)
    return _with_dates_that_tell(pages), [ref.url for ref in islice(newest, MOST_CHILDREN)]


def _page(url: str, page: Any, language: str) -> Ref | None:
    said = _texts(page)
    news = next((_texts(element) for element in page if local(element) == "news"), {})
    when = iso_date(news.get("publication_date")) or iso_date(said.get("lastmod"))
    return reference(url, _in_language(page, said.get("loc", ""), language), news.get("title"), when)


def _child(url: str, child: Any) -> Ref | None:
    said = _texts(child)
    return reference(url, said.get("loc"), "", iso_date(said.get("lastmod")))


def _texts(element: Any) -> dict[str, str]:
    """What an element's children say, by their names; the first of a name counts."""
    return {local(child): (child.text or "").strip() for child in reversed(element)}


def _in_language(page: Any, loc: str, language: str) -> str:
    """A page's address in the language that is wanted, where the sitemap says which page is in which."""
    wanted = [
        element.get("href", "")
        for element in page
        if local(element) == "link" and _main(element.get("hreflang", "")) == _main(language)
    ]
    return loc if not wanted or loc in wanted else wanted[0]


def _main(language: str) -> str:
    """The language without its country: en for en-GB."""
    return language.lower().partition("-")[0]


def _with_dates_that_tell(pages: list[Ref]) -> list[Ref]:
    """The pages; a moment that stands at every one of them is when the sitemap was made, and says nothing of a page."""
    moments = Counter(page.published for page in pages)
    if len(pages) >= _MANY and len(moments) == 1:
        return [replace(page, published="") for page in pages]
    return pages


def addresses_in_robots(text: str, url: str) -> list[str]:
    """The sitemaps that a robots.txt names."""
    named = (line.partition(":") for line in text.splitlines())
    found = (web_address(url, rest.partition("#")[0]) for name, _, rest in named if name.strip().lower() == "sitemap")
    return [address for address in dict.fromkeys(found) if address]
