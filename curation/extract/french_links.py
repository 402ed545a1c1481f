"""Where a page says that its French version is: in its head, in its language switcher, beside its English PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from curation.addresses import canonical_address
from curation.extract.tidy import tidy
from curation.french_version import FrenchCandidate
from curation.twins import language_in_name, language_of_code, parts_of, without_language

_FRENCH_NAMES: Final = "fr fra fre french français francais française francaise"
# What may stand beside these words in a link to a French version; any other word makes it a link to something else
# ("French Guiana", "French Red Cross").
_FILLERS: Final = """
a afficher also an and article au aussi available ce cet cette change changer choose cliquez consulter de disponible
doc document docx download du egalement également en epub est file for full go here html ici in international
is it kb l la langue language le lien link lire ko mb mo now of on original page passer pdf publication rapport read
report see select site sur switch sélectionner telecharger text texte the this to traduction traduit translated
translation télécharger un une version view voir web"""
# "Français (Canada)" is the page in the French of Canada; "Canada (Français)" is the site of another country.
_COUNTRY_NAMES: Final = "belgique belgium canada france suisse switzerland"
_FRENCH_WORDS: Final = frozenset(_FRENCH_NAMES.split())
_BESIDE_THEM: Final = frozenset(_FILLERS.split())
_COUNTRIES: Final = frozenset(_COUNTRY_NAMES.split())
_MOST_WORDS: Final = 12
_SWITCHER: Final = re.compile(
    r"(?:^|[\s_-])(?:lang|langs|language|languages|locale|locales|translations?|wpml|polylang|i18n|hreflang)(?:$|[\s_-])",
    re.I,
)
_MARKED_AT_END: Final = re.compile(
    r"^(?P<named>.{6,}?)\s*[(\[–—|:-]\s*(?:in |en )?(?:fr|french|français|francais|version française|french version)"
    r"\s*[)\]]?"
    r"(?:\s*[(\[]?pdf[^a-z]*\S*[)\]]?)?$",
    re.I,
)
_HOME: Final = re.compile(r"/?(?:home|index|accueil|default|welcome|bienvenue|main)?(?:\.\w{2,5})?", re.I)
# Their French is a machine's, and their pages are whatever the visitor asks for.
_MACHINES: Final = re.compile(
    r"(?:^|\.)(?:translate\.google\.\w+|translate\.goog|microsofttranslator\.com|deepl\.com)$"
)
_LINK: Final = re.compile(r"<([^>]*)>((?:\s*;\s*[^\s;=,]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,]*))?)*)")
_IN_TEXT: Final = re.compile(
    r"(?:(?<!not )available in french|french version(?: is)?(?: available)?|version française|disponible en français)"
    r"\s*:?\s*(?:at|on|from|here|sur|à l['’]adresse|ici)?\s*:?\s*((?:https?://|www\.)[^\s<>()\[\]]+[^\s<>()\[\].,;:])",
    re.I,
)
_SMALL: Final = frozenset(["the", "and", "for", "with", "from"])


def stated_french(tree: Any, url: str) -> tuple[FrenchCandidate, ...]:
    """Where the page says that its French version is, the surest first; `url` is where the page was fetched.

    Neither the page's own address counts, nor a home page (some sites name theirs on every page).
    """
    base = _joined(url, next(iter(tree.xpath("//base/@href")), ""))
    title = tidy(" ".join([*tree.xpath("//head//title/text()"), *(" ".join(h.itertext()) for h in tree.iter("h1"))]))
    found: dict[str, FrenchCandidate] = {}
    for href, evidence, words in [*_declared(tree), *_linked(tree, base, title), *_files(tree, base)]:
        address = _joined(base, href)
        if _counts(address, url):
            found.setdefault(canonical_address(address), FrenchCandidate(address, evidence, words))
    return tuple(found.values())


def french_in_header(link_header: str, url: str) -> FrenchCandidate | None:
    """The French version that a server names in its `Link:` header, as it does for a PDF."""
    for match in _LINK.finditer(link_header):
        said = {
            key.lower(): value.strip('" ')
            for key, value in re.findall(r"([\w*]+)\s*=\s*(\"[^\"]*\"|[^\s;,]+)", match[2])
        }
        alternate = "alternate" in said.get("rel", "").lower().split()
        address = _joined(url, match[1])
        if alternate and language_of_code(said.get("hreflang", "")) == "fr" and _counts(address, url):
            return FrenchCandidate(address, "hreflang", f'hreflang="{said["hreflang"]}"')
    return None


def french_in_text(text: str) -> FrenchCandidate | None:
    """The French version that a text names in words, with its address after them, as a PDF may do on its first page."""
    for match in _IN_TEXT.finditer(text):
        address = match[1] if match[1].startswith("http") else f"https://{match[1]}"
        if _counts(address, ""):
            return FrenchCandidate(address, "text", tidy(match[0]))
    return None


_Stated = tuple[str, str, str]  # address, evidence, words


def _declared(tree: Any) -> Iterator[_Stated]:
    """`<link rel="alternate" hreflang="fr">`, plain "fr" before a region's; a feed is an alternate too, and no page."""
    links = [
        link
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and language_of_code(link.get("hreflang") or "") == "fr"
        and not re.search(r"rss|atom|json|/xml", link.get("type") or "")
    ]
    for link in sorted(links, key=lambda link: len(link.get("hreflang"))):
        yield link.get("href") or "", "hreflang", f'hreflang="{link.get("hreflang")}"'


