"""The catalog for machines and spreadsheets: JSON with everything, CSV for a French spreadsheet, Atom for followers."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from curation.export.entry import Entry, Site, State, one_line
from curation.export.pages import by_title, day_of, template
from curation.identity import NAMESPACE

JSON_VERSION: Final = 1
BOM: Final = "\ufeff"  # by it a spreadsheet knows that the file is UTF-8
FORMULA_STARTS: Final = "=+-@\t\r"
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)  # a feed must say when it changed, even one without entries

STATES: Final[Mapping[State, str]] = MappingProxyType(
    {State.FULL: "traduction intégrale", State.LINK: "résumé et lien", State.WITHDRAWN: "retiré"}
)


class Format(StrEnum):
    """A file that holds the whole catalog."""

    JSON = "catalog.json"
    CSV = "catalog.csv"
    ATOM = "atom.xml"


def render(entries: Sequence[Entry], fmt: Format, site: Site) -> bytes:
    """The catalog in this format; the same entries always give the same bytes."""
    return _RENDERERS[fmt](entries, site).encode()


def instant(moment: datetime) -> str:
    """A time as machines read it, in UTC whatever the zone it came in."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def as_json(entry: Entry) -> dict[str, Any]:
    """The entry as plain values; every entry has the same keys, empty or null where there is nothing to say."""
    return {
        "key": entry.key,
        "slug": entry.slug,
        "page": entry.path,
        "state": entry.state.value,
        "title": entry.title.text,
        "title_language": entry.title.lang,
        "original_title": entry.original.text,
        "original_language": entry.original.lang,
        "original_address": entry.address,
        "original_published": entry.published,
        "french_address": entry.french_address,
        "organisation": entry.organisation,
        "authors": list(entry.authors),
        "licence": _licence(entry),
        "words": entry.words,
        "summary": entry.summary,
        "blocks": [_block(passage.kind, passage.level, passage.cells) for passage in entry.passages],
        "review": _review(entry),
        "edition": entry.edition,
        "stale": entry.stale,
        "published_at": instant(entry.published_at),
        "updated_at": instant(entry.updated_at),
        "withdrawn_at": instant(entry.withdrawn_at) if entry.withdrawn_at else None,
    }


def _licence(entry: Entry) -> dict[str, Any]:
    licence = entry.licence
    return {
        "id": licence.id,
        "label": licence.label,
        "url": licence.url,
        "evidence": entry.licence_evidence,
        "refusal": entry.refusal,
        "permission": _permission(entry),
    }


def _permission(entry: Entry) -> dict[str, Any] | None:
    """Who allowed the translation, and when; the note and the file stay where they are."""
    if entry.permission is None:
        return None
    until = entry.permission.until
    return {
        "given_by": one_line(entry.permission.given_by),
        "given_on": entry.permission.given_on.isoformat(),
        "until": until.isoformat() if until else "",
    }


def _block(kind: str, level: int, cells: Iterable[Any]) -> dict[str, Any]:
    return {"kind": str(kind), "level": level, "cells": [{"text": cell.text, "language": cell.lang} for cell in cells]}


def _review(entry: Entry) -> dict[str, Any] | None:
    if entry.review is None:
        return None
    return {
        "machine_translated": True,
        "reviewed_by": entry.review.by,
        "reviewed_at": instant(entry.review.at),
        "engine": entry.review.engine,
        "glossary": entry.review.glossary,
    }


def _json(entries: Sequence[Entry], site: Site) -> str:
    catalog = {"version": JSON_VERSION, "title": site.title, "entries": [as_json(entry) for entry in entries]}
    return json.dumps(catalog, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _csv(entries: Sequence[Entry], site: Site) -> str:
    rows = [_row(entry, site) for entry in by_title(entries)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


COLUMNS: Final = (
    "identifiant",
    "état",
    "titre",
    "titre original",
    "organisation",
    "auteurs",
    "date de l’original",
    "adresse de l’original",
    "adresse de la version française officielle",
    "page",
    "licence",
    "adresse de la licence",
    "avec l’autorisation de",
    "autorisation du",
    "résumé",
    "relu par",
    "relu le",
    "édition",
    "mots",
    "original modifié depuis",
    "retiré le",
)


def _row(entry: Entry, site: Site) -> tuple[str, ...]:
    return (
        entry.key,
        STATES[entry.state],
        entry.title.text,
        entry.original.text,
        entry.organisation,
        ", ".join(entry.authors),
        entry.published,
        entry.address,
        entry.french_address,
        site.at(entry.path),
        entry.licence.label,
        entry.licence.url,
        one_line(entry.permission.given_by) if entry.permission else "",
        entry.permission.given_on.isoformat() if entry.permission else "",
        one_line(entry.summary),
        entry.review.by if entry.review else "",
        day_of(entry.review.at) if entry.review else "",
        str(entry.edition),
        str(entry.words),
        "oui" if entry.stale else "non",
        day_of(entry.withdrawn_at) if entry.withdrawn_at else "",
    )


def harmless(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip(" \n")[:1] in tuple(FORMULA_STARTS) else cell


def _atom(entries: Sequence[Entry], site: Site) -> str:
    listed = [entry for entry in entries if entry.state is not State.WITHDRAWN]
    newest_first = sorted(listed, key=lambda entry: entry.updated_at, reverse=True)
    # A withdrawal changes the feed too, though what was withdrawn is no longer in it.
    updated = max((entry.updated_at for entry in entries), default=_NEVER)
    identity = uuid.uuid5(NAMESPACE, site.address or site.title)
    feed = {"entries": newest_first, "site": site, "identity": identity, "updated": updated, "instant": instant}
    return template("atom.xml").render(feed)


_RENDERERS: Final[Mapping[Format, Callable[[Sequence[Entry], Site], str]]] = MappingProxyType(
    {Format.JSON: _json, Format.CSV: _csv, Format.ATOM: _atom}
)
