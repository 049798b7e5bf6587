"""Reports of words, who may look at them, and who is a moderator."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from matching.model import PersonId
from storage import codec
from storage.change import Act, Report, ReportId, Tenant
from storage.commit.safety import append
from storage.driver import Document, Driver

MODERATOR: Final = "moderator"


async def report(driver: Driver, tenant: Tenant, identity: ReportId) -> Report | None:
    """Read one report."""
    query = {"_id": codec.key(tenant, identity), "tenant": tenant}
    found = await driver.collection("reports").find_one(query)
    return None if found is None else codec.read(Report, found)


async def reports(
    driver: Driver, tenant: Tenant, limit: int = 100, *, waiting: bool = False
) -> list[Report]:
    """Read the newest reports, newest first; or those that wait, the oldest first."""
    query: Document = {"tenant": tenant} | ({"ruling": None} if waiting else {})
    cursor = driver.collection("reports").find(query).sort("at", 1 if waiting else -1)
    return [codec.read(Report, each) for each in await cursor.limit(limit).to_list(None)]


async def waiting(driver: Driver, tenant: Tenant) -> int:
    """Count the reports nobody has decided."""
    query = {"tenant": tenant, "ruling": None}
    return int(await driver.collection("reports").count_documents(query, limit=10_000))


async def moderators(driver: Driver, tenant: Tenant) -> tuple[PersonId, ...]:
    """Name who may decide on reports in Teams."""
    query = {"_id": codec.key(tenant, MODERATOR), "tenant": tenant}
    found = await driver.collection("roles").find_one(query)
    return () if found is None else tuple(map(PersonId, found["people"]))


async def set_moderators(
    driver: Driver, tenant: Tenant, people: Sequence[PersonId], who: str, now: datetime
) -> None:
    """Say who they are from now on; who said so is in the log."""
    where = {"_id": codec.key(tenant, MODERATOR), "tenant": tenant}
    after = {"role": MODERATOR, "people": list(_once(people))}
    act = Act(who=who, what="moderators", note=", ".join(_once(people)) or "nobody")

    async def work(session: object) -> None:
        await driver.collection("roles").update_one(
            where, {"$set": after}, upsert=True, session=session
        )
        await append(driver, tenant, session, (act,), now)

    await driver.transaction(work)


def _once(people: Iterable[PersonId]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(people))
