"""What an address that somebody tries has to offer: its kind, the feeds and sitemaps it names, the links it lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from curation.addresses import canonical_address
from curation.answers import first_element, is_feed, is_html, read_json, unpacked
from curation.errors import NotASource
from curation.extract.decoding import decode
from curation.listings import open_page
from curation.model import Fetched, SourceKind
from curation.references import plain_title, web_address
from curation.sitemaps import MOST_UNPACKED, addresses_in_robots

FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
GUESSES: Final = ("feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "rss")
AT_THE_ROOT: Final = ("/robots.txt", "/sitemap.xml", "/sitemap_index.xml", "/feed/", "/rss.xml")

_FEED_LINK: Final = re.compile(r"(?:^|[/?=&._-])(?:rss|atom|feeds?)(?:$|[/?=&._-])", re.I)
_COMMENTS: Final = re.compile(r"/comments?/|comments? feed|commentaires", re.I)
_FURNITURE: Final = (
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "[role=navigation]",
    "[role=banner]",
    "[role=contentinfo]",
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CARDS: Final = frozenset({"article", "li", "tr", "dt"})
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z_-]*")  # A class with figures in it is often one element's own.
_FEWEST: Final = 3
_LONG_TITLE: Final = 15


@dataclass(frozen=True, slots=True)
class Proposal:
    """An address that may be a source: of which kind, how it calls itself, and why it is proposed."""

    url: str
    kind: SourceKind
    title: str = ""
    why: str = ""


def kind_of(fetched: Fetched) -> SourceKind:
    """The kind of source that an answer can be; `NotASource` for a wall, a soft 404 or JSON of another make."""
    content = unpacked(fetched, MOST_UNPACKED)
    if is_html(content):
        open_page(fetched)
        return SourceKind.LISTING
    if is_feed(content):
        return SourceKind.FEED
    if first_element(content) in {"urlset", "sitemapindex"} or _is_list_of_addresses(content):
        return SourceKind.SITEMAP
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _kind_of_json(content, fetched.charset)
    return SourceKind.DOCUMENT


def _kind_of_json(content: bytes, charset: str) -> SourceKind:
    answer = read_json(content, charset, "feed")
    if isinstance(answer.get("items"), list):
        return SourceKind.FEED
    if isinstance(answer.get("data"), list) or "error" in answer:
        return SourceKind.RELIEFWEB
    raise NotASource("JSON, but neither a JSON feed nor an answer of ReliefWeb")


def _is_list_of_addresses(content: bytes) -> bool:
    lines = decode(content[:5000]).split()
    return bool(lines) and all(line.startswith(("http://", "https://")) for line in lines)


# What a page names


def announced(fetched: Fetched) -> tuple[Proposal, ...]:
    """The feeds that a page names or links to, or the sitemaps that a robots.txt names, the likeliest first."""
    content = unpacked(fetched, MOST_UNPACKED)
    if not is_html(content):
        named = addresses_in_robots(decode(content, fetched.charset), fetched.url)
        return tuple(Proposal(url, SourceKind.SITEMAP, "", "named in robots.txt") for url in named)
    page, base = open_page(fetched)
    once: dict[str, Proposal] = {}
    for proposal in (*_alternates(page, base), *_linked_feeds(page, base)):
        once.setdefault(canonical_address(proposal.url), proposal)
    # A feed of comments is announced beside that of the articles, and never meant.
    return tuple(sorted(once.values(), key=lambda one: bool(_COMMENTS.search(f"{one.url} {one.title}"))))


def _alternates(page: BeautifulSoup, base: str) -> Iterator[Proposal]:
    for link in page.find_all("link", href=True):
        rel, media = str(link.get("rel") or "").lower(), str(link.get("type") or "").partition(";")[0].strip().lower()
        url = web_address(base, link["href"])
        if url and "alternate" in rel and media in FEED_TYPES:
            yield Proposal(url, SourceKind.FEED, plain_title(link.get("title")), "named by the page")
        elif url and "sitemap" in rel:
            yield Proposal(url, SourceKind.SITEMAP, plain_title(link.get("title")), "named by the page")


def _linked_feeds(page: BeautifulSoup, base: str) -> Iterator[Proposal]:
    for link in page.find_all("a", href=True):
        url, title = web_address(base, link["href"]), plain_title(link.get_text(" "))
        path = f"{urlsplit(url).path}?{urlsplit(url).query}" if url else ""
        if url and (_FEED_LINK.search(path) or title.lower() in {"rss", "atom", "rss feed", "flux rss"}):
            yield Proposal(url, SourceKind.FEED, title, "linked from the page")


def guesses(url: str) -> tuple[str, ...]:
    """Addresses worth asking when a page names nothing: where feeds and sitemaps usually are."""
    folder = url.partition("?")[0].partition("#")[0]
    folder = folder if folder.endswith("/") else f"{folder}/"
    candidates = (*(urljoin(url, path) for path in AT_THE_ROOT), *(urljoin(folder, name) for name in GUESSES))
    known = {canonical_address(url)}
    return tuple(one for one in dict.fromkeys(candidates) if canonical_address(one) not in known)


# Which links a page lists


def proposed_selector(fetched: Fetched) -> str:
    """The CSS selector that best picks the publications a page links to; "" when nothing repeats on it."""
    page, base = open_page(fetched)
    for furniture in page.select(",".join(_FURNITURE)):
        furniture.decompose()
    groups: dict[tuple[str, ...], list[Tag]] = defaultdict(list)
    for link in page.find_all("a", href=True):
        address = web_address(base, link["href"])
        if address and canonical_address(address) != canonical_address(fetched.url) and link.get_text(strip=True):
            groups[_path(link)].append(link)
    scored = [(_score(path, links), -at, path) for at, (path, links) in enumerate(groups.items())]
    best = max(scored, default=(0.0, 0, ()))
    return " ".join(_telling(best[2])) if best[0] else ""


def _path(link: Tag) -> tuple[str, ...]:
    """The elements from the page's body to a link, each as its selector: what the links of one list share."""
    above = [tag for tag in link.parents if tag.name not in {"body", "html", "[document]"}]
    return tuple(_selector(tag) for tag in (*reversed(above), link))


def _selector(tag: Tag) -> str:
    classes = [name for name in tag.get_attribute_list("class") if name and _NAME.fullmatch(name)]
    return ".".join((tag.name, *classes[:2]))


def _score(path: tuple[str, ...], links: Iterable[Tag]) -> float:
    """How much a group of links looks like a list of publications: many of them, with titles, in headings or cards."""
    titles = {str(link["href"]): len(link.get_text(" ", strip=True)) for link in links}
    if len(titles) < _FEWEST:
        return 0.0
    names = {step.partition(".")[0] for step in path}
    place = 3.0 if names & _HEADINGS else 1.5 if names & _CARDS else 1.0
    long = sum(length >= _LONG_TITLE for length in titles.values()) / len(titles)
    return place * (0.1 + long) * min(len(titles), 30)


def _telling(path: tuple[str, ...]) -> list[str]:
    """The steps of a path that tell its links from others: the nearest with a class, headings and cards, the link."""
    names = [step.partition(".")[0] for step in path]
    nearest = max((at for at, step in enumerate(path[:-1]) if "." in step or names[at] == "main"), default=-1)
    kept = [
        step for at, step in enumerate(path[:-1]) if at == nearest or (at > nearest and names[at] in _HEADINGS | _CARDS)
    ]
    return [*kept, path[-1]]
