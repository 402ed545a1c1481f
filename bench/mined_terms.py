"""Terms found in aligned sentences: which French phrase comes where an English one does, by how often both are there.

    python -m bench.mined_terms --corpus DIR [DIR ...] [--terms N]

A person reads what it prints before it becomes a list for `bench.terms`: about one in eight is wrong.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from typing import Final

import simplemma

from bench.parallel import Pair, pairs
from glossary.termbase import Term

FEWEST: Final = 3  # sentences that have both
LEAST_DICE: Final = 0.55
NOUN_SIGNS: Final = 0.3  # how often a noun follows an article or the like, at least
MOSTLY: Final = 0.75  # of its places in which a phrase is part of a longer one, to be no term of its own
_LONGEST: Final = {"en": 3, "fr": 8}  # words
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*['’]?|\d+|[^\w\s]")
# Words that no term begins or ends with; those that it may have inside; those that mostly stand before a noun.
_SMALL: Final = """
a an the and or of to in on at by for from with without as is are was were be been being has have had do does did not
no this that these those it its they them their he his she her we our us you your i my who which what when where why
how than then so if but may must shall should can could will would any each all some such more most other others also
only very under over between into about after before while during through per via own up out there here both same used
using use many one two three new make including set get le la les l' un une des du de d' au aux à en et ou ni dans sur
sous par pour avec sans vers chez que qu' qui dont où quoi ce cet cette ces c' il elle ils elles on nous vous je j' se
s' sa son ses leur leurs notre nos votre vos ne n' pas plus est sont être a ont avoir été soit peut peuvent doit
doivent fait faire si comme mais donc car lors lorsque y tout tous toute toutes autre autres même mêmes entre après
avant aussi très non chaque tel telle tels telles selon afin ainsi cela celui celle ceux celles lui deux trois nouveau
nouvelle
"""
_INSIDE: Final = "of and de du des d' à la le les l' au aux en et sur"
_BEFORE_NOUN: Final = """a an the of in on for with any each all some such these this those its their your
le la les l' un une des du de d' au aux ce cet cette ces son sa ses leur leurs votre vos"""
_EDGES, _MIDDLES, _NOUN_SIGNS = (frozenset(table.split()) for table in (_SMALL, _INSIDE, _BEFORE_NOUN))
_GENDERED: Final = {"m": ("un", "le", "du", "au", "ce"), "f": ("une", "la", "cette", "sa")}

Lemmas = tuple[str, ...]


class Phrases:
    """The phrases of sentences, by their lemmas: where they stand, how they are written, what stands before them."""

    def __init__(self, lang: str, sentences: Sequence[str]) -> None:
        self.sentences: dict[Lemmas, set[int]] = defaultdict(set)
        self.written: dict[Lemmas, Counter[str]] = defaultdict(Counter)
        self.before: dict[Lemmas, Counter[str]] = defaultdict(Counter)
        for number, sentence in enumerate(sentences):
            for lemmas, written, before in phrases(lang, sentence):
                self.sentences[lemmas].add(number)
                self.written[lemmas][written] += 1
                self.before[lemmas][before] += 1

    def nouns(self) -> set[Lemmas]:
        """The phrases of enough sentences that often follow an article or the like, and are no part of a longer one."""
        frequent = {lemmas for lemmas, places in self.sentences.items() if len(places) >= FEWEST}
        parts = {part for longer in frequent for part in _parts(longer) if self._mostly_in(part, longer)}
        return {lemmas for lemmas in frequent - parts if _after(self.before[lemmas], _NOUN_SIGNS) >= NOUN_SIGNS}

    def _mostly_in(self, part: Lemmas, longer: Lemmas) -> bool:
        return self.written[longer].total() >= MOSTLY * self.written[part].total()

    def usual(self, lemmas: Lemmas) -> str:
        """How the phrase is mostly written; in small letters if it ever is."""
        forms = self.written[lemmas]
        return max(forms, key=lambda form: (forms[form] + forms[form.capitalize()], form.islower(), form))


def phrases(lang: str, sentence: str) -> Iterator[tuple[Lemmas, str, str]]:
    """Every run of words that may be a term: its lemmas, how it is written, and the word before it in small letters."""
    words = list(_WORD.finditer(sentence.replace("’", "'")))
    plain = [word[0].casefold() for word in words]
    lemmas = [_lemma(word, lang) for word in plain]
    for first, last in _runs(plain, lang):
        written = sentence[words[first].start() : words[last - 1].end()]
        yield tuple(lemmas[first:last]), written, plain[first - 1] if first else ""


def _parts(lemmas: Lemmas) -> Iterator[Lemmas]:
    for length in range(1, len(lemmas)):
        yield from (lemmas[first : first + length] for first in range(len(lemmas) - length + 1))


def _runs(plain: Sequence[str], lang: str) -> Iterator[tuple[int, int]]:
    full = [_is_full(word) for word in plain]
    for first in range(len(plain)):
        for last in range(first + 1, min(first + _LONGEST[lang], len(plain)) + 1):
            if not (full[last - 1] or plain[last - 1] in _MIDDLES):
                break
            if full[first] and full[last - 1]:
                yield first, last


def _is_full(word: str) -> bool:
    return len(word) > 2 and word[0].isalpha() and word not in _EDGES and not word.endswith("'")


def _lemma(word: str, lang: str) -> str:
    return str(simplemma.lemmatize(word, lang)).casefold()


def _after(before: Counter[str], words: frozenset[str]) -> float:
    return sum(count for word, count in before.items() if word in words) / before.total()


def mined(aligned: Sequence[Pair], most: int) -> list[Term]:
    """Terms whose French is in the references, the surest and most frequent first.

    A phrase goes with the one that it shares most sentences with, if that one has no better match.
    """
    english, french = (
        Phrases("en", [pair.english for pair in aligned]),
        Phrases("fr", [pair.french for pair in aligned]),
    )
    dice = _dice(english, french)
    of_english, of_french = _best(dice), _best({(theirs, ours): value for (ours, theirs), value in dice.items()})
    mutual = [(ours, theirs) for ours, theirs in of_english.items() if of_french[theirs] == ours]
    ranked = sorted(mutual, key=lambda both: (-dice[both] * log(len(english.sentences[both[0]])), both))
    return [_term(english, french, *both) for both in ranked[:most]]


def _dice(english: Phrases, french: Phrases) -> dict[tuple[Lemmas, Lemmas], float]:
    by_sentence: dict[int, list[Lemmas]] = defaultdict(list)
    for lemmas in french.nouns():
        for number in french.sentences[lemmas]:
            by_sentence[number].append(lemmas)
    found = {}
    for ours in english.nouns():
        places = english.sentences[ours]
        for theirs, both in Counter(lemmas for number in places for lemmas in by_sentence[number]).items():
            value = 2 * both / (len(places) + len(french.sentences[theirs]))
            if both >= FEWEST and value >= LEAST_DICE:
                found[ours, theirs] = value
    return found


def _best(dice: dict[tuple[Lemmas, Lemmas], float]) -> dict[Lemmas, Lemmas]:
    """The match of each phrase; of equal ones the longest, which says the whole."""
    best: dict[Lemmas, Lemmas] = {}
    for one, other in sorted(dice, key=lambda both: (dice[both], len(both[1]), both)):
        best[one] = other
    return best


def _term(english: Phrases, french: Phrases, ours: Lemmas, theirs: Lemmas) -> Term:
    target = french.usual(theirs)
    return Term(english.usual(ours), target, part_of_speech="noun", gender=gender(french.before[theirs], target))


def gender(before: Mapping[str, int], target: str) -> str:
    """That of most articles before a phrase, with "pl" for a plural; "" where all are elided or plural."""
    votes = {kind: sum(before.get(word, 0) for word in words) for kind, words in _GENDERED.items()}
    if votes["m"] == votes["f"]:
        return ""
    first = target.split()[0].casefold()
    plural = first[-1] in "sx" and _lemma(first, "fr") != first
    return max(votes, key=lambda kind: votes[kind]) + (" pl" if plural else "")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Terms that aligned documents have in common.")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="folders, as bench.parallel reads them")
    parser.add_argument("--terms", type=int, default=150, help="how many at most")
    chosen = parser.parse_args(arguments)
    for term in mined(pairs(chosen.corpus), chosen.terms):
        print(f"{term.source}\t{term.target}\t{term.gender}")


if __name__ == "__main__":
    main()
