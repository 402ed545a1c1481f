"""The commands about the watch list, over real HTTP; and how a run treats sources that failed again and again."""

import json
import sqlite3
from contextlib import closing

import pytest

from flows import steps
from flows.settings import from_environment

ENTRY = '[[source]]\nid = "{id}"\norganisation = "{id}"\nkind = "feed"\nurl = "{url}"\nlocal = {local}\n'


@pytest.fixture
def watch_list(tmp_path):
    def write(**sources):
        entries = (
            ENTRY.format(id=name, url=url, local="false" if url.startswith("https") else "true")
            for name, url in sources.items()
        )
        (tmp_path / "sources.toml").write_text("\n".join(entries), encoding="utf-8")

    return write


@pytest.fixture
def checks(home):
    """The visits that were recorded, oldest first."""

    def read():
        with closing(sqlite3.connect(home / "catalog.db")) as connection:
            return connection.execute("SELECT source_id, outcome FROM source_check ORDER BY id").fetchall()

    return read


def site(publisher):
    """A site with a front page that names a feed, and articles."""
    links = "".join(f'<article><h3><a href="/{n}">Guidance on data, part {n}</a></h3></article>' for n in range(4))
    named = '<link rel="alternate" type="application/rss+xml" title="News" href="/feed">'
    publisher.serve("/", html=f"<html><head><title>Field</title>{named}</head><body><main>{links}</main></body></html>")


# sources try


def test_a_feed_is_tried_without_touching_the_catalog(dragoman, guidance, publisher, home):
    guidance.write("consent", "First ask people what they accept.")
    answer = dragoman("sources", "try", publisher.url("/feed"), "--json")
    assert (answer.status, answer.json["found"], answer.json["source"]["kind"]) == (0, 1, "feed")
    (preview,) = answer.json["previews"]
    assert (preview["lang"], preview["licence"]) == ("en", "CC-BY-4.0")
    assert preview["judgement"]["triage"] == "draft"
    assert preview["judgement"]["reasons"]
    assert f'url = "{publisher.url("/feed")}"' in answer.json["entry"]
    assert not (home / "catalog.db").exists()


def test_a_page_is_tried_and_the_feed_that_it_names_is_proposed(dragoman, guidance, publisher):
    guidance.write("consent", "First ask people what they accept.")
    site(publisher)
    answer = dragoman("sources", "try", publisher.url("/"), "--read", "0")
    assert answer.status == 0
    assert "It lists 4 publications" in answer.out
    assert f"feed {publisher.url('/feed')} (1 listed, named by the page)" in answer.out
    assert 'kind = "feed"' in answer.out


def test_a_page_without_a_feed_is_proposed_with_its_selector_or_the_sitemap_found(dragoman, publisher):
    site(publisher)
    publisher.serve("/robots.txt", body=f"Sitemap: {publisher.url('/map.xml')}", media_type="text/plain")
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    publisher.serve("/map.xml", body=f"<urlset {space}><url><loc>{publisher.url('/1')}</loc></url></urlset>")
    answer = dragoman("sources", "try", publisher.url("/"), "--read", "0", "--json")
    assert answer.json["source"]["selector"]
    assert [offer["proposal"]["kind"] for offer in answer.json["offers"]] == ["sitemap"]
    publisher.forget("/robots.txt")
    alone = dragoman("sources", "try", publisher.url("/"), "--read", "0")
    assert 'kind = "listing"' in alone.out
    assert "selector = " in alone.out


def test_what_cannot_be_tried_is_said_in_a_sentence(dragoman, publisher):
    assert "no web address" in dragoman("sources", "try", "example").err
    publisher.serve("/robots.txt", body="User-agent: *\nDisallow: /", media_type="text/plain")
    answer = dragoman("sources", "try", publisher.url("/feed"))
    assert answer.status == 1
    assert "robots.txt" in answer.out
    assert "ask the publisher" in answer.out
    assert dragoman("sources", "try", publisher.url("/feed"), "--json").json["kind"] == "robots forbid"


