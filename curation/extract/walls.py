"""Pages that stand where another was asked for: a login, a cookie wall, a robot check, "page not found"."""

from __future__ import annotations

import re
from typing import Final

# A page with more text than this has something of its own to say beside its form or notice.
SHORT: Final = 1_500

_NOT_FOUND: Final = re.compile(
    r"^\W*(?:error |erreur )?404\b|\bpage (?:was |is |cannot be |could not be )?not found|\bpage cannot be found"
    r"|^\W*(?:404 )?not found\b|page (?:introuvable|non trouv[ée]e|inexistante)|page (?:does not|doesn.t) exist",
    re.I,
)
_ROBOTS: Final = re.compile(
    r"just a moment|attention required|checking your browser|verify (?:that )?you are (?:a )?human|are you a robot"
    r"|awswafintegration|enable javascript and cookies to continue|captcha|access denied",
    re.I,
)
_COOKIES: Final = re.compile(
    r"(?:accept|enable|consent to|allow)\b.{0,40}\bcookies|accept(?:er|ez) .{0,40}cookies", re.I
)
_LOGIN: Final = re.compile(
    r"^\W*(?:please )?(?:log ?in|sign ?in|login required|se connecter|connexion|identification)\b", re.I
)


def wall_of(title: str, text: str, has_password: bool) -> str:
    """What stands in the way: "login", "cookies", "robot check", "not found", or "" when nothing does."""
    short = text if len(text) <= SHORT else ""
    if _NOT_FOUND.search(title):
        return "not found"
    if _ROBOTS.search(title) or _ROBOTS.search(short):
        return "robot check"
    if has_password and (_LOGIN.search(title) or short):
        return "login"
    return "cookies" if _COOKIES.search(short) else ""
