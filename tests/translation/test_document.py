import json

from hypothesis import given
from hypothesis import strategies as st

from translation.document import Block, BlockKind, Box, Document, Mark, MarkKind, Matter, Metadata, as_json, from_json

TEXTS = st.text(max_size=20)
SHARES = st.floats(0, 1)
MARKS = st.builds(Mark, st.sampled_from(MarkKind), st.integers(0, 20), st.integers(0, 20), TEXTS)
BOXES = st.builds(Box, st.integers(1, 9), SHARES, SHARES, SHARES, SHARES)
BLOCKS = st.builds(
    Block,
    st.sampled_from(BlockKind),
    TEXTS,
    st.integers(0, 6),
    st.none() | st.integers(1, 9),
    st.none() | TEXTS,
    lang=st.sampled_from(["", "fr"]),
    matter=st.sampled_from(Matter),
    marks=st.lists(MARKS, max_size=3).map(tuple),
    boxes=st.lists(BOXES, max_size=3).map(tuple),
)
DOCUMENTS = st.builds(
    Document, TEXTS, TEXTS, st.lists(BLOCKS, max_size=4).map(tuple), st.builds(Metadata, authors=st.just(("A. Diop",)))
)


@given(DOCUMENTS)
def test_a_document_comes_back_from_json_as_it_was(document):
    assert from_json(json.loads(json.dumps(as_json(document)))) == document


def test_a_document_kept_before_marks_were_known_is_still_read():
    old = {"kind": "paragraph", "text": "Collect less.", "level": 0, "page": 2, "anchor": None}
    kept = {"title": "Data", "lang": "en", "blocks": [old], "metadata": {"authors": ["A. Diop"], "pages": 3}}
    assert from_json(kept).blocks == (Block(BlockKind.PARAGRAPH, "Collect less.", page=2),)


def test_what_a_block_does_not_have_takes_no_room():
    plain = as_json(Document("", "en", (Block(BlockKind.PARAGRAPH, "Collect less."),)))["blocks"][0]
    assert set(plain) == {"kind", "text", "level", "page", "anchor"}
