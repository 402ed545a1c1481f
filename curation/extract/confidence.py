"""How far an extraction can be trusted, and why: what its blocks hold, against what stands in the file.

Every reason compares the blocks with something that our extraction did not make: the file's own text, what another
extractor reads, a dictionary. A reason for which a document gives no occasion (no lists, hardly any text) is left out,
so that it counts neither for nor against. `python -m bench.trust` measures whether bad extractions are told from good.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain, groupby
from math import prod
from types import MappingProxyType
from typing import Any, Final

from curation.errors import DocumentError
from curation.extract.apart import READERS
from curation.extract.decoding import page_tree
from curation.extract.other_reading import article_of, bookmarks, page_texts
from curation.extract.pdf_blocks import paragraphs_of
from curation.extract.source_text import Passage, Source, source_of, source_of_page, source_of_pages
from translation.document import Block, BlockKind, Document

WEAK_BELOW: Final = 0.75  # flags nearly all bad readings of `bench.trust`, and few good ones
_RUN: Final = 3  # words that follow each other: two readings that share them share their order
_FEWEST_WORDS: Final = 30  # to compare
_FEWEST_PARTS: Final = 3
_DOUBT: Final = 2  # parts: one lost of three says less than ten lost of thirty
_SHORTEST: Final = 12  # letters: fewer are found anywhere by chance
_BEGINNING: Final = 40  # letters of a part: whoever has them has it
_FEWEST_ENTRIES: Final = 3  # of a menu
_UNCHECKED: Final = 0.9  # where the other reader found nothing: a little less sure
_BROKEN: Final = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|[ÂÃ][\x80-\xbf]|â€|Ã[©¨ª«§´®¢¯±¹»]|ï¬")
_LOOKED_UP: Final = 500  # words
_WORSE: Final = 3  # times: an unknown word may be a name, a broken letter is never right
_ENOUGH_KNOWN: Final = 0.5  # of the words of a text in no language that we can tell: names, or several languages
_DICTIONARIES: Final = ("en", "fr", "es")
# What a typesetter sets where there is room: it stands in no order with the sentences around it.
_MOVED: Final = frozenset({BlockKind.TABLE_ROW, BlockKind.CAPTION, BlockKind.FOOTNOTE})
_AS_GOOD: Final = {BlockKind.LIST_ITEM: {BlockKind.LIST_ITEM, BlockKind.FOOTNOTE}}  # notes stand in lists
_PARTS: Final = (BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


class Sign(StrEnum):
    """What was looked at; in brackets the `detail` of its observation.

    KEPT: the words of the file's running text that the blocks have (kept, of how many).
    MENUS: the words of the blocks that stand in menus, footers or rows of links (so many, of how many).
    AGREEMENT: the runs of words that the other reading has too (share in percent, its words, our words; nothing where
    the other reader failed). A reader that itself missed most of the text hardly counts: the value is raised for that.
    STRUCTURE: headings, items or rows of the file that are such blocks (kind, so many, of how many); one each.
    ORDER: the runs of words that come in the file's own order (so many, of how many).
    LETTERS: words that no dictionary has or that hold broken letters (so many, of how many).
    """

    KEPT = "kept"
    MENUS = "menus"
    AGREEMENT = "agreement"
    STRUCTURE = "structure"
    ORDER = "order"
    LETTERS = "letters"


# How much each reason weighs: the exponent of its value in the score. Near what `bench.trust --fit` finds on half of
# the publications, and rounded towards fewer good readings flagged: a false alarm costs a person a look.
WEIGHTS: Final[Mapping[Sign, float]] = MappingProxyType(
    {Sign.KEPT: 1, Sign.MENUS: 1, Sign.AGREEMENT: 0.25, Sign.STRUCTURE: 0.5, Sign.ORDER: 1, Sign.LETTERS: 1}
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One reason: what was looked at, from 0 (bad) to 1 (good), and the facts for a sentence about it (see `Sign`)."""

    sign: Sign
    value: float
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confidence:
    """How far an extraction can be trusted, from 0 to 1, and why."""

    score: float
    observations: tuple[Observation, ...]

    @property
    def is_weak(self) -> bool:
        """Whether a person should look at it."""
        return self.score < WEAK_BELOW


