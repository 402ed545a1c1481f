"""The glossary: its list, one entry with its discussion and history, and the steps of its life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.checking import looked_at_again
from curation.term_impact import LIVING, Impact, StoredSegment
from curation.term_steps import (
    TERM_STEPS,
    EntryChanged,
    TermAction,
    TermEvent,
    TermState,
    TermTaken,
    address_of,
    decide_term,
    key_of,
    mark_of,
    open_term_actions,
)
from curation.web import pages, term_words
from curation.web.glossary_list import chosen, domains_of
from curation.web.language import _, marked, said
from curation.web.site import Ask, Site, to
from curation.web.term_form import RARE, STAGE, USUAL, entry_of, faults, typed_of
from curation.web.typed import cleaned, figure
from glossary.termbase import STAGES, Status, Term, TermBase
from translation.terminology import Use

SEGMENTS_SHOWN: Final = 50
LONGEST_NOTE: Final = 2_000
CHANGED: Final = marked(
    "L’entrée, ou la liste des passages, a changé depuis que vous l’avez lue\u00a0: la voici. Recommencez."
)
NOTHING: Final = Term("", "", Status.PROPOSED)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the glossary where it stands; one that was refused is only in the history."""

    term: Term
    state: TermState

    @property
    def address(self) -> str:
        return f"/glossaire/{address_of(self.term)}"


def show(site: Site, ask: Ask) -> Response:
    """The entries in English order: those asked for by words, letter, domain, stage and standing."""
    found = chosen(site.terms, site.catalog.refused_terms() if ask.query("statut") == "refuse" else [], ask.query)
    return site.page(ask, "glossary.html", found=found, words=term_words, rechecks=len(site.catalog.to_recheck()))


def show_one(site: Site, ask: Ask) -> Response:
    return _page(site, ask, _entry(site, ask))


def _page(site: Site, ask: Ask, entry: Entry, status: int = 200, mistake: str = "") -> Response:
    """All that is known of an entry; a keeper sees what approving a proposal would mean before doing it."""
    actions = open_term_actions(entry.state, ask.person)
    weighed = TermAction.APPROVE in actions or (TermAction.AMEND in actions and bool(ask.query("effet")))
    impact = site.catalog.term_impact(site.terms, entry.term, entry.term) if weighed else None
    return site.page(
        ask,
        "term.html",
        status,
        entry=entry,
        actions=actions,
        mark=mark_of(entry.term),
        steps=[term_words.told(event) for event in site.catalog.term_history(key_of(entry.term))],
        homographs=[Entry(term, TermState(term.status)) for term in _homographs(site.terms, entry.term)],
        rechecks=_speaking_of(site.catalog.to_recheck(), entry.term),
        mistake=mistake,
        done=term_words.DONE.get(ask.query("fait"), ""),
        came_from=_segment_address(ask.query("brouillon"), ask.query("segment")),
        words=term_words,
        **_impact_values(impact),
    )


def ask_new(site: Site, ask: Ask) -> Response:
    """An empty form; from a segment of a draft, its English and French stand there as the example.

    What was refused comes back as it was, to be proposed better.
    """
    refused = (term for term in site.catalog.refused_terms() if address_of(term) == ask.query("reprendre"))
    return _form(site, ask, None, typed_of(next(refused, Term("", "", example=_example(site, ask)))))


def propose(site: Site, ask: Ask) -> Response:
    """Put a proposal into the glossary: shown to everyone, in force only once a keeper approves it."""
    proposed = entry_of(ask.form, NOTHING)
    found = faults(proposed, list(site.terms))
    if found:
        return _form(site, ask, None, ask.typed, 422, found)
    before = next((term for term in site.catalog.refused_terms() if key_of(term) == key_of(proposed)), None)
    state = TermState.REFUSED if before else TermState.ABSENT
    event = decide_term(state, TermAction.PROPOSE, before, ask.person, site.clock(), _note(ask), now=proposed)
    try:
        return _taken(site, ask, event)
    except TermTaken as taken:
        return _form(site, ask, None, ask.typed, 409, {"source": [said(taken)]})


