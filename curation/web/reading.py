"""Pages to read only: the glossary and the first steps."""

from __future__ import annotations

import unicodedata
from typing import Final

from starlette.responses import Response

from curation.web.site import Ask, Site
from glossary.termbase import Term

TERMS_SHOWN: Final = 200


def glossary(site: Site, ask: Ask) -> Response:
    """The terms in English order; those that hold the words asked for, in either language, whatever the accents."""
    asked = ask.query("q").strip()
    found = sorted((term for term in site.terms if _holds(term, _plain(asked))), key=lambda term: _plain(term.source))
    return site.page(
        ask, "glossary.html", asked=asked, terms=found[:TERMS_SHOWN], found=len(found), known=len(site.terms)
    )


def first_steps(site: Site, ask: Ask) -> Response:
    return site.page(ask, "help.html", four_eyes=site.four_eyes)


def _holds(term: Term, asked: str) -> bool:
    texts = (term.source, term.target, *term.synonyms, *term.tolerated, *term.forbidden)
    return any(asked in _plain(text) for text in texts)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
