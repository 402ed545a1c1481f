"""Whether the terms that the glossary proposes are those that people chose, beside two plain ways to rank phrases.

    python -m bench.suggest --corpus DIR [--splits N] [--show N]

DIR holds `parallel/` and `glossary/`. Of the terms of our glossary and of three lists that occur in the English
documents, a seeded half is hidden, the other half is known; what is proposed is held against the hidden half. All ways
rank the same English noun phrases, with the same French: what differs is the order alone. A proposal that nobody's
list has may still be a good one: `--show` prints the first ones, for a person to judge.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import fmean
from typing import Final

from bench.parallel import blocks, pairs
from glossary import default_termbase
from glossary.exchange import read_tsv
from glossary.termbase import Term, TermBase
from translation.mining import Candidate, Sentence, candidates
from translation.segmentation import sentences
from translation.terminology import Use, term_uses

LISTS: Final = ("gdpr-terms", "kobotoolbox-glossary", "iati-codelists")
AT: Final = 50
OFTEN: Final = 3  # sentences

Order = Callable[[Candidate], float]
WAYS: Final[Mapping[str, Order]] = {
    "ours": lambda one: one.score,
    "frequency": lambda one: one.count,
    "Dice": lambda one: one.dice,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the first proposals, how many are hidden terms, and how many also have their French; how many were found."""

    english: float
    french: float
    recall: float


def read(folder: Path) -> list[Sentence]:
    """The sentences of the English documents, with the French of those that are surely aligned."""
    aligned = {(pair.document, pair.english): pair for pair in pairs([folder])}
    found = [Sentence(pair.english, pair.french, pair.document) for pair in aligned.values()]
    for path in sorted(folder.glob("*.en.*")):
        name = path.name.partition(".en.")[0]
        texts = (text for block in blocks(path) for text in sentences(block)) if path.suffix != ".pdf" else ()
        found += [Sentence(text, "", name) for text in texts if (name, text) not in aligned]
    return found


def occurring(folder: Path, english: Sequence[str]) -> tuple[dict[str, list[Term]], Counter[str]]:
    """The terms that stand in the texts by their English in small letters, and in how many sentences each does."""
    terms = [*default_termbase(), *(term for name in LISTS for term in read_tsv(folder / f"{name}.en-fr.tsv"))]
    base = TermBase(terms)
    counts = Counter(name for text in english for name in {match.term.source.casefold() for match in base.find(text)})
    by_name: dict[str, list[Term]] = {}
    for term in terms:
        if counts[term.source.casefold()]:
            by_name.setdefault(term.source.casefold(), []).append(term)
    return by_name, counts


def halves(by_name: Mapping[str, list[Term]], seed: int) -> tuple[list[Term], list[Term]]:
    names = sorted(by_name)
    random.Random(seed).shuffle(names)
    hidden, known = names[: len(names) // 2], names[len(names) // 2 :]
    return [t for name in hidden for t in by_name[name]], [t for name in known for t in by_name[name]]


def figures(ranked: Sequence[Candidate], hidden: Sequence[Term], counts: Mapping[str, int]) -> Figures:
    base = TermBase(hidden)
    first = ranked[:AT]
    often = {term.source.casefold() for term in hidden if counts[term.source.casefold()] >= OFTEN}
    found = {term.source.casefold() for one in ranked for term in _meant(one, base)}
    english = sum(bool(_meant(one, base)) for one in first) / AT
    return Figures(english, sum(_says(one, base) for one in first) / AT, len(often & found) / max(1, len(often)))


def _meant(one: Candidate, base: TermBase) -> list[Term]:
    return [match.term for match in base.find(one.source) if match.found == one.source]


def _says(one: Candidate, base: TermBase) -> bool:
    """Whether the French is a form that one of the hidden terms with this English accepts."""
    return any(_accepts(term, one.source, one.target) for term in _meant(one, base))


@lru_cache(maxsize=10_000)
def _accepts(term: Term, english: str, french: str) -> bool:
    return any(use.use in (Use.PREFERRED, Use.TOLERATED) for use in term_uses(TermBase([term]), english, french))


def splits(said: Sequence[Sentence], folder: Path, many: int) -> Iterator[dict[str, Figures]]:
    by_name, counts = occurring(folder, [one.english for one in said])
    print(
        f"{len(said):,} sentences, {sum(bool(one.french) for one in said):,} with French; {len(by_name)} terms occur, ",
        end="",
    )
    print(f"{sum(counts[name] >= OFTEN for name in by_name)} of them in {OFTEN} sentences or more")
    for seed in range(many):
        hidden, known = halves(by_name, seed)
        found = candidates(said, [], known)
        yield {
            name: figures(sorted(found, key=lambda one: (-order(one), one.source)), hidden, counts)
            for name, order in WAYS.items()
        }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Whether proposed terms are those that people chose.")
    parser.add_argument("--corpus", type=Path, required=True, help="a folder with parallel/ and glossary/")
    parser.add_argument("--splits", type=int, default=10, help="how many seeded halves")
    parser.add_argument("--show", type=int, default=0, help="print so many proposals beside our glossary alone")
    chosen = parser.parse_args(arguments)
    said = read(chosen.corpus / "parallel")
    measured = list(splits(said, chosen.corpus / "glossary", chosen.splits))
    print(f"Precision at {AT} and recall, mean of {chosen.splits} halves")
    print(f"{'order':12}{'English':>10}{'+ French':>10}{'recall':>10}")
    for name in WAYS:
        means = [fmean(getattr(one[name], what) for one in measured) for what in ("english", "french", "recall")]
        print(f"{name:12}" + "".join(f"{100 * value:>9.1f}%" for value in means))
    for one in candidates(said, [], default_termbase())[: chosen.show]:
        print(f"{one.source}\t{one.target}\t{one.count}\t{one.agreeing}/{one.translated}")


if __name__ == "__main__":
    main()
