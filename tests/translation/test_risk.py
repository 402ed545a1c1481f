"""The risk of a French text: what raises it, what never lowers it, and what a reviewer should read first."""

import math
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.risk import BELIEVED, Judged, fitted, halves, held_out, measured, tenths
from bench.risk_page import page, percent, picture
from glossary import default_termbase
from translation.checks import check
from translation.document import Block, BlockKind, Document
from translation.pretranslate import pretranslate
from translation.risk import LEVELS, WEIGHTS, Level, document_risk, level, signals, unit_risk
from translation.unit import Finding, Forced, Origin, Segment, TranslationUnit

CHECKS = (
    "number",
    "link",
    "empty",
    "identical",
    "untranslated",
    "length",
    "typography",
    "term-missing",
    "not yet made",
)
SENTENCE = "Delete the records of people who left the camp."
FRENCH = "Supprimez les données des personnes qui ont quitté le camp."

findings = st.builds(
    Finding, st.sampled_from(CHECKS), st.just("À revoir."), st.booleans(), dismissed=st.sampled_from(("", "Voulu."))
)
terms = st.builds(Forced, st.just("camp"), st.just("camp"), cost=st.floats(-1, 20))
texts = st.sampled_from((SENTENCE, "Camps", "12,400", "", "See https://reliefweb.int/ for more.")) | st.text()
scores = st.none() | st.floats(-1000, 1)
units = st.builds(
    TranslationUnit,
    st.builds(Segment, st.just(0), st.just(0), st.just(0), texts),
    st.text(),
    st.sampled_from(Origin),
    scores,
    st.lists(findings, max_size=6).map(tuple),
    forced=st.lists(terms, max_size=3).map(tuple),
)


def unit(risk=None, *, score=-0.4, text=SENTENCE, origin=Origin.MACHINE, found=(), forced=()):
    return TranslationUnit(Segment(0, 0, 0, text), FRENCH, origin, score, tuple(found), (), tuple(forced), risk)


# One unit


@given(units)
def test_a_risk_is_a_likelihood_and_always_the_same(one):
    assert 0 < unit_risk(one) <= 1
    assert unit_risk(one) == unit_risk(replace(one))
    assert all(value >= 0 for value in signals(one).values())


@given(units, st.floats(0, 20))
def test_a_worse_score_never_lowers_it(one, worse):
    known = replace(one, score=one.score or 0.0)
    assert unit_risk(replace(known, score=known.score - worse)) >= unit_risk(known)


@given(units, findings)
def test_no_finding_lowers_it(one, finding):
    assert unit_risk(replace(one, findings=(*one.findings, finding))) >= unit_risk(one)


@given(units, terms)
def test_no_term_that_was_put_in_lowers_it(one, term):
    assert unit_risk(replace(one, forced=(*one.forced, term))) >= unit_risk(one)


@given(units, findings)
def test_what_approval_must_wait_for_is_never_called_sure(one, finding):
    blocked = replace(one, findings=(*one.findings, replace(finding, blocking=True, dismissed="")))
    assert level(unit_risk(blocked)) in {Level.DOUBTFUL, Level.REWRITE}


@given(units, findings)
def test_a_finding_that_a_person_set_aside_no_longer_counts(one, finding):
    assert unit_risk(replace(one, findings=(*one.findings, replace(finding, dismissed="Voulu.")))) == unit_risk(one)


def test_doubt_goes_from_the_first_word_to_the_last():
    assert [level(unit_risk(unit(score=score))) for score in (-0.1, -0.5, -0.65, -1.5)] == list(Level)


def test_a_text_that_is_missing_or_left_in_english_is_to_be_written_anew():
    for target in ("", SENTENCE):
        found = check(SENTENCE, target)
        assert found
        assert level(unit_risk(unit(score=-0.1, found=found))) is Level.REWRITE


def test_approved_french_is_sure_but_not_beyond_doubt():
    remembered = unit(score=None, origin=Origin.MEMORY)
    doubtful = replace(remembered, findings=(Finding("length", "La traduction est bien plus courte."),))
    assert level(unit_risk(remembered)) is Level.SURE
    assert unit_risk(remembered) > unit_risk(unit(score=None, origin=Origin.HUMAN)) > 0
    assert unit_risk(doubtful) > unit_risk(remembered)


