import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.counters import Counter, everybodys


def test_a_counter_from_the_future_reads_as_of_now():
    assert Counter(value=2.0, at=50).read(10, half_life=5) == 2.0


def test_an_event_from_the_past_does_not_turn_the_position_back():
    assert Counter(value=2.0, at=50).add(10, half_life=5) == Counter(value=3.0, at=50)


@given(st.lists(st.integers(0, 3), max_size=60), st.floats(1, 200))
def test_the_sum_over_everybody_needs_no_reading_of_people(events, half_life):
    people = [Counter() for _ in range(4)]
    for position, who in enumerate(events, start=1):
        people[who] = people[who].add(position, half_life)
    whole = sum(each.read(len(events), half_life) for each in people)
    assert whole == pytest.approx(everybodys(len(events), half_life))
