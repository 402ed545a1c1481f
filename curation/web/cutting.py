"""Parting a segment in two, joining it with the next one of its paragraph, and undoing the last of these."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.catalog import StaleDraft
from curation.checking import of_parts
from curation.cutting import CutRefused, cut_of, joined, neighbour, proposed, split
from curation.review import ReviewAction, open_actions
from curation.views import DraftPage, StoredUnit
from curation.web import pages
from curation.web.language import said
from curation.web.site import Ask, Site, to
from translation.unit import TranslationUnit


def show(site: Site, ask: Ask) -> Response:
    """The segment with its texts ready to be parted, the one that it can be joined with, and what can be undone."""
    page = site.catalog.draft_page(ask.draft_id)
    stored = here_or_joined(site, page, ask.position)
    if stored is None:
        raise HTTPException(404)
    segment = stored.unit.segment
    if segment.index != ask.position:
        return to(f"{pages.segment_path(page.draft.id, segment.index)}/decouper")
    return _page(site, ask, page, stored)


def cut(site: Site, ask: Ask) -> Response:
    """Part, join or undo, as the button said, and come back to the segment."""
    page = site.catalog.draft_page(ask.draft_id)
    stored = here_or_joined(site, page, ask.position)
    if stored is None:
        raise HTTPException(404)
    try:
        position, told = _done(site, ask, page, stored)
    except CutRefused as error:
        return _page(site, ask, page, stored, said(error), 422)
    fresh = site.catalog.draft_page(page.draft.id)
    return to(pages.address_of(fresh, fresh.by_position[position].unit.segment, told=told))


def _done(site: Site, ask: Ask, page: DraftPage, stored: StoredUnit) -> tuple[int, str]:
    """Do what the form asks; the position to come back to, and the word for what was done."""
    if "annuler" in ask.form:
        back = site.catalog.undo_cut(page.draft.id, ask.number("annuler"), ask.person, site.clock())
        return back[0], "recoupe"
    if stored.position != ask.position:
        raise StaleDraft(page.draft.id)
    if "reunir" in ask.form:
        return _join(site, ask, page, stored), "reuni"
    return _split(site, ask, page, stored), "coupe"


def _split(site: Site, ask: Ask, page: DraftPage, stored: StoredUnit) -> int:
    unit = stored.unit
    english, french = cut_of(unit.segment.text, ask.text("english")), cut_of(unit.target, ask.text("target"))
    parts = [of_parts(part, unit.findings, site.terms) for part in split(unit, english, french)]
    seen = {unit.segment.index: ask.number("version")}
    return _recut(site, ask, page, parts, seen)


def _join(site: Site, ask: Ask, page: DraftPage, stored: StoredUnit) -> int:
    following = _following(page, stored)
    if following is None or following.position != ask.number("reunir"):
        raise StaleDraft(page.draft.id)
    one, other = stored.unit, following.unit
    whole = of_parts(joined(one, other), [*one.findings, *other.findings], site.terms)
    seen = {one.segment.index: ask.number("version"), other.segment.index: ask.number("following")}
    return _recut(site, ask, page, [whole], seen)


def _recut(site: Site, ask: Ask, page: DraftPage, units: Sequence[TranslationUnit], seen: dict[int, int]) -> int:
    return site.catalog.recut(page.draft.id, units, ask.person, site.clock(), seen=seen)[0]


def here_or_joined(site: Site, page: DraftPage, position: int) -> StoredUnit | None:
    """The unit of this number, or the one that it was joined into."""
    found = page.unit_at(position)
    return found or page.unit_at(site.catalog.joined_into(page.draft.id).get(position, position))


def _following(page: DraftPage, stored: StoredUnit) -> StoredUnit | None:
    position = neighbour([one.unit.segment for one in page.units], stored.position)
    return None if position is None else page.unit_at(position)


def _page(site: Site, ask: Ask, page: DraftPage, stored: StoredUnit, fault: str = "", status: int = 200) -> Response:
    unit = stored.unit
    typed = fault and "english" in ask.form
    return site.page(
        ask,
        "cut.html",
        status,
        page=page,
        title=pages.title_of(page),
        stored=stored,
        position=unit.segment.index,
        lang=page.language_of(unit.segment),
        english=ask.text("english") if typed else proposed(unit.segment.text),
        french=ask.text("target") if typed else proposed(unit.target),
        following=_following(page, stored),
        last=site.catalog.last_cut(page.draft.id, unit.segment.index),
        fault=fault,
        editable=ReviewAction.EDIT in open_actions(page.draft, ask.person),
        back=pages.address_of(page, unit.segment),
    )
