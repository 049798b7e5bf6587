"""The market of `matching.assignment`: questions take mentors until no chain of moves gains.

The transportation problem, solved exactly in whole numbers by successive shortest paths: each
question looks for the cheapest chain of moves that makes room for it, over the prices the earlier
ones left. Sources: Tomizawa 1971 (the prices); Jonker and Volgenant 1987 (stop at the first end of
a chain); Leonard 1983 (the least prices are what one more place would add).
"""

from heapq import heappop, heappush
from typing import Final

SCALE: Final = 10**9  # units of one score; scores are rounded to a billionth


class Market:
    """Questions and mentors by number, who holds whom, and the prices at which that is best.

    >>> market = Market(scores=[{0: 9, 1: 8}, {0: 7}], free=[1, 1], wanted=[1, 1])
    >>> market.clear()
    >>> market.held, market.total(), market.price_of(0)
    ([{1}, {0}], 15, (0, 0, 1))

    Always true, and why the end is optimal: at these prices no chain of moves gains anything, and
    a mentor with a free place costs nothing.
    """

    def __init__(
        self, *, scores: list[dict[int, int]], free: list[int], wanted: list[int]
    ) -> None:
        self.scores = scores  # of each question, the best first
        self.free = free
        self.wanted = wanted
        self.price = [0] * len(free)
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

    def price_of(self, mentor: int) -> tuple[int, int, int]:
        """Take what one more place would add apart: questions, places, units of score."""
        half = self._place_gain // 2
        questions, rest = divmod(self.price[mentor] + half, self._question_gain)
        filled, rest = divmod(rest, self._place_gain)
        return questions, filled, rest - half

    def _fill_one(self, question: int) -> None:
        """Fill one more place of a question, if that is worth what it takes from the others."""
        search = _Search(self, question)
        search.run()
        for mentor, cost in search.mentor_costs.items():
            self.price[mentor] += max(0, search.limit - cost)
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

    def __init__(self, market: Market, start: int) -> None:
        self.market = market
        self.start = start
        self.limit = market.gain[len(market.held[start]) + 1]
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
        base = self.question_costs[question]
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
            here = base + market.scores[question][mentor]
            if question not in known or here < known[question]:
                known[question] = here
                self.loses[question] = mentor
                gives_up = here + market.gain[len(market.held[question])]
                if gives_up < self.limit:
                    self.limit, self.giver, self.free_mentor = gives_up, question, None
                self._take(question)
