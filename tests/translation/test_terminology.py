"""A term is recognised in the French whatever its ending, and a wrong word only where it is one."""

from __future__ import annotations

import pytest

from glossary import default_termbase
from glossary.termbase import Status, Term, TermBase
from translation.terminology import Use, term_uses

TERMS = default_termbase()


def uses(source: str, target: str, terms: TermBase = TERMS) -> dict[str, Use]:
    return {use.match.term.source: use.use for use in term_uses(terms, source, target)}


@pytest.mark.parametrize(
    ("source", "target", "term"),
    [
        ("Data subjects were told.", "Les personnes concernées ont été informées.", "data subject"),
        ("An aid worker", "Une travailleuse humanitaire", "aid worker"),
        ("The enumerators", "Les enquêtrices", "enumerator"),
        ("data protection officers", "les déléguées à la protection des données", "data protection officer"),
        ("data protection impact assessments", "L'analyse d'impact relative à la protection des données", None),
        ("needs assessments", "ÉVALUATIONS DES BESOINS", "needs assessment"),
        ("vital interests", "les intérêts vitaux", "vital interest"),
        ("legitimate interests", "l’intérêt légitime", "legitimate interest"),
        ("access control", "du contrôle de l’accès", "access control"),
        ("Data incidents", "d’incidents liés aux données", "data incident"),
        ("sensitive data", "des données très sensibles", "sensitive data"),
        ("IDPs fled", "Les PDI ont fui", "IDP"),
        ("an implementing partner", "un partenaire de mise en oeuvre", "implementing partner"),
    ],
)
def test_the_preferred_form_is_seen_in_every_inflection(source, target, term):
    assert uses(source, target)[term or "data protection impact assessment"] is Use.PREFERRED


@pytest.mark.parametrize(
    ("source", "target", "term", "use"),
    [
        ("personal data", "des données personnelles", "personal data", Use.TOLERATED),
        ("personal data", "des renseignements", "personal data", Use.MISSING),
        ("informed consent", "le consentement informé", "informed consent", Use.FORBIDDEN),
        ("a data breach", "des brèches de données", "data breach", Use.FORBIDDEN),
        ("data responsibility", "la responsabilité de données", "data responsibility", Use.FORBIDDEN),
        ("data responsibility", "la responsabilité des données", "data responsibility", Use.TOLERATED),
        ("encryption", "le chiffrement, ou cryptage", "encryption", Use.FORBIDDEN),
        ("digital tools", "des outils digitaux", "digital", Use.FORBIDDEN),
    ],
)
def test_each_use_has_its_name(source, target, term, use):
    assert uses(source, target)[term] is use


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("digital fingerprints", "des empreintes digitales numériques"),  # inside another term's preferred form
        ("Digital Public Goods Alliance, a digital tool", "La Digital Public Goods Alliance, un outil numérique"),
        ("Open data at the Open Data Charter", "Les données ouvertes, selon la Open Data Charter"),
    ],
)
def test_a_forbidden_word_inside_something_good_is_not_flagged(source, target):
    assert Use.FORBIDDEN not in uses(source, target).values()


def test_a_wrong_word_inside_a_longer_word_is_not_flagged():
    terms = TermBase([Term("location", "lieu", forbidden=("site",))])
    assert uses("the location", "une visite sur les lieux", terms) == {"location": Use.PREFERRED}
    assert uses("the location", "les sites", terms) == {"location": Use.FORBIDDEN}


def test_a_wrong_word_inside_the_preferred_form_is_not_flagged():
    terms = TermBase([Term("website", "site web", forbidden=("site",))])
    assert uses("our websites", "nos sites web", terms) == {"website": Use.PREFERRED}


def test_a_term_that_comes_twice_may_be_rendered_once():
    found = term_uses(TERMS, "Survey teams read the survey.", "Les équipes lisent l’enquête.")
    assert [(use.match.start, use.use, use.found) for use in found] == [(0, Use.PREFERRED, "enquête")]


def test_either_french_of_a_homograph_will_do():
    terms = TermBase(
        [Term("lead", "chef de file", part_of_speech="noun"), Term("lead", "diriger", part_of_speech="verb")]
    )
    assert [use.use for use in term_uses(terms, "They lead.", "Ils dirigent.")] == [Use.PREFERRED]


def test_the_french_found_is_given_as_it_was_written():
    [use] = term_uses(TERMS, "PERSONAL DATA", "Les Données à caractère personnel.")
    assert use.found == "Données à caractère personnel"


def test_a_proposed_term_is_told_and_a_deprecated_one_is_not():
    terms = TermBase([Term("tool", "outil", Status.PROPOSED), Term("survey", "enquête", Status.DEPRECATED)])
    assert uses("a survey tool", "rien", terms) == {"tool": Use.MISSING}


def test_a_good_form_does_not_reach_over_a_comma():
    assert uses("sensitive data", "des données, sensibles ou non")["sensitive data"] is Use.MISSING
