from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import NotASource, SourcesInvalid
from curation.model import Source, SourceKind
from curation.opml import left_out, read_opml, write_opml
from curation.rights import LICENCES
from curation.watchlist import (
    DRAFTS,
    RHYTHMS,
    as_toml,
    load_sources,
    own_watch_list,
    parse_sources,
    unique_id,
    with_added,
)


def test_the_watch_list_that_comes_with_the_project_is_in_order():
    sources = load_sources()
    real = [one for one in sources if not one.sample]
    assert len({one.organisation for one in real}) >= 12
    assert all(one.url.startswith("https://") for one in real)
    # ReliefWeb's API answers only to whoever asked for a name: its entry is there to be taken, in a comment.
    assert {one.kind for one in real} == set(SourceKind) - {SourceKind.RELIEFWEB}
    assert {one.kind for one in sources if one.sample} == set(SourceKind) - {SourceKind.RELIEFWEB}
    samples = [one for one in sources if one.sample]
    assert all(one.republishes and one.local for one in samples)
    # One of them leaves something to sort, so that a new reader sees what that is.
    assert {one.drafts for one in samples} == {"all", "relevant"}
    assert not any(one.local for one in real)


def test_the_entry_for_reliefweb_s_api_only_has_to_be_uncommented():
    lines = own_watch_list().splitlines()
    begin = lines.index("# [[source]]")
    entry = "\n".join(line.removeprefix("# ") for line in lines[begin : lines.index("", begin)])
    (source,) = parse_sources(entry)
    assert source.kind is SourceKind.RELIEFWEB


def test_every_field_is_explained_at_the_head_of_the_watch_list():
    head = own_watch_list().partition("[[source]]")[0]
    assert all(f"#   {name} " in head for name in Source.__slots__)


ENTRY = 'id = "a"\norganisation = "A"\nkind = "feed"\nurl = "https://example.org/feed"\n'
LISTING = ENTRY.replace('"feed"', '"listing"') + 'selector = "a"\n'
RELIEFWEB = ENTRY.replace('"feed"', '"reliefweb"')


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[source]]\n" + ENTRY + "[[source]]\n" + ENTRY, 'source "a": field "id": used twice'),
        ("[[source]]\n" + ENTRY + 'licens = "CC0-1.0"', 'source "a": field "licens" is not known'),
        ("[[source]]\n" + ENTRY.replace('feed"\nurl', 'feeed"\nurl'), 'field "kind": "feeed" is none of'),
        ("[[source]]\n" + ENTRY.replace("https", "ftp"), 'field "url": "ftp://example.org/feed" is not a web address'),
        ("[[source]]\n" + ENTRY.replace('id = "a"', ""), 'source number 1: field "id" is missing'),
        ("[[source]]\n" + ENTRY.replace('"a"', '"A b"'), 'field "id": only small letters'),
        ("[[source]]\n" + ENTRY + "include = '(data'", 'field "include": not a regular expression'),
        ("[[source]]\n" + ENTRY + 'selector = "a"', 'field "selector": a listing needs one'),
        ("[[source]]\n" + ENTRY.replace('"feed"', '"listing"'), 'field "selector": a listing needs one'),
        (
            "[[source]]\n" + ENTRY.replace('"feed"', '"listing"') + 'selector = "a["',
            'field "selector": not a CSS selector',
        ),
        ("[[source]]\n" + ENTRY + "newest = 0", 'field "newest": should be a number above 0'),
        ("[[source]]\n" + ENTRY + "newest = true", 'field "newest": should be a number above 0'),
        ("[[source]]\n" + ENTRY + 'sample = "yes"', 'field "sample": should be true or false'),
        ("[[source]]\n" + ENTRY + 'rhythm = "hourly"', 'field "rhythm": "hourly" is none of daily, weekly'),
        ("[[source]]\n" + ENTRY + 'drafts = "none"', 'field "drafts": "none" is none of relevant, all'),
        ("[[source]]\n" + ENTRY + "local = 1", 'field "local": should be true or false'),
        ("[[source]]\n" + ENTRY + 'french = "fr/feed"', 'field "french": "fr/feed" is not a web address'),
        ("[[source]]\n" + ENTRY + 'title = "a\\nb"', 'field "title": should be one line'),
        ("[[source]]\n" + ENTRY + 'next_page = "a.next"', 'field "next_page": only a listing'),
        ("[[source]]\n" + LISTING + 'next_page = "a["', 'field "next_page": not a CSS selector'),
        ("[[source]]\n" + LISTING + "pages = 3", 'field "pages": a listing with "next_page"'),
        ("[[source]]\n" + LISTING + "pages = 0", 'field "pages": should be a number from 1 to 20'),
        ("[[source]]\n" + LISTING + "pages = 21", 'field "pages": should be a number from 1 to 20'),
        ("[[source]]\n" + ENTRY + 'query = "data"', 'field "query": only for the kind reliefweb'),
        ("[[source]]\n" + ENTRY + 'appname = "a"', 'field "appname": only for the kind reliefweb'),
        ("[[source]]\n" + RELIEFWEB + 'query = "data"', 'field "appname" is missing: ReliefWeb wants one'),
        ("[[source]]\n" + RELIEFWEB + 'appname = "a"', 'field "query" is missing'),
        ("[[sources]]\n" + ENTRY, 'unknown entry "sources"'),
        ("source = 3", "a source begins with"),
        ("[[source]", "the watch list cannot be read"),
    ],
)
def test_a_mistake_in_the_watch_list_is_named(tmp_path, text, complaint):
    path = tmp_path / "sources.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SourcesInvalid) as caught:
        load_sources(path)
    assert complaint in str(caught.value)


