"""The rights of a draft's publication as its page shows them: licence, permissions, what goes out because of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from curation.permissions import Permission, release
from curation.review import ReviewState
from curation.rights import LICENCES, Licence, licence_of
from curation.views import DraftPage, HistoryEntry
from curation.web.formats import calendar_day, day
from curation.web.language import _, marked
from curation.web.review_words import SCOPES

# The form says which of the two its page promised, so that nobody approves what has changed meanwhile.
WHOLE: Final = "texte"
SHORT: Final = "resume"
CHANGED: Final = marked(
    "Les droits ont changé depuis que la page a été affichée\u00a0: relisez ce qui paraîtra, puis recommencez."
)

# Until the approval, which confirms the licence that stands beside it, a guessed licence counts as it will then.
_BEFORE_APPROVAL: Final = frozenset({ReviewState.QUEUED, ReviewState.IN_REVIEW, ReviewState.REJECTED})


@dataclass(frozen=True, slots=True)
class PermissionView:
    """A permission in words: what it is for, and whether it holds (`standing`)."""

    permission: Permission
    scope: str
    standing: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class RightsView:
    """What stands beside the approval: the source's licence, where it was read, and what may go out because of it.

    `set_by` is who gave another licence than the page's, "" for nobody. `permission` is the one that opens what the
    licence does not; `outcome` says what will be exported, `shown` the same in one word for the form.
    """

    licence: Licence
    evidence: str
    confirmed_by: str
    set_by: str
    refusal: str
    permission: Permission | None
    permissions: tuple[PermissionView, ...]
    outcome: str
    choices: Mapping[str, str]

    @property
    def licence_label(self) -> str:
        return _(self.licence.label)

    @property
    def current(self) -> tuple[PermissionView, ...]:
        """The permissions in force; where none is, the newest of those that were."""
        return tuple(one for one in self.permissions if one.in_force) or self.permissions[:1]

    @property
    def shown(self) -> str:
        return SHORT if self.refusal else WHOLE


def rights_of(page: DraftPage, today: date, history: Iterable[HistoryEntry] = ()) -> RightsView:
    """The rights of the draft's publication on this day, as its page shows them."""
    publication = page.publication
    indicated = next((entry for entry in history if "licence" in entry.detail), None)
    confirmed = bool(publication.licence_confirmed_by) or page.draft.state in _BEFORE_APPROVAL
    released = release(publication.licence, publication.permissions, today, confirmed=confirmed)
    return RightsView(
        licence=licence_of(publication.licence),
        evidence=publication.licence_evidence,
        confirmed_by=publication.licence_confirmed_by,
        set_by=indicated.actor if indicated and indicated.detail["licence"] == publication.licence else "",
        refusal=released.refusal,
        permission=released.permission,
        permissions=tuple(_view(one, today) for one in reversed(publication.permissions)),
        outcome=_outcome(licence_of(publication.licence), released.refusal, released.permission),
        choices={key: _(licence.label) for key, licence in LICENCES.items()},
    )


def _outcome(licence: Licence, refusal: str, permission: Permission | None) -> str:
    if refusal:
        return f"{_('Seuls le résumé et un lien vers l’original paraîtront.')} {_(refusal)}"
    if permission is None:
        return _("La traduction entière paraîtra, avec la source et sa licence (%(licence)s).") % {
            "licence": _(licence.label)
        }
    said = _("La traduction entière paraîtra, avec la mention de l’autorisation de %(giver)s, du %(day)s.") % {
        "giver": permission.given_by,
        "day": calendar_day(permission.given_on),
    }
    if permission.until is None:
        return said
    until = {"day": calendar_day(permission.until)}
    return f"{said} {_('Après le %(day)s, seuls le résumé et le lien resteront.') % until}"


def _view(one: Permission, today: date) -> PermissionView:
    in_force = one.in_force(today)
    return PermissionView(one, _(SCOPES[one.scope]), _standing(one, today), in_force)


def _standing(one: Permission, today: date) -> str:
    if one.ended_at is not None:
        return _("retirée le %(day)s par %(name)s") % {"day": day(one.ended_at), "name": one.ended_by}
    if one.until is not None and one.until < today:
        return _("échue le %(day)s") % {"day": calendar_day(one.until)}
    if one.until is not None:
        return _("en vigueur jusqu’au %(day)s") % {"day": calendar_day(one.until)}
    return _("en vigueur, sans date de fin")
