"""What bringing somebody's terms into the glossary would change: a table to read, a JSON object to script against."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from flows.report import WIDTH
from glossary.merging import Difference, Kind
from glossary.termbase import Term

Settled = tuple[Difference, Term | None]  # an entry that was compared, and what it is to become in ours

SHOWN: Final = 40  # of what a list brings; --json tells all
NAMED: Final = 5
_TOLD: Final = {
    Kind.NEW: "new",
    Kind.CHANGED: "changed there",
    Kind.CONFLICT: "in conflict",
    Kind.SAME: "the same",
    Kind.REMOVED: "taken out here before, left out",
}


def show(differences: Sequence[Difference], passed_over: Sequence[str]) -> None:
    """Print what differs, conflicts first, and how many entries are of each kind."""
    if passed_over:
        print(f"Columns passed over, as no field of ours has such a name: {', '.join(passed_over)}.")
    shown = [one for one in differences if one.kind in (Kind.NEW, Kind.CHANGED, Kind.CONFLICT)]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in ("", "English", "field", "ours", "theirs"):
        table.add_column(heading, overflow="fold")
    for difference in sorted(shown, key=lambda one: list(Kind).index(one.kind), reverse=True)[:SHOWN]:
        for row in _table_rows(difference):
            table.add_row(*row)
    if shown:
        Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, emoji=False, markup=False).print(table)
    if len(shown) > SHOWN:
        print(f"and {len(shown) - SHOWN} more; --json tells all")
    counts = Counter(one.kind for one in differences)
    print(", ".join(f"{counts[kind]} {words}" for kind, words in _TOLD.items() if counts[kind]) or "The list is empty.")


def _table_rows(difference: Difference) -> Iterator[tuple[str, ...]]:
    english = difference.theirs.source
    if difference.kind is Kind.NEW:
        near = ", ".join(f"{term.source} ({term.target})" for term in difference.near)
        yield "new", english, "target", f"close to: {near}" if near else "", difference.theirs.target
    for change in difference.changes:
        kind = Kind.CONFLICT if change.conflict else Kind.CHANGED
        yield str(kind), english, change.field, in_words(change.ours), in_words(change.theirs)


def in_words(value: Any) -> str:
    """A field's value as a person reads it."""
    if isinstance(value, tuple):
        return " | ".join(filter(None, value)) or "(empty)"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value) or "(empty)"


def show_findings(found: Sequence[str]) -> None:
    """What the validator would have against the glossary afterwards, and has not now, by kind of mistake."""
    entries: dict[str, list[str]] = defaultdict(list)
    for source, _, what in (one.partition(": ") for one in found):
        entries[what].append(source)
    for what, sources in list(entries.items())[:SHOWN]:
        more = f" and {len(sources) - NAMED} more" if len(sources) > NAMED else ""
        print(f"to repair afterwards: {what}: {', '.join(sources[:NAMED])}{more}")
    if len(entries) > SHOWN:
        print(f"and {len(entries) - SHOWN} more mistakes; --json tells all")


def outcome(pairs: Sequence[Settled], *, written: bool) -> str:
    """What was written, or how to have it written."""
    changed = sum(term != one.ours for one, term in pairs)
    entries = f"{changed} entr{'y' if changed == 1 else 'ies'}"
    if not changed:
        return "Nothing to write."
    return f"{entries} written." if written else f"Nothing was written; --yes writes {entries}."


def as_json(
    pairs: Sequence[Settled], passed_over: Sequence[str], found: Sequence[str], *, written: bool
) -> dict[str, Any]:
    """Every entry of theirs with ours and what it is to become, as plain values."""
    return {
        "entries": [
            {
                "kind": one.kind,
                "theirs": asdict(one.theirs),
                "ours": one.ours and asdict(one.ours),
                "changes": [asdict(change) for change in one.changes],
                "near": [term.source for term in one.near],
                "result": term and asdict(term),
            }
            for one, term in pairs
        ],
        "counts": Counter(str(one.kind) for one, _ in pairs),
        "columns_passed_over": list(passed_over),
        "to_repair": list(found),
        "written": written,
    }
