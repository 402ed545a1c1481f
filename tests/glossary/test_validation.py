"""Each thing that is wrong with a glossary is said in a sentence that names the term."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glossary.termbase import Status, Term
from glossary.validation import problems

SOUND = Term("tool", "outil", part_of_speech="noun", gender="m", definition="Ce qui aide à faire.", origin="usage")


def test_a_sound_term_has_no_problem():
    assert problems([SOUND]) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"target": " "}, "tool: the French is empty"),
        ({"definition": ""}, "tool: the definition is missing"),
        ({"origin": ""}, "tool: the origin of the French is missing"),
        ({"gender": ""}, "tool: the noun has no gender (m, f, m pl or f pl)"),
        ({"forbidden": ("Outil",), "why": "Il est bon."}, "tool: 'outil' is both good and forbidden"),
        ({"do_not_translate": True}, "tool: it is not to be translated, but the French differs"),
    ],
)
def test_what_is_wrong_with_one_term_is_said(change, sentence):
    assert problems([replace(SOUND, **change)]) == [sentence]


def test_a_term_that_is_there_twice_is_said_once():
    assert problems([SOUND, replace(SOUND, target="instrument")]) == ["tool: it is there 2 times"]


def test_homographs_are_not_the_same_term():
    assert problems([SOUND, replace(SOUND, part_of_speech="verb", target="outiller")]) == []


def test_a_form_forbidden_here_and_preferred_there_is_a_contradiction():
    other = replace(SOUND, source="device", target="appareil", forbidden=("outil",), why="Trop vague.")
    assert problems([SOUND, other]) == ["device: it forbids 'outil', which 'tool' prefers"]


def test_a_synonym_that_is_a_term_is_said():
    assert problems([SOUND, replace(SOUND, source="device", synonyms=("Tool",))]) == [
        "device: its synonym 'Tool' is a term too"
    ]


def test_a_deprecated_term_needs_no_definition():
    assert problems([Term("tool", "outil", Status.DEPRECATED, part_of_speech="noun")]) == []
