"""Which entries of the glossary the list shows: by words, letter, domain, stage and standing; pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from curation.term_steps import TermState, address_of
from curation.web.term_words import FILTERS
from glossary.termbase import STAGES, Status, Term

TERMS_SHOWN: Final = 200
OTHER: Final = "0-9"  # what does not begin with a letter


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in the list, with its address and where it stands."""

    term: Term
    address: str
    state: TermState


@dataclass(frozen=True, slots=True)
class Letter:
    """A first letter to choose, "" in `address` when the list would be empty."""

    name: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was asked, what was found, and what else may be asked."""

    asked: Mapping[str, str]
    terms: Sequence[Listed]
    found: int
    known: int
    proposed: int
    letters: Sequence[Letter]
    domains: Sequence[str]
    stages: Sequence[str]

    @property
    def narrowed(self) -> bool:
        return any(self.asked.values())


def chosen(terms: Iterable[Term], refused: Sequence[Term], asked_for: Callable[[str], str]) -> Chosen:
    """The entries asked for, in English order whatever the accents; `refused` are those no longer in the glossary."""
    known = list(terms)
    asked = {name: asked_for(name).strip() for name in ("q", "lettre", "domaine", "etape", "statut")}
    pool = refused if asked["statut"] == "refuse" else known
    met = sorted((term for term in pool if _fits(term, asked)), key=lambda term: (_plain(term.source), term.domain))
    found = [term for term in met if asked["lettre"] in ("", _letter(term))]
    return Chosen(
        asked,
        [_listed(term, asked["statut"]) for term in found[:TERMS_SHOWN]],
        len(found),
        len(known),
        sum(term.status is Status.PROPOSED for term in known),
        list(_letters({_letter(term) for term in met}, asked)),
        domains_of(known),
        STAGES,
    )


def domains_of(terms: Iterable[Term]) -> list[str]:
    return sorted({term.domain for term in terms if term.domain}, key=_plain)


def _listed(term: Term, standing: str) -> Listed:
    state = TermState.REFUSED if standing == "refuse" else TermState(term.status)
    return Listed(term, address_of(term), state)


def _fits(term: Term, asked: Mapping[str, str]) -> bool:
    standing = FILTERS.get(asked["statut"])
    return (
        _holds(term, _plain(asked["q"]))
        and asked["domaine"] in ("", term.domain)
        and (not asked["etape"] or asked["etape"] in term.stages)
        and (asked["statut"] in ("", "refuse") or TermState(term.status) is standing)
    )


def _holds(term: Term, asked: str) -> bool:
    texts = (term.source, term.target, *term.synonyms, *term.tolerated, *term.forbidden)
    return any(asked in _plain(text) for text in texts)


def _letter(term: Term) -> str:
    first = _plain(term.source).lstrip()[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


def _letters(there: Iterable[str], asked: Mapping[str, str]) -> Iterator[Letter]:
    full = set(there)
    for name in (*map(chr, range(ord("A"), ord("Z") + 1)), OTHER):
        query = urlencode({key: value for key, value in {**asked, "lettre": name}.items() if value})
        if name in full or name != OTHER:
            yield Letter(name, f"/glossaire?{query}" if name in full else "", name == asked["lettre"])


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
