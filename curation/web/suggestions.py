"""What came in files or from contributors and waits beside the segments of a draft, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from curation.exchange.bilingual import alike
from curation.views import DraftPage, Suggestion
from curation.web.changes import Change, word_changes
from curation.web.pages import Landmark, beginning, part_with


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A suggestion beside its segment: its words over those that stand there, who sent it, when, in which file."""

    id: int
    text: str
    changes: tuple[Change, ...]
    by: str
    at: datetime
    file: str
    mine: bool = False


def waiting(
    page: DraftPage, suggestions: Iterable[Suggestion], reader: int | None = None
) -> Mapping[int, Sequence[SuggestionView]]:
    """By the number of the segment, what waits for a word; what the segment says by now waits no longer.

    `reader` is whoever looks at the page: what they proposed themselves says so.
    """
    units = page.by_position
    views: dict[int, list[SuggestionView]] = {}
    for one in suggestions:
        here = units.get(one.position)
        now = "" if here is None else here.unit.target
        if here is not None and not alike(one.text, now):
            mine = one.by_id is not None and one.by_id == reader
            view = SuggestionView(one.id, one.text, word_changes(now, one.text), one.by, one.at, one.file, mine)
            views.setdefault(one.position, []).append(view)
    return views


def places(page: DraftPage, parts: Sequence[range], views: Mapping[int, Sequence[SuggestionView]]) -> list[Landmark]:
    """Where suggestions wait, in reading order."""
    there = (stored for stored in page.units if stored.position in views)
    return [
        Landmark(part_with(parts, one.unit.segment.block), one.position, beginning(views[one.position][0].text))
        for one in there
    ]
