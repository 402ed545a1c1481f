"""Makes a translation say the glossary's words: another hypothesis that does, else the wrong words taken out.

Where a term's English was rendered is found by the model's attention, and by how the model renders the term alone. The
wanted form takes that place with the determiner that fits it; the rest of the sentence is kept, or written anew by the
model from there on. The model scores what came of each way, and the best that loses nothing is kept. After the idea of
constrained decoding in Hokamp and Liu (2017), with the French put in by rule rather than piece by piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final, Protocol

from glossary.termbase import Status, TermBase
from translation import agreement
from translation.alignment import Spelled, coverage, rendering
from translation.guards import losses
from translation.placing import adjusted, forms, is_in_a_name, trimmed, wanted_form, ways
from translation.terminology import TermUse, Use, spans_of, term_uses
from translation.unit import Forced

ROUNDS: Final = 8  # terms mended in one text
_MOST_FORMS: Final = 24  # ways to write one term in one place
_MOST_PLACES: Final = 2
_ANEW: Final = 6  # of them, those after which the model goes on by itself
_COVERED: Final = 0.04  # how much less of the English a candidate may attend to
_WEIGHT: Final = 4.0  # of what it attends to less, in log-probability a token
_SHORTER: Final = 0.75  # of the length before
_LONGER: Final = 1.5
_DISAGREEING: Final = 0.15  # for a participle that does not agree with the term before it
_TWICE: Final = 2.0  # log-probability a token for each other rendering of the term that is left
_RENDERINGS: Final = 4  # of a term alone, that the model has for it
COSTLY: Final = 1.0  # log-probability a token: more is told


@dataclass(frozen=True, slots=True)
class Draft:
    """An English text and its French so far, with the model's mean log-probability a token."""

    source: str
    french: str
    score: float
    forced: tuple[Forced, ...] = ()


def placed(forced: Sequence[Forced], text: str) -> tuple[Forced, ...]:
    """The forced terms with their places in the finished text; one that later steps changed away is left out."""
    kept: list[Forced] = []
    for term in forced:
        taken = {other.start for other in kept}
        place = next((place for place in _standing(term.target, text) if place[0] not in taken), None)
        if place:
            kept.append(replace(term, start=place[0], end=place[1]))
    return tuple(kept)


def _standing(words: str, text: str) -> Iterator[tuple[int, int]]:
    """From where to where these words stand in a text, whatever their capitals; "site" does not in "visite"."""
    found = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.I)
    return ((match.start(), match.end()) for match in found)


class Decoder(Protocol):
    """What enforcement asks of a model; every call takes any number of texts at once."""

    def spell(self, text: str, *, french: bool = False) -> Spelled: ...

    def attend(self, pairs: Sequence[tuple[str, str]]) -> list[list[list[float]]]:
        """For each English and French text: a row for each French piece, a column for each English one."""
        ...

    def best(self, sources: Sequence[str], count: int) -> list[list[str]]: ...

    def go_on(self, pairs: Sequence[tuple[str, str]]) -> list[str]:
        """For each English text and beginning of its French: the whole French."""
        ...

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The mean log-probability a token of each French text."""
        ...


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A French text with the term in this form; what its score is lowered by, for what a rule holds against it."""

    french: str
    form: str
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class _Job:
    """One term to be said in one draft: how the model attended, how it renders the term alone, where to put it."""

    draft: Draft
    use: TermUse
    rows: list[list[float]]
    renderings: Sequence[str]
    places: list[tuple[int, int]]


def enforced(drafts: Sequence[Draft], terms: TermBase, decoder: Decoder) -> list[Draft]:
    """The drafts with the approved terms said, as far as that can be done without losing anything.

    What could not be mended stays as it was: the checks tell it.
    """
    current = _from_other_hypotheses(list(drafts), terms, decoder)
    given_up: list[set[str]] = [set() for _ in current]
    for _ in range(ROUNDS):
        wrong = [(n, use) for n, draft in enumerate(current) if (use := _next_wrong(draft, terms, given_up[n]))]
        if not wrong:
            break
        mended = _mended([(current[n], use) for n, use in wrong], terms, decoder)
        for (number, use), draft in zip(wrong, mended, strict=True):
            if draft is None:
                given_up[number].add(use.match.term.source)
            else:
                current[number] = draft
    return current


def _wrong(draft: Draft, terms: TermBase) -> list[TermUse]:
    uses = term_uses(terms, draft.source, draft.french)
    return [
        use
        for use in uses
        if use.use in (Use.FORBIDDEN, Use.MISSING)
        and use.match.term.status is Status.APPROVED
        and wanted_form(use)
        and use.match.term.part_of_speech not in _BENDING
        and not is_in_a_name(use, draft.source)
    ]


