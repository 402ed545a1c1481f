"""The glossary of one home: a PO file that people keep, begun from the one that ships with us."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock

from glossary.exchange import read_po, write_po
from glossary.termbase import Term, TermBase

Change = Callable[[Sequence[Term]], Sequence[Term]]


class TermGone(Exception):
    """The entry that was to be changed is no longer what it was: somebody changed it meanwhile."""

    def __init__(self, term: Term) -> None:
        super().__init__(f"the entry {term.source!r} has changed meanwhile")
        self.term = term


class Glossary:
    """The terms of a PO file, read again whenever the file has changed; without a file, those that ship with us.

    The first change writes the file: it is the master from then on, under whatever version control its keeper uses.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._reading = Lock()
        self._seen: object = None
        self._terms = TermBase()

    @classmethod
    def of(cls, terms: TermBase) -> Glossary:
        """A glossary of just these terms, which nobody can change."""
        fixed = cls()
        fixed._seen, fixed._terms = fixed._state(), terms
        return fixed

    @property
    def terms(self) -> TermBase:
        """The terms as the file has them now; GlossaryError when it cannot be read."""
        with self._reading:
            state = self._state()
            if state != self._seen:
                self._terms, self._seen = TermBase(self._read()), state
            return self._terms

    def change(self, change: Change) -> TermBase:
        """Write what `change` makes of the terms as they are at this moment; nobody else writes meanwhile."""
        with self._locked():
            changed = change(self._read())
            if not self._own.exists():
                self.grown_from_shipped()
            write_po(changed, self._own)
        return self.terms

    @property
    def base(self) -> Path:
        """Where the terms lie that ours have grown from: with them, a new version that ships can be merged."""
        return self._own.with_name(f"{self._own.stem}.shipped{self._own.suffix}")

    def grown_from_shipped(self) -> None:
        """Keep the terms that ship today as those that ours have grown from."""
        write_po(shipped(), self.base)

    def put(self, term: Term | None, *, instead_of: Term | None = None) -> TermBase:
        """Add a term, put it in the place of another, or take that one out (None); TermGone if it is not there."""

        def changed(terms: Sequence[Term]) -> Sequence[Term]:
            if instead_of is not None and instead_of not in terms:
                raise TermGone(instead_of)
            return [*(one for one in terms if one != instead_of), *([] if term is None else [term])]

        return self.change(changed)

    @property
    def _own(self) -> Path:
        if self._path is None:
            raise ValueError("this glossary has no file of its own")
        return self._path

    def _state(self) -> object:
        """What tells whether the file has changed; None while there is none."""
        if self._path is None or not self._path.exists():
            return "shipped"
        found = self._path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _read(self) -> list[Term]:
        return read_po(self._path) if self._path is not None and self._path.exists() else shipped()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        path = self._own.with_name(f".{self._own.name}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def shipped() -> list[Term]:
    """The terms of the glossary that comes with the package."""
    with as_file(files("glossary") / "data" / "humanitarian.en-fr.po") as path:
        return read_po(path)