def test_what_was_tried_is_added_to_a_watch_list_of_one_s_own(dragoman, guidance, publisher, home, monkeypatch):
    monkeypatch.delenv("DRAGOMAN_SOURCES")
    guidance.write("consent", "First ask people what they accept.")
    shipped = len(dragoman("sources", "list", "--json").json)
    command = ("sources", "try", publisher.url("/feed"), "--read", "0", "--add", "--organisation", "Field Guidance")
    answer = dragoman(*command)
    assert "1 source added to" in answer.out
    listed = dragoman("sources", "list", "--json").json
    assert len(listed) == shipped + 1
    (added,) = (source for source in listed if source["organisation"] == "Field Guidance")
    assert (added["local"], added["kind"]) == (True, "feed")
    assert dragoman("watch", "--plain", "--source", added["id"]).status == 0
    assert "Nothing new in it." in dragoman(*command).out


def test_a_host_that_asked_to_wait_is_not_asked_by_a_check_either(dragoman, publisher, watch_list):
    publisher.serve("/feed", status=429, headers={"Retry-After": "3600"})
    watch_list(busy=publisher.url("/feed"))
    dragoman("watch", "--plain")
    assert "asked us to wait" in dragoman("sources", "check").out
    assert "asked us to wait" in dragoman("sources", "try", publisher.url("/feed")).out
    held = dragoman("watch", "--plain", "--source", "busy")
    assert "asked us to wait" in held.out
    assert "asks one now" not in held.out
    assert len(publisher.asked("/feed")) == 1


def test_the_dates_of_a_page_s_cards_come_with_the_selector(dragoman, publisher):
    cards = "".join(
        f'<article class="card"><h3><a href="/{n}">Guidance on data, part {n}</a></h3>'
        f'<time datetime="2026-02-0{n}">{n} February</time></article>'
        for n in range(1, 5)
    )
    publisher.serve("/", html=f"<html><head><title>Field</title></head><body><main>{cards}</main></body></html>")
    trial = dragoman("sources", "try", publisher.url("/"), "--read", "0", "--json").json
    assert [ref["published"] for ref in trial["refs"]] == [f"2026-02-0{n}" for n in (4, 3, 2, 1)]


# sources check, list


def test_sources_are_asked_and_what_is_wrong_is_told_with_what_to_do(dragoman, guidance, publisher, watch_list, home):
    guidance.write("consent", "First ask people what they accept.")
    publisher.serve("/page", html="<html><body><h1>Our work</h1><p>We help people.</p></body></html>")
    watch_list(good=publisher.url("/feed"), page=publisher.url("/page"), away="http://127.0.0.1:9/feed")
    answer = dragoman("sources", "check", "--json")
    told = {one["source"]: one for one in answer.json["sources"]}
    assert answer.status == 1
    assert (told["good"]["found"], told["good"]["kind"]) == (1, "")
    assert told["page"]["kind"] == "not a source"
    assert "dragoman sources try" in told["page"]["advice"]
    assert told["away"]["kind"] == "unreachable"
    assert not (home / "catalog.db").exists() or dragoman("status", "--json").json["publications"] == 0
    assert dragoman("sources", "check", "good").status == 0
    assert dragoman("sources", "check", "away").status == 1
    assert dragoman("sources", "check", "nobody").status == 2


def test_the_list_tells_how_each_source_is(dragoman, guidance, publisher, watch_list):
    guidance.write("consent", "First ask people what they accept.")
    watch_list(good=publisher.url("/feed"), bad=publisher.url("/none"))
    for _ in range(3):
        dragoman("watch", "--plain", "--source", "good", "--source", "bad")
    first, second = dragoman("sources", "list", "--json").json
    assert (first["id"], first["health"]["state"]) == ("bad", "failing")
    assert "404" in json.dumps(first["health"])
    assert (second["id"], second["health"]["state"]) == ("good", "fresh")
    shown = dragoman("sources", "list").out
    assert "✗✗✗" in shown
    assert shown.index("bad") < shown.index("good")


# OPML


def test_feeds_come_and_go_as_opml(dragoman, home, monkeypatch, tmp_path):
    monkeypatch.delenv("DRAGOMAN_SOURCES")
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="Field"><outline type="rss" text="Field news" '
        'xmlUrl="https://field.example/feed"/><outline type="rss" text="odd" xmlUrl="file:///etc/passwd"/>'
        "</outline></body></opml>",
        encoding="utf-8",
    )
    before = len(dragoman("sources", "list", "--json").json)
    answer = dragoman("sources", "import", str(opml))
    assert answer.status == 0
    assert "1 source added" in answer.out
    assert "left out" in answer.out
    assert from_environment().sources == home.resolve() / "sources.toml"
    assert len(dragoman("sources", "list", "--json").json) == before + 1
    assert "Nothing new" in dragoman("sources", "import", str(opml)).out
    out = tmp_path / "out.opml"
    assert dragoman("sources", "export", str(out)).status == 0
    assert "https://field.example/feed" in out.read_text("utf-8")
    assert "Nothing new" in dragoman("sources", "import", str(out)).out


