"""The channels the bot is in, as the events of Teams tell them."""

from typing import Any

from pymongo import DeleteMany, UpdateOne

from storage import codec
from storage.change import Change, Channel, Tenant
from storage.driver import Driver


async def keep_channels(driver: Driver, tenant: Tenant, session: Any, change: Change) -> None:
    """Keep the channels of a change, and forget those that were left, or whose team was."""
    writes: list[DeleteMany | UpdateOne] = [_seen(tenant, each) for each in change.channels]
    for each in change.channels_left:
        writes.append(DeleteMany({"_id": codec.key(tenant, each), "tenant": tenant}))
        writes.append(DeleteMany({"tenant": tenant, "team": each}))
    if writes:
        await driver.collection("places").bulk_write(writes, session=session)


def _seen(tenant: Tenant, channel: Channel) -> UpdateOne:
    """Write how a channel is reached; what it is used for stays, and a name that is known."""
    whole = codec.document_of(tenant, channel)
    identity = {"_id": whole.pop("_id"), "tenant": whole.pop("tenant")}
    once = {name: whole.pop(name) for name in ("used", "skills", "added")}
    for name in ("name", "team"):
        if not whole[name]:
            once[name] = whole.pop(name)
    return UpdateOne(identity, {"$set": whole, "$setOnInsert": once}, upsert=True)
