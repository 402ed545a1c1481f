"""Small pages, each with one thing that is easily lost on the way."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import Damaged, DocumentError, NoText, UnsupportedMedia
from curation.extract import extract
from curation.extract.decoding import decode
from curation.extract.language import agreed_language, guess_language

FILLER = "".join(
    f"<p>Paragraph {n} of the update says that the people who were displaced need safe ways to share their data.</p>"
    for n in range(8)
)


def page(body="", head="", filler=FILLER, **kwargs):
    html = f"<!doctype html><html lang='en'><head>{head}</head><body>{body}{filler}</body></html>"
    return extract(html.encode(), "text/html", **kwargs)


def said(document):
    return [(str(block.kind), block.level, block.text) for block in document.blocks]


def test_the_text_of_a_list_item_is_kept_whatever_it_is_wrapped_in():
    document = page(
        "<main><ul><li><span>in a span</span></li><li><p>in a paragraph</p></li><li><b>bold</b> word</li></ul>"
    )
    assert said(document)[:3] == [
        ("list_item", 1, "in a span"),
        ("list_item", 1, "in a paragraph"),
        ("list_item", 1, "bold word"),
    ]


def test_a_list_in_a_list_is_one_level_deeper_and_a_second_paragraph_is_plain():
    document = page("<ol><li>outer<ul><li>inner</li></ul></li><li><p>first</p><p>second</p></li></ol>")
    assert said(document)[:4] == [
        ("list_item", 1, "outer"),
        ("list_item", 2, "inner"),
        ("list_item", 1, "first"),
        ("paragraph", 0, "second"),
    ]


def test_a_table_keeps_its_header_its_bold_cells_and_the_lists_in_it():
    header = "<tr><th>Need</th><th>Answer</th></tr>"
    row = "<tr><td><b>Water</b></td><td><ul><li>wells</li><li>trucks</li></ul></td></tr>"
    document = page(f"<table>{header}{row}</table>")
    assert said(document)[:2] == [("table_row", 1, "Need\tAnswer"), ("table_row", 0, "Water\twells; trucks")]


def test_a_table_made_for_layout_is_read_as_text():
    document = page(f"<table role='presentation'><tr><td><h2>Part</h2>{FILLER}</td></tr></table>", filler="")
    assert said(document)[0] == ("heading", 2, "Part")


def test_headings_quotes_captions_and_code_keep_their_kind():
    body = (
        "<h2 id='how'>How</h2><blockquote><p>Quoted words of a person.</p></blockquote>"
        "<figure><img src='x.png' alt=''><figcaption>A camp in 2024.</figcaption></figure>"
        "<pre><code>if x:\n    y = 1\n</code></pre>"
    )
    document = page(body)
    assert said(document)[:4] == [
        ("heading", 2, "How"),
        ("quote", 0, "Quoted words of a person."),
        ("caption", 0, "A camp in 2024."),
        ("code", 0, "if x:\n    y = 1"),
    ]
    assert {block.anchor for block in document.blocks} == {"how"}


def test_a_heading_outside_the_article_container_is_kept():
    document = page(f"<h2>What we found</h2><div class='content'>{FILLER}</div>", filler="")
    assert said(document)[0] == ("heading", 2, "What we found")


def test_menus_share_bars_and_footers_are_left_out():
    menu = "".join(f"<li><a href='/{n}'>Menu entry number {n}</a></li>" for n in range(6))
    around = (
        f"<nav><ul>{menu}</ul></nav><ul>{menu}</ul><article>{FILLER}</article><footer>Write to us at any time.</footer>"
    )
    text = " ".join(block.text for block in page(around, filler="").blocks)
    assert "Menu entry" not in text
    assert "Write to us" not in text


def test_footnotes_stand_apart_and_their_numbers_are_not_in_the_sentence():
    note = "<section class='footnotes'><ol><li id='fn1'>See the handbook.</li></ol></section>"
    document = page(f"<p>Consent<sup><a href='#fn1'>1</a></sup> matters here.</p>{FILLER}{note}", filler="")
    assert said(document)[0][2] == "Consent matters here."
    assert said(document)[-1] == ("footnote", 0, "See the handbook.")


def test_text_is_on_one_line_with_no_invisible_characters():
    document = page("<p>one\n\ttwo&nbsp;three infor&shy;mation cafe\u0301<br>end</p>")
    assert said(document)[0][2] == "one two three information café end"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Toolbox</title>", "<h1>Safety of teams</h1>", "Safety of teams"),
        ("<title>Data policy | Some Agency</title>", "", "Data policy"),
        ("<title>A - B</title><meta property='og:title' content='Data policy'>", "", "Data policy"),
        ("<title>x</title><meta property='og:site_name' content='Some Agency'>", "<h1>Some Agency</h1>", "x"),
    ],
)
def test_the_title_is_the_page_s_own(head, body, title):
    document = page(body, head)
    assert document.title == title
    assert all(block.text != title for block in document.blocks)


def test_metadata_is_what_the_page_states():
    head = (
        "<meta name='author' content='Amina Diallo'><meta property='og:site_name' content='Some Agency'>"
        "<meta property='article:published_time' content='2024-05-28T10:00:00Z'>"
        "<link rel='canonical' href='/policy'><meta name='description' content='In short.'>"
    )
    foot = "<footer><a rel='license' href='https://creativecommons.org/licenses/by/4.0/'>CC BY 4.0</a></footer>"
    metadata = page(FILLER + foot, head, filler="", url="https://agency.example/en/policy?x=1").metadata
    assert metadata.authors == ("Amina Diallo",)
    assert (metadata.organisation, metadata.published) == ("Some Agency", "2024-05-28")
    assert (metadata.canonical, metadata.description) == ("https://agency.example/policy", "In short.")
    assert metadata.licence == "CC-BY-4.0"


def test_json_ld_is_read_and_broken_json_ld_is_passed_over():
    good = '{"@graph":[{"datePublished":"2023-02-01","author":[{"name":"A. B."}],"publisher":{"name":"Org"}}]}'
    scripts = f"<script type='application/ld+json'>{{oops</script><script type='application/ld+json'>{good}</script>"
    metadata = page(head=scripts).metadata
    assert (metadata.published, metadata.authors, metadata.organisation) == ("2023-02-01", ("A. B.",), "Org")


def test_a_date_in_the_text_is_not_taken_for_the_date_of_publication():
    assert page("<p>On 1 January 2014 the conflict began.</p>").metadata.published == ""


@pytest.mark.parametrize(
    "body",
    [
        "<p>We use cookies. Accept all cookies or manage your consent to continue to this site.</p>",
        "<form><p>Log in to continue to the report.</p><input type='password'></form>",
        "<p>Please enable JavaScript to view this page.</p>",
        "",
    ],
)
def test_a_page_that_is_no_article_is_refused(body):
    with pytest.raises(NoText):
        page(body, filler="")


def test_the_language_is_that_of_the_text_not_the_one_declared():
    assert page(head="").lang == "en"
    assert agreed_language("en-GB", "Le droit à la protection des données est un droit pour les personnes.") == "fr"
    assert agreed_language("fr", "12 400") == "fr"
    assert guess_language("12 400") == ""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_accents_survive_every_encoding_under_a_wrong_label(encoding):
    text = "<html><head><meta charset='utf-8'></head><body><p>Élysée, naïve – “quoted” €</p></body></html>"
    assert decode(text.encode(encoding), "utf-8") == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1))
def test_utf8_is_read_as_utf8_whatever_the_server_says(text):
    assert decode(text.encode(), "iso-8859-1") == text


@given(st.binary(max_size=400), st.sampled_from(["text/html", "application/pdf", "text/plain", "image/png", ""]))
def test_any_bytes_give_a_document_or_a_document_error(content, media_type):
    with suppress(DocumentError):
        extract(content, media_type)


def test_what_the_bytes_are_counts_more_than_their_label():
    assert extract(b"<html><body>" + FILLER.encode() + b"</body></html>", "application/pdf").lang == "en"
    with pytest.raises(Damaged):
        extract(b"%PDF-1.4 and then nothing", "text/html")
    with pytest.raises(UnsupportedMedia):
        extract(b"PK\x03\x04 a spreadsheet", "application/vnd.ms-excel")
    with pytest.raises(Damaged):
        extract(b"", "application/pdf")


def test_plain_text_becomes_paragraphs():
    document = extract(b"A short title\n\nFirst line\nof a paragraph.\n\nSecond one.\n", "text/plain; charset=utf-8")
    assert document.title == "A short title"
    assert [block.text for block in document.blocks] == ["First line of a paragraph.", "Second one."]


def test_a_page_nested_very_deeply_is_read_or_refused_not_a_crash():
    deep = "<div>" * 5000 + "some words that stand very deep in the page" + "</div>" * 5000
    with suppress(DocumentError):
        assert extract(f"<html><body>{deep}{FILLER}</body></html>".encode(), "text/html").blocks


def test_a_title_given_twice_is_no_block_and_a_later_section_of_that_name_is():
    document = page(
        f"<header><h1>Consent</h1></header><main><h1>Consent</h1>{FILLER}<h2>Consent</h2>{FILLER}</main>", filler=""
    )
    assert document.title == "Consent"
    assert [block.level for block in document.blocks if block.kind == "heading"] == [2]


@pytest.mark.parametrize("head", ['<link rel="canonical" href="http://[x">', '<base href="http://[bad">'])
def test_an_address_that_is_none_costs_the_address_not_the_text(head):
    text = "<p>Humanitarian organisations collect personal data about affected people to plan assistance.</p>" * 3
    page = f"<html lang=en><head>{head}<title>A</title></head><body><article><h1>A</h1>{text}</article></body></html>"
    document = extract(page.encode(), "text/html", "https://a.org/")
    assert document.metadata.canonical == ""
    assert document.blocks
