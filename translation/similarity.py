"""Finds the texts that are like one text among very many, without comparing it with each of them."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import count, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COMPARED_AT_MOST: Final = 10_000  # so few are compared one by one as fast as they are looked up
_CANDIDATES: Final = 800
_NEAR: Final = 0.3  # with less in common than this share of what the nearest text has, no text is looked at
_POSTINGS_READ: Final = 200_000
_SHORT: Final = 48  # characters: in a heading or a cell one changed letter may leave no word the same
_PAIRS_A_TEXT: Final = 4  # numbers for two words that follow each other; where two pairs share one, both are compared
_SPREAD: Final = 1_000_003
_WORD: Final = re.compile(r"\w+")


class SimilarTexts:
    """Texts that can be asked which of them are like another one, and how much: the exact score of `fuzz.ratio`.

    Many texts are looked up by the words, and the pairs of words, that they have in common with the one asked about,
    the rarest first; the few that share most are compared with it letter by letter.
    """

    def __init__(self, texts: Iterable[str], compared_at_most: int = COMPARED_AT_MOST) -> None:
        self._texts = sorted(texts, key=len)
        self._compared_at_most = compared_at_most

    def like(self, text: str, at_least: float) -> list[tuple[str, float]]:
        """Those that are at least so many percent like this one, the most alike first."""
        chosen: Sequence[str] = self._texts
        if len(self._texts) > self._compared_at_most:
            chosen = [self._texts[place] for place in self._index.candidates(text, at_least)]
        found = process.extract(text, chosen, scorer=fuzz.ratio, processor=None, score_cutoff=at_least, limit=None)
        return [(known, score) for known, score, _ in found]

    @cached_property
    def _index(self) -> _Index:
        return _index(self._texts)


class _Index(NamedTuple):
    """Which texts, counted in the order of their lengths, hold each feature: a word, or a pair of words.

    The texts of feature n are `postings[starts[n]:starts[n + 1]]`, in order: those of a length stand together.
    """

    words: dict[str, int]
    pairs: int
    lengths: NDArray[np.int32]
    starts: NDArray[np.int64]
    postings: NDArray[np.uint32]

    def candidates(self, text: str, at_least: float) -> list[int]:
        """The texts that have most in common with this one, of those whose length lets them be so much alike."""
        import numpy as np

        first, last = self._of_like_length(len(text), at_least)
        lists = self._read(text, first, last)
        if not lists:
            return []
        places = np.concatenate([places for places, _ in lists]) - np.uint32(first)
        weights = np.repeat([weight for _, weight in lists], [len(places) for places, _ in lists])
        common = np.bincount(places, weights, last - first)
        near = np.flatnonzero(common >= common.max() * _NEAR)
        if len(near) > _CANDIDATES:
            alike = common[near] / (self.lengths[first:last][near] + len(text))
            near = np.sort(near[np.argpartition(alike, -_CANDIDATES)[-_CANDIDATES:]])
        return [int(place) for place in near + first]

    def _of_like_length(self, length: int, at_least: float) -> tuple[int, int]:
        # Two texts have at most the letters of the shorter one in common, and the score is twice those of all.
        share = at_least / (200 - at_least)
        low, high = int(length * share), int(length / share) + 1 if share else int(self.lengths[-1])
        first, last = self.lengths.searchsorted(low, "left"), self.lengths.searchsorted(high, "right")
        return int(first), int(last)

    def _read(self, text: str, first: int, last: int) -> list[tuple[NDArray[np.uint32], int]]:
        """For each of the rarest features, its texts between these two and how many letters they share by it."""
        lists = []
        for feature, weight in self._features(text).items():
            texts = self.postings[self.starts[feature] : self.starts[feature + 1]]
            low, high = texts.searchsorted((first, last))
            if low < high:
                lists.append((texts[low:high], weight))
        lists.sort(key=lambda pair: len(pair[0]))
        read, budget = 0, _POSTINGS_READ
        while read < len(lists) and budget > 0:
            budget -= len(lists[read][0])
            read += 1
        return lists[:read]

    def _features(self, text: str) -> dict[int, int]:
        """The numbers of the text's words and pairs of words that some text has, each with its letters."""
        tokens = _tokens(text)
        known = [self.words.get(token, -1) for token in tokens]
        features = {number: len(token) for token, number in zip(tokens, known, strict=True) if number >= 0}
        for (one, two), (left, right) in zip(pairwise(known), pairwise(tokens), strict=True):
            if one >= 0 and two >= 0:
                features[len(self.words) + (one * _SPREAD + two) % self.pairs] = len(left) + len(right)
        return features


def _index(texts: Sequence[str]) -> _Index:
    import numpy as np

    words, said, of_text = _numbered(texts)
    follows = of_text[1:] == of_text[:-1]
    most = _PAIRS_A_TEXT * len(texts)
    pairs = len(words) + (said[:-1] * _SPREAD + said[1:])[follows] % most
    # A feature and a text in one number: sorting them all sorts each feature's texts too.
    both = np.concatenate([said << 32 | of_text, pairs << 32 | of_text[1:][follows]])
    del said, of_text, follows, pairs  # some hundred megabytes each
    both.sort()
    both = both[np.diff(both, prepend=-1) > 0]
    starts = np.searchsorted(both, np.arange(len(words) + most + 1, dtype=np.int64) << 32)
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    return _Index(words, most, lengths, starts, (both & 0xFFFFFFFF).astype(np.uint32))


def _numbered(texts: Sequence[str]) -> tuple[dict[str, int], NDArray[np.int64], NDArray[np.int64]]:
    """Each word's number; the words of all texts in a row, by their numbers; and for each of them its text's."""
    import numpy as np

    words: defaultdict[str, int] = defaultdict(count().__next__)
    said, sizes = array("I"), array("I")
    for text in texts:
        tokens = _tokens(text)
        said.extend(map(words.__getitem__, tokens))
        sizes.append(len(tokens))
    of_text = np.repeat(np.arange(len(texts), dtype=np.int64), np.frombuffer(sizes, np.uint32))
    return dict(words), np.frombuffer(said, np.uint32).astype(np.int64), of_text


def _tokens(text: str) -> list[str]:
    """The words of a text in small letters; of a short text also each three letters that follow each other."""
    small = text.lower()
    tokens = _WORD.findall(small)
    return tokens + [small[at : at + 3] for at in range(len(small) - 2)] if len(text) <= _SHORT else tokens
