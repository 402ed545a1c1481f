"""What was wrong with a source, and what a person can do about it, for the terminal and for the pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from curation import errors
from curation.errors import RELIEFWEB_API, CurationError, HttpError, status_advice
from curation.told import Told


@dataclass(frozen=True, slots=True)
class Advice:
    """What happened, in French; what to do about it, in English for the terminal and in French for the pages."""

    what: str
    english: str
    french: str


_WAIT: Final = Told("Rien à faire\u00a0: elle sera redemandée toute seule.")
_LOOK: Final = Told("Ouvrir l’adresse dans un navigateur\u00a0; si elle n’y marche pas, corriger la liste de veille.")
_MOVED: Final = Told("La page a changé d’adresse\u00a0: la retrouver sur le site, puis corriger la liste de veille.")
_ASK: Final = Told(
    "Les robots n’y sont pas les bienvenus\u00a0: demander à l’organisation, ou suivre une autre de ses pages."
)
_ELSEWHERE: Final = Told("Suivre plutôt le flux de ce site, ou une autre de ses pages.")
_THEIRS: Final = Told("Le problème est chez eux\u00a0: elle sera redemandée toute seule. Leur écrire si cela dure.")
_OTHER_FORM: Final = Told("Chercher une autre forme du document\u00a0: une page web, ou un PDF avec du texte.")
_SMALLER: Final = Told("Suivre la page de la publication plutôt que le fichier, ou un fichier plus petit.")
_LOCAL: Final = Told(
    "Seules les adresses du web sont visitées\u00a0; pour un site de ce réseau, le dire dans la liste de veille."
)
_REBUILT: Final = Told("La page a sans doute été refaite\u00a0: corriger le sélecteur dans la liste de veille.")
_APPNAME: Final = Told("Demander à ReliefWeb un «\u00a0appname\u00a0» et l’écrire dans la liste de veille.")

# By the `kind` of an error of `curation.errors`, which has the English; an error status has its own rows, by number.
FRENCH: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "unreachable": (
            Told("pas de réponse"),
            Told("Vérifier l’adresse et la connexion. Elle sera redemandée toute seule."),
        ),
        "http error": (Told("le serveur a répondu par une erreur"), _LOOK),
        "too large": (Told("le document est trop gros"), _SMALLER),
        "too slow": (Told("la réponse était trop lente"), _THEIRS),
        "redirect loop": (Told("l’adresse renvoie sans fin ailleurs"), _LOOK),
        "cut short": (Told("la connexion s’est coupée"), _WAIT),
        "garbled": (Told("la réponse est illisible"), _THEIRS),
        "empty": (Told("le serveur a envoyé une page vide"), _THEIRS),
        "unsafe address": (Told("l’adresse n’est pas sur le web"), _LOCAL),
        "not a source": (Told("la réponse n’est ni un flux ni une liste"), _LOOK),
        "selector matches nothing": (Told("le sélecteur ne trouve plus rien dans la page"), _REBUILT),
        "unsafe content": (
            Told("la liste est piégée\u00a0: rien n’en a été lu"),
            Told("Prévenir l’organisation, ou retirer la source."),
        ),
        "refused by ReliefWeb": (Told("ReliefWeb a refusé la demande"), _APPNAME),
        "robots forbid": (Told("le site interdit cette page aux robots"), _ASK),
        "robots unavailable": (Told("le site ne dit pas si les robots sont admis"), _THEIRS),
        "asked to wait": (Told("le serveur demande d’attendre"), _WAIT),
        "postponed": (Told("le site veut plus de temps entre deux demandes"), _ASK),
        "login or cookie wall": (Told("un compte ou un accord aux cookies est demandé"), _ELSEWHERE),
        "page not found": (Told("la page n’est plus là"), _MOVED),
        "unforeseen": (
            Told("quelque chose d’imprévu dans la réponse"),
            Told("À signaler\u00a0: la faute est chez nous."),
        ),
        "disk full": (Told("le disque est plein"), Told("Faire de la place sur le disque, puis relancer.")),
        "kept file lost": (Told("un fichier gardé a disparu"), _WAIT),
        "needs OCR": (Told("le PDF n’est fait que d’images"), _OTHER_FORM),
        "encrypted": (Told("le document est protégé par un mot de passe"), _OTHER_FORM),
        "damaged": (Told("le fichier est abîmé"), _OTHER_FORM),
        "too hard": (Told("le document demande trop de temps ou de mémoire"), _OTHER_FORM),
        "no text": (Told("la page ne contient pas d’article"), _LOOK),
        "unsupported": (Told("ce genre de fichier ne se lit pas encore"), _OTHER_FORM),
    }
)
UNKNOWN: Final = (Told("la visite a échoué"), _LOOK)
_BY_STATUS: Final[Mapping[int, str]] = MappingProxyType(
    {401: _ELSEWHERE, 403: _ASK, 404: _MOVED, 410: _MOVED, 429: _WAIT, 451: _ASK}
)
_STATUS: Final = re.compile(r"\banswered (\d{3})\b")
_ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        error.kind: error.advice
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, CurationError)
    }
)


def advice(kind: str, message: str, url: str = "") -> Advice:
    """What to say and do about an error of this kind at this address; its sentence tells what a server answered."""
    status = status_of(kind, message)
    if status:
        return Advice(
            Told("le serveur a répondu %(status)s", status=status), status_advice(url, status), _about(url, status)
        )
    what, to_do = FRENCH.get(kind, UNKNOWN)
    return Advice(what, _ENGLISH.get(kind) or errors.SourceError.advice, to_do)


def status_of(kind: str, message: str) -> int:
    """The error status that a server answered with, 0 when the error is of another kind."""
    found = _STATUS.search(message) if kind in (HttpError.kind, "") else None
    return int(found[1]) if found else 0


def _about(url: str, status: int) -> str:
    if status == 403 and urlsplit(url).hostname == RELIEFWEB_API:
        return _APPNAME
    return _THEIRS if status >= 500 else _BY_STATUS.get(status, _LOOK)
