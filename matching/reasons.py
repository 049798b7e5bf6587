"""Why somebody was chosen, in plain words: to the mentor themselves, and to the learner."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from matching.evidence import Evidence
from matching.model import Candidate, Question
from matching.skills import SkillId

SKILLS_NAMED: Final = 2
CLAUSES: Final = 3  # what speaks for somebody, the strongest first; the rest is left to the terms
RATING_NAMED: Final = 70  # of 100; what speaks for nobody is left to the terms
MINUTES_NAMED: Final = 60
HOW_WELL: Final = {5: "inside out", 4: "very well", 3: "well", 2: "a bit", 1: "a little"}
ONE_HOP: Final = 1 / 2  # closeness
TWO_HOPS: Final = 1 / 3


@dataclass(slots=True, kw_only=True)
class Facts:
    """What the reason for one pick is made of."""

    candidate: Candidate
    question: Question
    evidence: Evidence = field(default_factory=Evidence)
    closeness: float = 0.0
    helped: int = 0  # this learner's questions answered so far
    labels: Mapping[SkillId, str] = field(default_factory=dict)


class Clause(NamedTuple):
    """One fact as the mentor and as the learner read it; "" is not for their eyes."""

    mentor: str
    learner: str = ""


def reason_for(facts: Facts) -> str:
    r"""Give what speaks for somebody as one sentence to them, without its full stop.

    >>> from matching.hours import parse_hours
    >>> from matching.model import PersonId
    >>> excel = SkillId("excel")
    >>> ana = Candidate(
    ...     id=PersonId("ana"), hours=parse_hours("mon-fri 09:00-17:00"), skills={excel: 4}
    ... )
    >>> question = Question(text="How do I pivot?", skills={excel: 1.0})
    >>> print(reason_for(Facts(candidate=ana, question=question, helped=3)))
    You know excel very well, and you have helped this colleague 3 times
    """
    load = _load(facts)
    found = [*_known(facts)[:CLAUSES], *([] if load is None else [load])]
    return _sentence([each.mentor for each in found])


def introduction(facts: Facts) -> str:
    """Give what speaks for somebody as the end of a sentence to the learner: "Ana …".

    >>> from matching.evidence import SkillEvidence
    >>> from matching.hours import parse_hours
    >>> from matching.model import PersonId, Record
    >>> pivot = SkillId("pivot-tables")
    >>> ana = Candidate(
    ...     id=PersonId("ana"), hours=parse_hours("mon-fri 09:00-17:00"),
    ...     record=Record(asked=20, reacted=15, reaction_minutes=300),
    ... )
    >>> evidence = Evidence(answers=20, skills={pivot: SkillEvidence(answers=14)})
    >>> question = Question(text="How do I pivot?", skills={pivot: 1.0})
    >>> introduction(Facts(candidate=ana, question=question, evidence=evidence))
    'has answered 14 questions on pivot tables, and usually reacts within 20 minutes'
    """
    clauses = [each.learner for each in _known(facts) if each.learner]
    return _joined(clauses[:CLAUSES])


def _known(facts: Facts) -> list[Clause]:
    """Give what speaks for somebody, the strongest first."""
    parts = (_proposed, _knowledge, _nearness, _ratings, _speed)
    return [clause for part in parts if (clause := part(facts)) is not None]


def _sentence(clauses: list[str]) -> str:
    sentence = _joined(clauses)
    return sentence[0].upper() + sentence[1:]


def _joined(clauses: list[str]) -> str:
    return ", and ".join(filter(None, (", ".join(clauses[:-1]), *clauses[-1:])))


def _proposed(facts: Facts) -> Clause | None:
    """Say that somebody who was asked thought of them."""
    if facts.candidate.id not in facts.question.proposed:
        return None
    return Clause(
        "a colleague who was asked thought of you", "was named by somebody who was asked"
    )


def _knowledge(facts: Facts) -> Clause | None:
    """Say what somebody knows of the question: by answers, else declared, else by likeness."""
    if (answered := _answered(facts)) is not None:
        return answered
    levels, wanted = facts.candidate.skills, facts.question.skills
    found = sorted((-wanted[skill], -levels[skill], skill) for skill in wanted if skill in levels)
    if found:
        named = " and ".join(
            f"{_label(facts, skill)} {HOW_WELL.get(-level, '')}".strip()
            for _, level, skill in found[:SKILLS_NAMED]
        )
        return Clause(f"you know {named}", f"knows {named}")
    if facts.question.votes.get(facts.candidate.id):
        return Clause("you have answered similar questions", "has answered similar questions")
    if not wanted:
        return Clause("no topic was recognised in the question")
    return Clause("you may know somebody who can help", "may know somebody who can help")


def _answered(facts: Facts) -> Clause | None:
    """Count the answers in the skill that the question is most about, and somebody most knows."""
    known = facts.evidence.skills
    found = [
        (weight, known[skill].answers, skill)
        for skill, weight in facts.question.skills.items()
        if skill in known and known[skill].answers
    ]
    if not found:
        return None
    _, count, skill = max(found)
    questions = "a question" if count == 1 else f"{count} questions"
    told = f"answered {questions} on {_label(facts, skill)}"
    return Clause(f"you have {told}", f"has {told}")


def _label(facts: Facts, skill: SkillId) -> str:
    return facts.labels.get(skill) or skill.replace("-", " ")


def _nearness(facts: Facts) -> Clause | None:
    if facts.helped > 0:
        times = "before" if facts.helped == 1 else f"{facts.helped} times"
        return Clause(f"you have helped this colleague {times}", f"has helped you {times}")
    if facts.closeness >= ONE_HOP:
        return Clause("you and this colleague work close to each other", "works close to you")
    if facts.closeness >= TWO_HOPS:
        return Clause("you and this colleague both work with the same person")
    return None


def _ratings(facts: Facts) -> Clause | None:
    record = facts.candidate.record
    if not 0 < record.rated < math.inf or not 0 <= record.rating_points <= record.rated:
        return None
    points = round(100 * (record.rating_points / record.rated))
    return Clause(f"your answers are rated {points} of 100") if points >= RATING_NAMED else None


def _speed(facts: Facts) -> Clause | None:
    record = facts.candidate.record
    if record.reacted <= 0 or not 0 <= record.reaction_minutes < math.inf:
        return None
    minutes = max(1, round(record.reaction_minutes / record.reacted))
    if minutes > MINUTES_NAMED:
        return None
    within = f"within {minutes} {'minute' if minutes == 1 else 'minutes'}"
    return Clause(f"you usually react {within}", f"usually reacts {within}")


def _load(facts: Facts) -> Clause | None:
    load, capacity = facts.candidate.load, facts.candidate.capacity
    return Clause(f"you have {load} of at most {capacity} requests open") if load > 0 else None
