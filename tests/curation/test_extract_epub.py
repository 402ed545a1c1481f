"""Small books, each with one thing that is easily lost, or kept by mistake, on the way."""

from __future__ import annotations

import pytest

from curation.errors import Damaged, Encrypted, NoText, TooHard
from curation.extract import extract
from tests.curation.office import CONTAINER, SENTENCE, archive, chapter, epub

SAID = (
    '<dc:title id="t">Data handbook</dc:title><dc:title id="s">A subtitle</dc:title><dc:language>en</dc:language>'
    '<meta refines="#t" property="title-type">main</meta>'
    '<dc:creator>Amina Diallo</dc:creator><dc:creator opf:role="ill">An Artist</dc:creator>'
    '<dc:creator id="e">An Editor</dc:creator><meta refines="#e" property="role">edt</meta>'
    "<dc:publisher>The Handbook Group</dc:publisher><dc:description>&lt;p&gt;What we do&lt;/p&gt;</dc:description>"
    '<dc:date opf:event="modification">2025-01-01</dc:date><dc:date opf:event="publication">2024-05-28</dc:date>'
    "<dc:rights>Licensed under CC BY-SA 4.0</dc:rights>"
)
ONE = chapter(f"<h1>One</h1><p>{SENTENCE}</p>")
TWO = chapter(f"<h1>Two</h1><ul><li>outer<ul><li>inner</li></ul></li></ul><p>{SENTENCE}</p>")


def said(content):
    return [(str(block.kind), block.level, block.text) for block in extract(content, "application/epub+zip").blocks]


def texts(*bodies):
    chapters = {f"c{n}.xhtml": body if body.startswith("<?") else chapter(body) for n, body in enumerate(bodies)}
    return [text for _, _, text in said(epub(chapters))]


def test_the_chapters_are_read_in_the_order_of_the_spine():
    assert said(epub({"b.xhtml": ONE, "a%20file.xhtml": TWO})) == [
        ("heading", 1, "One"),
        ("paragraph", 0, SENTENCE),
        ("heading", 1, "Two"),
        ("list_item", 1, "outer"),
        ("list_item", 2, "inner"),
        ("paragraph", 0, SENTENCE),
    ]


def test_what_the_book_says_of_itself_is_kept():
    document = extract(epub({"a.xhtml": ONE}, SAID), "")
    assert (document.title, document.lang) == ("Data handbook", "en")
    stated = document.metadata
    assert (stated.authors, stated.organisation) == (("Amina Diallo",), "The Handbook Group")
    assert (stated.published, stated.description, stated.licence) == ("2024-05-28", "What we do", "CC-BY-SA-4.0")


def test_cover_and_tables_of_contents_are_left_out():
    chapters = {
        "cover.xhtml": chapter("<p>A picture of people</p>"),
        "nav.xhtml": chapter("<nav><ol><li><a href='a.xhtml'>One</a></li></ol></nav>"),
        "toc.xhtml": chapter("<p>One 3</p>", "toc"),
        "a.xhtml": chapter(f"<nav epub:type='toc'><ol><li>One</li></ol></nav><p>{SENTENCE}</p>"),
    }
    guide = '<reference type="cover" href="cover.xhtml"/>'
    assert [text for _, _, text in said(epub(chapters, guide=guide))] == [SENTENCE]


def test_the_title_page_s_heading_is_the_title_and_is_not_read_again():
    chapters = {"t.xhtml": chapter("<h1>Data Handbook</h1>"), "a.xhtml": ONE}
    assert [text for _, _, text in said(epub(chapters, SAID))] == ["One", SENTENCE]


@pytest.mark.parametrize(
    "note",
    [
        '<aside epub:type="footnote" id="n1"><p>See the law.</p></aside>',
        '<aside epub:type="footnote" id="n1" hidden=""><p><sup><a href="#r1">1</a></sup> See the law.</p></aside>',
        '<p><a id="n1"/><sup><a href="#r1">1</a></sup> See the law.</p>',
        '<section role="doc-endnotes"><ol><li id="n1"><p>See the law. <a href="#r1">↩</a></p></li></ol></section>',
    ],
)
@pytest.mark.parametrize(
    "reference",
    [
        '<a epub:type="noteref" id="r1" href="#n1">1</a>',
        '<sup id="r1"><a href="#n1">1</a></sup>',
        '<a href="#n1" id="r1"><sup>[1]</sup></a>',
    ],
)
def test_a_note_keeps_its_mark_and_its_reference_leaves_the_sentence(reference, note):
    body = f"<p>Data{reference} must be safe with those who hold it.</p>{note}"
    assert said(epub({"a.xhtml": chapter(body)})) == [
        ("paragraph", 0, "Data must be safe with those who hold it."),
        ("footnote", 0, "1 See the law."),
    ]


def test_notes_in_a_chapter_of_their_own_keep_the_marks_of_the_chapters_that_refer_to_them():
    first = '<p>Data<sup><a href="c1.xhtml#n1" id="r1">1</a></sup> must be safe.</p>'
    notes = '<h2>Notes</h2><p id="n1"><a href="c0.xhtml#r1">1</a>. See the law.</p>'
    assert texts(first, notes) == ["Data must be safe.", "Notes", "1. See the law."]


def test_page_numbers_of_the_printed_book_are_left_out():
    assert texts('<p>Data <span epub:type="pagebreak" title="12">12</span>must be safe.</p>') == ["Data must be safe."]


def test_named_characters_and_markup_that_is_not_well_formed_are_read():
    assert texts(f"<p>caf&eacute;&nbsp;&mdash; {SENTENCE}</p>") == [f"café — {SENTENCE}"]
    assert texts(f"<p>café<br> {SENTENCE}") == [f"café {SENTENCE}"]


