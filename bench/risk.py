"""How well the risk of a French text tells what people would write otherwise, and the weights of its signals.

    python -m bench.risk --corpus DIR [DIR ...] [--write-docs]

Sentences that people translated, as bench.parallel reads them, are drafted as the tool drafts them. A draft counts as
bad if its chrF against the people's French is under `BAD`. The weights are fitted on publications that the starter
model never saw, half of them at a time, to judge the other half; those printed at the end, to be put into
translation/risk.py, are from all of them. What the starter saw in training is told apart: it looks better there.
Give it lists too: from half of six publications alone, the weights come out very different.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean, quantiles
from typing import Final

import numpy as np
from sacrebleu import sentence_chrf, sentence_ter

from bench.measures import auc, spearman
from bench.parallel import Pair, pairs
from bench.risk_page import Measured, Sorted, Tenth, page, picture
from bench.terms import SEEN as SEEN_SOURCES
from glossary import default_termbase
from glossary.termbase import TermBase
from translation.checks import check
from translation.document import Block, BlockKind, Document
from translation.engine import ArgosTranslator
from translation.packages import ensure_starter
from translation.pretranslate import pretranslate
from translation.risk import WEIGHTS, Level, document_risk, level, signals, unit_risk
from translation.unit import TranslationUnit

# Of 80 drafts read beside their English, without these figures, 47 needed rewriting. Under 55, chrF agrees with that in
# two of three, as well as anywhere; under 40 in fewer than half, and then it finds little but short sentences bad. TER
# agrees no better, alone or beside it.
BAD: Final = 55.0
# bench.terms has the others; the starter also learned from the design system of Canada.ca and from federal acts.
SEEN: Final = (*SEEN_SOURCES, "ca-ai-", "ca-crisis-", "canada-acts-")
# What is believed of a weight before anything is measured, and how firmly (standard deviation): findings are so rare
# that a few hundred sentences say little of them. No weight may fall below 0.
BELIEVED: Final[Mapping[str, tuple[float, float]]] = {
    "base": (0.0, 10.0),
    "unsure": (0.0, 10.0),
    "cost": (0.5, 0.5),
    "terms": (0.5, 0.5),
    "told": (0.5, 0.5),
    "blocking": (1.5, 0.75),
    "broken": (3.0, 1.0),
}

DOCS: Final = Path(__file__).parent.parent / "docs"

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """A drafted sentence, the publication it is from, and how near it comes to the French of people."""

    document: str
    unit: TranslationUnit
    chrf: float
    ter: float

    @property
    def bad(self) -> bool:
        return self.chrf < BAD

    @property
    def seen(self) -> bool:
        return self.document.startswith(SEEN)

    @property
    def words(self) -> int:
        return len(self.unit.segment.text.split())


Risky = Sequence[tuple[Judged, float]]


def judged(aligned: Sequence[Pair], engine: ArgosTranslator) -> list[Judged]:
    """The sentences as the tool drafts them, a publication at a time; a pair that it would cut in two is left out."""
    groups = defaultdict(list)
    for pair in aligned:
        groups[pair.document].append(pair)
    terms = default_termbase()
    return [each for group in groups.values() for each in _of_publication(group, engine, terms)]


def _of_publication(group: Sequence[Pair], engine: ArgosTranslator, terms: TermBase) -> Iterator[Judged]:
    units = pretranslate(
        Document("", "en", tuple(Block(BlockKind.PARAGRAPH, pair.english) for pair in group)),
        engine=engine,
        terms=terms,
        check=lambda source, target: check(source, target, terms),
    )
    sentences = Counter(unit.segment.block for unit in units)
    for unit in units:
        if sentences[unit.segment.block] == 1:
            yield _judged(group[unit.segment.block], unit)


def _judged(pair: Pair, unit: TranslationUnit) -> Judged:
    reference = [pair.french]
    return Judged(
        pair.document,
        unit,
        sentence_chrf(unit.target, reference).score,
        sentence_ter(unit.target, reference).score,
    )


# Fitting


def fitted(sentences: Sequence[Judged]) -> dict[str, float]:
    """The likeliest weights, given what is believed of them; a signal that would speak the wrong way has weight 0."""
    names = list(BELIEVED)
    while True:
        found = dict(zip(names, _likeliest(sentences, names), strict=True))
        wrong = [name for name, weight in found.items() if weight < 0 and name != "base"]
        if not wrong:
            return {name: round(found.get(name, 0.0), 2) for name in BELIEVED}
        names = [name for name in names if name not in wrong]


def _likeliest(sentences: Sequence[Judged], names: Sequence[str]) -> list[float]:
    """Logistic regression by Newton's method, each weight pulled towards what is believed of it."""
    rows = np.array([[signals(each.unit)[name] for name in names] for each in sentences])
    bad = np.array([each.bad for each in sentences])
    mean, deviation = np.array([BELIEVED[name] for name in names]).T
    weights = np.zeros(len(names))
    for _ in range(30):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (bad - likely) - (weights - mean) / deviation**2
        weights += np.linalg.solve(rows.T @ (rows * (likely * (1 - likely))[:, None]) + np.diag(deviation**-2), slope)
    return [float(weight) for weight in weights]


