"""Terms that the glossary lacks, found in what was read, in what was translated, and in what reviewers changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import log, log2, sqrt
from types import MappingProxyType
from typing import Final, NamedTuple

from glossary.mining import Key, Phrase, Phrases, gender, is_general, termhood
from glossary.termbase import Status, Term, TermBase, stem
from translation.corrections import Change, Correction, changes


class Sentence(NamedTuple):
    """An English sentence, the French that a person stands behind ("" where there is none), and where it was read."""

    english: str
    french: str = ""
    document: str = ""


class Reason(StrEnum):
    """Why a term is proposed."""

    EDITS = "edits"  # reviewers keep changing the French of it
    PAIRS = "pairs"  # the French that people stand behind says it in one way
    TEXTS = "texts"  # the texts that are watched say it often


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term that may be missing: its English, its French if any was found, and what speaks for it.

    The English stands `count` times, in `documents`; `agreeing` of the `translated` sentences with it have the French,
    which stands in few others (`dice` is 1 for none). Reviewers put it in the place of `instead_of`, `edits` times of
    `chances`. `examples` are sentences and their French.
    """

    source: str
    target: str
    score: float
    reasons: tuple[Reason, ...]
    count: int
    documents: int
    examples: tuple[tuple[str, str], ...] = ()
    gender: str = ""
    agreeing: int = 0
    translated: int = 0
    dice: float = 0.0
    instead_of: str = ""
    edits: int = 0
    chances: int = 0

    def as_term(self) -> Term:
        """The proposed entry: the keeper decides, and writes the definition and the origin."""
        example = next((both for both in self.examples if all(both)), ("", ""))
        return Term(
            self.source,
            self.target,
            Status.PROPOSED,
            part_of_speech="noun",
            gender=self.gender,
            note=why(self),
            example=example,
        )


FEWEST: Final = 3  # sentences that say it
FEWEST_PAIRS: Final = 2  # sentences that say both
PROSE: Final = 5  # words: what is shorter is a heading, a label or a button of the page
_LEAST_DICE: Final = 0.5
_SIGNIFICANT: Final = 10.83  # a log-likelihood ratio that chance reaches once in a thousand times
_UNTRANSLATED: Final = 0.25  # what a phrase without French counts, beside 1.25 for one whose French always agrees
_EXAMPLES: Final = 3


def candidates(
    sentences: Iterable[Sentence], corrections: Sequence[Correction], known: Iterable[Term]
) -> list[Candidate]:
    """What the glossary may lack, the likeliest first; what it has, in whatever status, is left out.

    One score ranks them: how much of a term the English is, more for standing in several documents, for French that
    agrees, for words that the glossary's own terms are made of, and for every time that reviewers changed it.
    """
    distinct = _distinct(sentences)
    english = Phrases("en", [one.english for one in distinct], FEWEST, shortest=PROSE)
    nouns = [one for one in english.nouns(FEWEST) if not is_general(one)]
    values, found, own = termhood(nouns), renderings(distinct, english), _Known(known)
    made = {one.key: _said(one, values[one.key], found.get(one.key), distinct) for one in nouns}
    for key, change in changes(corrections).items():
        made[key] = _corrected(made.get(key), change)
    scored = (replace(one, score=one.score * own.likeness(one.source)) for one in made.values())
    return sorted((one for one in scored if not own.has(one.source)), key=lambda one: (-one.score, one.source))


