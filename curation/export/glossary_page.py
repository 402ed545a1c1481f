"""The glossary as one page for readers: found by letter or by typing, each term under an address of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from curation.export.entry import Site
from curation.export.pages import STYLE, TEMPLATES, template
from curation.identity import slug
from curation.told import Told
from glossary.exchange.fields import concept_ids, in_order, replace_file
from glossary.termbase import Status, Term

PAGE: Final = "glossaire.html"
OWN_STYLE: Final = "glossaire.css"
SCRIPT: Final = "glossaire.js"

PARTS_OF_SPEECH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "noun": Told("nom"),
        "adjective": Told("adjectif"),
        "verb": Told("verbe"),
        "phrase": Told("expression"),
        "acronym": Told("sigle"),
        "name": Told("nom propre"),
    }
)
GENDERS: Final[Mapping[str, str]] = MappingProxyType(
    {"m": Told("masculin"), "f": Told("féminin"), "m pl": Told("masculin pluriel"), "f pl": Told("féminin pluriel")}
)
_STATUSES: Final[Mapping[Status, str]] = MappingProxyType(
    {Status.PROPOSED: "Proposé, à confirmer", Status.DEPRECATED: "Abandonné"}
)


@dataclass(frozen=True, slots=True)
class Concept:
    """A term with the name that its address ends in, its grammar and its status in words."""

    id: str
    term: Term
    grammar: str
    status: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The concepts whose English begins with one letter, or with a digit."""

    name: str
    concepts: tuple[Concept, ...]


def glossary_files(terms: Sequence[Term], site: Site) -> dict[str, bytes]:
    """The glossary's page in the portal, its own style and its script, by path."""
    page = _page(terms, site, styles=(STYLE, OWN_STYLE), script=SCRIPT, alone=False)
    return {PAGE: page, OWN_STYLE: (TEMPLATES / OWN_STYLE).read_bytes(), SCRIPT: (TEMPLATES / SCRIPT).read_bytes()}


def write_page(terms: Sequence[Term], path: Path) -> None:
    """The page on its own, with its style and its script beside it under the same name."""
    style, script = path.with_suffix(".css"), path.with_suffix(".js")
    replace_file(style, (TEMPLATES / STYLE).read_bytes() + (TEMPLATES / OWN_STYLE).read_bytes())
    replace_file(script, (TEMPLATES / SCRIPT).read_bytes())
    replace_file(path, _page(terms, Site(), styles=(style.name,), script=script.name, alone=True))


def _page(terms: Sequence[Term], site: Site, *, styles: Sequence[str], script: str, alone: bool) -> bytes:
    page = template("glossary.html").render(
        letters=_letters(terms), count=len(terms), site=site, root="", styles=styles, script=script, alone=alone
    )
    return page.encode()


def _letters(terms: Iterable[Term]) -> tuple[Letter, ...]:
    ordered = in_order(terms)
    letters: dict[str, list[Concept]] = {}
    for concept in sorted(map(_concept, concept_ids(ordered), ordered), key=lambda one: slug(one.term.source)):
        first = slug(concept.term.source)[0].upper()
        letters.setdefault("0-9" if first.isdigit() else first, []).append(concept)
    return tuple(Letter(name, tuple(held)) for name, held in sorted(letters.items()))


def _concept(name: str, term: Term) -> Concept:
    grammar = f"{PARTS_OF_SPEECH.get(term.part_of_speech, '')} {GENDERS.get(term.gender, '')}".strip()
    return Concept(name, term, grammar, _STATUSES.get(term.status, ""))
