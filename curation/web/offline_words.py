"""What the pages and the files of reviewing away from the line say; the files speak French, whatever the pages do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curation.exchange.comparing import Fate
from curation.views import StoredUnit
from curation.web.language import forms, marked
from curation.web.review_words import ORIGINS
from curation.web.segments import doubtful, told
from glossary.termbase import TermBase

ADVICE: Final = (
    "Ne changez que la colonne «\u00a0Français\u00a0»\u202f; laissez les numéros tels quels, et rendez ce "
    "fichier sur la page du brouillon. Les remarques et les commentaires ne sont pas repris."
)
CHOOSE: Final = marked("Choisissez d’abord un fichier.")
WRONG_LANGUAGE: Final = marked(
    "Ce fichier dit que sa traduction est en «\u00a0%(language)s\u00a0», et non en français (fr)\u00a0: "
    "rien n’en a été pris. Si c’est bien du français, corrigez la langue dans le fichier, puis renvoyez-le."
)
RECODED: Final = marked(
    "Ce fichier n’était pas enregistré en UTF-8. Il a été lu quand même\u00a0: vérifiez les accents des segments."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How the result page counts what became of entries and explains it."""

    counted: tuple[str, str]
    why: str


# In the order of the result page: what changed, what waits, what was left alone.
WORDINGS: Final[Mapping[Fate, Wording]] = MappingProxyType(
    {
        Fate.EDIT: Wording(
            forms("segment enregistré", "segments enregistrés"), marked("Votre texte est dans le brouillon.")
        ),
        Fate.MEANWHILE: Wording(
            forms("segment modifié en ligne entre-temps", "segments modifiés en ligne entre-temps"),
            marked("Le texte en ligne reste\u202f; le vôtre attend à côté."),
        ),
        Fate.UNSURE: Wording(
            forms("texte encore marqué comme douteux", "textes encore marqués comme douteux"),
            marked("Marqué «\u00a0fuzzy\u00a0» (à revoir) dans le fichier. Chaque texte attend à côté de son segment."),
        ),
        Fate.TWICE: Wording(
            forms("segment présent plusieurs fois", "segments présents plusieurs fois"),
            marked("Seul le premier texte a compté\u202f; tout autre attend à côté du segment."),
        ),
        Fate.REWORDED: Wording(
            forms(
                "segment dont l’anglais a changé dans le fichier", "segments dont l’anglais a changé dans le fichier"
            ),
            marked("L’anglais ne se change pas ici. Le français attend à côté du segment."),
        ),
        Fate.ELSEWHERE: Wording(
            forms(
                "texte venu d’un autre brouillon, ou d’un fichier sans numéros",
                "textes venus d’un autre brouillon, ou d’un fichier sans numéros",
            ),
            marked("Chaque texte attend à côté du segment qui a le même anglais."),
        ),
        Fate.FOREIGN: Wording(
            forms("texte qui ne semble pas être en français", "textes qui ne semblent pas être en français"),
            marked("Chaque texte attend à côté de son segment."),
        ),
        Fate.CLOSED: Wording(
            forms("texte gardé de côté", "textes gardés de côté"),
            marked("Ce brouillon n’est pas ouvert à la relecture. Chaque texte attend à côté de son segment."),
        ),
        Fate.GARBLED: Wording(
            forms("texte aux accents abîmés", "textes aux accents abîmés"),
            marked("Rien n’en a été pris. Enregistrez le fichier en UTF-8, puis renvoyez-le."),
        ),
        Fate.EMPTY: Wording(
            forms("texte vide", "textes vides"),
            marked("Rien n’est effacé\u00a0: le français du brouillon reste comme il est."),
        ),
        Fate.STRANGER: Wording(
            forms("texte inconnu de ce brouillon", "textes inconnus de ce brouillon"),
            marked("Aucun segment n’a cet anglais\u00a0: rien n’en a été pris."),
        ),
        Fate.OBSOLETE: Wording(
            forms("entrée mise de côté dans le fichier", "entrées mises de côté dans le fichier"),
            marked("Marquée comme obsolète (#~)\u00a0: rien n’en a été pris."),
        ),
        Fate.UNTOUCHED: Wording(forms("segment laissé tel quel", "segments laissés tels quels"), ""),
        Fate.ALREADY: Wording(forms("segment déjà ainsi en ligne", "segments déjà ainsi en ligne"), ""),
    }
)
# They are counted, and not listed.
NOTHING_TO_SEE: Final = frozenset({Fate.UNTOUCHED, Fate.ALREADY})
MISSING: Final = Wording(
    forms("segment absent du fichier", "segments absents du fichier"),
    marked("Le français du brouillon reste comme il est."),
)


def suggested_note(file: str) -> str:
    """What the history says of a file that leaves suggestions."""
    return f"Le fichier «\u00a0{file}\u00a0» propose d’autres textes\u00a0: ils attendent à côté de leurs segments."


def remarks_on(stored: StoredUnit, terms: TermBase) -> Iterator[str]:
    """What stands beside a segment in a file: what the checks say, where its French comes from, its terms."""
    unit = stored.unit
    for finding in unit.findings:
        if finding.stands:
            yield f"{'À corriger' if finding.blocking else 'À vérifier'}\u00a0: {told(finding)}"
    if doubtful(unit):
        yield "La machine a hésité ici\u00a0: relisez de près."
    by = f" par {stored.edited_by}" if stored.edited_by else ""
    yield f"Origine\u00a0: {ORIGINS[unit.origin]}{by}"
    for match in dict.fromkeys((m.term.source, m.term.target) for m in terms.find(unit.segment.text)):
        yield f"Glossaire\u00a0: {match[0]} → {match[1]}"
