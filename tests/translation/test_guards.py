"""The guards see what a machine translation lost or made up, say nothing of good French, and the engine mends it."""

from __future__ import annotations

import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.checks import check as look
from translation.checks import mended
from translation.engine import SPOILT, WAYS, ArgosTranslator, Way
from translation.guards import (
    GUARDS,
    dropped,
    echoes,
    faults,
    is_english,
    losses,
    lost,
    lost_names,
    names,
    repetition,
    spoilt,
    strange_names,
    strange_numbers,
    untranslated,
)
from translation.packages import newest
from translation.placeables import placeables

CREDIT = (  # https://github.com/argosopentech/argos-translate/issues/383
    "Borrower will pay Bank the unpaid principal amount of all Credit Extensions and interest on the unpaid principal "
    "amount of the Credit Extensions ."
)


def french(engine, *texts: str) -> list[str]:
    return [str(hypothesis) for hypothesis in engine.translate(texts)]


# Words left in English


def test_t30_a_noun_phrase_that_went_over_in_english_is_seen():
    said = CREDIT.replace("will pay", "va payer")
    (span,) = untranslated(CREDIT, said)
    assert "the unpaid principal amount of all Credit Extensions" in span
    assert faults(CREDIT, said) > faults(CREDIT, "L’emprunteur paiera à la Banque le principal impayé.")


@pytest.mark.parametrize(
    "text",
    [
        "Overview",
        "Data Sharing Agreement",
        "The data were shared.",
        "FURTHER READING",
        "Date of Construction or Retrofit",
    ],
)
def test_a_text_that_stayed_english_is_seen_whole(text):
    assert untranslated(text, text) == [text]


@pytest.mark.parametrize(
    "text",
    ["Documents", "Protection", "Notes", "OCHA", "2024", "https://example.org/the-data", "KoboToolbox", "Jane Doe"],
)
def test_what_both_languages_write_alike_is_not_english(text):
    assert untranslated(text, text) == []
    assert faults(text, text) == 0


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Press “Save the form and close”.", "Appuyez sur « Save the form and close »."),
        ("Read the Trust Fund for Women report.", "Lisez le rapport du Trust Fund for Women."),
        ("Set {the_name_of} to %s", "Mettre {the_name_of} à %s"),
        ("The plan has a section on protection", "Le plan a une section sur la protection"),
        ("See the page at https://a.org/the-data-of-all", "Voir la page https://a.org/the-data-of-all"),
    ],
)
def test_quoted_words_names_and_shared_words_may_stay(source, said):
    assert untranslated(source, said) == []


# Names and numbers


def test_a_mangled_name_is_lost_and_a_french_one_is_not_strange():
    assert lost_names("Camps near Amboko in Chad", "Les camps près d’Amboo au Tchad") == ["Amboko"]
    assert lost_names("Camps near Amboko in Chad", "Les camps près d’Amboko au Tchad") == []
    assert strange_names("Camps near Amboko in Chad", "Les camps près d’Amboko au Tchad") == []


@pytest.mark.parametrize(
    "word",
    ["Embeddable", "Federative", "Multisector", "Unsentenced", "Refugees", "Commissioner", "NGOs", "Data", "OCHA"],
)
def test_an_unusual_word_with_a_capital_is_no_name(word):
    assert names(f"{word} and Pandoc") == ["Pandoc"]


def test_a_name_from_nowhere_is_seen():
    assert strange_names("the Republic of Brazil", "la République du Canada") == ["Canada"]
    assert strange_names("the Canadian government", "le gouvernement du Canada") == []
    assert strange_names("Rains flood the transit centre.", "La pluie inonde le centre de Byjynonie.") == ["Byjynonie"]


def test_a_number_from_nowhere_is_seen_and_a_spelled_one_is_not():
    assert strange_numbers("Many people left.", "Les 300 personnes sont parties.") == ["300"]
    assert strange_numbers("Two teams and 12,400 people", "2 équipes et 12\u202f400 personnes") == []


