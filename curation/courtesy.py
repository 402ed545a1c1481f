"""Good manners on the web: robots.txt is read first, requests to a host are spaced, and "later" is an answer."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol
from urllib.parse import urlsplit

from protego import Protego

from curation.addresses import DEFAULT_PORTS
from curation.connection import is_inside
from curation.errors import (
    AskedToWait,
    EmptyAnswer,
    HttpError,
    Postponed,
    RobotsForbid,
    RobotsUnavailable,
    SourceError,
    Unreachable,
    UnsafeAddress,
)
from curation.fetch import ACCEPT, Fetcher
from curation.model import Fetched, NotModified, Ref, Validators
from curation.watch_views import Host

AGENT: Final = "Dragoman"  # as robots.txt files name us
ROBOTS_READ: Final = 500_000  # bytes, as RFC 9309 has it
ROBOTS_KEPT: Final = timedelta(days=1)
NO_TIME: Final = timedelta(0)
LONGEST_WAIT: Final = timedelta(days=7)
UNSAID_WAIT: Final = timedelta(minutes=15)  # for "too many requests" without a time
ASKED_AT_ONCE: Final = 64  # robots.txt files
TRY_LATER: Final = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Manners:
    """How a host is treated: `at_once` requests, `spacing` seconds between their starts, up to `jitter` of it more.

    A visit waits `patience` seconds for its turn, and a host of longer pauses is waited for `long_patience` seconds in
    one run; what it has no turn for is left for the next visit.
    """

    spacing: float = 1.0
    jitter: float = 0.3
    at_once: int = 2
    patience: float = 30.0
    long_patience: float = 600.0


USUAL: Final = Manners()


class HostMemory(Protocol):
    """Where hosts are remembered from one run to the next."""

    def hosts(self) -> dict[str, Host]: ...

    def keep_host(self, host: Host) -> None: ...


@dataclass(slots=True)
class _Turns:
    """A host's queue: how many may ask at once, and when the next one may start."""

    places: threading.BoundedSemaphore
    long_patience: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0


