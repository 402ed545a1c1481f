"""What a reviewer should look at in a translation: facts that got lost, forms that do not fit; told in French."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from glossary.termbase import Status, TermBase
from translation.numbers import Number, english_numbers, french_numbers, spelled_numbers
from translation.terminology import Use, term_uses
from translation.typography import LINK, NNBSP, badly_spaced
from translation.unit import Finding

Check = Callable[[str, str], Iterable[Finding]]


def check(source: str, target: str, terms: TermBase | None = None) -> tuple[Finding, ...]:
    """All that the checks see in a segment and its French, what blocks first; of an empty French they say only that."""
    if not target.strip():
        return tuple(_empty(source))
    found = [finding for one in CHECKS for finding in one(source, target)]
    found += _terms(source, target, terms) if terms else []
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _empty(source: str) -> Iterator[Finding]:
    if source.strip():
        yield Finding("empty", "La traduction est vide.", blocking=True)


# Words that English has and French has not: where they stand, the text is English.
_ENGLISH: Final = frozenset(
    re.findall(
        r"\w+",
        "the of and to is are was were be been with that this these those from by which their they has have had not "
        "it its should must will would can may at we you who when where there into about",
    )
)


def _identical(source: str, target: str) -> Iterator[Finding]:
    """A whole English sentence is refused; a name, a number or a word that both languages share may stay."""
    if _flat(source) != _flat(target):
        return
    words = _bare_words(source)
    english = _ENGLISH.intersection(word.casefold() for word in words)
    mostly_small = 2 * sum(word.islower() for word in words) >= len(words)  # else it is the name of a body or a fund
    if len(words) >= 4 and english and mostly_small:
        yield Finding("identical", "Le texte est resté en anglais.", blocking=True)
    elif len([word for word in words if word.islower()]) >= 3:
        yield Finding("identical", "La traduction est identique à l’anglais : est-ce voulu ?")


def _untranslated(source: str, target: str) -> Iterator[Finding]:
    """Four words or more that went over as they were, at least one of them plainly English."""
    if _flat(source) == _flat(target):
        return
    kept = _longest_common(_bare_words(source), _bare_words(target))
    if len(kept) >= 4 and sum(word.islower() for word in kept) >= 2 and _ENGLISH.intersection(kept):
        yield Finding("untranslated", f"Un passage est resté en anglais : « {' '.join(kept)} ».")


def _numbers(source: str, target: str) -> Iterator[Finding]:
    """A number that is lost is refused; one written in the English manner, or that comes from nowhere, is told."""
    source, target = (_PLACEHOLDER.sub(" ", _without_links(text)) for text in _without_same_start(source, target))
    wanted, written = english_numbers(source), french_numbers(target)
    given = _values(written) | spelled_numbers(target)
    as_english = _values(english_numbers(target))
    lost = list({n.written: n for n in wanted if n.values.isdisjoint(given)}.values())
    kept = [n.written for n in lost if not n.values.isdisjoint(as_english) or _in_pieces(n, target)]
    yield from _missing_numbers([n.written for n in lost if n.written not in kept])
    if kept:
        yield Finding("number-format", f"Écriture à vérifier, à la française : {_listed(map(_french_figures, kept))}.")
    known = _values(wanted) | spelled_numbers(source) | _values(english_numbers(target) if lost else [])
    # A number told of above is told once, whole: neither its parts nor its French reading come from nowhere.
    told = [n.written for n in english_numbers(target)] if lost else []
    pieces = {piece for number in told for piece in (number, *re.findall(r"\d+", number))}
    extra = [n.written for n in written if n.values.isdisjoint(known) and n.written not in pieces]
    if extra:
        yield Finding("number", f"{_listed(extra)} : pas de tel nombre dans l’anglais.")


def _missing_numbers(numbers: list[str]) -> Iterator[Finding]:
    if len(numbers) == 1:
        message = f"Le nombre {numbers[0]} ne se retrouve pas dans la traduction."
        yield Finding("number", message, blocking=True)
    elif numbers:
        message = f"{len(numbers)} nombres ne se retrouvent pas dans la traduction : {_listed(numbers)}."
        yield Finding("number", message, blocking=True)


def _listed(numbers: Iterable[str]) -> str:
    return " ; ".join(dict.fromkeys(numbers))


def _french_figures(number: str) -> str:
    return number.replace(",", NNBSP).replace(".", ",")


_SECTION: Final = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})+\.?(?=\s|$)")


def _without_same_start(source: str, target: str) -> tuple[str, str]:
    """Both texts without the section number ("1.1") that both begin with: it is no decimal."""
    here, there = _SECTION.match(source), _SECTION.match(target)
    if here and there and here[0].split() == there[0].split():
        return source[here.end() :], target[there.end() :]
    return source, target


def _in_pieces(number: Number, target: str) -> bool:
    """Whether a number like "article 4.10" went over as 4 (10)."""
    pieces = re.findall(r"\d+", number.written)
    return len(pieces) > 1 and re.search(r"\b" + r"\W{1,2}".join(pieces) + r"\b", target) is not None


def _values(numbers: Iterable[Number]) -> frozenset[object]:
    return frozenset(value for number in numbers for value in number.values)


def _links(source: str, target: str) -> Iterator[Finding]:
    """A link that is gone is refused; another in its place may be the French version of the page."""
    wanted, given = re.findall(LINK, source), re.findall(LINK, target)
    gone = Counter(wanted) - Counter(given)
    for link in gone:
        if len(given) < len(wanted):
            yield Finding("link", f"Le lien ou l’adresse {link} manque.", blocking=True)
        else:
            yield Finding("link", f"Le lien ou l’adresse {link} a changé.")


_PLACEHOLDER: Final = re.compile(r"\$?\{\w*\}|%(?:\d+\$)?[sdif](?!\w)|%\(\w+\)[sdif]|</?[a-zA-Z][^<>]*>|&#?\w+;")


def _placeholders(source: str, target: str) -> Iterator[Finding]:
    wanted, given = Counter(_PLACEHOLDER.findall(source)), Counter(_PLACEHOLDER.findall(target))
    for mark in wanted - given:
        yield Finding("placeholder", f"Le repère {mark} manque : il doit rester tel quel.", blocking=True)
    for mark in given - wanted:
        yield Finding("placeholder", f"Le repère {mark} n’est pas dans l’anglais.", blocking=True)


def _repetition(source: str, target: str) -> Iterator[Finding]:
    """One to six words that come more than three times in a row: the engine went round in circles."""
    loop = _loop(_bare_words(target.casefold()))
    if loop and not _loop(_bare_words(source.casefold())):
        yield Finding("repetition", f"« {' '.join(loop)} » se répète sans fin.")


def _loop(words: Sequence[str]) -> Sequence[str]:
    for size in range(1, 7):
        same = 0
        for at in range(size, len(words)):
            same = same + 1 if words[at] == words[at - size] else 0
            if same == 3 * size:
                return words[at - size + 1 : at + 1]
    return ()


def _doubled(source: str, target: str) -> Iterator[Finding]:
    """The same word twice; "nous nous" and "vous vous" are French, and what the English doubles may be doubled."""
    allowed = {"nous", "vous", *(word for word in re.findall(r"\b(\w+)\s+\1\b", source.casefold()))}
    for word in dict.fromkeys(re.findall(r"\b([^\W\d_]+)\s+\1\b", target.casefold())):
        if word not in allowed:
            yield Finding("doubled-word", f"Le mot « {word} » est écrit deux fois de suite.")


def _length(source: str, target: str) -> Iterator[Finding]:
    """French runs about a fifth longer; a sentence far from that has lost or gained something."""
    if len(source) < 30:
        return
    ratio = len(target) / len(source)
    if ratio < 0.5:
        yield Finding("length", "La traduction est bien plus courte que l’anglais : manque-t-il quelque chose ?")
    elif ratio > 2.2:
        yield Finding("length", "La traduction est bien plus longue que l’anglais : y a-t-il un ajout ?")


_ENUMERATOR: Final = re.compile(r"(?<!\S)(?:[a-z]|[ivx]+|\d{1,2})\)", re.IGNORECASE)


def _brackets(source: str, target: str) -> Iterator[Finding]:
    """A mark that opens and does not close, unless the English does the same; "a)" may number a list."""
    for opening, closing in ("()", "[]", "«»", "“”"):
        surplus = target.count(opening) - target.count(closing)
        numbering = len(_ENUMERATOR.findall(target)) if closing == ")" else 0
        if surplus != source.count(opening) - source.count(closing) and not -numbering <= surplus <= 0:
            missing = closing if surplus > 0 else opening
            yield Finding("bracket", f"Il manque un signe {missing}.")


def _typography(source: str, target: str) -> Iterator[Finding]:
    marks = dict.fromkeys(badly_spaced(target))
    if marks:
        yield Finding("typography", f"Il faut une espace insécable auprès de : {'  '.join(marks)}")


CHECKS: Final[tuple[Check, ...]] = (
    _identical,
    _untranslated,
    _numbers,
    _links,
    _placeholders,
    _repetition,
    _doubled,
    _length,
    _brackets,
    _typography,
)


def _terms(source: str, target: str, terms: TermBase) -> Iterator[Finding]:
    """Approved terms only; a missing one is only told, since good French does without in one place out of four."""
    for use in term_uses(terms, source, target):
        term = use.match.term
        if term.status is not Status.APPROVED:
            continue
        if use.use is Use.FORBIDDEN:
            message = f"« {use.found} » est à éviter pour « {use.match.found} » : dire « {term.target} »."
            yield Finding("term-forbidden", message, blocking=True)
        elif use.use is Use.MISSING:
            message = f"« {use.match.found} » : le glossaire propose « {term.target} »."
            yield Finding("term-missing", message)


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _without_links(text: str) -> str:
    return re.sub(LINK, " ", text)


def _bare_words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", _without_links(text))


def _longest_common(left: Sequence[str], right: Sequence[str]) -> Sequence[str]:
    """The longest run of words that stands in both."""
    best, end = 0, 0
    before = [0] * (len(right) + 1)
    for at, word in enumerate(left, start=1):
        row = [0] * (len(right) + 1)
        for other, same in enumerate(right, start=1):
            if word == same:
                row[other] = before[other - 1] + 1
                if row[other] > best:
                    best, end = row[other], at
        before = row
    return left[end - best : end]
