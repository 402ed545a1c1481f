"""How far an extraction can be trusted: good readings are, each kind of damage has its sign."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.extract_html import pages
from bench.extract_pdf import cases
from bench.trust import Reading, longest_common, page_readings, pdf_readings, told
from curation.extract import extract
from curation.extract.confidence import (
    CERTAIN,
    WEAK_BELOW,
    Confidence,
    Observation,
    Sign,
    confidence,
    longest_rise,
    scored,
)
from translation.document import Block, BlockKind, Document

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden" / "extract"
SAMPLE = ROOT / "curation" / "data" / "sample"
NAMES = ("toolbox-safety-security", "koboloader-anonymisation", "ngo-wikimedia-blog", "cds-terms-conditions")


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return [reading for page in pages() if page.name in NAMES for reading in page_readings(page)]


def seen(result: Confidence, sign: Sign) -> float:
    return min(each.value for each in result.observations if each.sign is sign)


def page_of(*parts: str) -> bytes:
    return f"<html><head><title>Floods</title></head><body>{''.join(parts)}</body></html>".encode()


SENTENCES = [
    "Families who fled the floods along the river received blankets and clean water on Monday.",
    "The teams that registered them kept their names apart from their medical records.",
    "Nobody outside the local office may read these lists before the council has agreed.",
    "A second round of visits begins when the roads to the northern villages are open again.",
]
TEXT = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def document_of(*blocks: str | Block) -> Document:
    return Document(
        "Floods", "en", tuple(Block(BlockKind.PARAGRAPH, each) if isinstance(each, str) else each for each in blocks)
    )


def test_good_readings_are_trusted_and_bad_ones_flagged(readings):
    found = told(readings, lambda each: each.trust.score, WEAK_BELOW)
    assert found.good[1] > 5
    assert found.bad[1] > 20
    assert found.rank > 0.95
    assert found.good[0] <= 0.05 * found.good[1]
    assert found.bad[0] >= 0.9 * found.bad[1]


@pytest.mark.parametrize(
    ("damage", "sign"),
    [
        ("every other block dropped", Sign.KEPT),
        ("first half dropped", Sign.KEPT),
        ("shuffled", Sign.ORDER),
        ("halves changed over", Sign.ORDER),
        ("structure flattened", Sign.STRUCTURE),
        ("broken font, in the file", Sign.LETTERS),
        ("words run together, in the file", Sign.LETTERS),
    ],
)
def test_each_damage_is_seen_by_the_sign_that_is_for_it(readings, damage, sign):
    damaged = {each.publication: each for each in readings if each.by == damage}
    ours = {each.publication: each for each in readings if each.by == "ours"}
    assert damaged
    for name, reading in damaged.items():
        worst = min(reading.trust.observations, key=lambda each: each.value)
        assert worst.sign is sign, name
        assert reading.trust.score < ours[name].trust.score


def test_our_own_reading_of_a_page_is_trusted():
    for page in pages():
        if page.name in NAMES:
            found = confidence(page.content, "text/html", extract(page.content, "text/html"))
            assert not found.is_weak
            assert {Sign.KEPT, Sign.AGREEMENT, Sign.ORDER, Sign.LETTERS} <= {each.sign for each in found.observations}


def test_a_menu_that_was_let_in_is_seen():
    entries = ["Our work in the region", "Where we work and why", "Donate to the appeal", "Jobs and volunteering"]
    menu = "".join(f"<li><a href='/{n}'>{entry}</a></li>" for n, entry in enumerate(entries))
    content = page_of(f"<div><ul>{menu}</ul></div>", TEXT)
    clean = confidence(content, "text/html", document_of(*SENTENCES))
    let_in = confidence(content, "text/html", document_of(*entries, *SENTENCES))
    assert seen(clean, Sign.MENUS) == 1
    assert seen(let_in, Sign.MENUS) < 0.85
    assert let_in.score < clean.score


def test_what_is_said_beside_a_text_is_not_missed_in_it():
    aside = "Read our other reports on floods, droughts and storms in the whole of the region here."
    content = page_of(f"<footer><p>{aside}</p><p>{aside}</p></footer>", TEXT)
    assert seen(confidence(content, "text/html", document_of(*SENTENCES)), Sign.KEPT) == 1


def test_the_facts_count_what_was_found():
    items = ["Ask what the data is for", "Share no more than that needs", "Write down who has received it"]
    content = page_of(TEXT, "<ul>", *(f"<li>{item}</li>" for item in items), "</ul>")
    blocks = [Block(BlockKind.LIST_ITEM, items[0], 1), *items[1:]]
    found = confidence(content, "text/html", document_of(*SENTENCES, *blocks))
    structure = [each for each in found.observations if each.sign is Sign.STRUCTURE]
    assert [each.detail for each in structure] == [("list_item", "1", "3")]


def test_a_page_of_few_words_and_no_lists_is_not_punished():
    content = page_of("<h1>Floods</h1><p>Come back on Monday.</p>")
    found = confidence(content, "text/html", document_of("Come back on Monday."))
    assert not found.is_weak
    assert {each.sign for each in found.observations}.isdisjoint({Sign.KEPT, Sign.STRUCTURE, Sign.ORDER, Sign.LETTERS})


def test_half_a_pdf_is_flagged_and_the_whole_trusted():
    content = (GOLDEN / "questions-with-bullets" / "input.pdf").read_bytes()
    document = extract(content, "application/pdf")
    half = replace(document, blocks=document.blocks[::2])
    assert not confidence(content, "application/pdf", document).is_weak
    assert confidence(content, "application/pdf", half).is_weak


def test_readings_of_pdfs_are_told_apart():
    name, expected, content = next(case for case in cases(None) if case[0] == "questions-with-bullets")
    read = [*pdf_readings(name, expected, content)]
    found = told(read, lambda each: each.trust.score, WEAK_BELOW)
    assert next(each.quality for each in read if each.by == "ours") > 0.95
    assert found.good[1] > 0
    assert found.good[0] == 0
    assert found.bad[0] >= 0.8 * found.bad[1] > 3


def test_the_bookmarks_of_a_pdf_count_its_headings():
    content = (SAMPLE / "mmwr-health-disparities.pdf").read_bytes()
    document = extract(content, "application/pdf")
    titles = [block.text for block in document.blocks if block.kind is BlockKind.HEADING and len(block.text) > 20][:3]
    flat = [replace(block, kind=BlockKind.PARAGRAPH, level=0) for block in document.blocks]
    marked = with_bookmarks(content, titles)
    kept = confidence(marked, "application/pdf", document)
    lost = confidence(marked, "application/pdf", replace(document, blocks=tuple(flat)))
    assert [each.detail for each in kept.observations if each.detail[:1] == ("heading",)] == [("heading", "3", "3")]
    assert [each.detail for each in lost.observations if each.detail[:1] == ("heading",)] == [("heading", "0", "3")]


def with_bookmarks(content: bytes, titles: list[str]) -> bytes:
    from pypdf import PdfWriter

    writer, made = PdfWriter(io.BytesIO(content)), io.BytesIO()
    for title in titles:
        writer.add_outline_item(title=title, page_number=0)
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize("name", ["guidance-in-word/input.docx", "handbook-as-epub/input.epub"])
def test_packages_are_compared_with_what_stands_in_them(name):
    content = (GOLDEN / name).read_bytes()
    document = extract(content, "application/zip")
    whole = confidence(content, "application/zip", document)
    reversed_ = confidence(content, "application/zip", replace(document, blocks=document.blocks[::-1]))
    part = confidence(
        content, "application/zip", replace(document, blocks=document.blocks[: len(document.blocks) // 3])
    )
    assert not whole.is_weak
    assert seen(whole, Sign.KEPT) > 0.9
    assert reversed_.is_weak
    assert part.is_weak
    assert Sign.AGREEMENT not in {each.sign for each in whole.observations}


def test_a_document_that_lost_everything_has_no_confidence():
    found = confidence(page_of(TEXT), "text/html", Document("Floods", "en", ()))
    assert found.score == 0
    assert found.is_weak


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", "text/html"),
        (b"%PDF-1.4 nothing more", "application/pdf"),
        (b"PK\x03\x04 broken", "application/zip"),
        (b"\x89PNG", "image/png"),
        (b"<html>" + b"<div>" * 5000 + b"deep", "text/html"),
        ((GOLDEN / "picture-without-text" / "input.pdf"), "application/pdf"),
    ],
    ids=["empty", "cut short", "broken package", "picture", "nested", "scan"],
)
def test_what_cannot_be_read_again_is_no_error(content, media_type):
    read = content.read_bytes() if isinstance(content, Path) else content
    found = confidence(read, media_type, document_of(*SENTENCES))
    assert 0 <= found.score <= 1


@given(st.binary(max_size=300))
def test_no_bytes_raise_an_error(content):
    assert 0 <= confidence(content, "text/html", document_of("Any text.")).score <= 1


def test_a_reader_that_finds_nothing_is_an_observation():
    found = confidence(b"\x89PNG", "image/png", document_of(*SENTENCES))
    agreement = [each for each in found.observations if each.sign is Sign.AGREEMENT]
    assert [(each.detail, each.value < 1) for each in agreement] == [((), True)]


@given(st.lists(st.builds(Observation, st.sampled_from(Sign), st.floats(0, 1))))
def test_a_score_is_a_share_and_no_sign_can_raise_it(observations):
    whole = scored(observations)
    assert 0 <= whole.score <= 1
    assert all(whole.score <= scored([each]).score + 1e-9 for each in observations)


def test_nothing_observed_is_certain():
    assert scored([]) == CERTAIN
    assert not CERTAIN.is_weak


@given(st.lists(st.integers(0, 30), max_size=12))
def test_the_longest_rise_is_that_of_every_choice_tried(places):
    best = [1] * len(places)
    for n, place in enumerate(places):
        best[n] = 1 + max((best[before] for before in range(n) if places[before] < place), default=0)
    assert longest_rise(places) == max(best, default=0)


@given(st.lists(st.sampled_from("abc"), max_size=10), st.lists(st.sampled_from("abc"), max_size=10))
def test_the_longest_common_sequence_is_that_of_the_textbook(first, second):
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for n, one in enumerate(first):
        for m, other in enumerate(second):
            table[n + 1][m + 1] = table[n][m] + 1 if one == other else max(table[n][m + 1], table[n + 1][m])
    assert longest_common(first, second) == table[-1][-1]
