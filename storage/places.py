"""The channels the bot is in, and which of them questions are posted to."""

from collections.abc import Sequence
from typing import Any, Final

from matching.skills import SkillId
from matching.thread import State, Thread
from storage import codec
from storage.change import Channel, Tenant
from storage.driver import Driver
from storage.views import threads

CHANNELS_MAX: Final = 500
POSTED_MAX: Final = 1000


async def channel(driver: Driver, tenant: Tenant, identity: str) -> Channel | None:
    """Read one channel by its conversation."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("places").find_one(query)
    return None if found is None else codec.read(Channel, found)


async def channels(driver: Driver, tenant: Tenant, *, used: bool | None = None) -> list[Channel]:
    """Read the channels of the tenant, the used ones first; or only those used, or not used."""
    query: dict[str, Any] = {"tenant": tenant} | ({} if used is None else {"used": used})
    order = [("used", -1), ("id", -1)]
    cursor = driver.collection("places").find(query).sort(order).limit(CHANNELS_MAX)
    return [codec.read(Channel, each) for each in await cursor.to_list(None)]


async def use(
    driver: Driver, tenant: Tenant, identity: str, skills: Sequence[SkillId], *, used: bool
) -> bool:
    """Say whether questions are posted to a channel, and on what; False: there is none."""
    done = await driver.collection("places").update_one(
        {"_id": codec.key(tenant, identity), "tenant": tenant},
        {"$set": {"used": used, "skills": sorted(set(skills))}},
    )
    found: int = done.matched_count
    return found > 0


async def posted_at(driver: Driver, tenant: Tenant, channel: str) -> list[Thread]:
    """Read the newest open threads that stand, or stood, in a channel."""
    query = {"postings.place": channel, "state": State.OPEN.value}
    return await threads(driver, tenant, query, POSTED_MAX)
