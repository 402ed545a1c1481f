"""Whether the confidence in an extraction tells good ones from bad, on pages and passages that people read.

    python -m bench.trust [--corpus DIR] [--fit] [--all]

Our own readings are nearly all good, so others are judged beside them: what other extractors make of the same bytes,
and our own with a damage done to it on purpose. How good each is comes from people alone. Of a page: the words that
stand in the hand-read text too, in its order (F1 of the longest common sequence), and the share of its headings, items
and rows that are kept as such, where a person counted them; the lesser of the two. Of a PDF: the share of the passages'
words found in place; a damaged reading by its words in the order of the undamaged one, times that.

Every other publication is for calibration, the rest is held out. `--fit` looks for weights on the first half alone.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import extract_html, extract_pdf
from bench.extract_html import KINDS, Page
from bench.measures import letters, words
from curation.extract import confidence as trust
from curation.extract import extract
from curation.extract.confidence import Confidence, Sign, compared, readings
from curation.extract.decoding import decode, page_tree
from curation.extract.html_walk import walk
from curation.extract.language import guess_language
from curation.extract.pdf_blocks import paragraphs_of
from curation.extract.source_text import Source
from translation.document import Block, BlockKind, Document

GOOD, BAD, MIDDLE = 0.95, 0.7, 0.85
FEWEST_WORDS, FEWEST_PARTS = 30, 3
SHORTEST = 12  # letters: a shorter heading or item is found anywhere by chance
PARTS = ("headings", "lists", "tables")
WEIGHTS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
Blocks = Sequence[Block]
Quality = Callable[[Blocks], float]


@dataclass(frozen=True)
class Reading:
    """One reading of a publication: how good it is, and what the confidence says of it."""

    publication: str
    by: str
    quality: float
    trust: Confidence


@dataclass(frozen=True)
class Publication:
    """A publication that people read, our document of it, and what it is compared with."""

    name: str
    content: bytes
    document: Document
    source: Source
    other: Blocks | None
    counted: frozenset[BlockKind]  # of these, people said how many there are

    def judged(self, by: str, blocks: Blocks, quality: float) -> Reading:
        document = replace(self.document, blocks=tuple(blocks), lang=guess_language(text_of(blocks)))
        return Reading(self.name, by, quality, compared(self.source, self.other, document))

    def damaged(self, change: Callable[[str], str]) -> Publication:
        """The same, if the letters in the file itself were broken: every reader gets them so."""
        passages = tuple(replace(passage, text=change(passage.text)) for passage in self.source.passages)
        other = [replace(block, text=change(block.text)) for block in self.other or ()]
        return replace(self, source=replace(self.source, passages=passages), other=other)


def publication(name: str, content: bytes, media_type: str, counted: Iterator[str]) -> Publication:
    kinds = frozenset(map(BlockKind, counted))
    return Publication(name, content, extract(content, media_type), *readings(content, media_type), kinds)


# What is done to a reading on purpose


def mapped(change: Callable[[str], str]) -> Callable[[Publication], Blocks]:
    return lambda read: [replace(block, text=change(block.text)) for block in read.document.blocks]


def without_ligatures(text: str) -> str:
    return re.sub("ffi|ffl|ff|fi|fl|ti|tt", "\ufffd", text)


def in_a_broken_font(text: str) -> str:
    return text.translate(str.maketrans("etaoinshr", "taoinshre"))


def run_together(text: str) -> str:
    chance = random.Random(len(text))
    return re.sub(r"(?<=\w) (?=\w)", lambda _: " " if chance.random() < 0.5 else "", text)


def shuffled(read: Publication) -> Blocks:
    return random.Random(1).sample(read.document.blocks, len(read.document.blocks))


def halves_changed(read: Publication) -> Blocks:
    middle = len(read.document.blocks) // 2
    return read.document.blocks[middle:] + read.document.blocks[:middle]


def flattened(read: Publication) -> Blocks:
    """Headings, items and rows as paragraphs, where a person counted them; else it is not known what was lost."""
    return [
        Block(BlockKind.PARAGRAPH, block.text.replace("\t", " ")) if block.kind in read.counted else block
        for block in read.document.blocks
    ]


DAMAGES: Mapping[str, Callable[[Publication], Blocks]] = {
    "every other block dropped": lambda read: read.document.blocks[::2],
    "first half dropped": lambda read: read.document.blocks[len(read.document.blocks) // 2 :],
    "last third dropped": lambda read: read.document.blocks[: len(read.document.blocks) * 2 // 3],
    "shuffled": shuffled,
    "halves changed over": halves_changed,
    "structure flattened": flattened,
    "ligatures lost": mapped(without_ligatures),
    "broken font": mapped(in_a_broken_font),
    "words run together": mapped(run_together),
}

BROKEN: Mapping[str, Callable[[str], str]] = {
    "ligatures lost, in the file": without_ligatures,
    "broken font, in the file": in_a_broken_font,
    "words run together, in the file": run_together,
}
MADE = frozenset([*DAMAGES, *BROKEN, "menus let in"])  # by us; the others are what extractors really give


# Pages


def page_readings(page: Page) -> Iterator[Reading]:
    read = publication(page.name, page.content, "text/html", (KINDS[kind] for kind in page.counts if kind in PARTS))
    made = {"ours": read.document.blocks, **others_of_page(read)}
    made |= {name: damage(read) for name, damage in DAMAGES.items()}
    for by, blocks in made.items():
        if blocks and not (by == "structure flattened" and not read.counted):
            yield read.judged(by, blocks, page_quality(page, read.document.title, blocks))
    for by, change in BROKEN.items():
        blocks = mapped(change)(read)
        yield read.damaged(change).judged(by, blocks, page_quality(page, read.document.title, blocks))


def others_of_page(read: Publication) -> dict[str, Blocks]:
    pieces = walk(page_tree(read.content, ""))
    ours = {block.text for block in read.document.blocks}
    menus = [piece.block("en") for piece in pieces if (piece.beside or piece.is_link) and piece.text not in ours]
    half = len(menus) // 2
    return {
        "trafilatura": read.other or (),
        "readability": readability(read.content),
        "whole page": [piece.block("en") for piece in pieces],
        "menus let in": [*menus[:half], *read.document.blocks, *menus[half:]] if menus else (),
    }


def readability(content: bytes) -> Blocks:
    from lxml import html
    from readability import Document as Readable

    try:
        return [piece.block("en") for piece in walk(html.document_fromstring(Readable(decode(content)).summary()))]
    except Exception:
        return ()


def page_quality(page: Page, title: str, blocks: Blocks) -> float:
    text = "\n".join([title, *(block.text for block in blocks)])
    return min(in_order(words(text), words(page.text)), kept_as_such(page, title, text, blocks))


def in_order(read: Sequence[str], wanted: Sequence[str]) -> float:
    """F1 of the words that both have in the same order."""
    return 2 * longest_common(read, wanted) / max(1, len(read) + len(wanted))


def longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common sequence, a bit for each word of the first."""
    places: dict[str, int] = {}
    for place, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << place
    everything = left = (1 << len(first)) - 1
    for word in second:
        matched = left & places.get(word, 0)
        left = ((left + matched) | (left - matched)) & everything
    return len(first) - left.bit_count()