def test_the_engine_s_doubt_no_longer_counts_once_a_person_has_written():
    assert unit_risk(unit(score=-3.0, origin=Origin.HUMAN)) == unit_risk(unit(score=-0.1, origin=Origin.HUMAN))


def test_figures_that_were_copied_are_surer_than_any_translation():
    assert unit_risk(unit(score=0.0, text="12,400")) < unit_risk(unit(score=0.0))


def test_a_machine_s_french_without_a_score_is_neither_sure_nor_hopeless():
    assert unit_risk(unit(score=-0.1)) < unit_risk(unit(score=None)) < unit_risk(unit(score=-2.0))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_risk_has_no_milder_word(one, other):
    words = list(Level)
    assert one > other or words.index(level(one)) <= words.index(level(other))


# A document


def document(*risks, text=SENTENCE):
    return [unit(risk, text=text) for risk in risks]


def test_a_document_with_a_few_terrible_sentences_comes_before_one_that_is_evenly_fine():
    terrible, fine = document(*[0.95] * 2, *[0.15] * 18), document(*[0.3] * 20)
    assert document_risk(terrible, 1.0) > document_risk(fine, 1.0)


def test_a_document_that_is_bad_throughout_comes_before_one_with_a_few_terrible_sentences():
    assert document_risk(document(*[0.6] * 20), 1.0) > document_risk(document(*[0.95] * 2, *[0.15] * 18), 1.0)


def test_a_long_sentence_counts_more_than_a_short_one():
    long, short = " ".join([SENTENCE] * 4), "Camps"
    assert document_risk([unit(0.9, text=long), unit(0.1, text=short)], 1.0) > document_risk(
        [unit(0.1, text=long), unit(0.9, text=short)], 1.0
    )


@given(st.lists(units), st.floats(0, 1), st.floats(0, 1))
def test_a_poorer_extraction_never_lowers_the_risk(some, one, other):
    assert 0 <= document_risk(some, max(one, other)) <= document_risk(some, min(one, other)) <= 1


@given(st.lists(st.floats(0, 1), min_size=1), st.randoms())
def test_the_order_of_the_sentences_is_no_matter(risks, random):
    shuffled = random.sample(risks, len(risks))
    assert document_risk(document(*risks), 0.9) == pytest.approx(document_risk(document(*shuffled), 0.9))


@given(st.lists(st.floats(0, 1), min_size=1), st.data())
def test_a_riskier_sentence_makes_no_document_safer(risks, data):
    at = data.draw(st.integers(0, len(risks) - 1))
    worse = [*risks[:at], data.draw(st.floats(risks[at], 1)), *risks[at + 1 :]]
    assert document_risk(document(*worse), 1.0) >= document_risk(document(*risks), 1.0) - 1e-12


def test_a_unit_that_nobody_judged_is_judged_and_a_judgement_is_kept():
    assert document_risk([unit(score=-2.0)], 1.0) == pytest.approx(unit_risk(unit(score=-2.0)))
    assert document_risk([unit(0.07, score=-2.0)], 1.0) == pytest.approx(0.07)


def test_a_document_without_text_holds_only_the_doubt_of_its_extraction():
    assert document_risk([], 1.0) == 0
    assert document_risk([], 0.25) == 0.75


# A real text

GUIDANCE = (
    "Personal data must be stored in a secure place.",
    "The data must be deleted when they are no longer needed.",
    "People must be informed of how their data will be used.",
    "Tne dala rnust he deletcd wh3n thcy arc no Ionger nceded.",  # as a poor scan has it
    "Access to the data is limited to authorized staff.",
    "12,400",
)


@pytest.fixture(scope="module")
def guidance(argos):
    terms = default_termbase()
    return pretranslate(
        Document("", "en", tuple(Block(BlockKind.PARAGRAPH, text) for text in GUIDANCE)),
        engine=argos,
        terms=terms,
        check=lambda source, target: check(source, target, terms),
    )


def test_a_garbled_sentence_is_read_first_and_a_figure_last(guidance):
    ordered = [one.segment.text for one in sorted(guidance, key=unit_risk, reverse=True)]
    assert ordered[0] == GUIDANCE[3]
    assert ordered[-1] == "12,400"
    assert level(max(map(unit_risk, guidance))) is Level.REWRITE


