"""What the pages call things, and how they write numbers and moments, in French."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from curation.dates import french_day, french_zone
from curation.permissions import Scope
from curation.review import Rejection, ReviewAction, ReviewState, Role
from curation.web.language import marked
from translation.document import BlockKind
from translation.unit import Origin

_S, _A = ReviewState, ReviewAction

STATES: Final[Mapping[ReviewState, str]] = MappingProxyType(
    {
        _S.QUEUED: "à relire",
        _S.IN_REVIEW: "en relecture",
        _S.APPROVED: "approuvé",
        _S.PUBLISHED: "publié",
        _S.WITHDRAWN: "retiré",
        _S.REJECTED: "rejeté",
        _S.SUPERSEDED: "remplacé",
    }
)

BUTTONS: Final[Mapping[ReviewAction, str]] = MappingProxyType(
    {
        _A.CLAIM: "Commencer la relecture",
        _A.RELEASE: "Remettre dans la file",
        _A.APPROVE: "Approuver",
        _A.SEND_BACK: "Renvoyer à relire",
        _A.REJECT: "Rejeter",
        _A.REOPEN: "Rouvrir la relecture",
        _A.PUBLISH: "Publier",
        _A.WITHDRAW: "Retirer de la publication",
    }
)
TAKE_OVER: Final = "Prendre le relais"
QUESTIONS: Final[Mapping[ReviewAction, str]] = MappingProxyType(
    {
        _A.SEND_BACK: "Que faut-il revoir\u202f?",
        _A.REJECT: "Pourquoi ce texte n’a-t-il pas sa place ici\u202f?",
        _A.WITHDRAW: "Pourquoi retirer ce texte\u202f?",
    }
)

# Why a text is rejected, in the order of the form.
REJECTIONS: Final[Mapping[Rejection, str]] = MappingProxyType(
    {
        Rejection.OUT_OF_SCOPE: marked("hors sujet"),
        Rejection.RIGHTS: marked("droits insuffisants"),
        Rejection.DUPLICATE: marked("doublon"),
        Rejection.QUALITY: marked("qualité insuffisante"),
        Rejection.OTHER: marked("autre raison"),
    }
)

SCOPES: Final[Mapping[Scope, str]] = MappingProxyType(
    {
        Scope.PUBLISH: marked("traduire et publier"),
        Scope.SUMMARY: marked("publier un résumé et un lien seulement"),
        Scope.INTERNAL: marked("s’en servir en interne seulement"),
    }
)

DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        _A.CLAIM: "C’est à vous\u00a0: bonne relecture.",
        _A.RELEASE: "Le brouillon est de nouveau dans la file. Vos modifications sont gardées.",
        _A.APPROVE: "Le brouillon est approuvé. Merci\u00a0!",
        _A.SEND_BACK: "Le brouillon est renvoyé à relire, avec votre explication.",
        _A.REJECT: "Le brouillon est rejeté. Il pourra être rouvert.",
        _A.REOPEN: "La relecture est rouverte.",
        _A.PUBLISH: "Le texte est publié au catalogue.",
        _A.WITHDRAW: "Le texte est retiré de la publication.",
        "licence": "La licence est enregistrée.",
        "summary": "Le résumé est enregistré.",
    }
)

# What became of a segment that was just sent, by the word in its address.
SENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "enregistre": "Enregistré",
        "inchange": "Rien à enregistrer\u00a0: texte inchangé",
        "constat": "Constat noté",
        "ecarte": "Proposition écartée",
        "propose": marked("Proposé\u00a0: merci\u202f! Une personne de la relecture le prendra ou l’écartera."),
        "connu": marked("Ce texte a déjà été proposé pour ce segment"),
        "pareil": marked("Rien à proposer\u00a0: c’est le texte qui s’y trouve"),
    }
)

PUBLISHED_IN_SHORT: Final = "C’est publié\u00a0: seuls le résumé et le lien paraîtront."
PUBLISHED_AS_LINK: Final = "C’est publié\u00a0: seul le lien paraîtra, faute de résumé."

PUBLISHED_IN_FRENCH: Final = "C’est publié\u00a0: la fiche mène à la version française officielle."

TURNED_DOWN: Final[Mapping[str, str]] = MappingProxyType(
    {_A.SEND_BACK: "a renvoyé ce texte", _A.REJECT: "a rejeté ce texte", _A.WITHDRAW: "a retiré ce texte"}
)

HAPPENED: Final[Mapping[ReviewAction, str]] = MappingProxyType(
    {
        _A.CLAIM: "a pris le brouillon en relecture",
        _A.RELEASE: "a remis le brouillon dans la file",
        _A.EDIT: "a modifié un segment",
        _A.APPROVE: "a approuvé le brouillon",
        _A.SEND_BACK: "a renvoyé le brouillon à relire",
        _A.REJECT: "a rejeté le brouillon",
        _A.REOPEN: "a rouvert la relecture",
        _A.PUBLISH: "a publié le texte",
        _A.WITHDRAW: "a retiré le texte de la publication",
        _A.SUPERSEDE: "a remplacé ce brouillon par un plus récent",
        _A.ANNOTATE: "a complété la fiche",
    }
)

ORIGINS: Final[Mapping[Origin, str]] = MappingProxyType(
    {
        Origin.MACHINE: "machine",
        Origin.MEMORY: "mémoire",
        Origin.HUMAN: "relu",
        Origin.SOURCE: "original",
    }
)

ROLES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.CONTRIBUTOR: "contribution",
        Role.REVIEWER: "relecture",
        Role.EDITOR: "édition",
        Role.ADMIN: "administration",
    }
)

KINDS: Final[Mapping[BlockKind, str]] = MappingProxyType(
    {
        BlockKind.QUOTE: "Citation",
        BlockKind.CAPTION: "Légende",
        BlockKind.CODE: "Code, repris tel quel",
        BlockKind.FOOTNOTE: "Note",
    }
)

MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def zone_name() -> str:
    return "temps universel" if french_zone() is UTC else "heure de Paris"


def day(moment: datetime) -> str:
    """ "1er mars 2026", in the zone that `zone_name` says."""
    return calendar_day(french_day(moment))


def calendar_day(date: date) -> str:
    """ "1er mars 2026", for a day that has no hour."""
    return f"{date.day}{'er' if date.day == 1 else ''} {MONTHS[date.month - 1]} {date.year}"


def moment(when: datetime) -> str:
    """ "1er mars 2026 à 10 h 05"."""
    local = when.astimezone(french_zone())
    return f"{day(when)} à {local.hour}\u00a0h\u00a0{local.minute:02}"


def number(value: int) -> str:
    """ "12 400", with the narrow space that never breaks."""
    return f"{value:,}".replace(",", "\u202f")


def count(value: int, one: str, many: str = "") -> str:
    """ "1 mot", "12 mots"; French counts 0 and 1 as one."""
    word = one if value < 2 else many or f"{one}s"
    return f"{number(value)}\u00a0{word}"
