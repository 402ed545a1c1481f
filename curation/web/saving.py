"""What is answered to a person's French for a segment: a page to somebody without JavaScript, values to our script."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import JSONResponse, Response

from curation.catalog import EditConflict, StaleDraft
from curation.merging_texts import merged
from curation.review import Draft, ReviewAction, Role
from curation.views import DraftPage, HistoryEntry, StoredUnit, UnitPlace
from curation.web import pages
from curation.web.changes import word_changes
from curation.web.formats import hour
from curation.web.language import _
from curation.web.review_words import STATES
from curation.web.segments import SegmentView, segment_view
from curation.web.site import Ask, Site, to
from translation.memory import TranslationMemory

LONGEST_REASON: Final = 300  # letters; it is shown beside its segment


def kept(site: Site, ask: Ask, before: UnitPlace, *, told: str) -> Response:
    """The text is in the draft: back to its segment, or for a script what its page shows otherwise now."""
    if not ask.by_script:
        return to(pages.address_in(before, told=told))
    now = site.catalog.unit_again(before)
    if now is None:  # joined with another one meanwhile
        raise StaleDraft(before.draft.id)
    view = segment_view(now.stored, (), site.terms, TranslationMemory())
    return JSONResponse(
        {
            "version": now.stored.version,
            "target": now.stored.unit.target,
            "receipt": _("Enregistré à %(hour)s") % {"hour": hour(site.clock())},
            "draft": _steps_of(before.draft, now.draft),
            "look": bool(view.findings),
            "html": _shown(site, ask, now, view),
        }
    )


def _steps_of(before: Draft, now: Draft) -> dict[str, Any]:
    """The draft's state, and its version before and after if nobody else moved it: the buttons name it."""
    ours = now.version - before.version <= 1
    return {
        "state": now.state,
        "words": STATES[now.state],
        "seen": before.version if ours else None,
        "now": now.version,
    }


def _shown(site: Site, ask: Ask, place: UnitPlace, view: SegmentView) -> str:
    """The pieces of the segment that an edit changes, by the same macros as its page."""
    may_set_rights = ask.person.role in (Role.EDITOR, Role.ADMIN)
    values = {"may_set_rights": may_set_rights, "longest_reason": LONGEST_REASON}
    return site.fragment(ask, "segment_kept.html", page=place, segment=view, **values)


def conflicted(site: Site, ask: Ask, place: UnitPlace, conflict: EditConflict) -> Response:
    """Somebody else was there first: both texts, what they both came from, and what they are together."""
    now, stored = site.catalog.draft_page(place.draft.id), place.stored
    if not ask.by_script:
        return _both(site, ask, now, stored, conflict)
    together = _together(site, ask, now, conflict)
    by = now.by_position[stored.position].edited_by
    message = _("%(name)s a modifié ce segment") % {"name": by} if by else _("Quelqu’un a modifié ce segment")
    texts = {"theirs": conflict.theirs, "yours": conflict.yours, "version": conflict.version, **together}
    return site.told(ask, 409, message, **texts)


def undecided(site: Site, ask: Ask, page: DraftPage, stored: StoredUnit, typed: str) -> Response:
    """Two texts were put together, and a place is left where nobody chose: the same page again, as they left it."""
    here = stored.unit
    conflict = EditConflict(here.segment.index, ask.text("mine"), here.target, stored.version)
    return _both(site, ask, page, stored, conflict, typed=typed)


def _both(
    site: Site, ask: Ask, page: DraftPage, stored: StoredUnit, conflict: EditConflict, *, typed: str = ""
) -> Response:
    return site.page(
        ask,
        "conflict.html",
        422 if typed else 409,
        page=page,
        title=pages.title_of(page),
        source=stored.unit.segment.text,
        conflict=conflict,
        by=page.by_position[stored.position].edited_by,
        changes=word_changes(conflict.theirs, conflict.yours),
        back=pages.address_of(page, stored.unit.segment, told="autre"),
        typed=typed,
        **_together(site, ask, page, conflict),
    )


def _together(site: Site, ask: Ask, page: DraftPage, conflict: EditConflict) -> dict[str, Any]:
    """The text that both were written over (None where nobody can tell), their merger, and its open places."""
    seen = int(ask.text("version"))
    base = text_at(site.catalog.history(page.draft.id), conflict.position, conflict.version, seen)
    if base is None:
        return {"base": None, "merged": conflict.yours, "to_choose": 0}
    both = merged(base, conflict.yours, conflict.theirs)
    return {"base": base, "merged": both.text, "to_choose": both.to_choose}


def text_at(history: list[HistoryEntry], position: int, version: int, seen: int) -> str | None:
    """What a segment that has `version` by now said when it had version `seen`; None if its edits do not tell.

    They do not tell of a segment that a cut made or brought back.
    """
    cuts = [entry.detail for entry in history if "cut" in entry.detail]
    if any(str(position) in told["cut"]["after"] and told["position"] != position for told in cuts):
        return None
    edits = [
        entry.detail["before"]
        for entry in history
        if entry.action == ReviewAction.EDIT
        and entry.detail.get("position") == position
        and entry.detail.get("conflict") is False
        and "before" in entry.detail
    ]
    back = version - seen
    return edits[back - 1] if 0 < back <= len(edits) else None
