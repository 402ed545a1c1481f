"""Who is asking: a signed cookie, a token in every form, and how often a password may be tried."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request

from curation.accounts import SESSION_LASTS, folded_name

COOKIE: Final = "dragoman"
LANGUAGE_COOKIE: Final = "dragoman-langue"  # for whoever is not signed in

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Session:
    """What the cookie says: a random mark, and when it was made. Whose the mark is, the accounts know."""

    mark: str
    since: float


class Sessions:
    """Makes and reads sessions; only somebody who knows the secret can make one."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self._cookies = URLSafeSerializer(secret, salt="dragoman.session")
        self._token_key = hashlib.sha256(b"dragoman.form" + secret).digest()
        self._clock = clock

    def start(self) -> Session:
        return Session(secrets.token_urlsafe(18), self._clock().timestamp())

    def written(self, session: Session) -> str:
        value = self._cookies.dumps([session.mark, session.since])
        return value if isinstance(value, str) else value.decode()

    def read(self, cookie: str) -> Session | None:
        """The session of this cookie, or None for one that is forged, damaged or too old."""
        try:
            session = Session(*self._cookies.loads(cookie))
        except (BadData, TypeError):
            return None
        return session if 0 <= self._clock().timestamp() - session.since < SESSION_LASTS.total_seconds() else None

    def token(self, session: Session) -> str:
        """The token for this session's forms, masked anew each time: a compressed page gives nothing away."""
        proof = self._proof(session)
        mask = secrets.token_bytes(len(proof))
        return base64.urlsafe_b64encode(mask + _xor(mask, proof)).decode()

    def accepts(self, session: Session, token: str) -> bool:
        try:
            raw = base64.urlsafe_b64decode(token.encode())
        except ValueError:
            return False
        half = len(raw) // 2
        return hmac.compare_digest(_xor(raw[:half], raw[half:]), self._proof(session))

    def _proof(self, session: Session) -> bytes:
        return hmac.digest(self._token_key, session.mark.encode(), "sha256")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=False))


def comes_from_here(request: Request) -> bool:
    """Whether the browser says that one of our own pages sent this; one that says nothing is believed."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")


# Failed sign-ins that are borne for a name from one address, from an address, and for a name from anywhere.
# Offices share an address, and a stranger must not shut out a person for nothing: these limits are wider.
PAIR, ADDRESS, NAME = 10, 40, 100


class Attempts:
    """Counts failed sign-ins in memory: once one of the limits is reached, that door stays shut for a while."""

    def __init__(self, clock: Clock, window: timedelta = timedelta(minutes=15)) -> None:
        self._clock, self._window = clock, window
        self._failures: dict[tuple[str, str], deque[datetime]] = {}
        self._lock = threading.Lock()

    def exhausted(self, name: str, address: str) -> bool:
        with self._lock:
            self._forget_old()
            return any(len(self._failures.get(key, ())) >= limit for key, limit in _doors(name, address))

    def failed(self, name: str, address: str) -> None:
        with self._lock:
            for key, limit in _doors(name, address):
                self._failures.setdefault(key, deque(maxlen=limit)).append(self._clock())

    def succeeded(self, name: str, address: str) -> None:
        """The person mistyped; what came from elsewhere, or for others, still counts."""
        with self._lock:
            self._failures.pop((folded_name(name), address), None)

    def _forget_old(self) -> None:
        oldest = self._clock() - self._window
        for key, times in list(self._failures.items()):
            while times and times[0] < oldest:
                times.popleft()
            if not times:
                del self._failures[key]


def _doors(name: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
    name = folded_name(name)
    return ((name, address), PAIR), (("", address), ADDRESS), ((name, ""), NAME)
