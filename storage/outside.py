"""People outside the organisation who are asked by mail, and the key that signs their links."""

from collections.abc import Iterable
from typing import Final

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from matching.model import PersonId
from matching.sources import Source
from storage import codec
from storage.change import Person, Tenant
from storage.driver import Driver

LINKS: Final = "links"


async def among(driver: Driver, tenant: Tenant, who: Iterable[PersonId]) -> frozenset[PersonId]:
    """Name those of a few people who are asked by mail."""
    wanted = [codec.key(tenant, each) for each in who]
    query = {"_id": {"$in": wanted}, "tenant": tenant, "source": Source.CONTRACT.value}
    found = await driver.collection("people").find(query).to_list(None)
    return frozenset(
        each.id for each in (codec.read(Person, one) for one in found) if each.by_mail
    )


async def contracts(driver: Driver, tenant: Tenant, limit: int) -> list[Person]:
    """Read contract mentors, by id."""
    query = {"tenant": tenant, "source": Source.CONTRACT.value}
    cursor = driver.collection("people").find(query).sort("id", 1).limit(limit)
    return [codec.read(Person, each) for each in await cursor.to_list(None)]


async def signing_key(driver: Driver, tenant: Tenant, fresh: str) -> str:
    """Read the key of this tenant's links; `fresh` becomes it where there is none yet."""
    where = {"_id": codec.key(tenant, LINKS), "tenant": tenant}
    keys = driver.collection("keys")
    try:
        found = await keys.find_one_and_update(
            where,
            {"$setOnInsert": {"key": fresh}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
    except DuplicateKeyError:  # another process made it at the same moment
        found = await keys.find_one(where)
    return str(found["key"])
