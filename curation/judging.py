"""What a new publication is worth to us: its language, its relevance, and whether an official French version exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from curation.errors import CurationError
from curation.extract import extract
from curation.french_version import french_in_feed, french_twin, is_french_version
from curation.model import Fetched, NotModified, Ref, Source, SourceKind, Validators
from curation.relevance import Reason, relevance
from curation.sources import discover
from curation.triage import Triage, proposed
from curation.watch_views import Judgement
from translation.document import Document

DRAFTED_LANGUAGES: Final = ("en", "")  # "" is too little text to tell by
FRENCH_LISTED: Final = 100  # entries of a source's French feed that are looked through


class Fetching(Protocol):
    """The little that watching needs of whoever fetches."""

    def fetch(
        self, address: Ref | str, known: Validators | None = None, *, local: bool = False
    ) -> Fetched | NotModified: ...


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the publications of one visit; asks the web only whether a French version is where it is said to be."""

    fetcher: Fetching
    listed_in_french: dict[str, tuple[Ref, ...]] = field(default_factory=dict)  # by French feed, each asked for once

    def judge(self, source: Source, document: Document, address: str, *, new: bool) -> Judgement:
        """Where a publication stands; `new` when its French version has not been looked for yet."""
        if document.lang not in DRAFTED_LANGUAGES:
            return Judgement(Triage.DROP, 0.0, (Reason("language", (document.lang,), -1.0),))
        found = relevance(document)
        french, evidence = self._french(source, document, address) if new else ("", "")
        chosen = source.drafts == "all" or source.kind is SourceKind.DOCUMENT
        where = proposed(found, wants_all=chosen, french_address=french)
        return Judgement(where, found.score, found.reasons, french, evidence)

    def _french(self, source: Source, document: Document, address: str) -> tuple[str, str]:
        """Where the official French version is and how it was found; ("", "") when there is none."""
        asked = {address}
        for candidate, evidence in self._candidates(source, document, address):
            if candidate in asked:
                continue
            asked.add(candidate)
            found = self._document(candidate, source.local)
            if found is not None and is_french_version(document, found):
                return candidate, evidence
        return "", ""

    def _candidates(self, source: Source, document: Document, address: str) -> Iterator[tuple[str, str]]:
        """What the page states, what the source's French feed lists, and where the other language usually stands."""
        stated = document.metadata
        if stated.french:
            yield stated.french, stated.french_evidence
        if source.french and (ref := self._in_feed(source, document, address)):
            yield ref.url, "feed"
        if twin := french_twin(address):
            yield twin, "twin"

    def _in_feed(self, source: Source, document: Document, address: str) -> Ref | None:
        if source.french not in self.listed_in_french:
            self.listed_in_french[source.french] = self._feed(source)
        refs = self.listed_in_french[source.french]
        return french_in_feed(document.title, document.metadata.published, address, refs)

    def _feed(self, source: Source) -> tuple[Ref, ...]:
        feed = replace(source, kind=SourceKind.FEED, url=source.french, include="", newest=FRENCH_LISTED)
        try:
            answer = self.fetcher.fetch(feed.url, local=source.local)
            return discover(feed, answer).refs if isinstance(answer, Fetched) else ()
        except CurationError:  # the French feed is a help, not a source: its faults are not the source's
            return ()

    def _document(self, address: str, local: bool) -> Document | None:
        try:
            answer = self.fetcher.fetch(address, local=local)
            if not isinstance(answer, Fetched):
                return None
            return extract(answer.content, answer.media_type, answer.url, answer.charset)
        except CurationError:  # not there, not readable: then there is none that we could link to
            return None
