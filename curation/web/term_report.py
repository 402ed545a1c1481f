"""Whether the glossary's words are said: a chart over the months, and tables of the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from weakref import WeakKeyDictionary

from starlette.responses import Response

from curation.catalog import Catalog
from curation.term_report import DocumentTerms, Speaker, Tally, TermReports
from curation.web.formats import count, month_name, percent
from curation.web.language import Wordings, _, forms, marked
from curation.web.site import Ask, Site
from translation.terminology import Use

HEIGHT: Final = 120
STEP: Final = 24
MONTHS_DRAWN: Final = 24
DOCUMENTS_SHOWN: Final = 50
TERMS_SHOWN: Final = 20

# In the order of the columns, and of the bars from the floor up.
USES: Final = MappingProxyType(
    {
        Use.PREFERRED: forms("forme préférée", "formes préférées"),
        Use.TOLERATED: forms("forme acceptée", "formes acceptées"),
        Use.MISSING: forms("terme absent", "termes absents"),
        Use.FORBIDDEN: forms("forme à éviter", "formes à éviter"),
    }
)
SPEAKERS: Final = Wordings(
    {
        Speaker.FORCED: marked("la machine, terme imposé"),
        Speaker.MACHINE: marked("la machine, d’elle-même"),
        Speaker.MEMORY: marked("la mémoire"),
        Speaker.HUMAN: marked("une personne"),
    }
)

_REPORTS: Final[WeakKeyDictionary[Catalog, TermReports]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its name, the number of each use in the order of `USES`, and the share that was followed."""

    name: str
    uses: tuple[int, ...]
    share: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a month's column: the use it stands for, where it begins, and how high it is."""

    use: Use
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A month: its pieces fill the height of the chart; `title` says the same in words."""

    x: int
    parts: tuple[Part, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The columns, the oldest month first, and the sentence that says what they show."""

    columns: tuple[Column, ...]
    width: int
    height: int
    label: str


def show(site: Site, ask: Ask) -> Response:
    """Everything, then by month, by who said it, by term and by document."""
    report = _REPORTS.setdefault(site.catalog, TermReports()).report(site.catalog, site.terms)
    documents = [one for one in report.documents if one.tally.all()]
    return site.page(
        ask,
        "term_report.html",
        total=_row("", report.total),
        terms=report.total.all(),
        uses={use: _(name) for use, (name, _many) in USES.items()},
        chart=chart(report.months),
        months=[_row(month_name(month), tally) for month, tally in reversed(report.months) if tally.all()],
        speakers=[_row(name, report.total, who) for who, name in SPEAKERS.items() if report.total.all(who)],
        troubled=report.total.troubled(TERMS_SHOWN),
        documents=[_document(one) for one in sorted(documents, key=_most_to_do)[:DOCUMENTS_SHOWN]],
        found=len(documents),
    )


def chart(months: Sequence[tuple[date, Tally]]) -> Chart:
    """The last months as columns of equal height, each cut by how its terms were said."""
    drawn = [(month, tally) for month, tally in months if tally.all()][-MONTHS_DRAWN:]
    columns = tuple(
        Column(
            place * STEP,
            _parts(tally),
            _("%(name)s\u00a0: %(told)s") % {"name": month_name(month), "told": _told(tally)},
        )
        for place, (month, tally) in enumerate(drawn)
    )
    span = {"span": _span([month for month, _tally in drawn])} if drawn else {}
    label = _("Part des termes suivis, %(span)s") % span if drawn else _("Aucun mois")
    return Chart(columns, max(len(drawn) * STEP, STEP), HEIGHT, label)


def _parts(tally: Tally) -> tuple[Part, ...]:
    parts, floor = [], float(HEIGHT)
    for use in USES:
        height = round(HEIGHT * tally.of(use) / tally.all(), 2)
        if height:
            floor -= height
            parts.append(Part(use, round(floor, 2), height))
    return tuple(parts)


def _told(tally: Tally) -> str:
    """ "92 % suivis\u00a0; 40 formes préférées, 3 termes absents"."""
    counted = (count(tally.of(use), *names) for use, names in USES.items() if tally.of(use))
    told = {"share": _share(tally.followed()), "uses": ", ".join(counted)}
    return _("%(share)s suivis\u00a0; %(uses)s") % told


def _span(months: Sequence[date]) -> str:
    first, last = month_name(months[0]), month_name(months[-1])
    return first if first == last else _("de %(low)s à %(high)s") % {"low": first, "high": last}


def _row(name: str, tally: Tally, speaker: Speaker | None = None, address: str = "") -> Row:
    uses = tuple(tally.of(use, speaker) for use in USES)
    return Row(name, uses, _share(tally.followed(speaker)), address)


def _document(one: DocumentTerms) -> Row:
    return _row(one.draft.title, one.tally, address=f"/brouillons/{one.draft.draft_id}")


def _most_to_do(one: DocumentTerms) -> tuple[int, int, int]:
    return -one.tally.of(Use.FORBIDDEN), -one.tally.of(Use.MISSING), one.draft.draft_id


def _share(share: float | None) -> str:
    """ "92 %"; rounded down, so that only all is "100 %"."""
    return "–" if share is None else percent(int(100 * share))
