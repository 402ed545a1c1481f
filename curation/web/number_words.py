"""What the page of numbers calls things, and how it writes figures, months, models and versions of the term base."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from curation.numbers import Dimension, Fate
from curation.web import formats
from curation.web.formats import day
from curation.web.language import FRENCH, _, marked, ngettext, spoken

HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Dimension.MONTH: marked("Mois"),
        Dimension.ORGANISATION: marked("Source"),
        Dimension.THEME: marked("Thème"),
        Dimension.ENGINE: marked("Modèle de traduction"),
        Dimension.GLOSSARY: marked("Version du glossaire"),
        "document": marked("Document"),
        "page": marked("Page"),
        "documents": marked("Documents"),
        "units": marked("Segments"),
        "kept": marked("Gardés tels quels (%)"),
        "rate": marked("Mots réécrits pour 100"),
        "margin": marked("± (à 95 %)"),
        "chrf": marked("chrF"),
        "pace": marked("Secondes par mot"),
        "pace_margin": marked("± secondes (à 95 %)"),
        "edits": marked("Mots réécrits"),
        "source": marked("Anglais"),
        "first": marked("Premier français"),
        "approved": marked("Français approuvé"),
        "check": marked("Contrôle"),
        Fate.SETTLED: marked("Réglés par une correction"),
        Fate.DISMISSED: marked("Écartés avec un motif"),
        Fate.STANDING: marked("Approuvés tels quels"),
    }
)

CHECKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bracket": marked("Parenthèse seule"),
        "capital": marked("Majuscule"),
        "date": marked("Date"),
        "date-format": marked("Écriture d’une date"),
        "doubled-word": marked("Mot doublé"),
        "elision": marked("Élision"),
        "empty": marked("Français vide"),
        "extra-space": marked("Espace en trop"),
        "forced": marked("Terme imposé à la machine"),
        "glossary-changed": marked("Glossaire changé depuis"),
        "identical": marked("Resté en anglais"),
        "inconsistent": marked("Traduit autrement ailleurs"),
        "language": marked("Autre langue que le français"),
        "last-mark": marked("Signe de la fin"),
        "length": marked("Longueur"),
        "link": marked("Lien"),
        "name": marked("Nom propre"),
        "number": marked("Nombre"),
        "number-format": marked("Écriture d’un nombre"),
        "omitted": marked("Passage omis"),
        "placeholder": marked("Repère à garder"),
        "quotes": marked("Guillemets"),
        "repetition": marked("Répétition"),
        "scale": marked("Ordre de grandeur"),
        "sentence": marked("Phrase perdue"),
        "term-forbidden": marked("Forme à éviter"),
        "term-missing": marked("Terme absent"),
        "typography": marked("Typographie"),
        "unit": marked("Unité de mesure"),
        "unit-place": marked("Place de l’unité"),
        "untranslated": marked("Mots laissés en anglais"),
        "word": marked("Mot inconnu"),
    }
)
_SHORT_FRENCH_MONTHS: Final = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
_SHOWN_DIGITS: Final = 6  # of a fingerprint: enough to tell the few that a home ever had


def decimal(value: float, places: int = 1) -> str:
    """ "12,4", or "12.4" on a page in English."""
    written = f"{value:.{places}f}"
    return written.replace(".", ",") if spoken() == FRENCH else written


def percent(share: float) -> str:
    """ "92 %"; rounded down, so that only all is "100 %"."""
    return formats.percent(int(100 * share + 1e-9))


def few(documents: int) -> str:
    """ "3 textes"."""
    return ngettext("%(num)s texte", "%(num)s textes", documents) % {"num": documents}


def short_month(month: date) -> tuple[str, str]:
    """ "sept.", "2026": what stands under a column."""
    short = _SHORT_FRENCH_MONTHS[month.month - 1] if spoken() == FRENCH else formats.MONTHS[month.month][:3]
    return short, str(month.year)


def engine_name(fingerprint: str) -> str:
    """ "Argos 1.9 (3fa9c1)" for "argos/1.9/3fa9c1…/beam4/…"; an engine of another shape by all it says of itself."""
    made = fingerprint.split("/beam")[0]
    if found := re.fullmatch(r"argos/(.+)/([0-9a-f]{7,})", made):
        return f"Argos {found[1]} ({found[2][:_SHOWN_DIGITS]})"
    if found := re.fullmatch(r"opus/([0-9a-f]{7,})", made):
        return f"OPUS-MT ({found[1][:_SHOWN_DIGITS]})"
    if found := re.fullmatch(r"libretranslate/(.+)/\d+", made):
        return _("LibreTranslate sur %(server)s") % {"server": found[1]}
    return made


def glossary_name(fingerprint: str, since: datetime) -> str:
    """ "depuis le 3 mars 2026 (1f2e3d)": a version has no other name than the day on which it was first used."""
    return _("depuis le %(day)s (%(mark)s)") % {"day": day(since), "mark": fingerprint[:_SHOWN_DIGITS]}
