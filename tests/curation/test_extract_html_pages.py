"""How the sites of newsrooms, agencies, governments and forums are built: what is text in them, and what is not."""

from __future__ import annotations

import pytest

from curation.errors import NoText
from curation.extract import extract

SAID = "The agency says that the people who fled the flooding need clean water and safe ways to share what they know."
NAV = "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(12))
FOOT = "".join(f"<li><a href='/f{n}'>Footer link {n}</a></li>" for n in range(10))


def texts(count, start=0):
    return "".join(f"<p>Text {n}: {SAID}</p>" for n in range(start, start + count))


def page(body):
    html = f"<html lang='en'><head><title>Agency</title></head><body><header><nav><ul>{NAV}</ul></nav></header>{body}"
    return extract(f"{html}<footer><p>Copyright 2024</p><ul>{FOOT}</ul></footer></body></html>".encode(), "text/html")


def lines(body):
    document = page(body)
    return [document.title, *(block.text for block in document.blocks)]


def each(template, count=4):
    return "".join(template.format(n=n) for n in range(count))


KEPT = {
    "questions on buttons": (
        each(
            "<h2><button aria-expanded='false'>Question {n}?</button></h2>"
            "<div role='region' hidden><p>Answer {n}: people may ask.</p></div>"
        ),
        ["Question 2?", "Answer 2: people may ask."],
    ),
    "questions on labels": (
        each(
            "<div><input type='checkbox' id='c{n}'><label for='c{n}'>Question {n}?</label>"
            "<div>It is {n} so.</div></div>"
        ),
        ["Question 2?", "It is 2 so."],
    ),
    "panels behind tabs": (
        "<div role='tablist'><button role='tab'>Uses</button></div>"
        "<div role='tabpanel' style='display:none'><p>Water and shelter.</p></div>",
        ["Water and shelter."],
    ),
    "items and rows beside the text": (
        "<ul class='features'><li>Removes germs</li></ul><table><tr><th>Weight</th><td>2 kg</td></tr></table>",
        ["Removes germs", "Weight\t2 kg"],
    ),
    "figures and their labels": ("<div class='stat'><b>12,400</b><p>families</p></div>", ["12,400", "families"]),
    "a note under the text": ("<p><sup>1</sup> Estimates of May 2024.</p>", ["1 Estimates of May 2024."]),
    "who to ask": ("<h3>Media contacts</h3><p>Ann Author, +41 79 000 00 00</p>", ["Ann Author, +41 79 000 00 00"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kept"), KEPT.values(), ids=list(KEPT))
def test_t18_what_readers_see_is_kept(body, kept):
    read = lines(f"<main><h1>Floods</h1><div class='text'>{texts(5)}</div>{body}</main>")
    assert [text for text in kept if text not in read] == []
    assert "Text 4: " + SAID in read


LEFT_OUT = {
    "the title of another page": "<p><strong>Read more:</strong> <a href='/x'>Lost words of floods</a></p>",
    "the same in French": "<p>Lire aussi : <a href='/x'>Lost words des crues</a></p>",
    "an appeal": "<div><h4>Sign up for our newsletter</h4><p>Lost words once a week.</p></div>",
    "a form for opinions": "<div class='feedback'><h2>Is this page useful?</h2><p>Lost words of yours.</p></div>",
    "where to share it": "<ul><li><a href='https://facebook.com/sharer?u=1'>Lost words</a></li></ul>",
    "other languages": "<p>Read in <a href='/fr' hreflang='fr'>Lost words</a> | <a hreflang='es' href='/'>E</a></p>",
    "a menu in a line": "<p><a href='/a'>Lost words</a> <a href='/b'>News</a> <a href='/c'>Contact us</a></p>",
    "a contents in a line": "<p>" + each("<a href='#p{n}'>Lost words of part {n}</a> ") + "</p>",
    "a card": "<a href='/x'><div><p>Lost words of the other story that we told</p></div></a>",
    "labels on a map": each("<div style='top:{n}.5%;left:1{n}%;'><p>Lost words</p></div>"),
    "code to embed": "<ul><li>&lt;iframe src='https://a.example/player' title='Lost words'&gt;</li></ul>",
    "who wrote it": "<div class='author-box'><h4>About Ann</h4><p>Lost words of Ann, who writes about water.</p></div>",
    "titles over first lines": each("<div><h3><a href='/{n}'>Lost words of page {n}</a></h3><p>Lost words.</p></div>"),
    "remarks": "<div id='comments'><h2>2 thoughts</h2><p>Lost words: I think that this is a very good post.</p></div>",
}  # fmt: skip


def test_t18_a_short_line_with_margins_and_a_title_on_a_picture_are_no_labels():
    hero = "<div style='top:20%;left:5%'><h1>Floods in the east</h1></div>"
    short = "<p style='margin-top:10px;margin-left:5px'>Water is short.</p>"
    read = lines(f"<article>{hero}{texts(3)}{short}{texts(3, 3)}</article>")
    assert read[0] == "Floods in the east"
    assert "Water is short." in read


def test_t18_a_list_of_links_in_the_text_is_kept():
    groups = (
        "<p>These groups help people:</p><ul>" + each("<li><a href='https://g{n}.example'>Group {n}</a></li>") + "</ul>"
    )
    assert "Group 2" in lines(f"<article><h1>Floods</h1>{texts(3)}{groups}{texts(3, 3)}</article>")


@pytest.mark.parametrize("body", LEFT_OUT.values(), ids=list(LEFT_OUT))
def test_t25_what_is_none_of_the_text_is_left_out_and_the_text_around_it_is_whole(body):
    read = lines(f"<article><h1>Floods</h1>{texts(3)}{body}{texts(3, 3)}</article>")
    assert [text for text in read if "Lost words" in text] == []
    assert read[1:] == [f"Text {n}: {SAID}" for n in range(6)]


@pytest.mark.parametrize(
    "byline", ["By Ann Author", "By Ann Author and Bo de Vries", "Published 3 May 2024 | Updated 4 May 2024"]
)
def test_t18_who_wrote_it_and_when_is_no_line_of_the_text(byline):
    assert lines(f"<article><h1>Floods</h1><p>Water is short now.</p><p>{byline}</p>{texts(5)}</article>")[1:3] == [
        "Water is short now.",
        f"Text 0: {SAID}",
    ]


def test_t18_a_line_that_begins_with_by_is_text():
    assert "By the end of May, all had left" in lines(
        f"<article><p>By the end of May, all had left</p>{texts(5)}</article>"
    )


def test_t18_a_button_in_a_heading_or_a_caption_is_no_word_of_it():
    heading = "<h2>Causes <span>[<a href='/e'>edit</a>]</span></h2>"
    caption = "<figure><figcaption>A well. <b>hide caption</b></figcaption></figure>"
    read = lines(f"<article><h1>Floods</h1>{texts(3)}{heading}{texts(2, 3)}{caption}{texts(2, 5)}</article>")
    assert {"Causes", "A well."} <= set(read)


def test_t18_a_heading_that_lost_its_text_at_the_end_is_left_out():
    end = "<h2>Topics</h2><ul><li><a href='/t'>Water</a></li></ul><h2>More of it here</h2>"
    assert lines(f"<article><h1>Floods</h1>{texts(5)}{end}</article>")[-1] == f"Text 4: {SAID}"


@pytest.mark.parametrize(
    "box", ["<div class='ad'><p>Advertisement</p></div>", "<div><h3>Subscribe</h3><form></form></div>"]
)
@pytest.mark.parametrize(
    "part", ["<div class='body'>{}</div>", "<section><div><div>{}</div></div></section>", "<x-text>{}</x-text>"]
)
def test_t18_an_article_in_several_containers_is_whole(part, box):
    body = "".join(part.format(texts(2, 2 * n)) + box for n in range(4))
    for around in ("<article><h1>Floods</h1>{}</article>", "<div><h1>Floods</h1>{}</div>"):
        assert lines(around.format(body))[1:] == [f"Text {n}: {SAID}" for n in range(8)]


@pytest.mark.parametrize(
    "text",
    [
        "<p>The agency regrets the loss of life in the floods in the east.</p><p>It calls on all to help now.</p>",
        "<p>What people said that they need most of all:</p>" + each("<li>Fact {n}: people need water.</li>", 6),
        "<p>The prices of water in the towns of the region in May:</p><table><tr><th>Town</th><th>Price</th></tr>"
        + each("<tr><td>Town {n}</td><td>Price {n}</td></tr>", 9)
        + "</table>",
    ],
)
def test_t25_a_short_text_in_the_main_part_of_a_page_of_menus_is_read_and_links_alone_are_not(text):
    assert len(page(f"<main><h1>Floods</h1>{text}</main>").blocks) > 1
    with pytest.raises(NoText):
        page(
            "<main><h1>Floods</h1>"
            + each("<p><a href='/{n}'>News number {n} of the agency and what it says</a></p>", 9)
        )


def test_t24_notes_without_links_are_footnotes():
    notes = "<p><sup>1</sup> Estimates of May 2024.</p><p>*The figures are those of the agency.</p>"
    document = page(f"<article><h1>Floods</h1>{texts(4)}{notes}</article>")
    assert [str(block.kind) for block in document.blocks] == ["paragraph"] * 4 + ["footnote"] * 2
