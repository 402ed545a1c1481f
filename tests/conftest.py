"""A publisher to fetch from: a real HTTP server on a free local port, which does what a test tells it to."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest
from hypothesis import settings

from curation.fetch import Fetcher, Limits
from curation.model import Fetched, NotModified
from curation.schema import Database, migrate

pytest_plugins = ["tests.engines"]

# Speed is measured in bench/, against a peer: on a shared machine a deadline tells nothing.
settings.register_profile("dragoman", deadline=None)
settings.load_profile("dragoman")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the publisher says at one path.

    `drip` waits so many seconds between two bytes of the body; `slow_headers` between two bytes of the head;
    `cut` closes the connection when so many bytes of the body have gone; `silent` says nothing for so many seconds.
    """

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""
    drip: float = 0
    slow_headers: float = 0
    cut: int | None = None
    silent: float = 0

    def is_known(self, headers: Message) -> bool:
        if self.etag and "If-None-Match" in headers:
            return headers["If-None-Match"] == self.etag
        return bool(self.last_modified) and headers["If-Modified-Since"] == self.last_modified


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that came in."""

    method: str
    path: str
    headers: Message


class Publisher:
    """Serves what a test gives it, and remembers what it was asked."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.requests: list[Asked] = []
        self._answers: dict[str, Answer] = {}

    def url(self, path: str) -> str:
        return self.origin + path

    def serve(self, path: str, html: str = "", body: bytes | str = b"", **answer: Any) -> str:
        """From now on, answer so at this path; gives the address. See `Answer` for what can be said."""
        content = html or body
        self._answers[path] = Answer(content.encode() if isinstance(content, str) else content, **answer)
        return self.url(path)

    def gzipped(self, path: str, body: bytes, **answer: Any) -> str:
        return self.serve(path, body=gzip.compress(body), headers={"Content-Encoding": "gzip"}, **answer)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        return self.serve(path, status=status, headers={"Location": to})

    def forget(self, path: str) -> None:
        self._answers.pop(path, None)

    def asked(self, path: str) -> list[Asked]:
        return [request for request in self.requests if request.path == path]

    def answer_to(self, asked: Asked) -> Answer:
        self.requests.append(asked)
        return self._answers.get(asked.path, Answer(b"nothing here", status=404))


class _Handler(BaseHTTPRequestHandler):
    publisher: Publisher

    def do_GET(self) -> None:
        answer = self.publisher.answer_to(Asked(self.command, self.path, self.headers))
        try:
            self._say(answer)
        except OSError:  # The client had enough.
            self.close_connection = True

    def _say(self, answer: Answer) -> None:
        time.sleep(answer.silent)
        if answer.slow_headers:
            return self._trickle(b"HTTP/1.0 200 OK\r\nX-Slow: " + b"x" * 1000, answer.slow_headers)
        known = answer.status == 200 and answer.is_known(self.headers)
        self.send_response(304 if known else answer.status)
        own = {"ETag": answer.etag, "Last-Modified": answer.last_modified, "Content-Type": answer.media_type}
        own |= {} if known else {"Content-Length": str(len(answer.body))}
        for name, value in (own | answer.headers).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if not known:
            self._send_body(answer)

    def _send_body(self, answer: Answer) -> None:
        body = answer.body if answer.cut is None else answer.body[: answer.cut]
        if answer.drip:
            self._trickle(body, answer.drip)
        else:
            self.wfile.write(body)

    def _trickle(self, content: bytes, pause: float) -> None:
        for byte in content:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(pause)

    def log_message(self, format: str, *args: object) -> None:
        """Tests read `publisher.requests` instead."""


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        made = Publisher(f"http://127.0.0.1:{server.server_address[1]}")
        server.RequestHandlerClass = type("Handler", (_Handler,), {"publisher": made})
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield made
        server.shutdown()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A real, migrated file."""
    opened = Database(tmp_path / "catalog.db")
    migrate(opened)
    yield opened
    opened.close()


class NearFetcher(Fetcher):
    """The real fetcher, allowed to ask this machine: where the publisher of a test stands."""

    def fetch(self, *arguments: Any, **options: Any) -> Fetched | NotModified:
        return super().fetch(*arguments, **{"local": True, **options})


@pytest.fixture
def fetcher() -> Iterator[NearFetcher]:
    with NearFetcher(Limits(connect_seconds=1, read_seconds=1, total_seconds=1.5, bytes=1_000_000)) as made:
        yield made
