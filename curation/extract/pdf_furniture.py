"""A page's furniture: running headers, page numbers and their lines, which are no part of its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from curation.extract.pdf_layout import Page, Run, on_one_line

_EDGE: Final = 0.13  # of the page's height at its top and at its foot: where running headers and page numbers stand
_PAGE_NUMBER: Final = re.compile(
    r"[-–—|\s]*(?:page|p\.)?\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?[-–—|\s]*", re.I
)
_SAME_HEIGHT: Final = 6.0  # points: headers of two pages this close stand at the same position
_SHORT: Final = 6  # pages: in a document this short, two pages with the same header are enough
_HEADER_WORDS: Final = 10
_PLAIN_NUMBER: Final = 5  # letters: a page number's line says less about where a header stands


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without what repeats at the same height on many of them, and without page numbers and their lines."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({key for run in page.runs if _at_edge(run, page) for key in _furniture_keys(run)})
    often = max(2 if len(pages) <= _SHORT else 3, 0.3 * len(pages))  # Left and right pages may carry different headers.
    repeated = {key for key, count in seen.items() if count >= often}
    begun = _numbering(pages)
    bare = [_bare(page, repeated, begun) for page in pages]
    heights: Counter[int] = Counter()
    for page, rest in zip(pages, bare, strict=True):
        gone = [run for run in set(page.runs).difference(rest.runs) if len(run.text) > _PLAIN_NUMBER]
        left = [run for run in rest.runs if _at_edge(run, rest)]
        alone = [run for run in gone if not any(on_one_line(run, each) for each in left)]
        heights.update({int(run.middle // _SAME_HEIGHT) for run in alone})
    lines = {height for height, count in heights.items() if count >= max(2, 0.3 * len(pages))}
    return [_without_lines(page, lines) for page in bare]


def _numbering(pages: Sequence[Page]) -> set[int]:
    """How much the numbers printed on the pages are ahead of their count: the same on two pages at least."""
    ahead: Counter[int] = Counter()
    for page in pages:
        numbers = {int(found[1]) for run in page.runs if _at_edge(run, page) and (found := _printed_number(run))}
        ahead.update(number - page.number for number in numbers)
    return {offset for offset, count in ahead.items() if count >= 2 or (offset == 0 and len(pages) > 1)}


def _printed_number(run: Run) -> re.Match[str] | None:
    return re.fullmatch(r"(?:page\s*)?(\d{1,5})", run.text, re.I)


def _bare(page: Page, repeated: set[tuple[str, int]], begun: set[int]) -> Page:
    edge = [run for run in page.runs if _at_edge(run, page)]
    gone = {run for run in edge if not repeated.isdisjoint(_furniture_keys(run))}
    gone.update(run for run in edge if _PAGE_NUMBER.fullmatch(run.text) and not _is_followed(run, edge))
    numbers = [run for run in edge if (n := _printed_number(run)) and int(n[1]) - page.number in begun]
    for number in numbers:  # The line of a page number: "2   Z. Shen et al."
        line = [run for run in edge if run is not number and on_one_line(number, run)]
        if sum(len(run.text.split()) for run in line) <= _HEADER_WORDS and _stands_apart(number, page, {*line, number}):
            gone.update(line)
    return replace(page, runs=tuple(run for run in page.runs if run not in gone))


def _is_followed(number: Run, runs: Sequence[Run]) -> bool:
    """Whether text follows close by: then it is the number of a footnote or of a heading."""
    return any(
        on_one_line(number, run) and 0 <= run.left - number.right < 1.5 * number.size
        for run in runs
        if run is not number
    )


def _without_lines(page: Page, heights: set[int]) -> Page:
    """The page without short lines at its edge where other pages have a running header: that of another chapter."""

    def stays(run: Run) -> bool:
        return not (
            _at_edge(run, page)
            and int(run.middle // _SAME_HEIGHT) in heights
            and len(run.text.split()) <= _HEADER_WORDS
            and _stands_apart(run, page, {each for each in page.runs if on_one_line(run, each)})
        )

    return replace(page, runs=tuple(filter(stays, page.runs)))


def _stands_apart(run: Run, page: Page, line: Collection[Run]) -> bool:
    """Whether the line at the page's edge has nothing outside it, and a gap between it and the text."""
    above = run.middle < page.height / 2
    beyond = [each for each in page.runs if each not in line and (each.middle < run.middle) is above]
    inside = [each for each in page.runs if each not in line and (each.middle < run.middle) is not above]
    gap = min(((each.top - run.bottom) if above else (run.top - each.bottom) for each in inside), default=run.size)
    return all(_at_edge(each, page) for each in beyond) and gap > 0.4 * run.size


def _at_edge(run: Run, page: Page) -> bool:
    return run.bottom < _EDGE * page.height or run.top > (1 - _EDGE) * page.height


def _furniture_keys(run: Run) -> tuple[tuple[str, int], tuple[str, int]]:
    """The run's text with its numbers folded, at its height; twice, so that a hair's breadth makes no difference."""
    folded = re.sub(r"\d+", "#", run.text.casefold()).strip()
    step = int(run.middle // _SAME_HEIGHT)
    return (folded, step), (folded, step + (1 if run.middle % _SAME_HEIGHT > _SAME_HEIGHT / 2 else -1))