# What agrees with words elsewhere in the sentence, or is conjugated: only told, never put in.
_BENDING: Final = frozenset({"adjective", "verb"})


def _next_wrong(draft: Draft, terms: TermBase, given_up: set[str]) -> TermUse | None:
    return next((use for use in _wrong(draft, terms) if use.match.term.source not in given_up), None)


def _from_other_hypotheses(drafts: list[Draft], terms: TermBase, decoder: Decoder) -> list[Draft]:
    """Each draft that breaks a term, or another of the model's own that breaks fewer and is nearly as likely."""
    wrong = [n for n, draft in enumerate(drafts) if _wrong(draft, terms)]
    others = decoder.best([drafts[n].source for n in wrong], 5)
    pairs = [(drafts[n].source, french) for n, several in zip(wrong, others, strict=True) for french in several]
    scores = iter(decoder.score(pairs))
    for number, several in zip(wrong, others, strict=True):
        draft = drafts[number]
        scored = [(len(_wrong(replace(draft, french=french), terms)), -next(scores), french) for french in several]
        least, cost, french = min(scored, default=(99, 0.0, ""))
        better = least < len(_wrong(draft, terms)) and -cost > draft.score - COSTLY
        if better and losses(draft.source, french) <= losses(draft.source, draft.french):
            drafts[number] = replace(draft, french=french, score=-cost)
    return drafts


def _mended(work: Sequence[tuple[Draft, TermUse]], terms: TermBase, decoder: Decoder) -> list[Draft | None]:
    """Each draft with one term said, None where no way was good enough."""
    attention = decoder.attend([(draft.source, draft.french) for draft, _ in work])
    alone = decoder.best([use.match.term.source for _, use in work], _RENDERINGS)
    jobs = [
        _Job(draft, use, rows, renderings, _places(draft, use, rows, renderings, decoder))
        for (draft, use), rows, renderings in zip(work, attention, alone, strict=True)
    ]
    candidates = [[*chain.from_iterable(_substituted(job, place) for place in job.places)] for job in jobs]
    beginnings = [[*dict.fromkeys(_beginnings(job, decoder))][:_ANEW] for job in jobs]
    asked = [(job.draft.source, begun) for job, several in zip(jobs, beginnings, strict=True) for begun, _ in several]
    written = iter(decoder.go_on(asked))
    for ready, several in zip(candidates, beginnings, strict=True):
        ready += [_Candidate(next(written), form) for _, form in several]
    return _chosen(jobs, candidates, terms, decoder)


def _places(
    draft: Draft, use: TermUse, rows: list[list[float]], renderings: Sequence[str], decoder: Decoder
) -> list[tuple[int, int]]:
    """Where in the French the term may be rendered otherwise, the likeliest place first."""
    if use.use is Use.FORBIDDEN and (place := next(_standing(use.found, draft.french), None)):
        return [place]
    source = decoder.spell(draft.source).within(use.match.start, use.match.end)
    attended = rendering(decoder.spell(draft.french, french=True), rows, source)
    place = trimmed(draft.french, *attended) if attended else None
    alone = [span for said in renderings for span in spans_of(said, draft.french)]
    both = [span for span in alone if attended and span[0] < attended[1] and span[1] > attended[0]]
    found = [trimmed(draft.french, *span) for span in both[:1]] or [
        place,
        *(trimmed(draft.french, *s) for s in alone),
    ]
    return [*dict.fromkeys(span for span in found if span is not None)][:_MOST_PLACES]


def _substituted(job: _Job, place: tuple[int, int]) -> Iterator[_Candidate]:
    """The French with the term in its place and the rest as it was, adjectives after it agreeing or not."""
    start, end = place
    for way in islice(ways(job.draft.french, job.use, start), _MOST_FORMS):
        for rest, sure in adjusted(job.draft.french[end:], way.form):
            yield _Candidate(way.before + way.term + rest, way.term, 0.0 if sure else _DISAGREEING)


_MISSING_KINDS: Final = ("", "the", "a", "of the", "of")


def _beginnings(job: _Job, decoder: Decoder) -> Iterator[tuple[str, str]]:
    """Beginnings of the French that end with the term, for the model to go on from; each with the term's form."""
    draft, use = job.draft, job.use
    for start, _ in job.places[:1]:
        for way in islice(ways(draft.french, use, start), _MOST_FORMS):
            yield way.before + way.term, way.term
    start = job.places[0][0] if job.places else _where_it_would_stand(draft, use, job.rows, decoder)
    if agreement.determiner_before(draft.french, start) is None:
        before = draft.french[:start].rstrip() + " " * bool(start)
        for text, form in forms(use, None):
            for kind in _MISSING_KINDS if not job.places else ("",):  # a heading's noun has no article to begin with
                determiner = agreement.determined(kind, form, text)
                yield before + determiner + text, text


