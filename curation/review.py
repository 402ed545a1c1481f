"""A draft's life cycle: one table of steps, who may take them, and the pure decision that obeys both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from curation.errors import CurationError
from curation.told import Told


class ReviewState(StrEnum):
    QUEUED = "queued"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class ReviewAction(StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    EDIT = "edit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REJECT = "reject"
    REOPEN = "reopen"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"
    ANNOTATE = "annotate"  # moves nothing: a licence confirmed, a summary written


_S, _A = ReviewState, ReviewAction

TRANSITIONS: Final[Mapping[tuple[ReviewState, ReviewAction], ReviewState]] = MappingProxyType(
    {
        (_S.QUEUED, _A.CLAIM): _S.IN_REVIEW,
        (_S.QUEUED, _A.EDIT): _S.IN_REVIEW,
        (_S.QUEUED, _A.REJECT): _S.REJECTED,
        (_S.QUEUED, _A.SUPERSEDE): _S.SUPERSEDED,
        (_S.IN_REVIEW, _A.CLAIM): _S.IN_REVIEW,
        (_S.IN_REVIEW, _A.EDIT): _S.IN_REVIEW,
        (_S.IN_REVIEW, _A.RELEASE): _S.QUEUED,
        (_S.IN_REVIEW, _A.SEND_BACK): _S.QUEUED,
        (_S.IN_REVIEW, _A.APPROVE): _S.APPROVED,
        (_S.IN_REVIEW, _A.REJECT): _S.REJECTED,
        (_S.IN_REVIEW, _A.SUPERSEDE): _S.SUPERSEDED,
        (_S.APPROVED, _A.SEND_BACK): _S.QUEUED,
        (_S.APPROVED, _A.PUBLISH): _S.PUBLISHED,
        (_S.APPROVED, _A.SUPERSEDE): _S.SUPERSEDED,
        (_S.PUBLISHED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.PUBLISHED, _A.SUPERSEDE): _S.SUPERSEDED,
        (_S.WITHDRAWN, _A.REOPEN): _S.QUEUED,
        (_S.REJECTED, _A.REOPEN): _S.QUEUED,
    }
)


class Role(StrEnum):
    """What an account may do. SYSTEM is the tool itself, started by whoever runs the machine; nobody signs in as it.

    A contributor suggests French and comments; nothing that they send changes a draft by itself.
    """

    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"
    SYSTEM = "system"


_REVIEWING: Final = frozenset({_A.CLAIM, _A.RELEASE, _A.EDIT, _A.APPROVE, _A.SEND_BACK, _A.REJECT})
_EDITING: Final = _REVIEWING | {_A.REOPEN, _A.PUBLISH, _A.WITHDRAW}

PERMITTED: Final[Mapping[Role, frozenset[ReviewAction]]] = MappingProxyType(
    {
        Role.CONTRIBUTOR: frozenset(),
        Role.REVIEWER: _REVIEWING,
        Role.EDITOR: _EDITING,
        Role.ADMIN: _EDITING,
        Role.SYSTEM: frozenset({_A.PUBLISH, _A.SUPERSEDE, _A.RELEASE}),  # releases what was claimed and left
    }
)

NOTE_REQUIRED: Final = frozenset({_A.SEND_BACK, _A.WITHDRAW})


class Rejection(StrEnum):
    """Why a text has no place here. Only `OTHER` needs words beside it."""

    OUT_OF_SCOPE = "out_of_scope"
    RIGHTS = "rights"
    DUPLICATE = "duplicate"
    QUALITY = "quality"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever takes a step: an account, or the tool (`SYSTEM`)."""

    id: int | None
    name: str
    role: Role


