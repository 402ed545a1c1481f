"""What came in files or from contributors and waits beside the segments of a draft, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from curation.exchange.bilingual import alike
from curation.views import DraftPage, Suggestion
from curation.web.changes import Change, word_changes
from curation.web.pages import Landmark, part_with
from translation.typography import french_typography


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
    said = {stored.unit.segment.index: stored.unit.target for stored in page.units}
    views: dict[int, list[SuggestionView]] = {}
    for one in suggestions:
        now = said.get(one.position)
        if now is not None and not alike(one.text, now):
            mine = one.by_id is not None and one.by_id == reader
            view = SuggestionView(one.id, one.text, word_changes(now, one.text), one.by, one.at, one.file, mine)
            views.setdefault(one.position, []).append(view)
    return views


def places(page: DraftPage, parts: Sequence[range], views: Mapping[int, Sequence[SuggestionView]]) -> list[Landmark]:
    """Where suggestions wait, in reading order."""
    blocks = {stored.unit.segment.index: stored.unit.segment.block for stored in page.units}
    return [
        Landmark(part_with(parts, block), number, _beginning(views[number][0].text))
        for number, block in blocks.items()
        if number in views
    ]


def _beginning(text: str) -> str:
    return french_typography(shorten(text, 60, placeholder="…")) or "…"
