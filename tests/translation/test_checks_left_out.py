"""The checks tell of names and clauses that a translation lost or made up."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from glossary import default_termbase
from translation.checks import check


def told(source: str, target: str) -> list[str]:
    """The messages about names and clauses."""
    return [one.message for one in check(source, target) if one.check in ("name", "omitted", "length", "untranslated")]


def test_a_name_that_is_mangled_is_told_with_its_spelling():
    (message,) = told("The camps near Amboko are open.", "Les camps près d’Amboo sont ouverts.")
    assert "Amboko" in message
    assert told("The camps near Amboko are open.", "Les camps près d’Amboko sont ouverts.") == []


def test_a_name_from_nowhere_is_told():
    (message,) = told("It was signed in Brazil by two partners.", "Il a été signé au Canada par deux partenaires.")
    assert message.startswith("Canada")


def test_a_clause_of_which_nothing_is_left_is_told():
    source = "Open the menu to display all questions, and choose who should be allowed to view what was submitted."
    (message,) = told(source, "Ouvrez le menu pour afficher les questions du menu.")
    assert "and choose who should be allowed" in message


def test_a_noun_phrase_left_in_english_is_told():
    source = "Borrower will pay Bank the unpaid principal amount of all Credit Extensions and interest on that amount."
    (message,) = told(source, source.replace("will pay", "va payer"))
    assert "the unpaid principal amount of all Credit Extensions" in message


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Refugees from Sudan arrived in Chad.", "Des réfugiés du Soudan sont arrivés au Tchad."),
        ("The Canadian government said so.", "Le gouvernement du Canada l’a dit."),
        ("Read the Trust Fund for Women report.", "Lisez le rapport du Trust Fund for Women."),
        ("Embeddable forms are useful.", "Les formulaires intégrables sont utiles."),
    ],
)
def test_good_french_is_left_alone(source, target):
    assert told(source, target) == []


TWO = "The report was written by the team in Geneva. It covers people who live in camps near the border."


@pytest.mark.parametrize(
    ("source", "target", "told_"),
    [
        (TWO, "Le rapport a été rédigé par l’équipe à Genève.", ["length"]),
        (TWO, "Le rapport très complet a été rédigé par toute l’équipe qui est à Genève.", ["omitted"]),
        ("Data protection matters.", "La la la la la la protection des données compte.", ["repetition"]),
        (
            "The data are kept. The data are safe.",
            "Les données sont " + "gardées et sont " * 9 + "sûres. C’est tout.",
            ["repetition"],
        ),
        (
            "The data protection officer of the organisation shared the “report” on March 5, 2024 with 1,234.5 others.",
            "The data protection officer of the organisation shared the “report” on March 5, 2024 with 1,234.5 others.",
            ["identical"],
        ),
    ],
)
def test_one_fault_is_told_once(source, target, told_):
    assert [one.check for one in check(source, target, default_termbase())] == told_


def test_a_french_far_too_short_is_told_with_the_clause_that_is_gone():
    (found,) = check(TWO, "Le rapport a été rédigé par l’équipe à Genève.")
    assert "It covers people who live in camps" in found.message


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_may_stand_apart_from_their_letters(form):
    source, target = "Summary by González of Zakúla.", "Résumé par González de Zakúla."
    assert check(normalize(form, source), target) == check(source, normalize(form, target)) == ()