CERTAIN: Final = Confidence(1.0, ())


def confidence(
    content: bytes, media_type: str, document: Document, url: str | None = None, charset: str = ""
) -> Confidence:
    """How far `document` can be trusted, which `extract` made of these bytes; never an error.

    The file is read in a process of its own, within limits; where that fails, only the words themselves are judged.
    """
    try:
        return READERS.run(confidence_here, content, media_type, document, charset)
    except DocumentError:
        return scored(
            [Observation(Sign.AGREEMENT, _UNCHECKED), *_letters(_Text(document.title, document.blocks), document.lang)]
        )


def confidence_here(content: bytes, media_type: str, document: Document, charset: str) -> Confidence:
    """The same, read in this very process."""
    source, other = readings(content, media_type, charset)
    return compared(source, other, document)


def readings(content: bytes, media_type: str, charset: str = "") -> tuple[Source, Sequence[Block] | None]:
    """What stands in a file, and the blocks another extractor reads: none where it fails, None where there is none."""
    from curation.extract import kind_of

    match kind := kind_of(content, media_type):
        case "pdf":
            texts = page_texts(content)
            return source_of_pages(texts, bookmarks(content)), paragraphs_of(texts)
        case "html":
            tree = page_tree(content, charset)
            return source_of_page(tree), _article(tree)
        case _:
            return source_of(kind, content, charset), None


def _article(tree: Any) -> list[Block]:
    try:
        return article_of(tree)
    except Exception:  # Whatever another reader stumbles over says nothing against our reading.
        return []


def compared(source: Source, other: Sequence[Block] | None, document: Document) -> Confidence:
    """The document's blocks against what stands in the file and what another extractor reads there."""
    said = _Text(document.title, document.blocks)
    words = [words_of(passage.text) for passage in source.passages]
    sentences = (each for each, passage in zip(words, source.passages, strict=True) if passage.is_text)
    running = Counter(word for word in chain.from_iterable(sentences) if word.isalpha())
    observations = [*_kept(running, said), *_menus(source, said)]
    if other is not None:
        observations.append(_agreement(running, said, _Text(document.title, other)))
    observations += [
        *_structure(source, said),
        *_order([*chain.from_iterable(words)], said),
        *_letters(said, document.lang),
    ]
    return scored(observations)


def scored(observations: Iterable[Observation]) -> Confidence:
    """The product of the values, each by its weight: one bad sign is enough, a sign left out does nothing."""
    made = tuple(observations)
    return Confidence(prod(each.value ** WEIGHTS[each.sign] for each in made), made)


class _Text:
    """The text of blocks under their title, in the forms in which it is compared."""

    def __init__(self, title: str, blocks: Sequence[Block]) -> None:
        self.title, self.blocks = title, blocks

    @cached_property
    def text(self) -> str:
        return " ".join([self.title, *(block.text for block in self.blocks)])

    @cached_property
    def words(self) -> list[str]:
        return words_of(self.text)

    @cached_property
    def runs(self) -> list[tuple[str, ...]]:
        return _runs(self.words)

    @cached_property
    def squeezed(self) -> str:
        return _squeezed(self.text)

    def squeezed_of(self, kind: BlockKind) -> str:
        """The letters of the blocks that may be parts of one kind."""
        kinds = _AS_GOOD.get(kind, {kind})
        title = self.title if kind is BlockKind.HEADING else ""  # a heading that is no block
        return _squeezed(" ".join([*(block.text for block in self.blocks if block.kind in kinds), title]))


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [*zip(*(words[start:] for start in range(_RUN)), strict=False)]


def _squeezed(text: str) -> str:
    """Letters and digits only, so that two readings of the same text compare equal."""
    return re.sub(r"[\W_]+", "", text).casefold()


# The signs


def _kept(running: Counter[str], said: _Text) -> Iterator[Observation]:
    if (total := running.total()) >= _FEWEST_WORDS:
        found = _common(running, said)
        yield Observation(Sign.KEPT, found / total, (str(found), str(total)))


