"""Words left in English, said twice or without end, and a French far too short or too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from translation import guards
from translation.checks.kept import without_links
from translation.checks.left_out import missing_clauses
from translation.cognates import FUNCTION_WORDS, is_cognate, is_english_word
from translation.unit import Finding


def empty(source: str) -> Iterator[Finding]:
    if source.strip():
        yield Finding("empty", "La traduction est vide.", blocking=True)


_FINISHED: Final = re.compile(r"[.?!:;][\s)\]”\"’]*$")


def identical(source: str, target: str) -> Iterator[Finding]:
    """A whole English sentence is refused; a name, a number or a word that both languages share may stay."""
    if _flat(source) != _flat(target):
        return
    words = _bare_words(source)
    english = FUNCTION_WORDS.intersection(word.casefold() for word in words)
    mostly_small = 2 * sum(word.islower() for word in words) >= len(words)  # else it is the name of a body or a fund
    plainly = english or (_FINISHED.search(source) and sum(map(is_english_word, filter(str.islower, words))) >= 3)
    if len(words) >= 4 and plainly and mostly_small:
        yield Finding("identical", "Le texte est resté en anglais.", blocking=True)
    elif _is_told(words):
        yield Finding("identical", "La traduction est identique à l’anglais : est-ce voulu ?")


def _is_told(words: Sequence[str]) -> bool:
    """Whether English words stand there, in small letters or, in a title, with no name among them."""
    small = [word for word in words if word.islower()]
    shouted = len(words) > 1 and all(word.isupper() for word in words)
    titled = [word for word in words if shouted or not (word.islower() or word.isupper())]
    titled = [word for word in titled if not is_cognate(word)]
    return any(map(is_english_word, small)) or (bool(titled) and all(map(is_english_word, titled)))


def untranslated(source: str, target: str) -> Iterator[Finding]:
    """Words that went over as they were and are plainly English; of a whole text, `identical` tells."""
    for kept in guards.untranslated(source, target) if _flat(source) != _flat(target) else ():
        yield Finding("untranslated", f"Un passage est resté en anglais : « {kept} ».")


def repetition(source: str, target: str) -> Iterator[Finding]:
    """One to six words that come more than three times in a row: the engine went round in circles."""
    loop = _loop(_bare_words(target.casefold()))
    if loop and not _loop(_bare_words(source.casefold())):
        yield Finding("repetition", f"« {' '.join(loop)} » se répète sans fin.", blocking=True)


def _loop(words: Sequence[str]) -> Sequence[str]:
    for size in range(1, 7):
        same = 0
        for at in range(size, len(words)):
            same = same + 1 if words[at] == words[at - size] else 0
            if same == 3 * size:
                return words[at - size + 1 : at + 1]
    return ()


# "nous nous engageons", "tout en en tenant compte"; what the English doubles may be doubled too.
_DOUBLED_IN_FRENCH: Final = frozenset({"nous", "vous", "en"})
_TWICE: Final = re.compile(r"\b([^\W\d_]+)(\s+\1)+\b", re.IGNORECASE)


def doubled(source: str, target: str) -> Iterator[Finding]:
    """The same word twice in a row, which French has only in a few places."""
    allowed = _DOUBLED_IN_FRENCH | {match[1].casefold() for match in _TWICE.finditer(source)}
    told = [match for match in _TWICE.finditer(target) if match[1].casefold() not in allowed]
    for match in {match[1].casefold(): match for match in told}.values():
        # "Belledune Belledune" may be a name and its beginning.
        fix = target[: match.start()] + match[1] + target[match.end() :] if match[0].islower() else ""
        yield Finding("doubled-word", f"Le mot « {match[1].casefold()} » est écrit deux fois de suite.", fix=fix)


_JOINED: Final = 1.05  # French runs a fifth longer than English, so two sentences made one hardly get shorter
_SENTENCE_END: Final = re.compile(r"(?<=[^\W_]{3})[.?!…][”»\"’)]*\s+(?=[«“\"(]?\s?[^\W\d_a-zà-ÿ])")


def dropped_sentence(source: str, target: str) -> Iterator[Finding]:
    """Several sentences went in, fewer came out, and the French is shorter than what two joined ones would be."""
    ours, theirs = (len(_SENTENCE_END.findall(text)) for text in (source, target))
    if theirs < ours and len(target) < _JOINED * len(source):
        told = f"L’anglais a {ours + 1} phrases, la traduction {theirs + 1} : manque-t-il quelque chose ?"
        yield Finding("sentence", told)


# Of 1,424 sentences that people translated one in 500 is below or above; a title is often said in fewer words.
_SHORT_TITLE, _SHORT, _LONG = 0.5, 0.65, 1.9


def length(source: str, target: str) -> Iterator[Finding]:
    """French runs about a fifth longer; a sentence far from that has lost or gained something."""
    if len(source) < 30:
        return
    ratio = len(target) / len(source)
    if ratio < (_SHORT_TITLE if len(source) < 60 else _SHORT):
        gone = " ; ".join(f"« {clause} »" for clause in missing_clauses(source, target)) or "quelque chose"
        yield Finding("length", f"La traduction est bien plus courte que l’anglais : manque-t-il {gone} ?")
    elif ratio > _LONG:
        yield Finding("length", "La traduction est bien plus longue que l’anglais : y a-t-il un ajout ?")


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _bare_words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", without_links(text))
