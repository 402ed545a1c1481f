"""Ways to write a term into a French text: its number and gender, the determiner before it, what agrees behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from glossary.termbase import Term
from translation import agreement
from translation.agreement import Form
from translation.terminology import TermUse


def wanted_form(use: TermUse) -> str:
    term = use.match.term
    return use.match.found if term.do_not_translate else term.target


_SMALL_AT_START: Final = re.compile(
    r"(?:(?:l|d|qu|s|n|c|j)[’']|(?:le|la|les|un|une|des|du|de|au|aux|à|ce|cet|cette|ces|son|sa|ses|leurs?|et|ou|que|en|par"
    r"|pour|sur|dans|avec)\s+)",
    re.I,
)
_SMALL_AT_END: Final = re.compile(
    r"(?:\s+(?:le|la|les|un|une|des|du|de|au|aux|à|et|ou|que|qui|en|par|pour|sur|dans|avec)|[\s.,;:!?)»]+|\s+[dl][’'])$",
    re.I,
)


def trimmed(french: str, start: int, end: int) -> tuple[int, int] | None:
    """The place without the small words and marks at its edges."""
    while start < end and (found := _SMALL_AT_START.match(french, start, end)):
        start = found.end()
    while start < end and (found := _SMALL_AT_END.search(french[start:end])):
        end = start + found.start()
    return (start, end) if start < end else None


def forms(use: TermUse, plural_before: bool | None) -> Iterator[tuple[str, Form]]:
    """The wanted words in the number that fits, the likeliest first, in each gender they may have."""
    term, target = use.match.term, wanted_form(use)
    if term.gender.endswith("pl") or (not term.gender and not target.isupper() and agreement.looks_plural(target)):
        numbers = [(target, True)]
    else:
        invariable = term.do_not_translate or target.isupper()
        several = _is_plural(use) if plural_before is None else plural_before
        both = [(target, False), (target if invariable else _plural_of(target, term), True)]
        numbers = both[::-1] if several else both
        if _is_plural(use) == several:
            numbers = numbers[:1]
    for text, plural in numbers:
        for feminine in _genders(term, target):
            yield text, Form(feminine, plural)


def _plural_of(target: str, term: Term) -> str:
    """The plural that the glossary gives, else the one that the rules make: "accords-cadres"."""
    given = term.inflected if target == term.target else ()
    return next((form for form in given if agreement.looks_plural(form)), agreement.plural_phrase(target))


def _genders(term: Term, target: str) -> tuple[bool, ...]:
    if term.gender:
        return (term.gender.startswith("f"),)
    likely = agreement.likely_feminine(target)
    return (False, True) if likely is None else (likely,)


def _is_plural(use: TermUse) -> bool:
    """Whether the English has the term in the plural where the term base has it in the singular."""
    found, source = use.match.found.lower(), use.match.term.source.lower()
    return found.endswith("s") and not source.endswith("s") and len(found) >= len(source)


_SENTENCE_BEGINS: Final = re.compile(r"(?:^|[.!?…:«“(\[–—-])\s*$")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write the term in its place: what comes before it with its determiner, the term, and its form."""

    before: str
    term: str
    form: Form


def ways(french: str, use: TermUse, start: int) -> Iterator[Way]:
    """What may stand up to the end of the term, with the determiner that stands there made to fit."""
    found = agreement.determiner_before(french, start)
    plural_before = found.plural if found and "of" not in found.kinds else None
    begins = found.start if found else start
    before = french[:begins]
    for text, form in forms(use, plural_before):
        for kind in found.kinds if found else ("",):
            determiner = agreement.determined(kind, form, text)
            capital = bool(_SENTENCE_BEGINS.search(before)) or (found is not None and found.capital)
            phrase = (determiner, text)
            if capital and french[begins : begins + 1].isupper():
                phrase = (_capital(determiner), text) if determiner else ("", _capital(text))
            yield Way(_elided(before, phrase[0] or phrase[1]) + phrase[0], phrase[1], form)


def _elided(before: str, following: str) -> str:
    """The text before, its last word elided or not as what follows wants: "que un" is "qu’un", "d’une" "de la"."""
    if found := re.search(r"(?<!\w)(qu|d|l|s|n|j|lorsqu|puisqu|jusqu)[’']$", before, re.I):
        whole = {"qu": "que", "d": "de", "l": "le", "s": "se", "n": "ne", "j": "je"}
        stem = found[1]
        if not agreement.elides(following.strip()):
            return before[: found.start()] + (whole.get(stem.lower(), f"{stem}e")) + " "
    elif agreement.elides(following) and (found := _ELIDING.search(before)):
        return before[: found.start()] + found[1][:-1] + agreement.APOSTROPHE
    return before


_ELIDING: Final = re.compile(r"(?<!\w)(que|de|jusque|lorsque|puisque)\s+$", re.I)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_FOLLOWING: Final = re.compile(r"^(\s+)([^\W\d_]{4,})\b")
_PARTICIPLE: Final = re.compile(r"^(\s+)([^\W\d_]+(?:é|ée|és|ées))\b")
_BE: Final = (
    r"^(\s+(?:[^\W\d_’]+\s+){0,2}?(?:est|sont|était|étaient|été|soit|soient|être|sera|seront|reste|restent)\s+)"
)
_AFTER_BE: Final = re.compile(_BE + r"([^\W\d_]+(?:é|ée|és|ées))\b")
_ATTRIBUTE: Final = re.compile(_BE + r"([^\W\d_]{4,})\b")


def adjusted(rest: str, form: Form) -> Iterator[tuple[str, bool]]:
    """The text after a noun as it may agree with it, each with whether that is surely right."""
    participle = _PARTICIPLE.match(rest) or _AFTER_BE.match(rest)
    attribute = _ATTRIBUTE.match(rest)
    if found := participle or attribute or _FOLLOWING.match(rest):
        agreeing = found[1] + agreement.agreed(found[2], form) + rest[found.end() :]
        yield agreeing, bool(participle or attribute)
        if agreeing == rest:
            return
    yield rest, participle is None


_NAMED: Final = re.compile(r"[A-Z][\w.-]*[a-z][\w.-]*$")
_NAME_BEFORE: Final = re.compile(r"(?<![.!?:;]\s)(?<!^)\b([A-Z][\w-]*[a-z])\s$")
_NAME_AFTER: Final = re.compile(r"\s([A-Z][\w-]*[a-z])\b")
_MOSTLY_CAPITALS: Final = 0.6  # of a title's words: there a capital says nothing


def is_in_a_name(use: TermUse, source: str) -> bool:
    """Whether the term stands in a proper name, "Open Data Kit", which keeps its own words."""
    found = use.match.found
    if use.match.term.source[:1].isupper() or not all(_NAMED.match(word) for word in found.split()):
        return False
    before, after = source[: use.match.start], source[use.match.end :]
    others = [word for word in re.findall(r"[^\W\d_]{4,}", f"{before} {after}")[1:] if not after.startswith(f" {word}")]
    if sum(word[0].isupper() for word in others) >= _MOSTLY_CAPITALS * len(others):
        return False
    return bool(_NAME_BEFORE.search(before) or _NAME_AFTER.match(after))
