"""Real publications, each with what a reader finds in it written beside it."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from curation.errors import DocumentError
from curation.extract import extract
from translation.document import Document

SAMPLE = Path(__file__).parent.parent.parent / "curation" / "data" / "sample"
CASES = sorted(path.parent for path in Path(__file__).parent.parent.glob("golden/extract/*/expected.toml"))


def source_of(case: Path) -> Path:
    """The publication of a case: beside it, with the sample publisher, or in the folder that DRAGOMAN_CORPUS names."""
    expected = tomllib.loads((case / "expected.toml").read_text(encoding="utf-8"))
    if "sample" in expected:
        return SAMPLE / expected["sample"]
    if "corpus" not in expected:
        return next(case.glob("input.*"))
    if not os.environ.get("DRAGOMAN_CORPUS"):
        pytest.skip("DRAGOMAN_CORPUS names no folder of publications")
    return Path(os.environ["DRAGOMAN_CORPUS"]) / expected["corpus"]


def extracted(case: Path) -> Document:
    source = source_of(case)
    return extract(source.read_bytes(), "application/pdf" if source.suffix == ".pdf" else "text/html")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_publication_reads_as_expected(case):
    expected = tomllib.loads((case / "expected.toml").read_text(encoding="utf-8"))
    if "error" in expected:
        with pytest.raises(DocumentError) as raised:
            extracted(case)
        assert raised.value.kind == expected["error"]
        return
    document = extracted(case)
    assert document.title == expected.get("title", document.title)
    assert document.lang == expected.get("lang", document.lang)
    for name in ("licence", "canonical", "pages"):
        assert getattr(document.metadata, name) == expected.get(name, getattr(document.metadata, name))
    fewest, most = expected.get("words", (1, 100_000))
    assert fewest <= document.words <= most
    kinds = Counter(str(block.kind) for block in document.blocks)
    assert {kind: kinds[kind] for kind in expected.get("counts", {})} == expected.get("counts", {})
    said = [[str(block.kind), block.text] for block in document.blocks]
    assert [each for each in expected.get("has", []) if each not in said] == []
    text = "\n".join(block.text for block in document.blocks)
    assert [each for each in expected.get("lacks", []) if each in text] == []
    running = " ".join(block.text for block in document.blocks)
    assert [each for each in expected.get("passages", []) if each not in running] == []
    deeper = {block.text for block in document.blocks if block.kind == "list_item" and block.level > 1}
    assert set(expected.get("deeper", [])) <= deeper
    marked = [[str(mark.kind), b.text[mark.start : mark.end], mark.target] for b in document.blocks for mark in b.marks]
    assert [each for each in expected.get("marked", []) if each not in [mark[: len(each)] for mark in marked]] == []
    places = [text.find(each) for each in expected.get("order", [])]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_only_table_rows_hold_tabs_and_no_block_is_empty(case):
    try:
        document = extracted(case)
    except DocumentError:
        return
    for block in document.blocks:
        assert block.text.strip()
        assert block.kind == "table_row" or "\t" not in block.text
        assert block.kind == "code" or "\n" not in block.text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_marks_stand_on_words_in_order_and_apart_and_what_they_lead_to_is_there(case):
    try:
        document = extracted(case)
    except DocumentError:
        return
    anchors = {block.anchor for block in document.blocks}
    for block in document.blocks:
        ends: dict[str, int] = {}
        assert list(block.marks) == sorted(block.marks, key=lambda mark: mark.start)
        for mark in block.marks:
            words = block.text[mark.start : mark.end]
            assert words == words.strip()
            assert bool(words) is (mark.kind != "note")
            assert mark.start >= ends.get(mark.kind, 0)
            ends[mark.kind] = mark.end
            if mark.target.startswith("#"):
                assert mark.target[1:] in anchors
