"""Word documents, each with one thing that is easily lost, or kept by mistake, on the way."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from curation.errors import Damaged, Encrypted, NoText, TooHard, UnsupportedMedia
from curation.extract import extract
from tests.curation.office import SENTENCE, archive, docx, p, style, table

HEADINGS = style("Titre1", "heading 1") + style("Titre2", "heading 2")
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def said(content):
    return [(str(block.kind), block.level, block.text) for block in extract(content, "").blocks]


def texts(*body, **parts):
    return [block.text for block in extract(docx(*body, **parts), "").blocks]


def test_what_python_docx_writes_reads_as_it_was_meant():
    document = python_docx.Document()
    document.add_heading("Data responsibility in cash", 0)
    document.add_heading("Purpose", 1)
    document.add_paragraph(SENTENCE)
    document.add_paragraph("outer", style="List Bullet")
    document.add_paragraph("inner", style="List Bullet 2")
    document.add_paragraph("numbered", style="List Number")
    document.add_paragraph("As somebody said", style="Intense Quote")
    document.add_paragraph("Table 1. Needs", style="Caption")
    rows = document.add_table(2, 2, style="Light Grid Accent 1").rows
    for cell, text in zip([*rows[0].cells, *rows[1].cells], ["Need", "Answer", "Water", "Wells"], strict=True):
        cell.text = text
    document.core_properties.author = "Amina Diallo; jsmith"
    document.core_properties.title = "policy_v3.docx"
    document.sections[0].header.paragraphs[0].text = "A running header"
    out = io.BytesIO()
    document.save(out)
    read = extract(out.getvalue(), "application/octet-stream")
    assert (read.title, read.lang, read.metadata.authors) == ("Data responsibility in cash", "en", ("Amina Diallo",))
    assert [(str(block.kind), block.level, block.text) for block in read.blocks] == [
        ("heading", 1, "Purpose"),
        ("paragraph", 0, SENTENCE),
        ("list_item", 1, "outer"),
        ("list_item", 2, "inner"),
        ("list_item", 1, "numbered"),
        ("quote", 0, "As somebody said"),
        ("caption", 0, "Table 1. Needs"),
        ("table_row", 1, "Need\tAnswer"),
        ("table_row", 0, "Water\tWells"),
    ]


@pytest.mark.parametrize(
    ("styles", "used", "settings", "level"),
    [
        (style("Titre2", "heading 2"), "Titre2", "", 2),
        (style("berschrift3", "Überschrift 3"), "berschrift3", "", 3),
        (style("Ttulo1", "Título 1"), "Ttulo1", "", 1),
        (style("Mine", "Chapter", based_on="Titre1") + style("Titre1", "heading 1"), "Mine", "", 1),
        (style("Mine", "Chapter", '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>'), "Mine", "", 4),
        ("", "", '<w:outlineLvl w:val="1"/>', 2),
        (style("Heading8", "heading 8"), "Heading8", "", 6),
    ],
)
def test_a_heading_is_one_by_its_style_in_any_language_or_by_its_outline_level(styles, used, settings, level):
    body = p("Purpose", style=used, settings=settings), p(SENTENCE)
    assert said(docx(p("First"), *body, styles=styles))[1] == ("heading", level, "Purpose")


def test_a_style_based_on_a_heading_that_says_body_text_is_none():
    plain = style("Mine", "Lead", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>', based_on="Titre1")
    assert said(docx(p(SENTENCE, style="Mine"), styles=plain + HEADINGS)) == [("paragraph", 0, SENTENCE)]


def test_styles_that_are_based_on_each_other_end():
    loop = style("A", "one", based_on="B") + style("B", "two", based_on="A")
    assert texts(p(SENTENCE, style="A"), styles=loop) == [SENTENCE]


def test_in_a_document_without_heading_styles_short_bold_lines_are_headings():
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    body = p(SENTENCE), p(bold.format("Purpose")), p(SENTENCE), p(bold.format("Note that this is no heading."))
    assert [kind for kind, _, _ in said(docx(*body))] == ["paragraph", "heading", "paragraph", "paragraph"]


def test_the_depth_of_an_item_is_its_numbering_s():
    item = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr>'
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    settings = [item.format(0, 3), item.format(1, 3), item.format(2, 3), item.format(0, 0)]
    body = [p(f"item {n}", settings=each) for n, each in enumerate(settings)]
    assert said(docx(*body, p("•\tby hand"), numbering=numbering)) == [
        ("list_item", 1, "item 0"),
        ("list_item", 2, "item 1"),
        ("paragraph", 0, "item 2"),  # a level that shows neither bullet nor number
        ("paragraph", 0, "item 3"),  # list 0: no list
        ("list_item", 1, "by hand"),
    ]


def test_insertions_are_kept_and_deletions_left_out():
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    gone = (
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:moveFrom>"
        + run.format("elsewhere ")
        + "</w:moveFrom>"
    )
    changed = p("Data ", "<w:ins>" + run.format("must ") + "</w:ins>", gone, "be safe.")
    joined = p("This sentence ", settings="<w:rPr><w:del/></w:rPr>"), p("goes on.")
    row = table(("a", "b"), ("c", "d"), row="<w:trPr><w:del/></w:trPr>")
    assert texts(changed, *joined, row) == ["Data must be safe.", "This sentence goes on.", "c\td"]


def test_hidden_text_is_left_out_whether_the_run_or_its_style_hides_it():
    styles = style("Secret", "Secret", "<w:rPr><w:vanish/></w:rPr>", kind="character")
    hidden = [
        f"<w:r><w:rPr>{how}</w:rPr><w:t>hidden</w:t></w:r>" for how in ("<w:vanish/>", '<w:rStyle w:val="Secret"/>')
    ]
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r>'
    assert texts(p(*hidden, shown), styles=styles) == ["shown"]


def test_a_table_of_contents_is_left_out_however_it_was_made():
    gallery = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    block = f"{gallery}<w:sdtContent>{p('Contents')}{p('Purpose 3')}</w:sdtContent></w:sdt>"
    lines = p("Purpose 3", style="TM1")
    field = p(
        FIELD.format("begin"),
        '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>',
        FIELD.format("separate"),
        "Purpose 3",
    ) + p("Findings 4", FIELD.format("end"))
    body = block, lines, field, p("Purpose", style="Titre1"), p(SENTENCE)
    assert texts(*body, styles=HEADINGS + style("TM1", "toc 1")) == ["Purpose", SENTENCE]
    endless = field.replace(FIELD.format("end"), "")
    assert texts(endless, p("Purpose", style="Titre1"), p(SENTENCE), styles=HEADINGS) == ["Purpose", SENTENCE]


def test_a_field_shows_its_result_and_not_its_instruction():
    link = '<w:r><w:instrText>HYPERLINK "https://a.org"</w:instrText></w:r>'
    line = p("See ", FIELD.format("begin"), link, FIELD.format("separate"), "the handbook", FIELD.format("end"), ".")
    broken = p("Read ", FIELD.format("begin"), "<w:r><w:instrText>PAGE</w:instrText></w:r>")
    assert texts(line, broken, p(SENTENCE)) == ["See the handbook.", "Read", SENTENCE]


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it():
    box = f"<w:txbxContent>{p('In the box')}</w:txbxContent>"
    drawn = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(p("Before ", drawn, "after"), p("Next")) == ["Before after", "In the box", "Next"]


def test_line_breaks_links_and_mathematics_keep_their_words():
    line = p("One", "<w:r><w:br/></w:r>", "line", "<w:r><w:br/><w:br/></w:r>", "and another")
    link = p('<w:hyperlink r:id="x"><w:r><w:t>a link</w:t></w:r></w:hyperlink>', " and a")
    maths = p(
        "so ", "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>", "<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>", "y"
    )
    assert texts(line, link, maths) == ["One line", "and another", "a link and a", "so x=2-y"]


def test_notes_stand_at_the_end_with_the_mark_that_readers_see():
    refer = '<w:r><w:{0}Reference w:id="{1}" {2}/>{3}</w:r>'
    body = p(
        "Data",
        refer.format("footnote", 5, "", ""),
        " must",
        refer.format("endnote", 1, "", ""),
        " be",
        refer.format("footnote", 4, 'w:customMarkFollows="1"', "<w:t>*</w:t>"),
        " safe",
        refer.format("footnote", 3, "", ""),
        ".",
    )
    note = '<w:footnote w:id="{}">{}</w:footnote>'
    separator = '<w:footnote w:id="-1" w:type="separator">' + p("----") + "</w:footnote>"
    footnotes = (
        separator
        + note.format(3, p("Second."))
        + note.format(4, p("Starred."))
        + note.format(5, p("First.") + p("More."))
    )
    endnotes = '<w:endnote w:id="1">' + p("At the end.") + "</w:endnote>"
    found = said(docx(body, footnotes=footnotes, endnotes=endnotes))
    assert found[0] == ("paragraph", 0, "Data must be safe.")
    assert [text for _, _, text in found[1:]] == ["1 First.", "More.", "* Starred.", "2 Second.", "i At the end."]
    assert {kind for kind, _, _ in found[1:]} == {"footnote"}


def test_cells_keep_their_lists_and_tables_and_a_header_is_known_by_its_setting():
    item = p("wells", settings='<w:numPr><w:numId w:val="1"/></w:numPr>') + p(
        "trucks", settings='<w:numPr><w:numId w:val="1"/></w:numPr>'
    )
    inner = table(("a", "b"), ("c", "d"))
    rows = ("Need", "Answer"), ("Water", item), ("Both", inner)
    assert said(docx(table(*rows, row="<w:trPr><w:tblHeader/></w:trPr>"))) == [
        ("table_row", 1, "Need\tAnswer"),
        ("table_row", 0, "Water\twells; trucks"),
        ("table_row", 0, "Both\ta, b; c, d"),
    ]


def test_a_frame_around_text_is_no_table():
    styles = style("Titre1", "heading 1")
    assert [
        kind for kind, _, _ in said(docx(table((p("Key points", style="Titre1") + p(SENTENCE),)), styles=styles))
    ] == [
        "heading",
        "paragraph",
    ]
    assert {kind for kind, _, _ in said(docx(table((p(SENTENCE) * 5, p(SENTENCE) * 5))))} == {"paragraph"}


CORE = (
    "<dc:title>Data policy</dc:title><dc:creator>Amina Diallo and Jean Petit</dc:creator>"
    "<dc:description>What we do</dc:description>"
    "<dcterms:created>2011-01-01T00:00:00Z</dcterms:created><dcterms:modified>2024-05-28T10:15:00Z</dcterms:modified>"
)


def test_what_the_file_says_of_itself_is_kept():
    document = extract(docx(p(SENTENCE), core=CORE, footer=p("Licensed under CC BY-NC 4.0")), "")
    assert document.title == "Data policy"
    assert document.metadata.authors == ("Amina Diallo", "Jean Petit")
    assert (document.metadata.published, document.metadata.description) == ("2024-05-28", "What we do")
    assert document.metadata.licence == "CC-BY-NC-4.0"  # stated in the running footer, which is no part of the text
    assert [block.text for block in document.blocks] == [SENTENCE]


def test_the_title_that_is_shown_goes_before_the_declared_one():
    body = p("Data policy", style="Title"), p("for Yobe", style="Title"), p(SENTENCE)
    document = extract(docx(*body, core="<dc:title>Template</dc:title>", styles=style("Title", "Title")), "")
    assert document.title == "Data policy for Yobe"
    assert [block.text for block in document.blocks] == [SENTENCE]


@pytest.mark.parametrize(("place", "licence"), [(0, "CC-BY-4.0"), (60, "")])
def test_a_licence_counts_where_licences_are_stated(place, licence):
    body = [p(f"{n} {SENTENCE}") for n in range(120)]
    body[place] = p('<w:hyperlink r:id="cc"><w:r><w:t>licence</w:t></w:r></w:hyperlink>')
    links = {"cc": "https://creativecommons.org/licenses/by/4.0/"}
    assert extract(docx(*body, links=links), "").metadata.licence == licence


def test_a_strict_document_reads_like_any_other():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body>{p(SENTENCE)}</w:body></w:document>'
    assert texts_of(archive({"[Content_Types].xml": "<Types/>", "word/document.xml": body})) == [SENTENCE]


def texts_of(content):
    return [block.text for block in extract(content, "").blocks]


WHOLE = docx(p(SENTENCE))
ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (docx(), NoText),
        (docx(p("")), NoText),
        (WHOLE[:-40], Damaged),
        (WHOLE[:200], Damaged),
        (archive({"[Content_Types].xml": "", "word/document.xml": "<w:document"}), Damaged),
        (archive({"[Content_Types].xml": "", "word/other.xml": "<a/>"}), Damaged),
        (archive({"[Content_Types].xml": "", "word/document.xml": f"{ENTITIES}<d>&b;</d>"}), Damaged),
        (archive({"[Content_Types].xml": "", "word/document.xml": b" " * 65_000_000}), TooHard),
        (archive({"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": b"x"}), UnsupportedMedia),
        (archive({"[Content_Types].xml": "", "ppt/presentation.xml": "<a/>"}), UnsupportedMedia),
        (archive({"[Content_Types].xml": "", "xl/workbook.xml": "<a/>"}), UnsupportedMedia),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), UnsupportedMedia),
        (archive({"notes.txt": "a"}), UnsupportedMedia),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), UnsupportedMedia),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Encrypted),
        (WHOLE + b"\0" * 100_000_000, TooHard),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(content, error):
    with pytest.raises(error) as raised:
        extract(content, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    assert str(raised.value)


def test_an_external_entity_is_not_fetched(tmp_path):
    (tmp_path / "secret").write_text("the secret")
    entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    inside = f'{entity}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{p("&x;")}</w:body></w:document>'
    with pytest.raises(Damaged):
        extract(archive({"[Content_Types].xml": "", "word/document.xml": inside}), "")
