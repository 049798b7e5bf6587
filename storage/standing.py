"""What an auditor reads: the threads that wait for something, and where their jobs stand."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from matching.model import PersonId
from matching.thread import State, Thread
from storage import codec
from storage.change import Job, Tenant, Work
from storage.driver import Document, Driver

SEARCHING: Final = (State.OPEN.value, State.TAKEN.value)
NO_LONGER: Final = tuple(each.value for each in State if each.value not in SEARCHING)
LEFT_OUT: Final[Document] = dict.fromkeys(("shortlists", "answers", "follow_ups"), 0)
NAMED_AT_MOST: Final = 20
READ_AT_MOST: Final = 200

log = logging.getLogger(__name__)


async def searching(
    driver: Driver, tenant: Tenant, after: str, limit: int
) -> tuple[list[Thread], str]:
    """Read threads that are open or taken, by id from `after` on, without what was said in them.

    Gives also where to go on; "" at the end.
    """
    query = {"tenant": tenant, "state": {"$in": SEARCHING}, "id": {"$gt": after}}
    found = await _found(driver, query, limit)
    return _read(found), found[-1]["id"] if len(found) == limit else ""


async def still_held(driver: Driver, tenant: Tenant, limit: int) -> list[Thread]:
    """Read threads in which somebody holds an offer though the search is over."""
    query = {"tenant": tenant, "state": {"$in": NO_LONGER}, "live": {"$gt": ""}}
    return _read(await _found(driver, query, limit))


async def _found(driver: Driver, query: Document, limit: int) -> list[Document]:
    cursor = driver.collection("threads").find(query, LEFT_OUT).sort("id", 1)
    found: list[Document] = await cursor.limit(limit).to_list(None)
    return found


def _read(documents: Iterable[Document]) -> list[Thread]:
    """Read threads; one that cannot be read is noted, and hides no other."""
    threads = []
    for each in documents:
        try:
            threads.append(codec.read(Thread, each))
        except ValidationError:
            log.exception("thread %s cannot be read", each["id"])
    return threads


async def states(driver: Driver, tenant: Tenant, jobs: Iterable[str]) -> dict[str, Work]:
    """Say of each of these jobs where it stands; who is not named is not there."""
    wanted = {"$in": [codec.key(tenant, each) for each in jobs]}
    query = {"_id": wanted, "tenant": tenant}
    found = driver.collection("jobs").find(query, {"_id": 0, "key": 1, "state": 1})
    return {each["key"]: Work(each["state"]) for each in await found.to_list(None)}


async def interrupted_often(
    driver: Driver, tenant: Tenant, kinds: Iterable[str], since: datetime, more_than: int
) -> dict[PersonId, list[Job]]:
    """Read, by person, the interrupting messages since then of whoever got more than so many.

    Whom it is about is found in the index alone: a lane is the person.
    """
    sent = {"$in": [Work.DONE.value, Work.UNCERTAIN.value]}
    query = {"tenant": tenant, "state": sent, "due": {"$gt": since}, "kind": {"$in": list(kinds)}}
    by_person: list[Document] = [
        {"$match": query},
        {"$group": {"_id": "$lane", "count": {"$sum": 1}}},
        {"$match": {"count": {"$gt": more_than}}},
        {"$sort": {"_id": 1}},
        {"$limit": NAMED_AT_MOST},
    ]
    found = {}
    for each in await driver.aggregate("jobs", by_person):
        mine = {**query, "to": each["_id"]}
        jobs = driver.collection("jobs").find(mine).sort("due", -1).limit(READ_AT_MOST)
        found[PersonId(each["_id"])] = [codec.read(Job, job) for job in await jobs.to_list(None)]
    return found
