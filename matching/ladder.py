"""The ladder: which sources of helpers a question climbs, in which order, and how long each has.

A ladder is written as rungs with `;` between them, each as people, source and minutes:
`2 peer 30; 3 peer 30; manager 60 in hours; 2 contract 240 in hours cost 12`. One person is asked
where no number is given. `in hours` lets the clock of a rung run in the working hours of those who
are asked only; `cost` is what an answer of that rung costs, in the organisation's own unit.

Ladders of topics are written as `skill = ladder`, with `|` between the topics.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from matching.hours import WorkingHours
from matching.skills import SkillId
from matching.sources import Source

PEOPLE_MAX: Final = 10
MINUTES_MAX: Final = 7 * 24 * 60
COST_MAX: Final = 100_000.0
RUNGS_MAX: Final = 12
TOPICS_MAX: Final = 200
EXAMPLE: Final = "2 peer 30; manager 60 in hours"

_RUNG: Final = re.compile(
    r"(?:([0-9]{1,3}) )?([a-z_]+) ([0-9]{1,6})(?: min(?:utes)?)?"
    r"( in hours)?(?: cost ([0-9.]{1,9}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the ladder."""

    source: Source
    people: int = 1  # asked at once; of a crowd, the answers that are waited for
    minutes: int = 30  # before the next rung is climbed
    in_hours: bool = False  # whether the minutes count in the working hours of those asked only
    cost: float = 0.0  # of one answer, in the organisation's own unit

    def __str__(self) -> str:
        """Give the canonical text, which parses back.

        >>> str(parse_ladder("3 peers 30 minutes in hours cost 2.50")[0])
        '3 peer 30 in hours cost 2.5'
        """
        hours = " in hours" if self.in_hours else ""
        cost = f" cost {self.cost:g}" if self.cost else ""
        return f"{self.people} {self.source} {self.minutes}{hours}{cost}"

    def ends(self, start: datetime, hours: WorkingHours) -> datetime:
        """Say when the time of somebody is up who could read the request from `start` on."""
        lasts = timedelta(minutes=self.minutes)
        return hours.after_open(start, lasts) if self.in_hours else start + lasts


Ladder = tuple[Rung, ...]


@lru_cache(maxsize=256)
def parse_ladder(text: str) -> Ladder:
    """Read a ladder; a ValueError says in one sentence what cannot be read.

    >>> [(rung.people, str(rung.source)) for rung in parse_ladder("2 peer 30; crowd 480")]
    [(2, 'peer'), (1, 'crowd')]
    >>> parse_ladder(" ; ")
    Traceback (most recent call last):
    ValueError: A ladder needs at least one rung, such as 2 peer 30; manager 60 in hours.
    """
    parts = [" ".join(part.casefold().split()) for part in text.split(";")]
    rungs = tuple(_rung(part) for part in parts if part)
    if not rungs:
        raise ValueError(f"A ladder needs at least one rung, such as {EXAMPLE}.")
    if len(rungs) > RUNGS_MAX:
        raise ValueError(f"A ladder has at most {RUNGS_MAX} rungs, not {len(rungs)}.")
    return rungs


@lru_cache(maxsize=64)
def parse_ladders(text: str) -> Mapping[SkillId, Ladder]:
    """Read the ladders of single topics; an empty text is none.

    >>> {skill: len(rungs) for skill, rungs in parse_ladders("sap = 1 peer 5; crowd 60").items()}
    {'sap': 2}
    """
    found: dict[SkillId, Ladder] = {}
    for part in filter(None, (each.strip() for each in text.split("|"))):
        skill, sign, rungs = part.partition("=")
        if not sign or not skill.strip():
            raise ValueError(f"{part[:80]!r} is not a topic with its ladder: skill = {EXAMPLE}.")
        if SkillId(skill.strip()) in found:
            raise ValueError(f"{skill.strip()!r} has two ladders; write one.")
        found[SkillId(skill.strip())] = parse_ladder(rungs)
    if len(found) > TOPICS_MAX:
        raise ValueError(f"At most {TOPICS_MAX} topics have a ladder of their own.")
    return found


def ladder_for(ladder: str, ladders: str, skills: Mapping[SkillId, float]) -> Ladder:
    """Give the ladder of a question: its weightiest topic's own, else the general one.

    >>> str(ladder_for("2 peer 30", "sap = crowd 60", {SkillId("sap"): 1.0})[0].source)
    'crowd'
    """
    own = parse_ladders(ladders)
    named = sorted(own.keys() & skills.keys(), key=lambda skill: (-skills[skill], skill))
    return own[named[0]] if named else parse_ladder(ladder)


def _rung(part: str) -> Rung:
    found = _RUNG.fullmatch(part)
    if found is None:
        raise ValueError(f"{part[:80]!r} is not a rung such as 2 peer 30 or manager 60 in hours.")
    people, source, minutes, in_hours, cost = found.groups()
    rung = Rung(
        source=_source(source),
        people=int(people or 1),
        minutes=int(minutes),
        in_hours=in_hours is not None,
        cost=_cost(cost),
    )
    if not 1 <= rung.people <= PEOPLE_MAX:
        raise ValueError(f"A rung asks 1 to {PEOPLE_MAX} people, not {rung.people}.")
    if not 1 <= rung.minutes <= MINUTES_MAX:
        raise ValueError(f"A rung lasts 1 to {MINUTES_MAX} minutes, not {rung.minutes}.")
    if rung.source is Source.MANAGER and rung.people > 1:
        raise ValueError("A manager's rung asks one person: the learner's own manager.")
    return rung


def _source(word: str) -> Source:
    plain = word if word in set(Source) else word.removesuffix("s")
    if plain not in set(Source):
        raise ValueError(f"{word!r} is no source of helpers; they are {', '.join(Source)}.")
    return Source(plain)


def _cost(text: str | None) -> float:
    try:
        cost = float(text or 0)
    except ValueError:
        cost = -1.0
    if not 0 <= cost <= COST_MAX:
        raise ValueError(f"A cost is a number from 0 to {COST_MAX:g}, not {text}.")
    return cost
