"""What changed between two texts, word by word, and what became of the paragraphs of the original."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final

from curation.editions import ChangeKind, ParagraphChange
from curation.web.french import count
from curation.web.language import _, forms

LONGEST: Final = 3_000  # words and spaces: comparing takes their square, and no segment is a tenth as long
ALIKE: Final = 0.5  # below, two texts have too little in common to be laid over each other
_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*['’]?|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that stayed ("same"), went ("removed") or came ("added")."""

    kind: str
    text: str


def word_changes(before: str, after: str) -> tuple[Change, ...]:
    """The two texts laid over each other by words: leaving out the removed gives `after`, the added gives `before`.

    Texts with little in common, or very long ones, come one after the other: nobody can read them word by word.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > LONGEST or _likeness(old, new) < ALIKE:
        return tuple(_changes("replace", before, after))
    return tuple(
        change
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        for change in _changes(tag, "".join(old[i:j]), "".join(new[k:m]))
    )


def _likeness(old: list[str], new: list[str]) -> float:
    """From 0 to 1, by words alone: the spaces between them are always alike."""
    before, after = ([word for word in words if not word.isspace()] for words in (old, new))
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _changes(tag: str, old: str, new: str) -> Iterator[Change]:
    if tag == "equal":
        yield Change("same", old)
        return
    if old:
        yield Change("removed", old)
    if new:
        yield Change("added", new)


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph of the original that is not what it was: what became of it, on which page, word by word."""

    kind: ChangeKind
    label: str
    where: str
    changes: tuple[Change, ...]


# What became of a paragraph; the first number of a list says what it counts.
_LABELS: Final[Mapping[ChangeKind, tuple[str, str]]] = MappingProxyType(
    {
        ChangeKind.CHANGED: forms("modifié", "modifiés"),
        ChangeKind.ADDED: forms("ajouté", "ajoutés"),
        ChangeKind.REMOVED: forms("supprimé", "supprimés"),
    }
)
_COUNTED: Final[Mapping[ChangeKind, tuple[str, str]]] = MappingProxyType(
    {
        ChangeKind.CHANGED: forms("paragraphe modifié", "paragraphes modifiés"),
        ChangeKind.ADDED: forms("paragraphe ajouté", "paragraphes ajoutés"),
        ChangeKind.REMOVED: forms("paragraphe supprimé", "paragraphes supprimés"),
    }
)


def paragraph_view(change: ParagraphChange) -> ParagraphView:
    gone = change.kind is ChangeKind.REMOVED
    where = _("page %(number)s de l’ancienne version") if gone else _("page %(number)s")
    page = "" if change.page is None else where % {"number": change.page}
    return ParagraphView(change.kind, _(_LABELS[change.kind][0]), page, word_changes(change.before, change.after))


def counted(changes: Iterable[ParagraphChange]) -> str:
    """How many of each: "3 paragraphes modifiés, 1 ajouté"; "" when no paragraph changed."""
    kinds = Counter(change.kind for change in changes)
    there = [kind for kind in _LABELS if kinds[kind]]
    first = (count(kinds[kind], *_COUNTED[kind]) for kind in there[:1])
    return ", ".join([*first, *(count(kinds[kind], *_LABELS[kind]) for kind in there[1:])])
