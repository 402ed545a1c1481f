"""Glossaries as files: the PO master, tables, spreadsheets and TBX; each is read and written by its name's ending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from glossary.exchange.fields import GlossaryError, Received
from glossary.exchange.po import read_po, write_po
from glossary.exchange.tables import has_names, read_csv, read_tsv, write_csv
from glossary.termbase import Term

__all__ = [
    "READABLE",
    "WRITABLE",
    "GlossaryError",
    "Received",
    "read_csv",
    "read_po",
    "read_terms",
    "read_tsv",
    "write_csv",
    "write_po",
    "write_terms",
]


def read_terms(path: Path) -> Received:
    """What a glossary file of any kind we know holds; GlossaryError says what is wrong with it, and where."""
    read = _READ.get(path.suffix.lower())
    if read is None:
        raise GlossaryError(path, 0, f"a glossary's name ends in one of {', '.join(READABLE)}")
    return read(path)


def write_terms(terms: Iterable[Term], path: Path) -> None:
    """Write the terms in the format that the name's ending asks for; GlossaryError when there is none such."""
    write = _WRITE.get(path.suffix.lower())
    if write is None:
        raise GlossaryError(path, 0, f"a glossary is written as one of {', '.join(WRITABLE)}")
    write(terms, path)


def _po(path: Path) -> Received:
    return Received(tuple(read_po(path)))


def _tabs(path: Path) -> Received:
    """With a line that names the columns, a table like any other; without one, our own short form."""
    with path.open("rb") as file:
        first = file.readline(10_000).decode("utf-8-sig", "replace")
    return read_csv(path) if has_names(first.split("\t")) else Received(tuple(read_tsv(path)))


# openpyxl and lxml take longer to load than to do their work: whoever only reads the master need not wait for them.
def _xlsx(path: Path) -> Received:
    from glossary.exchange.spreadsheet import read_xlsx

    return read_xlsx(path)


def _to_xlsx(terms: Iterable[Term], path: Path) -> None:
    from glossary.exchange.spreadsheet import write_xlsx

    write_xlsx(terms, path)


def _tbx(path: Path) -> Received:
    from glossary.exchange.tbx import read_tbx

    return read_tbx(path)


def _to_tbx(terms: Iterable[Term], path: Path) -> None:
    from glossary.exchange.tbx import write_tbx

    write_tbx(terms, path)


_READ: Final[Mapping[str, Callable[[Path], Received]]] = MappingProxyType(
    {".po": _po, ".csv": read_csv, ".tsv": _tabs, ".txt": _tabs, ".xlsx": _xlsx, ".tbx": _tbx}
)
_WRITE: Final[Mapping[str, Callable[[Iterable[Term], Path], None]]] = MappingProxyType(
    {".po": write_po, ".csv": write_csv, ".xlsx": _to_xlsx, ".tbx": _to_tbx}
)
READABLE: Final = tuple(_READ)
WRITABLE: Final = tuple(_WRITE)
