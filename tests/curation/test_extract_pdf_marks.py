"""What is bold, italic, linked or refers to a note in a PDF, and that its marks stay on their words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curation.extract import extract
from curation.extract.ligatures import with_ligatures, with_lost_letters
from curation.extract.pdf_blocks import blocks_of
from curation.extract.pdf_layout import Page, Run
from curation.extract.pdf_marks import Marked, cut_at, joined, settled, tidied, with_replaced, without_start
from curation.extract.pdf_notes import references, with_notes
from tests.curation.pdf_writer import Link, Sheet, Words, written
from translation.document import Block, BlockKind, Mark, MarkKind

BOLD, ITALIC, LINK, NOTE = MarkKind.BOLD, MarkKind.ITALIC, MarkKind.LINK, MarkKind.NOTE


def read(*sheets):
    return extract(written(*sheets), "application/pdf").blocks


def marked(block, kind):
    """The words under the marks of a kind."""
    return [block.text[mark.start : mark.end] for mark in block.marks if mark.kind is kind]


SENTENCE = [
    Words("Whoever is asked ", 60, 480),
    Words("may always say", style="b"),
    Words(" no, and that is a "),
    Words("right", style="bi"),
    Words(" of", style="i"),
    Words(" theirs, which everybody knows by now."),
]


def test_bold_and_italic_words_are_marked():
    (block,) = read(Sheet(SENTENCE))
    assert marked(block, BOLD) == ["may always say", "right"]
    assert marked(block, ITALIC) == ["right of"]


def test_bold_words_that_go_on_in_the_next_line_are_one_stretch():
    (block,) = read(
        Sheet(
            [
                Words("Whoever is asked for what they know ", 60, 480),
                Words("may always say", style="b"),
                Words("no thank you", 60, 468, style="b"),
                Words(" and that is a right of theirs, as we know."),
            ]
        )
    )
    assert marked(block, BOLD) == ["may always say no thank you"]


def test_a_heading_in_bold_letters_and_a_text_of_bold_letters_are_not_marked():
    heading = Words("What people may ask of us", 60, 520, 10, "b")
    blocks = read(Sheet([Words("Data policy", 60, 560, 20), heading, *SENTENCE]))
    assert [(block.kind, marked(block, BOLD)) for block in blocks][-2] == (BlockKind.HEADING, [])
    (block,) = read(Sheet([words._replace(style="" if words.style else "b") for words in SENTENCE]))
    assert marked(block, BOLD) == []


def test_a_table_s_header_in_bold_letters_is_not_marked_and_a_bold_cell_is():
    rows = [("State", "People", "Share"), ("Borno", "1,400", "79%"), ("Yobe", "120", "6%"), ("All", "1,520", "85%")]
    words = [
        Words(cell, 60 + 150 * c, 500 - 16 * r, style="b" if r == 0 or cell == "1,520" else "")
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
    ]
    blocks = read(
        Sheet([Words("Whoever is asked for what they know may say no, and that is their right.", 60, 600), *words])
    )
    assert [marked(block, BOLD) for block in blocks if block.kind is BlockKind.TABLE_ROW] == [[], [], [], ["1,520"]]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_link_of_the_file_lies_on_its_words_however_the_page_is_turned(rotate):
    links = [
        Link((141, 476, 211, 490), "https://example.org/rights"),
        Link((216, 476, 290, 490), 1),
        Link((330, 476, 360, 490), "javascript:alert"),
    ]
    (block,) = read(Sheet(SENTENCE, links=links, rotate=rotate))
    assert [mark for mark in block.marks if mark.kind is LINK] == [
        Mark(LINK, block.text.index("may"), block.text.index("may") + 14, "https://example.org/rights")
    ]


def test_a_link_whose_frame_is_a_little_off_still_covers_whole_words():
    (block,) = read(Sheet(SENTENCE, links=[Link((145, 476, 220, 490), "mailto:amina@example.org")]))
    assert marked(block, LINK) == ["may always say"]


def noted(*notes):
    """A page with three references and these notes at its foot."""
    text = [
        Words("Whoever is asked for what they know may say no, and that is their right.", 50, 700),
        Words("People need water", 50, 660),
        Words("1,2", 131, 664, 5),
        Words("and a place to stay", 141, 660),
        Words("*", 229, 664, 5),
        Words("that is safe.", 234, 660),
    ]
    return [*text, *(Words(note, 50, 60 - 12 * n, 7) for n, note in enumerate(notes))]


def test_a_raised_number_marks_where_it_stood_and_leads_to_its_note():
    _, text, *notes = read(
        Sheet(noted("1 See the handbook for more.", "2 As said in the report.", "* Where there is one."))
    )
    assert text.text == "People need water and a place to stay that is safe."
    assert text.marks == (
        Mark(NOTE, 17, 17, "#note-1-1"),
        Mark(NOTE, 17, 17, "#note-1-2"),
        Mark(NOTE, 37, 37, "#note-1-star"),
    )
    assert [(note.kind, note.anchor) for note in notes] == [
        (BlockKind.FOOTNOTE, f"note-1-{label}") for label in ("1", "2", "star")
    ]


def test_a_reference_without_its_note_and_a_note_without_reference_are_not_linked():
    _, text, note = read(Sheet(noted("3 See the handbook for more.")))
    assert (text.marks, note.anchor) == ((), None)


def block(text, page, label=""):
    marks = tuple(references(label, page, len(text))) if label else ()
    return Block(BlockKind.PARAGRAPH, text, page=page, marks=marks)


def footnote(text, page):
    return Block(BlockKind.FOOTNOTE, text, page=page)


def test_an_end_note_is_found_from_any_page_before_it_when_its_number_is_the_only_one():
    blocks = with_notes([block("so they say", 2, "3–4"), footnote("[3] A report.", 9), footnote("4. A law.", 9)])
    assert [mark.target for mark in blocks[0].marks] == ["#note-9-3", "#note-9-4"]
    assert [each.anchor for each in blocks] == [None, "note-9-3", "note-9-4"]


def test_a_reference_that_could_mean_two_notes_means_none():
    twice = with_notes([block("so they say", 2, "3"), footnote("3 A report.", 8), footnote("3 A law.", 9)])
    assert [(each.marks, each.anchor) for each in twice] == [((), None)] * 3


def test_the_note_of_its_own_page_goes_before_one_of_another():
    blocks = with_notes([block("so they say", 8, "3"), footnote("3 A report.", 8), footnote("3 A law.", 9)])
    assert [mark.target for mark in blocks[0].marks] == ["#note-8-3"]


PIECES = st.sampled_from(
    ["people", "infor-", "mation", "data-", "base", "e\ufb03cient", "co\u0301te", "  safe", "\u200bnow", "of"]
)


@st.composite
def lines(draw):
    """A paragraph's lines, each of words that are bold or not."""
    drawn = draw(st.lists(st.lists(st.tuples(PIECES, st.booleans()), min_size=1, max_size=5), min_size=1, max_size=4))
    result = []
    for words in drawn:
        text, marks = "", []
        for word, bold in words:
            start = len(text) + bool(text)
            text = text.ljust(start) + word
            marks += [Mark(BOLD, start, len(text))] if bold else []
        result.append(Marked(text, tuple(marks)))
    return result


