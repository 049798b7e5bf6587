"""What became of past questions, as waits: one for the asking and one for each rung climbed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from operator import attrgetter
from typing import Final

from matching.skills import SkillId
from matching.waits import ASKED, RUNGS, Promise, Where, part_of_day

WINDOW: Final = timedelta(days=180)
HALF_DAYS: Final = 14.0  # after these days
HALF_QUESTIONS: Final = 400  # and so many later questions, a question counts half


class Outcome(IntEnum):
    """How a wait ended; those that are not 0 compete with each other."""

    OPEN = 0  # not yet: censored
    ANSWERED = 1
    GAVE_UP = 2  # nobody was left to ask
    CANCELLED = 3  # the learner took it back


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A past question. A late answer counts as one, at the time it came."""

    created: datetime
    zone: str  # the learner's
    skill: SkillId
    rungs: tuple[datetime, ...] = ()  # when somebody on the first, second, … could read it
    answered: datetime | None = None  # first
    ended: datetime | None = None  # without an answer
    cancelled: bool = False
    promise: Promise | None = None

    def end(self, now: datetime) -> tuple[datetime, Outcome]:
        """Give when the wait ended, and how; `now` where it has not."""
        if self.answered is not None:
            return self.answered, Outcome.ANSWERED
        if self.ended is None:
            return now, Outcome.OPEN
        return self.ended, Outcome.CANCELLED if self.cancelled else Outcome.GAVE_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One wait: how long, how it ended, and which questions it is like."""

    where: Where
    minutes: float
    outcome: Outcome
    weight: float = 1.0  # `recency`


def observations(questions: Iterable[Past], now: datetime) -> Iterator[Observation]:
    """Give the waits of these questions: from the asking, and from each rung.

    A rung whose time came after the end never began, and says nothing.
    """
    newest_first = sorted(questions, key=attrgetter("created"), reverse=True)
    for later, each in enumerate(newest_first):
        weight = recency((now - each.created) / timedelta(days=1), later)
        end, outcome = each.end(now)
        starts = ((ASKED, each.created), *enumerate(each.rungs, 1))
        for rung, start in starts:
            if start <= end:
                part = part_of_day(start, each.zone)
                yield Observation(
                    where=Where(rung=min(rung, RUNGS), skill=each.skill, part=part),
                    minutes=(end - start) / timedelta(minutes=1),
                    outcome=outcome,
                    weight=weight,
                )


def recency(days: float, later: int) -> float:
    """Give how much a question still counts, so many days and so many questions later.

    Waits change: whoever is good is found, people come and go. The old count less, by the slower
    of two clocks: where little is asked nothing is thrown away, and no busy day stands for all.

    >>> recency(0, 0), recency(14, 400), recency(28, 10_000), recency(170, 200) > 0.7
    (1.0, 0.5, 0.25, True)
    """
    return float(0.5 ** min(max(0.0, days) / HALF_DAYS, later / HALF_QUESTIONS))
