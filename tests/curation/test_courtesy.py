"""Politeness, against a real server: robots.txt, the time between two requests, and "come back later"."""

import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from curation.catalog import Catalog
from curation.courtesy import AGENT, Courtesy, Manners
from curation.errors import AskedToWait, HttpError, Postponed, RobotsForbid, RobotsUnavailable, Unreachable
from curation.fetch import USER_AGENT


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def forward(self, **time):
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def catalog(database):
    return Catalog(database)


@pytest.fixture
def slept():
    return []


@pytest.fixture
def polite(fetcher, catalog, clock, slept):
    """A new run's politeness each time it is called; what is remembered stays in the catalog."""

    def made(**manners):
        return Courtesy(fetcher, catalog, clock, Manners(**manners), slept.append)

    return made


def ask(courtesy, *arguments, **options):
    return courtesy.fetch(*arguments, local=True, **options)


# robots.txt


def test_t13_what_robots_txt_disallows_is_not_asked_for(publisher, polite):
    publisher.serve("/robots.txt", body="User-agent: *\nDisallow: /private", media_type="text/plain")
    open_page, closed = publisher.serve("/open", html="<p>open"), publisher.serve("/private/a", html="<p>closed")
    courtesy = polite()
    assert ask(courtesy, open_page).content == b"<p>open"
    with pytest.raises(RobotsForbid):
        ask(courtesy, closed)
    assert not publisher.asked("/private/a")


def test_t13_rules_for_dragoman_by_name_go_before_those_for_all(publisher, polite):
    rules = f"User-agent: *\nDisallow: /\n\nUser-agent: {AGENT}\nAllow: /\n"
    publisher.serve("/robots.txt", body=rules, media_type="text/plain")
    assert ask(polite(), publisher.serve("/a", html="<p>a")).content == b"<p>a"
    assert USER_AGENT.startswith(AGENT)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_t13_while_robots_txt_cannot_be_had_nothing_is_fetched(publisher, polite, clock, status):
    publisher.serve("/robots.txt", status=status)
    page = publisher.serve("/a", html="<p>a")
    with pytest.raises(RobotsUnavailable):
        ask(polite(), page)
    assert not publisher.asked("/a")
    publisher.serve("/robots.txt", body="User-agent: *\nDisallow:", media_type="text/plain")
    clock.forward(hours=1)
    assert ask(polite(), page).content == b"<p>a"


@pytest.mark.parametrize("answer", [{"status": 404}, {"status": 403}, {"body": b""}, {"html": "<html>not found"}])
def test_t13_a_site_without_robots_txt_may_be_read(publisher, polite, answer):
    publisher.serve("/robots.txt", **answer)
    assert ask(polite(), publisher.serve("/a", html="<p>a")).content == b"<p>a"


def test_robots_txt_is_asked_for_once_a_day_however_many_runs_there_are(publisher, polite, clock):
    page = publisher.serve("/a", html="<p>a")
    for _ in range(3):
        ask(polite(), page)
    assert len(publisher.asked("/robots.txt")) == 1
    clock.forward(hours=25)
    ask(polite(), page)
    assert len(publisher.asked("/robots.txt")) == 2


