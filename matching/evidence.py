"""What past answers say about people: counters per person and per skill, totals per organisation.

An answer changes the counters of whoever gave it and the totals, and nothing else: O(skills of the
question), whatever the size of the company. The evidence of a history is the fold of `answered`
and `counted` over its answers in their order, so it can be rebuilt at any time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from matching.counters import Counter, everybodys
from matching.skills import SkillId

ACTIVITY_HALF_LIFE: Final = 60.0  # answers in the whole organisation
SKILL_HALF_LIFE: Final = 40.0  # answers in that skill
DECLARED_ANSWERS: Final = 1.0  # what the highest declared level is worth, for good
HOURS: Final = 24
NO_HOURS: Final = (0,) * HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillEvidence:
    """One person's answers in one skill."""

    answers: int = 0
    recent: Counter = field(default_factory=Counter)  # positions: answers in this skill


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of one person from past answers. Stored with the person."""

    answers: int = 0
    last: int = 0  # position of the last answer; positions: answers in the organisation
    activity: Counter = field(default_factory=Counter)
    skills: Mapping[SkillId, SkillEvidence] = field(default_factory=dict)
    hours: tuple[int, ...] = NO_HOURS  # answers by hour of the day, UTC
    declared: Mapping[SkillId, float] = field(default_factory=dict)  # level as a share, 0..1

    def skill(self, skill: SkillId, position: int) -> float:
        """Give the recent answers in a skill; a declared level is worth up to one answer."""
        found = self.skills.get(skill)
        recent = found.recent.read(position, SKILL_HALF_LIFE) if found else 0.0
        return recent + DECLARED_ANSWERS * self.declared.get(skill, 0.0)

    def declaring(self, declared: Mapping[SkillId, float]) -> "Evidence":
        """Give the same past answers beside other declared levels."""
        return Evidence(  # `replace` takes twice as long, and is felt with every candidate
            answers=self.answers,
            last=self.last,
            activity=self.activity,
            skills=self.skills,
            hours=self.hours,
            declared=declared,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What all answers of an organisation add up to. Stored once."""

    answers: int = 0
    skills: Mapping[SkillId, int] = field(default_factory=dict)  # answers in each skill
    hours: tuple[int, ...] = NO_HOURS
    declared: Mapping[SkillId, float] = field(default_factory=dict)  # everybody's levels, summed

    def activity(self) -> float:
        """Everybody's activity together."""
        return everybodys(self.answers, ACTIVITY_HALF_LIFE)

    def skill(self, skill: SkillId) -> float:
        """Everybody's recent answers in one skill together."""
        recent = everybodys(self.skills.get(skill, 0), SKILL_HALF_LIFE)
        return recent + DECLARED_ANSWERS * self.declared.get(skill, 0.0)


def counted(totals: Totals, skills: Iterable[SkillId], hour: int | None) -> Totals:
    """Give the totals after one more answer to a question with these skills.

    `hour` (UTC, 0 to 23) is None where the time is not known.

    >>> excel = SkillId("excel")
    >>> counted(Totals(answers=7, skills={excel: 2}), [excel], None).skills
    {'excel': 3}
    """
    more = {skill: totals.skills.get(skill, 0) + 1 for skill in skills}
    return replace(
        totals,
        answers=totals.answers + 1,
        skills={**totals.skills, **more},
        hours=_one_more(totals.hours, hour),
    )


def answered(
    evidence: Evidence, totals: Totals, skills: Iterable[SkillId], hour: int | None
) -> Evidence:
    """Give a person's evidence after an answer, with the totals that already count it."""
    more = {skill: _in_skill(evidence, totals, skill) for skill in skills}
    return replace(
        evidence,
        answers=evidence.answers + 1,
        last=totals.answers,
        activity=evidence.activity.add(totals.answers, ACTIVITY_HALF_LIFE),
        skills={**evidence.skills, **more},
        hours=_one_more(evidence.hours, hour),
    )


def _in_skill(evidence: Evidence, totals: Totals, skill: SkillId) -> SkillEvidence:
    before = evidence.skills.get(skill, SkillEvidence())
    return SkillEvidence(
        answers=before.answers + 1,
        recent=before.recent.add(totals.skills[skill], SKILL_HALF_LIFE),
    )


def _one_more(hours: tuple[int, ...], hour: int | None) -> tuple[int, ...]:
    if hour is None:
        return hours
    return tuple(count + (each == hour) for each, count in enumerate(hours))
