"""What a feed lists: feeds of every make, what tells their entries apart, broken feeds, odd dates and hostile ones."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from curation.errors import (
    NotASource,
    UnsafeMarkup,
)
from curation.model import Fetched, Ref, Source, SourceKind
from curation.sources import Listing, discover

GOLDEN = Path(__file__).parents[1] / "golden" / "feeds"
HERE = "https://example.org/news/"
NOW = datetime(2026, 3, 10, tzinfo=UTC)


def listed(content: bytes | str, kind: str = "feed", **fields: object) -> Listing:
    body = content.encode() if isinstance(content, str) else content
    source = Source("id", "An organisation", SourceKind(kind), HERE, **fields)  # type: ignore[arg-type]
    return discover(source, Fetched(HERE, body, ""), NOW)


def rss(items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def item(said: str) -> Ref:
    (ref,) = listed(rss(f"<item>{said}</item>")).refs
    return ref


# Feeds of every make

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
ENTRY = Ref("https://example.org/a", "Data & policy", "2026-03-03T08:00:00Z", "https://example.org/a")


@pytest.mark.parametrize(
    "feed",
    [
        '<rss version="0.91"><channel><item><title>Data &amp; policy</title><link>https://example.org/a</link>'
        "<guid>http://example.org/a</guid><pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>",
        f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><item rdf:about="http://example.org/a">'
        "<title>Data &amp; policy</title><link>https://example.org/a</link><dc:date>2026-03-03T10:00:00+02:00</dc:date>"
        "</item></rdf:RDF>",
        f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/"><channel/><item rdf:about="https://example.org/a">'
        "<title>Data &amp; policy</title><dc:date>2026-03-03T08:00:00Z</dc:date></item></rdf:RDF>",
        '<rss version="2.0"><channel><item><title><![CDATA[<b>Data</b> &amp; policy]]></title>'
        "<guid>https://example.org/a</guid><pubDate>mardi 3 mars 2026 08:00</pubDate></item></channel></rss>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Data &amp; policy</title>'
        '<link rel="alternate" href="/a"/><id>https://example.org/a</id><issued>2026-03-03T08:00:00Z</issued></entry></feed>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/x/"><entry xml:base="../">'
        '<title type="html">&lt;i&gt;Data&lt;/i&gt; &amp;amp; policy</title><link rel="self" href="self"/>'
        '<link type="application/pdf" href="a.pdf"/><link href="a"/><id>http://example.org/a</id>'
        "<updated>2026-03-09T08:00:00Z</updated><published>2026-03-03T08:00:00Z</published></entry></feed>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        'Data <b>&amp;</b> policy</div></title><link href="/a"/><id>http://example.org/a/</id>'
        "<updated>2026-03-03T08:00:00</updated></entry></feed>",
        '\ufeff{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "http://example.org/a", "url": "/a", '
        '"title": "Data &amp; policy", "date_published": "2026-03-03T10:00:00+02:00"}]}',
        '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "https://example.org/a", "external_url": '
        '"https://example.org/a", "title": "Data & policy", "date_modified": "2026-03-03T08:00:00Z"}]}',
    ],
    ids=["0.91", "0.90", "1.0", "2.0", "atom-0.3", "atom-1.0", "xhtml", "json-1.1", "json-1.0"],
)
def test_an_entry_is_the_same_in_every_make_of_feed(feed):
    assert listed(feed).refs == (ENTRY,)


@pytest.mark.parametrize("name", ["hot-toolbox-rss.xml", "trafilatura-feed2.rss"])
def test_well_formed_feeds_are_read_as_feedparser_reads_them(name):
    content = (GOLDEN / name).read_bytes()
    parsed = feedparser.parse(io.BytesIO(content), response_headers={"content-location": HERE})
    assert [(ref.url, ref.title) for ref in listed(content, newest=500).refs] == [
        (entry.link, " ".join(entry.title.split())) for entry in parsed.entries
    ]


def test_a_picture_s_title_is_not_the_entry_s():
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    assert item(f"<media:content {media}><media:title>A photo</media:title></media:content><media:title {media}>"
                "Photo</media:title><title>Report</title><link>/a</link>").title == "Report"  # fmt: skip


def test_json_feed_ids_may_be_numbers_and_items_nonsense():
    feed = {"items": [None, "x", {"id": 7, "url": "a"}, {"id": "https://example.org/b"}, {"id": "c"}]}
    assert [(ref.url, ref.guid) for ref in listed(json.dumps(feed)).refs] == [
        ("https://example.org/news/a", "7"),
        ("https://example.org/b", "https://example.org/b"),
    ]


def test_a_feed_may_name_its_next_page():
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?page=2"/></feed>'
    assert listed(atom).next == "https://example.org/news/?page=2"
    assert listed('{"items": [], "next_url": "/feed/2"}').next == "https://example.org/feed/2"


# What tells entries apart


def test_t7_an_id_that_is_an_address_is_the_same_with_http_and_https():
    ids = {item(f"<link>/a</link><guid>{scheme}://example.org/?p=1</guid>").guid for scheme in ("http", "https")}
    assert ids == {"https://example.org/?p=1"}


def test_t8_entries_that_share_a_link_are_kept_with_their_ids():
    items = "".join(f"<item><title>Alert</title><guid>{n}</guid><link>/alerts</link></item>" for n in "123")
    assert [(ref.url, ref.guid) for ref in listed(rss(items)).refs] == [
        ("https://example.org/alerts", n) for n in "123"
    ]


def test_t8_an_id_that_several_entries_bear_is_not_believed():
    items = "".join(f"<item><guid>same</guid><link>/{n}</link></item>" for n in "12")
    refs = listed(rss(items + "<item><guid>own</guid><link>/3</link></item>")).refs
    assert [ref.guid for ref in refs] == ["", "", "own"]


def test_t8_an_entry_that_is_there_twice_is_one():
    once = "<item><title>Alert</title><guid>{}://example.org/1</guid><link>{}://example.org/a/</link></item>"
    twice = once.format("http", "http") + once.format("https", "https")
    assert [ref.guid for ref in listed(rss(twice)).refs] == ["https://example.org/1"]


def test_a_permanent_id_stands_for_a_missing_link():
    assert item("<guid>https://example.org/a</guid>").url == "https://example.org/a"


# Broken feeds


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (rss("<item><link>/a</link></item><item><link>/b</link>").replace("</rss>", ""), ["/a", "/b"]),
        ("Warning: mysql in /var/www/feed.php\n" + rss("<item><link>/a</link></item>"), ["/a"]),
        ("\n <!-- served --> " + rss("<item><link>/a</link></item>") + "<p>trailing", ["/a"]),
        (rss("<item><title>a\x0bb</title><link>/a</link></item><item><link>/b</link></item>"), ["/a", "/b"]),
        (rss("<item><title>1 < 2 & 3 > 2</title><link>/a?x=1&y=2</link></item>"), ["/a?x=1&y=2"]),
        (rss("<item><itunes:title>x</itunes:title><link>/a</link></item>"), ["/a"]),
        (rss("<item><link>/a</link><b><p>x<br></b></item><item><link>/b</link></item>"), ["/a", "/b"]),
        (rss("<item><link><![CDATA[/a?x=1&y=2]]></link></item>"), ["/a?x=1&y=2"]),
        (rss("<item><link>/a</link></item>").replace('"1.0"', '"1.0" encoding="invalid"'), ["/a"]),
        (rss("<item><link>/é</link></item>").replace('"1.0"', '"1.0" encoding="us-ascii"'), ["/é"]),
        ("<!DOCTYPE html>" + rss("<item><link>/a</link></item>"), ["/a"]),
    ],
)  # fmt: skip
def test_a_broken_feed_gives_the_entries_it_holds(broken, expected):
    assert [ref.url.removeprefix("https://example.org") for ref in listed(broken).refs] == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "windows-1252"])
def test_a_feed_says_or_shows_its_encoding(encoding):
    feed = rss("<item><title>Données</title><link>/a</link></item>")
    declared = feed.replace('"1.0"', '"1.0" encoding="windows-1252"') if encoding == "windows-1252" else feed
    assert listed(declared.encode(encoding)).refs[0].title == "Données"


def test_t16_an_undefined_entity_is_the_character_it_means_elsewhere():
    assert item("<title>Data&nbsp;&eacute;&unknown; &lt;policy&gt; R&D</title><link>/a</link>").title == (
        "Data é&unknown; <policy> R&D"
    )


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("malformed-aaa_illformed.xml", "a broken feed without a single entry"),
        ("malformed-undeclared_namespace.xml", "a broken feed without a single entry"),
        ("malformed-rss_incomplete_cdata.xml", "a feed whose entries have no addresses"),
        ("malformed-rss_empty_document.xml", "not a feed"),
        ("incomplete-fields.atom", "a feed whose entries have no addresses"),
        ("invalid-prolog.xml", "a feed whose entries have no addresses"),
        ("malformed-always_strip_doctype.xml", 0),
        ("malformed-http_high_bit_date.xml", 0),
        ("wrong-declared-encoding.xml", 0),
        ("utf-16le-bom.xml", 0),
        ("malformed-rss_item_link_corrupted_ampersands.xml", 1),
        ("hot-toolbox-rss.xml", 40),
    ],
)
def test_no_entries_and_no_feed_are_told_apart(name, outcome):
    content = (GOLDEN / name).read_bytes()
    if isinstance(outcome, int):
        assert len(listed(content, newest=100).refs) == outcome
    else:
        with pytest.raises(NotASource, match=outcome):
            listed(content)


# Dates


def test_t17_a_date_that_lies_ahead_is_no_date():
    days = {"ahead": "Sun, 01 Jan 2034 00:00:00 GMT", "tomorrow": "Wed, 11 Mar 2026 00:00:00 GMT", "old": "3 mars 2026"}
    items = "".join(f"<item><link>/{name}</link><pubDate>{when}</pubDate></item>" for name, when in days.items())
    assert [(ref.url, ref.published) for ref in listed(rss(items)).refs] == [
        ("https://example.org/tomorrow", "2026-03-11T00:00:00Z"),
        ("https://example.org/old", "2026-03-03"),
        ("https://example.org/ahead", ""),
    ]


# Hostile feeds

ENTITIES = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (ENTITIES + rss("<item><title>&b;</title><link>/a</link></item>"), "entities of its own"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("<item><link>&x;</link></item>"), "entities"),
        (rss("<item>" + "<a>" * 300 + "</a>" * 300 + "</item>"), "nested more than 200 deep"),
        (rss("<item>" + "<a>" * 100_000), "nested more than 200 deep"),
        (rss(" " * 10_000_001), "more than 10 MB"),
        (gzip.compress(bytes(60_000_000)), "more than 10 MB"),
    ],
)
def test_a_hostile_feed_is_refused_by_name(hostile, why):
    with pytest.raises(UnsafeMarkup, match=why):
        listed(hostile)
