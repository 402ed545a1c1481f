"""Letters to a mail server: one connection for all, a deadline for each, and what went wrong by its name."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from typing import Final

from curation.errors import CurationError

SILENT_SECONDS: Final = 20  # for the server to say its next word
LETTER_SECONDS: Final = 60  # for one letter in all, however the words drip
LONGEST_REPLY: Final = 200


class Tls(StrEnum):
    """How the way to the server is closed to listeners."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes letters, and as whom we come; `password` is kept out of what is printed."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = Tls.STARTTLS


class MailError(CurationError):
    """A letter did not go out. `stops` says that the next one would not either."""

    kind = "mail"
    stops = False


class BadAddress(MailError):
    """What is written as an address is none."""

    kind = "mail_address"

    def __init__(self, address: str) -> None:
        super().__init__(f"not an address that mail can be sent to: {address}")


class Refused(MailError):
    """The server does not take this letter, or not for this person."""

    kind = "mail_refused"

    def __init__(self, code: int, reply: bytes | str) -> None:
        super().__init__(f"the mail server refused it: {code} {_readable(reply)}")


class NotLetIn(MailError):
    """The server does not believe our user and password, or wants some."""

    kind = "mail_sign_in"
    stops = True

    def __init__(self, code: int, reply: bytes | str) -> None:
        super().__init__(f"the mail server does not let us in, check the user and password: {code} {_readable(reply)}")


class NotPrivate(MailError):
    """The way to the server cannot be closed to listeners as asked, or its certificate is not to be believed."""

    kind = "mail_tls"
    stops = True

    def __init__(self, why: object) -> None:
        super().__init__(f"no private way to the mail server: {_readable(str(why))}")


class NoServer(MailError):
    """Nobody answers there."""

    kind = "mail_unreachable"
    stops = True
    worth_retrying = True

    def __init__(self, why: object) -> None:
        super().__init__(f"the mail server cannot be reached: {_readable(str(why))}")


class CutOff(MailError):
    """The server hung up, or took too long over a letter; it may have gone out all the same."""

    kind = "mail_cut"
    worth_retrying = True

    def __init__(self, why: object) -> None:
        super().__init__(f"the mail server hung up or was too slow: {_readable(str(why))}")


class Post:
    """A connection to the server, made at the first letter and again after it broke."""

    def __init__(self, server: MailServer, silent: float = SILENT_SECONDS, each: float = LETTER_SECONDS) -> None:
        self._server, self._silent, self._each = server, silent, each
        self._line: smtplib.SMTP | None = None
        self._shut: MailError | None = None

    def send(self, letter: EmailMessage) -> None:
        """Send it, or MailError; after an error that `stops`, every further letter meets the same one at once."""
        if self._shut is not None:
            raise self._shut
        try:
            line = self._line or self._opened()
            with _deadline(line, self._each):
                line.send_message(letter)
        except MailError as error:
            self._shut = error if error.stops else None
            raise
        except (smtplib.SMTPException, OSError, UnicodeError, ValueError) as error:
            raise self._named(error) from error

    def close(self) -> None:
        """Say good-bye where somebody still listens."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (smtplib.SMTPException, OSError):
                line.close()

    def _opened(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        line = (
            smtplib.SMTP_SSL(timeout=self._silent, context=context)
            if self._server.tls is Tls.TLS
            else smtplib.SMTP(timeout=self._silent)
        )
        line._host = self._server.host  # type: ignore[attr-defined]  # the name that its certificate must bear
        try:
            with _deadline(line, self._each):
                line.connect(self._server.host, self._server.port)
                if self._server.tls is Tls.STARTTLS:
                    line.starttls(context=context)
                if self._server.user:
                    line.login(self._server.user, self._server.password)
        except (smtplib.SMTPException, OSError) as error:
            line.close()
            raise _not_opened(error) from error
        self._line = line
        return line

    def _named(self, error: Exception) -> MailError:
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return Refused(*next(iter(error.recipients.values())))
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return NotLetIn(error.smtp_code, error.smtp_error)
        if isinstance(error, smtplib.SMTPResponseException):
            return Refused(error.smtp_code, error.smtp_error)
        if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError | ValueError):
            return Refused(553, str(error))
        if self._line is not None:
            self._line.close()
        self._line = None
        return CutOff(error)


def _not_opened(error: Exception) -> MailError:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotLetIn(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return NotPrivate(error)
    return NoServer(error)


@contextmanager
def _deadline(line: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Hang up when all of this takes too long: the library only bounds the wait for each word."""

    def hang_up() -> None:
        if line.sock is not None:
            line.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _readable(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_REPLY]
