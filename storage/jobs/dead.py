"""Dead letters: a message that is given up leaves a job that sets right what it was for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from matching.thread import ThreadId
from storage import codec
from storage.change import Job, Tenant, Work
from storage.driver import Document, Driver

DEAD_LETTER: Final = "dead_letter"


async def bury(
    driver: Driver,
    tenant: Tenant,
    held: Mapping[str, Any],
    job: Job | None,
    now: datetime,
    **notes: Any,
) -> bool:
    """End a leased job as dead, and leave the job that follows from it, or neither.

    `held` is the filter that only its holder meets; False when the lease had passed to somebody
    else. Both are one transaction: no crash can lose what follows, and no late worker makes it up.
    """

    async def work(session: Any) -> bool:
        ended: Document = {"state": Work.DEAD.value, "ended": now, **notes}
        done = await driver.collection("jobs").update_one(
            dict(held), {"$set": ended, "$unset": {"lease_ends": ""}}, session=session
        )
        if done.matched_count and job is not None:
            document = codec.job_document(tenant, job, 0)
            await driver.collection("jobs").insert_one(document, session=session)
        return bool(done.matched_count)

    return await driver.transaction(work)


def dead_letter(document: Mapping[str, Any], now: datetime, why: str) -> Job | None:
    """Make the job that follows a dead message about a thread; None where nothing follows.

    It asks little of the document, which may be one that nobody can read.
    """
    thread, lane = document.get("thread"), document.get("lane")
    if not isinstance(thread, str) or lane is None:
        return None
    key = document["key"]
    return Job(
        key=f"{DEAD_LETTER}:{key}:{document['fence']}",
        kind=DEAD_LETTER,
        due=now,
        thread=ThreadId(thread),
        payload={"key": key, "why": why},
    )
