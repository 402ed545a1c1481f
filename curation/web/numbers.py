"""Is the machine getting better, where do people suffer: charts, tables of the same figures, and each table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from weakref import WeakKeyDictionary

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.catalog import Catalog
from curation.dates import day_typed
from curation.export.formats import harmless
from curation.numbers import (
    Dimension,
    DraftNumbers,
    Fate,
    Figures,
    Numbers,
    Rewritten,
    Selection,
    figures,
    findings,
    grouped,
    most_rewritten,
    subjects,
    worst_units,
)
from curation.themes import theme_label
from curation.web.changes import Change, word_changes
from curation.web.formats import month_name
from curation.web.language import FRENCH, _, spoken
from curation.web.number_chart import Bar, Chart, Point, bars, chart
from curation.web.number_words import (
    CHECKS,
    HEADINGS,
    decimal,
    engine_name,
    few,
    glossary_name,
    percent,
    short_month,
)
from curation.web.pages import segment_path
from curation.web.site import Ask, Site

MONTHS_DRAWN: Final = 24

_NUMBERS: Final[WeakKeyDictionary[Catalog, Numbers]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: the key of its group, what it is called, its figures, and the bar of its rewriting rate."""

    key: str
    name: str
    figures: Figures
    bar: Bar
    address: str = ""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A segment that people rewrote, with what changed in it word by word."""

    unit: Rewritten
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a spreadsheet takes it: the headings, and the cells of each line."""

    headings: tuple[str, ...]
    lines: Sequence[tuple[str | float | None, ...]]


def show(site: Site, ask: Ask) -> Response:
    """Everything together, then by month, source, theme, model and term base, and what was rewritten most."""
    everything = _numbers(site)
    selection = _selection(ask)
    drafts = [one for one in everything if selection.takes(one.draft)]
    months = _rows(drafts, Dimension.MONTH)
    return site.page(
        ask,
        "numbers.html",
        selection=selection,
        organisations=sorted({one.draft.organisation for one in everything}),
        themes=_themes(everything),
        finished=len(everything),
        total=figures(drafts),
        underway=site.catalog.underway(),
        months=list(reversed(months)),
        rate_chart=_rate_chart(months),
        pace_chart=_pace_chart(months),
        groups={str(by): _rows(drafts, by) for by in _GROUPS.values() if by is not Dimension.MONTH},
        documents=_documents(drafts),
        segments=_segments(drafts),
        findings=[(_check(check), fates) for check, fates in findings(drafts)],
        Fate=Fate,
        query=ask.request.url.query,
        words=_WORDS,
    )


def download(site: Site, ask: Ask) -> Response:
    """One of the page's tables, with the same filters, for a spreadsheet."""
    name = str(ask.request.path_params["table"])
    make = _TABLES.get(name)
    if make is None:
        raise HTTPException(404)
    selection = _selection(ask)
    table = make([one for one in _numbers(site) if selection.takes(one.draft)])
    attached = {"content-disposition": f'attachment; filename="chiffres-{name}.csv"'}
    return Response(written(table), media_type="text/csv; charset=utf-8", headers=attached)


