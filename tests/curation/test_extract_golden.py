"""Real publications, each with what a reader finds in it written beside it."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from curation.errors import DocumentError
from curation.extract import extract
from translation.document import Document

CASES = sorted(path.parent for path in Path(__file__).parent.parent.glob("golden/extract/*/expected.toml"))


def extracted(case: Path) -> Document:
    source = next(case.glob("input.*"))
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
