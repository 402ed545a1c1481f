"""What listing pages, sitemaps and ReliefWeb list; and lists of every kind that are huge, damaged or another thing."""

from __future__ import annotations

import gzip
import json
import time
from contextlib import suppress
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import (
    HttpError,
    NotASource,
    ReliefWebRefused,
    SelectorEmpty,
    SoftNotFound,
    SourceError,
    Walled,
)
from curation.model import Ref, Source, SourceKind
from curation.reliefweb import reliefweb_address
from curation.sources import Listing
from tests.curation.test_lists_feeds import GOLDEN, HERE, listed, rss

# Listing pages

CARDS = """<main><article><h3><a href="/a">Data policy of 1 January 2020</a></h3><span>3 février 2026</span>
<a href="/a">Read more</a></article>
<article><a href="/b"><img src=x></a><h3>Consent</h3><time>March 5, 2026</time><a href="/b">Read more</a></article>
<article><a href="/c" aria-label="Annex">Download</a></article></main><a class="next" href="?page=2">Next</a>"""


def test_t17_a_listing_s_dates_stand_beside_its_links():
    assert listed(CARDS, "listing", selector="article").refs == (
        Ref("https://example.org/b", "Consent", "2026-03-05"),
        Ref("https://example.org/a", "Data policy of 1 January 2020", "2026-02-03"),
        Ref("https://example.org/c", "Annex"),
    )


def test_a_base_that_is_no_address_is_passed_over():
    assert listed('<base href="http://[bad"><a href="/a">A</a>', "listing", selector="a").refs[0].url == (
        "https://example.org/a"
    )


def test_an_address_that_is_linked_twice_is_one_publication_with_the_title_that_says_something():
    assert [ref.title for ref in listed(CARDS, "listing", selector="article a").refs[:2]] == [
        "Data policy of 1 January 2020",
        "Read more",
    ]


def test_a_listing_says_where_its_next_page_is():
    assert listed(CARDS, "listing", selector="article", next_page="a.next").next == "https://example.org/news/?page=2"
    assert listed(CARDS, "listing", selector="article", next_page="a.older").next == ""
    itself = CARDS.replace("?page=2", HERE)
    assert listed(itself, "listing", selector="article", next_page="a.next").next == ""


def test_t12_a_rebuilt_page_is_told_by_its_selector():
    with pytest.raises(SelectorEmpty) as caught:
        listed(CARDS, "listing", selector="ul.posts a")
    assert caught.value.kind == "selector matches nothing"
    assert "dragoman sources try" in caught.value.advice


# Sitemaps


def sitemap(entries: str, root: str = "urlset") -> str:
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f'<?xml version="1.0"?><{root} {spaces}>{entries}</{root}>'


def test_t15_a_sitemap_of_lines_is_read():
    found = listed("https://example.org/a\r\nhttps://example.org/b\n", "sitemap").refs
    assert [ref.url for ref in found] == ["https://example.org/a", "https://example.org/b"]


def test_t15_a_sitemap_in_an_unknown_encoding_is_read():
    unknown = sitemap("<url><loc>/a</loc></url>").replace('"1.0"', '"1.0" encoding="foo-9"')
    assert listed(unknown, "sitemap").refs == (Ref("https://example.org/a"),)


def test_t15_a_packed_index_gives_its_packed_children():
    index = sitemap("<sitemap><loc>https://example.org/1.xml.gz</loc></sitemap>", "sitemapindex")
    assert listed(gzip.compress(index.encode()), "sitemap").more == ("https://example.org/1.xml.gz",)


def test_t15_a_date_that_every_page_bears_says_nothing():
    pages = "".join(f"<url><loc>/{n}</loc><lastmod>2026-03-09T04:00:00Z</lastmod></url>" for n in "abc")
    assert {ref.published for ref in listed(sitemap(pages), "sitemap").refs} == {""}


def test_a_page_is_taken_in_the_language_that_is_watched():
    alternates = '<xhtml:link rel="alternate" hreflang="fr" href="/fr/a"/><xhtml:link hreflang="en-GB" href="/en/a"/>'
    pages = f"<url><loc>/fr/a</loc>{alternates}</url><url><loc>/en/a</loc>{alternates}</url><url><loc>/b</loc></url>"
    found = listed(sitemap(pages), "sitemap").refs
    assert [ref.url for ref in found] == ["https://example.org/en/a", "https://example.org/b"]


