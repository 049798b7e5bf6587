"""How well somebody fits: named terms, each 0..1, and their weighted sum.

Who may not be asked at all is no matter of score: see `matching.eligibility`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from matching.model import Candidate, Question, Record
from matching.rules import Rules
from matching.skills import SkillId

LEVEL_MAX: Final = 5
REACTED_PRIOR: Final = 2.8  # of ASKED_PRIOR requests: 70 %
ASKED_PRIOR: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One candidate beside one question, with everything a term may look at."""

    candidate: Candidate
    question: Question
    closeness: float  # `matching.graph.closeness`
    rules: Rules


def skill_fit(levels: Mapping[SkillId, int], wanted: Mapping[SkillId, float]) -> float:
    """Mean declared level (1 to 5) as a share of 5, weighted by the question's skills.

    Σ w · level / 5 / Σ w; a skill that was not declared is level 0, and a question with no known
    skill fits nobody.

    >>> excel, pivot = SkillId("excel"), SkillId("pivot")
    >>> round(skill_fit({pivot: 4, excel: 5}, {pivot: 1.0, excel: 0.5}), 3)
    0.867
    >>> skill_fit({excel: 5}, {})
    0.0
    """
    weights = {skill: amount(weight) for skill, weight in wanted.items()}
    total = sum(weights.values())
    if not total:
        return 0.0
    share = (
        weight * amount(levels.get(skill, 0)) / LEVEL_MAX for skill, weight in weights.items()
    )
    return _unit(sum(share) / total)


def spare_capacity(load: int, capacity: int) -> float:
    """1 - q / c, of q requests held and c that may be held (matching.md §5).

    >>> spare_capacity(0, 3), spare_capacity(3, 3), spare_capacity(0, 0)
    (1.0, 0.0, 0.0)
    """
    return _unit(1 - amount(load) / capacity) if capacity > 0 else 0.0


def rating(record: Record, prior: float, prior_answers: int) -> float:
    """Mean rating, shrunk towards what is expected before there are ratings.

    (prior · n0 + points) / (n0 + rated), the mean of a Beta posterior (matching.md §6, κ and p₀).

    >>> rating(Record(), 0.7, 4)
    0.7
    >>> round(rating(Record(rated=4, rating_points=4), 0.7, 4), 3)
    0.85
    """
    weight = prior_answers + amount(record.rated)
    return _unit((amount(prior) * prior_answers + amount(record.rating_points)) / weight)


def reaction(record: Record, rung_minutes: int) -> float:
    """How surely and how fast somebody reacts.

    r · s with r = (reacted + 2.8) / (asked + 4) (matching.md §6) and s = T / (T + m), which is 1
    at once and 1/2 after T, the minutes of a whole rung. m is the mean of the reaction minutes,
    with four reactions after half a rung put in so that one lucky click says little. A newcomer
    has .7 · 2/3.

    >>> round(reaction(Record(), 30), 3)
    0.467
    >>> quick = Record(asked=16, reacted=16, reaction_minutes=32)
    >>> round(reaction(quick, 30), 3)
    0.815
    """
    reacted, asked = amount(record.reacted), amount(record.asked)
    surely = _unit((reacted + REACTED_PRIOR) / (asked + ASKED_PRIOR))
    expected = ASKED_PRIOR * rung_minutes / 2
    mean = (amount(record.reaction_minutes) + expected) / (reacted + ASKED_PRIOR)
    return surely * rung_minutes / (rung_minutes + mean)


TERMS: Final[Mapping[str, Callable[[Fit], float]]] = {
    "skill_fit": lambda fit: skill_fit(fit.candidate.skills, fit.question.skills),
    "spare_capacity": lambda fit: spare_capacity(fit.candidate.load, fit.candidate.capacity),
    "rating": lambda fit: rating(
        fit.candidate.record, fit.rules.rating_prior, fit.rules.rating_prior_answers
    ),
    "closeness": lambda fit: _unit(fit.closeness),
    "reaction": lambda fit: reaction(fit.candidate.record, fit.rules.rung_minutes),
}


def terms_of(fit: Fit) -> dict[str, float]:
    """Give every term of the score, each 0..1."""
    return {name: term(fit) for name, term in TERMS.items()}


def weights_of(rules: Rules) -> dict[str, float]:
    """Give the weight of each term as a share of all weights.

    >>> weights_of(Rules())["skill_fit"]
    0.45
    """
    weights = {
        "skill_fit": amount(rules.weight_skill),
        "spare_capacity": amount(rules.weight_capacity),
        "rating": amount(rules.weight_rating),
        "closeness": amount(rules.weight_closeness),
        "reaction": amount(rules.weight_reaction),
    }
    total = math.fsum(weights.values()) or 1.0
    return {name: weight / total for name, weight in weights.items()}


def score(terms: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Σ w · term, 0..1, rounded to a billionth so that equal people score equally.

    >>> score({"skill_fit": 0.8, "rating": 0.6}, {"skill_fit": 0.75, "rating": 0.25})
    0.75
    """
    return round(math.fsum(weights[name] * term for name, term in terms.items()), 9)


def amount(number: float) -> float:
    """Give a number that may enter a score: what is not finite or below 0 counts as nothing."""
    return number if 0 < number < math.inf else 0.0


def _unit(number: float) -> float:
    return min(1.0, amount(number))
