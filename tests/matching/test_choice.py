import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.choice import (
    Draws,
    Standing,
    Strengths,
    chance,
    fairness,
    field_of,
    fit,
    nearness,
    room,
    scores,
    terms_of,
    unknown,
)
from matching.model import PersonId, Record

ANA = Standing(person=PersonId("ana"), relevance=0.5, record=Record(), capacity=3)
BEN = replace(ANA, person=PersonId("ben"), relevance=0.1)
WHOLE_DRAW = Strengths(exploration=1.0)
EXPECTATION = Strengths(exploration=0.0)


def chances(standing, strengths, size=400):
    return [chance(standing, Draws(seed), strengths) for seed in range(size)]


def mean(values):
    return math.fsum(values) / len(values)


def spread(values):
    return math.sqrt(mean([(each - mean(values)) ** 2 for each in values]))


def test_the_same_seed_gives_the_same_score():
    one, two = (scores([ANA], 7, Strengths()) for _ in range(2))
    assert one == two != scores([ANA], 8, Strengths())


def test_the_draw_of_somebody_does_not_depend_on_who_else_is_drawn_for():
    alone, first, second = Draws(7), Draws(7), Draws(7)
    wanted = chance(BEN, alone, WHOLE_DRAW)
    chance(ANA, first, WHOLE_DRAW)
    assert chance(BEN, first, WHOLE_DRAW) == wanted
    assert chance(BEN, second, WHOLE_DRAW) == wanted != chance(ANA, second, WHOLE_DRAW)


def test_relevance_is_what_is_expected_before_anything_was_tried():
    for relevance, expected in ((1.0, 0.75), (0.0, 0.45)):
        newcomer = replace(ANA, relevance=relevance)
        assert chance(newcomer, Draws(1), EXPECTATION) == pytest.approx(expected)
        assert mean(chances(newcomer, WHOLE_DRAW)) == pytest.approx(expected, abs=0.05)


def test_a_draw_has_the_spread_of_its_beta():
    well, badly = 3 * 0.6 + 2, 3 * 0.4 + 2
    whole = well + badly
    expected = math.sqrt(well * badly / whole**2 / (whole + 1))
    known = replace(ANA, tried=4.0, good=2.0)
    assert spread(chances(known, WHOLE_DRAW)) == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_exploration_is_the_share_of_the_draw_that_counts(share):
    whole, some = (
        chances(ANA, replace(WHOLE_DRAW, exploration=each), 20) for each in (1.0, share)
    )
    for drawn, found in zip(whole, some, strict=True):
        assert found == pytest.approx(0.6 + share * (drawn - 0.6))


def test_whoever_waited_for_others_meets_less_of_the_draw_and_of_fairness():
    first, later = Strengths().after(0), Strengths().after(4)
    assert first == Strengths()
    assert later.exploration < first.exploration
    assert later.fairness < first.fairness
    assert replace(later, exploration=first.exploration, fairness=first.fairness) == first


def test_offers_that_ended_badly_lower_the_chance_but_never_wash_out_relevance():
    failed, shone = (replace(ANA, tried=500.0, good=good) for good in (0.0, 500.0))
    assert chance(failed, Draws(1), EXPECTATION) == pytest.approx(3 * 0.6 / 13)
    assert chance(shone, Draws(1), EXPECTATION) > chance(ANA, Draws(1), EXPECTATION)
    assert chance(replace(failed, relevance=1.0), Draws(1), EXPECTATION) > chance(
        failed, Draws(1), EXPECTATION
    )


def test_relevance_yields_as_offers_tell_more_and_for_everybody_alike():
    fresh, known = (replace(BEN, tried=tried, good=tried / 2) for tried in (0.0, 20.0))
    early, later = (field_of([ANA, each], Strengths()) for each in (fresh, known))
    assert early.unknown == 1.0 > later.unknown > 0.5
    assert fit(0.1, later.unknown, 0.25) > fit(0.1, early.unknown, 0.25)
    assert fit(0.1, later.unknown, 0.25) < fit(0.5, later.unknown, 0.25)


def test_nobody_and_no_certainty_leave_relevance_as_it_is():
    assert unknown([], 3.0) == unknown([ANA], 0.0) == 1.0


def test_whoever_is_full_scores_nothing():
    assert scores([replace(ANA, load=3)], 1, Strengths()) == {"ana": 0.0}
    assert room(0, 0, 1.0) == 0.0


def test_one_open_request_does_not_outweigh_knowing_the_skill():
    expert = replace(ANA, relevance=1.0, load=1, tried=6.0, good=6.0)
    beginner = replace(BEN, relevance=0.1, tried=6.0, good=1.0)
    found = scores([expert, beginner], 1, EXPECTATION)
    assert found["ana"] > found["ben"]


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 99))
def test_more_load_never_raises_a_score(one, other, seed):
    light, heavy = sorted((one, other))
    scored = [
        scores([replace(ANA, load=load)], seed, Strengths())["ana"] for load in (light, heavy)
    ]
    assert scored[0] >= scored[1]


def test_nearness_and_few_asks_raise_the_score():
    assert nearness(0.5, 0.15) > nearness(0.0, 0.15)
    assert fairness(9, 2, Strengths()) < fairness(1, 2, Strengths()) < 1


@pytest.mark.parametrize("broken", [math.nan, math.inf, -1.0])
@pytest.mark.parametrize("name", ["relevance", "tried", "good", "proximity", "asks"])
def test_broken_numbers_count_as_nothing(name, broken):
    standing = replace(ANA, **{name: broken})
    field = field_of([standing, BEN], Strengths())
    terms = terms_of(standing, field, Draws(1), Strengths())
    assert all(0 <= each <= 1 for each in terms.values())


@pytest.mark.parametrize("broken", [math.nan, math.inf, -1.0])
def test_a_broken_exploration_explores_nothing(broken):
    found = chance(ANA, Draws(1), replace(EXPECTATION, exploration=broken))
    assert found == chance(ANA, Draws(1), EXPECTATION)


def test_nobody_gives_no_scores():
    assert scores([], 1, Strengths()) == {}
