"""What the glossary lacks is proposed: from texts, from French that people stand behind, from what reviewers change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.termbase import Status, Term
from translation.corrections import Correction, changes, exchanges
from translation.mining import Reason, Sentence, candidates, log_likelihood, why

ENGLISH = (
    "Each site has a data steward who answers questions.",
    "Ask the data steward before you share a list.",
    "A data steward deletes old lists every month.",
    "The list is kept by the data steward of the camp.",
    "No list leaves the camp without the data steward.",
    "The camp is open to visitors in the morning.",
    "People of the camp may read the list.",
    "The water of the river is not safe.",
    "Two trucks bring food in the evening.",
    "The school is closed for the summer.",
)
FRENCH = (
    "Chaque site a un référent données qui répond aux questions.",
    "Demandez au référent données avant de partager une liste.",
    "Un référent données efface les anciennes listes chaque mois.",
    "La liste est tenue par le référent données du camp.",
    "Aucune liste ne quitte le camp sans le référent données.",
    "Le camp est ouvert aux visiteurs le matin.",
    "Les gens du camp peuvent lire la liste.",
    "L’eau de la rivière n’est pas potable.",
    "Deux camions apportent des vivres le soir.",
    "L’école est fermée pour l’été.",
)
SENTENCES = [Sentence(ours, theirs, f"Guide {n}") for n, (ours, theirs) in enumerate(zip(ENGLISH, FRENCH, strict=True))]


def named(found, source):
    return next((one for one in found if one.source == source), None)


def test_a_term_comes_with_the_french_that_stands_beside_it():
    steward = named(candidates(SENTENCES, [], []), "data steward")
    assert steward is not None
    assert (steward.target, steward.gender, steward.agreeing, steward.translated) == ("référent données", "m", 5, 5)
    assert steward.reasons == (Reason.PAIRS, Reason.TEXTS)
    assert "5 traductions relues sur 5" in why(steward)
    assert steward.examples[0] in zip(ENGLISH, FRENCH, strict=True)


def test_without_translations_the_french_is_left_open():
    steward = named(candidates([Sentence(text) for text in ENGLISH], [], []), "data steward")
    assert steward is not None
    assert (steward.target, steward.reasons, steward.documents) == ("", (Reason.TEXTS,), 1)


@pytest.mark.parametrize("status", Status)
def test_what_the_glossary_has_or_has_put_away_is_not_proposed(status):
    assert named(candidates(SENTENCES, [], [Term("data stewards", "référents", status)]), "data steward") is None


def test_a_page_that_says_one_sentence_again_and_again_proposes_nothing():
    assert candidates([Sentence("Read the privacy notice of this website.")] * 50, [], []) == []


def test_what_reviewers_change_in_a_machines_french_is_proposed_first(starter_engine):
    people = ("child", "patient", "teacher", "driver", "farmer")
    english = [f"The informed consent of every {one} is required." for one in people]
    french = [said.text for said in starter_engine.translate(english)]
    assert all("consentement" in said for said in french)
    agreed = [Correction(a, b, b.replace("consentement", "accord")) for a, b in zip(english, french, strict=True)]
    first = candidates(SENTENCES, agreed, [])[0]
    assert (first.instead_of, first.target, first.edits, first.chances) == ("consentement", "accord", 5, 5)
    assert "consent" in first.source
    assert first.reasons == (Reason.EDITS,)
    term = first.as_term()
    assert (term.status, term.target, term.example[0] in english) == (Status.PROPOSED, "accord", True)


PEOPLE = (("person", "personne"), ("patient", "patient"), ("child", "enfant"))
ASKED = [
    Correction(
        f"We ask for the consent of each {ours}.",
        f"Nous demandons l’avis de chaque {theirs}.",
        f"Nous demandons le consentement de chaque {theirs}.",
    )
    for ours, theirs in PEOPLE
]
PAPER = "Le formulaire d’avis est sur papier."
LEFT = [Correction("The consent form is on paper.", PAPER, PAPER)]


def test_a_change_is_told_with_how_often_it_could_have_been_made():
    change = changes([*ASKED, *LEFT])["consent",]
    assert (change.before, change.after, change.times, change.chances) == ("avis", "consentement", 3, 4)


def test_a_change_that_does_not_come_back_is_none():
    assert changes([ASKED[0], *LEFT]) == {}


def test_a_word_that_was_added_comes_with_the_words_beside_it():
    said = [
        written for _, written in exchanges("des données personnelles ici", "des données à caractère personnel ici")
    ]
    assert ("données personnelles", "données à caractère personnel") in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("la personne concernée", "les personnes concernées"),
        ("le texte, et la liste", "le texte et la liste"),
        ("un deux", "un deux"),
    ],
)
def test_endings_and_marks_are_no_exchange(before, after):
    assert list(exchanges(before, after)) == []


@given(st.text("abcé’ ,.", max_size=40), st.text("abcé’ ,.", max_size=40))
def test_both_sides_of_an_exchange_stand_in_their_text(before, after):
    for _, (ours, theirs) in exchanges(before, after):
        assert ours in before
        assert theirs in after


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(1, 30))
def test_the_log_likelihood_is_never_negative_and_does_not_mind_the_order(both, ours, theirs, rest):
    total = both + ours + theirs + rest
    value = log_likelihood(both, both + ours, both + theirs, total)
    assert value == pytest.approx(log_likelihood(both, both + theirs, both + ours, total), abs=1e-6)
    assert value > -1e-6


def test_the_log_likelihood_is_nothing_for_what_does_not_meet_more_than_by_chance():
    assert log_likelihood(25, 50, 50, 100) == pytest.approx(0, abs=1e-9)
    # Dunning (1993), table 2: "the swiss".
    assert log_likelihood(110, 2552, 221, 31777) == pytest.approx(270.72, abs=0.05)