def ask_change(site: Site, ask: Ask) -> Response:
    entry = _entry(site, ask)
    return _form(site, ask, entry, typed_of(entry.term) | {"seen": mark_of(entry.term)})


def change(site: Site, ask: Ask) -> Response:
    """Show what a change would mean, or make it; correcting a proposal and approving it is one step."""
    entry = _entry(site, ask)
    now = entry_of(ask.form, entry.term)
    if ask.text("seen") != mark_of(entry.term):
        return _conflict(site, ask, entry.address, EntryChanged(now, entry.term))
    approves = ask.text("action") == TermAction.APPROVE or (entry.state, TermAction.AMEND) not in TERM_STEPS
    action = TermAction.APPROVE if approves else TermAction.AMEND
    event = decide_term(entry.state, action, entry.term, ask.person, site.clock(), _note(ask), now=now)
    found = faults(event.after, [term for term in site.terms if term != entry.term])
    if found or ask.text("action") == "effet":
        impact = None if found else site.catalog.term_impact(site.terms, entry.term, event.after)
        return _form(site, ask, entry, ask.typed, 422 if found else 200, found, impact)
    if event.after == entry.term:
        return to(f"{entry.address}?fait=inchange")
    try:
        return _taken(site, ask, event)
    except EntryChanged as conflict:
        return _conflict(site, ask, entry.address, conflict)
    except TermTaken as taken:
        return _form(site, ask, entry, ask.typed, 409, {"source": [said(taken)]})


def take_step(site: Site, ask: Ask) -> Response:
    """Comment, approve, refuse or abandon the entry as it stands; an approval wants it complete."""
    entry = _entry(site, ask)
    action = next((a for a in (TermAction.COMMENT, *term_words.BUTTONS) if a == ask.text("action")), None)
    if action is None:
        raise HTTPException(400)
    if action is not TermAction.COMMENT and ask.text("seen") != mark_of(entry.term):
        return _page(site, ask, entry, 409, _(CHANGED))
    event = decide_term(entry.state, action, entry.term, ask.person, site.clock(), _note(ask))
    found = faults(event.after, [t for t in site.terms if t != entry.term]) if action is TermAction.APPROVE else {}
    if found:
        return _form(site, ask, entry, typed_of(entry.term) | {"seen": mark_of(entry.term)}, 422, found)
    try:
        return _taken(site, ask, event)
    except EntryChanged:
        return _page(site, ask, _entry(site, ask), 409, _(CHANGED))


def recheck(site: Site, ask: Ask) -> Response:
    """Have exactly the segments that the page showed read again."""
    entry = _entry(site, ask)
    event = decide_term(entry.state, TermAction.RECHECK, entry.term, ask.person, site.clock())
    try:
        site.catalog.recheck_term(event, list(site.terms), seen=ask.text("seen"))
    except EntryChanged:
        return _page(site, ask, entry, 409, _(CHANGED))
    return to(f"{entry.address}?fait={TermAction.RECHECK}#a-reprendre")


def rechecks(site: Site, ask: Ask) -> Response:
    """The segments of approved and published texts that wait to be read again."""
    return site.page(ask, "terms_to_recheck.html", segments=site.catalog.to_recheck(), done=bool(ask.query("fait")))


def set_recheck_aside(site: Site, ask: Ask) -> Response:
    """Let one of them stand as it is, for a reason."""
    place = (ask.number("draft"), ask.number("position"))
    site.catalog.set_recheck_aside(*place, cleaned(ask.text("reason")), ask.person, site.clock())
    return to("/glossaire/a-reprendre?fait=constat")


def segment_place(site: Site, ask: Ask) -> Response:
    """Where a segment is read: its draft, at the right part."""
    draft_id, position = ask.draft_id, ask.position
    place = site.catalog.unit_place(draft_id, position)
    if place is None and (into := site.catalog.joined_into(draft_id).get(position)) is not None:
        place = site.catalog.unit_place(draft_id, into)
    if place is None:
        raise HTTPException(404)
    return to(pages.address_in(place))


