"""Words left in English, said twice or without end, and a French far too short or too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from translation.checks.kept import without_links
from translation.unit import Finding


def empty(source: str) -> Iterator[Finding]:
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


def identical(source: str, target: str) -> Iterator[Finding]:
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


def untranslated(source: str, target: str) -> Iterator[Finding]:
    """Four words or more that went over as they were, at least one of them plainly English."""
    if _flat(source) == _flat(target):
        return
    kept = _longest_common(_bare_words(source), _bare_words(target))
    if len(kept) >= 4 and sum(word.islower() for word in kept) >= 2 and _ENGLISH.intersection(kept):
        yield Finding("untranslated", f"Un passage est resté en anglais : « {' '.join(kept)} ».")


def repetition(source: str, target: str) -> Iterator[Finding]:
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


def doubled(source: str, target: str) -> Iterator[Finding]:
    """The same word twice; "nous nous" and "vous vous" are French, and what the English doubles may be doubled."""
    allowed = {"nous", "vous", *(word for word in re.findall(r"\b(\w+)\s+\1\b", source.casefold()))}
    for word in dict.fromkeys(re.findall(r"\b([^\W\d_]+)\s+\1\b", target.casefold())):
        if word not in allowed:
            yield Finding("doubled-word", f"Le mot « {word} » est écrit deux fois de suite.")


def length(source: str, target: str) -> Iterator[Finding]:
    """French runs about a fifth longer; a sentence far from that has lost or gained something."""
    if len(source) < 30:
        return
    ratio = len(target) / len(source)
    if ratio < 0.5:
        yield Finding("length", "La traduction est bien plus courte que l’anglais : manque-t-il quelque chose ?")
    elif ratio > 2.2:
        yield Finding("length", "La traduction est bien plus longue que l’anglais : y a-t-il un ajout ?")


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _bare_words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", without_links(text))


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
