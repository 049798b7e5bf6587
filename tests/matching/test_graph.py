import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.graph import closeness, peer_graph, strength
from matching.model import PersonId
from tests.support.builders import NOW, candidate, learner, tie, view


def nearness(of, found):
    return closeness(found)[PersonId(of)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (view(candidate("ana")), 0.0),
        (view(candidate("ana"), ties=(tie("lea", "ana"),)), 1 / 2),
        (view(candidate("ana"), ties=(tie("ana", "lea"),)), 1 / 2),
        (view(candidate("ana", team="Sales"), asks=learner(team="Sales")), 1 / 2),
        (view(candidate("ana", team=""), asks=learner(team="")), 0.0),
        (view(candidate("ana", manager="lea")), 1 / 2),
        (view(candidate("ana"), asks=learner(manager="ana")), 1 / 2),
        (view(candidate("ana", manager="max"), asks=learner(manager="max")), 1 / 3),
        (view(candidate("ana"), ties=(tie("lea", "ben"), tie("ben", "ana"))), 1 / 3),
        (
            view(
                candidate("ana", team="IT"), candidate("ben", team="IT"), ties=(tie("lea", "ben"),)
            ),
            1 / 3,
        ),
        (
            view(candidate("ana"), ties=(tie("lea", "ben"), tie("ben", "cy"), tie("cy", "ana"))),
            0.0,
        ),
        (view(candidate("lea")), 1.0),
    ],
)
def test_closeness_is_one_over_one_plus_hops_and_nothing_beyond_two(found, expected):
    assert next(iter(closeness(found).values())) == expected


def test_help_that_was_never_of_use_brings_nobody_closer():
    useless = tie("lea", "ana", answered=3, rated=3, rating_points=0.0)
    assert nearness("ana", view(candidate("ana"), ties=(useless,))) == 0.0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"answered": 4, "rated": 4, "rating_points": 4.0}, 4.0),
        ({"answered": 4, "rated": 0, "rating_points": 0.0}, 2.0),
        ({"answered": 0}, 0.0),
        ({"answered": 4, "rated": 1, "rating_points": math.nan}, 0.0),
        ({"answered": 4, "rated": 1, "rating_points": math.inf}, 0.0),
        ({"answered": -4, "rated": 1, "rating_points": 1.0}, 0.0),
    ],
)
def test_a_tie_is_as_strong_as_its_answers_and_their_ratings(changes, expected):
    assert strength(tie(**changes)) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(0, 1 / 2), (90, 1 / 2.5), (9000, 1 / 3), (-9, 1 / 2), (None, 1 / 2)]
)
def test_the_older_the_help_the_longer_its_step(days, expected):
    at = None if days is None else NOW - timedelta(days=days)
    found = closeness(view(candidate("ana"), ties=(tie("lea", "ana", at=at),)), NOW)
    assert found[PersonId("ana")] == pytest.approx(expected)


def test_old_help_does_not_lengthen_another_way():
    old = tie("ana", "lea", at=NOW - timedelta(days=900))
    boss = view(candidate("ana", manager="lea"), ties=(old,))
    fresh = view(candidate("ana"), ties=(tie("lea", "ana", at=NOW), old))
    assert closeness(boss, NOW)[PersonId("ana")] == closeness(fresh, NOW)[PersonId("ana")] == 1 / 2


def test_help_in_both_directions_is_one_edge_of_both_weights():
    both = (tie("lea", "ana", answered=4), tie("ana", "lea", answered=2))
    graph = peer_graph(view(candidate("ana"), ties=both))
    assert graph.edges[("person", "lea"), ("person", "ana")]["weight"] == 4.5


def test_an_edge_of_help_carries_its_weight():
    graph = peer_graph(view(candidate("ana"), ties=(tie("lea", "ana", answered=4),)))
    assert graph.edges[("person", "lea"), ("person", "ana")] == {"hops": 1.0, "weight": 3.0}


def test_a_team_called_like_a_person_is_not_that_person():
    found = view(candidate("ana", team="lea"))
    assert nearness("ana", found) == 0.0


def test_two_hundred_colleagues_cost_two_hundred_edges():
    people = [candidate(f"p{n}", team="Sales") for n in range(200)]
    graph = peer_graph(view(*people, asks=learner(team="Sales")))
    assert graph.number_of_edges() == 201


@given(st.permutations(["ana", "ben", "cy", "dan"]), st.integers(0, 3))
def test_the_order_of_people_and_ties_changes_nothing(names, ties):
    def found(order):
        return view(
            *(candidate(name, team=f"t{len(name)}") for name in order),
            ties=tuple(tie(left, "lea") for left in sorted(order)[:ties]),
        )

    assert closeness(found(names)) == closeness(found(sorted(names)))
