"""Organisations of any size, straight into MongoDB: people, threads, ties, evidence. Seeded.

Ten skills a person of three hundred, the popular ones far more often; three shifts of working
hours; a third of the people have answered, few of them much.
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Any, Final

from pymongo import IndexModel, WriteConcern

from matching.evidence import Evidence, Totals, answered, counted
from matching.model import PersonId
from matching.skills import SkillId
from matching.thread import Answer, AnswerId, Offer, OfferId, OfferState, State, Thread, ThreadId
from storage import codec
from storage.change import Person, Tenant
from storage.driver import Driver
from storage.evidence.documents import (
    evidence_documents,
    head_key,
    new_head,
    totals_documents,
)
from storage.migrations import INDEXES

NOW: Final = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)  # a Wednesday
SKILLS: Final = 300
SKILLS_EACH: Final = 10
WORDS: Final = 20_000
WORDS_EACH: Final = 12
THREADS_MAX: Final = 100_000
AT_ONCE: Final = 1000
UNDER_WAY: Final = 3  # batches
FILLED: Final = ("people", "threads", "ties", "evidence")
ZONES: Final = ("Europe/Berlin", "America/New_York", "Asia/Tokyo")
TEAM: Final = 40

Document = dict[str, Any]


class Crowd:
    """One organisation; the same seed and size give the same."""

    def __init__(self, size: int, tenant: str, seed: int = 7) -> None:
        self.size, self.tenant = size, Tenant(tenant)
        self.draw = random.Random(f"{seed}:{size}")
        self.every_skill = [SkillId(f"skill-{number:03}") for number in range(SKILLS)]
        self._often = list(accumulate(1 / (2 + number) for number in range(SKILLS)))
        self._common = list(accumulate(1 / (20 + number) for number in range(WORDS)))
        self._words = [f"w{number}" for number in range(WORDS)]

    def skills(self, count: int) -> list[SkillId]:
        """Draw different skills, the popular ones more often."""
        found = dict.fromkeys(
            self.draw.choices(self.every_skill, cum_weights=self._often, k=count * 3)
        )
        return list(found)[:count]

    def text(self) -> str:
        """Draw a question's words."""
        return " ".join(self.draw.choices(self._words, cum_weights=self._common, k=WORDS_EACH))

    def people(self) -> Iterator[Document]:
        """Make everybody as a document."""
        usual = codec.person_document(self.tenant, Person(id=PersonId(""), name=""))
        usual |= {"imported": True, "opted_in": True, "reachable": True}
        usual |= {"hours": "mon-fri 09:00-17:00", "languages": ["en"]}
        for number in range(self.size):
            levels = {each: self.draw.randint(1, 5) for each in self.skills(SKILLS_EACH)}
            identity = person_id(number)
            yield {
                **usual,
                "_id": codec.key(self.tenant, identity),
                "id": identity,
                "name": f"Person {number}",
                "department": f"Team {number // TEAM}",
                "manager": person_id(number // TEAM * TEAM),
                "time_zone": ZONES[number % len(ZONES)],
                "skills_given": levels,
                "skill_keys": [codec.skill_key(each, level) for each, level in levels.items()],
            }

    def threads(self) -> Iterator[Thread]:
        """Make past questions, each answered once, oldest first."""
        count = min(self.size, THREADS_MAX)
        for number in range(1, count + 1):
            at = NOW - timedelta(minutes=count - number)
            mentor = person_id(int(self.size / 3 * self.draw.random() ** 3))
            skills = self.skills(3)
            offer = Offer(
                id=OfferId(f"o{number}"),
                mentor=mentor,
                rung=1,
                state=OfferState.ANSWERED,
                due=at,
                reacted=at,
            )
            answer = Answer(
                id=AnswerId(f"a{number}"),
                offer=offer.id,
                mentor=mentor,
                text="Like so.",
                at=at,
                position=number,
                skills=tuple(skills),
            )
            yield Thread(
                id=ThreadId(f"t{number}"),
                learner=person_id(self.draw.randrange(self.size)),
                text=self.text(),
                skills=dict(zip(skills, (1.0, 0.5, 0.25), strict=False)),
                created=at,
                state=State.CLOSED,
                rung=1,
                offers=(offer,),
                answers=(answer,),
                ended=at,
            )


def person_id(number: int) -> PersonId:
    """Give the id of one of them."""
    return PersonId(f"00000000-0000-4000-8000-{number:012d}")


async def fill(driver: Driver, crowd: Crowd) -> None:
    """Write an organisation into an empty database; says on standard error how far it is.

    Indexes are made afterwards, and the disk is not waited for: what is lost is written again.
    """
    for name in FILLED:
        await driver.collection(name).drop_indexes()
    await _insert(driver, "people", crowd.people(), crowd.size)
    totals, people, ties = Totals(), dict[PersonId, Evidence](), Counter[tuple[str, str]]()

    def history() -> Iterator[Document]:
        nonlocal totals
        for each in crowd.threads():
            (answer,) = each.answers
            totals = counted(totals, answer.skills, answer.at.hour)
            before = people.get(answer.mentor, Evidence())
            people[answer.mentor] = answered(before, totals, answer.skills, answer.at.hour)
            ties[each.learner, answer.mentor] += 1
            yield codec.thread_document(crowd.tenant, each)

    def known() -> Iterator[Document]:
        head = {"_id": head_key(crowd.tenant), "tenant": crowd.tenant, **new_head()}
        yield {**head, "serial": totals.answers}
        yield from totals_documents(crowd.tenant, 0, totals)
        for person, each in people.items():
            yield from evidence_documents(crowd.tenant, 0, person, each, each.skills)

    await _insert(driver, "threads", history(), min(crowd.size, THREADS_MAX))
    await _insert(driver, "ties", _ties(crowd.tenant, ties), len(ties))
    counters = sum(1 + len(each.skills) for each in people.values())
    await _insert(driver, "evidence", known(), 2 + len(totals.skills) + counters)
    for name in FILLED:
        print(f"{name}: indexes", file=sys.stderr, flush=True)
        models = [IndexModel(list(keys), **more) for where, keys, more in INDEXES if where == name]
        await driver.collection(name).create_indexes(models)


def _ties(tenant: Tenant, ties: Counter[tuple[str, str]]) -> Iterator[Document]:
    for (learner, mentor), answers in ties.items():
        yield {
            "_id": codec.key(tenant, f"{learner}>{mentor}"),
            "tenant": tenant,
            "learner": learner,
            "mentor": mentor,
            "answered": answers,
            "rated": 0,
            "rating_points": 0.0,
            "at": NOW,
        }


async def _insert(driver: Driver, name: str, documents: Iterable[Document], count: int) -> None:
    """Insert in batches, some of them under way while the next is made."""
    collection = driver.collection(name).with_options(write_concern=WriteConcern(w=1, j=False))
    written, waiting = 0, iter(documents)
    under_way = set[asyncio.Task[Any]]()
    while batch := list(islice(waiting, AT_ONCE)):
        under_way.add(asyncio.create_task(collection.insert_many(batch, ordered=False)))
        if len(under_way) == UNDER_WAY:
            done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
        written += len(batch)
        if written % (20 * AT_ONCE) == 0 or written == count:
            print(f"{name}: {written} of {count}", file=sys.stderr, flush=True)
    await asyncio.gather(*under_way)
