"""A publisher to fetch from and a server that translates: real HTTP servers on free local ports, which do as told."""

from __future__ import annotations

import gzip
import json
import math
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copyfile
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest
from hypothesis import settings

from curation.database import Database, migrate
from curation.fetch import Fetcher, Limits
from curation.model import Fetched, NotModified
from translation.engine import ArgosTranslator
from translation.packages import ensure_starter

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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that went through every migration, for tests to copy: each running them all takes minutes."""
    made = Database(tmp_path_factory.mktemp("migrated") / "catalog.db")
    migrate(made)
    made.close()  # the last to leave puts everything into the one file
    assert [path.name for path in made.path.parent.iterdir()] == ["catalog.db"]
    return made.path


@pytest.fixture
def database(tmp_path: Path, migrated: Path) -> Iterator[Database]:
    """A real, migrated file."""
    opened = Database(Path(copyfile(migrated, tmp_path / "catalog.db")))
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


# Engines: the starter as a plain OPUS-MT folder, and a translation server on a free local port


@pytest.fixture(scope="session")
def starter_engine(tmp_path_factory: pytest.TempPathFactory) -> ArgosTranslator:
    return ArgosTranslator(ensure_starter(tmp_path_factory.mktemp("starter")))


@pytest.fixture(scope="session")
def opus_folder(starter_engine: ArgosTranslator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter as a plain CTranslate2 folder, with the sentence pieces of both languages beside the model."""
    starter, folder = starter_engine.package, tmp_path_factory.mktemp("opus") / "opus-mt-en-fr"
    shutil.copytree(starter.model, folder)
    shutil.copyfile(starter.english_pieces, folder / "source.spm")
    french = json.loads((folder / "target_vocabulary.json").read_text("utf-8"))
    (folder / "target.spm").write_bytes(_cutting_into(french))
    return folder


def _cutting_into(vocabulary: list[str]) -> bytes:
    """A sentencepiece model of these pieces, the likeliest first."""
    from sentencepiece import sentencepiece_model_pb2 as proto

    piece_of = proto.ModelProto.SentencePiece
    kinds = {"<unk>": piece_of.UNKNOWN, "<s>": piece_of.CONTROL, "</s>": piece_of.CONTROL}
    made = proto.ModelProto()
    made.trainer_spec.vocab_size = len(vocabulary)
    made.normalizer_spec.name = "identity"
    for rank, piece in enumerate(vocabulary):
        made.pieces.add(piece=piece, score=-2 - math.log(rank + 10), type=kinds.get(piece, piece_of.NORMAL))
    return bytes(made.SerializeToString())


class TranslationServer:
    """Speaks LibreTranslate's protocol, with the starter as its model; a test sets its limits and its moods.

    `asked` are the bodies of the requests for translation; `moods` are answers to give first, one a request: a status,
    headers and a body.
    """

    def __init__(self, engine: ArgosTranslator) -> None:
        self.engine = engine
        self.url = ""
        self.key = ""
        self.char_limit = self.batch_limit = -1
        self.asked: list[dict[str, Any]] = []
        self.moods: list[tuple[int, dict[str, str], bytes]] = []

    def settings(self) -> dict[str, Any]:
        return {"charLimit": self.char_limit, "apiKeys": bool(self.key), "keyRequired": bool(self.key)}

    def answer(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """As `translate` of LibreTranslate's app.py answers, refusals in its words."""
        if self.key and body.get("api_key") != self.key:
            return 403, {"error": "Invalid API key"}
        texts = body["q"]
        for size, limit in ((len(texts), self.batch_limit), (sum(map(len, texts)), self.char_limit)):
            if -1 < limit < size:
                return 400, {"error": f"Invalid request: request ({size}) exceeds text limit ({limit})"}
        if (body["source"], body["target"], body["format"]) != ("en", "fr", "text"):
            return 400, {"error": f"{body['target']} is not supported"}
        return 200, {"translatedText": [said.text for said in self.engine.translate(texts)]}


class _TranslationHandler(BaseHTTPRequestHandler):
    server: Any

    def do_GET(self) -> None:
        known = self.path == "/frontend/settings"
        self._say(200 if known else 404, {}, json.dumps(self.server.ours.settings() if known else {}).encode())

    def do_POST(self) -> None:
        ours: TranslationServer = self.server.ours
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ours.asked.append(body)
        if ours.moods:
            return self._say(*ours.moods.pop(0))
        status, said = ours.answer(body) if self.path == "/translate" else (404, {"error": "nothing here"})
        return self._say(status, {}, json.dumps(said).encode())

    def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json", "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def libretranslate(starter_engine: ArgosTranslator) -> Iterator[TranslationServer]:
    ours = TranslationServer(starter_engine)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _TranslationHandler)
    server.ours = ours  # type: ignore[attr-defined]
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who hangs up is what some tests are about
    ours.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield ours
    server.shutdown()
    server.server_close()
