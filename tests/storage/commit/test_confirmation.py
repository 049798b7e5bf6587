"""What a commit says when the database is slow, loses connections or does not know."""

import asyncio
import time

import pytest

from storage.change import Change, Committed, Duplicate, Faster, Unconfirmed
from storage.commit import SECONDS_TO_CONFIRM, Cause, _within
from storage.store import Store
from tests.storage.faults import Faults
from tests.storage.making import (
    NOW,
    attempt,
    commit,
    documents,
    job,
    know,
    miscounted,
    person,
    receipt,
    thread,
)

WRITE_CONFLICT = 112
LOST = {"closeConnection": True}
UNKNOWN = {"errorCode": 6, "errorLabels": ["UnknownTransactionCommitResult"]}
TRANSIENT = {"errorCode": WRITE_CONFLICT, "errorLabels": ["TransientTransactionError"]}
NOT_MAJORITY = {
    "writeConcernError": {"code": 64, "errmsg": "waiting for a majority timed out"},
    "errorLabels": ["UnknownTransactionCommitResult"],
}


@pytest.mark.parametrize(
    ("command", "times", "how"),
    [
        ("commitTransaction", 1, UNKNOWN),
        ("commitTransaction", 3, UNKNOWN),
        ("commitTransaction", 1, NOT_MAJORITY),
        ("commitTransaction", 1, TRANSIENT),
        ("commitTransaction", 1, LOST),
        ("commitTransaction", 2, LOST),
        ("insert", 1, TRANSIENT),
        ("insert", 3, TRANSIENT),
        ("insert", 2, LOST),
        ("update", 1, TRANSIENT),
        ("update", 2, LOST),
    ],
)
async def test_a_fault_that_may_be_tried_again_has_one_effect(
    store: Store, fail: Faults, command: str, times: int, how: dict[str, object]
) -> None:
    await know(store, person())
    fail(command, times=times, **how)
    await commit(
        store,
        receipt("arrived:1"),
        threads=((None, thread()),),
        jobs=(job("offer:1", to="ana"), job("rung:1")),
    )
    assert len(await documents(store, "threads")) == 1
    assert len(await documents(store, "jobs")) == 2
    assert await miscounted(store) == []
    while (again := await attempt(store, receipt("arrived:1"))) == Faster():
        await asyncio.sleep(0.05)  # the server still ends what lost its connection
    assert again == Duplicate(reply=None)


@pytest.mark.parametrize("command", ["insert", "commitTransaction"])
async def test_what_is_not_confirmed_in_six_seconds_is_unconfirmed(
    store: Store, fail: Faults, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("storage.commit.SECONDS_TO_CONFIRM", 0.3)
    await know(store, person())
    fail(command, "abortTransaction", times=2, blockConnection=True, blockTimeMS=1000)
    began = time.monotonic()
    with pytest.raises(Unconfirmed, match="too slow"):
        await attempt(store, receipt("arrived:1"), threads=((None, thread()),))
    assert time.monotonic() - began < 0.9  # also where the driver is slow to be cancelled
    fail.off()
    await asyncio.sleep(1)
    again = await attempt(store, receipt("arrived:1"), threads=((None, thread()),))
    assert again in (Committed(), Duplicate(reply=None))
    assert len(await documents(store, "threads")) == 1
    assert await miscounted(store) == []


def test_the_patience_is_shorter_than_that_of_teams() -> None:
    assert SECONDS_TO_CONFIRM == 6


async def test_who_gives_up_waiting_leaves_nothing_running(store: Store, fail: Faults) -> None:
    fail("insert", blockConnection=True, blockTimeMS=500)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await attempt(store, receipt("arrived:1"))
    await asyncio.sleep(0.7)
    assert await attempt(store, receipt("arrived:1")) == Committed()


async def test_who_is_slow_to_give_up_is_not_waited_for() -> None:
    async def stubborn() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(0.2)
            raise ZeroDivisionError from None

    began = time.monotonic()
    with pytest.raises(TimeoutError):
        await _within(0.05, stubborn())
    assert time.monotonic() - began < 0.2
    await asyncio.sleep(0.4)  # what it says in the end, nobody asks


async def test_a_refusal_of_the_database_is_unconfirmed(store: Store, fail: Faults) -> None:
    fail("insert", errorCode=8000)
    with pytest.raises(Unconfirmed):
        await store.commit(Change(), receipt("arrived:1"), NOW)


async def test_a_reply_that_cannot_be_looked_up_is_unconfirmed(store: Store, fail: Faults) -> None:
    await commit(store, receipt("arrived:1", reply={"value": "Asked."}))
    fail("find", errorCode=8000)
    with pytest.raises(Unconfirmed):
        await attempt(store, receipt("arrived:1"))


async def test_a_mistake_of_ours_is_not_taken_for_a_fault_of_the_database(store: Store) -> None:
    await know(store, person())
    with pytest.raises(KeyError):  # an offer without the mentor's capacity
        await store.commit(Change(threads=((None, thread()),)), Cause(), NOW)
    assert await documents(store, "threads") == []
