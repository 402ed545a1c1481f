"""The keys of the keyboard and what each does, as their sheet and the help list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curation.web.language import _, marked


@dataclass(frozen=True, slots=True)
class Key:
    """Keys, each as it is printed on a French keyboard, and what they do."""

    french_names: tuple[str, ...]
    french: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(_(name) for name in self.french_names)

    @property
    def does(self) -> str:
        return _(self.french)


_SHEET: Final = Key(("?",), marked("cette feuille"))

# By page: the single keys, and those that work inside a field too.
KEYS: Final[Mapping[str, tuple[Key, ...]]] = MappingProxyType(
    {
        "triage": (
            Key(("j", "k"), marked("publication suivante, précédente")),
            Key(("x",), marked("cocher ou décocher")),
            Key(("g",), marked("garder")),
            Key(("e",), marked("écarter")),
            Key(("p",), marked("plus tard")),
            Key(("l",), marked("lier la version française")),
            _SHEET,
        ),
        "draft": (
            Key(("j", "k"), marked("segment suivant, précédent")),
            Key((marked("Entrée"),), marked("ouvrir l’éditeur du segment")),
            Key(("n",), marked("prochain segment à regarder")),
            Key(("e",), marked("prochain segment signalé par les vérifications")),
            Key(("c",), marked("commentaire suivant")),
            Key(("d",), marked("aller à la décision")),
            Key(("s",), marked("voir le passage dans l’original")),
            Key(("1", "…", "9"), marked("dans l’éditeur ouvert, hors du texte\u00a0: insérer ce terme du glossaire")),
            Key(("g", "g"), marked("haut de la page")),
            _SHEET,
        ),
        "editor": (
            Key((marked("Ctrl+Entrée"),), marked("enregistrer, sans bouger")),
            Key(
                (marked("Alt+Entrée"), marked("Ctrl+Maj+Entrée")),
                marked("enregistrer, marquer lu et passer au suivant"),
            ),
            Key((marked("Alt+Maj+1"), "…", "9"), marked("insérer ce terme du glossaire là où vous écrivez")),
            Key(("Alt+1", "…", "9"), marked("prendre cette correction ou cette phrase")),
            Key((marked("Ctrl+Maj+Espace"),), marked("espace insécable\u00a0; deux fois\u00a0: insécable fine")),
            Key((marked("Échap"),), marked("fermer l’éditeur et revenir au segment")),
        ),
    }
)
