"""The reads: each bounded, each by an index, each naming its tenant."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from matching.model import PersonId
from matching.skills import Skill, SkillId, Taxonomy
from matching.thread import State, Thread, ThreadId
from matching.verdicts import Verdicts
from storage import codec
from storage.change import Deflection, Draft, DraftId, Person, Reveal, Tenant
from storage.driver import Driver
from storage.migrations import ANY_CASE

REVEALS_READ: Final = 100
CALLED_MAX: Final = 10  # suggestions of one thread that are looked up
IN_HAND: Final = (State.TAKEN.value, State.ANSWERED.value)


async def person(driver: Driver, tenant: Tenant, identity: PersonId) -> Person | None:
    """Read one person."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("people").find_one(query)
    return None if found is None else codec.read(Person, found)


async def names(driver: Driver, tenant: Tenant, who: Iterable[PersonId]) -> dict[PersonId, str]:
    """Read the names of a few people."""
    wanted = [codec.key(tenant, each) for each in set(who)]
    query = {"_id": {"$in": wanted}, "tenant": tenant}
    cursor = driver.collection("people").find(query, {"id": 1, "name": 1})
    return {each["id"]: each["name"] for each in await cursor.to_list(None)}


async def verdicts(driver: Driver, tenant: Tenant, identity: PersonId) -> dict[SkillId, Verdicts]:
    """Read the ratings of one person's answers, by skill; none of somebody unknown."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("people").find_one(query, {"verdicts": 1})
    return codec.verdicts_of(found or {})


async def people_called(driver: Driver, tenant: Tenant, words: Iterable[str]) -> set[PersonId]:
    """Find people by their whole name or mail, in any case; what two people share names nobody."""
    found: set[PersonId] = set()
    for each in sorted(set(words))[:CALLED_MAX]:
        plain = each.strip().removeprefix("@").strip()
        either = [{"tenant": tenant, "name": plain}, {"tenant": tenant, "mail": plain}]
        query = {"tenant": tenant, "$or": either}
        cursor = driver.collection("people").find(query, {"id": 1})
        people = {one["id"] for one in await cursor.collation(ANY_CASE).limit(2).to_list(None)}
        found |= people if plain and len(people) == 1 else set()
    return found


async def thread(driver: Driver, tenant: Tenant, identity: ThreadId) -> Thread | None:
    """Read one thread."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("threads").find_one(query)
    return None if found is None else codec.read(Thread, found)


async def threads_by(
    driver: Driver, tenant: Tenant, identities: Iterable[ThreadId]
) -> list[Thread]:
    """Read a few threads by their ids, in the order of the ids."""
    wanted = [codec.key(tenant, each) for each in identities]
    query = {"_id": {"$in": wanted}, "tenant": tenant}
    found = await driver.collection("threads").find(query).to_list(None)
    place = {name: number for number, name in enumerate(wanted)}
    found.sort(key=lambda each: place[each["_id"]])
    return [codec.read(Thread, each) for each in found]


async def reveals(driver: Driver, tenant: Tenant, thread: ThreadId) -> list[Reveal]:
    """Read who was shown who asked a question, the earliest first."""
    cursor = driver.collection("reveals").find({"tenant": tenant, "thread": thread})
    found = await cursor.sort("at", 1).limit(REVEALS_READ).to_list(None)
    return [codec.read(Reveal, each) for each in found]


async def thread_from(
    driver: Driver, tenant: Tenant, learner: PersonId, origin: str
) -> Thread | None:
    """Read the thread that a message of this learner became."""
    query = {"tenant": tenant, "learner": learner, "origin": origin}
    found = await driver.collection("threads").find_one(query)
    return None if found is None else codec.read(Thread, found)


async def threads(
    driver: Driver, tenant: Tenant, query: Mapping[str, Any], limit: int
) -> list[Thread]:
    """Read the newest threads that match."""
    cursor = driver.collection("threads").find({"tenant": tenant, **query})
    found = await cursor.sort("created", -1).limit(limit).to_list(None)
    return [codec.read(Thread, each) for each in found]


