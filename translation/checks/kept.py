"""What must go over as it is: links, addresses, placeholders, tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from translation.typography import LINK
from translation.unit import Finding


def links(source: str, target: str) -> Iterator[Finding]:
    """A link that is gone is refused; another in its place may be the French version of the page."""
    wanted, given = Counter(re.findall(LINK, source)), Counter(re.findall(LINK, target))
    strange = list((given - wanted).elements())
    for link in wanted - given:
        if given.total() < wanted.total():
            yield Finding("link", f"Le lien ou l’adresse {link} manque.", blocking=True)
        else:
            fix = _mended(link, strange, target) if (wanted - given).total() == 1 else ""
            yield Finding("link", f"Le lien ou l’adresse {link} a changé.", fix=fix)


def _mended(link: str, strange: list[str], target: str) -> str:
    """The link put back where only its capitals or its end got lost: any other one may be that of the French page."""
    cut = [other for other in strange if link.casefold().startswith(other.casefold())]
    return target.replace(cut[0], link) if len(cut) == len(strange) == 1 else ""


_PLACEHOLDER: Final = r"\$?\{\w*\}|%(?:\d+\$)?[sdif](?!\w)|%\(\w+\)[sdif]|</?[a-zA-Z][^<>]*>|&#?\w+;"
PLACEHOLDER: Final = re.compile(_PLACEHOLDER)
_KEPT: Final = re.compile(rf"{LINK}|{_PLACEHOLDER}")


def blanked(text: str) -> str:
    """The text with line ends in place of links and placeholders, as long as these: all else stays where it was."""
    return _KEPT.sub(blank, text)


def blank(match: re.Match[str]) -> str:
    return "\n" * len(match[0])


def placeholders(source: str, target: str) -> Iterator[Finding]:
    """A placeholder or tag that is gone or new is refused; it is put back where it can be seen what became of it."""
    wanted, given = Counter(PLACEHOLDER.findall(source)), Counter(PLACEHOLDER.findall(target))
    gone, new = list((wanted - given).elements()), list((given - wanted).elements())
    for mark in dict.fromkeys(gone):
        fix = _put_back(mark, gone, new, target)
        yield Finding("placeholder", f"Le repère {mark} manque : il doit rester tel quel.", blocking=True, fix=fix)
    for mark in dict.fromkeys(new):
        yield Finding("placeholder", f"Le repère {mark} n’est pas dans l’anglais.", blocking=True)


def _put_back(mark: str, gone: list[str], new: list[str], target: str) -> str:
    """The French with the mark where its pieces stand ("% 1 $ s"), or where the one strange mark stands."""
    pieces = re.compile(r"\s*".join(map(re.escape, mark)), re.IGNORECASE)
    broken = [match for match in pieces.finditer(target) if match[0] != mark]
    if len(broken) == 1:
        return target[: broken[0].start()] + mark + target[broken[0].end() :]
    one_for_one = len(gone) == len(new) == 1 and mark[0] == new[0][0] and target.count(new[0]) == 1
    return target.replace(new[0], mark) if one_for_one else ""


def without_links(text: str) -> str:
    """The text with a space in place of each link or address."""
    return re.sub(LINK, " ", text)


def rewritten(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The text with other words from each start to its end; no two of the stretches may overlap."""
    for start, end, said in sorted(changes, reverse=True):
        text = text[:start] + said + text[end:]
    return text
