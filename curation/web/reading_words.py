"""What the pages about doubtful extractions call things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curation.extract.confidence import Confidence, Observation, Sign
from curation.reading import OPEN_READINGS, Reading, ReadingDecision
from curation.web.formats import number, percent
from curation.web.language import Wordings, _, marked

_D = ReadingDecision


@dataclass(frozen=True, slots=True)
class ReadingList:
    """A list to choose: its name, what it holds, what it says when nothing is in it."""

    name: str
    states: tuple[Reading, ...]
    empty: str


# By the word in the address.
LISTS: Final[Mapping[str, ReadingList]] = MappingProxyType(
    {
        "": ReadingList(marked("À vérifier"), OPEN_READINGS, marked("Aucun texte n’attend d’être vérifié.")),
        "retenues": ReadingList(
            marked("Retenues"), (Reading.GOOD, Reading.OTHER), marked("Aucun texte n’a été vérifié.")
        ),
        "ecartees": ReadingList(marked("Écartées"), (Reading.DROPPED,), marked("Aucun texte n’a été écarté.")),
    }
)
BUTTONS: Final[Mapping[ReadingDecision, str]] = Wordings(
    {
        _D.GOOD: marked("Le texte est bon"),
        _D.OTHER: marked("Prendre l’autre lecture"),
        _D.DROP: marked("Écarter ce texte"),
    }
)
DONE: Final[Mapping[str, str]] = Wordings(
    {
        _D.GOOD: marked("Merci\u00a0: ce texte sera traduit à la prochaine passe."),
        _D.OTHER: marked("Merci\u00a0: l’autre lecture sera traduite à la prochaine passe."),
        _D.DROP: marked("Ce texte est écarté\u00a0: il ne sera pas traduit, sauf si la publication change."),
    }
)
STATES: Final[Mapping[Reading, str]] = Wordings(
    {
        Reading.SOUND: marked("sans doute bon"),
        Reading.WEAK: marked("à vérifier"),
        Reading.GOOD: marked("vérifié, bon"),
        Reading.OTHER: marked("autre lecture retenue"),
        Reading.DROPPED: marked("écarté"),
    }
)
NO_OTHER: Final = marked("Il n’y a pas d’autre lecture pour cette sorte de document.")
OTHER_FAILED: Final = marked("L’autre lecture n’a rien donné\u00a0: %(why)s.")


def reasons(found: Confidence) -> Sequence[str]:
    """What was looked at in an extraction, in words, what speaks most against it first."""
    return [_told(observation) for observation in sorted(found.observations, key=lambda one: one.value)]


def doubts(found: Confidence) -> Sequence[str]:
    """Only what speaks against it."""
    return reasons(Confidence(found.score, tuple(one for one in found.observations if one.value < _NO_DOUBT)))


def _told(observation: Observation) -> str:
    facts = [number(int(fact)) if fact.isdigit() else fact for fact in observation.detail]
    name = _NAMES[observation.sign]
    match observation.sign, facts:
        case Sign.STRUCTURE, [kind, kept, of]:
            return _kept_of(_PARTS.get(kind, name), kept, of)
        case Sign.AGREEMENT, [share, *_]:
            return _said(name, percent(int(share)))
        case Sign.AGREEMENT, _:
            return _said(name, _("elle n’a rien donné"))
        case _, [kept, of, *_]:
            return _kept_of(name, kept, of)
    return _said(name, percent(round(100 * observation.value)))


def _said(name: str, told: str) -> str:
    return _("%(name)s\u00a0: %(told)s") % {"name": name, "told": told}


def _kept_of(name: str, kept: str, of: str) -> str:
    return _said(name, _("%(kept)s sur %(judged)s") % {"kept": kept, "judged": of})


_NO_DOUBT: Final = 0.95
_PARTS: Final[Mapping[str, str]] = Wordings(
    {
        "heading": marked("Titres retrouvés"),
        "list_item": marked("Puces retrouvées"),
        "table_row": marked("Lignes de tableau retrouvées"),
    }
)
_NAMES: Final[Mapping[Sign, str]] = Wordings(
    {
        Sign.KEPT: marked("Mots du texte courant gardés"),
        Sign.MENUS: marked("Mots venus de menus ou de pieds de page"),
        Sign.AGREEMENT: marked("Texte en commun avec une autre lecture"),
        Sign.STRUCTURE: marked("Titres, puces et lignes de tableau retrouvés"),
        Sign.ORDER: marked("Passages dans l’ordre de l’original"),
        Sign.LETTERS: marked("Mots qu’aucun dictionnaire ne connaît"),
    }
)
