"""Snapshots as documents: one a tenant and day, gone after `KEPT_DAYS` by themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pymongo.errors import DuplicateKeyError

from matching.asked_for import AskedFor
from matching.endings import Endings
from matching.model import PersonId
from matching.promises import Kept
from matching.sociogram import Sociogram
from storage import codec
from storage.change import Tenant
from storage.driver import READ_AT_ONCE, Document, Driver
from storage.migrations import SNAPSHOTS_KEPT_DAYS

KEPT_DAYS: Final = SNAPSHOTS_KEPT_DAYS
COLLECTION: Final = "snapshots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """What a snapshot was made of, and what was left unread."""

    people: int = 0  # who take part
    elsewhere: int = 0  # active and imported, but never joined, or forgotten
    ties: int = 0  # of the last half year, the latest first
    ties_unread: int = 0
    questions: int = 0  # of the last thirty days, the newest first
    questions_unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One tenant's snapshot of one day."""

    day: str  # YYYY-MM-DD, UTC
    at: datetime
    covers: Covers
    graph: Sociogram
    asked_for: AskedFor
    seconds: float  # of reading and thinking
    promises: Kept = field(default_factory=Kept)  # the calibration of promised waits
    endings: Endings = field(default_factory=Endings)  # of the questions that `asked_for` is of


async def keep(driver: Driver, tenant: Tenant, snapshot: Snapshot, *, instead: bool) -> bool:
    """Keep a snapshot; say whether it was. Of two of a day the first stays, unless `instead`."""
    document = {"tenant": tenant, **codec.plain(snapshot)}
    mine = {"_id": codec.key(tenant, snapshot.day), "tenant": tenant}
    collection = driver.collection(COLLECTION)
    if instead:
        await collection.replace_one(mine, document, upsert=True)
        return True
    try:
        await collection.insert_one({**mine, **document})
    except DuplicateKeyError:
        return False
    return True


async def has(driver: Driver, tenant: Tenant, day: str) -> bool:
    """Say whether there is a snapshot of a day."""
    query = {"_id": codec.key(tenant, day), "tenant": tenant}
    return await driver.collection(COLLECTION).find_one(query, {"_id": 1}) is not None


async def of_day(driver: Driver, tenant: Tenant, day: str) -> Snapshot | None:
    """Read the snapshot of a day."""
    query = {"_id": codec.key(tenant, day), "tenant": tenant}
    return _read(await driver.collection(COLLECTION).find_one(query))


async def newest(driver: Driver, tenant: Tenant) -> Snapshot | None:
    """Read the newest snapshot."""
    cursor = driver.collection(COLLECTION).find({"tenant": tenant}).sort("day", -1).limit(1)
    found = await cursor.to_list(None)
    return _read(found[0] if found else None)


async def without(driver: Driver, tenant: Tenant, person: PersonId) -> None:
    """Take somebody's name out of every snapshot there is; the counts beside the lists stay."""
    pull = {
        "graph.brokers.shown": {"person": person},
        "graph.hanging.shown": {"person": person},
        "graph.isolated.shown": person,
    }
    await driver.collection(COLLECTION).update_many({"tenant": tenant}, {"$pull": pull})


def takes_part(document: Mapping[str, Any]) -> bool:
    """Say whether somebody is active, in the directory, and joined or can be reached.

    Who asked to be forgotten is neither, until they write again.
    """
    here = document["active"] and document["imported"]
    return bool(here and (document["opted_in"] or document["reachable"]))


async def taking_part(
    driver: Driver, tenant: Tenant, who: Iterable[PersonId]
) -> dict[PersonId, str]:
    """Name those of a few people who take part now."""
    wanted = [codec.key(tenant, each) for each in sorted(set(who))]
    fields = dict.fromkeys(("id", "name", "active", "imported", "opted_in", "reachable"), 1)
    cursor = driver.collection("people").find({"_id": {"$in": wanted}, "tenant": tenant}, fields)
    found = await cursor.batch_size(READ_AT_ONCE).to_list(None)
    return {PersonId(each["id"]): each["name"] for each in found if takes_part(each)}


def _read(document: Document | None) -> Snapshot | None:
    return None if document is None else codec.read(Snapshot, document)
