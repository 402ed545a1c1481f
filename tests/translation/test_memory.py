"""The memory: which French counts, which similar sentences are found, and what is told of them."""

import random
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from translation.document import Block, BlockKind, Document
from translation.engine import PseudoTranslator
from translation.memory import Change, MemoryOrigin, MemoryUnit, TranslationMemory, difference
from translation.pretranslate import pretranslate
from translation.similarity import SimilarTexts
from translation.unit import Origin

REAL = Path(__file__).parents[2] / "bench" / "data" / "hot-toolbox.en.txt"
OLD, NEW = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
WORDS = st.lists(st.sampled_from(["data", "Data", "the", "risks", "are", "shared.", "«", "12,400"]))


def unit(source, target, before="", after="", at=None, approved=True):
    return MemoryUnit(source, target, before, after, MemoryOrigin("A report", "Awa", at), approved)


def test_of_two_forms_the_one_between_the_same_neighbours_counts_else_the_newest():
    old = unit("Yes", "Oui", before="Was consent asked?", after="How?", at=OLD)
    new = unit("Yes", "Si", before="Was nobody asked?", at=NEW)
    memory = TranslationMemory([new, old])
    assert memory.exact("Yes", "Was  consent asked?") is old
    assert memory.exact("Yes", "", "How?") is old
    assert memory.exact("Yes", "Was nobody asked?", "Why?") is new
    assert memory.exact("Yes", "Something else.", "") is new
    assert memory["Yes"] == "Si"


def test_both_neighbours_count_more_than_one_and_approval_more_than_any():
    one = unit("Yes", "Un", before="A", after="X", at=NEW)
    both = unit("Yes", "Deux", before="A", after="B", at=OLD)
    imported = unit("Yes", "Trois", before="A", after="B", at=NEW, approved=False)
    assert TranslationMemory([imported, both, one]).exact("Yes", "A", "B") is both
    assert TranslationMemory([one], below=TranslationMemory([imported])).exact("Yes", "A", "B") is one
    assert TranslationMemory([imported]).exact("Yes") is imported


def test_a_document_gets_the_form_that_its_own_neighbours_had():
    memory = TranslationMemory([unit("Yes.", "Oui.", "Did they ask?", at=OLD), unit("Yes.", "Si.", "Nobody?", at=NEW)])
    document = Document("T", "en", (Block(BlockKind.PARAGRAPH, "Did they ask? Yes. And then? Yes."),))
    units = pretranslate(document, engine=PseudoTranslator(), memory=memory)
    assert [(one.target, one.origin) for one in units if one.segment.text == "Yes."] == [
        ("Oui.", Origin.MEMORY),
        ("Si.", Origin.MEMORY),
    ]


def test_a_similar_sentence_is_offered_with_its_score_its_origin_and_what_changed():
    known = unit("The data of 40 families are shared.", "Les données de 40 familles sont partagées.", at=OLD)
    asked = "The personal data of 52 families are shared."
    (match,) = TranslationMemory([known, unit("Something else entirely.", "Autre chose.")]).similar(asked)
    assert match.score == fuzz.ratio(known.source, asked)
    assert (match.source, match.target, match.origin, match.approved) == (
        known.source,
        known.target,
        known.origin,
        True,
    )
    assert match.diff == (
        (Change.SAME, "The"),
        (Change.ADDED, "personal"),
        (Change.SAME, "data of"),
        (Change.REMOVED, "40"),
        (Change.ADDED, "52"),
        (Change.SAME, "families are shared."),
    )


def test_the_most_alike_come_first_each_french_once_and_no_more_than_asked():
    same = [unit("Share the data.", "Partagez.", at=at) for at in (OLD, NEW)]
    other = unit("Share the data.", "Partagez les données.", at=OLD)
    near = unit("Share the date.", "Partagez la date.", approved=False)
    memory = TranslationMemory([*same, other], below=TranslationMemory([near]))
    found = memory.similar("Share the data.")
    assert [(match.target, match.origin.at) for match in found] == [
        ("Partagez.", NEW),
        ("Partagez les données.", OLD),
        ("Partagez la date.", None),
    ]
    assert [match.score == 100 for match in found] == [True, True, False]
    assert memory.similar("Share the data.", limit=1) == found[:1]
    assert len(memory.similar("Share the data.", at_least=100)) == 2


