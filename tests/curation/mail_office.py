"""A mail server on a free port of this machine that does as a test says: real SMTP, with STARTTLS and AUTH."""

import asyncio
import socket
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "dragoman", "un secret que personne ne dit"


class Office:
    """What came in, and the moods: addresses refused, a pause before the last answer, hanging up at a letter.

    `meanwhile` is done while a letter is taken.
    """

    def __init__(self):
        self.letters, self.recipients, self.sessions = [], [], set()
        self.refused, self.pause, self.cuts = {}, 0, []
        self.port, self.meanwhile = 0, lambda: None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.sessions.add(session.peer)
        if self.cuts and self.cuts.pop(0):
            server.transport.abort()
            return "250 never heard"
        await asyncio.sleep(self.pause)
        await asyncio.to_thread(self.meanwhile)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


class Counter(Controller):
    """aiosmtpd's server, which can hang up on everybody: it would leave its lines open when it stops."""

    def factory(self):
        self.made = [*getattr(self, "made", ()), super().factory()]
        return self.made[-1]

    async def hang_up(self):
        for server in self.made:
            for line in {server.transport, getattr(server, "_original_transport", None)} - {None}:
                line.abort()
        await asyncio.sleep(0.02)


@contextmanager
def opened(**options):
    """The office, open until the block ends; `options` are those of aiosmtpd's server."""
    office = Office()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        office.port = free.getsockname()[1]
    controller = Counter(office, hostname="127.0.0.1", port=office.port, **options)
    controller.start()
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(controller.hang_up(), controller.loop).result(5)
        controller.stop()


def lets_in(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=right)


def tls_context(folder):
    """What a server of this machine proves who it is with; `folder/ca.pem` is what a client believes it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*private))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context
