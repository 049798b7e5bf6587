"""Counters that forget: a value and the position at which it was true, decayed when it is read.

A position counts events (answers in the organisation, or answers in one skill), not days: a busy
forum and a quiet team forget at their own pace (docs/matching-trials.md).
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What was counted until `at`; nothing has to be touched while others are counted."""

    value: float = 0.0
    at: int = 0

    def read(self, position: int, half_life: float) -> float:
        """Give the value at a later position: value · 2^(-(position - at) / half-life).

        A counter from the future (a restored backup) reads as of now.

        >>> Counter(value=4.0, at=10).read(70, half_life=60)
        2.0
        """
        return self.value * math.exp2(-max(0, position - self.at) / half_life)

    def add(self, position: int, half_life: float) -> "Counter":
        """Count one event at `position`, the first event having position 1; O(1).

        >>> Counter(value=4.0, at=10).add(70, half_life=60)
        Counter(value=3.0, at=70)
        """
        return Counter(value=self.read(position, half_life) + 1.0, at=max(position, self.at))


def everybodys(events: int, half_life: float) -> float:
    """Give what all counters of one kind add up to after so many events.

    Each event adds 1 to one of them and all decay alike, so the sum needs no reading of people:
    Σ 2^(-i / h), i = 0 … events - 1.

    >>> round(everybodys(2, half_life=1), 3)
    1.5
    """
    return (1 - math.exp2(-events / half_life)) / (1 - math.exp2(-1 / half_life))
