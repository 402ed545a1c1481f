"""Whom watching asks, when and how often: it could knock too much, wait for ever or be led inside; on a real server."""

import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from curation.errors import AskedToWait, CurationError, HttpError, UnsafeAddress
from curation.fetch import Fetcher
from curation.trying import try_address
from flows.running import _held
from tests.curation.watched import desk_with_a_feed


@pytest.fixture
def desk(publisher, fetcher, database, tmp_path):
    return desk_with_a_feed(publisher, fetcher, database, tmp_path / "blobs")


# Nobody is left unasked for good


@pytest.mark.parametrize("seconds", [30, 120])
def test_a_site_that_wants_long_pauses_is_taken_up_all_the_same(desk, publisher, seconds):
    body = f"User-agent: *\nCrawl-delay: {seconds}"
    publisher.serve("/robots.txt", body=body, media_type="text/plain")
    desk.visit()
    assert desk.titles() == ["Guidance A"]


@pytest.mark.parametrize("wrong", [{"days": 3650}, {"days": 30}])
def test_a_clock_that_was_wrong_once_blinds_nothing(desk, publisher, wrong):
    desk.visit(**wrong)
    publisher.serve("/feed", status=429)
    for _ in range(4):
        desk.visit()
    desk.clock.forward(**{unit: -number for unit, number in wrong.items()})
    desk.write("a", "Guidance A", "Ask three times.")
    desk.feed(("a", "Guidance A"))
    assert desk.visit(hours=1).changed == 1
    assert desk.asked("/robots.txt") == 2


def test_a_source_that_failed_in_days_to_come_is_not_held_until_then(desk, publisher):
    publisher.serve("/feed", status=500)
    desk.clock.now = datetime.now(UTC) + timedelta(days=3650)
    for _ in range(4):
        desk.visit()
    assert _held(SimpleNamespace(catalog=desk.catalog), [desk.source]) == {}


# Nobody is asked more than is needed


def test_a_site_whose_rules_cannot_be_had_is_asked_for_them_once_a_visit(desk, publisher):
    desk.visit()  # with the rules of 127.0.0.1, which hold for a day
    publisher.serve("/robots.txt", status=500)
    before, far = desk.asked("/robots.txt"), publisher.origin.replace("127.0.0.1", "localhost")
    items = "".join(f"<item><title>{n}</title><link>{far}/{n}</link></item>" for n in range(6))
    publisher.serve("/feed", body=f"<rss version='2.0'><channel>{items}</channel></rss>")
    desk.visit()
    assert desk.asked("/robots.txt") == before + 1


def test_the_french_feed_is_asked_for_once_a_visit(desk, publisher):
    names = [f"part-{number}" for number in range(4)]
    for name in names:
        desk.write(name, f"Guidance, {name}", f"This is {name}.")
    desk.feed(*((name, name) for name in names))
    desk.feed(path="/feed-fr")
    assert desk.visit(replace(desk.source, french=publisher.url("/feed-fr"))).new == 4
    assert desk.asked("/feed-fr") == 1


def test_whoever_waits_for_a_turn_hears_that_the_server_asked_to_wait(desk, publisher):
    page = publisher.serve("/busy", status=429, headers={"Retry-After": "3600"}, silent=0.3)
    courtesy, met = desk.courtesy(at_once=1), []

    def ask():
        try:
            courtesy.fetch(page, local=True)
        except CurationError as error:
            met.append(type(error))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.asked("/busy") == 1
    assert sorted(kind.__name__ for kind in met) == ["AskedToWait"] * 3 + ["HttpError"]


def test_of_two_waits_the_longer_holds(desk, publisher):
    long = publisher.serve("/long", status=429, headers={"Retry-After": "3600"})
    short = publisher.serve("/short", status=429, silent=0.4)
    courtesy = desk.courtesy()

    def ask(page):
        with pytest.raises(HttpError):
            courtesy.fetch(page, local=True)

    threads = [threading.Thread(target=ask, args=(page,)) for page in (short, long)]
    for thread in threads:
        thread.start()
        time.sleep(0.15)
    for thread in threads:
        thread.join()
    desk.clock.forward(minutes=20)
    with pytest.raises(AskedToWait):
        courtesy.fetch(short, local=True)


