"""The publisher that comes with the project: a few openly licensed publications, served over HTTP on this machine."""

from __future__ import annotations

import mimetypes
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Thread
from types import MappingProxyType, TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

ORIGIN: Final = "http://sample.dragoman.localhost"
FOLDER: Final = Path(__file__).parent / "data" / "sample"
MANIFEST: Final = "publications.toml"


@dataclass(frozen=True, slots=True)
class Served:
    """A file of the sample and its address; `original` is a publication's own, "" for a page that lists some."""

    file: str
    address: str
    original: str = ""
    title: str = ""
    organisation: str = ""
    licence: str = ""
    attribution: str = ""


def manifest(folder: Path = FOLDER) -> list[Served]:
    """What a folder's publications.toml says is served: its pages, then its publications."""
    entries = tomllib.loads((folder / MANIFEST).read_text("utf-8"))
    return [Served(**entry) for table in ("page", "publication") for entry in entries.get(table, [])]


class SamplePublisher:
    """Serves the files of a manifest, and no others, to this machine only, while its `with` block lasts.

    The folder is read anew for each request, so what changes there is seen at once.
    `routes` tells a `Fetcher` where the publisher's lasting address is answered this time.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        handler = type("_FolderHandler", (_Handler,), {"folder": folder})
        self._server = _LocalServer(("127.0.0.1", 0), handler)

    @property
    def routes(self) -> Mapping[str, str]:
        return MappingProxyType({ORIGIN: f"http://127.0.0.1:{self._server.server_address[1]}"})

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _LocalServer(ThreadingTCPServer):
    # Not http.server's own server: that one asks the name service for this machine's name, which may take seconds.
    daemon_threads = True
    allow_reuse_address = True


class _Handler(BaseHTTPRequestHandler):
    folder: Path

    def do_GET(self) -> None:
        # Through a route the request names the whole address, not only the path.
        path = urlsplit(self.path).path
        served = next((one for one in manifest(self.folder) if one.address == path), None)
        if served is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self._send(served, self.folder / served.file)

    do_HEAD = do_GET  # noqa: N815

    def _send(self, served: Served, file: Path) -> None:
        content = file.read_bytes()
        etag = f'"{sha256(content).hexdigest()[:32]}"'
        changed = int(file.stat().st_mtime)
        known = self._is_known(etag, changed)
        self.send_response(HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK)
        self.send_header("ETag", etag)
        self.send_header("Last-Modified", formatdate(changed, usegmt=True))
        self.send_header("Content-Type", _media_type(file))
        if served.original:
            self.send_header("Link", f'<{served.original}>; rel="canonical"')
        if not known:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if not known and self.command == "GET":
            self.wfile.write(content)

    def _is_known(self, etag: str, changed: int) -> bool:
        """Whether the asker has this version already; the ETag decides, and the date only without one."""
        if asked := self.headers["If-None-Match"]:
            return etag in asked
        with suppress(TypeError, ValueError):
            return changed <= parsedate_to_datetime(self.headers["If-Modified-Since"]).timestamp()
        return False

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the run report tells what was fetched."""


def _media_type(file: Path) -> str:
    media_type = "application/xml" if file.suffix == ".xml" else mimetypes.guess_type(file.name)[0]
    is_text = media_type in {"text/html", "application/xml"}
    return f"{media_type}; charset=utf-8" if is_text else media_type or "application/octet-stream"