class Courtesy:
    """Fetches for several threads at once with a fetcher, politely.

    The same as `Fetcher.fetch`, with four more ways to end: the site's robots.txt forbids the address or cannot be
    read, the server has asked us to wait, or its turn is too far away.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        memory: HostMemory,
        clock: Callable[[], datetime],
        manners: Manners = USUAL,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher, self._memory, self._clock = fetcher, memory, clock
        self._manners, self._sleep = manners, sleep
        self._turns: dict[str, _Turns] = {}
        self._known: dict[str, Host] | None = None
        self._first = threading.Lock()
        self._keeping = threading.Lock()
        # Threads that want the same site's rules wait for whoever asks; a few others may have to wait with them.
        self._asking = tuple(threading.Lock() for _ in range(ASKED_AT_ONCE))

    def fetch(
        self, address: Ref | str, known: Validators | None = None, accept: str = ACCEPT, *, local: bool = False
    ) -> Fetched | NotModified:
        """The whole answer, or `NotModified`; every address on the way there is asked politely."""
        place = _Place()
        try:
            return self._fetcher.fetch(
                address, known, accept, local=local, before=lambda url: self._before(url, place, local)
            )
        except HttpError as error:
            self._heed(error)
            raise
        finally:
            place.leave()

    def _before(self, url: str, place: _Place, local: bool) -> None:
        """Called for each address in turn, redirects too."""
        origin = _origin(url)
        place.leave()
        self._refuse_to_hurry(url, origin)
        rules = self._robots(origin, local)
        if not rules.can_fetch(url, AGENT):
            raise RobotsForbid(url)
        turns = self._turns_of(origin)
        place.take(turns.places)
        self._sleep_until_turn(url, turns, float(rules.crawl_delay(AGENT) or 0))
        self._refuse_to_hurry(url, origin)  # whoever had the turn before may have been told to wait

    def _refuse_to_hurry(self, url: str, origin: str) -> None:
        if until := self._wait_until(origin):
            raise AskedToWait(url, until.isoformat())

    def _wait_until(self, origin: str) -> datetime | None:
        """Until when the site has asked us to wait, if that lies ahead; further than we wait, a clock was wrong."""
        until, now = self._host(origin).wait_until, self._clock()
        return until if until is not None and now < until <= now + LONGEST_WAIT else None

    def _turns_of(self, origin: str) -> _Turns:
        # In one step: threads that come at once must not each make a queue of their own.
        places = threading.BoundedSemaphore(self._manners.at_once)
        return self._turns.setdefault(origin, _Turns(places, self._manners.long_patience))

    def _sleep_until_turn(self, url: str, turns: _Turns, asked_for: float) -> None:
        spacing = max(asked_for, 0 if is_inside(urlsplit(url).hostname or "") else self._manners.spacing)
        spacing *= 1 + random.uniform(0, self._manners.jitter)
        with turns.lock:
            now = time.monotonic()
            wait = max(0.0, turns.next_at - now)
            if wait > self._manners.patience:
                # Never to wait so long would be never to get beyond the list, which is asked for first.
                if wait > turns.long_patience:
                    raise Postponed(url, spacing)
                turns.long_patience -= wait
            turns.next_at = now + wait + spacing
        if wait:
            self._sleep(wait)

    def _heed(self, error: HttpError) -> None:
        """Remember that a server asked us to come back later."""
        if error.status not in TRY_LATER or (error.status != 429 and error.retry_after is None):
            return
        wait = UNSAID_WAIT if error.retry_after is None else timedelta(seconds=error.retry_after)
        origin, until = _origin(error.url), self._clock() + min(wait, LONGEST_WAIT)
        with self._keeping:
            # Of two answers that cross, the one that asks for more holds.
            self._keep(replace(self._host(origin), wait_until=max(until, self._wait_until(origin) or until)))

    def _robots(self, origin: str, local: bool) -> Protego:
        """The site's rules, asked for once a day; threads that need the same ones wait for each other."""
        with self._asking[hash(origin) % ASKED_AT_ONCE]:
            host = self._host(origin)
            fresh = host.robots_at is not None and NO_TIME <= self._clock() - host.robots_at < ROBOTS_KEPT
            robots = host.robots if fresh else self._read_robots(origin, local)
            if not fresh:
                with self._keeping:
                    self._keep(replace(self._host(origin), robots=robots, robots_at=self._clock()))
        return _rules(robots)

    def _read_robots(self, origin: str, local: bool) -> str:
        """What the site's robots.txt says; "" when it has none."""
        try:
            answer = self._fetcher.fetch(f"{origin}/robots.txt", accept="text/plain, */*;q=0.5", local=local)
        except EmptyAnswer:
            return ""
        except HttpError as error:
            self._heed(error)
            if 400 <= error.status < 500 and error.status != 429:
                return ""  # RFC 9309, 2.3.1.3: there are no rules
            raise RobotsUnavailable(origin, str(error)) from error
        except (Unreachable, UnsafeAddress):
            raise
        except SourceError as error:
            raise RobotsUnavailable(origin, str(error)) from error
        assert isinstance(answer, Fetched)  # nothing was known of it
        return answer.content[:ROBOTS_READ].decode("utf-8", errors="replace")

    @property
    def _hosts(self) -> dict[str, Host]:
        with self._first:
            if self._known is None:
                self._known = self._memory.hosts()
        return self._known

    def _host(self, origin: str) -> Host:
        return self._hosts.get(origin) or Host(origin)

    def _keep(self, host: Host) -> None:
        self._hosts[host.origin] = host
        self._memory.keep_host(host)


@lru_cache(maxsize=256)
def _rules(robots: str) -> Protego:
    return Protego.parse(robots)


class _Place:
    """A thread's place at one host; it is given up before another is taken, so that nobody waits in a ring."""

    def __init__(self) -> None:
        self._held: threading.BoundedSemaphore | None = None

    def take(self, places: threading.BoundedSemaphore) -> None:
        places.acquire()
        self._held = places

    def leave(self) -> None:
        if self._held:
            self._held.release()
            self._held = None


def _origin(url: str) -> str:
    """The site an address belongs to: scheme, host and, where it is not the usual one, port."""
    parts = urlsplit(url)
    port = "" if parts.port in {None, DEFAULT_PORTS.get(parts.scheme)} else f":{parts.port}"
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
