"""One draft: reading it beside its source, changing a segment, moving it along, its rights and its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.catalog import EditConflict, StaleDraft
from curation.checking import edited
from curation.dates import french_day
from curation.editions import ParagraphChange, changed_paragraphs
from curation.folding import folded
from curation.merging_texts import OPEN
from curation.review import (
    PERMITTED,
    TRANSITIONS,
    NotAllowed,
    Rejection,
    ReviewAction,
    Role,
    decide,
    may_suggest,
    open_actions,
)
from curation.rights import LICENCES
from curation.told import Told
from curation.views import DraftPage, StoredUnit, UnitPlace
from curation.web import matches, pages, saving, suggesting, suggestions, talk
from curation.web.changes import counted, paragraph_view
from curation.web.history_words import told
from curation.web.language import _
from curation.web.review_words import BUTTONS, DONE, PUBLISHED_AS_LINK, PUBLISHED_IN_FRENCH, PUBLISHED_IN_SHORT, SENT
from curation.web.rights import CHANGED, rights_of
from curation.web.saving import LONGEST_REASON
from curation.web.site import Ask, Site, to
from curation.web.triage_words import french_evidence
from curation.web.typed import cleaned, leaf_of, page_number
from curation.web.unit_states import UnitsShown, units_shown
from translation.document import BlockKind
from translation.typography import french_typography

STEPS_A_PAGE: Final = 200
CHANGES_A_PAGE: Final = 50


def show(site: Site, ask: Ask) -> Response:
    """One part of the draft, side by side, with what this person may do next; or what they may do next alone."""
    page = site.catalog.draft_page(ask.draft_id)
    parts, units = pages.parts_of(page), units_shown(site, ask, page)
    return site.page(
        ask,
        "side.html" if ask.query("volet") else "draft.html",
        page=page,
        title=pages.title_of(page),
        units_shown=units,
        **_text(site, ask, page, parts, units),
        **_places(site, ask, page, parts, units),
        **_next_steps(site, ask, page),
        **_just_done(ask, page, french_day(site.clock())),
        talk=talk.talk_of(site, ask, page),
        team=talk.panel_of(site, ask, page),
    )


def _text(site: Site, ask: Ask, page: DraftPage, parts: Sequence[range], units: UnitsShown) -> dict[str, Any]:
    """The part of the text that the address asks for, and the outline of the whole."""
    shown = parts if units.only is None else pages.parts_with(page, units.only)
    part = min(page_number(ask.query("partie")), len(shown))
    memory = site.catalog.memory(page.draft.revision_id)
    return {
        "part": part,
        "parts": len(shown),
        "groups": pages.groups_of(page, shown[part - 1], site.terms, memory, units.states, units.only),
        "outline": pages.outline(page, parts),
        "changed": counted(_changes(site, page)) if page.number > 1 and part == 1 else "",
    }


def _places(site: Site, ask: Ask, page: DraftPage, parts: Sequence[range], units: UnitsShown) -> dict[str, Any]:
    """The segments to go to: what was found, doubted, proposed, asked, set aside; and where to go on from."""
    blocking, warnings = (pages.to_look_at(page, parts, blocking=grave) for grave in (True, False))
    hesitations = pages.hesitations(page, parts)
    to_settle = units.only is None and (page.draft.state, ReviewAction.EDIT) in TRANSITIONS
    suggested = suggestions.waiting(page, site.catalog.suggestions(ask.draft_id), ask.person.id)
    return {
        "blocking": blocking,
        "warnings": warnings,
        "hesitations": hesitations,
        "next_points": pages.next_points(page, blocking, warnings, hesitations) if to_settle else {},
        "suggested": suggested,
        "suggested_places": suggestions.places(page, parts, suggested),
        "set_aside": pages.set_aside(page, parts),
        "in_question": pages.places_of(page, parts, site.catalog.segments_in_question(ask.draft_id)),
        "from_memory": len(matches.found(site, page)),
        "resume": pages.last_edited(page, parts),
        "edited": sum(1 for stored in page.units if stored.edited_at is not None),
    }


def _next_steps(site: Site, ask: Ask, page: DraftPage) -> dict[str, Any]:
    """What this person may do with the draft now, and what they need to know for it."""
    entries = site.catalog.history(ask.draft_id, edits=False)
    reason = pages.reason_of(page.draft.state, entries)
    return {
        "steps": pages.steps_for(page.draft, ask.person, site.clock(), four_eyes=site.four_eyes),
        "reason": reason,
        "rejection": pages.rejection_of(reason),
        "editable": ReviewAction.EDIT in open_actions(page.draft, ask.person),
        "suggesting": may_suggest(page.draft, ask.person),
        "mine": page.draft.claimed_by == ask.person.id,
        "rights": rights_of(page, french_day(site.clock()), entries),
        "french_evidence": french_evidence(page.publication.french_evidence),
        "may_set_rights": ask.person.role in (Role.EDITOR, Role.ADMIN),
        "longest_reason": LONGEST_REASON,
    }


def _just_done(ask: Ask, page: DraftPage, today: date) -> dict[str, Any]:
    """What the last form did: the step that it took, or the segment that it sent and what became of it."""
    found = ((ask.query(query), words) for query, words in SENT.items())
    number, words = next((pair for pair in found if pair[0]), ("", ""))
    return {
        "done": _done(ask.query("fait"), page, today),
        "done_here": ask.query("fait"),
        "saved": number,
        "saved_words": _(words) if words else "",
    }


def save_segment(site: Site, ask: Ask) -> Response:
    """Keep a person's French for one segment, checked anew, and come back to it."""
    place = _place(site, ask)
    stored, is_code = place.stored, place.kind is BlockKind.CODE
    typed = cleaned(ask.text("target"), lines=is_code)
    # Few keyboards, and no phone, have the no-break spaces that French wants.
    target = typed if is_code else french_typography(typed)
    if ReviewAction.EDIT not in PERMITTED[ask.person.role]:
        return suggesting.propose(site, ask, site.catalog.draft_page(ask.draft_id), stored, target)
    position, seen = stored.position, ask.number("version")
    if target == stored.unit.target and seen == stored.version:
        told = "deja" if stored.edited_by == ask.person.name else "inchange"
        return saving.kept(site, ask, place, told=told)
    if "mine" in ask.form and OPEN in target:
        return saving.undecided(site, ask, site.catalog.draft_page(ask.draft_id), stored, typed)
    beside = edited(place.alike, position, target, site.terms, site.catalog.memory())
    found = beside.pop(position)
    try:
        site.catalog.edit_unit(
            ask.draft_id, position, target, found, ask.person, site.clock(), seen=seen, beside=beside
        )
    except EditConflict as conflict:
        return saving.conflicted(site, ask, place, conflict)
    return saving.kept(site, ask, place, told="enregistre")


