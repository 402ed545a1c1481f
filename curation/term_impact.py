"""What a glossary entry means for the texts there are: who says it how today, and what it would have changed; pure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from curation.review import ReviewState
from glossary.termbase import Status, Term, TermBase
from translation.terminology import TermUse, Use, term_uses

# The states of the texts that somebody will read, or reads.
LIVING: Final = (ReviewState.QUEUED, ReviewState.IN_REVIEW, ReviewState.APPROVED, ReviewState.PUBLISHED)
_BROKEN: Final = (Use.FORBIDDEN, Use.MISSING)


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A segment of a draft as the catalog has it."""

    draft_id: int
    position: int
    block: int
    state: ReviewState
    title: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class SaidSegment:
    """A segment with the term in its English: what its French does of it today, and what that will count as.

    `now` and `then` are None where the entry does not speak of the segment: before, or once it is changed. `found` is
    the French as it stands there, "" when none of the entry's forms does.
    """

    segment: StoredSegment
    now: Use | None
    then: Use | None
    found: str

    @property
    def to_recheck(self) -> bool:
        return self.then in _BROKEN


@dataclass(frozen=True, slots=True)
class Impact:
    """The segments that an entry speaks of, in the order of their drafts."""

    segments: tuple[SaidSegment, ...]

    @property
    def to_recheck(self) -> tuple[SaidSegment, ...]:
        """Those whose French does not follow the entry as it would be."""
        return tuple(said for said in self.segments if said.to_recheck)

    @property
    def texts(self) -> int:
        return len({said.segment.draft_id for said in self.segments})

    @property
    def mark(self) -> str:
        """Sixteen digits that change when another segment, or another French, is to be read again."""
        told = [(said.segment.draft_id, said.segment.position, said.segment.target) for said in self.to_recheck]
        return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def counted(self, *, then: bool = False) -> Mapping[tuple[ReviewState, Use], int]:
        """How many segments of texts in each state use the term how: today, or as the changed entry will see them."""
        uses = ((said.segment.state, said.then if then else said.now) for said in self.segments)
        return Counter((state, use) for state, use in uses if use is not None)


def impact_of(segments: Iterable[StoredSegment], terms: Iterable[Term], before: Term | None, after: Term) -> Impact:
    """What becomes of these segments when `after` takes the place of `before` and is approved.

    A proposal is judged as if it were approved: nothing is changed by looking.
    """
    others = [term for term in terms if term not in (before, after)]
    new, old = _approved(after), _approved(before or after)
    alone = TermBase([old, new])
    will = TermBase([*others, new])
    was = will if old == new else TermBase([*others, old])
    said = (_said(one, _use(was, old, one), _use(will, new, one)) for one in segments if alone.find(one.source))
    return Impact(tuple(one for one in said if one.now or one.then))


def _approved(term: Term) -> Term:
    return replace(term, status=Status.APPROVED)


def _said(segment: StoredSegment, now: TermUse | None, then: TermUse | None) -> SaidSegment:
    found = then.found if then and then.found else now.found if now else ""
    return SaidSegment(segment, now.use if now else None, then.use if then else None, found)


def _use(terms: TermBase, term: Term, segment: StoredSegment) -> TermUse | None:
    """What the French does of this term; None where another term holds its place, or the sentence means another."""
    uses = term_uses(terms, segment.source, segment.target)
    own = next((use for use in uses if use.match.term == term), None)
    return own or next(_shared(uses, terms, term, segment.source), None)


def _shared(uses: Sequence[TermUse], terms: TermBase, term: Term, source: str) -> Iterator[TermUse]:
    """The uses that bear a homograph's name at a place where this term stands too."""
    places = {match.start for match in terms.find(source) if match.term == term}
    return (use for use in uses if use.match.start in places)


def like_patterns(terms: Iterable[Term]) -> Iterator[str]:
    """SQL LIKE patterns, one of which fits every text that has one of these terms, and many that have none.

    A word is cut before anything that its plural or its other spelling may change: policies, anonymize, criteria.
    """
    for term in terms:
        for english in (term.source, *term.synonyms):
            yield "%".join(["", *(_lasting(word) for word in re.findall(r"\w+", english)), ""])


_SPELLED: Final = re.compile(r"(?<=[iy])[sz].*|[^a-z].*")


def _lasting(word: str) -> str:
    small = word.casefold()
    kept = small[:-3] if len(small) > 5 else small[:2] if len(small) > 3 else small[:1]
    return _SPELLED.sub("", kept)
