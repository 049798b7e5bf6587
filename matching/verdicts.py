"""What ratings say about somebody in one skill: sums that fade, in which order they ever came.

Each rating weighs 2^(t / 90 days), t its answer's time since a fixed day, and a sum is read by
dividing it by the weight of now (forward decay: Cormode, Shkapenyuk, Srivastava and Xu 2009). So
sums change by adding alone: in any order, again when a rating changes, and without being read.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from matching.amounts import amount
from matching.skills import SkillId

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
HALF_LIFE: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """The ratings of one person's answers in one skill, each weighed by `weight`."""

    rated: float = 0.0
    points: float = 0.0  # each rating as 0..1

    def __add__(self, other: "Verdicts") -> "Verdicts":
        return Verdicts(rated=self.rated + other.rated, points=self.points + other.points)

    def __sub__(self, other: "Verdicts") -> "Verdicts":
        return Verdicts(rated=self.rated - other.rated, points=self.points - other.points)


def weight(at: datetime) -> float:
    """Give what a rating of an answer of this moment weighs: it doubles every 90 days.

    >>> weight(START), weight(START + HALF_LIFE)
    (1.0, 2.0)
    """
    return math.exp2((at - START) / HALF_LIFE)


def verdict_on(
    skills: Mapping[SkillId, float], found: Mapping[SkillId, Verdicts], now: datetime
) -> tuple[float, float]:
    """Give how many recent ratings somebody has in these skills, and their points.

    The mean over the skills by weight, so that an answer on two of them counts once.

    >>> excel, pivot = SkillId("excel"), SkillId("pivot")
    >>> ana = {excel: Verdicts(rated=4, points=3), pivot: Verdicts(rated=2, points=2)}
    >>> verdict_on({excel: 1.0, pivot: 1.0}, ana, START)
    (3.0, 2.5)
    >>> verdict_on({excel: 1.0}, ana, START + HALF_LIFE)
    (2.0, 1.5)
    """
    if not found:
        return 0.0, 0.0
    known = [(amount(share), found[skill]) for skill, share in skills.items() if skill in found]
    whole = math.fsum(map(amount, skills.values())) * weight(now) if known else 0.0
    if not whole:
        return 0.0, 0.0
    rated = math.fsum(share * amount(each.rated) for share, each in known)
    points = math.fsum(share * amount(each.points) for share, each in known)
    return rated / whole, points / whole
