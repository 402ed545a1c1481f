"""The commands that learn from texts and people: which terms the glossary lacks, and whether its terms are said."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from flows.report import DONE, WIDTH
from flows.settings import from_environment
from flows.wiring import wired

if TYPE_CHECKING:
    from curation.catalog import Catalog
    from curation.term_report import TermReport
    from translation.mining import Candidate, Sentence


def suggest(options: argparse.Namespace) -> int:
    """Tell which terms the glossary may lack, and write them as proposed entries for whoever keeps it."""
    from glossary.exchange import write_po
    from translation.mining import candidates

    with wired(from_environment()) as w:
        found = candidates(_sentences(w.catalog), w.catalog.corrections(), w.terms)[: options.limit]
    if options.po:
        write_po((one.as_term() for one in found), options.po)
        print(f"{len(found)} proposed terms written to {options.po}.", file=sys.stderr)
    if options.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    elif not options.po:
        _console().print(_suggested(found) if found else "Nothing to propose yet: translate and review some documents.")
    return DONE


def report(options: argparse.Namespace) -> int:
    """Tell how the approved terms were said, by who said them and by month."""
    from curation.term_report import TermReports

    with wired(from_environment()) as w:
        made = TermReports().report(w.catalog, w.terms)
    if options.json:
        print(json.dumps(made.as_json(), ensure_ascii=False))
    else:
        _console().print(_reported(made) if made.total.all() else "No term of the glossary stands in any draft yet.")
    return DONE


def _reported(made: TermReport) -> Table:
    from curation.term_report import Speaker
    from translation.terminology import Use

    table = _table("terms said by", *Use, "followed")
    rows = [(who.value, made.total, who) for who in Speaker if made.total.all(who)]
    months = [(f"{month:%Y-%m}", tally, None) for month, tally in made.months if tally.all()]
    for name, tally, who in (*rows, ("all", made.total, None), *months):
        figures = (f"{tally.of(use, who):,}" for use in Use)
        table.add_row(name, *figures, f"{tally.followed(who) or 0:.1%}")
    return table


def _sentences(catalog: Catalog) -> Iterator[Sentence]:
    from translation.mining import Sentence
    from translation.segmentation import segments

    for unit in catalog.memory().units():
        yield Sentence(unit.source, unit.target, unit.origin.title)
    for document in catalog.english_documents():
        yield from (Sentence(segment.text, "", document.title) for segment in segments(document))


def _suggested(found: list[Candidate]) -> Table:
    from translation.mining import why

    table = _table("English", "French", "why")
    for one in found:
        table.add_row(one.source, one.target, why(one))
    return table


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, emoji=False, markup=False)
