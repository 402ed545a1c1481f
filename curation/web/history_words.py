"""The steps of a draft's history, each told as the end of a sentence that begins with a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from curation.permissions import Scope
from curation.review import Rejection, ReviewAction, ReviewState
from curation.rights import licence_of
from curation.views import HistoryEntry
from curation.web.changes import Change, word_changes
from curation.web.french import HAPPENED, REJECTIONS, SCOPES, calendar_day, count, number
from curation.web.language import _, ngettext

Detail = Mapping[str, Any]


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
    """The step as its line shows it."""
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
    """What the step did: its detail says it where it has a sentence, otherwise its action."""
    said = (tell(entry.detail) for key, tell in _SENTENCES.items() if key in entry.detail)
    return next(filter(None, said), HAPPENED[ReviewAction(entry.action)])


def quoted_of(entry: HistoryEntry) -> str:
    """What a check said, where the step judged it: it speaks French on every page."""
    return str(entry.detail.get("finding", ""))


def _confirmed_together(detail: Detail) -> str:
    confirmed = len(detail["matches"])
    words = ngettext(
        "a confirmé %(num)s segment de la mémoire", "a confirmé ensemble %(num)s segments de la mémoire", confirmed
    )
    return words % {"num": number(confirmed)}


def _rejected(detail: Detail) -> str:
    """The step with its reason; "" for one that is told in the reviewer's own words alone."""
    if detail["reason"] not in set(REJECTIONS):
        return ""
    told = {"name": HAPPENED[ReviewAction.REJECT], "told": _(REJECTIONS[Rejection(detail["reason"])])}
    return _("%(name)s\u00a0: %(told)s") % told


def _suggested(detail: Detail) -> str:
    if not detail.get("file"):
        return _("a proposé un texte")
    texts = count(len(detail["suggested"]), "proposition")
    return _("a rendu un fichier\u00a0: %(texts)s à comparer") % {"texts": texts}


def _followed_glossary(detail: Detail) -> str:
    segments = count(len(detail["glossary"]), "segment")
    return _("signale un changement du glossaire dans %(segments)s") % {"segments": segments}


def _commented(detail: Detail) -> str:
    if "settled" not in detail:
        return _("a commenté")
    return _("a dit un commentaire réglé") if detail["settled"] else _("a rouvert un commentaire")


def _assigned(detail: Detail) -> str:
    name, due = detail["assigned"], detail["due"]
    whom = _("a confié le brouillon à %(name)s") % {"name": name} if name else _("ne confie le brouillon à personne")
    until = _("pour le %(day)s") % {"day": calendar_day(date.fromisoformat(due))} if due else ""
    return f"{whom}, {until}" if until else whom


def _permitted(detail: Detail) -> str:
    told = detail["permission"]
    given = {"giver": told["given_by"], "day": calendar_day(date.fromisoformat(told["given_on"]))}
    if told.get("ended"):
        return _("a mis fin à l’autorisation de %(giver)s, du %(day)s") % given
    scope = {"scope": _(SCOPES[Scope(told["scope"])])}
    return _("a noté l’autorisation de %(giver)s, du %(day)s\u00a0: %(scope)s") % {**given, **scope}


def _cut(detail: Detail) -> str:
    """Which segments became which: "a coupé le segment 4 en deux (4 et 120)"."""
    cut = detail["cut"]
    before, after = [row["position"] + 1 for row in cut["before"]], [int(place) + 1 for place in cut["after"]]
    if len(after) > 1:
        told = {"segment": before[0], "first": after[0], "second": after[1]}
        return _("a coupé le segment %(segment)s en deux\u00a0: %(first)s et %(second)s") % told
    return _("a réuni les segments %(first)s et %(second)s") % {"first": before[0], "second": before[-1]}


# The sentence by what the step's detail holds; "" where it does not say it after all. The first one counts.
_SENTENCES: Final[Mapping[str, Callable[[Detail], str]]] = MappingProxyType(
    {
        "conflict": lambda detail: (
            _("a proposé un texte pendant que quelqu’un d’autre modifiait le segment") if detail["conflict"] else ""
        ),
        "permission": _permitted,
        "matches": _confirmed_together,
        "reason": _rejected,
        "suggested": _suggested,
        "licence": lambda detail: (
            _("a indiqué la licence\u00a0: %(licence)s") % {"licence": _(licence_of(detail["licence"]).label)}
        ),
        "finding": lambda detail: _("a écarté un constat") if detail["dismissed"] else _("a rétabli un constat"),
        "confirmed": lambda _detail: _("a lu un segment et l’a laissé tel quel"),
        "glossary": _followed_glossary,
        "comment": _commented,
        "assigned": _assigned,
        "cut": _cut,
        "replacement": lambda _detail: _("a remplacé des mots dans un segment"),
        "undoes": lambda _detail: _("a annulé un remplacement dans un segment"),
        "summary": lambda _detail: _("a écrit le résumé"),
    }
)


def _suggested_on_the_page(detail: Detail) -> int | None:
    """The segment of a suggestion that was typed on the page; a file has them for many."""
    return detail["suggested"][0] if "suggested" in detail and not detail.get("file") else None
