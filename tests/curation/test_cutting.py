"""Segments parted and joined: nothing of a text is lost, positions stay names, and each cut can be undone."""

import itertools
from dataclasses import replace
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.catalog import StaleDraft
from curation.checking import of_parts
from curation.cutting import NEW, Cut, CutRefused, cut_of, joined, neighbour, proposed, split
from curation.database import Database
from curation.exchange.opening import opened
from curation.export.entry import entry_of
from curation.review import ReviewAction
from curation.taking_back import Sender, taken_back
from curation.web.offline import FORMATS, draft_file
from tests.curation.desk import TERMS, Desk
from translation.document import BlockKind, Mark, MarkKind
from translation.unit import Finding, Forced, Origin, Segment, TranslationUnit

ENGLISH = "Ask people first, then share data."
FRENCH = "Demandez d’abord, puis partagez les données."
LINK = "https://a.org/"


def unit(source=ENGLISH, target=FRENCH, index=4, **values):
    return TranslationUnit(Segment(2, 0, index, source), target, Origin.MACHINE, -0.2, **values)


def cuts(text, typed):
    cut = cut_of(text, typed)
    return text[: cut.end], text[cut.start :]


def test_a_line_break_says_where_to_cut():
    assert cuts("Ask first. Then share.", "Ask first.\r\n\r\nThen share. ") == ("Ask first.", "Then share.")
    assert cuts("Oui\u202f? Non.", "Oui ?\nNon.") == ("Oui\u202f?", "Non.")
    assert cuts("Tout ensemble.", "Tout ensemble.\n") == ("Tout ensemble.", "")
    assert cuts("Tout ensemble.", "\nTout ensemble.") == ("", "Tout ensemble.")
    assert cuts("", "\n") == ("", "")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Oui\u202f? Non.", "retour à la ligne"),
        ("Oui\n?\nNon.", "Un seul"),
        ("Oui\u202f?\nNon !", "les mots ne changent pas"),
        ("Oui\n\u202f? Non.", "entre deux mots"),
        ("Oui\u202f? No\nn.", "entre deux mots"),
    ],
)
def test_a_cut_that_would_change_the_text_is_refused(typed, why):
    with pytest.raises(CutRefused, match=why):
        cut_of("Oui\u202f? Non.", typed)


@given(st.text("ab.,;: \u00a0»", max_size=30))
def test_a_proposed_cut_can_be_made_or_needs_a_place(text):
    shown = proposed(text)
    assert "".join(shown.split()) == "".join(text.split())
    if "\n" in shown:
        assert shown.count("\n") == 2


def test_a_cut_keeps_bold_words_links_and_terms_on_their_words_and_a_join_makes_them_whole():
    marks = (
        Mark(MarkKind.BOLD, 0, 8),
        Mark(MarkKind.LINK, 9, 30, LINK),
        Mark(MarkKind.NOTE, len(FRENCH), len(FRENCH), "#n1"),
    )
    whole = unit(marks=marks, forced=(Forced("data", "les données", 31, 42), Forced("people", "d’abord", 9, 30)))
    first, second = split(whole, Cut(17, 18), Cut(17, 18))
    assert (first.segment.text, second.segment.text) == ("Ask people first,", "then share data.")
    assert (first.segment.index, second.segment.index) == (4, NEW)
    assert (first.target, second.target) == ("Demandez d’abord,", "puis partagez les données.")
    assert first.marks == (Mark(MarkKind.BOLD, 0, 8), Mark(MarkKind.LINK, 9, 17, LINK))
    assert second.marks == (Mark(MarkKind.LINK, 0, 12, LINK), Mark(MarkKind.NOTE, 26, 26, "#n1"))
    assert (first.forced, second.forced) == ((), (Forced("data", "les données", 13, 24),))
    again = joined(first, second)
    assert (again.segment, again.target, again.marks) == (whole.segment, whole.target, whole.marks)
    assert again.forced == whole.forced[:1]
    with pytest.raises(CutRefused):
        split(whole, Cut(0, 0), Cut(17, 18))
    with pytest.raises(CutRefused):
        joined(first, replace(second, segment=Segment(3, 0, 9, "Else.")))


