"""Finding words in the French of a draft and putting others there; pure.

What is typed is what is looked for: accents count, and so do letters, but no reader can tell one kind of space or
apostrophe from another, so these are alike. No regular expressions: a mistake in one changes what nobody meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from curation.checking import rewritten
from curation.views import StoredUnit
from glossary.termbase import TermBase
from translation.memory import TranslationMemory
from translation.typography import LINK, french_typography
from translation.unit import Finding, Origin

_BLANKS: Final = "[ \u00a0\u2009\u202f]"
_TOKEN: Final = re.compile(rf"(?P<spaced>{_BLANKS}*[;:!?»%€]|«{_BLANKS}*)|(?P<blank>\s+)|(?P<quote>['’])|(?P<rest>.)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find, what to put there, and where: only in whole words, only as capitals are typed, only where the
    English contains some words ("" for anywhere)."""

    what: str
    by: str
    whole_words: bool = True
    as_typed: bool = False
    english: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A segment that holds what is sought, so many times; `after` is its French once all of these are replaced.

    `findings` are what the checks say then, `new` those among them that they do not say today.
    """

    stored: StoredUnit
    times: int
    after: str
    findings: tuple[Finding, ...] = ()
    new: tuple[Finding, ...] = ()


def places(units: Iterable[StoredUnit], wanted: Wanted) -> tuple[Place, ...]:
    """The segments whose French would change, in their order, not checked yet.

    A passage that stands in the language of the original is no French, and an address is left as it is.
    """
    if not wanted.what.strip():
        return ()
    sought, english = _pattern(wanted), _english(wanted.english)
    found = (
        _place(stored, sought, wanted)
        for stored in units
        if stored.unit.origin is not Origin.SOURCE and english.search(_nfc(stored.unit.segment.text))
    )
    return tuple(place for place in found if place.times and place.after != place.stored.unit.target)


def checked(
    units: Sequence[StoredUnit], some: Sequence[Place], terms: TermBase, memory: TranslationMemory
) -> tuple[tuple[Place, ...], Mapping[int, tuple[Finding, ...]]]:
    """These places with what the checks would say, and what they would say of each other unit that this touches."""
    texts = {place.stored.position: place.after for place in some}
    told = rewritten([stored.unit for stored in units], texts, terms, memory)
    done = tuple(_told(place, told[place.stored.position]) for place in some)
    return done, {position: findings for position, findings in told.items() if position not in texts}


def _told(place: Place, findings: tuple[Finding, ...]) -> Place:
    before = {(finding.check, finding.message) for finding in place.stored.unit.findings}
    new = tuple(finding for finding in findings if (finding.check, finding.message) not in before)
    return Place(place.stored, place.times, place.after, findings, new)


def _place(stored: StoredUnit, sought: re.Pattern[str], wanted: Wanted) -> Place:
    times = 0

    def put(match: re.Match[str]) -> str:
        nonlocal times
        if match["kept"]:
            return match[0]
        times += 1
        return wanted.by if wanted.as_typed else _cased(wanted, match[0])

    text = sought.sub(put, _nfc(stored.unit.target))
    return Place(stored, times, french_typography(re.sub(r"  +", " ", text).strip(" ")))


def _cased(wanted: Wanted, found: str) -> str:
    """What is put there with the capitals of what stood there: "Donnée" makes "Information", "DONNÉE" "INFORMATION".

    "ONU" stays "ONU"; a capital typed at the beginning of both, as telephones do, is no capital that is meant.
    """
    by = wanted.by
    if len(found) > 1 and found.isupper():
        return by.upper()
    if found[:1].isupper():
        return by[:1].upper() + by[1:]
    both = wanted.what[:1].isupper() and by[:1].isupper() and not by[:2].isupper()
    return by[:1].lower() + by[1:] if both and found[:1].islower() else by


def _pattern(wanted: Wanted) -> re.Pattern[str]:
    """Links, which are kept, and what is sought; a space before a high mark or inside « » may stand there or not."""
    what = _nfc(wanted.what).strip()
    sought = "".join(map(_token, _TOKEN.finditer(what)))
    if wanted.whole_words:
        sought = (r"(?<!\w)" if _is_word(what[0]) else "") + sought + (r"(?!\w)" if _is_word(what[-1]) else "")
    return re.compile(rf"(?P<kept>{LINK})|{sought}", re.NOFLAG if wanted.as_typed else re.IGNORECASE)


def _token(match: re.Match[str]) -> str:
    text = match[0]
    match match.lastgroup:
        case "spaced" if text.startswith("«"):
            return f"«{_BLANKS}*"
        case "spaced":
            return f"{_BLANKS}*{re.escape(text[-1])}"
        case "blank":
            return f"{_BLANKS}+"
        case "quote":
            return "['’]"
        case _:
            return re.escape(text)


def _english(words: str) -> re.Pattern[str]:
    """The words anywhere in the English, capitals or not, in however many blanks they stand."""
    return re.compile(r"\s+".join(map(re.escape, _nfc(words).split())), re.IGNORECASE)


def _is_word(letter: str) -> bool:
    return re.fullmatch(r"\w", letter) is not None


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def spelled_out(wanted: Wanted) -> Iterator[tuple[str, str]]:
    """The fields of the form that asks for this, by name: for its address and for the form that follows."""
    yield "quoi", wanted.what
    yield "par", wanted.by
    yield "anglais", wanted.english
    yield from [("mots", "1")] * wanted.whole_words
    yield from [("casse", "1")] * wanted.as_typed
