"""The whole score under the default strengths, over the product's relevance.

The data know no offers, loads or ratings: these factors are as for newcomers. What remains is the
draw, the ties of past answers and fairness, where an answer counts as a request.
"""

from collections import Counter, deque
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from matching.choice import Standing, Strengths, scores
from matching.evaluate.history import PastAnswer, PastQuestion
from matching.evaluate.product import Product
from matching.evaluate.protocol import Scores
from matching.model import PersonId, Record

WEEK: Final = 7.0  # days
LATEST: Final = 100  # answers that count as a week where no times are known
HELPED: Final = 0.5  # proximity at one hop
NEWCOMER: Final = Record()


class FullScore:
    """Ranks by the whole score, which costs agreement with the past by design."""

    def __init__(self, product: Product) -> None:
        """Take the router that ranks the same question just before."""
        self._product = product
        self._lately: deque[PastAnswer] = deque()

    def observe(self, question: PastQuestion, answer: PastAnswer) -> None:  # noqa: ARG002
        """Count the answer as a request of this week."""
        self._lately.append(answer)
        while len(self._lately) > LATEST and (
            answer.hour is None or self._lately[0].at < answer.at - WEEK
        ):
            self._lately.popleft()

    def notice(self, question: PastQuestion, pool: Sequence[PersonId]) -> None:
        """Learn nothing from a question."""

    def rank(self, question: PastQuestion, pool: Sequence[PersonId]) -> Scores:
        """Score everybody in the pool, with a seed of the question's own."""
        asks = Counter(
            each.person
            for each in self._lately
            if question.hour is None or each.at >= question.at - WEEK
        )
        relevance = self._product.relevance
        standings = [
            Standing(
                person=who,
                relevance=relevance[who],
                record=NEWCOMER,
                proximity=HELPED if self._product.helped(question.asker, who) else 0.0,
                asks=asks[who],
            )
            for who in pool
        ]
        key = blake2b(question.id.encode(), digest_size=8).digest()
        return scores(standings, int.from_bytes(key), Strengths())
