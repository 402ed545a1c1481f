"""What `dragoman extract --format html` shows: the model as a page, with nothing lost and nothing dangerous."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from curation.presentation import as_html
from translation.document import Block, BlockKind, Document, Mark, MarkKind, Matter

WORDS = "Collect only what you need, and say why."


def page(*blocks, title="Data", lang="en"):
    return html.document_fromstring(as_html(Document(title, lang, blocks)))


def paragraph(text, *marks, **values):
    return Block(BlockKind.PARAGRAPH, text, marks=tuple(marks), **values)


def test_marks_become_elements_on_their_words():
    link = Mark(MarkKind.LINK, 8, 12, "https://data.example/why")
    shown = page(paragraph(WORDS, Mark(MarkKind.BOLD, 0, 12), link, Mark(MarkKind.ITALIC, 31, 39)))
    assert "".join(shown.find(".//p").itertext()) == WORDS
    # A link is outermost, so the bold words around it are two elements.
    assert [element.text_content() for element in shown.findall(".//strong")] == ["Collect ", "only"]
    assert [(a.text_content(), a.get("href")) for a in shown.findall(".//a")] == [("only", "https://data.example/why")]
    assert shown.find(".//em").text == WORDS[31:39]


def test_a_link_to_a_script_is_plain_text():
    shown = page(paragraph(WORDS, Mark(MarkKind.LINK, 0, 7, "javascript:alert(1)")))
    assert shown.find(".//a") is None
    assert "".join(shown.find(".//p").itertext()) == WORDS


def test_a_note_is_pointed_at_with_its_own_number():
    shown = page(
        paragraph("People decide.", Mark(MarkKind.NOTE, 14, 14, "#note-1-7")),
        Block(BlockKind.FOOTNOTE, "7 See the annex.", anchor="note-1-7", matter=Matter.BACK),
    )
    reference = shown.find(".//sup/a")
    assert (reference.text, reference.get("href")) == ("7", "#note-1-7")
    assert shown.find(".//*[@id='note-1-7']").text == "7 See the annex."


def test_a_note_that_is_not_there_is_not_pointed_at():
    shown = page(paragraph("People decide.", Mark(MarkKind.NOTE, 14, 14, "#gone")))
    assert shown.find(".//sup") is None


def test_cover_and_back_matter_stand_apart():
    shown = page(
        paragraph("ISBN 978-2-1234-5680-3", matter=Matter.COVER),
        paragraph(WORDS),
        paragraph("Written by the data team.", matter=Matter.BACK),
    )
    assert [section.get("aria-label") for section in shown.findall(".//section")] == [
        "Cover and imprint",
        "Back matter",
    ]
    assert shown.xpath("//p[not(ancestor::section)]")[0].text == WORDS


def test_words_in_another_language_say_so():
    assert page(paragraph("Ne collectez que le nécessaire.", lang="fr")).find(".//p").get("lang") == "fr"


def test_a_name_is_given_once():
    shown = page(paragraph("One.", anchor="top"), paragraph("Two.", anchor="top"))
    assert len(shown.findall(".//*[@id='top']")) == 1


def test_marks_count_in_a_row_of_cells():
    row = Block(BlockKind.TABLE_ROW, "Name\tCollect it?", marks=(Mark(MarkKind.BOLD, 5, 12),))
    shown = page(row, Block(BlockKind.TABLE_ROW, "Age\tNo"))
    assert [strong.text for strong in shown.findall(".//td[2]/strong")] == ["Collect"]


MARKS = st.builds(
    lambda kind, start, length, target: Mark(kind, start, start + length, target),
    st.sampled_from(MarkKind),
    st.integers(0, 30),
    st.integers(0, 20),
    st.sampled_from(["", "#n", 'https://data.example/?a=1&b="2"', "javascript:1", "<b>"]),
)


class _Balance(HTMLParser):
    """Every element that opens is closed, in the right order."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(st.text("abc <&>\"'é", min_size=1, max_size=40).filter(str.strip), st.lists(MARKS, max_size=6))
def test_whatever_the_marks_the_page_is_balanced_and_its_words_are_the_same(text, marks):
    footnote = Block(BlockKind.FOOTNOTE, "A note.", anchor="n")
    shown = as_html(Document("Data", "en", (paragraph(text, *marks), footnote)))
    balance = _Balance()
    balance.feed(shown)
    assert balance.open == []
    element = html.document_fromstring(shown).find(".//p")
    for reference in element.findall(".//sup"):
        reference.drop_tree()
    assert "".join(element.itertext()) == text
    assert all(not a.get("href").startswith(("javascript", "<")) for a in element.findall(".//a"))
