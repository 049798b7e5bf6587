"""How answered questions ended: by their learner's word, or by nobody's any more.

The two are never one figure: who says nothing has not said that an answer was good.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from matching.thread import SOLVED, Rating, State

FEWEST: Final = 5  # of fewer questions nothing is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Where one question stands, with the ratings of its answers; `None`: not rated."""

    state: State
    inferred: bool
    ratings: tuple[Rating | None, ...]  # one an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Endings:
    """The answered questions by their end. All are None where there are fewer than `FEWEST`."""

    answered: int | None = None
    stated: int | None = None  # closed by their learners
    solved: int | None = None  # of these, with an answer that was rated as good at least
    inferred: int | None = None  # closed by the service, as nobody wrote any more
    waiting: int | None = None  # not closed


def endings(questions: Iterable[Ended]) -> Endings:
    """Count the answered questions by their end.

    >>> closed = Ended(state=State.CLOSED, inferred=False, ratings=(Rating.GOOD,))
    >>> rests = Ended(state=State.CLOSED, inferred=True, ratings=(None,))
    >>> endings([closed] * 4 + [rests])
    Endings(answered=5, stated=4, solved=4, inferred=1, waiting=0)
    >>> endings([closed] * 4)
    Endings(answered=None, stated=None, solved=None, inferred=None, waiting=None)
    """
    answered = [each for each in questions if each.ratings]
    if len(answered) < FEWEST:
        return Endings()
    closed = [each for each in answered if each.state is State.CLOSED]
    stated = [each for each in closed if not each.inferred]
    return Endings(
        answered=len(answered),
        stated=len(stated),
        solved=sum(not SOLVED.isdisjoint(each.ratings) for each in stated),
        inferred=len(closed) - len(stated),
        waiting=len(answered) - len(closed),
    )
