"""What the pages about doubtful extractions call things, in French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curation.extract.confidence import Confidence, Observation, Sign
from curation.reading import OPEN_READINGS, Reading, ReadingDecision
from curation.web.french import number

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
        "": ReadingList("À vérifier", OPEN_READINGS, "Aucun texte n’attend d’être vérifié."),
        "retenues": ReadingList("Retenues", (Reading.GOOD, Reading.OTHER), "Aucun texte n’a été vérifié."),
        "ecartees": ReadingList("Écartées", (Reading.DROPPED,), "Aucun texte n’a été écarté."),
    }
)
BUTTONS: Final[Mapping[ReadingDecision, str]] = MappingProxyType(
    {_D.GOOD: "Le texte est bon", _D.OTHER: "Prendre l’autre lecture", _D.DROP: "Écarter ce texte"}
)
DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        _D.GOOD: "Merci\u00a0: ce texte sera traduit à la prochaine passe.",
        _D.OTHER: "Merci\u00a0: l’autre lecture sera traduite à la prochaine passe.",
        _D.DROP: "Ce texte est écarté\u00a0: il ne sera pas traduit, sauf si la publication change.",
    }
)
STATES: Final[Mapping[Reading, str]] = MappingProxyType(
    {
        Reading.SOUND: "sans doute bon",
        Reading.WEAK: "à vérifier",
        Reading.GOOD: "vérifié, bon",
        Reading.OTHER: "autre lecture retenue",
        Reading.DROPPED: "écarté",
    }
)
NO_OTHER: Final = "Il n’y a pas d’autre lecture pour cette sorte de document."
OTHER_FAILED: Final = "L’autre lecture n’a rien donné"


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
            return f"{_PARTS.get(kind, name)}\u00a0: {kept} sur {of}"
        case Sign.AGREEMENT, [share, *_]:
            return f"{name}\u00a0: {share}\u00a0%"
        case Sign.AGREEMENT, _:
            return f"{name}\u00a0: elle n’a rien donné"
        case _, [kept, of, *_]:
            return f"{name}\u00a0: {kept} sur {of}"
    return f"{name}\u00a0: {round(100 * observation.value)}\u00a0%"


_NO_DOUBT: Final = 0.95
_PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {"heading": "Titres retrouvés", "list_item": "Puces retrouvées", "table_row": "Lignes de tableau retrouvées"}
)
_NAMES: Final[Mapping[Sign, str]] = MappingProxyType(
    {
        Sign.KEPT: "Mots du texte courant gardés",
        Sign.MENUS: "Mots venus de menus ou de pieds de page",
        Sign.AGREEMENT: "Texte en commun avec une autre lecture",
        Sign.STRUCTURE: "Titres, puces et lignes de tableau retrouvés",
        Sign.ORDER: "Passages dans l’ordre de l’original",
        Sign.LETTERS: "Mots qu’aucun dictionnaire ne connaît",
    }
)
