"""How publishers write a page's language into its address: /en/ and /fr/, ?lang=en, en.site.org, report_EN.pdf."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from curation.addresses import canonical_address

_FRENCH: Final[Mapping[str, str]] = MappingProxyType(
    {"en": "fr", "eng": "fra", "english": "french", "anglais": "francais"}
)
_ENGLISH_REGION: Final = re.compile(r"en([-_])([a-z]{2})", re.I)
_REGIONS: Final[Mapping[str, str]] = MappingProxyType({"ca": "ca", "be": "be", "ch": "ch", "lu": "lu"})
_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        code: language
        for language, codes in {
            "en": "en eng english anglais",
            "fr": "fr fra fre french francais français vf",
            "es": "es esp spa spanish espanol español",
            "ar": "ar ara arabic",
            "pt": "pt por portuguese",
            "ru": "ru rus russian",
        }.items()
        for code in codes.split()
    }
)
_QUERY: Final = re.compile(r"(?<![^&])((?:lang|language|locale|lng|hl|l|langcode|sprache|idioma|langue)=)([^&]+)", re.I)
_HERE: Final = "\ue000"  # stands for a language in an address, which never holds it
_MARKED: Final = re.compile(
    rf"(?<=\?)\w+={_HERE}&|\?\w+={_HERE}(?!&)|&\w+={_HERE}|(?<=//){_HERE}\.|/{_HERE}(?=[/?]|$)"
    rf"|(?<=/){_HERE}[-_]|(?:[-_. (]|%20|%28)*{_HERE}(?:%29|\))?"
)
# At a name's end a code of two letters counts however it is written; in its middle only in capitals, since "en" is a
# French word too ("mise-en-oeuvre").
_AT_END: Final = re.compile(
    r"(?P<before>[\w)%.-]*?(?:[-_.\s(]|%20|%28))(?P<code>[a-z]+)(?P<after>(?:\)|%29)?(?:\.[a-z\d]{2,5})?)", re.I
)
_AT_START: Final = re.compile(r"(?P<before>)(?P<code>EN|ENG|English|FR|FRA|FRE|French)(?P<after>[-_].+)")
_INSIDE: Final = re.compile(
    r"(?P<before>.+[-_.])(?P<code>EN|ENG|FR|FRA|FRE|[Ee]nglish|[Ff]rench)(?P<after>[-_.].+\.[a-z\d]{2,5})"
)


def french_twin(url: str) -> str:
    """The address at which a French version would be if the site writes its addresses by language; "" if it does not.

    A guess, for the caller to ask the server about.
    """
    return _rewritten(url.strip(), _in_french)


def without_language(url: str) -> str:
    """An address without what names its language, the same for a page and its twin; to be compared, not fetched."""
    marked = _rewritten(canonical_address(url), lambda code: _HERE if language_of_code(code) in {"en", "fr"} else None)
    return canonical_address(_MARKED.sub("", marked or url)).replace("://www.", "://")


def language_in_name(url: str) -> str:
    """The language that the name of a file says it is in: "fr" for report_FR.pdf, "" when it says none."""
    parts = _split(url)
    return language_of_code(_named(parts[2].rpartition("/")[2])[1]) if parts else ""


def language_of_code(code: str) -> str:
    """The two-letter code of a language as addresses and attributes name it: "fr" for FRA, fr-CH, Francais."""
    return _CODES.get(re.sub(r"(?<=^..)[-_][a-z]{2}$", "", code.strip().casefold()), "")


def _in_french(code: str) -> str | None:
    """The French spelling of an English code in its own letters; None for any other word."""
    if region := _ENGLISH_REGION.fullmatch(code):
        return f"fr{region[1]}" + _as(_REGIONS.get(region[2].lower(), "fr"), region[2])
    return _as(_FRENCH[code.lower()], code) if code.lower() in _FRENCH else None


def _as(word: str, model: str) -> str:
    """`word` in capitals, or with one, as `model` is."""
    return word.upper() if model.isupper() else word.capitalize() if model[:1].isupper() else word


def _rewritten(url: str, renamed: Callable[[str], str | None]) -> str:
    """The address with every code of a language renamed; "" when it has none."""
    if not (parts := _split(url)):
        return ""
    scheme, host, path, query = parts
    first, dot, rest = host.partition(".")
    host = f"{name}{dot}{rest}" if "." in rest and (name := renamed(first)) else host
    *folders, last = path.split("/")
    folders = [renamed(folder) or folder for folder in folders]
    before, code, after = _named(last)
    last = renamed(last) or (f"{before}{name}{after}" if (name := renamed(code)) else last)
    query = _QUERY.sub(lambda part: part[1] + (renamed(part[2]) or part[2]), query)
    renamed_parts = (scheme, host, "/".join([*folders, last]), query)
    return urlunsplit((*renamed_parts, "")) if renamed_parts != parts else ""


def _split(url: str) -> tuple[str, str, str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return (parts.scheme, parts.netloc, parts.path, parts.query) if parts.netloc else None


def _named(name: str) -> tuple[str, str, str]:
    """A file's or page's name in three: before the code of its language, the code, and after it."""
    for pattern in (_AT_END, _AT_START, _INSIDE):
        if (match := pattern.fullmatch(name)) and language_of_code(match["code"]):
            return match["before"], match["code"], match["after"]
    return name, "", ""
