"""How text reads once it is out of its page: one kind of space, one kind of letter."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Soft hyphens, zero-width spaces and joiners' cousins, direction marks, byte order marks: seen by no reader.
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
_LIGATURES: Final = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def tidy(text: str) -> str:
    """`text` on one line: white space collapsed, ligatures spelled out, invisible characters dropped, NFC."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """As `tidy`, with its line breaks and spaces left as they are."""
    if text.isascii():
        return _CONTROL.sub("", text)
    plain = _CONTROL.sub("", text.translate(_INVISIBLE).translate(_LIGATURES))
    return unicodedata.normalize("NFC", plain)
