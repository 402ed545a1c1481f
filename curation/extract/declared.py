"""What a file says of itself, as far as it can be believed, and where in a text its licence is stated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from curation.dates import iso_date
from curation.extract.tidy import tidy
from translation.document import Block, BlockKind

_NO_TITLE: Final = re.compile(
    r"microsoft \w+ -|untitled|document\d*$|slide \d|powerpoint presentation|\(?anonymous|word document|template\b"
    r"|.*\.(?:docx?|dotx?|pdf|indd|qxd|epub|txt|pptx?|xlsx?|jpe?g|tiff?|rtf|odt)$"
    r"|\S*[_\d]\S*$|(?-i:[a-z]+)$|.{0,3}$",  # "hum": shorter than any title
    re.I,
)
_FRONT, _BACK = 40, 25  # blocks: about the first two pages and the last one
_SHORTEST_TITLE: Final = 6  # letters


def usable_title(declared: str) -> str:
    """The title a file declares, unless it is a file name or a program's own."""
    declared = tidy(declared)
    return "" if _NO_TITLE.match(declared) else declared


def title_of(blocks: Sequence[Block], declared: str) -> str:
    """The declared title, else the largest early heading, else how the text begins."""
    early = [block for block in blocks[:30] if block.kind is BlockKind.HEADING and len(block.text) >= _SHORTEST_TITLE]
    largest = min(early, key=lambda block: block.level).text if early else blocks[0].cells[0][:120]
    return usable_title(declared) or largest or blocks[0].text[:120].strip()


def people(declared: str) -> tuple[str, ...]:
    """The people an author field names; nobody for what looks like the name of an account."""
    names = (tidy(name) for name in re.split(r"[;,]| and | & ", declared))
    return tuple(dict.fromkeys(name for name in names if " " in name and "@" not in name))


def day(stated: str) -> str:
    """A stated date as YYYY-MM-DD; "" when it says less than a day."""
    found = iso_date(stated)[:10]
    return found if len(found) == 10 else ""


def front_and_back(count: int) -> list[int]:
    """The places of the first and last of so many blocks, where a licence is stated.

    One that is named elsewhere is that of a picture or a reference.
    """
    return [n for n in range(count) if n < _FRONT or n >= count - _BACK]
