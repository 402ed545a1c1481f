"""Brackets and quotation marks, the spaces of French, the first letter and the last mark of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from translation.typography import KEPT, NNBSP, badly_spaced, french_quotes, french_typography
from translation.unit import Finding

# "a)" may number a list, and French lawyers write 12(1)a).
_ENUMERATOR: Final = re.compile(r"(?<![^\s\d)])(?:[a-z]|[ivx]+|\d{1,2})(?:\.\d+)?\)", re.IGNORECASE)


def brackets(source: str, target: str) -> Iterator[Finding]:
    """A mark that opens and does not close, unless the English does the same; "a)" may number a list."""
    for opening, closing in ("()", "[]", "«»", "“”"):
        surplus = target.count(opening) - target.count(closing)
        numbering = len(_ENUMERATOR.findall(target)) if closing == ")" else 0
        if surplus != source.count(opening) - source.count(closing) and not -numbering <= surplus <= 0:
            missing = closing if surplus > 0 else opening
            yield Finding("bracket", f"Il manque un signe {missing}.")


_QUOTED: Final = re.compile(r"“[^”]+”|(?<![\w\"])\"[^\"]+\"(?!\w)|«[^»]+»")


def quotes(source: str, target: str) -> Iterator[Finding]:
    """English quotation marks, and none where the English has some."""
    fix = french_quotes(target)
    if re.sub(r"\s", "", fix) != re.sub(r"\s", "", target):
        yield Finding("quotes", "Les guillemets du français sont « et ».", fix=fix)
    elif _QUOTED.search(_prose(source)) and not re.search('[«»“”"]', _prose(target)):
        yield Finding("quotes", "Les guillemets de l’anglais ne se retrouvent pas dans la traduction.")


def spaces(source: str, target: str) -> Iterator[Finding]:
    marks = dict.fromkeys(badly_spaced(target))
    if marks:
        fix = french_typography(target)
        yield Finding("typography", f"Il faut une espace insécable auprès de : {'  '.join(marks)}", fix=fix)


_NOT_ELIDED: Final = re.compile(
    r"(?<![\w’'-])(?P<word>[DdLlJjNnMmTtSs]e|[Qq]ue|[Ll]a)[ \u00a0]"
    r"(?=[aâeéèêiîoôuœ][^\W\d_]+(?![’']))(?!onz|oui\b|ouistiti|uhlan|une?\b|ou\b|aux?\b|et\b)"
)


def elision(source: str, target: str) -> Iterator[Finding]:
    """ "de enfants" for "d’enfants"; before a name, some write it either way."""
    fix = _NOT_ELIDED.sub(lambda found: f"{found['word'][:-1]}’", target)
    if fix != target:
        yield Finding("elision", "Une voyelle suit : il faut une apostrophe.", fix=fix)


_VOWEL: Final = "[haàâeéèêiîoôuùyœ]"
_TOO_MANY: Final = (
    (re.compile(r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)"), " "),
    (re.compile(r"(?<=[\w)»])[ \u00a0\u202f]+(?=[,.](?:\s|$))"), ""),
    (re.compile(r"(?<=[(\[])[ \u00a0]+(?=\w)|(?<=\w)[ \u00a0]+(?=[)\]])"), ""),
    (re.compile(rf"(?:(?<=\b[ldnsmtjc][’'])|(?<=\bqu[’']))[ \u00a0]+(?={_VOWEL})", re.IGNORECASE), ""),
)


def too_many_spaces(source: str, target: str) -> Iterator[Finding]:
    """Two spaces in a row, one before a comma or a point, one after "l’" or inside brackets."""
    fix = target
    for spaces_, instead in _TOO_MANY:
        fix = spaces_.sub(instead, fix)
    if fix != target:
        yield Finding("extra-space", "Il y a une espace de trop.", fix=fix)


def first_letter(source: str, target: str) -> Iterator[Finding]:
    """A sentence that begins with a capital in English only; the items of a list begin small in French."""
    is_sentence = source.rstrip().endswith((".", "?", "!")) and target.rstrip().endswith((".", "?", "!"))
    if is_sentence and source[:1].isupper() and target[:1].islower():
        yield Finding("capital", "La phrase commence par une minuscule.", fix=target[0].upper() + target[1:])


_LAST: Final = re.compile(r"(?P<mark>[.?!…])[\s)\]»”\"’]*$")
_ABBREVIATED: Final = re.compile(r"\b(?:[A-Za-z]\.){2,}\s*$|\b(?:etc|Inc|Ltd|Corp|Co|Jr|St)\.\s*$")
_SPACED: Final = {"?": f"{NNBSP}?", "!": f"{NNBSP}!"}


def last_mark(source: str, target: str) -> Iterator[Finding]:
    """A sentence whose last point is gone, or a question that is none any more."""
    ours, theirs = _LAST.search(source), _LAST.search(target)
    if not ours or _ABBREVIATED.search(source):
        return
    mark, end = ours["mark"], target.rstrip()
    if end[-1:].isalnum() and source.rstrip()[-1:] == mark:
        told = f"Il manque à la fin le signe de l’anglais : {mark}"
        yield Finding("last-mark", told, fix=end + _SPACED.get(mark, mark))
    elif mark == "?" and theirs and theirs["mark"] == ".":
        yield Finding("last-mark", "L’anglais est une question : faut-il un point d’interrogation ?")


def _prose(text: str) -> str:
    return re.sub(KEPT, " ", text)
