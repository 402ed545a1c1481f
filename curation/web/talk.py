"""What was said of a draft and for whom it is, as its pages show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from curation.catalog_reader import OPEN
from curation.catalog_team import REVIEWING
from curation.comments import Comment, excerpt, may_settle, open_ones, pieces
from curation.dates import french_day
from curation.review import Actor
from curation.views import Assignment, DraftPage, StoredUnit
from curation.web import pages
from curation.web.site import Ask, Site
from translation.unit import Segment


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment as it is shown: its text cut at the names it calls, and whether this person may settle or reopen it."""

    id: int
    by: str
    at: datetime
    pieces: tuple[tuple[str, bool], ...]
    settled_by: str
    may_settle: bool


@dataclass(frozen=True, slots=True)
class OpenComment:
    """A comment that waits for somebody's word, in a list: how it begins, by whom, and where it stands."""

    by: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said of a draft (None) and of each of its segments, by number."""

    by_place: Mapping[int | None, Sequence[CommentView]]
    waiting: Sequence[OpenComment]

    def of(self, number: int | None) -> Sequence[CommentView]:
        """What stands at this place, what is open first and then what is settled."""
        return self.by_place.get(number, ())


@dataclass(frozen=True, slots=True)
class TeamPanel:
    """For whom the draft is and until when; `people` may get it, none where this person may not say so."""

    assignment: Assignment
    people: Mapping[int, str]
    is_late: bool


def talk_of(site: Site, ask: Ask, page: DraftPage) -> Talk:
    """The comments of a draft, for its page and for any page that shows its segments."""
    comments = site.catalog.comments(page.draft.id)
    names = site.catalog.people() if comments else {}
    by_place: dict[int | None, list[CommentView]] = defaultdict(list)
    for one in sorted(comments, key=lambda one: not one.is_open):
        by_place[one.position].append(_view(one, names, ask.person))
    units = page.by_position if comments else {}
    waiting = [
        OpenComment(one.by, excerpt(one.text, 60), address_of(page, _segment(units, one.position), one.id))
        for one in open_ones(comments)
    ]
    return Talk(by_place, waiting)


def panel_of(site: Site, ask: Ask, page: DraftPage) -> TeamPanel:
    assignment = site.catalog.assignment(page.draft.id)
    may_say = ask.person.role in REVIEWING and page.draft.state in OPEN
    is_late = assignment.due is not None and assignment.due < french_day(site.clock()) and page.draft.state in OPEN
    return TeamPanel(assignment, site.catalog.people(REVIEWING) if may_say else {}, is_late)


def address_of(page: DraftPage, segment: Segment | None, comment_id: int | None) -> str:
    """Where a comment is read: below its segment, or in the panel of the whole draft."""
    place = f"/brouillons/{page.draft.id}#equipe" if segment is None else pages.address_of(page, segment)
    return place if comment_id is None else f"{place.partition('#')[0]}#c{comment_id}"


def _view(one: Comment, names: Mapping[int, str], actor: Actor) -> CommentView:
    return CommentView(one.id, one.by, one.at, pieces(one.text, names), one.settled_by, may_settle(one, actor))


def _segment(units: Mapping[int, StoredUnit], position: int | None) -> Segment | None:
    found = None if position is None else units.get(position)
    return None if found is None else found.unit.segment
