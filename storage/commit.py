"""One change, one transaction: the receipt, the threads, the loads, the jobs, or none of them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from pymongo import InsertOne, UpdateOne
from pymongo.errors import DuplicateKeyError, PyMongoError

from matching.model import PersonId, Record
from matching.thread import Tally, Thread, tally
from storage import codec
from storage.change import (
    Change,
    Claimed,
    Committed,
    Duplicate,
    Faster,
    Outcome,
    Receipt,
    Tenant,
    Unconfirmed,
)
from storage.driver import Driver

SECONDS_TO_CONFIRM: Final = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What makes a change happen at most once: an arrival, or a leased timer."""

    receipt: Receipt | None = None
    timer: Claimed | None = None


class _Faster(Exception):  # noqa: N818 - aborts the transaction, never leaves this module
    pass


class _Duplicate(Exception):  # noqa: N818 - aborts the transaction, never leaves this module
    pass


async def commit(
    driver: Driver, tenant: Tenant, change: Change, cause: Cause, now: datetime
) -> Outcome:
    """Write a change in one transaction with majority, or nothing.

    Raises `Unconfirmed` when MongoDB did not say within six seconds whether it is kept.
    """

    async def work(session: Any) -> None:
        writer = _Writer(driver=driver, tenant=tenant, session=session, now=now)
        await writer.cause(cause)
        await writer.threads(change)
        await writer.people(change)
        await writer.drafts(change)
        if change.forget is not None:
            await writer.forget(change.forget)
        await writer.jobs(change)

    try:
        async with asyncio.timeout(SECONDS_TO_CONFIRM):
            await driver.transaction(work)
    except _Faster:
        return Faster()
    except _Duplicate:
        return await _earlier(driver, tenant, cause)
    except (TimeoutError, PyMongoError) as trouble:
        raise Unconfirmed(str(trouble)) from trouble
    return Committed()