def judge_finding(site: Site, ask: Ask) -> Response:
    """Set what a check says of a segment aside, for a reason, or let it stand again."""
    page = site.catalog.draft_page(ask.draft_id)
    stored = _stored(site, page, ask)
    named = (ask.text("check"), ask.text("finding"))
    finding = next((one for one in stored.unit.findings if (one.check, one.message) == named), None)
    reason = cleaned(ask.text("reason"))
    if finding is None:
        raise StaleDraft(page.draft.id)
    if "restore" not in ask.form and not reason:
        raise NotAllowed(Told("Dites pourquoi ce constat ne vaut pas ici\u202f: la prochaine personne en a besoin."))
    if len(reason) > LONGEST_REASON:
        raise NotAllowed(Told("Ce motif est trop long\u202f: %(most)s caractères au plus.", most=LONGEST_REASON))
    position, seen = stored.position, ask.number("version")
    why = "" if "restore" in ask.form else reason
    site.catalog.dismiss(page.draft.id, position, finding, why, ask.person, site.clock(), seen=seen)
    return to(pages.address_of(page, stored.unit.segment, told="constat"))


def take_step(site: Site, ask: Ask) -> Response:
    """Claim, release, approve, send back, reject, reopen, publish or withdraw, as the button said."""
    action = next((action for action in BUTTONS if action == ask.text("action")), None)
    if action is None:
        raise HTTPException(400)
    draft = site.catalog.draft(ask.draft_id)
    note = cleaned(ask.text("note"), lines=True)
    why, at = _rejection(ask), site.clock()
    event = decide(draft, action, ask.person, at, note, four_eyes=site.four_eyes, rejection=why)
    if ask.text("shown") not in ("", rights_of(site.catalog.draft_page(draft.id), french_day(at)).shown):
        raise NotAllowed(_(CHANGED))
    site.catalog.record(event, seen=ask.number("seen"))
    return to(f"/brouillons/{draft.id}?fait={action}")


