"""What the pages of the glossary call things, and an entry's history told as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from curation.export.glossary_page import GENDERS, PARTS_OF_SPEECH
from curation.term_steps import TermAction, TermEvent, TermState
from curation.web.changes import Change, word_changes
from curation.web.formats import count
from curation.web.language import Wordings, marked
from glossary.termbase import Term
from translation.terminology import Use

_S, _A = TermState, TermAction

STANDINGS: Final[Mapping[TermState, str]] = Wordings(
    {
        _S.PROPOSED: marked("proposé"),
        _S.APPROVED: marked("approuvé"),
        _S.DEPRECATED: marked("abandonné"),
        _S.REFUSED: marked("refusé"),
    }
)
# How each standing is written in an address.
FILTERS: Final[Mapping[str, TermState]] = MappingProxyType(
    {"approuve": _S.APPROVED, "propose": _S.PROPOSED, "abandonne": _S.DEPRECATED, "refuse": _S.REFUSED}
)
BUTTONS: Final[Mapping[TermAction, str]] = Wordings(
    {
        _A.APPROVE: marked("Approuver"),
        _A.REFUSE: marked("Refuser"),
        _A.DEPRECATE: marked("Abandonner ce terme"),
    }
)
QUESTIONS: Final[Mapping[TermAction, str]] = Wordings(
    {
        _A.REFUSE: marked("Pourquoi refuser cette proposition\u202f?"),
        _A.DEPRECATE: marked("Pourquoi abandonner ce terme\u202f?"),
    }
)
DONE: Final[Mapping[str, str]] = Wordings(
    {
        _A.PROPOSE: marked(
            "Merci\u00a0! La proposition est enregistrée\u00a0: une personne chargée de l’édition en décidera."
        ),
        _A.COMMENT: marked("Votre message est enregistré."),
        _A.AMEND: marked("L’entrée est modifiée."),
        _A.APPROVE: marked("Le terme est approuvé\u00a0: les brouillons en attente en tiennent compte dès maintenant."),
        _A.REFUSE: marked("La proposition est refusée, avec votre explication."),
        _A.DEPRECATE: marked("Le terme est abandonné\u00a0: il n’est plus cherché dans les textes."),
        _A.RECHECK: marked("C’est noté\u00a0: ces passages sont signalés à relire."),
        "inchange": marked("Rien à enregistrer\u00a0: l’entrée est restée la même."),
    }
)
HAPPENED: Final[Mapping[TermAction, str]] = Wordings(
    {
        _A.PROPOSE: marked("a proposé ce terme"),
        _A.COMMENT: marked("a écrit"),
        _A.AMEND: marked("a modifié l’entrée"),
        _A.APPROVE: marked("a approuvé le terme"),
        _A.REFUSE: marked("a refusé la proposition"),
        _A.DEPRECATE: marked("a abandonné le terme"),
        _A.RECHECK: marked("a fait relire %(segments)s dans %(texts)s"),
    }
)
SAID: Final[Mapping[Use, str]] = Wordings(
    {
        Use.PREFERRED: marked("la forme à préférer"),
        Use.TOLERATED: marked("une forme acceptée"),
        Use.FORBIDDEN: marked("une forme à éviter"),
        Use.MISSING: marked("autre chose"),
    }
)
LABELS: Final[Mapping[str, str]] = Wordings(
    {
        "source": marked("Terme anglais"),
        "target": marked("Forme française à préférer"),
        "part_of_speech": marked("Nature"),
        "gender": marked("Genre de la forme française"),
        "definition": marked("Définition"),
        "origin": marked("Qui emploie cette forme"),
        "domain": marked("Domaine"),
        "tolerated": marked("Formes acceptées aussi"),
        "forbidden": marked("Formes à éviter"),
        "why": marked("Pourquoi les éviter"),
        "synonyms": marked("Autres formes anglaises"),
        "example_en": marked("Exemple en anglais"),
        "example_fr": marked("Exemple en français"),
        "note": marked("À savoir"),
        "stages": marked("Étapes de la vie des données"),
        "only_with": marked("Seulement avec ces mots anglais"),
        "not_with": marked("Jamais avec ces mots anglais"),
        "inflected": marked("Formes du français qu’aucune règle ne donne"),
        "case_sensitive": marked("Les majuscules comptent"),
        "do_not_translate": marked("Reste tel quel en français"),
    }
)
ENGLISH: Final = frozenset({"source", "synonyms", "example_en", "only_with", "not_with"})
_LISTS: Final = frozenset({"tolerated", "forbidden", "synonyms", "stages", "only_with", "not_with", "inflected"})


def texts_of(term: Term) -> dict[str, str]:
    """Each field of an entry as a person reads or types it, by its name: a list has one form a line."""
    return {name: _text(term, name) for name in LABELS}


def _text(term: Term, name: str) -> str:
    if name in ("example_en", "example_fr"):
        return term.example[name == "example_fr"]
    value = getattr(term, name)
    if name in _LISTS:
        return "\n".join(value)
    return ("oui" if value else "") if isinstance(value, bool) else value


def spoken(name: str, text: str) -> str:
    """A field's text as a sentence shows it."""
    named = {"part_of_speech": PARTS_OF_SPEECH, "gender": GENDERS}.get(name, {})
    return named.get(text, text).replace("\n", ", ")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that a step changed, word by word; `lang` is the language of its text."""

    label: str
    lang: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class TermStep:
    """One line of an entry's history: who did what and when, in what words, and what it changed."""

    actor: str
    sentence: str
    at: datetime
    note: str
    fields: tuple[FieldChange, ...]


def told(event: TermEvent) -> TermStep:
    fields = () if event.before is None else field_changes(event.before, event.after)
    return TermStep(event.actor.name, _sentence(event), event.at, event.note, fields)


def field_changes(before: Term, after: Term) -> tuple[FieldChange, ...]:
    """The fields in which two entries differ, in the order of the form."""
    old, new = texts_of(before), texts_of(after)
    return tuple(
        FieldChange(label, _lang(name), word_changes(spoken(name, old[name]), spoken(name, new[name])))
        for name, label in LABELS.items()
        if old[name] != new[name]
    )


def _lang(name: str) -> str:
    return "en" if name in ENGLISH else "fr"


def _sentence(event: TermEvent) -> str:
    if event.action is not TermAction.RECHECK:
        return HAPPENED[event.action]
    places = event.detail.get("segments", {})
    segments = sum(len(positions) for positions in places.values())
    told = {"segments": count(segments, "segment"), "texts": count(len(places), "texte")}
    return HAPPENED[event.action] % told
