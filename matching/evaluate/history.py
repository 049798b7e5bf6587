"""Past questions and answers, read from SITE.questions.jsonl.gz and SITE.answers.jsonl.gz."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from matching.evaluate.reading import NotReadableError, Row, rows
from matching.model import PersonId
from matching.skills import SkillId

SECONDS_PER_DAY: Final = 86_400
BODY_READ: Final = 600  # characters of a body
QUESTIONS: Final = ".questions.jsonl.gz"
ANSWERS: Final = ".answers.jsonl.gz"

Post = TypeVar("Post", "PastQuestion", "PastAnswer")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastQuestion:
    """A question as it was asked. `at` is days, or an ascending id where no times are known."""

    id: str
    at: float
    title: str
    body: str
    skills: tuple[SkillId, ...]
    asker: PersonId | None
    hour: float | None = None  # of the day, UTC

    @property
    def text(self) -> str:
        """What is compared: the title counts twice."""
        return f"{self.title} {self.title} {self.body[:BODY_READ]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAnswer:
    """An answer as it was given."""

    question: str
    at: float
    person: PersonId
    accepted: bool
    hour: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Questions and answers, each in their order of time; every answer has its question."""

    questions: Sequence[PastQuestion]
    answers: Sequence[PastAnswer]


def read_history(folder: Path, site: str) -> History:
    """Read a data set; of posts that are there twice the first counts.

    Answers to questions that are not in it are left out.
    """
    sites = sorted(each.name.removesuffix(QUESTIONS) for each in folder.glob(f"*{QUESTIONS}"))
    if site not in sites:
        there = f"it has {', '.join(sites)}" if sites else "it has none"
        raise NotReadableError(f"{folder} has no file {site}{QUESTIONS}; of such sites {there}.")
    asked = list(rows(folder / f"{site}{QUESTIONS}"))
    given = list(rows(folder / f"{site}{ANSWERS}"))
    if not asked:
        raise NotReadableError(f"{folder / site}{QUESTIONS} holds no question.")
    timed = any("ts" in each for each in asked)
    questions = {each.id: each for each in reversed([_question(row, timed) for row in asked])}
    answers = {row.name("aid"): row for row in reversed(given) if row.name("qid") in questions}
    return History(
        questions=_in_order(reversed(questions.values())),
        answers=_in_order(_answer(row, timed) for row in reversed(answers.values())),
    )


def _question(row: Row, timed: bool) -> PastQuestion:  # noqa: FBT001 - of the whole data set
    at = _days(row) if timed else row.number("qid")
    return PastQuestion(
        id=row.name("qid"),
        at=at,
        title=row.text("title"),
        body=row.text("body"),
        skills=tuple(map(SkillId, row.names("tags"))),
        asker=PersonId(row.name("asker")) if row.text("asker") else None,
        hour=at * 24 % 24 if timed else None,
    )


def _answer(row: Row, timed: bool) -> PastAnswer:  # noqa: FBT001 - of the whole data set
    at = _days(row) if timed else row.number("aid")
    return PastAnswer(
        question=row.name("qid"),
        at=at,
        person=PersonId(row.name("user")),
        accepted=row.truth("accepted"),
        hour=at * 24 % 24 if timed else None,
    )


def _days(row: Row) -> float:
    return row.moment("ts").timestamp() / SECONDS_PER_DAY


def _in_order(posts: Iterable[Post]) -> tuple[Post, ...]:
    return tuple(sorted(posts, key=lambda each: each.at))
