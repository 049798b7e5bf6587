import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.choice import Standing, Strengths, chance, fairness, nearness, scores, terms_of
from matching.model import PersonId, Record

ANA = Standing(person=PersonId("ana"), relevance=0.5, record=Record(), capacity=3)


def mean_chance(standing):
    return sum(chance(standing, seed, Strengths()) for seed in range(400)) / 400


def test_the_same_seed_gives_the_same_score():
    one, two = (scores([ANA], 7, Strengths()) for _ in range(2))
    assert one == two != scores([ANA], 8, Strengths())


def test_relevance_is_what_is_expected_before_anything_was_tried():
    assert mean_chance(replace(ANA, relevance=1.0)) == pytest.approx(0.8, abs=0.05)
    assert mean_chance(replace(ANA, relevance=0.0)) == pytest.approx(0.3, abs=0.05)


def test_offers_that_ended_badly_lower_the_chance_but_never_wash_out_relevance():
    failed = replace(ANA, tried=500.0, good=0.0)
    assert mean_chance(failed) == pytest.approx(0.55 / 3, abs=0.03)
    assert mean_chance(replace(ANA, tried=500.0, good=500.0)) > mean_chance(ANA)


def test_whoever_is_full_scores_nothing():
    assert scores([replace(ANA, load=3)], 1, Strengths()) == {"ana": 0.0}


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
    terms = terms_of(replace(ANA, **{name: broken}), 0.0, 1, Strengths())
    assert all(0 <= each <= 1 for each in terms.values())


def test_nobody_gives_no_scores():
    assert scores([], 1, Strengths()) == {}
