"""The only way out to the network: a connection goes to the address that was checked, and a request ends in its time.

`httpx` sends requests through a `Transport`; beneath it, `httpcore` opens its connections through a `Guard`.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpcore
import httpx

from curation.addresses import is_local
from curation.errors import UnsafeAddress

KEPT_OPEN: Final = 64  # connections, of all hosts together
KEPT_SECONDS: Final = 10

_request = threading.local()


class Deadline:
    """How long one request may take over the network; what is spent waiting for its turn does not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._end: float | None = None

    @property
    def passed(self) -> bool:
        return self.left() <= 0

    def left(self) -> float:
        return self._left if self._end is None else self._end - time.monotonic()

    @contextmanager
    def running(self) -> Iterator[None]:
        """While this lasts, the connections of this thread know when they must give up."""
        self._end = time.monotonic() + self._left
        _request.deadline = self
        try:
            yield
        finally:
            self._left, self._end, _request.deadline = self.left(), None, None


def _within(timeout: float | None, failure: type[Exception]) -> float | None:
    """The time a step may take: its own limit or what is left of the request, whichever is shorter."""
    deadline: Deadline | None = getattr(_request, "deadline", None)
    if deadline is None:
        return timeout
    if deadline.passed:
        raise failure("out of time")
    return deadline.left() if timeout is None else min(timeout, deadline.left())


def is_inside(host: str) -> bool:
    """Whether a host name or a numeric address means this machine or its own network."""
    try:
        return not _public(host.strip("[]"))
    except ValueError:
        return is_local(host)


def _public(address: str) -> bool:
    """Whether the whole world could mean this address: an IPv4 one wrapped in IPv6 is judged as what it is."""
    number = ipaddress.ip_address(address.partition("%")[0])
    wrapped = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    return (wrapped or number).is_global and not number.is_multicast


class Guard(httpcore.NetworkBackend):
    """Looks a name up once, refuses what lies inside unless `local`, and connects to the very address it checked."""

    def __init__(self, local: bool) -> None:
        self._local = local
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._checked(host, port):
            try:
                limit = _within(timeout, httpcore.ConnectTimeout)
                return _Timed(self._plain.connect_tcp(address, port, limit, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._local and not all(map(_public, addresses)):
            raise UnsafeAddress(host, "an address on this machine or its own network")
        return addresses


class _Timed(httpcore.NetworkStream):
    """A connection whose every read and write ends with the request it serves, however slowly the server drips."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = _within(timeout, httpcore.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, limit))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Transport(httpx.BaseTransport):
    """Sends requests over guarded connections, straight or by a proxy; `local` may reach this machine's network.

    By a proxy it is the proxy that looks names up and connects: only addresses written in figures can be refused here.
    """

    def __init__(self, trusted: ssl.SSLContext, *, local: bool, proxy: str = "") -> None:
        kept = {"max_keepalive_connections": KEPT_OPEN, "keepalive_expiry": KEPT_SECONDS}
        self._local = local or not proxy
        self._pool: httpcore.ConnectionPool = (
            httpcore.HTTPProxy(proxy, ssl_context=trusted, network_backend=Guard(local=True), **kept)  # type: ignore[arg-type]
            if proxy
            else httpcore.ConnectionPool(ssl_context=trusted, network_backend=Guard(local), **kept)  # type: ignore[arg-type]
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self._local and is_inside(request.url.host):
            raise UnsafeAddress(str(request.url), "an address on this machine or its own network")
        url = request.url
        sent = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=b"",
            extensions=request.extensions,
        )
        with _named():
            answer = self._pool.handle_request(sent)
        body = _Body(answer)
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """An answer's body as it comes in."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _named():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        with _named():
            self._answer.close()


@contextmanager
def _named() -> Iterator[None]:
    """What httpcore raises, under httpx's name for it."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise getattr(httpx, type(error).__name__, httpx.TransportError)(str(error)) from error
    except httpcore.UnsupportedProtocol as error:
        raise httpx.UnsupportedProtocol(str(error)) from error
