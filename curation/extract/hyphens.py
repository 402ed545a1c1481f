"""Words parted at a line end: "informa-/tion" is one word, "price-/determining" keeps its hyphen."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

# pypdfium2 writes U+FFFE for a hyphen at a line end, a true one as well as one the typesetter put in.
HYPHENS: Final = "-\u00ad\u2010\ufffe"
_LAST: Final = re.compile(rf"([^\W\d_]+(?:-[^\W\d_]+)*)[{HYPHENS}]$")
_FIRST: Final = re.compile(r"[^\W\d_]+")
_PARTED_ADDRESS: Final = re.compile(r"(?:https?:/|www\.)[^\s<>\"]*[/?=&_.\ufffe-]$|[\w.-]@$")
_PARTING: Final = frozenset("/?=&_.\ufffe-@")
_LONGEST_WORD: Final = 80  # letters: a long text is not searched from its beginning for its last word
_PREFIXES: Final = frozenset({"non", "self", "well"})  # "non-governmental" is in the dictionary both ways


def join_lines(first: str, second: str, known_words: Collection[str]) -> str:
    """Two lines as one text; `known_words` are the document's own words in lower case, hyphenated ones included."""
    first, second = first.rstrip(), second.lstrip()
    if first[-1:] == "–" and first[-2:-1].isalnum() and second[:1].isdigit():
        return first + second
    if first[-1:] in _PARTING and _ends_in_address(first) and (first[-1] != "." or second[:1].islower()):
        return first.rstrip("\ufffe") + ("-" if first[-1] == "\ufffe" else "") + second
    if not first or first[-1] not in HYPHENS:
        return f"{first} {second}".strip()
    left, right = _LAST.search(first, max(0, len(first) - _LONGEST_WORD)), _FIRST.match(second)
    if not left or not right:  # "2010-/2015", a dash: the hyphen is part of what is written
        return f"{first[:-1].rstrip()} - {second}" if first[-2:-1] == " " else f"{first[:-1]}-{second}"
    hyphen = "-" if keeps_hyphen(left[1], right[0], known_words) else ""
    return f"{first[:-1]}{hyphen}{second}"


def _ends_in_address(text: str) -> bool:
    return bool(_PARTED_ADDRESS.search(text, text.rfind(" ") + 1))


def keeps_hyphen(left: str, right: str, known_words: Collection[str]) -> bool:
    """Whether `left`-`right` is a compound rather than one word that a line end has parted.

    The document's own use decides, else the dictionary: a known word is joined, two known words keep their hyphen.
    """
    last = left.rpartition("-")[2]
    joined, compound = (left + right).lower(), f"{left}-{right}".lower()
    if compound in known_words or right[0].isupper():
        return True
    if joined in known_words:
        return False
    if last.lower() in _PREFIXES and len(right) > 3 and _in_dictionary(right):
        return True
    if _in_dictionary(last + right):
        return False
    return min(len(last), len(right)) > 2 and _in_dictionary(last) and _in_dictionary(right)


def _in_dictionary(word: str) -> bool:
    import simplemma

    return bool(simplemma.is_known(word.lower(), lang="en"))