def locked(method):
    inside = f'<e:EncryptionMethod xmlns:e="http://www.w3.org/2001/04/xmlenc#" Algorithm="{method}"/>'
    return epub({"a.xhtml": ONE}, more={"META-INF/encryption.xml": f"<encryption>{inside}</encryption>"})


def test_a_locked_book_is_encrypted_and_one_with_scrambled_fonts_is_not():
    with pytest.raises(Encrypted):
        extract(locked("http://www.w3.org/2001/04/xmlenc#aes128-cbc"), "")
    assert extract(locked("http://www.idpf.org/2008/embedding"), "").blocks


def flagged_encrypted(content):
    """The archive with the flag that says a password is needed, on every part."""
    marked = bytearray(content)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + flags] |= 1
            at = marked.find(signature, at + 1)
    return bytes(marked)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (epub({"a.xhtml": chapter("")}), NoText),
        (epub({"a.xhtml": chapter("<img src='1.jpg'/>")}), NoText),
        (epub({}), Damaged),
        (epub({"a.xhtml": ONE})[:-60], Damaged),
        (archive({"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}), Damaged),
        (archive({"mimetype": "application/epub+zip", "META-INF/container.xml": "<a", "OPS/book.opf": "<b"}), Damaged),
        (epub({"a.xhtml": ONE, "b.xhtml": " " * 65_000_000}), TooHard),
        (flagged_encrypted(epub({"a.xhtml": ONE})), Encrypted),
    ],
)
def test_what_cannot_be_read_says_why(content, error):
    with pytest.raises(error):
        extract(content, "application/epub+zip")


def test_a_book_whose_container_leads_nowhere_is_found_all_the_same():
    parts = {"mimetype": "application/epub+zip", "META-INF/container.xml": "<container/>"}
    book = epub({"a.xhtml": ONE}, more=parts)
    assert extract(book, "").blocks[0].text == "One"


def test_entities_of_its_own_are_not_expanded():
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    page = chapter(f"<p>{SENTENCE} &b;</p>", declaration=f'<?xml version="1.0"?>{bomb}')
    assert "aaaa" not in "".join(text for _, _, text in said(epub({"a.xhtml": page})))


def blocks(*bodies, said=SAID):
    """The blocks of a book, each with its anchor and its marks, with the words that they cover."""
    document = extract(epub({f"c{n}.xhtml": chapter(body) for n, body in enumerate(bodies)}, said), "")
    return [
        (block.text, block.anchor, [(str(m.kind), block.text[m.start : m.end], m.target) for m in block.marks])
        for block in document.blocks
    ]


def test_words_that_look_different_are_marked():
    body = f"<p>Ask <b>them</b> <i>first</i>, says <a href='https://a.example/x'>the law</a>.</p><p>{SENTENCE}</p>"
    marks = [("bold", "them", ""), ("italic", "first", ""), ("link", "the law", "https://a.example/x")]
    assert blocks(body)[0] == ("Ask them first, says the law.", None, marks)


@pytest.mark.parametrize(
    "href", ["c9.xhtml#x", "c1.xhtml#nowhere", "../../etc/passwd", "javascript:x()", "images/a.jpg", "#"]
)
def test_a_link_to_what_is_not_in_the_book_s_text_is_plain_text(href):
    assert blocks(f"<p>See <a href='{href}'>this</a> of it.</p>", f"<p>{SENTENCE}</p>")[0] == (
        "See this of it.",
        None,
        [],
    )


def test_links_between_chapters_lead_to_anchors_that_are_the_only_ones_of_their_name():
    links = "<a href='c1.xhtml#top'>two</a>, <a href='#top'>one</a>, <a href='c2.xhtml'>three</a>"
    read = blocks(
        f"<h1 id='top'>One</h1><p>See {links}.</p>", f"<h1 id='top'>Two</h1><p>{SENTENCE}</p>", f"<p>{SENTENCE}</p>"
    )
    targets = [target for _, _, target in read[1][2]]
    anchors = [anchor for _, anchor, _ in read]
    assert targets == [f"#{anchor}" for anchor in (anchors[2], anchors[0], anchors[4])]
    assert len(set(targets)) == 3
    assert read[2][0] == "Two"


@pytest.mark.parametrize("target", ["c1.xhtml#n1", "./c1.xhtml#n1"])
def test_t24_a_note_is_marked_and_leads_to_its_footnote_in_another_chapter(target):
    first = f"<p>Data<sup><a href='{target}' id='r1'>*</a></sup> must be safe.</p><p id='n1'>{SENTENCE}</p>"
    notes = "<h2>Notes</h2><p id='n1'><a href='c0.xhtml#r1'>*</a> See <b>the law</b>.</p>"
    text, other, _, note = blocks(first, notes)
    assert text == ("Data must be safe.", None, [("note", "", f"#{note[1]}")])
    assert note[0] == "* See the law."
    assert note[2] == [("bold", "the law", "")]
    assert other[1] is None


def test_a_note_whose_text_is_not_there_has_no_mark():
    assert blocks(f"<p>Data<sup><a href='#n9'>1</a></sup> must be safe.</p><p>{SENTENCE}</p>")[0][2] == []


def test_t27_a_block_is_in_the_language_that_the_book_declares_for_it():
    document = extract(epub({"a.xhtml": chapter(f"<p>{SENTENCE}</p><p xml:lang='fr'>Loi du 3 mai 2024</p>")}, SAID), "")
    assert [block.lang for block in document.blocks] == ["", "fr"]
