"""The measures of `bench.terms` against cases worked by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis.strategies import lists, sampled_from
from sacrebleu.metrics import TER

from bench.term_measures import Span, around, exact_match, one_minus_term, rated, term_edit_rate, window_overlap
from glossary.termbase import Term, TermBase

TERMS = TermBase(
    [
        Term("consent", "consentement", tolerated=("accord",)),
        Term("data protection", "protection des données"),
        Term("survey", "enquête"),
    ]
)
ONE_MISSING = rated(
    TERMS,
    "Consent matters for data protection.",
    "L’accord compte pour la sécurité des données.",
    "Le consentement compte pour la protection des données.",
)


def span(text, words):
    start = text.index(words)
    return Span(start, start + len(words))


# Exact match


def test_a_term_is_said_or_not():
    assert exact_match([ONE_MISSING]) == 1 / 2


def test_what_is_only_tolerated_is_not_the_preferred_word():
    assert exact_match([ONE_MISSING], tolerated=False) == 0


def test_a_term_in_another_number_is_said():
    sentence = rated(TERMS, "Surveys help.", "Les enquêtes aident.", "Une enquête aide.")
    assert exact_match([sentence]) == 1


def test_a_term_that_the_reference_does_not_say_counts_only_when_asked():
    sentence = rated(TERMS, "A survey on consent.", "Une enquête sur le sondage.", "Un sondage sur le consentement.")
    assert exact_match([sentence]) == 0
    assert exact_match([sentence], only_in_reference=False) == 1 / 2


def test_the_share_is_of_terms_and_not_of_sentences():
    said = rated(TERMS, "The survey.", "L’enquête.", "L’enquête.")
    assert exact_match([ONE_MISSING, said]) == 2 / 3


def test_without_terms_there_is_nothing_to_tell():
    nothing = rated(TERMS, "Hello.", "Bonjour.", "Bonjour.")
    assert exact_match([nothing]) is None
    assert window_overlap([nothing], 2) is None


# Window overlap


def test_the_words_around_a_term_leave_out_punctuation():
    text = "Ici, sans le consentement, rien (ne) va."
    assert around(text, span(text, "consentement"), 2) == ["sans", "le", "rien", "ne"]


def test_a_term_at_the_beginning_has_words_on_one_side_only():
    assert around("Enquête sur la faim", Span(0, 7), 2) == ["sur", "la"]


def test_the_overlap_is_of_the_words_around_the_reference():
    # Around "consentement": [sans, le, des, personnes] in the reference, [avec, le, des, gens] in ours: 2 of 4.
    sentence = rated(TERMS, "Consent.", "avec le consentement des gens", "sans le consentement des personnes")
    assert window_overlap([sentence], 2) == 2 / 4


def test_a_wider_window_asks_for_more_words():
    # [et, sans, le, des, personnes, seules] against [et, avec, le, des, gens, seuls]: 3 of 6.
    ours, reference = "et avec le consentement des gens seuls", "et sans le consentement des personnes seules"
    assert window_overlap([rated(TERMS, "Consent.", ours, reference)], 3) == 3 / 6


def test_a_word_that_comes_once_overlaps_once():
    # [le, le] in the reference, [le, un] in ours: 1 of 2.
    sentence = rated(TERMS, "Consent.", "le consentement un", "le consentement le")
    assert window_overlap([sentence], 1) == 1 / 2


def test_a_sentence_whose_terms_are_all_missing_counts_as_nothing():
    missing = rated(TERMS, "A survey.", "Un sondage.", "Une enquête.")
    said = rated(TERMS, "A survey.", "Une enquête.", "Une enquête.")
    assert window_overlap([missing, said], 2) == 1 / 2


# 1-TERm


def test_an_edit_costs_its_share_of_the_reference():
    assert term_edit_rate("le chat noir", "le chat blanc", ()) == 1 / 3


def test_a_wrong_word_of_a_term_costs_double():
    reference = "le consentement compte"  # weights 1, 2, 1
    assert term_edit_rate("le accord compte", reference, (span(reference, "consentement"),)) == 2 / 4
    assert term_edit_rate("un consentement compte", reference, (span(reference, "consentement"),)) == 1 / 4


def test_a_missing_word_of_a_term_costs_double_and_a_needless_one_does_not():
    reference = "la protection des données"  # weights 1, 2, 2, 2
    terms = (span(reference, "protection des données"),)
    assert term_edit_rate("la protection données", reference, terms) == 2 / 7
    assert term_edit_rate("la protection des bonnes données", reference, terms) == 1 / 7


def test_moving_a_run_of_words_costs_one():
    assert term_edit_rate("demain il pleut ici", "il pleut ici demain", ()) == 1 / 4


def test_a_run_is_moved_beside_its_neighbours_when_other_words_are_missing():
    # "e f" moves to the end (1), "x" and "y" are put in (2).
    assert term_edit_rate("a e f b c d", "x y a b c d e f", ()) == 3 / 8


def test_saying_nothing_costs_everything():
    assert term_edit_rate("", "le consentement compte", (Span(3, 15),)) == 1


def test_the_mean_is_over_sentences():
    wrong = rated(TERMS, "Consent.", "Accord", "Consentement")
    right = rated(TERMS, "Consent counts now.", "Le consentement compte", "Le consentement compte")
    assert one_minus_term([wrong, right]) == 1 / 2


FRENCH = lists(sampled_from(["le", "la", "don", "sur", "vie", "eau", "terre"]), min_size=1, max_size=9).map(" ".join)


@given(FRENCH, FRENCH)
def test_without_terms_it_is_close_to_the_usual_edit_rate(ours, reference):
    """Moves are found greedily by both, so one may find a move that the other does not."""
    usual = TER().sentence_score(ours, [reference]).score / 100
    words = len(reference.split())
    assert term_edit_rate(ours, reference, ()) <= usual + 1.01 / words


@given(FRENCH, FRENCH)
def test_only_the_same_words_cost_nothing(ours, reference):
    assert (term_edit_rate(ours, reference, ()) == 0) == (ours == reference)