def _common(running: Counter[str], said: _Text) -> int:
    return (running & Counter(said.words)).total()


def _menus(source: Source, said: _Text) -> Iterator[Observation]:
    menus = [[*group] for is_menu, group in groupby(source.passages, key=lambda passage: passage.is_menu) if is_menu]
    if menus and said.words:
        found = min(len(said.words), sum(_let_in(menu, said) for menu in menus))
        yield Observation(Sign.MENUS, 1 - found / len(said.words), (str(found), str(len(said.words))))


def _let_in(menu: Sequence[Passage], said: _Text) -> int:
    """The words of a menu's entries that stand between the same neighbours in the text; one alone may belong there."""
    if len(menu) < _FEWEST_ENTRIES:
        return 0
    texts = [_squeezed(passage.text) for passage in menu]
    around = ["".join(texts[max(0, n - 1) : n + 2]) for n in range(len(texts))]
    there = (len(letters) >= _SHORTEST and letters in said.squeezed for letters in around)
    return sum(len(words_of(passage.text)) for passage, found in zip(menu, there, strict=True) if found)


def _agreement(running: Counter[str], said: _Text, other: _Text) -> Observation:
    if not other.blocks:
        return Observation(Sign.AGREEMENT, _UNCHECKED)
    ours, theirs = Counter(said.runs), Counter(other.runs)
    same = 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())
    reliable = _common(running, other) / running.total() if running.total() >= _FEWEST_WORDS else 0.0
    detail = f"{100 * same:.0f}", str(len(other.words)), str(len(said.words))
    return Observation(Sign.AGREEMENT, 1 - (1 - same) * reliable**2, detail)


def _structure(source: Source, said: _Text) -> Iterator[Observation]:
    for kind in _PARTS:
        begins = [_squeezed(text)[:_BEGINNING] for of, text in source.parts if of is kind]
        # What the document does not have at all is no matter of structure: KEPT tells that.
        there = [begin for begin in begins if len(begin) >= _SHORTEST and begin in said.squeezed]
        if len(there) >= _FEWEST_PARTS:
            such = said.squeezed_of(kind)
            found = sum(begin in such for begin in there)
            value = (found + _DOUBT) / (len(there) + _DOUBT)
            yield Observation(Sign.STRUCTURE, value, (kind.value, str(found), str(len(there))))


def _order(there: Sequence[str], said: _Text) -> Iterator[Observation]:
    ours = _once(_runs(words_of(" ".join(block.text for block in said.blocks if block.kind not in _MOVED))))
    theirs = _once(_runs(there))
    places = [theirs[run] for run in ours if run in theirs]
    if len(places) >= _FEWEST_WORDS:
        rising = longest_rise(places)
        yield Observation(Sign.ORDER, rising / len(places), (str(rising), str(len(places))))


def _once(runs: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Where each run of words stands that stands nowhere else."""
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def longest_rise(places: Iterable[int]) -> int:
    """How many of the places can stay so that the rest is in rising order."""
    ends: list[int] = []  # the least end of a rise of each length
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def _letters(said: _Text, lang: str) -> Iterator[Observation]:
    words = said.text.split()
    if len(words) < _FEWEST_WORDS:
        return
    looked_at = words[:: max(1, len(words) // _LOOKED_UP)]
    broken = sum(bool(_BROKEN.search(word)) for word in looked_at)
    value, unknown = max(0.0, 1 - _WORSE * broken / len(looked_at)), 0
    plain = re.findall(r"(?<!\S)[a-zà-ÿœ]{4,}(?=[\s.,;:!?)]|$)", " ".join(looked_at))
    if len(plain) >= _FEWEST_WORDS and lang in ("", *_DICTIONARIES):
        unknown = sum(not _is_known(word) for word in plain)
        value *= min(1.0, (1 - unknown / len(plain)) / (1 if lang else _ENOUGH_KNOWN))
    yield Observation(Sign.LETTERS, value, (str(broken + unknown), str(len(looked_at))))


def _is_known(word: str) -> bool:
    import simplemma

    return bool(simplemma.is_known(word, lang=_DICTIONARIES))
