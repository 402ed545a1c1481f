"""What the words of a Word document look like and lead to."""

from __future__ import annotations

import pytest

from curation.extract import extract
from tests.curation.office import SENTENCE, docx, p, style, table

STYLES = (
    style("Strong", "Strong", "<w:rPr><w:b/></w:rPr>", kind="character")
    + style("Emphasis", "Emphasis", "<w:rPr><w:i/></w:rPr>", kind="character")
    + style("Loud", "Loud", "<w:rPr><w:b/></w:rPr>")
    + style("Heading1", "heading 1", "<w:rPr><w:b/></w:rPr>")
    + style("Caption", "caption", "<w:rPr><w:i/></w:rPr>")
)
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def run(text, settings=""):
    return f'<w:r><w:rPr>{settings}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def linked(text, attributes='r:id="site"'):
    return f"<w:hyperlink {attributes}>{run(text)}</w:hyperlink>"


def marks(*body, n=0, **parts):
    """The marks of a block, each with the words that it covers."""
    block = extract(docx(*body, styles=STYLES, **parts), "").blocks[n]
    return [(str(mark.kind), block.text[mark.start : mark.end], mark.target) for mark in block.marks]


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ("<w:b/>", "bold"),
        ('<w:b w:val="1"/>', "bold"),
        ('<w:rStyle w:val="Strong"/>', "bold"),
        ("<w:i/>", "italic"),
        ('<w:rStyle w:val="Emphasis"/>', "italic"),
        ('<w:b w:val="0"/>', None),
        ('<w:rStyle w:val="Strong"/><w:b w:val="false"/>', None),
    ],
)
def test_words_that_look_different_are_marked(settings, kind):
    body = p("People gave ", run("their ", settings), run("consent ", settings), "first.")
    assert marks(body, p(SENTENCE)) == ([(kind, "their consent", "")] if kind else [])


def test_bold_in_a_bold_style_is_turned_round_by_a_character_style_and_kept_by_a_setting():
    runs = (run("Ask "), run("people ", '<w:rStyle w:val="Strong"/>'), run("first.", "<w:b/>"))
    assert marks(p(*runs, style="Loud")) == [("bold", "Ask", ""), ("bold", "first.", "")]


def test_the_look_of_a_whole_heading_or_caption_is_no_mark():
    body = (p("Why ask", style="Heading1"), p("A camp.", style="Caption"), p(SENTENCE))
    assert marks(*body, core="") == marks(*body, n=1, core="") == []


def test_marks_in_cells_and_items_stay_in_place_and_a_header_s_bold_is_none():
    rows = table(
        (p(run("Need", "<w:b/>")), p(run("Answer", "<w:b/>"))),
        (p("Clean ", run("water", "<w:b/>")), p("• ", run("wells", "<w:i/>")) + p("• ", linked("trucks"))),
    )
    body, links = (rows, p(SENTENCE)), {"site": "https://a.example/x"}
    assert marks(*body, links=links) == []
    assert marks(*body, n=1, links=links) == [
        ("bold", "water", ""),
        ("italic", "wells", ""),
        ("link", "trucks", "https://a.example/x"),
    ]


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("file:///C:/secret.docx", None),
        ("annex.docx", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_hyperlink_leads_to_an_absolute_address_and_to_no_file(target, found):
    body = p("It follows ", linked("the law"), " of the land.")
    assert marks(body, links={"site": target}) == ([("link", "the law", found)] if found else [])


def test_a_hyperlink_to_a_place_in_another_page_or_by_a_field_is_a_link():
    by_field = FIELD.format("begin") + '<w:r><w:instrText>HYPERLINK "https://a.example/y" </w:instrText></w:r>'
    by_field += FIELD.format("separate") + run("by field") + FIELD.format("end")
    simple = f"<w:fldSimple w:instr=' HYPERLINK \"https://a.example/z\" '>{run('simply')}</w:fldSimple>"
    body = p(linked("place", 'r:id="site" w:anchor="part"'), " and ", by_field, ", ", simple, ".")
    assert marks(body, links={"site": "https://a.example/x"}) == [
        ("link", "place", "https://a.example/x#part"),
        ("link", "by field", "https://a.example/y"),
        ("link", "simply", "https://a.example/z"),
    ]


def test_t24_a_note_is_marked_where_its_number_stands_and_leads_to_its_text():
    foot, end = ('<w:r><w:{}noteReference w:id="{}"/></w:r>'.format(*each) for each in (("foot", 1), ("end", 2)))
    lost = '<w:r><w:footnoteReference w:id="9"/></w:r>'
    content = docx(
        p("People agreed", foot, " and", lost, " left.", end),
        footnotes=f'<w:footnote w:id="1">{p("See ", run("it", "<w:b/>"), ".")}</w:footnote>',
        endnotes=f'<w:endnote w:id="2">{p("Ask them.")}{p("All of them.")}</w:endnote>',
    )
    text, first, second, third = extract(content, "").blocks
    assert [(str(mark.kind), mark.start, mark.end, mark.target) for mark in text.marks] == [
        ("note", 13, 13, "#note-1"),
        ("note", 23, 23, "#note-3"),
    ]
    assert [(block.text, block.anchor) for block in (first, second, third)] == [
        ("1 See it.", "note-1"),
        ("i Ask them.", "note-3"),
        ("All of them.", "note-3"),
    ]
    assert [first.text[mark.start : mark.end] for mark in first.marks] == ["it"]


def test_lines_parted_by_empty_ones_keep_their_marks():
    gap = "<w:r><w:br/><w:br/></w:r>"
    body = p("Ask ", run("first.", "<w:b/>"), gap, run("Then", "<w:i/>"), " tell.")
    assert [marks(body, p(SENTENCE), n=n) for n in (0, 1)] == [[("bold", "first.", "")], [("italic", "Then", "")]]
