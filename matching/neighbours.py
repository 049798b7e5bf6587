"""The nearest past questions: BM25 over their words and skills, kept in memory by each worker.

The index holds answered questions only. It forgets no question; what a vote is worth fades with
the answers given since. One question costs at most the postings of its words, words of more than
a quarter of the questions left out, so stop words of any language drop out by themselves.
Size: 8 bytes a posting; `python -m benchmarks.flat` prints that of 100,000 questions.
"""

import math
from array import array
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching.amounts import amount
from matching.compact import Chains, Places, Rows
from matching.model import PersonId
from matching.skills import SkillId, words

K1: Final = 1.2  # BM25: how fast repetitions of a word stop counting
B: Final = 0.75  # BM25: how much long questions are discounted
SKILL_WEIGHT: Final = 1.5  # of a shared skill's idf
COMMON: Final = 0.25  # words in a larger share of the questions say nothing
NEAREST: Final = 100  # questions that may vote
THINNED: Final = 8  # one in so many is looked at to tell who cannot be among the nearest
VOTE_HALF_LIFE: Final = 400.0  # answers in the organisation
PREDICTING: Final = 30  # nearest questions that suggest skills
PREDICTED_MAX: Final = 8

NOTHING: Final = array("i")

QuestionNumber = int
Worth = tuple[NDArray[np.int32], NDArray[np.float64]]  # question numbers, and scores beside them


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A past question with its nearness to the present one."""

    number: QuestionNumber
    nearness: float


class QuestionIndex:
    """Answered questions, ready to be found by what they say."""

    __slots__ = (
        *("_answers", "_known", "_lengths", "_numbers", "_people", "_skills"),
        *("_tagged", "_total", "_words"),
    )

    def __init__(self) -> None:
        """Start with no question."""
        self._numbers: dict[str, QuestionNumber] = {}
        self._lengths = array("i")  # in words
        self._total = 0  # words in all
        self._words: dict[str, array[int]] = {}  # number, how often, number, how often, …
        self._tagged: dict[SkillId, array[int]] = {}
        self._skills = Rows()  # of each question, places in `_known`
        self._known = Places[SkillId]()
        self._answers = Chains()  # of each question, places in `_people` and positions
        self._people = Places[PersonId]()

    def __len__(self) -> int:
        """Count the questions."""
        return len(self._skills)

    def answer(
        self, question: str, text: str, skills: Iterable[SkillId], person: PersonId, position: int
    ) -> None:
        """Remember an answer; the first answer of a question puts the question into the index.

        `position` is the answer's place among all answers of the organisation.
        """
        number = self._numbers.get(question)
        if number is None:
            number = self._add(question, text, tuple(dict.fromkeys(skills)))
        self._answers.add(number, self._people.of(person), position)

    def nearest(self, text: str, skills: Iterable[SkillId]) -> list[Neighbour]:
        """Find the nearest questions, nearest first, at most `NEAREST`.

        BM25(text) + 1.5 Σ idf(shared skill), with idf = log(1 + (N - df + .5) / (df + .5)).
        """
        count = len(self)
        if not count:
            return []
        numbers, worth = zip(*(*self._by_words(text), *self._by_skills(skills)), strict=True)
        added = np.bincount(np.concatenate(numbers), np.concatenate(worth), minlength=count)
        scores = added.astype(np.float64, copy=False)
        return [
            Neighbour(number=number, nearness=float(scores[number])) for number in _best(scores)
        ]

    def votes(self, nearest: Sequence[Neighbour], position: int) -> dict[PersonId, float]:
        """Let the nearest questions vote for who answered them, as shares of all votes.

        Σ nearness² · 2^(-(answers given since) / 400), divided by the sum over everybody.
        """
        votes: defaultdict[PersonId, float] = defaultdict(float)
        for each in nearest:
            for person, at in self._answers[each.number]:
                votes[self._people[person]] += each.nearness**2 * math.exp2(
                    (at - position) / VOTE_HALF_LIFE
                )
        total = math.fsum(votes.values())
        return {person: vote / total for person, vote in votes.items()} if total else {}

    def suggested(self, nearest: Sequence[Neighbour]) -> dict[SkillId, float]:
        """Suggest the skills of a question from its nearest: shares of their nearness, sum ≤ 1."""
        found = Tally[SkillId]()
        for each in nearest[:PREDICTING]:
            for skill in self._skills[each.number]:
                found[self._known[skill]] += each.nearness  # type: ignore[assignment]  # a Counter of floats
        total = sum(found.values())
        return {skill: share / total for skill, share in found.most_common(PREDICTED_MAX)}

    def _by_words(self, text: str) -> Iterator[Worth]:
        """Give the questions that share words, and what the words are worth for each."""
        known = (self._words.get(word, NOTHING) for word in sorted(set(_terms(text))))
        found = [each for each in known if len(each) // 2 <= COMMON * len(self) + 5]
        sizes = [len(each) // 2 for each in found]
        postings = np.frombuffer(b"".join(found), dtype=np.int32).reshape(-1, 2)
        numbers, often = postings[:, 0], postings[:, 1]
        lengths = np.frombuffer(self._lengths, dtype=np.int32)
        mean = max(self._total / len(self), 1.0)
        discount = K1 * (1 - B + B * lengths[numbers] / mean)
        gain = often * (K1 + 1) / (often + discount)
        yield numbers, np.repeat([_idf(each, len(self)) for each in sizes], sizes) * gain

    def _by_skills(self, skills: Iterable[SkillId]) -> Iterator[Worth]:
        for skill in sorted(set(skills) & self._tagged.keys()):
            numbers = np.frombuffer(self._tagged[skill], dtype=np.int32)
            yield numbers, np.full(len(numbers), SKILL_WEIGHT * _idf(len(numbers), len(self)))

    def _add(self, question: str, text: str, skills: tuple[SkillId, ...]) -> QuestionNumber:
        number = self._numbers[question] = len(self)
        tally = Tally(_terms(text))
        for word, often in tally.items():
            self._words.setdefault(word, array("i")).extend((number, often))
        for skill in skills:
            self._tagged.setdefault(skill, array("i")).append(number)
        self._lengths.append(tally.total())
        self._total += tally.total()
        self._skills.append(map(self._known.of, skills))
        return number


def question_skills(
    given: Mapping[SkillId, float], suggested: Mapping[SkillId, float]
) -> dict[SkillId, float]:
    """Join the skills a question names with those its neighbours suggest, half and half.

    Named skills share their half by their weights; without any the suggested ones stand alone.

    >>> excel, pivot = SkillId("excel"), SkillId("pivot")
    >>> question_skills({excel: 1.0}, {pivot: 0.8, excel: 0.2})
    {'pivot': 0.4, 'excel': 0.6}
    >>> question_skills({}, {pivot: 0.8})
    {'pivot': 0.8}
    """
    whole = math.fsum(map(amount, given.values()))
    if not whole:
        return dict(suggested)
    joined = {skill: share / 2 for skill, share in suggested.items()}
    for skill, weight in given.items():
        joined[skill] = joined.get(skill, 0.0) + amount(weight) / whole / 2
    return joined


def _terms(text: str) -> list[str]:
    return [word for word in words(text) if len(word) > 1 or not word.isascii()]


def _idf(frequency: int, count: int) -> float:
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _best(scores: NDArray[np.float64]) -> list[int]:
    """Give the places of the best scores above 0, best first, the earlier of equals first."""
    least = _least(scores[::THINNED])  # the best of some are no better than the best of all
    found = np.flatnonzero(scores >= least if least > 0 else scores > 0)
    found = found[scores[found] >= _least(scores[found])]
    return found[np.argsort(-scores[found], kind="stable")][:NEAREST].tolist()  # type: ignore[no-any-return]


def _least(scores: NDArray[np.float64]) -> float:
    """Give the lowest score that is among the best, 0 where there are no more than those."""
    return float(np.partition(scores, -NEAREST)[-NEAREST]) if len(scores) > NEAREST else 0.0
