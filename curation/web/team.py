"""What people send to work together on a draft: comments, what is settled, for whom the draft is and until when."""

from __future__ import annotations

from datetime import date

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.catalog import StaleDraft
from curation.catalog_team import NoSuchComment
from curation.comments import LONGEST, CommentRefused
from curation.dates import day_typed
from curation.review import NotAllowed
from curation.views import DraftPage, StoredUnit
from curation.web import pages
from curation.web.cutting import here_or_joined
from curation.web.language import _, said
from curation.web.site import Ask, Site, to
from curation.web.talk import address_of, talk_of
from curation.web.typed import cleaned, figure


def ask_comment(site: Site, ask: Ask) -> Response:
    """The form for a comment, below what was said before at the same place."""
    return _form(site, ask, ask.query("segment"))


def comment(site: Site, ask: Ask) -> Response:
    """Keep a comment and show it where it stands; one that will not do comes back with the reason."""
    text = cleaned(ask.text("comment"), lines=True)
    page = site.catalog.draft_page(ask.draft_id)
    unit = _unit(site, page, ask.text("segment"))
    position = None if unit is None else unit.position
    try:
        key = site.catalog.comment(page.draft.id, position, text, ask.person, site.clock())
    except CommentRefused as refused:
        if "comment" not in ask.form:
            raise HTTPException(400) from None
        return _form(site, ask, ask.text("segment"), 422, error=said(refused), typed=text)
    except NoSuchComment:  # its segment was joined with another one in this very moment
        raise StaleDraft(page.draft.id) from None
    return to(address_of(page, None if unit is None else unit.unit.segment, key))


def settle(site: Site, ask: Ask) -> Response:
    """Call a comment settled, or open it again, and come back to it."""
    if ask.text("settled") not in ("0", "1"):
        raise HTTPException(400)
    wanted = ask.in_address("comment_id")
    try:
        one = site.catalog.settle(ask.draft_id, wanted, ask.text("settled") == "1", ask.person, site.clock())
    except NoSuchComment:
        raise HTTPException(404) from None
    page = site.catalog.draft_page(ask.draft_id)
    unit = _unit(site, page, "" if one.position is None else str(one.position))
    return to(address_of(page, None if unit is None else unit.unit.segment, None if unit else one.id))


def assign(site: Site, ask: Ask) -> Response:
    """Say for whom the draft is and until when."""
    if not {"who", "due"} <= ask.form.keys():
        raise HTTPException(400)
    account_id = ask.number("who") if ask.text("who") else None
    site.catalog.assign(ask.draft_id, account_id, _day(ask.text("due")), ask.person, site.clock())
    return to(f"/brouillons/{ask.draft_id}?fait=attribution#equipe")


def _form(site: Site, ask: Ask, segment: str, status: int = 200, error: str = "", typed: str = "") -> Response:
    page = site.catalog.draft_page(ask.draft_id)
    unit = _unit(site, page, segment)
    segment_of = None if unit is None else unit.unit.segment
    return site.page(
        ask,
        "comment_form.html",
        status,
        page=page,
        title=pages.title_of(page),
        unit=None if unit is None else unit.unit,
        lang=page.language_of(segment_of) if segment_of else "",
        talk=talk_of(site, ask, page),
        back=address_of(page, segment_of, None),
        people=[name for key, name in site.catalog.people().items() if key != ask.person.id],
        longest=LONGEST,
        error=error,
        typed=typed,
    )


def _unit(site: Site, page: DraftPage, number: str) -> StoredUnit | None:
    """The segment of this number, or the one that it was joined into, None for the draft as a whole ("").

    There is no page for one that never was.
    """
    if not number:
        return None
    position = figure(number)
    found = None if position is None else here_or_joined(site, page, position)
    if found is None:
        raise HTTPException(404)
    return found


def _day(written: str) -> date | None:
    day = day_typed(written)
    if day is None and written.strip():
        raise NotAllowed(_("Ce jour ne se lit pas\u00a0: écrivez-le comme 2026-03-31."))
    return day
