"""The channels and group chats the bot is in, as the events of Teams tell them."""

from typing import Any

from pymongo import DeleteMany, UpdateOne

from storage import codec
from storage.change import Change, Room, Tenant
from storage.driver import Driver


async def keep_rooms(driver: Driver, tenant: Tenant, session: Any, change: Change) -> None:
    """Keep the rooms of a change, and forget those that were left, or whose team was."""
    writes: list[DeleteMany | UpdateOne] = [_seen(tenant, each) for each in change.rooms]
    for each in change.rooms_left:
        writes.append(DeleteMany({"_id": codec.key(tenant, each), "tenant": tenant}))
        writes.append(DeleteMany({"tenant": tenant, "team": each}))
    if writes:
        await driver.collection("rooms").bulk_write(writes, session=session)


def _seen(tenant: Tenant, room: Room) -> UpdateOne:
    """Write a room; its use stays, and a known name or team where this event tells none."""
    whole = codec.document_of(tenant, room)
    identity = {"_id": whole.pop("_id"), "tenant": whole.pop("tenant")}
    kept = ("used", "skills", *(each for each in ("name", "team") if not whole[each]))
    once = {each: whole.pop(each) for each in kept}
    return UpdateOne(identity, {"$set": whole, "$setOnInsert": once}, upsert=True)