def kept_as_such(page: Page, title: str, text: str, blocks: Blocks) -> float:
    """Of the parts that a person counted and that the text has, the share that are blocks of their kind."""
    found, there, said = 0, 0, letters(text)
    for kind in page.counts.keys() & set(PARTS):
        such = letters(" ".join([title, *(block.text for block in blocks if block.kind == KINDS[kind])]))
        parts = [part for part in page.parts[kind] if len(part) >= SHORTEST and part in said]
        found, there = found + sum(part in such for part in parts), there + len(parts)
    return found / there if there >= FEWEST_PARTS else 1.0


# PDFs


def pdf_readings(name: str, expected: Mapping[str, dict[str, int]], content: bytes) -> Iterator[Reading]:
    # Lists alone: nothing in a PDF says which lines are headings or rows, so nothing can be missed there.
    seen = {kind: count for kind, count in expected.get("seen", {}).items() if kind == BlockKind.LIST_ITEM}
    read = publication(name, content, "application/pdf", iter(seen))
    ours = passages_found(expected, read.document.blocks)
    yield read.judged("ours", read.document.blocks, ours)
    for by, blocks in others_of_pdf(read).items():
        # Other readers of PDFs know no lists: where nobody counted these, it is not known what was lost.
        if read.counted or not any(block.kind is BlockKind.LIST_ITEM for block in read.document.blocks):
            yield read.judged(by, blocks, min(passages_found(expected, blocks), items_kept(seen, blocks)))
    whole = words(text_of(read.document.blocks))
    for by, change in BROKEN.items():
        blocks = mapped(change)(read)
        yield read.damaged(change).judged(by, blocks, ours * in_order(words(text_of(blocks)), whole))
    for by, damage in DAMAGES.items():
        blocks = damage(read)
        if by != "structure flattened" or seen.get(BlockKind.LIST_ITEM, 0) >= FEWEST_PARTS:
            kept = items_kept(seen, blocks) if by == "structure flattened" else 1.0
            yield read.judged(by, blocks, min(kept, ours * in_order(words(text_of(blocks)), whole)))


