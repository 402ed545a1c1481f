"""One visit to one source: what it lists is fetched, read and recorded; what fails is named and stops nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from typing import Final
from urllib.parse import urlsplit

from curation.blobs import BlobStore
from curation.catalog import Catalog, Visit
from curation.errors import (
    AskedToWait,
    BlobLost,
    CurationError,
    DocumentError,
    Postponed,
    RobotsUnavailable,
    SelectorEmpty,
    SoftNotFound,
    Unforeseen,
    Unreachable,
    Walled,
)
from curation.judging import Fetching, Judge
from curation.model import Fetched, NotModified, Ref, Source, SourceKind
from curation.reliefweb import reliefweb_address
from curation.sources import Listing, discover
from curation.taking_up import Reader, Taken, kept, whole
from curation.triage import Triage
from curation.watch_views import Check, KnownAddress, Novelty, Sighting

MOST_PAGES: Final = 21  # a listing's pages, or an index and its sitemaps
SOME: Final = 1  # publication that cannot be read says nothing of its source; more do
OLDER_AT_ONCE: Final = 5  # publications that are no longer listed, asked about in one visit
FRESHNESS: Final = (
    0.1  # of the time a text has stood unchanged: how long it then rests (the heuristic of RFC 9111, 4.2.2)
)
LONGEST_REST: Final = timedelta(days=30)
FIRST_PAUSE: Final = timedelta(minutes=30)  # before a publication that failed twice is asked for again
LONGEST_PAUSE: Final = timedelta(days=7)


class Outcome(StrEnum):
    """How a visit to a source ended: read; without an answer; found wrong; or not begun, since it must wait."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with one address: the error's short name and its sentence.

    `asked` is false for one that failed before and was left in peace this time.
    """

    url: str
    kind: str
    message: str
    asked: bool = True


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How one visit went: how many publications the source lists, how many are new or changed, and what failed.

    Of the new ones, `to_sort` wait for a person's word and `in_french` have an official French version. `later` were
    left for the next visit: their host did not answer, or wants more time between two requests than a visit has.
    """

    source_id: str
    organisation: str
    outcome: Outcome
    found: int = 0
    new: int = 0
    changed: int = 0
    failures: tuple[Failure, ...] = ()
    to_sort: int = 0
    in_french: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class Watcher:
    """Visits sources with a fetcher, keeps every answer's bytes, and records what they say."""

    fetcher: Fetching
    catalog: Catalog
    blobs: BlobStore
    clock: Callable[[], datetime]

    def visit(self, source: Source) -> SourceReport:
        """Look at a source once and record how it went; never raises for what a publisher did."""
        round_ = _Round(self, source)
        try:
            report = round_.report()
        except Exception as problem:  # One publisher's oddity, however odd, must not end the run for all the others.
            error = problem if isinstance(problem, CurationError) else Unforeseen(problem)
            report = SourceReport(
                source.id, source.organisation, _ending(error), failures=(_failure(source.url, error),)
            )
        check = _check(source, report, self.clock(), blind=round_.blind)
        self.catalog.record_check(source.id, check, round_.unchanged)
        return report


