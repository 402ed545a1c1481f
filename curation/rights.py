"""What a publication's licence lets us do with its translation; a licence that is not known allows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curation.told import Told

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


def _cc(code: str, version: str, port: str = "") -> Licence:
    address = f"https://creativecommons.org/licenses/{code}/{version}/{f'{port.lower()}/' if port else ''}deed.fr"
    name = f"{code.upper()} {version} {port}".strip()
    return Licence(f"CC-{name.replace(' ', '-')}", f"CC {name}", address, "nd" not in code)


_CC_CODES: Final = ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
_CC_VERSIONS: Final = ("4.0", "3.0", "2.5", "2.0", "1.0")
_OGL: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/{}/"
_ETALAB: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
_UN_TERMS: Final = "https://www.un.org/fr/about-us/terms-of-use"

LICENCES: Final[Mapping[str, Licence]] = MappingProxyType(
    {
        licence.id: licence
        for licence in (
            *(_cc(code, version) for version in _CC_VERSIONS for code in _CC_CODES),
            *(_cc(code, "3.0", "IGO") for code in _CC_CODES),  # for intergovernmental organisations
            Licence("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.fr", True),
            Licence("public-domain", Told("Domaine public"), "", True),
            Licence("EU-reuse", Told("Réutilisation autorisée, source Union européenne"), "", True),
            Licence("reuse-with-source", Told("Reproduction et traduction autorisées, source mentionnée"), "", True),
            Licence("OGL-UK-3.0", Told("Open Government Licence v3.0 (Royaume-Uni)"), _OGL.format(3), True),
            Licence("OGL-UK-2.0", Told("Open Government Licence v2.0 (Royaume-Uni)"), _OGL.format(2), True),
            Licence("OGL-UK-1.0", Told("Open Government Licence v1.0 (Royaume-Uni)"), _OGL.format(1), True),
            Licence("OGL-Canada", Told("Licence du gouvernement ouvert (Canada)"), "", True),
            Licence("etalab-2.0", Told("Licence Ouverte 2.0 (Etalab)"), _ETALAB, True),
            Licence("MIT", "MIT", "", True),
            Licence("GPL-3.0", "GPL 3.0", "https://www.gnu.org/licenses/gpl-3.0.html", True),
            Licence("reproduction-only", Told("Reproduction autorisée, sans mention de la traduction"), "", False),
            Licence("permission-required", Told("Autorisation écrite demandée"), "", False),
            Licence("UN-terms", Told("Conditions d’utilisation des Nations Unies"), _UN_TERMS, False),
            Licence("all-rights-reserved", Told("Tous droits réservés"), "", False),
            Licence(UNKNOWN, Told("Licence inconnue"), "", False),
        )
    }
)


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
        return Told("La licence du document d’origine n’est pas connue\u00a0: la traduction n’est pas diffusée.")
    return Told(
        "La licence du document d’origine (%(licence)s) ne permet pas d’en diffuser une traduction.",
        licence=licence.label,
    )
