"""How a lease ends: by its holder, who shows the fence, or by time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from matching.thread import ThreadId
from storage import codec
from storage.change import Claimed, Policy, Tenant, Work
from storage.driver import Document, Driver
from storage.jobs.claims import LEASE_SECONDS, LOOKED_AT, readable
from storage.jobs.dead import bury, dead_letter
from storage.jobs.pacing import NOW, hold

AMBIGUOUS_WAIT_SECONDS: Final = 30
AMBIGUOUS_LIMIT: Final = 2
ATTEMPTS_LIMIT: Final = 8


async def end(
    driver: Driver, tenant: Tenant, leased: Claimed, state: Work, now: datetime, **notes: Any
) -> bool:
    """Say how a leased job ended; False when the lease had passed to somebody else.

    A message about a thread that is dead leaves a job `dead_letter`, due at once.
    """
    if state is Work.DEAD:
        job = leased.job
        known = {"key": job.key, "thread": job.thread, "lane": job.lane, "fence": leased.fence}
        left = dead_letter(known, now, str(notes.get("why")))
        notes = {**_wiped(leased), **notes}
        return await bury(driver, tenant, codec.held(tenant, leased), left, now, **notes)
    ended = {"state": state.value, "ended": now, **_wiped(leased), **notes}
    return await _update(driver, tenant, leased, ended)


async def quote(
    driver: Driver, tenant: Tenant, leased: Claimed, threads: Iterable[ThreadId]
) -> bool:
    """Note which questions a message is about to show; False when the lease is another's.

    Before it leaves: whatever is erased from then on finds it.
    """
    shown = {"$set": {"quotes": sorted(threads)}}
    noted = await driver.collection("jobs").update_one(codec.held(tenant, leased), shown)
    return bool(noted.matched_count)


async def release(
    driver: Driver, tenant: Tenant, leased: Claimed, *, ambiguous: bool = False, **notes: Any
) -> bool:
    """Give a leased job back to be tried again."""
    changed = {"state": Work.PENDING.value, "ambiguous": leased.ambiguous + ambiguous, **notes}
    return await _update(driver, tenant, leased, changed)


async def put_back(driver: Driver, tenant: Tenant, leased: Claimed, **notes: Any) -> bool:
    """Give back a job of which nothing left: such a try is no attempt, and counted apart."""
    changed = {
        "state": Work.PENDING.value,
        "attempts": leased.attempts - 1,
        "unsent": leased.unsent + 1,
        **notes,
    }
    return await _update(driver, tenant, leased, changed)


def _wiped(leased: Claimed) -> Document:
    """Leave nothing of a private message: what was said, and so to whom, is nobody's business."""
    private = leased.job.payload.get("private")
    return {"payload": {"sentence": "", "card": None}} if private else {}


async def _update(driver: Driver, tenant: Tenant, leased: Claimed, changed: Document) -> bool:
    done = await driver.collection("jobs").update_one(
        codec.held(tenant, leased), {"$set": changed, "$unset": {"lease_ends": ""}}
    )
    return bool(done.matched_count)


async def recover(driver: Driver, tenant: Tenant) -> int:
    """Take back the leases of workers that died; give how many.

    A timer, or a message that is worth repeating, becomes pending again (a message only once more,
    and after a pause); any other becomes `uncertain`, for people to look at.
    """
    over = {
        "tenant": tenant,
        "state": Work.LEASED.value,
        "$expr": {"$lt": ["$lease_ends", NOW]},
    }
    lost = await driver.collection("jobs").find(over).limit(LOOKED_AT).to_list(None)
    ended = {each["_id"]: each["lease_ends"] for each in lost}
    for leased in await readable(driver, tenant, lost):
        await _take_back(driver, tenant, leased, ended[leased.id])
    return len(lost)


async def _take_back(driver: Driver, tenant: Tenant, leased: Claimed, at: datetime) -> None:
    lane = leased.job.lane
    if lane is None:
        await release(driver, tenant, leased)
    elif may_repeat(leased):
        await hold(driver, tenant, lane, AMBIGUOUS_WAIT_SECONDS - LEASE_SECONDS)
        await release(driver, tenant, leased, ambiguous=True)
    else:
        await end(driver, tenant, leased, Work.UNCERTAIN, at, why="worker died")


def may_repeat(leased: Claimed) -> bool:
    """Whether a message that may have arrived is sent once more."""
    return (
        leased.job.policy is Policy.REPEAT
        and leased.ambiguous + 1 < AMBIGUOUS_LIMIT
        and leased.attempts < ATTEMPTS_LIMIT
    )
