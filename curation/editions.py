"""What changed between two readings of a publication, paragraph by paragraph; and when a new one is an edition of it.

Both are told from the documents alone: pure functions, quick enough for a report of 300 pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from curation.volatile import lasting, spelled
from translation.document import Block, Document

_ORDINAL: Final = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|new|revised|updated"
    r"|final|latest|amended|(?:fully |newly )?revised and (?:updated|expanded))"
)
_VERSION: Final = r"(?:version|vers\.|ver\.|v\.?|rev(?:ision)?\.?|edition) ?\d+(?:\.\d+)*"
_MARK: Final = (
    rf"(?:{_ORDINAL} (?:edition|version|draft|ed\.)|{_VERSION}|(?:draft|working|final|revised|consolidated) version"
    r"|revised|updated|final|draft|rev\.?|amended|corrigendum|nouvelle édition)"
)
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WHEN: Final = rf"(?:(?:on |of |in )?(?:\d{{1,2}} )?(?:{_MONTH} )?(?:\d{{1,2}}, )?(?:19|20)\d\d(?:-\d\d){{0,2}})"
_END: Final = r"[ ,;:.|/()\[\]-]*"
# At the end, in brackets or after a comma or dash, perhaps with a date: "(updated, March 2024)", ", 2nd edition", "v2".
_AT_END: Final = re.compile(
    rf"(?:[ ,;:|(\[-]+(?:last |as )?{_MARK})(?:[ ,;:()\[\]-]+(?:{_MARK}|{_WHEN}))*{_END}$"
    rf"|[ ,;:|-]+[(\[]{_WHEN}[ ,;-]+{_MARK}[)\]]{_END}$"
)
_AT_START: Final = re.compile(
    rf"^[(\[]?(?:{_VERSION}|updated|revised|final|draft)[)\]]?[ :,|-]+(?:version[ :,|-]+)?(?=.*\w)"
)
_NUMBERED_MARK: Final = re.compile(rf"\b(?:{_VERSION}|{_ORDINAL} (?:edition|version|ed\.))")
_PERIODICAL: Final = re.compile(
    r"\b(?:sit(?:uation)?[- ]?reps?|situation (?:report|update)|bulletin|newsletter|snapshot|dashboard|digest|update"
    r"|brief(?:ing)?|(?:weekly|monthly|quarterly|daily|annual|biweekly) .+|round|factsheet|fact sheet|news)\b"
)
_FIRST_PAGE: Final = 12  # blocks
_MARKED_LINE: Final = 12  # words: longer is a sentence, about some other version
_SENTENCE: Final = 6  # words; shorter blocks are headings and labels, the same in any report
_TELLING: Final = 4  # words; a shorter title ("Annex", "Terms of Reference") is that of many publications
_SHARED_A_LITTLE: Final = 0.1
_SHARED: Final = 0.4  # of the words, in paragraphs that stand in both
_SHARED_OF_PERIODICAL: Final = 0.85  # each number repeats what stands in the one before


class ChangeKind(StrEnum):
    """What happened to a paragraph."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """One paragraph that is not what it was; `before` is "" when it is new, `after` when it is gone.

    `page` and `anchor` say where: in the new document, or in the old one for what is gone.
    """

    kind: ChangeKind
    before: str
    after: str
    page: int | None = None
    anchor: str | None = None


# Editions


def edition_title(title: str) -> str:
    """A title without the marks of its edition: two editions of one publication have the same.

    A year alone is no such mark: "Annual report 2024" and "Annual report 2025" are two publications.
    """
    plain = re.sub(r"\s+", " ", spelled(title).casefold()).strip()
    bare = _AT_START.sub("", _AT_END.sub("", plain))
    return re.sub(r"[^\w%&+#/]+", " ", bare or plain).strip()


def is_new_edition(old: Document, new: Document) -> bool:
    """Whether `new` is `old` in another edition: the same title but for its mark, and a mark or paragraphs to show it.

    A weekly report under an unchanging title is a new publication each week, though it repeats some of the last; and a
    mark alone does not make an edition of what has a title that any publication might have.
    """
    title = edition_title(new.title)
    if not title or title != edition_title(old.title) or (old.lang and new.lang and old.lang != new.lang):
        return False
    marked = _marks(old) != _marks(new)
    dated = bool(old.metadata.published) and old.metadata.published == new.metadata.published
    periodical = bool(_PERIODICAL.search(title)) and not dated
    if marked and not periodical and len(title.split()) >= _TELLING:
        return True
    if marked and not periodical:
        return _shared(old, new) >= _SHARED_A_LITTLE
    return _shared(old, new) >= (_SHARED_OF_PERIODICAL if periodical and not marked else _SHARED)


def _marks(document: Document) -> frozenset[str]:
    """The marks of the edition in the title, and the numbered ones that stand alone on the first page."""
    title = re.sub(r"\s+", " ", spelled(document.title).casefold()).strip()
    ends = _AT_END.search(title)
    found = {re.sub(r"\W+", " ", ends[0]).strip()} if ends else set()
    for block in document.blocks[:_FIRST_PAGE]:
        text = spelled(block.text).casefold()
        if block.page in (None, 1) and len(text.split()) <= _MARKED_LINE:
            found.update(re.sub(r"\W+", " ", mark) for mark in _NUMBERED_MARK.findall(text))
    return frozenset(found)


def _shared(old: Document, new: Document) -> float:
    """How much of the shorter document stands word for word in the other."""
    one, other = _sentences(old), _sentences(new)
    least = min(_weight(one), _weight(other))
    return _weight(one & other) / least if least else 0.0


def _sentences(document: Document) -> Counter[str]:
    texts = (_compared(block) for block in document.blocks)
    return Counter(text for text in texts if len(text.split()) >= _SENTENCE)


def _weight(texts: Counter[str]) -> int:
    return sum(len(text.split()) * times for text, times in texts.items())


# Paragraphs

_ALIKE: Final = 0.5  # of the words: less in common is one paragraph gone and another new
_WINDOW: Final = 12  # paragraphs around its place where the other half of a changed one is looked for
_SMALL: Final = 40_000  # pairs of paragraphs that difflib may compare in one stretch


def changed_paragraphs(old: Document, new: Document) -> tuple[ParagraphChange, ...]:
    """What was added, removed or changed, in reading order; blanks, quotes, dashes and "2 hours ago" do not count."""
    before, after = _paragraphs(old), _paragraphs(new)
    one, other = [text for text, _ in before], [text for text, _ in after]
    changes: list[ParagraphChange] = []
    for (a, b), (c, d) in _differing(one, other):
        changes += _changes([block for _, block in before[a:b]], [block for _, block in after[c:d]])
    return tuple(changes)


def _paragraphs(document: Document) -> list[tuple[str, Block]]:
    """What stays of each block, as it is compared, with the block."""
    return [(text, block) for block in document.blocks if (text := _compared(block))]


def _compared(block: Block) -> str:
    return " ".join(spelled(lasting(block)).casefold().split())


_Stretch = tuple[int, int]


def _differing(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[_Stretch, _Stretch]]:
    """The stretches of two lists that do not agree.

    Lines that stand once in both hold the two together, in the longest run of them that keeps its order; difflib sees
    only what lies between, since over thousands of lines it takes minutes.
    """
    start, begun = 0, 0
    for a, c in [*_held(one, other), (len(one), len(other))]:
        yield from _between(one, other, (start, a), (begun, c))
        start, begun = a + 1, c + 1


def _held(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """The places of the lines that stand once in both lists, as many as keep one order."""
    times, places = Counter(one), Counter(other)
    at = {text: n for n, text in enumerate(other) if places[text] == 1}
    pairs = [(n, at[text]) for n, text in enumerate(one) if times[text] == 1 and text in at]
    ends: list[int] = []  # the least place at which a run of each length can end
    last: list[int] = []  # and which pair that is
    before = [-1] * len(pairs)
    for n, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before[n] = last[length - 1] if length else -1
        ends[length : length + 1] = [place]
        last[length : length + 1] = [n]
    run: list[tuple[int, int]] = []
    n = last[-1] if last else -1
    while n >= 0:
        run.append(pairs[n])
        n = before[n]
    return run[::-1]


def _between(
    one: Sequence[str], other: Sequence[str], left: _Stretch, right: _Stretch
) -> Iterator[tuple[_Stretch, _Stretch]]:
    (a, b), (c, d) = left, right
    while a < b and c < d and one[a] == other[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and one[b - 1] == other[d - 1]:
        b, d = b - 1, d - 1
    if a == b and c == d:
        return
    if a == b or c == d or (b - a) * (d - c) > _SMALL:
        yield (a, b), (c, d)
        return
    for tag, i, j, k, m in SequenceMatcher(None, one[a:b], other[c:d], autojunk=False).get_opcodes():
        if tag != "equal":
            yield (a + i, a + j), (c + k, c + m)


def _changes(gone: Sequence[Block], come: Sequence[Block]) -> Iterator[ParagraphChange]:
    """The changes of one stretch: paragraphs that resemble each other are one that changed."""
    pairs = dict(_resembling(gone, come))
    done = 0
    for n, block in enumerate(gone):
        if n not in pairs:
            yield ParagraphChange(ChangeKind.REMOVED, block.text, "", block.page, block.anchor)
            continue
        yield from map(_added, come[done : pairs[n]])
        after = come[pairs[n]]
        yield ParagraphChange(ChangeKind.CHANGED, block.text, after.text, after.page, after.anchor)
        done = pairs[n] + 1
    yield from map(_added, come[done:])


def _added(block: Block) -> ParagraphChange:
    return ParagraphChange(ChangeKind.ADDED, "", block.text, block.page, block.anchor)


def _resembling(gone: Sequence[Block], come: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Which paragraphs that went became which that came, in order; the likest pairs are joined first."""
    one, other = ([frozenset(_compared(block).split()) for block in blocks] for blocks in (gone, come))
    likely: list[tuple[float, int, int]] = []
    for n, words in enumerate(one):
        middle = n * len(other) // max(1, len(one))
        for m in range(max(0, middle - _WINDOW), min(len(other), middle + _WINDOW + 1)):
            if (likeness := _alike(words, other[m])) >= _ALIKE:
                likely.append((-likeness, n, m))
    taken: list[tuple[int, int]] = []
    for _, n, m in sorted(likely):
        place = bisect_left(taken, (n, m))
        if (not place or (taken[place - 1][0] < n and taken[place - 1][1] < m)) and (
            place == len(taken) or (taken[place][0] > n and taken[place][1] > m)
        ):
            taken.insert(place, (n, m))
    yield from taken


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How many words two paragraphs have in common, of all their words."""
    if 4 * min(len(one), len(other)) < max(len(one), len(other)):
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))
