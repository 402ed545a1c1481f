"""What trafilatura kept of a page, and whether a piece of the page is in it."""

from __future__ import annotations

import re
from typing import Final

_LOOKED_FOR: Final = 12  # letters: shorter texts are found anywhere by chance
_BRICK: Final = 10  # letters
_NEARBY: Final = 20_000  # letters


def letters(text: str) -> str:
    """Letters and digits only, so that two readings of the same text compare equal."""
    return re.sub(r"[\W_]+", "", text).casefold()


class KeptText:
    """The letters that trafilatura kept, asked in the page's order whether they hold those of a piece."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        # Whatever is in the text and twice as long as a brick holds a whole one: most that is not there is known by it.
        self._bricks = frozenset(text[start : start + _BRICK] for start in range(0, len(text), _BRICK))

    def has(self, looked_for: str) -> bool | None:
        if len(looked_for) < _LOOKED_FOR:
            return None
        if self._text.startswith(looked_for, self._at):
            found = self._at
        elif len(looked_for) >= 2 * _BRICK and not any(
            looked_for[start : start + _BRICK] in self._bricks for start in range(_BRICK)
        ):
            return False
        else:
            near = self._text.find(looked_for, self._at, self._at + _NEARBY)
            found = near if near >= 0 else self._text.find(looked_for)
        if found >= 0:
            self._at = found + len(looked_for)
        return found >= 0
