"""The digest that goes out by mail: what is new for one person, as plain text that leads to the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Final
from urllib.parse import urlsplit

from curation.mailing import BadAddress
from curation.views import Recipient
from curation.web.formats import quoted
from curation.web.language import gettext as _
from curation.web.language import ngettext, speaking
from curation.web.notice_words import ToldNotice, told

MOST: Final = 30  # notices told one by one; nobody reads more in a mail
LONGEST_TITLE: Final = 120


def letter(person: Recipient, sender: str, url: str, at: datetime) -> EmailMessage:
    """The person's mail in their language, from `sender`, with links below `url`; BadAddress where one is no address.

    It holds no text of a draft: who did what, the titles, and how the comments begin.
    """
    message = EmailMessage(policy=SMTP)
    with speaking(person.language):
        message["Subject"] = subject(len(person.notices))
        message["From"], message["To"] = _address(sender), _address(person.email)
        message["Date"] = format_datetime(at)
        # Without a domain, Python would ask the network for this machine's name, and tell it to the reader.
        message["Message-ID"] = make_msgid(domain=urlsplit(url).hostname or "localhost")
        message["Auto-Submitted"] = "auto-generated"  # absent people's machines do not answer this
        message["List-Unsubscribe"] = f"<{url}/compte>"
        message.set_content("\n".join(_lines(person, url)), cte="quoted-printable")
    return message


def subject(new: int) -> str:
    return ngettext(
        "Dragoman\u00a0: %(num)s nouvelle pour vous", "Dragoman\u00a0: %(num)s nouvelles pour vous", new
    ) % {"num": new}


def _lines(person: Recipient, url: str) -> Iterator[str]:
    yield _("Bonjour,")
    yield ""
    for notice in person.notices[:MOST]:
        yield from _told(told(notice), url)
    if (more := len(person.notices) - MOST) > 0:
        yield ngettext("Et %(num)s autre nouvelle.", "Et %(num)s autres nouvelles.", more) % {"num": more}
        yield ""
    yield _("Tout voir\u00a0: %(address)s") % {"address": f"{url}/avis"}
    yield _("Changer la fréquence de ces messages, ou ne plus en recevoir\u00a0: %(address)s") % {
        "address": f"{url}/compte"
    }


def _told(notice: ToldNotice, url: str) -> Iterator[str]:
    title = notice.title if len(notice.title) <= LONGEST_TITLE else f"{notice.title[:LONGEST_TITLE]}…"
    yield f"* {notice.sentence}"
    yield f"  {quoted(title)}"
    if notice.quoted:
        yield f"  > {notice.quoted}"
    yield f"  {url}{notice.path}"
    yield ""


def _address(address: str) -> Address:
    try:
        return Address(addr_spec=address)
    except (ValueError, MessageError, IndexError) as error:
        raise BadAddress(address) from error
