"""How fast a conversation and a tenant may be spoken to, and how often a link may be used.

All of it is the generic cell rate algorithm.

A lane's document holds its theoretical arrival time `tat`, by the server's clock, and the
`not_before` that follows from it. Who notes a message moves both on.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

from pymongo import ReturnDocument, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError

from storage.change import Tenant
from storage.driver import Document, Driver

# Teams allows a bot 7 messages a second, 8 in 2 s, 60 in 30 s and 1,800 an hour per conversation.
# One each 2.01 s after a burst of four meets all four windows.
LANE_MS: Final = 2010
LANE_BURST_MS: Final = 3 * LANE_MS
# Teams allows an app 50 requests a second per tenant; half of it is the budget.
TENANT_MS: Final = 40
NOW: Final = "$$NOW"
DUPLICATE_KEY: Final = 11000


def later(milliseconds: float) -> Document:
    """Give the expression for so long from now, by the server's clock."""
    return {"$add": [NOW, milliseconds]}


async def held_lanes(driver: Driver, tenant: Tenant) -> list[str]:
    """Read the conversations that may not be spoken to yet."""
    query = {"tenant": tenant, "$expr": {"$gt": ["$not_before", NOW]}}
    found = driver.collection("lanes").find(query, {"_id": 0, "lane": 1})
    return [each["lane"] for each in await found.to_list(None)]


async def note(driver: Driver, tenant: Tenant, lanes: Sequence[str]) -> None:
    """Note one message each in these conversations."""
    tat = {"$add": [{"$max": [NOW, {"$ifNull": ["$tat", NOW]}]}, LANE_MS]}
    freed = {"$subtract": ["$tat", LANE_BURST_MS]}
    await _upsert(
        driver,
        [
            UpdateOne(
                _where(tenant, each),
                [
                    {"$set": {"tenant": tenant, "lane": {"$literal": each}, "tat": tat}},
                    {"$set": {"not_before": {"$max": ["$not_before", freed]}}},
                ],
                upsert=True,
            )
            for each in sorted(set(lanes))
        ],
    )


async def hold(driver: Driver, tenant: Tenant, lane: str, seconds: float) -> None:
    """Say nothing more in a conversation for so long: throttled, or unknown whether it arrived."""
    until = later(seconds * 1000)
    step = {
        "tenant": tenant,
        "lane": {"$literal": lane},
        "tat": {"$max": [{"$ifNull": ["$tat", NOW]}, until]},
        "not_before": {"$max": ["$not_before", until]},
    }
    await _upsert(driver, [UpdateOne(_where(tenant, lane), [{"$set": step}], upsert=True)])


async def reserve(driver: Driver, tenant: Tenant, messages: int) -> bool:
    """Take `messages` from the tenant's budget, or say that it is used up for the moment."""
    lanes = driver.collection("lanes")
    budget = {"_id": f"{tenant}:budget", "tenant": tenant}
    tat = later(messages * TENANT_MS)
    free = {**budget, "$expr": {"$lte": ["$tat", NOW]}}
    if (await lanes.update_one(free, [{"$set": {"tat": tat}}])).matched_count:
        return True
    first = [{"$set": {"tenant": tenant, "tat": {"$ifNull": ["$tat", tat]}}}]
    try:
        return (await lanes.update_one(budget, first, upsert=True)).upserted_id is not None
    except DuplicateKeyError:  # another worker took the very first one
        return False


async def knock(driver: Driver, tenant: Tenant, name: str, per_minute: int) -> bool:
    """Take one of so many a minute that a name has in all processes together; False for none.

    It comes back bit by bit. What is kept of a name goes a day after it was last heard of.
    """
    each = 60_000 // per_minute
    where = {"_id": f"{tenant}:knock:{name}", "tenant": tenant}
    tat = {"$max": [NOW, {"$ifNull": ["$tat", NOW]}]}
    free = {"$lte": [tat, later((per_minute - 1) * each)]}
    steps = [
        {"$set": {"tenant": tenant, "free": free}},
        {"$set": {"tat": {"$cond": ["$free", {"$add": [tat, each]}, "$tat"]}}},
    ]
    knocked = partial(
        driver.collection("lanes").find_one_and_update,
        *(where, steps),
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    try:
        found = await knocked()
    except DuplicateKeyError:  # another process made it at the same moment
        found = await knocked()
    return bool(found["free"])


def _where(tenant: Tenant, lane: str) -> Document:
    return {"_id": f"{tenant}:lane:{lane}", "tenant": tenant}


async def _upsert(driver: Driver, writes: list[UpdateOne]) -> None:
    """Write lanes that may be new; where two made the same lane at once, once more."""
    lanes = driver.collection("lanes")
    try:
        await lanes.bulk_write(writes, ordered=False)
    except BulkWriteError as trouble:
        await lanes.bulk_write([writes[place] for place in only_duplicates(trouble)])


def only_duplicates(trouble: BulkWriteError) -> list[int]:
    """Give the places of the writes that met a duplicate key; raise when there was more to it."""
    errors = trouble.details["writeErrors"]
    if any(each["code"] != DUPLICATE_KEY for each in errors):
        raise trouble
    return [each["index"] for each in errors]