def test_a_news_sitemap_gives_titles_and_dates():
    news = (
        '<url><loc>/a</loc><n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><n:publication_date>2026-03-03'
        "</n:publication_date><n:title>Data policy</n:title></n:news><lastmod>2026-03-09</lastmod></url>"
    )
    assert listed(sitemap(news), "sitemap").refs == (Ref("https://example.org/a", "Data policy", "2026-03-03"),)


def test_a_feed_serves_as_a_sitemap_and_a_bare_ampersand_does_no_harm():
    assert listed(rss("<item><link>/a</link></item>"), "sitemap").refs == (Ref("https://example.org/a"),)
    assert listed(sitemap("<url><loc>/a?b=1&c=2</loc></url>"), "sitemap").refs[0].url == "https://example.org/a?b=1&c=2"


@pytest.mark.parametrize(("name", "count"), [("hot-toolbox-sitemap-en.xml", 54), ("koboloader-sitemap.xml", 80)])
def test_sitemaps_from_the_web_are_read_whole(name, count):
    assert len(listed((GOLDEN / name).read_bytes(), "sitemap", newest=500).refs) == count


# ReliefWeb

API = "https://api.reliefweb.int/v2/reports"


def report(number: int, **fields: object) -> dict[str, object]:
    said = {"title": f"Report {number}", "url_alias": f"https://reliefweb.int/report/{number}", **fields}
    return {"id": str(number), "score": 1, "href": f"{API}/{number}", "fields": said}


def answered(*reports: dict[str, object]) -> tuple[Ref, ...]:
    return listed(json.dumps({"totalCount": 2, "count": 2, "data": list(reports)}), "reliefweb").refs


def test_reliefweb_is_asked_for_the_newest_english_reports():
    source = Source("r", "R", SourceKind.RELIEFWEB, API, query='"data protection" OR consent', appname="x-1", newest=5)
    asked = parse_qsl(urlsplit(reliefweb_address(source)).query)
    assert reliefweb_address(source).startswith(f"{API}?appname=x-1&query%5Bvalue%5D=%22data+protection%22+OR+consent&")
    assert dict(asked)["sort[]"] == "date:desc"
    assert (dict(asked)["filter[field]"], dict(asked)["filter[value]"]) == ("language.code", "en")
    assert dict(asked)["limit"] == "5"
    assert ("fields[include][]", "file.url") in asked


def test_a_reliefweb_report_is_its_english_pdf_else_its_page():
    files = [
        {"url": "https://reliefweb.int/attachments/1/Rapport_FR.pdf", "mimetype": "application/pdf"},
        {"url": "https://reliefweb.int/attachments/2/photo.jpg", "mimetype": "image/jpeg"},
        {"url": "https://reliefweb.int/attachments/3/Report.pdf", "mimetype": "application/pdf"},
    ]
    dates = {"original": "2026-03-03T00:00:00+00:00", "created": "2026-03-04T10:00:00+00:00"}
    english = [{"code": "en"}, {"code": "fr"}]
    assert answered(report(1, file=files, date=dates, language=english), report(2, file=files[:1])) == (
        Ref("https://reliefweb.int/attachments/3/Report.pdf", "Report 1", "2026-03-03T00:00:00Z", "1"),
        Ref("https://reliefweb.int/report/2", "Report 2", "", "2"),
    )


def test_a_reliefweb_report_in_another_language_and_nonsense_are_left_out():
    assert (
        answered(report(1, language=[{"code": "es"}]), {"id": 2}, {"id": 3, "fields": {"date": "x", "file": 3}}) == ()
    )


def test_a_name_that_reliefweb_has_not_approved_is_told_in_its_words():
    said = "You are not using an approved appname. Kindly request an appname from ReliefWeb here: https://apidoc"
    answer = {"status": 403, "error": {"type": "AccessDeniedHttpException", "message": said}}
    with pytest.raises(ReliefWebRefused, match="You are not using an approved appname") as caught:
        listed(json.dumps(answer), "reliefweb")
    assert "appname" in caught.value.advice


# Lists of any kind that are huge or damaged

