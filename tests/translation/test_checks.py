"""The checks see what was lost, and leave good French alone."""

from __future__ import annotations

import pytest

from glossary import default_termbase
from glossary.termbase import Status, Term, TermBase
from translation.checks import check


def names(source: str, target: str, terms: TermBase | None = None) -> set[str]:
    """What the checks found, a blocking finding with "!" after its name."""
    return {finding.check + "!" * finding.blocking for finding in check(source, target, terms)}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("12,400 families", "12 400 familles"),
        ("12,400 families", "12\u00a0400 familles"),
        ("12,400 families", "12\u202f400 familles"),
        ("12 400 families", "12\u202f400 familles"),
        ("1,234.5 tonnes", "1\u202f234,5 tonnes"),
        ("5% of people", "5\u00a0% des personnes"),
        ("5.5 million people", "5,5 millions de personnes"),
        ("5 million people", "5\u202f000\u202f000 de personnes"),
        ("two teams", "2 équipes"),
        ("2 teams", "deux équipes"),
        ("At 3 pm", "À 15 heures"),
        ("in 2019-20", "en 2019-2020"),
        ("at 10:30 on 11/24/2025", "le 24/11/2025 à 10:30"),
        ("version 1.2.3", "version 1.2.3"),
        ("In 2023, 150,000 people", "En 2023, 150\u202f000 personnes"),
        ("in the 1990s", "dans les années 1990"),
    ],
)
def test_a_number_written_the_french_way_is_the_same_number(source, target):
    assert names(source, target) == set()


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("2,000 people", "200 personnes", "number!"),
        ("Some 40 people left", "Des personnes sont parties", "number!"),
        ("1.5 tonnes", "15 tonnes", "number!"),
        ("1,234 people", "1,234 personnes", "number-format"),
        ("Many people", "Les 300 personnes", "number"),
    ],
)
def test_a_lost_number_blocks_and_a_strange_one_is_told(source, target, expected):
    assert expected in names(source, target)


@pytest.mark.parametrize(
    "text",
    [
        "Documents",
        "Protection",
        "Notes",
        "OCHA",
        "2024",
        "https://example.org/a",
        "Jane Doe",
    ],
)
def test_what_both_languages_share_may_be_identical(text):
    assert names(text, text) == set()


def test_the_name_of_a_body_left_as_it_is_does_not_block():
    text = "Trust Fund for the Advancement of Women"
    assert names(text, text) == {"identical"}


def test_an_english_sentence_left_as_it_is_blocks():
    text = "The data were shared with partners."
    assert "identical!" in names(text, text)


def test_an_english_passage_inside_the_french_is_told():
    source = "He joined the Food and Agriculture Organization of the United Nations in May."
    target = "Il a rejoint Food and Agriculture Organization of the United Nations en mai."
    assert names(source, target) == {"untranslated"}


@pytest.mark.parametrize("target", ["", "  ", "\u00a0"])
def test_an_empty_translation_blocks(target):
    assert names("Survey", target) == {"empty!"}


def test_nothing_may_stay_nothing():
    assert names("", "") == set()


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("See https://example.org/x", "Voir https://example.org/x", set()),
        ("See https://example.org/en", "Voir https://example.org/fr", {"link"}),
        ("See https://example.org/en", "Voir le site", {"link!"}),
        ("Write to a@example.org", "Écrire à a@example.org", set()),
        ("Write to a@example.org", "Écrire", {"link!"}),
        ("Hello {name}, %s", "Bonjour {name}, %s", set()),
        ("Hello {name}", "Bonjour {nom}", {"placeholder!"}),
        ("a %1$s b", "a b", {"placeholder!"}),
        ("of the data", "de de la donnée", {"doubled-word"}),
        ("We commit", "Nous nous engageons", set()),
        ("of data", "de la de la de la de la", {"repetition!"}),
        ("(a note)", "(une note", {"bracket"}),
        ("a) first", "a) d’abord", set()),
        ("(a) first (ii) then", "a) d’abord ii) ensuite", set()),
        ("See article 4.10", "Voir l’article 4 (10)", {"number-format"}),
        ("A 10-year plan", "Un plan décennal", set()),
        ("“data”", "«\u00a0données", {"bracket"}),
        ("A long sentence on what the teams did.", "Court.", {"length"}),
        ("Why?", "Pourquoi ?", {"typography"}),
        ("Why?", "Pourquoi\u00a0?", set()),
        ("Why?", "Pourquoi\u202f?", set()),
        ("Note: at 10:30", "Note\u00a0: à 10:30", set()),
        ("5%", "5%", {"typography"}),
    ],
)
def test_each_check_sees_its_own_fault_and_no_other(source, target, expected):
    assert names(source, target) == expected


def test_a_forbidden_word_blocks_and_a_missing_term_does_not():
    terms = default_termbase()
    assert names("informed consent", "le consentement informé", terms) == {"term-forbidden!"}
    assert names("informed consent", "l’accord donné", terms) == {"term-missing"}
    assert names("informed consent", "le consentement éclairé", terms) == set()


def test_a_name_that_french_keeps_is_said_to_stay_as_it_is():
    def said(french: str) -> list[str]:
        return [found.message for found in check("Use the Humanitarian Data Exchange.", french, default_termbase())]

    assert said("Utilisez la bourse des données humanitaires.") == [
        "« Humanitarian Data Exchange » reste tel quel en français."
    ]
    assert said("Utilisez la plateforme Humanitarian Data Exchange.") == said("Utilisez la plateforme HDX.") == []


def test_a_proposed_term_is_not_checked():
    terms = TermBase([Term("tool", "outil", Status.PROPOSED, forbidden=("engin",))])
    assert names("a tool", "un engin", terms) == set()


def test_blocking_findings_come_first_and_speak_french():
    findings = check("Is it 40?", "Est-ce vrai ?")
    assert [finding.blocking for finding in findings] == [True, False]
    assert findings[0].message == "Le nombre 40 ne se retrouve pas dans la traduction."


def test_a_section_number_kept_as_it_is_is_no_decimal():
    assert not [f for f in check("1.1 Defining Needs", "1.1 Définir les besoins") if f.check.startswith("number")]
    assert [f for f in check("1.1 Defining Needs", "1.2 Définir les besoins") if f.check.startswith("number")]


def test_many_lost_numbers_are_one_finding():
    found = [f for f in check("Levels 0.11, 0.22 and 0.33 were measured", "Des niveaux ont été mesurés") if f.blocking]
    assert [f.message for f in found] == ["3 nombres ne se retrouvent pas dans la traduction : 0.11 ; 0.22 ; 0.33."]


def test_a_number_left_as_english_writes_it_is_told_once_with_its_french_form():
    (found,) = [f for f in check("49,000 and 0.40", "49,000 et 0.40") if f.check.startswith("number")]
    assert not found.blocking
    assert "49\u202f000 ; 0,40" in found.message
