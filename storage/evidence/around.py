"""The read around one question: who is best by recent answers, and what is known of candidates.

Its size follows the question's skills and the candidates read, never the company.
"""

import asyncio
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from matching.evidence import Evidence, Totals
from matching.model import PersonId
from matching.skills import SkillId
from storage import codec
from storage.change import Tenant
from storage.driver import READ_AT_ONCE, Document, Driver
from storage.evidence.documents import (
    COLLECTION,
    EVERYBODY,
    WHATEVER,
    Head,
    document_key,
    evidence_of,
    head_key,
    read_head,
    totals_of,
)

CHAMPIONS: Final = 40  # of each skill of a question, best first
LEVELS: Final = (5, 4, 3, 2, 1)
DECLARED_COUNTED: Final = 1000  # of one level; a share of less says nothing
DECLARED_SECONDS: Final = 600.0  # how old the sum of declared levels may be


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What one read of the evidence gives."""

    head: Head
    totals: Totals
    champions: tuple[PersonId, ...]  # best first, the skills in turn; each once


@dataclass(slots=True, kw_only=True)
class Remembered:
    """What a process remembers between two questions of a tenant."""

    edition: int = 0
    declared: dict[SkillId, tuple[float, float]] = field(default_factory=dict)  # sum, when


async def champions(
    driver: Driver, tenant: Tenant, skills: Sequence[SkillId], remembered: Remembered
) -> Around:
    """Read head, totals and champions; without a skill, the champions are the most active."""
    declared, (head, found) = await asyncio.gather(
        _declared(driver, tenant, skills, remembered),
        _edition(driver, tenant, skills, remembered),
    )
    whole = replace(totals_of(each for each in found if "rank" not in each), declared=declared)
    ranked: dict[str, list[PersonId]] = {skill: [] for skill in skills or (WHATEVER,)}
    for each in found:
        if "rank" in each:
            ranked[each["skill"]].append(PersonId(each["person"]))
    turns = zip_longest(*ranked.values())
    best = dict.fromkeys(each for turn in turns for each in turn if each is not None)
    return Around(head=head, totals=whole, champions=tuple(best))


async def of_people(
    driver: Driver,
    tenant: Tenant,
    edition: int,
    who: Iterable[PersonId],
    skills: Iterable[SkillId],
) -> dict[PersonId, Evidence]:
    """Read the evidence of a few people in a few skills; nobody who never answered."""
    wanted = (WHATEVER, *skills)
    keys = [document_key(tenant, edition, person, each) for person in who for each in wanted]
    if not keys:
        return {}
    cursor = driver.collection(COLLECTION).find({"_id": {"$in": keys}, "tenant": tenant})
    return evidence_of(await cursor.batch_size(READ_AT_ONCE).to_list(None))


def with_levels(
    found: Mapping[PersonId, Evidence],
    person: PersonId,
    levels: Mapping[SkillId, int],
    skills: Iterable[SkillId],
) -> Evidence:
    """Give somebody's evidence together with the levels they declared in these skills."""
    declared = {each: levels[each] / LEVELS[0] for each in skills if each in levels}
    return replace(found.get(person, Evidence()), declared=declared)


async def _edition(
    driver: Driver, tenant: Tenant, skills: Sequence[SkillId], remembered: Remembered
) -> tuple[Head, list[Document]]:
    """Read the edition that counts: the remembered one, and again where that has changed."""
    while True:
        edition = remembered.edition
        pipeline = _pipeline(tenant, edition, skills)
        found = await driver.aggregate(COLLECTION, pipeline)
        head = read_head(next((each for each in found if "serial" in each), None))
        if head.edition == edition:
            return head, [each for each in found if "serial" not in each]
        remembered.edition = head.edition


def _pipeline(tenant: Tenant, edition: int, skills: Sequence[SkillId]) -> list[Document]:
    totals = [document_key(tenant, edition, EVERYBODY, each) for each in (WHATEVER, *skills)]
    few = [{"$match": {"_id": {"$in": [head_key(tenant), *totals]}, "tenant": tenant}}]
    return [
        *few,
        *(
            {"$unionWith": {"coll": COLLECTION, "pipeline": _ranked(tenant, edition, each)}}
            for each in skills or (WHATEVER,)
        ),
    ]


def _ranked(tenant: Tenant, edition: int, skill: SkillId) -> list[Document]:
    """Scan the index from the best rank on; a rank is never below 0, totals have none."""
    return [
        {
            "$match": {
                "tenant": tenant,
                "edition": edition,
                "skill": skill,
                "rank": {"$gte": 0},
            }
        },
        {"$sort": {"rank": -1}},
        {"$limit": CHAMPIONS},
        {"$project": {"_id": 0, "person": 1, "skill": 1, "rank": 1}},
    ]


async def _declared(
    driver: Driver, tenant: Tenant, skills: Iterable[SkillId], remembered: Remembered
) -> dict[SkillId, float]:
    """Sum up everybody's declared levels as shares, some minutes old and counted up to a bound."""
    wanted, now = tuple(skills), time.monotonic()
    known = remembered.declared
    stale = [
        each for each in wanted if each not in known or now - known[each][1] > DECLARED_SECONDS
    ]
    sums = await asyncio.gather(*(_declared_in(driver, tenant, each) for each in stale))
    known |= {skill: (total, now) for skill, total in zip(stale, sums, strict=True)}
    return {each: known[each][0] for each in wanted}


async def _declared_in(driver: Driver, tenant: Tenant, skill: SkillId) -> float:
    counts = await asyncio.gather(
        *(
            driver.command(
                {
                    "count": "people",
                    "query": {"tenant": tenant, "skill_keys": codec.skill_key(skill, level)},
                    "limit": DECLARED_COUNTED,
                }
            )
            for level in LEVELS
        )
    )
    return math.fsum(
        level / LEVELS[0] * each["n"] for level, each in zip(LEVELS, counts, strict=True)
    )
