import math

import pytest

from matching.amounts import amount


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf, -1.0, 0.0])
def test_what_is_no_amount_counts_as_nothing(broken):
    assert amount(broken) == 0.0
