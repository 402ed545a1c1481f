"""What an address would give as a source, seen without keeping anything: its kind, its list, what that is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from curation.discovery import Proposal, announced, guesses, kind_of, proposed_selector
from curation.errors import CurationError, NotASource, SelectorEmpty, UnsafeAddress
from curation.extract import extract
from curation.judging import Fetching, Judge
from curation.model import Fetched, Ref, Source, SourceKind
from curation.reliefweb import reliefweb_address
from curation.rights import licence_of
from curation.sources import Listing, discover
from curation.taking_up import whole
from curation.watch_views import Host, Judgement
from curation.watchlist import unique_id

MOST_PAGES: Final = 5  # of one list, when it is only looked at
MOST_ASKED: Final = 6  # addresses that a page names, or that are worth a guess
LISTED: Final = frozenset({SourceKind.FEED, SourceKind.SITEMAP})


@dataclass(frozen=True, slots=True)
class Preview:
    """One publication as it would be taken up: how long, in which language, under which licence, how it is judged."""

    ref: Ref
    title: str = ""
    words: int = 0
    lang: str = ""
    licence: str = ""
    judgement: Judgement | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed or sitemap that was found, and how many publications it lists."""

    proposal: Proposal
    entries: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What an address gave: the entry for the watch list, what it lists, previews of some, and better addresses."""

    source: Source
    refs: tuple[Ref, ...]
    previews: tuple[Preview, ...] = ()
    offers: tuple[Offer, ...] = ()
    error: str = ""


class ReadOnly:
    """What is remembered of hosts already; what is learnt of them is forgotten: trying leaves nothing behind."""

    def __init__(self, known: Mapping[str, Host]) -> None:
        self._known = known

    def hosts(self) -> dict[str, Host]:
        return dict(self._known)

    def keep_host(self, host: Host) -> None:
        """Nothing is kept."""


def listed(fetcher: Fetching, source: Source) -> list[Ref]:
    """What a source lists now, its further pages too; the first page's errors are raised, later ones end the list."""
    if source.kind is SourceKind.DOCUMENT:
        fetched = whole(fetcher.fetch(source.url, local=source.local))
        extract(fetched.content, fetched.media_type, fetched.url, fetched.charset)
        return [Ref(source.url, source.title)]
    start = reliefweb_address(source) if source.kind is SourceKind.RELIEFWEB else source.url
    first = discover(source, whole(fetcher.fetch(start, local=source.local)))
    return [*first.refs, *_further(fetcher, source, first)][: source.newest]


def _further(fetcher: Fetching, source: Source, first: Listing) -> Iterator[Ref]:
    waiting, read = [*first.more, first.next], 1
    while waiting and read < MOST_PAGES:
        url = waiting.pop(0)
        if not url or (source.kind is SourceKind.LISTING and read >= source.pages):
            continue
        read += 1
        try:
            listing = discover(source, whole(fetcher.fetch(url, local=source.local)))
        except CurationError:
            continue
        waiting += [*listing.more, listing.next]
        yield from listing.refs


def try_address(fetcher: Fetching, url: str, *, read: int = 3, local: bool = False) -> Trial:
    """Look at an address as a source; `read` publications are read and judged. CurationError when it cannot be had.

    `local` lets it stand on this machine or its network.
    """
    fetched, local = _opened(fetcher, url, local)
    kind = kind_of(fetched)
    source = _source(url, kind, fetched, local)
    offers = tuple(_offers(fetcher, fetched, local)) if kind is SourceKind.LISTING else ()
    try:
        refs = _first_refs(source, fetched)
    except NotASource as error:
        return Trial(source, (), offers=offers, error=str(error))
    return Trial(source, tuple(refs), tuple(_previews(fetcher, source, refs[: max(read, 0)])), offers)


def _opened(fetcher: Fetching, url: str, local: bool) -> tuple[Fetched, bool]:
    """What the address gives, and whether it stands inside: what stands on the web leads nowhere inside."""
    try:
        return whole(fetcher.fetch(url)), False
    except UnsafeAddress as error:
        if not local or error.url not in (url, urlsplit(url).hostname):
            raise
        return whole(fetcher.fetch(url, local=True)), True


