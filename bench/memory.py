"""How fast a memory of a million sentences finds the like of one, and whether it finds what comparing with each would.

    python -m bench.memory [UNITS] [LOOKUPS]

The sentences are real English, of the publications that ship and of the corpus that DRAGOMAN_CORPUS names, written
anew until there are enough: words are exchanged for others that were met after the same word, ends are exchanged, and
numbers drawn. Nine lookups in ten are such a sentence changed once more, lightly or heavily;
the tenth stands alone.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz, process

from bench.measures import most_memory
from curation.errors import CurationError
from curation.extract import extract
from translation.memory import OFFERED_FROM, MemoryUnit, TranslationMemory
from translation.segmentation import segments

ROOT = Path(__file__).parent.parent
SEED = 20
COMPARED_IN_FULL = 200  # one such comparison takes as long as a hundred lookups
TYPES = {".html": "text/html", ".pdf": "application/pdf"}


def real_sentences() -> list[str]:
    """Every sentence of what ships, and of the corpus if there is one, once."""
    found = (ROOT / "bench" / "data" / "hot-toolbox.en.txt").read_text(encoding="utf-8").splitlines()
    for folder in (ROOT / "curation" / "data" / "sample", Path(os.environ.get("DRAGOMAN_CORPUS") or ROOT / "none")):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in TYPES):
            try:
                document = extract(path.read_bytes(), TYPES[path.suffix])
            except CurationError:
                continue  # a page that is refused has no sentences
            if document.lang == "en":
                found += [segment.text for segment in segments(document)]
    return list(dict.fromkeys(found))


class Writer:
    """Writes sentences like those it has read."""

    def __init__(self, read: Sequence[str], seed: int) -> None:
        self._random = random.Random(seed)
        self._read = [sentence.split() for sentence in read]
        self._after: dict[str, list[str]] = defaultdict(list)
        for words in self._read:
            for word, following in pairwise(words):
                self._after[word].append(following)

    def sentence(self) -> str:
        words = list(self._random.choice(self._read))
        if self._random.random() < 0.3:
            other = self._random.choice(self._read)
            words = words[: 1 + len(words) // 2] + other[len(other) // 2 :]
        return self.changed(words, self._random.uniform(0.2, 0.7))

    def changed(self, words: Sequence[str], share: float) -> str:
        """The sentence with about this share of its words exchanged, and now and then one more or one less."""
        said: list[str] = []
        for word in words:
            chosen = self._exchanged(word, said[-1] if said else "") if self._random.random() < share else word
            if self._random.random() >= share / 10:
                said.append(chosen)
            if self._random.random() < share / 10:
                said.append(self._random.choice(self._random.choice(self._read)))
        return " ".join(said) or words[0]

    def _exchanged(self, word: str, before: str) -> str:
        if re.search(r"\d", word):
            return re.sub(r"\d", lambda _: str(self._random.randrange(10)), word)
        return self._random.choice(self._after.get(before) or self._random.choice(self._read))


def synthetic(writer: Writer, wanted: int) -> list[str]:
    """So many sentences, no two the same."""
    found: dict[str, None] = {}
    while len(found) < wanted:
        found[writer.sentence()] = None
    return list(found)


def asked(writer: Writer, known: Sequence[str], lookups: int) -> Iterator[str]:
    chance = random.Random(SEED)
    for number in range(lookups):
        words = chance.choice(known).split()
        yield writer.sentence() if number % 10 == 0 else writer.changed(words, chance.uniform(0, 0.5))


def main(units: int, lookups: int) -> None:
    read = real_sentences()
    writer = Writer(read, SEED)
    known = synthetic(writer, units)
    print(
        f"{len(known):,} sentences of {statistics.mean(map(len, known)):.0f} characters, from {len(read):,} real ones"
    )
    before, started = most_memory(), time.perf_counter()
    memory = TranslationMemory(MemoryUnit(sentence, sentence.upper()) for sentence in known)
    print(f"memory made in {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    memory.similar("The first question waits for the index.")
    print(f"index made in {time.perf_counter() - started:.1f} s; both take {most_memory() - before:,.0f} MB at most")
    questions = list(asked(writer, known, lookups))
    report(memory, known, questions)


def report(memory: TranslationMemory, known: Sequence[str], questions: Sequence[str]) -> None:
    ours, bare, best, found = [], [], [], []
    for number, question in enumerate(questions):
        started = time.perf_counter()
        matches = memory.similar(question)
        ours.append((time.perf_counter() - started) * 1000)
        if number < COMPARED_IN_FULL:  # turn by turn, so that a busy moment falls on both
            started = time.perf_counter()
            in_full = process.extract(question, known, scorer=fuzz.ratio, score_cutoff=OFFERED_FROM, limit=5)
            bare.append((time.perf_counter() - started) * 1000)
            best += [score for _, score, _ in in_full[:1]]
            found += [bool(matches) and matches[0].score == score for _, score, _ in in_full[:1]]
    print(f"a lookup takes {_times(ours)}; comparing with each takes {_times(bare)}")
    print(f"comparing with each takes {statistics.median(bare) / statistics.median(ours):.0f} times as long")
    print(f"{len(best)} of {len(bare)} have a match of {OFFERED_FROM:.0f} % or more")
    for low, high in ((OFFERED_FROM, 80), (80, 90), (90, 101), (OFFERED_FROM, 101)):
        inside = [hit for hit, score in zip(found, best, strict=True) if low <= score < high]
        if inside:
            print(f"  best match {low:.0f}-{min(high, 100)} %: found {sum(inside)} of {len(inside)}")


def _times(milliseconds: Sequence[float]) -> str:
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    return f"{statistics.median(milliseconds):.1f} ms (95 % within {p95:.1f} ms)"


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [1_000_000, 1_000][len(given) :]))
