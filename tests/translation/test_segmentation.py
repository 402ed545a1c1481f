import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.document import Block, BlockKind, Document
from translation.segmentation import block_texts, segments, sentences


def document(*blocks: Block) -> Document:
    return Document("A title", "en", blocks)


def paragraph(text: str) -> Document:
    return document(Block(BlockKind.PARAGRAPH, text))


@pytest.mark.parametrize(
    "text",
    [
        "Collect only what you need, e.g. names.",
        "It covers personal data, i.e. The data of people.",
        "Share aggregates only, incl. Displacement figures.",
        "See No. 5 and Nos. 6 and 7.",
        "See Fig. 2, Figs. 3 and 4, vol. 3, pp. 4-5, para. 6 and Ch. 2.",
        "The U.N. Secretary-General spoke in the U.S. Congress.",
        "Dr. Smith et al. (2020) wrote it with Prof. J. R. Jones.",
        "On Mon. 3 Feb. 2024 we met, see Annex. 3.",
        "We drove approx. 5 km vs. 3 miles.",
        "The cost was $3.5 million, or 2.1 % of it.",
        "1. Introduction",
        "IV. Results",
        "Names, places, etc. are needed.",
        "It is at https://example.org/a.html?b=1.2 today.",
    ],
)
def test_t34_an_abbreviation_does_not_end_a_sentence(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["Did it work?", "No.", "We tried again."],
        ["We need names, places, etc. today.", "Then we go."],
        ["He lives in the U.S. now.", "She does not."],
        ["It was on Monday.", "3 teams came."],
        ["She and I.", "They left."],
        ["The form was sent.", "“Who has it?”", "Nobody knew."],
    ],
)
def test_a_real_end_ends_a_sentence(parts):
    assert sentences(" ".join(parts)) == parts


def test_t31_a_line_break_inside_a_paragraph_is_a_space():
    assert sentences("Data are\nkept\tsafe.") == ["Data are kept safe."]


def test_a_table_row_gives_segments_by_cell_and_skips_the_empty_ones():
    row = document(Block(BlockKind.TABLE_ROW, "Name\t\tFirst point. Second point.\t12"))
    found = [(s.block, s.cell, s.index, s.text) for s in segments(row)]
    assert found == [(0, 0, 0, "Name"), (0, 2, 1, "First point."), (0, 2, 2, "Second point."), (0, 3, 3, "12")]
    assert block_texts(row, {0: "Nom", 1: "Un.", 2: "Deux."}) == ("Nom\t\tUn. Deux.\t12",)


def test_code_is_not_translated_and_stays_as_it_is():
    listing = document(Block(BlockKind.CODE, "for x in y:\n\tprint(x)"), Block(BlockKind.HEADING, "Risks", 2))
    assert [(s.block, s.index, s.text) for s in segments(listing)] == [(1, 0, "Risks")]
    assert block_texts(listing, {0: "Risques"}) == ("for x in y:\n\tprint(x)", "Risques")


def test_a_heading_is_one_segment_unless_it_holds_several_sentences():
    assert len(segments(document(Block(BlockKind.HEADING, "3.2 Data protection: what to know", 2)))) == 1
    assert len(segments(document(Block(BlockKind.HEADING, "What is data? Why it matters.", 2)))) == 2


WORDS = "Data|No.|e.g.|5|the|U.N.|said|(see|Fig.|2).|Why?|Go!|…|“Yes.”|A.|I.\n\t|\u00a0|incl.|Dr.|x.y"
words = st.sampled_from(WORDS.split("|"))


@given(st.one_of(st.text(), st.lists(words).map(" ".join)))
def test_joining_the_segments_of_a_paragraph_gives_the_paragraph_back_up_to_whitespace(text):
    whole = paragraph(text)
    found = segments(whole)
    assert "".join("".join(s.text for s in found).split()) == "".join(text.split())
    assert [s.index for s in found] == list(range(len(found)))
    assert "".join(block_texts(whole, {})[0].split()) == "".join(text.split())


@given(st.lists(st.lists(words, min_size=1).map(" ".join).map(lambda t: " ".join(t.split())), min_size=1))
def test_a_row_keeps_its_number_of_cells(cells):
    row = document(Block(BlockKind.TABLE_ROW, "\t".join(cells)))
    assert len(block_texts(row, {})[0].split("\t")) == len(cells)
    assert all(s.text for s in segments(row))
