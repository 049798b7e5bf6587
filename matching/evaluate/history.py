"""Past questions and answers, read from SITE.questions.jsonl.gz and SITE.answers.jsonl.gz."""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from matching.model import PersonId
from matching.skills import SkillId

SECONDS_PER_DAY: Final = 86_400
BODY_READ: Final = 600  # characters of a body


class NotReadableError(ValueError):
    """A data set cannot be read; the text says which file, and why."""


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
    """Read a data set; answers to questions that are not in it are left out."""
    raw_questions = list(rows(folder / f"{site}.questions.jsonl.gz"))
    raw_answers = list(rows(folder / f"{site}.answers.jsonl.gz"))
    if not raw_questions:
        raise NotReadableError(f"{folder}/{site}.questions.jsonl.gz holds no question.")
    timed = bool(raw_questions[0].get("ts"))
    try:
        questions = sorted((_question(row, timed=timed) for row in raw_questions), key=_at)
        known = {each.id for each in questions}
        answers = (_answer(row, timed=timed) for row in raw_answers if str(row["qid"]) in known)
        return History(questions=tuple(questions), answers=tuple(sorted(answers, key=_at)))
    except (KeyError, TypeError, ValueError) as trouble:
        raise NotReadableError(
            f"{folder}/{site}: a row is not as it should be: {trouble!r}."
        ) from trouble


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """Read the rows of a compressed file of JSON lines."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, EOFError, zlib.error, ValueError) as trouble:
        raise NotReadableError(f"{file} cannot be read: {trouble}") from trouble


def _question(row: dict[str, Any], *, timed: bool) -> PastQuestion:
    at = _days(row["ts"]) if timed else float(row["qid"])
    return PastQuestion(
        id=str(row["qid"]),
        at=at,
        title=row["title"] or "",
        body=row["body"] or "",
        skills=tuple(map(SkillId, row["tags"])),
        asker=PersonId(row["asker"]) if row["asker"] else None,
        hour=at * 24 % 24 if timed else None,
    )


def _answer(row: dict[str, Any], *, timed: bool) -> PastAnswer:
    at = _days(row["ts"]) if timed else float(row["aid"])
    return PastAnswer(
        question=str(row["qid"]),
        at=at,
        person=PersonId(row["user"]),
        accepted=bool(row["accepted"]),
        hour=at * 24 % 24 if timed else None,
    )


def _days(time: str) -> float:
    moment = datetime.fromisoformat(time[:19]).replace(tzinfo=UTC)
    return moment.timestamp() / SECONDS_PER_DAY


def _at(post: PastQuestion | PastAnswer) -> float:
    return post.at
