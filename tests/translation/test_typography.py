"""French spaces go where French has them, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.typography import badly_spaced, french_quotes, french_typography


@pytest.mark.parametrize(
    ("plain", "french"),
    [
        ("Quoi ? Non ! Si; bon", "Quoi\u202f? Non\u202f! Si\u202f; bon"),
        ("Note: ceci", "Note\u00a0: ceci"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("«oui»", "«\u00a0oui\u00a0»"),
        ("Vraiment ?!", "Vraiment\u202f?!"),
        ("5% ou 5 %", "5\u00a0% ou 5\u00a0%"),
        ("Voir https://example.org/a?b=1;c ?", "Voir https://example.org/a?b=1;c\u202f?"),
    ],
)
def test_french_spaces_are_put_in(plain, french):
    assert french_typography(plain) == french


@pytest.mark.parametrize(
    "text",
    [
        "10:30",
        "https://example.org:80/?q=a",
        "a@example.org",
        "`a ? b : c`",
        "{x:d}",
        "a != b",
        "C:\\",
        "&nbsp;",
        "(!)",
        "1:5",
    ],
)
def test_what_is_not_prose_is_left_alone(text):
    assert french_typography(text) == text


@given(st.text(st.sampled_from("ab1 \u00a0\u202f\n:;!?«»%()`{}&@./-")))
def test_doing_it_twice_changes_nothing_more(text):
    once = french_typography(text)
    assert french_typography(once) == once
    assert badly_spaced(once) == []


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("Un “mot” ici", "Un «\u00a0mot\u00a0» ici"),
        ('Un "mot" ici', "Un «\u00a0mot\u00a0» ici"),
        ('("mot")', "(«\u00a0mot\u00a0»)"),
        ("“Dire “oui” ici”", "«\u00a0Dire “oui” ici\u00a0»"),
        ("« Dire « oui » ici »", "«\u00a0Dire “oui” ici\u00a0»"),
        ("« Dire “oui” ici »", "«\u00a0Dire “oui” ici\u00a0»"),
    ],
)
def test_outer_quotation_marks_become_french_and_inner_ones_stay_apart(english, french):
    assert french_quotes(english) == french


@pytest.mark.parametrize("text", ["Un “mot", 'Un écran de 5" ici', '<a href="b">', '`"a"`', "un »mot«", '{"a"}', "mot"])
def test_what_does_not_pair_or_is_no_prose_keeps_its_marks(text):
    assert french_quotes(text) == text


@given(st.text(st.sampled_from('ab1 \u00a0“”"«»()`{}<>')))
def test_quotation_marks_put_in_twice_change_nothing_more_and_no_other_letter(text):
    once = french_quotes(text)
    assert french_quotes(once) == once
    assert [letter for letter in once if letter.isalnum()] == [letter for letter in text if letter.isalnum()]
