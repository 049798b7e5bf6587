"""The answers in each skill of a whole organisation, for the daily snapshot: bounded reads."""

from collections.abc import Iterable

from matching.model import PersonId
from matching.skills import SkillId
from storage.change import Tenant
from storage.driver import READ_AT_ONCE, Driver
from storage.evidence.documents import COLLECTION, EVERYBODY, WHATEVER, document_key


async def totals_in(
    driver: Driver, tenant: Tenant, edition: int, limit: int
) -> dict[SkillId, int]:
    """Read how many answers each skill got, of so many skills at most."""
    query = {"tenant": tenant, "person": EVERYBODY, "skill": {"$gt": WHATEVER}, "edition": edition}
    cursor = driver.collection(COLLECTION).find(query, {"skill": 1, "answers": 1})
    found = await cursor.limit(limit).batch_size(READ_AT_ONCE).to_list(None)
    return {SkillId(each["skill"]): each["answers"] for each in found}


async def best_in(
    driver: Driver, tenant: Tenant, edition: int, skill: SkillId, limit: int
) -> list[tuple[PersonId, int]]:
    """Read who answers most in a skill lately, best first, with all their answers in it."""
    query = {"tenant": tenant, "edition": edition, "skill": skill, "rank": {"$gte": 0}}
    cursor = driver.collection(COLLECTION).find(query, {"person": 1, "answers": 1})
    found = await cursor.sort("rank", -1).limit(limit).to_list(None)
    return [(PersonId(each["person"]), each["answers"]) for each in found]


async def answers_of(
    driver: Driver, tenant: Tenant, edition: int, pairs: Iterable[tuple[SkillId, PersonId]]
) -> dict[tuple[SkillId, PersonId], int]:
    """Read how often these people answered in these skills; nobody who never did."""
    keys = [document_key(tenant, edition, person, skill) for skill, person in pairs]
    query = {"_id": {"$in": keys}, "tenant": tenant}
    cursor = driver.collection(COLLECTION).find(query, {"person": 1, "skill": 1, "answers": 1})
    found = await cursor.batch_size(READ_AT_ONCE).to_list(None)
    return {(SkillId(each["skill"]), PersonId(each["person"])): each["answers"] for each in found}
