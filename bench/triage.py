"""How well the relevance score sorts publications that people judged: precision, recall, mistakes and speed.

    python -m bench.triage [--corpus DIR] [--all]

The shipped set is `bench/data/triage/publications.toml` with the texts beside it; the hold-out was written and judged
apart and must not be used to choose phrases or weights. With `--corpus`, every judged file in that folder is extracted
and scored whole. `--all` lists every publication, not only the mistakes. Two naive peers are measured in the same run.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from curation.extract import extract
from curation.relevance import load_themes, relevance
from curation.themes import POINTS, words_of
from curation.triage import DRAFTED_FROM, WAITS_FROM
from translation.document import Block, BlockKind, Document

FOLDER = Path(__file__).parent / "data" / "triage"
MEDIA = {".pdf": "application/pdf", ".html": "text/html", ".htm": "text/html"}
LONG_WORDS = 100_000  # about three hundred pages
ROUNDS = 5

Score = Callable[[Document], float]


@dataclass(frozen=True, slots=True)
class Judged:
    """A publication, and what a person said of it."""

    name: str
    relevant: bool
    hard: bool
    reason: str
    document: Document


@dataclass(frozen=True, slots=True)
class Figures:
    """How many of the chosen are relevant, how many of the relevant are chosen, and both in one number."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


# What was judged


def shipped() -> list[Judged]:
    """The publications whose texts may be copied, and the short texts that were a hold-out once."""
    copied = [(entry, FOLDER / "texts" / f"{entry['name']}.txt") for entry in _entries("publications.toml")]
    return [_judged(entry, kept(path)) for entry, path in copied if path.exists()] + _written("written.toml")


def holdout() -> list[Judged]:
    """Short texts that nothing was tuned on."""
    return _written("holdout.toml")


def _written(name: str) -> list[Judged]:
    return [_judged(entry, _plain(entry["title"], entry["text"])) for entry in _entries(name)]


def corpus(folder: Path) -> list[Judged]:
    """The judged files of a folder, each of them whole."""
    return [_judged(entry, read(folder, entry["file"])) for entry in _entries("publications.toml") if "file" in entry]


def _entries(name: str) -> list[dict]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["publication"]


def _judged(entry: dict, document: Document) -> Judged:
    return Judged(entry["name"], entry["relevant"], entry.get("hard", False), entry["reason"], document)


def kept(path: Path) -> Document:
    """A text as we keep it: the title on the first line, then a block a line, headings after a "# "."""
    title, *lines = path.read_text(encoding="utf-8").splitlines()
    return Document(title, "en", tuple(_block(line) for line in lines))


def _block(line: str) -> Block:
    heading = line.startswith("# ")
    return Block(BlockKind.HEADING, line[2:], 2) if heading else Block(BlockKind.PARAGRAPH, line)


def _plain(title: str, text: str) -> Document:
    return Document(title, "en", (Block(BlockKind.PARAGRAPH, " ".join(text.split())),))


def read(folder: Path, name: str) -> Document:
    """A file as Dragoman would read it; an entry of a feed as its title and summary."""
    file, _, number = name.partition("#")
    content = (folder / file).read_bytes()
    if number:
        import feedparser

        entry = feedparser.parse(content).entries[int(number)]
        return _plain(entry.title, unescape(re.sub(r"<[^>]+>", " ", _said(entry))))
    if file.endswith(".xml"):  # a law in its own markup
        content = re.sub(rb"<[^>]+>", b" ", re.sub(rb"</\w+>", b"\n\n", content))
    return extract(content, MEDIA.get(Path(file).suffix, "text/plain"))


def _said(entry: dict) -> str:
    return entry["content"][0]["value"] if entry.get("content") else entry.get("summary", "")


# Ours and the peers


def ours(document: Document) -> float:
    return relevance(document).score


def counts_data(document: Document) -> float:
    """The word "data" alone: ten in a thousand words are enough to draft, two and a half to wait."""
    words = words_of(document.title) + [word for block in document.blocks for word in words_of(block.text)]
    density = 1000 * words.count("data") / max(len(words), 1)
    return density / (density + 10)


