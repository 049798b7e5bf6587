"""The channels and group chats the bot is in: where something can be said to many."""

from storage import codec
from storage.change import Room, Tenant
from storage.driver import Driver


async def room(driver: Driver, tenant: Tenant, identity: str) -> Room | None:
    """Read one room by its conversation."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("rooms").find_one(query)
    return None if found is None else codec.read(Room, found)


async def rooms(driver: Driver, tenant: Tenant, limit: int) -> list[Room]:
    """Read the first rooms of the tenant."""
    query = {"_id": codec.keys_after(tenant, ""), "tenant": tenant}
    found = driver.collection("rooms").find(query).sort("_id", 1).limit(limit)
    return [codec.read(Room, each) for each in await found.to_list(None)]
