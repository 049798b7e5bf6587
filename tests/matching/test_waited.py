"""What became of a question, as waits."""

from datetime import UTC, datetime, timedelta

import pytest

from matching.incidence import table_of
from matching.waited import Outcome, Past, observations
from matching.waits import ASKED as ASKED_RUNG
from matching.waits import RUNGS, Part, Where, estimate

ASKED = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOW = ASKED + timedelta(days=1)


def after(minutes):
    return ASKED + timedelta(minutes=minutes)


def past(**changes):
    return Past(**({"created": ASKED, "zone": "UTC", "skill": "excel"} | changes))


def told(question):
    return [
        (each.where.rung, each.minutes, each.outcome) for each in observations([question], NOW)
    ]


def test_each_rung_counts_from_when_somebody_could_read_it():
    question = past(rungs=(after(0), after(30), after(960)), answered=after(970))
    assert told(question) == [
        (0, 970, Outcome.ANSWERED),
        (1, 970, Outcome.ANSWERED),
        (2, 940, Outcome.ANSWERED),
        (3, 10, Outcome.ANSWERED),
    ]


@pytest.mark.parametrize(
    ("changes", "minutes", "outcome"),
    [
        ({}, 1440, Outcome.OPEN),
        ({"ended": after(90)}, 90, Outcome.GAVE_UP),
        ({"ended": after(5), "cancelled": True}, 5, Outcome.CANCELLED),
        ({"ended": after(90), "answered": after(100)}, 100, Outcome.ANSWERED),
    ],
)
def test_how_a_wait_ended(changes, minutes, outcome):
    assert told(past(**changes)) == [(0, minutes, outcome)]


def test_a_rung_planned_for_later_says_nothing_where_the_answer_came_before():
    question = past(rungs=(after(0), after(900)), answered=after(50))
    assert [rung for rung, _, _ in told(question)] == [0, 1]


def test_later_rungs_count_as_the_last():
    rungs = tuple(after(each) for each in range(RUNGS + 2))
    found = list(observations([past(rungs=rungs, answered=after(50))], NOW))
    assert [each.where.rung for each in found][-3:] == [RUNGS] * 3


def test_the_hour_is_the_learners_and_of_the_rung():
    question = past(zone="Europe/Berlin", rungs=(after(180),), answered=after(200))
    parts = [each.where.part for each in observations([question], NOW)]
    assert parts == [Part.MORNING, Part.AFTERNOON]


def test_the_old_count_less_once_enough_is_known_of_the_new():
    old = [past(created=after(each), answered=after(each + 60)) for each in range(800)]
    move = timedelta(days=40)
    new = [
        past(created=after(each) + move, answered=after(each + 10) + move) for each in range(800)
    ]
    now = NOW + move
    weights = {each.minutes: each.weight for each in observations([*old, *new], now)}
    assert weights[60] < 0.3
    assert 0.9 < max(weights.values()) <= 1
    found = estimate(table_of(observations([*old, *new], now)), Where(rung=ASKED_RUNG))
    assert found.usual == 10
    few = [*old[:30], *new[:30]]  # too few to throw any away
    assert min(each.weight for each in observations(few, now)) > 0.9
