"""Taking up one publication: fetched unless it is unchanged, read, judged and recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from curation.addresses import publication_address
from curation.blobs import BlobStore
from curation.catalog import Catalog, Visit
from curation.errors import BlobLost, SourceError
from curation.extract import extract
from curation.extract.confidence import CERTAIN, confidence
from curation.extract.french_links import french_in_header
from curation.judging import DRAFTED_LANGUAGES, Fetching, Judge
from curation.model import Fetched, NotModified, Ref, Source, SourceKind
from curation.triage import Triage
from curation.watch_views import KnownAddress, Novelty
from translation.document import Document, headed


@dataclass(frozen=True, slots=True)
class Taken:
    """What a publication was to the catalog, and where it stands if it has just been judged."""

    novelty: Novelty
    triage: Triage | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Takes up publications with a fetcher, keeps every answer's bytes, and records what they say."""

    fetcher: Fetching
    catalog: Catalog
    blobs: BlobStore
    clock: Callable[[], datetime]
    judge: Judge

    def take_up(self, source: Source, ref: Ref, known: KnownAddress | None, formerly: tuple[str, ...] = ()) -> Taken:
        """Fetch one publication unless it is unchanged, and record what it says.

        `known` is what is remembered of its address, `formerly` where the source used to list it.
        """
        answer = self._answer(source, ref, known)
        if isinstance(answer, NotModified):
            return Taken(Novelty.UNCHANGED)
        visit = Visit(ref.url, answer, self.blobs.put(answer.content))
        same = known is not None and known.is_read and known.raw_digest == visit.raw_digest
        if not same or (known is not None and known.validators != answer.validators):
            # Before reading: whatever ends the run here, the next one reads these bytes.
            self.catalog.remember(visit, self.clock())
        return Taken(Novelty.UNCHANGED) if same else self._record(source, ref, visit, known, formerly)

    def _answer(self, source: Source, ref: Ref, known: KnownAddress | None) -> Fetched | NotModified:
        """What an address says now: NotModified when all that it gave is read, else its bytes, new or kept.

        Bytes that were lost are fetched anew, and so are those that a run was cut off from: the server's word on the
        French version came with them and was not kept.
        """
        met = known is not None and (known.is_read or known.error)
        answer = self.fetcher.fetch(ref, known.validators if known and met else None, local=source.local)
        if known is None or not isinstance(answer, NotModified) or known.is_read:
            return answer
        try:
            return kept(known, self.blobs)
        except BlobLost:
            return self.fetcher.fetch(ref, local=source.local)

    def _record(
        self, source: Source, ref: Ref, visit: Visit, known: KnownAddress | None, formerly: tuple[str, ...]
    ) -> Taken:
        fetched = visit.fetched
        read = extract(fetched.content, fetched.media_type, fetched.url, fetched.charset)
        document = _completed(read, source, ref, fetched)
        stated = document.metadata
        address = publication_address(fetched.url, stated.canonical, fetched.canonical, source.republishes)
        licence = (stated.licence, stated.licence_evidence) if stated.licence else (source.licence, "")
        first = known is None or known.publication_id is None
        judgement = self.judge.judge(source, document, address, new=first)
        trust = CERTAIN
        if document.lang in DRAFTED_LANGUAGES:
            trust = confidence(fetched.content, fetched.media_type, read, fetched.url, fetched.charset)
        recorded = self.catalog.record_revision(
            source, address, headed(document), visit, licence, self.clock(), judgement, formerly, trust
        )
        return Taken(recorded.novelty, judgement.triage)


def kept(known: KnownAddress, blobs: BlobStore) -> Fetched:
    """The bytes that an address gave last time, as they came; BlobLost when they are gone."""
    content = blobs.get(known.raw_digest)
    return Fetched(known.fetched_from, content, known.media_type, known.charset, known.canonical, known.validators)


def whole(answer: Fetched | NotModified) -> Fetched:
    """The answer to a first request, which must be whole."""
    if isinstance(answer, NotModified):
        raise SourceError("the server says 'not modified' to a first request")
    return answer


def _completed(document: Document, source: Source, ref: Ref, fetched: Fetched) -> Document:
    """The document with what it does not say of itself taken from the source, the listing and the server."""
    # A sitemap dates the last change of a page, which is not the day its text came out.
    listed = "" if source.kind is SourceKind.SITEMAP else ref.published
    metadata = replace(document.metadata, published=document.metadata.published or listed)
    if not metadata.french and (stated := french_in_header(fetched.links, fetched.url)):
        metadata = replace(metadata, french=stated.address, french_evidence=stated.evidence)
    return replace(
        document,
        title=document.title or ref.title or source.title,
        lang=document.lang or source.language,
        metadata=metadata,
    )
