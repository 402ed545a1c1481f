"""What was wrong with a source, and what a person can do about it: one table for the terminal and for the pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Advice:
    """What happened, in French; what to do about it, in English for the terminal and in French for the pages."""

    what: str
    english: str
    french: str


_WAIT: Final = ("nothing to do: it is asked again by itself", "Rien à faire\u00a0: elle sera redemandée toute seule.")
_REPORT: Final = ("report this: it is a fault of ours", "À signaler\u00a0: la faute est chez nous.")
_LIST: Final = (
    "open the address in a browser, then correct the entry in the watch list",
    "Ouvrir l’adresse dans un navigateur, puis corriger l’entrée de la liste de veille.",
)
_MOVED: Final = (
    "the page has moved: look for its new address and correct `url` in the watch list",
    "La page a changé d’adresse\u00a0: la retrouver, puis corriger «\u00a0url\u00a0» dans la liste de veille.",
)
_ASK_PUBLISHER: Final = (
    "robots are not welcome there: ask the publisher, or watch another page of theirs",
    "Les robots n’y sont pas les bienvenus\u00a0: demander à l’organisation, ou suivre une autre de ses pages.",
)
_SELECTOR: Final = (
    "the page was rebuilt: correct `selector` in the watch list",
    "La page a été refaite\u00a0: corriger «\u00a0selector\u00a0» dans la liste de veille.",
)
_WALL: Final = (
    "the text is behind a banner or a sign-in: watch the feed or another page instead",
    "Le texte est derrière un bandeau ou un compte\u00a0: suivre plutôt le flux ou une autre page.",
)
_DISK: Final = ("free some room on the disk, then run again", "Faire de la place sur le disque, puis relancer.")
_OTHER_FORM: Final = (
    "look for another form of the document (HTML, or a PDF with text)",
    "Chercher une autre forme du document (page web, ou PDF avec du texte).",
)
_RUN_LOG: Final = (
    "run `dragoman watch --source ID` to see more",
    "Relancer la visite de cette source pour en savoir plus.",
)
_TROUBLE_THERE: Final = (
    "their server has trouble: it is asked again by itself; write to them if it lasts",
    "Leur serveur a un problème\u00a0: elle sera redemandée toute seule. Leur écrire si cela dure.",
)
_CONNECTION: Final = (
    "check the address and your connection; it is asked again by itself",
    "Vérifier l’adresse et la connexion. Elle sera redemandée toute seule.",
)

# By the `kind` of an error of `curation.errors`; an error status has its own rows, by its number.
ADVICE: Final[Mapping[str, Advice]] = MappingProxyType(
    {
        "unreachable": Advice("pas de réponse", *_CONNECTION),
        "http error": Advice("le serveur a répondu par une erreur", *_LIST),
        "too large": Advice("le document est trop gros", *_LIST),
        "too slow": Advice("la réponse était trop lente", *_TROUBLE_THERE),
        "redirect loop": Advice("l’adresse renvoie sans fin ailleurs", *_LIST),
        "cut short": Advice("la connexion s’est coupée", *_WAIT),
        "garbled": Advice("la réponse est illisible", *_TROUBLE_THERE),
        "empty": Advice("le serveur a envoyé une page vide", *_TROUBLE_THERE),
        "unsafe address": Advice("l’adresse mène dans le réseau de cette machine", *_LIST),
        "not a source": Advice("la réponse n’est ni un flux ni une liste", *_LIST),
        "selector matches nothing": Advice("le sélecteur ne trouve plus rien dans la page", *_SELECTOR),
        "login or cookie wall": Advice("la page demande un compte ou l’accord aux cookies", *_WALL),
        "page not found": Advice("la page n’existe plus", *_MOVED),
        "robots forbid": Advice("le site interdit cette page aux robots", *_ASK_PUBLISHER),
        "robots unavailable": Advice("le site ne dit pas si les robots sont admis", *_TROUBLE_THERE),
        "too many requests": Advice("le serveur demande d’attendre", *_WAIT),
        "unforeseen": Advice("quelque chose d’imprévu dans la réponse", *_REPORT),
        "disk full": Advice("le disque est plein", *_DISK),
        "kept file lost": Advice("un fichier gardé a disparu", *_WAIT),
        "needs OCR": Advice("le PDF n’est fait que d’images", *_OTHER_FORM),
        "encrypted": Advice("le PDF est protégé par un mot de passe", *_OTHER_FORM),
        "damaged": Advice("le fichier est abîmé", *_OTHER_FORM),
        "no text": Advice("la page ne contient pas d’article", *_LIST),
        "unsupported": Advice("ce genre de fichier ne se lit pas encore", *_OTHER_FORM),
    }
)
UNKNOWN: Final = Advice("la visite a échoué", *_RUN_LOG)
_REFUSED: Final = (401, 403, 451)
_GONE: Final = (404, 410)
_STATUS: Final = re.compile(r"\banswered (\d{3})\b")


def advice(kind: str, message: str) -> Advice:
    """What to say and do about an error of this kind, whose sentence tells the status that a server answered."""
    known = ADVICE.get(kind, UNKNOWN)
    status = _STATUS.search(message)
    if status is None or kind not in ("http error", ""):
        return known
    return Advice(f"le serveur a répondu {status[1]}", *_about(int(status[1]), known))


def _about(status: int, known: Advice) -> tuple[str, str]:
    if status in _REFUSED:
        return _ASK_PUBLISHER
    if status in _GONE:
        return _MOVED
    if status == 429:
        return _WAIT
    return _TROUBLE_THERE if status >= 500 else (known.english, known.french)