def _linked(tree: Any, base: str, title: str) -> Iterator[_Stated]:
    """Links and choices that say "French version", in a switcher or in the text."""
    ends: list[_Stated] = []
    for link in tree.iter("a", "option"):
        href = link.get("href") or link.get("value") or link.get("data-href") or ""
        if not href or href.startswith("#"):
            continue
        labels = list(_labels(link))
        if said := next((label for label in labels if _says_french(label)), ""):
            yield href, "link", said
        elif _is_marked_french(link) and _belongs(link, _joined(base, href), base, labels):
            yield href, "link", labels[0] if labels else f'hreflang="{link.get("hreflang") or link.get("lang")}"'
        elif labels and (match := _MARKED_AT_END.match(labels[0])) and match["named"].casefold() not in _COUNTRIES:
            ends.append((href, "link", labels[0]))
            if _shares_words(match["named"], title):
                yield ends.pop()
    if len(ends) == 1:  # Several are a list of other publications in French.
        yield ends[0]


def _labels(link: Any) -> Iterator[str]:
    """What a link is called: its text, or what is told in its place to those who do not see it."""
    pictures = [image.get("alt") or image.get("title") or "" for image in link.iter("img")]
    for text in (" ".join(link.itertext()), link.get("aria-label"), link.get("title"), *pictures):
        if label := tidy(text or ""):
            yield label


def _says_french(label: str) -> bool:
    words = re.findall(r"[^\W\d_]+", label.casefold())
    if not words or len(words) > _MOST_WORDS or words[0] in _COUNTRIES or not _FRENCH_WORDS.intersection(words):
        return False
    return (_FRENCH_WORDS | _BESIDE_THEM | _COUNTRIES).issuperset(words)


def _is_marked_french(link: Any) -> bool:
    return any(language_of_code(link.get(name) or "") == "fr" for name in ("hreflang", "lang"))


def _belongs(link: Any, address: str, base: str, labels: list[str]) -> bool:
    """Whether a link marked French leads to this page in French: some sites mark every link with a language."""
    if not labels or without_language(address) == without_language(base):
        return True
    around = [link, *link.iterancestors()][:5]
    return any(_SWITCHER.search(element.get(name) or "") for element in around for name in ("class", "id"))


def _shares_words(label: str, title: str) -> bool:
    words = set(re.findall(r"[^\W_]{3,}", label.casefold())) - _SMALL
    return bool(words) and 2 * len(words & set(re.findall(r"[^\W_]{3,}", title.casefold()))) >= len(words)


def _files(tree: Any, base: str) -> Iterator[_Stated]:
    """A French PDF beside its English twin: the same name but for the language."""
    links = [(_joined(base, link.get("href") or ""), link) for link in tree.iter("a")]
    files = [(address, link) for address, link in links if re.search(r"\.(?:pdf|docx?|epub)$", _path(address), re.I)]
    stems = {without_language(address) for address, _ in files if language_in_name(address) != "fr"}
    for address, link in files:
        if language_in_name(address) == "fr" and without_language(address) in stems:
            yield address, "link", next(_labels(link), "") or unquote(_path(address).rpartition("/")[2])


def _counts(address: str, url: str) -> bool:
    if not address.startswith(("http://", "https://")) or _MACHINES.search(_host(address)):
        return False
    if canonical_address(address) == canonical_address(url):
        return False
    return not _is_home(address) or (bool(url) and _is_home(url))


def _is_home(address: str) -> bool:
    bare = parts_of(without_language(address))
    return bool(_HOME.fullmatch(bare.path)) and not bare.query


def _host(address: str) -> str:
    return parts_of(address).hostname or ""


def _path(address: str) -> str:
    return parts_of(address).path


def _joined(base: str, address: str) -> str:
    try:
        joined = urljoin(base, address.strip())
        urlsplit(joined).port  # noqa: B018  an address whose port is no number is refused here
        return joined
    except ValueError:
        return ""
