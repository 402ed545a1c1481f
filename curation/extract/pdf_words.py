"""From the letters of a page to runs of text: where a wide gap parts them, which words are bold, linked, raised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from curation.extract.pdf_letters import Letters, Look, Place
from curation.extract.pdf_links import Link, address_at
from curation.extract.pdf_marks import shifted
from curation.extract.pdf_notes import references
from translation.document import Mark, MarkKind

_GAP: Final = 0.8  # of the letters' size: a wider gap parts two runs
_LINE_END: Final = re.compile(r"(?<=[\r\n\ufffe])")  # pdfium puts no line break where it saw a hyphen at a line end
# Not \S: a font without a map has letters that Python takes for white space.
_WORD: Final = re.compile(r"[^ \t\r\n\xa0\u2000-\u200b\u3000]+")
_RAISED: Final = re.compile(r"[\d,*∗†‡§¶–-]{1,6}")
_ENDS_RAISED: Final = re.compile(r"[\d*∗†‡§¶](?:[\d,*∗†‡§¶–-]{0,5})$")
_BEGINS_RAISED: Final = re.compile(r"(?:\d{1,3}|[*∗†‡§¶]{1,3})(?=[^\d\s])")
_UNIT: Final = re.compile(r"(?:\b(?:[cdkm]?m|ft|mi|in)|\d)$")
_TOGETHER: Final = re.compile(r"[^\W_]+")
_CLOSING: Final = frozenset(",.;:)")  # stands right after a word, even where a small number was
# What some broken fonts give for their rules and leaders: the alphabet backwards.
_DESCENDING: Final = re.compile(r"z?yxw(?:vutsrqponmlkjihgfedcba|[a-z]{0,20}(?<=[a-z]{6}))[A-Z]*")


class Written(NamedTuple):
    """A run as it stands in the file: its direction in quarter turns, its box from the lower left corner."""

    quarter: int
    text: str
    place: Place
    size: float
    bold: bool
    noted: bool
    sizes: tuple[float, ...]
    marks: tuple[Mark, ...] = ()


class _Word(NamedTuple):
    """A word with its place; `raised` is the small number after it, `noted` says that it begins with one."""

    text: str
    place: Place
    look: Look
    noted: bool = False
    raised: str = ""
    links: tuple[Mark, ...] = ()


def runs_of(letters: Letters, links: Sequence[Link], page: int) -> Iterator[Written]:
    """The runs in drawing order."""
    reader = _Reader(letters, links, page)
    start = 0
    for line in _LINE_END.split(letters.text):
        words = [found.span() for found in _WORD.finditer(letters.text, start, start + len(line))]
        if words:
            yield from reader.line(words)
        start += len(line)


class _Reader:
    def __init__(self, letters: Letters, links: Sequence[Link], page: int) -> None:
        self._letters, self._links, self._number = letters, links, page

    def line(self, words: Sequence[tuple[int, int]]) -> Iterator[Written]:
        letters, first, last = self._letters, words[0][0], words[-1][1] - 1
        drawn = letters.drawn_with(first)
        links = self._near(first, last) if self._links else []
        if links or drawn != letters.drawn_with(last):
            yield from self._mixed(words, links)
        else:
            yield from self._plain(words, letters.look(drawn, first))

    def _near(self, first: int, last: int) -> list[Link]:
        line = _around(self._letters.place(first), self._letters.place(last))
        return [link for link in self._links if link.meets(line)]

    def _mixed(self, words: Sequence[tuple[int, int]], links: Sequence[Link]) -> Iterator[Written]:
        """The runs of a line of several looks, or with links."""
        letters = self._letters
        group: list[_Word] = []
        for begin, stop in words:
            look = letters.look(letters.drawn_with(begin), begin)
            word = self._word(begin, stop, look, links)
            if group and (group[-1].look.quarter != look.quarter or _apart(group[-1], word)):
                yield from _run(group, self._number)
                group = []
            group.append(word)
        yield from _run(group, self._number)

    def _plain(self, words: Sequence[tuple[int, int]], look: Look) -> Iterator[Written]:
        """The runs of a line whose letters all look the same: one, unless a wide gap parts it.

        A gap wider than a space has no space in the file: pdfium added it, without a width, where the next word begins.
        """
        place = self._letters.place
        start, stop = words[0]
        first, widest = place(start), _GAP * look.size
        for begin, end in words[1:]:
            space = place(stop)
            if begin - stop > 1 or (space[0] == space[2] and space[1] == space[3]):
                before, after = place(stop - 1), place(begin) if begin - stop > 1 else space
                if _distance(before, after) > widest:
                    yield from self._plain_run(start, stop, _around(first, before), look)
                    start, first = begin, place(begin)
            stop = end
        yield from self._plain_run(start, stop, _around(first, place(stop - 1)), look)

    def _plain_run(self, start: int, stop: int, place: Place, look: Look) -> Iterator[Written]:
        text = self._letters.text[start:stop]
        if "yxw" in text:
            text = _DESCENDING.sub("", text)
        if text := " ".join(_WORD.findall(text)):
            size = look.size if 2 < look.size < 200 else _height(place, look.quarter)
            yield Written(look.quarter, text, place, size, look.bold, False, (size,), _styled(look, 0, len(text)))

    def _word(self, begin: int, stop: int, look: Look, links: Sequence[Link]) -> _Word:
        """A word with its place, without the small raised number that points to a note."""
        letters = self._letters
        first = last = letters.place(begin)
        noted, end = False, stop
        if stop - begin > 1:
            last = letters.place(stop - 1)
        if first[1] != last[1]:  # Letters of one size on one line stand equally low.
            if _raised(last, first) and _ENDS_RAISED.search(letters.text, begin, stop):
                end = self._end_without_reference(begin, stop, first)
                last = letters.place(end - 1)
            noted = _raised(first, last) and bool(_BEGINS_RAISED.match(letters.text, begin, end))
        place, text = _around(first, last), letters.text[begin:end]
        linked = self._linked(begin, end, [link for link in links if link.meets(place)]) if links else ()
        if noted:
            rest = letters.look(letters.drawn_with(end - 1), end - 1)
            look = look._replace(bold=rest.bold, italic=rest.italic)
            if (number := _BEGINS_RAISED.match(text)) and text[number.end()] not in _CLOSING:
                text, linked = f"{number[0]} {text[number.end() :]}", shifted(linked, 1)
        return _Word(text, place, look, noted, letters.text[end:stop], linked)

    def _linked(self, begin: int, end: int, links: Sequence[Link]) -> tuple[Mark, ...]:
        """Which letters of a word lie in a link: all of those that belong together, or none of them."""
        if not links:
            return ()
        under = [address_at(links, self._letters.place(index)) for index in range(begin, end)]
        for found in _TOGETHER.finditer(self._letters.text[begin:end]):
            most, times = Counter(under[found.start() : found.end()]).most_common(1)[0]
            under[found.start() : found.end()] = [most if 2 * times > len(found[0]) else ""] * len(found[0])
        marks, at = [], 0
        for address, group in groupby(under):
            start, at = at, at + len([*group])
            marks += [Mark(MarkKind.LINK, start, at, address)] if address else []
        return tuple(marks)

    def _end_without_reference(self, begin: int, stop: int, first: Place) -> int:
        text, at = self._letters.text, stop
        while at > begin + 1 and _RAISED.fullmatch(text[at - 1]) and _raised(self._letters.place(at - 1), first):
            at -= 1
        pointing = _ENDS_RAISED.fullmatch(text, at, stop) and not _UNIT.search(text[begin:at])
        return at if pointing else stop


def _styled(look: Look, start: int, end: int) -> tuple[Mark, ...]:
    bold = (Mark(MarkKind.BOLD, start, end),) if look.bold else ()
    return (*bold, Mark(MarkKind.ITALIC, start, end)) if look.italic else bold


def _around(first: Place, last: Place) -> Place:
    if first[1] == last[1] and first[3] == last[3] and first[0] <= last[0]:
        return first[0], first[1], last[2], first[3]  # as nearly all words stand
    return min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3])


def _height(place: Place, quarter: int) -> float:
    return place[2] - place[0] if quarter % 2 else place[3] - place[1]


def _raised(letter: Place, beside: Place) -> bool:
    """Whether a letter is small and stands high, next to one of the line."""
    height = beside[3] - beside[1]
    return letter[3] - letter[1] < 0.85 * height and letter[1] > beside[1] + 0.12 * height


def _apart(first: _Word, second: _Word) -> bool:
    return _distance(first.place, second.place) > _GAP * max(first.look.size, second.look.size)


def _distance(first: Place, second: Place) -> float:
    return max(second[0] - first[2], first[0] - second[2], second[1] - first[3], first[1] - second[3])


def _run(words: list[_Word], page: int) -> Iterator[Written]:
    """The words as one run; a small raised number among them points to a note and goes, one before them is a note's."""
    longest = max(words, key=lambda word: len(word.text)) if len(words) > 1 else words[0]
    quarter = longest.look.quarter
    lows = [word.place[1] for word in words]
    kept, noted = words, words[0].noted
    if quarter == 0 and max(lows) > longest.place[1]:
        kept, noted = _without_references(words, longest)
    text, marks = _text_of(kept, page)
    if "yxw" in text:
        text, marks = _DESCENDING.sub("", text).strip(), ()
    if not text:
        return
    letters: dict[float, int] = {}
    for word in words:
        letters[word.look.size] = letters.get(word.look.size, 0) + len(word.text)
    size = max(letters, key=letters.__getitem__)
    left, right = min([word.place[0] for word in words]), max([word.place[2] for word in words])
    low, high = longest.place[1], longest.place[3]
    if quarter:
        low, high = min(lows), max([word.place[3] for word in words])
    place = left, low, right, high
    size = size if 2 < size < 200 else _height(place, quarter)
    bold = all(word.look.bold for word in words)
    yield Written(quarter, text, place, size, bold, noted, tuple(letters), marks)


