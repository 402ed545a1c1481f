"""Determiners, elision and contraction, plural and feminine: the small grammar around a term."""

import pytest

from glossary import default_termbase
from translation.agreement import (
    Form,
    agreed,
    determined,
    determiner_before,
    elides,
    likely_feminine,
    looks_plural,
    plural,
    plural_phrase,
)

M, F, MP, FP = Form(False, False), Form(True, False), Form(False, True), Form(True, True)


@pytest.mark.parametrize(
    ("kind", "form", "word", "said"),
    [
        ("the", M, "consentement", "le consentement"),
        ("the", F, "analyse", "l’analyse"),
        ("the", FP, "données", "les données"),
        ("the", M, "handicap", "le handicap"),
        ("the", M, "hôpital", "l’hôpital"),
        ("the", M, "HCR", "le HCR"),
        ("the", F, "ONU", "l’ONU"),
        ("of the", M, "consentement", "du consentement"),
        ("of the", F, "collecte", "de la collecte"),
        ("of the", M, "incident", "de l’incident"),
        ("of the", MP, "incidents", "des incidents"),
        ("of", MP, "incidents", "d’incidents"),
        ("of", FP, "données", "de données"),
        ("to the", M, "partage", "au partage"),
        ("to the", FP, "données", "aux données"),
        ("this", M, "incident", "cet incident"),
        ("this", F, "enquête", "cette enquête"),
        ("his", F, "analyse", "son analyse"),
        ("his", F, "collecte", "sa collecte"),
        ("a", F, "enquête", "une enquête"),
        ("", M, "consentement", "consentement"),
    ],
)
def test_a_determiner_fits_what_follows(kind, form, word, said):
    assert determined(kind, form, word) + word == said


@pytest.mark.parametrize(
    ("text", "kinds", "start"),
    [
        ("dans l’", ("the",), 5),
        ("et de la ", ("of the",), 3),
        ("vers les ", ("the",), 5),
        ("que des ", ("a", "of the"), 4),
        ("vue d'", ("of",), 4),
        ("parler à l’ ", ("to the",), 7),
        ("Cette ", ("this",), 0),
        ("tous les ", ("all the",), 0),
    ],
)
def test_the_determiner_before_a_word_is_known(text, kinds, start):
    found = determiner_before(text, len(text))
    assert (found.kinds, found.start) == (kinds, start)


@pytest.mark.parametrize("text", ["", "données ", "parle ", "idée", "inde "])
def test_what_is_no_determiner_is_none(text):
    assert determiner_before(text, len(text)) is None


@pytest.mark.parametrize(
    ("singular", "several"),
    [
        ("consentement éclairé", "consentements éclairés"),
        ("analyse d’impact", "analyses d’impact"),
        ("réseau social", "réseaux sociaux"),
        ("responsable du traitement", "responsables du traitement"),
        ("sous-traitant", "sous-traitants"),
        ("cas", "cas"),
        ("ONG locale", "ONG locales"),
        ("travail", "travaux"),
        ("festival", "festivals"),
    ],
)
def test_a_noun_phrase_in_the_plural(singular, several):
    assert plural_phrase(singular) == several
    assert plural_phrase(several) == several or " " not in singular


def test_a_plural_has_no_plural():
    assert [plural(word) for word in ("données", "réseaux", "cas", "OCHA")] == ["données", "réseaux", "cas", "OCHA"]


@pytest.mark.parametrize(
    ("adjective", "feminine_plural", "masculine"),
    [
        ("partagés", "partagées", "partagé"),
        ("personnel", "personnelles", "personnel"),
        ("médicaux", "médicales", "médical"),
        ("sensible", "sensibles", "sensible"),
        ("sérieuse", "sérieuses", "sérieux"),
        ("actives", "actives", "actif"),
    ],
)
def test_an_adjective_agrees(adjective, feminine_plural, masculine):
    assert (agreed(adjective, FP), agreed(adjective, M)) == (feminine_plural, masculine)


@pytest.mark.parametrize(
    ("word", "feminine"),
    [("protection", True), ("consentement", False), ("données", True), ("partage des données", False), ("xyz", None)],
)
def test_the_gender_of_a_noun_by_its_ending(word, feminine):
    assert likely_feminine(word) is feminine


def test_what_looks_plural():
    assert [looks_plural(text) for text in ("données ouvertes", "accès", "processus", "bénéficiaire", "réseaux")] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_elision_before_vowels_and_silent_h_only():
    assert [elides(word) for word in ("accès", "héros", "humain", "onze", "yaourt", "œuvre", "SIG")] == [
        True,
        False,
        True,
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("word", ["hutte", "heurt", "halte", "Hongrie", "houle", "RDC", "MSF", "FMI", "SMS"])
def test_no_elision_before_a_sounded_h_or_a_consonant_of_an_acronym(word):
    assert not elides(word)


@pytest.mark.parametrize("word", ["harmonisation", "hameçonnage", "hybride", "héroïne", "UNHCR", "IRC", "ONG", "OMS"])
def test_elision_before_a_silent_h_or_a_vowel_of_an_acronym(word):
    assert elides(word)


@pytest.mark.parametrize(
    ("word", "feminine"),
    [
        ("protocole d’accord", False),
        ("comité", False),
        ("traité", False),
        ("incendie", False),
        ("silence", False),
        ("eau potable", True),
        ("nuitée", True),
        ("prison", True),
        ("santé", True),
        ("capacité", True),
        ("plan", False),
        ("diagnostic", False),
        ("recueil", False),
        ("formulaires", False),
        ("leçon", True),
    ],
)
def test_the_gender_of_nouns_whose_ending_deceives(word, feminine):
    assert likely_feminine(word) is feminine


def test_likely_genders_are_those_of_the_glossary():
    terms = [term for term in default_termbase() if term.gender and term.part_of_speech not in ("name", "acronym")]
    likely = [(term.target, likely_feminine(term.target), term.gender.startswith("f")) for term in terms]
    assert terms
    assert not [target for target, found, feminine in likely if found not in (None, feminine)]


@pytest.mark.parametrize("phrase", ["pays d’accueil", "corps", "temps de réponse", "tiers", "cours d’eau", "concours"])
def test_a_noun_with_an_s_in_the_singular_does_not_look_plural(phrase):
    assert not looks_plural(phrase)


@pytest.mark.parametrize(
    ("singular", "several"),
    [
        ("enfant non accompagné", "enfants non accompagnés"),
        ("personne qui fuit", "personnes qui fuit"),
        ("donnée sensible et personnelle", "données sensibles et personnelles"),
        ("homme ou femme", "hommes ou femmes"),
    ],
)
def test_only_what_agrees_takes_a_plural(singular, several):
    assert plural_phrase(singular) == several


@pytest.mark.parametrize(
    ("adjective", "masculine", "feminine"),
    [
        ("publique", "public", "publique"),
        ("stratégique", "stratégique", "stratégique"),
        ("nouvelle", "nouveau", "nouvelle"),
        ("beau", "beau", "belle"),
        ("longue", "long", "longue"),
        ("continue", "continu", "continue"),
    ],
)
def test_no_adjective_loses_a_letter_that_it_needs(adjective, masculine, feminine):
    assert (agreed(adjective, M), agreed(adjective, F)) == (masculine, feminine)
