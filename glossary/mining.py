"""Phrases of texts that may be terms, without a tagger: by the words at their edges, around them, and how often.

Ranked by C-value (Frantzi, Ananiadou and Mima 2000), which counts a phrase less for standing inside longer ones, with
one added to the number of words so that single words count too (Barrón-Cedeño and others 2009). Counts go in by their
logarithm: "government" is not a hundred times the term that "data minimisation" is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log2
from types import MappingProxyType
from typing import Final, NamedTuple

import simplemma

from glossary.termbase import stem

Key = tuple[str, ...]

_WORD: Final = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*['’]?|\d+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class _Language:
    """What a language's words tell of phrases.

    No phrase begins or ends with `small` words; it may have those of `inside` in it. A noun phrase stands behind one of
    `noun_signs`, a verb behind one of `verb_signs`. `longest` counts words.
    """

    small: frozenset[str]
    inside: frozenset[str]
    noun_signs: frozenset[str]
    verb_signs: frozenset[str]
    longest: int
    no_noun: re.Pattern[str]  # how the last word of no noun phrase ends


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENGLISH: Final = _Language(
    small=_table("""
        a about above according across after again against ago all almost along already also although always
        am among an and another any anyone anything are around as at away back be became because become been
        before behind being below between both but by came can cannot come could did do does doing done down
        due during each either else enough etc even ever every everyone everything except few first for from
        further get give given go got had has have having he hence her here him his how however i if in
        including indeed instead into is it its itself just keep know last later least less let like likely
        made make makes making many may me might more moreover most much must my near need needs neither never
        new next no nor not nothing now of off often on once one only onto or other others otherwise our out
        over own per perhaps please put quite rather really s same say second see seem several shall she
        should since so some someone something soon still such t take taken than that the their them then
        there therefore these they third this those though three through throughout thus to together too
        toward towards two under unless until up upon us use used using usually very via want was way we well
        were what whatever when whenever where whereas whether which while who whole whom whose why will with
        within without would yes yet you your four five six seven eight nine ten allow allows available able
        possible various different january february march april may june july august september october
        november december monday tuesday wednesday thursday friday saturday sunday
    """),
    inside=_table("of"),
    noun_signs=_table("""
        a an the of in on for with from by about against any each all some such this that these those its
        their your our his her no every another other between into through under via within without per and or
    """),
    verb_signs=_table(
        "to can could may might must shall should will would cannot not they we you i he she it who please"
    ),
    longest=4,
    no_noun=re.compile(r"(?<!e)ed$|(?:ous|ful|less|able|ible)$"),
)
_FRENCH: Final = _Language(
    small=_table("""
        le la les l' un une des du de d' au aux à en et ou ni dans sur sous par pour avec sans vers chez que
        qu' qui dont où quoi ce cet cette ces c' il elle ils elles on nous vous je j' se s' sa son ses leur
        leurs notre nos votre vos ne n' pas plus est sont être a ont avoir été soit peut peuvent doit doivent
        fait faire si comme mais donc car lors lorsque lorsqu' puisqu' jusqu' quelqu' y tout tous toute toutes
        autre autres même mêmes entre après avant aussi très non chaque tel telle tels telles selon afin ainsi
        cela celui celle ceux celles lui deux trois nouveau nouvelle m' t' me te moi toi soi eux peu sera
        seront était étaient cas certains certaines plusieurs
    """),
    inside=_table("de du des d' à la le les l' au aux en sur par"),
    noun_signs=_table("""
        le la les l' un une des du de d' au aux ce cet cette ces son sa ses leur leurs votre vos notre nos
        chaque tout toute tous toutes en par pour avec sans et ou
    """),
    verb_signs=_table("ne n' se s' il elle ils elles on nous vous je j' qui peut peuvent doit doivent"),
    longest=7,
    no_noun=re.compile(r"$."),
)
_PREPOSITIONS: Final = _table("in on at by of to from under with into en à par sur sous de d'")
LANGUAGES: Final[Mapping[str, _Language]] = MappingProxyType({"en": _ENGLISH, "fr": _FRENCH})

# Nouns that every text has, of whatever field: alone they are no term.
_GENERAL: Final = _table("""
    ability action addition amount area aspect basis bit case cause challenge chance change choice day deal detail
    difference effect effort end example fact factor feature form future goal group guide hand help hour idea
    importance individual information issue item kind lack level list look lot man matter mean method minute
    moment month name number order overview part people person place plan point practice problem process purpose
    question range reason result role section set side situation size start state step story support task team
    thing time today tomorrow topic total turn type version view week woman word work world year
