"""Whether the checks leave good French alone, and see what goes wrong in it.

    python -m bench.checks --corpus DIR [DIR ...] [--units N] [--show CHECK ...]

Human translations, sentence by sentence (`bench/parallel.py`), the same number of each document as far as it goes.
Precision: what the checks say of them, as they are printed and as Dragoman would keep them, with its own spaces and
quotation marks. Recall: one fault of a kind put into each of them, and whether the check for it speaks, whether it
offers a fix, and whether the fixes give the text back letter for letter. A sentence that has nothing to spoil (no date,
no link) gets it first, in both languages.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Final

from bench.parallel import Pair, pairs
from bench.planted_faults import FAULTS, TERMS, Spoilt
from glossary.termbase import TermBase
from translation.checks import check
from translation.typography import french_quotes, french_typography
from translation.unit import Finding

ROUNDS: Final = 20  # more fixes than any one sentence needs

# The sentences


def spread(found: Sequence[Pair], most: int) -> list[Pair]:
    """So many sentences, in turns from every document, always the same."""
    of_document = defaultdict(list)
    for pair in random.Random(0).sample(found, len(found)):
        of_document[pair.document].append(pair)
    turns = zip_longest(*(of_document[name] for name in sorted(of_document)))
    return [pair for turn in turns for pair in turn if pair][:most]


def as_kept(pair: Pair) -> Pair:
    return replace(pair, french=french_typography(french_quotes(pair.french)))


# Precision


def said(sentences: Sequence[Pair], terms: TermBase | None) -> list[tuple[Pair, Finding]]:
    return [(pair, finding) for pair in sentences for finding in check(pair.english, pair.french, terms)]


def print_precision(title: str, sentences: Sequence[Pair], terms: TermBase | None, shown: Sequence[str]) -> None:
    found = said(sentences, terms)
    refused = {pair.english for pair, finding in found if finding.blocking}
    told = {pair.english for pair, finding in found}
    print(f"\n{title}: {len(sentences)} sentences, {_share(len(refused), len(sentences))} refused,", end=" ")
    print(f"{_share(len(told), len(sentences))} with anything to look at")
    print(f"{'':20}{'errors':>8}{'warnings':>10}{'fixes':>7}")
    for name, counts in sorted(_counted(found).items()):
        print(f"{name:20}{counts['errors']:8}{counts['warnings']:10}{counts['fixes']:7}")
    for pair, finding in found:
        if finding.check in shown or (finding.blocking and "errors" in shown):
            print(f"\n{finding.check}: {finding.message}  [{pair.document}]\n  {pair.english}\n  {pair.french}")
            print(f"  {finding.fix}" if finding.fix else "  no fix")


def _counted(found: Sequence[tuple[Pair, Finding]]) -> Mapping[str, Counter[str]]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for _, finding in found:
        counted[finding.check]["errors" if finding.blocking else "warnings"] += 1
        counted[finding.check]["fixes"] += bool(finding.fix)
    return counted


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


# Recall


def planted(name: str, sentences: Sequence[Pair]) -> Iterator[Spoilt]:
    plant, _ = FAULTS[name]
    for number, pair in enumerate(sentences):
        spoilt = plant(pair, random.Random(number))
        if spoilt and spoilt.bad != spoilt.good:
            yield spoilt


def sees(spoilt: Spoilt, name: str) -> list[Finding]:
    """What the check for that kind of fault says, if it did not say it of the good French too."""
    before = {finding.message for finding in check(spoilt.english, spoilt.good, TERMS)}
    after = check(spoilt.english, spoilt.bad, TERMS)
    return [finding for finding in after if finding.check in FAULTS[name][1].split() and finding.message not in before]


def put_right(english: str, french: str) -> str:
    """The French after every fix that is offered, one after the other."""
    for _ in range(ROUNDS):
        fixes = [finding.fix for finding in check(english, french, TERMS) if finding.fix]
        if not fixes:
            return french
        french = fixes[0]
    raise AssertionError(f"the fixes do not end: {french}")


def print_recall(sentences: Sequence[Pair], shown: Sequence[str]) -> None:
    print(f"\n{'planted':28}{'cases':>6}{'seen':>8}{'refused':>9}{'fix':>8}{'restored':>10}")
    for name in FAULTS:
        cases = list(planted(name, sentences))
        seen = [sees(case, name) for case in cases]
        offered = [case for case, findings in zip(cases, seen, strict=True) if any(one.fix for one in findings)]
        restored = [case for case in offered if put_right(case.english, case.bad) == put_right(case.english, case.good)]
        refused = sum(any(one.blocking for one in findings) for findings in seen)
        shares = [_share(sum(map(bool, seen)), len(cases)), _share(refused, len(cases))]
        shares += [_share(len(offered), len(cases)), _share(len(restored), len(offered))]
        print(f"{name:28}{len(cases):6}{shares[0]:>8}{shares[1]:>9}{shares[2]:>8}{shares[3]:>10}")
        if name in shown:
            missed = (case for case, findings in zip(cases, seen, strict=True) if not findings)
            wrong = (case for case in offered if case not in restored)
            for what, case in [*(("unseen", case) for case in missed), *(("not restored", case) for case in wrong)][
                :10
            ]:
                print(f"  {what}\n    {case.english}\n    {case.bad}\n    {put_right(case.english, case.bad)}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Whether the checks leave good French alone and see what is wrong.")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="folders of documents and lists")
    parser.add_argument("--units", type=int, default=300, help="how many sentences, spread over the documents")
    parser.add_argument("--show", nargs="*", default=[], help="checks, faults, or errors, to be shown with their text")
    chosen = parser.parse_args(arguments)
    found = pairs(chosen.corpus)
    some = spread(found, chosen.units)
    kept = [as_kept(pair) for pair in some]
    print_precision("As printed", some, None, [])
    print_precision("As Dragoman keeps it", kept, None, chosen.show)
    print_precision("As Dragoman keeps it, with its glossary", kept, TERMS, ["term-forbidden"] if chosen.show else [])
    everything = [as_kept(pair) for pair in found]
    print_precision("All", everything, TERMS, [])
    print_recall(kept, chosen.show)


if __name__ == "__main__":
    main()
