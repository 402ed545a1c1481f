"""A fix leaves less to see and nothing new, and all fixes in turn come to an end."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import default_termbase
from glossary.termbase import Term, TermBase
from translation.checks import check, mended
from translation.checks.typography import elision

TERMS = default_termbase()
ENGLISH = st.sampled_from(
    [
        "data", "the report", "informed consent", "12,400", "1.5", "5%", "$5 million", "5 miles", "March 5, 2024",
        "in July", "11/24/2025", "{name}", "%1$s", "<b>", "https://example.org/a", "“harm”", "(see", "below)", ".", "?",
        "The team left.", "Version 2.0", "dataset",
    ]
)  # fmt: skip
FRENCH = st.sampled_from(
    [
        "données", "le rapport", "le consentement informé", "12,400", "14 200", "1.5", "5%", "$5 millions", "5 km",
        "le 5 mai 2024", "le March 5, 2024", "en July", "11/24/2025", "{nom}", "% 1$s", "<b>", "https://example.org/",
        "“mal”", "«", "»", '"', "(voir", "ici)", ".", " ?", ":", ",", "  ", "de de", "l’ analyse",
        "L’équipe est partie.", "dataset", "Dataset", "2,7 billions", "the report",
    ]
)  # fmt: skip


def seen(source: str, target: str) -> Counter[tuple[str, bool]]:
    return Counter((finding.check, finding.blocking) for finding in check(source, target, TERMS))


@settings(max_examples=300, deadline=None)
@given(st.lists(ENGLISH, max_size=5), st.lists(FRENCH, max_size=6))
def test_a_fix_makes_no_check_see_more_and_fixes_end(english, french):
    source, target = " ".join(english), " ".join(french)
    for _ in range(len(french) * 5):
        fixes = [finding.fix for finding in check(source, target, TERMS) if finding.fix]
        if not fixes:
            break
        before, after = seen(source, target), seen(source, fixes[0])
        assert after < before
        target = fixes[0]
    assert not any(finding.fix for finding in check(source, target, TERMS))


def fixes(source: str, target: str, terms: TermBase | None = None) -> list[str]:
    return [finding.fix for finding in check(source, target, terms)]


def names(source: str, target: str) -> set[str]:
    return {finding.check + "!" * finding.blocking for finding in check(source, target)}


@pytest.mark.parametrize(
    ("source", "target", "fix"),
    [
        ("Why now? Yes!", "Pourquoi ? Oui !", "Pourquoi\u202f? Oui\u202f!"),
        ("Note: “a” and b", "Note : « a » et b", "Note\u00a0: «\u00a0a\u00a0» et b"),
    ],
)
def test_t43_no_break_spaces_are_offered(source, target, fix):
    assert fixes(source, target) == [fix]


@pytest.mark.parametrize(
    "text",
    ["https://example.org:80/?q=a;b", "At 10:30", "`a ? b : c`", "{x:d}", '<a href="b">Note</a>', "a@example.org"],
)
def test_t43_spaces_and_quotation_marks_of_links_times_and_code_are_left(text):
    assert "typography" not in names(text, text)
    assert "quotes" not in names(text, text)


@pytest.mark.parametrize(
    "text",
    [
        "Documents",
        "Protection",
        "Notes",
        "Communication",
        "Introduction",
        "Information",
        "CONTACTS",
        "Jane Doe",
        "N/A",
        "R&D",
    ],
)
def test_t45_a_word_that_both_languages_have_may_be_identical(text):
    assert names(text, text) == set()


@pytest.mark.parametrize("text", ["Overview", "Executive Summary", "EXECUTIVE SUMMARY", "Data protection", "Turkey"])
def test_t45_an_english_word_left_as_it_is_is_told(text):
    assert names(text, text) == {"identical"}


@pytest.mark.parametrize(
    "text",
    [
        "Teams collect the data in the camps. They share it with partners every week.",
        "Establish default retention periods for all collected data.",
    ],
)
def test_t45_an_english_paragraph_left_as_it_is_blocks(text):
    assert names(text, text) == {"identical!"}


def test_t37_a_forbidden_word_inside_a_longer_good_one_is_not_seen():
    terms = TermBase([Term("location", "lieu", forbidden=("site",), gender="m")])
    assert [one.check for one in check("the location", "la visite du lieu", terms)] == []
    assert [one.check for one in check("the location", "la visite du site", terms)] == ["term-forbidden"]


@pytest.mark.parametrize(
    ("term", "target", "fix"),
    [
        (
            Term("tool", "instrument", forbidden=("équipement",), gender="m"),
            "un équipement utile",
            "un instrument utile",
        ),
        (Term("tool", "instrument", forbidden=("équipement",), gender="m"), "Équipements", "Instruments"),
        (Term("tool", "outil", forbidden=("machine",), gender="m"), "une machine utile", ""),  # another gender
        (Term("tool", "outil", forbidden=("bidule",), gender="m"), "le bidule", ""),  # "l’outil"
        (Term("tool", "outils", forbidden=("équipement",), gender="m pl"), "un équipement", ""),  # another number
        (Term("tool", "répondant", forbidden=("respondent",), gender="m"), "les respondent", ""),
    ],
)
def test_a_forbidden_term_is_replaced_only_where_no_other_word_changes(term, target, fix):
    assert fixes("tool", target, TermBase([term]))[0] == fix


def test_a_term_in_an_address_is_no_word():
    assert check("https://example.org/dataset (ready)", "https://example.org/dataset (prêt)", TERMS) == ()


@pytest.mark.parametrize(
    ("source", "target", "expected", "fix"),
    [
        ("The “right” data", "Les “bonnes” données", "quotes", "Les «\u00a0bonnes\u00a0» données"),
        ('The "right" data', 'Les "bonnes" données', "quotes", "Les «\u00a0bonnes\u00a0» données"),
        ("The “right” data", "Les bonnes données", "quotes", ""),
        ("of the data", "de de la donnée", "doubled-word", "de la donnée"),
        ("The data of it", "Les données  ici", "extra-space", "Les données ici"),
        ("The data, of it", "Les données , ici", "extra-space", "Les données, ici"),
        ("the analysis", "l’ analyse", "extra-space", "l’analyse"),
        ("The team left.", "l’équipe est partie.", "capital", "L’équipe est partie."),
        ("The team left.", "L’équipe est partie", "last-mark", "L’équipe est partie."),
        ("Did it go?", "Est-ce parti", "last-mark", "Est-ce parti\u202f?"),
        ("Did it go?", "C’est parti.", "last-mark", ""),
        ("Hello {name}", "Bonjour {nom}", "placeholder!", "Bonjour {name}"),
        ("Hello %s", "Bonjour % s", "placeholder!", "Bonjour %s"),
        ("Hello <b>you</b>", "Bonjour <b>vous", "placeholder!", ""),
        ("See https://example.org/ab", "Voir https://example.org/a", "link", "Voir https://example.org/ab"),
        ("See https://example.org/en", "Voir https://example.org/fr", "link", ""),
        ("It ended. Families went back home.", "C’est fini pour les familles.", "sentence", ""),
    ],
)
def test_each_fault_is_told_and_put_right_where_that_is_safe(source, target, expected, fix):
    found = check(source, target)
    assert {one.check + "!" * one.blocking for one in found} == {expected}
    assert fix in {one.fix for one in found}


def test_nous_nous_and_en_en_are_french():
    assert names("We commit while taking care", "Nous nous engageons tout en en tenant compte") == set()


@pytest.mark.parametrize(
    ("english", "french", "right"),
    [
        ("$5{}", "$5{}", "5{}\u00a0$"),
        ("May 17, 20{}", "mai 17, 20{}", "17 mai 20{}"),
        ("May 17, 20{}", "le May 17, 20{}", "le 17 mai 20{}"),
    ],
)
def test_what_is_wrong_in_many_places_is_put_right_in_one_go(english, french, right):
    source, target, wanted = (" / ".join(text.format(n) for n in range(10, 40)) for text in (english, french, right))
    assert {one.fix for one in check(source, target)} == {wanted}  # each other fix would be checked in its turn
    assert mended(source, target, check) == (wanted, ())


@pytest.mark.parametrize("french", ["mai 17, 2006 et mai 17, 2006", "{a} {a}", "le 05/03/2024 et le 05/03/2024"])
def test_what_is_said_of_two_places_alike_is_told_once(french):
    source = french.replace("mai", "May").replace("{a}", "{b}")
    found = [(one.check, one.message) for one in check(source, french)]
    assert found
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("target", "fix"),
    [
        ("Des millions de enfants.", "Des millions d’enfants."),
        ("Le fait que elle aide.", "Le fait qu’elle aide."),
        ("La évaluation de urgence.", "L’évaluation d’urgence."),
        ("Le onzième jour, le oui, le ou les noms.", ""),
        ("Les données de Amnesty.", ""),
        ("De un à dix.", ""),
        ("L’aide, la hausse et le yaourt.", ""),
    ],
)
def test_a_word_that_a_vowel_shortens_gets_its_apostrophe(target, fix):
    assert [f.fix for f in elision("", target)] == [fix][: bool(fix)]
