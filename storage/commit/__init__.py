"""One change, one transaction: the receipt, the threads, the loads, the jobs, or none of them."""

import asyncio
from collections.abc import Coroutine
from contextlib import nullcontext
from datetime import datetime
from typing import Any, Final, TypeVar

from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from storage import codec
from storage.change import Change, Committed, Duplicate, Faster, Outcome, Tenant, Unconfirmed
from storage.commit.answers import new_answers
from storage.commit.erasure import erase_shown
from storage.commit.writer import Cause, HandledBefore, SomebodyWasFaster, Writer
from storage.driver import Driver

__all__ = ["SECONDS_TO_CONFIRM", "Cause", "commit", "erase_shown"]

SECONDS_TO_CONFIRM: Final = 6.0

Result = TypeVar("Result")
_given_up: Final[set[asyncio.Task[Any]]] = set()


async def commit(
    driver: Driver,
    tenant: Tenant,
    change: Change,
    cause: Cause,
    now: datetime,
    *,
    counting: asyncio.Lock,
) -> Outcome:
    """Write a change in one transaction with majority, or nothing.

    Answers of one process wait for each other at `counting`: they get positions one after the
    other anyhow, and fifty at once would undo each other's transactions for seconds (measured).
    Raises `Unconfirmed` when MongoDB did not say within six seconds whether it is kept.
    """

    async def work(session: Any) -> None:
        writer = Writer(driver=driver, tenant=tenant, session=session, now=now)
        await writer.write(change, cause)

    async def written() -> Outcome:
        try:
            async with counting if new_answers(change) else nullcontext():
                await driver.transaction(work)
        except SomebodyWasFaster:
            return Faster()
        except HandledBefore:
            return await _earlier(driver, tenant, cause)
        return Committed()

    try:
        return await _within(SECONDS_TO_CONFIRM, written())
    except (TimeoutError, PyMongoError) as trouble:
        raise Unconfirmed(str(trouble) or "MongoDB was too slow") from trouble


async def _earlier(driver: Driver, tenant: Tenant, cause: Cause) -> Outcome:
    """Give the reply of the turn that was first, once a majority holds it.

    Linearizable: until then that turn may still be undone by a failover, and somebody who is told
    "handled" would not send it again.
    """
    if cause.receipt is None:
        return Duplicate(reply=None)
    inbox = driver.collection("inbox").with_options(read_concern=ReadConcern("linearizable"))
    wanted = [codec.key(tenant, each) for each in cause.receipt.keys]
    found = await inbox.find({"_id": {"$in": wanted}, "tenant": tenant}).to_list(None)
    if not found:  # it was undone: this one may try again
        return Faster()
    return Duplicate(reply=next((each["reply"] for each in found if each["reply"]), None))


async def _within(seconds: float, work: Coroutine[Any, Any, Result]) -> Result:
    """Wait so long and no longer: not even for a driver that is slow to be cancelled."""
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            raise TimeoutError
        return task.result()
    finally:
        if not task.done():
            _given_up.add(task)
            task.add_done_callback(_forgotten)
            task.cancel()


def _forgotten(task: asyncio.Task[Any]) -> None:
    _given_up.discard(task)
    if not task.cancelled():
        task.exception()