def letters(text):
    return [char for char in tidied(Marked(text)).text if char.isalpha()]


@given(lines())
@example([Marked("infor-", (Mark(BOLD, 0, 6),)), Marked("mation")])
def test_t21_marks_stay_on_their_words_whatever_is_done_to_the_text(paragraph):
    bold = [char for line in paragraph for mark in line.marks for char in letters(line.text[mark.start : mark.end])]
    text, marks = settled(tidied(joined(paragraph, frozenset())))
    assert [char for mark in marks for char in text[mark.start : mark.end] if char.isalpha()] == bold
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert all(text[mark.start : mark.end].strip() == text[mark.start : mark.end] for mark in marks)
    assert all(text[one.end : two.start].strip() for one, two in pairwise(marks))


@given(lines(), st.data())
def test_marks_stay_on_their_words_when_letters_are_cut_off_or_replaced(paragraph, data):
    whole = tidied(paragraph[0])
    under = {at: mark for mark in whole.marks for at in range(mark.start, mark.end)}
    start = data.draw(st.integers(0, len(whole.text)))
    end = data.draw(st.integers(start, len(whole.text)))
    changed = {
        "cut": (cut_at(whole, end), 0, end, 0),
        "begun": (without_start(whole, start), start, len(whole.text), -start),
        "replaced": (with_replaced(whole, start, end, "Ω" * (end - start + 2)), end, len(whole.text), 2),
    }
    for text, first, last, by in changed.values():
        now = {at for mark in text.marks for at in range(mark.start, mark.end)}
        assert {at + by for at in range(first, last) if at in under} == {
            at for at in now if first + by <= at < last + by
        }


def test_marks_of_one_kind_over_the_same_letters_become_one():
    over = (Mark(BOLD, 4, 9), Mark(BOLD, 0, 6), Mark(ITALIC, 2, 3), Mark(LINK, 0, 4, "https://a.org"))
    assert settled(Marked("people say", (*over, Mark(LINK, 2, 6, "https://b.org")))).marks == (
        Mark(LINK, 0, 4, "https://a.org"),
        Mark(BOLD, 0, 9),
        Mark(ITALIC, 2, 3),
        Mark(LINK, 4, 6, "https://b.org"),
    )


def test_t21_a_ligature_that_is_mended_moves_the_marks_behind_it():
    run = Run(
        "most di\ufffdcult and e\ufffdcient", 50, 200, 100, 110, 10, marks=(Mark(BOLD, 5, 12), Mark(BOLD, 17, 24))
    )
    (page,) = with_ligatures([Page(1, 600, 800, (run,))])
    plain = run._replace(text="for all people who share what they know", top=114, bottom=124, marks=())
    (block,) = blocks_of([replace(page, runs=(*page.runs, plain))])
    assert marked(block, BOLD) == ["difficult", "efficient"]
    text = "he index is deined by the diference. his is suficient. hese agree."
    marks = tuple(Mark(BOLD, text.index(word), text.index(word) + len(word)) for word in ("deined", "diference", "his"))
    (mended,) = with_lost_letters([Block(BlockKind.PARAGRAPH, text, marks=marks)])
    assert marked(mended, BOLD) == ["defined", "difference", "This"]


def test_a_bullet_and_a_footnote_s_own_number_do_not_move_the_marks():
    item = Run("• keep it safe now", 50, 200, 100, 110, 10, marks=(Mark(BOLD, 0, 6), Mark(BOLD, 10, 14)))
    note = Run("*See the handbook", 50, 200, 700, 707, 7, marks=(Mark(ITALIC, 5, 8),))
    text = Run("Whoever holds data about people must keep it safe.", 50, 400, 300, 310, 10)
    blocks = blocks_of([Page(1, 600, 800, (item, text, note))])
    assert [(block.text, [block.text[m.start : m.end] for m in block.marks]) for block in blocks] == [
        ("keep it safe now", ["keep", "safe"]),
        (text.text, []),
        ("* See the handbook", ["the"]),
    ]