def _rejection(ask: Ask) -> Rejection:
    try:
        return Rejection(ask.text("reason") or Rejection.OTHER)
    except ValueError:
        raise HTTPException(400) from None


def set_licence(site: Site, ask: Ask) -> Response:
    """Keep what an editor found out about the source's licence."""
    licence = ask.form.get("licence")
    if licence not in LICENCES:
        raise HTTPException(400)
    site.catalog.annotate(ask.draft_id, ask.person, site.clock(), licence=licence)
    return to(f"/brouillons/{ask.draft_id}?fait=licence#droits")


def set_summary(site: Site, ask: Ask) -> Response:
    """Keep a reviewer's own French summary; the ones before stay in the history."""
    summary = french_typography(cleaned(ask.text("summary"), lines=True))
    site.catalog.annotate(ask.draft_id, ask.person, site.clock(), summary=summary)
    return to(f"/brouillons/{ask.draft_id}?fait=summary#resume")


def history(site: Site, ask: Ask) -> Response:
    page = site.catalog.draft_page(ask.draft_id)
    parts = pages.parts_of(page)
    entries = folded(site.catalog.history(ask.draft_id))
    places = (
        {stored.position: pages.address_of(page, stored.unit.segment, parts=parts) for stored in page.units}
        if len(parts) > 1
        else {}
    )
    places |= {
        gone: pages.segment_path(page.draft.id, now) for gone, now in site.catalog.joined_into(page.draft.id).items()
    }
    return site.page(
        ask,
        "history.html",
        page=page,
        title=pages.title_of(page),
        steps=[told(entry) for entry in entries[:STEPS_A_PAGE]],
        hidden=max(0, len(entries) - STEPS_A_PAGE),
        places=places,
    )


def original_changes(site: Site, ask: Ask) -> Response:
    """What this revision of the publication says that the one before did not, paragraph by paragraph."""
    page = site.catalog.draft_page(ask.draft_id)
    if page.number == 1:
        raise HTTPException(404)
    changes = _changes(site, page)
    leaf = leaf_of(changes, page_number(ask.query("page")), CHANGES_A_PAGE)
    return site.page(
        ask,
        "changed.html",
        page=page,
        title=pages.title_of(page),
        changes=[paragraph_view(change) for change in leaf.rows],
        first=leaf.before + 1,
        counted=counted(changes),
        number=leaf.number,
        pages=leaf.last,
    )


def _changes(site: Site, page: DraftPage) -> tuple[ParagraphChange, ...]:
    before, now = site.catalog.documents_around(page.draft.id)
    return () if before is None else changed_paragraphs(before, now)


def _done(what: str, page: DraftPage, today: date) -> str:
    """What the last step did; where the licence refuses the translation, what will be published instead."""
    if what == ReviewAction.PUBLISH and page.provenance.is_link:
        return _(PUBLISHED_IN_FRENCH)
    if what == ReviewAction.PUBLISH and rights_of(page, today).refusal:
        return _(PUBLISHED_IN_SHORT) if page.summary else _(PUBLISHED_AS_LINK)
    return DONE.get(what, "")


def _stored(site: Site, page: DraftPage, ask: Ask) -> StoredUnit:
    found = page.unit_at(ask.position)
    if found is None:
        raise _missing(site, page.draft.id, ask.position)
    return found


def _place(site: Site, ask: Ask) -> UnitPlace:
    place = site.catalog.unit_place(ask.draft_id, ask.position)
    if place is None:
        raise _missing(site, ask.draft_id, ask.position)
    return place


def _missing(site: Site, draft_id: int, position: int) -> Exception:
    """Why a draft has no such unit: it was joined with another one meanwhile, and what was typed is given back."""
    return StaleDraft(draft_id) if position in site.catalog.joined_into(draft_id) else HTTPException(404)
