from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from curation.errors import EmptyAnswer, NotASource
from curation.model import Fetched, Ref, Source, SourceKind
from curation.sources import Listing, discover

GOLDEN = Path(__file__).parents[1] / "golden" / "feeds"
HERE = "https://example.org/news/"


def source(kind: str = "feed", **fields: object) -> Source:
    return Source("id", "An organisation", SourceKind(kind), HERE, **fields)  # type: ignore[arg-type]


def listed(content: bytes | str, kind: str = "feed", charset: str = "", **fields: object) -> Listing:
    body = content.encode() if isinstance(content, str) else content
    return discover(source(kind, **fields), Fetched(HERE, body, "", charset))


def rss(items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def addresses(found: Listing) -> list[str]:
    return [ref.url for ref in found.refs]


# Feeds


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("trafilatura-feed1.atom", [("http://example.org/2003/12/13/atom03", "2003-12-13T18:30:02Z")]),
        ("trafilatura-feed2.rss", [("http://www.example.com/blog/post/1", "2009-09-06T16:20:00Z")]),
        ("malformed-rss_item_link_corrupted_ampersands.xml", [("http://link/get?a=1&b=2", "")]),
        ("json-feed.json", [("https://example.org/second-item", ""), ("https://example.org/initial-post", "")]),
        ("utf-16le-bom.xml", []),
    ],
)
def test_feeds_of_every_make_are_read(name, expected):
    found = listed((GOLDEN / name).read_bytes()).refs
    assert [(ref.url, ref.published) for ref in found] == expected


@pytest.mark.parametrize(
    "content",
    [
        "<!doctype html><title>Sorry</title><p>Something went wrong",
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>Sorry</body></html>',
        "<note><to>nobody</to></note>",
        "Not found",
        '{"error": "not found"}',
        "{broken",
        "[]",
        (GOLDEN / "malformed-undeclared_namespace.xml").read_bytes(),
        (GOLDEN / "malformed-rss_incomplete_cdata.xml").read_bytes(),
        rss("<item><title>No address</title></item>"),
    ],
)
def test_t1_what_is_no_feed_is_an_error_and_not_an_empty_list(content):
    with pytest.raises(NotASource):
        listed(content)


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing", "reliefweb"])
def test_t2_an_empty_answer_is_an_error(kind):
    for content in (b"", b" \r\n", b"\xef\xbb\xbf\n", gzip.compress(b"")):
        with pytest.raises(EmptyAnswer):
            listed(content, kind, selector="a")


def test_t2_an_empty_feed_is_in_order():
    assert listed(rss("")) == Listing()


def test_t16_a_feed_with_an_undefined_entity_still_gives_its_entries():
    found = listed(rss("<item><title>Data&nbsp;&unknown; policy</title><link>https://example.org/a</link></item>"))
    assert addresses(found) == ["https://example.org/a"]


def test_links_are_made_whole_and_leave_the_web_out():
    items = "".join(
        f"<item><link>{link}</link></item>" for link in ["/a", "b.html", "javascript:alert(1)", "file:///etc"]
    )
    assert addresses(listed(rss(items))) == ["https://example.org/a", "https://example.org/news/b.html"]


def test_t8_items_with_one_link_or_one_guid_are_all_kept():
    one_link = "".join(
        f"<item><title>{n}</title><guid>{n}</guid><link>https://example.org/a</link></item>" for n in "123"
    )
    one_guid = "".join(f"<item><guid>same</guid><link>https://example.org/{n}</link></item>" for n in "123")
    assert len(listed(rss(one_link)).refs) == len(listed(rss(one_guid)).refs) == 3


