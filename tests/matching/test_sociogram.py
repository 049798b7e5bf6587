from collections import defaultdict
from dataclasses import fields, replace
from datetime import timedelta

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import sociogram as product
from matching.graph import strength
from matching.model import Tie
from matching.sociogram import (
    Answered,
    Member,
    Rows,
    Sociogram,
    Survey,
    brokers,
    hanging_skills,
    help_graph,
    pivots_of,
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
    opted_in=st.booleans(),
    asked=st.integers(-1, 2),
    asks=st.integers(-1, 2),
)
PEOPLE = st.lists(MEMBERS, max_size=20, unique_by=lambda each: each.id)
TIES = st.builds(
    Tie,
    learner=st.sampled_from([*NAMES, "gone"]),
    mentor=st.sampled_from([*NAMES, "gone"]),
    answered=st.integers(-2, 9),
    rated=st.integers(-1, 3),
    rating_points=st.floats(allow_nan=True, allow_infinity=True),
    at=st.none() | st.integers(-200, 2).map(lambda n: NOW + timedelta(days=n)),
)
ANSWERED = st.builds(
    Answered,
    skill=SKILLS,
    mentor=st.sampled_from(NAMES),
    answers=st.integers(-1, 9),
    total=st.just(7),
)
ANSWERS = st.lists(ANSWERED, unique_by=lambda each: (each.skill, each.mentor))


def snapshot(people=(), ties=(), answered=(), seed=1):
    survey = Survey(NOW, seed)
    for each in people:
        survey.meet(each)
    teams = {each.id: each.team for each in people}
    for each in ties:
        survey.help(each, teams)
    for each in answered:
        survey.answers(each)
    assert survey.people == len(people)
    return survey.sociogram()


def helped(learner, mentor, days_ago=1, **changes):
    return tie(learner, mentor, at=NOW - timedelta(days=days_ago), **changes)


def staff(**sizes):
    return {f"{team}{n}": team for team, size in sizes.items() for n in range(size)}


def members(**sizes):
    return [Member(id=each, team=team) for each, team in staff(**sizes).items()]


def graph_of(*ties):
    worth = defaultdict(list)
    for each in ties:
        worth[tuple(sorted((each.learner, each.mentor)))].append(strength(each))
    return help_graph(worth)


# ---- the whole


@given(st.data(), PEOPLE, st.lists(TIES, max_size=20), ANSWERS)
def test_the_order_of_the_input_changes_nothing(data, people, ties, answered):
    shuffled = [data.draw(st.permutations(each)) for each in (people, ties, answered)]
    assert snapshot(*shuffled) == snapshot(people, ties, answered)


@given(PEOPLE, st.lists(TIES, max_size=20), ANSWERS)
def test_nobody_connects_or_stands_alone_who_was_not_met(people, ties, answered):
    found = snapshot(people, ties, answered)
    named = {each.person for each in found.brokers.shown} | set(found.isolated.shown)
    assert named <= {each.id for each in people}
    assert all(0 < each.betweenness <= 1 for each in found.brokers.shown)
    assert all(0 <= each.share <= 1 for each in found.hanging.shown)


def test_nothing_comes_of_nothing():
    assert snapshot() == Sociogram()


def test_one_person_alone_is_isolated_and_no_group():
    found = snapshot([Member(id="ana")])
    assert found.isolated == Rows(("ana",), 1)
    assert found.help_between.groups == ()


def test_where_everybody_is_in_one_department_there_is_one_group():
    found = snapshot(members(IT=9), [helped("IT0", "IT1", answered=2)]).help_between
    assert [(each.departments, each.people) for each in found.groups] == [(("IT",), 9)]
    assert found.answers == ((2,),)


def test_what_is_read_of_people_is_this_and_nothing_else():
    read = {kind: {each.name for each in fields(kind)} for kind in (Member, Tie, Answered)}
    assert read == {
        Member: {"id", "team", "skills", "opted_in", "asked", "asks"},
        Tie: {"learner", "mentor", "answered", "rating_points", "rated", "at"},
        Answered: {"skill", "mentor", "answers", "total"},
    }


@pytest.mark.parametrize(("days", "total"), [(180, 4), (181, 0), (-3, 4)])
def test_help_of_the_last_half_year_is_counted(days, total):
    found = snapshot(members(IT=5, Sales=5), [helped("IT0", "Sales0", days, answered=4)])
    assert found.help_between.total == total
    assert found.connected == (2 if total else 0)


