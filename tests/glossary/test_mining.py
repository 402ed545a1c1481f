"""Phrases that may be terms come out of texts; names, dates, verbs and page furniture do not."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.mining import Phrase, Phrases, gender, read_words, termhood

TEXT = (
    "Each humanitarian agency appoints a data steward for the registration of families.",
    "The data steward tells Kobo Relief what was registered in March.",
    "In January a data steward may collect names and delete records on behalf of Kobo Relief.",
    "Agencies collect what a data steward asks for, and share nothing on behalf of others.",
    "They must quickly collect the registration of each family for Kobo Relief on behalf of donors.",
    "A new registration was closed by Kobo Relief in March, and another registration in January.",
)


def nouns(texts, fewest=3, lang="en"):
    return {phrase.usual for phrase in Phrases(lang, texts, fewest).nouns(fewest)}


def test_what_is_said_often_behind_articles_is_a_noun_phrase():
    assert {"data steward", "registration"} <= nouns(TEXT)


@pytest.mark.parametrize("noise", ["Kobo Relief", "March", "January", "collect", "behalf", "quickly"])
def test_names_dates_verbs_and_fixed_expressions_are_none(noise):
    assert noise not in nouns(TEXT)


def test_headings_and_buttons_are_passed_over():
    menu = ["The data steward"] * 9
    assert not list(Phrases("en", menu, 3, shortest=5))
    assert [phrase.count for phrase in Phrases("en", menu, 3) if phrase.usual == "data steward"] == [9]


def test_plurals_and_spellings_are_one_phrase():
    texts = ["The data-collection tool works.", "Two data collection tools work.", "A data collection tool is here."]
    assert any(
        phrase.count == 2 for phrase in Phrases("en", texts, 2) if phrase.key[-1] == "tool" and len(phrase.key) == 3
    )


def test_a_part_of_a_longer_phrase_counts_for_less_than_a_phrase_of_its_own():
    whole = [f"The private key holder {n} signs." for n in range(4)] + [f"A complaint {n} came in." for n in range(4)]
    phrases = Phrases("en", whole, 3).nouns(3)
    value = {phrase.usual: worth for phrase in phrases for key, worth in termhood(phrases).items() if key == phrase.key}
    assert value["private key holder"] > value["complaint"] > value.get("holder", 0)


def test_the_articles_before_a_french_phrase_tell_its_gender():
    french = ["Le registre est tenu.", "Un registre suffit.", "La personne concernée lit ce registre."]
    (register,) = (phrase for phrase in Phrases("fr", french, 3) if phrase.key == ("registre",))
    assert gender(register) == "m"
    assert gender(Phrase(("x",), written=Counter({"données": 2}), before=Counter({"les": 2}))) == ""


WORDS = st.sampled_from(("data", "Data", "steward", "stewards", "of", "the", "key", ",", "protection"))
SENTENCES = st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=8)


@given(SENTENCES, st.integers(1, 3))
def test_what_is_frequent_is_found_wherever_it_stands(sentences, fewest):
    found = {phrase.key: phrase for phrase in Phrases("en", sentences, fewest)}
    for word in ("data", "steward", "protection"):
        places = [[spelling.key for spelling in read_words(sentence, "en")].count(word) for sentence in sentences]
        frequent = sum(map(bool, places)) >= fewest
        assert ((word,) in found) == frequent
        assert not frequent or found[word,].count == sum(places)
