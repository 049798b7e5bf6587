import math
from collections import Counter

import networkx as nx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.assignment import Demand, Waiting, assign, in_demand_sentence
from matching.market import SCALE

MENTORS = ("ana", "ben", "cy", "dan", "eve")
SCORES = st.integers(0, 20).map(lambda n: n / 20) | st.floats(0, 1)
QUESTIONS = st.dictionaries(
    st.sampled_from([f"q{n}" for n in range(7)]),
    st.tuples(st.integers(0, 3), st.dictionaries(st.sampled_from(MENTORS), SCORES)),
)
PLACES = st.dictionaries(st.sampled_from(MENTORS), st.integers(0, 3))


def waiting(questions):
    return [
        Waiting(thread=thread, wanted=wanted, scores=tuple(scores.items()))
        for thread, (wanted, scores) in questions.items()
    ]


def ask(name="q", wanted=1, **scores):
    return Waiting(thread=name, wanted=wanted, scores=tuple(scores.items()))


def worth_of(questions):
    """Give what a filled place and an answered question outweigh, as the rule says."""
    most = sum(len(scores) for _, scores in questions.values()) + 1
    return 2 * SCALE * most, 4 * SCALE * most * most


def oracle(questions, places):
    """Give the best there is, by networkx's network simplex on the same rule."""
    place, question = worth_of(questions)
    graph, supply = nx.DiGraph(), 0
    for thread, (wanted, scores) in questions.items():
        for rank in range(wanted):
            supply += 1
            slot = ("slot", thread, rank)
            graph.add_edge("source", slot, capacity=1, weight=0)
            graph.add_edge(slot, "sink", capacity=1, weight=0)
            gain = place + (question if rank == 0 else 0)
            graph.add_edge(slot, ("question", thread), capacity=1, weight=-gain)
        for mentor, score in scores.items():
            units = -round(score * SCALE)
            graph.add_edge(("question", thread), ("mentor", mentor), capacity=1, weight=units)
            free = places.get(mentor, 0)
            graph.add_edge(("mentor", mentor), "sink", capacity=free, weight=0)
    if not supply:
        return 0
    graph.nodes["source"]["demand"], graph.nodes["sink"]["demand"] = -supply, supply
    return -nx.min_cost_flow_cost(graph)


def value(questions, found):
    place, question = worth_of(questions)
    units = sum(
        round(questions[thread][1][mentor] * SCALE) + place
        for thread, mentors in found.mentors.items()
        for mentor in mentors
    )
    return units + question * sum(bool(mentors) for mentors in found.mentors.values())


@given(QUESTIONS, PLACES, st.integers(0, 3))
def test_nobody_is_over_their_places_nor_asked_twice_nor_asked_though_refused(
    questions, places, seed
):
    found = assign(waiting(questions), places, seed)
    assert found.mentors.keys() == questions.keys()
    for thread, mentors in found.mentors.items():
        wanted, scores = questions[thread]
        assert len(mentors) <= wanted
        assert len(set(mentors)) == len(mentors)
        assert set(mentors) <= scores.keys()
    held = Counter(mentor for mentors in found.mentors.values() for mentor in mentors)
    assert all(held[mentor] <= places.get(mentor, 0) for mentor in held)


@given(QUESTIONS, PLACES, st.integers(0, 3))
def test_it_is_the_best_that_networkx_finds(questions, places, seed):
    found = assign(waiting(questions), places, seed)
    assert value(questions, found) == oracle(questions, places)
    scores = sum(questions[q][1][each] for q, them in found.mentors.items() for each in them)
    assert found.score == pytest.approx(scores, abs=1e-7)


@given(QUESTIONS, PLACES)
def test_a_price_is_what_one_more_place_would_add(questions, places):
    found = assign(waiting(questions), places, 0)
    best = oracle(questions, places)
    place, question = worth_of(questions)
    for mentor in MENTORS:
        price = 0
        if demand := found.in_demand.get(mentor):
            price = demand.questions * question + demand.filled * place
            price += round(demand.score * SCALE)
            assert demand.places == places.get(mentor, 0)
            assert demand.named_by > demand.places
            assert (demand.questions, demand.filled) in {(0, 0), (0, 1), (1, 1)}
        assert price == oracle(questions, places | {mentor: places.get(mentor, 0) + 1}) - best


@given(st.data(), QUESTIONS, PLACES, st.integers(0, 3))
def test_the_order_of_the_input_changes_nothing(data, questions, places, seed):
    def shuffled(pairs):
        return tuple(data.draw(st.permutations(list(pairs))))

    same = [
        Waiting(thread=each.thread, wanted=each.wanted, scores=shuffled(each.scores))
        for each in shuffled(waiting(questions))
    ]
    assert assign(same, dict(shuffled(places.items())), seed) == assign(
        waiting(questions), places, seed
    )


STRANGE = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([-1.0, 0.0, 1.0, 7.0])


