import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.model import Record
from matching.rules import RULES, Rules
from matching.scoring import (
    TERMS,
    Fit,
    rating,
    reaction,
    score,
    skill_fit,
    spare_capacity,
    terms_of,
    weights_of,
)
from tests.support.builders import EXCEL, candidate, question

BROKEN = (math.nan, math.inf, -math.inf, -1.0)


@pytest.mark.parametrize(
    ("levels", "wanted", "fit"),
    [
        ({"excel": 5}, {"excel": 1.0}, 1.0),
        ({"excel": 2}, {"excel": 1.0}, 0.4),
        ({"excel": 2, "word": 5}, {"excel": 1.0}, 0.4),
        ({"excel": 5}, {"pivot": 1.0, "excel": 0.25}, 0.2),
        ({}, {"excel": 1.0}, 0.0),
        ({"excel": 5}, {}, 0.0),
        ({"excel": 5}, {"excel": math.nan}, 0.0),
        ({"excel": 9}, {"excel": 1.0}, 1.0),
        ({"excel": math.nan}, {"excel": 1.0}, 0.0),
    ],
)
def test_skill_fit_is_the_weighted_mean_of_levels(levels, wanted, fit):
    assert skill_fit(levels, wanted) == pytest.approx(fit)


@pytest.mark.parametrize(("load", "capacity", "spare"), [(0, 4, 1.0), (1, 4, 0.75), (9, 4, 0.0)])
def test_spare_capacity_falls_with_every_request_held(load, capacity, spare):
    assert spare_capacity(load, capacity) == spare


def test_few_ratings_move_the_expected_rating_little_and_many_much():
    few = rating(Record(rated=1, rating_points=0.0), 0.7, 4)
    many = rating(Record(rated=100, rating_points=0.0), 0.7, 4)
    assert many < 0.1
    assert 0.5 < few < 0.7


def test_whoever_reacts_faster_or_more_surely_scores_higher():
    quick = Record(asked=10, reacted=10, reaction_minutes=10.0)
    slow = replace(quick, reaction_minutes=900.0)
    unsure = Record(asked=10, reacted=5, reaction_minutes=5.0)
    assert reaction(quick, 30) > reaction(Record(), 30) > reaction(slow, 30)
    assert reaction(quick, 30) > reaction(unsure, 30)


def test_every_weight_of_the_rules_belongs_to_one_term():
    assert list(weights_of(Rules())) == list(TERMS)
    assert len(TERMS) == sum(name.startswith("weight_") for name in RULES)


def test_weights_are_shares_whatever_their_sum():
    doubled = Rules(
        weight_skill=0.9,
        weight_capacity=0.4,
        weight_rating=0.3,
        weight_closeness=0.2,
        weight_reaction=0.2,
    )
    assert weights_of(doubled) == pytest.approx(weights_of(Rules()))
    assert sum(weights_of(doubled).values()) == pytest.approx(1.0)


def test_each_weight_moves_its_own_term():
    names = [
        "weight_skill",
        "weight_capacity",
        "weight_rating",
        "weight_closeness",
        "weight_reaction",
    ]
    for name, term in zip(names, TERMS, strict=True):
        rules = Rules(**{each: float(each == name) for each in names})
        assert weights_of(rules) == {each: float(each == term) for each in TERMS}


def test_weights_that_are_no_numbers_count_nothing():
    rules = Rules(weight_skill=math.nan, weight_rating=math.inf, weight_capacity=-1.0)
    assert weights_of(rules)["skill_fit"] == 0.0
    assert sum(weights_of(rules).values()) == pytest.approx(1.0)
    nothing = Rules(**{name: 0.0 for name in RULES if name.startswith("weight_")})
    assert score(dict.fromkeys(TERMS, 1.0), weights_of(nothing)) == 0.0


numbers = st.sampled_from(BROKEN) | st.floats() | st.integers(-5, 10**6)


@given(
    st.builds(
        Record,
        asked=numbers,
        reacted=numbers,
        reaction_minutes=numbers,
        rated=numbers,
        rating_points=numbers,
    ),
    numbers,
    st.integers(-5, 30),
    numbers,
    st.floats(),
)
def test_no_counter_brings_a_term_or_a_score_out_of_bounds(record, load, capacity, level, near):
    fit = Fit(
        candidate=candidate(record=record, load=load, capacity=capacity, skills={EXCEL: level}),
        question=question(),
        closeness=near,
        rules=Rules(),
    )
    terms = terms_of(fit)
    assert list(terms) == list(TERMS)
    assert all(0.0 <= term <= 1.0 for term in terms.values())
    assert 0.0 <= score(terms, weights_of(Rules())) <= 1.0
