"""The routers to beat: the reference combination of matching.md §2, recent activity and chance.

Their half-lives are shares of the whole history's length, as in the reference: a knowledge of the
future that the product's router does not have.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from matching.evaluate.history import BODY_READ, PastAnswer, PastQuestion
from matching.evaluate.protocol import Scores
from matching.model import PersonId
from matching.skills import SkillId

WORD: Final = re.compile(r"[a-z][a-z0-9+#_-]+")
STOP_WORDS: Final = (
    "the a an and or of to in on for is are was be it its this that with as at by from i you "
    "we my me can do does how what why when which not if but so have has am any there would "
    "could should will want need get using use used like just some more also than then them "
    "they "
)
STOP: Final = frozenset(STOP_WORDS.split())
VOTERS: Final = 50
PREDICTING: Final = 30
PREDICTED_MAX: Final = 8
TINY: Final = 1e-12

Dated = tuple[PersonId, float]


class _Blind:
    """Learns from answers only."""

    def notice(self, question: PastQuestion, pool: Sequence[PersonId]) -> None:
        """Learn nothing from a question."""


class Chance(_Blind):
    """Everybody alike: the draw among equals decides."""

    def observe(self, question: PastQuestion, answer: PastAnswer) -> None:
        """Learn nothing."""

    def rank(self, question: PastQuestion, pool: Sequence[PersonId]) -> Scores:  # noqa: ARG002
        """Score all alike."""
        return dict.fromkeys(pool, 0.0)


class RecentActivity(_Blind):
    """Σ 2^(-age / half-life) over somebody's answers."""

    def __init__(self, half_life: float) -> None:
        """Take the half-life in the unit of the history's times."""
        self._half_life = half_life
        self._answers: defaultdict[PersonId, list[float]] = defaultdict(list)

    def observe(self, question: PastQuestion, answer: PastAnswer) -> None:  # noqa: ARG002
        """Note who answered when."""
        self._answers[answer.person].append(answer.at)

    def rank(self, question: PastQuestion, pool: Sequence[PersonId]) -> Scores:
        """Sum up what is recent."""
        return {
            who: sum(0.5 ** ((question.at - at) / self._half_life) for at in self._answers[who])
            for who in pool
        }


class Combination(_Blind):
    """The reference combination, with tags or from the text alone.

    With tags: .4 L(activity, half-life 1 %) + .4 L(tag recency, 30 %) + .2 L(votes, 10 %), L the
    min-max of log(1 + 50 x / max). Text only: .3 S(activity, 1 %) + .4 S(predicted-tag recency,
    3 %) + .3 S(votes, half-life three histories), S the min-max of the square root.
    """

    def __init__(self, span: float, *, text_only: bool) -> None:
        """Take the length of the history in the unit of its times."""
        self._text_only = text_only
        self._activity = RecentActivity(0.01 * span)
        self._tag_half_life = (0.03 if text_only else 0.3) * span
        self._vote_half_life = (3.0 if text_only else 0.1) * span
        self._scale: Callable[[Scores], Scores] = _root if text_only else _damped
        self._weights = (0.3, 0.4, 0.3) if text_only else (0.4, 0.4, 0.2)
        self._by_tag: defaultdict[SkillId, list[Dated]] = defaultdict(list)
        self._answers: defaultdict[str, list[Dated]] = defaultdict(list)
        self._seen = 0
        self._tags: dict[str, tuple[SkillId, ...]] = {}
        self._lengths: dict[str, int] = {}
        self._words: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)

    def observe(self, question: PastQuestion, answer: PastAnswer) -> None:
        """Note the answer under its tags and its question."""
        self._activity.observe(question, answer)
        self._seen += 1
        for tag in question.skills:
            self._by_tag[tag].append((answer.person, answer.at))
        if question.id not in self._lengths:
            tally = Counter(_tokens(question.text))
            self._lengths[question.id] = tally.total()
            self._tags[question.id] = question.skills
            for word, often in tally.items():
                self._words[word].append((question.id, often))
        self._answers[question.id].append((answer.person, answer.at))

    def rank(self, question: PastQuestion, pool: Sequence[PersonId]) -> Scores:
        """Add up the three scaled scores."""
        if not pool:
            return {}
        nearest = self._nearest(question)
        tags = self._predicted(nearest) if self._text_only else dict.fromkeys(question.skills, 1.0)
        parts = [
            self._scale(self._activity.rank(question, pool)),
            self._scale(self._by_tags(question, pool, tags)),
            self._scale(self._votes(question, pool, nearest)),
        ]
        return {
            who: sum(w * part[who] for w, part in zip(self._weights, parts, strict=True))
            for who in pool
        }

    def _nearest(self, question: PastQuestion) -> list[tuple[str, float]]:
        count = len(self._lengths)
        mean = sum(self._lengths.values()) / max(1, count)
        scores: defaultdict[str, float] = defaultdict(float)
        for word in set(_tokens(f"{question.title} {question.body[:BODY_READ]}")):
            found = self._words.get(word, ())
            idf = math.log(1 + (count - len(found) + 0.5) / (len(found) + 0.5))
            for each, often in found:
                length = 0.25 + 0.75 * self._lengths[each] / mean
                scores[each] += idf * often * 2.2 / (often + 1.2 * length)
        return sorted(scores.items(), key=lambda each: -each[1])[:VOTERS]

    def _predicted(self, nearest: Sequence[tuple[str, float]]) -> Mapping[SkillId, float]:
        shares: defaultdict[SkillId, float] = defaultdict(float)
        for each, nearness in nearest[:PREDICTING]:
            for tag in self._tags[each]:
                shares[tag] += nearness
        total = sum(shares.values()) or 1.0
        best = sorted(shares.items(), key=lambda each: -each[1])[:PREDICTED_MAX]
        return {tag: share / total for tag, share in best}

    def _by_tags(
        self, question: PastQuestion, pool: Sequence[PersonId], tags: Mapping[SkillId, float]
    ) -> Scores:
        scores = dict.fromkeys(pool, 0.0)
        for tag, weight in tags.items():
            found = self._by_tag.get(tag, ())
            idf = weight * math.log(1 + self._seen / (1 + len(found)))
            _add(scores, found, question.at, self._tag_half_life, idf)
        return scores

    def _votes(
        self,
        question: PastQuestion,
        pool: Sequence[PersonId],
        nearest: Sequence[tuple[str, float]],
    ) -> Scores:
        scores = dict.fromkeys(pool, 0.0)
        for each, nearness in nearest:
            _add(scores, self._answers[each], question.at, self._vote_half_life, nearness)
        return scores


def _add(
    scores: dict[PersonId, float],
    answers: Sequence[Dated],
    now: float,
    half_life: float,
    weight: float,
) -> None:
    for person, at in answers:
        if person in scores:
            scores[person] += weight * 0.5 ** ((now - at) / half_life)


def _tokens(text: str) -> list[str]:
    return [word for word in WORD.findall(text.lower()) if word not in STOP]


def _unit(scores: Scores) -> Scores:
    low, high = min(scores.values()), max(scores.values())
    return {who: (score - low) / (high - low + TINY) for who, score in scores.items()}


def _damped(scores: Scores) -> Scores:
    highest = max(scores.values()) + TINY
    return _unit({who: math.log1p(50 * score / highest) for who, score in scores.items()})


def _root(scores: Scores) -> Scores:
    return _unit({who: math.sqrt(score) for who, score in scores.items()})
