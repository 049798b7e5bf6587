import pytest

from matching.evaluate.measures import (
    accepted_ranks,
    burden,
    estimate,
    hits,
    ndcg,
    places,
    reciprocal_ranks,
)
from matching.evaluate.protocol import Ranking


def ranking(ranked, relevant, accepted=None):
    return Ranking(
        question="q",
        ranked={"r": list(ranked)},
        relevant=frozenset(relevant),
        accepted=accepted,
        milliseconds={"r": 1.0},
    )


def test_the_first_who_did_answer_decides():
    two = [ranking("abcd", "bd", "d"), ranking("abcd", "c")]
    assert places(two[0], "r") == [2, 4]
    assert reciprocal_ranks(two, "r") == [1 / 2, 1 / 3]
    assert accepted_ranks(two, "r") == [1 / 4]
    assert hits(two, "r", 2) == [1.0, 0.0]


def test_an_interval_holds_its_mean_and_is_the_same_every_time():
    found = estimate([1.0, 0.0, 0.5, 0.25])
    assert found.low < found.mean < found.high
    assert estimate([1.0, 0.0, 0.5, 0.25]) == found


def test_more_answerers_than_ten_are_cut():
    assert ndcg(range(1, 15)) == pytest.approx(1.0)


def test_load_is_even_where_everybody_comes_first_once():
    turns = [ranking(turned, turned[0]) for turned in ("abcd", "bcda", "cdab", "dabc")]
    assert burden(turns, "r") == {"gini": 0.0, "top_5_percent_share": 0.25, "never_first": 0.0}


def test_load_is_uneven_where_one_always_comes_first():
    found = burden([ranking("abcd", "a")] * 4, "r")
    assert found == {"gini": 0.75, "top_5_percent_share": 1.0, "never_first": 0.75}


def test_without_rankings_there_is_no_load():
    assert burden([], "r")["gini"] == 0.0
