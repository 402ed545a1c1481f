"""What a text looks like stays with its words while they are tidied."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from curation.extract.rich_text import Fragment, RichText, joined, parted, tidied
from curation.extract.tidy import tidy
from translation.document import Mark, MarkKind

BOLD, ITALIC, LINK, NOTE = MarkKind.BOLD, MarkKind.ITALIC, MarkKind.LINK, MarkKind.NOTE
LOOKS = st.lists(
    st.sampled_from([(BOLD, ""), (ITALIC, ""), (LINK, "#a"), (LINK, "#b")]), max_size=3, unique_by=lambda look: look[0]
).map(tuple)
WORDS = st.text(alphabet="ab ﬁé\t\n\u00a0\u00ad", max_size=6)
NOTES = st.just(Fragment("", ((NOTE, "#n"),)))


def fragments(texts):
    return st.lists(st.one_of(st.builds(Fragment, texts, LOOKS), NOTES), max_size=12)


@given(
    fragments(
        st.text(alphabet="e \u0301\u0323\u00adﬁ\u1100\u1161\u11a8\u0d3e\x00\x1f", max_size=5) | st.text(max_size=5)
    )
)
def test_the_text_is_the_tidied_text_of_all_fragments(parts):
    assert tidied(parts).text == tidy("".join(part.text for part in parts))


@given(fragments(WORDS))
def test_a_mark_covers_the_tidied_words_of_its_own_fragments(parts):
    text, marks = tidied(parts)
    for look in {look for part in parts for look in part.looks if look[0] is not NOTE}:
        own = [tidy(part.text) for part in parts if look in part.looks]
        covered = "".join(text[mark.start : mark.end] for mark in marks if (mark.kind, mark.target) == look)
        assert covered.replace(" ", "") == "".join(own).replace(" ", "")


@given(fragments(WORDS))
def test_marks_are_in_order_end_at_words_and_those_of_a_kind_stand_apart(parts):
    text, marks = tidied(parts)
    assert [mark.start for mark in marks] == sorted(mark.start for mark in marks)
    for mark in marks:
        covered = text[mark.start : mark.end]
        assert covered == covered.strip()
        assert bool(covered) != (mark.kind is NOTE)
    for kind in (BOLD, ITALIC, LINK):
        for one, other in pairwise(mark for mark in marks if mark.kind is kind):
            assert one.end <= other.start
            assert one.target != other.target or text[one.end : other.start].strip()


def test_a_note_stands_after_the_word_that_it_follows():
    parts = [Fragment("People  agreed"), Fragment("", ((NOTE, "#fn1"),)), Fragment(" and left.")]
    assert tidied(parts) == RichText("People agreed and left.", (Mark(NOTE, 13, 13, "#fn1"),))


def test_an_accent_that_stands_apart_from_its_letter_is_composed_with_it():
    assert tidied([Fragment("caf"), Fragment("e", ((BOLD, ""),)), Fragment("\u0301!")]) == RichText(
        "café!", (Mark(BOLD, 3, 4),)
    )


@given(fragments(WORDS), st.integers(0, 20))
def test_what_follows_keeps_its_marks(parts, start):
    text, marks = whole = tidied(parts)
    rest = whole.after(start)
    assert rest.text == text[start:]
    for mark in rest.marks:
        assert 0 <= mark.start <= mark.end <= len(rest.text)
    kept = [(mark.kind, text[max(start, mark.start) : mark.end]) for mark in marks if mark.end > start]
    assert [(mark.kind, rest.text[mark.start : mark.end]) for mark in rest.marks if mark.end] == kept


@given(st.lists(fragments(WORDS), max_size=4))
def test_joined_texts_keep_their_marks_in_their_places(lists):
    texts = [tidied(parts) for parts in lists]
    text, marks = joined("\t", texts)
    assert text == "\t".join(each.text for each in texts)
    covered = [(mark.kind, each.text[mark.start : mark.end]) for each in texts for mark in each.marks]
    assert [(mark.kind, text[mark.start : mark.end]) for mark in marks] == covered


@given(fragments(st.text(alphabet="ab \n", max_size=5)))
def test_parts_are_the_fragments_without_the_gaps_and_keep_their_looks(parts):
    gap = re.compile(r"\n\s*\n")
    found = list(parted(parts, gap))
    assert ["".join(each.text for each in part) for part in found] == gap.split("".join(each.text for each in parts))
    for look in ((BOLD, ""), (LINK, "#a")):
        kept = [each for part in found for each in part]
        left, whole = ("".join(each.text for each in some if look in each.looks) for some in (kept, parts))
        assert "".join(left.split()) == "".join(whole.split())


@given(st.lists(fragments(WORDS), max_size=4))
def test_another_separator_moves_the_marks_behind_it(lists):
    texts = [tidied(parts) for parts in lists]
    assert joined("\t", texts).parted_by("\t", ", ") == joined(", ", texts)
