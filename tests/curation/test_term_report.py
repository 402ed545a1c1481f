"""Whether the glossary is followed: what counts as what, for whom, in which month; and what is not read twice."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from curation.catalog_mining import DraftState, Said
from curation.review import ReviewState
from curation.term_report import Speaker, Tally, TermReports, report, tallied, together
from glossary.termbase import Status, Term, TermBase
from translation.terminology import Use
from translation.unit import Origin

FORCED = frozenset({"data subject"})
TERMS = TermBase(
    [
        Term("data subject", "personne concernée", tolerated=("intéressé",), forbidden=("sujet des données",)),
        Term("consent", "consentement"),
        Term("survey", "enquête", Status.PROPOSED),
    ]
)
SAID = [
    Said("The data subject is told.", "La personne concernée est informée.", Origin.MACHINE, FORCED),
    Said("Each data subject may ask.", "Chaque personne concernée peut demander.", Origin.MACHINE, frozenset()),
    Said("A data subject gives consent.", "Un intéressé donne son accord.", Origin.HUMAN, frozenset()),
    Said("The data subject left.", "Le sujet des données est parti.", Origin.MEMORY, frozenset()),
    Said("The survey is over.", "Le sondage est fini.", Origin.HUMAN, frozenset()),
    Said("Ask for consent.", "", Origin.MACHINE, frozenset()),
]
TOLD = {
    (Speaker.FORCED, Use.PREFERRED): 1,
    (Speaker.MACHINE, Use.PREFERRED): 1,
    (Speaker.HUMAN, Use.TOLERATED): 1,
    (Speaker.HUMAN, Use.MISSING): 1,
    (Speaker.MEMORY, Use.FORBIDDEN): 1,
}


def test_each_use_is_counted_for_who_said_it():
    tally = tallied(SAID, TERMS)
    assert tally.by_speaker == TOLD
    assert (tally.of(Use.PREFERRED), tally.all(), tally.all(Speaker.HUMAN)) == (2, 5, 2)
    assert (tally.followed(), tally.followed(Speaker.HUMAN), tally.followed(Speaker.MEMORY)) == (0.6, 0.5, 0.0)
    assert tally.troubled(9) == [("consent", 0, 1), ("data subject", 1, 0)]


def test_without_terms_no_share_is_told():
    assert tallied(SAID, TermBase()).followed() is None


@given(st.lists(st.sampled_from(SAID)), st.lists(st.sampled_from(SAID)))
def test_two_halves_make_the_whole(first, second):
    whole = tallied([*first, *second], TERMS)
    assert together([tallied(first, TERMS), tallied(second, TERMS)]) == whole


def draft(number, version=1, at=None):
    return DraftState(number, version, ReviewState.IN_REVIEW, f"Draft {number}", at)


def test_the_months_hold_what_was_approved_or_edited_in_them():
    march, april = datetime(2026, 3, 31, 23, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    tallies = {number: tallied(SAID[:number], TERMS) for number in (1, 2, 3, 4)}
    made = report([draft(1, at=april), draft(2, at=march), draft(3, at=april), draft(4)], tallies)
    assert [(str(month), tally.all()) for month, tally in made.months] == [("2026-03-01", 2), ("2026-04-01", 5)]
    assert made.total.all() == 1 + 2 + 4 + 5
    told = made.as_json()
    assert [month["month"] for month in told["months"]] == ["2026-03", "2026-04"]
    assert told["total"]["by"]["human"]["tolerated"] == 2


class Shelf:
    """Drafts whose segments are counted when they are read."""

    def __init__(self):
        self.drafts = [draft(1), draft(2)]
        self.read = []

    def draft_states(self):
        return self.drafts

    def said_in(self, drafts):
        self.read += drafts
        return [(number, said) for number in drafts for said in SAID[:number]]


def test_only_what_changed_is_read_again():
    shelf, reports = Shelf(), TermReports()
    first = reports.report(shelf, TERMS)
    assert reports.report(shelf, TERMS) == first
    assert shelf.read == [1, 2]
    shelf.drafts = [draft(1), draft(2, version=2), draft(3)]
    assert reports.report(shelf, TERMS).total.all() == 1 + 2 + 4
    assert shelf.read == [1, 2, 2, 3]


def test_another_glossary_reads_everything_again():
    shelf, reports = Shelf(), TermReports()
    reports.report(shelf, TERMS)
    assert reports.report(shelf, TermBase()).total == Tally({}, {})
    assert shelf.read == [1, 2, 1, 2]
