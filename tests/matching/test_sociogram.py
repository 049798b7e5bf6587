from dataclasses import fields, replace
from datetime import timedelta

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import sociogram as product
from matching.departments import HelpBetween
from matching.model import Tie
from matching.sociogram import (
    Answered,
    Help,
    Member,
    Rows,
    brokers,
    hanging_skills,
    help_graph,
    isolated,
    pivots_of,
    sociogram,
)
from tests.support.builders import EXCEL, NOW, tie

NAMES = [f"p{n}" for n in range(16)]
TEAMS = st.sampled_from(["", "IT", "Legal", "Sales", "Works"])
SKILLS = st.sampled_from(["excel", "word", "macro"])
MEMBERS = st.builds(
    Member,
    id=st.sampled_from(NAMES),
    team=TEAMS,
    skills=st.frozensets(SKILLS),
    active=st.booleans(),
    opted_in=st.booleans(),
    asked=st.integers(-1, 2),
    asks=st.integers(-1, 2),
)
TIES = st.builds(
    Tie,
    learner=st.sampled_from(NAMES),
    mentor=st.sampled_from(NAMES),
    answered=st.integers(-2, 9),
    rated=st.integers(-1, 3),
    rating_points=st.floats(allow_nan=True, allow_infinity=True),
)
HELPS = st.builds(Help, tie=TIES, at=st.integers(-200, 2).map(lambda n: NOW + timedelta(days=n)))
ANSWERED = st.builds(
    Answered, skill=SKILLS, mentor=st.sampled_from(NAMES), answers=st.integers(-1, 9)
)


def snapshot(people=(), helps=(), answered=(), seed=1):
    return sociogram(people, helps, answered, NOW, seed)


def helped(learner, mentor, days_ago=1, **changes):
    return Help(tie=tie(learner, mentor, **changes), at=NOW - timedelta(days=days_ago))


def staff(**sizes):
    return {f"{team}{n}": team for team, size in sizes.items() for n in range(size)}


def knows(name, *skills, **changes):
    return Member(id=name, skills=frozenset(skills or (EXCEL,)), **changes)


# ---- the whole


@given(
    st.data(),
    st.lists(MEMBERS, max_size=20),
    st.lists(HELPS, max_size=20),
    st.lists(ANSWERED, max_size=12),
)
def test_the_order_of_the_input_changes_nothing(data, people, helps, answered):
    shuffled = [data.draw(st.permutations(each)) for each in (people, helps, answered)]
    assert snapshot(*shuffled) == snapshot(people, helps, answered)


@given(st.lists(MEMBERS, max_size=20), st.lists(HELPS, max_size=20), st.lists(ANSWERED))
def test_nobody_is_named_who_is_unknown_or_gone(people, helps, answered):
    found = snapshot(people, helps, answered)
    there = {each.id for each in people} - {each.id for each in people if not each.active}
    named = {each.person for each in (*found.brokers.shown, *found.hanging.shown)}
    assert named | set(found.isolated.shown) <= there
    assert all(0 < each.betweenness <= 1 for each in found.brokers.shown)
    assert all(0 <= each.share <= 1 for each in found.hanging.shown)


def test_nothing_comes_of_nothing():
    found = snapshot()
    assert found.help_between == HelpBetween()
    assert (found.brokers, found.isolated, found.hanging) == (Rows(), Rows(), Rows())
    assert (found.connected, found.pivots, found.ties_left_out) == (0, 0, 0)


def test_one_person_alone_is_isolated_and_no_group():
    found = snapshot([Member(id="ana")])
    assert found.isolated == Rows(("ana",), 1)
    assert found.help_between.groups == ()


def test_what_is_read_of_people_is_this_and_nothing_else():
    read = {kind: {each.name for each in fields(kind)} for kind in (Member, Help, Tie, Answered)}
    assert read == {
        Member: {"id", "team", "skills", "active", "opted_in", "asked", "asks"},
        Help: {"tie", "at"},
        Tie: {"learner", "mentor", "answered", "rating_points", "rated"},
        Answered: {"skill", "mentor", "answers"},
    }


@pytest.mark.parametrize(("days", "total"), [(180, 4), (181, 0), (-3, 4)])
def test_help_of_the_last_half_year_is_counted(days, total):
    people = [Member(id=each, team=team) for each, team in staff(IT=5, Sales=5).items()]
    found = snapshot(people, [helped("IT0", "Sales0", days, answered=4)])
    assert found.help_between.total == total
    assert found.connected == (2 if total else 0)


def test_help_for_oneself_and_with_people_who_left_is_passed_over():
    people = [Member(id=each, team=team) for each, team in staff(IT=5).items()]
    gone = Member(id="max", team="IT", active=False)
    helps = [helped("IT0", "IT0"), helped("IT0", "max"), helped("zoe", "IT0")]
    assert snapshot([*people, gone], helps).help_between.total == 0


def test_somebody_listed_twice_counts_once_and_as_gone_if_either_entry_says_so():
    here, left = Member(id="ana"), Member(id="ana", active=False)
    assert snapshot([here, here]).isolated == Rows(("ana",), 1)
    assert snapshot([here, left]).isolated == Rows()


