"""The router under test: the product's own counters, index, features and calibration."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.calibration import EVERY, Observation, Version, calibrated
from matching.evaluate.history import PastAnswer, PastQuestion
from matching.evaluate.protocol import Scores
from matching.evidence import Evidence, Totals, answered, counted
from matching.model import PersonId
from matching.neighbours import QuestionIndex, question_skills
from matching.relevance import (
    PRIOR,
    Asked,
    Features,
    Weights,
    features,
    probabilities,
    rescaled,
)

KEPT = 200  # candidates whose features are kept for the refit, best first: what the bot reads


@dataclass(slots=True)
class _Open:
    """A question's candidates as they were when it was asked, waiting for answers."""

    features: Features
    rows: dict[PersonId, int]
    answered: list[int] = field(default_factory=list)


class Product:
    """Relevance as the bot computes it, over the whole pool instead of the candidates read."""

    def __init__(self, prior: Weights = PRIOR) -> None:
        """Start without any history."""
        self.totals = Totals()
        self.people: dict[PersonId, Evidence] = {}
        self.version = Version(weights=prior, questions=0)
        self.versions: list[Version] = []
        self.relevance: Scores = {}  # R of the last ranking
        self._prior = prior
        self._index = QuestionIndex()
        self._ties = Counter[tuple[PersonId | None, PersonId]]()
        self._open: dict[str, _Open] = {}
        self._usable: set[str] = set()  # questions somebody read has answered
        self._refitted = 0

    def observe(self, question: PastQuestion, answer: PastAnswer) -> None:
        """Count an answer: person, totals, index, tie, and the outcome of its question."""
        hour = None if answer.hour is None else int(answer.hour)
        self.totals = counted(self.totals, question.skills, hour)
        before = self.people.get(answer.person, Evidence())
        self.people[answer.person] = answered(before, self.totals, question.skills, hour)
        self._index.answer(
            question.id, question.text, question.skills, answer.person, self.totals.answers
        )
        self._ties[question.asker, answer.person] += 1
        asked = self._open.get(question.id)
        if asked and answer.person in asked.rows:
            asked.answered.append(asked.rows[answer.person])
            self._usable.add(question.id)

    def notice(self, question: PastQuestion, pool: Sequence[PersonId]) -> None:
        """Keep the features for the next refit, as for a scored question."""
        self.rank(question, pool)

    def rank(self, question: PastQuestion, pool: Sequence[PersonId]) -> Scores:
        """Give everybody's probability to answer, refitting first when a refit is due."""
        self._calibrate()
        people = {who: self.people[who] for who in pool}
        rows = features(self._asked(question), people)
        likely = probabilities(rows, self.version.weights)
        best = np.argsort(-likely, kind="stable")[:KEPT]
        self._open[question.id] = _Open(
            features=rows[best].astype(np.float32),
            rows={pool[int(row)]: place for place, row in enumerate(best)},
        )
        self.relevance = rescaled(pool, likely)
        return dict(zip(pool, map(float, likely), strict=True))

    def helped(self, learner: PersonId | None, mentor: PersonId) -> int:
        """Count the answers that one person gave another."""
        return self._ties[learner, mentor]

    def observations(self) -> list[Observation]:
        """Give the questions that somebody read has answered so far, in the order of asking."""
        return [
            Observation(features=each.features, answered=tuple(sorted(set(each.answered))))
            for question, each in self._open.items()
            if question in self._usable
        ]

    def _asked(self, question: PastQuestion) -> Asked:
        nearest = self._index.nearest(question.text, question.skills)
        return Asked(
            totals=self.totals,
            skills=question_skills(
                dict.fromkeys(question.skills, 1.0), self._index.suggested(nearest)
            ),
            votes=self._index.votes(nearest, self.totals.answers),
            hour=question.hour,
        )

    def _calibrate(self) -> None:
        if len(self._usable) - self._refitted < EVERY:
            return
        self._refitted = len(self._usable)
        self.version = calibrated(self.observations(), self._prior)
        self.versions.append(self.version)