def held_out(sentences: Sequence[Judged], parts: Sequence[Sequence[str]]) -> list[tuple[Judged, float]]:
    """Each sentence with the risk it has by weights that were fitted without its part of the documents."""
    return [
        (each, unit_risk(each.unit, weights))
        for part in parts
        for weights in [fitted([each for each in sentences if each.document not in part])]
        for each in sentences
        if each.document in part
    ]


def halves(sentences: Sequence[Judged]) -> tuple[list[str], list[str]]:
    """The documents in two parts of about as many sentences: the largest first, each to the smaller part."""
    counts = Counter(each.document for each in sentences)
    parts: tuple[list[str], list[str]] = ([], [])
    for name, _ in counts.most_common():
        min(parts, key=lambda part: sum(counts[other] for other in part)).append(name)
    return parts


# What is told


def tenths(risky: Risky, parts: int = 10) -> list[Tenth]:
    """The sentences in ten parts of equal number, the least risky first."""
    ordered = sorted(risky, key=lambda one: one[1])
    bounds = [round(part * len(ordered) / parts) for part in range(parts + 1)]
    return [_tenth(ordered[start:end]) for start, end in pairwise(bounds)]


def _tenth(part: Risky) -> Tenth:
    risks = [risk for _, risk in part]
    first, middle, last = quantiles((each.chrf for each, _ in part), n=4)
    seen = fmean(each.bad for each, _ in part)
    return Tenth(len(part), risks[0], risks[-1], fmean(risks), seen, (first, middle, last))


def off(told: Sequence[Tenth]) -> float:
    """By how much the expected share differs from the seen one, as a mean over the tenths."""
    return fmean(abs(each.expected - each.seen) for each in told)


BASELINES: Final[Mapping[str, Callable[[Judged], float]]] = {
    "score alone": lambda each: -(each.unit.score or 0.0),
    "length alone": lambda each: each.words,
    "findings alone": lambda each: len(each.unit.findings),
}


def print_sorting(label: str, risky: Risky) -> None:
    """How well the risk sorts, and how well simpler numbers do on the same sentences."""
    sentences = [each for each, _ in risky]
    print(f"\n{label}: {len(sentences)} sentences, {fmean(each.bad for each in sentences):.0%} of them bad")
    print(_sorted_by("risk", sentences, [risk for _, risk in risky]))
    for name, value in BASELINES.items():
        print(_sorted_by(name, sentences, [value(each) for each in sentences]))


def _sorted_by(name: str, sentences: Sequence[Judged], values: Sequence[float]) -> str:
    within = [found for found in _auc_of_each(sentences, values) if found is not None]
    whole = auc(values, [each.bad for each in sentences])
    order = spearman(values, [each.chrf for each in sentences])
    return (
        f"  {name:15} AUC {_figure(whole)}, within a document {fmean(within):.3f}; "
        f"Spearman with chrF {_figure(order)}, with TER {_figure(spearman(values, [each.ter for each in sentences]))}"
    )


def _auc_of_each(sentences: Sequence[Judged], values: Sequence[float]) -> Iterator[float | None]:
    places = defaultdict(list)
    for place, each in enumerate(sentences):
        places[each.document].append(place)
    for of_document in places.values():
        yield auc([values[place] for place in of_document], [sentences[place].bad for place in of_document])


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def print_tenths(told: Sequence[Tenth]) -> None:
    print("\n     risk        expected  seen   chrF: quartiles and median")
    for each in told:
        first, middle, last = each.quartiles
        print(
            f"  {each.lowest:.2f} to {each.highest:.2f}  {each.expected:7.0%}  {each.seen:5.0%}"
            f"   {first:5.1f} {middle:5.1f} {last:5.1f}   {level(each.expected)}"
        )
    print(f"  expected and seen differ by {off(told):.1%} on average")


