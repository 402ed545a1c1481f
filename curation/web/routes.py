"""Which page answers where, by which method, to whom: the one table of addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.convertors import IntegerConvertor, register_url_convertor

from curation.review import Role
from curation.web import (
    activity,
    cutting,
    drafts,
    editor,
    feed,
    matches,
    notices,
    numbers,
    offline,
    originals,
    people,
    permissions,
    queue,
    reading,
    readings,
    replacing,
    team,
    term_report,
    terms,
    triage,
)
from curation.web import sources as watched
from curation.web.site import Handler

LARGEST_FORM: Final = 1_000_000  # bytes
LARGEST_FILE: Final = 20_000_000  # a draft of 10,000 segments, with its remarks, is a third of that

EVERYONE: Final = frozenset({Role.CONTRIBUTOR, Role.REVIEWER, Role.EDITOR, Role.ADMIN})
REVIEWERS: Final = frozenset({Role.REVIEWER, Role.EDITOR, Role.ADMIN})
EDITORS: Final = frozenset({Role.EDITOR, Role.ADMIN})
ADMINS: Final = frozenset({Role.ADMIN})
NOT_SIGNED_IN: Final[frozenset[Role]] = frozenset()  # open to anybody


class _Number(IntegerConvertor):
    """A number in an address, short enough for the database and for Python."""

    regex = "[0-9]{1,9}"


register_url_convertor("number", _Number())


@dataclass(frozen=True, slots=True)
class Page:
    """An address, the method it answers, who may use it, what makes the answer, and the bytes that it takes."""

    path: str
    method: str
    roles: frozenset[Role]
    handler: Handler
    largest: int = LARGEST_FORM


_DRAFT: Final = "/brouillons/{draft_id:number}"
_SEGMENT: Final = f"{_DRAFT}/segments/{{position:number}}"
_PERMISSIONS: Final = f"{_DRAFT}/autorisations"

PAGES: Final = (
    Page("/connexion", "GET", NOT_SIGNED_IN, people.ask_sign_in),
    Page("/connexion", "POST", NOT_SIGNED_IN, people.sign_in),
    Page("/deconnexion", "POST", NOT_SIGNED_IN, people.sign_out),
    Page("/langue", "POST", NOT_SIGNED_IN, people.choose_language),
    Page("/", "GET", EVERYONE, queue.show),
    Page(_DRAFT, "GET", EVERYONE, drafts.show),
    Page(_SEGMENT, "GET", EVERYONE, terms.segment_place),
    Page(_SEGMENT, "POST", EVERYONE, drafts.save_segment),
    Page(f"{_SEGMENT}/editer", "GET", EVERYONE, editor.show),
    Page(f"{_SEGMENT}/editer", "POST", EVERYONE, editor.save),
    Page(f"{_SEGMENT}/lu", "POST", REVIEWERS, editor.confirm),
    Page(f"{_SEGMENT}/formulations", "POST", REVIEWERS, editor.rephrase),
    Page(f"{_SEGMENT}/constats", "POST", REVIEWERS, drafts.judge_finding),
    Page(f"{_SEGMENT}/decouper", "GET", REVIEWERS, cutting.show),
    Page(f"{_SEGMENT}/decouper", "POST", REVIEWERS, cutting.cut),
    Page(f"{_DRAFT}/etape", "POST", REVIEWERS, drafts.take_step),
    Page(f"{_DRAFT}/licence", "POST", EDITORS, drafts.set_licence),
    Page(f"{_DRAFT}/resume", "POST", REVIEWERS, drafts.set_summary),
    Page(f"{_DRAFT}/remplacer", "GET", REVIEWERS, replacing.show),
    Page(f"{_DRAFT}/remplacer", "POST", REVIEWERS, replacing.replace),
    Page(f"{_DRAFT}/remplacements/{{number:number}}", "GET", REVIEWERS, replacing.result),
    Page(f"{_DRAFT}/remplacements/{{number:number}}", "POST", REVIEWERS, replacing.undo),
    Page(f"{_DRAFT}/historique", "GET", EVERYONE, drafts.history),
    Page(f"{_DRAFT}/changements", "GET", EVERYONE, drafts.original_changes),
    Page(f"{_DRAFT}/original/{{position:number}}", "GET", EVERYONE, originals.place),
    Page(f"{_DRAFT}/fichier/{{kind}}", "GET", EVERYONE, offline.download),
    Page(f"{_DRAFT}/fichier", "POST", REVIEWERS, offline.upload, LARGEST_FILE),
    Page(f"{_DRAFT}/propositions/{{suggestion_id:number}}", "POST", REVIEWERS, offline.answer),
    Page(f"{_DRAFT}/commenter", "GET", EVERYONE, team.ask_comment),
    Page(f"{_DRAFT}/commenter", "POST", EVERYONE, team.comment),
    Page(f"{_DRAFT}/commentaires/{{comment_id:number}}", "POST", EVERYONE, team.settle),
    Page(f"{_DRAFT}/attribution", "POST", REVIEWERS, team.assign),
    Page(f"{_DRAFT}/memoire", "GET", REVIEWERS, matches.show),
    Page(f"{_DRAFT}/memoire", "POST", REVIEWERS, matches.confirm),
    Page(_PERMISSIONS, "GET", REVIEWERS, permissions.show),
    Page(_PERMISSIONS, "POST", EDITORS, permissions.record, permissions.LARGEST_BODY),
    Page(f"{_PERMISSIONS}/{{permission_id:number}}/fin", "POST", EDITORS, permissions.end),
    Page(f"{_PERMISSIONS}/{{permission_id:number}}/piece", "GET", REVIEWERS, permissions.piece),
    Page("/revisions/{revision_id:number}/pages/{page:number}", "GET", EVERYONE, originals.picture),
    Page("/revisions/{revision_id:number}/copie", "GET", EVERYONE, originals.copy),
    Page("/lectures", "GET", EVERYONE, readings.show),
    Page("/lectures/{revision_id:number}", "GET", EVERYONE, readings.show_one),
    Page("/lectures/{revision_id:number}", "POST", REVIEWERS, readings.decide),
    Page("/tri", "GET", EVERYONE, triage.show),
    Page("/tri", "POST", REVIEWERS, triage.decide),
    Page("/sources", "GET", EVERYONE, watched.show),
    Page("/sources/{source_id}", "GET", EVERYONE, watched.show_one),
    Page("/glossaire", "GET", EVERYONE, terms.show),
    Page("/glossaire/nouveau", "GET", EVERYONE, terms.ask_new),
    Page("/glossaire/nouveau", "POST", EVERYONE, terms.propose),
    Page("/glossaire/suivi", "GET", EVERYONE, term_report.show),
    Page("/glossaire/a-reprendre", "GET", EVERYONE, terms.rechecks),
    Page("/glossaire/a-reprendre", "POST", EDITORS, terms.set_recheck_aside),
    Page("/glossaire/{name}", "GET", EVERYONE, terms.show_one),
    Page("/glossaire/{name}", "POST", EVERYONE, terms.take_step),
    Page("/glossaire/{name}/modifier", "GET", EDITORS, terms.ask_change),
    Page("/glossaire/{name}/modifier", "POST", EDITORS, terms.change),
    Page("/glossaire/{name}/relire", "POST", EDITORS, terms.recheck),
    Page("/chiffres", "GET", EVERYONE, numbers.show),
    Page("/chiffres/{table}.csv", "GET", EVERYONE, numbers.download),
    Page("/avis", "GET", EVERYONE, notices.show),
    Page("/avis", "POST", EVERYONE, notices.see),
    Page("/activite", "GET", EVERYONE, activity.show),
    Page("/flux/{key}.atom", "GET", NOT_SIGNED_IN, feed.show),
    Page("/visite", "POST", EVERYONE, notices.end_tour),
    Page("/compte/avis", "POST", EVERYONE, people.set_wishes),
    Page("/compte/flux", "POST", EVERYONE, notices.set_feed),
    Page("/aide", "GET", EVERYONE, reading.first_steps),
    Page("/compte", "GET", EVERYONE, people.own_account),
    Page("/compte", "POST", EVERYONE, people.change_own_password),
    Page("/comptes", "GET", ADMINS, people.accounts),
    Page("/comptes", "POST", ADMINS, people.change_account),
)
