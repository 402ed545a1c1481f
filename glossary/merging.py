"""Two glossaries that went their own ways since a common start: what is new, what changed, and where they disagree."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from glossary.exchange.fields import LISTS, NAMES
from glossary.keeping import TermGone
from glossary.termbase import Status, Term, TermBase


class Kind(StrEnum):
    """What an entry of theirs means for our glossary."""

    NEW = "new"
    SAME = "same"  # it says nothing that ours does not say, or only what ours has changed since
    CHANGED = "changed"  # theirs says more, or was changed where ours was not
    CONFLICT = "conflict"  # in some field, each says something else
    REMOVED = "removed"  # ours took it out since the common start: it does not come back


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that would become `theirs`; where `conflict`, somebody has to choose."""

    field: str
    ours: Any
    theirs: Any
    conflict: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry of theirs beside ours (None when it is new), and what would change in ours.

    `near` are entries of ours that may be the same concept under another name, for a new one only.
    """

    kind: Kind
    theirs: Term
    ours: Term | None = None
    changes: tuple[FieldChange, ...] = ()
    near: tuple[Term, ...] = ()


_BLANK: Final = Term("", "")


def compare(
    ours: Sequence[Term],
    theirs: Sequence[Term],
    base: Iterable[Term],
    *,
    status: Status | None = Status.PROPOSED,
) -> list[Difference]:
    """One difference for each entry of theirs, in its order; `base` is what ours began from.

    Theirs counts as begun there, too, when half of the entries that it shares with `base` are still as they were. Else
    another word than ours is a conflict, whoever changed it, and what theirs leaves empty says nothing. What is new
    gets this `status`, unless theirs is deprecated. None means that theirs is the next state of `base`: its own status
    holds, and what it has emptied is emptied; from anybody else, either is a conflict.
    """
    began = list(base)
    trusted, grown = status is None, status is None or _grown_from(began, theirs)
    told = frozenset(name for name in NAMES if any(getattr(term, name) != getattr(_BLANK, name) for term in theirs))
    rules = _Rules(frozenset(NAMES) if trusted else told, trusted, grown)
    near, known, start = _Near(ours), _Shelf(ours), _Shelf(began)
    return [_difference(term, known.take(term), start.take(term), rules, near, status) for term in theirs]


def _grown_from(base: Sequence[Term], theirs: Iterable[Term]) -> bool:
    shelf, unchanged = _Shelf(base), set(base)
    shared = [term for term in theirs if shelf.take(term)]
    return 2 * sum(term in unchanged for term in shared) >= len(shared) > 0


def _given(term: Term, status: Status | None) -> Status:
    return term.status if status is None or term.status is Status.DEPRECATED else status


@dataclass(frozen=True, slots=True)
class _Rules:
    """Which fields theirs tells of, whether it may empty them, and whether it began where ours did."""

    told: frozenset[str]
    trusted: bool
    grown: bool


def _difference(
    term: Term, own: Term | None, start: Term | None, rules: _Rules, near: _Near, status: Status | None
) -> Difference:
    if own is None and start is not None:
        return Difference(Kind.REMOVED, term)
    if own is None:
        return Difference(Kind.NEW, replace(term, status=_given(term, status)), near=near.to(term))
    changes = tuple(_changes(own, term, start if start and rules.grown else _BLANK, rules))
    kind = Kind.CONFLICT if any(change.conflict for change in changes) else Kind.CHANGED if changes else Kind.SAME
    return Difference(kind, term, own, changes)


def _changes(own: Term, term: Term, start: Term, rules: _Rules) -> Iterator[FieldChange]:
    for name in NAMES:
        mine, other, before = (getattr(one, name) for one in (own, term, start))
        if name == "source" or name not in rules.told or other in (mine, before):
            continue
        if name in LISTS:
            yield from _list_change(name, mine, other, before, rules)
        elif rules.grown or _spelled(mine) != _spelled(other):
            settled = mine == before and (rules.trusted or (other != getattr(_BLANK, name) and name != "status"))
            yield FieldChange(name, mine, other, conflict=not settled)


def _list_change(
    name: str, mine: tuple[str, ...], other: tuple[str, ...], before: tuple[str, ...], rules: _Rules
) -> Iterator[FieldChange]:
    """Forms that either side has added since the start stay; forms that theirs has dropped go, if that is wanted."""
    had = {_spelled(item) for item in mine}
    longer = (*mine, *(item for item in other if _spelled(item) not in had and item not in before))
    shorter = tuple(item for item in longer if item in other or item not in before)
    if shorter != mine:
        yield FieldChange(name, mine, shorter, conflict=shorter != longer and not rules.trusted)


def _spelled(value: Any) -> Any:
    """A text but for what lists from elsewhere differ in: apostrophes, spaces, the way accents are encoded."""
    if isinstance(value, tuple):
        return tuple(map(_spelled, value))
    return " ".join(unicodedata.normalize("NFC", value).replace("’", "'").split()) if isinstance(value, str) else value


class _Shelf:
    """Entries by their English, each handed out once."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            self._terms[_key(term)].append(term)

    def take(self, term: Term) -> Term | None:
        """The entry that means the same; a homograph that is another part of speech does not."""
        left = self._terms[_key(term)]
        alike = [other for other in left if not _are_homographs(term, other)]
        if not alike:
            return None
        best = max(alike, key=lambda other: sum(getattr(other, name) == getattr(term, name) for name in _TELLING))
        left.remove(best)
        return best


_TELLING: Final = ("target", "part_of_speech", "domain")


def _key(term: Term) -> str:
    return " ".join(term.source.casefold().split())


def _are_homographs(term: Term, other: Term) -> bool:
    return "" not in (term.part_of_speech, other.part_of_speech) and term.part_of_speech != other.part_of_speech


class _Near:
    """Finds the entries that a new one may repeat: an English form of theirs is, but for spelling, one of ours."""

    def __init__(self, ours: Iterable[Term]) -> None:
        self._terms = TermBase(ours)

    def to(self, term: Term) -> tuple[Term, ...]:
        forms = [form.strip() for form in (term.source, *term.synonyms)]
        found = [match for form in forms for match in self._terms.find(form) if match.found == form]
        return tuple(dict.fromkeys(match.term for match in found))


def settled(difference: Difference, theirs_wins: Callable[[FieldChange], bool]) -> Term | None:
    """The entry as it is to be in our glossary, None when it is not to be there; a conflict is put to `theirs_wins`."""
    if difference.kind is Kind.NEW:
        return difference.theirs
    if difference.ours is None:
        return None
    taken = [change for change in difference.changes if not change.conflict or theirs_wins(change)]
    return replace(difference.ours, **{change.field: change.theirs for change in taken})


def merged(current: Sequence[Term], pairs: Iterable[tuple[Difference, Term | None]]) -> list[Term]:
    """The glossary once each entry is what was settled; TermGone when one has changed since it was compared."""
    listed = list(pairs)
    instead = {one.ours: term for one, term in listed if one.ours and term and term != one.ours}
    if gone := instead.keys() - set(current):
        raise TermGone(min(gone, key=lambda term: term.source))
    return [*(instead.get(term, term) for term in current), *(term for one, term in listed if term and not one.ours)]
