"""What a publication's licence lets us do with its translation; a licence that is not known allows nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

UNKNOWN: Final = ""


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as the portal's reader meets it: French label, address, and whether a translation may go out.

    A translation is an adaptation, so a no-derivatives licence forbids it however freely the original may be copied.
    """

    id: str
    label: str
    url: str
    translation: bool


def _cc(code: str, version: str) -> Licence:
    address = f"https://creativecommons.org/licenses/{code}/{version}/deed.fr"
    return Licence(f"CC-{code.upper()}-{version}", f"CC {code.upper()} {version}", address, "nd" not in code)


_CC_CODES: Final = ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
_CC_VERSIONS: Final = ("4.0", "3.0", "2.5", "2.0", "1.0")

LICENCES: Final[Mapping[str, Licence]] = MappingProxyType(
    {
        licence.id: licence
        for licence in (
            *(_cc(code, version) for version in _CC_VERSIONS for code in _CC_CODES),
            Licence("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.fr", True),
            Licence("public-domain", "Domaine public", "", True),
            Licence("EU-reuse", "Réutilisation autorisée, source Union européenne", "", True),
            Licence("OGL-UK-3.0", "Open Government Licence v3.0 (Royaume-Uni)", "", True),
            Licence("OGL-Canada", "Licence du gouvernement ouvert (Canada)", "", True),
            Licence("MIT", "MIT", "", True),
            Licence("GPL-3.0", "GPL 3.0", "https://www.gnu.org/licenses/gpl-3.0.html", True),
            Licence("all-rights-reserved", "Tous droits réservés", "", False),
            Licence(UNKNOWN, "Licence inconnue", "", False),
        )
    }
)

_CC_LINK: Final = re.compile(r"creativecommons\.org/licen[sc]es/([a-z+-]+)/(\d\.\d)", re.I)
_CC0_LINK: Final = re.compile(r"creativecommons\.org/publicdomain/(zero|mark)/1\.0", re.I)
_PART: Final = r"(?:NC|SA|ND|non commercial|noncommercial|share ?alike|no ?deriv\w*(?: works?)?)"
_CC_WORDS: Final = re.compile(
    rf"\bCC BY\b(?P<short>(?: {_PART}\b)*)|\bCreative Commons:? Attribution\b(?P<long>(?: {_PART}\b)*)", re.I
)
_VERSION: Final = re.compile(r"[^.]{0,40}?\b([1-4]\.[05])\b")
_NO_DERIVATIVES: Final = re.compile(r"\bND\b|no ?deriv", re.I)
_RESERVED: Final = re.compile(r"all rights reserved", re.I)
_BETWEEN_PARTS: Final = re.compile(r"[\s\u2010-\u2015_-]+")
_NEARBY: Final = 80


def guess_licence(links: Iterable[str], text: str) -> tuple[str, str]:
    """The licence a page states, as (identifier, the link or words it was read from); ("", "") when it states none.

    Where several are stated, by link or in words, the one that allows least is taken: a page with a CC BY picture in
    an all-rights-reserved article must not pass for open.
    """
    found = [*_linked(links), *_worded(text)]
    return min(found, key=lambda guess: licence_of(guess[0]).translation, default=(UNKNOWN, ""))


def _linked(links: Iterable[str]) -> Iterable[tuple[str, str]]:
    for link in links:
        if match := _CC_LINK.search(link):
            parts = match[1].lower().split("-")
            yield _creative_commons("nc" in parts, "nd" in parts, "sa" in parts, match[2]), link
        elif match := _CC0_LINK.search(link):
            yield ("CC0-1.0" if match[1].lower() == "zero" else "public-domain"), link


def _worded(text: str) -> Iterable[tuple[str, str]]:
    # However the parts are joined (a hyphen, a dash, a line break of a PDF), they read the same.
    plain = _BETWEEN_PARTS.sub(" ", text)
    for match in _CC_WORDS.finditer(plain):
        parts = (match["short"] or match["long"] or "").lower()
        after = plain[match.end() : match.end() + _NEARBY]
        version = _VERSION.match(after)
        # A part in words that we do not foresee must not open what it closes.
        forbids = _NO_DERIVATIVES.search(parts) or _NO_DERIVATIVES.search(after)
        shared = "sa" in parts.split() or "share" in parts
        found = _creative_commons(
            "nc" in parts.split() or "non" in parts, bool(forbids), shared, version and version[1]
        )
        yield found, match[0].strip()
    if reserved := _RESERVED.search(plain):
        yield "all-rights-reserved", reserved[0]


def _creative_commons(nc: bool, nd: bool, sa: bool, version: str | None) -> str:
    """The identifier of a licence by its parts; a version that nobody issued counts as the latest of its kind."""
    code = "-".join(["by", *(["nc"] if nc else []), *(["nd"] if nd else ["sa"] if sa else [])])
    exact = f"CC-{code.upper()}-{version or '4.0'}"
    return exact if exact in LICENCES else f"CC-{code.upper()}-4.0"


def licence_of(identifier: str) -> Licence:
    """The licence of this identifier; one we do not know is treated as unknown, which allows nothing."""
    return LICENCES.get(identifier, LICENCES[UNKNOWN])


def settled(known: tuple[str, str], confirmed: bool, found: tuple[str, str]) -> tuple[str, str, bool]:
    """What to hold when a visit finds another licence: (identifier, evidence, whether a person's word still stands).

    `known` and `found` are (identifier, evidence); a source's hint has no evidence, what a page states has. What a page
    states goes before a hint, the stricter of two hints before the laxer, and nothing gives way to "unknown". A
    person's word stands until the page states something new that forbids what was allowed.
    """
    stated, unchanged = bool(found[1]), (*known, confirmed)
    if found == known or found[0] == UNKNOWN:
        return unchanged
    if confirmed:
        closes = stated and found[1] != known[1] and not licence_of(found[0]).translation
        return (*found, False) if closes and licence_of(known[0]).translation else unchanged
    if stated:
        return (*found, False)
    laxer = licence_of(found[0]).translation >= licence_of(known[0]).translation
    return unchanged if known[1] or (known[0] != UNKNOWN and laxer) else (*found, False)


def refusal(identifier: str) -> str:
    """Why the translation may not be exported, in French for the portal's reader; "" when it may."""
    licence = licence_of(identifier)
    if licence.translation:
        return ""
    if licence.id == UNKNOWN:
        return "La licence du document d’origine n’est pas connue : la traduction n’est pas diffusée."
    return f"La licence du document d’origine ({licence.label}) ne permet pas d’en diffuser une traduction."
