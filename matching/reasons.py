"""Why somebody was chosen, in plain words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from matching.model import Candidate, Question
from matching.skills import SkillId

SKILLS_NAMED: Final = 2
RATING_NAMED: Final = 70  # of 100; what speaks for nobody is left to the terms
MINUTES_NAMED: Final = 60
HOW_WELL: Final = {5: "inside out", 4: "very well", 3: "well", 2: "a bit", 1: "a little"}
ONE_HOP: Final = 1 / 2  # closeness
TWO_HOPS: Final = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the reason for one pick is made of."""

    candidate: Candidate
    question: Question
    closeness: float = 0.0
    helped: int = 0  # this learner's questions answered so far
    opens_at: datetime | None = None  # None: in hours now
    labels: Mapping[SkillId, str] = field(default_factory=dict)


def reason_for(facts: Facts) -> str:
    r"""Give the terms of a score as one sentence to the mentor, without its full stop.

    >>> from matching.hours import parse_hours
    >>> from matching.model import PersonId
    >>> excel = SkillId("excel")
    >>> ana = Candidate(
    ...     id=PersonId("ana"), hours=parse_hours("mon-fri 09:00-17:00"), skills={excel: 4}
    ... )
    >>> question = Question(text="How do I pivot?", skills={excel: 1.0})
    >>> print(reason_for(Facts(candidate=ana, question=question, helped=3)).replace(", ", ",\n"))
    You know excel very well,
    you have helped this colleague 3 times,
    and nothing else from here is waiting for you
    """
    parts = (_skills, _nearness, _ratings, _speed, _load, _opening)
    clauses = [each for part in parts if (each := part(facts))]
    sentence = ", and ".join(filter(None, (", ".join(clauses[:-1]), clauses[-1])))
    return sentence[0].upper() + sentence[1:]


def _skills(facts: Facts) -> str:
    levels, wanted = facts.candidate.skills, facts.question.skills
    if not wanted:
        return ""
    found = sorted((-wanted[skill], -levels[skill], skill) for skill in wanted if skill in levels)
    if not found:
        return "you may know somebody who can help"
    named = (
        f"{facts.labels.get(skill) or skill.replace('-', ' ')} {HOW_WELL.get(-level, '')}".strip()
        for _, level, skill in found[:SKILLS_NAMED]
    )
    return f"you know {' and '.join(named)}"


def _nearness(facts: Facts) -> str:
    if facts.helped > 0:
        times = "before" if facts.helped == 1 else f"{facts.helped} times"
        return f"you have helped this colleague {times}"
    if facts.closeness >= ONE_HOP:
        return "you and this colleague work close to each other"
    return (
        "you and this colleague both work with the same person"
        if facts.closeness >= TWO_HOPS
        else ""
    )


def _ratings(facts: Facts) -> str:
    record = facts.candidate.record
    if record.rated <= 0 or not 0 <= record.rating_points <= record.rated:
        return ""
    points = round(100 * record.rating_points / record.rated)
    return f"your answers are rated {points} of 100" if points >= RATING_NAMED else ""


def _speed(facts: Facts) -> str:
    record = facts.candidate.record
    if record.reacted <= 0 or not 0 <= record.reaction_minutes < math.inf:
        return ""
    minutes = max(1, round(record.reaction_minutes / record.reacted))
    if minutes > MINUTES_NAMED:
        return ""
    return f"you usually reply within {minutes} {'minute' if minutes == 1 else 'minutes'}"


def _load(facts: Facts) -> str:
    load, capacity = facts.candidate.load, facts.candidate.capacity
    if load > 0:
        return f"you have {load} of at most {capacity} requests open"
    return "nothing else from here is waiting for you"


def _opening(facts: Facts) -> str:
    if facts.opens_at is None:
        return ""
    opening = facts.opens_at.astimezone(UTC).replace(tzinfo=None)
    return f"your working hours begin at {opening.isoformat(' ', 'minutes')} UTC"