def test_threads_that_need_the_same_rules_ask_for_them_once(publisher, polite):
    publisher.serve("/robots.txt", body="User-agent: *\nDisallow:", silent=0.2)
    pages = [publisher.serve(f"/{n}", html="<p>a") for n in range(6)]
    courtesy = polite()
    threads = [threading.Thread(target=ask, args=(courtesy, page)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(publisher.asked("/robots.txt")) == 1
    assert len(publisher.requests) == 7


def test_robots_rules_hold_where_a_redirect_leads(publisher, polite):
    publisher.serve("/robots.txt", body="User-agent: *\nDisallow: /private", media_type="text/plain")
    publisher.serve("/private/a", html="<p>closed")
    with pytest.raises(RobotsForbid):
        ask(polite(), publisher.redirect("/a", "/private/a"))
    assert not publisher.asked("/private/a")


def test_a_site_that_does_not_answer_is_unreachable_and_not_a_matter_of_robots(polite):
    with pytest.raises(Unreachable):
        ask(polite(), "http://127.0.0.1:9/a")


# Later


@pytest.mark.parametrize("form", ["seconds", "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_t6_a_server_that_says_when_is_not_called_before(publisher, polite, clock, form, status):
    # The date is counted by the machine's own clock, as the server's is.
    at = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    said = "3600" if form == "seconds" else at
    page = publisher.serve("/a", html="busy", status=status, headers={"Retry-After": said})
    with pytest.raises(HttpError):
        ask(polite(), page)
    other = publisher.serve("/b", html="<p>b")
    clock.forward(minutes=58)
    for address in (page, other):
        with pytest.raises(AskedToWait, match=r"(09:59|10:00) UTC"):
            ask(polite(), address)
    assert not publisher.asked("/b")
    assert len(publisher.asked("/a")) == 1
    clock.forward(minutes=3)
    assert ask(polite(), other).content == b"<p>b"


def test_too_many_requests_without_a_time_is_a_quarter_of_an_hour(publisher, polite, clock):
    page = publisher.serve("/a", html="busy", status=429)
    with pytest.raises(HttpError):
        ask(polite(), page)
    clock.forward(minutes=14)
    with pytest.raises(AskedToWait):
        ask(polite(), page)
    publisher.serve("/a", html="<p>a")
    clock.forward(minutes=2)
    assert ask(polite(), page).content == b"<p>a"


def test_a_server_that_says_next_year_is_asked_again_next_week(publisher, polite, clock):
    page = publisher.serve("/a", html="busy", status=429, headers={"Retry-After": "31536000"})
    with pytest.raises(HttpError):
        ask(polite(), page)
    publisher.serve("/a", html="<p>a")
    clock.forward(days=7, minutes=1)
    assert ask(polite(), page).content == b"<p>a"


def test_an_error_that_asks_for_no_wait_is_no_reason_to_wait(publisher, polite):
    page = publisher.serve("/a", html="broken", status=503)
    for _ in range(2):
        with pytest.raises(HttpError):
            ask(polite(), page)


# One after the other


def test_the_crawl_delay_of_a_site_is_kept_with_some_jitter(publisher, polite, slept):
    publisher.serve("/robots.txt", body="User-agent: *\nCrawl-delay: 3", media_type="text/plain")
    courtesy = polite(jitter=0.3)
    for n in range(4):
        ask(courtesy, publisher.serve(f"/{n}", html="<p>a"))
    assert len(slept) == 3
    # Each waits for those before it, since nobody really slept.
    gaps = [later - earlier for earlier, later in zip([0, *slept], slept, strict=False)]
    assert all(2.9 <= gap <= 3.9 + 0.1 for gap in gaps), gaps


def test_a_site_that_wants_minutes_gets_the_rest_at_the_next_visit(publisher, polite, slept):
    publisher.serve("/robots.txt", body="User-agent: *\nCrawl-delay: 120", media_type="text/plain")
    courtesy, page = polite(), publisher.serve("/a", html="<p>a")
    # Nobody really sleeps here: each waits for those before it, and the third would have to for six minutes.
    for _ in range(3):
        assert ask(courtesy, page).content == b"<p>a"
    with pytest.raises(Postponed, match=r"1[2-5]\d s between"):
        ask(courtesy, page)
    assert 110 < slept[0] < sum(slept) <= 600


@pytest.mark.parametrize("odd", ["nan", "inf", "-5", "soon"])
def test_an_odd_crawl_delay_breaks_nothing(publisher, polite, odd):
    publisher.serve("/robots.txt", body=f"User-agent: *\nCrawl-delay: {odd}", media_type="text/plain")
    assert ask(polite(), publisher.serve("/a", html="<p>a")).content == b"<p>a"


def test_requests_to_one_host_are_spaced_and_those_to_another_are_not(publisher, polite, slept, monkeypatch):
    # Our own machine needs no sparing; for this test it passes for a host on the web.
    monkeypatch.setattr("curation.courtesy.is_inside", lambda host: False)
    other = publisher.origin.replace("127.0.0.1", "127.0.0.2")
    courtesy = polite(spacing=2, jitter=0)
    ask(courtesy, publisher.serve("/a", html="<p>a"))
    assert slept == []
    ask(courtesy, publisher.serve("/b", html="<p>b"))
    assert 1.5 < slept[0] <= 2
    with pytest.raises(Unreachable):
        ask(courtesy, f"{other.rpartition(':')[0]}:9/a")
    assert len(slept) == 1


def test_a_host_is_asked_by_so_many_threads_at_once_and_no_more(publisher, polite):
    pages = [publisher.serve(f"/{n}", html="<p>a", silent=0.1) for n in range(6)]
    courtesy = polite(at_once=2)
    busy, most = [], []

    def one(page):
        ask(courtesy, page)
        busy.append(time.monotonic())

    threads = [threading.Thread(target=one, args=(page,)) for page in pages]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    most.extend(sorted(moment - started for moment in busy))
    # Three pairs, each a tenth of a second after the one before: no third answer can come with the first two.
    assert most[2] > most[0] + 0.05
    assert most[4] > most[2] + 0.05
