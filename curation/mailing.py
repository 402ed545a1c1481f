"""Letters to a mail server: one connection for all, a deadline for each, and what went wrong by its name."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
        except (smtplib.SMTPException, OSError, ValueError) as error:
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
        line = _reached(self._server, self._silent)
        try:
            with _deadline(line, self._each):
                _made_private(line, self._server)
                _let_in(line, self._server)
        except MailError:
            line.close()
            raise
        self._line = line
        return line

    def _named(self, error: Exception) -> MailError:
        """What this error of a letter is; a line that broke is given up."""
        code, reply = _answer(error)
        if code and code != HANGS_UP:
            return NotLetIn(code, reply) if code in WANTS_PASSWORD else Refused(code, reply)
        if self._line is not None:
            self._line.close()
        self._line = None
        return CutOff(str(error))


HANGS_UP: Final = 421
WANTS_PASSWORD: Final = frozenset({530, 534, 535, 538})
NOT_TAKEN: Final = 553  # what a server says of an address that it cannot write


def _answer(error: Exception) -> tuple[int, bytes | str]:
    """The server's code and words; 0 when it said nothing that we heard."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return code, reply
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, error.smtp_error
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        return NOT_TAKEN, str(error)
    return 0, ""


def _reached(server: MailServer, silent: float) -> smtplib.SMTP:
    try:
        if server.tls is Tls.TLS:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=silent, context=ssl.create_default_context())
        return smtplib.SMTP(server.host, server.port, timeout=silent)
    except ssl.SSLError as error:
        raise NotPrivate(error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NoServer(error) from error


def _made_private(line: smtplib.SMTP, server: MailServer) -> None:
    if server.tls is not Tls.STARTTLS:
        return
    try:
        line.starttls(context=ssl.create_default_context())
    except (ssl.SSLError, smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException) as error:
        raise NotPrivate(error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NoServer(error) from error


def _let_in(line: smtplib.SMTP, server: MailServer) -> None:
    if not server.user:
        return
    try:
        line.login(server.user, server.password)
    except smtplib.SMTPServerDisconnected as error:
        raise NoServer(error) from error
    except (smtplib.SMTPException, UnicodeError) as error:
        code, reply = _answer(error)
        raise NotLetIn(code or 535, reply or str(error)) from error
    except OSError as error:  # after its own kinds: smtplib's errors are all of this one
        raise NoServer(error) from error


@contextmanager
def _deadline(line: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Hang up when all of this takes too long: the library only bounds the wait for each word."""

    def hang_up() -> None:
        if line.sock is not None:
            with suppress(OSError):  # it may have hung up by itself
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
