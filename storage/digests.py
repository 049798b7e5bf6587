"""What a digest reads: who gets one, what waits on their skills, and who they are to the gates."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from matching.model import Candidate, PersonId
from matching.rules import Rules
from matching.skills import SkillId
from matching.thread import Thread
from storage import codec
from storage.candidates import FIELDS
from storage.change import Person, Tenant
from storage.driver import Driver

WAITING_READ: Final = 50  # of one person's skills, the oldest first


async def waiting_on(driver: Driver, tenant: Tenant, skills: Iterable[SkillId]) -> list[Thread]:
    """Read open questions on these skills, the oldest first; no more than a bound."""
    query = {"tenant": tenant, "waiting": {"$in": sorted(skills)}}
    found = driver.collection("threads").find(query).sort("created", 1).limit(WAITING_READ)
    return [codec.read(Thread, each) for each in await found.to_list(None)]


async def readers(
    driver: Driver, tenant: Tenant, after: PersonId | None, limit: int
) -> list[Person]:
    """Read people who chose the digest, by id, from one on."""
    query = {"tenant": tenant, "digest": True, "id": {"$gt": after or ""}}
    found = driver.collection("people").find(query).sort("id", 1).limit(limit)
    return [codec.read(Person, each) for each in await found.to_list(None)]


async def candidate(
    driver: Driver, tenant: Tenant, person: PersonId, rules: Rules, now: datetime
) -> Candidate | None:
    """Read one person as the choice sees them; None where they are not known."""
    query = {"_id": codec.key(tenant, person), "tenant": tenant}
    found = await driver.collection("people").find_one(query, FIELDS)
    return None if found is None else codec.candidate_of(found, rules, now)


async def helped_at(
    driver: Driver, tenant: Tenant, mentor: PersonId, learners: Sequence[PersonId]
) -> dict[PersonId, datetime]:
    """Say of each of these learners when this mentor last helped them, where they did."""
    query = {"tenant": tenant, "learner": {"$in": list(learners)}, "mentor": mentor}
    found = driver.collection("ties").find(query, {"learner": 1, "at": 1})
    return {each["learner"]: each["at"] for each in await found.to_list(None) if each.get("at")}
