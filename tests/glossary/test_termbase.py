"""A term is found as a whole word, in any spelling English gives it, and nowhere else."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.termbase import Status, Term, TermBase

ENGLISH = (
    "data protection",
    "data protection impact assessment",
    "data protection officer",
    "personal data",
    "data minimization",
    "data set",
    "data subject",
    "multi-sector needs assessment",
    "humanity, neutrality, impartiality and independence",
    "Centre for Humanitarian Data",
    "policy",
    "person",
    "analysis",
    "crisis",
    "database",
    "best practice",
    "SARS",
    "site",
    "WHO",
    "NGO",
)
TERMS = TermBase(Term(english, "français") for english in ENGLISH)


def found(text: str, terms: TermBase = TERMS) -> list[str]:
    return [match.found for match in terms.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "data protection impact assessments",
        "Data Protection Officer",
        "DATA PROTECTION",
        "data minimisation",
        "data\u00a0minimization",
        "data-sets",
        "data pro\u00adtection",
        "multi sector needs assessment",
        "multi\u2011sector needs assessments",
        "Humanity, neutrality, impartiality and independence",
        "Center for Humanitarian Data",
        "policies",
        "Persons",
        "analyses",
        "crises",
        "databases",
        "best practices",
        "NGOs",
        "WHO",
    ],
)
def test_a_term_is_found_in_its_other_spellings(text):
    assert found(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "SARS-CoV-2",
        "visite",
        "websites",
        "who",
        "Who",
        "WHO WE ARE",
        "ngo",
        "data, protection",
        "data - protection",
        "non-person",
    ],
)
def test_a_term_is_not_found_inside_something_else(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"), [("the person's data", ["person"]), ("data subjects’ rights", ["data subjects"])]
)
def test_a_possessive_is_not_part_of_the_term(text, words):
    assert found(text) == words


def test_the_longest_term_wins_wherever_it_starts():
    assert found("personal data protection officer") == ["data protection officer"]
    assert found("data protection impact assessment, data protection") == [
        "data protection impact assessment",
        "data protection",
    ]


def test_a_proposed_term_never_hides_an_approved_one():
    terms = TermBase(
        [Term("data", "données"), Term("data hub", "pôle", Status.PROPOSED), Term("hub", "pôle", Status.PROPOSED)]
    )
    assert found("a data hub", terms) == ["data", "hub"]


def test_a_deprecated_term_is_kept_but_not_found():
    terms = TermBase([Term("tool", "outil", Status.DEPRECATED)])
    assert (found("a tool", terms), len(terms)) == ([], 1)
    assert terms.get("tool") is not None


def test_a_synonym_leads_to_its_term():
    term = Term("right to erasure", "droit à l’effacement", synonyms=("right to be forgotten",))
    assert [match.term for match in TermBase([term]).find("the right to be forgotten")] == [term]


def test_homographs_are_found_at_the_same_place():
    noun, verb = Term("lead", "chef de file", part_of_speech="noun"), Term("lead", "diriger", part_of_speech="verb")
    assert [(match.start, match.term) for match in TermBase([noun, verb]).find("A lead")] == [(2, noun), (2, verb)]


def test_a_case_sensitive_term_keeps_its_case():
    terms = TermBase([Term("Cluster", "Cluster", case_sensitive=True)])
    assert found("the Cluster and a cluster", terms) == ["Cluster"]


def test_the_fingerprint_follows_the_content_and_not_the_order():
    terms = list(TERMS)
    assert TermBase(reversed(terms)).fingerprint == TERMS.fingerprint
    assert TermBase([*terms[1:], Term(terms[0].source, "autre")]).fingerprint != TERMS.fingerprint


@given(st.text(st.sampled_from("data protection WHO's-'’,;\u00ad\u00a0site é")))
def test_what_is_found_stands_in_the_text_and_never_overlaps(text):
    matches = TERMS.find(text)
    assert all(match.found == text[match.start : match.end] for match in matches)
    assert all(left.end <= right.start for left, right in pairwise(matches))


def test_a_large_base_finds_the_same_as_a_small_one():
    random = Random(1)
    noise = [Term(f"data w{random.randrange(900)} w{number}", "x") for number in range(10_000)]
    text = "Personal data and data protection impact assessments"
    assert found(text, TermBase([*noise, *TERMS])) == found(text)


LEAD = (
    Term("lead", "chef de file", part_of_speech="noun", domain="coordination", only_with=("cluster", "agency")),
    Term("lead", "plomb", part_of_speech="noun", domain="santé", only_with=("blood", "exposure")),
)


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("The cluster lead calls a meeting.", ["chef de file"]),
        ("Lead exposure harms children.", ["plomb"]),
        ("Agencies chose a lead.", ["chef de file"]),
        ("They lead by example.", []),
        ("The agency measured lead in blood.", ["chef de file", "plomb"]),
    ],
)
def test_t36_the_words_around_a_homograph_tell_which_is_meant(sentence, meant):
    assert [match.term.target for match in TermBase(LEAD).find(sentence)] == meant


def test_t36_a_sense_without_rules_is_meant_where_no_other_is_asked_for():
    terms = TermBase(
        [Term("record", "enregistrement", domain="données"), Term("record", "dossier", only_with=("medical",))]
    )
    assert [match.term.target for match in terms.find("Delete each record.")] == ["enregistrement"]
    assert [match.term.target for match in terms.find("A medical record is kept.")] == ["dossier"]


def test_t36_a_sense_is_not_meant_beside_words_that_exclude_it():
    terms = TermBase(
        [Term("right", "droit", part_of_speech="noun", not_with=("right away", "right now", "right click"))]
    )
    assert terms.find("Right click on the map.") == []
    assert len(terms.find("The right of access is theirs.")) == 1
