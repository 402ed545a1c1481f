"""The export as a web site of plain pages: a list, a page for each organisation, a page for each document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from curation.export.entry import Entry, Site, State
from curation.export.structure import body
from curation.identity import slug

TEMPLATES: Final = Path(__file__).parent / "templates"
STYLE: Final = "style.css"

# Spelled here: a locale's month names depend on the machine.
_MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_PAGE_OF: Final[Mapping[State, str]] = MappingProxyType(
    {State.FULL: "full.html", State.LINK: "link.html", State.WITHDRAWN: "withdrawn.html"}
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Entries listed together under one name; `path` is the page that lists them alone, if there is one."""

    name: str
    path: str
    entries: tuple[Entry, ...]


def pages(entries: Sequence[Entry], site: Site) -> dict[str, bytes]:
    """Every page of the site and its style sheet, by the path it stands at."""
    listed = by_title(entry for entry in entries if entry.state is not State.WITHDRAWN)
    shelves = organisations(listed)
    lists = {shelf.path: _list_page(shelf.entries, shelves, site, shelf) for shelf in shelves}
    documents = {entry.path: _document_page(entry, site) for entry in entries}
    index = {"index.html": _list_page(listed, shelves, site, None), STYLE: (TEMPLATES / STYLE).read_bytes()}
    return {**index, **lists, **documents}


def by_title(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """In the order a reader looks for them: accents and capitals do not count."""
    return tuple(sorted(entries, key=lambda entry: (slug(entry.title.text), entry.key)))


def organisations(entries: Iterable[Entry]) -> tuple[Shelf, ...]:
    """A shelf for each organisation; two spellings of one name share it."""
    shelves: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.organisation:
            shelves.setdefault(slug(entry.organisation), []).append(entry)
    return tuple(
        Shelf(held[0].organisation, f"organisations/{name}.html", tuple(held)) for name, held in sorted(shelves.items())
    )


def letters(entries: Iterable[Entry]) -> tuple[Shelf, ...]:
    """A shelf for each first letter, and one for titles that begin with a number."""
    shelves: dict[str, list[Entry]] = {}
    for entry in entries:
        first = slug(entry.title.text)[0].upper()
        shelves.setdefault("0-9" if first.isdigit() else first, []).append(entry)
    return tuple(Shelf(letter, "", tuple(held)) for letter, held in sorted(shelves.items()))


def in_words(moment: datetime | date | str) -> str:
    """A date as a French reader says it: "1er mars 2026"; a time is dated in UTC, the same on every machine."""
    if isinstance(moment, datetime):
        moment = day_of(moment)
    day = date.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def linked_data(entry: Entry, site: Site) -> Markup:
    """The page for search engines (schema.org), safe inside a script element."""
    value = json.dumps(_schema(entry, site), ensure_ascii=False, indent=1, sort_keys=True)
    for character in "<>&\u2028\u2029":
        value = value.replace(character, f"\\u{ord(character):04x}")
    return Markup(value)


def _schema(entry: Entry, site: Site) -> dict[str, Any]:
    page = {"@context": "https://schema.org", "identifier": f"urn:uuid:{entry.key}", "inLanguage": "fr"}
    page |= {"url": site.at(entry.path)} if site.at(entry.path) != entry.path else {}
    if entry.state is not State.FULL:
        return {
            **page,
            "@type": "WebPage",
            "name": entry.title.text,
            "about": {**_original(entry), **_in_french(entry)},
        }
    dates = {"datePublished": day_of(entry.published_at), "dateModified": day_of(entry.updated_at)}
    licence = {"license": entry.licence.url} if entry.share_alike and entry.licence.url else {}
    translation = {"@type": "Article", "name": entry.title.text, "translationOfWork": _original(entry)}
    return {**page, **dates, **licence, **translation}


def _original(entry: Entry) -> dict[str, Any]:
    said = {
        "@id": entry.address,
        "url": entry.address,
        "name": entry.original.text,
        "inLanguage": entry.original.lang,
        "datePublished": entry.published,
        "license": entry.licence.url,
        "author": [{"@type": "Person", "name": author} for author in entry.authors],
        "publisher": {"@type": "Organization", "name": entry.organisation} if entry.organisation else None,
    }
    return {"@type": "CreativeWork", **{name: value for name, value in said.items() if value}}


def _in_french(entry: Entry) -> dict[str, Any]:
    """The official French version as schema.org tells it, where the page leads to one."""
    address = entry.french_address
    work = {"@type": "CreativeWork", "@id": address, "url": address, "inLanguage": "fr"}
    return {"workTranslation": work} if address else {}


def day_of(moment: datetime) -> str:
    """The day of a time as machines read it, in UTC."""
    return moment.astimezone(UTC).date().isoformat()


def _document_page(entry: Entry, site: Site) -> bytes:
    page = template(_PAGE_OF[entry.state]).render(
        entry=entry, site=site, root="../", body=body(entry.passages), linked_data=linked_data(entry, site)
    )
    return page.encode()


def _list_page(entries: Sequence[Entry], shelves: Sequence[Shelf], site: Site, current: Shelf | None) -> bytes:
    page = template("index.html").render(
        letters=letters(entries), count=len(entries), shelves=shelves, current=current, site=site, root=_root(current)
    )
    return page.encode()


def _root(current: Shelf | None) -> str:
    return "../" if current else ""


def template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["in_words"] = in_words
    environment.filters["day"] = day_of
    environment.filters["number"] = lambda number: f"{number:,}".replace(",", "\u202f")
    return environment
