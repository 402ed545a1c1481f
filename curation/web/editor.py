"""The editor of one segment: its French, and all that helps to write it; saving it, confirming it, other wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.alternatives import NoAlternatives
from curation.review import ReviewAction, Role, open_actions
from curation.views import DraftPage, StoredUnit
from curation.web import drafts, pages, talk
from curation.web.changes import word_changes
from curation.web.language import _, marked, said
from curation.web.review_words import SENT
from curation.web.saving import LONGEST_REASON
from curation.web.site import Ask, Site, to
from curation.web.versions import versions

# What became of the segment, by the word in the address.
TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        **SENT,
        "lu": marked("Marqué lu"),
        "bloque": marked("Pas marqué lu\u00a0: une erreur reste à corriger, ou à écarter avec un motif"),
        "suivant": marked("C’est noté. Voici le segment suivant"),
        "dernier": marked("C’est noté. Plus aucun segment ne demande à être regardé"),
    }
)
NO_ENGINE: Final = marked("Aucun moteur de traduction n’est installé sur cette machine.")
EDITORS: Final = frozenset({Role.EDITOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Offered:
    """What the engine answered when it was asked: other wordings, or why there are none."""

    texts: tuple[str, ...] = ()
    refusal: str = ""
    asked: bool = False


NOT_ASKED: Final = Offered()


def show(site: Site, ask: Ask) -> Response:
    """The segment with its neighbours, terms, findings, similar sentences and versions, and its French to edit.

    The address of one that was joined with another leads to that one.
    """
    try:
        return _page(site, ask)
    except HTTPException:
        into = site.catalog.joined_into(ask.draft_id).get(ask.position)
        if into is None:
            raise
        return to(f"{pages.segment_path(ask.draft_id, into)}/editer")


def save(site: Site, ask: Ask) -> Response:
    """Keep the French that was sent, just as the draft's own form does, and stay in the editor."""
    kept = drafts.save_segment(site, ask)
    return to(_address(ask, ask.position, _what(kept))) if kept.status_code == 303 else kept


def confirm(site: Site, ask: Ask) -> Response:
    """Note that the segment is read, after keeping the French sent with it; then stay, or go on if that was asked."""
    seen, what = ask.number("version"), ""
    if "target" in ask.form:
        kept = drafts.save_segment(site, ask)
        if kept.status_code != 303:
            return kept
        what = _what(kept)
    page, position = site.catalog.draft_page(ask.draft_id), ask.position
    if any(finding.blocking and finding.stands for finding in _stored(page, position).unit.findings):
        return to(_address(ask, position, "bloque"))
    site.catalog.confirm(page.draft.id, position, ask.person, site.clock(), seen=seen + (what == "enregistre"))
    if "suite" not in ask.form:
        return to(_address(ask, position, "lu"))
    following = pages.after(page, position)
    return to(_address(ask, following.position if following else position, "suivant" if following else "dernier"))


def rephrase(site: Site, ask: Ask) -> Response:
    """The same page with other wordings from the engine, and with what was typed so far."""
    if site.alternatives is None:
        return _page(site, ask, Offered(refusal=_(NO_ENGINE), asked=True))
    unit = _stored(site.catalog.draft_page(ask.draft_id), ask.position).unit
    try:
        offered = Offered(site.alternatives.of(unit, site.terms), asked=True)
    except NoAlternatives as error:
        offered = Offered(refusal=said(error), asked=True)
    return _page(site, ask, offered)


def _page(site: Site, ask: Ask, offered: Offered = NOT_ASKED) -> Response:
    page, position = site.catalog.draft_page(ask.draft_id), ask.position
    stored = _stored(page, position)
    segment = pages.view_of(page, position, site.terms, site.catalog.memory(page.draft.revision_id))
    before, after = _beside(page, stored)
    return site.page(
        ask,
        "editor.html",
        page=page,
        title=pages.title_of(page),
        segment=segment,
        block=page.document.blocks[stored.unit.segment.block],
        lang=page.language_of(stored.unit.segment),
        before=before,
        after=after,
        typed=ask.form.get("target", segment.target),
        seen=ask.form.get("version", str(segment.version)),
        offered=[(text, word_changes(segment.target, text)) for text in offered.texts],
        asked=offered.asked,
        refusal=offered.refusal,
        versions=versions(site.catalog.history(page.draft.id, position=position), segment.target),
        editable=ReviewAction.EDIT in open_actions(page.draft, ask.person),
        may_judge_errors=ask.person.role in EDITORS,
        longest_reason=LONGEST_REASON,
        told=_(TOLD.get(ask.query("fait"), "")),
        is_last=ask.query("fait") == "dernier",
        is_refused=ask.query("fait") == "bloque",
        back=pages.address_of(page, stored.unit.segment),
        talk=talk.talk_of(site, ask, page),
    )


def _beside(page: DraftPage, stored: StoredUnit) -> tuple[StoredUnit | None, StoredUnit | None]:
    """The segments before and after, in reading order."""
    place = page.units.index(stored)
    return page.units[place - 1] if place else None, next(iter(page.units[place + 1 :]), None)


def _stored(page: DraftPage, position: int) -> StoredUnit:
    found = page.unit_at(position)
    if found is None:
        raise HTTPException(404)
    return found


def _address(ask: Ask, position: int, told: str) -> str:
    return f"{pages.segment_path(ask.draft_id, position)}/editer?fait={told}"


def _what(kept: Response) -> str:
    """What the draft's own form says became of the text: it stands in the address where it sends people."""
    query = parse_qs(urlsplit(kept.headers["location"]).query)
    return next((word for word in SENT if word in query), "enregistre")