async def _earlier(driver: Driver, tenant: Tenant, cause: Cause) -> Duplicate:
    if cause.receipt is None:
        return Duplicate(reply=None)
    wanted = [codec.key(tenant, each) for each in cause.receipt.keys]
    query = {"_id": {"$in": wanted}, "tenant": tenant, "reply": {"$ne": None}}
    found = await driver.collection("inbox").find_one(query)
    return Duplicate(reply=None if found is None else found["reply"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    driver: Driver
    tenant: Tenant
    session: Any
    now: datetime

    async def cause(self, cause: Cause) -> None:
        if cause.receipt is not None:
            await self._receipt(cause.receipt)
        if cause.timer is not None:
            await self._timer(cause.timer)

    async def _receipt(self, receipt: Receipt) -> None:
        documents = [
            {
                "_id": codec.key(self.tenant, each),
                "tenant": self.tenant,
                "at": self.now,
                "person": receipt.person,
                "reply": None if receipt.reply is None else dict(receipt.reply),
            }
            for each in receipt.keys
        ]
        try:
            await self.driver.collection("inbox").insert_many(documents, session=self.session)
        except PyMongoError as trouble:
            if _duplicate_key(trouble):
                raise _Duplicate from trouble
            raise

    async def _timer(self, timer: Claimed) -> None:
        ended = await self.driver.collection("jobs").update_one(
            {
                "_id": timer.id,
                "tenant": self.tenant,
                "state": "leased",
                "owner": timer.owner,
                "fence": timer.fence,
            },
            {"$set": {"state": "done", "ended": self.now}},
            session=self.session,
        )
        if ended.matched_count == 0:
            raise _Duplicate

    async def threads(self, change: Change) -> None:
        for before, after in change.threads:
            await self._thread(before, after)
        deltas = _deltas(change)
        if deltas:
            await self._raise_loads(change, deltas)
            await self._strengthen_ties(change)

    async def _thread(self, before: Thread | None, after: Thread) -> None:
        threads = self.driver.collection("threads")
        document = codec.document_of(self.tenant, after)
        if before is None:
            try:
                await threads.insert_one(document, session=self.session)
            except DuplicateKeyError as trouble:
                raise _Faster from trouble
            return
        expected = {
            "_id": document["_id"],
            "tenant": self.tenant,
            "revision": before.revision,
        }
        saved = await threads.replace_one(expected, document, session=self.session)
        if saved.matched_count == 0:
            raise _Faster

    async def _raise_loads(self, change: Change, deltas: Mapping[PersonId, Tally]) -> None:
        writes = [
            UpdateOne(
                _where(self.tenant, change, mentor, delta),
                _add(change, mentor, delta),
            )
            for mentor, delta in sorted(deltas.items())
        ]
        done = await self.driver.collection("people").bulk_write(writes, session=self.session)
        if done.matched_count != len(writes):
            raise _Faster

    async def _strengthen_ties(self, change: Change) -> None:
        writes = [
            UpdateOne(
                {
                    "_id": codec.key(self.tenant, f"{learner}>{mentor}"),
                    "tenant": self.tenant,
                    "learner": learner,
                    "mentor": mentor,
                },
                {
                    "$inc": {
                        "answered": delta.answered,
                        "rated": delta.rated,
                        "rating_points": delta.rating_points,
                    },
                    "$max": {"at": self.now},
                },
                upsert=True,
            )
            for learner, mentor, delta in _tie_deltas(change)
        ]
        if writes:
            await self.driver.collection("ties").bulk_write(writes, session=self.session)

    async def people(self, change: Change) -> None:
        writes = [
            codec.person_write(self.tenant, before, after)
            for before, after in change.people
            if before != after
        ]
        if writes:
            await self.driver.collection("people").bulk_write(writes, session=self.session)

    async def drafts(self, change: Change) -> None:
        drafts = self.driver.collection("drafts")
        for draft in change.drafts:
            await drafts.insert_one(codec.document_of(self.tenant, draft), session=self.session)
        for spent in change.spent:
            gone = await drafts.delete_one(
                {"_id": codec.key(self.tenant, spent), "tenant": self.tenant}, session=self.session
            )
            if gone.deleted_count == 0:
                raise _Faster

    async def jobs(self, change: Change) -> None:
        jobs = self.driver.collection("jobs")
        if change.cancel:
            await jobs.update_many(
                {
                    "_id": {"$in": [codec.key(self.tenant, each) for each in change.cancel]},
                    "tenant": self.tenant,
                    "state": "pending",
                },
                {"$set": {"state": "cancelled", "ended": self.now}},
                session=self.session,
            )
        if change.jobs:
            inserts = [
                InsertOne(codec.job_document(self.tenant, job, order))
                for order, job in enumerate(change.jobs)
            ]
            try:
                await jobs.bulk_write(inserts, session=self.session)
            except PyMongoError as trouble:
                if _duplicate_key(trouble):  # the same logical job exists: the state moved on
                    raise _Faster from trouble
                raise

    async def forget(self, person: PersonId) -> None:
        """Erase what waits for or was said to a person; their threads are erased one by one."""
        mine = {"tenant": self.tenant, "person": person}
        await self.driver.collection("drafts").delete_many(mine, session=self.session)
        await self.driver.collection("inbox").update_many(
            mine, {"$set": {"reply": None}}, session=self.session
        )
        await self.driver.collection("jobs").delete_many(
            {"tenant": self.tenant, "to": person, "state": {"$ne": "leased"}},
            session=self.session,
        )


def _duplicate_key(trouble: PyMongoError) -> bool:
    if isinstance(trouble, DuplicateKeyError):
        return True
    details: Mapping[str, Any] = getattr(trouble, "details", None) or {}
    return any(each.get("code") == 11000 for each in details.get("writeErrors", ()))  # noqa: PLR2004


def _deltas(change: Change) -> dict[PersonId, Tally]:
    total: dict[PersonId, Tally] = {}
    for before, after in change.threads:
        old, new = tally(before), tally(after)
        for mentor in old.keys() | new.keys():
            delta = _minus(new.get(mentor, Tally()), old.get(mentor, Tally()))
            total[mentor] = _plus(total.get(mentor, Tally()), delta)
    return {mentor: each for mentor, each in total.items() if each != Tally()}


def _minus(left: Tally, right: Tally) -> Tally:
    return _combined(left, right, -1)


def _plus(left: Tally, right: Tally) -> Tally:
    return _combined(left, right, 1)


def _combined(left: Tally, right: Tally, sign: int) -> Tally:
    return Tally(
        load=left.load + sign * right.load,
        record=Record(
            **{
                each.name: getattr(left.record, each.name)
                + sign * getattr(right.record, each.name)
                for each in fields(Record)
            }
        ),
    )


def _where(tenant: Tenant, change: Change, mentor: PersonId, delta: Tally) -> dict[str, Any]:
    where: dict[str, Any] = {"_id": codec.key(tenant, mentor), "tenant": tenant}
    if delta.load > 0:
        where["load"] = {"$lte": change.capacity[mentor] - delta.load}
    return where


def _add(change: Change, mentor: PersonId, delta: Tally) -> dict[str, Any]:
    counts = {"load": delta.load} | {
        f"record.{each.name}": getattr(delta.record, each.name) for each in fields(Record)
    }
    update: dict[str, Any] = {"$inc": {name: value for name, value in counts.items() if value}}
    pushes = {
        "asked_at": (_new_times(change, mentor, "offers", "due"), codec.ASKED_KEPT),
        "answered_at": (_new_times(change, mentor, "answers", "at"), codec.ANSWERED_KEPT),
    }
    push = {
        name: {"$each": times, "$slice": -kept} for name, (times, kept) in pushes.items() if times
    }
    return update | ({"$push": push} if push else {})


def _new_times(change: Change, mentor: PersonId, what: str, when: str) -> list[datetime]:
    return [
        getattr(each, when)
        for before, after in change.threads
        for each in getattr(after, what)
        if each.mentor == mentor
        and each.id not in {old.id for old in (getattr(before, what) if before else ())}
    ]


def _tie_deltas(change: Change) -> list[tuple[PersonId, PersonId, Record]]:
    found = []
    for before, after in change.threads:
        old, new = tally(before), tally(after)
        for mentor in sorted(new):
            delta = _minus(new[mentor], old.get(mentor, Tally())).record
            if delta.answered or delta.rated or delta.rating_points:
                found.append((after.learner, mentor, delta))
    return found
