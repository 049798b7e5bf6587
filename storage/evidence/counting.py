"""Answers become evidence: read what they change, fold, write. One read and one write, any number.

The arithmetic is `matching.evidence` alone. Inside a transaction that is safe: whoever counts
answers changes the head, so two who count at once are one after the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import ReplaceOne, UpdateOne

from matching.evidence import Evidence, Totals, answered, counted
from matching.model import PersonId
from matching.skills import SkillId
from storage.change import Tenant
from storage.driver import READ_AT_ONCE, Document, Driver
from storage.evidence.documents import (
    COLLECTION,
    EVERYBODY,
    WHATEVER,
    Head,
    evidence_documents,
    evidence_of,
    head_key,
    new_head,
    read_head,
    totals_documents,
    totals_of,
)

Write = ReplaceOne[Document] | UpdateOne


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer as evidence counts it."""

    person: PersonId
    skills: tuple[SkillId, ...]  # of the question
    at: datetime


async def count(driver: Driver, tenant: Tenant, session: Any, given: Sequence[Given]) -> Head:
    """Count new answers, in their order; give the head as it was before.

    The answers get the positions that follow its serial.
    """
    touched = await _touched(driver, tenant, given, session)
    head = read_head(next((each for each in touched if "serial" in each), None))
    moves = UpdateOne(
        {"_id": head_key(tenant), "tenant": tenant},
        {"$inc": {"serial": len(given)}, "$setOnInsert": new_head(without="serial")},
        upsert=True,
    )
    writes: list[Write] = [moves, *_folded(tenant, head.edition, touched, given)]
    await driver.collection(COLLECTION).bulk_write(writes, session=session)
    return head


async def count_in(driver: Driver, tenant: Tenant, edition: int, given: Sequence[Given]) -> None:
    """Count answers in an edition that nobody reads yet."""
    touched = await _touched(driver, tenant, given, None)
    writes = _folded(tenant, edition, touched, given)
    await driver.collection(COLLECTION).bulk_write(writes)


async def reworded(driver: Driver, tenant: Tenant, session: Any) -> None:
    """Note that the text of an answered question is no longer what an index may have read."""
    await driver.collection(COLLECTION).update_one(
        {"_id": head_key(tenant), "tenant": tenant}, {"$inc": {"reworded": 1}}, session=session
    )


async def _touched(
    driver: Driver, tenant: Tenant, given: Iterable[Given], session: Any
) -> list[Document]:
    people = {each.person for each in given}
    skills = {skill for each in given for skill in each.skills}
    totals = {"person": EVERYBODY, "skill": {"$in": [WHATEVER, *sorted(skills)]}}
    wholes = {"person": {"$in": sorted(people)}, "skill": WHATEVER}
    query = {"tenant": tenant, "$or": [{"tenant": tenant, **each} for each in (totals, wholes)]}
    cursor = driver.collection(COLLECTION).find(query, session=session)
    found: list[Document] = await cursor.batch_size(READ_AT_ONCE).to_list(None)
    return found


def _folded(
    tenant: Tenant, edition: int, touched: Iterable[Document], given: Iterable[Given]
) -> list[ReplaceOne[Document]]:
    """Fold answers onto what is known, and write what changed."""
    before = [each for each in touched if each["edition"] == edition and "serial" not in each]
    totals, people = totals_of(before), evidence_of(before)
    for each in given:
        totals, people[each.person] = _one(totals, people.get(each.person), each)
    changed: dict[PersonId, set[SkillId]] = defaultdict(set)
    for each in given:
        changed[each.person].update(each.skills)
    documents = totals_documents(tenant, edition, totals)
    for person, skills in changed.items():
        documents += evidence_documents(tenant, edition, person, people[person], sorted(skills))
    return [
        ReplaceOne({"_id": each["_id"], "tenant": tenant}, each, upsert=True) for each in documents
    ]


def _one(totals: Totals, evidence: Evidence | None, given: Given) -> tuple[Totals, Evidence]:
    hour = given.at.astimezone(UTC).hour
    after = counted(totals, given.skills, hour)
    return after, answered(evidence or Evidence(), after, given.skills, hour)
