"""What the call centre's console reads, and the keys that let its people in."""

from datetime import datetime
from typing import Final

from matching.model import PersonId
from matching.sources import Source
from matching.thread import State, Thread
from storage import codec
from storage.change import Door, Key, Person, Tenant
from storage.driver import Driver

ROSTER_MAX: Final = 200
WAITING: Final = (State.OPEN.value, State.TAKEN.value)


async def roster(driver: Driver, tenant: Tenant, source: Source) -> list[Person]:
    """Read the people of a desk who are in the organisation now, by id."""
    query = {"tenant": tenant, "source": source.value, "active": True, "imported": True}
    found = driver.collection("people").find(query).sort("id", 1).limit(ROSTER_MAX)
    return [codec.read(Person, each) for each in await found.to_list(None)]


async def posted(driver: Driver, tenant: Tenant, source: Source, limit: int) -> list[Thread]:
    """Read the questions that stand at a source's places, held or not, oldest first."""
    query = {"tenant": tenant, "posted": source.value, "state": {"$in": WAITING}}
    found = driver.collection("threads").find(query).sort("created", 1).limit(limit)
    return [codec.read(Thread, each) for each in await found.to_list(None)]


async def missed(driver: Driver, tenant: Tenant, source: Source, limit: int) -> list[Thread]:
    """Read open questions that a source's places were passed over for, oldest first."""
    query = {"tenant": tenant, "state": State.OPEN.value, "shortlists.source": source.value}
    found = driver.collection("threads").find(query).sort("created", 1).limit(limit)
    return [codec.read(Thread, each) for each in await found.to_list(None)]


async def keep(driver: Driver, tenant: Tenant, key: Key) -> None:
    """Keep a key; kept twice it is one."""
    document = codec.document_of(tenant, key)
    where = {"_id": document["_id"], "tenant": tenant}
    await driver.collection("sessions").replace_one(where, document, upsert=True)


async def find(
    driver: Driver, tenant: Tenant, identity: str, door: Door, now: datetime
) -> Key | None:
    """Read a key that still opens a door."""
    where = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("sessions").find_one(
        where | {"door": door.value, "ends": {"$gt": now}}
    )
    return None if found is None else codec.read(Key, found)


async def drop(driver: Driver, tenant: Tenant, identity: str) -> bool:
    """Let a key open nothing any more; False where somebody was faster."""
    where = {"_id": codec.key(tenant, identity), "tenant": tenant}
    gone = await driver.collection("sessions").delete_one(where)
    return bool(gone.deleted_count)


async def drop_all(driver: Driver, tenant: Tenant, person: PersonId) -> None:
    """Let nothing that somebody holds open anything any more."""
    await driver.collection("sessions").delete_many({"tenant": tenant, "person": person})