def test_a_licence_that_nobody_knows_is_a_mistake_of_the_watch_list(tmp_path):
    entry = '[[source]]\nid = "a"\norganisation = "A"\nkind = "feed"\nurl = "https://a.org"\nlicence = "CC-BY"\n'
    (tmp_path / "sources.toml").write_text(entry)
    with pytest.raises(SourcesInvalid, match=r'"licence": "CC-BY" is none of CC-BY-1\.0'):
        load_sources(tmp_path / "sources.toml")


def test_the_new_fields_are_taken():
    text = "[[source]]\n" + LISTING + 'next_page = "a.next"\npages = 20\nrhythm = ""\nfrench = "https://example.org/fr"'
    (source,) = parse_sources(text)
    assert (source.next_page, source.pages, source.rhythm) == ("a.next", 20, "")


# New entries


FEED = Source("a", "A", SourceKind.FEED, "https://example.org/feed/", title="News")

line = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), max_size=20)
named = line.map(lambda text: text or "A")
addresses = st.from_regex(r"https?://[a-z]{1,9}\.(org|int)/[A-Za-z0-9/._-]{0,12}(\?q=[a-z0-9&]{0,5})?", fullmatch=True)
kinds = {
    SourceKind.FEED: {"pages": st.integers(1, 20)},
    SourceKind.SITEMAP: {},
    SourceKind.DOCUMENT: {},
    SourceKind.LISTING: {
        "selector": st.sampled_from(["main h3 a", "a[href$='.pdf']", 'a[title="«é»\\\\"]']),
        "next_page": st.just("a.next"),
        "pages": st.integers(1, 20),
    },
    SourceKind.RELIEFWEB: {"query": named, "appname": named},
}


@st.composite
def entries(draw: st.DrawFn) -> Source:
    kind = draw(st.sampled_from(list(kinds)))
    return Source(
        id=draw(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,12}[a-z0-9])?", fullmatch=True)),
        organisation=draw(named),
        kind=kind,
        url=draw(addresses),
        title=draw(line),
        language=draw(st.sampled_from(["en", "fr"])),
        licence=draw(st.sampled_from(sorted(LICENCES))),
        rhythm=draw(st.sampled_from(RHYTHMS)),
        include=draw(st.sampled_from(["", r"data|\.pdf$", '"\\d+"'])),
        newest=draw(st.integers(1, 500)),
        french=draw(st.one_of(st.just(""), addresses)),
        drafts=draw(st.sampled_from(DRAFTS)),
        republishes=draw(st.booleans()),
        local=draw(st.booleans()),
        sample=draw(st.booleans()),
        **{name: draw(values) for name, values in kinds[kind].items()},
    )


