"""Send several waiting questions to mentors at once, so that nobody is over their places.

One question after the other would give the first its best mentors and the last what is left. Here
all are looked at together. The rule, each line only where the line above leaves a choice:

1. as many questions as possible get a mentor,
2. as many places as possible are filled,
3. the sum of the scores is the highest there is.

The best under this rule is found exactly (`matching.market`). Meant for shortlists: with 300
mentors and 20 candidates each, 100 questions take a few ms, 1,000 some 0.3 s of CPU; the cost
grows with the candidates, and faster than the questions (`python -m benchmarks.assignment`).
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from matching.market import SCALE, Market
from matching.model import PersonId
from matching.thread import ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One question that waits: how many mentors it wants, and what each who may be asked scores.

    Whoever is missing was refused, and so is whoever has a score that is not finite or below 0;
    above 1 counts as 1. Somebody listed twice counts once, at the lower score (or as refused).
    """

    thread: ThreadId
    wanted: int
    scores: tuple[tuple[PersonId, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Somebody whom more questions should go to than they have places for.

    `questions`, `filled` and `score` are the shadow price: what one more place of theirs would
    add to the questions that get a mentor, to the places filled, and to the sum of scores (below
    0 where a further question is worth the loss).
    """

    places: int
    named_by: int  # waiting questions that may be sent to them; always more than `places`
    questions: int
    filled: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who is asked about each question, best score first; every question is named."""

    mentors: Mapping[ThreadId, tuple[PersonId, ...]]
    in_demand: Mapping[PersonId, Demand]  # only those one more place of whom would add something
    score: float  # the sum over all that were assigned


def assign(waiting: Iterable[Waiting], places: Mapping[PersonId, int], seed: int) -> Assignment:
    """Give every waiting question its mentors under the rule above.

    `places` are the requests each mentor may still take; who is missing has none. Between
    assignments that are equally good a draw from the seed decides, never the order of the input.
    A question listed twice counts once: all who are named for it, and the lower `wanted`.

    >>> ana, ben = PersonId("ana"), PersonId("ben")
    >>> def asks(name, *scores):
    ...     return Waiting(thread=ThreadId(name), wanted=1, scores=scores)
    >>> both = assign(
    ...     [asks("pivot", (ana, 0.9), (ben, 0.8)), asks("macro", (ana, 0.7))], {ana: 1, ben: 1}, 7
    ... )
    >>> dict(both.mentors)
    {'macro': ('ana',), 'pivot': ('ben',)}
    >>> both.in_demand[ana]
    Demand(places=1, named_by=2, questions=0, filled=0, score=0.1)
    """
    asks = _merged(waiting)
    names = {mentor for ask in asks for mentor in ask.scores}
    mentors = sorted(names, key=lambda each: (_drawn(seed, each), each))
    number = {mentor: index for index, mentor in enumerate(mentors)}
    asks.sort(key=lambda each: (_drawn(seed, each.thread), each.thread))
    market = Market(
        scores=[{number[who]: value for who, value in ask.ranked(number)} for ask in asks],
        free=[max(0, places.get(mentor, 0)) for mentor in mentors],
        wanted=[ask.wanted for ask in asks],
    )
    market.clear()
    named = Counter(chain.from_iterable(market.scores))
    return Assignment(
        mentors={
            asks[index].thread: tuple(mentors[each] for each in market.best_first(index))
            for index in sorted(range(len(asks)), key=lambda each: asks[each].thread)
        },
        in_demand={
            mentors[each]: _demand(market, each, places.get(mentors[each], 0), named[each])
            for each in sorted(range(len(mentors)), key=lambda each: mentors[each])
            if market.price[each]
        },
        score=market.total() / SCALE,
    )


def in_demand_sentence(demand: Demand) -> str:
    """Say it in plain words, without a name and without the full stop.

    >>> in_demand_sentence(Demand(places=1, named_by=7, questions=0, filled=1, score=0.4))
    'in demand: 7 waiting questions fit, 1 more can be taken; one more place would fill a gap'
    """
    adds = "suit everybody better"
    if demand.filled:
        adds = "fill a gap"
    if demand.questions:
        adds = "give one more question its first mentor"
    return (
        f"in demand: {demand.named_by} waiting questions fit, {demand.places or 'none'} more can "
        f"be taken; one more place would {adds}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """A question as it is solved: usable scores only, in whole units."""

    thread: ThreadId
    scores: Mapping[PersonId, int]
    most: int

    @property
    def wanted(self) -> int:
        return max(0, min(self.most, len(self.scores)))

    def ranked(self, number: Mapping[PersonId, int]) -> list[tuple[PersonId, int]]:
        """Give the best first (chains are cut short sooner), equals as they were drawn."""
        return sorted(self.scores.items(), key=lambda each: (-each[1], number[each[0]]))


def _merged(waiting: Iterable[Waiting]) -> list[_Ask]:
    most: dict[ThreadId, int] = {}
    units: dict[ThreadId, dict[PersonId, int]] = {}
    for each in waiting:
        most[each.thread] = min(each.wanted, most.get(each.thread, each.wanted))
        known = units.setdefault(each.thread, {})
        for mentor, score in each.scores:
            usable = round(min(1.0, score) * SCALE) if 0 <= score < math.inf else -1
            known[mentor] = min(usable, known.get(mentor, usable))
    return [
        _Ask(
            thread=thread,
            most=most[thread],
            scores={mentor: value for mentor, value in known.items() if value >= 0},
        )
        for thread, known in units.items()
    ]


def _demand(market: Market, mentor: int, places: int, named_by: int) -> Demand:
    questions, filled, units = market.price_of(mentor)
    return Demand(
        places=max(0, places),
        named_by=named_by,
        questions=questions,
        filled=filled,
        score=units / SCALE,
    )


def _drawn(seed: int, name: str) -> bytes:
    """Draw a place among equals, as `matching.pick.draw` does."""
    return hashlib.blake2b(f"{seed}:{name}".encode(errors="replace"), digest_size=8).digest()
