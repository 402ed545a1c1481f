"""How many minutes a draft will take, from its words and how likely they are to need rewriting, learnt from reviews.

    seconds = sum over levels (words still to review x pace of the level) + words already reviewed x REREAD

A pace is in seconds a word. Before anybody has reviewed anything it is a default, from what is known of readers and
translators: an English reader takes 238 words a minute (Brysbaert 2019), a French one 195 (Trauzettel-Klosinski and
Dietz 2012), so that reading both sides and changing nothing takes 0.6 seconds a word; for the rest the rules of thumb
of the trade, 2,000 words an hour for a revision, 1,000 where the machine's text has to be put right (post-editing), 500
where it has to be written anew. They are where learning begins and claim no more.

`learnt` then asks each finished draft how its time compares with what the paces foresaw, and multiplies:

1. all paces by the median of these ratios over all drafts: a team may be quick or thorough;
2. in rounds, each level's pace by the weighted median of the ratios, a draft weighing what the level takes of its time.

Medians, so that one draft that lay open beside a long meeting changes nothing. What is learnt from n drafts' worth of
evidence counts n / (n + PRIOR), in logarithms, and the pace that it started from counts the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from translation.risk import Level, level

Paces = Mapping[Level, float]

DEFAULTS: Final[Paces] = MappingProxyType({Level.SURE: 0.6, Level.READ: 1.8, Level.DOUBTFUL: 3.6, Level.REWRITE: 7.2})
REREAD: Final = 60 / 195  # the French alone, once more
LINK_MINUTES: Final = 10  # to sum up an official French version: set, not measured
PRIOR: Final = 3  # drafts that the paces learning starts from are worth
ROUNDS: Final = 12
# Nobody reads faster than this: such a draft was reviewed elsewhere, in a file, or by somebody who saved nothing.
FASTEST: Final = 0.25


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finished draft: its words by the level that they had when the review began, and the seconds that it took."""

    words: Mapping[Level, int]
    seconds: float


def level_of(risk: float | None) -> Level:
    """The level of a unit that waits; one that nobody judged is to be read."""
    return Level.READ if risk is None else level(risk)


def minutes(left: Mapping[Level, int], done: int = 0, paces: Paces = DEFAULTS) -> int:
    """The minutes that remain, at least 1: `left` are the words to review by level, `done` those that were."""
    return max(1, round((_foreseen(left, paces) + done * REREAD) / 60))


def learnt(past: Iterable[Reviewed]) -> Paces:
    """The paces that past reviews show; the defaults when there are none."""
    drafts = [draft for draft in past if draft.seconds > FASTEST * sum(draft.words.values()) > 0]
    if not drafts:
        return DEFAULTS
    general = _median([(_ratio(draft, DEFAULTS), 1.0) for draft in drafts])
    start = {name: pace * general ** _trust(len(drafts)) for name, pace in DEFAULTS.items()}
    paces: Paces = start
    for _ in range(ROUNDS):
        paces = {name: pace * _correction(name, drafts, paces) for name, pace in paces.items()}
    return MappingProxyType(
        {name: _between(start[name], paces[name], _evidence(name, drafts, paces)) for name in start}
    )


def _correction(name: Level, drafts: Sequence[Reviewed], paces: Paces) -> float:
    """What the level's pace is to be multiplied with: 1 where no draft has such words."""
    found = [(_ratio(draft, paces), _share(name, draft, paces)) for draft in drafts]
    return _median([(ratio, share) for ratio, share in found if share > 0])


def _evidence(name: Level, drafts: Sequence[Reviewed], paces: Paces) -> float:
    return sum(_share(name, draft, paces) for draft in drafts)


def _between(start: float, end: float, drafts: float) -> float:
    return start * math.exp(math.log(end / start) * _trust(drafts))


def _trust(drafts: float) -> float:
    return drafts / (drafts + PRIOR)


def _foreseen(words: Mapping[Level, int], paces: Paces) -> float:
    return sum(count * paces[name] for name, count in words.items())


def _ratio(draft: Reviewed, paces: Paces) -> float:
    return draft.seconds / _foreseen(draft.words, paces)


def _share(name: Level, draft: Reviewed, paces: Paces) -> float:
    """How much of the draft's time goes to the words of this level, from 0 to 1."""
    return draft.words.get(name, 0) * paces[name] / _foreseen(draft.words, paces)


def _median(weighted: Sequence[tuple[float, float]]) -> float:
    """The value that half of the weight lies below; the geometric mean of two that share the middle, 1 of none."""
    ordered = sorted(weighted)
    sums = list(accumulate(weight for _, weight in ordered))
    if not ordered:
        return 1.0
    half = sums[-1] / 2
    low = next(value for (value, _), below in zip(ordered, sums, strict=True) if below >= half)
    high = next((value for (value, _), below in zip(ordered, sums, strict=True) if below > half), low)
    return math.sqrt(low * high)
