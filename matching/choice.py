"""Whom to ask, once it is known who fits: named factors and their product (matching.md §6).

score = R^(.15 u²) · θ · r / (1 + q)^1.25 · (1 + .15 · proximity) / (1 + m / (5 + m̄))^.6, where u
is the share of what is unknown about the candidates' chances. A factor of 0 makes the score 0:
nobody who is full is carried by the other factors. The forms and the strengths are those that won
in `benchmarks.world` and in `matching evaluate` together (docs/matching-trials.md).
"""

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final

import numpy as np

from matching.amounts import amount
from matching.model import PersonId, Record
from matching.rules import Rules

CHANCE_LOW: Final = 0.45  # chance of a good answer where relevance is 0
CHANCE_SPAN: Final = 0.3  # what full relevance adds
REACTED_PRIOR: Final = 2.8  # of ASKED_PRIOR requests: 70 %
ASKED_PRIOR: Final = 4.0
STREAM: Final = 1  # of the generator: an odd number


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """How much each factor counts: rules, or the design of a trial."""

    relevance: float = 0.15  # exponent of R where nothing was tried yet
    certainty: float = 3.0  # κ: ratings that the expectation of a chance is worth
    memory: float = 10.0  # ratings that a record of them is worth at most
    exploration: float = 0.6  # how much of the draw counts, 0..1; 0: the expectation alone
    room: float = 1.25  # exponent of the queue
    proximity: float = 0.15  # what the nearest colleague gains
    fairness: float = 0.6  # exponent of the crowding
    patience: float = 5.0  # asks a week that nobody minds

    def after(self, asked: int) -> "Strengths":
        """Give the strengths for a question that so many people were asked already.

        Exploration and fairness, which are for the good of later questions, count 1/√(1 + asked):
        whoever waited for others is sent to who will probably help.

        >>> Strengths().after(3).fairness == Strengths().fairness / 2
        True
        """
        share = (1 + max(0, asked)) ** -0.5
        return replace(self, exploration=self.exploration * share, fairness=self.fairness * share)


def strengths_of(rules: Rules) -> Strengths:
    """Read the strengths from the rules.

    >>> strengths_of(Rules()) == Strengths()
    True
    """
    return Strengths(
        relevance=rules.relevance_exponent,
        certainty=rules.chance_certainty,
        memory=rules.chance_memory,
        exploration=rules.exploration,
        room=rules.room_exponent,
        proximity=rules.nearness_gain,
        fairness=rules.fairness_exponent,
        patience=rules.patience_asks,
    )


