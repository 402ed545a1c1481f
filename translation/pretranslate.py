"""A document's draft: its segments with the French that memory or the engine has for them, and what the checks say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from translation.checks import Look, mended
from translation.consistency import within
from translation.document import Document
from translation.enforcement import COSTLY, placed
from translation.engine import Aligner, Hypothesis, MachineTranslator
from translation.marks import transferred
from translation.memory import TranslationMemory
from translation.risk import unit_risk
from translation.segmentation import segments
from translation.typography import french_typography
from translation.unit import Finding, Forced, Origin, Segment, TranslationUnit

if TYPE_CHECKING:
    from glossary.termbase import TermBase

Progress = Callable[[int, int], None]

_TRANSLATED: Final = ("", "en")  # "" is the language of the document
_NAMES: Final = {"es": "espagnol", "pt": "portugais", "de": "allemand", "it": "italien", "nl": "néerlandais"}
_TEXTS_AT_A_TIME: Final = 256  # enough for full batches on every core, few enough to tell how far it is


def pretranslate(
    document: Document,
    *,
    engine: MachineTranslator,
    terms: TermBase | None = None,
    memory: Mapping[str, str] | None = None,
    check: Look | None = None,
    progress: Progress | None = None,
) -> list[TranslationUnit]:
    """One unit for each segment, in order: approved French where memory has it, else the engine's, each one checked.

    A passage that the original has in French or in any other language than English stands as it is, and says so.
    `progress` hears how many texts the engine has done, and how many it has to do.
    """
    known = memory if isinstance(memory, TranslationMemory) else TranslationMemory(memory or {})
    found = segments(document)
    langs = [document.blocks[segment.block].lang for segment in found]
    english = [segment.text for segment, lang in zip(found, langs, strict=True) if lang in _TRANSLATED]
    made = _translated([text for text in dict.fromkeys(english) if text not in known], engine, terms, progress)
    beside = ["", *(segment.text for segment in found), ""]
    units = [
        _unit(segment, (before, after), known, made, check) if lang in _TRANSLATED else _kept(segment, lang)
        for segment, lang, before, after in zip(found, langs, beside[:-2], beside[2:], strict=True)
    ]
    units = _with_marks(units, engine) if isinstance(engine, Aligner) else units
    told = within(units) if check else {}
    units = [replace(unit, findings=(*unit.findings, *_said(told, unit))) for unit in units]
    return [_judged(unit, terms) for unit in units]


def _said(told: Mapping[int, Finding], unit: TranslationUnit) -> Iterable[Finding]:
    found = told.get(unit.segment.index)
    return () if found is None else (found,)


def _judged(unit: TranslationUnit, terms: TermBase | None) -> TranslationUnit:
    """The unit with its risk and the glossary entries it was made with."""
    entries = None if terms is None else terms.entries(unit.segment.text)
    return replace(unit, risk=unit_risk(unit), entries=entries)


def _with_marks(units: list[TranslationUnit], engine: Aligner) -> list[TranslationUnit]:
    """The units, those whose segment has bold words, links or notes with these on the French."""
    marked = [n for n, unit in enumerate(units) if unit.segment.marks and unit.origin is not Origin.SOURCE]
    alignments = engine.align([(units[n].segment.text, units[n].target) for n in marked])
    for number, alignment in zip(marked, alignments, strict=True):
        units[number] = replace(units[number], marks=transferred(units[number].segment.marks, alignment))
    return units


def _kept(segment: Segment, lang: str) -> TranslationUnit:
    said = f"en {_NAMES[lang]}" if lang in _NAMES else f"dans une autre langue ({lang})"
    told = f"Ce passage est {said} dans l’original\u202f: à traduire, ou à laisser tel quel."
    seen = Finding("language", "Déjà en français dans l’original." if lang == "fr" else told)
    return TranslationUnit(segment, segment.text, Origin.SOURCE, findings=(seen,), marks=segment.marks)


def _translated(
    texts: list[str], engine: MachineTranslator, terms: TermBase | None, progress: Progress | None
) -> dict[str, Hypothesis]:
    made: dict[str, Hypothesis] = {}
    for start in range(0, len(texts), _TEXTS_AT_A_TIME):
        some = texts[start : start + _TEXTS_AT_A_TIME]
        made.update(zip(some, engine.translate(some, terms=terms), strict=True))
        if progress:
            progress(len(made), len(texts))
    return made


def _unit(
    segment: Segment,
    beside: tuple[str, str],
    known: TranslationMemory,
    made: Mapping[str, Hypothesis],
    check: Look | None,
) -> TranslationUnit:
    remembered = known.exact(segment.text, *beside)
    if remembered:
        found = check(segment.text, remembered.target) if check else ()
        return TranslationUnit(segment, remembered.target, Origin.MEMORY, findings=found)
    hypothesis = made[segment.text]
    target = french_typography(hypothesis.text)
    target, findings = mended(segment.text, target, check) if check else (target, ())
    forced = placed(hypothesis.forced, target)
    costly = tuple(_costly(term) for term in forced if term.cost > COSTLY)
    return TranslationUnit(segment, target, Origin.MACHINE, hypothesis.score, findings + costly, forced=forced)


def _costly(term: Forced) -> Finding:
    told = f"Le terme «\u00a0{term.target}\u00a0» a été imposé\u202f: la phrase est à relire de près."
    return Finding("forced", told)
