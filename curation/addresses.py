"""What a web address is compared by: two ways of writing it are one address, and a publication has only one."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

# Added by newsletters and social networks to know who clicked; the page is the same without them.
TRACKING: Final = re.compile(r"utm_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok", re.I)
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_PATH_SAFE: Final = "/!$&'()*+,;=:@~"
_QUERY_SAFE: Final = _PATH_SAFE + "?"


def canonical_address(url: str) -> str:
    """The one spelling of an address; what is no http address comes back as it was, without the blanks around it."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url.strip()
    if parts.scheme not in DEFAULT_PORTS or not host:
        return url.strip()
    scheme = _scheme(parts.scheme, host, port)
    return urlunsplit((scheme, _netloc(host, port, parts.scheme, scheme), _path(parts.path), _query(parts.query), ""))


def is_local(host: str) -> bool:
    """Whether a host name means this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site: the same host, with or without www, or a host inside the other."""
    a, b = _site(one), _site(other)
    return bool(a and b) and (a == b or a.endswith(f".{b}") or b.endswith(f".{a}"))


def publication_address(fetched_url: str, page_canonical: str, header_canonical: str, republishes: bool) -> str:
    """The address a publication is known by: the canonical one it names, if that can be believed, else where it was.

    Believed is a canonical address on the same site, or any when the source republishes other sites' pages.
    """
    for named in filter(None, (header_canonical, page_canonical)):
        candidate = canonical_address(_joined(fetched_url, named))
        if _believable(candidate, fetched_url, republishes):
            return candidate
    return canonical_address(fetched_url)


def _believable(candidate: str, fetched_url: str, republishes: bool) -> bool:
    if not candidate.startswith(("http://", "https://")):
        return False
    # Some sites name their home page as canonical everywhere; every page would become one publication.
    if _is_home(candidate) and not _is_home(canonical_address(fetched_url)):
        return False
    return republishes or same_site(candidate, fetched_url)


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path in {"", "/"} and not parts.query


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def _site(url: str) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def _scheme(scheme: str, host: str, port: int | None) -> str:
    """http becomes https, except on this machine and on a port of its own."""
    return "https" if not is_local(host) and port in {None, *DEFAULT_PORTS.values()} else scheme


def _netloc(host: str, port: int | None, *schemes: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port in {None, *(DEFAULT_PORTS[scheme] for scheme in schemes)} else f"{name}:{port}"


def _path(path: str) -> str:
    """A path without dot segments and without a slash at its end."""
    kept: list[str] = []
    for segment in _encoded(path, _PATH_SAFE).split("/"):
        if segment == "..":
            kept = kept[:-1] or [""]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept).rstrip("/") or "/"


def _query(query: str) -> str:
    wanted = (part for part in query.split("&") if part and not TRACKING.fullmatch(part.partition("=")[0]))
    return "&".join(_encoded(part, _QUERY_SAFE) for part in wanted)


def _encoded(text: str, safe: str) -> str:
    """Percent-encoding only where it is needed, in capitals; a reserved character stays as it was written."""
    return re.sub(r"(?:%[0-9a-fA-F]{2})+|[^%]+|%", lambda run: _encoded_run(run[0], safe), text)


def _encoded_run(run: str, safe: str) -> str:
    if not re.match(r"%[0-9a-fA-F]{2}", run):
        return quote(run, safe=safe, errors="replace")
    # %2F must not become a slash: what is reserved keeps its encoding.
    return quote(unquote_to_bytes(run), safe="~")
