"""What a source's answer lists, whatever the source's kind: bytes in, references out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from curation.dates import not_after
from curation.feeds import read_feed
from curation.listings import read_listing
from curation.model import Fetched, Ref, Source, SourceKind
from curation.references import once_each
from curation.reliefweb import read_reliefweb
from curation.sitemaps import read_sitemap


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source lists: its publications, the sitemaps of an index to read for `more`, and its `next` page."""

    refs: tuple[Ref, ...] = ()
    more: tuple[str, ...] = ()
    next: str = ""


def discover(source: Source, fetched: Fetched, now: datetime | None = None) -> Listing:
    """The publications a source's answer lists, newest first where it dates them, as many as the source may have.

    `NotASource` when the answer is not what the source's kind promises; a real feed may well be empty.
    A date that lies ahead of `now` is left out.
    """
    match source.kind:
        case SourceKind.DOCUMENT:
            return Listing((Ref(source.url, source.title),))
        case SourceKind.SITEMAP:
            refs, more = read_sitemap(fetched, source.language)
            return Listing(_wanted(source, refs, now), tuple(more))
        case SourceKind.LISTING:
            refs, following = read_listing(fetched, source.selector, source.next_page)
            return Listing(_wanted(source, refs, now), next=following)
        case SourceKind.FEED:
            refs, following = read_feed(fetched)
            return Listing(_wanted(source, refs, now), next=following)
        case SourceKind.RELIEFWEB:
            return Listing(_wanted(source, read_reliefweb(fetched, source.language), now))


def _wanted(source: Source, refs: Iterable[Ref], now: datetime | None) -> tuple[Ref, ...]:
    """What the source is watched for: each once, its address matching `include`, the newest ones."""
    matching = re.compile(source.include, re.IGNORECASE)
    moment = now or datetime.now(UTC)
    dated = (replace(ref, published=not_after(ref.published, moment)) for ref in refs)
    kept = once_each(ref for ref in dated if matching.search(ref.url))
    # Dated ones first, newest before older; otherwise in the order they came.
    return tuple(islice(sorted(kept, key=lambda ref: ref.published, reverse=True), source.newest))
