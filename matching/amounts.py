"""Numbers that may enter a score."""

import math


def amount(number: float) -> float:
    """Give a number that may enter a score: what is not finite or below 0 counts as nothing.

    >>> amount(2.5), amount(-1.0), amount(math.nan), amount(math.inf)
    (2.5, 0.0, 0.0, 0.0)
    """
    return number if 0 < number < math.inf else 0.0
