"""Who did what to the drafts, newest first, in sentences; a run of edits by one person is one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.comments import excerpt
from curation.review import ReviewAction, ReviewState
from curation.views import Doing
from curation.web.formats import day
from curation.web.history_words import quoted_of, sentence_of
from curation.web.language import _, marked, ngettext
from curation.web.pages import segment_path
from curation.web.site import Ask, Site
from curation.web.typed import page_number

STEPS_A_PAGE: Final = 100
_A = ReviewAction

# What may be asked for: its name, the steps it means, and whether these are comments (None: either).
KINDS: Final[Mapping[str, tuple[str, frozenset[ReviewAction], bool | None]]] = MappingProxyType(
    {
        "": (marked("Tout"), frozenset(), None),
        "textes": (marked("Corrections"), frozenset({_A.EDIT}), None),
        "commentaires": (marked("Commentaires"), frozenset({_A.ANNOTATE}), True),
        "decisions": (
            marked("Décisions"),
            frozenset({_A.APPROVE, _A.SEND_BACK, _A.REJECT, _A.REOPEN, _A.PUBLISH, _A.WITHDRAW, _A.SUPERSEDE}),
            None,
        ),
        "prises": (marked("Qui relit quoi"), frozenset({_A.CLAIM, _A.RELEASE}), None),
        "fiches": (marked("Fiches, droits et attributions"), frozenset({_A.ANNOTATE}), False),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that somebody did: the sentence goes on with the title of the draft, `path` leads there."""

    actor: str
    sentence: str
    title: str
    path: str
    at: datetime
    after: ReviewState | None
    note: str
    quoted: str = ""


def show(site: Site, ask: Ask) -> Response:
    kind, who, number = ask.query("quoi"), ask.query("par"), page_number(ask.query("page"))
    if kind not in KINDS:
        raise HTTPException(404)
    _name, actions, comments = KINDS[kind]
    wanted: dict[str, Any] = {"actor": who, "actions": actions, "comments": comments}
    doings, more = site.catalog.doings(**wanted, page=number, size=STEPS_A_PAGE)
    return site.page(
        ask,
        "activity.html",
        days=[(name, tuple(lines)) for name, lines in groupby(lines_of(doings), key=lambda line: day(line.at))],
        kinds={key: _(name) for key, (name, *_wanted) in KINDS.items()},
        kind=kind,
        who=who,
        actors=site.catalog.actors(),
        number=number,
        more=more,
    )


def lines_of(doings: Iterable[Doing]) -> Iterator[Line]:
    """A line for each step, newest first; one for several segments that a person changed one after the other."""
    for _same, run in groupby(doings, key=_run):
        steps = list(run)
        yield _line(steps[0]) if len(steps) == 1 else _edits(steps)


def _run(doing: Doing) -> tuple[object, ...]:
    """What steps of one line have in common; steps that are no plain edits have nothing in common."""
    entry = doing.entry
    plain = entry.action == ReviewAction.EDIT and not entry.detail.get("conflict")
    return (entry.actor, doing.draft_id, day(entry.at)) if plain else (id(doing),)


def _line(doing: Doing) -> Line:
    entry = doing.entry
    place = entry.detail.get("position")
    return Line(
        actor=entry.actor,
        sentence=sentence_of(entry),
        title=doing.title,
        path=f"/brouillons/{doing.draft_id}" if place is None else segment_path(doing.draft_id, place),
        at=entry.at,
        after=entry.after if entry.after is not entry.before else None,
        note=excerpt(doing.said or entry.note),
        quoted=quoted_of(entry),
    )


def _edits(doings: Sequence[Doing]) -> Line:
    newest = _line(doings[0])
    segments = len({doing.entry.detail.get("position") for doing in doings})
    words = ngettext("a modifié %(num)s segment", "a modifié %(num)s segments", segments) % {"num": segments}
    # The first edit also takes the draft: what became of it then is told here.
    after = next((line.after for line in map(_line, doings) if line.after), None)
    return Line(newest.actor, words, newest.title, newest.path, newest.at, after, "")
