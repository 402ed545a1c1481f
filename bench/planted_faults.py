"""One fault of each kind that the checks are there for, to be put into a good translation."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bench.parallel import Pair
from glossary import default_termbase
from translation.terminology import Use, term_uses
from translation.typography import NBSP, NNBSP


@dataclass(frozen=True, slots=True)
class Spoilt:
    """An English sentence, its good French, and the French with one fault."""

    english: str
    good: str
    bad: str


Fault = Callable[[Pair, random.Random], Spoilt | None]


def swapped(english: str, good: str, bad: str) -> Fault:
    """A fault in words put at the end of both sentences, before their last mark."""

    def plant(pair: Pair, _: random.Random) -> Spoilt:
        return Spoilt(_with(pair.english, english), _with(pair.french, good), _with(pair.french, bad))

    return plant


def _with(text: str, words: str) -> str:
    body, mark = re.fullmatch(r"(?s)(.*?)(\s*[.;:!?]?)", text).groups()  # type: ignore[union-attr]
    return f"{body} {words}{mark}".rstrip()


def changed(pattern: str, instead: str) -> Fault:
    """One place of the French, chosen at random, that the pattern finds, rewritten; None where there is none."""

    def plant(pair: Pair, chance: random.Random) -> Spoilt | None:
        places = list(re.finditer(pattern, pair.french))
        if not places:
            return None
        place = chance.choice(places)
        bad = pair.french[: place.start()] + place.expand(instead) + pair.french[place.end() :]
        return Spoilt(pair.english, pair.french, bad) if bad != pair.french else None

    return plant


def lost_number(pair: Pair, chance: random.Random) -> Spoilt | None:
    places = [place for place in re.finditer(r"(?<![\w.,])\d{2,}(?![\w.,]) ?", pair.french) if _is_once(place[0], pair)]
    if not places:
        return None
    place = chance.choice(places)
    return Spoilt(pair.english, pair.french, pair.french[: place.start()] + pair.french[place.end() :])


def _is_once(number: str, pair: Pair) -> bool:
    return all(len(re.findall(rf"\b{number.strip()}\b", text)) == 1 for text in (pair.english, pair.french))


def left_in_english(pair: Pair, _: random.Random) -> Spoilt:
    return Spoilt(pair.english, pair.french, pair.english)


def half_in_english(pair: Pair, _: random.Random) -> Spoilt:
    ours, theirs = pair.english.split(), pair.french.split(" ")
    bad = [*theirs[: len(theirs) // 2], *ours[len(ours) // 2 :]]
    return Spoilt(pair.english, pair.french, " ".join(bad))


def lost_point(pair: Pair, _: random.Random) -> Spoilt | None:
    if not (pair.english.endswith(".") and re.search(r"\w\.$", pair.french)):
        return None
    return Spoilt(pair.english, pair.french, pair.french[:-1])


def half_lost(pair: Pair, _: random.Random) -> Spoilt:
    words = pair.french.split(" ")
    return Spoilt(pair.english, pair.french, " ".join(words[len(words) // 2 :]))


def dropped_sentence(pair: Pair, _: random.Random) -> Spoilt | None:
    if not (pair.english.endswith(".") and pair.french.endswith(".")):
        return None
    added = (
        "The team met the families in the camp on that day.",
        "L’équipe a rencontré les familles du camp ce jour-là.",
    )
    return Spoilt(f"{pair.english} {added[0]}", f"{pair.french} {added[1]}", pair.french)


def forbidden_term(pair: Pair, _: random.Random) -> Spoilt | None:
    for use in term_uses(TERMS, pair.english, pair.french):
        if use.use is Use.PREFERRED and use.match.term.forbidden:
            bad = pair.french.replace(use.found, use.match.term.forbidden[0])
            return Spoilt(pair.english, pair.french, bad)
    return None


def looping(pair: Pair, _: random.Random) -> Spoilt:
    *_before, one, other = ["", *re.findall(r"[^\W\d_]+", pair.french)[-2:]]
    return Spoilt(pair.english, pair.french, pair.french + f" {one} {other}" * 5)


def small_start(pair: Pair, _: random.Random) -> Spoilt | None:
    bad = pair.french[0].lower() + pair.french[1:]
    is_sentence = pair.english[0].isupper() and pair.english.endswith(".") and pair.french.endswith(".")
    return Spoilt(pair.english, pair.french, bad) if bad != pair.french and is_sentence else None


TERMS: Final = default_termbase()
FAULTS: Final[Mapping[str, tuple[Fault, str]]] = {
    "lost number": (lost_number, "number date"),  # a number of a date is told with the date
    "lost number, put in": (swapped("(some 12,400)", f"(environ 12{NNBSP}400)", "(environ)"), "number"),
    "changed number": (swapped("(some 12,400)", f"(environ 12{NNBSP}400)", f"(environ 14{NNBSP}200)"), "number"),
    "changed decimal": (swapped("(some 1.5)", "(environ 1,5)", "(environ 15)"), "number"),
    "English thousands": (swapped("(some 12,400)", f"(environ 12{NNBSP}400)", "(environ 12,400)"), "number-format"),
    "English decimals": (swapped("(about 7.5)", "(environ 7,5)", "(environ 7.5)"), "number-format"),
    "changed month": (swapped("(March 5, 2024)", "(5 mars 2024)", "(5 mai 2024)"), "date"),
    "changed day": (swapped("on 15 April 2023", "le 15 avril 2023", "le 16 avril 2023"), "date"),
    "changed year": (swapped("in July 2016", "en juillet 2016", "en juillet 2015"), "date"),
    "English month": (swapped("in July 2016", "en juillet 2016", "en July 2016"), "date-format"),
    "American date": (swapped("(11/24/2025)", "(24/11/2025)", "(11/24/2025)"), "date-format"),
    "changed unit": (swapped("(50 miles)", "(50 miles)", "(50 km)"), "unit"),
    "changed time": (swapped("(10 days)", "(10 jours)", "(10 semaines)"), "unit"),
    "changed currency": (swapped("($500)", f"(500{NBSP}$)", f"(500{NBSP}€)"), "unit"),
    "lost percent": (swapped("(about 35%)", f"(environ 35{NBSP}%)", "(environ 35)"), "unit"),
    "changed scale": (swapped("($3.2 billion)", "(3,2 milliards de dollars)", "(3,2 millions de dollars)"), "scale"),
    "sign before the number": (swapped("($500)", f"(500{NBSP}$)", "($500)"), "unit-place"),
    "lost link": (swapped("(see https://a.example.org/b)", "(voir https://a.example.org/b)", "(voir)"), "link"),
    "cut link": (swapped("(https://a.example.org/b)", "(https://a.example.org/b)", "(https://a.example.org/)"), "link"),
    "lost placeholder": (swapped("for {name}", "pour {name}", "pour"), "placeholder"),
    "translated placeholder": (swapped("for {name}", "pour {name}", "pour {nom}"), "placeholder"),
    "broken placeholder": (swapped("for %1$s", "pour %1$s", "pour % 1$ s"), "placeholder"),
    "left in English": (left_in_english, "identical"),
    "half in English": (half_in_english, "untranslated"),
    "half lost": (half_lost, "length"),
    "dropped sentence": (dropped_sentence, "sentence"),
    "doubled word": (changed(r"(?<=\s)([^\W\d_]+)(?=\s)", r"\1 \1"), "doubled-word"),
    "loop": (looping, "repetition"),
    "lost guillemet": (swapped("(“no harm”)", f"(«{NBSP}ne pas nuire{NBSP}»)", f"(«{NBSP}ne pas nuire)"), "bracket"),
    "both guillemets lost": (swapped("(“no harm”)", f"(«{NBSP}ne pas nuire{NBSP}»)", "(ne pas nuire)"), "quotes"),
    "English quotation marks": (swapped("(“no harm”)", f"(«{NBSP}ne pas nuire{NBSP}»)", "(“ne pas nuire”)"), "quotes"),
    "lost bracket": (swapped("(see above)", "(voir plus haut)", "(voir plus haut"), "bracket"),
    "plain space before a mark": (changed(rf"[{NBSP}{NNBSP}]([:;?!»%])", r" \1"), "typography"),
    "no space before a mark": (changed(rf"[{NBSP}{NNBSP}]([:;?!»%])", r"\1"), "typography"),
    "two spaces": (changed(r"(?<=\w) (?=\w)", "  "), "extra-space"),
    "space after an elision": (changed(r"(?<=\b[ld][’'])(?=[aeiouyéèê])", " "), "extra-space"),
    "lost point": (lost_point, "last-mark"),
    "small letter at the start": (small_start, "capital"),
    "forbidden term": (forbidden_term, "term-forbidden"),
}