# What is missing, what comes twice


def test_a_clause_that_left_nothing_in_a_short_french_is_seen():
    source = "Open the menu to display all questions, and choose who should be allowed to view what was submitted."
    assert dropped(source, "Ouvrez le menu pour afficher les questions.") == [
        "and choose who should be allowed to view what was submitted."
    ]
    whole = "Ouvrez le menu pour afficher toutes les questions, puis décidez qui peut voir les données transmises."
    assert dropped(source, whole) == []


def test_words_said_twice_in_a_row_are_seen_unless_english_says_them_twice():
    assert echoes("the Privacy Commissioner", "le commissaire à la protection de la protection de la vie privée")
    assert echoes("if we ask ourselves", "si nous nous demandons") == []
    assert echoes("Bora Bora", "Bora Bora") == []


@given(st.text(max_size=60), st.integers(min_value=3, max_value=6))
def test_a_loop_weighs_more_than_any_other_fault(text, times):
    source = f"The camp of {text} is open"
    looping = " ".join(["de la protection"] * times)
    assert repetition(looping) == times
    assert spoilt("Protection", looping)
    assert faults("Protection", looping) >= 1000
    assert faults(source, "") >= 1000


@given(st.text(), st.text())
def test_any_two_texts_have_a_number_of_faults(source, said):
    assert all(guard.how_many(source, said) >= 0 for guard in GUARDS)
    assert len(names(source)) == len(set(names(source)))


# Other languages


@pytest.mark.parametrize(
    "text",
    [
        "Les données sont protégées par la loi.",
        "Commission du droit d’auteur",
        "Los datos personales deben protegerse en todo momento.",
        "Die Daten wurden gelöscht.",
        "البيانات الشخصية",
    ],
)
def test_another_language_stays_as_it_is(argos, text):
    assert french(argos, text) == [text]


@pytest.mark.parametrize("text", ["Kasai Health Zones", "Data", "Password:", "Share it with OCHA, HDX and Kobo teams"])
def test_short_english_is_english(text):
    assert is_english(text)


# The engine mends what the guards see


def test_each_further_way_only_lowers_the_faults(models):
    engine = ArgosTranslator(newest(models))
    texts = [
        "Camps near Amboko and Kasai were closed.",
        "European Bank for Reconstruction and Development - Early Transition Countries Fund",
        "b. False",
    ]
    mended = french(engine, *texts)
    engine.ways = WAYS[:1]
    once = french(engine, *texts)
    weights = [(faults(text, a), faults(text, b)) for text, a, b in zip(texts, once, mended, strict=True)]
    assert all(after <= before for before, after in weights)
    assert sum(after for _, after in weights) < sum(before for before, _ in weights)


def test_a_name_is_written_as_in_the_source(argos):
    assert "Amboko" in french(argos, "Amboko Camp")[0]
    assert "Pandoc" in french(argos, "To release this repository yourself, you can use the Pandoc tool.")[0]


def test_t30_the_noun_phrase_that_others_copy_comes_out_in_french(argos):
    (said,) = french(argos, CREDIT)
    assert untranslated(CREDIT, said) == []
    assert losses(CREDIT, said) == 0


def test_t33_english_that_nothing_could_mend_has_the_score_of_a_spoilt_text(models):
    class Parrot(ArgosTranslator):
        def _tried(self, texts, way: Way):
            from translation.engine import _Decoded

            return [_Decoded(text, -0.1 * len(text), len(text)) for text in texts]

    (said,) = Parrot(newest(models)).translate(["The data were shared with partners."])
    assert said.score == SPOILT


# Texts that make models stumble


