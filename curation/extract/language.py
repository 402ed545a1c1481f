"""Which language a text is in, by its commonest small words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from translation.document import Block, Document

# Words that are common in one of these languages and rare in the others.
_TABLE: Final = """
en the and of to in that is for with are this be was by it from have which their not
fr le la les des et du une est dans pour que qui par sur au aux avec ce cette sont
es el los las y del una es en para que por con su al lo como más se este son
pt o os as e do da dos das uma é em para que por com não ao mais se são na no
de der die das und ist von zu den mit für auf im dem ein eine nicht sich werden auch des
it il gli e di che è per una con non del della dei nel alla sono da anche più le
nl het een en van is dat op te voor met zijn niet aan door ook deze bij worden naar de
"""
_SMALL_WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {code: frozenset(words) for code, *words in map(str.split, _TABLE.strip().splitlines())}
)
_WORDS_READ: Final = 3000
_WORD: Final = re.compile(r"[^\W\d_]+")
_DIFFERENT: Final = 3  # of a language's small words, each counted once: "de" alone is in half of them


def guess_language(text: str) -> str:
    """The ISO 639-1 code of the language most of `text` is in; "" when there is too little to tell by."""
    words = _WORD.findall(text.lower())[:_WORDS_READ]
    found = {code: sum(word in small for word in words) for code, small in _SMALL_WORDS.items()}
    best, second = sorted(found, key=lambda code: -found[code])[:2]
    # A twelfth: running text has a fifth to a third of such words, a list of names or figures nearly none.
    sure = found[best] >= 3 and found[best] * 12 >= len(words) and found[best] > 1.3 * found[second]
    return best if sure else ""


def agreed_language(declared: str, text: str) -> str:
    """The declared language unless the text is plainly in another: English pages say lang="fr" and the other way."""
    guess = guess_language(text)
    code = re.split(r"[-_]", declared.strip().lower())[0]
    return guess or (code if re.fullmatch(r"[a-z]{2}", code) else "")


def with_block_languages(document: Document) -> Document:
    """The document, each block that is plainly in another language saying so: a French abstract in an English report.

    Short blocks between two of that language are of it too: a heading, an item. What a page declares of a block holds
    unless its words say otherwise.
    """
    found = [_foreign(block, document.lang) for block in document.blocks]
    before, after = _filled(found), _filled(found[::-1])[::-1]
    spread = (code or (past if past == ahead else "") for code, past, ahead in zip(found, before, after, strict=True))
    kept = (code if code and code != document.lang else "" for code in spread)
    blocks = tuple(
        block if block.lang == code else replace(block, lang=code)
        for block, code in zip(document.blocks, kept, strict=True)
    )
    return replace(document, blocks=blocks)


def _foreign(block: Block, lang: str) -> str:
    """The language of a block: found in its words, else declared, "" when there is too little to tell by."""
    return _sure_language(_WORD.findall(block.text.lower())[:_WORDS_READ], lang) or block.lang


def _sure_language(words: Sequence[str], lang: str) -> str:
    """The language that the words are surely in, `lang` if they may be in that as well; "" if they tell nothing."""
    hits = {code: [word for word in words if word in small] for code, small in _SMALL_WORDS.items()}
    best = max(hits, key=lambda code: len(hits[code]))
    telling = {word for word in hits[best] if len(word) > 1}  # a lone letter may be a label
    if len(telling) < _DIFFERENT or len(hits[best]) * 7 < len(words):
        return ""
    own = len(hits.get(lang, ()))
    others = max(len(found) for code, found in hits.items() if code != best)
    return best if len(hits[best]) > 2 * own and len(hits[best]) > 1.3 * others else lang


def _filled(found: Sequence[str]) -> list[str]:
    """For each block the language of the last one that told."""

    def told(last: str, code: str) -> str:
        return code or last

    return [*accumulate(found, told)]
