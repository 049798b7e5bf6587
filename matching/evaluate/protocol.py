"""The strict prequential protocol: a router knows the answers given before a question, only."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final, Protocol

from matching.evaluate.history import History, PastAnswer, PastQuestion
from matching.model import PersonId

ANSWERS_MIN: Final = 2  # answers seen so far that make somebody part of the pool
SCORED: Final = 0.2  # the latest share of the questions

Scores = Mapping[PersonId, float]


class Router(Protocol):
    """Anything that can say whom to ask."""

    def observe(self, question: PastQuestion, answer: PastAnswer) -> None:
        """See an answer, with its question as it became known (skills included)."""

    def notice(self, question: PastQuestion, pool: Sequence[PersonId]) -> None:
        """See a question that is not scored."""

    def rank(self, question: PastQuestion, pool: Sequence[PersonId]) -> Scores:
        """Score everybody in the pool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """One scored question: everybody in the pool, best first, by the name of the router."""

    question: str
    ranked: Mapping[str, Sequence[PersonId]]
    relevant: frozenset[PersonId]
    accepted: PersonId | None
    milliseconds: Mapping[str, float]


def replay(
    history: History,
    routers: Mapping[str, Router],
    *,
    text_only: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Iterator[Ranking]:
    """Replay a history and give a ranking for each question that can be scored.

    Scored are the last 20 % of the questions with at least one relevant person: one who did
    answer and is in the pool, which is everybody with two answers so far, without the asker.
    `text_only` hides the skills of the question that is ranked. Among equal scores a draw decides.
    """
    by_id = {each.id: each for each in history.questions}
    answerers, accepted = _outcomes(history)
    counts = Counter[PersonId]()
    seen, first = 0, int(len(history.questions) * (1 - SCORED))
    for number, question in enumerate(history.questions):
        while seen < len(history.answers) and history.answers[seen].at < question.at:
            answer = history.answers[seen]
            for router in routers.values():
                router.observe(by_id[answer.question], answer)
            counts[answer.person] += 1
            seen += 1
        pool = [who for who, n in counts.items() if n >= ANSWERS_MIN and who != question.asker]
        relevant = frozenset(pool) & answerers[question.id]
        asked = replace(question, skills=()) if text_only else question
        progress(number + 1, len(history.questions))
        if number < first or not relevant:
            for router in routers.values():
                router.notice(asked, pool)
        else:
            timed = {name: _timed(router, asked, pool) for name, router in routers.items()}
            yield Ranking(
                question=question.id,
                ranked={
                    name: _ordered(scores, question.id) for name, (scores, _) in timed.items()
                },
                relevant=relevant,
                accepted=next((e for e in accepted[question.id] if e in relevant), None),
                milliseconds={name: spent for name, (_, spent) in timed.items()},
            )


def _outcomes(
    history: History,
) -> tuple[Mapping[str, set[PersonId]], Mapping[str, list[PersonId]]]:
    """Give for each question who answered it, and whose answer was accepted."""
    answerers: defaultdict[str, set[PersonId]] = defaultdict(set)
    accepted: defaultdict[str, list[PersonId]] = defaultdict(list)
    for answer in history.answers:
        answerers[answer.question].add(answer.person)
        if answer.accepted:
            accepted[answer.question].append(answer.person)
    return answerers, accepted


def _timed(
    router: Router, question: PastQuestion, pool: Sequence[PersonId]
) -> tuple[Scores, float]:
    started = time.perf_counter()
    scores = router.rank(question, pool)
    return scores, 1000 * (time.perf_counter() - started)


def _ordered(scores: Scores, question: str) -> list[PersonId]:
    return sorted(scores, key=lambda who: (-scores[who], _draw(question, who)))


def _draw(question: str, person: PersonId) -> bytes:
    return blake2b(f"{question}:{person}".encode(errors="replace"), digest_size=8).digest()
