"""What a finished search teaches about relevance: of those who were asked, who answered.

Only who was asked can answer, so whoever was not asked says nothing: a refit over everybody would
learn whom the product asks, and ask them more.
"""

from collections.abc import Iterable

import numpy as np

from matching.calibration import Observation
from matching.relevance import FEATURES, Features
from matching.thread import Rating, Thread


def observations(threads: Iterable[Thread]) -> list[Observation]:
    """Give what each of these threads teaches, in their order; most teach nothing."""
    return [found for each in threads if (found := observation(each)) is not None]


def observation(thread: Thread) -> Observation | None:
    """Give who was asked, with their features at that time, and who answered.

    An answer that was rated as not helpful counts as none. None where nobody answered, or all did,
    or where a number is broken: one of them would spoil every refit that sees it.
    """
    asked = {each.mentor for each in thread.offers if each.was_asked}
    picks = {
        pick.mentor: pick.features
        for each in thread.shortlists
        for pick in each.picks
        if pick.mentor in asked and pick.features
    }
    helped = {each.mentor for each in thread.answers if each.rating is not Rating.NOT_HELPFUL}
    answered = tuple(row for row, mentor in enumerate(picks) if mentor in helped)
    if not 0 < len(answered) < len(picks):
        return None
    rows = [[known.get(name, 0.0) for name in FEATURES] for known in picks.values()]
    features = np.array(rows, dtype=float)
    return Observation(features=features, answered=answered) if _sound(features) else None


def _sound(features: Features) -> bool:
    return bool(np.isfinite(features).all())
