from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.addresses import canonical_address, is_local, publication_address, same_site


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTP://Example.ORG:80/Report/", "https://example.org/Report"),
        ("https://example.org.:443", "https://example.org/"),
        ("https://someone:secret@example.org/a#part-2", "https://example.org/a"),
        ("https://example.org/a?utm_source=letter&id=7&fbclid=x&UTM_Medium=mail", "https://example.org/a?id=7"),
        ("https://example.org/a?utm_source=letter", "https://example.org/a"),
        ("https://example.org/a/index.html", "https://example.org/a/index.html"),
        ("https://example.org/a/./b/../c/", "https://example.org/a/c"),
        ("https://example.org/../../a", "https://example.org/a"),
        ("https://example.org/%7euser/r%c3%a9sum%C3%A9 1%2F2", "https://example.org/~user/r%C3%A9sum%C3%A9%201%2F2"),
        ("https://example.org/résumé?q=santé", "https://example.org/r%C3%A9sum%C3%A9?q=sant%C3%A9"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("http://localhost:8000/a/", "http://localhost:8000/a"),
        ("http://sample.dragoman.localhost/a", "http://sample.dragoman.localhost/a"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("  mailto:a@example.org ", "mailto:a@example.org"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_an_address_has_one_spelling(written, canonical):
    assert canonical_address(written) == canonical


ADDRESS = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["example.org", "Exämple.org", "localhost", "127.0.0.1", "[::1]", "a.b."]),
    st.sampled_from(["", ":80", ":443", ":8080", ":"]),
    *[st.text(alphabet="aZ/.%2fE7é& =+;:@\\", max_size=20) | st.text(max_size=10)] * 3,
)


@given(ADDRESS | st.text())
def test_spelling_it_again_changes_nothing(url):
    once = canonical_address(url)
    assert canonical_address(once) == once


def test_one_publication_found_in_four_ways_is_one_address():
    ways = ["", "/", "?utm_source=feed", "/?utm_medium=mail&utm_campaign=may#summary"]
    assert len({canonical_address(f"http://example.org/report.pdf{way}") for way in ways}) == 1


def test_what_a_site_is():
    assert same_site("https://www.example.org/a", "http://example.org/b")
    assert same_site("https://data.example.org/", "https://example.org/")
    assert not same_site("https://example.org/", "https://badexample.org/")
    assert not same_site("https://one.github.io/", "https://other.github.io/")
    assert not same_site("", "")


@pytest.mark.parametrize(
    ("page", "header", "republishes", "believed"),
    [
        ("", "", False, "https://example.org/a"),
        ("/report", "", False, "https://example.org/report"),
        ("https://www.example.org/report/", "", False, "https://www.example.org/report"),
        ("https://elsewhere.example/report", "", False, "https://example.org/a"),
        ("https://elsewhere.example/report", "", True, "https://elsewhere.example/report"),
        ("https://example.org/page", "https://example.org/header", False, "https://example.org/header"),
        ("https://example.org/page", "https://elsewhere.example/header", False, "https://example.org/page"),
        ("https://example.org/", "", False, "https://example.org/a"),
        ("javascript:alert(1)", "http://[broken", True, "https://example.org/a"),
    ],
)
def test_a_canonical_link_is_believed_on_its_own_site_or_from_a_republisher(page, header, republishes, believed):
    assert publication_address("http://example.org/a/?utm_source=x", page, header, republishes) == believed


def test_this_machine_has_several_names():
    assert all(map(is_local, ["localhost", "sample.dragoman.localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"]))
    assert not any(map(is_local, ["example.org", "notlocalhost", "10.0.0.1", ""]))
