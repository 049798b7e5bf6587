"""The writes of one transaction. Each says what it expects; a miss ends the whole of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError

from matching.model import PersonId, Record
from matching.thread import Thread
from storage import codec, evidence
from storage.change import Change, Claimed, Deflection, Receipt, Tenant, Work
from storage.commit import safety
from storage.commit.answers import Pair, new_answers, positioned, reworded
from storage.commit.loads import tie_deltas, writes_of
from storage.commit.rooms import keep_rooms
from storage.commit.safety import NoLongerSo
from storage.driver import Driver

DUPLICATE_KEY: Final = 11000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What makes a change happen at most once: an arrival, or a leased timer."""

    receipt: Receipt | None = None
    timer: Claimed | None = None
    again: datetime | None = None  # when the timer is due once more; None: it is done


class SomebodyWasFaster(Exception):  # noqa: N818 - ends the transaction, stays inside `commit`
    """What the change expects is no longer so."""


class HandledBefore(Exception):  # noqa: N818 - ends the transaction, stays inside `commit`
    """The cause has had its effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes the parts of a change within one session."""

    driver: Driver
    tenant: Tenant
    session: Any
    now: datetime

    async def write(self, change: Change, cause: Cause) -> None:
        """Write everything; the cause first, so that a second time is told from a race."""
        if cause.receipt is not None:
            await self._receipt(cause.receipt)
        if cause.timer is not None:
            await self._timer(cause.timer, cause.again)
        for before, after in await self._answers(change):
            await self._thread(before, after)
        await self._people(change)  # a learner may be new
        await self._loads(change)
        await self._ties(change)
        await self._drafts(change)
        for earlier, deflection in change.deflections:
            await self._deflection(earlier, deflection)
        await self._unsaid(change)
        await self._safety(change)
        reveals = [codec.document_of(self.tenant, each) for each in change.reveals]
        await self._insert("reveals", reveals, SomebodyWasFaster)
        if change.forget is not None:
            await self._forget(change.forget)
        await self._jobs(change)
        await keep_rooms(self.driver, self.tenant, self.session, change)

    async def _receipt(self, receipt: Receipt) -> None:
        arrived = {
            "tenant": self.tenant,
            "at": self.now,
            "person": receipt.person,
            "reply": None if receipt.reply is None else dict(receipt.reply),
        }
        keys = dict.fromkeys(codec.key(self.tenant, each) for each in receipt.keys)
        await self._insert("inbox", [{"_id": each, **arrived} for each in keys], HandledBefore)

    async def _timer(self, timer: Claimed, again: datetime | None) -> None:
        after: dict[str, Any] = {"state": Work.DONE.value, "ended": self.now}
        if again is not None:
            after = {"state": Work.PENDING.value, "due": again, "attempts": 0}
        ended = await self.driver.collection("jobs").update_one(
            codec.held(self.tenant, timer),
            {"$set": after, "$unset": {"lease_ends": ""}},
            session=self.session,
        )
        if ended.matched_count == 0:
            raise HandledBefore

    async def _answers(self, change: Change) -> Sequence[Pair]:
        """Count the new answers as evidence; give the threads with their positions.

        Early, because no two can do it at once: whoever has to try again has done little yet.
        """
        changed = [after.id for before, after in change.threads if reworded(before, after)]
        if changed:
            await evidence.reworded(self.driver, self.tenant, self.session)
            await evidence.drop_vectors(self.driver, self.tenant, self.session, changed)
        given = new_answers(change)
        if not given:
            return change.threads
        head = await evidence.count(self.driver, self.tenant, self.session, given)
        return positioned(change.threads, head.serial)

    async def _thread(self, before: Thread | None, after: Thread) -> None:
        document = codec.thread_document(self.tenant, after)
        if before is None:
            await self._insert("threads", [document], SomebodyWasFaster)
            return
        saved = await self.driver.collection("threads").replace_one(
            {"_id": document["_id"], "tenant": self.tenant, "revision": before.revision},
            document,
            session=self.session,
        )
        if saved.matched_count == 0:
            raise SomebodyWasFaster

    async def _loads(self, change: Change) -> None:
        await self._update("people", writes_of(self.tenant, change, self.now))

    async def _ties(self, change: Change) -> None:
        writes = [
            self._tie(learner, mentor, delta) for learner, mentor, delta in tie_deltas(change)
        ]
        if writes:
            await self.driver.collection("ties").bulk_write(writes, session=self.session)

    def _tie(self, learner: PersonId, mentor: PersonId, delta: Record) -> UpdateOne:
        return UpdateOne(
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

    async def _people(self, change: Change) -> None:
        new = [after for before, after in change.people if before is None]
        documents = [codec.person_document(self.tenant, each) for each in new]
        await self._insert("people", documents, SomebodyWasFaster)
        known = (
            codec.person_write(self.tenant, before, after)
            for before, after in change.people
            if before is not None and before != after
        )
        await self._update("people", [each for each in known if each is not None])

    async def _drafts(self, change: Change) -> None:
        new = [codec.document_of(self.tenant, each) for each in change.drafts]
        await self._insert("drafts", new, SomebodyWasFaster)
        for spent in change.spent:
            gone = await self.driver.collection("drafts").delete_one(
                {"_id": codec.key(self.tenant, spent), "tenant": self.tenant}, session=self.session
            )
            if gone.deleted_count == 0:
                raise SomebodyWasFaster

    async def _deflection(self, before: Deflection | None, after: Deflection) -> None:
        """Keep that an answer was enough, or was not after all; its giver's count follows."""
        document = codec.document_of(self.tenant, after)
        if before is None:
            await self._insert("deflections", [document], SomebodyWasFaster)
        else:
            expected = {"_id": document["_id"], "tenant": self.tenant, "truly": before.truly}
            write = UpdateOne(expected, {"$set": {"truly": after.truly}})
            await self._update("deflections", [write])
        more = after.served - (0 if before is None else before.served)
        if more:
            await self.driver.collection("people").update_one(
                {"_id": codec.key(self.tenant, after.mentor), "tenant": self.tenant},
                {"$inc": {"served": more}},
                session=self.session,
            )

    async def _unsaid(self, change: Change) -> None:
        if change.unsaid:
            keys = [codec.key(self.tenant, each) for each in change.unsaid]
            await self.driver.collection("inbox").delete_many(
                {"_id": {"$in": keys}, "tenant": self.tenant}, session=self.session
            )

    async def _safety(self, change: Change) -> None:
        try:
            await safety.write(self.driver, self.tenant, self.session, change, self.now)
        except NoLongerSo as meanwhile:
            raise SomebodyWasFaster from meanwhile

    async def _jobs(self, change: Change) -> None:
        if change.cancel:
            await self.driver.collection("jobs").update_many(
                {
                    "_id": {"$in": [codec.key(self.tenant, each) for each in change.cancel]},
                    "tenant": self.tenant,
                    "state": Work.PENDING.value,
                },
                {"$set": {"state": Work.CANCELLED.value, "ended": self.now}},
                session=self.session,
            )
        if change.revive:
            await self.driver.collection("jobs").update_many(
                {
                    "_id": {"$in": [codec.key(self.tenant, each) for each in change.revive]},
                    "tenant": self.tenant,
                    "state": Work.DEAD.value,
                },
                {
                    "$set": {"state": Work.PENDING.value, "due": self.now, "attempts": 0},
                    "$unset": {"ended": "", "why": ""},
                },
                session=self.session,
            )
        for job in change.put_off:
            await self.driver.collection("jobs").update_one(
                {"_id": codec.key(self.tenant, job.key), "tenant": self.tenant},
                {"$set": {"due": job.due, "interruption": codec.plain(job.interruption)}},
                session=self.session,
            )
        new = [
            codec.job_document(self.tenant, job, place) for place, job in enumerate(change.jobs)
        ]
        await self._insert("jobs", new, SomebodyWasFaster)  # the same job exists: it moved on

    async def _forget(self, person: PersonId) -> None:
        """Erase what waits for or was said to a person; their threads are erased one by one."""
        mine = {"tenant": self.tenant, "person": person}
        await self.driver.collection("drafts").delete_many(mine, session=self.session)
        await self.driver.collection("deflections").update_many(
            mine, {"$set": {"person": ""}}, session=self.session
        )
        await self.driver.collection("inbox").update_many(
            mine, {"$set": {"reply": None}}, session=self.session
        )
        await self.driver.collection("sessions").delete_many(mine, session=self.session)
        await self.driver.collection("reveals").update_many(
            {"tenant": self.tenant, "learner": person},
            {"$set": {"learner": "", "why": ""}},
            session=self.session,
        )
        await self.driver.collection("jobs").delete_many(
            {"tenant": self.tenant, "to": person}, session=self.session
        )
        await safety.forget(self.driver, self.tenant, self.session, person)

    # ---- helpers

    async def _insert(
        self, name: str, documents: Sequence[dict[str, Any]], exists: type[Exception]
    ) -> None:
        """Insert documents that must be new; raise `exists` when one is not."""
        if not documents:
            return
        writes = [InsertOne(each) for each in documents]
        try:
            await self.driver.collection(name).bulk_write(writes, session=self.session)
        except BulkWriteError as trouble:
            if trouble.details["writeErrors"][0]["code"] == DUPLICATE_KEY:
                raise exists from trouble
            raise

    async def _update(self, name: str, writes: Sequence[UpdateOne]) -> None:
        """Update documents, each of which must be as its filter expects."""
        if not writes:
            return
        done = await self.driver.collection(name).bulk_write(list(writes), session=self.session)
        if done.matched_count != len(writes):
            raise SomebodyWasFaster
