"""Text with its marks, what is bold in it or leads somewhere, carried along while it is tidied, cut and joined."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from curation.extract.tidy import clean
from translation.document import Mark, MarkKind

Look = tuple[MarkKind, str]  # what a stretch of text looks like or does, and where it leads

_ACCENTS: Final = frozenset({"Mn", "Mc"})  # vowel signs too; beside them the inner letters of Hangul


class Fragment(NamedTuple):
    """A stretch of text as its source has it, with its looks, one of a kind; a NOTE is a fragment without text."""

    text: str
    looks: tuple[Look, ...] = ()


class RichText(NamedTuple):
    """A tidied text and its marks."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def after(self, start: int) -> RichText:
        """What follows the first `start` characters."""
        moved = (mark._replace(start=max(0, mark.start - start), end=mark.end - start) for mark in self.marks)
        return RichText(self.text[start:], tuple(mark for mark in moved if _is_mark(mark)))

    def parted_by(self, old: str, new: str) -> RichText:
        """The same text with another separator, where no mark covers the old one."""

        def moved(place: int) -> int:
            return place + self.text.count(old, 0, place) * (len(new) - len(old))

        marks = (mark._replace(start=moved(mark.start), end=moved(mark.end)) for mark in self.marks)
        return RichText(self.text.replace(old, new), tuple(marks))

    def plainer(self, *kinds: MarkKind) -> RichText:
        """The same text without the marks of these kinds that cover all of it."""
        whole = (0, len(self.text))
        return self._replace(marks=tuple(m for m in self.marks if m.kind not in kinds or (m.start, m.end) != whole))


def with_look(looks: tuple[Look, ...], kind: MarkKind, target: str = "") -> tuple[Look, ...]:
    """The looks with one of this kind in place of any that was there."""
    return (*(look for look in looks if look[0] is not kind), (kind, target))


def without_look(looks: tuple[Look, ...], kind: MarkKind) -> tuple[Look, ...]:
    return tuple(look for look in looks if look[0] is not kind)


def tidied(fragments: Iterable[Fragment]) -> RichText:
    """The fragments as one line: the text is `tidy` of theirs together, each mark covers what was tidied of its own."""
    parts: list[str] = []
    found: list[Mark] = []
    length, spaced = 0, False
    for text, looks in _cleaned(fragments):
        words = " ".join(text.split())
        spaced = spaced or text[:1].isspace()
        if words:
            gap = " " if spaced and length else ""
            parts += (gap, words)
            start, length = length + len(gap), length + len(gap) + len(words)
            if looks:
                found += (Mark(kind, start, length, target) for kind, target in looks)
            spaced = text[-1:].isspace()
        elif looks and not text:
            found += (Mark(kind, length, length, target) for kind, target in looks if kind is MarkKind.NOTE)
    text = "".join(parts)
    return RichText(text, _merged(text, found) if found else ())


def parted(fragments: Iterable[Fragment], gap: re.Pattern[str]) -> Iterator[list[Fragment]]:
    """The fragments in parts, with what the pattern finds in their text between them left out."""
    rest, at = deque(fragments), 0
    for found in gap.finditer("".join(fragment.text for fragment in rest)):
        yield _taken(rest, found.start() - at)
        _taken(rest, found.end() - found.start())
        at = found.end()
    yield [*rest]


def _taken(rest: deque[Fragment], length: int) -> list[Fragment]:
    """So many characters from the beginning of the rest, with the notes that stand in and right after them."""
    taken: list[Fragment] = []
    while rest and (length > 0 or not rest[0].text):
        text, looks = rest.popleft()
        taken.append(Fragment(text[:length], looks))
        if text[length:]:
            rest.appendleft(Fragment(text[length:], looks))
        length -= min(length, len(text))
    return taken


def joined(separator: str, parts: Iterable[RichText]) -> RichText:
    """The texts in one, parted by `separator`, which no mark covers."""
    texts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for part in parts:
        length += len(separator) if texts else 0
        marks += (mark._replace(start=mark.start + length, end=mark.end + length) for mark in part.marks)
        texts.append(part.text)
        length += len(part.text)
    return RichText(separator.join(texts), tuple(marks))


def _cleaned(fragments: Iterable[Fragment]) -> Iterator[tuple[str, tuple[Look, ...]]]:
    """The fragments with their characters cleaned; an accent goes to the fragment of its letter, as it is composed."""
    held: list[tuple[str, tuple[Look, ...]]] = []
    letters = -1  # the last fragment with a letter
    for text, looks in fragments:
        if letters >= 0 and text and not " " <= text[0] <= "~":
            accents = _accents(text)
            held[letters] = (held[letters][0] + text[:accents], held[letters][1])
            text = text[accents:]
        if text:
            letters = len(held)
        held.append((text, looks))
    for text, looks in held:
        yield clean(text), looks


def _accents(text: str) -> int:
    """How many characters at the beginning are composed with the letter before, or seen by nobody."""
    return next((at for at, character in enumerate(text) if not _is_composed(character)), len(text))


def _is_composed(character: str) -> bool:
    if not clean(character):
        return True
    return unicodedata.category(character) in _ACCENTS or "\u1161" <= character <= "\u11ff"


def _merged(text: str, found: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in the order of their starts, those that only a space parts from the next one like them made one."""
    last: dict[tuple[MarkKind, str], int] = {}
    merged: list[Mark] = []
    for mark in found:
        at = last.get((mark.kind, mark.target), -1)
        if mark.kind is not MarkKind.NOTE and at >= 0 and not text[merged[at].end : mark.start].strip():
            merged[at] = merged[at]._replace(end=mark.end)
        else:
            last[mark.kind, mark.target] = len(merged)
            merged.append(mark)
    return tuple(sorted(merged, key=lambda mark: mark.start))


def _is_mark(mark: Mark) -> bool:
    return mark.end > mark.start or (mark.kind is MarkKind.NOTE and mark.end == mark.start >= 0)
