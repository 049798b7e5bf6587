"""The whole history, folded again: into an edition of its own, which then becomes the one read.

Nothing has to be stopped. Answers that arrive meanwhile are counted in the old edition and folded
into the new one before it takes over; the head moves only if no answer came in between.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pymongo import ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError

from storage.change import Tenant
from storage.driver import Document, Driver
from storage.evidence.answered import given_between
from storage.evidence.counting import count_in
from storage.evidence.documents import COLLECTION, Head, head_key, head_of, new_head

NUMBERED_AT_ONCE: Final = 10_000  # answers without a position
WRITTEN_AT_ONCE: Final = 1_000
FOLDED_AT_ONCE: Final = 1_000  # answers, and so at most as many people in memory
GRACE_SECONDS: Final = 10.0  # longer than any read that may still look at the old edition

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A rebuild that took over."""

    answers: int
    numbered: int  # of them, those that had no position
    edition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beaten:
    """Another rebuild took over first; what this one wrote is gone."""


async def rebuild(driver: Driver, tenant: Tenant, progress: Progress) -> Rebuilt | Beaten:
    """Fold the whole history into a fresh edition and let it take over at one moment."""
    started = await _started(driver, tenant)
    numbered = await _number(driver, tenant, progress)
    head = await head_of(driver, tenant)
    done, answers, edition = head.first - 1, 0, started["editions"]
    while True:
        answers += await _fold(driver, tenant, edition, (done, head.serial), progress)
        done = head.serial
        if await _took_over(driver, tenant, head, edition):
            break
        head = await head_of(driver, tenant)
        if head.edition != started["edition"]:
            await _drop(driver, tenant, {"edition": edition})
            return Beaten()
    progress(f"took over; the old counters go in {GRACE_SECONDS:g} s")
    await asyncio.sleep(GRACE_SECONDS)
    await _drop(driver, tenant, {"edition": {"$lt": edition}})
    return Rebuilt(answers=answers, numbered=numbered, edition=edition)


async def _started(driver: Driver, tenant: Tenant) -> Document:
    """Take the number of an edition that nobody else writes."""
    take = partial(
        driver.collection(COLLECTION).find_one_and_update,
        {"_id": head_key(tenant), "tenant": tenant},
        {"$inc": {"editions": 1}, "$setOnInsert": new_head(without="editions")},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    found: Document
    try:
        found = await take()
    except DuplicateKeyError:  # somebody else made the very first one
        found = await take()
    return found


async def _fold(
    driver: Driver, tenant: Tenant, edition: int, stretch: tuple[int, int], progress: Progress
) -> int:
    (done, last), folded = stretch, 0
    while done < last:
        to = min(done + FOLDED_AT_ONCE, last)
        given = await given_between(driver, tenant, done, to)
        await count_in(driver, tenant, edition, given)
        done, folded = to, folded + len(given)
        progress(f"answers folded: up to {done} of {last}")
    return folded


async def _took_over(driver: Driver, tenant: Tenant, head: Head, edition: int) -> bool:
    unchanged = {
        "_id": head_key(tenant),
        "tenant": tenant,
        "edition": head.edition,
        "serial": head.serial,
    }
    moved = await driver.collection(COLLECTION).update_one(
        unchanged, {"$set": {"edition": edition}}
    )
    return bool(moved.matched_count)


async def _drop(driver: Driver, tenant: Tenant, editions: Document) -> None:
    query = {"tenant": tenant, **editions, "_id": {"$ne": head_key(tenant)}}
    await driver.collection(COLLECTION).delete_many(query)


async def _number(driver: Driver, tenant: Tenant, progress: Progress) -> int:
    """Give positions below all others to answers that have none, the newest the highest.

    Newest first, so that a rebuild that was interrupted goes on where it stopped.
    """
    numbered = 0
    while batch := await _unnumbered(driver, tenant):
        head = await driver.collection(COLLECTION).find_one_and_update(
            {"_id": head_key(tenant), "tenant": tenant},
            {"$inc": {"first": -len(batch)}},
            return_document=ReturnDocument.AFTER,
        )
        top = head["first"] + len(batch) - 1
        writes = [_numbering(tenant, each, top - place) for place, each in enumerate(batch)]
        for start in range(0, len(writes), WRITTEN_AT_ONCE):
            part = writes[start : start + WRITTEN_AT_ONCE]
            await driver.collection("threads").bulk_write(part, ordered=False)
        numbered += len(batch)
        progress(f"answers numbered: {numbered}")
    return numbered


async def _unnumbered(driver: Driver, tenant: Tenant) -> Sequence[Document]:
    """Read the newest answers that have no position."""
    without = {"answers": {"$elemMatch": {"position": None}}}
    return await driver.aggregate(
        "threads",
        [
            {"$match": {"tenant": tenant, **without}},
            {"$project": {"skills": 1, "answers.id": 1, "answers.at": 1, "answers.position": 1}},
            {"$unwind": "$answers"},
            {"$match": {"answers.position": None}},
            {"$sort": {"answers.at": -1, "_id": -1, "answers.id": -1}},
            {"$limit": NUMBERED_AT_ONCE},
        ],
    )


def _numbering(tenant: Tenant, thread: Document, position: int) -> UpdateOne:
    """Number one answer. Whoever holds an older reading of its thread has to read it again."""
    answer = {"$elemMatch": {"id": thread["answers"]["id"], "position": None}}
    return UpdateOne(
        {"_id": thread["_id"], "tenant": tenant, "answers": answer},
        {
            "$set": {
                "answers.$.position": position,
                "answers.$.skills": list(thread["skills"]),
            },
            "$inc": {"revision": 1},
        },
    )
