"""Everybody of a made-up organisation, and what they ask in four weeks; drawn from one seed.

How people react (`WAYS`), with the reasons:

- prompt, 20 %: the few who answer most of what a community asks;
- slow, 45 %: they react half a day later, and to every other request;
- silent, 25 %: they agreed to be asked, and never react;
- passers, 10 %: they react, and mostly pass the question on, every other time to somebody better.

So 48 % of requests are ever reacted to, and one request alone is answered within an hour of its
helper's work with 18 %: in public communities 15 to 43 % of the answered questions get an answer
within the hour, whoever of many may give it. The simulation behind `benchmarks.world` is kinder,
where 71 % of requests are picked up. The run prints how many first answers came within the hour,
so that the world can be judged as well as the product.

15 % of all are on holiday for five to nine days, half of whom pause and half of whom do not; 15 %
have not agreed to be asked. 35 % of learners never rate or close anything. Of those who may be
asked whether their manager may know, half allow it, a quarter does not, a quarter never says. One
question in ten is anonymous, one in thirty is taken back. Topics are asked for by Zipf's law with
the exponent 1 and known with .8, as in the simulation; on one day many ask about a rare one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.living.hours import Hours
from matching.model import PersonId
from matching.skills import Skill, SkillId
from matching.sources import Source

BEGIN: Final = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday; clocks change on two later Sundays
ZONES: Final[Mapping[str, float]] = {
    "Europe/Berlin": 0.24,
    "Europe/London": 0.12,
    "America/New_York": 0.15,
    "America/Los_Angeles": 0.10,
    "America/Sao_Paulo": 0.06,
    "Asia/Kolkata": 0.13,
    "Asia/Singapore": 0.08,
    "Asia/Tokyo": 0.07,
    "Australia/Sydney": 0.05,
}
WEEKS: Final = (  # how many days, which hours, and how many people work so
    (5, ((540, 1020),), 0.75),
    (5, ((480, 720), (780, 1020)), 0.17),
    (4, ((540, 780),), 0.08),
)
TOPICS: Final = (
    *("Excel", "Outlook", "SAP", "Teams", "SharePoint", "Jira", "Salesforce", "Tableau", "Python"),
    *("Photoshop", "Confluence", "Git", "Docker", "Kubernetes", "Figma", "Workday", "Concur"),
    *("Visio", "OneNote", "Oracle", "Snowflake", "Matlab", "AutoCAD", "Zendesk", "ServiceNow"),
    *("Terraform", "Splunk", "Grafana", "Miro", "Coupa"),
)
KNOWN: Final = 0.8  # exponents of Zipf
ASKED: Final = 1.0
RUSH_TOPIC: Final = 24
RUSH_SHARE: Final = 0.04
RUSH_DAY: Final = 9
ANONYMOUS: Final = 0.10
TAKEN_BACK: Final = 1 / 30
DEPARTMENT: Final = 25  # people
OUTSIDE: Final = 0.015  # of the people: contract mentors, and staff of the desk
AT_DESK: Final = 0.008
DESK_HOURS: Final = ((480, 1080),)
DESK_ZONES: Final = ("Europe/Berlin", "America/New_York", "Asia/Singapore", "America/Los_Angeles")

Draws = np.random.Generator


class Way(StrEnum):
    """How somebody reacts to a request."""

    PROMPT = "prompt"
    SLOW = "slow"
    SILENT = "silent"
    PASSER = "passer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A way in figures: shares, and the median of the working minutes until somebody reacts."""

    share: float
    reacts: float
    minutes: float
    passes: float


