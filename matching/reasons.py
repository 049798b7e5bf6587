"""Why somebody was chosen, in plain words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from matching.model import Candidate, Question
from matching.skills import SkillId

SKILLS_NAMED: Final = 2
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
    """Give the terms of a score as one sentence to the mentor, without its full stop.

    >>> from matching.hours import parse_hours
    >>> from matching.model import PersonId
    >>> excel = SkillId("excel")
    >>> ana = Candidate(
    ...     id=PersonId("ana"), hours=parse_hours("mon-fri 09:00-17:00"), skills={excel: 4}
    ... )
    >>> question = Question(text="How do I pivot?", skills={excel: 1.0})
    >>> reason_for(Facts(candidate=ana, question=question, helped=3))
    'You know excel very well, you have answered 3 of their questions, you have time right now'
    """
    parts = (_skills, _nearness, _ratings, _speed, _load, _opening)
    sentence = ", ".join(filter(None, (part(facts) for part in parts)))
    return sentence[0].upper() + sentence[1:]


def _skills(facts: Facts) -> str:
    levels, wanted = facts.candidate.skills, facts.question.skills
    if not wanted:
        return "I recognised no topic in the question"
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
        times = "one" if facts.helped == 1 else facts.helped
        return f"you have answered {times} of their questions"
    if facts.closeness >= ONE_HOP:
        return "you two work close to each other"
    return "you both work with the same colleague" if facts.closeness >= TWO_HOPS else ""


def _ratings(facts: Facts) -> str:
    record = facts.candidate.record
    if record.rated > 0 and 0 <= record.rating_points <= record.rated:
        return f"your answers are rated {round(100 * record.rating_points / record.rated)} of 100"
    return ""


def _speed(facts: Facts) -> str:
    record = facts.candidate.record
    if record.reacted > 0 and 0 <= record.reaction_minutes < math.inf:
        minutes = max(1, round(record.reaction_minutes / record.reacted))
        return f"you usually reply within {minutes} {'minute' if minutes == 1 else 'minutes'}"
    return ""


def _load(facts: Facts) -> str:
    load, capacity = facts.candidate.load, facts.candidate.capacity
    if load > 0:
        return f"you have room: {load} of {capacity} requests at the moment"
    return "you have time right now" if facts.opens_at is None else "nothing else waits for you"


def _opening(facts: Facts) -> str:
    if facts.opens_at is None:
        return ""
    opening = facts.opens_at.astimezone(UTC).replace(tzinfo=None)
    return f"your working hours begin at {opening.isoformat(' ', 'minutes')} UTC"
