"""Send several waiting questions to mentors at once, so that nobody is over their places.

One question after the other would give the first its best mentors and the last what is left. Here
all are looked at together. The rule, each line only where the line above leaves a choice:

1. as many questions as possible get a mentor,
2. as many places as possible are filled,
3. the sum of the scores is the highest there is.

It is the transportation problem, solved exactly (whole numbers, a billionth of a score each) by
successive shortest paths: each question looks for the cheapest chain of moves that makes room for
it, over the prices the earlier ones left. Sources: Tomizawa 1971 (the potentials); Jonker and
Volgenant 1987 (stop at the first end of a chain); Leonard 1983 (the least prices are what one
more place would add). Pure Python and meant for shortlists: at 300 mentors and 20 candidates each,
100 questions take a few ms, 1,000 take some 0.3 s of CPU; the cost grows with the candidates, and
faster than the questions (`python -m benchmarks.assignment`).
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain
from typing import Final

from matching.model import PersonId
from matching.thread import ThreadId

SCALE: Final = 10**9  # units of one score; scores are rounded to a billionth


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
    market = _Market(
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
            mentors[each]: market.demand(each, places.get(mentors[each], 0), named[each])
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


def _drawn(seed: int, name: str) -> bytes:
    """Draw a place among equals, as `matching.pick.draw` does."""
    return hashlib.blake2b(f"{seed}:{name}".encode(errors="replace"), digest_size=8).digest()


class _Market:
    """Questions and mentors by number, who holds whom, and the prices at which that is best.

    `worth` is what a mentor at the margin is worth to a question after the price. Always true, and
    why the end is optimal: score - price >= worth for each mentor a question holds, <= worth for
    each other; a mentor with a free place costs nothing; and worth + `gain` is >= 0 for every
    place a question keeps, <= 0 for every place it gave up.
    """

    def __init__(
        self, *, scores: list[dict[int, int]], free: list[int], wanted: list[int]
    ) -> None:
        self.scores = scores  # of each question, the best first
        self.free = free
        self.wanted = wanted
        self.price = [0] * len(free)
        self.worth = [max(each.values(), default=0) for each in scores]
        self.held: list[set[int]] = [set() for _ in scores]
        self.holders: list[dict[int, None]] = [{} for _ in free]  # a set in the order of entry
        # One more place outweighs every sum of scores, one more question every sum of both.
        self._place_gain = 2 * SCALE * (sum(wanted) + 1)
        self._question_gain = self._place_gain * (sum(wanted) + 2)
        more = [self._place_gain] * max(wanted, default=0)
        self.gain = [0, self._place_gain + self._question_gain, *more]  # of the n-th place

    def clear(self) -> None:
        """Fill the first place of every question, then the second, and so on."""
        for rank in range(max(self.wanted, default=0)):
            for question, wanted in enumerate(self.wanted):
                if wanted > rank:
                    self._fill_one(question)

    def best_first(self, question: int) -> list[int]:
        """Give whom a question holds."""
        return sorted(self.held[question], key=lambda each: (-self.scores[question][each], each))

    def total(self) -> int:
        """Sum the scores of all that is held, in units."""
        pairs = zip(self.scores, self.held, strict=True)
        return sum(scores[mentor] for scores, held in pairs for mentor in held)

    def demand(self, mentor: int, places: int, named_by: int) -> Demand:
        """Take the price of a mentor apart: a question, a place and a rest of score."""
        half = self._place_gain // 2
        questions, rest = divmod(self.price[mentor] + half, self._question_gain)
        filled, rest = divmod(rest, self._place_gain)
        return Demand(
            places=max(0, places),
            named_by=named_by,
            questions=questions,
            filled=filled,
            score=(rest - half) / SCALE,
        )

    def _fill_one(self, question: int) -> None:
        """Fill one more place of a question, if that is worth what it takes from the others."""
        search = _Search(self, question)
        if search.limit > 0:
            search.run()
            for mentor, cost in search.mentor_costs.items():
                self.price[mentor] += max(0, search.limit - cost)
            for other, cost in search.question_costs.items():
                self.worth[other] -= max(0, search.limit - cost)
            self._move(search)

    def _move(self, search: "_Search") -> None:
        """Carry out a chain of moves, from its end to the question it is for."""
        mentor, question = search.free_mentor, search.giver
        if mentor is not None:
            self.free[mentor] -= 1
        while True:
            if mentor is not None:
                question = search.taker[mentor]
                self.held[question].add(mentor)
                self.holders[mentor][question] = None
            if question == search.start:
                return
            mentor = search.loses[question]
            self.held[question].remove(mentor)
            del self.holders[mentor][question]


class _Search:
    """The cheapest chain of moves that fills one more place of `start` (Dijkstra).

    A question takes a mentor, from another question if need be, which takes its next best, and so
    on. The chain ends at a free place, at a question that gives a place up, or at `start`, which
    then goes without. `limit` is the cost of the cheapest end so far: nothing dearer is followed.
    """

    def __init__(self, market: _Market, start: int) -> None:
        self.market = market
        self.start = start
        self.limit = market.worth[start] + market.gain[len(market.held[start]) + 1]
        self.giver = start
        self.free_mentor: int | None = None
        self.question_costs = {start: 0}
        self.mentor_costs: dict[int, int] = {}
        self.taker: dict[int, int] = {}  # mentor -> the question that would take them
        self.loses: dict[int, int] = {}  # question -> the mentor it would lose
        self._heap: list[tuple[int, int]] = []

    def run(self) -> None:
        """Follow the cheapest mentors until no chain can end below the limit."""
        self._take(self.start)
        while self._heap and self._heap[0][0] < self.limit:
            cost, mentor = heappop(self._heap)
            if cost == self.mentor_costs[mentor]:
                self._leave(mentor, cost)

    def _take(self, question: int) -> None:
        """See whom a question could take."""
        market, costs, limit = self.market, self.mentor_costs, self.limit
        base = self.question_costs[question] + market.worth[question]
        held, price = market.held[question], market.price
        for mentor, score in market.scores[question].items():
            if base - score >= limit:
                break  # best scores first, and no price is below 0
            cost = base - score + price[mentor]
            if cost < limit and cost < costs.get(mentor, limit) and mentor not in held:
                costs[mentor] = cost
                self.taker[mentor] = question
                if market.free[mentor]:
                    self.limit = limit = cost
                    self.free_mentor = mentor
                else:
                    heappush(self._heap, (cost, mentor))

    def _leave(self, mentor: int, cost: int) -> None:
        """See which question could let a mentor go."""
        market, known = self.market, self.question_costs
        base = cost - market.price[mentor]
        for question in market.holders[mentor]:
            worth = market.worth[question]
            here = base + market.scores[question][mentor] - worth
            if here < self.limit and here < known.get(question, self.limit):
                known[question] = here
                self.loses[question] = mentor
                gives_up = here + worth + market.gain[len(market.held[question])]
                if gives_up < self.limit:
                    self.limit, self.giver, self.free_mentor = gives_up, question, None
                self._take(question)
