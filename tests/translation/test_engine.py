import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.termbase import Term, TermBase
from translation.engine import ArgosTranslator
from translation.guards import lost, repetition
from translation.packages import newest
from translation.placeables import KEPT_WHOLE, nothing_to_translate, placeables
from translation.wording import chunks, figures_put_right, in_french_figures, worded

ROOT = Path(__file__).parents[2]
SENTENCES = [
    "Data protection is important.",
    "Humanitarian organizations share data.",
    "Collect only what you need.",
]


def french(engine, *texts: str) -> list[str]:
    return [str(hypothesis) for hypothesis in engine.translate(texts)]


# What the real engine does


def test_english_becomes_french(argos):
    (said,) = french(argos, "Data protection is important.")
    assert "données" in said
    assert said.endswith(".")


def test_two_loads_of_one_package_agree_to_the_byte(argos, models):
    again = ArgosTranslator(newest(models), cores=1)
    assert again.fingerprint == argos.fingerprint
    assert again.translate(SENTENCES) == argos.translate(SENTENCES)


@pytest.mark.parametrize(
    "text",
    [
        "Protection",
        "Overview",
        "Risks",
        "OCHA",
        "DATA PROTECTION IMPACT ASSESSMENT",
        "OCHA DATA RESPONSIBILITY GUIDELINES",
        "KEY MESSAGES",
        "- Collect only what you need",
        "• Data security",
        "a) Purpose",
        "Introduction .............. 12",
    ],
)
def test_a_heading_or_bullet_is_translated_without_a_loop(argos, text):
    (said,) = french(argos, text)
    assert said
    assert repetition(said) <= max(3, repetition(text))
    assert len(said) < 3 * len(text) + 20


def test_a_title_in_capitals_stays_in_capitals(argos):
    assert french(argos, "HOW TO SHARE DATA")[0].isupper()
    assert "DONNÉES" in french(argos, "DATA PROTECTION")[0]


def test_a_bullet_and_a_number_before_a_title_are_kept(argos):
    bullet, number = french(argos, "• Data security", "1. Introduction")
    assert bullet.startswith("• ")
    assert number.startswith("1. ")


def test_a_word_begins_as_in_the_source(argos):
    assert french(argos, "Annex")[0][0].isupper()


def test_addresses_placeholders_and_figures_come_through(argos):
    text = (
        "Write to {name} at data@example.org or see https://example.org/a_b?c=1 for 12,400 families and 2019 figures."
    )
    assert lost(text, french(argos, text)[0]) == 0


def test_a_long_text_loses_nothing_on_the_way(argos):
    clauses = [f"the team collected {number} forms in the camp" for number in range(101, 161)]
    text = "Last year, " + "; ".join(clauses) + "."
    (said,) = french(argos, text)
    assert lost(text, said) == 0
    assert len(said.split()) > 0.8 * len(text.split())


def test_a_score_is_a_mean_log_probability(argos):
    sure, unsure = argos.translate(["Introduction", "Blorf quxly the zzyx of vmpr grontle."])
    assert -10 <= unsure.score < sure.score < 0


def test_a_folder_is_as_good_as_a_package(models, argos):
    assert ArgosTranslator(newest(models).path).fingerprint == argos.fingerprint


def test_the_module_is_cheap_to_import():
    heavy = "import sys, translation.engine; print({'ctranslate2', 'sentencepiece', 'httpx'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"


# What is done to the words on the way


def test_placeables_are_found_in_order():
    text = "See https://a.org/x. Mail a@b.org, {n} or %s; 1,234.5 in OCHA and SARS-CoV-2."
    assert placeables(text)[:6] == ["https://a.org/x", "a@b.org", "{n}", "%s", "1,234.5", "OCHA"]


def test_a_sentence_around_an_address_is_not_passed_through():
    assert nothing_to_translate("https://example.org/a")
    assert not nothing_to_translate("See https://example.org/a")


@given(st.text(alphabet="ab ,;:X1\u00e9", max_size=200), st.integers(min_value=1, max_value=30))
def test_the_chunks_of_a_text_are_the_text(text, largest):
    parts = chunks(text, len, largest)
    assert "".join(parts) == text
    assert all(len(part) <= largest or len(part.split()) == 1 or not part.strip() for part in parts)


