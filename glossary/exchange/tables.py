"""Glossaries as tables: what a row and its cells mean, whatever file they stand in, and tables as text (CSV, TSV)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

from glossary.exchange.fields import (
    COLUMNS,
    FLAGS,
    IN_ENTRY,
    LISTS,
    GlossaryError,
    Received,
    as_pairs,
    from_pairs,
    in_order,
    replace_file,
    text_of,
)
from glossary.termbase import Status, Term

Row = tuple[int, Sequence[str]]  # a line's number, for whoever looks for the mistake, and its cells

# Other names that people give to a column, beside the field's own.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "source": ("english", "en", "anglais", "english term", "terme anglais", "source term"),
        "target": ("french", "fr", "francais", "french term", "terme francais", "target term", "translation"),
        "status": ("statut", "etat"),
        "tolerated": ("formes tolerees", "autres formes acceptees"),
        "forbidden": ("formes interdites", "formes a eviter"),
        "part_of_speech": ("part of speech", "nature"),
        "gender": ("genre",),
        "case_sensitive": ("case sensitive", "majuscules comptent"),
        "definition": ("definition francaise",),
        "note": ("notes", "remarque", "remarques"),
        "origin": ("origine", "reference"),
        "synonyms": ("synonymes anglais", "english synonyms"),
        "domain": ("domaine", "subject field"),
        "do_not_translate": ("do not translate", "ne pas traduire"),
        "stages": ("etapes",),
        "inflected": ("formes flechies",),
        "why": ("pourquoi", "pourquoi l eviter"),
        "only_with": ("seulement avec",),
        "not_with": ("jamais avec",),
        "example_en": ("example", "exemple anglais"),
        "example_fr": ("exemple francais",),
    }
)
_COLUMN_OF: Final = {name: column for column, names in _NAMES.items() for name in (column.replace("_", " "), *names)}
STATUS_WORDS: Final[Mapping[Status, str]] = MappingProxyType(
    {Status.APPROVED: "approuvé", Status.PROPOSED: "proposé", Status.DEPRECATED: "abandonné"}
)
_STATUS_OF: Final = {word: status.value for status, word in STATUS_WORDS.items()}
_YES: Final = frozenset({"yes", "oui", "true", "vrai", "x", "1"})
_DELIMITERS: Final = ";,\t"
_ABOVE: Final = 10  # lines of title that may stand above the names of the columns
_ODD: Final = re.compile(r"'*(?:[=+\-@\s]|.*\s\Z)", re.DOTALL)


def cells_of(term: Term) -> Iterator[str]:
    """A term's row, in the order of COLUMNS; the forms of a list are parted by `|`."""
    cells: dict[str, list[str]] = defaultdict(list, {"source": [term.source], "target": [term.target]})
    for key, text in as_pairs(term):
        cells[key].append(text)
    for name in COLUMNS:
        yield _guarded("|".join(map(_escaped, cells[name])) if name in LISTS else "".join(cells[name]))


def _escaped(item: str) -> str:
    return re.sub(r"[\\|]|\A\s|\s\Z", r"\\\g<0>", item)


def _items(cell: str) -> Iterator[str]:
    for item in re.findall(r"\s*((?:\\.|[^\\|]|\\\Z)*?)\s*(?:\||\Z)", cell, re.DOTALL):
        if item:
            yield re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL)


def _guarded(cell: str) -> str:
    """An apostrophe keeps a spreadsheet from reading the cell as a formula, and ourselves from trimming it."""
    return f"'{cell}" if _ODD.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _ODD.match(cell[1:]) else cell.strip()


def received(rows: Iterable[Row], path: Path) -> Received:
    """The terms of a table whose columns are named in one of its first lines, in any order, some of them missing.

    Empty rows are passed over; GlossaryError names the line of a row that is no term.
    """
    filled = list(rows)
    place = next((at for at, (_, cells) in enumerate(filled[:_ABOVE]) if has_names(cells)), None)
    if place is None:
        raise GlossaryError(path, filled[0][0] if filled else 0, "there is no column 'source', or no column 'target'")
    headings = filled[place][1]
    columns = [_column(heading) for heading in headings]
    if twice := [name for name in COLUMNS if columns.count(name) > 1]:
        raise GlossaryError(path, filled[place][0], f"two columns are {twice[0]!r}")
    unknown = [heading.strip() for heading, name in zip(headings, columns, strict=True) if heading.strip() and not name]
    return Received(tuple(_term(columns, row, path) for row in filled[place + 1 :]), tuple(unknown))


def has_names(cells: Sequence[str]) -> bool:
    """Whether a row names the columns of a glossary."""
    return set(IN_ENTRY) <= {_column(cell) for cell in cells}


def _column(heading: str) -> str:
    """The field that a column's name means, "" when there is none such."""
    letters = unicodedata.normalize("NFD", heading.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _COLUMN_OF.get(" ".join(re.findall(r"\w+", plain.replace("_", " "))), "")


def _term(columns: Sequence[str], row: Row, path: Path) -> Term:
    line, cells = row
    try:
        if any(cell.strip() for cell in cells[len(columns) :]):
            raise ValueError("there are more cells than columns")
        if len(cells) <= max(columns.index(name) for name in IN_ENTRY):
            raise ValueError("the English or the French is missing")
        named = {name: _unguarded(cell) for name, cell in zip(columns, cells, strict=False) if name}
        return from_pairs(_row_pairs(named))
    except ValueError as error:
        raise GlossaryError(path, line, str(error)) from error


def _row_pairs(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, cell in row.items():
        if name in LISTS:
            yield from ((name, item) for item in _items(cell))
        elif name in FLAGS:
            yield from [(name, "yes")] if cell.casefold() in _YES else []
        elif name == "status" and cell:
            yield name, _STATUS_OF.get(cell.casefold(), cell.casefold())
        elif cell or name in IN_ENTRY:
            yield name, cell


def write_csv(terms: Iterable[Term], path: Path) -> None:
    """A table that a spreadsheet opens as it is: UTF-8 with its mark, `;` between cells, no formula."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(cells_of(term) for term in in_order(terms))
    replace_file(path, table.getvalue().encode("utf-8-sig"))


def read_csv(path: Path) -> Received:
    """A table as text whose columns are named, parted by `;`, `,` or tabs: what `write_csv` wrote, or somebody else."""
    text = text_of(path)
    for delimiter in _DELIMITERS:
        if any(has_names(cells) for _, cells in islice(_rows(text, delimiter, path), _ABOVE)):
            return received(_rows(text, delimiter, path), path)
    return received(_rows(text, _DELIMITERS[0], path), path)


def _rows(text: str, delimiter: str, path: Path) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise GlossaryError(path, reader.line_num, f"is not a table ({error})") from error


def read_tsv(path: Path) -> list[Term]:
    """Tab-separated English, French and, if there, tolerated and forbidden forms (parted by `;`) and a note.

    Lines that start with `#` (a header, too) and empty lines are passed over.
    """
    lines = enumerate(re.split(r"\r\n|\r|\n", text_of(path)), start=1)
    return [_from_line(line, number, path) for number, line in lines if line.strip() and not line.startswith("#")]


def _from_line(line: str, number: int, path: Path) -> Term:
    cells = [cell.strip() for cell in line.split("\t")]
    if not 2 <= len(cells) <= 5 or not cells[0]:
        raise GlossaryError(path, number, "a line needs English, a tab and French, and five columns at most")
    source, target, tolerated, forbidden, note = (*cells, "", "", "")[:5]
    return Term(source, target, tolerated=_parted(tolerated), forbidden=_parted(forbidden), note=note)


def _parted(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(";") if item.strip())
