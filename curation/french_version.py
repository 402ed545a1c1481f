"""Where a publication's official French version may be, and whether a document is that version: pure functions.

A French version that the publisher made is worth more than any draft of ours. Its address is stated by the page
(`curation.extract.french_links` reads that), guessed from how the English address is written, or found in the source's
French feed; what is fetched there is believed only when its numbers, names and order are those of the English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from curation.addresses import canonical_address, same_site
from curation.anchors import likeness, names, numbers
from curation.extract.language import guess_language
from curation.model import Ref
from curation.twins import french_twin, parts_of, without_language
from translation.document import Block, Document

__all__ = ["FrenchCandidate", "french_in_feed", "french_twin", "is_french_version"]

FEWEST_WORDS: Final = 30
SHORTEST, LONGEST = 0.4, 2.5  # times the English; a French text has about a fifth more words
FRENCH_SHARE: Final = 0.6  # of the words whose language can be told
AT_ONE_PLACE: Final = 0.21  # see curation.anchors.likeness
IN_ONE_ORDER: Final = 0.65
FEWEST_NUMBERS: Final = 6
NUMBERS_KEPT: Final = 0.5
_FEWEST_TITLE_WORDS: Final = 3
_FEWEST_NAMES: Final = 2
_NUMBERED: Final = re.compile(r"(?<!\d)\d{4,}(?!\d)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class FrenchCandidate:
    """An address that may hold the French version, by which evidence, and the words or attribute it was read from.

    `evidence` is "hreflang" or "link" when the page states it, "text" when a document says it in its text, "twin" for a
    guess from the address, "feed" when the source's French feed lists it.
    """

    address: str
    evidence: str
    words: str

    @property
    def told(self) -> str:
        """The evidence, with its words where there are any: "link: Version française"."""
        return f"{self.evidence}: {self.words}" if self.words else self.evidence


def is_french_version(original: Document, candidate: Document) -> bool:
    """Whether `candidate` says in French what `original` says: language, length, and where the same marks stand."""
    if candidate.words < FEWEST_WORDS or not SHORTEST <= candidate.words / max(1, original.words) <= LONGEST:
        return False
    if _french_share(candidate.blocks) < FRENCH_SHARE or not _keeps_numbers(original, candidate):
        return False
    placed, ordered = likeness(original, candidate)
    return placed >= AT_ONE_PLACE and ordered >= IN_ONE_ORDER


def _french_share(blocks: Sequence[Block]) -> float:
    """How much of a text is French: its running text block by block, since a page may be half translated."""
    words = {"fr": 0, "": 0}
    for block in blocks:
        code = guess_language(block.text)
        words[code] = words.get(code, 0) + len(block.text.split())
    told = sum(words.values()) - words[""]
    if not told:  # Only short lines: what they are together.
        return float(guess_language(" ".join(block.text for block in blocks)) == "fr")
    return words["fr"] / told


def _keeps_numbers(original: Document, candidate: Document) -> bool:
    """Whether the numbers are the same; last year's report in French has the words of this year's and other numbers."""
    stated, kept = (numbers(" ".join(block.text for block in each.blocks)) for each in (original, candidate))
    return len(stated) < FEWEST_NUMBERS or len(stated & kept) >= NUMBERS_KEPT * len(stated)


def french_in_feed(title: str, published: str, english_address: str, refs: Sequence[Ref], guid: str = "") -> Ref | None:
    """The same publication among the entries of the source's French feed; None when none, or more than one, fits.

    Asked in turn: the address is the twin of the English one, it ends the same, it has the same number, the title was
    left in English, or the date and the names in the title agree.
    """
    elsewhere = [ref for ref in refs if canonical_address(ref.url) != canonical_address(english_address)]
    for fits in _fits(title, published, english_address, guid):
        found = {canonical_address(ref.url): ref for ref in elsewhere if fits(ref)}
        if len(found) == 1:
            return next(iter(found.values()))
    return None


def _fits(title: str, published: str, address: str, guid: str) -> tuple[Callable[[Ref], bool], ...]:
    twin, bare, end = canonical_address(french_twin(address)), without_language(address), _slug(address)
    ids, words, stated = _ids(address, guid), _title_words(title), names(title)
    return (
        lambda ref: bool(twin) and canonical_address(ref.url) == twin,
        lambda ref: without_language(ref.url) == bare,
        lambda ref: bool(end) and _slug(ref.url) == end and _related(ref.url, address),
        lambda ref: bool(ids & _ids(ref.url, ref.guid)),
        lambda ref: len(words) >= _FEWEST_TITLE_WORDS and _title_words(ref.title) == words,
        lambda ref: (
            bool(published)
            and ref.published[:10] == published[:10]
            and len(stated & names(ref.title)) >= _FEWEST_NAMES
            and numbers(ref.title) == numbers(title)
        ),
    )


def _related(one: str, other: str) -> bool:
    """Whether two addresses are of one publisher: one site, or sites that differ in their first name (fr., en.)."""
    first, second = (".".join((parts_of(url).hostname or "").split(".")[-2:]) for url in (one, other))
    return same_site(one, other) or first == second


def _slug(address: str) -> str:
    """The last part of an address, when it is long enough to be one publication's own."""
    last = unquote(parts_of(without_language(address)).path.rstrip("/").rpartition("/")[2]).casefold()
    return last if len(re.findall(r"[^\W_]+", last)) >= _FEWEST_TITLE_WORDS or len(last) >= 16 else ""


def _ids(address: str, guid: str) -> frozenset[str]:
    """The long numbers of an address, as in /node/48213; a year is none."""
    stated = _NUMBERED.findall(f"{address} {guid}")
    return frozenset(number for number in stated if not _YEAR.fullmatch(number))


def _title_words(title: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", title.casefold()))
