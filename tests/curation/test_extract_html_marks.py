"""What the words of a web page look like and lead to, and in which language they are said to be."""

from __future__ import annotations

import pytest

from curation.extract import extract
from translation.document import MarkKind

URL = "https://agency.example/en/guide"
FILLER = "".join(
    f"<p>Paragraph {n} of the update says that the people who were displaced need safe ways to share their data.</p>"
    for n in range(8)
)
LAW = "La loi dit que les données des personnes sont confidentielles et que nul ne peut les voir."


def page(body, head="", url=URL, after=FILLER):
    html = f"<!doctype html><html lang='en'><head>{head}</head><body><article>{body}{after}</article></body></html>"
    return extract(html.encode(), "text/html", url)


def marks(document, n=0):
    """The marks of a block, each with the words that it covers."""
    block = document.blocks[n]
    return [(str(mark.kind), block.text[mark.start : mark.end], mark.target) for mark in block.marks]


def links(document):
    return [target for n in range(len(document.blocks)) for kind, _, target in marks(document, n) if kind == "link"]


@pytest.mark.parametrize(
    ("inline", "kind"),
    [
        ("<b>consent</b>", "bold"),
        ("<strong> consent </strong>", "bold"),
        ("<span style='color:red;font-weight: 700'>consent</span>", "bold"),
        ("<em>consent</em>", "italic"),
        ("<cite>consent</cite>", "italic"),
        ("<span style='font-style:italic'>consent</span>", "italic"),
        ("<kbd>consent</kbd>", "code"),
        ("<code>consent</code>", "code"),
    ],
)
def test_words_that_look_different_are_marked(inline, kind):
    document = page(f"<p>People gave  their {inline} first, in words that they understood.</p>")
    assert document.blocks[0].text.startswith("People gave their consent first")
    assert marks(document) == [(kind, "consent", "")]


def test_neighbours_that_look_alike_are_one_mark_and_an_empty_one_is_none():
    document = page("<p><b>Ask</b> <b>first</b><i class='icon'></i>, then <b>tell them <i>why</i></b> you ask.</p>")
    assert marks(document) == [("bold", "Ask first", ""), ("bold", "tell them why", ""), ("italic", "why", "")]


def test_a_style_that_is_plain_again_ends_the_mark():
    assert marks(page("<p><b>Ask <span style='font-weight:normal'>all the people</span> first.</b></p>")) == [
        ("bold", "Ask", ""),
        ("bold", "first.", ""),
    ]


def test_marks_stay_in_place_beside_quotes_bullets_and_odd_characters():
    document = page("<p>&bull; \u00adShe said <q>ask\u200b <b>us</b></q> and <i>e\u0301tat</i>.</p>")
    assert document.blocks[0].text == "She said “ask us” and état."
    assert marks(document) == [("bold", "us", ""), ("italic", "état", "")]


def test_bold_is_no_mark_of_a_heading_or_of_a_header_cell():
    row = "<tr><td><b>Water</b> points</td><td><a href='/w'>Wells</a></td></tr>"
    rows = f"<tr><th><b>Need</b></th><th>Answer</th></tr>{row}"
    document = page(f"<h2><strong>Why ask</strong></h2><h3>Ask <b>first</b></h3><table>{rows}</table>")
    assert marks(document, 0) == []
    assert marks(document, 1) == [("bold", "first", "")]
    assert marks(document, 2) == []
    assert document.blocks[3].text == "Water points\tWells"
    assert marks(document, 3) == [("bold", "Water", ""), ("link", "Wells", "https://agency.example/w")]


# Links


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("https://other.example/a?b=c#d", "https://other.example/a?b=c#d"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("/law", "https://agency.example/law"),
        ("law.html", "https://agency.example/en/law.html"),
        (" /two words ", "https://agency.example/two%20words"),
        ("mailto:desk@agency.example", "mailto:desk@agency.example"),
        ("tel:+33123456789", "tel:+33123456789"),
        ("#part", "#part"),
        ("/en/guide#part", "#part"),
        ("https://agency.example/en/guide#part", "#part"),
        ("/en/other#part", "https://agency.example/en/other#part"),
    ],
)
def test_a_link_leads_to_an_absolute_address_or_to_a_place_in_the_text(href, target):
    document = page(
        f"<p>The agency follows <a href='{href}'>the law</a> of the land.</p>{FILLER}<h2 id='part'>Part</h2>"
    )
    assert marks(document) == [("link", "the law", target)]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:void(0)",
        "JaVa\nScript:alert(1)",
        "data:text/html,x",
        "#nowhere",
        "#",
        "",
        "http://[bad",
        "ftp://x/y",
    ],
)
def test_a_link_that_leads_nowhere_is_plain_text(href):
    document = page(f"<p>The agency follows <a href='{href}'>the law</a> of the land.</p>")
    assert document.blocks[0].text == "The agency follows the law of the land."
    assert links(document) == []


