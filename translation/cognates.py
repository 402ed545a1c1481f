"""Which words only English has, and which French writes as English does: a heading of these may be the same in both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import simplemma

# Words that English has and French has not: where they stand, the text is English.
FUNCTION_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "the of and to is are was were be been with that this these those from by which their they has have had not "
        "it its should must will would can may at we you who when where there into about",
    )
)
# Words that the French wrote or took over, and that the French dictionary lacks.
FRENCH_TOO: Final = frozenset(
    re.findall(
        r"\w+",
        "au aux du pas non dont comment pays temps tant avis flux quant abus loin plait ex etc cf via vs web "
        "internet wiki blog smartphone smartphones pdf zip url email forum microfinance stress chaos crowdsourcing "
        "dashboard idem iv vi vii",
    )
)
# Our own list, for what the endings below do not tell; each is also good in the plural.
_SAME: Final = frozenset(
    re.findall(
        r"\w+",
        """
    accord acre agenda album angle archive article atelier atlas audience audio audit avenue axe blog bloc boycott
    brochure budget bulletin bureau cadre camp canal cartel catalogue centre choc clause cluster coalition code
    commerce compost concept consensus consortium contact copyright corps critique cycle cyclone danger date
    diaspora directive dollar district document donation drone durable effort email entrepreneur enzyme euro exact
    expert exploit export facile film finance flash flexible force format forum fragile front fruit gallon garage
    genre guide habitat handicap hectare horizon impact import index inclusive instant internet intranet item jargon
    journal jungle kit label latitude local logo longitude machine malaria marathon maximum menu migrant mile mine
    minimum minute mobile mode module moment motif multiple nation niche note notice nuance office opinion option
    oral orange original page panel parent patient pause permanent personnel pesticide phase photo plan plateau
    podcast police politique port portable premier prime principal prison profit prompt prototype province public
    quantum questionnaire question quiz quorum quota radar radio ratio rare record regard restaurant rural sanction
    satellite scanner script secret segment serpent service signal silence silo simple site social source sport
    stage statue stock structure studio style suicide suite surface syndrome table taxi technique temple terrain
    test titre total train transit transport tribunal triple trouble tsunami tube tunnel type unique urgent usage
    valve variable verdict version veto village virus visa visible vital volume vote web zone
    """,
    )
)
_SHARED_ENDING: Final = re.compile(r"(?:tion|sion|ence|ance|age|ment|ible|able|ent|ant|al|ure|ude|ium|cide)s?$")


@cache
def is_cognate(word: str) -> bool:
    """Whether French has this word as English writes it: "documents", "protection", but not "report" or "training".

    A French lexicon alone does not tell: it has "data" and "report" too. It is asked about words of Latin endings only.
    """
    small = word.casefold()
    if small in FRENCH_TOO or small in _SAME or small.removesuffix("s") in _SAME:
        return True
    return bool(_SHARED_ENDING.search(small)) and bool(simplemma.is_known(small, "fr"))


@cache
def is_english_word(word: str) -> bool:
    """Whether it is an English word, no name or letter ("summary", but not "Jane") and none that French has too."""
    small = word.casefold()
    return small in FUNCTION_WORDS or (len(small) > 1 and small in _lexicon() and not is_cognate(small))


@cache
def _lexicon() -> Mapping[str, Any]:
    """English words in small letters, and names with their capital."""
    from simplemma.strategies import DefaultDictionaryFactory  # only what may have stayed English pays for its words

    return DefaultDictionaryFactory().get_dictionary("en")
