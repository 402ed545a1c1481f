"""A translation server: its address, taken apart and judged, and what can go wrong with it, in words to act on."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from translation.engine import EngineError

KEY_VARIABLE: Final = "DRAGOMAN_ENGINE_KEY"


class ServerError(EngineError):
    """The server gave no translation; `lasting` says whether the next text would fare no better."""

    lasting = False


class WrongAddress(ServerError):
    """What was given is no address of a server, or holds what must not stand there."""

    def __init__(self, why: str) -> None:
        super().__init__(f"--engine wants the address of a LibreTranslate server, such as https://HOST: {why}")


class ServerUnreachable(ServerError):
    """No answer, or no whole one."""

    lasting = worth_retrying = True

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"the translation server {name} cannot be reached ({why}); "
            "look at the address and the network and try again, or translate on this machine, without --engine"
        )


class ServerBusy(ServerError):
    """The server asks to wait for longer than we do."""

    lasting = worth_retrying = True

    def __init__(self, name: str, said: str, seconds: float | None) -> None:
        when = f"in {seconds:.0f} seconds" if seconds else "later"
        super().__init__(f"the translation server {name} is busy ({said}); try again {when}")


class KeyRefused(ServerError):
    """The server wants a key, or another one, or bars this machine."""

    lasting = True

    def __init__(self, name: str, said: str) -> None:
        super().__init__(
            f"the translation server {name} refuses us ({said}); "
            f"ask whoever runs it for an API key and put that in {KEY_VARIABLE}"
        )


class SendsElsewhere(ServerError):
    """The server sends on to another address; no text is sent there."""

    lasting = True

    def __init__(self, name: str, to: str) -> None:
        super().__init__(
            f"the translation server {name} sends on to {to[:200]}, and nothing was sent there; "
            "if you trust that address, name it with --engine"
        )


class WrongAnswer(ServerError):
    """What came back are not the translations that were asked for."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"the translation server {name} gave no translation: {why}")


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server answers; `name` is its host, with port and path where it has them.

    `is_near` says whether it is this machine, `is_encrypted` whether nobody on the way can read along.
    """

    url: str
    name: str
    is_near: bool
    is_encrypted: bool


def server_at(url: str) -> Server:
    """The server at an address that a person typed; WrongAddress when it cannot be one, or tells a secret."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise WrongAddress(f"this is none ({error})") from error
    if why := _wrong(parts):
        raise WrongAddress(why)
    host = parts.hostname or ""
    path = parts.path.rstrip("/").removesuffix("/translate")
    place = f"[{host}]{port}{path}" if ":" in host else f"{host}{port}{path}"
    return Server(f"{parts.scheme}://{place}", place, _is_near(host), parts.scheme == "https")


def _wrong(parts: SplitResult) -> str:
    if parts.username is not None or parts.password is not None:
        return f"no name or password may stand in it; put an API key in {KEY_VARIABLE}"
    if parts.query or parts.fragment:
        return f"nothing may stand behind a ? or # in it; put an API key in {KEY_VARIABLE}"
    return "" if parts.scheme in ("http", "https") and parts.hostname else "this is none"


def _is_near(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
