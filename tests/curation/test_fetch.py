from __future__ import annotations

import gzip
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread

import pytest

from curation.errors import (
    CutShort,
    EmptyAnswer,
    Garbled,
    HttpError,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    UnsafeAddress,
)
from curation.fetch import Fetcher, Limits, user_agent
from curation.model import Fetched, NotModified, Ref, Validators


def whole(answer: Fetched | NotModified) -> Fetched:
    assert isinstance(answer, Fetched)
    return answer


def test_a_page_comes_with_what_its_server_says_of_it(publisher, fetcher):
    page = publisher.serve(
        "/flood-update",
        html="<p>12,400 families",
        media_type="Text/HTML; charset=UTF-8",
        etag='"1"',
        headers={"Link": '</style.css>; rel=preload, <https://original.example/flood>; rel="canonical"'},
    )
    assert fetcher.fetch(Ref(page)) == Fetched(
        url=page,
        content=b"<p>12,400 families",
        media_type="text/html",
        charset="utf-8",
        canonical="https://original.example/flood",
        validators=Validators(etag='"1"'),
        links='</style.css>; rel=preload, <https://original.example/flood>; rel="canonical"',
    )


def test_we_say_who_we_are(publisher):
    page = publisher.serve("/", html="<p>Hello")
    with Fetcher(user_agent=user_agent("data@example.org")) as fetcher:
        fetcher.fetch(page, local=True)
    said = publisher.requests[0].headers["User-Agent"]
    assert said.startswith("Dragoman/")
    assert said.endswith("responsible data monitoring; data@example.org)")


@pytest.mark.parametrize("given", [{"etag": '"1"'}, {"last_modified": "Tue, 03 Mar 2026 08:00:00 GMT"}])
def test_an_unchanged_page_is_not_fetched_again(publisher, fetcher, given):
    page = publisher.serve("/flood-update", html="<p>12,400 families", **given)
    first = whole(fetcher.fetch(page))
    assert fetcher.fetch(page, known=first.validators) == NotModified(page)


def test_a_changed_page_is_fetched_though_it_was_known(publisher, fetcher):
    page = publisher.serve("/flood-update", html="<p>12,400 families", etag='"1"')
    first = whole(fetcher.fetch(page))
    publisher.serve("/flood-update", html="<p>12,900 families", etag='"2"')
    assert whole(fetcher.fetch(page, known=first.validators)).content == b"<p>12,900 families"


def test_not_modified_to_a_question_nobody_asked_is_an_error(publisher, fetcher):
    with pytest.raises(HttpError):
        fetcher.fetch(publisher.serve("/", status=304))


@pytest.mark.parametrize(("status", "again"), [(404, False), (410, False), (403, False), (429, True), (500, True)])
def test_an_error_status_is_named_with_whether_trying_again_helps(publisher, fetcher, status, again):
    with pytest.raises(HttpError, match=str(status)) as caught:
        fetcher.fetch(publisher.serve("/", html="sorry", status=status))
    assert caught.value.worth_retrying is again


def test_a_challenge_page_with_202_is_not_the_document(publisher, fetcher):
    with pytest.raises(HttpError, match="202"):
        fetcher.fetch(publisher.serve("/", html="prove that you are human", status=202))


def test_a_server_may_ask_us_to_wait(publisher, fetcher):
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    for said, least in [("3600", 3600), (in_an_hour, 3590), ("soon", None)]:
        page = publisher.serve("/", html="busy", status=429, headers={"Retry-After": said})
        with pytest.raises(HttpError) as caught:
            fetcher.fetch(page)
        wait = caught.value.retry_after
        assert wait is None if least is None else least <= wait <= 3600


def test_an_empty_page_is_an_error(publisher, fetcher):
    with pytest.raises(EmptyAnswer):
        fetcher.fetch(publisher.serve("/", body=b" \n"))


def test_redirects_are_followed_to_the_address_that_answers(publisher, fetcher):
    publisher.serve("/new?page=2", html="<p>Here")
    old = publisher.redirect("/old", "/new?page=2#top")
    assert whole(fetcher.fetch(old)).url == publisher.url("/new?page=2")


def test_a_redirect_loop_ends(publisher, fetcher):
    publisher.redirect("/b", "/a")
    with pytest.raises(TooManyRedirects):
        fetcher.fetch(publisher.redirect("/a", "/b"))
    assert len(publisher.requests) == Limits().redirects + 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/x", "javascript://a/%0aalert(1)", "mailto:a@b.org"]
)
def test_a_redirect_may_not_leave_the_web(publisher, fetcher, target):
    with pytest.raises(UnsafeAddress):
        fetcher.fetch(publisher.redirect("/", target))


