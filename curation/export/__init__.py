"""The catalog as a folder that a portal can take: pages, JSON, CSV and a feed, each file listed in a manifest.

Only what the licence or a permission allows leaves, and the same records give the same bytes all day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from curation.export.entry import Entry, Site, State, entries_of
from curation.export.formats import Format, render
from curation.export.glossary_page import glossary_files
from curation.export.pages import pages
from curation.export.write import ExportNotWritten, ForeignFiles, NotAnExport, replace_folder
from curation.views import CatalogRecord
from glossary.termbase import Term

__all__ = [
    "ExportNotWritten",
    "ExportReport",
    "ForeignFiles",
    "Format",
    "NotAnExport",
    "Site",
    "entries_of",
    "export",
    "files",
    "render",
]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export holds, and how its files differ from the export before it."""

    folder: str
    full: int
    links: int
    withdrawn: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def export(
    records: Iterable[CatalogRecord], folder: Path, day: date, site: Site | None = None, terms: Iterable[Term] = ()
) -> ExportReport:
    """Render every record as it may leave on this day and put the result in the place of the former export.

    On any failure the former one stays.
    """
    entries = entries_of(records, day)
    changes = replace_folder(folder, files(entries, site or Site(), list(terms)))
    states = Counter(entry.state for entry in entries)
    return ExportReport(
        str(folder),
        states[State.FULL],
        states[State.LINK],
        states[State.WITHDRAWN],
        changes.added,
        changes.changed,
        changes.removed,
    )


def files(entries: Sequence[Entry], site: Site, terms: Sequence[Term] = ()) -> dict[str, bytes]:
    """Every file of the export but its manifest, by path; the glossary is one of the pages when there are terms."""
    site = replace(site, glossary=bool(terms))
    formats = {fmt.value: render(entries, fmt, site) for fmt in Format}
    return {**formats, **pages(entries, site), **(glossary_files(terms, site) if terms else {})}
