"""What reviewers keep changing: the same French words, for the same English ones, again and again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from glossary.mining import Key, Phrase, Phrases, Spelling, read_words

FEWEST_EDITS: Final = 2  # sentences in which the same words were changed
_LONGEST: Final = 5  # full words: what is longer is a sentence written anew
_COVERED: Final = 0.75  # of the sentences with a change, at least, have the English that it is for


class Correction(NamedTuple):
    """An English sentence, the French that a machine gave it, and the French that a reviewer left there.

    Where both are the same, a person read the machine's French and let it stand.
    """

    english: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """French that reviewers replaced by other French wherever the English has `source`.

    `times` of the `chances` that there were: sentences with this English and the old French. `examples` are those
    sentences with the new French.
    """

    source: Phrase
    before: str
    after: str
    times: int
    chances: int
    examples: tuple[tuple[str, str], ...]


class _Exchange(NamedTuple):
    """Some words of the machine's French and those that stand in their place, by what their inflections share."""

    before: Key
    after: Key


_Places = dict[int, tuple[str, str]]  # how a change is written, before and after, in each sentence that has it


def changes(corrections: Iterable[Correction]) -> dict[Key, Change]:
    """The change that each English phrase asks for, where one keeps coming back; the most frequent of several."""
    distinct = list(dict.fromkeys(corrections))
    phrases = Phrases("en", [one.english for one in distinct], FEWEST_EDITS)
    english = _by_sentence(phrases.nouns(FEWEST_EDITS))
    found: dict[Key, Change] = {}
    for places in _recurring(distinct).values():
        source = _asking(places, english)
        if source is not None:
            change = _change(source, places, distinct)
            found[source.key] = max(found.get(source.key, change), change, key=_weight)
    return {key: replace(one, chances=_chances(one, distinct)) for key, one in found.items()}


def _weight(change: Change) -> tuple[int, int]:
    """Of changes that are as frequent, the longer one says the whole."""
    return change.times, len(change.before) + len(change.after)


def _by_sentence(phrases: Iterable[Phrase]) -> dict[int, list[Phrase]]:
    found: dict[int, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        for number in phrase.sentences:
            found[number].append(phrase)
    return found


def _recurring(corrections: Sequence[Correction]) -> dict[_Exchange, _Places]:
    """Each exchange of enough sentences, with how it was written in each."""
    found: dict[_Exchange, _Places] = defaultdict(dict)
    for number, one in enumerate(corrections):
        for exchange, written in exchanges(one.before, one.after):
            found[exchange].setdefault(number, written)
    return {exchange: places for exchange, places in found.items() if len(places) >= FEWEST_EDITS}


def _asking(places: _Places, english: Mapping[int, Sequence[Phrase]]) -> Phrase | None:
    """The English phrase that stands in the sentences of a change and least elsewhere; None when none fits."""
    phrases = {one.key: one for number in places for one in english.get(number, ())}
    beside = Counter(one.key for number in places for one in english.get(number, ()))
    enough = max(_COVERED * len(places), FEWEST_EDITS)
    fitting = [
        (2 * both / (len(phrases[key].sentences) + len(places)), len(key), key)
        for key, both in beside.items()
        if both >= enough
    ]
    return phrases[max(fitting)[2]] if fitting else None


def _change(source: Phrase, places: _Places, corrections: Sequence[Correction]) -> Change:
    numbers = [number for number in source.sentences if number in places]
    examples = tuple((corrections[number].english, corrections[number].after) for number in numbers)
    before, after = (_usual([places[number][side] for number in numbers]) for side in (0, 1))
    return Change(source, before, after, len(numbers), len(numbers), examples)


def _usual(forms: Sequence[str]) -> str:
    """The most frequent way to write it, in small letters if it ever is."""
    return max(forms, key=lambda form: (form.islower(), forms.count(form), form))


def _chances(change: Change, corrections: Sequence[Correction]) -> int:
    wanted = _keys(read_words(change.before, "fr"))
    said = (_keys(read_words(corrections[number].before, "fr")) for number in change.source.sentences)
    return sum(any(keys[at : at + len(wanted)] == wanted for at in range(len(keys))) for keys in said)


def exchanges(before: str, after: str) -> Iterator[tuple[_Exchange, tuple[str, str]]]:
    """What was exchanged between two French texts, words that only changed their ending left out.

    Each exchange comes with how both sides are written. Where a word was only added or taken away, the word beside it
    stands on both sides: "données personnelles" for "données à caractère personnel".
    """
    old, new = read_words(before, "fr"), read_words(after, "fr")
    matcher = SequenceMatcher(None, [word.key for word in old], [word.key for word in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            bare = _exchange((before, old[a:b]), (after, new[c:d]))
            beside = ((left, right) for left, right in ((0, 1), (1, 0), (1, 1)) if not bare)
            wider = [
                _exchange((before, _slice(old, a - left, b + right)), (after, _slice(new, c - left, d + right)))
                for left, right in beside
            ]
            yield from (one for one in (bare, *wider) if one is not None)


def _slice(words: Sequence[Spelling], first: int, last: int) -> Sequence[Spelling]:
    return words[first:last] if first >= 0 and last <= len(words) else []


def _exchange(
    old: tuple[str, Sequence[Spelling]], new: tuple[str, Sequence[Spelling]]
) -> tuple[_Exchange, tuple[str, str]] | None:
    """What two stretches of words say in place of each other; None where one of them says nothing."""
    ours, theirs = _trimmed(old[1]), _trimmed(new[1])
    if not ours or not theirs or _keys(ours) == _keys(theirs):
        return None
    return _Exchange(_keys(ours), _keys(theirs)), (_written(old[0], ours), _written(new[0], theirs))


def _trimmed(words: Sequence[Spelling]) -> Sequence[Spelling]:
    """The words without small ones at either end; none where they are too many, or a mark is among them."""
    full = [at for at, word in enumerate(words) if word.full]
    cut = words[full[0] : full[-1] + 1] if full else []
    return cut if len(full) <= _LONGEST and all(word.text[0].isalpha() for word in cut) else []


def _keys(words: Sequence[Spelling]) -> Key:
    return tuple(word.key for word in words)


def _written(text: str, words: Sequence[Spelling]) -> str:
    return text[words[0].start : words[-1].end]
