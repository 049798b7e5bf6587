"""Looking at the queue: what became of a message, how much waits."""

from collections.abc import Callable, Iterable
from datetime import datetime

from matching.model import PersonId
from matching.thread import ThreadId
from storage import codec
from storage.change import Address, Quoting, Tenant, Work
from storage.driver import Driver
from storage.jobs.pacing import NOW


async def sent_id(driver: Driver, tenant: Tenant, job: str) -> str | None:
    """Give the id Teams gave to the message of a job that was sent."""
    query = {"_id": codec.key(tenant, job), "tenant": tenant}
    found = await driver.collection("jobs").find_one(query, {"sent_id": 1})
    return None if found is None else found.get("sent_id")


async def sent_where(driver: Driver, tenant: Tenant, job: str) -> Address | None:
    """Give where the message of a job was sent, if it names an address itself."""
    query = {"_id": codec.key(tenant, job), "tenant": tenant, "sent_id": {"$ne": None}}
    found = await driver.collection("jobs").find_one(query, {"address": 1})
    address = None if found is None else found["address"]
    return None if address is None else codec.read(Address, address)


async def unsent(driver: Driver, tenant: Tenant, jobs: Iterable[str]) -> frozenset[str]:
    """Name those of these messages that wait, and of which nothing can have arrived."""
    query = {
        "_id": {"$in": [codec.key(tenant, each) for each in jobs]},
        "tenant": tenant,
        "state": {"$in": [Work.PENDING.value, Work.LEASED.value]},
        "ambiguous": 0,
    }
    found = await driver.collection("jobs").find(query, {"key": 1}).to_list(None)
    return frozenset(each["key"] for each in found)


async def sent_as(driver: Driver, tenant: Tenant, to: str, sent: str) -> str | None:
    """Give the thread that a message of ours to a person was about."""
    query = {"tenant": tenant, "to": to, "sent_id": sent}
    found = await driver.collection("jobs").find_one(query, {"thread": 1})
    return None if found is None else found["thread"]


async def quoted_in(
    driver: Driver, tenant: Tenant, to: str, sent: str
) -> frozenset[ThreadId] | None:
    """Give the questions a message of ours to a person shows; None where that is not known."""
    query = {"tenant": tenant, "to": to, "sent_id": sent}
    found = await driver.collection("jobs").find_one(query, {"quotes": 1})
    quotes = None if found is None else found.get("quotes")
    return None if quotes is None else frozenset(map(ThreadId, quotes))


async def quoting(driver: Driver, tenant: Tenant, thread: ThreadId) -> list[Quoting]:
    """Give the messages that were sent and show a question among others."""
    query = {"tenant": tenant, "quotes": thread, "state": Work.DONE.value}
    found = driver.collection("jobs").find(query, {"key": 1, "to": 1, "sent_id": 1, "quotes": 1})
    return [
        Quoting(
            job=each["key"],
            to=PersonId(each["to"]),
            sent=each["sent_id"],
            quotes=tuple(map(ThreadId, each["quotes"])),
        )
        for each in await found.to_list(None)
        if each.get("sent_id")
    ]


async def watch(driver: Driver, tenant: Tenant, told: Callable[[], None]) -> None:
    """Call `told` for each new job, until the stream ends or fails; nothing may depend on it."""
    new = {"operationType": "insert", "fullDocument.tenant": tenant}
    await driver.watch("jobs", [{"$match": new}, {"$project": {"_id": 1}}], told)


async def counts(driver: Driver, tenant: Tenant) -> dict[str, int]:
    """Count the jobs by state."""
    rows = await driver.aggregate(
        "jobs", [{"$match": {"tenant": tenant}}, {"$group": {"_id": "$state", "n": {"$sum": 1}}}]
    )
    return {each["_id"]: each["n"] for each in rows}


async def oldest_due(driver: Driver, tenant: Tenant) -> datetime | None:
    """Give since when the oldest due job has waited."""
    query = {"tenant": tenant, "state": Work.PENDING.value, "$expr": {"$lte": ["$due", NOW]}}
    cursor = driver.collection("jobs").find(query, {"due": 1}).sort("due", 1).limit(1)
    found = await cursor.to_list(None)
    return found[0]["due"] if found else None
