"""Marked text as the inline elements of a page: nested in one order, so that they are always balanced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from translation.document import Mark, MarkKind, clipped

_NESTED: Final = (MarkKind.LINK, MarkKind.BOLD, MarkKind.ITALIC, MarkKind.CODE)  # from the outside in
_TAGS: Final = {MarkKind.BOLD: "strong", MarkKind.ITALIC: "em", MarkKind.CODE: "code", MarkKind.LINK: "a"}
_SAFE: Final = ("https://", "http://", "mailto:", "tel:", "#")


@dataclass(frozen=True, slots=True)
class Node:
    """An HTML element; tag and attribute names are ours, texts and values may be anybody's."""

    tag: str
    children: tuple[Node | str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


def html(nodes: Iterable[Node | str]) -> Markup:
    """Elements and texts as HTML; every text and every value in it is escaped."""
    return Markup("").join(_html(node) for node in nodes)


def _html(node: Node | str) -> Markup:
    if isinstance(node, str):
        return escape(node)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes)
    return Markup(f"<{node.tag}{attributes}>{html(node.children)}</{node.tag}>")


def inlined(text: str, marks: Sequence[Mark], notes: Mapping[str, str]) -> tuple[Node | str, ...]:
    """The text cut at its marks. `notes` are the labels of the footnotes by anchor; others are not pointed at.

    A link that leads to neither the web, a mailbox, a telephone nor this page is plain text.
    """
    safe = [mark for mark in marks if mark.kind is not MarkKind.LINK or mark.target.startswith(_SAFE)]
    pointing = [mark for mark in safe if mark.kind is MarkKind.NOTE and mark.target[1:] in notes]
    pieces: list[Node | str] = []
    done = 0
    for note in sorted(pointing, key=lambda mark: mark.start):
        pieces += _nested(text[done : note.start], clipped(safe, done, note.start), _NESTED)
        pieces.append(_reference(note.target, notes[note.target[1:]]))
        done = note.start
    return (*pieces, *_nested(text[done:], clipped(safe, done, len(text)), _NESTED))


def _nested(text: str, marks: Iterable[Mark], kinds: Sequence[MarkKind]) -> Iterator[Node | str]:
    if not kinds or not text:
        yield from filter(None, [text])
        return
    kept = tuple(marks)
    done = 0
    for mark in sorted((mark for mark in kept if mark.kind is kinds[0]), key=lambda mark: mark.start):
        start, end = max(mark.start, done), min(mark.end, len(text))
        if start < end:
            yield from _nested(text[done:start], clipped(kept, done, start), kinds[1:])
            yield _element(mark, tuple(_nested(text[start:end], clipped(kept, start, end), kinds[1:])))
            done = end
    yield from _nested(text[done:], clipped(kept, done, len(text)), kinds[1:])


def _element(mark: Mark, children: tuple[Node | str, ...]) -> Node:
    return Node(_TAGS[mark.kind], children, (("href", mark.target),) if mark.kind is MarkKind.LINK else ())


def _reference(target: str, label: str) -> Node:
    return Node("sup", (Node("a", (label,), (("href", target), ("role", "doc-noteref"))),))
