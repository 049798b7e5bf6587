"""What a ranking is worth: MRR, Hit@k, nDCG@10, each with a bootstrap interval."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.evaluate.protocol import Ranking

DRAWS: Final = 1000
SEED: Final = 0
CUT: Final = 10
TOP_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over questions and between what it lies in 95 of 100 resamples of them."""

    mean: float
    low: float
    high: float


def estimate(values: Sequence[float]) -> Estimate:
    """Give mean and bootstrap interval; the resamples are the same every time.

    >>> estimate([0.5, 0.5])
    Estimate(mean=0.5, low=0.5, high=0.5)
    >>> estimate([])
    Estimate(mean=0.0, low=0.0, high=0.0)
    """
    if not values:
        return Estimate(mean=0.0, low=0.0, high=0.0)
    found = np.array(values, dtype=float)
    draws = np.random.default_rng(SEED).integers(0, len(found), (DRAWS, len(found)))
    low, high = np.percentile(found[draws].mean(axis=1), [2.5, 97.5])
    return Estimate(mean=float(found.mean()), low=float(low), high=float(high))


def places(ranking: Ranking, router: str) -> list[int]:
    """Give the places of those who did answer, best first, the first place being 1."""
    ranked = ranking.ranked[router]
    return [place for place, who in enumerate(ranked, start=1) if who in ranking.relevant]


def reciprocal_ranks(rankings: Sequence[Ranking], router: str) -> list[float]:
    """Give 1 / the best place of each question."""
    return [1 / places(each, router)[0] for each in rankings]


def accepted_ranks(rankings: Sequence[Ranking], router: str) -> list[float]:
    """Give 1 / the place of the accepted answerer, of the questions that have one in the pool."""
    return [
        1 / (each.ranked[router].index(each.accepted) + 1)
        for each in rankings
        if each.accepted is not None
    ]


def hits(rankings: Sequence[Ranking], router: str, cut: int) -> list[float]:
    """Give 1 where somebody who did answer is among the first `cut`, else 0."""
    return [float(places(each, router)[0] <= cut) for each in rankings]


def ndcg(found: Sequence[int]) -> float:
    """Give nDCG@10 of the places of those who did answer: Σ 1 / log2(place + 1), over the best.

    >>> ndcg([1, 2]), round(ndcg([2]), 3), ndcg([11])
    (1.0, 0.631, 0.0)
    """
    gained = sum(1 / math.log2(place + 1) for place in found if place <= CUT)
    return gained / sum(1 / math.log2(place + 1) for place in range(1, min(CUT, len(found)) + 1))


def burden(rankings: Sequence[Ranking], router: str) -> Mapping[str, float]:
    """Say how unevenly the first places fall on the people of the last pool.

    `gini` of first places per person, `top_5_percent_share` of the busiest twentieth,
    `never_first` the share of people who never came first.
    """
    first = Counter(each.ranked[router][0] for each in rankings)
    people = {who for each in rankings for who in each.ranked[router]}
    counts = sorted((first[who] for who in people), reverse=True)
    total, size = sum(counts), len(counts)
    if not total:
        return {"gini": 0.0, "top_5_percent_share": 0.0, "never_first": 0.0}
    weighted = sum((size - place) * count for place, count in enumerate(counts))
    top = counts[: max(1, int(size * TOP_SHARE))]
    return {
        "gini": (2 * weighted / total - (size + 1)) / size,
        "top_5_percent_share": sum(top) / total,
        "never_first": counts.count(0) / size,
    }
