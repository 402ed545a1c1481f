"""Bold words, links, code and notes come back on the right French words, balanced, and outlive an edit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.alignment import spelled
from translation.document import Block, BlockKind, Document, Mark, MarkKind
from translation.marks import Alignment, kept_through, transferred
from translation.pretranslate import pretranslate
from translation.segmentation import segments

BOLD, ITALIC, LINK, CODE, NOTE = MarkKind.BOLD, MarkKind.ITALIC, MarkKind.LINK, MarkKind.CODE, MarkKind.NOTE


def marked(text):
    """A text with [b:bold words], and its marks."""
    kinds = {"b": BOLD, "i": ITALIC, "l": LINK, "c": CODE}
    plain, marks = "", []
    while "[" in text:
        before, _, rest = text.partition("[")
        kind, _, rest = rest.partition(":")
        words, _, text = rest.partition("]")
        plain += before
        target = "https://data.example/" if kind == "l" else ""
        marks.append(Mark(kinds[kind], len(plain), len(plain) + len(words), target))
        plain += words
    return plain + text, tuple(marks)


def drafted(argos, text):
    plain, marks = marked(text)
    document = Document("A title", "en", (Block(BlockKind.PARAGRAPH, plain, marks=marks),))
    return pretranslate(document, engine=argos)


def on(unit, kind):
    return [unit.target[mark.start : mark.end] for mark in unit.marks if mark.kind is kind]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("The teams protect the [b:personal data] of people.", BOLD, "données personnelles"),
        ("[b:Consent] must be free.", BOLD, "consentement"),
        ("Read the [l:report] before the meeting.", LINK, "rapport"),
        ("The people of the [i:camp] were registered.", ITALIC, "camp"),
        ("Use [c:KoboToolbox] to collect data.", CODE, "KoboToolbox"),
        ("[b:Collect only what you need.]", BOLD, "."),
    ],
)
def test_t32_marks_come_back_on_the_words_that_render_theirs(argos, text, kind, wanted):
    (unit,) = drafted(argos, text)
    (words,) = on(unit, kind)
    assert wanted in words.lower() or wanted in words, unit
    assert len(words) <= len(wanted) + 6 or wanted == ".", (words, unit.target)
    if kind is LINK:
        assert unit.marks[0].target == "https://data.example/"


def test_nested_marks_stay_nested(argos):
    text, marks = marked("Read the [l:new report] today.")
    bold = Mark(BOLD, text.index("report"), text.index("report") + 6)
    document = Document("", "en", (Block(BlockKind.PARAGRAPH, text, marks=(*marks, bold)),))
    (unit,) = pretranslate(document, engine=argos)
    link, inner = (next(mark for mark in unit.marks if mark.kind is kind) for kind in (LINK, BOLD))
    assert link.start <= inner.start < inner.end <= link.end
    assert "rapport" in unit.target[inner.start : inner.end]


def test_t33_a_note_stays_behind_its_word_or_at_the_end(argos):
    text = "The consent of people is needed. Nobody else decides."
    first = text.index(".") + 1
    inside = text.index("consent") + 7
    notes = (Mark(NOTE, inside, inside, "#n1"), Mark(NOTE, first, first, "#n2"))
    document = Document("", "en", (Block(BlockKind.PARAGRAPH, text, marks=notes),))
    one, other = pretranslate(document, engine=argos)
    assert [mark.target for mark in one.marks] == ["#n1", "#n2"]
    assert one.target[: one.marks[0].start].endswith("consentement")
    assert one.marks[1].end == len(one.target)
    assert other.marks == ()


def test_each_sentence_of_a_block_has_its_own_marks():
    text, marks = marked("One is [b:here]. Two [i:is there]. Three.")
    found = segments(Document("", "en", (Block(BlockKind.PARAGRAPH, text, marks=marks),)))
    assert [[segment.text[m.start : m.end] for m in segment.marks] for segment in found] == [["here"], ["is there"], []]


def test_marks_of_cells_count_in_their_cells():
    row = Block(BlockKind.TABLE_ROW, "Name\tAsk first", marks=(Mark(BOLD, 5, 8),))
    found = segments(Document("", "en", (row,)))
    assert [[segment.text[m.start : m.end] for m in segment.marks] for segment in found] == [[], ["Ask"]]


WORDS = st.lists(st.text("abcdé", min_size=1, max_size=4), min_size=1, max_size=6)
MARKS = st.lists(
    st.builds(
        lambda kind, a, length: Mark(kind, a, a + length),
        st.sampled_from(MarkKind),
        st.integers(0, 12),
        st.integers(0, 9),
    ),
    max_size=5,
)


@given(WORDS, WORDS, MARKS, st.data())
def test_whatever_the_attention_marks_stay_inside_and_apart(source, target, marks, data):
    pieces = [spelled(" ".join(words), [f"▁{word}" for word in words]) for words in (source, target)]
    rows = [[data.draw(st.floats(0, 1)) for _ in source] for _ in target]
    inside = [mark._replace(end=mark.start) if mark.kind is NOTE else mark for mark in marks]
    _is_balanced(transferred(inside, Alignment(*pieces, rows)), " ".join(target))


@given(st.text("ab é", max_size=20), st.text("ab é", max_size=20), MARKS)
def test_whatever_the_edit_marks_stay_inside_and_apart(before, after, marks):
    inside = [m._replace(start=min(m.start, len(before)), end=min(m.end, len(before))) for m in marks]
    inside = [mark._replace(end=mark.start) if mark.kind is NOTE else mark for mark in inside]
    if before != after:
        _is_balanced(kept_through(inside, before, after), after)


def _is_balanced(marks, text):
    ends = {}
    for mark in marks:
        assert 0 <= mark.start <= mark.end <= len(text)
        if mark.kind is not NOTE:
            assert mark.start < mark.end
            assert mark.start >= ends.get(mark.kind, 0)
            ends[mark.kind] = mark.end


def test_an_edit_elsewhere_keeps_a_mark_and_one_that_takes_its_words_drops_it():
    before = "Le consentement éclairé est requis."
    bold = (Mark(BOLD, 3, 23),)
    after = "Toujours, le consentement éclairé est nécessaire."
    (kept,) = kept_through(bold, before, after)
    assert after[kept.start : kept.end] == "consentement éclairé"
    assert kept_through(bold, before, "Il est requis.") == ()


@pytest.mark.parametrize(
    ("source", "bold", "target", "wanted"),
    [
        ("The plan is long.", "plan", "La planification est longue.", "planification"),
        ("Cat 1 or 10 here.", "1", "Cat 10 ou 1 ici.", "1"),
        ("Use C++ (a) here.", "C++ (a)", "Utilisez C++ (a) ici.", "C++ (a)"),
        ("See Annex 1 and Annex 11.", "1", "Voir l’annexe 1 et l’annexe 11.", "1"),
    ],
)
def test_what_stands_in_the_french_stands_there_as_a_word(argos, source, bold, target, wanted):
    start = source.index(bold)
    (alignment,) = argos.align([(source, target)])
    (mark,) = transferred((Mark(MarkKind.BOLD, start, start + len(bold)),), alignment)
    assert target[mark.start : mark.end] == wanted


def test_a_mark_does_not_begin_with_a_space():
    source, target = spelled("a b c", ["▁a", "▁b", "▁c"]), spelled("x y z", ["▁x", "▁", "y", "▁z"])
    rows = [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]]
    (mark,) = transferred((Mark(MarkKind.ITALIC, 2, 3),), Alignment(source, target, rows))
    assert target.text[mark.start : mark.end] == "y"
