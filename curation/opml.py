"""Watch lists as OPML, which feed readers read and write: feeds as such, all other sources as links, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import groupby
from typing import Any, Final

from lxml import etree

from curation.answers import local, read_xml, unpacked
from curation.errors import NotASource, SourcesInvalid
from curation.model import Fetched, Source, SourceKind
from curation.references import web_address
from curation.watchlist import as_toml, parse_sources, unique_id

# Our own fields stand in a namespace of their own, so that other readers pass over them.
NAMESPACE: Final = "urn:dragoman:watch-list:1"
_PREFIX: Final = f"{{{NAMESPACE}}}"


def read_opml(content: bytes) -> list[Source]:
    """The sources of an OPML file, in its order, their ids made unique."""
    sources: list[Source] = []
    for outline, group in _outlines(_root(content)):
        source = _source(outline, group, {known.id for known in sources})
        if isinstance(source, Source):
            sources.append(source)
    return sources


def left_out(content: bytes) -> list[str]:
    """What an OPML file holds that cannot be a source, each with the reason."""
    found = (_source(outline, group, set()) for outline, group in _outlines(_root(content)))
    return [reason for reason in found if isinstance(reason, str)]


def write_opml(sources: Iterable[Source]) -> bytes:
    """The OPML of a watch list, one outline per organisation; reading it gives the same sources."""
    root = etree.Element("opml", version="2.0", nsmap={"dragoman": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Dragoman"
    body = etree.SubElement(root, "body")
    for organisation, group in groupby(sources, key=lambda source: source.organisation):
        above = etree.SubElement(body, "outline", text=organisation)
        for source in group:
            etree.SubElement(above, "outline", _attributes(source))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _attributes(source: Source) -> dict[str, str]:
    """What any reader understands, then our own fields where they are not as usual."""
    title = source.title or source.organisation
    feed = {"type": "rss", "text": title, "title": title, "xmlUrl": source.url}
    common = (
        feed if source.kind is SourceKind.FEED else {"type": "link", "text": title, "title": title, "url": source.url}
    )
    own = {known.name: getattr(source, known.name) for known in fields(Source) if known.name not in {"url", "kind"}}
    usual = {known.name: known.default for known in fields(Source)}
    kind = {} if source.kind is SourceKind.FEED else {"kind": source.kind.value}
    said = {**kind, **{name: _written(value) for name, value in own.items() if value != usual[name]}}
    # The title is written even when it is empty: else the one for other readers would be taken for it.
    return {**common, **{f"{_PREFIX}{name}": value for name, value in {**said, "title": source.title}.items()}}


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _root(content: bytes) -> Any:
    root, _ = read_xml(unpacked(Fetched("", content, "")), "", "")
    if root is None or local(root).lower() != "opml":
        raise NotASource("not an OPML file")
    return root


def _outlines(root: Any) -> Iterator[tuple[Any, str]]:
    """The outlines that name an address, however deep, each with the name of the group it stands in."""
    for outline in root.iter("outline"):
        if not len(outline) or outline.get("xmlUrl"):
            above = outline.getparent()
            yield outline, (above.get("text") or above.get("title") or "") if local(above) == "outline" else ""


def _source(outline: Any, group: str, taken: set[str]) -> Source | str:
    """The source of one outline, or why there is none."""
    title = " ".join((outline.get(f"{_PREFIX}title") or outline.get("title") or outline.get("text") or "").split())
    own = {name.removeprefix(_PREFIX): value for name, value in outline.items() if name.startswith(_PREFIX)}
    address = outline.get("xmlUrl") or outline.get("url") or outline.get("htmlUrl") or ""
    url = web_address("", address)
    if not url:
        return f"{title or 'an outline without a title'}: {address or 'no address'} is not a web address"
    ours = {**own, "id": unique_id(own.get("id") or title or url, taken), "url": url}
    ours.setdefault("organisation", " ".join((group or outline.get("category", "").strip("/") or title or url).split()))
    ours.setdefault("title", title)
    return _checked(ours, SourceKind.FEED if outline.get("xmlUrl") else SourceKind.DOCUMENT)


def _checked(said: Mapping[str, str], kind: SourceKind) -> Source | str:
    """A source of what an outline says, if a watch list would take it."""
    try:
        values = {known.name: _value(said[known.name], known.default) for known in fields(Source) if known.name in said}
        source = Source(**{"kind": kind, **values})
        return parse_sources(as_toml(source))[0]
    except (SourcesInvalid, ValueError, TypeError) as error:
        return f"{said['url']}: {error}"


def _value(text: str, usual: object) -> Any:
    if isinstance(usual, bool):
        return text == "true"
    return int(text) if isinstance(usual, int) else text