def one_strong_phrase(document: Document) -> float:
    """Whether any strong phrase of a theme that speaks for a publication stands anywhere in it."""
    text = " ".join([document.title, *(block.text for block in document.blocks)])
    words = f" {' '.join(words_of(text))} "
    return float(any(phrase in words for phrase in strong_phrases()))


@cache
def strong_phrases() -> tuple[str, ...]:
    themes = [theme for theme in load_themes() if theme.sides]
    strong = [phrase for theme in themes for phrase in theme.phrases if phrase.points == POINTS["strong"]]
    return tuple(f" {' '.join(phrase.words)} " for phrase in strong)


# Measures


def figures(judged: Sequence[Judged], score: Score, threshold: float) -> Figures:
    chosen = [each.relevant for each in judged if score(each.document) >= threshold]
    relevant = sum(each.relevant for each in judged)
    return Figures(sum(chosen) / len(chosen) if chosen else 1.0, sum(chosen) / relevant if relevant else 1.0)


def mistaken(each: Judged, score: float) -> str:
    """What is wrong with a score, or nothing."""
    if each.relevant:
        return "lost" if score < WAITS_FROM else "waits" if score < DRAFTED_FROM else ""
    return "drafted" if score >= DRAFTED_FROM else "waits" if score >= WAITS_FROM else ""


def words_a_second(document: Document) -> float:
    """The middle of a few rounds over one long document, after one that fills the caches."""
    relevance(document)
    return statistics.median(_timed(document) for _ in range(ROUNDS))


def _timed(document: Document) -> float:
    started = time.perf_counter()
    relevance(document)
    return document.words / (time.perf_counter() - started)


def long_document(judged: Sequence[Judged]) -> Document:
    """The texts one after the other, again and again, until they fill three hundred pages."""
    blocks: list[Block] = []
    words = 0
    while words < LONG_WORDS:
        for each in judged:
            blocks += each.document.blocks
            words += each.document.words
    return Document("A long report", "en", tuple(blocks))


# The report


def report(label: str, judged: Sequence[Judged], *, every: bool) -> None:
    relevant = sum(each.relevant for each in judged)
    print(f"\n{label}: {len(judged)} publications, {relevant} relevant, {sum(each.hard for each in judged)} hard")
    print(f"{'':24} {'drafted':^23}   {'drafted or waiting':^23}")
    print(f"{'':24} {'prec.':>7} {'recall':>7} {'F1':>7}   {'prec.':>7} {'recall':>7} {'F1':>7}")
    for name, score in (("ours", ours), ("the word “data”", counts_data), ("one strong phrase", one_strong_phrase)):
        print(f"{name:24} {_row(figures(judged, score, DRAFTED_FROM))}   {_row(figures(judged, score, WAITS_FROM))}")
    for line in _listed(judged, every):
        print(line)


def _row(found: Figures) -> str:
    return f"{found.precision:7.2f} {found.recall:7.2f} {found.f1:7.2f}"


def _listed(judged: Sequence[Judged], every: bool) -> Iterator[str]:
    for each in sorted(judged, key=lambda each: ours(each.document)):
        found = relevance(each.document)
        mistake = mistaken(each, found.score)
        if mistake or every:
            reasons = ", ".join(f"{reason.theme} {reason.weight:+.2f}" for reason in found.reasons[:5])
            hard = "hard" if each.hard else ""
            wanted = "relevant" if each.relevant else "not ours"
            yield f"  {found.score:.2f} {wanted:8} {mistake:7} {each.name:46.46} {hard:4} {reasons}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How well the relevance score sorts judged publications.")
    parser.add_argument("--corpus", type=Path, help="a folder with the judged files, whole")
    parser.add_argument("--all", action="store_true", help="list every publication, not only the mistakes")
    chosen = parser.parse_args(arguments)
    sets = {"shipped": shipped(), "hold-out": holdout()}
    if chosen.corpus:
        sets["corpus"] = corpus(chosen.corpus)
    for label, judged in sets.items():
        report(label, judged, every=chosen.all)
    long = long_document(sets["shipped"])
    speed = words_a_second(long)
    print(f"\n{speed:,.0f} words/s; {LONG_WORDS:,} words, about 300 pages, in {LONG_WORDS / speed:.2f} s")


if __name__ == "__main__":
    main()
