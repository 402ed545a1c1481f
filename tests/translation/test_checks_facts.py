"""Numbers, dates, units and scales go by what they mean, not by how they are written."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.checks import check
from translation.checks.dates import english_dates, french_date, french_dates
from translation.typography import french_typography


def names(source: str, target: str) -> set[str]:
    return {finding.check + "!" * finding.blocking for finding in check(source, target)}


def fixes(source: str, target: str) -> list[str]:
    return [finding.fix for finding in check(source, target)]


@given(st.integers(0, 10**9), st.sampled_from(["\u00a0", "\u202f", " "]))
def test_t44_a_number_is_the_same_with_french_spaces(number, space):
    english = f"{number:,} people"
    assert names(english, english.replace(",", space).replace("people", "personnes")) == set()


@given(st.integers(10, 10**9), st.integers(10, 10**9))
def test_t44_another_number_blocks_and_the_right_one_is_offered(wanted, given_):
    french = f"Environ {given_} personnes."
    found = check(f"Some {wanted:,} people.", french)
    assert bool([one for one in found if one.blocking]) is (wanted != given_)
    assert [one.fix for one in found if one.blocking and one.fix] == [
        "Environ " + f"{wanted:,}".replace(",", "\u202f") + " personnes." for _ in found if wanted != given_
    ][:1]


@pytest.mark.parametrize(
    ("source", "target", "fix"),
    [
        ("About 1,234.5 tonnes.", "Environ 1,234.5 tonnes.", "Environ 1\u202f234,5 tonnes."),
        ("A rate of 7.5.", "Un taux de 7.5.", "Un taux de 7,5."),
        ("About 5% of people", "Environ 5% des personnes", "Environ 5\u00a0% des personnes"),
        ("It costs $5.", "Cela coûte $5.", "Cela coûte 5\u00a0$."),
        ("It costs US$5 million.", "Cela coûte US$5 millions.", "Cela coûte 5 millions de dollars."),
        ("It costs 5 million euros.", "Cela coûte €5 millions.", "Cela coûte 5 millions d’euros."),
    ],
)
def test_t44_figures_are_put_right_the_french_way(source, target, fix):
    assert fixes(source, target) == [fix]


def test_a_version_is_no_decimal_to_put_right():
    (found,) = check("It runs on Python 3.11 today.", "Il tourne sur Python 3.11 actuellement.")
    assert (found.check, found.blocking, found.fix) == ("number-format", False, "")
    assert names("See sections 38.13 or 38.41.", "Voir les articles 38.13 ou 38.41.") == set()


def test_le_is_no_ordinal_in_roman_figures():
    assert names("Some 50 people left.", "Le départ de plusieurs personnes.") == {"number!"}


def test_a_number_that_became_another_is_told_once():
    (found,) = check("Some 40 people left.", "Environ 60 personnes sont parties.")
    assert "40" in found.message
    assert "60" in found.message


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("the 21st century", "le XXIe siècle"),
        ("In the 19th century it was new.", "Au XIXème siècle, c’était nouveau."),
        ("The 4th edition of the forum", "La IVe édition du forum"),
    ],
)
def test_an_ordinal_in_roman_figures_is_the_same_number(source, target):
    assert names(source, target) == set()
    assert "number!" in names(source, re.sub("[IVX]+", "XV", target))


@pytest.mark.parametrize(
    ("source", "target"),
    [("Upgrade to 2.0 now.", "Passez à 2.0 maintenant."), ("About 20,5 here.", "Environ 20,5 ici.")],
)
def test_a_number_that_stands_in_both_as_it_is_comes_from_nowhere_in_neither(source, target):
    assert not [one.message for one in check(source, target) if "pas de tel nombre" in one.message]


def test_a_fix_of_a_number_leaves_a_link_with_the_same_figures_alone():
    source = "See https://example.org/12,400 on 12,400 people."
    (fix,) = fixes(source, "Voir https://example.org/12,400 sur 12,400 personnes.")
    assert fix == ""


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("on March 5, 2024", "le 5 mars 2024"),
        ("on 5 March 2024", "le 5 mars 2024"),
        ("on the 1st of March", "le 1er mars"),
        ("on 2024-03-05", "le 5 mars 2024"),
        ("on 05/03/2024", "le 5 mars 2024"),
        ("on 05/03/2024", "le 3 mai 2024"),
        ("on 11/24/2025", "le 24 novembre 2025"),
        ("in March 2024", "en mars 2024"),
        ("in May", "en mai"),
        ("Sept. 2020", "sept. 2020"),
        ("March 5 and 6", "les 5 et 6 mars"),
        ("5–7 March 2024", "du 5 au 7 mars 2024"),
        ("from March 5, 2024 to April 6, 2024", "du 5 mars au 6 avril 2024"),
        ("on May 5", "le cinq mai"),
        ("on 15 April 2023", "le 15.04.2023"),
        ("They may march on to April’s office", "Ils peuvent continuer vers le bureau d’April"),
        ("See https://example.org/2024-03-05/en", "Voir https://example.org/2024-04-01/en"),
    ],
)
def test_the_same_date_is_kept_however_it_is_written(english, french):
    assert names(english, french) <= {"link"}


@pytest.mark.parametrize(
    ("english", "french", "fix"),
    [
        ("on March 5, 2024", "le 5 mai 2024", "le 5 mars 2024"),
        ("on March 5, 2024", "le 6 mars 2024", "le 5 mars 2024"),
        ("on March 5, 2024", "le 5 mars 2023", "le 5 mars 2024"),
        ("in March 2024", "de mai 2024", "de mars 2024"),
        ("of April 2024", "de mai 2024", ""),  # d’avril
        ("on March 5, 2024", "en 2024", ""),
        ("in July 2024", "en juillet", ""),
    ],
)
def test_a_lost_or_changed_day_month_or_year_blocks_once(english, french, fix):
    (found,) = check(english, french)
    assert (found.check, found.blocking, found.fix) == ("date", True, fix)


@pytest.mark.parametrize(
    ("english", "french", "fix"),
    [
        ("on March 5, 2024", "le March 5, 2024", "le 5 mars 2024"),
        ("in July 2016", "en July 2016", "en juillet 2016"),
        ("on March 5, 2024", "depuis March 5, 2024", ""),  # "depuis le"
        ("on 11/24/2025", "le 11/24/2025", "le 24/11/2025"),
        ("of May 17, 2006", "de mai 17, 2006", "du 17 mai 2006"),
        ("On May 17, 2006", "Le mai 17, 2006", "Le 17 mai 2006"),
        ("since May 2023", "depuis le mai 2023", "depuis mai 2023"),
        ("published in July 2016", "publié le juillet 2016", "publié en juillet 2016"),
        ("on 05/03/2024", "le 05/03/2024", ""),  # which of the two is meant, nobody can tell
    ],
)
def test_a_date_in_the_english_manner_is_told(english, french, fix):
    (found,) = check(english, french)
    assert (found.check, found.blocking, found.fix) == ("date-format", False, fix)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%B {day}, %Y", "{day} %B %Y", "%Y-%m-%d"]))
def test_every_day_is_read_in_english_and_written_in_french(day, manner):
    ((english,), (french,)) = (
        english_dates(day.strftime(manner).replace("{day}", str(day.day)))[0].readings,
        french_dates(french_date(english_dates(day.isoformat())[0].readings[0]))[0].readings,
    )
    assert english == french


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("5 miles", "5 miles"),
        ("$5", "5\u00a0USD"),
        ("US$2.7 billion", "2,7 milliards de dollars"),
        ("5 per cent", "5\u00a0%"),
        ("a 10-day course", "un cours de 10 jours"),
        ("a 10-day course", "un cours de dix jours"),
        ("5 days and 6 weeks", "6 semaines et 5 jours"),
        ("5 percentage points", "5 points"),
        ("20 MB", "20\u00a0Mo"),
        ("5 pounds", "5 livres"),
        ("5 million people", "5\u202f000\u202f000 de personnes"),
    ],
)
def test_a_unit_may_be_written_in_every_french_way(source, target):
    assert names(source, target) == set()


@pytest.mark.parametrize(
    ("source", "target", "expected", "fix"),
    [
        ("5 miles", "5 km", "unit!", "5 miles"),
        ("$500", "500\u00a0€", "unit!", "500\u00a0$"),
        ("5 million dollars", "5 millions d’euros", "unit!", ""),  # de dollars
        ("5 days", "5 semaines", "unit!", ""),
        ("10 square miles", "10 km²", "unit!", "10 miles carrés"),
        ("35% of people", "35 personnes", "unit", ""),
        ("$2.7 billion", "2,7 millions de dollars", "scale!", "2,7 milliards de dollars"),
        ("$2.7 billion", "2,7 billions de dollars", "scale!", "2,7 milliards de dollars"),
    ],
)
def test_another_unit_or_scale_blocks(source, target, expected, fix):
    (found,) = check(source, target)
    assert (found.check + "!" * found.blocking, found.fix) == (expected, fix)


def test_what_the_engine_makes_of_facts_is_kept_or_told(argos):
    """Every fact of these sentences stands in the French, or a check speaks of it."""
    sentences = {
        "On March 5, 2024, about 12,400 people left the camp.": r"5 mars 2024.*12.400",
        "The project costs $3.2 billion, or 5% of the budget.": r"3,2 milliards de dollars.*5\u00a0%",
        "It is 50 miles from the border (see https://example.org/map).": r"50 miles.*https://example.org/map",
        "In May 2023, 1.5 million people fled.": r"mai 2023.*1,5 millions?",
    }
    for english, hypothesis in zip(sentences, argos.translate(list(sentences)), strict=True):
        french = french_typography(hypothesis.text)
        assert re.search(sentences[english], french) or check(english, french), french
