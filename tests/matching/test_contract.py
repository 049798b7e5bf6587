from datetime import UTC, datetime

import pytest

from matching.contract import ends_at, minutes_left


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        ("2027-03-31", "UTC", datetime(2027, 4, 1, tzinfo=UTC)),
        ("2027-12-31", "Asia/Tokyo", datetime(2027, 12, 31, 15, tzinfo=UTC)),
        ("2028-02-29", "America/New_York", datetime(2028, 3, 1, 5, tzinfo=UTC)),
    ],
)
def test_a_contract_lasts_until_the_end_of_its_last_day_where_the_mentor_lives(day, zone, moment):
    assert ends_at(day, zone) == moment


def test_a_contract_without_a_last_day_does_not_end():
    assert ends_at("", "UTC") is None


def test_every_answer_and_open_request_takes_its_minutes():
    assert minutes_left(30, 10, 2, 5) == 10
