"""A reference as any list gives one: its whole address, its title without markup, its date and its lasting id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

from curation.addresses import canonical_address
from curation.model import Ref

MOST_TITLE: Final = 1_000
_TAG: Final = re.compile(r"</?[a-zA-Z!][^<>]*>")
_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li|/h\d)\b[^<>]*>", re.I)


def reference(base: str, link: object, title: object = "", published: str = "", guid: object = "") -> Ref | None:
    """A reference with its whole address, unless the link leads nowhere on the web."""
    url = web_address(base, link)
    return Ref(url, plain_title(title), published, lasting_id(guid)) if url else None


def web_address(base: str, link: object) -> str:
    """A link's whole address; "" when it is no address on the web."""
    try:
        # A line break within an address is the feed's layout.
        url = urljoin(base, re.sub(r"[\t\r\n]", "", str(link or "")).strip())
        parts = urlsplit(url)
        return url if link and parts.scheme in {"http", "https"} and parts.hostname else ""
    except ValueError:
        return ""


def plain_title(title: object) -> str:
    """A title on one line and without markup."""
    text = str(title or "")
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    return " ".join(unescape(text).split())[:MOST_TITLE]


def lasting_id(guid: object) -> str:
    """What a feed calls an entry by; an id that is an address is compared like one, so http and https are the same."""
    return canonical_address(str(guid if guid is not None else "").strip())


def present(refs: Iterable[Ref | None]) -> list[Ref]:
    return [ref for ref in refs if ref is not None]


def once_each(refs: Iterable[Ref]) -> list[Ref]:
    """Each reference once; items that share an address stay apart by their id or title, as some feeds give all one."""
    kept: dict[tuple[str, str, str], Ref] = {}
    for ref in refs:
        kept.setdefault((canonical_address(ref.url), ref.guid, ref.title), ref)
    return _with_ids_that_tell_apart(list(kept.values()))


def _with_ids_that_tell_apart(refs: list[Ref]) -> list[Ref]:
    """An id that two references bear tells nothing, and is believed of neither."""
    borne = Counter(ref.guid for ref in refs)
    return [replace(ref, guid="") if borne[ref.guid] > 1 else ref for ref in refs]
