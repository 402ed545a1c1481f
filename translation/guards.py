"""What went wrong in a French text that a machine made of an English one: two texts in, what was found out.

The engine makes the weighed sum of it small; the checks tell a reviewer what is sure enough to be told.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import simplemma

from translation.cognates import FRENCH_TOO, FUNCTION_WORDS, is_english_word
from translation.lexicon import invented
from translation.numbers import ROMAN_ORDINAL, Number, english_numbers, french_numbers, spelled_numbers
from translation.placeables import KEPT_WHOLE, MARK, kept_whole

_LONGEST_PHRASE: Final = 6  # words
_LONGEST_SYLLABLE: Final = 20  # letters
_TOO_OFTEN: Final = 3  # times in a row
SEPARATED: Final = re.compile(r"(?<=\d)(?:[.,](?=\d)|\s(?=\d{3}(?!\d)))")  # "2023 12 people" has two numbers
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_STEM: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1_000)
def _unheld(text: str) -> str:
    """The text without addresses, placeholders and signs."""
    return KEPT_WHOLE.sub(" ", text)


# Loops


def spoilt(source: str, french: str) -> bool:
    """Whether the French is empty or says the same thing three times in a row, where the English does not."""
    return not french.strip() or repetition(french) >= max(_TOO_OFTEN, 1 + repetition(source))


def repetition(text: str) -> int:
    """How many times in a row the text says its most repeated words: 1 for ordinary text, 3 for "a b a b a b"."""
    words = text.split()
    stuck = max(
        (_in_a_row(word, min(1 + len(word) // 3, _LONGEST_SYLLABLE)) for word in words if len(word) > 11), default=1
    )
    return max(_in_a_row(words, _LONGEST_PHRASE), stuck if stuck > 3 else 1)


def _in_a_row(items: Sequence[str], longest: int) -> int:
    most = 1
    for length in range(1, longest + 1):
        same = 0  # items that equal the one `length` before them, up to here
        for here in range(length, len(items)):
            same = same + 1 if items[here] == items[here - length] else 0
            most = max(most, 1 + same // length)
    return most


def echoes(source: str, french: str) -> list[str]:
    """Words that the French says twice in a row and the English does not: "de la protection de la protection".

    "nous nous", "vous vous" and "en en" are good French.
    """
    said = _bare_words(french)
    if _in_a_row(_bare_words(source), _LONGEST_PHRASE) > 1:
        return []
    return [*dict.fromkeys(" ".join(words) for words in _doubled(said) if words not in (["nous"], ["vous"], ["en"]))]


def _doubled(words: Sequence[str]) -> Iterator[Sequence[str]]:
    at = 1
    while at < len(words):
        again = (
            words[at : at + length] for length in range(_LONGEST_PHRASE, 0, -1) if _follows_itself(words, at, length)
        )
        found = next(again, [])
        at += max(1, len(found))
        if found:
            yield found


def _follows_itself(words: Sequence[str], at: int, length: int) -> bool:
    return at >= length and list(words[at - length : at]) == list(words[at : at + length])


def _bare_words(text: str) -> list[str]:
    return _STEM.findall(unicodedata.normalize("NFC", _unheld(text)).casefold())


# What is lost


def lost(source: str, french: str) -> int:
    """How many addresses, placeholders and figures of the source are not in the French; 12,400 may be 12 400 there."""
    whole = sum((Counter(kept_whole(source)) - Counter(kept_whole(french))).values())
    return whole + sum((figures(source) - figures(french)).values())


def figures(text: str) -> Counter[str]:
    """The numbers of a text, without what parts their digits and without those inside an address."""
    return Counter(re.findall(r"\d+", SEPARATED.sub("", _unheld(text))))


_CLAUSE: Final = re.compile(r"(?<=[;:,—–!?…])\s+|(?<=\.)\s+(?=[A-Z])|\s*[()\[\]“”]\s*")
_FRENCH_IS_LONGER: Final = 1.17  # letters for one English letter: the mean over human translations
_A_CLAUSE: Final = 20  # letters; what is shorter is not missed
_SHORTEST: Final = 0.6


def dropped(source: str, french: str) -> list[str]:
    """The clauses of the English that left nothing in a French that is too short to hold them.

    A clause left something when a number or a word of its own is there, or one that begins alike: "register" and
    "registre". The French is too short when its length fits better without those clauses than with them.
    """
    if len(source) < _A_CLAUSE or len(french) >= len(source):
        return []
    said = set(_stems(french))
    gone = [clause for clause in _clauses(source) if len(clause) >= _A_CLAUSE and said.isdisjoint(_stems(clause))]
    missed = sum(map(len, gone))
    if gone and len(french) < _FRENCH_IS_LONGER * (len(source) - missed / 2):
        return gone
    return [source] if len(french) < _SHORTEST * len(source) else []


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause]


def _stems(text: str) -> Iterator[str]:
    """The figures of a text and the first four letters of its longer words, without accents."""
    bare = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    yield from figures(bare)
    yield from (word[:4] for word in _STEM.findall(bare) if len(word) >= 4)


# What stayed in English


def _known(word: str, lang: str) -> bool:
    return bool(simplemma.is_known(word.casefold(), lang=lang) or simplemma.is_known(word.capitalize(), lang=lang))


_FRENCH_WORDS: Final = re.compile(r"\b(?:du?|des?|l[ae]s?|aux|et|pour|dans|sur|[dl](?=['’]))(?!\w)", re.IGNORECASE)


def is_english(text: str) -> bool:
    """Whether the text may be English; a sentence of another language or a list of names is not, a few words may be."""
    words = [word for word in _STEM.findall(_unheld(text)) if len(word) > 2]
    if len(words) < 3 or any(word.casefold() in FUNCTION_WORDS for word in words):
        return True
    known = sum(_known(word, "en") for word in words) / len(words)
    french = len(_FRENCH_WORDS.findall(text))
    return known >= 0.4 and not (french and known < 0.8) and not (french >= 2 and 5 * french >= len(words))


def untranslated(source: str, french: str) -> list[str]:
    """The stretches that went over as they were and are plainly English; names and quoted words may stay.

    Plainly English: three words or more of which two are written small and only English has them, or a text that is
    nothing else.
    """
    if _is_whole(source, french):
        return [source.strip()]
    runs = _copied(_own_words(source), _own_words(french))
    return [
        " ".join(run) for run in runs if len(run) >= 3 and sum(w.islower() and is_english_word(w) for w in run) >= 2
    ]


def _is_whole(source: str, french: str) -> bool:
    """Whether the French is the English, and that is no name."""
    if " ".join(source.split()).casefold() != " ".join(french.split()).casefold():
        return False
    words = _own_words(source)
    if len(words) == 2 and all(word.istitle() for word in words):
        return False  # Jane Doe
    # In capitals, what is short may be an acronym: WASH.
    english = sum(len(word) > (6 if word.isupper() else 3) and is_english_word(word) for word in words)
    return english > 0 and 2 * english >= len(words)


def _own_words(text: str) -> list[str]:
    """The words of a text without those in quotation marks, addresses and placeholders."""
    return _WORD.findall(_unheld(re.sub(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|`[^`]*`|(?<!\S)\S*[_/\\=]\S*", " ; ", text)))


def _copied(source: Sequence[str], french: Sequence[str]) -> Iterator[list[str]]:
    """The longest stretches of the French whose words follow one another in the English too."""
    following = set(pairwise(source))
    run: list[str] = []
    for word in french:
        if run and (run[-1], word) not in following:
            yield run
            run = []
        run.append(word)
    yield run


# What comes from nowhere


def strange_numbers(source: str, french: str) -> list[str]:
    """The numbers of the French that the English has neither in figures nor in words."""
    written = french_numbers(_unheld(french))
    if not written:
        return []
    known = _values(english_numbers(source)) | _values(french_numbers(source)) | spelled_numbers(source)
    return [number.written for number in written if number.values.isdisjoint(known)]


def _values(numbers: Sequence[Number]) -> frozenset[object]:
    return frozenset(value for number in numbers for value in number.values)


_INSIDE: Final = re.compile(r"(?:(?<=[^\W_] )|(?<=[^\W_], )|(?<=\b[dl]['’]))[A-ZÀ-Ý][^\W\d_]{2,}")


def strange_names(source: str, french: str) -> list[str]:
    """Names inside the French that no name of the English can have become.

    What English would write in the same way must stand in the English: "Canada" comes from nowhere in the French of
    "Brazil". Any other may be the French for a name that is not said in English: "Tchad" for "Chad".
    """
    given, said = _capital_words(source), _capital_words(french)
    prose = ROMAN_ORDINAL.sub(" ", _unheld(french))
    found = (word for word in _INSIDE.findall(prose) if word.casefold() not in source.casefold())
    alike = set(_stems(source))  # "Canada" for "Canadian"
    new = [w for w in dict.fromkeys(found) if not (w.isupper() or _is_french(w) or alike.intersection(_stems(w)))]
    english = [word for word in new if _known(word, "en")]
    return english + [word for word in new if word not in english][len(given - said) :]


def _capital_words(text: str) -> set[str]:
    """The words written with a capital, without a common one that begins the text."""
    words = _STEM.findall(text)
    begins = bool(words) and bool(simplemma.is_known(words[0].casefold(), lang="en"))
    return {word for word in words[begins:] if len(word) > 2 and word[0].isupper()}


@lru_cache(maxsize=50_000)
def _is_french(word: str) -> bool:
    return word.casefold() in FRENCH_TOO or _known(word, "fr")


def made_up(source: str, french: str) -> list[str]:
    """The words of the French that no language of the two has: "médianance"."""
    return invented(_unheld(french), beside=source)


def lost_names(source: str, french: str) -> list[str]:
    """The names of the English that no dictionary has, and that the French does not write as they are written."""
    said = {word.casefold() for word in _STEM.findall(french)}
    return [name for name in names(source) if name.casefold() not in said]


def names(text: str) -> list[str]:
    """The names in an English text that no dictionary has, each once."""
    return [word for word in dict.fromkeys(_STEM.findall(_unheld(text))) if _is_name(word)]


_ACRONYMS: Final = re.compile(r"[A-Z]{2,}s?")
# English that a dictionary lacks, though it is no name: Embeddable, Federative, Multisector.
_ENDING: Final = re.compile(
    r".{3,}(?:[ai]ble|ing|ness|ments?|[ts]ions?|less|ful|i[sz](?:e[ds]?|ing)|ity|ous|ive|isms?|ists?|ly|ated|ented)"
)
_BEGINNING: Final = re.compile(r"(?:anti|bio|co|cyber|geo|inter|micro|multi|non|post|pre|re|sub|un)(?=.{4})", re.I)


@lru_cache(maxsize=50_000)
def _is_name(word: str) -> bool:
    """Whether this is written with a capital and no word of either language; an acronym may have a French one."""
    if len(word) < 4 or not word[0].isupper() or _ACRONYMS.fullmatch(word):
        return False
    root = _BEGINNING.sub("", word, count=1)
    forms = (word, word.removesuffix("s"), root, root.removesuffix("s"))
    return not (_ENDING.fullmatch(word) or _known(word, "fr") or any(_known(form, "en") for form in forms))


# All of it


class Guard(NamedTuple):
    """One kind of fault, how many of it a French text has, and how much each weighs."""

    name: str
    how_many: Callable[[str, str], int]
    weight: int


def _counted(find: Callable[[str, str], list[str]]) -> Callable[[str, str], int]:
    return lambda source, french: len(find(source, french))


def _left_marks(source: str, french: str) -> int:
    return max(0, len(MARK.findall(french)) - len(MARK.findall(source)))


def _english_words(source: str, french: str) -> int:
    return sum(len(span.split()) for span in untranslated(source, french))


LOSSES: Final = (
    Guard("empty or in a loop", lambda source, french: int(spoilt(source, french)), 1000),
    Guard("a mark left behind", _left_marks, 10),
    Guard("figure or address lost", lost, 4),
)
GUARDS: Final = (
    *LOSSES,
    Guard("words left in English", _english_words, 4),
    Guard("clause dropped", _counted(dropped), 4),
    Guard("number from nowhere", _counted(strange_numbers), 3),
    Guard("said twice", _counted(echoes), 2),
    Guard("name from nowhere", _counted(strange_names), 2),
    Guard("name lost", _counted(lost_names), 1),
    Guard("word made up", _counted(made_up), 1),
)


def faults(source: str, french: str) -> int:
    """How much went wrong that can be counted, each kind with its weight: 0 for a good text."""
    return sum(guard.weight * guard.how_many(source, french) for guard in GUARDS)


def losses(source: str, french: str) -> int:
    """The part of the faults that no change of words may add to."""
    return sum(guard.weight * guard.how_many(source, french) for guard in LOSSES)
