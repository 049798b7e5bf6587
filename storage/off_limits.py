"""The versions of what is off limits, and how often a question was stopped."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from matching.off_limits import OffLimits, TopicError, as_data, topics_from
from matching.off_limits_defaults import DEFAULTS
from storage import codec
from storage.change import Faster, Tenant
from storage.driver import Driver

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """One version; number 0 is the defaults, which nobody set."""

    number: int
    topics: tuple[OffLimits, ...]
    who: str = ""
    when: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedOn:
    """How often questions about a topic were stopped on a day (UTC), and asked all the same."""

    day: str
    topic: str
    stopped: int = 0
    objected: int = 0


async def newest(driver: Driver, tenant: Tenant) -> Topics:
    """Read the version in force; one that cannot be read leaves the defaults in force."""
    cursor = driver.collection("off_limits").find({"tenant": tenant}).sort("version", -1).limit(1)
    found = await cursor.to_list(None)
    return _read(found[0]) if found else Topics(number=0, topics=DEFAULTS)


def _read(document: Mapping[str, Any]) -> Topics:
    try:
        topics = topics_from(document)
    except TopicError:
        log.exception("version %s of what is off limits cannot be read", document["version"])
        topics = DEFAULTS
    return Topics(
        number=document["version"],
        topics=topics,
        who=document["who"],
        when=document["when"],
        why=document["why"],
    )


async def publish(  # noqa: PLR0917 - read once, at the command
    driver: Driver,
    tenant: Tenant,
    base: Topics,
    topics: Sequence[OffLimits],
    note: tuple[str, str],
    now: datetime,
) -> Topics | Faster:
    """Keep a new version, with who and why as `note`; `Faster` when somebody did since `base`."""
    who, why = note
    number = base.number + 1
    document = {
        "_id": codec.key(tenant, str(number)),
        "tenant": tenant,
        "version": number,
        "who": who,
        "when": now,
        "why": why,
        **as_data(topics),
    }
    try:
        await driver.collection("off_limits").insert_one(document)
    except DuplicateKeyError:
        return Faster()
    return Topics(number=number, topics=tuple(topics), who=who, when=now, why=why)


async def stopped_since(driver: Driver, tenant: Tenant, day: str) -> list[StoppedOn]:
    """Read the counts from a day on, newest first."""
    query = {"tenant": tenant, "day": {"$gte": day}}
    cursor = driver.collection("stopped").find(query).sort("day", -1).limit(10_000)
    return [codec.read(StoppedOn, each) for each in await cursor.to_list(None)]
