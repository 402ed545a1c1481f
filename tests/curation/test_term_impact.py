"""What an entry means for the texts there are: which segments, how they say it, what a change would bring."""

import sqlite3
from contextlib import closing
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from curation.review import ReviewState
from curation.term_impact import StoredSegment, impact_of, like_patterns
from glossary.keeping import shipped
from glossary.termbase import Term, TermBase
from translation.terminology import Use

SHARING = Term("data sharing", "partage de données", tolerated=("échange de données",), forbidden=("dons de données",))
SAID = (
    ("Data sharing is hard.", "Le partage des données est difficile."),
    ("Data-sharing helps.", "L’échange de données aide."),
    ("Ask before data sharing.", "Demandez avant les dons de données."),
    ("About data sharing.", "À propos de la diffusion."),
    ("Nothing here.", "Rien ici."),
)


def segments(said=SAID, state=ReviewState.APPROVED):
    return [StoredSegment(1, n, n, state, "Titre", *pair) for n, pair in enumerate(said)]


def uses(impact, *, then=False):
    return {use: number for (_, use), number in impact.counted(then=then).items()}


def test_it_counts_how_each_segment_says_the_term_today():
    impact = impact_of(segments(), [SHARING], SHARING, SHARING)
    assert uses(impact) == {Use.PREFERRED: 1, Use.TOLERATED: 1, Use.FORBIDDEN: 1, Use.MISSING: 1}
    assert [said.found for said in impact.segments] == [
        "partage des données",
        "échange de données",
        "dons de données",
        "",
    ]


def test_a_change_tells_what_would_have_to_be_read_again():
    after = replace(SHARING, target="diffusion", tolerated=(), forbidden=("partage des données",))
    impact = impact_of(segments(), [SHARING], SHARING, after)
    assert uses(impact, then=True) == {Use.FORBIDDEN: 1, Use.MISSING: 2, Use.PREFERRED: 1}
    assert [said.segment.position for said in impact.to_recheck] == [0, 1, 2]


def test_a_longer_term_keeps_its_place_and_a_homograph_its_sentence():
    data = Term("data", "informations")
    assert impact_of(segments(), [SHARING, data], data, data).segments == ()
    lead = Term("lead", "plomb", part_of_speech="noun", only_with=("paint",))
    chief = Term("lead", "responsable", part_of_speech="noun", domain="coordination", not_with=("paint",))
    said = segments(
        [("Lead in paint.", "Du plomb dans la peinture."), ("The lead left.", "La responsable est partie.")]
    )
    assert [one.segment.position for one in impact_of(said, [lead, chief], chief, chief).segments] == [1]


def test_homographs_that_nothing_tells_apart_are_both_told_of():
    lead = Term("lead", "plomb", part_of_speech="noun")
    chief = Term("lead", "responsable", part_of_speech="noun", domain="coordination")
    said = segments([("The lead left.", "La responsable est partie."), ("The lead.", "Cela.")])
    for term in (lead, chief):
        assert uses(impact_of(said, [lead, chief], term, term)) == {Use.PREFERRED: 1, Use.MISSING: 1}


def test_a_new_synonym_brings_segments_and_a_rule_takes_them_away():
    said = segments([("Exchange of data.", "Échange de données."), ("Sharing data sharing.", "Partage de données.")])
    after = replace(SHARING, synonyms=("exchange of data",), not_with=("sharing data",))
    impact = impact_of(said, [SHARING], SHARING, after)
    assert [(one.now, one.then) for one in impact.segments] == [(None, Use.TOLERATED), (Use.PREFERRED, None)]


def test_the_mark_tells_which_segments_are_meant():
    one = impact_of(segments(), [SHARING], SHARING, SHARING)
    other = impact_of(segments(SAID[:3]), [SHARING], SHARING, SHARING)
    assert one.mark == impact_of(segments(), [SHARING], SHARING, SHARING).mark != other.mark


def let_through(text, term):
    with closing(sqlite3.connect(":memory:")) as database:
        return any(database.execute("SELECT ? LIKE ?", (text, like)).fetchone()[0] for like in like_patterns([term]))


ENDINGS = st.sampled_from(["", "s", "es", "'s", "ies", "ized", "ised", "izations", "ing"])
WORDS = st.sampled_from(
    [
        "man",
        "men",
        "women",
        "child",
        "children",
        "criteria",
        "criterion",
        "crises",
        "crisis",
        "basis",
        "bases",
        "center",
        "centre",
        "program",
        "programmes",
        "policy",
        "policies",
        "anonymize",
        "anonymise",
        "anonymisation",
        "news",
        "series",
        "analysis",
        "analyses",
        "fly",
        "flies",
        "box",
        "data",
        "risk",
        "case",
        "WHO",
        "Zürich",
        "decision-making",
        "C++",
        "organization",
        "organisation",
    ]
)


@given(WORDS, WORDS, ENDINGS, ENDINGS)
def test_the_database_lets_through_all_that_the_glossary_finds(english, written, one, other):
    term = Term(english + one, "mot", case_sensitive=False)
    text = f"We met the {written}{other} there."
    if TermBase([term]).find(text):
        assert let_through(text, term)


def test_every_term_that_ships_is_let_through_in_its_own_examples():
    terms = shipped()
    for term in terms:
        for english in (term.source, *term.synonyms, term.example[0]):
            if TermBase([term]).find(english):
                assert let_through(english, term)
