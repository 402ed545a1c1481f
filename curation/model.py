"""The values of curation: a source of the watch list, what was found and fetched there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class SourceKind(StrEnum):
    """How a source lists its publications."""

    FEED = "feed"
    LISTING = "listing"
    SITEMAP = "sitemap"
    DOCUMENT = "document"
    RELIEFWEB = "reliefweb"


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the watch list.

    `licence` is the hint used when a document states none (an identifier of `curation.rights`, or "");
    `rhythm` is how often something new is expected (weekly, monthly, quarterly, yearly, rarely; "" to learn it);
    `selector` picks the links of a listing page, `next_page` the link to its next page, of which `pages` are read;
    `include` is a regular expression an address must match; `query` and `appname` are for ReliefWeb's API;
    `newest` caps how many publications one visit takes up; `french` is the source's feed in French;
    `drafts` says what is drafted: "relevant" publications, or "all" of a source chosen for what it publishes;
    `republishes` says that its pages name other sites' addresses as canonical, and that those are to be believed;
    `local` lets it stand on this machine or its network; `sample` marks the publisher that ships with the project.
    """

    id: str
    organisation: str
    kind: SourceKind
    url: str
    title: str = ""
    language: str = "en"
    licence: str = ""
    rhythm: str = ""
    selector: str = ""
    next_page: str = ""
    pages: int = 1
    include: str = ""
    query: str = ""
    appname: str = ""
    newest: int = 20
    french: str = ""
    drafts: str = "relevant"
    republishes: bool = False
    local: bool = False
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """A publication's address as a source gives it, with the title, date (ISO 8601) and lasting id it gives, if any."""

    url: str
    title: str = ""
    published: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed?" with, and `of` which address: another one's say nothing of it."""

    etag: str = ""
    last_modified: str = ""
    of: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete answer. `url` is where it came from in the end; `links` is its Link header, `canonical` from there.

    `media_type` is lower case without parameters; `charset` is the header's, if any.
    """

    url: str
    content: bytes
    media_type: str
    charset: str = ""
    canonical: str = ""
    validators: Validators = Validators()
    links: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed since the validators it was asked with."""

    url: str
