"""The copy of a web page that people look at: its words, the passage marked, nothing that acts or calls home."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from curation.extract.kept_copy import LEFT_OUT, PASSAGE, kept_copy

PAGE = b"""<!doctype html><html><head><title>Data</title><style>p{color:red}</style><script>alert(1)</script></head>
<body onload="alert(2)"><nav><a href="/why">Why we ask</a></nav>
<main><h2 id="passage">Why we ask</h2><p style="color:red" onclick="alert(3)">People <b>decide</b> what they
share<sup><a href="#n1">1</a></sup>. Nobody else does.</p>
<table><tr><th>Name</th><td>no</td></tr></table><img src="https://elsewhere.example/spy.gif" alt="A map of camps">
<form action="https://elsewhere.example/"><input name="x"><button>Send</button></form>
<iframe src="https://elsewhere.example/"></iframe><a href="javascript:alert(4)">Click</a></main></body></html>"""


def marked(copy):
    found = html.fromstring(f"<div>{copy.html}</div>").xpath(f"//*[@id='{PASSAGE}']")
    assert len(found) == int(copy.found)
    return found[0] if found else None


def test_nothing_in_it_acts_or_comes_from_elsewhere():
    shown = kept_copy(PAGE).html
    for bad in ("script", "alert", "style", "onclick", "href", "src", "form", "iframe", "elsewhere.example", "Send"):
        assert bad not in shown
    assert "<b>decide</b>" in shown
    assert "<em>[image\u202f: A map of camps]</em>" in shown


def test_the_passage_is_the_smallest_element_that_holds_it():
    element = marked(kept_copy(PAGE, passage="People decide what they share. Nobody else does."))
    assert (element.tag, element.text_content().split()[0]) == ("p", "People")


def test_the_texts_around_a_passage_tell_it_from_the_menu():
    alone = marked(kept_copy(PAGE, passage="Why we ask"))
    among = marked(kept_copy(PAGE, passage="Why we ask", after="People decide what they"))
    assert (alone.tag, among.tag) == ("a", "h2")


def test_a_row_of_a_table_is_found_by_its_cells():
    assert marked(kept_copy(PAGE, passage="Name\tno")).tag == "tr"


def test_words_that_are_not_there_are_found_by_the_anchor_or_not_at_all():
    assert not kept_copy(PAGE, passage="Words of another page").found
    assert marked(kept_copy(PAGE, passage="Words of another page", anchor="passage")).tag == "h2"
    # What is everywhere is nowhere.
    assert not kept_copy(
        b"<body>Data are people.<br>" + 40 * b"More text here. " + b"</body>", passage="Data are"
    ).found


def test_what_was_not_read_is_marked():
    read = "Why we ask People decide what they share. Nobody else does."
    tree = html.fromstring(f"<div>{kept_copy(PAGE, read=read).html}</div>")
    left = [element.text for element in tree.iter() if element.get("class") == LEFT_OUT]
    assert left == ["Name", "[image\u202f: A map of camps]", "Click"]  # "no" stands in "nobody"
    assert all(element.get("class") is None for element in tree.iter("p", "h2", "b"))


@pytest.mark.parametrize("content", [b"", b"\0\0", b"<", b"<!-- -->", b"plain words", b"\xff\xfe<\0p\0>\0", b"<html>"])
def test_broken_pages_have_a_copy_too(content):
    kept_copy(content, passage="words", anchor="x")


@given(st.text(alphabet="<>/&\"'= abpscriptonxhref:javcl!-", max_size=200), st.text(max_size=10))
def test_whatever_the_page_nothing_in_its_copy_acts(text, passage):
    tree = html.fromstring(f"<div>{kept_copy(text.encode(), passage=passage).html}</div>")
    for element in tree.iter():
        assert element.tag not in ("script", "style", "iframe", "form", "img", "svg", "object")
        assert set(element.attrib) <= {"id", "class", "lang", "colspan", "rowspan"}


def test_comparing_takes_no_longer_for_each_text_of_a_longer_page():
    def seconds(count):
        texts = [f"Hello {number}x people and some other words" for number in range(count)]
        page = "".join(f"<p>{text}</p>" for text in texts).encode()
        started = process_time()
        copy = kept_copy(page, read=" ".join(texts[::2]))
        assert copy.html.count(LEFT_OUT) == count // 2
        return process_time() - started

    # Eight times the page takes eight times as long, and sixty-four times if each text is searched in all the others.
    assert seconds(24_000) < 18 * seconds(3_000)
