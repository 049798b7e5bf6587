"""Several answers to one question: how much each giver's record says, and who agrees with whom.

No text is compared: who says the same is what those who answered say themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from matching.choice import Draws, Standing, Strengths, chance
from matching.model import PersonId, Record
from matching.skills import SkillId
from matching.thread import Answer, Stance
from matching.verdicts import Verdicts, verdict_on

UNKNOWN_RELEVANCE: Final = 0.5  # nobody was chosen here: the prior is the same for everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Answers that say the same, as their givers say; the best record leads."""

    answers: tuple[Answer, ...]
    stands: bool  # whether anybody of them said so, and did not only answer
    dissents: bool  # whether more people agree on something else, and these said they do not

    @property
    def lead(self) -> Answer:
        """The answer of the best record."""
        return self.answers[0]

    @property
    def same(self) -> tuple[PersonId, ...]:
        """Who else says the same."""
        return tuple(each.mentor for each in self.answers[1:])


def standing_of(
    skills: Mapping[SkillId, float],
    verdicts: Mapping[SkillId, Verdicts],
    now: datetime,
    strengths: Strengths,
) -> float:
    """Give the expected worth of somebody's answer on these skills: the mean of their posterior.

    It is the chance of the choice (`matching.choice.chance`) without its draw and with the same
    prior for everybody: (κ p₀ + s) / (κ + n), s the points of n recent ratings, p₀ = .6. A few
    ratings move it little: beta-binomial shrinkage (Gelman et al., Bayesian Data Analysis, 2.4).

    >>> from matching.verdicts import START
    >>> excel = SkillId("excel")
    >>> [
    ...     round(standing_of({excel: 1.0}, {excel: each}, START, Strengths()), 2)
    ...     for each in (Verdicts(), Verdicts(rated=1, points=1), Verdicts(rated=9, points=9))
    ... ]
    [0.6, 0.7, 0.9]
    """
    tried, good = verdict_on(skills, verdicts, now)
    record = Standing(
        person=PersonId(""),
        relevance=UNKNOWN_RELEVANCE,
        record=Record(),
        tried=tried,
        good=good,
    )
    return chance(record, Draws(0), replace(strengths, exploration=0.0))


def opinions(answers: Sequence[Answer], stances: Sequence[Stance]) -> tuple[Opinion, ...]:
    """Join the answers whose givers say they are the same, directly or through others.

    In the order of the answers. Somebody dissents who said that their own answer stands, while
    more people agree on another one.
    """
    given = {each.id: each for each in answers}
    own = {each.mentor: each.id for each in answers}
    leader = {each: each for each in given}
    said = [each for each in stances if each.mentor in own and each.answer in given]
    for each in said:
        one, two = leader[own[each.mentor]], leader[each.answer]
        leader = {name: one if lead == two else lead for name, lead in leader.items()}
    groups: dict[str, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(leader[answer.id], []).append(answer)
    most = max((len(each) for each in groups.values()), default=0)
    spoke = {each.mentor for each in said}
    return tuple(_opinion(each, spoke, most) for each in groups.values())


def _opinion(group: Sequence[Answer], spoke: set[PersonId], most: int) -> Opinion:
    stands = any(each.mentor in spoke for each in group)
    return Opinion(answers=tuple(group), stands=stands, dissents=stands and len(group) < most)
