"""Faults of French grammar around a term in a text: what goes wrong when a word is put where another was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import simplemma

from bench.term_measures import Span

_WORDS: Final = {
    name: frozenset(words)
    for name, *words in map(
        str.split,
        """
plural les des ces ses mes tes nos vos leurs aux plusieurs quelques certains certaines
masculine le un du au ce cet
feminine la une cette sa ma ta
none
either l' son mon ton notre votre leur chaque
elided l' d' n' s' m' t' j' qu' c'
eliding le la de ne se me te je que
""".strip().splitlines(),
    )
}
_SINGULAR: Final = _WORDS["masculine"] | _WORDS["feminine"] | _WORDS["either"]
_DETERMINERS: Final = _SINGULAR | _WORDS["plural"]
_ONE_OF: Final = {
    ("un", "des"),
    ("une", "des"),
    ("un", "du"),
    ("une", "du"),
    ("la", "une"),
}  # "un des pays", "à la une"
_NOT_CONTRACTED: Final = {("de", "le"), ("de", "les"), ("à", "le"), ("à", "les")}
_MUTE_H: Final = re.compile(r"h(?:abi|eur|iv|om[mo]|onn|ôp|ôte|um|éberg|ygi|ypo|isto|étér|armon|élic|ydr|ébr)")
_VOWEL: Final = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]")
_NOT_ELIDED_BEFORE: Final = re.compile(r"(?:onz|oui|uhlan|ya|ye|yo|yu)")
# Endings that only adjectives and participles of one gender have.
_ENDING: Final = re.compile(
    r"(?<=\w\w)(?:(?P<f>ées?|elles?|ives?|euses?|ales?|iennes?)|(?P<m>és?|els?|ifs?|aux|al|iens?))$"
)
_BEFORE, _AFTER = 3, 3  # words around a term that are looked at
_WORD: Final = re.compile(r"\w+['’]|\w+(?:-\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, "determiner twice", and the words in which it shows."""

    kind: str
    words: str


def faults_around(text: str, term: Span, gender: str = "") -> list[Fault]:
    """What is surely wrong in the term and a few words around it; `gender` is that of the term base, "" if unknown."""
    before = _WORD.findall(text[: term.start])[-_BEFORE:]
    said = _WORD.findall(text[term.start : term.end])
    after = _WORD.findall(text[term.end :])[:_AFTER]
    shown = " ".join([*before, *said, *after])
    kinds = [
        *_between(before, said, after),
        *_agreement(before, said, gender),
        *_repetition([*before, *said, *after]),
        *_adjective(before, said, after, gender),
    ]
    return [Fault(kind, shown) for kind in dict.fromkeys(kinds)]


def _between(before: Sequence[str], said: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Faults of two neighbouring words: the two before the term, those of the term, the one after it."""
    words = [*before[-2:], *said, *after[:1]]
    for one, other in pairwise(words):
        first, second = _plain(one), _plain(other)
        if first in _DETERMINERS - {"l'"} and second in _DETERMINERS and (first, second) not in _ONE_OF:
            yield "determiner twice"
        if first in _WORDS["eliding"] and _starts_with_vowel(other) and (first, second) not in _ONE_OF:
            yield "elision missing"
        if first in _WORDS["elided"] and _starts_with_consonant(other):
            yield "elision wrong"
    if len(before) > 1 and (_plain(before[-2]), _plain(before[-1])) in _NOT_CONTRACTED:
        yield "contraction missing"


def _agreement(before: Sequence[str], said: Sequence[str], gender: str) -> Iterator[str]:
    """The determiner right before the term, against the number of its first word and the gender of the term base."""
    if not before or not said:
        return
    determiner, noun = _plain(before[-1]), said[0]
    if determiner in _WORDS["plural"] and _is_singular(noun):
        yield "plural determiner, singular noun"
    if determiner in _SINGULAR and _is_plural(noun):
        yield "singular determiner, plural noun"
    if determiner in _WORDS[{"m": "feminine", "f": "masculine"}.get(gender[:1], "none")]:
        yield "determiner of the other gender"


def _adjective(before: Sequence[str], said: Sequence[str], after: Sequence[str], gender: str) -> Iterator[str]:
    """An adjective right after a term of one noun, where its ending is plain and it can belong to no noun before."""
    ending = _ENDING.search(_plain(after[0])) if after else None
    if not ending or not gender or len(said) != 1 or not _is_head(before):
        return
    if ending.lastgroup != gender[0]:
        yield "adjective of the other gender"
    elif (_plain(before[-1]) in _WORDS["plural"]) != ending[0].endswith(("s", "x")):
        yield "adjective of the other number"


def _is_head(before: Sequence[str]) -> bool:
    """Whether the term has its own determiner and is no complement: "le niveau de la carte exigé" tells nothing."""
    *ahead, determiner = [""] * 2 + [_plain(word) for word in before]
    return determiner in _DETERMINERS - {"des", "du", "au", "aux"} and ahead[-1] not in ("de", "d'", "à")


def _repetition(words: Sequence[str]) -> Iterator[str]:
    """The same word, or the same two or three, twice in a row."""
    plain = [_plain(word) for word in words]
    for length in (1, 2, 3):
        for at in range(len(plain) - 2 * length + 1):
            run = plain[at : at + length]
            if run == plain[at + length : at + 2 * length] and run[0].isalpha() and run not in (["nous"], ["vous"]):
                yield "words repeated"


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")


def _starts_with_vowel(word: str) -> bool:
    """Whether the word asks for elision; of letters read one by one nobody can tell, nor of a name in H."""
    if word.isupper() or _NOT_ELIDED_BEFORE.match(_plain(word)):
        return False
    return bool(_VOWEL.match(_plain(word)) or _MUTE_H.match(word.replace("’", "'")))


def _starts_with_consonant(word: str) -> bool:
    small = _plain(word)
    return word[0].isalpha() and not word.isupper() and not _VOWEL.match(small) and not small.startswith("h")


def _is_plural(word: str) -> bool:
    return word[-1] in "sx" and not word.isupper() and _lemma(word) != word.casefold()


def _is_singular(word: str) -> bool:
    return word.isalpha() and word[-1] not in "sxz" and not word.isupper()


def _lemma(word: str) -> str:
    return str(simplemma.lemmatize(word.casefold(), "fr"))
