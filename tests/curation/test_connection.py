"""Where a connection may go: the checked address and no other, never inside unless that is allowed."""

import socket

import httpcore
import pytest

from curation.connection import Deadline, is_inside
from curation.errors import Unreachable, UnsafeAddress
from curation.fetch import Fetcher

INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "fe80::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "2002:7f00:1::",
]


@pytest.fixture
def named(monkeypatch):
    """Makes the name service answer what a test says, and counts how often it was asked."""
    asked = []
    real = socket.getaddrinfo

    def answer_with(*addresses):
        waiting = list(addresses)

        def lookup(host, port, *_, **__):
            if not str(host).endswith(".example"):
                return real(host, port, type=socket.SOCK_STREAM)
            asked.append(host)
            given = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            family = socket.AF_INET6 if ":" in given else socket.AF_INET
            return [(family, socket.SOCK_STREAM, 6, "", (given, port))]

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        return asked

    return answer_with


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(named, address):
    named(address)
    with Fetcher() as fetcher, pytest.raises(UnsafeAddress):
        fetcher.fetch("http://inside.example/")


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_written_in_figures_is_refused(address):
    host = f"[{address}]" if ":" in address else address
    assert is_inside(host)
    with Fetcher() as fetcher, pytest.raises(UnsafeAddress):
        fetcher.fetch(f"http://{host}:9/")


@pytest.mark.parametrize("address", ["http://2130706433/", "http://0x7f.1/", "http://localhost:9/", "http://127.1/"])
def test_other_spellings_of_this_machine_are_refused(address):
    with Fetcher() as fetcher, pytest.raises((UnsafeAddress, Unreachable)) as caught:
        fetcher.fetch(address)
    assert caught.type is UnsafeAddress


def test_a_name_that_changes_after_the_check_changes_nothing(named, monkeypatch):
    asked = named("93.184.215.14", "127.0.0.1")
    went_to = []

    def connect(self, host, port, *_):
        went_to.append(host)
        raise httpcore.ConnectError("nobody answers in a test")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with Fetcher() as fetcher, pytest.raises(Unreachable):
        fetcher.fetch("http://rebinding.example/")
    assert asked == ["rebinding.example"]
    assert went_to == ["93.184.215.14"]


def test_a_redirect_to_a_name_that_leads_inside_is_refused(named, publisher):
    publisher.serve("/secret", html="<p>secret")
    publisher.serve("http://far.example/", status=302, headers={"Location": "http://inside.example/secret"})
    named("127.0.0.1")
    with Fetcher(routes={"http://far.example": publisher.origin}) as fetcher, pytest.raises(UnsafeAddress):
        fetcher.fetch("http://far.example/")
    assert not publisher.asked("/secret")


def test_a_proxy_is_not_asked_for_an_address_inside(publisher, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", publisher.origin)
    with Fetcher() as fetcher, pytest.raises(UnsafeAddress):
        fetcher.fetch("http://192.168.1.1/")
    assert not publisher.requests


def test_a_source_that_says_so_may_stand_on_this_machine(publisher):
    page = publisher.serve("/", html="<p>Hello")
    with Fetcher() as fetcher:
        assert fetcher.fetch(page, local=True).content == b"<p>Hello"


def test_waiting_for_a_turn_does_not_count_as_time_on_the_network():
    deadline = Deadline(100)
    with deadline.running():
        assert deadline.left() <= 100
    left = deadline.left()
    assert deadline.left() == left
    assert not deadline.passed


def test_why_nobody_answered_is_told_while_another_error_is_being_handled():
    with Fetcher() as fetcher:
        try:
            fetcher.fetch("http://127.0.0.1:9/")
        except UnsafeAddress:
            with pytest.raises(Unreachable, match="unreachable: connection refused"):
                fetcher.fetch("http://127.0.0.1:9/", local=True)
        else:
            pytest.fail("the first request should have been refused")


def test_the_next_address_of_a_name_is_tried_when_the_first_does_not_answer(monkeypatch, publisher):
    port = int(publisher.origin.rpartition(":")[2])
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("127.0.0.9", "127.0.0.1")]
    publisher.serve("/", html="<p>Hello")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with Fetcher() as fetcher:
        assert fetcher.fetch(f"http://two.example:{port}/", local=True).content == b"<p>Hello"