def test_relative_links_start_from_the_base_that_the_page_names():
    document = page("<p>It follows <a href='law'>the law</a> of the land.</p>", "<base href='/fr/textes/'>")
    assert links(document) == ["https://agency.example/fr/textes/law"]


def test_a_relative_link_of_a_page_from_nowhere_is_plain_text():
    assert links(page("<p>It follows <a href='law'>the law</a> of the land.</p>", url=None)) == []


def test_a_link_to_a_place_before_a_block_leads_to_that_block():
    place = "<div id='part'><a name='old'></a><h2 id='why'>Why</h2></div>"
    document = page(f"<p>See <a href='#part'>part</a> and <a href='#old'>the old one</a> below.</p>{place}")
    assert [target for _, _, target in marks(document)] == ["#why", "#why"]
    assert document.blocks[1].anchor == "why"


def test_a_heading_that_links_to_itself_has_no_link():
    assert marks(page(f"<h2 id='why'><a href='#why'>Why</a></h2>{FILLER}")) == []


# T24: footnotes


@pytest.mark.parametrize(
    ("mark", "note", "anchor"),
    [
        (
            "<sup><a href='#fn1'>1</a></sup>",
            "<section class='footnotes' id='notes'><ol><li id='fn1'>See it.</ol></section>",
            "fn1",
        ),
        (
            "<sup id='fnref:1'><a href='/en/guide#fn:1'>1</a></sup>",
            "<ol><li id='fn:1'><p>See it. <a href='#fnref:1'>↩</a></ol>",
            "fn:1",
        ),
        (
            "<a href='#_ftn1' name='_ftnref1'>[1]</a>",
            "<p><a href='#_ftnref1' name='_ftn1'>[1]</a> See it.</p>",
            "_ftn1",
        ),
        (
            "<sup class='reference'><a href='#cite_note-x%C3%A9-1'>[1]</a></sup>",
            "<ol><li id='cite_note-1' class='footnote'><span id='cite_note-xé-1'>See it.</span></ol>",
            "cite_note-xé-1",
        ),
    ],
)
def test_t24_a_note_is_marked_where_its_number_stood_and_leads_to_its_footnote(mark, note, anchor):
    document = page(f"<p>People agreed{mark} and were told why.</p>{FILLER}{note}", after="")
    assert [(m.kind, m.start, m.end, m.target) for m in document.blocks[0].marks] == [
        (MarkKind.NOTE, 13, 13, f"#{anchor}")
    ]
    assert (document.blocks[-1].text, document.blocks[-1].anchor, document.blocks[-1].marks) == ("See it.", anchor, ())
    assert [block.anchor for block in document.blocks[:-1]] == [None] * 9


def test_t24_a_note_in_a_cell_is_marked_and_one_that_is_not_there_is_not():
    row = (
        "<tr><td>Population<sup><a href='#fn1'>1</a></sup> now<sup><a href='#fn2'>2</a></sup></td><td>12,400</td></tr>"
    )
    note = "<div class='footnotes'><p id='fn1'>Estimated.</p></div>"
    document = page(f"<table><tr><th>What</th><th>How many</th></tr>{row}</table>", after=FILLER + note)
    assert document.blocks[1].text == "Population now\t12,400"
    assert [(m.kind, m.start, m.target) for m in document.blocks[1].marks] == [(MarkKind.NOTE, 10, "#fn1")]


# T27: other languages


@pytest.mark.parametrize(
    ("body", "lang"),
    [
        (f"<p lang='fr'>{LAW}</p>", "fr"),
        (f"<div lang='fr-CA'><p>{LAW}</p></div>", "fr"),
        (f"<p><span lang='fr'>{LAW}</span></p>", "fr"),
        ("<p lang='fr'>Loi no 12 du 3 mai</p>", "fr"),
        (f"<p lang='fr'>{LAW} <i lang='en'>{LAW[:50]}</i></p>", "fr"),
        (f"<p lang='es'>{LAW}</p>", "fr"),
        ("<p>A word, <i lang='la'>habeas corpus</i>, of the law.</p>", ""),
        ("<p lang='en-GB'>The law of the land.</p>", ""),
    ],
)  # fmt: skip
def test_t27_a_block_is_in_the_language_that_the_page_declares_for_it_unless_its_words_say_otherwise(body, lang):
    document = page(body)
    assert (document.lang, document.blocks[0].lang) == ("en", lang)
    assert {block.lang for block in document.blocks[1:]} == {""}


def test_t27_a_language_of_the_whole_page_is_none_of_a_block_s():
    html = f"<html lang='fr'><body lang='fr'>{FILLER}</body></html>"
    document = extract(html.encode(), "text/html")
    assert (document.lang, {block.lang for block in document.blocks}) == ("en", {""})