async def in_hand(
    driver: Driver, tenant: Tenant, who: PersonId, fresh_since: datetime
) -> list[Thread]:
    """Read the threads a plain message may belong to: taken, or freshly answered."""
    mentor = {
        "tenant": tenant,
        "live": who,
        "offers": {"$elemMatch": {"mentor": who, "state": "taken"}},
        "state": {"$in": IN_HAND},
    }
    learner = {
        "tenant": tenant,
        "learner": who,
        "state": State.ANSWERED.value,
        "answers": {
            "$elemMatch": {
                "rating": None,
                "reported": {"$ne": True},
                "at": {"$gte": fresh_since},
            }
        },
    }
    collection = driver.collection("threads")
    taken, fresh = await asyncio.gather(
        collection.find(mentor).limit(3).to_list(None),
        collection.find(learner).sort("created", -1).limit(3).to_list(None),
    )
    return [codec.read(Thread, each) for each in (*taken, *fresh)]


def wording_of(person: PersonId, words: str) -> dict[str, Any]:
    """Make the filter of threads that hold something a person wrote, other than `words`."""
    other = {"$nin": ["", words]}
    as_learner = [
        {"text": other},
        {"answers.thanks": {"$gt": ""}},
        {"follow_ups": {"$elemMatch": {"sender": person, "text": other}}},
    ]
    as_mentor = [
        {"answers": {"$elemMatch": {"mentor": person, "text": other}}},
        {"follow_ups": {"$elemMatch": {"sender": person, "text": other}}},
        {"offers": {"$elemMatch": {"mentor": person, "suggestion": {"$gt": ""}}}},
        {"offers": {"$elemMatch": {"mentor": person, "reason": {"$gt": ""}}}},
        {"sealed": {"$elemMatch": {"mentor": person, "text": other}}},
        {"joint.writer": person, "joint.text": other},
        {"joint.objections": {"$elemMatch": {"mentor": person, "text": other}}},
    ]
    return {
        "$or": [
            {"learner": person, "$or": as_learner},
            {"offers.mentor": person, "$or": as_mentor},
        ]
    }


async def draft(driver: Driver, tenant: Tenant, identity: DraftId) -> Draft | None:
    """Read one draft."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("drafts").find_one(query)
    return None if found is None else codec.read(Draft, found)


async def deflection(driver: Driver, tenant: Tenant, identity: DraftId) -> Deflection | None:
    """Read what became of a draft that a past answer solved."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("deflections").find_one(query)
    return None if found is None else codec.read(Deflection, found)


async def deflected(
    driver: Driver, tenant: Tenant, since: str
) -> Mapping[tuple[str, bool | None], int]:
    """Count deflections by day, from a day on, and by what the learner said later."""
    by_day = {"_id": {"day": "$day", "truly": "$truly"}, "count": {"$sum": 1}}
    match = {"tenant": tenant, "day": {"$gte": since}}
    found = await driver.aggregate("deflections", [{"$match": match}, {"$group": by_day}])
    return {(each["_id"]["day"], each["_id"]["truly"]): each["count"] for each in found}


async def taxonomy_stamp(driver: Driver, tenant: Tenant) -> str:
    """Name the newest change of the organisation's skills."""
    found = driver.collection("skills").find({"tenant": tenant}, {"_id": 0, "stamp": 1})
    newest = await found.sort("stamp", -1).limit(1).to_list(None)
    return str(newest[0].get("stamp")) if newest else ""


async def taxonomy(driver: Driver, tenant: Tenant) -> Taxonomy:
    """Read the organisation's skills."""
    cursor = driver.collection("skills").find({"tenant": tenant})
    return Taxonomy(codec.read(Skill, each) for each in await cursor.to_list(None))