def offered(offer: Offer, trial: Trial) -> Source:
    """The entry for an address that was found on the one that was tried."""
    return replace(trial.source, kind=offer.proposal.kind, url=offer.proposal.url, selector="")


def _source(url: str, kind: SourceKind, fetched: Fetched, local: bool) -> Source:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    selector = proposed_selector(fetched) if kind is SourceKind.LISTING else ""
    # A page on which nothing repeats is an article: watched for its changes.
    kind = SourceKind.DOCUMENT if kind is SourceKind.LISTING and not selector else kind
    source = Source(unique_id(host, ()), host, kind, url, selector=selector, local=local)
    return _dated(source, fetched) if selector else source


def _dated(listing: Source, page: Fetched) -> Source:
    """The listing with a selector of the cards around its links, where those hold the dates that the links do not."""
    steps = listing.selector.split()
    wider = [replace(listing, selector=" ".join(steps[:end])) for end in range(len(steps), 0, -1)]
    usual = len(_refs_of(listing, page))
    same = [one for one in wider if len(_refs_of(one, page)) == usual]
    return max(same, key=lambda one: sum(bool(ref.published) for ref in _refs_of(one, page)), default=listing)


def _refs_of(source: Source, page: Fetched) -> tuple[Ref, ...]:
    try:
        return discover(source, page).refs
    except CurationError:
        return ()


def _first_refs(source: Source, fetched: Fetched) -> list[Ref]:
    if source.kind is SourceKind.DOCUMENT:
        return [Ref(source.url)]
    listing = discover(source, fetched)
    if not listing.refs and source.kind is SourceKind.LISTING:
        raise SelectorEmpty("no list of publications was found on the page")
    return list(listing.refs)


def _offers(fetcher: Fetching, page: Fetched, local: bool) -> Iterator[Offer]:
    """The feeds and sitemaps that the page names, asked; failing these, those that are where they usually are."""
    named = announced(page)[:MOST_ASKED]
    found = [offer for proposal in named if (offer := _asked(fetcher, proposal, local))]
    yield from found
    if found:
        return
    for url in guesses(page.url)[:MOST_ASKED]:
        for proposal in _guessed(fetcher, url, local):
            if offer := _asked(fetcher, proposal, local):
                yield offer
                return


def _guessed(fetcher: Fetching, url: str, local: bool) -> Sequence[Proposal]:
    if url.endswith("/robots.txt"):
        try:
            return announced(whole(fetcher.fetch(url, local=local)))[:2]
        except CurationError:
            return ()
    kind = SourceKind.SITEMAP if "sitemap" in url else SourceKind.FEED
    return (Proposal(url, kind, "", "where it usually is"),)


def _asked(fetcher: Fetching, proposal: Proposal, local: bool) -> Offer | None:
    """The proposal with what it lists; None when it is not there or lists nothing."""
    try:
        fetched = whole(fetcher.fetch(proposal.url, local=local))
        kind = kind_of(fetched)
        if kind not in LISTED:
            return None
        listing = discover(Source("tried", "tried", kind, proposal.url, newest=1000), fetched)
    except CurationError:
        return None
    entries = len(listing.refs) + len(listing.more)
    return Offer(replace(proposal, kind=kind), entries) if entries else None


def _previews(fetcher: Fetching, source: Source, refs: Sequence[Ref]) -> Iterator[Preview]:
    for ref in refs:
        try:
            yield _preview(fetcher, source, ref)
        except CurationError as error:
            yield Preview(ref, ref.title, error=str(error))


def _preview(fetcher: Fetching, source: Source, ref: Ref) -> Preview:
    fetched = whole(fetcher.fetch(ref, local=source.local))
    document = extract(fetched.content, fetched.media_type, fetched.url, fetched.charset)
    judged = replace(source, kind=SourceKind.FEED)  # by its score alone, as one of many
    judgement = Judge(fetcher).judge(judged, document, fetched.url, new=True)
    licence = licence_of(document.metadata.licence or source.licence).id
    return Preview(ref, document.title, document.words, document.lang, licence, judgement)
