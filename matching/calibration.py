"""Weights refitted on an organisation's own answers, and whether the refit is any better.

A refit sees only answers that were visible at its time, with the features as they were when each
question was asked. It starts from the prior and is held to it, so little history changes little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.relevance import FEATURES, PRIOR, Features, Weights, vector

EVERY: Final = 50  # answered questions between two refits
HALF_LIFE: Final = 700.0  # questions
PULL: Final = 2.0  # towards the prior
LATEST: Final = 3000  # questions a refit looks at
HELD_OUT: Final = 0.2  # the latest share of the questions, on which a refit is judged
HELD_OUT_MIN: Final = 10  # fewer questions judge nothing
STEPS_MAX: Final = 30
STEP_MIN: Final = 1e-4
ENOUGH: Final = 1e-6  # relative gain at which the search ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One past question: its candidates as they were when it was asked, and who answered."""

    features: Features
    answered: tuple[int, ...]  # rows, at least one


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The outcome of one refit, to be stored: the weights to use and why."""

    weights: Weights
    questions: int  # seen by the refit
    judged_on: int = 0  # later questions on which the gain was measured
    gain: float = 0.0  # mean gain over the prior in the log-probability of who answered
    interval: tuple[float, float] = (0.0, 0.0)  # 95 %
    used: bool = False  # False: no better than the prior, and the weights are the prior's


def calibrated(observations: Sequence[Observation], prior: Weights = PRIOR) -> Version:
    """Refit on an organisation's own questions, oldest first, unless the prior is better.

    The refit of the earlier four fifths is judged on the later fifth; where it is not worse than
    the prior there, the weights are those of a refit of all.
    """
    latest = observations[-LATEST:]
    later = round(len(latest) * HELD_OUT)
    if later < HELD_OUT_MIN:
        return Version(weights=prior, questions=len(latest))
    judged, earlier = latest[-later:], latest[:-later]
    gains = _fit_of(judged, refit(earlier, prior)) - _fit_of(judged, prior)
    gain, error = float(gains.mean()), float(1.96 * gains.std() / np.sqrt(later))
    used = gain >= 0
    return Version(
        weights=refit(latest, prior) if used else prior,
        questions=len(latest),
        judged_on=later,
        gain=gain,
        interval=(gain - error, gain + error),
        used=used,
    )


def refit(
    observations: Sequence[Observation],
    prior: Weights = PRIOR,
    importance: Sequence[float] | None = None,
) -> Weights:
    """Give the weights of highest posterior probability.

    They minimise Σ_q importance · mean(-log P(who answered)) + PULL / 2 · |w - w₀|², by Newton's
    method; the sum is strictly convex, so there is one minimum. The importance of a question is
    2^(-age / 700), age in questions, unless it is given.
    """
    start = vector(prior)
    if not observations:
        return prior
    sample = _Sample.of(observations, importance)
    weights = start
    loss, likely = sample.loss(weights, start)
    for _ in range(STEPS_MAX):
        step = sample.newton_step(weights, start, likely)
        size = 1.0
        better, after = sample.loss(weights - step, start)
        while better > loss and size > STEP_MIN:
            size /= 2
            better, after = sample.loss(weights - size * step, start)
        if loss - better <= ENOUGH * max(1.0, abs(loss)):
            break
        weights, loss, likely = weights - size * step, better, after
    return dict(zip(FEATURES, map(float, weights), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """Observations below one another: rows are candidates, `starts` the first of each question."""

    rows: Features
    starts: NDArray[np.intp]
    question: NDArray[np.intp]  # of each row
    target: Features  # of each row: 1 / answers for who answered, else 0
    weight: Features  # of each question

    @classmethod
    def of(
        cls, observations: Sequence[Observation], importance: Sequence[float] | None = None
    ) -> "_Sample":
        sizes = np.array([len(each.features) for each in observations])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
        target = np.zeros(int(sizes.sum()))
        for start, each in zip(starts, observations, strict=True):
            target[start + np.array(each.answered)] = 1 / len(each.answered)
        ages = np.arange(len(observations), dtype=float)[::-1]
        return cls(
            rows=np.concatenate([each.features for each in observations]),
            starts=starts,
            question=np.repeat(np.arange(len(observations)), sizes),
            target=target,
            weight=np.exp2(-ages / HALF_LIFE)
            if importance is None
            else np.array(importance, float),
        )

    def logs(self, weights: Features) -> Features:
        """Log P of each row within its question."""
        scores = self.rows @ weights
        scores -= np.maximum.reduceat(scores, self.starts)[self.question]
        scores -= np.log(np.add.reduceat(np.exp(scores), self.starts))[self.question]
        return scores

    def loss(self, weights: Features, start: Features) -> tuple[float, Features]:
        logs = self.logs(weights)
        each = np.add.reduceat(self.target * logs, self.starts)
        pull = PULL / 2 * float(((weights - start) ** 2).sum())
        return pull - float(self.weight @ each), np.exp(logs)

    def newton_step(self, weights: Features, start: Features, likely: Features) -> Features:
        by_row = self.weight[self.question]
        slope = PULL * (weights - start) - self.rows.T @ (by_row * (self.target - likely))
        expected = self.rows * likely[:, None]
        means = np.add.reduceat(expected, self.starts)
        spread = (self.rows * by_row[:, None]).T @ expected - (
            means * self.weight[:, None]
        ).T @ means
        step: Features = np.linalg.solve(spread + PULL * np.eye(len(weights)), slope)
        return step


def _fit_of(observations: Sequence[Observation], weights: Weights) -> Features:
    """Mean log P of those who answered, for each question."""
    sample = _Sample.of(observations)
    found: Features = np.add.reduceat(sample.target * sample.logs(vector(weights)), sample.starts)
    return found