def others_of_pdf(read: Publication) -> dict[str, Blocks]:
    import logging

    import pdfplumber
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # It reports every flaw of a file that it then reads.
    with pdfplumber.open(io.BytesIO(read.content)) as pdf:
        across = [page.extract_text() or "" for page in pdf.pages]
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(read.content)).pages]
    return {
        "pdfium": read.other or (),
        "pypdf": paragraphs_of(texts),
        "pdfplumber, columns read across": paragraphs_of(across),
    }


def passages_found(expected: Mapping[str, dict[str, int]], blocks: Blocks) -> float:
    return extract_pdf.text_score([*expected["passages"]], text_of(blocks))


def items_kept(seen: Mapping[str, int], blocks: Blocks) -> float:
    count = seen.get(BlockKind.LIST_ITEM, 0)
    found = sum(block.kind is BlockKind.LIST_ITEM for block in blocks)
    return min(1.0, found / count) if count >= FEWEST_PARTS else 1.0


def text_of(blocks: Blocks) -> str:
    return "\n".join(block.text for block in blocks)


# The report


def rank(good: Sequence[float], bad: Sequence[float]) -> float:
    """AUC: how often a bad reading has the lower score of two."""
    pairs = [(first > second) + 0.5 * (first == second) for first in good for second in bad]
    return statistics.mean(pairs) if pairs else float("nan")


@dataclass(frozen=True)
class Told:
    """How well the score tells readings apart: by rank around the middle, and what is flagged of good and bad ones."""

    rank: float
    good: tuple[int, int]
    bad: tuple[int, int]

    def __str__(self) -> str:
        flags = [f"{found}/{count} ({found / max(1, count):.1%})" for found, count in (self.good, self.bad)]
        return f"AUC {self.rank:.3f}   good ones flagged {flags[0]:>16}   bad ones flagged {flags[1]:>16}"


def told(readings: Sequence[Reading], score: Callable[[Reading], float], weak_below: float) -> Told:
    flagged = [(each.quality, score(each) < weak_below) for each in readings]
    good = [weak for quality, weak in flagged if quality >= GOOD]
    bad = [weak for quality, weak in flagged if quality < BAD]
    better = [score(each) for each in readings if each.quality >= MIDDLE]
    worse = [score(each) for each in readings if each.quality < MIDDLE]
    return Told(rank(better, worse), (sum(good), len(good)), (sum(bad), len(bad)))


def weighed(weights: Mapping[Sign, float]) -> Callable[[Reading], float]:
    def score(reading: Reading) -> float:
        made = 1.0
        for each in reading.trust.observations:
            made *= each.value ** weights[each.sign]
        return made

    return score


def fitted(readings: Sequence[Reading]) -> dict[Sign, float]:
    """The weights, one changed at a time, that rank the readings best, bad against good and around the middle."""

    def worth(weights: Mapping[Sign, float]) -> float:
        score = weighed(weights)
        good = [score(each) for each in readings if each.quality >= GOOD]
        bad = [score(each) for each in readings if each.quality < BAD]
        return told(readings, score, 0).rank + rank(good, bad)

    best = dict.fromkeys(Sign, 1.0)
    for _ in range(3):
        for sign in Sign:
            best = max(({**best, sign: weight} for weight in (best[sign], *WEIGHTS)), key=worth)
    return best


