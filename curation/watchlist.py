"""The watch list: its entries read and checked, and new ones written."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import soupsieve

from curation.addresses import canonical_address
from curation.errors import SourcesInvalid
from curation.model import Source, SourceKind
from curation.rights import LICENCES

RHYTHMS: Final = ("", "daily", "weekly", "fortnightly", "monthly", "quarterly", "twice-yearly", "yearly", "rarely")
DRAFTS: Final = ("relevant", "all")
MOST_PAGES: Final = 20

# Line breaks, control characters and what XML cannot hold: an entry must fit a table, a terminal and an OPML file.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def load_sources(path: Path | None = None) -> list[Source]:
    """The sources of a watch list file, or of the one that comes with the project, all checked."""
    return parse_sources(path.read_text("utf-8") if path else own_watch_list())


def own_watch_list() -> str:
    """The text of the watch list that comes with the project."""
    return files("curation").joinpath("data/sources.toml").read_text("utf-8")


def parse_sources(text: str) -> list[Source]:
    """The sources of a watch list's text, all checked; `SourcesInvalid` names the first mistake."""
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
    if mistake := next(filter(None, (rule(source) for rule in _RULES)), ""):
        raise SourcesInvalid(f"{name}: {mistake}")
    return source


# What one field may hold


def _text(value: object) -> str:
    if not isinstance(value, str):
        return "should be text"
    return "should be one line, without control characters" if _UNPRINTABLE.search(value) else ""


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else "should be true or false"


def _id(value: object) -> str:
    wanted = isinstance(value, str) and re.fullmatch(r"[a-z0-9][a-z0-9-]*", value)
    return "" if wanted else "only small letters, figures and hyphens"


def _count(value: object) -> str:
    return "" if type(value) is int and value > 0 else "should be a number above 0"


def _pages(value: object) -> str:
    return "" if type(value) is int and 1 <= value <= MOST_PAGES else f"should be a number from 1 to {MOST_PAGES}"


def _one_of(names: Iterable[str]) -> Callable[[object], str]:
    allowed = list(names)
    return lambda value: "" if value in allowed else f'"{value}" is none of {", ".join(filter(None, allowed))}'


def _address(value: object) -> str:
    try:
        parts = urlsplit(str(value))
        if parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"\s", str(value)):
            return _text(value)
    except ValueError:
        pass
    return f'"{value}" is not a web address'


def _address_or_none(value: object) -> str:
    return _address(value) if value != "" else ""


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
        return f"not a CSS selector: {str(error).splitlines()[0]}" if value != "" else ""
    return _text(value)


_CHECKS: Final[Mapping[str, Callable[[object], str]]] = MappingProxyType(
    {
        "id": _id,
        "organisation": _text,
        "kind": _one_of(SourceKind),
        "url": _address,
        "title": _text,
        "language": _text,
        "licence": _one_of(sorted(LICENCES)),
        "rhythm": _one_of(RHYTHMS),
        "selector": _selector,
        "next_page": _selector,
        "pages": _pages,
        "include": _pattern,
        "query": _text,
        "appname": _text,
        "newest": _count,
        "french": _address_or_none,
        "drafts": _one_of(DRAFTS),
        "republishes": _flag,
        "local": _flag,
        "sample": _flag,
    }
)


# What goes with which kind


def _selector_rule(source: Source) -> str:
    wanted = (source.kind is SourceKind.LISTING) == bool(source.selector)
    return "" if wanted else 'field "selector": a listing needs one, and only a listing'


def _next_page_rule(source: Source) -> str:
    wanted = source.kind is SourceKind.LISTING or not source.next_page
    return "" if wanted else 'field "next_page": only a listing has a next page to pick'


def _pages_rule(source: Source) -> str:
    # A feed names its next page itself, where it has one.
    wanted = source.pages == 1 or source.next_page or source.kind is SourceKind.FEED
    return "" if wanted else 'field "pages": a listing with "next_page", or a feed, has more than one page'


def _query_rule(source: Source) -> str:
    if source.kind is not SourceKind.RELIEFWEB:
        stray = next((name for name in ("query", "appname") if getattr(source, name)), "")
        return f'field "{stray}": only for the kind reliefweb' if stray else ""
    if not source.appname:
        return 'field "appname" is missing: ReliefWeb wants one, https://apidoc.reliefweb.int/parameters#appname'
    return "" if source.query else 'field "query" is missing: what to look for on ReliefWeb'


_RULES: Final = (_selector_rule, _next_page_rule, _pages_rule, _query_rule)


# New entries


def as_toml(source: Source) -> str:
    """The [[source]] entry that gives this source, with the fields that are not as usual, ready to paste."""
    said = ((known.name, getattr(source, known.name), known.default) for known in fields(Source))
    lines = [f"{name} = {_toml(value)}" for name, value, usual in said if value != usual]
    return "\n".join(("[[source]]", *lines, ""))


def _toml(value: object) -> str:
    # JSON's strings, numbers and flags are TOML's too, but for DEL, which no field may hold.
    return json.dumps(value, ensure_ascii=False)


def with_added(text: str, new: Sequence[Source]) -> tuple[str, list[Source]]:
    """A watch list's text with the entries of the sources it did not hold yet, and those sources, their ids unique."""
    known = parse_sources(text)
    addresses = {_place(source) for source in known}
    ids = {source.id for source in known}
    added: list[Source] = []
    for source in new:
        if _place(source) not in addresses:
            added.append(replace(source, id=unique_id(source.id, ids)))
            addresses.add(_place(source))
            ids.add(added[-1].id)
    longer = (
        "\n".join((text.rstrip("\n"), *(f"\n{as_toml(source).rstrip()}" for source in added), "")) if added else text
    )
    parse_sources(longer)
    return longer, added


def _place(source: Source) -> tuple[str, str]:
    # Two searches on ReliefWeb share its address.
    return canonical_address(source.url), source.query


def unique_id(name: str, taken: Iterable[str]) -> str:
    """An id made of a name: small letters, figures and hyphens, with a number when it is taken."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].rstrip("-") or "source"
    used = set(taken)
    number = 1
    while (candidate := slug if number == 1 else f"{slug}-{number}") in used:
        number += 1
    return candidate