def test_a_wait_asked_for_while_the_rules_are_fetched_is_kept(desk, publisher):
    page = publisher.serve("/busy", status=429, headers={"Retry-After": "3600"}, silent=0.3)
    publisher.serve("/robots.txt", body="User-agent: *\nAllow: /", media_type="text/plain")
    courtesy = desk.courtesy()
    courtesy.fetch(desk.write("a", "Guidance A"), local=True)

    def ask():
        with pytest.raises(HttpError):
            courtesy.fetch(page, local=True)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.1)
    desk.clock.forward(days=1)
    publisher.serve("/robots.txt", body="User-agent: *\nAllow: /", media_type="text/plain", silent=0.6)
    with pytest.raises(AskedToWait):
        courtesy.fetch(publisher.url("/a"), local=True)
    asking.join()
    with pytest.raises(AskedToWait):
        desk.courtesy().fetch(publisher.url("/a"), local=True)


@pytest.mark.parametrize("said", ["99999999999999", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_a_server_that_asks_for_ages_is_left_alone_for_a_week(desk, publisher, said):
    page = publisher.serve("/busy", status=429, headers={"Retry-After": said})
    with pytest.raises(HttpError):
        desk.courtesy().fetch(page, local=True)
    desk.clock.forward(days=6)
    with pytest.raises(AskedToWait):
        desk.courtesy().fetch(page, local=True)


def test_threads_that_come_at_once_stand_in_one_queue(desk):
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for number in range(300):
            courtesy, met, start = desk.courtesy(), set(), threading.Barrier(4)

            def look(courtesy=courtesy, met=met, start=start, number=number):
                start.wait()
                met.add(id(courtesy._turns_of(f"http://{number}.example")))

            threads = [threading.Thread(target=look) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len(met) == 1
    finally:
        sys.setswitchinterval(usual)


# Nothing inside is asked for


@pytest.mark.parametrize(
    "address", ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "::7f00:1", "::ffff:0:7f00:1", "fec0::1"]
)
def test_an_address_that_holds_another_is_judged_as_that_one(address):
    with Fetcher() as fetcher, pytest.raises(UnsafeAddress):
        fetcher.fetch(f"http://[{address}]:9/")


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost.", "10.1", "192.168.257", "0"])
def test_a_proxy_is_not_asked_for_this_machine_however_it_is_spelled(publisher, monkeypatch, host):
    monkeypatch.setenv("HTTP_PROXY", publisher.origin)
    with Fetcher() as fetcher, pytest.raises(UnsafeAddress):
        fetcher.fetch(f"http://{host}/")
    assert not publisher.requests


def test_a_proxy_that_wants_a_password_gets_it(publisher, monkeypatch):
    publisher.serve("http://far.example/", html="<p>Through the proxy")
    monkeypatch.setenv("HTTP_PROXY", publisher.origin.replace("//", "//amina:s%40cret@"))
    with Fetcher() as fetcher:
        fetcher.fetch("http://far.example/")
    assert publisher.requests[0].headers["Proxy-Authorization"] == "Basic YW1pbmE6c0BjcmV0"


def test_a_page_on_the_web_that_is_tried_leads_nowhere_inside(publisher):
    inside = publisher.serve("/feed", body="<rss version='2.0'><channel><title>t</title></channel></rss>")
    named = f'<link rel="alternate" type="application/rss+xml" href="{inside}">'
    link = f'<article><h3><a href="{inside}">Guidance on data</a></h3></article>'
    page = f"<html><head><title>Far</title>{named}</head><body><main>{link * 4}</main></body></html>"
    publisher.serve("http://far.example/", html=page)
    with Fetcher(routes={"http://far.example": publisher.origin}) as fetcher:
        trial = try_address(fetcher, "http://far.example/", local=True)
    assert not publisher.asked("/feed")
    assert not trial.source.local
