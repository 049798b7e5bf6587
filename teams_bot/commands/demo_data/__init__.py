"""The demo organisation: sixty invented people, forty skills, ninety days of history.

The files beside this module are made by `generate` and kept, so that they can be read.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LEARNER: Final = "88f6d4ed-a0f0-4323-a3ba-55f1426a4042"  # Lena Hartmann, Sales, Berlin
QUESTION: Final = "How do I pivot a table in Excel so that months become columns?"

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOffer:
    """A past question offered to one mentor."""

    mentor: str
    asked_after: int  # minutes after the question
    reaction: str  # "answered", "passed", "took" (and ran out of time), "expired", "withdrawn"
    minutes: int | None  # from the offer to the first reaction; None when there was none


@dataclass(frozen=True, slots=True, kw_only=True)
class PastThread:
    """A past question with its offers, its answer and its rating. People are named by id."""

    days_ago: float  # before now, whenever that is
    learner: str
    skill: str
    question: str
    offers: tuple[PastOffer, ...]  # in the order of the rungs; the answered one last
    answered_by: str
    answered_after: int  # minutes after the question
    answer: str
    rating: str  # "great", "good", "okay" or "not_helpful"
    minutes_saved: int


def people_csv() -> bytes:
    """The people, for `people import`."""
    return (_HERE / "people.csv").read_bytes()


def skills_csv() -> bytes:
    """The taxonomy, for `skills import`."""
    return (_HERE / "skills.csv").read_bytes()


def history() -> list[PastThread]:
    """The rated threads of the ninety days before now, oldest first."""
    return [
        PastThread(**{**thread, "offers": tuple(PastOffer(**each) for each in thread["offers"])})
        for thread in json.loads((_HERE / "threads.json").read_text(encoding="utf-8"))
    ]


def questions() -> list[str]:
    """What somebody trying the product may ask; the story's question comes first."""
    return (_HERE / "questions.txt").read_text(encoding="utf-8").splitlines()
