"""Letters that a font draws as one and that its PDF names wrongly, or not at all: "di?cult", "afecting", "he index"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from curation.extract.pdf_layout import Page, Run
from curation.extract.pdf_marks import Marked, changed, with_replaced
from translation.document import Block, BlockKind

_LIGATURES: Final = ("fi", "ff", "fl", "ffi", "ffl", "Th")
# Not what a hyphen at a line end looks like: "\x02" and U+FFFE.
_NAMELESS: Final = r"[\x01\x03-\x08\x0b\x0c\x0e-\x1f\ufffd\u21b5]"
_HOLE: Final = re.compile(_NAMELESS)
_HOLED: Final = re.compile(rf"[^\W\d_]*(?:{_NAMELESS}[^\W\d_]*)+")
_WORD: Final = re.compile(r"(?<![\w’'@./-])[^\W\d_]{3,}(?![\w@/-])")
_SHORTENED: Final = {"f": ("ff",), "i": ("fi", "ffi"), "l": ("fl", "ffl")}
_AFTER_TH: Final = frozenset({"e", "is", "ese", "us", "ey", "eir", "ere", "at", "ose", "en", "rough", "irty", "ree"})
_BEGINS: Final = re.compile(r"(?:^|(?<=[.?!:]\s)|(?<=[.?!]\)\s)|(?<=[.?!]”\s))h([a-z]{1,5})(?=[\s,])")
_ENOUGH: Final = 3  # words that only a lost ligature explains: fewer may be names


def with_ligatures(pages: Sequence[Page]) -> list[Page]:
    """The pages with every letter that has no name read as the ligature that makes most words of the dictionary."""
    holed = [run.text for page in pages for run in page.runs if _HOLE.search(run.text)]
    words = Counter(word for text in holed for word in _HOLED.findall(text))
    readings = {letter: reading for letter in _nameless(words) if (reading := _reading(letter, words))}
    if not readings:
        return list(pages)
    table = str.maketrans(readings)
    return [replace(page, runs=tuple(_translated(run, table) for run in page.runs)) for page in pages]


def _translated(run: Run, table: dict[int, str]) -> Run:
    text, marks = changed(run.marked, lambda part: part.translate(table))
    return run._replace(text=text, marks=marks)


def _nameless(words: Iterable[str]) -> set[str]:
    return {letter for word in words for letter in re.findall(_NAMELESS, word)}


def _reading(letter: str, words: Counter[str]) -> str:
    votes: Counter[str] = Counter()
    for word, times in words.items():
        if letter in word and len(word) > 2 and not re.search(_NAMELESS, word.replace(letter, "")):
            for ligature in _LIGATURES:
                votes[ligature] += times * _is_known(word.replace(letter, ligature))
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] else ""


def with_lost_letters(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with "ff", "fi", "fl" and "Th" where the PDF says "f", "i", "l" and "h" instead, in many words."""
    unknown = {word for block in blocks for word in _WORD.findall(block.text) if not _is_known(word)}
    mended = {word: better for word in unknown if (better := _mended(word))}
    if sum(better.lower() != word.lower() for word, better in mended.items()) < _ENOUGH:
        return list(blocks)
    lost_th = sum(better.startswith("Th") for better in mended.values()) or _begins_without_th(blocks)
    return [block if block.kind is BlockKind.CODE else _with(block, mended, bool(lost_th)) for block in blocks]


def _mended(word: str) -> str:
    """The one word of the dictionary that a lost ligature would make of this one, or ""."""
    found = []
    if word.startswith("h") and _is_known("T" + word):
        found.append("T" + word)
    for at, letter in enumerate(word):
        for ligature in _SHORTENED.get(letter, ()):
            better = word[:at] + ligature + word[at + 1 :]
            if _is_known(better):
                found.append(better)
    return found[0] if len(set(found)) == 1 else ""


def _begins_without_th(blocks: Sequence[Block]) -> int:
    """How many sentences begin with "he", "his" and the like in small letters: three are no accident."""
    begun = sum(found[1] in _AFTER_TH for block in blocks for found in _BEGINS.finditer(block.text))
    return begun if begun >= _ENOUGH else 0


def _with(block: Block, mended: Mapping[str, str], lost_th: bool) -> Block:
    text = _replaced(Marked(block.text, block.marks), _WORD, lambda found: mended.get(found[0], found[0]))
    if lost_th:
        text = _replaced(text, _BEGINS, lambda found: f"Th{found[1]}" if found[1] in _AFTER_TH else found[0])
    return replace(block, text=text.text, marks=text.marks) if text.text != block.text else block


def _replaced(marked: Marked, pattern: re.Pattern[str], word: Callable[[re.Match[str]], str]) -> Marked:
    """The text with its words replaced by longer ones, from the last to the first, so that places stay as they were."""
    for found in reversed([*pattern.finditer(marked.text)]):
        if (better := word(found)) != found[0]:
            marked = with_replaced(marked, found.start(), found.end(), better)
    return marked


@lru_cache(maxsize=50_000)
def _is_known(word: str) -> bool:
    import simplemma

    return bool(simplemma.is_known(word, lang="en") or simplemma.is_known(word.lower(), lang="en"))
