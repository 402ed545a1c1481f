"""Other French for a segment, from the engine of this machine: asked for one at a time, checked like a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock
from typing import TYPE_CHECKING, Final

from curation.errors import CurationError
from curation.told import Told
from translation.checks import check, mended
from translation.engine import EngineError, Rephraser
from translation.package_errors import PackageError
from translation.typography import french_typography
from translation.unit import TranslationUnit

if TYPE_CHECKING:
    from glossary.termbase import TermBase
    from translation.engine import Hypothesis

OFFERED: Final = 4
PATIENCE: Final = 5.0  # seconds to wait for somebody else's question: a page that waits keeps others from theirs


class NoAlternatives(CurationError):
    """The engine cannot be asked; the message says why, in French for the reviewer."""

    kind = "no alternatives"


class Alternatives:
    """Asks an engine for other French; it is loaded when somebody asks for the first time."""

    def __init__(self, engine: Callable[[], object]) -> None:
        self._engine, self._one_at_a_time = engine, Lock()

    def of(self, unit: TranslationUnit, terms: TermBase) -> tuple[str, ...]:
        """Other wordings of the unit, the soundest first: none that stands there already, none with a new error.

        They obey the glossary, keep what must be kept, and are spaced as French is. NoAlternatives says why there can
        be none now.
        """
        if not self._one_at_a_time.acquire(timeout=PATIENCE):
            raise NoAlternatives(Told("Le moteur travaille pour quelqu’un d’autre\u202f: redemandez dans un instant."))
        try:
            engine = self._engine()
            if not isinstance(engine, Rephraser):
                raise NoAlternatives(
                    Told("Les brouillons sont traduits par un serveur\u202f: il ne donne pas d’autres formulations.")
                )
            made = engine.alternatives(unit.segment.text, OFFERED + 1, terms=terms)
        except (EngineError, PackageError, OSError) as error:
            raise NoAlternatives(Told("Le moteur de cette machine ne répond pas\u202f: %(why)s", why=error)) from error
        finally:
            self._one_at_a_time.release()
        return tuple(sorted(_new(unit, made, terms), key=lambda french: _seen(unit, french, terms)))[:OFFERED]


def _new(unit: TranslationUnit, made: list[Hypothesis], terms: TermBase) -> Iterator[str]:
    """What is not there yet and loses nothing, mended as a draft is."""
    known = {unit.target}
    for hypothesis in made:
        french, findings = mended(
            unit.segment.text, french_typography(hypothesis.text), lambda source, target: check(source, target, terms)
        )
        if french not in known and not any(finding.blocking for finding in findings):
            known.add(french)
            yield french


def _seen(unit: TranslationUnit, french: str, terms: TermBase) -> int:
    return len(check(unit.segment.text, french, terms))