# ---- brokers


def test_who_connects_two_departments_is_a_broker():
    teams = staff(IT=3, Sales=3) | {"ana": "IT"}
    ties = [tie("ana", each) for each in teams if each != "ana"]
    graph, _ = help_graph(ties)
    found, pivots = brokers(graph, teams, 1)
    (ana,) = found.shown
    assert (ana.person, ana.betweenness, ana.departments) == ("ana", 1.0, 2)
    assert pivots == 7


def test_help_that_was_of_no_use_connects_nobody():
    graph, left_out = help_graph([tie("lea", "ana", answered=0)])
    assert (len(graph), left_out) == (0, 0)


def test_help_in_both_directions_is_one_tie_of_both_strengths(monkeypatch):
    monkeypatch.setattr(product, "TIES_MAX", 1)
    graph, left_out = help_graph(
        [
            tie("ana", "ben", answered=2),
            tie("ben", "ana", answered=2),
            tie("cy", "dan", answered=3),
        ]
    )
    assert (set(graph), left_out) == ({"ana", "ben"}, 1)


def test_in_a_large_graph_betweenness_is_estimated_from_pivots(monkeypatch):
    graph = nx.connected_watts_strogatz_graph(300, 6, 0.2, seed=3)
    teams = dict.fromkeys(graph, "IT")
    exact, everybody = brokers(graph, teams, 1)
    monkeypatch.setattr(product, "VISITS_MAX", 120 * (300 + 900))
    estimate, pivots = brokers(graph, teams, 1)
    assert (everybody, pivots) == (300, 120)
    best = {each.person for each in exact.shown[:10]}
    assert len(best & {each.person for each in estimate.shown[:20]}) >= 7
    assert brokers(graph, teams, 1) == (estimate, pivots)
    assert brokers(graph, teams, 2) != (estimate, pivots)


def test_the_cost_of_betweenness_does_not_grow_without_bound():
    for people, ties in ((500, 2_000), (20_000, 100_000), (200_000, 100_000)):
        visits = pivots_of(people, ties) * (people + ties)
        assert visits <= product.VISITS_MAX
    assert pivots_of(3_000_000, 100_000) == product.PIVOTS_MIN


# ---- isolated people


@pytest.mark.parametrize(
    "changes", [{"opted_in": False}, {"active": False}, {"asked": 1}, {"asks": 1}]
)
def test_who_takes_part_in_any_way_or_does_not_want_to_is_not_isolated(changes):
    assert isolated([replace(Member(id="ana"), **changes)], []).total == 0


@pytest.mark.parametrize("pair", [("ana", "max"), ("max", "ana")])
def test_who_ever_shared_an_answer_is_not_isolated_even_if_the_other_left(pair):
    assert snapshot([Member(id="ana")], [helped(*pair, 900)]).isolated.total == 0


def test_a_long_list_is_cut_and_says_how_long_it_is():
    found = isolated([Member(id=f"p{n:04}") for n in range(500)], [])
    assert (found.total, len(found.shown), found.shown[0]) == (500, 200, "p0000")


# ---- skills that hang on one person


def answers(**counts):
    return [Answered(skill=EXCEL, mentor=who, answers=count) for who, count in counts.items()]


@pytest.mark.parametrize(
    ("people", "given_answers", "expected"),
    [
        ([knows("ana")], {}, [("ana", True, 0.0)]),
        ([knows("ana"), knows("ben")], {}, []),
        ([knows("ana"), knows("ben", opted_in=False)], {}, [("ana", True, 0.0)]),
        ([knows("ana"), knows("ben", active=False)], {}, [("ana", True, 0.0)]),
        ([knows("ana"), knows("ben")], {"ana": 4, "ben": 1}, [("ana", False, 0.8)]),
        ([knows("ana"), knows("ben")], {"ana": 7, "ben": 2}, []),
        ([knows("ana"), knows("ben")], {"ana": 4}, []),
        ([knows("ana"), knows("ben")], {"ana": -4, "ben": 5}, [("ben", False, 1.0)]),
        ([knows("ana"), knows("ben")], {"max": 9}, []),
        ([knows("ana")], {"max": 9, "ana": 1}, [("ana", True, 0.1)]),
        (
            [knows("ana"), knows("ben", "word")],
            {"ben": 8, "ana": 2},
            [("ana", True, 0.2), ("ben", False, 0.8)],
        ),
    ],
)
def test_a_skill_hangs_on_its_only_holder_and_on_who_gives_nearly_all_its_answers(
    people, given_answers, expected
):
    found = hanging_skills(people, answers(**given_answers)).shown
    assert [(e.person, e.only_holder, e.share) for e in found if e.skill == EXCEL] == expected


def test_the_most_answered_skills_come_first():
    people = [knows("ana", "word", "excel")]
    found = hanging_skills(people, answers(ana=6)).shown
    assert [(each.skill, each.answers) for each in found] == [("excel", 6), ("word", 0)]
