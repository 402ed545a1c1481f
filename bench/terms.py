"""How well translations obey a term base, without and with it, on sentences that people translated.

    python -m bench.terms --corpus DIR [DIR ...] [--sentences N] [--lists project,mined,adversarial] [--faults N]

Three lists: the glossary that ships, terms found in the references themselves, and terms whose French is right but
unusual. The measures are those of the terminology task of WMT21 (`bench/term_measures.py`), with BLEU and chrF for the
whole; of the French around the terms, faults of grammar are counted and shown. On the adversarial list, where no
reference has the wanted French, only "all" of the exact match and the faults say anything.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sacrebleu import corpus_bleu, corpus_chrf

from bench.french_faults import Fault, faults_around
from bench.parallel import Pair, pairs
from bench.term_measures import Rated, Rendering, exact_match, one_minus_term, rated, window_overlap
from glossary import default_termbase
from glossary.termbase import Term, TermBase
from translation.engine import ArgosTranslator, Hypothesis, MachineTranslator
from translation.packages import ensure_starter

FOLDER: Final = Path(__file__).parent / "data" / "terms"
# Publications whose publisher is among the sources that the starter model learned from.
SEEN: Final = ("hot-", "kobo", "odh-", "cnil-", "cds-", "ca-privacy-act", "eurovoc", "un-sdg", "iati-", "countries-")
UNSEEN_SHARE: Final = 2 / 3
ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Run:
    """What the engine made of some sentences, with or without the terms, and how long it took."""

    rated: tuple[Rated, ...]
    seconds: float
    forced: int

    @property
    def seconds_a_thousand_words(self) -> float:
        return 1000 * self.seconds / max(1, sum(len(sentence.source.split()) for sentence in self.rated))

    @property
    def renderings(self) -> list[Rendering]:
        return [rendering for sentence in self.rated for rendering in sentence.renderings]

    @property
    def garbled(self) -> int:
        """How many sentences have figures or signs that the English has not."""
        return sum(bool(_signs(sentence.ours) - _signs(sentence.source)) for sentence in self.rated)

    @property
    def faults(self) -> list[Fault]:
        """Of the French around every term that was said."""
        return [
            fault
            for sentence in self.rated
            for rendering in sentence.renderings
            if rendering.ours
            for fault in faults_around(sentence.ours, rendering.ours, rendering.gender)
        ]


def _signs(text: str) -> Counter[str]:
    return Counter(re.findall(r"[\d()\[\]{}<>/\\_|@#&=]", text))


# The lists and the sentences


def project() -> TermBase:
    return default_termbase()


def mined() -> TermBase:
    return _listed("mined.tsv")


def adversarial() -> TermBase:
    return _listed("adversarial.tsv")


LISTS: Final[Mapping[str, Callable[[], TermBase]]] = {
    "project": project,
    "mined": mined,
    "adversarial": adversarial,
}


def _listed(name: str) -> TermBase:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return TermBase(_term(row) for row in csv.DictReader(file, delimiter="\t"))


def _term(row: Mapping[str, str]) -> Term:
    kind = row.get("kind", "")
    word = Term(row["english"], row["french"], gender=row["gender"], domain=kind)
    return replace(word, do_not_translate=True) if kind == "kept" else replace(word, part_of_speech="noun")


def sampled(aligned: Sequence[Pair], terms: TermBase, most: int) -> dict[str, list[Pair]]:
    """Sentences that hold a term, always the same: two thirds of publications that the model never saw."""
    holding = [pair for pair in aligned if terms.find(pair.english)]
    seen = [pair for pair in holding if pair.document.startswith(SEEN)]
    unseen = [pair for pair in holding if not pair.document.startswith(SEEN)]
    return {"unseen": _some(unseen, round(most * UNSEEN_SHARE)), "seen": _some(seen, round(most * (1 - UNSEEN_SHARE)))}


def _some(found: Sequence[Pair], most: int) -> list[Pair]:
    return random.Random(0).sample(found, min(most, len(found)))


# Runs


def runs(engine: MachineTranslator, sample: Sequence[Pair], terms: TermBase) -> tuple[Run, Run]:
    """Without the terms and with them, in turns; the time is that of the fastest round, other work being no matter."""
    rounds = [[_timed(engine, sample, given) for given in (None, terms)] for _ in range(ROUNDS)]
    without, with_terms = zip(*rounds, strict=True)
    return _fastest(without, sample, terms), _fastest(with_terms, sample, terms)


def _timed(engine: MachineTranslator, sample: Sequence[Pair], terms: TermBase | None) -> tuple[float, list[Hypothesis]]:
    started = time.perf_counter()
    french = engine.translate([pair.english for pair in sample], terms=terms)
    return time.perf_counter() - started, french


def _fastest(rounds: Sequence[tuple[float, list[Hypothesis]]], sample: Sequence[Pair], terms: TermBase) -> Run:
    seconds, french = min(rounds, key=lambda one: one[0])
    sentences = (
        rated(terms, pair.english, hypothesis.text, pair.french)
        for pair, hypothesis in zip(sample, french, strict=True)
    )
    return Run(tuple(sentences), seconds, sum(map(_is_forced, french)))


def _is_forced(hypothesis: Hypothesis) -> bool:
    return bool(getattr(hypothesis, "forced", ()))


# The report

_COLUMNS: Final = (
    "said",
    "preferred",
    "all",
    "window 2",
    "window 3",
    "1-TERm",
    "BLEU",
    "chrF",
    "s/1,000 w",
    "forced",
    "garbled",
    "faults",
)


def figures(found: Run) -> Iterator[str]:
    """What the table says of a run; "–" where the list has no term in the references."""
    yield from map(
        _share,
        (
            exact_match(found.rated),
            exact_match(found.rated, tolerated=False),
            exact_match(found.rated, only_in_reference=False),
            window_overlap(found.rated, 2),
            window_overlap(found.rated, 3),
            one_minus_term(found.rated),
        ),
    )
    ours, reference = [each.ours for each in found.rated], [[each.reference for each in found.rated]]
    yield f"{corpus_bleu(ours, reference).score:.1f}"
    yield f"{corpus_chrf(ours, reference).score:.1f}"
    yield f"{found.seconds_a_thousand_words:.1f}"
    yield str(found.forced)
    yield str(found.garbled)
    yield f"{len(found.faults)}/{sum(rendering.said for rendering in found.renderings)}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def report(engine: MachineTranslator, aligned: Sequence[Pair], name: str, most: int, shown: int) -> None:
    """Two lines of the table for each part of the sample, then the faults of the runs with terms."""
    terms = LISTS[name]()
    with_terms = []
    for part, sample in sampled(aligned, terms, most).items():
        both = runs(engine, sample, terms)
        for label, found in zip(("without", "with"), both, strict=True):
            print(_row(f"{name}, {part}, {label}", figures(found)))
        print(f"  {_counts(both[1])}")
        with_terms.append(both[1])
    if name == "adversarial":
        print_kinds(with_terms)
    print_faults([fault for found in with_terms for fault in found.faults], shown)


def _counts(found: Run) -> str:
    inside = sum(rendering.reference is not None for rendering in found.renderings)
    return f"{len(found.rated)} sentences, {len(found.renderings)} terms, {inside} of them in the reference"


def print_kinds(found: Sequence[Run]) -> None:
    """Of each kind of hard term, how many were said as wanted."""
    said: dict[str, list[bool]] = defaultdict(list)
    for rendering in (rendering for one in found for rendering in one.renderings):
        said[rendering.term.domain].append(rendering.said)
    print(
        "  said with the terms: " + ", ".join(f"{kind} {sum(all_)}/{len(all_)}" for kind, all_ in sorted(said.items()))
    )


def print_faults(faults: Sequence[Fault], shown: int) -> None:
    for kind, count in Counter(fault.kind for fault in faults).most_common():
        print(f"  {count:4} {kind}")
        for words in list(dict.fromkeys(fault.words for fault in faults if fault.kind == kind))[:shown]:
            print(f"         {words}")


def _row(label: str, values: Iterable[str]) -> str:
    return f"{label:30}" + "".join(f"{value:>10}" for value in values)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How well translations obey a term base.")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="folders, as bench.parallel reads them")
    parser.add_argument("--sentences", type=int, default=600, help="of each list, at most")
    parser.add_argument("--lists", default=",".join(LISTS), help="which lists, parted by commas")
    parser.add_argument("--faults", type=int, default=3, help="how many examples of each fault")
    chosen = parser.parse_args(arguments)
    aligned = pairs(chosen.corpus)
    with tempfile.TemporaryDirectory() as folder:
        engine = ArgosTranslator(ensure_starter(Path(folder)))
    engine.translate(["The first text loads what the engine needs."])
    print(_row("", _COLUMNS))
    for name in chosen.lists.split(","):
        report(engine, aligned, name, chosen.sentences, chosen.faults)


if __name__ == "__main__":
    main()
