"""What is told of a wait: never too soon, never more than is known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.incidence import table_of
from matching.waited import Observation, Outcome
from matching.waits import (
    GRID,
    HORIZONS,
    LEAST,
    NO_SKILL,
    STRENGTH,
    Cell,
    Part,
    Table,
    Where,
    estimate,
    leaning,
    main_skill,
    part_of_day,
    promise,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALL = Where(rung=0)
NARROW = Where(rung=0, skill="excel", part=Part.MORNING)


def seen(minutes, outcome=Outcome.ANSWERED, where=ALL):
    return Observation(where=where, minutes=minutes, outcome=outcome)


def table(*observations):
    return table_of(observations)


WAITS = st.builds(
    seen,
    st.floats(0, 3000),
    st.sampled_from(Outcome),
    st.builds(
        Where,
        rung=st.just(0),
        skill=st.sampled_from(["excel", "sap"]),
        part=st.sampled_from(Part),
    ),
)
MANY = st.lists(WAITS, min_size=LEAST, max_size=60)
PROBES = [ALL, NARROW, Where(rung=0, skill="excel"), Where(rung=0, skill="welding")]


@given(MANY, st.floats(0, 3000), st.sampled_from([Outcome.GAVE_UP, Outcome.CANCELLED]))
def test_more_unanswered_never_shortens_the_promise(waits, minutes, outcome):
    before = table(*waits)
    after = table(*waits, seen(minutes, outcome, NARROW))
    for where in PROBES:
        old, new = estimate(before, where), estimate(after, where)
        if old is not None and new is not None:
            assert new.answered <= old.answered + 1e-9
            assert new.usual is None or old.usual is not None
            assert new.long is None or old.long is not None
            assert new.usual is None or new.usual >= old.usual
            assert new.long is None or new.long >= old.long


@given(MANY)
def test_what_is_still_open_never_counts_as_answered(waits):
    open_ones = [seen(each.minutes, Outcome.OPEN, each.where) for each in waits]
    for where in PROBES:
        found = estimate(table(*open_ones), where)
        assert found is None or (found.answered, found.usual, found.long) == (0, None, None)


@given(MANY, st.floats(0, 200))
def test_what_is_said_is_ordered_and_of_the_grid(waits, waited):
    for where in PROBES:
        found = estimate(table(*waits), where, waited)
        if found is None:
            continue
        low, high = found.usual_between
        assert {low, high, found.usual, found.long} <= {*GRID, None}
        assert found.usual is None or low <= found.usual
        assert high is None or found.usual <= high
        assert found.long is None or found.usual <= found.long
        assert 0 <= found.answered <= 1 + 1e-9
        assert found.answered + found.never <= 1 + 1e-9


@pytest.mark.parametrize("questions", [0, 1, LEAST - 1])
def test_with_too_few_questions_nothing_is_said(questions):
    few = table(*(seen(5) for _ in range(questions)))
    assert estimate(few, ALL) is None
    assert promise(few, ALL, NOW, 1) is None


def test_half_within_twelve_minutes_and_one_in_ten_after_two_hours():
    waits = [*(seen(11.5) for _ in range(60)), *(seen(110) for _ in range(35))]
    found = estimate(table(*waits, *(seen(500) for _ in range(5))), ALL)
    assert (found.usual, found.long, found.never) == (12, 120, 0)
    assert found.questions == found.evidence == 100


def test_a_median_that_is_not_reached_is_not_told():
    waits = [*(seen(5) for _ in range(40)), *(seen(90, Outcome.GAVE_UP) for _ in range(60))]
    found = estimate(table(*waits), ALL)
    assert (found.usual, found.long) == (None, None)
    assert (found.answered, found.never) == pytest.approx((0.4, 0.6))


def test_nine_in_ten_that_are_just_reached_are_not_told():
    waits = [*(seen(5) for _ in range(46)), *(seen(90, Outcome.GAVE_UP) for _ in range(5))]
    assert estimate(table(*waits), ALL).long is None
    assert estimate(table(*waits[:-4]), ALL).long == 5


def test_few_questions_are_told_as_a_wide_interval_and_many_as_a_narrow_one():
    waits = [seen(1 + number) for number in range(20)]
    low, high = estimate(table(*waits), ALL).usual_between
    closer, nearer = estimate(table(*waits * 20), ALL).usual_between
    assert low < closer <= nearer < high


def test_after_a_wait_only_those_who_waited_as_long_count():
    waits = [*(seen(5) for _ in range(50)), *(seen(100) for _ in range(50))]
    at_once, later = (estimate(table(*waits), ALL, waited) for waited in (0, 60))
    assert (at_once.usual, later.usual) == (5, 45)  # 100 is told as 105
    assert later.evidence == 50
    assert estimate(table(*waits), ALL, 200) is None


def test_time_that_passes_promises_nothing_sooner_than_it_can_be():
    waits = [*(seen(5) for _ in range(50)), *(seen(90, Outcome.GAVE_UP) for _ in range(50))]
    found = estimate(table(*waits), ALL, 85)
    assert (found.usual, found.answered, found.never) == (None, 0, 1)
    assert estimate(table(*waits), ALL, 10**6) is None


def test_a_thin_cell_leans_on_the_one_above():
    above = Cell(where=ALL, questions=25, evidence=25, answered=(0.8,), over=(0.2,))
    own = Cell(where=NARROW, questions=90, evidence=20, answered=(0.0,), over=(1.0,))
    cell = leaning(own, above, GRID[0])
    assert STRENGTH == 20
    assert (cell.answered, cell.over) == (pytest.approx((0.4,)), pytest.approx((0.6,)))
    assert cell.evidence == 20 + 5  # a question counts once


def test_nothing_is_said_of_an_end_that_nobody_has_seen_yet():
    """The first hour of a new organisation: that no answer came later than this is not known."""
    first = [seen(5)] * 15 + [seen(60, Outcome.OPEN)] * 35
    assert table(*first).cells[0].answered[-1] == pytest.approx(0.3)
    assert estimate(table(*first), ALL) is None
    later = [seen(5)] * 15 + [seen(90)] * 35
    assert estimate(table(*later), ALL).long == 90
    known = [*later, seen(90, Outcome.OPEN), seen(90, Outcome.OPEN)]
    assert estimate(table(*known), ALL).usual == 90
    assert estimate(table(*known), ALL, 80) is not None
    assert estimate(table(*[*later, *[seen(91, Outcome.OPEN)] * 7]), ALL) is None


def test_whoever_still_waits_in_a_young_cell_goes_on_as_those_above_did():
    old = [seen(10)] * 50 + [seen(200)] * 40 + [seen(300, Outcome.GAVE_UP)] * 10
    young = [seen(100, Outcome.OPEN, NARROW)] * 30
    found = table(*old, *young).best(NARROW)
    assert found.answered[-1] + found.over[-1] == pytest.approx(1)
    assert found.answered[-1] == pytest.approx(0.8, abs=0.05)  # of those who waited, not .9 of all
    assert found.answered[GRID.index(90)] < 0.25  # nobody in it was answered so far


def test_the_narrowest_cell_there_is_answers():
    excel = [seen(5, where=NARROW)] * 20
    sap = [seen(50, where=Where(rung=0, skill="sap", part=Part.NIGHT))] * 20
    known = table(*excel, *sap)
    asked = {
        NARROW: NARROW,
        Where(rung=0, skill="excel", part=Part.NIGHT): Where(rung=0, skill="excel"),
        Where(rung=0, skill="welding", part=Part.NIGHT): ALL,
    }
    assert {each: known.best(each).where for each in asked} == asked
    assert known.best(Where(rung=3)) is None


def test_what_is_kept_with_a_thread_is_what_was_said():
    known = table(*(seen(11.5) for _ in range(30)), *(seen(200) for _ in range(30)))
    kept = promise(known, ALL, NOW, 7)
    assert (kept.since, kept.usual, kept.long, kept.version) == (NOW, 12, 210, 7)
    assert kept.plain == pytest.approx((11.5 + 200) / 2)
    assert kept.shares == (0.5, 0.5, 1.0, 1.0)
    assert len(kept.shares) == len(HORIZONS)


@pytest.mark.parametrize(
    ("hour", "zone", "part"),
    [
        (9, "UTC", Part.MORNING),
        (12, "UTC", Part.AFTERNOON),
        (18, "UTC", Part.NIGHT),
        (5, "UTC", Part.NIGHT),
        (9, "Asia/Tokyo", Part.NIGHT),
        (9, "America/New_York", Part.NIGHT),
    ],
)
def test_the_part_of_day_is_the_learners(hour, zone, part):
    assert part_of_day(NOW.replace(hour=hour), zone) is part


def test_a_weekend_is_a_part_of_its_own():
    sunday = NOW - timedelta(days=1)
    assert part_of_day(sunday, "UTC") is Part.WEEKEND


def test_the_main_skill_weighs_most_and_ties_are_broken_by_name():
    assert main_skill({"sap": 1.0, "excel": 1.0, "word": 0.5}) == "excel"
    assert main_skill({}) == NO_SKILL


def test_nothing_is_known_of_an_empty_table():
    assert estimate(Table(), ALL) is None
