"""The digests by mail: where the mail server is, one letter for each person who is due one, and what became of it."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from curation.digest import letter
from curation.errors import CurationError
from curation.mailing import MailError, MailServer, Post, Tls
from curation.views import Recipient
from flows.settings import Settings
from flows.wiring import now, wired

PREFIX: Final = "DRAGOMAN_SMTP_"
PORTS: Final[Mapping[Tls, int]] = {Tls.STARTTLS: 587, Tls.TLS: 465, Tls.NONE: 25}


class MailNotReady(CurationError):
    """A setting of the mail server is missing or wrong; the message says which."""

    kind = "mail_settings"


@dataclass(frozen=True, slots=True)
class MailReport:
    """What became of one person's digest: how many notices it held, and why it did not go out ("" when it did)."""

    email: str
    notices: int
    kind: str = ""
    message: str = ""


def mail_server(environment: Mapping[str, str] = os.environ) -> MailServer | None:
    """The server that DRAGOMAN_SMTP_HOST and its fellows name, None without a host, or MailNotReady.

    It is no part of the settings: Prefect writes those down, and a password is to stand nowhere.
    """
    said = {name: environment.get(PREFIX + name, "").strip() for name in ("HOST", "PORT", "USER", "FROM", "TLS")}
    if not said["HOST"]:
        return None
    tls = _tls(said["TLS"] or Tls.STARTTLS)
    server = MailServer(
        host=said["HOST"],
        port=_port(said["PORT"]) if said["PORT"] else PORTS[tls],
        sender=_sender(said["FROM"] or said["USER"]),
        user=said["USER"],
        password=_password(environment),
        tls=tls,
    )
    if server.user and tls is Tls.NONE and not _is_near(server.host):
        raise MailNotReady(f"{PREFIX}TLS=none would send the password in clear to {server.host}: use starttls or tls")
    return server


def send_digests(settings: Settings, server: MailServer) -> list[MailReport]:
    """Send each person their digest if one is due; one that fails keeps its notices for the next time, and stops none.

    Interrupted between the server's yes and our note of it, it may send the one letter again: none is ever lost.
    """
    if urlsplit(settings.url).scheme not in ("http", "https") or not urlsplit(settings.url).hostname:
        raise MailNotReady("mails lead to the review pages: set DRAGOMAN_URL to their address (https://…) first")
    with wired(settings) as w, closing(Post(server)) as post:
        reports = []
        for due in w.catalog.recipients(now()):
            # Letters take their time: who was erased, read theirs or got them from another run meanwhile gets none.
            person = next(iter(w.catalog.recipients(now(), only=due.account_id)), None)
            if person is None:
                continue
            report = _sent(post, person, server.sender, settings.url)
            if report.kind:
                w.catalog.mail_failed(person.account_id, report.kind, report.message)
            else:
                w.catalog.mailed(person.account_id, [notice.id for notice in person.notices], now())
            reports.append(report)
    return reports


def _sent(post: Post, person: Recipient, sender: str, url: str) -> MailReport:
    try:
        post.send(letter(person, sender, url, now()))
    except MailError as error:
        return MailReport(person.email, len(person.notices), error.kind, str(error))
    return MailReport(person.email, len(person.notices))


def _tls(said: str) -> Tls:
    try:
        return Tls(said.lower())
    except ValueError:
        raise MailNotReady(f"{PREFIX}TLS is starttls, tls or none, not {said!r}") from None


def _port(said: str) -> int:
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 65_536):
        raise MailNotReady(f"{PREFIX}PORT is a number up to 65535, not {said!r}")
    return int(said)


def _sender(said: str) -> str:
    try:
        address = Address(addr_spec=said)
    except (ValueError, MessageError, IndexError):
        address = Address()
    if not (address.username and address.domain):
        raise MailNotReady(f"{PREFIX}FROM is the address that mails come from, like dragoman@example.org, not {said!r}")
    return said


def _password(environment: Mapping[str, str]) -> str:
    path = environment.get(f"{PREFIX}PASSWORD_FILE", "")
    if not path:
        return environment.get(f"{PREFIX}PASSWORD", "")
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise MailNotReady(f"{PREFIX}PASSWORD_FILE cannot be read: {getattr(error, 'strerror', error)}") from error


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