SHAPES = {
    "feed": ("\n", "&amp", "&a;", "<![CDATA[", "<!--", "<item>", "<item><link>a</link></item>", "<a b='", "<x:y/>"),
    "sitemap": ("<", "<!DOCTYPE ", "http://a\n", "<url><loc>a</loc></url>"),
    "listing": ("<!--", "<div>", "<a href=a>", "1 jan ", "<title>404 " + "x" * 100),
    "reliefweb": ('{"a":', "["),
}


@pytest.mark.parametrize(("kind", "shape"), [(kind, shape) for kind, shapes in SHAPES.items() for shape in shapes])
def test_five_megabytes_of_anything_are_done_with_quickly(kind, shape):
    start = {"feed": "<rss>", "sitemap": "<urlset>", "listing": "<html>"}.get(kind, "")
    content = start + shape * (5_000_000 // len(shape))
    begun = time.process_time()
    with suppress(SourceError):
        listed(content, kind, selector="main h3 a", next_page="a.next")
    assert time.process_time() - begun < 20


SAMPLES = [path.read_bytes() for path in sorted(GOLDEN.iterdir()) if path.suffix != ".md"]


@given(st.sampled_from(list(SourceKind)), st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_give_a_list_or_an_error_of_the_source(kind, content):
    with suppress(SourceError):
        assert isinstance(listed(content, kind, selector="a"), Listing)


@given(st.sampled_from(list(SourceKind)), st.sampled_from(SAMPLES), st.data())
def test_a_damaged_list_gives_a_list_or_an_error_of_the_source(kind, content, data):
    content = content[:3_000]
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, len(content)))
    with suppress(SourceError):
        assert isinstance(
            listed(content[:begin] + data.draw(st.binary(max_size=9)) + content[end:], kind, selector="a"), Listing
        )


# Another thing than was promised


def page(title: str, body: str = "") -> str:
    text = "<p>Menu and more. " * 200
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}{text}</body></html>"


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing", "reliefweb"])
@pytest.mark.parametrize(
    ("content", "error"),
    [
        (page("Page not found - OCHA", "<nav><a href=/a>Home</a></nav>"), SoftNotFound),
        (page("OCHA", "<h1>404</h1><a href=/a>Home</a>"), SoftNotFound),
        (page("Page introuvable", "<a href=/a>Accueil</a>"), SoftNotFound),
        (page("Log in | Intranet", "<form><input type=password></form><a href=/a>Home</a>"), Walled),
        (page("Just a moment...", "<a href=/a>Help</a>"), Walled),
    ],
)
def test_t1_t12_a_page_that_stands_in_the_way_is_named(kind, content, error):
    with pytest.raises(error):
        listed(content, kind, selector="a")


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (page("News"), "feed", "an HTML page, not a feed"),
        (page("News"), "sitemap", "an HTML page, not a sitemap"),
        ("%PDF-1.7", "feed", 'a PDF, not a feed: say kind = "document"'),
        ("%PDF-1.7", "listing", "a PDF, not a page of links"),
        ("<urlset/>", "feed", 'a sitemap, not a feed: say kind = "sitemap"'),
        ("<opml/>", "feed", "an OPML list of feeds"),
        (rss(""), "listing", 'a feed, not a page of links: say kind = "feed"'),
        (rss(""), "sitemap", "XML, but not a sitemap"),
        ("PK\x03\x04", "feed", "a zip archive or an office document"),
        ('{"a": 1}', "feed", "JSON, but not a JSON feed"),
        ('{"a": 1}', "reliefweb", "JSON, but not a ReliefWeb answer"),
    ],
)
def test_t1_another_kind_is_named(content, kind, said):
    with pytest.raises(NotASource) as caught:
        listed(content, kind, selector="a")
    assert str(caught.value).startswith(said)
    assert caught.value.advice


def test_every_error_of_a_source_says_what_to_do():
    def below(error: type[SourceError]) -> set[type[SourceError]]:
        return {error}.union(*(below(one) for one in error.__subclasses__()))

    assert all(error.advice for error in below(SourceError))
    assert len({one.kind for one in below(NotASource)}) == len(below(NotASource))


def test_the_advice_for_an_error_status_fits_it():
    advice = {HttpError("https://example.org", status).advice for status in (401, 403, 404, 410, 418, 429, 503)}
    assert len(advice) == 7
    assert "appname" in HttpError("https://api.reliefweb.int/v2/reports?appname=x", 403).advice
