"""What a web page says of itself: title, authors, date, licence. Nothing here is guessed from the running text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urljoin

from curation.extract.french_links import stated_french
from curation.extract.tidy import tidy
from curation.stated_licence import guess_licence
from translation.document import Metadata

_SEPARATORS: Final = re.compile(r"\s+(?:[|–—·•»:]|::|-)\s+")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_PUBLISHED: Final = (
    "article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "date",
    "pubdate",
)
_AUTHOR: Final = ("citation_author", "author", "dc.creator", "dcterms.creator", "article:author")
_FOOT: Final = (
    "//footer | //*[@role='contentinfo'] | //*[contains(@class,'footer') or contains(@id,'footer')]"
    " | //*[contains(@class,'license') or contains(@class,'licence') or contains(@class,'copyright')]"
)


def page_metadata(tree: Any, url: str | None) -> Metadata:
    """The metadata a page states about itself; `url` is where it was fetched, for relative addresses."""
    meta, linked = _meta(tree), list(_json_ld(tree))
    licence, evidence = guess_licence(_licence_links(tree, meta, linked), _foot(tree))
    french = next(iter(stated_french(tree, url or "")), None)
    return Metadata(
        authors=_authors(meta, linked),
        organisation=_organisation(meta, linked),
        published=_published(tree, meta, linked),
        description=_first(meta, ("description", "og:description", "dc.description", "twitter:description")),
        licence=licence,
        licence_evidence=evidence,
        canonical=_canonical(tree, meta, url),
        french=french.address if french else "",
        french_evidence=french.told if french else "",
    )


def page_title(tree: Any, headings: Iterable[str]) -> str:
    """The page's title: its first h1 unless it names the site, else og:title or `<title>` without the site's name.

    `headings` are the h1 texts in the page's order, those of the article first.
    """
    meta = _meta(tree)
    site = _first(meta, ("og:site_name", "application-name")).casefold()
    declared = [
        _first(meta, ("og:title", "citation_title", "dc.title", "twitter:title")),
        tidy(" ".join(tree.xpath("//head//title/text()"))),
    ]
    headings = [heading for heading in headings if heading.casefold() != site]
    for heading in headings:
        if any(heading.casefold() in title.casefold() for title in declared):
            return heading
    if headings:
        return headings[0]
    return next((_without_site(title, site) for title in declared if title), "")


def says_article(tree: Any) -> bool:
    """Whether the page calls itself an article, or says when it was published, as a list of links does not."""
    meta = _meta(tree)
    things = (str(thing.get("@type", "")) for thing in _json_ld(tree))
    return (
        "article" in meta.get("og:type", [])
        or "article:published_time" in meta
        or any(re.search(r"Article|BlogPosting|Report\b", thing) for thing in things)
    )


def _without_site(title: str, site: str) -> str:
    parts = _SEPARATORS.split(title)
    named = [part for part in parts if part.casefold() != site]
    if site and len(named) < len(parts):
        return " – ".join(named) or title
    before, bar, _ = title.rpartition(" | ")
    return before if bar else title


def _meta(tree: Any) -> Mapping[str, list[str]]:
    """Every `<meta>` by its lower-case name, property or itemprop."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := tidy(element.get("content") or ""):
            found.setdefault(name.lower(), []).append(content)
    return found


def _first(meta: Mapping[str, list[str]], names: Iterable[str]) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    """The things a page describes in JSON-LD, those that have a date or a headline; broken JSON is passed over."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting.extend(thing)
            elif isinstance(thing, dict):
                waiting.extend(value for key, value in thing.items() if key == "@graph")
                if "datePublished" in thing or "headline" in thing:
                    yield thing


def _names(value: Any) -> Iterator[str]:
    """The names in a JSON-LD author or publisher: a text, a thing with a name, or a list of these."""
    if isinstance(value, str):
        yield tidy(value)
    elif isinstance(value, dict):
        yield from _names(value.get("name"))
    elif isinstance(value, list):
        for each in value:
            yield from _names(each)


def _authors(meta: Mapping[str, list[str]], linked: list[dict[str, Any]]) -> tuple[str, ...]:
    for names in (
        [name for thing in linked for name in _names(thing.get("author"))],
        *(meta.get(key, []) for key in _AUTHOR),
    ):
        if people := [name for name in names if name and "/" not in name and not name.startswith("@")]:
            return tuple(dict.fromkeys(people))
    return ()


def _organisation(meta: Mapping[str, list[str]], linked: list[dict[str, Any]]) -> str:
    published_by = next((name for thing in linked for name in _names(thing.get("publisher")) if name), "")
    stated = _first(meta, ("og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher", "publisher"))
    return published_by or ("" if stated.startswith("http") else stated)


def _published(tree: Any, meta: Mapping[str, list[str]], linked: list[dict[str, Any]]) -> str:
    """The stated date of publication; a `<time>` counts only when the page has one date in all."""
    stated = [str(thing.get("datePublished", "")) for thing in linked]
    stated += [value for name in _PUBLISHED for value in meta.get(name, [])]
    stated += tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime")
    times = {value[:10] for value in tree.xpath("//time/@datetime")}
    for value in [*stated, *(times if len(times) == 1 else ())]:
        if (match := _DATE.match(value.replace("/", "-").strip())) and _is_date(match[0]):
            return match[0]
    return ""


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).year > 1990  # Older than the web: a placeholder such as 1970-01-01.
    except ValueError:
        return False


def _canonical(tree: Any, meta: Mapping[str, list[str]], url: str | None) -> str:
    """The address the page gives as its own, made whole; "" when it gives none, or one that is no address."""
    stated = [*tree.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href"), *meta.get("og:url", [])]
    try:
        base = urljoin(url or "", next(iter(tree.xpath("//base/@href")), ""))
        address = next((urljoin(base, href.strip()) for href in stated if href.strip()), "")
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def _licence_links(tree: Any, meta: Mapping[str, list[str]], linked: list[dict[str, Any]]) -> list[str]:
    links = tree.xpath(
        "//*[contains(concat(' ', @rel, ' '), ' license ')]/@href | //a[contains(@href, 'creativecommons.org')"
        " or contains(@href, 'open-government-licence') or contains(@href, 'licence-ouverte')]/@href"
    )
    links += [
        value for name in ("dcterms.license", "dcterms.rights", "dc.rights", "license") for value in meta.get(name, [])
    ]
    links += [thing["license"] for thing in linked if isinstance(thing.get("license"), str)]
    return [str(link) for link in dict.fromkeys(links)]


def _foot(tree: Any) -> str:
    """The text at the foot of the page, where licences are stated; its last words when nothing is marked so."""
    feet = [tidy(" ".join(foot.itertext())) for foot in tree.xpath(_FOOT)]
    return (
        "\n".join(dict.fromkeys(feet))
        or tidy(" ".join(tree.xpath("//body//text()[not(parent::script or parent::style)]")))[-600:]
    )
