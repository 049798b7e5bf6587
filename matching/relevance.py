"""How probable it is that somebody answers this question: a conditional logit over candidates.

P(u | q) = softmax(w · x(u, q)) (matching.md §2b). Each feature of a person needs the person's own
evidence, the votes of similar questions, and totals that are O(1) or belong to the question, never
the rest of the company. A candidate therefore scores the same however many others are read, up to
the softmax's common factor.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.evidence import ACTIVITY_HALF_LIFE, HOURS, Evidence, Totals
from matching.model import PersonId
from matching.skills import SkillId

Features = NDArray[np.float64]  # one row a candidate, one column a feature
Weights = Mapping[str, float]

BACK_OFF: Final = 0.2  # of the share of activity, where a counter says little
USUAL_LEVEL: Final = 0.6  # 3 of 5: a declared level that neither speaks for nor against somebody
TINY: Final = 1e-300
FLOOR: Final = 0.001  # the share of somebody nothing is known of
SCALE: Final = 5.0  # brings logarithms near 1, where the prior's pull is alike for all
PSEUDO_ANSWERS: Final = 5.0  # a person's lift and hours start from the organisation's
HOUR_WIDTH: Final = 1.5  # hours
WEIGHT_MAX: Final = 1000.0  # either way; the prior's are below 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as the features see it, with the totals at the moment of asking."""

    totals: Totals
    skills: Mapping[SkillId, float] = field(default_factory=dict)  # neighbours.question_skills
    votes: Mapping[PersonId, float] = field(default_factory=dict)  # neighbours.votes
    hour: float | None = None  # of the day, UTC; None: not known


People = Mapping[PersonId, Evidence]  # the candidates; their order is the order of the rows


def activity(asked: Asked, people: People) -> Features:
    """Share of the organisation's recent answers: log(p + .001) / 5."""
    return _logs(_activity(asked, people) + FLOOR) / SCALE


def skill(asked: Asked, people: People) -> Features:
    """Share of the recent answers in the question's skills, backed off to activity.

    log(p + .2 p_activity + .001) / 5 with p = Σ w idf c / Σ w idf Σc over the skills of the
    question, c the decayed answers and what the declared level is worth, idf =
    log(1 + (1 + N) / (1 + df)): before the first answer all skills weigh alike.
    """
    totals = asked.totals
    weights = {
        each: weight * math.log(1 + (1 + totals.answers) / (1 + totals.skills.get(each, 0)))
        for each, weight in asked.skills.items()
    }
    everybodys = math.fsum(weight * totals.skill(each) for each, weight in weights.items())
    places = [(each, weight, totals.skills.get(each, 0)) for each, weight in weights.items()]
    theirs = [
        sum(
            [
                weight * evidence.skill(each, position)
                for each, weight, position in places
                if each in evidence.skills or each in evidence.declared
            ]
        )
        for evidence in people.values()
    ]
    return _backed_off(np.array(theirs) / (everybodys or 1.0), asked, people)


def level(asked: Asked, people: People) -> Features:
    """How well somebody says they know the question's skills: Σ w (level / 5 - .6) / Σ w.

    A skill that was not declared adds nothing: who answers is judged by their answers.
    """
    whole = math.fsum(asked.skills.values()) or 1.0
    return np.array(
        [
            math.fsum(
                weight * (evidence.declared[each] - USUAL_LEVEL)
                for each, weight in asked.skills.items()
                if each in evidence.declared
            )
            / whole
            if evidence.declared
            else 0.0
            for evidence in people.values()
        ]
    )


def votes(asked: Asked, people: People) -> Features:
    """Share of the votes of similar past questions, backed off to activity like `skill`."""
    found = np.array([asked.votes.get(each, 0.0) for each in people])
    return _backed_off(found, asked, people)


def freshness(asked: Asked, people: People) -> Features:
    """How short ago somebody answered anything: -log(1 + answers of others since) / 5."""
    since = [max(0, asked.totals.answers - each.last) for each in people.values()]
    return -_logs(1 + np.array(since, dtype=float)) / SCALE


def experience(asked: Asked, people: People) -> Features:  # noqa: ARG001  # one shape for all
    """How much somebody answered in all: log(1 + n) / 5.

    Its weight is below 0: of two who are equally active now, whoever has the shorter past is
    more in demand now.
    """
    return _logs(1 + np.array([each.answers for each in people.values()], dtype=float)) / SCALE


