"""The only way out to the network: a connection goes to the address that was checked, and a request ends in its time.

`httpcore` keeps the connections and speaks HTTP over them; a `Guard` opens each of them.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from curation.addresses import is_local
from curation.errors import UnsafeAddress

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
    """Whether a host name or a numeric address means this machine or its own network, in whatever figures: 127.1."""
    host = host.strip("[]").rstrip(".")
    with suppress(OSError):
        host = socket.inet_ntoa(socket.inet_aton(host))
    try:
        return not _public(host)
    except ValueError:
        return is_local(host)


# The last four bytes are an IPv4 address: "compatible", translated, and behind a gateway (RFC 4291, 6052, 7915).
_HOLDING_IPV4: Final = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
# One's own, though not every version of the standard library knows it: site-local, and gateways of one's own.
_OF_ONE_NETWORK: Final = tuple(map(ipaddress.IPv6Network, ("fec0::/10", "64:ff9b:1::/48")))


def _public(address: str) -> bool:
    """Whether the whole world could mean this address: an IPv4 one wrapped in IPv6 is judged as what it is."""
    number = ipaddress.ip_address(address.partition("%")[0])
    wrapped = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    if any(number in network for network in _HOLDING_IPV4):
        wrapped = ipaddress.IPv4Address(int(number) & 0xFFFF_FFFF)
    own = any(number in network for network in _OF_ONE_NETWORK)
    return (wrapped or number).is_global and not number.is_multicast and not own


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
        *others, last = self._checked(host, port)
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connected(address, port, timeout, local_address, socket_options)
        return self._connected(last, port, timeout, local_address, socket_options)

    def _connected(self, address: str, port: int, timeout: float | None, *options: Any) -> httpcore.NetworkStream:
        limit = _within(timeout, httpcore.ConnectTimeout)
        return _Timed(self._plain.connect_tcp(address, port, limit, *options))

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


class Lines:
    """The lines to the web: straight, by an organisation's proxy, or to the server that stands in for an origin.

    The proxy is taken from the environment, as usual, and never used for this machine. It is the proxy that looks names
    up and connects: only addresses written in figures can be refused before it.
    """

    def __init__(self, routes: Mapping[str, str]) -> None:
        self._trusted = httpx.create_ssl_context()
        found = getproxies()
        self._proxies = {} if found.get("no") == "*" else found
        self._routes = routes
        self._own = threading.local()
        self._pools: list[httpcore.ConnectionPool] = []

    def get(
        self, url: httpx.URL, headers: Iterable[tuple[bytes, bytes]], timeouts: Mapping[str, float], *, local: bool
    ) -> httpx.Response:
        """The answer to one request, its body still to be read; close it in the end."""
        sent = httpcore.Request(
            "GET",
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=[(b"Host", url.netloc), *headers],
            extensions={"timeout": timeouts},
        )
        with _named():
            answer = self._line(url, local).handle_request(sent)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def _line(self, url: httpx.URL, local: bool) -> httpcore.ConnectionPool:
        if route := self._routes.get(f"{url.scheme}://{url.netloc.decode()}", ""):
            return self._pool(route, True)
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all", "")
        if not proxy.startswith(("http://", "https://")) or is_local(url.host) or proxy_bypass(url.host, self._proxies):
            return self._pool("", local)
        if not local and is_inside(url.host):
            raise UnsafeAddress(str(url), "an address on this machine or its own network")
        return self._pool(proxy, True)

    def _pool(self, proxy: str, local: bool) -> httpcore.ConnectionPool:
        """This thread's connections: a visit asks one host several times, and no other thread needs its connection."""
        own: dict[Any, httpcore.ConnectionPool] = self._own.__dict__
        if (proxy, local) not in own:
            kept: dict[str, Any] = {"network_backend": Guard(local), "ssl_context": self._trusted}
            kept |= {"max_keepalive_connections": 2, "keepalive_expiry": KEPT_SECONDS}
            if proxy:
                named = httpx.Proxy(proxy)  # reads a name and a password out of the address
                own[proxy, local] = httpcore.HTTPProxy(str(named.url), proxy_auth=named.raw_auth, **kept)
            else:
                own[proxy, local] = httpcore.ConnectionPool(**kept)
            self._pools.append(own[proxy, local])
        return own[proxy, local]

    def close(self) -> None:
        for pool in self._pools:
            pool.close()


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