@dataclass(slots=True, kw_only=True)
class Standing:
    """One candidate beside one question."""

    person: PersonId
    relevance: float  # R, 0..1: `matching.relevance`
    record: Record  # of all offers: how surely somebody reacts
    tried: float = 0.0  # ratings in the question's skills, decayed: `matching.verdicts`
    good: float = 0.0  # their points, each 0..1
    load: int = 0
    capacity: int = 1
    proximity: float = 0.0  # 1 / (1 + hops), 0 beyond two hops: `matching.graph.closeness`
    asks: float = 0.0  # in the last seven days


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What the candidates of one question have in common."""

    mean_asks: float  # m̄, in the last seven days
    unknown: float  # u, 0..1: `unknown`


def scores(
    standings: Sequence[Standing], seed: int, strengths: Strengths
) -> dict[PersonId, float]:
    """Give the score of every candidate; it depends on the others through `Field` only."""
    return {
        person: score(terms) for person, terms in terms_of_all(standings, seed, strengths).items()
    }


def terms_of_all(
    standings: Sequence[Standing], seed: int, strengths: Strengths
) -> dict[PersonId, dict[str, float]]:
    """Give the terms of every candidate, each 0..1."""
    field, draws = field_of(standings, strengths), Draws(seed)
    return {each.person: terms_of(each, field, draws, strengths) for each in standings}


def field_of(standings: Sequence[Standing], strengths: Strengths) -> Field:
    """Give what the candidates have in common."""
    return Field(
        mean_asks=math.fsum(amount(each.asks) for each in standings) / max(1, len(standings)),
        unknown=unknown(standings, strengths.certainty),
    )


def terms_of(
    standing: Standing, field: Field, draws: "Draws", strengths: Strengths
) -> dict[str, float]:
    """Give the terms of one score, each 0..1."""
    return {
        "relevance": fit(standing.relevance, field.unknown, strengths.relevance),
        "chance": chance(standing, draws, strengths),
        "responsiveness": responsiveness(standing.record),
        "spare_capacity": room(standing.load, standing.capacity, strengths.room),
        "nearness": nearness(standing.proximity, strengths.proximity),
        "fairness": fairness(standing.asks, field.mean_asks, strengths),
    }


def score(terms: Mapping[str, float]) -> float:
    """Multiply the terms, to a billionth, so that equal people score equally.

    >>> score({"relevance": 0.5, "chance": 0.5})
    0.25
    """
    return round(math.prod(terms.values()), 9)


def unknown(standings: Sequence[Standing], certainty: float) -> float:
    """Share of what is known of a chance that is expectation and not experience.

    The mean of κ / (κ + n) over the candidates, n the ratings in the question's skills:
    the weight of the prior in the mean of a Beta posterior. 1 where nothing was tried yet.

    >>> ana, ben = (
    ...     Standing(person=PersonId(name), relevance=1.0, record=Record(), tried=tried)
    ...     for name, tried in (("ana", 0.0), ("ben", 9.0))
    ... )
    >>> unknown([ana, ben], 3.0), unknown([], 3.0)
    (0.625, 1.0)
    """
    if not standings or certainty <= 0:
        return 1.0
    shares = (certainty / (certainty + amount(each.tried)) for each in standings)
    return math.fsum(shares) / len(standings)


def fit(relevance: float, unknown: float, strength: float) -> float:
    """Prefer who probably answers: R^(.15 u²).

    R tells from past answers who will help as long as nobody was asked. Who answered just now is
    also who is busy just now, so R yields as ratings tell more (u falls); it is the same u for
    everybody, since a newcomer is no less fit for the experience of others. R always counts once
    more in the expectation of `chance`.

    >>> fit(0.0625, 1.0, 0.25), round(fit(0.0625, 0.5, 0.25), 2), fit(1.0, 1.0, 0.25)
    (0.5, 0.84, 1.0)
    """
    return float(min(1.0, amount(relevance)) ** (strength * unknown**2))


class _Generator(threading.local):
    """A generator for each thread: its making costs more than forty draws."""

    def __init__(self) -> None:
        self.bits = np.random.PCG64(0)
        self.state = self.bits.state
        self.draws = np.random.Generator(self.bits)


_GENERATOR: Final = _Generator()


class Draws:
    """The draws of one question; each depends on the seed and the person alone."""

    def __init__(self, seed: int) -> None:
        """Draw nothing yet."""
        self._seed = seed

    def beta(self, person: PersonId, well: float, badly: float) -> float:
        """Draw from Beta(well, badly), the generator being set to a hash of seed and person."""
        key = blake2b(f"{self._seed}:{person}".encode(errors="replace"), digest_size=16).digest()
        made = _GENERATOR
        made.state["state"] = {"state": int.from_bytes(key), "inc": STREAM}
        made.bits.state = made.state
        return made.draws.beta(well, badly)


def chance(standing: Standing, draws: Draws, strengths: Strengths) -> float:
    """Draw the chance of a good answer, θ ~ Beta(κ p₀ + s, κ (1 - p₀) + n - s), p₀ = .45 + .3 R.

    s points of n ratings of the last months in this skill; more than 10 count as 10 at the same
    rate, so that people can still change. The draw depends on seed and person alone: it can be
    repeated, and a newcomer's wide Beta lets them be tried (Thompson sampling: Chapelle and Li
    2011). Given is expectation + .6 · (draw - expectation): a smaller step from what is known
    asks fewer people in vain, and still asks everybody.

    >>> ana = Standing(
    ...     person=PersonId("ana"), relevance=0.5, record=Record(), tried=3.0, good=3.0
    ... )
    >>> round(chance(ana, Draws(7), Strengths(exploration=0.0)), 9)
    0.8
    >>> chance(ana, Draws(7), Strengths()) == chance(ana, Draws(7), Strengths())
    True
    """
    certainty = strengths.certainty
    before = CHANCE_LOW + CHANCE_SPAN * min(1.0, amount(standing.relevance))
    ended, well = amount(standing.tried), amount(standing.good)
    tried = min(ended, strengths.memory)
    good = tried * min(1.0, well / ended) if ended else 0.0
    expected = (certainty * before + good) / (certainty + tried)
    exploration = min(1.0, amount(strengths.exploration))
    if not exploration:
        return expected
    drawn = draws.beta(
        standing.person, certainty * before + good, certainty * (1 - before) + tried - good
    )
    return expected + exploration * (drawn - expected)


def responsiveness(record: Record) -> float:
    """Share of the requests somebody reacts to, (reacted + 2.8) / (asked + 4).

    >>> responsiveness(Record()), responsiveness(Record(asked=16, reacted=8))
    (0.7, 0.54)
    """
    share = (amount(record.reacted) + REACTED_PRIOR) / (amount(record.asked) + ASKED_PRIOR)
    return min(1.0, share)


def room(load: int, capacity: int, strength: float) -> float:
    """Prefer who is free: 1 / (1 + q)^1.25, and 0 where q requests are all that may be held.

    The (q + 1)th request is answered after q others, so that 1 / (1 + q) is the pace at which it
    is answered, as a share of a free person's. The first open request leaves .42 of the score,
    to whoever may hold three as to whoever may hold ten.

    >>> [round(room(load, 3, 1.0), 2) for load in range(4)]
    [1.0, 0.5, 0.33, 0.0]
    """
    held = amount(load)
    return float((1 + held) ** -strength) if held < capacity else 0.0


def nearness(proximity: float, gain: float) -> float:
    """Prefer who is near: (1 + .15 · proximity) / 1.15, the divisor keeping it within 1.

    Proximity is 1 / (1 + hops), 0 beyond two hops.

    >>> nearness(1.0, 0.15), round(nearness(0.0, 0.15), 3)
    (1.0, 0.87)
    """
    return (1 + gain * min(1.0, amount(proximity))) / (1 + gain)


def fairness(asks: float, mean_asks: float, strengths: Strengths) -> float:
    """Hold back who was asked much lately: 1 / (1 + m / (5 + m̄)) ^ .6.

    m is the person's asks of the last seven days, m̄ the mean over the candidates read.

    >>> fairness(0, 3, Strengths()), round(fairness(24, 3, Strengths()), 3)
    (1.0, 0.435)
    """
    crowding = amount(asks) / (strengths.patience + amount(mean_asks))
    return float((1 + crowding) ** -strengths.fairness)
