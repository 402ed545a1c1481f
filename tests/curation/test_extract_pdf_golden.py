"""Real PDFs: their cover and back matter, their bold words, links and notes, and where their blocks stand."""

from __future__ import annotations

import tomllib

import pytest

from tests.curation.test_extract_golden import CASES, extracted

EXPECTED = {case: tomllib.loads((case / "expected.toml").read_text(encoding="utf-8")) for case in CASES}


def telling(*names):
    """The cases that say something about one of these."""
    return [
        pytest.param(case, id=case.name) for case, expected in EXPECTED.items() if not {*names}.isdisjoint(expected)
    ]


def marked(document, kind):
    return [
        (block.text[mark.start : mark.end], mark)
        for block in document.blocks
        for mark in block.marks
        if mark.kind == kind
    ]


@pytest.mark.parametrize("case", telling("matter"))
def test_cover_and_back_matter_are_told_from_the_text(case):
    document = extracted(case)
    for matter, texts in EXPECTED[case]["matter"].items():
        assert [block.text for block in document.blocks if block.matter == matter] == texts


@pytest.mark.parametrize("case", telling("bold", "italic", "links"))
def test_words_are_marked_as_they_look_and_where_they_lead(case):
    document = extracted(case)
    for kind in ("bold", "italic"):
        assert {*EXPECTED[case].get(kind, [])} <= {words for words, _ in marked(document, kind)}
    links = {(words, mark.target) for words, mark in marked(document, "link")}
    assert {(words, target) for words, target in EXPECTED[case].get("links", [])} <= links


@pytest.mark.parametrize("case", telling("notes"))
def test_a_note_stands_where_its_number_stood(case):
    document = extracted(case)
    notes = {f"#{block.anchor}": block.text for block in document.blocks if block.anchor}
    found = [
        (block.text[: mark.end], notes[mark.target])
        for block in document.blocks
        for mark in block.marks
        if mark.kind == "note"
    ]
    for before, note in EXPECTED[case]["notes"]:
        assert [each for each in found if each[0].endswith(before) and each[1].startswith(note)], before


@pytest.mark.parametrize("case", telling("passages"))
def test_every_block_of_a_pdf_stands_somewhere_and_its_marks_lie_in_it(case):
    document = extracted(case)
    for block in document.blocks:
        assert block.boxes
        assert block.boxes[0].page == block.page
        for box in block.boxes:
            assert 1 <= box.page <= document.metadata.pages
            assert 0 <= box.left < box.right <= 1
            assert 0 <= box.top < box.bottom <= 1
        assert all(0 <= mark.start <= mark.end <= len(block.text) for mark in block.marks)
        assert [mark.start for mark in block.marks] == sorted(mark.start for mark in block.marks)
        assert all(mark.start < mark.end or mark.kind == "note" for mark in block.marks)