def test_a_joined_text_is_as_little_sure_as_its_parts_and_checks_run_anew():
    one, other = unit(risk=0.1), replace(unit(index=5), origin=Origin.HUMAN, score=None, risk=None)
    both = joined(one, other)
    assert (both.origin, both.score, both.risk) == (Origin.MACHINE, -0.2, 0.1)
    assert joined(replace(one, origin=Origin.MEMORY), other).origin is Origin.HUMAN
    known = Finding("forced", "Le terme a été imposé.")
    aside = Finding("number", "12 n’est pas dans le français.", blocking=True, dismissed="C’est dit ailleurs.")
    part = of_parts(unit("We met 12 people.", "Nous avons vu."), [known, aside], TERMS)
    checks = {finding.check for finding in part.findings}
    assert "forced" in checks
    assert "number" in checks
    assert part.entries is not None
    assert of_parts(replace(unit(), origin=Origin.SOURCE), [known], TERMS).findings == (known,)


# In the catalog

ROWS = [
    (
        BlockKind.PARAGRAPH,
        0,
        "One two. Three four.",
        [("One two.", "Un deux.", 0), ("Three four.", "Trois quatre.", 0)],
    ),
    (BlockKind.TABLE_ROW, 0, "Five six.\tSeven.", [("Five six.", "Cinq six.", 0), ("Seven.", "Sept.", 1)]),
]


def said(desk, draft_id):
    """What the draft says in English and French, cell by cell, in its order."""
    units = [stored.unit for stored in desk.catalog.draft_page(draft_id).units]
    cells = itertools.groupby(units, key=lambda unit: (unit.segment.block, unit.segment.cell))
    return [
        (place, *map(" ".join, zip(*((unit.segment.text, unit.target) for unit in some), strict=True)))
        for place, some in cells
    ]


def order(desk, draft_id):
    return [stored.unit.segment.index for stored in desk.catalog.draft_page(draft_id).units]


def stored(desk, draft_id, position):
    return next(s for s in desk.catalog.draft_page(draft_id).units if s.unit.segment.index == position)


def cut_at(desk, draft_id, position, english=1, french=1, name="Amina"):
    """Part a unit after so many words."""
    one = stored(desk, draft_id, position)

    def place(text, words):
        end = len(" ".join(text.split(" ")[:words]))
        return Cut(end, min(end + 1, len(text)))

    parts = split(one.unit, place(one.unit.segment.text, english), place(one.unit.target, french))
    parts = [of_parts(part, one.unit.findings, TERMS) for part in parts]
    return desk.catalog.recut(draft_id, parts, desk.people[name], desk.clock(), seen={position: one.version})


def join_at(desk, draft_id, position, name="Amina"):
    one = stored(desk, draft_id, position)
    units = [s.unit.segment for s in desk.catalog.draft_page(draft_id).units]
    other = stored(desk, draft_id, neighbour(units, position))
    seen = {position: one.version, other.unit.segment.index: other.version}
    whole = of_parts(joined(one.unit, other.unit), one.unit.findings, TERMS)
    return desk.catalog.recut(draft_id, [whole], desk.people[name], desk.clock(), seen=seen)


def test_a_new_part_stands_behind_the_first_and_no_position_is_given_twice(desk):
    draft_id = desk.draft(rows=ROWS)
    before = said(desk, draft_id)
    assert cut_at(desk, draft_id, 1) == (1, 5)
    assert order(desk, draft_id) == [0, 1, 5, 2, 3, 4]
    assert cut_at(desk, draft_id, 3) == (3, 6)
    assert said(desk, draft_id) == before
    assert join_at(desk, draft_id, 5) == (5,)
    assert order(desk, draft_id) == [0, 1, 5, 3, 6, 4]
    assert join_at(desk, draft_id, 3) == (3,)
    assert cut_at(desk, draft_id, 3)[1] == 7
    assert desk.catalog.joined_into(draft_id) == {2: 5, 6: 3}
    join_at(desk, draft_id, 1)
    assert desk.catalog.joined_into(draft_id) == {2: 1, 5: 1, 6: 3}
    assert neighbour([s.unit.segment for s in desk.catalog.draft_page(draft_id).units], 7) is None
    assert said(desk, draft_id) == before
    steps = [e for e in desk.catalog.history(draft_id) if e.action == ReviewAction.EDIT]
    assert len(steps) == 6