def test_a_document_with_the_garbled_sentence_comes_before_the_same_without(guidance):
    assert document_risk(guidance, 1.0) > document_risk(
        [one for one in guidance if "dala" not in one.segment.text], 1.0
    )


# The fit


def judged(document, score, bad):
    return Judged(document, unit(score=score), 20.0 if bad else 80.0, 50.0)


def test_the_fit_finds_the_weights_that_bad_sentences_were_made_with():
    wanted = {"base": -3.0, "unsure": 6.0}
    sentences = []
    for score in [-0.05 * step for step in range(1, 41)]:
        likely = 1 / (1 + math.exp(-wanted["base"] - wanted["unsure"] * (1 - math.exp(score))))
        sentences += [judged("one", score, rank < round(100 * likely)) for rank in range(100)]
    found = fitted(sentences)
    assert found["base"] == pytest.approx(wanted["base"], abs=0.15)
    assert found["unsure"] == pytest.approx(wanted["unsure"], abs=0.3)


def test_a_signal_that_speaks_the_wrong_way_has_no_weight():
    sentences = [judged("one", -0.1 * step, step < 5) for step in range(10) for _ in range(20)]
    found = fitted(sentences)
    assert found["unsure"] == 0
    assert set(found) == set(WEIGHTS)


def test_a_document_is_never_in_both_halves():
    sentences = [judged(name, -0.5, False) for name in "aaaabbbccd"]
    one, other = halves(sentences)
    assert sorted(one + other) == list("abcd")
    assert not set(one) & set(other)


def test_tenths_go_from_the_least_risky_and_hold_every_sentence():
    risky = [(judged("one", -0.5, number > 50), number / 100) for number in range(100)]
    told = tenths(risky[::-1])
    assert sum(each.count for each in told) == 100
    assert [each.seen for each in told] == sorted(each.seen for each in told)
    assert told[0].seen == 0
    assert told[-1].seen == 1


# What reviewers read of it

PAGE = (Path(__file__).parents[2] / "docs" / "risque.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found():
    sentences = [judged(name, -0.02 * number, number % 3 == 0 or number > 35) for name in "ab" for number in range(50)]
    return measured(held_out(sentences, halves(sentences)), [(each, 0.5) for each in sentences])


def test_the_picture_is_told_to_who_does_not_see_it(found):
    drawn = ElementTree.fromstring(picture(found))
    title, told = (drawn.find(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc"))
    assert drawn.get("aria-labelledby").split() == [title.get("id"), told.get("id")]
    assert all(f"{percent(tenth.expected)} de risque" in told.text for tenth in found.tenths)


def test_every_bar_of_the_picture_stands_in_its_field(found):
    bars = re.findall(r'class="bar" x="([\d.]+)" y="([\d.]+)" width="(\d+)" height="([\d.]+)"', picture(found))
    assert len(bars) == len(found.tenths)
    assert all(64 <= float(x) <= 740 - float(wide) and 0 <= float(y) <= 334 - float(high) for x, y, wide, high in bars)


def test_figures_told_anew_change_nothing_that_was_written_by_hand(found):
    def written(text):
        return re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)

    assert page(PAGE, found) != PAGE
    assert written(page(PAGE, found)) == written(PAGE)
    assert page(page(PAGE, found), found) == page(PAGE, found)


def test_the_page_tells_the_levels_that_are_used():
    bounds = [0.0, *(bound for bound, _ in LEVELS), 1.0]
    for word, low, high in zip(Level, bounds, bounds[1:], strict=False):
        assert f"| {word} | de {100 * low:.0f} à {percent(high)} |" in PAGE


def test_each_signal_has_a_weight_and_a_belief():
    assert set(WEIGHTS) == set(BELIEVED) == set(signals(unit()))


def test_a_word_that_no_dictionary_has_is_doubtful_until_somebody_sets_it_aside():
    segment = Segment(0, 0, 0, "The data are kept.")
    found = Finding("word", "Le mot « disturation » n’est dans aucun dictionnaire.")
    unit = TranslationUnit(segment, "Les disturation sont gardées.", Origin.MACHINE, -0.01, (found,))
    assert level(unit_risk(unit)) is Level.DOUBTFUL
    aside = replace(unit, findings=(replace(found, dismissed="C’est un nom."),))
    assert level(unit_risk(aside)) is Level.SURE