def by_level(risky: Risky) -> dict[Level, list[Judged]]:
    """The sentences of each level."""
    return {word: [each for each, risk in risky if level(risk) is word] for word in Level}


def print_levels(risky: Risky) -> None:
    for word, sentences in by_level(risky).items():
        if sentences:
            print(f"  {word:12} {len(sentences):4} sentences, {fmean(each.bad for each in sentences):.0%} bad")


def print_documents(sentences: Sequence[Judged]) -> None:
    """Whether documents stand in the order of how much of them is bad: by their risk, and by the plain mean."""
    groups = defaultdict(list)
    for each in sentences:
        groups[each.document].append(each)
    documents = list(groups.values())
    bad = [sum(each.words for each in part if each.bad) / sum(each.words for each in part) for part in documents]
    risk = [document_risk([each.unit for each in part], 1.0) for part in documents]
    plain = [
        sum(each.words * unit_risk(each.unit) for each in part) / sum(each.words for each in part) for part in documents
    ]
    print(f"\n{len(documents)} documents, Spearman with the share of words in bad sentences:")
    print(f"  document risk {_figure(spearman(risk, bad))}, mean of the risks {_figure(spearman(plain, bad))}")
    for name, share, value in sorted(zip(groups, bad, risk, strict=True), key=lambda one: -one[2]):
        print(f"  {value:.2f} {share:6.0%} bad  {'seen  ' if name.startswith(SEEN) else '      '}{name}")


def print_weights(weights: Weights) -> None:
    print("\nWEIGHTS, fitted on every unseen publication:")
    for name, weight in weights.items():
        print(f'        "{name}": {weight},' + ("" if weight == WEIGHTS[name] else f"  # now {WEIGHTS[name]}"))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How well a risk tells what people would write otherwise.")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="folders, as bench.parallel reads them")
    parser.add_argument("--write-docs", action="store_true", help="write docs/risque.md and its picture anew")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        engine = ArgosTranslator(ensure_starter(Path(folder)))
    sentences = judged(pairs(chosen.corpus), engine)
    seen, unseen = ([each for each in sentences if each.seen is side] for side in (True, False))
    weights = fitted(unseen)
    risky = held_out(unseen, halves(unseen))
    risky_seen = [(each, unit_risk(each.unit, weights)) for each in seen]
    report(sentences, risky, risky_seen, weights)
    if chosen.write_docs:
        write_docs(measured(risky, risky_seen))


def report(sentences: Sequence[Judged], risky: Risky, risky_seen: Risky, weights: Weights) -> None:
    one_by_one = [[name] for name in dict.fromkeys(each.document for each, _ in risky)]
    print_sorting("Unseen publications, each half by the weights of the other", risky)
    print_sorting("Unseen, each by the weights of all others", held_out([each for each, _ in risky], one_by_one))
    if risky_seen:
        print_sorting("Seen in training, by the weights of the unseen", risky_seen)
    print_tenths(tenths(risky))
    print_levels(risky)
    print_documents(sentences)
    print_weights(weights)


def measured(risky: Risky, risky_seen: Risky) -> Measured:
    """What the page for reviewers tells."""
    levels = {word: fmean(each.bad for each in some) for word, some in by_level(risky).items() if some}
    return Measured(tenths(risky), levels, _sorted(risky), _sorted(risky_seen), BAD)


def _sorted(risky: Risky) -> Sorted:
    bad = [each.bad for each, _ in risky]
    well = auc([risk for _, risk in risky], bad)
    documents = {each.document for each, _ in risky}
    return Sorted(len(risky), len(documents), sum(bad) / max(1, len(bad)), math.nan if well is None else well)


def write_docs(found: Measured) -> None:
    path = DOCS / "risque.md"
    path.write_text(page(path.read_text(encoding="utf-8"), found), encoding="utf-8")
    (DOCS / "img" / "risk-deciles.svg").write_text(picture(found), encoding="utf-8")


if __name__ == "__main__":
    main()