def test_help_for_oneself_and_with_people_who_left_is_passed_over():
    ties = [helped("IT0", "IT0"), helped("IT0", "max"), helped("zoe", "IT0")]
    assert snapshot(members(IT=5), ties).help_between.total == 0


def test_help_of_no_worth_is_counted_and_connects_nobody():
    ties = [helped("IT0", "IT1", answered=2, rated=2, rating_points=float("nan"))]
    found = snapshot(members(IT=5), ties)
    assert (found.help_between.total, found.connected) == (2, 0)


def test_what_only_one_person_has_and_what_anybody_has_is_told():
    survey = Survey(NOW, 1)
    people = [knows("ana", "excel"), knows("ben", "excel", "word")]
    for each in (*people, knows("cai", "macro", opted_in=False)):
        survey.meet(each)
    assert survey.only_holders == {"word": "ben"}
    assert survey.held == {"excel", "word"}


# ---- brokers


def test_who_connects_two_departments_is_a_broker():
    teams = staff(IT=3, Sales=3) | {"ana": "IT"}
    graph, _ = graph_of(*(tie("ana", each) for each in teams if each != "ana"))
    found, pivots = brokers(graph, teams, 1)
    (ana,) = found.shown
    assert (ana.person, ana.betweenness, ana.departments) == ("ana", 1.0, 2)
    assert pivots == 7


def test_help_in_both_directions_is_one_tie_of_both_strengths(monkeypatch):
    monkeypatch.setattr(product, "TIES_MAX", 1)
    graph, left_out = graph_of(
        tie("ana", "ben", answered=2), tie("ben", "ana", answered=2), tie("cy", "dan", answered=3)
    )
    assert (set(graph), left_out) == ({"ana", "ben"}, 1)


def test_help_of_long_ago_is_weaker_than_help_of_now(monkeypatch):
    monkeypatch.setattr(product, "TIES_MAX", 1)
    people = [*members(IT=4), Member(id="ana"), Member(id="ben"), Member(id="cai")]
    ties = [helped("ana", "ben", 170, answered=4), helped("ana", "cai", 1, answered=3)]
    survey = Survey(NOW, 1)
    teams = {each.id: each.team for each in people}
    for each in ties:
        survey.help(each, teams)
    graph, left_out = help_graph(survey._worth)
    assert (set(graph), left_out) == ({"ana", "cai"}, 1)


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


@pytest.mark.parametrize("changes", [{"opted_in": False}, {"asked": 1}, {"asks": 1}])
def test_who_takes_part_in_any_way_or_does_not_want_to_is_not_isolated(changes):
    assert snapshot([replace(Member(id="ana"), **changes)]).isolated.total == 0


def test_a_long_list_is_cut_and_says_how_long_it_is():
    found = snapshot([Member(id=f"p{(n * 7) % 500:04}") for n in range(500)]).isolated
    assert (found.total, len(found.shown)) == (500, 200)
    assert found.shown == tuple(f"p{n:04}" for n in range(200))


# ---- skills that hang on one person


def knows(name, *skills, **changes):
    return Member(id=name, skills=frozenset(skills or (EXCEL,)), **changes)


def answers(total, **counts):
    return [
        Answered(skill=EXCEL, mentor=who, answers=count, total=total)
        for who, count in counts.items()
    ]


@pytest.mark.parametrize(
    ("only", "given_answers", "expected"),
    [
        ({EXCEL: "ana"}, [], [("ana", True, 0.0)]),
        ({}, [], []),
        ({}, answers(5, ana=4, ben=1), [("ana", False, 0.8)]),
        ({}, answers(9, ana=7, ben=2), []),
        ({}, answers(4, ana=4), []),
        ({}, answers(5, ana=-4, ben=5), [("ben", False, 1.0)]),
        ({}, answers(-5, ana=9), []),
        ({EXCEL: "ana"}, answers(10, ana=1), [("ana", True, 0.1)]),
        ({EXCEL: "ana"}, answers(10, ben=8, ana=2), [("ana", True, 0.2), ("ben", False, 0.8)]),
        ({EXCEL: "ana"}, answers(3, ana=4), [("ana", True, 1.0)]),
    ],
)
def test_a_skill_hangs_on_its_only_holder_and_on_who_gives_nearly_all_its_answers(
    only, given_answers, expected
):
    found = hanging_skills(only, given_answers).shown
    assert [(e.person, e.only_holder, e.share) for e in found] == expected


def test_the_most_answered_skills_come_first():
    found = hanging_skills({"word": "ana", "excel": "ana"}, answers(6, ana=6)).shown
    assert [(each.skill, each.answers) for each in found] == [("excel", 6), ("word", 0)]