def test_an_empty_memory_offers_nothing():
    assert TranslationMemory().similar("Share the data.") == []
    assert TranslationMemory().exact("Share the data.") is None


def test_what_is_said_again_between_the_same_neighbours_is_one_pair_the_newest():
    memory = TranslationMemory([unit("A", "B", at=NEW), unit("A", "B", at=OLD), unit("A", "B", before="C", at=OLD)])
    assert [(one.before, one.origin.at) for one in memory.units()] == [("", NEW), ("C", OLD)]


@given(WORDS, WORDS)
def test_a_difference_leads_from_one_text_to_the_other(old, new):
    steps = difference(" ".join(old), " ".join(new))

    def said(*kinds):
        return list(chain.from_iterable(text.split() for kind, text in steps if kind in kinds))

    assert said(Change.SAME, Change.REMOVED) == old
    assert said(Change.SAME, Change.ADDED) == new


@given(st.lists(st.text("abc ", max_size=12), unique=True), st.text("abc ", max_size=12), st.integers(0, 100))
def test_what_the_index_finds_is_alike_and_scored_as_if_compared(texts, asked, at_least):
    found = SimilarTexts(texts, compared_at_most=0).like(asked, at_least)
    everything = SimilarTexts(texts).like(asked, at_least)
    assert set(found) <= set(everything)
    assert set(everything) == {(text, fuzz.ratio(asked, text)) for text in texts if fuzz.ratio(asked, text) >= at_least}


@pytest.mark.parametrize("changed", [1, 2])
def test_the_index_finds_what_comparing_with_each_finds(changed):
    texts = [text for text in dict.fromkeys(REAL.read_text("utf-8").splitlines()) if text]
    chance = random.Random(7)
    indexed, compared = SimilarTexts(texts, compared_at_most=0), SimilarTexts(texts)
    best = missed = 0
    for text in texts:
        words = text.split()
        for _ in range(changed):
            words[chance.randrange(len(words))] = chance.choice(chance.choice(texts).split())
        wanted = compared.like(" ".join(words), 75)[:1]
        best += len(wanted)
        missed += bool(wanted) and wanted[0][1] not in {score for _, score in indexed.like(" ".join(words), 75)}
    assert best > len(texts) / 2
    assert missed <= best * 0.05


def test_the_index_answers_the_same_again():
    texts = REAL.read_text("utf-8").splitlines()
    one, two = SimilarTexts(texts, compared_at_most=0), SimilarTexts(reversed(texts), compared_at_most=0)
    assert all(sorted(one.like(text, 60)) == sorted(two.like(text, 60)) for text in texts[:50])


def test_t39_the_same_input_model_and_terms_give_the_same_bytes(models):
    from glossary import default_termbase
    from translation.engine import ArgosTranslator
    from translation.packages import newest

    texts = REAL.read_text("utf-8").splitlines()[:12]
    document = Document("T", "en", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))
    first, second = (
        pretranslate(document, engine=ArgosTranslator(newest(models)), terms=default_termbase()) for _ in range(2)
    )
    assert repr(first).encode() == repr(second).encode()
    assert {one.origin for one in first} == {Origin.MACHINE}


def test_t39_only_changed_segments_are_drafted_again(argos):
    texts = REAL.read_text("utf-8").splitlines()[:8]
    before = Document("T", "en", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))
    after = Document("T", "en", (*before.blocks[:3], Block(BlockKind.PARAGRAPH, "Ask first."), *before.blocks[4:]))
    approved = pretranslate(before, engine=argos)
    memory = TranslationMemory((one.segment.text, f"{one.target} (relu)") for one in approved)
    heard = []
    units = pretranslate(after, engine=argos, memory=memory, progress=lambda done, of: heard.append((done, of)))
    known = {one.segment.text: one.target for one in approved}
    assert heard == [(1, 1)]
    assert [one.target for one in units if one.origin is Origin.MEMORY] == [
        f"{known[one.segment.text]} (relu)" for one in units if one.segment.text != "Ask first."
    ]
