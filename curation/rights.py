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

_CC_LINK: Final = re.compile(r"creativecommons\.org/licen[sc]es/(by(?:-nc)?(?:-sa|-nd)?)/(\d\.\d)", re.I)
_CC0_LINK: Final = re.compile(r"creativecommons\.org/publicdomain/(zero|mark)/1\.0", re.I)
_CC_WORDS: Final = re.compile(
    r"\bCC[ -]?(BY(?:[ -]NC)?(?:[ -](?:SA|ND))?)\b(?:[ -]?(\d\.\d))?"
    r"|Creative Commons:? (Attribution(?:[ -–]+Non-?Commercial)?(?:[ -–]+(?:Share-?Alike|No-?Deriv(?:ative)?s?))?)"
    r"(?:[ \w]*? (\d\.\d))?",
    re.I,
)
_RESERVED: Final = re.compile(r"all rights reserved", re.I)
_PARTS: Final = (
    ("non", "nc"),
    ("nc", "nc"),
    ("share", "sa"),
    ("sa", "sa"),
    ("nod", "nd"),
    ("deriv", "nd"),
    ("nd", "nd"),
)


def guess_licence(links: Iterable[str], text: str) -> tuple[str, str]:
    """The licence a page states, as (identifier, the link or words it was read from); ("", "") when it states none.

    A Creative Commons link is taken before words. Where several are stated, the one that allows least is taken:
    a page with a CC BY picture in an all-rights-reserved article must not pass for open.
    """
    found = [*_linked(links)] or [*_worded(text)]
    if not found:
        return UNKNOWN, ""
    return min(found, key=lambda guess: LICENCES[guess[0]].translation)


def _linked(links: Iterable[str]) -> Iterable[tuple[str, str]]:
    for link in links:
        if match := _CC_LINK.search(link):
            yield from _known(f"CC-{match[1].upper()}-{match[2]}", link)
        elif match := _CC0_LINK.search(link):
            yield ("CC0-1.0" if match[1].lower() == "zero" else "public-domain"), link


def _worded(text: str) -> Iterable[tuple[str, str]]:
    for match in _CC_WORDS.finditer(text):
        code = _code(match[1] or match[3])
        yield from _known(f"CC-{code.upper()}-{match[2] or match[4] or '4.0'}", match[0])
    if reserved := _RESERVED.search(text):
        yield "all-rights-reserved", reserved[0]


def _code(words: str) -> str:
    """The code of a licence's name: "by-nc-sa" for "Attribution-NonCommercial-ShareAlike" or "BY NC SA"."""
    parts = re.split(r"[ \-–]+", words.lower())[1:]
    codes = (code for part in parts for start, code in _PARTS if part.startswith(start))
    return "-".join(dict.fromkeys(["by", *codes]))


def _known(identifier: str, evidence: str) -> Iterable[tuple[str, str]]:
    if identifier in LICENCES:
        yield identifier, evidence


def licence_of(identifier: str) -> Licence:
    """The licence of this identifier; one we do not know is treated as unknown, which allows nothing."""
    return LICENCES.get(identifier, LICENCES[UNKNOWN])


def refusal(identifier: str) -> str:
    """Why the translation may not be exported, in French for the portal's reader; "" when it may."""
    licence = licence_of(identifier)
    if licence.translation:
        return ""
    if licence.id == UNKNOWN:
        return "La licence du document d’origine n’est pas connue : la traduction n’est pas diffusée."
    return f"La licence du document d’origine ({licence.label}) ne permet pas d’en diffuser une traduction."
