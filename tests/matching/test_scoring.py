import math

import pytest

from matching.scoring import amount, spare_capacity


@pytest.mark.parametrize(("load", "capacity", "spare"), [(0, 4, 1.0), (1, 4, 0.75), (9, 4, 0.0)])
def test_spare_capacity_falls_with_every_request_held(load, capacity, spare):
    assert spare_capacity(load, capacity) == spare


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf, -1.0])
def test_what_is_no_amount_counts_as_nothing(broken):
    assert amount(broken) == 0.0
    assert spare_capacity(broken, 3) == 1.0
