"""A small forum that is made up: people with favourite subjects, some of whom come and go."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matching.evaluate.history import History, PastAnswer, PastQuestion
from matching.model import PersonId
from matching.skills import SkillId

SUBJECTS = ("excel", "word", "outlook", "teams", "python")


def history(
    questions: int = 120, people: int = 12, seed: int = 1, *, timed: bool = True
) -> History:
    """Make a history in which everybody answers their own subject most."""
    draws = np.random.default_rng(seed)
    asked, given = [], []
    for number in range(questions):
        subject = SUBJECTS[int(draws.integers(len(SUBJECTS)))]
        at = number * 0.25
        asked.append(
            PastQuestion(
                id=str(10 * number),
                at=at if timed else 10.0 * number,
                title=f"Trouble with {subject} case {number}",
                body=f"How does one {subject} on a {int(draws.integers(9))}?",
                skills=(SkillId(subject),),
                asker=PersonId(f"p{int(draws.integers(people))}"),
                hour=at * 24 % 24 if timed else None,
            )
        )
        experts = [p for p in range(people) if p % len(SUBJECTS) == SUBJECTS.index(subject)]
        for turn in range(1 + int(draws.integers(2))):
            who = experts[int(draws.integers(len(experts)))]
            when = at + 0.1 * (turn + 1)
            given.append(
                PastAnswer(
                    question=str(10 * number),
                    at=when if timed else 10.0 * number + turn + 1,
                    person=PersonId(f"p{who}"),
                    accepted=turn == 0,
                    hour=when * 24 % 24 if timed else None,
                )
            )
    return History(questions=tuple(asked), answers=tuple(sorted(given, key=lambda each: each.at)))


def write(folder: Path, site: str, made: History) -> None:
    """Write a history as a data set."""
    timed = made.questions[0].hour is not None
    questions = [
        {
            "site": site,
            "qid": each.id,
            "ord": place,
            "ts": _time(each.at) if timed else None,
            "title": each.title,
            "body": each.body,
            "tags": list(each.skills),
            "asker": each.asker,
            "score": None,
        }
        for place, each in enumerate(made.questions)
    ]
    answers = [
        {
            "site": site,
            "aid": str(place if timed else each.at),
            "qid": each.question,
            "user": each.person,
            "ts": _time(each.at) if timed else None,
            "score": 0,
            "text": "",
            "accepted": each.accepted,
        }
        for place, each in enumerate(made.answers)
    ]
    _dump(folder / f"{site}.questions.jsonl.gz", questions)
    _dump(folder / f"{site}.answers.jsonl.gz", answers)


def _time(days: float) -> str:
    return str(np.datetime64(round(days * 86_400), "s"))


def _dump(file: Path, rows: Sequence[dict[str, object]]) -> None:
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(row)}\n" for row in rows)
