"""A glossary as a spreadsheet (XLSX) that volunteers fill in: French headings, filters, statuses to choose from."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from glossary.exchange.fields import COLUMNS, FLAGS, GlossaryError, Received, check_size, in_order, replace_file
from glossary.exchange.tables import STATUS_WORDS, Row, cells_of, has_names, received
from glossary.termbase import Term

_HEADINGS: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {
        "source": ("Anglais", 28),
        "target": ("Français", 32),
        "status": ("Statut", 12),
        "tolerated": ("Formes tolérées", 28),
        "forbidden": ("Formes interdites", 28),
        "part_of_speech": ("Nature", 12),
        "gender": ("Genre", 8),
        "case_sensitive": ("Majuscules comptent", 12),
        "definition": ("Définition", 48),
        "note": ("Remarque", 36),
        "origin": ("Origine", 20),
        "synonyms": ("Synonymes anglais", 28),
        "domain": ("Domaine", 20),
        "do_not_translate": ("Ne pas traduire", 12),
        "stages": ("Étapes", 20),
        "inflected": ("Formes fléchies", 24),
        "why": ("Pourquoi l’éviter", 36),
        "only_with": ("Seulement avec", 24),
        "not_with": ("Jamais avec", 24),
        "example_en": ("Exemple anglais", 40),
        "example_fr": ("Exemple français", 40),
    }
)
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "status": tuple(STATUS_WORDS.values()),
        "gender": ("m", "f", "m pl", "f pl"),
        "case_sensitive": ("oui",),
        "do_not_translate": ("oui",),
    }
)
_TEXT: Final = "@"  # whatever is typed stays as it is typed: neither a date nor a formula
_LAST_ROW: Final = 1_048_576
_MOST_IN_CELL: Final = 32_767
_MOST_UNPACKED: Final = 100_000_000
_MOST_CELLS: Final = 3_000_000  # a sheet is as wide and as long as its farthest cell, even an empty one
_MOMENT: Final = datetime(2000, 1, 1)
# Office's own way to write in XML what XML has no place for; a text that looks like it is written that way, too.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_BROKEN: Final = (InvalidFileException, zipfile.BadZipFile, SyntaxError, LookupError, ValueError, TypeError, EOFError)
_WRITTEN: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def write_xlsx(terms: Iterable[Term], path: Path) -> None:
    """One row a term, in the order of the English; the same terms give the same bytes.

    GlossaryError when a field is longer than a cell may be.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Glossaire"
    _set_up(sheet)
    for number, term in enumerate(in_order(terms), start=2):
        for column, cell in enumerate(_cells(term), start=1):
            if len(cell) > _MOST_IN_CELL:
                raise GlossaryError(path, number, f"{term.source!r}: {COLUMNS[column - 1]} is too long for a cell")
            _fill(sheet, number, column, cell)
    sheet.auto_filter.ref = sheet.dimensions
    replace_file(path, _packed(book))


def _cells(term: Term) -> Iterator[str]:
    """The row of a term in French words, as XML can hold it."""
    french = {"status": STATUS_WORDS[term.status], **{name: "oui" for name in FLAGS if getattr(term, name)}}
    for name, cell in zip(COLUMNS, cells_of(term), strict=True):
        yield _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", french.get(name, cell))


def _set_up(sheet: Worksheet) -> None:
    """The headings, which stay in sight; how wide each column is; what may be chosen in it."""
    for number, name in enumerate(COLUMNS, start=1):
        heading, width = _HEADINGS[name]
        cell = sheet.cell(1, number, heading)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0C4A55")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = width, _TEXT
        if choices := _CHOICES.get(name):
            _let_choose(sheet, get_column_letter(number), choices)
    sheet.freeze_panes = "B2"


def _let_choose(sheet: Worksheet, column: str, choices: tuple[str, ...]) -> None:
    rule = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "Valeur inconnue", f"Choisissez dans la liste : {', '.join(choices)}."
    rule.add(f"{column}2:{column}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _fill(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column, text or None)
    cell.number_format, cell.alignment = _TEXT, Alignment(wrap_text=True, vertical="top")
    if text:
        cell.data_type = "s"  # whatever it looks like


def _packed(book: Workbook) -> bytes:
    """The workbook as a file in which nothing tells when it was made."""
    book.properties.created, book.properties.creator = _MOMENT, "Dragoman"
    loose, packed = io.BytesIO(), io.BytesIO()
    book.save(loose)
    with zipfile.ZipFile(loose) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            whole.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def read_xlsx(path: Path) -> Received:
    """The table of the first sheet that names its columns; what is no text is taken as it is shown.

    GlossaryError names a formula, a cell merged over several rows, and a file that is none.
    """
    _check(path)
    try:
        book = load_workbook(path, keep_links=False)
    except (*_BROKEN, OSError) as error:
        raise GlossaryError(path, 0, f"is not a spreadsheet ({error})") from error
    tables = [(sheet, list(_rows(sheet, path))) for sheet in book.worksheets]
    named = [table for table in tables if any(has_names(cells) for _, cells in table[1])]
    sheet, rows = (named or tables)[0]
    found = received(rows, path)
    _refuse_hidden_words(sheet, rows, path)
    return found


def _check(path: Path) -> None:
    """A few kilobytes may unpack to gigabytes: what the parts say of their size is what they are read up to."""
    try:
        check_size(path)
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except OSError as error:
        raise GlossaryError(path, 0, f"cannot be read ({error.strerror})") from error
    except zipfile.BadZipFile as error:
        raise GlossaryError(path, 0, "is not a spreadsheet") from error
    if unpacked > _MOST_UNPACKED:
        raise GlossaryError(path, 0, f"unpacks to more than {_MOST_UNPACKED // 1_000_000} MB")


def _rows(sheet: Worksheet, path: Path) -> Iterator[Row]:
    if sheet.max_row * sheet.max_column > _MOST_CELLS:
        raise GlossaryError(
            path, 0, f"has cells as far as {sheet.dimensions.rpartition(':')[2]}; delete the empty ones"
        )
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in row]
        if any(cell.strip() for cell in cells):
            yield number, cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _WRITTEN.sub(lambda match: chr(int(match[1], 16)), str(value))


def _refuse_hidden_words(sheet: Worksheet, rows: list[Row], path: Path) -> None:
    """A formula's result may be out of date, and a merged cell stands in its first row only."""
    first = next(number for number, cells in rows if has_names(cells))
    for merged in sheet.merged_cells.ranges:
        if merged.max_row > max(first, merged.min_row):
            raise GlossaryError(path, merged.min_row, f"the cells {merged.coord} are merged; part them and try again")
    for row in sheet.iter_rows(min_row=first):
        for cell in row:
            if cell.data_type == "f":
                why = f"the cell {cell.coordinate} is a formula; put its result there and try again"
                raise GlossaryError(path, cell.row or 0, why)
