"""Two worlds, in the choice: whoever asks without a name, the same people are picked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.model import Learner, PersonId, RefusalReason
from matching.pick import pick_mentors
from matching.rules import Rules
from matching.sources import Source
from matching.veil import veiled
from tests.matching.test_pick import views
from tests.support.builders import NOW, candidate, learner, question, tie, view

RULES = Rules(nearness_gain=1, pair_rest_hours=720)
OTHERS = [f"p{number}" for number in range(12)]
learners = st.builds(
    Learner,
    id=st.sampled_from([PersonId("lea"), PersonId("x"), PersonId("y")]),
    languages=st.frozensets(st.sampled_from(["en", "fi", "ja"])),
    team=st.sampled_from(["", "Sales", "IT"]),
    manager=st.none() | st.sampled_from([PersonId(each) for each in OTHERS]),
    anonymous=st.just(True),
)
past = st.lists(
    st.builds(
        lambda who, mentor, times: tie(who, mentor, times, at=NOW),
        st.sampled_from(["lea", "x", "y"]),
        st.sampled_from(OTHERS),
        st.integers(0, 9),
    ),
    max_size=6,
)


def picked(found, who, help_, seed):
    without = tuple(each for each in found.candidates if each.id not in {"lea", "x", "y"})
    asked = replace(found, learner=who, ties=(*found.ties, *help_), candidates=without)
    return pick_mentors(question(), asked, RULES, NOW, seed)


@given(views, st.tuples(learners, past), st.tuples(learners, past), st.integers(0, 2**63))
def test_the_choice_depends_on_nothing_of_an_anonymous_learner(found, one, other, seed):
    assert picked(found, *one, seed) == picked(found, *other, seed)


@pytest.mark.parametrize(
    "changes",
    [
        {"team": "Sales"},
        {"manager": PersonId("ana")},
        {"languages": frozenset({"fi"})},
    ],
)
def test_with_a_name_the_same_would_count(changes):
    people = (
        candidate("ana", team="Sales", languages=frozenset({"en"})),
        candidate("ben", languages=frozenset({"fi"})),
    )
    chosen = [
        pick_mentors(question(), view(*people, asks=learner(**more)), RULES, NOW, 7)
        for more in ({}, changes)
    ]
    assert chosen[0] != chosen[1]


def test_nobody_is_nearer_by_having_the_learner_as_manager_or_team_mate():
    people = (
        candidate("ana", manager="lea"),
        candidate("ben", team="Sales"),
        candidate("lea", team="Sales", manager="cai"),
        candidate("cai"),
    )
    seen = view(*people, asks=learner(anonymous=True), ties=(tie("lea", "cai"),))
    chosen = pick_mentors(question(), seen, RULES, NOW, 7, wanted=9)
    assert len(chosen.picks) == 3
    assert len({each.terms["nearness"] for each in chosen.picks}) == 1
    reasons = " ".join(each.reason for each in chosen.picks)
    assert "colleague" not in reasons


def test_nobody_is_asked_their_own_question_or_by_whom_they_are_kept_apart_from():
    people = (
        candidate("lea"),
        candidate("ana", blocked=frozenset({PersonId("lea")})),
        candidate("ben"),
        candidate("cai"),
    )
    who = learner(anonymous=True, blocked=frozenset({PersonId("ben")}))
    chosen = pick_mentors(question(), view(*people, asks=who), RULES, NOW, 7)
    assert [each.mentor for each in chosen.picks] == ["cai"]
    assert {each.mentor: each.reason for each in chosen.refusals} == {
        "lea": RefusalReason.OWN_QUESTION,
        "ana": RefusalReason.BLOCKED_PAIR,
        "ben": RefusalReason.BLOCKED_PAIR,
    }


def test_the_manager_is_not_asked_as_such():
    who = learner(anonymous=True, manager=PersonId("ana"))
    asked = question(source=Source.MANAGER)
    assert pick_mentors(asked, view(candidate("ana"), asks=who), RULES, NOW, 7).picks == ()


def test_a_view_with_a_name_is_left_as_it_is():
    seen = view(candidate("ana"), ties=(tie(),))
    assert veiled(seen) is seen
