"""What must go over as it is: links, addresses, placeholders, tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from translation.typography import LINK
from translation.unit import Finding


def links(source: str, target: str) -> Iterator[Finding]:
    """A link that is gone is refused; another in its place may be the French version of the page."""
    wanted, given = re.findall(LINK, source), re.findall(LINK, target)
    gone = Counter(wanted) - Counter(given)
    for link in gone:
        if len(given) < len(wanted):
            yield Finding("link", f"Le lien ou l’adresse {link} manque.", blocking=True)
        else:
            yield Finding("link", f"Le lien ou l’adresse {link} a changé.")


PLACEHOLDER: Final = re.compile(r"\$?\{\w*\}|%(?:\d+\$)?[sdif](?!\w)|%\(\w+\)[sdif]|</?[a-zA-Z][^<>]*>|&#?\w+;")


def placeholders(source: str, target: str) -> Iterator[Finding]:
    wanted, given = Counter(PLACEHOLDER.findall(source)), Counter(PLACEHOLDER.findall(target))
    for mark in wanted - given:
        yield Finding("placeholder", f"Le repère {mark} manque : il doit rester tel quel.", blocking=True)
    for mark in given - wanted:
        yield Finding("placeholder", f"Le repère {mark} n’est pas dans l’anglais.", blocking=True)


def without_links(text: str) -> str:
    return re.sub(LINK, " ", text)
