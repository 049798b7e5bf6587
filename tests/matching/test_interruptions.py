"""The daily budget: no 24 hours hold more than it, whatever is planned when."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.hours import parse_hours
from matching.interruptions import DAY, has_room, moment
from tests.support.builders import NOW

OFFICE = parse_hours("mon-fri 09:00-17:00", "Europe/Berlin")
ALWAYS = parse_hours("mon-sun 00:00-24:00")
HOUR = timedelta(hours=1)
WEEK = 7 * DAY
MOMENTS = st.lists(st.integers(0, 14 * 24 * 60), max_size=60)


def most_within_a_day(taken):
    """The most that any 24 hours hold; they are fullest where one begins."""
    return max((sum(start <= each < start + DAY for each in taken) for start in taken), default=0)


@given(wishes=MOMENTS, per_day=st.integers(1, 6), hours=st.sampled_from([OFFICE, ALWAYS]))
def test_whatever_is_planned_in_whatever_order_no_24_hours_hold_more(wishes, per_day, hours):
    taken = []
    for minutes in wishes:
        earliest = NOW + timedelta(minutes=minutes)
        at = moment(hours, taken, per_day, earliest=earliest, until=earliest + WEEK)
        if at is not None:
            assert earliest <= at <= earliest + WEEK
            assert hours.is_open(at)
            taken.append(at)
    assert most_within_a_day(taken) <= per_day


@given(wishes=MOMENTS, per_day=st.integers(1, 4))
def test_the_first_moment_with_room_is_found(wishes, per_day):
    taken = []
    for minutes in wishes:
        at = NOW + timedelta(minutes=minutes)
        if has_room(taken, at, per_day):
            taken.append(at)
    found = moment(ALWAYS, taken, per_day, earliest=NOW, until=NOW + 30 * DAY)
    assert found is not None
    assert has_room(taken, found, per_day)
    tried = (NOW + timedelta(minutes=each) for each in range(0, 14 * 24 * 60, 17))
    assert not any(has_room(taken, each, per_day) for each in tried if each < found)


@pytest.mark.parametrize(
    ("apart", "fits"), [(timedelta(), False), (23 * HOUR, False), (24 * HOUR, True)]
)
@pytest.mark.parametrize("sign", [-1, 1])
def test_what_is_less_than_a_day_away_counts_on_either_side(apart, fits, sign):
    assert has_room([NOW + sign * apart], NOW, 1) is fits


def test_hours_that_never_open_have_no_moment():
    never = parse_hours("never")
    assert moment(never, [], 6, earliest=NOW, until=NOW + WEEK) is None


def test_what_is_of_no_use_by_then_is_not_planned():
    full = [NOW] * 3
    assert moment(ALWAYS, full, 3, earliest=NOW, until=NOW + 23 * HOUR) is None
    assert moment(ALWAYS, full, 3, earliest=NOW, until=NOW + DAY) == NOW + DAY


def test_a_budget_of_nothing_has_room_at_no_time():
    assert moment(ALWAYS, [NOW], 0, earliest=NOW, until=NOW + WEEK) is None
