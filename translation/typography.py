"""The spaces French puts before its high punctuation and inside its quotation marks."""

from __future__ import annotations

import re
from typing import Final

NBSP: Final = "\u00a0"
NNBSP: Final = "\u202f"

LINK: Final = (
    r"(?:https?://|ftp://|www\.)[^\s<>«»]*[^\s<>«».,;:!?)\]]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|\b(?:[\w-]+\.)+[a-z]{2,}/[^\s<>«»]*[^\s<>«».,;:!?)\]]"  # an address without its scheme
)
_KEPT: Final = rf"{LINK}|`[^`]*`|\{{[^{{}}\n]*\}}|<[^<>\n]*>|&#?\w+;|\d+:\d+"
_SPACES: Final = r"[ \u00a0\u2009\u202f]*"
_AFTER: Final = r"(?=[\s!?;:»)\]”\"’…]|$)"  # so that != and C:\ stay what they are
_BEFORE: Final = r"(?<=[^\s«(\[:;!?])"

_RULE: Final = re.compile(
    rf"(?P<kept>{_KEPT})"
    rf"|{_BEFORE}{_SPACES}(?P<thin>[;!?]){_AFTER}"
    rf"|{_BEFORE}{_SPACES}(?P<wide>:){_AFTER}"
    rf"|(?<=\d){_SPACES}(?P<percent>%)(?!\w)"
    rf"|(?P<open>«){_SPACES}"
    rf"|(?<=[^\s«]){_SPACES}(?P<close>»)"
)
_ANY_NBSP: Final = str.maketrans({NNBSP: NBSP})


def french_typography(text: str) -> str:
    """The text with a narrow no-break space before ; ! ? and a no-break space before : and % and inside « ».

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