@dataclass(slots=True)
class _Round:
    """What is gathered on one visit."""

    watcher: Watcher
    source: Source
    unchanged: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    blind: bool = False
    silent: set[str] = field(default_factory=set)  # hosts that do not answer, or want to wait: named once, then left
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        w = self.watcher
        self.reader = Reader(w.fetcher, w.catalog, w.blobs, w.clock, Judge(w.fetcher))

    def report(self) -> SourceReport:
        sightings = self._sightings()
        listed = [sighting for sighting in sightings if sighting.listed]
        newest = _each_once(listed[: self.source.newest])
        taken = list(self._taken(newest, sightings))
        for older in islice(self._older(newest, sightings), OLDER_AT_ONCE):
            self._take(older, ())
        failing = {failure.url for failure in self.failures}
        self.blind = _blind(listed, failing)
        novelties = Counter(one.novelty for one in taken)
        new = Counter(one.triage for one in taken if one.novelty is Novelty.NEW)
        return SourceReport(
            self.source.id,
            self.source.organisation,
            _outcome(taken, self.failures),
            min(len(listed), self.source.newest),
            novelties[Novelty.NEW],
            novelties[Novelty.CHANGED],
            tuple(self.failures),
            new[Triage.WAIT],
            new[Triage.LINK],
            len(newest) - len(taken) - sum(one.ref.url in failing for one in newest),
        )

    # What the source lists

    def _sightings(self) -> list[Sighting]:
        if self.source.kind is SourceKind.DOCUMENT:
            ref = Ref(self.source.url, self.source.title)
            return [Sighting(ref, "", True, "", self.watcher.catalog.address(ref.url))]
        pages = self._survey()
        sightings = self.watcher.catalog.sightings(self.source.id)
        if all(sighting.page in pages for sighting in sightings if sighting.listed):
            return sightings
        self.watcher.catalog.keep_pages(self.source.id, pages)
        return self.watcher.catalog.sightings(self.source.id)

    def _survey(self) -> list[str]:
        """Read the source's list, page by page, and give the pages' addresses."""
        start = _list_address(self.source)
        waiting, read = [start], list[str]()
        while waiting and len(read) < MOST_PAGES:
            page = waiting.pop(0)
            if page in read:
                continue
            read.append(page)
            try:
                listing = self._page(page)
            except CurationError as error:
                if page == start:
                    raise
                if not isinstance(error, SelectorEmpty):  # the last page of a listing leads to an empty one
                    self.failures.append(_failure(page, error))
            else:
                waiting += listing.more
                waiting += [listing.next] if listing.next and len(read) < self.source.pages else []
        return read

    def _page(self, url: str) -> Listing:
        """One page of the list: recorded if it is new; the pages that it leads to."""
        try:
            return self._read_page(url, self.watcher.catalog.address(url))
        except (Unreachable, AskedToWait, Postponed):
            raise
        except CurationError as error:
            self.watcher.catalog.record_failure(url, error, self.watcher.clock())
            raise

    def _read_page(self, url: str, known: KnownAddress | None) -> Listing:
        w = self.watcher
        answer = w.fetcher.fetch(url, known.validators if known else None, local=self.source.local)
        raw = known.raw_digest if isinstance(answer, NotModified) and known else _digest(answer)
        read_as = sha256(f"{raw} {self.source!r}".encode()).hexdigest()
        if known is not None and known.read_digest == read_as and not _leads_on(self.source):
            self._note_unchanged(url, known, answer)
            return Listing()
        fetched = self._bytes(url, known, answer)
        listing = discover(self.source, fetched, w.clock())
        # Only now: a list that could not be read must be asked for again whole.
        if known is not None and known.read_digest == read_as:
            self._note_unchanged(url, known, answer)
        else:
            visit = Visit(url, fetched, w.blobs.put(fetched.content))
            w.catalog.record_listing(self.source.id, visit, read_as, listing.refs, w.clock())
        return listing

    def _note_unchanged(self, url: str, known: KnownAddress, answer: Fetched | NotModified) -> None:
        """The same bytes as before; validators that changed all the same are those to ask with next time."""
        self.unchanged.append(url)
        if isinstance(answer, Fetched) and answer.validators != known.validators:
            self.watcher.catalog.remember(Visit(url, answer, known.raw_digest), self.watcher.clock())

    def _bytes(self, url: str, known: KnownAddress | None, answer: Fetched | NotModified) -> Fetched:
        if isinstance(answer, Fetched):
            return answer
        if known is None:
            return whole(answer)
        try:
            return kept(known, self.watcher.blobs)
        except BlobLost:
            return whole(self.watcher.fetcher.fetch(url, local=self.source.local))

    # What it lists, one by one

    def _taken(self, listed: Iterable[Sighting], sightings: list[Sighting]) -> Iterator[Taken]:
        now = self.watcher.clock()
        # Those that failed before come last: one of them may keep silent, and its host is left then.
        for sighting in sorted(listed, key=lambda one: bool(one.known and one.known.failures)):
            if self.source.kind is SourceKind.DOCUMENT or is_due(sighting, now):
                taken = self._take(sighting, _former_addresses(sighting, sightings))
            else:
                taken = _as_before(sighting)
            if isinstance(taken, Taken):
                yield taken
            elif taken is not None:
                self.failures.append(taken)

    def _older(self, newest: list[Sighting], sightings: list[Sighting]) -> Iterator[Sighting]:
        """Publications listed no more, or far down, that we still answer for: the longest unasked first."""
        now, again = self.watcher.clock(), {one.ref.url for one in newest}
        ours = ((one.known.checked_at, one) for one in _each_once(sightings) if one.known and one.known.publication_id)
        for _, one in sorted(ours, key=itemgetter(0)):
            if one.ref.url not in again and is_due(one, now) and _host(one.ref.url) not in self.silent:
                yield one

    def _take(self, sighting: Sighting, formerly: tuple[str, ...]) -> Taken | Failure | None:
        """Take up one publication; None when its host has just told us to leave it for the next visit."""
        w, ref = self.watcher, sighting.ref
        if _host(ref.url) in self.silent:
            return None
        try:
            taken = self.reader.take_up(self.source, ref, sighting.known, formerly)
        except (AskedToWait, Postponed) as silence:
            # After a redirect it may be another host than the one asked for.
            self.silent.add(_host(silence.url))
            return None if isinstance(silence, Postponed) else _failure(ref.url, silence)
        except Exception as problem:
            error = problem if isinstance(problem, CurationError) else Unforeseen(problem)
            if isinstance(error, Unreachable | RobotsUnavailable):
                self.silent.add(_host(error.url))
            w.catalog.record_failure(ref.url, error, w.clock(), answered=_answered(error))
            return _failure(ref.url, error)
        if taken.novelty is Novelty.UNCHANGED:
            self.unchanged.append(ref.url)
        if self.source.kind is not SourceKind.DOCUMENT and sighting.taken_as != listed_as(ref):
            w.catalog.taken_up(self.source.id, ref.url, listed_as(ref))
        return taken


