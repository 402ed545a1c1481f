"""The licence that a page or a PDF states, read from its links and from the words at its foot or on its first pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from curation.rights import LICENCES, UNKNOWN, licence_of

_CC_LINK: Final = re.compile(r"creativecommons\.org/licen[sc]es/([a-z+-]+)/(\d\.\d)(/igo)?", re.I)
_LINKS: Final = (
    ("CC0-1.0", re.compile(r"creativecommons\.org/publicdomain/zero/1\.0", re.I)),
    ("public-domain", re.compile(r"creativecommons\.org/publicdomain/mark/1\.0", re.I)),
    ("OGL-UK-1.0", re.compile(r"nationalarchives\.gov\.uk/doc/open-government-licence/version/1", re.I)),
    ("OGL-UK-2.0", re.compile(r"nationalarchives\.gov\.uk/doc/open-government-licence/version/2", re.I)),
    ("OGL-UK-3.0", re.compile(r"nationalarchives\.gov\.uk/doc/open-government-licence(?!/version/[12])", re.I)),
    ("OGL-Canada", re.compile(r"(?:open|ouvert)\.canada\.ca/.*licen[cs]e", re.I)),
    ("etalab-2.0", re.compile(r"etalab\.gouv\.fr/.*(?:licence-ouverte|open-licen[cs]e)", re.I)),
)
_PART: Final = (
    r"(?:NC|SA|ND|non commercial|noncommercial|share ?alike|no ?deriv\w*(?: works?)?"
    r"|pas d['’] ?utilisation commerciale|pas de modifications?|partage (?:dans les mêmes conditions|à l['’]identique))"
)
_CC_WORDS: Final = re.compile(
    rf"\bCC ?BY\b(?P<short>(?: {_PART}\b)*)"
    rf"|\bCreative Commons:?(?: licen[cs]e:?)? (?:\(?CC\)? )?(?:Attribution|BY|Paternité)\b"
    rf"(?P<long>(?: {_PART}\b)*)",
    re.I,
)
_VERSION: Final = re.compile(r"[^.]{0,40}?\b([1-4]\.[05])\b( IGO\b| intergovernmental)?", re.I)
_NO_DERIVATIVES: Final = re.compile(r"\bND\b|no ?deriv|pas de modification", re.I)
_BETWEEN_PARTS: Final = re.compile(r"[\s\u2010-\u2015_-]+")
_NEARBY: Final = 80

_WHAT: Final = r"(?:publication|report|document|material|content|text|work|book|guide|handbook|page|website|site)"
_PERMISSION: Final = (
    r"(?:prior|express|explicit|written|advance|formal)"
    r"(?:,? (?:and )?(?:prior|express|explicit|written|advance|formal))*"
    r" (?:permission|consent|authori[sz]ation|approval)"
)
# A sentence ends where the next begins with a capital: "U.S. government" goes on.
_ON: Final = r"(?:(?!\. (?-i:[A-Z])).){0,200}?"
_STATEMENTS: Final = (
    (
        "all-rights-reserved",
        re.compile(r"all rights (?:are )?reserved|tous droits (?:de reproduction )?réservés", re.I),
    ),
    (
        "permission-required",
        re.compile(
            rf"\b{_WHAT}s?\b{_ON}\b(?:reproduc|translat|adapt|cop(?:y|ied)|reprint|republish)\w*{_ON}{_PERMISSION}"
            rf"|\b(?:reproduction|translation)\b{_ON}(?:require|subject to|only with|without){_ON}{_PERMISSION}"
            rf"|\bno part of this {_WHAT} may be\b",
            re.I,
        ),
    ),
    (
        "UN-terms",
        re.compile(
            r"without any right to resell or redistribute|to compile or create derivative works there ?from", re.I
        ),
    ),
    (
        "public-domain",
        re.compile(
            rf"\b(?:this|these|our|all|the) (?:contents? of (?:this|the) )?{_WHAT}s?\b{_ON}"
            r"\b(?:is|are) in the public domain|\bpublic domain mark\b"
            rf"|\b(?:u\.? ?s\.?|united states) (?:federal )?government{_ON}"
            r"(?:public domain|not (?:subject to|protected by) copyright)"
            r"|\b17 u\.? ?s\.? ?c\.? ?(?:§|section|sec\.)? ?105\b"
            r"|not subject to copyright (?:protection )?(?:in|within) the united states",
            re.I,
        ),
    ),
    ("CC0-1.0", re.compile(r"\bCC ?0\b(?! ?%)|creative commons zero", re.I)),
    (
        "OGL-Canada",
        re.compile(r"open government licen[cs]e\W{0,3}canada|licence du gouvernement ouvert\W{0,3}canada", re.I),
    ),
    ("OGL-UK-1.0", re.compile(r"open government licen[cs]e,? \(?v(?:ersion)?\.? ?1\b", re.I)),
    ("OGL-UK-2.0", re.compile(r"open government licen[cs]e,? \(?v(?:ersion)?\.? ?2\b", re.I)),
    ("OGL-UK-3.0", re.compile(r"open government licen[cs]e,? \(?v(?:ersion)?\.? ?3\b", re.I)),
    (
        "etalab-2.0",
        re.compile(r"\blicence ouverte\b|\betalab\b.{0,30}\bopen licen[cs]e|\bopen licen[cs]e\b.{0,30}\betalab", re.I),
    ),
)
_ALLOWS: Final = re.compile(
    rf"\b(?:{_WHAT}s?|it)\b(?:(?!\. ).){{0,60}}?\b(?:may|can) (?:also )?be (?:freely )?"
    rf"(?:reproduced|reprinted|copied|quoted|used|translated|disseminated|distributed|photocopied)\b"
    rf"{_ON}(?:non ?commercial|educational|source|acknowledg\w*|credit\w*|attribut\w*|cited)"
    rf"|\b(?:reproduction|reuse|re use|reproductions and translations|translation)s?\b{_ON}\b(?:is|are) (?:hereby )?"
    rf"(?:authori[sz]ed|permitted|allowed|encouraged)\b{_ON}(?=\.|$)",
    re.I,
)
_TRANSLATION: Final = re.compile(r"\b(?:translat|adapt)", re.I)
_REFUSES: Final = re.compile(r"\b(?:not|except|without|other than|unless)\b(?!-)", re.I)
# The Union's own publications; a report that it paid for names it too, and is somebody else's.
_EUROPEAN: Final = re.compile(
    r"(?:©|\(c\)|copyright):? ?(?:\d{4},? )?(?:the )?european (?:union|communit|commission|parliament|data protection)"
    r"|european union agency|publications office of the european union",
    re.I,
)
_EU_DECISION: Final = re.compile(r"decision\W{1,3}(?:no\.? )?2011/833/EU", re.I)


def guess_licence(links: Iterable[str], text: str) -> tuple[str, str]:
    """The licence a page states, as (identifier, the link or words it was read from); ("", "") when it states none.

    Where several are stated, by link or in words, the one that allows least is taken: a page with a CC BY picture in
    an all-rights-reserved article must not pass for open.
    """
    # However the parts are joined (a hyphen, a dash, a line break of a PDF), they read the same.
    plain = _BETWEEN_PARTS.sub(" ", text)
    found = [*_linked(links), *_creative(plain), *_stated(plain), *_allowed(plain)]
    return min(found, key=lambda guess: _freedom(guess[0]), default=(UNKNOWN, ""))


def _freedom(identifier: str) -> tuple[bool, bool, bool]:
    """How much a licence allows, to compare two: no translation, then no trade, then only under the same licence."""
    return licence_of(identifier).translation, "-NC" not in identifier, "-SA" not in identifier


_Guess = tuple[str, str]


def _linked(links: Iterable[str]) -> Iterator[_Guess]:
    for link in links:
        if match := _CC_LINK.search(link):
            parts = match[1].lower().split("-")
            port = "IGO" if match[3] else ""
            yield _creative_commons("nc" in parts, "nd" in parts, "sa" in parts, match[2], port), link
        else:
            yield from ((identifier, link) for identifier, pattern in _LINKS if pattern.search(link))


def _creative(plain: str) -> Iterator[_Guess]:
    for match in _CC_WORDS.finditer(plain):
        parts = (match["short"] or match["long"] or "").lower()
        after = plain[match.end() : match.end() + _NEARBY]
        version = _VERSION.match(after)
        # A part in words that we do not foresee must not open what it closes.
        forbids = _NO_DERIVATIVES.search(parts) or _NO_DERIVATIVES.search(after)
        shared = "sa" in parts.split() or "share" in parts or "partage" in parts
        no_trade = "nc" in parts.split() or "non" in parts or "commerciale" in parts
        port = "IGO" if version and version[2] else ""
        yield _creative_commons(no_trade, bool(forbids), shared, version and version[1], port), match[0].strip()


def _stated(plain: str) -> Iterator[_Guess]:
    for identifier, pattern in _STATEMENTS:
        if match := pattern.search(plain):
            yield identifier, match[0].strip()


def _allowed(plain: str) -> Iterator[_Guess]:
    """What a sentence of the publisher's own allows; one that speaks of reproduction alone allows no translation."""
    for match in _ALLOWS.finditer(plain):
        said = match[0].strip()
        if _TRANSLATION.search(said) and not _REFUSES.search(said):
            yield "reuse-with-source", said
        elif _EU_DECISION.search(plain) or (re.match(r"re", said, re.I) and _EUROPEAN.search(plain)):
            yield "EU-reuse", said
        else:
            yield "reproduction-only", said


def _creative_commons(nc: bool, nd: bool, sa: bool, version: str | None, port: str = "") -> str:
    """The identifier of a licence by its parts; a version that nobody issued counts as the latest of its kind."""
    code = "-".join(["by", *(["nc"] if nc else []), *(["nd"] if nd else ["sa"] if sa else [])])
    exact = "-".join(filter(None, (f"CC-{code.upper()}", version or "4.0", port)))
    without_port = exact.removesuffix("-IGO")
    return next((each for each in (exact, without_port) if each in LICENCES), f"CC-{code.upper()}-4.0")
