"""Whom to ask, once it is known who fits: named factors and their product (matching.md §6).

score = R^¼ · θ · r · (1 - q/c)³ · (1 + .15 · proximity) / √(1 + m / (5 + m̄)). A factor of 0 makes
the score 0: nobody who is full is carried by the other factors. The design starts from √R and
(1 - q/c); in `benchmarks.world` that lets whoever was just asked, and so looks active, be asked
again until their queue is long (docs/matching-trials.md).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np

from matching.model import PersonId, Record
from matching.rules import Rules
from matching.scoring import ASKED_PRIOR, REACTED_PRIOR, amount, spare_capacity

CHANCE_LOW: Final = 0.3  # chance of a good answer where relevance is 0
CHANCE_SPAN: Final = 0.5  # what full relevance adds


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """How much each factor counts: rules, or the design of a trial."""

    relevance: float = 0.25  # exponent of R
    certainty: float = 3.0  # κ: offers that the expectation of a chance is worth
    exploration: float = 1.0  # of the drawn chance; 0: its expectation
    room: float = 3.0  # exponent of the spare capacity
    proximity: float = 0.15  # what the nearest colleague gains
    fairness: float = 0.5  # exponent of the crowding
    patience: float = 5.0  # asks a week that nobody minds


def strengths_of(rules: Rules) -> Strengths:
    """Read the strengths from the rules.

    >>> strengths_of(Rules()) == Strengths()
    True
    """
    return Strengths(
        relevance=rules.relevance_exponent,
        certainty=rules.chance_certainty,
        exploration=rules.exploration,
        room=rules.room_exponent,
        proximity=rules.nearness_gain,
        fairness=rules.fairness_exponent,
        patience=rules.patience_asks,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One candidate beside one question."""

    person: PersonId
    relevance: float  # R, 0..1: `matching.relevance`
    record: Record  # of all offers: how surely somebody reacts
    tried: float = 0.0  # offers in the question's skills that ended, decayed
    good: float = 0.0  # of these, those that ended well
    load: int = 0
    capacity: int = 1
    proximity: float = 0.0  # 1 / (1 + hops), 0 beyond two hops: `matching.graph.closeness`
    asks: float = 0.0  # in the last seven days


def scores(
    standings: Sequence[Standing], seed: int, strengths: Strengths
) -> dict[PersonId, float]:
    """Give the score of every candidate; it depends on the others through their mean asks only."""
    return {
        person: score(terms) for person, terms in terms_of_all(standings, seed, strengths).items()
    }


def terms_of_all(
    standings: Sequence[Standing], seed: int, strengths: Strengths
) -> dict[PersonId, dict[str, float]]:
    """Give the terms of every candidate, each 0..1."""
    mean = math.fsum(each.asks for each in standings) / max(1, len(standings))
    return {each.person: terms_of(each, mean, seed, strengths) for each in standings}


def terms_of(
    standing: Standing, mean_asks: float, seed: int, strengths: Strengths
) -> dict[str, float]:
    """Give the terms of one score, each 0..1."""
    return {
        "relevance": min(1.0, amount(standing.relevance)) ** strengths.relevance,
        "chance": chance(standing, seed, strengths),
        "responsiveness": responsiveness(standing.record),
        "spare_capacity": spare_capacity(standing.load, standing.capacity) ** strengths.room,
        "nearness": nearness(standing.proximity, strengths.proximity),
        "fairness": fairness(standing.asks, mean_asks, strengths),
    }


def score(terms: Mapping[str, float]) -> float:
    """Multiply the terms, to a billionth, so that equal people score equally.

    >>> score({"relevance": 0.5, "chance": 0.5})
    0.25
    """
    return round(math.prod(terms.values()), 9)


def chance(standing: Standing, seed: int, strengths: Strengths) -> float:
    """Draw the chance of a good answer, θ ~ Beta(κ p₀ + s, κ (1 - p₀) + n - s), p₀ = .3 + .5 R.

    s of n offers of the last months in this skill ended well; n is capped at 2 κ, so that R is
    never washed out. The draw depends on seed and person alone: it can be repeated, and a
    newcomer's wide Beta lets them be tried (Thompson sampling: Chapelle and Li 2011). With
    `exploration` e it is the expectation + e · (the draw - the expectation).

    >>> ana = Standing(person=PersonId("ana"), relevance=1.0, record=Record())
    >>> chance(ana, seed=7, strengths=Strengths()) == chance(ana, seed=7, strengths=Strengths())
    True
    >>> round(chance(ana, seed=7, strengths=Strengths(exploration=0.0)), 3)
    0.8
    """
    certainty = strengths.certainty
    expected = CHANCE_LOW + CHANCE_SPAN * min(1.0, amount(standing.relevance))
    ended, well = amount(standing.tried), amount(standing.good)
    tried = min(ended, 2 * certainty)
    good = tried * min(1.0, well / ended) if ended else 0.0
    posterior = (certainty * expected + good) / (certainty + tried)
    if not strengths.exploration:
        return posterior
    key = blake2b(f"{seed}:{standing.person}".encode(errors="replace"), digest_size=8).digest()
    draws = np.random.default_rng(int.from_bytes(key))
    drawn = draws.beta(certainty * expected + good, certainty * (1 - expected) + tried - good)
    return posterior + strengths.exploration * (float(drawn) - posterior)


def responsiveness(record: Record) -> float:
    """Share of the requests somebody reacts to, (reacted + 2.8) / (asked + 4).

    >>> responsiveness(Record()), responsiveness(Record(asked=16, reacted=8))
    (0.7, 0.54)
    """
    share = (amount(record.reacted) + REACTED_PRIOR) / (amount(record.asked) + ASKED_PRIOR)
    return min(1.0, share)


def nearness(proximity: float, gain: float) -> float:
    """Prefer who is near: (1 + .15 · proximity) / 1.15, the divisor keeping it within 1.

    Proximity is 1 / (1 + hops), 0 beyond two hops.

    >>> nearness(1.0, 0.15), round(nearness(0.0, 0.15), 3)
    (1.0, 0.87)
    """
    return (1 + gain * min(1.0, amount(proximity))) / (1 + gain)


def fairness(asks: float, mean_asks: float, strengths: Strengths) -> float:
    """Hold back who was asked much lately: 1 / (1 + m / (5 + m̄)) ^ ½.

    m is the person's asks of the last seven days, m̄ the mean over the candidates read.

    >>> fairness(0, 3, Strengths()), fairness(24, 3, Strengths())
    (1.0, 0.5)
    """
    crowding = amount(asks) / (strengths.patience + amount(mean_asks))
    return float((1 + crowding) ** -strengths.fairness)
