"""The term base: what a word of the field is called in French, and what it must not be called."""

from __future__ import annotations

from importlib.resources import as_file, files

from glossary.exchange import read_po
from glossary.termbase import TermBase


def default_termbase() -> TermBase:
    """The glossary that comes with the package."""
    with as_file(files(__name__) / "data" / "humanitarian.en-fr.po") as path:
        return TermBase(read_po(path))