""")
_STARTS: Final = frozenset('.:!?•–"“«')  # what a sentence may start behind: a capital there tells nothing
_SLOTS: Final = 1 << 22
_NAMED: Final = 0.6  # of the places where a capital means something
_NOUN: Final = 0.1  # of its places, at least, in which the word before is one of those before a noun
_NOT_VERB: Final = 0.7  # of the places in which the word before tells a noun from a verb
_ENDING: Final = 0.4  # of its places: a phrase that is nearly always followed by more of it is a part
_SINGULAR: Final = 0.2  # beside its plural: less may be a slip
_FIXED: Final = 0.75  # of its places, behind one small word: "on behalf", "in accordance"


@dataclass(slots=True)
class Phrase:
    """A run of words wherever it stands: in which of the sentences, how it is written, and what is around it.

    `capitals` counts the places where it has capitals for no other reason than being a name, of `telling` places where
    that can be told; `nouns`, `verbs` and `ends` the places that say what it is.
    """

    key: Key
    sentences: list[int] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    capitals: int = 0
    telling: int = 0
    nouns: int = 0
    verbs: int = 0
    ends: int = 0

    @property
    def count(self) -> int:
        return self.written.total()

    @property
    def usual(self) -> str:
        """How it is mostly written, in small letters and in the singular if it often is."""
        forms = self.written
        most = max(forms, key=lambda form: (form.islower(), forms[form], form))
        return most[:-1] if most.endswith("s") and forms[most[:-1]] >= _SINGULAR * forms[most] else most

    @property
    def is_name(self) -> bool:
        return bool(self.telling) and self.capitals >= _NAMED * self.telling

    @property
    def is_noun(self) -> bool:
        """Whether the words around it are those around a noun."""
        signs = self.nouns >= _NOUN * self.count and self.nouns >= _NOT_VERB * (self.nouns + self.verbs)
        return signs and self.ends >= _ENDING * self.count and not self._is_fixed

    @property
    def _is_fixed(self) -> bool:
        """Whether it hardly stands but behind one small word that is no article: "on behalf"."""
        ((word, count),) = self.before.most_common(1)
        return word in _PREPOSITIONS and count >= _FIXED * self.count


class Phrases:
    """The phrases that stand in so many of the sentences of one language ("en" or "fr") at least.

    Sentences of fewer than `shortest` words are passed over: they are headings, labels or buttons.
    """

    def __init__(self, lang: str, sentences: Sequence[str], fewest: int, *, shortest: int = 1) -> None:
        self._rules = LANGUAGES[lang]
        self._lang, self._shortest = lang, shortest
        self._phrases: dict[Key, Phrase] = {}
        tally = _Tally(fewest)
        for sentence in sentences:
            tally.add({key for key, *_ in self._runs(read_words(sentence, self._lang))})
        for number, sentence in enumerate(sentences):
            self._take(number, sentence, tally)
        self._phrases = {key: one for key, one in self._phrases.items() if len(one.sentences) >= fewest}

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._phrases.values())

    def __getitem__(self, key: Key) -> Phrase:
        return self._phrases[key]

    def nouns(self, fewest: int) -> list[Phrase]:
        """The noun phrases of so many sentences at least, names left out."""
        enough = (one for one in self if len(one.sentences) >= fewest and not self._rules.no_noun.search(one.key[-1]))
        return [one for one in enough if one.is_noun and not one.is_name]

    def _take(self, number: int, sentence: str, tally: _Tally) -> None:
        words = read_words(sentence, self._lang)
        titled = _is_titled([word.text for word in words if word.full])
        for key, first, last in self._runs(words):
            if key in tally:
                phrase = self._phrases.setdefault(key, Phrase(key))
                if phrase.sentences[-1:] != [number]:
                    phrase.sentences.append(number)
                phrase.written[sentence[words[first].start : words[last - 1].end]] += 1
                self._look_around(phrase, words, first, last, titled=titled)

    def _look_around(self, phrase: Phrase, words: Sequence[Spelling], first: int, last: int, *, titled: bool) -> None:
        before = words[first - 1].plain if first else ""
        phrase.before[before] += 1
        phrase.nouns += before in self._rules.noun_signs
        phrase.verbs += before in self._rules.verb_signs
        phrase.ends += last == len(words) or not words[last].full
        starts = not first or before in _STARTS
        inside = [word for word in words[first + starts : last] if word.full]
        if inside and not titled:
            phrase.telling += 1
            phrase.capitals += all(word.text != word.text.lower() for word in inside)

    def _runs(self, words: Sequence[Spelling]) -> Iterator[tuple[Key, int, int]]:
        """Every run of words that may be a phrase: its key, its first word, and the word after its last."""
        if sum(word.plain[0].isalpha() for word in words) < self._shortest:
            return
        keys = [word.key for word in words]
        for first, word in enumerate(words):
            for last in range(first + 1, min(first + self._rules.longest, len(words)) + 1 if word.full else 0):
                if words[last - 1].full:
                    yield tuple(keys[first:last]), first, last
                elif words[last - 1].plain not in self._rules.inside:
                    break


class _Tally:
    """Which phrases may be frequent enough: a count a slot, and several phrases may share a slot.

    Most phrases of a text stand in it once; to keep what is known of each would take gigabytes.
    """

    def __init__(self, fewest: int) -> None:
        self._fewest = min(fewest, 255)
        self._slots = bytearray(_SLOTS)

    def add(self, keys: Iterable[Key]) -> None:
        slots, fewest = self._slots, self._fewest
        for key in keys:
            slot = hash(key) % _SLOTS
            if slots[slot] < fewest:
                slots[slot] += 1

    def __contains__(self, key: Key) -> bool:
        return self._slots[hash(key) % _SLOTS] >= self._fewest


class Spelling(NamedTuple):
    """A word or a mark as it stands in a text, in small letters (`plain`), and what its inflections share (`key`).

    A phrase may begin and end with a `full` one.
    """

    start: int
    end: int
    text: str
    plain: str
    key: str
    full: bool


def read_words(text: str, lang: str) -> list[Spelling]:
    """The words and marks of a text in "en" or "fr"."""
    return [_spelling(word.start(), word.end(), word[0], lang) for word in _WORD.finditer(text.replace("’", "'"))]


def _spelling(start: int, end: int, text: str, lang: str) -> Spelling:
    plain = text.casefold()
    full = _is_full(plain, LANGUAGES[lang])
    return Spelling(start, end, text, plain, _folded(plain, lang) if full else plain, full)


def _is_titled(words: Sequence[str]) -> bool:
    """Whether a sentence is written as a title: Most of Its Words Have Capitals, and they tell nothing."""
    return len(words) > 1 and 2 * sum(word[0].isupper() for word in words) > len(words)


def _is_full(word: str, rules: _Language) -> bool:
    return len(word) > 2 and word[0].isalpha() and word not in rules.small and not word.endswith(("'", "ly"))


@lru_cache(maxsize=100_000)
def _folded(word: str, lang: str) -> str:
    """What the inflections of a word have in common; in English the plural only, as the term base has it."""
    if lang == "en":
        return stem(word)
    # Without its plural first: "données" alone would be a form of "donner".
    singular = re.sub(r"(?<=\w{3})[sx]$", "", word)
    return str(simplemma.lemmatize(singular, lang)).casefold()


def termhood(phrases: Sequence[Phrase]) -> dict[Key, float]:
    """How much each phrase is a term of its own: more for longer and frequent ones, less for parts of others."""
    by_key = {one.key: one for one in phrases}
    holders: dict[Key, list[int]] = defaultdict(list)
    for phrase in phrases:
        for part in set(_parts(phrase.key)):
            if part in by_key:
                holders[part].append(phrase.count)
    return {key: _c_value(len(key), one.count, holders[key]) for key, one in by_key.items()}


def _c_value(words: int, count: int, inside: Sequence[int]) -> float:
    alone = count - (sum(inside) / len(inside) if inside else 0)
    return log2(words + 1) * log2(1 + max(alone, 0))


def _parts(key: Key) -> Iterator[Key]:
    """The shorter phrases in a phrase."""
    for length in range(1, len(key)):
        yield from (key[first : first + length] for first in range(len(key) - length + 1))


def is_general(phrase: Phrase) -> bool:
    """Whether a phrase is one word that any text may have."""
    return len(phrase.key) == 1 and phrase.usual.casefold() in _GENERAL | {f"{word}s" for word in _GENERAL}


_GENDERED: Final = {"m": _table("un le du au ce"), "f": _table("une la cette sa")}


def gender(french: Phrase) -> str:
    """That of most articles before a French phrase, with "pl" for a plural; "" where all are elided or plural."""
    votes = {kind: sum(french.before[word] for word in words) for kind, words in _GENDERED.items()}
    if votes["m"] == votes["f"]:
        return ""
    first = french.usual.split()[0].casefold()
    plural = first[-1] in "sx" and _folded(first, "fr") != first
    return max(votes, key=lambda kind: votes[kind]) + (" pl" if plural else "")
