"""Whether what was translated says the glossary's words, by document, by month, and by who said it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, Protocol

from curation.catalog_mining import DraftState, Said
from glossary.termbase import Status, TermBase
from translation.terminology import TermUse, Use, term_uses
from translation.unit import Origin

DRAFTS_AT_ONCE: Final = 200


class Speaker(StrEnum):
    """Who said a term, or did not: FORCED is the machine where the glossary put the word into its French."""

    FORCED = "forced"
    MACHINE = "machine"
    MEMORY = "memory"
    HUMAN = "human"


_SPEAKERS: Final = MappingProxyType(
    {Origin.MACHINE: Speaker.MACHINE, Origin.MEMORY: Speaker.MEMORY, Origin.HUMAN: Speaker.HUMAN}
)
FOLLOWED: Final = (Use.PREFERRED, Use.TOLERATED)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many approved terms met which use: by who said them, and by the English of the term."""

    by_speaker: Mapping[tuple[Speaker, Use], int]
    by_term: Mapping[tuple[str, Use], int]

    def of(self, use: Use, speaker: Speaker | None = None) -> int:
        """How many met this use, of one speaker or of all."""
        return sum(n for (who, what), n in self.by_speaker.items() if what is use and speaker in (None, who))

    def all(self, speaker: Speaker | None = None) -> int:
        return sum(self.of(use, speaker) for use in Use)

    def followed(self, speaker: Speaker | None = None) -> float | None:
        """The share that was said in a form that the glossary accepts; None where there was no term."""
        everything = self.all(speaker)
        return sum(self.of(use, speaker) for use in FOLLOWED) / everything if everything else None

    def troubled(self, most: int) -> list[tuple[str, int, int]]:
        """The terms that are forbidden or missing most often: the English, how often forbidden, how often missing."""
        english = {term for (term, use), count in self.by_term.items() if use not in FOLLOWED and count}
        counted = [
            (term, self.by_term.get((term, Use.FORBIDDEN), 0), self.by_term.get((term, Use.MISSING), 0))
            for term in english
        ]
        return sorted(counted, key=lambda one: (-one[1] - one[2], one[0]))[:most]


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """A draft and what became of its terms."""

    draft: DraftState
    tally: Tally


@dataclass(frozen=True, slots=True)
class TermReport:
    """All drafts that count, the months in which they were approved or last edited, and everything together."""

    documents: tuple[DocumentTerms, ...]
    months: tuple[tuple[date, Tally], ...]
    total: Tally

    def as_json(self) -> dict[str, Any]:
        """Everything the report knows, as plain values."""
        return {
            "total": _as_json(self.total),
            "months": [{"month": f"{month:%Y-%m}", **_as_json(tally)} for month, tally in self.months],
            "documents": [
                {"draft": one.draft.draft_id, "title": one.draft.title, **_as_json(one.tally)} for one in self.documents
            ],
            "terms": [
                {"source": term, "forbidden": forbidden, "missing": missing}
                for term, forbidden, missing in self.total.troubled(len(self.total.by_term))
            ],
        }


def _as_json(tally: Tally) -> dict[str, Any]:
    uses = {use.value: tally.of(use) for use in Use}
    return uses | {"by": {who.value: {use.value: tally.of(use, who) for use in Use} for who in Speaker}}


def tallied(segments: Iterable[Said], terms: TermBase) -> Tally:
    """What became of the approved terms in some segments; a word that comes twice in a segment counts once."""
    by_speaker: Counter[tuple[Speaker, Use]] = Counter()
    by_term: Counter[tuple[str, Use]] = Counter()
    for said in segments:
        if said.target.strip() and terms.find(said.source):  # most segments hold no term: the French need not be read
            for use in term_uses(terms, said.source, said.target):
                if use.match.term.status is Status.APPROVED:
                    by_speaker[_speaker(said, use), use.use] += 1
                    by_term[use.match.term.source, use.use] += 1
    return Tally(by_speaker, by_term)


def _speaker(said: Said, use: TermUse) -> Speaker:
    was_forced = said.origin is Origin.MACHINE and use.match.term.source in said.forced
    return Speaker.FORCED if was_forced else _SPEAKERS[said.origin]


def together(tallies: Iterable[Tally]) -> Tally:
    by_speaker: Counter[tuple[Speaker, Use]] = Counter()
    by_term: Counter[tuple[str, Use]] = Counter()
    for tally in tallies:
        by_speaker.update(tally.by_speaker)
        by_term.update(tally.by_term)
    return Tally(by_speaker, by_term)


def report(drafts: Sequence[DraftState], tallies: Mapping[int, Tally]) -> TermReport:
    """The report of these drafts, given the tally of each by its number."""
    documents = tuple(DocumentTerms(one, tallies[one.draft_id]) for one in drafts)
    dated = sorted((one.draft.dated.date().replace(day=1), at) for at, one in enumerate(documents) if one.draft.dated)
    months = tuple(
        (month, together(documents[at].tally for _, at in group)) for month, group in groupby(dated, itemgetter(0))
    )
    return TermReport(documents, months, together(one.tally for one in documents))


class Readable(Protocol):
    """What a report asks of the catalog."""

    def draft_states(self) -> list[DraftState]: ...
    def said_in(self, drafts: Sequence[int]) -> Iterable[tuple[int, Said]]: ...


class TermReports:
    """Makes reports of one catalog, reading again only the drafts that changed since, or all after a new glossary."""

    def __init__(self) -> None:
        self._terms = TermBase()
        self._known: dict[tuple[int, int], Tally] = {}
        self._making = Lock()

    def report(self, catalog: Readable, terms: TermBase) -> TermReport:
        """The report as the catalog and the glossary stand now."""
        with self._making:
            drafts = catalog.draft_states()
            known = self._known if terms is self._terms else {}
            new = [one for one in drafts if (one.draft_id, one.version) not in known]
            read = _tallies(catalog, [one.draft_id for one in new], terms)
            fresh = {(one.draft_id, one.version): read[one.draft_id] for one in new}
            self._known = {key: (fresh.get(key) or known[key]) for key in map(_key, drafts)}
            self._terms = terms
            return report(drafts, {draft_id: tally for (draft_id, _), tally in self._known.items()})


def _tallies(catalog: Readable, drafts: Sequence[int], terms: TermBase) -> dict[int, Tally]:
    found = dict.fromkeys(drafts, Tally({}, {}))
    for start in range(0, len(drafts), DRAFTS_AT_ONCE):
        rows = catalog.said_in(drafts[start : start + DRAFTS_AT_ONCE])
        for draft_id, own in groupby(rows, itemgetter(0)):
            found[draft_id] = tallied((said for _, said in own), terms)
    return found


def _key(draft: DraftState) -> tuple[int, int]:
    return draft.draft_id, draft.version
