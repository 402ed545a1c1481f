"""How well publications are extracted: ours and what others read from the same bytes, in one run.

    python -m bench.extract [--corpus DIR] [--all] [--no-speed] [--only html|pdf]

`bench/data/extract/` says what people found in real publications. Those whose licence lets us copy them ship beside it;
`--corpus` names the folder with the others. `--all` lists what we miss in each of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bench import extract_html, extract_pdf

ROUNDS = 3  # of which the middle one counts


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How well publications are extracted, ours and others.")
    parser.add_argument("--corpus", type=Path, help="a folder with the publications that may not be copied")
    parser.add_argument("--all", action="store_true", help="list what we miss in each publication")
    parser.add_argument("--no-speed", action="store_true", help="measure neither speed nor memory")
    parser.add_argument("--only", choices=("html", "pdf"), help="measure web pages or PDFs alone")
    chosen = parser.parse_args(arguments)
    if chosen.only != "pdf":
        extract_html.report(chosen.corpus, every=chosen.all, timed=not chosen.no_speed)
    if chosen.only != "html":
        extract_pdf.report(chosen.corpus, 0 if chosen.no_speed else ROUNDS)


if __name__ == "__main__":
    main()
