"""Feeds of every make: RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed; broken ones give the entries they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from curation.answers import local, namespace, read_json, read_xml, refuse_html, refuse_other_files, unpacked
from curation.dates import iso_date
from curation.errors import NotASource
from curation.model import Fetched, Ref
from curation.references import present, reference, web_address

DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
ROOTS: Final = frozenset({"rss", "rdf", "feed", "channel"})
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
# The date of publication before that of the last change.
_DATES: Final = ("pubdate", "published", "issued", "date", "created", "updated", "modified")
_ANOTHER_KIND: Final = {
    "urlset": 'a sitemap, not a feed: say kind = "sitemap"',
    "sitemapindex": 'a sitemap, not a feed: say kind = "sitemap"',
    "opml": "an OPML list of feeds, not a feed: import it",
}


def read_feed(fetched: Fetched) -> tuple[list[Ref], str]:
    """The entries of a feed, and the address of its next page if it names one; a feed may well be empty."""
    content = unpacked(fetched)
    refuse_html(content, fetched.charset, "feed")
    refuse_other_files(content, "feed")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(fetched.url, read_json(content, fetched.charset, "JSON feed"))
    root, well_formed = read_xml(content, fetched.charset, fetched.url)
    if root is None:
        raise NotASource("not a feed")
    return entries_of(root, well_formed, fetched.url)


def entries_of(root: Any, well_formed: bool, url: str) -> tuple[list[Ref], str]:
    """What a feed's root element lists."""
    name = local(root).lower()
    if name not in ROOTS:
        raise NotASource(_ANOTHER_KIND.get(name, "XML, but not a feed"))
    entries = [element for element in root.iter() if local(element) in {"item", "entry"}]
    refs = present(_entry(url, entry) for entry in entries)
    # An empty feed is no error; one that breaks off before its first entry is.
    if not entries and not well_formed:
        raise NotASource("a broken feed without a single entry")
    if entries and not refs:
        raise NotASource("a feed whose entries have no addresses")
    return refs, _next_page(root, url)


def _entry(url: str, entry: Any) -> Ref | None:
    """One item or entry; it is found at its link, else what it encloses, else at an id that is an address."""
    base = entry.base or url
    guid = _said(entry, "guid") or _said(entry, "id") or entry.get(f"{_RDF}about", "")
    candidates = (web_address(at, link) for at, link in (*_links(entry, base), ("", guid)))
    title = _said(entry, "title")
    return reference(base, next(filter(None, candidates), ""), title, _date(entry), guid)


def _links(entry: Any, base: str) -> Iterator[tuple[str, str]]:
    """Where an entry may be found, each with the address it is relative to, the best first."""
    links = [element for element in entry if local(element) == "link"]
    yield from ((element.base or base, element.text) for element in links if (element.text or "").strip())
    pages = [element for element in links if element.get("rel", "alternate") == "alternate" and element.get("href")]
    # Several alternates: the page before its PDF or its JSON.
    pages.sort(key=lambda element: "html" not in element.get("type", "text/html"))
    yield from ((element.base or base, element.get("href")) for element in pages)
    enclosed = [element for element in entry if local(element) == "enclosure" or element.get("rel") == "enclosure"]
    yield from ((element.base or base, element.get("url") or element.get("href")) for element in enclosed)


def _said(entry: Any, name: str) -> str:
    """The text of an entry's own element, else of Dublin Core's: a picture's title is not the entry's."""
    for wanted in (namespace(entry), DUBLIN_CORE):
        for element in entry:
            if local(element) == name and namespace(element) == wanted:
                return "".join(element.itertext()).strip()
    return ""


def _date(entry: Any) -> str:
    written = {local(element).lower(): element.text for element in reversed(entry) if local(element).lower() in _DATES}
    return next(filter(None, (iso_date(written.get(name)) for name in _DATES)), "")


def _next_page(root: Any, url: str) -> str:
    """The address that an archived feed gives for the entries before these."""
    for element in root.iter():
        if local(element) == "link" and element.get("rel") == "next":
            return web_address(element.base or url, element.get("href"))
        if local(element) in {"item", "entry"}:
            break
    return ""


# JSON Feed


def _json_feed(url: str, feed: dict[str, Any]) -> tuple[list[Ref], str]:
    if not isinstance(feed.get("items"), list):
        raise NotASource("JSON, but not a JSON feed")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    refs = present(_json_item(url, item) for item in items)
    if items and not refs:
        raise NotASource("a feed whose entries have no addresses")
    return refs, web_address(url, feed.get("next_url"))


def _json_item(url: str, item: dict[str, Any]) -> Ref | None:
    guid = item.get("id")
    candidates = (
        web_address(at, link) for at, link in ((url, item.get("url")), (url, item.get("external_url")), ("", guid))
    )
    when = iso_date(item.get("date_published")) or iso_date(item.get("date_modified"))
    return reference(url, next(filter(None, candidates), ""), item.get("title"), when, guid)
