"""Numbers that may enter a score, and how much room somebody has."""

import math
from typing import Final

REACTED_PRIOR: Final = 2.8  # of ASKED_PRIOR requests: 70 %
ASKED_PRIOR: Final = 4.0


def spare_capacity(load: int, capacity: int) -> float:
    """1 - q / c, of q requests held and c that may be held (matching.md §5).

    >>> spare_capacity(0, 3), spare_capacity(3, 3), spare_capacity(0, 0)
    (1.0, 0.0, 0.0)
    """
    return _unit(1 - amount(load) / capacity) if capacity > 0 else 0.0


def amount(number: float) -> float:
    """Give a number that may enter a score: what is not finite or below 0 counts as nothing."""
    return number if 0 < number < math.inf else 0.0


def _unit(number: float) -> float:
    return min(1.0, amount(number))