@pytest.mark.parametrize("content", ["", "<html>", '<!DOCTYPE o [<!ENTITY a "b">]><opml><body/></opml>'])
def test_a_file_that_is_no_opml_is_named(dragoman, tmp_path, guidance, content):
    (tmp_path / "odd.opml").write_text(content, encoding="utf-8")
    answer = dragoman("sources", "import", str(tmp_path / "odd.opml"))
    assert answer.status == 2
    assert answer.err.count("\n") == 1


# A run and the sources that fail


def test_a_source_that_fails_again_and_again_is_left_to_wait_unless_it_is_named(
    dragoman, publisher, watch_list, checks
):
    watch_list(bad=publisher.url("/none"))
    outcomes = [dragoman("run", "--plain", "--json").json["sources"][0]["outcome"] for _ in range(4)]
    assert outcomes == ["failed", "failed", "held", "held"]
    assert len(publisher.asked("/none")) == len(checks()) == 2
    said = dragoman("run", "--plain")
    assert said.status == 0
    assert "asked again after" in said.out
    assert "'dragoman watch --source ID' asks one now" in said.out
    assert dragoman("watch", "--plain", "--source", "bad").status == 1
    assert len(publisher.asked("/none")) == 3


def test_a_line_that_is_down_is_no_fault_of_the_publishers(dragoman, publisher, guidance, watch_list, checks):
    guidance.write("consent", "First ask people what they accept.")
    far = {f"far-{n}": f"https://far-{n}.invalid/feed" for n in range(3)}
    watch_list(near=publisher.url("/feed"), **far)
    for _ in range(4):
        report = dragoman("watch", "--plain", "--json").json
        assert {one["outcome"] for one in report["sources"]} == {"ok", "unreachable"}
    assert {outcome for source, outcome in checks() if source != "near"} == {"offline"}


def test_an_address_inside_is_refused_unless_the_source_is_said_to_be_local(dragoman, guidance, tmp_path, publisher):
    guidance.write("consent", "First ask people what they accept.")
    listed = tmp_path / "sources.toml"
    listed.write_text(listed.read_text("utf-8").replace("local = true", ""), encoding="utf-8")
    report = dragoman("watch", "--plain", "--json")
    assert report.status == 1
    assert report.json["sources"][0]["failures"][0]["kind"] == "unsafe address"
    assert not publisher.requests


def test_a_check_asks_no_server_that_asked_us_to_wait_and_hears_when_one_does(dragoman, publisher, watch_list):
    watch_list(busy=publisher.url("/feed"))
    publisher.serve("/feed", status=429, headers={"Retry-After": "3600"})
    assert dragoman("sources", "check", "--json").json["sources"][0]["kind"] == "http error"
    assert dragoman("sources", "check", "--json").json["sources"][0]["kind"] == "asked to wait"
    assert dragoman("watch", "--plain", "--json").json["sources"][0]["outcome"] == "held"
    assert len(publisher.asked("/feed")) == 1


@pytest.mark.parametrize(("left", "visited"), [({"s3": "/s3"}, {"s0", "s3"}), ({"s3": "/a b"}, {"s0"})])
def test_a_watch_list_that_is_edited_while_a_run_goes_on_ends_it_for_nobody(
    dragoman, publisher, watch_list, checks, monkeypatch, left, visited
):
    names = [f"s{number}" for number in range(4)]
    watch_list(**{name: publisher.url(f"/{name}") for name in names})
    visit = steps.watch_source

    def edited(source_id, settings):
        report = visit(source_id, settings)
        watch_list(**{name: publisher.url(path) for name, path in left.items()})
        return report

    monkeypatch.setattr(steps, "watch_source", edited)
    monkeypatch.setattr("flows.plain.AT_ONCE", 1)
    answer = dragoman("watch", "--plain", "--json")
    assert [one["source_id"] for one in answer.json["sources"]] == names
    assert {source for source, _ in checks()} == visited
