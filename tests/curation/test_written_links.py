"""An address that a text spells out leads there."""

from hypothesis import given
from hypothesis import strategies as st

from curation.extract.written_links import with_written_links
from translation.document import Block, BlockKind, Document, Mark, MarkKind


def links(text, kind=BlockKind.PARAGRAPH, marks=()):
    (block,) = with_written_links(Document("", "en", (Block(kind, text, marks=tuple(marks)),))).blocks
    return [(block.text[mark.start : mark.end], mark.target) for mark in block.marks if mark.kind is MarkKind.LINK]


def test_addresses_lead_where_they_say_without_the_mark_that_ends_the_sentence():
    assert links("See www.data.example/guide, or https://data.example/b?c=1&d. (http://data.example)") == [
        ("www.data.example/guide", "https://www.data.example/guide"),
        ("https://data.example/b?c=1&d", "https://data.example/b?c=1&d"),
        ("http://data.example", "http://data.example"),
    ]


def test_what_is_a_link_already_or_code_stays_as_it_is():
    own = Mark(MarkKind.LINK, 4, 24, "https://elsewhere.example/")
    assert links("See https://data.example today", marks=[own]) == [
        ("https://data.example", "https://elsewhere.example/")
    ]
    assert links("curl https://data.example", BlockKind.CODE) == []
    assert links("No address in it, javascript://x.") == []


@given(st.text('htps:/w.a<> "', max_size=40))
def test_whatever_the_text_links_stand_in_it_in_order(text):
    found = links(text)
    assert all(words in text and " " not in words for words, _ in found)
    assert all(target.startswith("http") for _, target in found)
