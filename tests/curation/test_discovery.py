from __future__ import annotations

from pathlib import Path

import pytest

from curation.discovery import Proposal, announced, guesses, kind_of, proposed_selector
from curation.errors import NotASource, Walled
from curation.model import Fetched, Source, SourceKind
from curation.sources import discover

GOLDEN = Path(__file__).parents[1] / "golden"
HERE = "https://example.org/news/"


def fetched(content: str | bytes) -> Fetched:
    return Fetched(HERE, content.encode() if isinstance(content, str) else content, "")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("<rss/>", "feed"),
        ('<?xml version="1.0"?><!-- x --><feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
        ('{"items": []}', "feed"),
        ("<urlset/>", "sitemap"),
        ("https://example.org/a\nhttps://example.org/b", "sitemap"),
        ((GOLDEN / "feeds" / "sitemap.xml.gz").read_bytes(), "sitemap"),
        ('{"data": []}', "reliefweb"),
        ("<!doctype html><p>Hello", "listing"),
        ("%PDF-1.7", "document"),
        ("Plain words", "document"),
    ],
)
def test_the_kind_of_an_address_is_seen_from_what_it_answers(content, kind):
    assert kind_of(fetched(content)) is SourceKind(kind)


def test_a_wall_is_no_kind_of_source():
    with pytest.raises(Walled):
        kind_of(fetched("<!doctype html><title>Sign in</title><input type=password>"))
    with pytest.raises(NotASource):
        kind_of(fetched('{"hello": 1}'))


PAGE = """<!doctype html><html><head><base href="https://example.org/x/">
<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed/">
<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" title="News &amp; more" href="feed.atom">
<link rel="alternate" type="application/feed+json" href="javascript:x">
<link rel="alternate" hreflang="fr" href="/fr/"><link rel="sitemap" href="/sitemap.xml"></head>
<body><a href="/rss.xml">RSS</a><a href="feed.atom?utm_source=x">Atom</a><a href="/feedback">Feedback</a>
</body></html>"""


def test_a_page_names_its_feeds_and_those_of_comments_come_last():
    assert announced(fetched(PAGE)) == (
        Proposal("https://example.org/x/feed.atom", SourceKind.FEED, "News & more", "named by the page"),
        Proposal("https://example.org/sitemap.xml", SourceKind.SITEMAP, "", "named by the page"),
        Proposal("https://example.org/rss.xml", SourceKind.FEED, "RSS", "linked from the page"),
        Proposal("https://example.org/comments/feed/", SourceKind.FEED, "Comments Feed", "named by the page"),
    )


def test_a_robots_txt_names_sitemaps():
    robots = "User-agent: *\nSITEMAP: https://example.org/1.xml # the first\nSitemap:/2.xml\nDisallow: /x"
    assert [one.url for one in announced(fetched(robots))] == ["https://example.org/1.xml", "https://example.org/2.xml"]


def test_where_feeds_usually_are_is_worth_asking():
    asked = guesses("https://example.org/blog?x=1")
    assert {"https://example.org/blog/feed/", "https://example.org/feed/", "https://example.org/sitemap.xml"} <= set(
        asked
    )
    assert len(asked) == len(set(asked)) <= 12
    assert "https://example.org/feed/" not in guesses("https://example.org/feed")


MENU = "".join(f'<li class="menu-item"><a href="/m{n}">Our programmes and offices {n}</a></li>' for n in range(20))
CARDS = "".join(
    f'<article class="post card"><a class="img" href="/p{n}"><img></a><h3 class="title"><a href="/p{n}">'
    f'A guidance note on consent {n}</a></h3><a class="tag" href="/tag{n}">data</a>'
    f'<a href="/p{n}">Read more</a></article>'
    for n in range(8)
)


def test_the_selector_proposed_for_a_page_picks_its_publications():
    page = fetched(f"<!doctype html><nav><ul>{MENU}</ul></nav><div><ul>{MENU[:200]}</ul></div><main>{CARDS}</main>")
    selector = proposed_selector(page)
    found = discover(Source("s", "S", SourceKind.LISTING, HERE, selector=selector), page).refs
    assert [ref.url for ref in found] == [f"https://example.org/p{n}" for n in range(8)]
    assert selector == "h3.title a"


def test_a_plain_list_of_documents_is_found_too():
    listing = (Path("curation") / "data" / "sample" / "listing.html").read_bytes()
    assert proposed_selector(fetched(listing)) == "ul.materials li a"


def test_a_page_without_repeated_links_gets_no_selector():
    assert proposed_selector(fetched("<!doctype html><p>One <a href=/a>link to a publication</a>.")) == ""
