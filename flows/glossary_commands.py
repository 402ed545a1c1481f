"""The commands that look after the glossary: what is wrong with it, and the files it goes out in."""

from __future__ import annotations

import argparse

from flows.report import DONE, WITH_FAILURES
from flows.settings import from_environment
from glossary.keeping import Glossary


def check(options: argparse.Namespace) -> int:
    from glossary.validation import problems

    terms = list(_own().terms)
    found = problems(terms)
    print("\n".join(found) or f"{len(terms)} terms, no mistake found.")
    return WITH_FAILURES if found else DONE


def export(options: argparse.Namespace) -> int:
    from glossary.exchange import write_csv

    terms = list(_own().terms)
    write_csv(terms, options.file)
    print(f"{len(terms)} terms written to {options.file}.")
    return DONE


def _own() -> Glossary:
    return Glossary(from_environment().glossary)