def _without_references(words: list[_Word], longest: _Word) -> tuple[list[_Word], bool]:
    """The words without raised numbers between them, which go to the word before; whether one stands before all."""
    left, noted = words[:1], words[0].noted
    for n, word in enumerate(words):
        alone = word.place[1] > longest.place[1] and word is not longest and _RAISED.fullmatch(word.text)
        if not alone or not _raised(word.place, longest.place):
            left += [word] if n else []
        elif n == 0:
            noted = True
        elif _UNIT.search(left[-1].text):
            left.append(word)
        else:
            left[-1] = left[-1]._replace(raised=f"{left[-1].raised},{word.text}")
    return left, noted


def _is_marked(word: _Word) -> bool:
    text, _, look, _, raised, links = word
    return bool(raised or links or look.bold or look.italic or text in _CLOSING)


def _text_of(words: Sequence[_Word], page: int) -> tuple[str, tuple[Mark, ...]]:
    """The words as one text, and what is marked in it."""
    text = " ".join([word.text for word in words])
    if not any(map(_is_marked, words)):
        return text, ()
    text, marks = "", list[Mark]()
    for word in words:
        at = len(text) + bool(text and word.text not in _CLOSING)
        text = text.ljust(at) + word.text
        marks += (*_styled(word.look, at, len(text)), *shifted(word.links, at))
        marks += references(word.raised, page, len(text)) if word.raised else ()
    return text, tuple(marks)