@given(
    st.lists(
        st.builds(
            Waiting,
            thread=st.sampled_from(["q0", "q1", "\ud800"]),
            wanted=st.integers(-2, 10**9),
            scores=st.lists(st.tuples(st.sampled_from(MENTORS), STRANGE)).map(tuple),
        )
    ),
    st.dictionaries(st.sampled_from(MENTORS), st.integers(-3, 10**12)),
)
@example([ask(ana=math.nan, ben=-0.1, cy=math.inf)], dict.fromkeys(MENTORS, 1))
def test_whatever_comes_in_only_usable_scores_and_real_places_are_used(questions, places):
    found = assign(questions, places, 1)
    for thread, mentors in found.mentors.items():
        usable = {
            mentor
            for mentor in MENTORS
            if places.get(mentor, 0) > 0
            and (
                given_scores := [
                    score
                    for each in questions
                    if each.thread == thread
                    for who, score in each.scores
                    if who == mentor
                ]
            )
            and all(0 <= score < math.inf for score in given_scores)
        }
        assert set(mentors) <= usable
    assert 0 <= found.score < math.inf


def test_nothing_comes_of_nothing():
    found = assign([], {"ana": 3}, 1)
    assert (found.mentors, found.in_demand, found.score) == ({}, {}, 0.0)


@pytest.mark.parametrize(
    ("questions", "places", "expected"),
    [
        ([ask(ana=0.4)], {"ana": 1}, {"q": ("ana",)}),
        ([ask(ana=0.4)], {"ana": 0}, {"q": ()}),
        ([ask(ana=0.4)], {"ana": -1}, {"q": ()}),
        ([ask(ana=0.4)], {}, {"q": ()}),
        ([ask()], {"ana": 1}, {"q": ()}),
        ([ask(wanted=0, ana=0.4)], {"ana": 1}, {"q": ()}),
        ([ask(wanted=-1, ana=0.4)], {"ana": 1}, {"q": ()}),
        ([ask(wanted=9, ana=0.4, ben=0.5)], {"ana": 9, "ben": 9}, {"q": ("ben", "ana")}),
        ([ask(ana=0.0)], {"ana": 1}, {"q": ("ana",)}),
        ([ask(ana=math.nan)], {"ana": 1}, {"q": ()}),
        ([ask(ana=math.inf)], {"ana": 1}, {"q": ()}),
        ([ask(ana=-0.1)], {"ana": 1}, {"q": ()}),
        ([ask(ana=7.0, ben=1.0, wanted=2)], {"ana": 1}, {"q": ("ana",)}),
    ],
)
def test_who_is_asked_when_the_input_is_small_or_strange(questions, places, expected):
    assert assign(questions, places, 1).mentors == expected


def test_a_mentor_listed_twice_counts_once_at_the_lower_score():
    twice = Waiting(thread="q", wanted=2, scores=(("ana", 0.9), ("ana", 0.2), ("ben", 0.5)))
    found = assign([twice], {"ana": 2, "ben": 1}, 1)
    assert found.mentors == {"q": ("ben", "ana")}
    assert found.score == 0.7


def test_a_mentor_listed_twice_and_refused_once_is_refused():
    twice = Waiting(thread="q", wanted=1, scores=(("ana", 0.9), ("ana", math.nan)))
    assert assign([twice], {"ana": 2}, 1).mentors == {"q": ()}


def test_a_question_listed_twice_is_asked_once():
    found = assign([ask(wanted=2, ana=0.9), ask(wanted=1, ben=0.5)], {"ana": 2, "ben": 2}, 1)
    assert found.mentors == {"q": ("ana",)}


def test_a_second_mentor_never_costs_another_question_its_first():
    found = assign([ask("a", 2, ana=1.0, ben=1.0), ask("b", 1, ben=0.1)], {"ana": 1, "ben": 1}, 1)
    assert found.mentors == {"a": ("ana",), "b": ("ben",)}


def test_a_place_is_filled_rather_than_left_for_a_better_score():
    found = assign([ask("a", ana=1.0, ben=0.9), ask("b", ana=0.05)], {"ana": 1, "ben": 1}, 1)
    assert found.mentors == {"a": ("ben",), "b": ("ana",)}


def test_where_there_are_too_few_the_better_fit_is_served():
    found = assign([ask("a", ana=0.4), ask("b", ana=0.7), ask("c", ana=0.6)], {"ana": 2}, 1)
    assert found.mentors == {"a": (), "b": ("ana",), "c": ("ana",)}
    assert found.in_demand["ana"] == Demand(places=2, named_by=3, questions=1, filled=1, score=0.4)


def test_equals_take_turns_over_the_seeds():
    questions = [ask("a", ana=0.5), ask("b", ana=0.5)]
    served = Counter(bool(assign(questions, {"ana": 1}, n).mentors["a"]) for n in range(200))
    assert 60 < served[True] < 140


@pytest.mark.parametrize(
    ("demand", "sentence"),
    [
        ((2, 3, 1, 1), "2 more can be taken; one more place would give one more question its"),
        ((0, 3, 0, 1), "none more can be taken; one more place would fill a gap"),
        ((1, 3, 0, 0), "1 more can be taken; one more place would suit everybody better"),
    ],
)
def test_demand_is_said_in_plain_words(demand, sentence):
    places, named_by, questions, filled = demand
    said = in_demand_sentence(
        Demand(places=places, named_by=named_by, questions=questions, filled=filled, score=0.1)
    )
    assert said.startswith(f"in demand: 3 waiting questions fit, {sentence}")