def written(table: Table) -> bytes:
    """The table as a French spreadsheet opens it: UTF-8 with its mark, `;` between cells, a comma in numbers.

    In English a comma parts the cells and a point the numbers. Nothing in it is taken for a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if spoken() == FRENCH else ",")
    writer.writerow(table.headings)
    writer.writerows([_cell(value) for value in line] for line in table.lines)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str | float | None) -> str:
    if isinstance(value, str):
        return harmless(value)
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else decimal(value, 3)


def _numbers(site: Site) -> list[DraftNumbers]:
    return _NUMBERS.setdefault(site.catalog, Numbers()).of(site.catalog)


def _selection(ask: Ask) -> Selection:
    """What the filters say; a day that is none does not count."""
    return Selection(day_typed(ask.query("du")), day_typed(ask.query("au")), ask.query("source"), ask.query("theme"))


def _themes(drafts: Sequence[DraftNumbers]) -> list[tuple[str, str]]:
    known = {theme for one in drafts for theme in subjects(one.draft)}
    return sorted(((theme, theme_label(theme, spoken())) for theme in known), key=lambda pair: pair[1])


# The groups


_GROUPS: Final[Mapping[str, Dimension]] = MappingProxyType(
    {
        "mois": Dimension.MONTH,
        "sources": Dimension.ORGANISATION,
        "themes": Dimension.THEME,
        "modeles": Dimension.ENGINE,
        "glossaires": Dimension.GLOSSARY,
    }
)


def _rows(drafts: Sequence[DraftNumbers], by: Dimension) -> list[Row]:
    """Months, models and versions of the term base as they came; sources and themes with the most documents first."""
    groups = list(grouped(drafts, by).items())
    if by in (Dimension.ORGANISATION, Dimension.THEME):
        groups.sort(key=lambda pair: -pair[1].documents)
    drawn = bars([(own.machine.rate, own.margin, own.is_few) for _, own in groups])
    return [Row(key, _name(by, key, drafts), own, bar) for (key, own), bar in zip(groups, drawn, strict=True)]


def _name(by: Dimension, key: str, drafts: Sequence[DraftNumbers]) -> str:
    if by is Dimension.MONTH:
        return month_name(_month(key))
    if by is Dimension.THEME:
        return theme_label(key, spoken())
    if by is Dimension.ENGINE:
        return engine_name(key)
    if by is Dimension.GLOSSARY:
        return glossary_name(key, next(one.draft.glossary_since for one in drafts if one.draft.glossary == key))
    return key


def _month(key: str) -> date:
    return date.fromisoformat(f"{key}-01")


def _rate_chart(months: Sequence[Row]) -> Chart:
    points = [_point(row, row.figures.machine.rate * 100, row.figures.margin, 100) for row in months[-MONTHS_DRAWN:]]
    return chart(points, _("Mots réécrits pour 100 mots approuvés, par mois"))


def _pace_chart(months: Sequence[Row]) -> Chart | None:
    """None where no month has enough documents for its time to be told."""
    told = [(row, row.figures.pace) for row in months[-MONTHS_DRAWN:]]
    points = [_point(row, pace, row.figures.pace_margin, 1) for row, pace in told if pace is not None]
    return chart(points, _("Secondes de relecture par mot anglais, par mois")) if points else None


def _point(row: Row, value: float, margin: float | None, scale: int) -> Point:
    month, year = short_month(_month(row.key))
    scaled = None if margin is None else margin * scale
    between = "" if scaled is None else f" ± {decimal(scaled)}"
    told = f"{decimal(value)}{between} ({few(row.figures.documents)})"
    title = _("%(name)s\u00a0: %(told)s") % {"name": row.name, "told": told}
    return Point(month, year, value, scaled, decimal(value), title, row.figures.is_few)


def _documents(drafts: Sequence[DraftNumbers]) -> list[Row]:
    worst = most_rewritten(drafts)
    drawn = bars([(one.counted.machine.rate, None, False) for one in worst])
    return [
        Row(str(one.draft.draft_id), one.draft.title, figures([one]), bar, f"/brouillons/{one.draft.draft_id}")
        for one, bar in zip(worst, drawn, strict=True)
    ]


def _segments(drafts: Sequence[DraftNumbers]) -> list[Rewriting]:
    titles = {one.draft.draft_id: one.draft.title for one in drafts}
    return [
        Rewriting(unit, titles[unit.draft_id], word_changes(unit.first, unit.approved)) for unit in worst_units(drafts)
    ]


def _check(name: str) -> str:
    return _(CHECKS[name]) if name in CHECKS else name


# The tables, by the word in the address


def _headings(*names: str) -> tuple[str, ...]:
    return tuple(_(HEADINGS[name]) for name in names)


def _group_table(by: Dimension) -> Callable[[Sequence[DraftNumbers]], Table]:
    def table(drafts: Sequence[DraftNumbers]) -> Table:
        names = ("documents", "units", "kept", "rate", "margin", "chrf", "pace", "pace_margin")
        return Table(_headings(by, *names), [(row.name, *_cells(row.figures)) for row in _rows(drafts, by)])

    return table


def _cells(own: Figures) -> tuple[float | None, ...]:
    machine = own.machine
    rates = (100 * machine.share_kept, 100 * machine.rate, None if own.margin is None else 100 * own.margin)
    return own.documents, machine.units, *rates, 100 * machine.chrf, own.pace, own.pace_margin


def _document_table(drafts: Sequence[DraftNumbers]) -> Table:
    lines = [
        (row.name, row.address, own.units, 100 * own.share_kept, 100 * own.rate, 100 * own.chrf)
        for row, own in ((row, row.figures.machine) for row in _documents(drafts))
    ]
    return Table(_headings("document", "page", "units", "kept", "rate", "chrf"), lines)


def _segment_table(drafts: Sequence[DraftNumbers]) -> Table:
    lines = [
        (row.title, _place(row.unit), row.unit.edits, 100 * row.unit.rate, *_texts(row.unit))
        for row in _segments(drafts)
    ]
    return Table(_headings("document", "page", "edits", "rate", "source", "first", "approved"), lines)


def _place(unit: Rewritten) -> str:
    return segment_path(unit.draft_id, unit.position)


def _texts(unit: Rewritten) -> tuple[str, str, str]:
    return unit.source, unit.first, unit.approved


def _finding_table(drafts: Sequence[DraftNumbers]) -> Table:
    lines = [
        (_check(check), fates[Fate.SETTLED], fates[Fate.DISMISSED], fates[Fate.STANDING])
        for check, fates in findings(drafts)
    ]
    return Table(_headings("check", *Fate), lines)


_TABLES: Final[Mapping[str, Callable[[Sequence[DraftNumbers]], Table]]] = MappingProxyType(
    {
        **{name: _group_table(by) for name, by in _GROUPS.items()},
        "documents": _document_table,
        "segments": _segment_table,
        "constats": _finding_table,
    }
)
_WORDS: Final = MappingProxyType({"decimal": decimal, "percent": percent, "few": few})
