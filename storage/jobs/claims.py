"""Leasing due jobs: the oldest of each conversation, each to one worker."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from storage import codec
from storage.change import Claimed, Tenant, Work
from storage.driver import Document, Driver, server_time
from storage.jobs.dead import bury, dead_letter
from storage.jobs.pacing import NOW, held_lanes, later, note, only_duplicates

LEASE_SECONDS: Final = 20
LOOKED_AT: Final = 200
PAGES: Final = 5

log = logging.getLogger(__name__)


async def claim(
    driver: Driver, tenant: Tenant, owner: str, kinds: Sequence[str], limit: int
) -> list[Claimed]:
    """Lease due jobs, the oldest of each conversation first; kinds not named stay untouched."""
    heads = await _heads(driver, tenant, kinds, limit)
    if not heads:
        return []
    await _lease(driver, tenant, owner, heads)
    mine = {
        "_id": {"$in": [each["_id"] for each in heads]},
        "tenant": tenant,
        "state": Work.LEASED.value,
        "owner": owner,
    }
    documents = await driver.collection("jobs").find(mine).to_list(None)
    documents.sort(key=lambda each: (each["due"], each["order"]))
    lanes = [each["lane"] for each in documents if each["lane"] is not None]
    if lanes:
        await note(driver, tenant, lanes)
    return await readable(driver, tenant, documents)


async def readable(
    driver: Driver, tenant: Tenant, documents: Sequence[Mapping[str, Any]]
) -> list[Claimed]:
    """Read leased jobs; one that cannot be read is dead, and holds up no other."""
    found = []
    for each in documents:
        try:
            found.append(codec.claimed(each))
        except ValidationError:
            log.exception("a job of kind %s cannot be read", each.get("kind"))
            now, why = await server_time(driver), "unreadable"
            held = {"_id": each["_id"], "tenant": tenant, "fence": each["fence"]}
            await bury(driver, tenant, held, dead_letter(each, now, why), now, why=why)
    return found


async def _heads(
    driver: Driver, tenant: Tenant, kinds: Sequence[str], limit: int
) -> list[Document]:
    """Find the first due job of each conversation that may be spoken to now, and due timers.

    However many jobs wait in conversations that may not be spoken to, they are passed over in the
    index; a conversation with very many is passed over from the next page on.
    """
    blocked = set().union(
        *await asyncio.gather(held_lanes(driver, tenant), _busy_lanes(driver, tenant))
    )
    heads: dict[str, Document] = {}
    for _ in range(PAGES):
        page = await _page(driver, tenant, kinds, blocked)
        for each in page:
            heads.setdefault(each["lane"] or each["_id"], each)
        if len(page) < LOOKED_AT or len(heads) >= limit:
            break
        blocked.update(each["lane"] for each in page if each["lane"] is not None)
    return list(heads.values())[:limit]


async def _busy_lanes(driver: Driver, tenant: Tenant) -> list[str]:
    query = {"tenant": tenant, "state": Work.LEASED.value, "lane": {"$type": "string"}}
    found = driver.collection("jobs").find(query, {"_id": 0, "lane": 1})
    return [each["lane"] for each in await found.to_list(None)]


async def _page(
    driver: Driver, tenant: Tenant, kinds: Sequence[str], blocked: set[str]
) -> list[Document]:
    query = {
        "tenant": tenant,
        "state": Work.PENDING.value,
        "$expr": {"$lte": ["$due", NOW]},
        "kind": {"$in": list(kinds)},
        "lane": {"$nin": sorted(blocked)},
    }
    cursor = driver.collection("jobs").find(query, {"lane": 1, "fence": 1})
    found: list[Document] = (
        await cursor.sort([("due", 1), ("order", 1)]).limit(LOOKED_AT).to_list(None)
    )
    return found


async def _lease(driver: Driver, tenant: Tenant, owner: str, heads: Sequence[Document]) -> None:
    """Lease those that nobody else leased meanwhile; a busy conversation's stay as they are."""
    lease = [
        {
            "$set": {
                "state": Work.LEASED.value,
                "owner": {"$literal": owner},
                "lease_ends": later(LEASE_SECONDS * 1000),
                "fence": {"$add": ["$fence", 1]},
                "attempts": {"$add": ["$attempts", 1]},
            }
        }
    ]
    writes = [
        UpdateOne(
            {
                "_id": each["_id"],
                "tenant": tenant,
                "state": Work.PENDING.value,
                "fence": each["fence"],
            },
            lease,
        )
        for each in heads
    ]
    try:
        await driver.collection("jobs").bulk_write(writes, ordered=False)
    except BulkWriteError as trouble:
        only_duplicates(trouble)
