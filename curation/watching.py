"""One visit to one source: what it lists is fetched, read and recorded; what fails is named and stops nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from curation.addresses import publication_address
from curation.blobs import BlobStore
from curation.catalog import Catalog, Visit
from curation.errors import BlobLost, CurationError, SourceError, Unforeseen, Unreachable
from curation.extract import extract
from curation.model import Fetched, NotModified, Ref, Source, SourceKind, Validators
from curation.sources import Listing, discover
from curation.views import KnownAddress, Novelty
from translation.document import Document, headed


class Outcome(StrEnum):
    """How a visit to a source ended: read, without any answer, or read and found wrong."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with one address: the error's short name and its sentence."""

    url: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How one visit went: how many publications the source lists, how many are new or changed, and what failed."""

    source_id: str
    organisation: str
    outcome: Outcome
    found: int = 0
    new: int = 0
    changed: int = 0
    failures: tuple[Failure, ...] = ()


class Fetching(Protocol):
    """The little that a visit needs of a fetcher."""

    def fetch(self, ref: Ref | str, known: Validators | None = None) -> Fetched | NotModified: ...


@dataclass(frozen=True, slots=True)
class Watcher:
    """Visits sources with a fetcher, keeps every answer's bytes, and records what they say."""

    fetcher: Fetching
    catalog: Catalog
    blobs: BlobStore
    clock: Callable[[], datetime]

    def visit(self, source: Source) -> SourceReport:
        """Look at a source once and record how it went; never raises for what a publisher did."""
        try:
            report = self._read(source, self._refs(source))
        except Unreachable as error:
            report = _ended(source, Outcome.UNREACHABLE, error)
        except CurationError as error:
            report = _ended(source, Outcome.FAILED, error)
        except Exception as error:  # One publisher's oddity, however odd, must not end the run for all the others.
            report = _ended(source, Outcome.FAILED, Unforeseen(error))
        failures = [f"{failure.url}: {failure.message}" for failure in report.failures]
        self.catalog.record_check(
            source.id, report.outcome, report.found, report.new, report.changed, failures, self.clock()
        )
        return report

    def _refs(self, source: Source) -> list[Ref]:
        if source.kind is SourceKind.DOCUMENT:
            return [Ref(source.url, source.title)]
        listing = self._listing(source, source.url)
        children = [ref for url in listing.more for ref in self._listing(source, url).refs]
        newest = sorted(children, key=lambda ref: ref.published, reverse=True)
        return [*listing.refs, *newest][: source.newest]

    def _listing(self, source: Source, url: str) -> Listing:
        """What one feed, page or sitemap lists now: its new answer, or the kept bytes when nothing changed there."""
        known = self.catalog.address(url)
        fetched = _whole(self._answer(url, known, whole=True))
        listing = discover(source, fetched)
        # Only now: a list that could not be read must be asked for again whole.
        self.catalog.remember(Visit(url, fetched, self.blobs.put(fetched.content)), self.clock())
        return listing

    def _read(self, source: Source, refs: Iterable[Ref]) -> SourceReport:
        counts: Counter[Novelty] = Counter()
        failures: list[Failure] = []
        silent: set[str] = set()
        for ref in refs:
            host = urlsplit(ref.url).netloc
            try:
                if host in silent:
                    raise Unreachable(ref.url, "its host did not answer just before")
                counts[self._take_up(source, ref)] += 1
            except Exception as problem:
                error = problem if isinstance(problem, CurationError) else Unforeseen(problem)
                failures.append(Failure(ref.url, error.kind, str(error)))
                if isinstance(error, Unreachable):
                    silent.add(urlsplit(error.url).netloc)
        found = counts.total() + len(failures)
        return SourceReport(
            source.id,
            source.organisation,
            _outcome(counts, failures),
            found,
            counts[Novelty.NEW],
            counts[Novelty.CHANGED],
            tuple(failures),
        )

    def _take_up(self, source: Source, ref: Ref) -> Novelty:
        """Fetch one publication unless it is unchanged, and record what it says."""
        known = self.catalog.address(ref.url)
        answer = self._answer(ref, known)
        if isinstance(answer, NotModified):
            return Novelty.UNCHANGED
        visit = Visit(ref.url, answer, self.blobs.put(answer.content))
        # Before reading: whatever ends the run here, the next one reads these bytes.
        self.catalog.remember(visit, self.clock())
        if known is not None and known.is_read and known.raw_digest == visit.raw_digest:
            return Novelty.UNCHANGED
        return self._record(source, ref, visit)

    def _answer(self, ref: Ref | str, known: KnownAddress | None, *, whole: bool = False) -> Fetched | NotModified:
        """What an address says now: NotModified when all that it gave is read, else its bytes, new or kept.

        A listing is always wanted `whole`, since what it lists may have changed. Bytes that were lost are fetched anew.
        """
        if known is None:
            return self.fetcher.fetch(ref)
        answer = self.fetcher.fetch(ref, known.validators)
        if not isinstance(answer, NotModified) or (known.is_read and not whole):
            return answer
        try:
            content = self.blobs.get(known.raw_digest)
        except BlobLost:
            return self.fetcher.fetch(ref)
        return Fetched(known.fetched_from, content, known.media_type, known.charset, known.canonical, known.validators)

    def _record(self, source: Source, ref: Ref, visit: Visit) -> Novelty:
        fetched = visit.fetched
        document = _completed(extract(fetched.content, fetched.media_type, fetched.url, fetched.charset), source, ref)
        stated = document.metadata
        address = publication_address(fetched.url, stated.canonical, fetched.canonical, source.republishes)
        licence = (stated.licence, stated.licence_evidence) if stated.licence else (source.licence, "")
        recorded = self.catalog.record_revision(source, address, headed(document), visit, licence, self.clock())
        return recorded.novelty


def _outcome(counts: Counter[Novelty], failures: list[Failure]) -> Outcome:
    if not failures:
        return Outcome.OK
    silent = not counts and all(failure.kind == Unreachable.kind for failure in failures)
    return Outcome.UNREACHABLE if silent else Outcome.FAILED


def _whole(answer: Fetched | NotModified) -> Fetched:
    if isinstance(answer, NotModified):
        raise SourceError("the server says 'not modified' to a first request")
    return answer


def _completed(document: Document, source: Source, ref: Ref) -> Document:
    """The document with what it does not say of itself taken from the source and the listing."""
    metadata = replace(document.metadata, published=document.metadata.published or ref.published)
    return replace(
        document,
        title=document.title or ref.title or source.title,
        lang=document.lang or source.language,
        metadata=metadata,
    )


def _ended(source: Source, outcome: Outcome, error: CurationError) -> SourceReport:
    return SourceReport(
        source.id, source.organisation, outcome, failures=(Failure(source.url, error.kind, str(error)),)
    )
