"""The answers of an organisation in the order in which they were kept, a bounded stretch at once.

Answers get their positions in the transactions that keep them, and those are one after the other:
when position 7 can be read, so can 6. Whoever remembers the last position seen misses nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import ThreadId
from storage.change import Tenant
from storage.driver import READ_AT_ONCE, Document, Driver
from storage.evidence.counting import Given

FIELDS: Final[Document] = dict.fromkeys(
    ("id", "text", "skills", "answers.mentor", "answers.at", "answers.position", "answers.skills"),
    1,
)
PHRASED: Final[Document] = dict.fromkeys(("id", "text", "answers.text", "answers.position"), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with those of its answers that lie in the stretch."""

    thread: ThreadId
    text: str
    skills: tuple[SkillId, ...]
    answers: tuple[tuple[int, PersonId], ...]  # position, who


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrased:
    """An answered question in its own words and in those of its answers."""

    thread: ThreadId
    text: str
    answers: tuple[str, ...]
    position: int  # of the newest of these answers


async def answered_between(
    driver: Driver, tenant: Tenant, after: int, to: int
) -> tuple[Answered, ...]:
    """Read the questions that were answered at positions above `after`, up to `to`."""
    found = await _threads(driver, tenant, after, to)
    return tuple(
        Answered(
            thread=ThreadId(each["id"]),
            text=each["text"],
            skills=tuple(map(SkillId, each["skills"])),
            answers=tuple(
                (given["position"], PersonId(given["mentor"]))
                for given in _within(each, after, to)
            ),
        )
        for each in found
    )


async def phrased_between(
    driver: Driver, tenant: Tenant, after: int, to: int
) -> tuple[Phrased, ...]:
    """Read the words of the answers at positions above `after`, up to `to`."""
    found = await _threads(driver, tenant, after, to, PHRASED)
    return tuple(
        Phrased(
            thread=ThreadId(each["id"]),
            text=each["text"],
            answers=tuple(given["text"] for given in within),
            position=max(given["position"] for given in within),
        )
        for each in found
        for within in (tuple(_within(each, after, to)),)
    )


async def given_between(driver: Driver, tenant: Tenant, after: int, to: int) -> list[Given]:
    """Read the answers at positions above `after`, up to `to`, as evidence counts them."""
    found = await _threads(driver, tenant, after, to)
    answers = [each for thread in found for each in _within(thread, after, to)]
    return [
        Given(
            person=PersonId(each["mentor"]),
            skills=tuple(map(SkillId, each["skills"])),
            at=each["at"],
        )
        for each in sorted(answers, key=lambda each: each["position"])
    ]


async def _threads(
    driver: Driver, tenant: Tenant, after: int, to: int, wanted: Document = FIELDS
) -> list[Document]:
    stretch = {"$elemMatch": {"position": {"$gt": after, "$lte": to}}}
    cursor = driver.collection("threads").find({"tenant": tenant, "answers": stretch}, wanted)
    found: list[Document] = await cursor.batch_size(READ_AT_ONCE).to_list(None)
    return found


def _within(thread: Mapping[str, Any], after: int, to: int) -> Iterable[Mapping[str, Any]]:
    return (
        each
        for each in thread["answers"]
        if each.get("position") is not None and after < each["position"] <= to
    )
