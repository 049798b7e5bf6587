"""What help costs in minutes."""

import pytest

from matching.eligibility import weights_of
from matching.minutes import Given, spent
from matching.model import Record
from matching.rules import Rules


@pytest.mark.parametrize(
    ("given", "minutes"),
    [
        (Given(), 0),
        (Given(answers=2), 6),
        (Given(lines=4), 4),
        (Given(joints=2), 10),
        (Given(answers=1, lines=1, joints=1), 9),
    ],
)
def test_each_kind_of_help_has_its_weight(given, minutes):
    assert spent(given, weights_of(Rules())) == minutes


def test_a_weight_may_be_nothing():
    weights = weights_of(Rules(minutes_per_follow_up=0, minutes_per_joint_answer=0))
    assert spent(Record(answered=2, lines=9, joints=9).given, weights) == 6