def test_an_undone_cut_leaves_everything_as_it_was(desk):
    draft_id = desk.draft(rows=ROWS, findings={2: (Finding("x", "À voir."),)})
    luc = desk.people["Luc"]
    desk.catalog.edit_unit(draft_id, 1, "Un, deux.", (), luc, desk.clock(), seen=1)
    desk.catalog.suggest(draft_id, [(2, "Trois et quatre."), (1, "Un et deux.")], "a.po", luc, desk.clock())
    before, waiting = desk.catalog.draft_page(draft_id).units, desk.catalog.suggestions(draft_id)
    join_at(desk, draft_id, 1)
    whole = stored(desk, draft_id, 1)
    assert (whole.unit.target, whole.edited_by, whole.unit.origin) == ("Un, deux. Trois quatre.", "Luc", Origin.MACHINE)
    assert {one.position for one in desk.catalog.suggestions(draft_id)} == {1}
    last = desk.catalog.last_cut(draft_id, 1)
    assert (last.actor, last.joined) == ("Amina", True)
    assert desk.catalog.undo_cut(draft_id, last.event_id, luc, desk.clock()) == (1, 2)
    after = desk.catalog.draft_page(draft_id).units
    assert [s.unit for s in after] == [s.unit for s in before]
    assert [s.edited_by for s in after] == [s.edited_by for s in before]
    assert all(now.version > was.version for now, was in zip(after[1:3], before[1:3], strict=True))
    assert desk.catalog.suggestions(draft_id) == waiting
    assert desk.catalog.joined_into(draft_id) == {}
    cut_at(desk, draft_id, 2)
    again = desk.catalog.last_cut(draft_id, 2)
    desk.catalog.edit_unit(draft_id, 5, "Autre.", (), luc, desk.clock(), seen=1)
    assert desk.catalog.last_cut(draft_id, 2) is None
    with pytest.raises(StaleDraft):
        desk.catalog.undo_cut(draft_id, again.event_id, luc, desk.clock())
    with pytest.raises(StaleDraft):
        desk.catalog.undo_cut(draft_id, last.event_id, luc, desk.clock())


def test_a_cut_of_what_somebody_changed_meanwhile_changes_nothing(desk):
    draft_id = desk.draft(rows=ROWS)
    one, other = stored(desk, draft_id, 1), stored(desk, draft_id, 2)
    desk.catalog.edit_unit(draft_id, 2, "Trois, quatre.", (), desk.people["Luc"], desk.clock(), seen=1)
    before = desk.catalog.draft_page(draft_id).units
    amina, now = desk.people["Amina"], desk.clock()
    with pytest.raises(StaleDraft):
        desk.catalog.recut(draft_id, [joined(one.unit, other.unit)], amina, now, seen={1: 1, 2: 1})
    lost = replace(one.unit, target="Un.")
    with pytest.raises(CutRefused):
        desk.catalog.recut(draft_id, [lost], amina, now, seen={1: 1})
    assert desk.catalog.draft_page(draft_id).units == before


def test_what_is_suggested_for_a_segment_that_was_joined_meanwhile_waits_beside_the_whole(desk):
    draft_id = desk.draft(rows=ROWS)
    join_at(desk, draft_id, 1, "Maëlle")
    zoe = desk.people["Zoé"]
    texts = [(2, "Trois, quatre."), (3, "Cinq et six.")]
    assert desk.catalog.suggest(draft_id, texts, "f.po", zoe, desk.clock()) == 2
    assert [(one.position, one.text) for one in desk.catalog.suggestions(draft_id)] == [
        (1, "Trois, quatre."),
        (3, "Cinq et six."),
    ]
    assert desk.catalog.suggest(draft_id, texts, "f.po", zoe, desk.clock()) == 0
    assert desk.catalog.history(draft_id)[0].detail["suggested"] == [1, 3]


