"""The spaces French puts before its high punctuation and inside its quotation marks, and these marks."""

from __future__ import annotations

import re
from typing import Final

NBSP: Final = "\u00a0"
NNBSP: Final = "\u202f"

LINK: Final = (
    r"(?:https?://|ftp://|www\.)[^\s<>«»]*[^\s<>«».,;:!?)\]]"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?<![\w-])(?<![\w-]\.)(?:[\w-]+\.)+[a-z]{2,}/[^\s<>«»]*[^\s<>«».,;:!?)\]]"  # an address without its scheme
)
KEPT: Final = rf"{LINK}|`[^`]*`|\{{[^{{}}\n]*\}}|<[^<>\n]*>|&#?\w+;|\d+:\d+"
_BLANKS: Final = " \u00a0\u2009\u202f"
_SPACES: Final = rf"[{_BLANKS}]*"
_AFTER: Final = r"(?=[\s!?;:»)\]”\"’…]|$)"  # so that != and C:\ stay what they are
_BEFORE: Final = r"(?<=[^\s«(\[:;!?])"

_RULE: Final = re.compile(
    rf"(?P<kept>{KEPT})"
    rf"|{_BEFORE}{_SPACES}(?P<thin>[;!?]){_AFTER}"
    rf"|{_BEFORE}{_SPACES}(?P<wide>:){_AFTER}"
    rf"|(?<=\d){_SPACES}(?P<symbol>[%‰€£]|\$(?!\d)|°C\b)(?!\w)"
    rf"|(?P<open>«){_SPACES}"
    rf"|(?<=[^\s«]){_SPACES}(?P<close>»)"
)
_ANY_NBSP: Final = str.maketrans({NNBSP: NBSP})


def french_typography(text: str) -> str:
    """The text with a narrow no-break space before ; ! ? and a no-break space before : % € and inside « ».

    Links, e-mail addresses, times, placeholders, tags and code stay as they are; doing it twice changes nothing more.
    """
    return _RULE.sub(_spaced, text)


def badly_spaced(text: str) -> list[str]:
    """The marks whose space is missing or may break the line; either no-break space is good enough."""
    marks = []
    for match in _RULE.finditer(text):
        if match[0].translate(_ANY_NBSP) != _spaced(match).translate(_ANY_NBSP):
            marks.append(match[str(match.lastgroup)])
    return marks


def _spaced(match: re.Match[str]) -> str:
    kind, mark = match.lastgroup, match[str(match.lastgroup)]
    if kind == "kept":
        return match[0]
    if kind == "open":
        return mark + NBSP
    return (NNBSP if kind == "thin" else NBSP) + mark


_QUOTE: Final = re.compile(rf"(?P<kept>{KEPT})|(?P<mark>[“”\"«»])")
_OPENS: Final = re.compile(r"(?:^|[\s(\[«“—–’'/])$")
_PAIRS: Final = {"“": "”", '"': '"', "«": "»"}


def french_quotes(text: str) -> str:
    """The text with « » for its outer quotation marks and “ ” for those inside; as it is where they do not pair.

    Tags, code and placeholders stay as they are.
    """
    pairs = _pairs(text)
    if pairs is None:
        return text
    marks = {}
    for opening, closing, depth in pairs:
        if depth:
            marks[opening], marks[closing] = "“", "”"
        else:
            marks[opening], marks[closing] = f"«{NBSP}", f"{NBSP}»"
    return _with_marks(text, marks)


def _pairs(text: str) -> list[tuple[int, int, int]] | None:
    """Where each quotation opens and closes, and in how many others it stands; None where they do not pair."""
    open_marks: list[int] = []
    found = []
    for match in _QUOTE.finditer(text):
        at, mark = match.start(), match["mark"]
        if mark in ("“", "«") or (mark == '"' and _OPENS.search(text[:at])):
            open_marks.append(at)
        elif mark and open_marks and _PAIRS[text[open_marks[-1]]] == mark:
            found.append((open_marks.pop(), at, len(open_marks)))
        elif mark:
            return None
    return None if open_marks else found


def _with_marks(text: str, marks: dict[int, str]) -> str:
    """The text with its marks replaced; spaces inside a quotation belong to the new mark."""
    pieces, done = [], 0
    for at, mark in sorted(marks.items()):
        before = text[done:at]
        pieces += [before.rstrip(_BLANKS) if mark.endswith(("»", "”")) else before, mark]
        done = at + 1
        if mark.startswith(("«", "“")):
            done += len(text[done:]) - len(text[done:].lstrip(_BLANKS))
    return "".join([*pieces, text[done:]])
