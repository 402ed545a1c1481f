"""A person's notices as an Atom feed, at an address that only they know: feed readers cannot sign in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.comments import one_line
from curation.views import Recipient
from curation.web.formats import quoted
from curation.web.language import _, speaking, spoken
from curation.web.notice_words import ToldNotice, told
from curation.web.site import Ask, Site

ATOM: Final = "http://www.w3.org/2005/Atom"


def show(site: Site, ask: Ask) -> Response:
    """The feed of whoever's key this is; for a wrong key there is no such page."""
    key = str(ask.request.path_params["key"])
    person = site.catalog.whose_feed(key)
    if person is None:
        raise HTTPException(404)
    with speaking(person.language):
        content = feed(person, [told(notice) for notice in person.notices], _root(ask), address_of(ask, key))
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag, "x-robots-tag": "noindex, nofollow"}
    if tag in ask.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/atom+xml", headers=headers)


def address_of(ask: Ask, key: str) -> str:
    """The whole address of the feed that this key opens."""
    return f"{_root(ask)}/flux/{key}.atom"


def feed(person: Recipient, notices: Sequence[ToldNotice], root: str, address: str) -> bytes:
    """The notices as Atom, newest first, in the language that is spoken; links lead below `root`."""
    assert person.since is not None
    top = Element("feed", {"xmlns": ATOM, "xml:lang": spoken()})
    _texts(top, title=_("Dragoman\u00a0: pour %(name)s") % {"name": one_line(person.name)})
    _texts(top, id=_id("feed", person.account_id, person.since))
    _texts(top, updated=max((notice.at for notice in notices), default=person.since).isoformat())
    SubElement(top, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
    SubElement(top, "link", {"rel": "alternate", "type": "text/html", "href": f"{root}/avis"})
    for notice in notices:
        entry = SubElement(top, "entry")
        _texts(entry, id=_id("notice", notice.id, person.since), title=notice.sentence, updated=notice.at.isoformat())
        _texts(SubElement(entry, "author"), name="Dragoman")
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{root}{notice.path}"})
        lines = [quoted(notice.title), *([notice.quoted] if notice.quoted else [])]
        SubElement(entry, "content", {"type": "text"}).text = "\n".join(lines)
    written: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return written


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = text


def _id(kind: str, number: int, since: datetime) -> str:
    """The same for good, whatever the address and its key become."""
    return uuid5(NAMESPACE_URL, f"dragoman {kind} {number} {since.isoformat()}").urn


def _root(ask: Ask) -> str:
    return str(ask.request.base_url).rstrip("/")