def test_whoever_wrote_a_part_of_a_joined_text_does_not_approve_it(desk):
    draft_id = desk.draft(rows=ROWS)
    luc, amina = desk.people["Luc"], desk.people["Amina"]
    desk.catalog.edit_unit(draft_id, 1, "Un, deux.", (), luc, desk.clock(), seen=1)
    desk.catalog.edit_unit(draft_id, 2, "Trois, quatre.", (), amina, desk.clock(), seen=1)
    join_at(desk, draft_id, 1, "Maëlle")
    assert desk.catalog.draft(draft_id).editors == {luc.id, amina.id}  # a cut changes no word


def test_the_memory_knows_a_persons_french_for_the_parts_and_learns_no_wrong_correction(desk):
    draft_id = desk.draft(rows=ROWS)
    desk.catalog.edit_unit(draft_id, 1, "Un et deux.", (), desk.people["Luc"], desk.clock(), seen=1)
    cut_at(desk, draft_id, 1, english=1, french=2)
    memory = desk.catalog.memory(desk.catalog.draft_page(draft_id).draft.revision_id)
    assert (memory["One"], memory["two."]) == ("Un et", "deux.")
    assert {(c.before, c.after) for c in desk.catalog.corrections()} == {("Un et", "Un et"), ("deux.", "deux.")}


def test_a_file_that_left_before_a_join_loses_nothing(desk):
    draft_id = desk.draft(rows=ROWS)
    file = draft_file(desk.catalog.draft_page(draft_id), TERMS)
    entries = [
        replace(e, target="Trois plus quatre.", doubtful=False) if e.key.number == 3 else e for e in file.entries
    ]
    join_at(desk, draft_id, 1)
    sender = Sender(desk.people["Luc"], desk.clock(), "a.po")
    done = taken_back(desk.catalog, TERMS, draft_id, replace(file, entries=tuple(entries)), sender)
    assert [(one.position, one.fate.value) for one in done.outcomes if one.fate.value != "untouched"] == [
        (1, "reworded")
    ]
    assert [(one.position, one.text) for one in desk.catalog.suggestions(draft_id)] == [(1, "Trois plus quatre.")]
    assert stored(desk, draft_id, 1).unit.target == "Un deux. Trois quatre."


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("sju"), st.integers(0, 9), st.integers(1, 3)), max_size=12), st.data())
def test_any_cuts_keep_the_text_through_an_export_and_a_file(migrated, tmp_path_factory, steps, data):
    desk = Desk(Database(copyfile(migrated, tmp_path_factory.mktemp("cut") / "catalog.db")))
    draft_id = desk.draft(rows=ROWS)
    before = said(desk, draft_id)
    for kind, place, words in steps:
        positions = order(desk, draft_id)
        position = positions[place % len(positions)]
        try:
            if kind == "s":
                cut_at(desk, draft_id, position, english=1, french=words)
            elif kind == "u" and (last := desk.catalog.last_cut(draft_id, position)):
                desk.catalog.undo_cut(draft_id, last.event_id, desk.people["Luc"], desk.clock())
            elif kind == "j" and neighbour([stored(desk, draft_id, p).unit.segment for p in positions], position):
                join_at(desk, draft_id, position)
        except CutRefused:
            pass  # one word cannot be parted
    assert [(place, " ".join(e.split()), " ".join(f.split())) for place, e, f in said(desk, draft_id)] == before
    file = opened(
        FORMATS[data.draw(st.sampled_from(list(FORMATS)))].write(draft_file(desk.catalog.draft_page(draft_id), TERMS))
    )
    done = taken_back(desk.catalog, TERMS, draft_id, file, Sender(desk.people["Luc"], desk.clock(), "a"))
    fates = {one.fate.value for one in done.outcomes}
    assert fates <= {"untouched", "empty"}
    assert done.missing == ()
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE, ReviewAction.PUBLISH):
        desk.step(draft_id, action, "Maëlle")
    entry = entry_of(desk.catalog.records()[0], desk.clock().date())
    french = [" ".join(cell.text.split()) for passage in entry.passages for cell in passage.cells]
    assert french == [f for _, _, f in before[1:]]
    desk.database.close()