def _distinct(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Each English sentence once, with its French if it has any: what comes on every page is furniture."""
    found: dict[str, Sentence] = {}
    for one in sentences:
        if one.english not in found or (one.french and not found[one.english].french):
            found[one.english] = one
    return list(found.values())


def _said(phrase: Phrase, value: float, rendering: Rendering | None, sentences: Sequence[Sentence]) -> Candidate:
    """What the texts say of a phrase, and the French that goes with it."""
    documents = len({sentences[number].document for number in phrase.sentences})
    examples = tuple(_examples(phrase, rendering, sentences))
    score = value * sqrt(log2(1 + documents)) * _UNTRANSLATED
    said = Candidate(phrase.usual, "", score, (Reason.TEXTS,), phrase.count, documents, examples)
    if rendering is None:
        return said
    return replace(
        said,
        target=rendering.french.usual,
        score=score * (1 + rendering.dice / _UNTRANSLATED),
        reasons=(Reason.PAIRS, Reason.TEXTS),
        gender=gender(rendering.french),
        agreeing=rendering.both,
        translated=rendering.translated,
        dice=rendering.dice,
    )


def _examples(phrase: Phrase, rendering: Rendering | None, sentences: Sequence[Sentence]) -> list[tuple[str, str]]:
    """Some sentences with the phrase, those with its French first, short before long."""
    numbers = set(phrase.sentences)
    agreeing = numbers & set(rendering.french.sentences) if rendering else set()
    ranked = sorted(agreeing or numbers, key=lambda number: len(sentences[number].english))
    return [(sentences[number].english, sentences[number].french) for number in ranked[:_EXAMPLES]]


def _corrected(known: Candidate | None, change: Change) -> Candidate:
    """A candidate with what reviewers make of its French, which goes before what was said until now."""
    phrase = change.source
    said = known or Candidate(phrase.usual, "", log2(1 + phrase.count), (), phrase.count, 1)
    return replace(
        said,
        target=change.after,
        score=said.score * (1 + log2(1 + change.times)),
        reasons=(Reason.EDITS, *said.reasons),
        gender=said.gender if said.target == change.after else "",
        instead_of=change.before,
        edits=change.times,
        chances=change.chances,
        examples=change.examples[:_EXAMPLES],
    )


class _Known:
    """What the glossary has, whatever its status: a term that was put away is not proposed again."""

    def __init__(self, terms: Iterable[Term]) -> None:
        anyhow = [replace(term, status=Status.APPROVED, only_with=(), not_with=()) for term in terms]
        self._terms = TermBase(anyhow)
        self._words = {stem(word) for term in anyhow for form in (term.source, *term.synonyms) for word in form.split()}

    def has(self, english: str) -> bool:
        return any(match.found == english for match in self._terms.find(english))

    def likeness(self, english: str) -> float:
        """From 1 to 2, by how many of the words are in some term of the glossary."""
        words = english.split()
        return 1 + sum(stem(word) in self._words for word in words) / len(words)


def why(candidate: Candidate) -> str:
    """Why a term is proposed, in French, for the keeper of the glossary."""
    return " ".join(_TOLD[reason](candidate) for reason in candidate.reasons)


def _told_edits(one: Candidate) -> str:
    changed = f"«\u00a0{one.instead_of}\u00a0» est devenu «\u00a0{one.target}\u00a0»"
    return f"À la relecture, {changed} {one.edits} fois sur {one.chances}."


def _told_pairs(one: Candidate) -> str:
    return f"{one.agreeing} traductions relues sur {one.translated} le disent de la même façon."


def _told_texts(one: Candidate) -> str:
    where = "un seul document" if one.documents == 1 else f"{one.documents} documents"
    return f"Le terme anglais se trouve {one.count} fois, dans {where}."


_TOLD: Final = MappingProxyType({Reason.EDITS: _told_edits, Reason.PAIRS: _told_pairs, Reason.TEXTS: _told_texts})


class Rendering(NamedTuple):
    """The French phrase that stands where an English one does: in how many of the translated sentences, how surely."""

    french: Phrase
    both: int
    translated: int
    dice: float


def renderings(sentences: Sequence[Sentence], english: Phrases) -> dict[Key, Rendering]:
    """The French of each English phrase, where each is the other's best match.

    How well they agree is Dice's coefficient of the sentences that have them; what chance may have brought together is
    left out, by the log-likelihood ratio (Dunning 1993).
    """
    french = Phrases("fr", [one.french for one in sentences], FEWEST_PAIRS)
    translated = {number for number, one in enumerate(sentences) if one.french}
    places = {one.key: [number for number in one.sentences if number in translated] for one in english}
    agreement = _agreement(places, french.nouns(FEWEST_PAIRS), len(translated))
    of_english = _best({both: pair.dice for both, pair in agreement.items()})
    of_french = _best({(theirs, ours): pair.dice for (ours, theirs), pair in agreement.items()})
    mutual = ((ours, theirs) for ours, theirs in of_english.items() if of_french[theirs] == ours)
    return {ours: agreement[ours, theirs] for ours, theirs in mutual}


def _agreement(
    places: Mapping[Key, Sequence[int]], french: Sequence[Phrase], total: int
) -> dict[tuple[Key, Key], Rendering]:
    """Every English and French phrase that meet more often than chance lets them."""
    beside: dict[int, list[Phrase]] = defaultdict(list)
    for phrase in french:
        for number in phrase.sentences:
            beside[number].append(phrase)
    phrases = {phrase.key: phrase for phrase in french}
    found = {}
    for ours, numbers in places.items():
        for theirs, both in Counter(one.key for number in numbers for one in beside[number]).items():
            rendering = _rendering(phrases[theirs], both, len(numbers), total)
            if rendering is not None:
                found[ours, theirs] = rendering
    return found


def _rendering(french: Phrase, both: int, translated: int, total: int) -> Rendering | None:
    theirs = len(french.sentences)
    dice = 2 * both / (translated + theirs)
    sure = both >= FEWEST_PAIRS and dice >= _LEAST_DICE
    if sure and log_likelihood(both, translated, theirs, total) >= _SIGNIFICANT:
        return Rendering(french, both, translated, dice)
    return None


def log_likelihood(both: int, ours: int, theirs: int, total: int) -> float:
    """How far from chance it is that two things meet so often (Dunning 1993): 0 when neither draws the other.

    `ours` and `theirs` are how often each is there, `both` how often together, `total` out of how many.
    """
    table = (both, ours - both, theirs - both, total - ours - theirs + both)
    margins = (ours, theirs, total - ours, total - theirs)
    return 2 * (sum(map(_x_log_x, table)) - sum(map(_x_log_x, margins)) + _x_log_x(total))


def _x_log_x(count: int) -> float:
    return count * log(count) if count else 0.0


def _best(agreement: Mapping[tuple[Key, Key], float]) -> dict[Key, Key]:
    """The match of each phrase; of equal ones the longest, which says the whole."""
    best: dict[Key, Key] = {}
    for one, other in sorted(agreement, key=lambda both: (agreement[both], len(both[1]), both)):
        best[one] = other
    return best
