"""What becomes of each entry of a file that came back, beside the units of its draft."""

from dataclasses import replace

import pytest

from curation.exchange.bilingual import BilingualFile, Entry, Key, Stamp, mark_of
from curation.exchange.comparing import Fate, compared
from curation.views import StoredUnit
from translation.unit import Origin, Segment, TranslationUnit


def units_of(texts, versions=None):
    made = (TranslationUnit(Segment(1, 0, n, en), fr, Origin.MACHINE) for n, (en, fr) in enumerate(texts))
    return tuple(StoredUnit(unit, (versions or {}).get(n, 1)) for n, unit in enumerate(made))


def went_out(units, draft=7):
    return tuple(
        Entry(s.unit.segment.text, s.unit.target, Key(draft, n + 1), Stamp(s.version, mark_of(s.unit.target)))
        for n, s in enumerate(units)
    )


PAIRS = [("Ask first.", "Demandez."), ("Explain why.", "Dites pourquoi."), ("Ask first.", "Posez la question.")]
UNITS = units_of(PAIRS)
FIRST, SECOND, THIRD = went_out(UNITS)
NEW = "Demandez d’abord."
SINCE = units_of([("Ask first.", "Demandez toujours."), *PAIRS[1:]], {0: 2})


@pytest.mark.parametrize(
    ("entry", "units", "fate"),
    [
        (replace(FIRST, target=NEW), UNITS, Fate.EDIT),
        (FIRST, UNITS, Fate.UNTOUCHED),
        (replace(FIRST, target="Demandez\u00a0.  ".replace("\u00a0", "")), UNITS, Fate.UNTOUCHED),
        (FIRST, SINCE, Fate.UNTOUCHED),
        (replace(FIRST, target="Demandez toujours."), SINCE, Fate.ALREADY),
        (replace(FIRST, target=NEW), SINCE, Fate.MEANWHILE),
        (replace(FIRST, target=NEW, stamp=None), UNITS, Fate.EDIT),
        (replace(FIRST, target=NEW, stamp=None), SINCE, Fate.MEANWHILE),
        (replace(FIRST, target=NEW, doubtful=True), UNITS, Fate.UNSURE),
        (replace(FIRST, doubtful=True), UNITS, Fate.UNTOUCHED),
        (replace(FIRST, target=NEW, source="Ask last."), UNITS, Fate.REWORDED),
        (replace(FIRST, target=NEW, key=None), UNITS, Fate.ELSEWHERE),
        (replace(FIRST, target=NEW, key=Key(3, 9)), UNITS, Fate.ELSEWHERE),
        (replace(FIRST, key=Key(3, 9)), SINCE, Fate.UNTOUCHED),
        (replace(FIRST, target=NEW, key=Key(3, 9), source="Nobody said this."), UNITS, Fate.STRANGER),
        (replace(FIRST, target=NEW, key=Key(7, 99), source="Nobody said this."), UNITS, Fate.STRANGER),
        (replace(FIRST, target=""), UNITS, Fate.EMPTY),
        (replace(FIRST, target=" \u00a0\t"), UNITS, Fate.EMPTY),
        (replace(FIRST, target="Ask first."), UNITS, Fate.FOREIGN),
        (replace(FIRST, target="Définition de conseil de la première nation de Westbank"), UNITS, Fate.EDIT),
        (replace(FIRST, target="Los datos de las personas no son para el equipo y los demás."), UNITS, Fate.FOREIGN),
        (replace(FIRST, target="Demandez dâ€™abord Ã©"), UNITS, Fate.GARBLED),
    ],
)
def test_what_becomes_of_an_entry(entry, units, fate):
    done = compared(units, 7, BilingualFile((entry,)), editable=True)
    assert [one.fate for one in done.outcomes] == [fate]


def test_entries_without_numbers_find_repeated_english_in_order():
    lost = tuple(replace(entry, key=None, stamp=None, target=f"Texte {n}.") for n, entry in enumerate(went_out(UNITS)))
    done = compared(UNITS, 7, BilingualFile(lost), editable=True)
    assert [one.position for one in done.outcomes] == [0, 1, 2]


def test_the_second_text_for_a_segment_waits():
    file = BilingualFile((replace(FIRST, target=NEW), replace(FIRST, target="Autre."), replace(FIRST, target=NEW)))
    assert [one.fate for one in compared(UNITS, 7, file, editable=True).outcomes] == [
        Fate.EDIT,
        Fate.TWICE,
        Fate.ALREADY,
    ]


def test_a_draft_that_is_closed_keeps_everything_as_suggestions():
    done = compared(UNITS, 7, BilingualFile((replace(FIRST, target=NEW), SECOND)), editable=False)
    assert [one.fate for one in done.outcomes] == [Fate.CLOSED, Fate.UNTOUCHED]
    assert done.missing == (2,)