def _where_it_would_stand(draft: Draft, use: TermUse, rows: list[list[float]], decoder: Decoder) -> int:
    """Behind the French of the English word before the term; at the beginning when there is none."""
    source, french = decoder.spell(draft.source), decoder.spell(draft.french, french=True)
    within = source.within(use.match.start, use.match.end)
    first = within[0] if within else 0
    ends = [
        french.places[n][1]
        for n, row in enumerate(rows[: len(french.places)])
        if row and max(range(len(row)), key=row.__getitem__) < first
    ]
    return max(ends, default=0)


def _chosen(
    jobs: Sequence[_Job], candidates: Sequence[list[_Candidate]], terms: TermBase, decoder: Decoder
) -> list[Draft | None]:
    """For each draft the best of its candidates that say more terms and lose nothing, None when there is none."""
    good = [
        [*{c.french: c for c in several if _is_sound(job, c, terms)}.values()]
        for job, several in zip(jobs, candidates, strict=True)
    ]
    pairs = [(job.draft.source, c.french) for job, several in zip(jobs, good, strict=True) for c in several]
    scores, attended = iter(decoder.score(pairs)), iter(decoder.attend(pairs))
    chosen: list[Draft | None] = []
    for job, several in zip(jobs, good, strict=True):
        outside = _outside(job.draft, job.use, decoder)
        kept = coverage(job.rows, outside)
        rated = []
        for candidate in several:
            score, rows = next(scores), next(attended)
            lost = max(0.0, kept - coverage(rows, outside) - _COVERED)
            doubt = _WEIGHT * lost + _TWICE * _said_twice(job, candidate) + candidate.doubt
            rated.append((score - doubt, score, candidate))
        best = max(rated, key=lambda rating: rating[0], default=None)
        chosen.append(_with(job.draft, job.use, best[2], best[1]) if best else None)
    return chosen


def _said_twice(job: _Job, candidate: _Candidate) -> int:
    """How many of the model's own renderings of the term, alone or here, still stand beside the wanted one."""
    wanted = set(spans_of(candidate.form, candidate.french))
    here = [job.draft.french[start:end] for start, end in job.places]
    left = {span for said in (*job.renderings, *here) for span in spans_of(said, candidate.french)}
    return sum(not any(a < d and c < b for c, d in wanted) for a, b in left)


def _outside(draft: Draft, use: TermUse, decoder: Decoder) -> list[int]:
    """The English pieces that are no part of the term."""
    source = decoder.spell(draft.source)
    inside = set(source.within(use.match.start, use.match.end))
    return [n for n in range(len(source.pieces)) if n not in inside]


def _with(draft: Draft, use: TermUse, candidate: _Candidate, score: float) -> Draft:
    start, end = next(_standing(candidate.form, candidate.french), (-1, -1))
    said = candidate.french[start:end] if end > 0 else candidate.form
    forced = Forced(use.match.term.source, said, start, end, round(draft.score - score, 3))
    return replace(draft, french=candidate.french, score=score, forced=(*draft.forced, forced))


_DOUBLED: Final = re.compile(
    r"\b(?:(?:le|la|les|un|une|des|du|au|aux|ce|cette|ces|son|sa|ses|leur|leurs)\s+"
    r"(?:le|la|les|un|une|des|du|au|aux|ce|cette|ces|son|sa|ses|de)\b|(?:de|des|du)\s+(?:de|des|du)\b|(\w{3,})\s+\1\b"
    r"|(?:de|à)\s+(?:le|les)\s|[ld][’']\s)",
    re.I,
)


def _is_sound(job: _Job, candidate: _Candidate, terms: TermBase) -> bool:
    """Whether a candidate says the term, breaks no other, and loses or doubles nothing."""
    draft, use, french = job.draft, job.use, candidate.french
    replaced = max((end - start for start, end in job.places), default=0)
    fewest = _SHORTER * (len(draft.french) - replaced) + min(replaced, len(candidate.form))
    if not fewest <= len(french) <= _LONGER * len(draft.french) + 20:
        return False
    if not any(_standing(candidate.form, french)):  # the model may go on inside the word: "péril" becomes "pérille"
        return False
    wrong = {one.match.term.source for one in _wrong(replace(draft, french=french), terms)}
    before = {one.match.term.source for one in _wrong(draft, terms)}
    if use.match.term.source in wrong or not wrong <= before:
        return False
    doubled = len(_DOUBLED.findall(french)) > len(_DOUBLED.findall(draft.french))
    return not doubled and losses(draft.source, french) <= losses(draft.source, draft.french)
