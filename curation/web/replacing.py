"""Replacing words in the French of a draft: the question, the preview, what was done, and how it is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.catalog_replacing import Replaced, Rewriting
from curation.replacing import Place, Wanted, checked, places, spelled_out
from curation.review import NotAllowed, ReviewAction, open_actions
from curation.views import DraftPage, StoredUnit
from curation.web import pages
from curation.web.changes import Change, word_changes
from curation.web.language import _, ngettext
from curation.web.segments import told
from curation.web.site import Ask, Site, to
from curation.web.typed import cleaned, figure, leaf_of, page_number, ticked
from translation.unit import Finding

PLACES_A_PAGE: Final = 200  # each is checked before it is shown, and changed in one step: more would hold up the others
LONGEST: Final = 300  # letters of what is sought or put there


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A segment that would change: its number and version, its English, the words that change, what the checks say."""

    number: int
    version: int
    times: int
    source: str
    changes: tuple[Change, ...]
    new: tuple[tuple[bool, str], ...]
    others: int
    address: str


@dataclass(frozen=True, slots=True)
class DoneView:
    """A segment that a replacement changed, and whether that can still be taken back."""

    number: int
    changes: tuple[Change, ...]
    address: str
    undone: bool
    changed_since: bool


def show(site: Site, ask: Ask) -> Response:
    """The form; once it says what to find, every place with what it would become."""
    page = _page(site, ask)
    wanted = _wanted(ask.request.query_params)
    return _preview(site, ask, page, wanted)


def _preview(site: Site, ask: Ask, page: DraftPage, wanted: Wanted, *, fault: str = "", status: int = 200) -> Response:
    found = places(page.units, wanted)
    leaf = leaf_of(found, page_number(ask.query("page")), PLACES_A_PAGE)
    ready, _beside = checked(page.units, leaf.rows, site.terms, site.catalog.memory())
    asked = list(spelled_out(wanted))
    return site.page(
        ask,
        "replace.html",
        status,
        page=page,
        title=pages.title_of(page),
        wanted=wanted,
        asked=asked,
        query=urlencode(asked),
        views=[_view(page, place) for place in ready],
        total=len(found),
        times=sum(place.times for place in found),
        number=leaf.number,
        pages=leaf.last,
        first=leaf.before,
        editable=ReviewAction.EDIT in open_actions(page.draft, ask.person),
        longest=LONGEST,
        fault=fault,
    )


def replace(site: Site, ask: Ask) -> Response:
    """Change the ticked segments that are still as they were seen, and go and see what was done."""
    page = _page(site, ask)
    wanted = _wanted(ask.form)
    chosen = ticked(ask.form)
    if not chosen:
        return _preview(
            site, ask, page, wanted, fault=_("Aucun segment n’est coché\u00a0: rien n’a changé."), status=422
        )
    found = {place.stored.position: place for place in places(page.units, wanted)}
    current = [found[p] for p, version in chosen.items() if p in found and found[p].stored.version == version]
    ready, beside = checked(page.units, current, site.terms, site.catalog.memory())
    texts = [_rewriting(place) for place in ready]
    number, left = site.catalog.replace_texts(page.draft.id, texts, ask.person, site.clock(), beside=beside)
    left = (*(p for p in chosen if p not in {one.position for one in texts}), *left)
    told_left = f"?laisses={'.'.join(map(str, sorted(left)))}" if left else ""
    return to(f"/brouillons/{page.draft.id}/remplacements/{number}{told_left}")


def _rewriting(place: Place) -> Rewriting:
    return Rewriting(place.stored.position, place.stored.version, place.after, place.findings)


def result(site: Site, ask: Ask) -> Response:
    """What one replacement changed, what it left alone, and the button that takes it back."""
    page = _page(site, ask)
    number = ask.in_address("number")
    done = site.catalog.replacement(page.draft.id, number)
    left = _positions(ask.query("laisses"), page)
    if not done and not left:
        raise HTTPException(404)
    units = page.by_position
    views = [_done(page, one, units.get(one.position)) for one in done]
    return site.page(
        ask,
        "replaced.html",
        page=page,
        title=pages.title_of(page),
        number=number,
        views=views,
        left=[(position, pages.segment_path(page.draft.id, position)) for position in left],
        undoable=sum(not view.undone and not view.changed_since for view in views),
        undone=_undone_words(ask),
        editable=ReviewAction.EDIT in open_actions(page.draft, ask.person),
    )


def undo(site: Site, ask: Ask) -> Response:
    """Take one replacement back where nobody has changed the text since."""
    number = ask.in_address("number")
    page = _page(site, ask)
    if not site.catalog.replacement(page.draft.id, number):
        raise HTTPException(404)
    if ReviewAction.EDIT not in open_actions(page.draft, ask.person):
        raise NotAllowed(_("Ce brouillon ne se modifie pas dans son état actuel\u00a0: rien n’a été annulé."))
    back = site.catalog.undo_replacement(page.draft.id, number, ask.person, site.clock())
    return to(f"/brouillons/{page.draft.id}/remplacements/{number}?annules={back}")


def _undone_words(ask: Ask) -> str:
    asked = figure(ask.query("annules"))
    if asked is None:
        return ""
    words = ngettext("%(num)s segment remis comme avant.", "%(num)s segments remis comme avant.", asked)
    return words % {"num": asked}


def _page(site: Site, ask: Ask) -> DraftPage:
    page = site.catalog.draft_page(ask.draft_id)
    if page.provenance.is_link:
        raise HTTPException(404)
    return page


def _wanted(fields: Mapping[str, str]) -> Wanted:
    """What the form asks for; before anything was asked, whole words are meant."""
    what, by, english = (cleaned(fields.get(name, ""))[:LONGEST] for name in ("quoi", "par", "anglais"))
    return Wanted(what, by, "mots" in fields or "quoi" not in fields, "casse" in fields, english)


def _positions(asked: str, page: DraftPage) -> list[int]:
    there = page.by_position
    numbers = map(figure, asked.split(".")[:PLACES_A_PAGE])
    return [number for number in dict.fromkeys(numbers) if number is not None and number in there]


def _view(page: DraftPage, place: Place) -> PlaceView:
    unit = place.stored.unit
    standing = [finding for finding in place.findings if finding.stands]
    return PlaceView(
        unit.segment.index,
        place.stored.version,
        place.times,
        unit.segment.text,
        word_changes(unit.target, place.after),
        tuple((finding.blocking, told(finding)) for finding in place.new),
        _others(standing, place.new),
        pages.segment_path(page.draft.id, unit.segment.index),
    )


def _others(standing: Sequence[Finding], new: Sequence[Finding]) -> int:
    return sum(finding not in new for finding in standing)


def _done(page: DraftPage, one: Replaced, stored: StoredUnit | None) -> DoneView:
    since = stored is None or stored.version != one.version
    changes = word_changes(one.before, one.after)
    return DoneView(
        one.position, changes, pages.segment_path(page.draft.id, one.position), one.undone, since and not one.undone
    )
