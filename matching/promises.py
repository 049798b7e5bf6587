"""Whether the promised waits were true: how often each was kept, and a proper score.

A promise is judged once its time is over, whatever came of the question: judging whoever was
answered and leaving out whoever still waits would flatter. A question that was given up or
taken back was not answered within anything.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

from matching.waited import Outcome, Past
from matching.waits import HORIZONS, Z95, Promise

FEWEST: Final = 5  # below this nothing is told of a group
BINS: Final = (5, 15, 60, 240, 1440)  # promised minutes up to and with which a bin goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of how many; the share and its 95 % interval are None under `FEWEST`."""

    of: int = 0
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Promises of about the same usual wait: more than `over`, up to `to` minutes."""

    over: int
    to: int | None
    within_usual: Share  # answered within the usual wait: about half should be
    beyond_long: Share  # of those told what one in ten waits: about a tenth should be


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The calibration of the promises. Scores are mean squared errors at `HORIZONS`: 0 is best.

    Who is not told what one in ten waits is told instead how many get no answer.
    """

    promises: int = 0  # whose longest horizon is over
    whole: Row | None = None
    rows: tuple[Row, ...] = ()
    brier: float | None = None  # of the promised shares
    brier_plain: float | None = None  # of saying that all come by the median of the answered
    brier_constant: float | None = None  # of telling everybody the shares that came true
    never: Share = Share()  # of those told that some get no answer: who got none
    never_promised: float | None = None  # what they were told, on average


@dataclass(frozen=True, slots=True)
class _Judged:
    promise: Promise
    minutes: float | None  # to the answer; None: there was none
    age: float  # minutes since the promise began

    def within(self, limit: float) -> bool:
        return self.minutes is not None and self.minutes <= limit


def kept(questions: Iterable[Past], now: datetime) -> Kept:
    """Judge the promises given with these questions."""
    given = [_judged(each, each.promise, now) for each in questions if each.promise is not None]
    bounds = (0, *BINS)
    rows = [
        _row(given, over, to)
        for over, to in zip(bounds, (*BINS, None), strict=True)
        if any(_belongs(each, over, to) for each in given)
    ]
    old = [each for each in given if each.age >= HORIZONS[-1]]
    plain = [each for each in old if each.promise.plain is not None]
    enough = len(plain) >= FEWEST
    told = [each for each in old if each.promise.long is None and each.promise.never is not None]
    return Kept(
        promises=len(old),
        whole=_row(given, 0, None) if given else None,
        rows=tuple(rows),
        brier=_brier(plain, lambda promise: promise.shares) if enough else None,
        brier_plain=_brier(plain, _all_by_the_median) if enough else None,
        brier_constant=_brier(plain, _constant(plain)) if enough else None,
        never=wilson(sum(each.minutes is None for each in told), len(told)),
        never_promised=_mean_never(told) if len(told) >= FEWEST else None,
    )


def wilson(hits: int, of: int) -> Share:
    """Give a share with its 95 % interval (Wilson 1927), or only the count where it is small.

    >>> wilson(5, 10).low, wilson(2, 4)
    (0.2366, Share(of=4, share=None, low=None, high=None))
    """
    if of < FEWEST:
        return Share(of=of)
    share, weight = hits / of, Z95**2 / of
    middle = (share + weight / 2) / (1 + weight)
    half = Z95 * sqrt(share * (1 - share) / of + weight / of / 4) / (1 + weight)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Share(of=of, share=round(share, 4), low=round(low, 4), high=round(high, 4))


def _judged(question: Past, promise: Promise, now: datetime) -> _Judged:
    end, outcome = question.end(now)
    minute = timedelta(minutes=1)
    waited = max(0.0, (end - promise.since) / minute)
    return _Judged(
        promise, waited if outcome is Outcome.ANSWERED else None, (now - promise.since) / minute
    )


def _belongs(judged: _Judged, over: int, to: int | None) -> bool:
    usual = judged.promise.usual
    return usual is not None and over < usual <= (usual if to is None else to)


def _row(given: Sequence[_Judged], over: int, to: int | None) -> Row:
    these = [each for each in given if _belongs(each, over, to)]
    usual = [(each, each.promise.usual) for each in these if each.promise.usual is not None]
    long = [(each, each.promise.long) for each in these if each.promise.long is not None]
    due = [each.within(limit) for each, limit in usual if each.age >= limit]
    late = [not each.within(limit) for each, limit in long if each.age >= limit]
    return Row(
        over=over,
        to=to,
        within_usual=wilson(sum(due), len(due)),
        beyond_long=wilson(sum(late), len(late)),
    )


def _brier(given: Sequence[_Judged], said: Callable[[Promise], Sequence[float]], /) -> float:
    """Give the mean squared error of what was said for each horizon (Brier 1950)."""
    errors = [
        (share - each.within(horizon)) ** 2
        for each in given
        for share, horizon in zip(said(each.promise), HORIZONS, strict=True)
    ]
    return round(sum(errors) / len(errors), 4)


def _constant(given: Sequence[_Judged]) -> Callable[[Promise], tuple[float, ...]]:
    """Make what tells everybody the same: the best that can be, as it knows what came."""
    shares = tuple(
        sum(each.within(horizon) for each in given) / len(given) for horizon in HORIZONS
    )
    return lambda _: shares


def _mean_never(told: Sequence[_Judged]) -> float:
    return round(sum(each.promise.never or 0.0 for each in told) / len(told), 4)


def _all_by_the_median(promise: Promise) -> tuple[float, ...]:
    plain = 0.0 if promise.plain is None else promise.plain
    return tuple(float(plain <= horizon) for horizon in HORIZONS)
