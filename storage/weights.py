"""The weights of relevance, refitted on an organisation's own answers. A version never changes."""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pymongo.errors import DuplicateKeyError

from matching.calibration import LATEST, Version
from matching.relevance import PRIOR
from matching.thread import Thread
from storage import codec
from storage.change import Faster, Tenant
from storage.driver import READ_AT_ONCE, Document, Driver

OLDEST: Final = -(2**53)  # below the position of any answer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refitted:
    """One version of the weights; number 0 is the prior, with which everybody begins."""

    number: int
    version: Version
    when: datetime | None = None


BEGINNING: Final = Refitted(number=0, version=Version(weights=PRIOR, questions=0))


async def newest(driver: Driver, tenant: Tenant) -> Refitted:
    """Read the version in force."""
    found = await history(driver, tenant, 1)
    return found[0] if found else BEGINNING


async def history(driver: Driver, tenant: Tenant, limit: int = 20) -> list[Refitted]:
    """Read the newest versions, newest first."""
    cursor = driver.collection("weights").find({"tenant": tenant}).sort("number", -1).limit(limit)
    return [_read(each) for each in await cursor.to_list(None)]


def _read(document: Document) -> Refitted:
    """Read a version; one that is broken counts as the prior, and keeps its number."""
    try:
        return codec.read(Refitted, document)
    except ValueError:
        log.exception("version %s of the weights cannot be read", document["number"])
        return replace(BEGINNING, number=document["number"])


async def publish(
    driver: Driver, tenant: Tenant, base: Refitted, version: Version, now: datetime
) -> Refitted | Faster:
    """Keep a new version; `Faster` when somebody published since `base`."""
    made = Refitted(number=base.number + 1, version=version, when=now)
    key = codec.key(tenant, str(made.number))
    try:
        await driver.collection("weights").insert_one(
            {"_id": key, "tenant": tenant, **codec.plain(made)}
        )
    except DuplicateKeyError:
        return Faster()
    return made


async def answered_lately(driver: Driver, tenant: Tenant) -> list[Thread]:
    """Read the threads with the newest answers, as many as a refit looks at, oldest first."""
    found = [each async for each in _newest_answered(driver, tenant)]
    return found[::-1]


async def _newest_answered(driver: Driver, tenant: Tenant) -> AsyncIterator[Thread]:
    query = {"tenant": tenant, "answers.position": {"$gt": OLDEST}}
    hidden: Sequence[str] = ("follow_ups", "shortlists.reserves", "shortlists.refusals")
    cursor = driver.collection("threads").find(query, dict.fromkeys(hidden, 0))
    cursor = cursor.sort("answers.position", -1).limit(LATEST).batch_size(READ_AT_ONCE)
    async for each in cursor:
        for shortlist in each["shortlists"]:
            shortlist |= {"reserves": (), "refusals": ()}
        yield codec.read(Thread, each)
