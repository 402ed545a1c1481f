"""A glossary entry's life: one table of steps, who may take them, and the pure decision that obeys both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from curation.errors import CurationError
from curation.identity import slug
from curation.review import Actor, NotAllowed, Role
from curation.told import Told
from glossary.termbase import Status, Term


class TermState(StrEnum):
    """Where an entry stands; those in the glossary bear the name of their status."""

    ABSENT = "absent"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DEPRECATED = "deprecated"
    REFUSED = "refused"


class TermAction(StrEnum):
    PROPOSE = "propose"
    COMMENT = "comment"
    AMEND = "amend"
    APPROVE = "approve"
    REFUSE = "refuse"
    DEPRECATE = "deprecate"
    RECHECK = "recheck"  # moves nothing: segments that say the term otherwise are to be read again


_S, _A = TermState, TermAction

TERM_STEPS: Final[Mapping[tuple[TermState, TermAction], TermState]] = MappingProxyType(
    {
        (_S.ABSENT, _A.PROPOSE): _S.PROPOSED,
        (_S.PROPOSED, _A.COMMENT): _S.PROPOSED,
        (_S.PROPOSED, _A.AMEND): _S.PROPOSED,
        (_S.PROPOSED, _A.APPROVE): _S.APPROVED,
        (_S.PROPOSED, _A.REFUSE): _S.REFUSED,
        (_S.APPROVED, _A.COMMENT): _S.APPROVED,
        (_S.APPROVED, _A.AMEND): _S.APPROVED,
        (_S.APPROVED, _A.DEPRECATE): _S.DEPRECATED,
        (_S.APPROVED, _A.RECHECK): _S.APPROVED,
        (_S.DEPRECATED, _A.COMMENT): _S.DEPRECATED,
        (_S.DEPRECATED, _A.APPROVE): _S.APPROVED,
        (_S.REFUSED, _A.COMMENT): _S.REFUSED,
        (_S.REFUSED, _A.PROPOSE): _S.PROPOSED,
    }
)

_KEEPING: Final = frozenset(TermAction)
TERM_PERMITTED: Final[Mapping[Role, frozenset[TermAction]]] = MappingProxyType(
    {
        Role.CONTRIBUTOR: frozenset({_A.PROPOSE, _A.COMMENT}),
        Role.REVIEWER: frozenset({_A.PROPOSE, _A.COMMENT}),
        Role.EDITOR: _KEEPING,
        Role.ADMIN: _KEEPING,
        Role.SYSTEM: frozenset(),
    }
)
WORD_REQUIRED: Final = frozenset({_A.COMMENT, _A.REFUSE, _A.DEPRECATE})


class TermKey(NamedTuple):
    """What tells an entry from all others: its English, and for homographs its part of speech and domain."""

    source: str
    part_of_speech: str
    domain: str


@dataclass(frozen=True, slots=True)
class TermEvent:
    """One step in an entry's life, kept for ever: who did what, when and why, with the entry before and after it.

    `before` is None for a first proposal. A refused entry stands in `before` and `after` alike: what was refused stays
    readable.
    """

    action: TermAction
    before: Term | None
    after: Term
    actor: Actor
    at: datetime
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


class TermTaken(CurationError):
    """The glossary has an entry already for this English, with this part of speech and domain."""

    kind = "term"

    def __init__(self, term: Term) -> None:
        super().__init__(
            Told(
                "Le glossaire a déjà une entrée pour «\u00a0%(term)s\u00a0»\u00a0: complétez-la plutôt.",
                term=term.source,
            )
        )
        self.term = term


class EntryChanged(CurationError):
    """Somebody changed the entry meanwhile: `yours` was not kept, `theirs` is what the glossary has, if anything."""

    kind = "conflict"

    def __init__(self, yours: Term, theirs: Term | None) -> None:
        super().__init__(Told("Quelqu’un a modifié cette entrée entre-temps."))
        self.yours, self.theirs = yours, theirs


def decide_term(
    state: TermState,
    action: TermAction,
    entry: Term | None,
    actor: Actor,
    at: datetime,
    note: str = "",
    *,
    now: Term | None = None,
) -> TermEvent:
    """The event that this action is, or NotAllowed with the reason; `now` is the entry as the action would have it."""
    if reason := _refusal(state, action, actor, note):
        raise NotAllowed(reason)
    wanted = now or entry
    if wanted is None:
        raise NotAllowed(Told("Il n’y a rien à proposer."))
    status = _STATUSES.get(TERM_STEPS[state, action], wanted.status)
    return TermEvent(action, entry, replace(wanted, status=status), actor, at, note)


def open_term_actions(state: TermState, actor: Actor) -> tuple[TermAction, ...]:
    """The actions that this person may take on an entry that stands so, in the table's order."""
    return tuple(a for (at, a) in TERM_STEPS if at is state and a in TERM_PERMITTED[actor.role])


def _refusal(state: TermState, action: TermAction, actor: Actor, note: str) -> str:
    if action not in TERM_PERMITTED[actor.role]:
        return Told("Votre rôle ne permet pas cette action\u00a0: demandez à une personne chargée de l’édition.")
    if (state, action) not in TERM_STEPS:
        return Told("Ce n’est plus possible\u00a0: quelqu’un a peut-être décidé de cette entrée entre-temps.")
    if action in WORD_REQUIRED and not note.strip():
        return Told("Écrivez quelques mots\u00a0: les autres ont besoin de savoir pourquoi.")
    return ""


_STATUSES: Final[Mapping[TermState, Status]] = MappingProxyType(
    {
        TermState.PROPOSED: Status.PROPOSED,
        TermState.APPROVED: Status.APPROVED,
        TermState.DEPRECATED: Status.DEPRECATED,
    }
)


def key_of(term: Term) -> TermKey:
    return TermKey(term.source, term.part_of_speech, term.domain)


def address_of(term: Term) -> str:
    """What names an entry in an address: its English, readable, and six digits that set homographs apart."""
    digest = hashlib.sha256("\n".join(key_of(term)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug(term.source)}-{digest[:6]}"


def mark_of(term: Term | None) -> str:
    """Sixteen digits that change when anything of the entry does; a form carries them to tell what it was made from."""
    return hashlib.sha256(repr(term and asdict(term)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def placed(terms: Sequence[Term], event: TermEvent) -> list[Term]:
    """The terms of the glossary once this step is taken, or EntryChanged, or TermTaken."""
    absent = event.before is None or event.action is TermAction.PROPOSE
    if not absent and event.before not in terms:
        same = (term for term in terms if event.before is not None and key_of(term) == key_of(event.before))
        raise EntryChanged(event.after, next(same, None))
    others = list(terms) if absent else [term for term in terms if term != event.before]
    kept = [] if event.action is TermAction.REFUSE else [event.after]
    for term in _alike(others, kept):
        raise TermTaken(term)
    return [*others, *kept]


def _alike(terms: Iterable[Term], new: Iterable[Term]) -> list[Term]:
    wanted = {_folded(term) for term in new}
    return [term for term in terms if _folded(term) in wanted]


def _folded(term: Term) -> tuple[str, str, str]:
    return term.source.casefold(), term.part_of_speech, term.domain


_NAMES: Final = frozenset(one.name for one in fields(Term))


def term_as_json(term: Term) -> dict[str, Any]:
    return asdict(term)


def term_from_json(values: Mapping[str, Any]) -> Term:
    """The reverse of `term_as_json`, also for an entry kept by a version that knew other fields."""
    known = {name: _tuples(value) for name, value in values.items() if name in _NAMES}
    return Term(**{**known, "status": Status(known["status"])})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
