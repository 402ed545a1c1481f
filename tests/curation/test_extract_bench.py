"""The pages that people read, against what extraction was measured to keep of them (`python -m bench.extract`)."""

from __future__ import annotations

import pytest

from bench.extract_html import Page, Score, kept_as_such, ours, pages, score, told, trafilatura_recall

# As measured, less a small margin: whoever falls below has lost something, whoever rises may raise it.
F1 = 0.97
PARTS = {"headings": 0.99, "lists": 0.99, "tables": 0.99, "footnotes": 0.99, "captions": 0.99, "quotes": 0.99}
OF_THEIR_KIND = {"headings": 0.98, "lists": 0.95, "tables": 0.89, "quotes": 0.99}


@pytest.fixture(scope="module")
def read() -> list[Page]:
    return [page for page in pages() if not page.refused]


@pytest.fixture(scope="module")
def measured(read: list[Page]) -> Score:
    return score(read, ours)


def test_the_main_text_is_kept_and_little_else(measured):
    assert measured.main.f1 >= F1
    assert measured.has == 1
    assert measured.lacks < 0.05


def test_lists_tables_notes_captions_and_quotes_are_kept(read, measured):
    assert {kind: found for kind, found in measured.parts.items() if found < PARTS[kind]} == {}
    such = kept_as_such(read)
    assert {kind: such[kind] for kind, floor in OF_THEIR_KIND.items() if such[kind] < floor} == {}


def test_we_keep_at_least_what_trafilatura_alone_keeps(read, measured):
    alone = score(read, trafilatura_recall)
    assert measured.main.f1 >= alone.main.f1
    assert all(measured.parts[kind] >= alone.parts[kind] for kind in PARTS)


def test_titles_languages_and_counts_are_those_that_people_found(read):
    found = told(read)
    assert (found["title"], found["lang"]) == (1, 1)
    assert all(found[kind] > 0.95 for kind in ("headings", "lists", "tables"))


def test_a_page_that_is_no_publication_is_refused():
    assert [page.name for page in pages() if page.refused and ours(page.content)] == []
