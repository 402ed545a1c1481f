"""Segments that the memory filled word for word: read together on one page, confirmed in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from curation.review import ReviewAction, open_actions
from curation.views import DraftPage
from curation.web import pages
from curation.web.site import Ask, Site, to
from curation.web.typed import ticked
from translation.memory import TranslationMemory

AT_ONCE: Final = 400  # a form takes a thousand fields, and nobody reads more in one go


@dataclass(frozen=True, slots=True)
class Match:
    """A segment and its French, which was approved before for the same English; `origin` is the text it came from."""

    position: int
    version: int
    source: str
    target: str
    origin: str
    address: str


def show(site: Site, ask: Ask) -> Response:
    """The segments that may be confirmed together, each to be read and ticked off."""
    page = site.catalog.draft_page(ask.draft_id)
    listed = found(site, page)
    return site.page(
        ask,
        "matches.html",
        page=page,
        title=pages.title_of(page),
        matches=listed[:AT_ONCE],
        more=max(0, len(listed) - AT_ONCE),
        editable=ReviewAction.EDIT in open_actions(page.draft, ask.person),
        done=ask.query("fait"),
    )


def confirm(site: Site, ask: Ask) -> Response:
    """Confirm the segments that were listed, ticked, and are still as they were shown."""
    page = site.catalog.draft_page(ask.draft_id)
    still = {one.position for one in found(site, page)}
    seen = {place: version for place, version in ticked(ask.form).items() if place in still}
    done = site.catalog.confirm_matches(page.draft.id, seen, ask.person, site.clock())
    return to(f"/brouillons/{page.draft.id}/memoire?fait={len(done)}")


def found(site: Site, page: DraftPage) -> list[Match]:
    """What may be confirmed in this draft by now."""
    undoubted = site.catalog.matches_to_confirm(page.draft.id)
    return matches(page, undoubted, site.catalog.memory(page.draft.revision_id)) if undoubted else []


def matches(page: DraftPage, undoubted: Mapping[int, int], memory: TranslationMemory) -> list[Match]:
    """Those of the units in `undoubted` whose French is still what the memory has for this English in this place."""
    units = [stored.unit for stored in page.units]
    texts = ["", *(unit.segment.text for unit in units), ""]
    same = []
    for number, unit in enumerate(units):
        version = undoubted.get(unit.segment.index)
        known = memory.exact(unit.segment.text, texts[number], texts[number + 2]) if version is not None else None
        if version is not None and known is not None and known.target == unit.target:
            address = pages.address_of(page, unit.segment)
            title = known.origin.title
            same.append(Match(unit.segment.index, version, unit.segment.text, unit.target, title, address))
    return same