def _taken(site: Site, ask: Ask, event: TermEvent) -> Response:
    """Keep the step and go and see the entry; the waiting drafts follow it meanwhile, however many they are."""
    site.catalog.record_term(event, site.glossary)
    place = (ask.text("brouillon"), ask.text("segment"))
    came_from = "&brouillon={}&segment={}".format(*place) if _segment_address(*place) else ""
    answer = to(f"/glossaire/{address_of(event.after)}?fait={event.action}{came_from}")
    if Status.APPROVED in (event.after.status, event.before and event.before.status):
        # Should it be cut off, the next run or the next start of these pages does the same.
        answer.background = BackgroundTask(_follow, site, event)
    return answer


def _follow(site: Site, event: TermEvent) -> None:
    terms = site.terms
    site.catalog.follow_term(event, lambda unit: looked_at_again(unit, terms))


def _entry(site: Site, ask: Ask) -> Entry:
    """The entry that the address names: in the glossary, or refused."""
    name = ask.request.path_params["name"]
    for term in site.terms:
        if address_of(term) == name:
            return Entry(term, TermState(term.status))
    for term in site.catalog.refused_terms():
        if address_of(term) == name:
            return Entry(term, TermState.REFUSED)
    raise HTTPException(404)


def _form(
    site: Site,
    ask: Ask,
    entry: Entry | None,
    typed: Mapping[str, str],
    status: int = 200,
    found: Mapping[str, Sequence[str]] | None = None,
    impact: Impact | None = None,
) -> Response:
    return site.page(
        ask,
        "term_form.html",
        status,
        entry=entry,
        typed=typed,
        usual=USUAL,
        rare=RARE,
        stages=STAGES,
        stage=STAGE,
        domains=domains_of(site.terms),
        faults=found or {},
        origin_of={name: typed.get(name) or ask.query(name) for name in ("brouillon", "segment")},
        words=term_words,
        **_impact_values(impact),
    )


def _conflict(site: Site, ask: Ask, address: str, conflict: EntryChanged) -> Response:
    """Both entries side by side; sending one's own again takes the place of the other."""
    theirs = conflict.theirs
    return site.page(
        ask,
        "term_conflict.html",
        409,
        conflict=conflict,
        address=address,
        fields=term_words.field_changes(theirs or NOTHING, conflict.yours),
        typed=ask.typed | {"seen": mark_of(theirs)},
    )


def _impact_values(impact: Impact | None) -> dict[str, Any]:
    """What the table of an impact shows: for each state of a text that has the term, how many segments say it how."""
    if impact is None:
        return {"impact": None}
    tables = {then: impact.counted(then=then) for then in (False, True)}
    states = [state for state in LIVING if any((state, use) in counts for counts in tables.values() for use in Use)]
    return {
        "impact": impact,
        "impact_rows": [
            (state, *([tables[then].get((state, use), 0) for use in Use] for then in tables)) for state in states
        ],
        "impact_shown": impact.to_recheck[:SEGMENTS_SHOWN],
        "impact_changes": any(said.now is not said.then for said in impact.segments),
    }


def _homographs(terms: Iterable[Term], term: Term) -> list[Term]:
    return [other for other in terms if other.source.casefold() == term.source.casefold() and other != term]


def _speaking_of(segments: Iterable[StoredSegment], term: Term) -> list[StoredSegment]:
    alone = TermBase([term])
    return [segment for segment in segments if alone.find(segment.source)]


def _example(site: Site, ask: Ask) -> tuple[str, str]:
    if not _segment_address(ask.query("brouillon"), ask.query("segment")):
        return "", ""
    found = site.catalog.draft_page(int(ask.query("brouillon"))).unit_at(int(ask.query("segment")))
    return (found.unit.segment.text, found.unit.target) if found else ("", "")


def _segment_address(draft: str, segment: str) -> str:
    """Where a segment is read, or "" when these are no numbers."""
    known = figure(draft) is not None and figure(segment) is not None
    return pages.segment_path(int(draft), int(segment)) if known else ""


def _note(ask: Ask) -> str:
    return cleaned(ask.text("comment"), lines=True)[:LONGEST_NOTE]
