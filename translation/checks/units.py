"""Units, currencies, percents and scales ("million") that the French lost, changed, or wrote in the English place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from translation.agreement import elides
from translation.checks.kept import blanked, rewritten
from translation.numbers import Number, english_numbers, french_numbers
from translation.typography import NBSP
from translation.unit import Finding


class Unit(NamedTuple):
    """A unit: what it measures, its English and French forms (patterns), and its French symbol and word.

    The word is "" where what stands around it would have to agree: "cinq semaines passées".
    """

    kind: str
    english: str
    french: str
    symbol: str
    word: str


_UNITS: Final = (
    Unit("money", r"US\$|USD|\$|(?:US )?dollars?", r"USD|\$(?: ?US)?|US\$|dollars?(?: américains)?", "$", "dollars"),
    Unit("money", r"€|EUR|euros?", r"€|EUR|euros?", "€", "euros"),
    Unit("money", r"£|GBP|pounds?(?: sterling)?", r"£|GBP|livres?(?: sterling)?", "£", "livres sterling"),
    Unit("money", r"CHF|Swiss francs?", r"CHF|francs? suisses?", "CHF", "francs suisses"),
    Unit("share", r"%|per ?cent", r"%|pour ?cents?|p\. ?100", "%", "pour cent"),
    Unit("share", r"percentage points?", r"points?(?: de pourcentage)?", "points", "points"),
    Unit("length", r"km|kilomet(?:er|re)s?", r"km|kilomètres?", "km", "kilomètres"),
    Unit("length", r"miles?|mi", r"miles?|milles?|mi", "miles", "miles"),
    Unit("length", r"met(?:er|re)s?", r"m|mètres?", "m", "mètres"),
    Unit("length", r"cm|centimet(?:er|re)s?", r"cm|centimètres?", "cm", "centimètres"),
    Unit("length", r"mm|millimet(?:er|re)s?", r"mm|millimètres?", "mm", "millimètres"),
    Unit("length", r"feet|foot|ft", r"pieds?|ft", "pieds", "pieds"),
    Unit("surface", r"ha|hectares?", r"ha|hectares?", "ha", "hectares"),
    Unit("surface", r"acres?", r"acres?", "acres", "acres"),
    Unit("surface", r"km2|km²|square kilomet(?:er|re)s?", r"km2|km²|kilomètres? carrés?", "km²", "kilomètres carrés"),
    Unit("surface", r"square miles?", r"miles? carrés?|milles? carrés?", "miles carrés", "miles carrés"),
    Unit("mass", r"kg|kilos?|kilograms?|kilogrammes?", r"kg|kilos?|kilogrammes?", "kg", "kilogrammes"),
    Unit("mass", r"g|grams?|grammes?", r"g|grammes?", "g", "grammes"),
    Unit("mass", r"(?:metric )?ton(?:ne)?s?|MT", r"t|tonnes?(?: métriques)?", "t", "tonnes"),
    Unit("mass", r"lbs?|pounds?", r"lbs?|livres?", "livres", "livres"),
    Unit("volume", r"lit(?:er|re)s?", r"l|L|litres?", "l", "litres"),
    Unit("volume", r"gallons?", r"gallons?", "gallons", "gallons"),
    Unit("heat", r"°C|degrees Celsius", r"°C|degrés? Celsius", "°C", "degrés Celsius"),
    Unit("heat", r"°F|degrees Fahrenheit", r"°F|degrés? Fahrenheit", "°F", "degrés Fahrenheit"),
    Unit("data", r"KB|kB|kilobytes?", r"ko|Ko|kilo-?octets?", "ko", "kilooctets"),
    Unit("data", r"MB|megabytes?", r"Mo|MB|méga-?octets?", "Mo", "mégaoctets"),
    Unit("data", r"GB|gigabytes?", r"Go|GB|giga-?octets?", "Go", "gigaoctets"),
    Unit("data", r"TB|terabytes?", r"To|TB|téra-?octets?", "To", "téraoctets"),
    Unit("time", r"seconds?", r"s|secondes?", "", ""),
    Unit("time", r"minutes?|min", r"minutes?|min|mn", "", ""),
    Unit("time", r"hours?|hrs?|h", r"heures?|h", "", ""),
    Unit("time", r"days?", r"jours?|journées?", "", ""),
    Unit("time", r"weeks?", r"semaines?", "", ""),
    Unit("time", r"months?", r"mois", "", ""),
    Unit("time", r"years?", r"ans?|années?", "", ""),
)
_KEPT: Final = frozenset({"money", "share", "length", "surface", "mass", "heat", "data"})  # no other word says them
_S: Final = r"[ \u00a0\u2009\u202f]"


class Quantity(NamedTuple):
    """A number with its unit; `written` is both, from `start` to `end`, and the unit alone is from `at` to `to`."""

    number: Number
    unit: int
    written: str
    start: int
    end: int
    at: int
    to: int


def units(source: str, target: str) -> Iterator[Finding]:
    """A number that got another unit or scale is refused; a unit that is gone, or stands before its number, is told."""
    source, prose = blanked(source), blanked(target)
    given = _quantities(prose, french=True)
    wanted = {(one.unit, one.number.value): one for one in _quantities(source, french=False)}.values()
    for quantity in wanted:
        yield from _changed(quantity, given, list(wanted), target)
    yield from _scales(source, target)
    yield from _misplaced(given, target)


def _changed(quantity: Quantity, given: list[Quantity], wanted: list[Quantity], target: str) -> Iterator[Finding]:
    kind = _UNITS[quantity.unit].kind
    if any(_can_be(quantity, other) for other in given):
        return
    beside = [one for one in given if quantity.number.value == one.number.value and _UNITS[one.unit].kind == kind]
    theirs = [one for one in beside if not any(_can_be(other, one) for other in wanted)]
    if theirs:
        told = f"« {quantity.written} » est devenu « {theirs[0].written} » : l’unité a changé."
        yield Finding("unit", told, blocking=True, fix=_with_unit(theirs[0], quantity.unit, target))
    elif kind in _KEPT and not _is_mentioned(quantity.unit, target) and quantity.number.value in _values(target):
        yield Finding("unit", f"L’unité de « {quantity.written} » ne se retrouve pas dans la traduction.")


def _can_be(ours: Quantity, theirs: Quantity) -> bool:
    """The same number with the same unit; "pounds" are money or a weight, and so are "livres"."""
    same = ours.unit == theirs.unit or {"£", "livres"} >= {_UNITS[ours.unit].symbol, _UNITS[theirs.unit].symbol}
    return same and ours.number.value == theirs.number.value


def _values(text: str) -> frozenset[object]:
    return frozenset(number.value for number in french_numbers(text))


def _is_mentioned(unit: int, target: str) -> bool:
    return re.search(rf"(?<![^\W\d_])(?:{_UNITS[unit].french})(?![^\W\d_])", target) is not None


def _with_unit(theirs: Quantity, unit: int, target: str) -> str:
    """The French with the right unit after the number, "" where the words around it would change too."""
    right, there = _UNITS[unit], target[theirs.at : theirs.to]
    is_word = there.islower() and len(there) > 3
    said = right.word if is_word else right.symbol
    if not said or elides(said) != elides(there) or theirs.at < theirs.number.start:
        return ""
    if theirs.number.value * 10**theirs.number.power < 2:
        said = " ".join(word.removesuffix("s") for word in said.split())
    return target[: theirs.at] + said + target[theirs.to :]


@lru_cache(maxsize=4)
def _pattern(*, french: bool, before: bool) -> re.Pattern[str]:
    """What finds a unit right after a number, or a currency right before it; its group tells which unit."""
    forms = [(n, unit.french if french else unit.english) for n, unit in enumerate(_UNITS)]
    chosen = [(n, form) for n, form in forms if not before or _UNITS[n].kind == "money"]
    # The longest first: "square miles" before "miles" is another unit, and so is "percentage points".
    each = "|".join(f"(?P<u{n}>{form})" for n, form in sorted(chosen, key=lambda one: -len(one[1])))
    if before:
        return re.compile(rf"(?<![^\W\d_])(?:{each}){_S}?$")
    links = rf"{_S}?(?:de{_S}|d[’'])?" if french else rf"(?:{_S}|-)?(?:of{_S})?"
    return re.compile(rf"{links}(?:{each})(?![^\W_]|[’'])")


def _quantities(text: str, *, french: bool) -> list[Quantity]:
    return [
        quantity
        for number in (french_numbers if french else english_numbers)(text)
        if (quantity := _quantity(number, text, french=french))
    ]


def _quantity(number: Number, text: str, *, french: bool) -> Quantity | None:
    after = _pattern(french=french, before=False).match(text, number.end)
    before = _pattern(french=french, before=True).search(text[max(0, number.start - 12) : number.start])
    found = after or before
    if not found or not found.lastgroup:
        return None
    shift = 0 if after else max(0, number.start - 12)
    at, to = found.start(found.lastgroup) + shift, found.end(found.lastgroup) + shift
    start, end = min(number.start, at), max(number.end, to)
    return Quantity(number, int(found.lastgroup[1:]), text[start:end], start, end, at, to)


# Scales

_FRENCH_SCALES: Final = {3: "mille", 6: "million", 9: "milliard"}


def _scales(source: str, target: str) -> Iterator[Finding]:
    """A number whose millions became milliards is refused; "billion" is a thousand millions in English only."""
    theirs = french_numbers(blanked(target))
    written = {value for number in theirs for value in number.values}
    for number in english_numbers(source):
        full = number.value * 10**number.power
        if number.power < 6 or full in written:
            continue
        same = [other for other in theirs if other.value == number.value and other.power not in (0, number.power)]
        if same:
            there = target[same[0].start : same[0].end]
            said = _FRENCH_SCALES[number.power] + "s" * (number.value >= 2)
            fixed = re.sub(r"[^\W\d_]+$", said, there)
            told = f"« {source[number.start : number.end]} » est devenu « {there} » : « {fixed} » est attendu."
            fix = target[: same[0].start] + fixed + target[same[0].end :] if len(same) == 1 else ""
            yield Finding("scale", told, blocking=True, fix=fix)


# Places


def _misplaced(given: list[Quantity], target: str) -> Iterator[Finding]:
    changes = [(one.start, one.end, _after(one, target)) for one in given if one.at < one.number.start]
    if changes:
        listed = " ; ".join(dict.fromkeys(f"« {said} »" for _, _, said in changes))
        yield Finding("unit-place", f"En français, l’unité suit le nombre : {listed}.", fix=rewritten(target, changes))


def _after(quantity: Quantity, target: str) -> str:
    """ "$5" as "5 $", "$5 millions" as "5 millions de dollars"."""
    number, unit = target[quantity.number.start : quantity.number.end], target[quantity.at : quantity.to]
    if not quantity.number.power or unit.isalpha():
        return f"{number}{NBSP}{unit.removeprefix('US') if unit == 'US$' else unit}"
    word = _UNITS[quantity.unit].word
    return f"{number} {'d’' if elides(word) else 'de '}{word}"
