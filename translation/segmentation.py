"""Cuts a document into segments to translate, and puts their French back in place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from translation.document import CELL_SEPARATOR, Block, BlockKind, Document, Mark
from translation.marks import of_stretch
from translation.unit import Segment

UNTRANSLATED: Final = frozenset({BlockKind.CODE})

# The sentence goes on after these, whatever follows.
_ALWAYS: Final = (
    r"e\.g|i\.e|cf|viz|vs|incl|excl|approx|esp|resp|w\.r\.t|a\.k\.a|Messrs|Mrs|Mr|Ms|Mx|Dr|Drs|Prof|Hon|Rev"
)
# These point at a number: "No. 5" is one thing, "Did it work? No." is another.
_BEFORE_A_NUMBER: Final = (
    r"Nos?|Figs?|Tab|Eqs?|Ch|Chap|Secs?|Sect|Arts?|Paras?|Vols?|Pp?|Eds?|Annex(?:es)?|App|Refs?|Res|Doc|Ver|Reg|ca|c"
    r"|Mon|Tues?|Thurs?|Fri|Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec"
)
_GOES_ON: Final = re.compile(rf"(?:^|[\s(\[“\"'‘/])(?:{_ALWAYS})\.$", re.IGNORECASE)
_NEEDS_NUMBER: Final = re.compile(rf"(?:^|[\s(\[“\"'‘/])(?:{_BEFORE_A_NUMBER})\.$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[\d§#(]|[IVXLC]+\b|[A-Z]\b")
_INITIAL: Final = re.compile(r"(?:^|\s)(?:[A-Z]\.[\s-]?)+$")
_ENUMERATOR: Final = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.)]$")


def segments(document: Document) -> tuple[Segment, ...]:
    """Every sentence, heading and table cell of the document in reading order; code has none, nor has an empty cell."""
    places = (
        (number, cell, text, marks)
        for number, block in enumerate(document.blocks)
        if block.kind not in UNTRANSLATED
        for cell, (whole, marked) in enumerate(zip(block.cells, block.cell_marks, strict=True))
        for text, marks in _marked(whole, marked)
    )
    return tuple(Segment(number, cell, index, text, marks) for index, (number, cell, text, marks) in enumerate(places))


def _marked(whole: str, marks: tuple[Mark, ...]) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The sentences of a text, each with its marks."""
    flat = " ".join(whole.split())
    if flat != whole:  # Marks count in the text as it stands: one with other white space keeps none.
        marks = ()
    done = 0
    for sentence in sentences(whole):
        start = flat.find(sentence, done)
        yield sentence, of_stretch(marks, start, start + len(sentence)) if marks and start >= 0 else ()
        done = max(start, done) + len(sentence)


def block_texts(document: Document, targets: Mapping[int, str]) -> tuple[str, ...]:
    """The French text of each block, given the French of each segment by its index.

    A segment without French keeps its English; code and empty cells stay as they are.
    """
    said: dict[tuple[int, int], list[str]] = defaultdict(list)
    for segment in segments(document):
        said[segment.block, segment.cell].append(targets.get(segment.index, segment.text))
    return tuple(_in_french(number, block, said) for number, block in enumerate(document.blocks))


def _in_french(number: int, block: Block, said: Mapping[tuple[int, int], list[str]]) -> str:
    if block.kind in UNTRANSLATED:
        return block.text
    return CELL_SEPARATOR.join(" ".join(said.get((number, cell), ())) for cell in range(len(block.cells)))


def sentences(text: str) -> list[str]:
    """The English sentences of the text; a line break or a tab in it counts as a space."""
    from sentencex import segment  # made of compiled code: only who splits pays for loading it

    flat = " ".join(text.split())
    return [sentence.strip() for sentence in _mended(segment("en", flat)) if sentence.strip()]


def _mended(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, joined again where the splitter took an abbreviation for an end."""
    sentence = ""
    for piece in pieces:
        if sentence and not _ends_before(sentence, piece):
            sentence += piece
        else:
            yield sentence
            sentence = piece
    yield sentence


def _ends_before(sentence: str, following: str) -> bool:
    """Whether a sentence really ends here."""
    if sentence == sentence.rstrip() or not any(character.isalnum() for character in following):
        return False  # no space between the two, or only a closing mark follows
    said, ahead = sentence.rstrip(), following.lstrip("([“\"'‘ ")
    if ahead[:1].islower() or _GOES_ON.search(said) or _ENUMERATOR.fullmatch(said):
        return False
    if _INITIAL.search(said) and not said.endswith("I.") and ahead[:1].isupper():
        return False
    return not (_NEEDS_NUMBER.search(said) and _NUMBER.match(following))
