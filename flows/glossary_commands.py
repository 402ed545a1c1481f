"""The commands that look after the glossary: what is wrong with it, and what an entry means for texts."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from curation.term_impact import LIVING, Impact, SaidSegment
from flows.report import DONE, WITH_FAILURES
from flows.running import NotReady
from flows.settings import from_environment
from flows.wiring import wired
from glossary.keeping import Glossary
from glossary.termbase import Term
from translation.terminology import Use


def check(options: argparse.Namespace) -> int:
    from glossary.validation import problems

    terms = list(_own().terms)
    found = problems(terms)
    print("\n".join(found) or f"{len(terms)} terms, no mistake found.")
    return WITH_FAILURES if found else DONE


def impact(options: argparse.Namespace) -> int:
    """Which waiting, approved and published texts have a term, how they say it, and where they do not follow it."""
    with wired(from_environment()) as w:
        terms = list(w.terms)
        asked = [term for term in terms if term.source.casefold() == options.term.casefold()]
        if not asked:
            raise NotReady(f"the glossary has no entry for {options.term!r}; `dragoman glossary export` lists them all")
        found = [(term, w.catalog.term_impact(terms, term, term)) for term in asked]
    if options.json:
        print(json.dumps([_as_json(*one) for one in found], ensure_ascii=False))
    else:
        print("\n\n".join(_as_table(*one) for one in found))
    return DONE


def _as_table(term: Term, found: Impact) -> str:
    """How many segments of texts in each state say the term how, then those that do not follow the entry."""
    counts = found.counted()
    rows = [(state, [counts.get((state, use), 0) for use in Use]) for state in LIVING]
    lines = [f"{term.source} -> {term.target} ({term.status}): {len(found.segments)} segments, {found.texts} texts"]
    lines += [f"{'':12}" + "".join(f"{use:>11}" for use in Use)]
    lines += [f"{state:12}" + "".join(f"{number:>11}" for number in numbers) for state, numbers in rows if any(numbers)]
    lines += [_as_line(said) for said in found.to_recheck]
    return "\n".join(lines)


def _as_line(said: SaidSegment) -> str:
    one = said.segment
    return f"{one.title}, draft {one.draft_id}, segment {one.position + 1}:\n  {one.source}\n  {one.target}"


def _as_json(term: Term, found: Impact) -> dict[str, Any]:
    counts = found.counted()
    return {
        "source": term.source,
        "target": term.target,
        "status": term.status,
        "domain": term.domain,
        "counts": {s: {use: counts[s, use] for use in Use if (s, use) in counts} for s in LIVING},
        "segments": [
            {**asdict(said.segment), "use": said.then, "found": said.found, "to_recheck": said.to_recheck}
            for said in found.segments
        ],
    }


def _own() -> Glossary:
    return Glossary(from_environment().glossary)
