"""Engines to test with: the starter as a plain OPUS-MT folder, and a translation server on a free local port."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from translation.engine import ArgosTranslator
from translation.packages import ensure_starter


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


class _Handler(BaseHTTPRequestHandler):
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
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.ours = ours  # type: ignore[attr-defined]
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who hangs up is what some tests are about
    ours.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield ours
    server.shutdown()
    server.server_close()
