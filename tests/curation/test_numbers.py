"""What is counted of reviews: first French beside what was approved, time without pauses, findings, groups."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from curation.catalog_numbers import FinishedDraft, Review, ReviewedUnit
from curation.numbers import (
    Dimension,
    DraftNumbers,
    Fate,
    Numbers,
    Selection,
    counted,
    figures,
    findings,
    grouped,
    most_rewritten,
    worst_units,
)
from curation.review import ReviewAction
from curation.review_time import Deed
from curation.schema import review_event
from translation.unit import Finding, Origin

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
HEARD = (Finding("term-missing", "Vérifiez le terme."), Finding("number", "Vérifiez le nombre."))


def edit(desk, draft_id, position, target, *, name="Amina", seen=1, findings=(), after=20):
    desk.clock.now += timedelta(seconds=after)
    desk.catalog.edit_unit(draft_id, position, target, findings, desk.people[name], desk.clock(), seen=seen)


def reviewed(desk, draft_id):
    (review,) = desk.catalog.reviews([draft_id])
    return review


def test_the_first_french_is_what_stood_before_anybodys_first_edit(desk):
    draft_id = desk.draft(findings={1: HEARD})
    desk.step(draft_id, ReviewAction.CLAIM, "Amina")
    edit(desk, draft_id, 1, "Les raisons", findings=HEARD[:1])
    edit(desk, draft_id, 1, "La raison", seen=2, findings=HEARD[:1])
    with pytest.raises(Exception, match="modifié ce segment"):
        edit(desk, draft_id, 3, "Perdu", seen=7)  # kept as a conflict: it is nobody's first edit
    edit(desk, draft_id, 2, "Demandez.")
    edit(desk, draft_id, 2, "Demandez d’abord.", seen=2)
    units = {unit.position: unit for unit in reviewed(desk, draft_id).units}
    assert (units[1].first, units[1].approved, units[1].origin) == ("Pourquoi", "La raison", Origin.MACHINE)
    assert (units[1].settled, units[1].standing) == (("number",), ("term-missing",))
    assert units[2].first == units[2].approved == "Demandez d’abord."
    assert units[3].first == units[3].approved
    numbers = counted(reviewed(desk, draft_id))
    assert (numbers.machine.units, numbers.machine.kept, numbers.machine.edits) == (len(units), len(units) - 1, 2)
    assert numbers.findings == {("number", Fate.SETTLED): 1, ("term-missing", Fate.STANDING): 1}
    # Five steps of 20 seconds after the claim, which begins the work.
    assert numbers.seconds == 100
    assert [(unit.position, unit.edits) for unit in numbers.worst] == [(1, 2)]


def test_a_clock_that_was_put_back_changes_nothing_of_which_french_was_first(desk):
    draft_id = desk.draft()
    edit(desk, draft_id, 2, "Demandez.")
    edit(desk, draft_id, 2, "Demandez toujours.", seen=2, after=-3600)
    desk.step(draft_id, ReviewAction.APPROVE, "Luc")
    asked = next(unit for unit in reviewed(desk, draft_id).units if unit.position == 2)
    assert (asked.first, asked.approved, asked.origin) == ("Demandez d’abord.", "Demandez toujours.", Origin.MACHINE)
    assert [deed.at for deed in reviewed(desk, draft_id).deeds] == sorted(d.at for d in reviewed(desk, draft_id).deeds)


def test_only_what_was_approved_counts_and_a_second_look_reads_it_no_more(desk):
    done, open_one, link = desk.draft(), desk.draft(url="other"), desk.draft(url="link", engine="")
    for draft_id in (done, link):
        desk.step(draft_id, ReviewAction.CLAIM, "Amina")
        desk.step(draft_id, ReviewAction.APPROVE)
    edit(desk, open_one, 1, "Les raisons")
    (finished,) = desk.catalog.finished_drafts()
    assert (finished.draft_id, finished.organisation, finished.engine, finished.glossary) == (done, "OCHA", "m1", "g1")
    underway = desk.catalog.underway()
    assert (underway.drafts, underway.edited) == (1, 1)
    read, shelf, numbers = [], desk.catalog, Numbers()

    class Watched:
        def finished_drafts(self):
            return shelf.finished_drafts()

        def reviews(self, drafts):
            read.extend(drafts)
            return shelf.reviews(drafts)

    assert numbers.of(Watched()) == numbers.of(Watched())
    assert read == [done]
    desk.step(open_one, ReviewAction.APPROVE)
    assert [one.draft.draft_id for one in numbers.of(Watched())] == [done, open_one]
    desk.step(done, ReviewAction.SEND_BACK)
    assert [one.draft.draft_id for one in numbers.of(Watched())] == [open_one]
    assert read == [done, open_one]


def test_a_segment_that_was_cut_or_joined_is_compared_with_nothing(desk):
    draft_id = desk.draft()
    edit(desk, draft_id, 1, "Autre chose")
    edit(desk, draft_id, 2, "Encore autre chose")
    edit(desk, draft_id, 3, "Une dernière chose")
    with desk.database.write() as connection:  # as the step that cuts a segment leaves it in the history
        event = connection.execute(sa.select(review_event).order_by(review_event.c.id)).first()
        connection.execute(
            sa.insert(review_event).values(
                **{**event._mapping, "id": 99, "detail": {"position": 1, "cut": {"after": {"1": 1, "2": 1}}}}
            )
        )
    numbers = counted(reviewed(desk, draft_id))
    assert numbers.reshaped == 2
    assert [unit.position for unit in numbers.worst] == [3]


def unit(first, approved, position=0, origin=Origin.MACHINE, **options):
    return ReviewedUnit(position, "Some English text here.", first, approved, origin, **options)


def numbered(draft_id, *units, seconds=10, **options):
    made = FinishedDraft(draft_id, 1, f"Guide {draft_id}", "OCHA", (), "m1", "g1", AT, AT)
    steps = (Deed("Amina", AT, "claim"), Deed("Amina", AT + timedelta(seconds=seconds), "approve"))
    return DraftNumbers(replace(made, **options), counted(Review(draft_id, units, steps)))


def test_the_memory_is_counted_apart_and_few_documents_tell_no_time():
    one = numbered(1, unit("un deux", "un trois"), unit("a b", "a b", 1, Origin.MEMORY))
    few = figures([one])
    assert (few.machine.units, few.memory.units, few.machine.rate, few.memory.rate) == (1, 1, 0.5, 0.0)
    assert (few.is_few, few.margin, few.pace) == (True, None, None)
    several = figures([replace(one, draft=replace(one.draft, draft_id=n)) for n in range(5)])
    assert (several.is_few, several.margin) == (False, 0)
    assert several.pace == pytest.approx(10 / 8)
    assert figures([]).documents == 0


def test_groups_filters_and_the_worst():
    april = AT + timedelta(days=31)
    drafts = [
        numbered(1, unit("un deux", "un deux"), themes=("planning", "audience-x", "collection")),
        numbered(2, unit("un deux", "trois quatre"), organisation="ICRC", engine="m2", approved_at=april),
        numbered(3, unit("un deux", "un quatre", dismissed=("number",)), themes=("planning",), approved_at=april),
    ]
    by = {dimension: {k: f.documents for k, f in grouped(drafts, dimension).items()} for dimension in Dimension}
    assert by[Dimension.MONTH] == {"2026-03": 1, "2026-04": 2}
    assert by[Dimension.ORGANISATION] == {"OCHA": 2, "ICRC": 1}
    assert by[Dimension.THEME] == {"planning": 2, "collection": 1}  # for whom it is, is no theme
    assert by[Dimension.ENGINE] == {"m1": 2, "m2": 1}
    assert by[Dimension.GLOSSARY] == {"g1": 3}
    assert [one.draft.draft_id for one in most_rewritten(drafts)] == [2, 3]
    assert [(unit.draft_id, unit.edits) for unit in worst_units(drafts)] == [(2, 2), (3, 1)]
    assert findings(drafts) == [("number", {Fate.SETTLED: 0, Fate.DISMISSED: 1, Fate.STANDING: 0})]

    new_year = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight where people review
    late = [numbered(4, unit("un", "deux"), approved_at=new_year)]
    assert list(grouped(late, Dimension.MONTH)) == ["2026-01"]
    assert Selection(since=date(2026, 1, 1)).takes(late[0].draft)

    def taken(**filters):
        return [one.draft.draft_id for one in drafts if Selection(**filters).takes(one.draft)]

    assert taken() == [1, 2, 3]
    assert taken(since=date(2026, 3, 2)) == [2, 3]
    assert taken(until=date(2026, 3, 1)) == [1]
    assert taken(organisation="OCHA", theme="planning", since=date(2026, 4, 1)) == [3]