@given(entries())
def test_an_entry_that_is_written_is_read_as_the_same_source(source):
    assert parse_sources(as_toml(source)) == [source]


def test_an_entry_says_only_what_is_not_as_usual():
    assert as_toml(FEED) == (
        '[[source]]\nid = "a"\norganisation = "A"\nkind = "feed"\nurl = "https://example.org/feed/"\ntitle = "News"\n'
    )


def test_what_is_watched_already_is_not_added_again_and_an_id_is_used_once():
    text = "# Ours\n\n" + as_toml(FEED)
    again = Source("b", "A", SourceKind.FEED, "http://example.org/feed?utm_source=x")
    other = Source("a", "A", SourceKind.FEED, "https://example.org/other")
    longer, added = with_added(text, [again, other, other])
    assert [source.id for source in added] == ["a-2"]
    assert longer.startswith(text.rstrip())
    assert parse_sources(longer) == [FEED, *added]


def test_nothing_new_leaves_the_watch_list_as_it_was():
    assert with_added(own_watch_list(), load_sources()) == (own_watch_list(), [])


def test_two_searches_on_reliefweb_are_two_sources():
    one = Source("r", "R", SourceKind.RELIEFWEB, "https://api.reliefweb.int/v2/reports", query="data", appname="x")
    other = Source("s", "R", SourceKind.RELIEFWEB, one.url, query="consent", appname="x")
    assert with_added(as_toml(one), [other])[1] == [other]


def test_an_id_is_made_of_any_name():
    assert unique_id("Médecins Sans Frontières", []) == "medecins-sans-frontieres"
    assert unique_id("ICRC", ["icrc", "icrc-2"]) == "icrc-3"
    assert unique_id("難民", []) == "source"


# OPML


@given(st.lists(entries(), max_size=4, unique_by=lambda source: source.id))
def test_opml_gives_back_what_it_was_given(sources):
    assert read_opml(write_opml(sources)) == sources


def test_the_whole_watch_list_goes_through_opml():
    assert read_opml(write_opml(load_sources())) == load_sources()
    assert left_out(write_opml(load_sources())) == []


READER = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>Subscriptions</title></head><body>
<outline text="ICRC"><outline text="Blogs &amp; more">
  <outline type="rss" text="Law & Policy" xmlUrl="https://blogs.icrc.org/feed/" htmlUrl="https://blogs.icrc.org"/>
</outline></outline>
<outline title="News" xmlUrl="https://example.org/rss" category="/UN/OCHA"/>
<outline title="News" xmlUrl="https://example.com/rss"/>
<outline type="link" text="Guidance" url="https://example.org/guidance"/>
<outline text="Mine" xmlUrl="file:///etc/passwd"/>
<outline text="Empty folder"/>
</body></opml>"""


def test_what_a_feed_reader_exports_becomes_sources():
    assert [(one.id, one.organisation, one.kind.value, one.title) for one in read_opml(READER.encode())] == [
        ("law-policy", "Blogs & more", "feed", "Law & Policy"),
        ("news", "UN/OCHA", "feed", "News"),
        ("news-2", "News", "feed", "News"),
        ("guidance", "Guidance", "document", "Guidance"),
    ]


def test_what_is_left_out_of_an_opml_file_is_told_with_the_reason():
    assert left_out(READER.encode()) == [
        "Mine: file:///etc/passwd is not a web address",
        "Empty folder: no address is not a web address",
    ]


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body><outline text="&b;"/></body></opml>',
        '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body><outline text="&a;"/></body></opml>',
        "<opml>" + "<outline>" * 5000,
        "<rss/>",
        "no XML",
    ],
)
def test_hostile_or_other_files_are_refused_as_opml(content):
    with pytest.raises(NotASource):
        read_opml(content.encode())
