"""Words that a machine makes up are told from French ones, from names and from what the English has too."""

import pytest

from translation.checks import check
from translation.lexicon import invented, is_french

GOOD = """
accès également plusieurs conformément géospatiales cybersécurité anonymisées journalisation préremplir inconsultables
redevabilité pseudonymisation interopérer dépersonnalisés multisecteurs lorsqu aujourd
"""
MADE_UP = "médianance minérame disturation fancturation déchiffrographie cybercurité gouvernation infrtructure"


@pytest.mark.parametrize("word", GOOD.split())
def test_a_french_word_is_known_in_any_form(word):
    assert is_french(word)


@pytest.mark.parametrize("word", MADE_UP.split())
def test_a_word_that_a_machine_made_up_is_not(word):
    assert not is_french(word)


def test_each_word_is_told_once_in_its_order():
    text = "La médianance et la disturation de la médianance."
    assert invented(text) == ["médianance", "disturation"]


def test_names_acronyms_addresses_and_words_of_the_english_are_none_of_them():
    text = "Voir Tlaamin, ODK, www.disturation.org, a@disturation.org et le mapathon."
    assert invented(text, beside="See Tlaamin, ODK and the Mapathon.") == []


def test_a_reviewer_is_told_of_them_in_one_sentence():
    one, several = (
        check("The data are kept.", f"Les {words} sont gardées.")
        for words in ("disturation", "disturation fancturation")
    )
    assert [finding.message for finding in one] == [
        "Le mot « disturation » n’est dans aucun dictionnaire : est-il bien écrit ?"
    ]
    assert [finding.message for finding in several] == [
        "Ces mots ne sont dans aucun dictionnaire : « disturation », « fancturation »."
    ]
