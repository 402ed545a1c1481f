"""How likely a French text is to need rewriting, from what its unit knows, so that reviewers read first what is unsure.

A logistic regression over a few signals. `python -m bench.risk` fits its weights on sentences that people translated,
says how well they do, and prints `WEIGHTS` as it should stand here. Length is no signal: a reader finds more to mend in
a long sentence, chrF in a short one, and the fit has chrF alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from translation.placeables import nothing_to_translate
from translation.unit import Origin, TranslationUnit


class Level(StrEnum):
    """A risk in a reviewer's words."""

    SURE = "sûr"
    READ = "à lire"
    DOUBTFUL = "douteux"
    REWRITE = "à réécrire"


WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "base": -2.09,  # the log-odds of a text of which the engine is certain
        "unsure": 3.64,  # how much the engine doubts each piece of a word: 1 less the (geometric) mean probability
        "cost": 0.0,  # what terms that were put in cost, in log-probability a token, beyond what made it more unsure
        "terms": 0.38,  # each term of the glossary that is not said, or wrongly
        "told": 0.0,  # each other finding
        "blocking": 0.63,  # each finding that approval must wait for
        "broken": 3.0,  # each finding that a part is missing, left in English, or said over and over
    }
)
# Risk where no engine chose the words. Set, not measured: a person has read them, or nothing was translated.
_WITHOUT_ENGINE: Final[Mapping[Origin, float]] = MappingProxyType(
    {
        Origin.MACHINE: 0.01,  # figures and addresses alone, which are copied
        Origin.HUMAN: 0.02,  # written for this sentence
        Origin.MEMORY: 0.05,  # approved, but in another place
        Origin.SOURCE: 0.05,  # left as it is, which is mostly meant
    }
)
_BROKEN: Final = frozenset({"empty", "identical", "untranslated", "repetition", "length"})
_TERMS: Final = frozenset({"term-missing", "term-forbidden", "forced", "glossary-changed"})
_MIDDLING: Final = -0.5  # the score of a machine's text that came without one
_MOST: Final = 3  # findings of a kind that count: a fourth says little that three do not

# Up to which risk a word goes. Of 80 drafts read beside their English, about 15 in 100 of the sure needed rewriting, 30
# of those to read, 80 of the doubtful, and 93 of the rest. Held against chrF the steps are lower: one person's French
# says little of whether another's is good.
DOUBTFUL_FROM: Final = 0.4
LEVELS: Final = ((0.3, Level.SURE), (DOUBTFUL_FROM, Level.READ), (0.5, Level.DOUBTFUL))
# At least, where something is to be changed however sure the rest is: an error, or a word that no dictionary has.
# Letters counted against another translation (chrF) hardly show such a word; a reader stops at it.
_TO_CHANGE: Final = DOUBTFUL_FROM


def unit_risk(unit: TranslationUnit, weights: Mapping[str, float] = WEIGHTS) -> float:
    """How likely the French is to need rewriting, from 0 to 1; whoever made it, no finding that stands lowers it."""
    found = signals(unit)
    start = 0.0 if found["base"] else _log_odds(_WITHOUT_ENGINE[unit.origin])
    risk = _probability(start + sum(weights[name] * value for name, value in found.items()))
    to_change = any(finding.blocking or finding.check == "word" for finding in unit.findings if finding.stands)
    return max(risk, _TO_CHANGE) if to_change else risk


def signals(unit: TranslationUnit) -> dict[str, float]:
    """What the weights are multiplied with: 0 or more each, and the more, the riskier; a dismissed finding is none."""
    by_engine = unit.origin is Origin.MACHINE and not nothing_to_translate(unit.segment.text)
    score = _MIDDLING if unit.score is None else unit.score
    standing = [finding for finding in unit.findings if finding.stands]
    checks = [finding.check for finding in standing]
    return {
        "base": float(by_engine),
        "unsure": 1 - math.exp(min(0.0, score)) if by_engine else 0.0,
        "cost": sum(max(0.0, term.cost) for term in unit.forced) if by_engine else 0.0,
        "terms": _count(check in _TERMS for check in checks),
        "told": _count(check not in _TERMS | _BROKEN for check in checks),
        "blocking": _count(finding.blocking for finding in standing),
        "broken": _count(check in _BROKEN for check in checks),
    }


def document_risk(units: Sequence[TranslationUnit], confidence: float) -> float:
    """How much of a document is likely to need rewriting, from 0 to 1; for an order, not as a share of its words.

    The quadratic mean over words, so that one page to write anew comes before ten pages that each need a word changed:
    a reviewer reads all of them anyway. `confidence` is the extraction's, from 0 to 1; what it lost is to be made good
    as well. A unit that carries a risk keeps it, the others are judged here.
    """
    words = [max(1, len(unit.segment.text.split())) for unit in units]
    risks = [unit_risk(unit) if unit.risk is None else unit.risk for unit in units]
    squares = sum(count * risk**2 for count, risk in zip(words, risks, strict=True))
    french = math.sqrt(squares / sum(words)) if words else 0.0
    return 1 - (1 - min(french, 1.0)) * min(max(confidence, 0.0), 1.0)


def level(risk: float) -> Level:
    """The risk as a word."""
    return next((word for below, word in LEVELS if risk < below), Level.REWRITE)


def _count(found: Iterable[bool]) -> float:
    return float(min(sum(found), _MOST))


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
