"""The term base: what a word of the field is called in French, and what it must not be called."""

from __future__ import annotations

from glossary.keeping import shipped
from glossary.termbase import TermBase


def default_termbase() -> TermBase:
    """The glossary that comes with the package."""
    return TermBase(shipped())
