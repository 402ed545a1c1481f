"""What the pages of the review call things: states, steps and what came of them, roles, kinds of text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from curation.permissions import Scope
from curation.review import Rejection, ReviewAction, ReviewState, Role
from curation.unit_states import UnitState
from curation.web.language import Wordings, marked
from translation.document import BlockKind
from translation.risk import Level
from translation.unit import Origin

_S, _A = ReviewState, ReviewAction

STATES: Final[Mapping[ReviewState, str]] = Wordings(
    {
        _S.QUEUED: marked("à relire"),
        _S.IN_REVIEW: marked("en relecture"),
        _S.APPROVED: marked("approuvé"),
        _S.PUBLISHED: marked("publié"),
        _S.WITHDRAWN: marked("retiré"),
        _S.REJECTED: marked("rejeté"),
        _S.SUPERSEDED: marked("remplacé"),
    }
)

BUTTONS: Final[Mapping[ReviewAction, str]] = Wordings(
    {
        _A.CLAIM: marked("Commencer la relecture"),
        _A.RELEASE: marked("Remettre dans la file"),
        _A.APPROVE: marked("Approuver"),
        _A.SEND_BACK: marked("Renvoyer à relire"),
        _A.REJECT: marked("Rejeter"),
        _A.REOPEN: marked("Rouvrir la relecture"),
        _A.PUBLISH: marked("Publier"),
        _A.WITHDRAW: marked("Retirer de la publication"),
    }
)
TAKE_OVER: Final = marked("Prendre le relais")
QUESTIONS: Final[Mapping[ReviewAction, str]] = Wordings(
    {
        _A.SEND_BACK: marked("Que faut-il revoir\u202f?"),
        _A.REJECT: marked("Pourquoi ce texte n’a-t-il pas sa place ici\u202f?"),
        _A.WITHDRAW: marked("Pourquoi retirer ce texte\u202f?"),
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

DONE: Final[Mapping[str, str]] = Wordings(
    {
        _A.CLAIM: marked("C’est à vous\u00a0: bonne relecture."),
        _A.RELEASE: marked("Le brouillon est de nouveau dans la file. Vos modifications sont gardées."),
        _A.APPROVE: marked("Le brouillon est approuvé. Merci\u00a0!"),
        _A.SEND_BACK: marked("Le brouillon est renvoyé à relire, avec votre explication."),
        _A.REJECT: marked("Le brouillon est rejeté. Il pourra être rouvert."),
        _A.REOPEN: marked("La relecture est rouverte."),
        _A.PUBLISH: marked("Le texte est publié au catalogue."),
        _A.WITHDRAW: marked("Le texte est retiré de la publication."),
        "licence": marked("La licence est enregistrée."),
        "summary": marked("Le résumé est enregistré."),
    }
)

# What became of a segment that was just sent, by the word in its address.
SENT: Final[Mapping[str, str]] = Wordings(
    {
        "enregistre": marked("Enregistré"),
        "inchange": marked("Rien à enregistrer\u00a0: texte inchangé"),
        "deja": marked("Enregistré"),  # by itself, before the button was pressed
        "autre": marked("L’autre texte est gardé"),
        "constat": marked("Constat noté"),
        "ecarte": marked("Proposition écartée"),
        "propose": marked("Proposé\u00a0: merci\u202f! Une personne de la relecture le prendra ou l’écartera."),
        "connu": marked("Ce texte a déjà été proposé pour ce segment"),
        "pareil": marked("Rien à proposer\u00a0: c’est le texte qui s’y trouve"),
        "coupe": marked("Segment coupé en deux"),
        "reuni": marked("Segments réunis"),
        "recoupe": marked("Remis comme avant"),
    }
)

PUBLISHED_IN_SHORT: Final = marked("C’est publié\u00a0: seuls le résumé et le lien paraîtront.")
PUBLISHED_AS_LINK: Final = marked("C’est publié\u00a0: seul le lien paraîtra, faute de résumé.")

PUBLISHED_IN_FRENCH: Final = marked("C’est publié\u00a0: la fiche mène à la version française officielle.")

TURNED_DOWN: Final[Mapping[str, str]] = Wordings(
    {
        _A.SEND_BACK: marked("a renvoyé ce texte"),
        _A.REJECT: marked("a rejeté ce texte"),
        _A.WITHDRAW: marked("a retiré ce texte"),
    }
)

HAPPENED: Final[Mapping[ReviewAction, str]] = Wordings(
    {
        _A.CLAIM: marked("a pris le brouillon en relecture"),
        _A.RELEASE: marked("a remis le brouillon dans la file"),
        _A.EDIT: marked("a modifié un segment"),
        _A.APPROVE: marked("a approuvé le brouillon"),
        _A.SEND_BACK: marked("a renvoyé le brouillon à relire"),
        _A.REJECT: marked("a rejeté le brouillon"),
        _A.REOPEN: marked("a rouvert la relecture"),
        _A.PUBLISH: marked("a publié le texte"),
        _A.WITHDRAW: marked("a retiré le texte de la publication"),
        _A.SUPERSEDE: marked("a remplacé ce brouillon par un plus récent"),
        _A.ANNOTATE: marked("a complété la fiche"),
    }
)

ORIGINS: Final[Mapping[Origin, str]] = Wordings(
    {
        Origin.MACHINE: marked("machine"),
        Origin.MEMORY: marked("mémoire"),
        Origin.HUMAN: marked("modifié"),
        Origin.SOURCE: marked("original"),
    }
)

UNIT_STATES: Final[Mapping[UnitState, str]] = Wordings(
    {
        UnitState.APPROVED: marked("approuvé"),
        UnitState.REWRITE: marked("original changé, à réécrire"),
        UnitState.CHECK: marked("à vérifier"),
        UnitState.READ: marked("lu"),
        UnitState.EDITED: marked("modifié"),
        UnitState.MEMORY: marked("mémoire"),
        UnitState.SOURCE: marked("original"),
        UnitState.MACHINE: marked("machine"),
    }
)
# The segments that a person may ask to see alone, by the word in the address.
SHOWN_ALONE: Final[Mapping[str, str]] = Wordings(
    {"verifier": marked("à vérifier"), "reecrire": marked("à réécrire"), "non-lus": marked("non lus")}
)

LEVELS: Final[Mapping[Level, str]] = Wordings(
    {
        Level.SURE: marked("sûr"),
        Level.READ: marked("à lire"),
        Level.DOUBTFUL: marked("douteux"),
        Level.REWRITE: marked("à réécrire"),
    }
)

ROLES: Final[Mapping[Role, str]] = Wordings(
    {
        Role.CONTRIBUTOR: marked("contribution"),
        Role.REVIEWER: marked("relecture"),
        Role.EDITOR: marked("édition"),
        Role.ADMIN: marked("administration"),
    }
)

KINDS: Final[Mapping[BlockKind, str]] = Wordings(
    {
        BlockKind.QUOTE: marked("Citation"),
        BlockKind.CAPTION: marked("Légende"),
        BlockKind.CODE: marked("Code, repris tel quel"),
        BlockKind.FOOTNOTE: marked("Note"),
    }
)