WAYS: Final[Mapping[Way, Habit]] = {
    Way.PROMPT: Habit(share=0.20, reacts=0.85, minutes=15, passes=0.1),
    Way.SLOW: Habit(share=0.45, reacts=0.50, minutes=240, passes=0.1),
    Way.SILENT: Habit(share=0.25, reacts=0.0, minutes=60, passes=0.0),
    Way.PASSER: Habit(share=0.10, reacts=0.80, minutes=45, passes=0.7),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """One person: what the organisation knows of them, and what it does not."""

    number: int
    id: PersonId
    name: str
    source: Source = Source.PEER
    hours: Hours
    levels: Mapping[int, int] = field(default_factory=dict)  # topic -> 1 to 5
    manager: PersonId | None = None
    department: str = ""
    agreed: bool = True
    minutes: int = 60  # a week, for questions
    way: Way = Way.PROMPT
    away: tuple[datetime, datetime] | None = None
    pauses: bool = False
    rates: bool = True
    allows: bool | None = None  # whether their manager may be asked; None: they never say

    def is_away(self, at: datetime) -> bool:
        """Whether this person is on holiday."""
        return self.away is not None and self.away[0] <= at < self.away[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question that will be asked."""

    number: int
    at: datetime
    learner: PersonId
    topic: int
    text: str
    back_after: float | None = None  # minutes until the learner takes it back


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Everybody, and everything they will ask, oldest first."""

    people: tuple[Somebody, ...]
    questions: tuple[Asked, ...]
    end: datetime  # of asking

    def experts(self, topic: int) -> list[Somebody]:
        """Give the colleagues who know a topic, best first."""
        known = [
            each for each in self.people if each.source is Source.PEER and topic in each.levels
        ]
        return sorted(known, key=lambda each: (-each.levels[topic], each.number))


def skill(topic: int) -> Skill:
    """Give a topic as the taxonomy has it."""
    return Skill(id=SkillId(TOPICS[topic].casefold()), label=TOPICS[topic])


def drawn(seed: int, people: int, questions: int, days: int) -> Organisation:
    """Draw an organisation and its questions."""
    draws = np.random.default_rng(seed)
    end = BEGIN + timedelta(days=days)
    everybody = [_colleague(draws, number, days) for number in range(people)]
    everybody += _outside(draws, people, max(2, round(people * OUTSIDE)))
    everybody += _desk(people * 2, max(len(DESK_ZONES), round(people * AT_DESK)))
    asked = _questions(draws, everybody[:people], questions, days)
    return Organisation(people=tuple(everybody), questions=tuple(asked), end=end)


def zipf(exponent: float) -> Any:
    """Give the shares of the topics, most popular first."""
    shares = 1 / np.arange(1, len(TOPICS) + 1) ** exponent
    return shares / shares.sum()


def _colleague(draws: Draws, number: int, days: int) -> Somebody:
    days_a_week, ranges, _ = WEEKS[draws.choice(len(WEEKS), p=[each[-1] for each in WEEKS])]
    zone = str(draws.choice(list(ZONES), p=list(ZONES.values())))
    known = draws.choice(len(TOPICS), int(draws.integers(3, 8)), replace=False, p=zipf(KNOWN))
    levels = draws.choice([1, 2, 3, 4, 5], len(known), p=[0.15, 0.25, 0.3, 0.2, 0.1])
    lead = number - number % DEPARTMENT
    way = Way(draws.choice(list(WAYS), p=[each.share for each in WAYS.values()]))
    away = BEGIN + timedelta(days=int(draws.integers(0, max(1, days - 5))))
    holiday = away, away + timedelta(days=int(draws.integers(5, 10)))
    return Somebody(
        number=number,
        id=PersonId(f"00000000-0000-4000-8000-{number:012d}"),
        name=f"Robin Colleague {number:04d}",
        hours=Hours(zone, days_a_week, ranges),
        levels=dict(zip(known.tolist(), levels.tolist(), strict=True)),
        manager=None if lead == number else PersonId(f"00000000-0000-4000-8000-{lead:012d}"),
        department=f"Department {number // DEPARTMENT}",
        agreed=bool(draws.random() < 0.85),
        minutes=int(draws.choice([15, 30, 60, 120])),
        way=way,
        away=holiday if draws.random() < 0.15 else None,
        pauses=bool(draws.random() < 0.5),
        rates=bool(draws.random() < 0.65),
        allows=(True, False, None)[draws.choice(3, p=[0.5, 0.25, 0.25])],
    )


def _outside(draws: Draws, first: int, count: int) -> list[Somebody]:
    return [
        Somebody(
            number=first + each,
            id=PersonId(f"outside-{each}"),
            name=f"Kim Outside {each:03d}",
            source=Source.CONTRACT,
            hours=Hours(str(draws.choice(list(ZONES), p=list(ZONES.values())))),
            levels=dict.fromkeys(draws.choice(len(TOPICS), 12, replace=False).tolist(), 4),
            minutes=600,
            way=Way.PROMPT if draws.random() < 0.8 else Way.SLOW,
        )
        for each in range(count)
    ]


def _desk(first: int, count: int) -> list[Somebody]:
    return [
        Somebody(
            number=first + each,
            id=PersonId(f"desk-{each}"),
            name=f"Toni Desk {each:03d}",
            source=Source.CALL_CENTRE,
            hours=Hours(DESK_ZONES[each % len(DESK_ZONES)], 5, DESK_HOURS),
        )
        for each in range(count)
    ]


def _questions(draws: Draws, people: list[Somebody], count: int, days: int) -> list[Asked]:
    """Draw who asks what and when: in their own days, some a little before or after."""
    eager = draws.lognormal(0, 0.8, len(people))
    workdays = [day for day in range(days) if day % 7 < 5]
    rush = int(count * RUSH_SHARE) if days > RUSH_DAY else 0
    found: list[tuple[datetime, Somebody, int, bool, float | None]] = []
    while len(found) < count:
        learner = people[draws.choice(len(people), p=eager / eager.sum())]
        rushed = len(found) < rush
        topic = RUSH_TOPIC if rushed else int(draws.choice(len(TOPICS), p=zipf(ASKED)))
        day = RUSH_DAY if rushed else int(draws.choice(workdays))
        anonymous = bool(draws.random() < ANONYMOUS)
        back = float(draws.uniform(1, 120)) if draws.random() < TAKEN_BACK else None
        at = _local(learner.hours.zone, day, 480 + float(draws.beta(2, 2.2)) * 600)
        if learner.levels.get(topic, 0) < 4 and not learner.is_away(at) and at >= BEGIN:
            found.append((at, learner, topic, anonymous, back))
    found.sort(key=lambda each: (each[0], each[1].number))
    return [
        Asked(
            number=number,
            at=at,
            learner=learner.id,
            topic=topic,
            text=f"{'anonymous: ' if anonymous else ''}"
            f"How do I get {TOPICS[topic]} to do what I need (case {number})?",
            back_after=back,
        )
        for number, (at, learner, topic, anonymous, back) in enumerate(found)
    ]


def _local(zone: str, day: int, minute: float) -> datetime:
    """Give a minute of a day on somebody's wall clock; seconds are never the same twice."""
    wall = BEGIN.replace(tzinfo=None) + timedelta(days=day, minutes=minute)
    at = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
