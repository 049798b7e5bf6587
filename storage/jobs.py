"""The queue in MongoDB: claims with leases by the server's clock, fences, pacing, dead letters.

A job is `pending` until a worker leases it; a lease ends by the server's `$$NOW`, so that no
worker's clock matters. The claim is also the mark that sending may have begun: a worker that dies
with a lease leaves nobody knowing whether its message arrived, and the job's policy decides. At
most one message of a conversation is on its way: a unique index says so.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure

from storage import codec
from storage.change import Claimed, Policy, Tenant, Work
from storage.driver import Document, Driver

LEASE_SECONDS: Final = 20
AMBIGUOUS_WAIT_SECONDS: Final = 30
AMBIGUOUS_LIMIT: Final = 2
ATTEMPTS_LIMIT: Final = 8
# Teams allows a bot 7 messages a second, 8 in 2 s, 60 in 30 s and 1,800 an hour per conversation.
# One each 2.01 s after a burst of four meets all four windows.
LANE_MS: Final = 2010
LANE_BURST_MS: Final = 3 * LANE_MS
# Teams allows an app 50 requests a second per tenant; half of it is the budget.
TENANT_MS: Final = 40
LOOKED_AT: Final = 200
NOW: Final = "$$NOW"


def _later(milliseconds: float) -> Document:
    return {"$add": [NOW, milliseconds]}


async def claim(
    driver: Driver, tenant: Tenant, owner: str, kinds: Sequence[str], limit: int
) -> list[Claimed]:
    """Lease due jobs, the oldest of each conversation first; kinds not named stay untouched."""
    wanted = await driver.aggregate("jobs", _due(tenant, kinds, limit))
    if not wanted:
        return []
    jobs = driver.collection("jobs")
    query = {
        "_id": {"$in": [each["_id"] for each in wanted]},
        "tenant": tenant,
        "state": Work.PENDING,
    }
    lease = [
        {
            "$set": {
                "state": Work.LEASED,
                "owner": owner,
                "lease_ends": _later(LEASE_SECONDS * 1000),
                "fence": {"$add": ["$fence", 1]},
                "attempts": {"$add": ["$attempts", 1]},
            }
        }
    ]
    try:
        await jobs.update_many(query, lease)
    except (DuplicateKeyError, BulkWriteError, OperationFailure) as trouble:
        if getattr(trouble, "code", None) != 11000:  # noqa: PLR2004 - duplicate key
            raise  # else: another worker has a message of that conversation on its way
    mine = {"tenant": tenant, "owner": owner, "state": Work.LEASED, "_id": query["_id"]}
    found = [codec.claimed(each) for each in await jobs.find(mine).to_list(None)]
    await _pace(driver, tenant, [each.job.lane for each in found if each.job.lane])
    return found


def _due(tenant: Tenant, kinds: Sequence[str], limit: int) -> list[Document]:
    """Find the first due job of each conversation that may be spoken to now."""
    lane = {"$ifNull": ["$lane", "$_id"]}
    busy = [
        {
            "$match": {
                "$expr": {"$eq": ["$lane", "$$lane"]},
                "tenant": tenant,
                "state": Work.LEASED,
            }
        },
        {"$project": {"_id": 1}},
    ]
    waiting = [
        {
            "$match": {
                "$expr": {"$and": [{"$eq": ["$_id", "$$lane"]}, {"$gt": ["$not_before", NOW]}]}
            }
        },
        {"$project": {"_id": 1}},
    ]
    return [
        {
            "$match": {
                "tenant": tenant,
                "state": Work.PENDING,
                "$expr": {"$lte": ["$due", NOW]},
                "kind": {"$in": list(kinds)},
            }
        },
        {"$sort": {"due": 1, "order": 1}},
        {"$limit": LOOKED_AT},
        {
            "$group": {
                "_id": lane,
                "job": {"$first": "$_id"},
                "lane": {"$first": "$lane"},
                "due": {"$first": "$due"},
            }
        },
        {"$lookup": {"from": "jobs", "let": {"lane": "$lane"}, "pipeline": busy, "as": "busy"}},
        {
            "$lookup": {
                "from": "lanes",
                "let": {"lane": {"$concat": [f"{tenant}:", {"$ifNull": ["$lane", ""]}]}},
                "pipeline": waiting,
                "as": "waiting",
            }
        },
        {"$match": {"$or": [{"lane": None}, {"busy": [], "waiting": []}]}},
        {"$sort": {"due": 1}},
        {"$limit": limit},
        {"$project": {"_id": "$job"}},
    ]


async def _pace(driver: Driver, tenant: Tenant, lanes: Sequence[str]) -> None:
    """Note one message each in these conversations (generic cell rate algorithm)."""
    if not lanes:
        return
    tat = {"$add": [{"$max": [NOW, {"$ifNull": ["$tat", NOW]}]}, LANE_MS]}
    step: list[Document] = [
        {"$set": {"tenant": tenant, "tat": tat}},
        {
            "$set": {
                "not_before": {"$max": ["$not_before", {"$subtract": ["$tat", LANE_BURST_MS]}]}
            }
        },
    ]
    await driver.collection("lanes").bulk_write(
        [UpdateOne(_lane(tenant, each), step, upsert=True) for each in sorted(set(lanes))]
    )


def _lane(tenant: Tenant, lane: str) -> Document:
    return {"_id": codec.key(tenant, lane), "tenant": tenant}


async def reserve(driver: Driver, tenant: Tenant, messages: int) -> bool:
    """Take `messages` from the tenant's budget, or say that it is used up for the moment."""
    lanes, lane = driver.collection("lanes"), _lane(tenant, "(budget)")
    tat = {"$add": [NOW, messages * TENANT_MS]}
    free = {**lane, "$expr": {"$lte": ["$tat", NOW]}}
    if (await lanes.update_one(free, [{"$set": {"tat": tat}}])).matched_count:
        return True
    first = [{"$set": {"tenant": tenant, "tat": {"$ifNull": ["$tat", tat]}}}]
    return (await lanes.update_one(lane, first, upsert=True)).upserted_id is not None


