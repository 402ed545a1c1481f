"""What changed between two texts, word by word, a draft's steps told as sentences, and what the original changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any, Final

from curation.editions import ChangeKind, ParagraphChange
from curation.permissions import Scope
from curation.review import Rejection, ReviewAction, ReviewState
from curation.rights import licence_of
from curation.views import HistoryEntry
from curation.web.french import HAPPENED, REJECTIONS, SCOPES, calendar_day, count, number
from curation.web.language import _, ngettext

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
class Step:
    """One line of the history: who did what and when, with the words that changed.

    `kept` is a text that met a conflict: it is not in the draft, and stays readable here.
    """

    actor: str
    sentence: str
    at: datetime
    after: ReviewState | None
    note: str
    position: int | None
    changes: tuple[Change, ...]
    kept: str
    summary: str


def told(entry: HistoryEntry) -> Step:
    detail, action = entry.detail, ReviewAction(entry.action)
    edited = action is ReviewAction.EDIT
    conflict = bool(detail.get("conflict"))
    return Step(
        actor=entry.actor,
        sentence=_sentence(action, entry),
        at=entry.at,
        after=entry.after if entry.after is not entry.before else None,
        note=entry.note,
        position=detail.get("position", _suggested_on_the_page(detail)),
        changes=word_changes(detail["before"], detail["after"]) if edited and not conflict else (),
        kept=detail["after"] if conflict else "",
        summary=detail.get("summary", ""),
    )


def _sentence(action: ReviewAction, entry: HistoryEntry) -> str:
    detail = entry.detail
    if detail.get("conflict"):
        return "a proposé un texte pendant que quelqu’un d’autre modifiait le segment"
    if "permission" in detail:
        return _of_permission(detail["permission"])
    if "matches" in detail:
        one, many = "a confirmé %(num)s segment de la mémoire", "a confirmé ensemble %(num)s segments de la mémoire"
        confirmed = len(detail["matches"])
        return ngettext(one, many, confirmed) % {"num": number(confirmed)}
    if action is ReviewAction.REJECT and detail.get("reason") in set(REJECTIONS):
        return f"{HAPPENED[action]}\u00a0: {_(REJECTIONS[Rejection(detail['reason'])])}"
    if "suggested" in detail and not detail.get("file"):
        return _("a proposé un texte")
    if "licence" in detail:
        return f"a indiqué la licence\u00a0: {licence_of(detail['licence']).label}"
    if "finding" in detail:
        return f"a {'écarté' if detail['dismissed'] else 'rétabli'} un constat\u00a0: {detail['finding']}"
    if "glossary" in detail:
        return f"signale un changement du glossaire dans {count(len(detail['glossary']), 'segment')}"
    if "suggested" in detail:
        return f"a rendu un fichier\u00a0: {count(len(detail['suggested']), 'proposition')} à comparer"
    return "a écrit le résumé" if "summary" in detail else HAPPENED[action]


def _of_permission(told: Mapping[str, Any]) -> str:
    day = calendar_day(date.fromisoformat(told["given_on"]))
    words = {"giver": told["given_by"], "day": day, "scope": _(SCOPES[Scope(told["scope"])])}
    if told.get("ended"):
        return _("a mis fin à l’autorisation de %(giver)s, du %(day)s") % words
    return _("a noté l’autorisation de %(giver)s, du %(day)s\u00a0: %(scope)s") % words


def _suggested_on_the_page(detail: Mapping[str, Any]) -> int | None:
    return detail["suggested"][0] if "suggested" in detail and not detail.get("file") else None


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph of the original that is not what it was: what became of it, on which page, word by word."""

    kind: ChangeKind
    label: str
    where: str
    changes: tuple[Change, ...]


_LABELS: Final[Mapping[ChangeKind, str]] = MappingProxyType(
    {ChangeKind.CHANGED: "modifié", ChangeKind.ADDED: "ajouté", ChangeKind.REMOVED: "supprimé"}
)


def paragraph_view(change: ParagraphChange) -> ParagraphView:
    gone = change.kind is ChangeKind.REMOVED
    page = "" if change.page is None else f"page {change.page}{' de l’ancienne version' if gone else ''}"
    return ParagraphView(change.kind, _LABELS[change.kind], page, word_changes(change.before, change.after))


def counted(changes: Iterable[ParagraphChange]) -> str:
    """How many of each: "3 paragraphes modifiés, 1 ajouté"; "" when no paragraph changed."""
    kinds = Counter(change.kind for change in changes)
    there = [(kinds[kind], label) for kind, label in _LABELS.items() if kinds[kind]]
    first = (count(several, f"paragraphe {label}", f"paragraphes {label}s") for several, label in there[:1])
    return ", ".join([*first, *(count(several, label) for several, label in there[1:])])
