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
from curation.web.language import _, forms, marked, ngettext

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

    `quoted` is French that the sentence speaks of; `kept` is a text that met a conflict: it is not in the draft, and
    stays readable here.
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
    quoted: str = ""


def told(entry: HistoryEntry) -> Step:
    detail, action = entry.detail, ReviewAction(entry.action)
    edited = action is ReviewAction.EDIT and "cut" not in detail  # a cut changes no word
    conflict = bool(detail.get("conflict"))
    return Step(
        actor=entry.actor,
        sentence=sentence_of(entry),
        at=entry.at,
        after=entry.after if entry.after is not entry.before else None,
        note=entry.note,
        position=detail.get("position", _suggested_on_the_page(detail)),
        changes=word_changes(detail["before"], detail["after"]) if edited and not conflict else (),
        kept=detail["after"] if conflict else "",
        summary=detail.get("summary", ""),
        quoted=quoted_of(entry),
    )


def sentence_of(entry: HistoryEntry) -> str:
    """What the step did, as the end of a sentence that begins with a name."""
    detail, action = entry.detail, ReviewAction(entry.action)
    if detail.get("conflict"):
        return _("a proposé un texte pendant que quelqu’un d’autre modifiait le segment")
    if "permission" in detail:
        return _of_permission(detail["permission"])
    if "matches" in detail:
        confirmed = len(detail["matches"])
        words = ngettext(
            "a confirmé %(num)s segment de la mémoire", "a confirmé ensemble %(num)s segments de la mémoire", confirmed
        )
        return words % {"num": number(confirmed)}
    if action is ReviewAction.REJECT and detail.get("reason") in set(REJECTIONS):
        told = {"name": HAPPENED[action], "told": _(REJECTIONS[Rejection(detail["reason"])])}
        return _("%(name)s\u00a0: %(told)s") % told
    if "suggested" in detail and not detail.get("file"):
        return _("a proposé un texte")
    if "licence" in detail:
        return _("a indiqué la licence\u00a0: %(licence)s") % {"licence": _(licence_of(detail["licence"]).label)}
    if "finding" in detail:
        return _("a écarté un constat") if detail["dismissed"] else _("a rétabli un constat")
    if "confirmed" in detail:
        return _("a lu un segment et l’a laissé tel quel")
    if "glossary" in detail:
        segments = count(len(detail["glossary"]), "segment")
        return _("signale un changement du glossaire dans %(segments)s") % {"segments": segments}
    if "suggested" in detail:
        texts = count(len(detail["suggested"]), "proposition")
        return _("a rendu un fichier\u00a0: %(texts)s à comparer") % {"texts": texts}
    if "comment" in detail:
        return _(COMMENTED[detail.get("settled")])
    if "assigned" in detail:
        return _assigned(detail["assigned"], detail["due"])
    if "cut" in detail:
        return _cut_sentence(detail["cut"])
    if "replacement" in detail:
        return _("a remplacé des mots dans un segment")
    if "undoes" in detail:
        return _("a annulé un remplacement dans un segment")
    return _("a écrit le résumé") if "summary" in detail else HAPPENED[action]


def quoted_of(entry: HistoryEntry) -> str:
    """What a check said, where the step judged it: it speaks French on every page."""
    return str(entry.detail.get("finding", ""))


COMMENTED: Final[Mapping[bool | None, str]] = MappingProxyType(
    {
        None: marked("a commenté"),
        True: marked("a dit un commentaire réglé"),
        False: marked("a rouvert un commentaire"),
    }
)


def _assigned(name: str, due: str) -> str:
    whom = _("a confié le brouillon à %(name)s") % {"name": name} if name else _("ne confie le brouillon à personne")
    until = _("pour le %(day)s") % {"day": calendar_day(date.fromisoformat(due))} if due else ""
    return f"{whom}, {until}" if until else whom


def _of_permission(told: Mapping[str, Any]) -> str:
    given = {"giver": told["given_by"], "day": calendar_day(date.fromisoformat(told["given_on"]))}
    if told.get("ended"):
        return _("a mis fin à l’autorisation de %(giver)s, du %(day)s") % given
    scope = {"scope": _(SCOPES[Scope(told["scope"])])}
    return _("a noté l’autorisation de %(giver)s, du %(day)s\u00a0: %(scope)s") % {**given, **scope}


def _suggested_on_the_page(detail: Mapping[str, Any]) -> int | None:
    return detail["suggested"][0] if "suggested" in detail and not detail.get("file") else None


def _cut_sentence(cut: Mapping[str, Any]) -> str:
    """Which segments became which: "a coupé le segment 4 en deux (4 et 120)"."""
    before, after = [row["position"] + 1 for row in cut["before"]], [int(place) + 1 for place in cut["after"]]
    if len(after) > 1:
        told = {"segment": before[0], "first": after[0], "second": after[1]}
        return _("a coupé le segment %(segment)s en deux\u00a0: %(first)s et %(second)s") % told
    return _("a réuni les segments %(first)s et %(second)s") % {"first": before[0], "second": before[-1]}


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