async def hold(driver: Driver, tenant: Tenant, lane: str, seconds: float) -> None:
    """Say nothing more in a conversation for so long: throttled, or unknown whether it arrived."""
    later = _later(seconds * 1000)
    step = [
        {
            "$set": {
                "tenant": tenant,
                "tat": {"$max": [{"$ifNull": ["$tat", NOW]}, later]},
                "not_before": {"$max": ["$not_before", later]},
            }
        }
    ]
    await driver.collection("lanes").update_one(_lane(tenant, lane), step, upsert=True)


async def end(
    driver: Driver, tenant: Tenant, leased: Claimed, state: Work, now: datetime, **notes: Any
) -> bool:
    """Say how a leased job ended; False when the lease had passed to somebody else."""
    return await _update(driver, tenant, leased, {"state": state, "ended": now, **notes})


async def release(
    driver: Driver, tenant: Tenant, leased: Claimed, *, ambiguous: bool = False, **notes: Any
) -> bool:
    """Give a leased job back to be tried again."""
    changed = {"state": Work.PENDING, "ambiguous": leased.ambiguous + ambiguous, **notes}
    return await _update(driver, tenant, leased, changed)


async def _update(driver: Driver, tenant: Tenant, leased: Claimed, changed: Document) -> bool:
    done = await driver.collection("jobs").update_one(
        {
            "_id": leased.id,
            "tenant": tenant,
            "state": Work.LEASED,
            "owner": leased.owner,
            "fence": leased.fence,
        },
        {"$set": changed, "$unset": {"lease_ends": ""}},
    )
    return bool(done.matched_count)


async def recover(driver: Driver, tenant: Tenant) -> int:
    """Take back the leases of workers that died; give how many.

    A timer, or a message that is worth repeating, becomes pending again (a message only once more,
    and after a pause); any other becomes `uncertain`, for people to look at.
    """
    jobs = driver.collection("jobs")
    over = {"tenant": tenant, "state": Work.LEASED, "$expr": {"$lt": ["$lease_ends", NOW]}}
    lost = await jobs.find(over).limit(LOOKED_AT).to_list(None)
    for each in lost:
        leased = codec.claimed(each)
        lane = leased.job.lane
        if lane is None:
            await release(driver, tenant, leased)
        elif may_repeat(leased):
            await hold(driver, tenant, lane, AMBIGUOUS_WAIT_SECONDS - LEASE_SECONDS)
            await release(driver, tenant, leased, ambiguous=True)
        else:
            await end(
                driver, tenant, leased, Work.UNCERTAIN, each["lease_ends"], why="worker died"
            )
    return len(lost)


def may_repeat(leased: Claimed) -> bool:
    """Whether a message that may have arrived is sent once more."""
    return (
        leased.job.policy is Policy.REPEAT
        and leased.ambiguous + 1 < AMBIGUOUS_LIMIT
        and leased.attempts < ATTEMPTS_LIMIT
    )


async def sent_id(driver: Driver, tenant: Tenant, job: str) -> str | None:
    """Give the id Teams gave to the message of a job that was sent."""
    query = {"_id": codec.key(tenant, job), "tenant": tenant}
    found = await driver.collection("jobs").find_one(query, {"sent_id": 1})
    return None if found is None else found.get("sent_id")


async def sent_as(driver: Driver, tenant: Tenant, lane: str, sent: str) -> str | None:
    """Give the thread that a message of ours in a conversation was about."""
    query = {"tenant": tenant, "to": lane, "sent_id": sent}
    found = await driver.collection("jobs").find_one(query, {"thread": 1})
    return None if found is None else found["thread"]


async def counts(driver: Driver, tenant: Tenant) -> dict[str, int]:
    """Count the jobs by state."""
    rows = await driver.aggregate(
        "jobs", [{"$match": {"tenant": tenant}}, {"$group": {"_id": "$state", "n": {"$sum": 1}}}]
    )
    return {each["_id"]: each["n"] for each in rows}


async def oldest_due(driver: Driver, tenant: Tenant) -> datetime | None:
    """Give since when the oldest due job has waited."""
    query = {"tenant": tenant, "state": Work.PENDING, "$expr": {"$lte": ["$due", NOW]}}
    cursor = driver.collection("jobs").find(query, {"due": 1}).sort("due", 1).limit(1)
    found = await cursor.to_list(None)
    return found[0]["due"] if found else None
