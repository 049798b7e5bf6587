"""What help costs in minutes: each kind of it has its own weight."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What one of each kind is counted as, in minutes."""

    answer: int
    line: int  # a follow-up line to a learner
    joint: int  # a joint answer, written for several


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """How much of each kind somebody gave."""

    answers: int = 0
    lines: int = 0
    joints: int = 0


def spent(given: Given, weights: Weights) -> int:
    """Give the minutes that help is counted as.

    >>> spent(Given(answers=7, lines=2), Weights(answer=3, line=1, joint=5))
    23
    """
    return (
        given.answers * weights.answer + given.lines * weights.line + given.joints * weights.joint
    )
