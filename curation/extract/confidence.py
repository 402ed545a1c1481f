"""How far an extraction can be trusted, and why: what the blocks hold, against what stands in the file.

Every reason is a comparison with something that our extraction did not make: the file's own text, another extractor's
reading, a dictionary. A reason that a document gives no occasion for (no lists, hardly any text) is left out, so that
it counts neither for nor against.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, groupby
from math import prod
from typing import Final

from curation.errors import DocumentError
from curation.extract.apart import READERS
from curation.extract.other_reading import article_of, page_texts, page_tree
from curation.extract.source_text import Passage, Source, source_of, source_of_page, source_of_pages
from translation.document import Block, BlockKind, Document


class Sign(StrEnum):
    """What was looked at."""

    KEPT = "kept"
    MENUS = "menus"
    AGREEMENT = "agreement"
    STRUCTURE = "structure"
    ORDER = "order"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Observation:
    """One reason: what was looked at, from 0 (bad) to 1 (good), and the facts for a sentence about it."""

    sign: Sign
    value: float
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confidence:
    score: float
    observations: tuple[Observation, ...]

    @property
    def is_weak(self) -> bool:
        return self.score < WEAK_BELOW


WEAK_BELOW: Final = 0.7
CERTAIN: Final = Confidence(1.0, ())
WEIGHTS: Final = {sign: 1.0 for sign in Sign}
_RUN: Final = 3  # words that follow each other
_SENTENCE: Final = 8  # words of a passage that is running text
_FEWEST: Final = 30  # words to compare
_FEWEST_PARTS: Final = 3
_SHORTEST: Final = 12  # letters: fewer are found anywhere by chance
_BEGINNING: Final = 40  # letters
_MENU: Final = 0.8  # of a passage's letters in links
_UNCHECKED: Final = 0.9
_BROKEN: Final = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|[ÂÃ][\x80-\xbf]|â€|Ã[©¨ª«§´®¢¯±¹»]|ï¬")
_WORDS_LOOKED_UP: Final = 1_000
_DICTIONARIES: Final = ("en", "fr", "es")


def look(source: Source, other: Sequence[Block] | None, document: Document) -> Iterator[Observation]:
    texts = [document.title, *(block.text for block in document.blocks)]
    words = _words(" ".join(texts))
    runs = Counter(_runs(words))
    running = [words_ for passage in source.passages if _is_running(passage) and len(words_ := _words(passage.text)) >= _SENTENCE]
    if sum(map(len, running)) >= _FEWEST:
        yield Observation(Sign.KEPT, kept(running, runs))
    yield Observation(Sign.MENUS, 1 - in_menus(source, texts, len(words)))
    if other is not None:
        theirs = Counter(_runs(_words(" ".join([document.title, *(block.text for block in other)]))))
        trust = kept(running, theirs) if running else 0.0
        same = 2 * (runs & theirs).total() / max(1, runs.total() + theirs.total())
        yield Observation(Sign.AGREEMENT, same, (f"{trust:.3f}",))
    for kind in (BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW):
        yield from structure(source, document, kind)
    there = _words(" ".join(passage.text for passage in source.passages))
    yield from order(words, there)
    yield from letters_of(texts)


def kept(passages, runs) -> float:
    total = found = 0
    for words in passages:
        each = [*_runs(words)]
        total += len(words)
        found += len(words) * sum(run in runs for run in each) / len(each)
    return found / total


def in_menus(source, texts, count) -> float:
    squeezed = _squeezed(" ".join(texts))
    found = 0
    for menu, group in groupby(source.passages, key=lambda p: p.beside or p.linked > _MENU):
        if not menu:
            continue
        alike = [*group]
        for n, passage in enumerate(alike):
            around = _squeezed("".join(each.text for each in alike[max(0, n - 1) : n + 2]))
            if len(alike) >= 3 and len(around) >= _SHORTEST and around in squeezed:
                found += len(_words(passage.text))
    return min(1.0, found / max(1, count))


def structure(source, document, kind):
    said = _squeezed(" ".join([document.title, *(block.text for block in document.blocks)]))
    such = _squeezed(" ".join([*(block.text for block in document.blocks if block.kind is kind), document.title]))
    begins = [begin for of, text in source.parts if of is kind and len(begin := _squeezed(text)[:_BEGINNING]) >= _SHORTEST and begin in said]
    if len(begins) >= _FEWEST_PARTS:
        found = sum(begin in such for begin in begins)
        yield Observation(Sign.STRUCTURE, found / len(begins), (kind, str(found), str(len(begins))))


def order(words, there):
    ours, theirs = _once(words), _once(there)
    places = [theirs[run] for run in ours if run in theirs]
    if len(places) >= _FEWEST:
        yield Observation(Sign.ORDER, _longest_rise(places) / len(places))


def _once(words) -> dict:
    runs = [*_runs(words)]
    counts = Counter(runs)
    return {run: n for n, run in enumerate(runs) if counts[run] == 1}


def _longest_rise(places) -> int:
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def letters_of(texts):
    import simplemma

    text = " ".join(texts)
    broken = len(_BROKEN.findall(text))
    words = re.findall(r"\b[a-zà-ÿœ]{4,}\b", text)
    step = max(1, len(words) // _WORDS_LOOKED_UP)
    words = words[::step]
    known = sum(bool(simplemma.is_known(word, lang=_DICTIONARIES)) for word in words)
    if len(words) >= _FEWEST:
        yield Observation(Sign.LETTERS, known / len(words), (str(broken), str(len(text.split()))))


def _is_running(passage):
    return not passage.beside and passage.linked < 0.5


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _runs(words):
    return zip(*(words[n:] for n in range(_RUN)))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