def lift(asked: Asked, people: People) -> Features:
    """How much more somebody answers in the question's skills than the organisation does.

    Mean over the skills, by weight, of log(((c + 5 b) / (n + 5)) / b) / 5: c and n the person's
    answers in the skill and in all, b the organisation's share of the skill.
    """
    totals = asked.totals
    bases = {
        each: (weight, totals.skills[each] / totals.answers)
        for each, weight in asked.skills.items()
        if totals.answers > 0 and totals.skills.get(each, 0)
    }
    weights = math.fsum(asked.skills.values())
    found = np.zeros(len(people))
    counts = np.array([each.answers for each in people.values()], dtype=float) + PSEUDO_ANSWERS
    for each, (weight, base) in bases.items():
        known = (evidence.skills.get(each) for evidence in people.values())
        answers = np.array([one.answers if one else 0 for one in known], dtype=float)
        found += weight * _logs((answers + PSEUDO_ANSWERS * base) / counts / base)
    return found / max(1.0, weights) / SCALE


def hour(asked: Asked, people: People) -> Features:
    """How much more somebody answers at this hour than the organisation does.

    log(((Σ k + 5 b) / (n + 5)) / b): k a Gaussian kernel of 1.5 hours around the hour of the
    day, b its mean over all answers. 0 where no time is known.
    """
    known = sum(asked.totals.hours)
    if asked.hour is None or not known:
        return np.zeros(len(people))
    distances = np.abs(np.arange(HOURS) + 0.5 - asked.hour)
    distances = np.minimum(distances, HOURS - distances)
    kernel = np.exp(-0.5 * (distances / HOUR_WIDTH) ** 2)
    base = float(np.array(asked.totals.hours) @ kernel) / known
    hours = np.fromiter(
        chain.from_iterable(each.hours for each in people.values()), dtype=float
    ).reshape(-1, HOURS)
    return _logs(
        (hours @ kernel + PSEUDO_ANSWERS * base) / (hours.sum(axis=1) + PSEUDO_ANSWERS) / base
    )


FEATURES: Final[Mapping[str, Callable[[Asked, People], Features]]] = {
    "activity": activity,
    "skill": skill,
    "level": level,
    "votes": votes,
    "freshness": freshness,
    "experience": experience,
    "lift": lift,
    "hour": hour,
}

PRIOR: Final[Weights] = MappingProxyType(
    {  # until an organisation has a history of its own; from `python -m benchmarks.prior`, but
        # for the level, which no public data hold: 5 of 5 is worth e times 3 of 5
        "activity": 1.79,
        "skill": 2.28,
        "level": 2.5,
        "votes": 2.11,
        "freshness": 1.24,
        "experience": -1.12,
        "lift": 2.41,
        "hour": 0.23,
    }
)


def features(asked: Asked, people: People) -> Features:
    """Give every feature of every candidate: one row a person, columns as in `FEATURES`.

    Where a counter is broken, its feature is that of the candidate with the least of it, so that
    nobody gains by it and the others keep theirs.
    """
    with np.errstate(invalid="ignore", divide="ignore"):  # of a broken counter
        columns = [_mended(feature(asked, people)) for feature in FEATURES.values()]
    return np.column_stack(columns)


def _mended(column: Features) -> Features:
    whole = np.isfinite(column)
    return column if whole.all() else np.where(whole, column, column[whole].min(initial=0.0))


def probabilities(rows: Features, weights: Weights) -> Features:
    """Give P(u | q) = softmax(w · x) of each row.

    >>> rows = np.zeros((4, len(FEATURES)))
    >>> probabilities(rows, PRIOR).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    if not len(rows):
        return np.zeros(0)
    scores = rows @ vector(weights)
    likely: Features = np.exp(scores - scores.max())
    likely /= likely.sum()
    return likely


def relevance(asked: Asked, people: People, weights: Weights = PRIOR) -> dict[PersonId, float]:
    """Give R of every candidate, 0..1: the probability, rescaled to its maximum.

    >>> people = {PersonId("ana"): Evidence(answers=3, last=9), PersonId("ben"): Evidence()}
    >>> found = relevance(Asked(totals=Totals(answers=10)), people)
    >>> found["ana"], found["ana"] > found["ben"] > 0
    (1.0, True)
    """
    return rescaled(people, probabilities(features(asked, people), weights))


def rescaled(people: Iterable[PersonId], likely: Features) -> dict[PersonId, float]:
    """Give each person's probability as a share of the highest."""
    shares = likely / likely.max(initial=TINY)
    return dict(zip(people, map(float, shares), strict=True))


def vector(weights: Weights) -> Features:
    """Give the weights in the order of the columns; what is missing or makes no sense weighs 0."""
    found = (weights.get(name, 0.0) for name in FEATURES)
    return np.array([each if abs(each) <= WEIGHT_MAX else 0.0 for each in found])


def _activity(asked: Asked, people: People) -> Features:
    position, everybodys = asked.totals.answers, asked.totals.activity()
    values = [each.activity.read(position, ACTIVITY_HALF_LIFE) for each in people.values()]
    return np.array(values) / (everybodys or 1.0)


def _backed_off(share: Features, asked: Asked, people: People) -> Features:
    return _logs(share + BACK_OFF * _activity(asked, people) + FLOOR) / SCALE


def _logs(values: Features) -> Features:
    found: Features = np.log(values)
    return found
