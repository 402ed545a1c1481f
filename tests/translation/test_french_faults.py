"""What is wrong in the French around a term is found, and what is right is left alone."""

from __future__ import annotations

import pytest

from bench.french_faults import faults_around
from bench.term_measures import Span

TWICE, MISSING, WRONG = "determiner twice", "elision missing", "elision wrong"
PLURAL, SINGULAR = "plural determiner, singular noun", "singular determiner, plural noun"
CONTRACTION, GENDER, REPEATED = "contraction missing", "determiner of the other gender", "words repeated"


def kinds(text: str, term: str, gender: str = "") -> set[str]:
    start = text.index(term)
    return {fault.kind for fault in faults_around(text, Span(start, start + len(term)), gender)}


@pytest.mark.parametrize(
    ("text", "term", "wanted"),
    [
        ("sur les une analyse", "analyse", TWICE),
        ("dans le leur enquête", "enquête", TWICE),
        ("pour le analyse", "analyse", MISSING),
        ("plus de informations sûres", "informations", MISSING),
        ("l’aide de hôpitaux", "hôpitaux", MISSING),
        ("la protection de abris", "abris", MISSING),
        ("l’données sensibles", "données", WRONG),
        ("un risque d’catastrophe", "catastrophe", WRONG),
        ("le besoin de le consentement", "consentement", CONTRACTION),
        ("grâce à les données", "données", CONTRACTION),
        ("recueillir les consentement", "consentement", PLURAL),
        ("recueillir le consentements", "consentements", SINGULAR),
        ("la consentement des gens", "consentement", GENDER),
        ("le consentement consentement", "consentement", REPEATED),
        ("la protection de la protection de la vie", "protection de la vie", REPEATED),
    ],
)
def test_a_fault_is_found(text, term, wanted):
    assert wanted in kinds(text, term, "m" if wanted == GENDER else "")


@pytest.mark.parametrize(
    ("text", "term", "gender"),
    [
        ("un des accès prévus", "accès", "m"),
        ("le processus et les processus", "processus", "m"),
        ("de l’aide humanitaire", "aide humanitaire", "f"),
        ("les données des réfugiés", "données", "f pl"),
        ("avec le HCR et d’ONG", "HCR", "m"),
        ("les OSM et l’UNHCR", "OSM", ""),
        ("le haut responsable", "haut responsable", "m"),
        ("la onzième enquête", "enquête", "f"),
        ("à la une", "une", ""),
        ("nous nous informons", "informons", ""),
        ("le oui de la personne", "oui", "m"),
    ],
)
def test_good_french_has_none(text, term, gender):
    assert kinds(text, term, gender) == set()


@pytest.mark.parametrize(
    ("text", "gender", "wanted"),
    [
        ("la carte officiel du pays", "f", {"adjective of the other gender"}),
        ("les cartes officielle du pays", "f", {"adjective of the other number"}),
        ("la carte officielle du pays", "f", set()),
        ("les cartes utilisées hier", "f", set()),
        ("le niveau de la carte exigé", "f", set()),
        ("un niveau de carte exigé", "f", set()),
        ("la carte officiel du pays", "", set()),
    ],
)
def test_an_adjective_agrees_with_the_term_it_follows(text, gender, wanted):
    assert kinds(text, "cartes" if "cartes" in text else "carte", gender) == wanted


def test_what_is_far_from_the_term_is_not_its_fault():
    assert kinds("les une chose que l’on dit de notre enquête", "enquête") == set()


def test_the_words_of_a_fault_are_shown():
    (fault,) = faults_around("plus de informations sûres", Span(8, 20))
    assert fault.words == "plus de informations sûres"
