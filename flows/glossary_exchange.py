"""The commands that carry the glossary: out, in the format that is wanted, and in, compared before it is taken."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from flows.glossary_report import Settled, as_json, in_words, outcome, show, show_findings
from flows.report import DONE
from flows.running import NotReady
from flows.settings import from_environment
from glossary.keeping import Glossary, TermGone, shipped
from glossary.merging import Difference, FieldChange, compare, merged, settled
from glossary.termbase import Status, Term

if TYPE_CHECKING:
    from translation.memory import MemoryUnit


def export(options: argparse.Namespace) -> int:
    """Write the home's terms in the format that the file's name ends in."""
    from glossary.exchange import WRITABLE, write_terms

    terms = list(_own().terms)
    ending = options.file.suffix.lower()
    if ending == ".tmx":
        from translation.tmx import write_tmx

        pairs = write_tmx(_pairs(terms), options.file)
        print(f"{pairs} pairs written to {options.file}: the approved terms and their examples.")
        return DONE
    if ending == ".html":
        from curation.export.glossary_page import write_page

        write_page(terms, options.file)
    elif ending == ".tbx":
        from glossary.exchange.tbx import write_tbx

        write_tbx(terms, options.file, options.tbx)
    elif ending in WRITABLE:
        write_terms(terms, options.file)
    else:
        endings = ", ".join((*WRITABLE, ".tmx", ".html"))
        raise NotReady(f"a glossary is written as one of {endings}, by the file's ending: {options.file.name}")
    print(f"{len(terms)} terms written to {options.file}.")
    return DONE


def _pairs(terms: Sequence[Term]) -> Iterator[MemoryUnit]:
    """What a memory of sentences can hold of a glossary: each approved term with its French, and its example."""
    from translation.memory import MemoryOrigin, MemoryUnit

    origin = MemoryOrigin(title="Dragoman glossary, CC BY 4.0")
    for term in terms:
        if term.status is Status.APPROVED:
            yield from (MemoryUnit(english, term.target, origin=origin) for english in (term.source, *term.synonyms))
            if all(term.example):
                yield MemoryUnit(*term.example, origin=origin)


def import_(options: argparse.Namespace) -> int:
    """Show what a list, or the glossary that ships, would change here; write it once it is agreed to."""
    own = _own()
    theirs, passed_over = _theirs(options)
    _refuse_questions_nobody_answers(options)
    current, status = list(own.terms), None if options.shipped else Status(options.status)
    differences = compare(current, theirs, _base(options), status=status)
    if not options.json:
        show(differences, passed_over)
    pairs = [(one, settled(one, _choice(options, one))) for one in differences]
    found = _findings(current, merged(current, pairs))
    if not options.json:
        show_findings(found)
    agreed = _agreed(options, pairs)
    written = agreed and any(term != one.ours for one, term in pairs)
    if written or (agreed and options.shipped):
        _write(own, pairs, options)
    if options.json:
        print(json.dumps(as_json(pairs, passed_over, found, written=written), ensure_ascii=False, indent=1))
    else:
        print(outcome(pairs, written=written))
    return DONE


def _theirs(options: argparse.Namespace) -> tuple[Sequence[Term], Sequence[str]]:
    from glossary.exchange import read_terms

    if options.shipped:
        if options.file or not from_environment().glossary.exists():
            raise NotReady(
                "--shipped takes no file" if options.file else "this home uses the glossary that ships as it is"
            )
        return shipped(), ()
    if options.file is None:
        raise NotReady("name the file to import, or say --shipped")
    if options.file.suffix.lower() == ".tmx":
        raise NotReady(f"{options.file.name} is a memory of sentences; first: dragoman memory import {options.file}")
    received = read_terms(options.file)
    return received.terms, received.passed_over


def _base(options: argparse.Namespace) -> Sequence[Term]:
    """What the home's glossary began from: a copy kept since then.

    Without one, a list is compared through what ships now; but what ships now cannot say how it was before.
    """
    from glossary.exchange import read_po

    kept = Glossary(from_environment().glossary).base
    return read_po(kept) if kept.exists() else () if options.shipped else shipped()


def _write(own: Glossary, pairs: Sequence[Settled], options: argparse.Namespace) -> None:
    """Write the glossary, and what ships beside it when that is what it has grown from up to now."""
    try:
        own.change(lambda terms: merged(terms, pairs))
    except TermGone as error:
        raise NotReady(f"{error}; nothing was written, the same command compares anew") from error
    if options.shipped:
        own.grown_from_shipped()


def _refuse_questions_nobody_answers(options: argparse.Namespace) -> None:
    if options.conflicts == "ask" and (options.json or not sys.stdin.isatty()):
        raise NotReady("--conflicts ask needs somebody at a terminal; say ours or theirs")


def _choice(options: argparse.Namespace, difference: Difference) -> Callable[[FieldChange], bool]:
    if options.conflicts == "ask":
        return lambda change: _asked(difference, change)
    return lambda change: options.conflicts == "theirs"


def _asked(difference: Difference, change: FieldChange) -> bool:
    print(f"\n{difference.theirs.source}: {change.field}")
    print(f"  o  ours    {in_words(change.ours)}\n  t  theirs  {in_words(change.theirs)}")
    return input("Which one? [o/t, o] ").strip().lower() in ("t", "theirs")


def _agreed(options: argparse.Namespace, pairs: Sequence[Settled]) -> bool:
    if options.yes:
        return True
    if all(term == one.ours for one, term in pairs) or options.json or not sys.stdin.isatty():
        return False
    return input("\nWrite this into your glossary? [y/N] ").strip().lower() in ("y", "yes")


def _findings(before: Sequence[Term], after: Sequence[Term]) -> list[str]:
    """What the validator has against the glossary that it did not have before."""
    from glossary.validation import problems

    known = Counter(problems(before))
    return list((Counter(problems(after)) - known).elements())


def _own() -> Glossary:
    return Glossary(from_environment().glossary)
