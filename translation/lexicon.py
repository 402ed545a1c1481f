"""Which words there are in French, so that one that a machine made up is found."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import simplemma
from wordfreq import zipf_frequency

# Once in thirty million words; what is rarer is mostly a typing error (frequencies of wordfreq, CC BY-SA 4.0).
_RARE: Final = 1.0
_SHORTEST: Final = 4  # letters
# What French puts before a word to make another one: "préremplir", "géospatial", "interopérer".
_PREFIXES: Final = re.findall(
    r"\w+",
    "anti auto bio co cyber dé dés extra géo hyper in il im ir inter intra macro méta micro mini multi néo non para "
    "pluri post poly pré pseudo re ré semi socio sous sub super sur télé trans ultra",
)
_STEM: Final = 4  # letters that are left at least
_WORD: Final = re.compile(r"(?<![\w@/.-])[^\W\d_]+(?![\w@/-]|\.\w)")


def invented(text: str, beside: str = "") -> list[str]:
    """The words of a French text, in small letters, that French has not and that do not stand in `beside` either.

    Names and acronyms are left out, and so are words of three letters or fewer.
    """
    known = beside.casefold()
    words = dict.fromkeys(word for word in _WORD.findall(text) if len(word) >= _SHORTEST and word.islower())
    return [word for word in words if word not in known and not is_french(word)]


@lru_cache(maxsize=50_000)
def is_french(word: str) -> bool:
    """Whether French has this word, or one that it is made of with a prefix; foreign words in use count too."""
    stems = (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))
    return _has(word) or any(len(stem) >= _STEM and _has(stem) for stem in stems)


def _has(word: str) -> bool:
    return bool(simplemma.is_known(word, "fr")) or zipf_frequency(word, "fr") >= _RARE
