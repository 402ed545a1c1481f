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


def _told(observation: Observation) -> str:
    facts = [number(int(fact)) if fact.isdigit() else fact for fact in observation.detail]
    match observation.sign, facts:
        case Sign.STRUCTURE, [kind, found, of]:
            name, participle = _PARTS.get(kind, (kind, "retrouvés"))
            return f"{found} des {of} {name} de l’original sont {participle}"
        case Sign.AGREEMENT, [share, *_]:
            return f"Une autre lecture a {share}\u00a0% de son texte en commun avec la nôtre"
        case Sign.AGREEMENT, _:
            return "L’autre lecture n’a rien donné\u202f: il n’y a pas de comparaison"
        case sign, [found, of, *_]:
            return _SENTENCES[sign].format(found, of)
        case sign, _:
            return f"{_NAMES[sign]}\u00a0: {round(100 * observation.value)}\u00a0%"


_PARTS: Final = {
    "heading": ("titres", "retrouvés"),
    "list_item": ("puces", "retrouvées"),
    "table_row": ("lignes de tableau", "retrouvées"),
}
_SENTENCES: Final[Mapping[Sign, str]] = MappingProxyType(
    {
        Sign.KEPT: "{} des {} mots du texte courant de l’original sont gardés",
        Sign.MENUS: "{} mots sur {} viennent de menus ou de pieds de page",
        Sign.ORDER: "{} passages sur {} sont dans l’ordre de l’original",
        Sign.LETTERS: "{} mots sur {} ne sont dans aucun dictionnaire",
        Sign.STRUCTURE: "{} parties sur {} sont retrouvées",
        Sign.AGREEMENT: "{} sur {} en commun avec une autre lecture",
    }
)
_NAMES: Final[Mapping[Sign, str]] = MappingProxyType(
    {
        Sign.KEPT: "Texte gardé",
        Sign.MENUS: "Texte sans menus",
        Sign.AGREEMENT: "Accord avec une autre lecture",
        Sign.STRUCTURE: "Titres, listes et tableaux",
        Sign.ORDER: "Ordre du texte",
        Sign.LETTERS: "Mots bien lus",
    }
)
