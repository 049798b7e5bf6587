"""What somebody's help came to, for themselves alone: no ratings, and nobody else's figures.

Nothing in it tells who asked without a name: such questions are counted as questions, never as
people. Minutes saved are a sum of what learners said of answers whose mentor heard good news of
them, and are told from `SMALLEST` people on, of each stretch that two sums could be compared by.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from matching.giveaway import SMALLEST
from matching.minutes import Given, Weights, spent
from matching.model import PersonId

DAYS: Final = (7, 30, 365)
WEEKS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Helped:
    """One answer of the mentor."""

    at: datetime
    learner: PersonId | None  # None: asked without a name
    saved: int | None = None  # minutes, as the learner said
    thanked: bool = False  # whether the mentor was told of thanks or good news


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """All that one mentor gave since a while, in any order."""

    answers: tuple[Helped, ...] = ()
    lines: tuple[datetime, ...] = ()
    joints: tuple[datetime, ...] = ()
    whole: bool = True  # whether all of it was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What was given in the last so many days."""

    days: int
    people: int  # who asked with their names
    unnamed: int  # questions asked without a name
    answers: int
    minutes: int  # by the weights of the rules
    saved: int | None  # minutes; None: too few people said
    said: int  # how many answers that sum is of; 0 where it is not told
    thanks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The answers of one week, which begins on a Monday."""

    begins: date
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A mentor's own effect: the shortest period first, the earliest week first."""

    periods: tuple[Period, ...]
    weeks: tuple[Week, ...]
    whole: bool = True


def effect(given: Help, weights: Weights, now: datetime, zone: str) -> Effect:
    """Sum up what a mentor gave; weeks are those of their time zone."""
    return Effect(
        periods=_periods(given, weights, now),
        weeks=_weeks([each.at for each in given.answers], now, ZoneInfo(zone)),
        whole=given.whole,
    )


def _periods(given: Help, weights: Weights, now: datetime) -> tuple[Period, ...]:
    """Sum up each period; a sum is told where nothing of few people can be worked out from it."""
    periods: list[Period] = []
    told = now  # since when the last sum is that is told
    for days in DAYS:
        since = now - timedelta(days=days)
        answers = [each for each in given.answers if each.at > since]
        said = [each for each in answers if each.thanked and each.saved is not None]
        more = [each for each in said if each.at <= told]
        shown = bool(said) and (not more or _people(more) >= SMALLEST)
        told = since if shown else told
        periods.append(
            Period(
                days=days,
                people=len({each.learner for each in answers} - {None}),
                unnamed=sum(each.learner is None for each in answers),
                answers=len(answers),
                minutes=spent(
                    Given(
                        answers=len(answers),
                        lines=sum(at > since for at in given.lines),
                        joints=sum(at > since for at in given.joints),
                    ),
                    weights,
                ),
                saved=sum(each.saved or 0 for each in said) if shown else None,
                said=len(said) if shown else 0,
                thanks=sum(each.thanked for each in answers),
            )
        )
    return tuple(periods)


def _people(answers: Iterable[Helped]) -> int:
    """Count whom answers were for; whoever asked without a name counts as one together."""
    return len({each.learner for each in answers})


def _weeks(times: Sequence[datetime], now: datetime, zone: ZoneInfo) -> tuple[Week, ...]:
    def monday(at: datetime) -> date:
        day = at.astimezone(zone).date()
        return day - timedelta(days=day.weekday())

    begun = [monday(each) for each in times]
    this = monday(now)
    mondays = [this - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    return tuple(Week(begins=each, answers=begun.count(each)) for each in mondays)
