"""An edit is checked among the units with the same English letters alone: that says what a look at all of them says."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from curation.checking import edited
from glossary.termbase import TermBase
from translation.consistency import INCONSISTENT, letters, within
from translation.memory import TranslationMemory
from translation.unit import Finding, Origin, Segment, TranslationUnit

TERMS, NOTHING = TermBase(), TranslationMemory()
ENGLISH = st.sampled_from(
    [
        "Data plan",
        "data plan.",
        "Dataplan",
        "DATA PLAN!",
        "Approved",
        "approved",
        "…",
        "",
        "Non-profit",
        "Straße",
        "STRASSE",
    ]
)
FRENCH = st.sampled_from(["Plan de données", "plan de données.", "Un plan", "Validé", "Validées", "validé !", "", "…"])
ORIGINS = st.sampled_from([Origin.MACHINE, Origin.MEMORY, Origin.HUMAN, Origin.SOURCE])
OTHER = st.sampled_from(
    [(), (Finding("number", "Vérifiez le nombre.", True),), (Finding("length", "Long.", dismissed="voulu"),)]
)


@st.composite
def drafts(draw):
    """A draft as its queue left it: what the check of wording says of each unit stands with its other findings."""
    rows = draw(st.lists(st.tuples(ENGLISH, FRENCH, ORIGINS, OTHER), min_size=1, max_size=8))
    units = [
        TranslationUnit(Segment(place, 0, place, english), french, origin, findings=other)
        for place, (english, french, origin, other) in enumerate(rows)
    ]
    told = within(units)
    return [replace(unit, findings=(*unit.findings, *_said(told.get(unit.segment.index)))) for unit in units]


def _said(found):
    return () if found is None else (found,)


def alike(units, position):
    english = next(unit.segment.text for unit in units if unit.segment.index == position)
    return [unit for unit in units if letters(unit.segment.text) == letters(english)]


def after(units, position, target, told):
    now = [replace(unit, findings=told.get(unit.segment.index, unit.findings)) for unit in units]
    return [
        replace(unit, target=target, origin=Origin.HUMAN) if unit.segment.index == position else unit for unit in now
    ]


@settings(max_examples=300, deadline=None)
@given(drafts(), st.data())
def test_the_narrow_look_says_what_the_whole_one_says_edit_after_edit(units, data):
    for _ in range(4):
        position, target = data.draw(st.integers(0, len(units) - 1)), data.draw(FRENCH)
        whole = edited(units, position, target, TERMS, NOTHING)
        assert edited(alike(units, position), position, target, TERMS, NOTHING) == whole
        units = after(units, position, target, whole)


@settings(max_examples=100, deadline=None)
@given(drafts(), st.data())
def test_also_beside_what_people_approved(units, data):
    memory = TranslationMemory([("Data plan", "Plan des données"), ("Approved", "Validé")])
    position, target = data.draw(st.integers(0, len(units) - 1)), data.draw(FRENCH)
    assert edited(alike(units, position), position, target, TERMS, memory) == edited(
        units, position, target, TERMS, memory
    )


def test_what_is_said_of_another_text_stays():
    """A look at everything took it away: what people approved is looked up for the edited unit alone."""
    memory = TranslationMemory([("Data plan", "Plan des données")])
    units = [
        TranslationUnit(Segment(0, 0, 0, "Data plan"), "Un plan", Origin.MACHINE),
        TranslationUnit(Segment(1, 0, 1, "Approved"), "Validé", Origin.MACHINE),
    ]
    told = edited(alike(units, 0), 0, "Mon plan", TERMS, memory)
    assert [finding.check for finding in told[0]] == [INCONSISTENT]
    units = after(units, 0, "Mon plan", told)
    assert set(edited(alike(units, 1), 1, "Accepté", TERMS, memory)) == {1}
