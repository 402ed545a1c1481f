"""The same English in other French words is told, what only agrees or is punctuated otherwise is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.consistency import across, within
from translation.unit import Origin, Segment, TranslationUnit


def units(*said: tuple[str, str] | tuple[str, str, Origin]) -> list[TranslationUnit]:
    return [
        TranslationUnit(Segment(at, 0, at, english), french, *(origin or (Origin.MACHINE,)))
        for at, (english, french, *origin) in enumerate(said)
    ]


def test_the_wording_that_is_rarer_in_a_document_is_told_with_the_other():
    found = within(units(("Data sharing", "Partage de données"), ("Data sharing", "Échange de données")))
    assert {at: finding.message for at, finding in found.items()} == {
        1: "Ce texte est traduit autrement ailleurs dans ce document : « Partage de données »."
    }
    three = units(("Overview", "Aperçu"), ("Overview", "Vue d’ensemble"), ("Overview", "Vue d’ensemble"))
    assert list(within(three)) == [0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Partage de données", "partage de données."),
        ("Validé", "Validées"),
        ("Régional", "Régionaux"),
        ("Effectif", "effective"),
        ("Nombreux", "Nombreuses"),
        ("Total", "Totaux"),
    ],
)
def test_capitals_punctuation_and_agreement_do_not_count(one, other):
    assert within(units(("Same", one), ("same.", other))) == {}


def test_an_approved_wording_leads_and_is_offered():
    said = units(("Overview", "Aperçu"), ("Overview", "Aperçu"), ("Overview", "Vue d’ensemble", Origin.MEMORY))
    found = within(said)
    assert {at: finding.fix for at, finding in found.items()} == {0: "Vue d’ensemble", 1: "Vue d’ensemble"}
    assert not any(finding.blocking for finding in found.values())


def test_what_a_person_wrote_or_another_english_gets_no_fix():
    by_hand = units(("Overview", "Aperçu", Origin.HUMAN), ("Overview", "Vue d’ensemble", Origin.MEMORY))
    punctuated = units(("Overview:", "Aperçu :"), ("Overview", "Vue d’ensemble", Origin.MEMORY))
    assert [finding.fix for said in (by_hand, punctuated) for finding in within(said).values()] == ["", ""]


def test_a_passage_kept_in_its_language_and_one_without_french_are_left_out():
    assert within(units(("Résumé", "Résumé", Origin.SOURCE), ("Résumé", "Curriculum"), ("Résumé", ""))) == {}


def test_an_approved_translation_in_other_words_is_named_and_offered():
    (unit,) = units(("Data sharing", "Échange de données"))
    finding = across(unit, ["Partage de données", "partage de données"])
    assert finding is not None
    assert finding.message == ("Ce texte est traduit autrement dans une traduction approuvée : « Partage de données ».")
    assert finding.fix == "Partage de données"


def test_of_two_approved_wordings_neither_is_offered():
    (unit,) = units(("Data sharing", "Échange de données"))
    finding = across(unit, ["Partage de données", "Mise en commun de données"])
    assert finding is not None
    assert finding.fix == ""
    assert "Mise en commun" in finding.message


def test_nothing_is_told_where_the_wording_is_one_of_the_approved():
    (unit,) = units(("Data sharing", "Échange de données"))
    assert across(unit, []) is None
    assert across(unit, ["Partage de données", "échange de données."]) is None


words = st.sampled_from(["Aperçu", "Vue d’ensemble", "Résumé", "", "Validé", "Validée"])
origins = st.sampled_from([Origin.MACHINE, Origin.MEMORY, Origin.HUMAN])


@given(st.lists(st.tuples(st.sampled_from(["Overview", "overview.", "Summary"]), words, origins), max_size=8))
def test_taking_every_offered_wording_leaves_none_to_offer(said):
    before = units(*said)
    found = within(before)
    after = units(
        *(
            (unit.segment.text, found[at].fix if at in found and found[at].fix else unit.target, unit.origin)
            for at, unit in enumerate(before)
        )
    )
    assert len(within(after)) == sum(not finding.fix for finding in found.values())
    assert not any(finding.fix for finding in within(after).values())
