"""Footnotes and where the text refers to them: the number that stood raised, and the note that begins with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from translation.document import Block, BlockKind, Mark, MarkKind

_LABEL: Final = re.compile(r"\[?(\d{1,3}|[*∗†‡§¶]{1,3})[\].)]?\s")
_MOST_IN_RANGE: Final = 9
_SIGNS: Final = {"*": "star", "∗": "star", "†": "dagger", "‡": "ddagger", "§": "section", "¶": "pilcrow"}


def references(raised: str, page: int, at: int) -> Iterator[Mark]:
    """What a raised "3", "1,2", "4–6" or "*" after a word refers to: one mark for each note, at one place."""
    for label in _labels(raised):
        yield Mark(MarkKind.NOTE, at, at, f"#{_anchor(page, label)}")


def _labels(raised: str) -> Iterator[str]:
    for each in re.findall(r"\d+[–-]\d+|\d+|[*∗†‡§¶]+", raised):
        first, _, last = each.replace("–", "-").partition("-")
        if last and 0 < int(last) - int(first) <= _MOST_IN_RANGE:
            yield from map(str, range(int(first), int(last) + 1))
        else:
            yield from filter(None, (first, last))


def _anchor(page: int, label: str) -> str:
    return f"note-{page}-" + "-".join(_SIGNS.get(sign, sign) for sign in ([label] if label.isdigit() else label))


def with_notes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with their references and footnotes linked: those of one page, or the only note with that number.

    A reference whose note is not found goes, and so does one that could mean two notes.
    """
    notes = {n: label for n, block in enumerate(blocks) if (label := _label(block))}
    if not notes:
        return [_referring(block, {}) for block in blocks]
    own = {n: _anchor(blocks[n].page or 0, label) for n, label in notes.items()}
    times = Counter(own.values())
    anchors = {anchor: anchor for anchor, count in times.items() if count == 1}
    labels = Counter(notes.values())
    alone = {label: own[n] for n, label in notes.items() if labels[label] == 1}
    wanted = {mark.target[1:] for block in blocks for mark in block.marks if mark.kind is MarkKind.NOTE}
    leads = {each: to for each in wanted if (to := anchors.get(each) or _elsewhere(each, alone))}
    reached = set(leads.values())
    return [
        replace(referring, anchor=own[n]) if n in own and own[n] in reached else referring
        for n, referring in enumerate(_referring(block, leads) for block in blocks)
    ]


def _label(block: Block) -> str:
    found = _LABEL.match(block.text) if block.kind is BlockKind.FOOTNOTE else None
    return found[1] if found else ""


def _elsewhere(anchor: str, alone: dict[str, str]) -> str:
    """The end note with the number that an anchor names, if no other note has it and it stands on no page before."""
    _, page, label = anchor.split("-", 2)
    end_note = alone.get(label, "")
    return end_note if end_note and int(end_note.split("-")[1]) >= int(page) else ""


def _referring(block: Block, leads: dict[str, str]) -> Block:
    """The block, its references leading to their notes; those that lead nowhere are gone."""
    if not any(mark.kind is MarkKind.NOTE for mark in block.marks):
        return block
    marks = (
        mark._replace(target=f"#{leads[mark.target[1:]]}") if mark.kind is MarkKind.NOTE else mark
        for mark in block.marks
        if mark.kind is not MarkKind.NOTE or mark.target[1:] in leads
    )
    return replace(block, marks=tuple(marks))