STUMBLING = [
    "Protection",
    "Overview",
    "DATA PROTECTION IMPACT ASSESSMENT",
    "Information Sharing Protocol For Humanitarian Response",
    "• Data security",
    "Jane Doe, John Smith, Amina Yusuf",
    "350 Fifth Avenue, New York, NY 10118",
    "✓ | 12 % | > 5 km²",
    "Yes ✓ / No ✗",
    "x" * 3000,
    "Pneumonoultramicroscopicsilicovolcanoconiosis " * 3,
    "😀😀😀 Data saved 👍",
    "Data\x00 are\x07 kept\u200b safe\ufeff.",
    "e.g.",
    "The the the the",
    "?!",
    "a",
]


@pytest.mark.parametrize("text", STUMBLING)
def test_t29_nothing_makes_the_engine_loop_or_fall_silent(argos, text):
    (said,) = french(argos, text)
    assert not spoilt(text, said)
    assert lost(text, said) == 0
    assert len(said) < 3 * len(text) + 20


def test_what_stands_beside_a_faulty_text_changes_nothing(argos):
    assert french(argos, *STUMBLING) == [french(argos, text)[0] for text in STUMBLING]


@pytest.mark.parametrize("text", ["", " ", "N/A", "n/a", "—", "12 %"])
def test_t29_what_has_no_word_comes_back_as_it_is(argos, text):
    assert french(argos, text) == [text]


def test_t31_line_breaks_and_tabs_inside_a_paragraph_make_no_other_sentence(argos):
    assert french(argos, "Data are\nkept\tsafe\r\nin the camp.") == french(argos, "Data are kept safe in the camp.")


def test_t33_ten_things_to_keep_come_back_once_each_or_are_counted_as_lost(argos):
    text = (
        "Contact data@x.org, a@b.org, c@d.org, https://a.b/1, https://a.b/2, https://a.b/3, {name}, %s, "
        "https://a.b/4 and https://a.b/5."
    )
    (said,) = french(argos, text)
    assert all(said.count(kept) == 1 for kept in placeables(text))
    assert lost(text, said.replace("{name}", "nom")) == 1


def test_t35_seven_hundred_pieces_in_one_sentence_lose_no_number_and_no_clause(argos):
    clauses = [f"the team of camp {number} collected the forms of every family" for number in range(101, 171)]
    text = "Last year, " + ", ".join(clauses) + "."
    assert len(argos.spell(text).pieces) > 700
    (said,) = french(argos, text)
    assert lost(text, said) == 0
    assert dropped(text, said) == []
    assert all(str(number) in said for number in range(101, 171))


def test_t28_the_first_and_later_translations_of_faulty_texts_open_no_connection(models, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a connection was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    fresh = ArgosTranslator(newest(models))
    assert french(fresh, *STUMBLING[:6]) == french(fresh, *STUMBLING[:6])


@pytest.mark.parametrize(
    ("source", "french"),
    [
        ("It began on May 5 2023 in Chad.", "Cela a commencé le 5 mai 2023 au Tchad."),
        ("In 2023 12 people left.", "En 2023, 12 personnes sont parties."),
        ("Some 12,400 people left.", "Environ 12\u202f400 personnes sont parties."),
    ],
)
def test_two_numbers_side_by_side_are_not_one(source, french):
    assert lost(source, french) == 0


def seconds(text: str) -> float:
    before = time.process_time()
    assert faults(text, text) >= 0
    mended(text, text, look)
    return time.process_time() - before


@pytest.mark.parametrize("piece", ["abcdefghij", "a.b-c/d.e-", "!?;:!?;:!?", "<{&<{&<{&<"])
def test_a_word_without_end_takes_no_more_than_its_length(piece):
    seconds(piece)  # the dictionaries are loaded
    assert seconds(piece * 2_000) < 40 * seconds(piece * 200) + 0.2  # ten times as long; by the square, a hundred


@pytest.mark.parametrize("beam", [1, 2, 6])
def test_a_beam_of_any_width_mends_what_went_wrong(models, beam):
    narrow = ArgosTranslator(newest(models), beam_size=beam)
    assert all(not spoilt(text, said) for text, said in zip(STUMBLING, french(narrow, *STUMBLING), strict=True))