SYSTEM: Final = Actor(None, "dragoman", Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Draft:
    """A revision's French on its way through review, as `decide` needs to know it.

    `version` grows with every step; `editors` are the ids of the accounts that changed a unit;
    `blocking` counts the units with a finding that approval must wait for.
    """

    id: int
    revision_id: int
    state: ReviewState
    version: int
    claimed_by: int | None = None
    editors: frozenset[int] = frozenset()
    blocking: int = 0


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """One step in a draft's life, kept for ever: who did what, when, why, and from which state to which."""

    draft_id: int
    action: ReviewAction
    before: ReviewState
    after: ReviewState
    actor: Actor
    at: datetime
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


FOUR_EYES: Final = Told("Vous avez modifié ce texte\u00a0: une autre personne doit l’approuver.")
FOUR_EYES_AND_SWITCH: Final = Told(
    "Vous avez modifié ce texte\u00a0: une autre personne doit l’approuver. Si personne d’autre ne relit, "
    "cette règle se lève en démarrant l’outil avec DRAGOMAN_FOUR_EYES=0."
)


class NotAllowed(CurationError):
    """A step that the life cycle, the role or a check forbids; the message says why, in French for the reviewer."""

    kind = "not allowed"


def decide(
    draft: Draft,
    action: ReviewAction,
    actor: Actor,
    at: datetime,
    note: str = "",
    *,
    four_eyes: bool = True,
    rejection: Rejection = Rejection.OTHER,
) -> ReviewEvent:
    """The event that this action is, or NotAllowed with the reason.

    An editor may approve over a blocking finding by saying why; a reviewer may not. With `four_eyes` nobody, whatever
    their role, approves a text that they edited. `rejection` is why a text is rejected; other steps leave it out.
    """
    if reason := _refusal(draft, action, actor, note, four_eyes, rejection):
        raise NotAllowed(reason)
    detail = {"reason": rejection.value} if action is ReviewAction.REJECT else {}
    return ReviewEvent(draft.id, action, draft.state, TRANSITIONS[draft.state, action], actor, at, note, detail)


def may_suggest(draft: Draft, actor: Actor) -> bool:
    """Whether this person's French for a unit is kept as a suggestion: they may not edit, while others still do."""
    return ReviewAction.EDIT not in PERMITTED[actor.role] and (draft.state, ReviewAction.EDIT) in TRANSITIONS


def open_actions(draft: Draft, actor: Actor) -> tuple[ReviewAction, ...]:
    """The actions that this person may take on the draft in its present state, in the table's order."""
    return tuple(a for (state, a) in TRANSITIONS if state is draft.state and a in PERMITTED[actor.role])


def _refusal(draft: Draft, action: ReviewAction, actor: Actor, note: str, four_eyes: bool, rejection: Rejection) -> str:
    if (draft.state, action) not in TRANSITIONS:
        return Told(
            "Ce n’est pas possible dans l’état actuel du brouillon\u00a0: "
            "quelqu’un l’a peut-être fait avancer entre-temps."
        )
    if action not in PERMITTED[actor.role]:
        return Told("Votre rôle ne permet pas cette action\u00a0: demandez à une personne chargée de l’édition.")
    unsaid = action is ReviewAction.REJECT and rejection is Rejection.OTHER
    if (action in NOTE_REQUIRED or unsaid) and not note.strip():
        return Told("Dites pourquoi\u00a0: la personne qui reprendra ce texte en a besoin.")
    return _approval_refusal(draft, actor, note, four_eyes) if action is ReviewAction.APPROVE else ""


def _approval_refusal(draft: Draft, actor: Actor, note: str, four_eyes: bool) -> str:
    if four_eyes and actor.id in draft.editors:
        return FOUR_EYES_AND_SWITCH if actor.role is Role.ADMIN else FOUR_EYES
    if draft.blocking and actor.role is Role.REVIEWER:
        return Told(
            "Un segment a une erreur à corriger avant d’approuver.",
            "%(num)s segments ont une erreur à corriger avant d’approuver.",
            num=draft.blocking,
        )
    if draft.blocking and not note.strip():
        return Told(
            "Un segment a une erreur\u00a0: corrigez, ou dites pourquoi vous approuvez.",
            "%(num)s segments ont une erreur\u00a0: corrigez, ou dites pourquoi vous approuvez.",
            num=draft.blocking,
        )
    return ""
