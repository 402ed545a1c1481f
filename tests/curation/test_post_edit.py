"""How far a text was rewritten, beside what sacrebleu says of the same pairs."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import CHRF, TER
from sacrebleu.metrics.lib_ter import BeamEditDistance

from curation.post_edit import PostEdit, margin, post_edit, together, word_edits

CHRF_OF, TER_OF = CHRF(), TER()
WORDS = [
    "données",
    "Données",
    "la",
    "le",
    "les",
    "personne",
    "l’accord",
    "n°",
    "12\u202f400",
    "«",
    "»",
    ":",
    "\u00a0;",
    "e",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text("ab é\u00a0’\n", max_size=15)
FRENCH = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8").split()


@st.composite
def rewritten(draw):
    """A passage of real prose, and the same after a few words were replaced, left out, put in, or moved."""
    start, length = draw(st.integers(0, len(FRENCH) - 40)), draw(st.integers(1, 24))
    first = FRENCH[start : start + length]
    after = list(first)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(after)))
        other = draw(st.lists(st.sampled_from(FRENCH[:200] + first), max_size=2))
        after[at : at + draw(st.integers(0, 2))] = other
    return " ".join(first), " ".join(after)


PAIRS = st.tuples(TEXTS, TEXTS) | rewritten()


@settings(max_examples=300, deadline=None)
@given(PAIRS)
def test_chrf_is_that_of_sacrebleu(pair):
    first, approved = pair
    assert post_edit(first, approved).chrf * 100 == pytest.approx(CHRF_OF.sentence_score(first, [approved]).score)


@settings(max_examples=300, deadline=None)
@given(PAIRS)
def test_word_edits_are_those_of_ter_before_any_move(pair):
    first, approved = pair
    edits, words = word_edits(first, approved)
    ours, theirs = first.lower().split(), approved.lower().split()
    assert edits == BeamEditDistance(theirs)(ours)[0]
    said = TER_OF.sentence_score(first, [approved])
    assert words == said.ref_length
    assert said.num_edits <= edits


@settings(max_examples=100, deadline=None)
@given(st.lists(PAIRS, min_size=1, max_size=6))
def test_the_figure_of_several_texts_is_that_of_all_their_words(pairs):
    whole = together(post_edit(*pair) for pair in pairs)
    firsts, approved = map(list, zip(*pairs, strict=True))
    assert whole.chrf * 100 == pytest.approx(CHRF_OF.corpus_score(firsts, [approved]).score)
    assert (whole.units, whole.kept) == (len(pairs), sum(first == after for first, after in pairs))


def test_a_moved_word_counts_twice_here_and_once_there():
    first, approved = "une libre décision des personnes", "une décision libre des personnes"
    assert post_edit(first, approved).rate == pytest.approx(2 / 5)
    assert TER_OF.sentence_score(first, [approved]).num_edits == 1


def test_the_ends_of_the_scale():
    same = post_edit("Demandez d’abord.", "Demandez d’abord.")
    assert (same.rate, same.chrf, same.share_kept) == (0.0, 1.0, 1.0)
    assert (post_edit("", "Deux mots").rate, post_edit("trop", "").rate, post_edit("", "").rate) == (1.0, 1.0, 0.0)
    assert post_edit("Un deux trois", "Non").rate == 3.0
    capital = post_edit("demandez", "Demandez")
    assert (capital.rate, capital.share_kept) == (0.0, 0.0)
    assert together([]) == PostEdit()


def test_the_margin_is_that_of_a_ratio_between_documents():
    same = [(10.0, 100.0)] * 8
    assert margin(same) == 0
    assert margin(same[:2]) is None
    # Equal lengths: the plain interval of a mean, with Student's t (2.262 for ten documents).
    rates = [0.1, 0.2, 0.3, 0.4, 0.5, 0.1, 0.2, 0.3, 0.4, 0.5]
    spread = (sum((rate - 0.3) ** 2 for rate in rates) / 9) ** 0.5
    assert margin([(100 * rate, 100) for rate in rates]) == pytest.approx(2.262 * spread / 10**0.5, rel=1e-3)