def is_due(sighting: Sighting, now: datetime) -> bool:
    """Whether a publication is to be asked for: new, listed anew, unread, failed long enough ago, or rested enough.

    The longer a text has stood unchanged, the longer it rests.
    """
    known = sighting.known
    # Asked in days to come: by a clock that was wrong.
    if known is None or (known.changed_at is None and not known.failures) or known.checked_at > now:
        return True
    if known.failures > 1:
        pause = min(FIRST_PAUSE * (1 << min(known.failures - 2, 20)), LONGEST_PAUSE)
        return now - known.checked_at >= pause
    if known.failures or known.changed_at is None or not known.is_read:
        return True
    if sighting.listed and sighting.taken_as != listed_as(sighting.ref):
        return True
    return now - known.checked_at >= min(FRESHNESS * (known.checked_at - known.changed_at), LONGEST_REST)


def listed_as(ref: Ref) -> str:
    """The date and title that a publication is listed with: when they change, it is worth a look."""
    return f"{ref.published} {ref.title}"


def _list_address(source: Source) -> str:
    """Where a source's list is asked for."""
    return reliefweb_address(source) if source.kind is SourceKind.RELIEFWEB else source.url


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _each_once(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Entries that share one address lead to one publication."""
    return list({sighting.ref.url: sighting for sighting in sightings}.values())


def _former_addresses(sighting: Sighting, sightings: Sequence[Sighting]) -> tuple[str, ...]:
    """Where the source used to list the publication with this lasting id, and does no more, under any id."""
    ref = sighting.ref
    if not ref.guid or ref.guid == ref.title:  # a title stands in for an id that the entry lacks
        return ()
    listed = {one.ref.url for one in sightings if one.listed}
    same = (one.ref.url for one in sightings if one.ref.guid == ref.guid)
    return tuple(url for url in same if url not in listed)


def _as_before(sighting: Sighting) -> Taken | Failure:
    """A publication that rests: unchanged, or failing as it did."""
    known = sighting.known
    if known is not None and known.error:
        return Failure(sighting.ref.url, known.error, known.error_message, asked=False)
    return Taken(Novelty.UNCHANGED)


def _answered(error: CurationError) -> bool:
    """Whether the bytes are what the publisher means to say, though we cannot read them."""
    return isinstance(error, DocumentError) and not isinstance(error, Walled | SoftNotFound)


def _leads_on(source: Source) -> bool:
    """Whether one page of the source's list leads to others."""
    return source.kind is SourceKind.SITEMAP or source.pages > 1


def _digest(answer: Fetched | NotModified) -> str:
    return sha256(answer.content).hexdigest() if isinstance(answer, Fetched) else ""


def _failure(url: str, error: CurationError) -> Failure:
    return Failure(url, error.kind, str(error))


NO_TURN: Final = "nothing it lists could be read: the site wants more time between two requests than a visit has"
WAITING: Final = frozenset({AskedToWait.kind, Postponed.kind})


def _outcome(taken: list[Taken], failures: list[Failure]) -> Outcome:
    kinds = {failure.kind for failure in failures if failure.asked}
    if taken or not kinds:
        return Outcome.FAILED if kinds else Outcome.OK
    return Outcome.HELD if kinds <= WAITING else Outcome.UNREACHABLE if kinds == {Unreachable.kind} else Outcome.FAILED


def _ending(error: CurationError) -> Outcome:
    """How a visit ended whose list could not be read."""
    if isinstance(error, AskedToWait | Postponed):
        return Outcome.HELD
    return Outcome.UNREACHABLE if isinstance(error, Unreachable) else Outcome.FAILED


def _blind(listed: list[Sighting], failing: set[str]) -> bool:
    """Whether the list is read in vain: all that it lists fails, or all of several publications that are new to us."""
    new = [sighting for sighting in listed if sighting.known is None or sighting.known.publication_id is None]
    return any(group and all(one.ref.url in failing for one in group) for group in (listed, new[SOME:] and new))


def _check(source: Source, report: SourceReport, at: datetime, *, blind: bool) -> Check:
    """The visit as the source's health sees it: single publications that fail are no fault of a list that was read."""
    list_was_read = not any(failure.url == _list_address(source) for failure in report.failures)
    read = report.outcome is Outcome.FAILED and list_was_read and report.found > 0
    waits = 0 < report.found == report.later
    well = not blind and not waits and (report.outcome is Outcome.OK or read)
    ill = Outcome.FAILED if report.outcome is Outcome.OK else report.outcome
    first = next(iter(report.failures), Failure(source.url, Postponed.kind, NO_TURN)) if not well else None
    return Check(
        at,
        Outcome.OK if well else ill,
        report.found,
        report.new,
        report.changed,
        first.kind if first else "",
        first.message if first else "",
        tuple(f"{failure.url}: {failure.message}" for failure in report.failures),
    )
