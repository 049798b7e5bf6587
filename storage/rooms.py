"""The channels and group chats the bot is in, and which of them questions are posted to."""

from collections.abc import Sequence
from typing import Final

from matching.skills import SkillId
from storage import codec
from storage.change import Room, Tenant
from storage.driver import Driver

ROOMS_MAX: Final = 500


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


async def rooms_used(driver: Driver, tenant: Tenant) -> list[Room]:
    """Read the rooms questions are posted to."""
    query = {"tenant": tenant, "used": True}
    found = driver.collection("rooms").find(query).sort("id", 1).limit(ROOMS_MAX)
    return [codec.read(Room, each) for each in await found.to_list(None)]


async def use(
    driver: Driver, tenant: Tenant, identity: str, skills: Sequence[SkillId], *, used: bool
) -> bool:
    """Say whether questions are posted to a room, and on what; False: there is none."""
    done = await driver.collection("rooms").update_one(
        {"_id": codec.key(tenant, identity), "tenant": tenant},
        {"$set": {"used": used, "skills": sorted(set(skills))}},
    )
    found: int = done.matched_count
    return found > 0
