"""The minutes a draft will take, and the paces that past reviews teach."""

import random

import pytest

from curation.effort import DEFAULTS, Reviewed, learnt, level_of, minutes
from translation.risk import Level

SLOW = {Level.SURE: 1.2, Level.READ: 2.0, Level.DOUBTFUL: 7.0, Level.REWRITE: 9.0}


def reviews(number, paces, *, seed=5):
    """Finished drafts of people with these paces: of 300 to 4,000 words, some drafts surer than others."""
    chance = random.Random(seed)
    for _ in range(number):
        shares = [chance.gammavariate(often, 1) for often in (2, 1.5, 1, 0.5)]
        words = chance.randint(300, 4000)
        split = {name: int(words * share / sum(shares)) for name, share in zip(Level, shares, strict=True)}
        yield Reviewed(split, foreseen(split, paces) * chance.lognormvariate(0, 0.2))


def foreseen(words, paces):
    return sum(count * paces[name] for name, count in words.items())


def errors(paces, truth):
    """How far the paces are from the truth on other drafts: the median, as a share of the time."""
    drafts = [draft.words for draft in reviews(50, truth, seed=9)]
    return sorted(abs(foreseen(words, paces) / foreseen(words, truth) - 1) for words in drafts)[25]


def test_riskier_words_take_longer_and_reviewed_ones_only_a_second_look():
    each = [minutes({name: 1000}) for name in Level]
    assert each == [10, 30, 60, 120]
    assert minutes({Level.READ: 1000, Level.SURE: 500}) == 35
    assert minutes({}, done=1000) == 5
    assert minutes({}) == 1
    assert level_of(None) is Level.READ
    assert level_of(0.9) is Level.REWRITE


def test_the_paces_of_past_reviews_are_learnt():
    assert errors(DEFAULTS, SLOW) > 0.25
    assert errors(learnt(reviews(40, SLOW)), SLOW) < 0.07
    paces = learnt(reviews(40, SLOW))
    assert all(paces[name] == pytest.approx(SLOW[name], rel=0.35) for name in Level)


def test_little_is_learnt_from_little():
    assert learnt([]) == DEFAULTS
    (only,) = reviews(1, {name: 4 * pace for name, pace in DEFAULTS.items()})
    assert all(pace < 2 * DEFAULTS[name] for name, pace in learnt([only]).items())


def test_one_draft_that_lay_open_spoils_nothing():
    past = list(reviews(10, SLOW))
    open_for_long = Reviewed(past[0].words, 40 * past[0].seconds)
    assert errors(learnt([*past, open_for_long]), SLOW) < 0.1
    with_it, without = (sum(draft.seconds for draft in drafts) for drafts in ([*past, open_for_long], past))
    assert with_it > 2 * without  # a mean would have been spoilt


def test_a_draft_that_nobody_can_have_read_in_its_time_teaches_nothing():
    in_a_file = Reviewed({Level.READ: 2000}, 60)
    assert learnt([in_a_file, Reviewed({}, 60), Reviewed({}, 0)]) == DEFAULTS


def test_a_level_that_no_draft_had_keeps_its_place_beside_the_others():
    thorough = [Reviewed({Level.READ: 1000}, 3600)] * 30
    paces = learnt(thorough)
    assert paces[Level.READ] == pytest.approx(3.6, rel=0.1)
    assert paces[Level.REWRITE] == pytest.approx(14.4, rel=0.15)
