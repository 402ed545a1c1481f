"""The watch list, read and checked; and what a source's page lists, whatever its kind: bytes in, references out."""

from __future__ import annotations

import gzip
import io
import json
import re
import tomllib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import islice
from pathlib import Path
from time import struct_time
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urljoin, urlsplit
from xml.sax import SAXException

import feedparser
import soupsieve
from bs4 import BeautifulSoup, Tag
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from curation.addresses import canonical_address
from curation.errors import NotASource, SourcesInvalid
from curation.model import Fetched, Ref, Source, SourceKind
from curation.rights import LICENCES

RHYTHMS: Final = frozenset({"weekly", "monthly", "quarterly", "yearly", "rarely"})
MOST_CHILDREN: Final = 20
MOST_UNPACKED: Final = 50_000_000
# Some generators write the year 1 where they know no date.
FIRST_YEAR: Final = 1990

_HTML: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source lists: its publications, and, for an index of sitemaps, the sitemaps to read for `more`."""

    refs: tuple[Ref, ...] = ()
    more: tuple[str, ...] = ()


# The watch list


def load_sources(path: Path | None = None) -> list[Source]:
    """The sources of a watch list file, or of the one that comes with the project, all checked."""
    text = path.read_text("utf-8") if path else files("curation").joinpath("data/sources.toml").read_text("utf-8")
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourcesInvalid(f"the watch list cannot be read: {error}") from error
    for name, tables in entries.items():
        if name != "source" or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise SourcesInvalid(f'unknown entry "{name}": a source begins with [[source]]')
    sources = [_source(number, entry) for number, entry in enumerate(entries.get("source", []), start=1)]
    for source in sources:
        if sum(other.id == source.id for other in sources) > 1:
            raise SourcesInvalid(f'source "{source.id}": field "id": used twice')
    return sources


def _source(number: int, entry: Mapping[str, Any]) -> Source:
    """One checked entry."""
    name = f'source "{entry["id"]}"' if entry.get("id") else f"source number {number}"
    for known in fields(Source):
        if known.default is MISSING and not entry.get(known.name):
            raise SourcesInvalid(f'{name}: field "{known.name}" is missing')
    for key, value in entry.items():
        if key not in _CHECKS:
            raise SourcesInvalid(f'{name}: field "{key}" is not known')
        if why := _CHECKS[key](value):
            raise SourcesInvalid(f'{name}: field "{key}": {why}')
    source = Source(**{**entry, "kind": SourceKind(entry["kind"])})
    if (source.kind is SourceKind.LISTING) != bool(source.selector):
        raise SourcesInvalid(f'{name}: field "selector": a listing needs one, and only a listing')
    return source


def _text(value: object) -> str:
    return "" if isinstance(value, str) else "should be text"


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else "should be true or false"


def _id(value: object) -> str:
    wanted = isinstance(value, str) and re.fullmatch(r"[a-z0-9][a-z0-9-]*", value)
    return "" if wanted else "only small letters, figures and hyphens"


def _count(value: object) -> str:
    return "" if type(value) is int and value > 0 else "should be a number above 0"


def _one_of(names: Iterable[str]) -> Callable[[object], str]:
    allowed = sorted(names)
    return lambda value: "" if value in allowed else f'"{value}" is none of {", ".join(filter(None, allowed))}'


def _address(value: object) -> str:
    try:
        parts = urlsplit(str(value))
        return "" if parts.scheme in {"http", "https"} and parts.hostname else f'"{value}" is not a web address'
    except ValueError:
        return f'"{value}" is not a web address'


def _pattern(value: object) -> str:
    try:
        re.compile(str(value))
    except re.error as error:
        return f"not a regular expression: {error}"
    return _text(value)


def _selector(value: object) -> str:
    try:
        soupsieve.compile(str(value))
    except (soupsieve.SelectorSyntaxError, NotImplementedError) as error:
        return f"not a CSS selector: {str(error).splitlines()[0]}"
    return _text(value)


_CHECKS: Final[Mapping[str, Callable[[object], str]]] = MappingProxyType(
    {
        "id": _id,
        "organisation": _text,
        "kind": _one_of(SourceKind),
        "url": _address,
        "title": _text,
        "language": _text,
        "licence": _one_of(LICENCES),
        "rhythm": _one_of(RHYTHMS),
        "selector": _selector,
        "include": _pattern,
        "newest": _count,
        "republishes": _flag,
        "sample": _flag,
    }
)


# What a source lists


def discover(source: Source, fetched: Fetched) -> Listing:
    """The publications a source's page lists, newest first where it dates them, as many as the source may have.

    `NotASource` when the page is not what the source's kind promises; a real feed may well be empty.
    """
    match source.kind:
        case SourceKind.DOCUMENT:
            return Listing((Ref(source.url, source.title),))
        case SourceKind.SITEMAP:
            refs, more = _sitemap(fetched)
            return Listing(_wanted(source, refs), tuple(ref.url for ref in islice(_newest(more), MOST_CHILDREN)))
        case SourceKind.LISTING:
            return Listing(_wanted(source, _linked(fetched, source.selector)))
        case SourceKind.FEED:
            return Listing(_wanted(source, _feed(fetched)))


def _wanted(source: Source, refs: Iterable[Ref]) -> tuple[Ref, ...]:
    """What the source is watched for: each once, its address matching `include`, the newest ones."""
    matching = re.compile(source.include, re.IGNORECASE)
    # Some feeds give all their items one link: the title tells them apart.
    once = {(canonical_address(ref.url), ref.title): ref for ref in reversed(list(refs)) if matching.search(ref.url)}
    return tuple(islice(_newest(reversed(once.values())), source.newest))


def _newest(refs: Iterable[Ref]) -> Iterator[Ref]:
    """Dated ones first, newest before older; otherwise in the order they came."""
    return iter(sorted(refs, key=lambda ref: ref.published, reverse=True))


def _ref(base: str, link: object, title: object = "", published: str = "") -> Ref | None:
    """A reference with its whole address, unless the link leads nowhere on the web."""
    try:
        url = urljoin(base, str(link or "").strip())
        is_web = bool(link) and urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname)
    except ValueError:
        return None
    return Ref(url, " ".join(str(title or "").split()), published) if is_web else None


def _present(refs: Iterable[Ref | None]) -> list[Ref]:
    return [ref for ref in refs if ref is not None]


def _refuse_html(fetched: Fetched, expected: str) -> None:
    if _HTML.match(fetched.content[:5000]):
        raise NotASource(f"an HTML page, not a {expected}")


# Feeds


def _feed(fetched: Fetched) -> list[Ref]:
    _refuse_html(fetched, "feed")
    if fetched.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(fetched)
    parsed = feedparser.parse(io.BytesIO(fetched.content), response_headers=_headers(fetched), sanitize_html=False)
    if not parsed.entries:
        _refuse_what_is_no_feed(parsed)
    refs = _present(_entry(fetched.url, entry) for entry in parsed.entries)
    if parsed.entries and not refs:
        raise NotASource("a feed whose entries have no addresses")
    return refs


def _headers(fetched: Fetched) -> dict[str, str]:
    """What feedparser needs to know of the answer: its address, and its charset if the server named one."""
    named = {"content-type": f"application/xml; charset={fetched.charset}"} if fetched.charset else {}
    return {"content-location": fetched.url, **named}


def _refuse_what_is_no_feed(parsed: Any) -> None:
    # An empty feed is no error; one that breaks off before its first entry is.
    if not parsed.version:
        raise NotASource("not a feed")
    if isinstance(parsed.get("bozo_exception"), SAXException):
        raise NotASource("a broken feed without a single entry")


def _entry(base: str, entry: Any) -> Ref | None:
    enclosed = (enclosure.get("href") for enclosure in entry.get("enclosures", ()))
    candidates = (_ref(base, link) for link in (entry.get("link"), *enclosed))
    where = next((ref for ref in candidates if ref), None) or _ref("", entry.get("id"))
    # feedparser warns when asked for an update that is not there.
    when = next((entry[name] for name in ("published_parsed", "updated_parsed") if name in entry), None)
    return _ref(base, where and where.url, _plain(entry.get("title")), _moment(when))


def _plain(title: str | None) -> str:
    """A title without markup."""
    return BeautifulSoup(title, "lxml").get_text() if title and ("<" in title or "&" in title) else title or ""


def _moment(when: struct_time | None) -> str:
    return f"{datetime(*when[:6]).isoformat()}Z" if when and when.tm_year >= FIRST_YEAR else ""


def _json_feed(fetched: Fetched) -> list[Ref]:
    try:
        feed = json.loads(fetched.content)
    except ValueError as error:
        raise NotASource(f"not a feed: broken JSON ({error})") from error
    if not isinstance(feed.get("items"), list):
        raise NotASource("JSON, but not a JSON feed")
    items = (item for item in feed["items"] if isinstance(item, dict))
    return _present(
        _ref(
            fetched.url,
            item.get("url") or item.get("external_url"),
            item.get("title"),
            _iso(item.get("date_published")),
        )
        for item in items
    )


def _iso(written: object) -> str:
    """A date as ISO 8601 in UTC; a day stays a day; what cannot be read is no date."""
    text = str(written or "").strip()
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day.isoformat() if day.year >= FIRST_YEAR else ""
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment.year >= FIRST_YEAR else ""
    return ""


# Listing pages


def _linked(fetched: Fetched, selector: str) -> list[Ref]:
    """The links a selector picks; a picked element that is no link itself stands for the first link in it."""
    page = BeautifulSoup(fetched.content, "lxml", from_encoding=fetched.charset or None)
    base = page.find("base", href=True)
    start = urljoin(fetched.url, str(base["href"])) if isinstance(base, Tag) else fetched.url
    refs = _present(_link(start, picked) for picked in page.select(selector))
    if not refs:
        raise NotASource(f'the selector "{selector}" matches nothing')
    return refs


def _link(base: str, picked: Tag) -> Ref | None:
    link = picked if picked.name == "a" else picked.find("a", href=True)
    if not isinstance(link, Tag):
        return None
    said = picked.find("time", datetime=True)
    when = _iso(said["datetime"]) if isinstance(said, Tag) else ""
    return _ref(base, link.get("href"), link.get_text(" ") or link.get("title") or link.get("aria-label"), when)


# Sitemaps


def _sitemap(fetched: Fetched) -> tuple[list[Ref], list[Ref]]:
    """The pages of a sitemap, and the sitemaps of an index."""
    content = _unpacked(fetched.content)
    _refuse_html(fetched, "sitemap")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise NotASource(f"not a sitemap: {error}") from error
    if root.tag.rpartition("}")[2] not in {"urlset", "sitemapindex"}:
        raise NotASource("XML, but not a sitemap")
    pages, children = (
        _present(
            _ref(fetched.url, at.findtext("{*}loc"), "", _iso(at.findtext("{*}lastmod"))) for at in root.iterfind(tag)
        )
        for tag in ("{*}url", "{*}sitemap")
    )
    return pages, children


def _unpacked(content: bytes) -> bytes:
    """A sitemap.xml.gz as XML, within a limit."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            unpacked = packed.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise NotASource("a broken gzip file") from error
    if len(unpacked) > MOST_UNPACKED:
        raise NotASource(f"a sitemap of more than {MOST_UNPACKED // 1_000_000} MB")
    return unpacked