def test_t17_dates_come_in_one_form_and_an_unreadable_one_is_left_out():
    dates = {
        "a": "Tue, 03 Mar 2026 10:00:00 +0200",
        "b": "2026-03-02T08:00:00",  # no zone: taken as UTC
        "c": "mardi 3 février 2026",
        "d": "Mon, 01 Jan 0001 00:00:00 +0000",
        "e": "soon",
    }
    items = "".join(f"<item><link>/{name}</link><pubDate>{said}</pubDate></item>" for name, said in dates.items())
    assert [ref.published for ref in listed(rss(items)).refs] == [
        "2026-03-03T08:00:00Z",
        "2026-03-02T08:00:00Z",
        "2026-02-03",
        "",
        "",
    ]


def test_include_and_newest_choose_what_is_taken():
    days = [("old-data", "01"), ("cats", "09"), ("new-data", "08"), ("middle-DATA", "04")]
    items = "".join(
        f"<item><link>/{name}</link><pubDate>{day} Mar 2026 10:00:00 GMT</pubDate></item>" for name, day in days
    )
    found = listed(rss(items), include="data", newest=2)
    assert addresses(found) == ["https://example.org/new-data", "https://example.org/middle-DATA"]


def test_a_charset_said_by_the_server_is_respected():
    feed = rss("<item><title>Données</title><link>/a</link></item>").encode("iso-8859-1")
    assert listed(feed, charset="iso-8859-1").refs == (Ref("https://example.org/a", "Données"),)


# Listing pages


PAGE = """<base href="/docs/"><nav><a href="/">Home</a></nav>
<ul><li><a href="a.pdf?utm_source=site">Data
 policy</a>
<time datetime="2026-03-03">3 March</time><li><a href="a.pdf#page=2">Data policy</a><li><a>nothing</a></ul>"""


def test_a_selector_picks_links_or_what_holds_them():
    expected = (Ref("https://example.org/docs/a.pdf?utm_source=site", "Data policy"),)
    assert listed(PAGE, "listing", selector="ul a").refs == expected
    assert listed(PAGE, "listing", selector="li").refs[0].published == "2026-03-03"


def test_t12_a_selector_that_matches_nothing_is_an_error():
    with pytest.raises(NotASource, match='the selector "main a" matches nothing'):
        listed(PAGE, "listing", selector="main a")


def test_a_listing_whose_links_are_all_of_another_subject_is_in_order():
    assert listed(PAGE, "listing", selector="ul a", include="biometric") == Listing()


# Sitemaps


def sitemap(entries: str, root: str = "urlset") -> str:
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'


def test_t15_a_sitemap_gives_its_pages_packed_or_not():
    packed = (GOLDEN / "sitemap.xml.gz").read_bytes()
    assert listed(packed, "sitemap", newest=100) == listed(gzip.decompress(packed), "sitemap", newest=100)
    assert len(listed(packed, "sitemap", newest=100).refs) == 84


def test_t15_an_index_gives_the_sitemaps_to_read_newest_first():
    index = sitemap(
        "<sitemap><loc>https://example.org/1.xml</loc><lastmod>2025-01-01</lastmod></sitemap>"
        "<sitemap><loc>/2.xml</loc><lastmod>2026-01-01T00:00:00+01:00</lastmod></sitemap>",
        "sitemapindex",
    )
    assert listed(index, "sitemap") == Listing(more=("https://example.org/2.xml", "https://example.org/1.xml"))


def test_t15_a_sitemap_s_date_may_be_nonsense():
    pages = sitemap(
        "<url><loc>/a</loc><lastmod>yesterday</lastmod></url><url><loc>/b</loc><lastmod>2026</lastmod></url>"
    )
    assert [ref.published for ref in listed(pages, "sitemap").refs] == ["", ""]


@pytest.mark.parametrize(
    "content",
    [
        "<!doctype html><p>Sorry",
        "<rss/>",
        "no XML",
        b"\x1f\x8b broken",
        gzip.compress(bytes(60_000_000)),
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>',
    ],
)
def test_what_is_no_sitemap_is_an_error(content):
    with pytest.raises(NotASource):
        listed(content, "sitemap")


def test_a_document_is_its_own_listing():
    assert listed("%PDF", "document", title="Guidance") == Listing((Ref(HERE, "Guidance"),))
