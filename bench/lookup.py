"""How fast ten thousand terms are found in a document of 300 pages, beside a bare search for the same strings.

    python -m bench.lookup --corpus DIR [--concepts N] [--pages N]

DIR holds `glossary/*.en-fr.tsv` and `parallel/*.en.*`. The document is its English sentences, again and again, with
words exchanged. The bare search is pyahocorasick's over the same strings in small letters: it knows no word ends, no
plurals, no spellings and no case rules, so it finds other things; it says what reading every letter costs.
"""

from __future__ import annotations

import argparse
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import ahocorasick

from bench.memory import SEED, Writer
from bench.parallel import blocks
from glossary.exchange import read_tsv
from glossary.termbase import Term, TermBase
from translation.checks import check
from translation.checks.terms import term_words
from translation.segmentation import sentences

PAGE = 500  # words
CHANGED = 0.2  # of the words of a sentence, each time it comes again
RUNS = 3
CHECKED = 300  # segments

Work = Callable[[], object]


def concepts(folder: Path, wanted: int) -> list[Term]:
    """So many terms of the lists of a folder, each English once, drawn from all the lists."""
    found = {term.source.casefold(): term for path in sorted(folder.glob("*.tsv")) for term in read_tsv(path)}
    chosen = random.Random(SEED).sample(sorted(found), min(wanted, len(found)))
    return [found[source] for source in chosen]


def read(folder: Path) -> list[str]:
    """The English sentences of the documents of a folder, each once."""
    paths = sorted(path for path in folder.glob("*.en.*") if path.suffix != ".pdf")
    return list(dict.fromkeys(one for path in paths for block in blocks(path) for one in sentences(block)))


def document(known: Sequence[str], words: int) -> list[str]:
    """Sentences of so many words together, no two rounds through the known ones alike."""
    return list(_within(_rounds(known), words))


def _rounds(known: Sequence[str]) -> Iterator[str]:
    writer = Writer(known, SEED)
    yield from known
    while True:
        yield from (writer.changed(sentence.split(), CHANGED) for sentence in known)


def _within(written: Iterator[str], words: int) -> Iterator[str]:
    for sentence in written:
        yield sentence
        words -= len(sentence.split())
        if words <= 0:
            return


def automaton(terms: Sequence[Term]) -> ahocorasick.Automaton:
    made = ahocorasick.Automaton()
    for number, term in enumerate(terms):
        made.add_word(term.source.lower(), number)
    made.make_automaton()
    return made


def best_of(runs: int, *works: Work) -> list[float]:
    """The shortest time of some runs of each, turn by turn: what else the machine does is no part of the work."""
    times = [[seconds(work) for work in works] for _ in range(runs)]
    return [min(column) for column in zip(*times, strict=True)]


def seconds(work: Work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def memory_of(work: Work) -> float:
    """The most megabytes that a piece of work holds at a time."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How fast terms are found.")
    parser.add_argument("--corpus", type=Path, required=True, help="a folder with glossary/ and parallel/")
    parser.add_argument("--concepts", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=300)
    chosen = parser.parse_args(arguments)
    wanted = concepts(chosen.corpus / "glossary", chosen.concepts)
    text = document(read(chosen.corpus / "parallel"), chosen.pages * PAGE)
    print(
        f"{len(wanted):,} concepts; {chosen.pages} pages: {len(text):,} sentences, {sum(map(len, text)):,} characters"
    )
    _report_lookup(wanted, text)
    _report_checks(TermBase(wanted), text)


def _report_lookup(wanted: Sequence[Term], text: Sequence[str]) -> None:
    terms, bare = TermBase(wanted), automaton(wanted)

    def ours() -> int:
        return sum(len(terms.find(sentence)) for sentence in text)

    def theirs() -> int:
        return sum(1 for sentence in text for _ in bare.iter(sentence.lower()))

    made = seconds(lambda: TermBase(wanted))
    print(f"term base made in {made:.2f} s, {memory_of(lambda: TermBase(wanted)):.0f} MB at most")
    first = seconds(ours)
    again, searched = best_of(RUNS, ours, theirs)
    print(f"found {ours():,} terms in {first:.2f} s, again in {again:.2f} s, {memory_of(ours):.1f} MB more at most")
    print(f"bare search: {theirs():,} places in {searched:.3f} s; ours takes {again / searched:.1f} times as long")


def _report_checks(terms: TermBase, text: Sequence[str]) -> None:
    """What a segment costs with its term check, and what the whole of its checks."""
    sample = random.Random(SEED).sample(list(text), min(CHECKED, len(text)))
    times = best_of(
        RUNS,
        lambda: [terms.find(one) for one in sample],
        lambda: [list(term_words(one, one, terms)) for one in sample],
        lambda: [check(one, one, terms) for one in sample],
    )
    for name, taken in zip(("finding the terms", "the check of terms", "all checks"), times, strict=True):
        print(f"{name}: {1000 * taken / len(sample):.2f} ms a segment")


if __name__ == "__main__":
    main()