def test_a_redirect_to_nowhere_is_named(publisher, fetcher):
    with pytest.raises(Garbled, match="location"):
        fetcher.fetch(publisher.redirect("/", "http://[::1"))


@pytest.mark.parametrize("address", ["file:///etc/passwd", "data:text/html,hello", "example.org/page", "http://", ""])
def test_only_web_addresses_are_fetched(fetcher, address):
    with pytest.raises(UnsafeAddress):
        fetcher.fetch(address)


def test_a_redirect_from_the_web_may_not_lead_into_this_machine(publisher):
    publisher.serve("http://far.example/", status=302, headers={"Location": publisher.url("/secret")})
    publisher.serve("/secret", html="<p>secret")
    with Fetcher(routes={"http://far.example": publisher.origin}) as fetcher, pytest.raises(UnsafeAddress):
        fetcher.fetch("http://far.example/")


def test_a_route_keeps_the_address_and_asks_the_local_server(publisher):
    publisher.serve("http://sample.dragoman.localhost/feed.xml", body=b"<rss/>", media_type="text/xml")
    with Fetcher(routes={"http://sample.dragoman.localhost": publisher.origin}) as fetcher:
        answer = whole(fetcher.fetch("http://sample.dragoman.localhost/feed.xml"))
    assert answer.url == "http://sample.dragoman.localhost/feed.xml"


def test_an_organisation_s_proxy_is_used_but_not_for_this_machine(publisher, monkeypatch):
    publisher.serve("http://far.example/", html="<p>Through the proxy")
    near = publisher.serve("/near", html="<p>Directly")
    monkeypatch.setenv("HTTP_PROXY", publisher.origin)
    with Fetcher() as fetcher:
        assert whole(fetcher.fetch("http://far.example/")).content == b"<p>Through the proxy"
        assert whole(fetcher.fetch(near, local=True)).content == b"<p>Directly"


@pytest.mark.parametrize("headers", [{}, {"Content-Length": ""}])
def test_a_document_over_the_limit_is_thrown_away(publisher, fetcher, headers):
    with pytest.raises(TooLarge):
        fetcher.fetch(publisher.serve("/big.pdf", body=b"x" * 1_000_001, headers=headers))


def test_a_gzip_bomb_is_bounded(publisher, fetcher):
    bomb = gzip.compress(gzip.compress(bytes(100_000_000)))
    with pytest.raises(Garbled):  # compressed twice is not what was asked for
        fetcher.fetch(publisher.serve("/twice", body=bomb, headers={"Content-Encoding": "gzip, gzip"}))
    with pytest.raises(TooLarge):
        fetcher.fetch(publisher.gzipped("/once", bytes(100_000_000)))


def test_a_compressed_page_comes_back_plain(publisher, fetcher):
    text = b"<p>12,400 families" * 20_000
    assert whole(fetcher.fetch(publisher.gzipped("/", text))).content == text


def test_broken_compression_is_named(publisher, fetcher):
    packed = gzip.compress(b"<p>12,400 families" * 1000)
    with pytest.raises(CutShort):
        fetcher.fetch(publisher.serve("/cut", body=packed[:-9], headers={"Content-Encoding": "gzip"}))
    with pytest.raises(Garbled):
        fetcher.fetch(publisher.serve("/not", body=b"no gzip at all", headers={"Content-Encoding": "gzip"}))


def test_a_cut_body_is_not_taken_for_the_document(publisher, fetcher):
    with pytest.raises(CutShort):
        fetcher.fetch(publisher.serve("/", html="<p>12,400 families", cut=5))


@pytest.mark.parametrize(
    "slow", [{"drip": 0.05}, {"slow_headers": 0.05}, {"drip": 0.05, "headers": {"Content-Length": ""}}]
)
def test_a_server_that_drips_is_left_in_time(publisher, fetcher, slow):
    page = publisher.serve("/", html="x" * 1000, **slow)
    started = time.monotonic()
    with pytest.raises(TooSlow):
        fetcher.fetch(page)
    assert time.monotonic() - started < 2


def test_a_silent_server_is_unreachable(publisher, fetcher):
    with pytest.raises(Unreachable, match="no answer within 1 s"):
        fetcher.fetch(publisher.serve("/", silent=1.3))


def test_nobody_there_is_said_at_once(fetcher):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        started = time.monotonic()
        with pytest.raises(Unreachable, match="connection refused"):
            fetcher.fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/")
        assert time.monotonic() - started < 1


def test_a_host_nobody_knows_is_said_in_plain_words(fetcher, monkeypatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match="no such host"):
        fetcher.fetch("http://nobody.example/")


def test_a_server_that_hangs_up_without_a_word(fetcher):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(2)
        Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        with pytest.raises(Unreachable, match="closed the connection"):
            fetcher.fetch(f"http://127.0.0.1:{server.getsockname()[1]}/")
