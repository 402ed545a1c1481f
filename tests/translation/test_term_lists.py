"""The lists that the measure of terms is made with, and how terms are found in aligned sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.mined_terms import gender, mined
from bench.parallel import Pair
from bench.terms import LISTS, figures, runs, sampled
from glossary.termbase import Term, TermBase
from glossary.validation import problems
from translation.engine import Hypothesis

ALIGNED = [
    Pair(english, french, "guide")
    for english, french in [
        ("The survey was long.", "L’enquête était longue."),
        ("A survey asks for consent.", "Une enquête demande le consentement."),
        ("People answered the survey.", "Les gens ont répondu à l’enquête."),
        ("They gave their consent.", "Ils ont donné leur consentement."),
        ("Without the consent nothing happens.", "Sans le consentement rien ne se passe."),
        ("The food distribution begins.", "La distribution de nourriture commence."),
        ("After the food distribution we leave.", "Après la distribution de nourriture nous partons."),
        ("A food distribution takes a day.", "Une distribution de nourriture prend un jour."),
    ]
]
TERMS = TermBase([Term("survey", "enquête"), Term("consent", "accord")])


class Obedient:
    """An engine that says what people wrote, or the terms alone where it is given terms."""

    fingerprint = "obedient/1"

    def translate(self, texts, *, terms=None):
        french = {pair.english: pair.french for pair in ALIGNED}
        if terms is None:
            return [Hypothesis(french[text], 0.0) for text in texts]
        return [Hypothesis(" ".join(match.term.target for match in terms.find(text)), 0.0) for text in texts]


@pytest.mark.parametrize("name", ["mined", "adversarial"])
def test_the_terms_of_a_list_are_sound(name):
    wrong = [problem for problem in problems(LISTS[name]()) if "definition" not in problem and "origin" not in problem]
    assert wrong == []


def test_the_list_found_in_references_has_150_terms():
    assert len(LISTS["mined"]()) == 150


def test_terms_are_found_with_their_french():
    found = {term.source: (term.target, term.gender) for term in mined(ALIGNED, 10)}
    assert found["survey"] == ("enquête", "f")
    assert found["consent"] == ("consentement", "m")
    assert found["food distribution"] == ("distribution de nourriture", "f")


def test_part_of_a_longer_phrase_is_no_term_of_its_own():
    assert {"food", "distribution"}.isdisjoint(term.source for term in mined(ALIGNED, 10))


def test_the_gender_is_that_of_most_articles_and_unknown_without_any():
    assert gender({"la": 3, "le": 1, "les": 9}, "enquête") == "f"
    assert gender({"le": 2}, "droits") == "m pl"
    assert gender({"les": 9, "l'": 2}, "accès") == ""


def test_the_sample_holds_terms_and_is_the_same_each_time():
    sample = sampled(ALIGNED, TERMS, 100)
    assert all(TERMS.find(pair.english) for pair in sample["unseen"])
    assert len(sample["unseen"]) == 5
    assert sampled(ALIGNED, TERMS, 3) == sampled(ALIGNED, TERMS, 3)


def test_a_publisher_that_the_model_learned_from_is_told_apart():
    known = [Pair("The survey was long.", "L’enquête était longue.", "kobo-surveys")]
    assert sampled(known, TERMS, 9) == {"unseen": [], "seen": known}


def test_figures_and_signs_that_the_english_has_not_are_told():
    (without, _) = runs(Obedient(), ALIGNED[:2], TERMS)
    assert without.garbled == 0
    strange = replace(without.rated[0], ours="L’enquête(1) était longue.")
    assert replace(without, rated=(strange, *without.rated[1:])).garbled == 1


def test_an_obedient_engine_says_all_terms_and_the_plain_one_those_of_the_reference():
    sample = [pair for pair in ALIGNED if TERMS.find(pair.english)]
    without, with_terms = runs(Obedient(), sample, TERMS)
    said, preferred, everything, *_ = figures(without)
    assert (said, preferred, everything) == ("100.0", "100.0", "50.0")  # three surveys, three consents
    assert list(figures(with_terms))[2] == "100.0"
    assert list(figures(without))[6] == "100.0"  # BLEU
