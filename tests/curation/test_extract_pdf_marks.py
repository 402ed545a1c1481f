"""Bold and slanted words, links and notes of a PDF stay on their words, whatever is joined, parted or mended."""

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link

from curation.extract import extract
from curation.extract.pdf_blocks import blocks_of
from curation.extract.pdf_layout import Page, Run
from curation.extract.pdf_marks import carried, joined, linked, with_links
from curation.extract.tidy import tidy
from translation.document import Block, BlockKind, Mark, MarkKind

BOLD, ITALIC, LINK, NOTE = MarkKind.BOLD, MarkKind.ITALIC, MarkKind.LINK, MarkKind.NOTE
FONTS = {b"/F1": "Helvetica", b"/F2": "Helvetica-Bold", b"/F3": "Helvetica-Oblique"}


def pdf(*lines):
    """A page of lines; each is a list of (font, text) written side by side from the left margin."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Length %d >>\nstream\n%s\nendstream",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R /Resources << /Font <<"
        + "".join(
            f" {name.decode()} << /Type /Font /Subtype /Type1 /BaseFont /{base} >>" for name, base in FONTS.items()
        )
        + " >> >> >>",
    ]
    stream = ""
    for number, line in enumerate(lines):
        stream += f"BT 60 {700 - 14 * number} Td"
        stream += "".join(f" /F{font} {size} Tf {rise} Ts ({text}) Tj" for font, text, size, rise in map(_full, line))
        stream += " ET\n"
    objects[2] %= (len(stream), stream)
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    xref = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return f"{body}{xref}trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF".encode()


def _full(part):
    font, text, *more = part
    return (font, text, *(more or (11, 0)))


def read(*lines):
    return extract(pdf(*lines), "application/pdf").blocks


def on(block, kind):
    return [block.text[mark.start : mark.end] for mark in block.marks if mark.kind is kind]


PLAIN = [(1, "People who share their data must be able to trust that it is kept safe by those")]


def test_bold_and_slanted_words_of_a_line_are_marked():
    line = [
        (1, "It must be "),
        (2, "kept safe"),
        (1, " and "),
        (3, "never"),
        (1, " sold, whatever is paid for it by others."),
    ]
    (block,) = read(PLAIN, line)
    assert (on(block, BOLD), on(block, ITALIC)) == (["kept safe"], ["never"])


def test_bold_words_that_go_on_in_the_next_line_are_one_mark_and_a_hyphen_at_the_line_end_is_none():
    first = [(1, "People who share their data must be able to trust that it is "), (2, "kept for informa-")]
    second = [(2, "tion alone"), (1, " and that nobody else may ever read it or pass it on to others at all.")]
    (block,) = read(first, second)
    assert on(block, BOLD) == ["kept for information alone"]


def test_a_heading_is_bold_by_what_it_is():
    end = [(1, "in trust.")]  # short: the paragraph ends here
    blocks = read([(2, "Data and people")], PLAIN, end, [(2, "What we ask for")], PLAIN, PLAIN, end)
    assert [block.text for block in blocks if block.kind is BlockKind.HEADING] == ["What we ask for"]
    assert not any(on(block, BOLD) for block in blocks)


def test_where_all_is_bold_bold_means_nothing():
    (block,) = read(*[[(2, text) for _, text in PLAIN]] * 2, [(1, "and so on.")])
    assert on(block, BOLD) == []


def test_a_link_is_on_its_words_with_its_address():
    content = pdf([(1, "Read the guidance of the agency before you collect anything from people.")])
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.add_annotation(0, Link(rect=(104, 696, 152, 712), url="https://data.example/guide?a=1"))
    writer.add_annotation(0, Link(rect=(200, 696, 260, 712), url="javascript:alert(1)"))
    out = io.BytesIO()
    writer.write(out)
    (block,) = extract(out.getvalue(), "application/pdf").blocks
    (link,) = [mark for mark in block.marks if mark.kind is LINK]
    assert "guidance" in block.text[link.start : link.end]
    assert link.target == "https://data.example/guide?a=1"


def test_an_address_that_is_written_out_leads_there():
    (block,) = read([(1, "All of it is at www.data.example/guide, and at https://data.example/b. Read it with care.")])
    assert [(block.text[m.start : m.end], m.target) for m in block.marks] == [
        ("www.data.example/guide", "https://www.data.example/guide"),
        ("https://data.example/b", "https://data.example/b"),
    ]


def test_t24_a_raised_number_points_at_its_footnote_and_is_no_word():
    text = [(1, "People decide what they share"), (1, "1", 6, 5), (1, " and nobody else does so for them in any case.")]
    spacer = [[(1, " ")]] * 30
    note = [(1, "1", 5, 3), (1, " This is what the law of most countries says about it today.", 8, 0)]
    blocks = read(text, PLAIN, *spacer, note)
    note_block = next(block for block in blocks if block.kind is BlockKind.FOOTNOTE)
    (pointing,) = [(block, mark) for block in blocks for mark in block.marks if mark.kind is NOTE]
    assert pointing[0].text[: pointing[1].start].endswith("what they share")
    assert pointing[1].target == f"#{note_block.anchor}" == "#note-1-1"
    assert "share1" not in pointing[0].text


def test_a_number_without_its_footnote_points_nowhere_and_an_end_note_is_found_on_another_page():
    blocks = [
        Block(BlockKind.PARAGRAPH, "One two.", page=1, marks=(Mark(NOTE, 3, 3, "1-7"), Mark(NOTE, 8, 8, "1-9"))),
        Block(BlockKind.FOOTNOTE, "7 The end note.", page=5),
    ]
    text, note = linked(blocks)
    assert [mark.target for mark in text.marks] == ["#note-5-7"]
    assert note.anchor == "note-5-7"


def test_two_footnotes_of_one_number_are_told_apart_by_their_pages():
    blocks = [
        Block(BlockKind.PARAGRAPH, "One.", page=1, marks=(Mark(NOTE, 4, 4, "1-1"),)),
        Block(BlockKind.FOOTNOTE, "1 First.", page=1),
        Block(BlockKind.PARAGRAPH, "Two.", page=2, marks=(Mark(NOTE, 4, 4, "2-1"),)),
        Block(BlockKind.FOOTNOTE, "1 Second.", page=2),
    ]
    done = linked(blocks)
    assert [block.marks[0].target for block in done if block.marks] == ["#note-1-1", "#note-2-1"]


def test_a_link_over_part_of_a_run_is_on_the_words_in_its_box():
    run = Run("aaaa bbbb cccc", 0, 140, 100, 110, 10)
    (marked,) = with_links([run], [((50, 99, 90, 111), "https://data.example/")])
    assert [marked.text[mark.start : mark.end] for mark in marked.styles] == ["bbbb"]


@pytest.mark.parametrize("bullet", ["• ", "– "])
def test_a_bullet_that_goes_takes_no_mark_along(bullet):
    runs = (
        Run(
            f"{bullet}Ask first, always, and write down what people said to you.",
            50,
            400,
            100,
            110,
            10,
            styles=(Mark(BOLD, 2, 11),),
        ),
        Run("Another line of text that has as many letters as the first.", 50, 400, 130, 140, 10),
    )
    blocks = blocks_of([Page(1, 600, 800, runs)])
    item = next(block for block in blocks if block.kind is BlockKind.LIST_ITEM)
    assert on(item, BOLD) == ["Ask first"]


WORDS = st.lists(st.text("abcé", min_size=1, max_size=5), min_size=1, max_size=8)


@given(WORDS, st.data())
def test_marks_keep_their_words_through_tidying(words, data):
    raw = "".join(word + data.draw(st.sampled_from([" ", "  ", "\n", " \u00ad"])) for word in words)
    number = data.draw(st.integers(0, len(words) - 1))
    start = 0
    for word in words[:number]:
        start = raw.index(word, start) + len(word)
    start = raw.index(words[number], start)
    (moved,) = carried([Mark(BOLD, start, start + len(words[number]))], raw, tidy(raw))
    assert tidy(raw)[moved.start : moved.end] == words[number]


@given(st.lists(st.builds(lambda a, n: Mark(BOLD, a, a + n), st.integers(0, 20), st.integers(1, 6)), max_size=6))
def test_joined_marks_are_in_order_and_apart(marks):
    done = joined(marks)
    assert all(before.end < after.start for before, after in pairwise(done))
    assert {n for mark in marks for n in range(mark.start, mark.end)} <= {
        n for mark in done for n in range(mark.start, mark.end)
    }
