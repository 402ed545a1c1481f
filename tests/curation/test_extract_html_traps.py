"""What extraction loses or lets in unless it is looked after: one trap a test, with its number in the list of traps."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import DocumentError, NoText
from curation.extract import extract

FILLER = "".join(
    f"<p>Paragraph {n} of the update says that the people who were displaced need safe ways to share their data.</p>"
    for n in range(8)
)
MORE = FILLER.replace("Paragraph", "Part")


def page(body, after=FILLER, head=""):
    html = f"<!doctype html><html lang='en'><head>{head}</head><body>{body}{after}</body></html>"
    return extract(html.encode(), "text/html", "https://agency.example/en/guide")


def said(document):
    """What stands in the page beside the filler."""
    blocks = [block for block in document.blocks if not block.text.startswith(("Paragraph ", "Part "))]
    return [(str(block.kind), block.level, block.text) for block in blocks]


def text(document):
    return "\n".join(block.text for block in document.blocks)


# T18: lists, tables, headings and their like


def test_t18_terms_and_their_definitions_are_list_items():
    document = page("<dl><dt>Consent</dt><dd><p>Freely given.</p></dd><dt>Notice</dt><dd>Told before.</dd></dl>")
    assert said(document) == [
        ("list_item", 1, "Consent"),
        ("list_item", 2, "Freely given."),
        ("list_item", 1, "Notice"),
        ("list_item", 2, "Told before."),
    ]


def test_t18_a_caption_is_kept_whatever_its_picture_is_loaded_by_and_an_alternative_text_is_none():
    lazy = "<img data-src='camp.jpg' alt='tents'><noscript><img src='camp.jpg'></noscript>"
    document = page(
        f"<figure>{lazy}<figcaption>A camp in 2024.</figcaption></figure>"
        "<div class='wp-caption'><img src='x.png'><p class='wp-caption-text'>Women at a well.</p></div>"
    )
    assert said(document) == [("caption", 0, "A camp in 2024."), ("caption", 0, "Women at a well.")]


def test_t18_who_is_quoted_stands_with_the_quote():
    document = page(
        "<blockquote><p>We were never asked.</p><footer>— <cite>A woman in Goma</cite></footer></blockquote>"
    )
    assert said(document) == [("quote", 0, "We were never asked."), ("quote", 0, "— A woman in Goma")]


def test_t18_a_closed_panel_is_read_with_its_question():
    document = page("<details><summary>What is consent?</summary><p>It is freely given.</p></details>")
    assert [words for _, _, words in said(document)] == ["What is consent?", "It is freely given."]


def test_t18_a_table_for_layout_is_read_through_and_a_data_table_in_it_is_a_table():
    inner = "<table><tr><th>Need</th><th>Answer</th></tr><tr><td>Water</td><td>Wells</td></tr></table>"
    document = page(f"<table><tr><td>{inner}</td><td><p>Text beside it.</p></td></tr></table>")
    assert said(document) == [
        ("table_row", 1, "Need\tAnswer"),
        ("table_row", 0, "Water\tWells"),
        ("paragraph", 0, "Text beside it."),
    ]


def test_t18_a_list_in_a_list_in_a_cell_is_one_line():
    cell = "<p>Who</p><ul><li>teams<ul><li>local</li></ul></li><li>partners</li></ul>"
    document = page(f"<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td>{cell}</td></tr></table>")
    assert said(document)[1] == ("table_row", 0, "x\tWho; teams; local; partners")


def test_t18_headings_and_items_by_role_are_headings_and_items():
    document = page(
        "<div role='heading' aria-level='3'>Roles</div><div role='list'><div role='listitem'>one</div></div>"
    )
    assert said(document) == [("heading", 3, "Roles"), ("list_item", 1, "one")]


def test_t18_bullets_typed_after_line_breaks_are_list_items():
    document = page("<p>What to bring:<br>• a pen<br>• a phone</p>")
    assert said(document) == [
        ("paragraph", 0, "What to bring:"),
        ("list_item", 1, "a pen"),
        ("list_item", 1, "a phone"),
    ]


def test_t18_two_line_breaks_part_paragraphs():
    document = page("First words of an old page.<br><br>Second words of it.")
    assert said(document) == [("paragraph", 0, "First words of an old page."), ("paragraph", 0, "Second words of it.")]


def test_t18_bold_lines_are_headings_only_where_a_page_has_no_others():
    bold = f"<p><b>Why it matters</b></p>{FILLER}"
    assert said(page(bold)) == [("heading", 2, "Why it matters")]
    assert said(page(f"<h2>Section one</h2>{bold}"))[1] == ("paragraph", 0, "Why it matters")


def test_t18_lines_under_the_title_are_kept_and_the_byline_is_not():
    head = "<h1>Data policy</h1><p class='deck'>Why agencies must ask first.</p><p>By A. Author, 3 May 2024</p>"
    document = page(f"<header class='top'>{head}</header><div class='text'>{FILLER}{MORE}</div>", after="")
    assert ("paragraph", 0, "Why agencies must ask first.") in said(document)
    assert "A. Author" not in text(document)


def test_t18_a_list_of_resources_in_the_text_is_kept_and_a_box_of_other_articles_is_not():
    links = "".join(f"<li><a href='https://org{n}.example/guide'>Guide number {n}</a></li>" for n in range(4))
    box = "<div><h3>Related articles</h3><ul><li><a href='/a'>Another article about data</a></li></ul></div>"
    document = page(f"<article>{FILLER}{box}{MORE}<h2>Further reading</h2><ul>{links}</ul></article>", after="")
    assert said(document)[0] == ("heading", 2, "Further reading")
    assert [words for _, _, words in said(document)[1:]] == [f"Guide number {n}" for n in range(4)]


def test_t18_an_article_parted_by_boxes_is_whole():
    box = "<div class='RelatedStories-container-x1'><p>Related</p><a href='/x'>Some other story of the day</a></div>"
    document = page(f"<div id='__next'><article>{FILLER}{box}{MORE}</article></div>", after="")
    assert len(document.blocks) == 16
    assert "other story" not in text(document)


@pytest.mark.parametrize(
    "around",
    [
        "<nav><ul><li><a href='/'>Home</a></li></ul><h1>Data policy</h1>{}",
        "<div class='content no-sidebar'>{}</div>",
        "<div id='print-area' class='page-with-menu related'>{}</div>",
    ],
)
def test_t18_a_text_is_kept_in_what_is_called_a_menu_or_a_bar(around):
    assert len(page(around.format(FILLER), after="").blocks) >= 8


def test_t18_a_callout_is_part_of_the_text_and_other_asides_are_not():
    aside = (
        "<aside class='callout'><p>An agency lost a laptop.</p></aside><aside><p>Write to the press office.</p></aside>"
    )
    document = page(f"<article>{FILLER}{aside}{MORE}</article>", after="")
    assert said(document) == [("paragraph", 0, "An agency lost a laptop.")]


def test_t18_a_caption_given_again_for_small_screens_is_read_once():
    caption = "<p class='caption'>Children wait for water at a camp near the border in 2024.</p>"
    document = page(f"<div class='wide'>{caption}</div><div class='small'>{caption}</div>")
    assert len(said(document)) == 1


def test_t18_a_heading_that_links_to_itself_is_a_heading():
    linked = "<h2 id='why'><a class='header' href='#why'>Why</a></h2>"
    named = "<h2><a name='how'>How</a></h2>"
    document = page(f"{linked}{FILLER}{named}{MORE}", after="")
    assert said(document) == [("heading", 2, "Why"), ("heading", 2, "How")]


def test_t18_a_short_article_in_a_page_of_menus_is_read_when_the_page_calls_it_an_article():
    menu = "".join(f"<li><a href='/{n}'>A long entry of the menu number {n}</a></li>" for n in range(40))
    half = FILLER[: len(FILLER) // 2]
    body = f"<ul>{menu}</ul><article>{half}</article>"
    with pytest.raises(NoText):
        page(body, after="")
    document = page(body, after="", head="<meta property='og:type' content='article'>")
    assert len(document.blocks) == 4


# T24: footnotes


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("<sup><a href='#fn1'>1</a></sup>", "<section class='footnotes'><ol><li id='fn1'>See it.</li></ol></section>"),
        (
            "<sup id='fnref:1'><a href='/page#fn:1' role='doc-noteref'>1</a></sup>",
            "<div role='doc-endnotes'><ol><li id='fn:1'><p>See it. <a href='#fnref:1'>↩︎</a></p></li></ol></div>",
        ),
        ("<a href='#_ftn1' name='_ftnref1'>[1]</a>", "<p><a href='#_ftnref1' name='_ftn1'>[1]</a> See it.</p>"),
        (
            "<sup class='reference'><a href='#cite_note-1'>[1]</a></sup>",
            "<ol><li id='cite_note-1'><a href='#cite_ref-1'>^</a> See it.</li></ol>",
        ),
        ("<sup>1, 2</sup>", "<div class='endnotes'><p>See it.</p></div>"),
    ],
)
def test_t24_a_note_stands_apart_and_its_mark_is_not_in_the_sentence(mark, note):
    document = page(f"<p>People gave their consent{mark} and were told why.</p>{FILLER}{note}", after="")
    assert said(document) == [
        ("paragraph", 0, "People gave their consent and were told why."),
        ("footnote", 0, "See it."),
    ]


def test_t24_an_exponent_is_no_mark():
    document = page("<p>The camp has 5 km<sup>2</sup> and 10<sup>6</sup> litres.</p>")
    assert said(document)[0][2] == "The camp has 5 km2 and 106 litres."


def test_t24_a_mark_in_a_cell_is_not_in_the_cell():
    row = "<tr><td>Population<sup><a href='#fn1'>1</a></sup></td><td>12,400</td></tr>"
    assert said(page(f"<table><tr><th>What</th><th>How many</th></tr>{row}</table>"))[1][2] == "Population\t12,400"


# T25: notices and buttons inside the text


def test_t25_a_notice_about_cookies_inside_the_main_part_is_left_out():
    notice = "<div><p>We use cookies to improve your experience. By continuing you accept all cookies.</p></div>"
    assert said(page(f"<main>{notice}{FILLER}{MORE}</main>", after="")) == []


def test_t25_a_text_about_cookies_keeps_what_it_says_of_them():
    about = "".join(
        f"<p>Rule {n}: this site uses cookies only after you accept cookies, says the law.</p>" for n in range(9)
    )
    assert len(said(page(f"<main>{FILLER}{about}{MORE}</main>", after=""))) == 9


@pytest.mark.parametrize(
    "label", ["Share this page", "Back to top", "Read more", "Advertisement", "5 min read", "Lire la suite"]
)
def test_t25_a_label_of_the_page_is_no_paragraph(label):
    assert said(page(f"<article>{FILLER}<p>{label}</p>{MORE}</article>", after="")) == []


def test_t25_titles_of_other_pages_over_their_first_lines_are_left_out():
    teasers = "".join(
        f"<div><h3><a href='/news/{n}'>News number {n} of the site</a></h3><p>The agency said today ...</p></div>"
        for n in range(4)
    )
    assert said(page(f"<main>{FILLER}{MORE}{teasers}</main>", after="")) == []


# T26: encodings


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16", "utf-16-be", "utf-8"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "shift_jis", "no-such-encoding", ""])
def test_t26_a_page_is_read_whatever_encoding_it_says_it_is_in(encoding, declared):
    head = f"<meta charset='{declared}'>" if declared else ""
    html = f"<html><head>{head}</head><body><p>Élysée – l’agence “naïve” a payé 5 €.</p>{FILLER}</body></html>"
    document = extract(html.encode(encoding), "text/html", charset=declared)
    assert document.blocks[0].text == "Élysée – l’agence “naïve” a payé 5 €."


# What no page may do


@pytest.mark.parametrize(
    ("before", "again", "after"),
    [
        ("<ul>", "<li>An item of the list says a thing about data.</li>", "</ul>"),
        ("<table><tr><th>a</th><td><ul>", "<li>An item says a thing.</li>", f"</ul></td></tr></table>{FILLER}"),
        ("", "<p>Words that say a thing about data and about people.</p>", ""),
        ("", "<p><a href='/x'>A link to something else here</a></p>", FILLER * 40),
        ("", "A loose line of a page about people.<br><br><a href='/x'>A loose link</a><br><br>", ""),
        ("", "<h3>Subscribe</h3><p>A line on people and on what they say of data.</p>", ""),
        ("<p>", "words<sup><a href='#fn1' id='r1'>1</a></sup> and <b>bold</b> <b>ones</b>, ", f"</p>{FILLER}"),
        ("", "<h3><a href='/x'>Another page</a></h3><p>A line on people and on what they say.</p>", FILLER * 9),
        ("<pre>", "word and more words, in lines.\n", "</pre>"),
        ("", "<div class='caption'><div class='caption'>A camp in 2024.</div></div>", FILLER),
    ],
    ids=["items", "cell", "paragraphs", "links", "loose lines", "appeals", "marks", "teasers", "pre", "captions"],
)
def test_eight_times_the_page_takes_about_eight_times_as_long(before, again, after):
    def seconds(times):
        html = f"<html><body>{before}{again * times}{after}</body></html>".encode()
        started = time.process_time()
        with suppress(NoText):
            extract(html, "text/html")
        return time.process_time() - started

    seconds(100)
    assert seconds(8_000) < 30 * seconds(1_000)  # What grows with the square takes 64 times as long.


@pytest.mark.parametrize("tag", ["div", "span", "b", "font", "section", "blockquote", "ul"])
def test_what_stands_after_tags_nested_too_deeply_is_read_or_the_page_is_refused(tag):
    deep = f"<{tag}>" * 5_000 + "deep words" + f"</{tag}>" * 5_000
    try:
        document = page(deep)
    except DocumentError:
        return
    assert "Paragraph 7" in text(document)


_ODD = """
<p> </p> <div> </div> <ul> <ol> <li> </li> <table> <tr> <td> <th> </table> <h1> <h2> </h2> <a|href='#fn1'> </a>
<a|href='/x'> <sup> </sup> <b> </b> <br> <br><br> <pre> </pre> <blockquote> <figure> <figcaption> <nav> </nav>
<aside|class='note'> </aside> <footer> <dl> <dt> <dd> <details> <summary> <div|class='related'> <div|hidden>
<section|class='footnotes'> <li|id='fn1'> <p|class='caption'> <div|role='heading'> <q> <svg> <math>
<script> </script> <!-- --> <![CDATA[ ]]> &nbsp; &#0; &bogus; \0 • 1 [1] ¶ Related We|use|cookies. </html>
<input|type='password'> <form> <noscript> <base|href='http://[bad'> <title> <meta|charset=utf-16> <body> <x-y>
<frameset> <template> <q> <td|rowspan=0>"""
PIECES = st.sampled_from([piece.replace("|", " ") for piece in _ODD.split()])
WORDS = st.text(alphabet="abc é\t\n<>&\"'", max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(PIECES, WORDS), max_size=60), st.booleans())
def test_odd_pages_end_in_a_document_or_a_document_error(parts, filled):
    content = f"<html><body>{FILLER if filled else ''}{''.join(parts)}</body></html>".encode()
    try:
        document = extract(content, "text/html", "https://agency.example/")
    except DocumentError:
        return
    assert document.blocks
    for block in document.blocks:
        assert block.text.strip()
        assert block.kind == "table_row" or "\t" not in block.text
        assert block.kind == "code" or "\n" not in block.text
        for mark in block.marks:
            covered = block.text[mark.start : mark.end]
            assert covered == covered.strip()
            assert bool(covered) != (mark.kind == "note")
            assert mark.target[1:] in {each.anchor for each in document.blocks} or mark.target[:1] != "#"