def by_kind(readings: Sequence[Reading]) -> Iterator[str]:
    """For each way of reading: how good it is, how many are flagged, and what each sign says of it on average."""
    yield f"{'':33}{'count':>6}{'quality':>8}{'score':>7}{'flagged':>9} " + "".join(f"{sign:>11}" for sign in Sign)
    for by in dict.fromkeys(each.by for each in readings):
        group = [each for each in readings if each.by == by]
        figures = [statistics.mean(each.quality for each in group), statistics.mean(each.trust.score for each in group)]
        flagged = sum(each.trust.is_weak for each in group) / len(group)
        seen = "".join(f"{_mean_of(group, sign):>11}" for sign in Sign)
        yield f"{by:33}{len(group):6}{figures[0]:8.3f}{figures[1]:7.3f}{flagged:9.1%} {seen}"


def _mean_of(group: Sequence[Reading], sign: Sign) -> str:
    values = [seen.value for each in group for seen in each.trust.observations if seen.sign is sign]
    return f"{statistics.mean(values):.3f}" if values else ""


def caught(readings: Sequence[Reading]) -> str:
    """How many of the flagged bad readings would not be flagged without each of the signs."""
    bad = [each for each in readings if each.quality < BAD and each.trust.is_weak]
    missed: Counter[str] = Counter()
    for sign in Sign:
        score = weighed({**trust.WEIGHTS, sign: 0.0})
        missed[sign] = sum(score(each) >= trust.WEAK_BELOW for each in bad)
    return ", ".join(f"{sign} {count}" for sign, count in missed.items())


def cost(corpus: Path | None) -> None:
    """Time of a reading and of the confidence in it, after a first publication that loads what they need."""
    jobs = [(page.content, "text/html") for page in extract_html.pages(corpus) if not page.refused]
    jobs += [(content, "application/pdf") for _, _, content in extract_pdf.cases(corpus)]
    for media_type in ("text/html", "application/pdf"):
        taken = [0.0, 0.0]
        alike = [content for content, of in jobs if of == media_type]
        for content in (alike[0], *alike):
            started = time.perf_counter()
            document = extract(content, media_type)
            between = time.perf_counter()
            trust.confidence(content, media_type, document)
            if content is not alike[0]:
                taken = [taken[0] + between - started, taken[1] + time.perf_counter() - between]
        each = [1000 * seconds / max(1, len(alike) - 1) for seconds in taken]
        print(f"{media_type:16} extraction {each[0]:6.1f} ms, confidence {each[1]:6.1f} ms, each on average")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, help="a folder with the publications that may not be copied")
    parser.add_argument("--fit", action="store_true", help="look for weights on the calibration half")
    parser.add_argument("--all", action="store_true", help="list what is flagged wrongly, and what is missed")
    chosen = parser.parse_args(arguments)
    judged = [page for page in extract_html.pages(chosen.corpus) if len(words(page.text)) >= FEWEST_WORDS]
    publications = [[*page_readings(page)] for page in judged]
    pages = len(publications)
    publications += [[*pdf_readings(*case)] for case in extract_pdf.cases(chosen.corpus)]
    print(f"{pages} pages and {len(publications) - pages} PDFs; weak below {trust.WEAK_BELOW}")
    parts = {
        "calibration": publications[::2],
        "held out": publications[1::2],
        "pages": publications[:pages],
        "PDFs": publications[pages:],
        "undamaged": [[reading for reading in readings if reading.by not in MADE] for readings in publications],
    }
    for name, part in parts.items():
        together = [reading for readings in part for reading in readings]
        print(f"{name:16} {told(together, lambda each: each.trust.score, trust.WEAK_BELOW)}")
    every = [reading for readings in publications for reading in readings]
    print("\n" + "\n".join(by_kind(every)))
    print(f"\nof the bad ones that are flagged, missed without: {caught(every)}")
    if chosen.fit:
        found = fitted([reading for readings in parts["calibration"] for reading in readings])
        print("fitted:", ", ".join(f"{sign} {weight}" for sign, weight in found.items()))
        for name, part in parts.items():
            together = [reading for readings in part for reading in readings]
            print(f"{name:16} {told(together, weighed(found), trust.WEAK_BELOW)}")
    if chosen.all:
        for each in every:
            if (each.quality >= GOOD) == each.trust.is_weak and not BAD <= each.quality < GOOD:
                print(f"  {each.publication:36} {each.by:32} quality {each.quality:.2f} score {each.trust.score:.2f}")
    cost(chosen.corpus)


if __name__ == "__main__":
    main()