@pytest.mark.parametrize(("text", "times"), [("a b c", 1), ("a b a b a b", 3), ("de de de de", 4), ("x", 1), ("", 1)])
def test_repetition_counts_what_is_said_in_a_row(text, times):
    assert repetition(text) == times


def test_a_word_stuck_in_itself_is_a_repetition():
    assert repetition("ENTIONENTIONENTIONENTIONENTION") > 3
    assert repetition("anticonstitutionnellement") == 1


def test_what_was_held_comes_back_in_its_place():
    held = worded("- SEE www.a.org AND 1,234 X1", str.lower, hold=re.compile(r"www\.\S+|\d,\d+"))
    assert held.text == "See Y1 and Y2 X1"
    assert held.given_back("Voir Y2 et Y1") == "- VOIR 1\u202f234 ET www.a.org"


def test_an_address_that_looks_like_a_mark_comes_back_whole():
    held = worded("See www.a.org/b and www.X1.org.", str.lower, hold=re.compile(r"www\.[^ ]*\w"))
    assert held.given_back(held.text) == "See www.a.org/b and www.X1.org."


@pytest.mark.parametrize(
    ("source", "said", "right"),
    [
        ("12,400 families", "12000 familles", "12\u202f400 familles"),
        ("12,400 families", "12 400 familles", "12 400 familles"),
        ("3 agencies in two towns", "trois agences dans 2 villes", "trois agences dans 2 villes"),
        ("1,200 of 1,300", "1 250 de 1 350", "1 250 de 1 350"),
    ],
)
def test_one_wrong_long_figure_is_put_right_and_nothing_else(source, said, right):
    assert figures_put_right(source, said) == right


@pytest.mark.parametrize(
    ("english", "said"), [("1,234.5", "1\u202f234,5"), ("2019", "2019"), ("3.5", "3.5"), ("a,b", "a,b")]
)
def test_figures_are_written_as_the_french_do_where_it_is_certain(english, said):
    assert in_french_figures(english) == said


def test_ten_things_to_keep_in_one_sentence_all_come_back(argos):
    text = (
        "Contact data@x.org, a@b.org, c@d.org, https://a.b/1, https://a.b/2, https://a.b/3, {name}, %s, "
        "https://a.b/4 and https://a.b/5."
    )
    (said,) = french(argos, text)
    assert all(said.count(kept) == 1 for kept in placeables(text))


def test_accents_may_stand_apart_from_their_letters(argos):
    text = "Mr González of Zakúla wrote the summary."
    assert french(argos, unicodedata.normalize("NFD", text)) == french(argos, text)


def test_code_inside_a_sentence_stays_as_it_is(argos):
    (said,) = french(argos, "Run `pip install the-data` in the folder.")
    assert "`pip install the-data`" in said
    assert placeables("He said ``yes'' and ``no'' to it.") == []


def test_an_address_is_held_though_the_text_has_marks_of_its_own():
    text = "X1 and Y2 and Z3 at https://example.org/a and {name}"
    wording = worded(text, str, hold=KEPT_WHOLE)
    assert wording.text == "X1 and Y2 and Z3 at X2 and X3"
    assert wording.given_back(wording.text) == text


def test_other_wordings_are_different_keep_what_must_stay_and_say_the_glossarys_words(argos):
    terms = TermBase([Term("best practice", "bonne pratique", forbidden=("meilleure pratique",))])
    text = "See https://example.org/a for {name} and the best practice of 12,400 families."
    offered = [said.text for said in argos.alternatives(text, 4, terms=terms)]
    assert 2 <= len(offered) == len(set(offered)) <= 4
    for said in offered:
        assert said.count("https://example.org/a") == said.count("{name}") == 1, said
        assert "bonne pratique" in said.lower() or "bonnes pratiques" in said.lower(), said
    assert [argos.alternatives(nothing, 4) for nothing in ("", "12,400", "Déjà en français, et même très bien.")] == [
        []
    ] * 3
