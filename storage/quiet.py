"""Who heard nothing for long, and who does not react: all are looked through, a page at a time."""

from collections.abc import Iterable
from datetime import datetime

from matching.model import PersonId
from matching.sources import COLLEAGUES
from storage import codec
from storage.change import Person, Tenant, Work
from storage.driver import Document, Driver


async def asked_nothing(
    driver: Driver, tenant: Tenant, since: datetime, after: PersonId | None, limit: int
) -> list[Person]:
    """Read colleagues who agreed, can be reached and were asked for nothing since, by id.

    What is planned for later counts as asked.
    """
    nothing = {"$not": {"$gt": since}}
    query = {
        "_id": codec.keys_after(tenant, after or ""),
        "tenant": tenant,
        **dict.fromkeys(("opted_in", "active", "imported", "reachable"), True),
        "source": {"$in": sorted(COLLEAGUES)},
        "address": {"$ne": None},
        **dict.fromkeys(("asked_at", "interrupted_at"), nothing),
    }
    found = driver.collection("people").find(query).sort("_id", 1).limit(limit)
    return [codec.read(Person, each) for each in await found.to_list(None)]


async def silent(
    driver: Driver, tenant: Tenant, offers: int, after: PersonId | None, limit: int
) -> list[Person]:
    """Read people who can be reached and let at least so many offers run out, by id."""
    query = {
        "_id": codec.keys_after(tenant, after or ""),
        "tenant": tenant,
        **dict.fromkeys(("active", "reachable"), True),
        "stays_out": {"$ne": True},
        "silent_offers": {"$gte": offers},
    }
    found = driver.collection("people").find(query).sort("_id", 1).limit(limit)
    return [codec.read(Person, each) for each in await found.to_list(None)]


async def sent_to(
    driver: Driver, tenant: Tenant, who: Iterable[PersonId], since: datetime
) -> frozenset[PersonId]:
    """Name those of a few people to whom any message left since, as far as jobs are kept."""
    left = [Work.DONE.value, Work.UNCERTAIN.value]
    query = {
        "tenant": tenant,
        "to": {"$in": sorted(set(who))},
        "state": {"$in": left},
        "ended": {"$gt": since},
    }
    by_person: list[Document] = [{"$match": query}, {"$group": {"_id": "$to"}}]
    return frozenset(PersonId(each["_id"]) for each in await driver.aggregate("jobs", by_person))
