"""How leases end: by their holder, by time; and what is worth repeating."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from storage.change import Claimed, Policy, Work
from storage.jobs import ATTEMPTS_LIMIT, may_repeat
from storage.store import Store
from tests.storage.making import NOW, PAST, job, job_state, lapse, queue

KINDS = ("say", "rung")


async def leased_one(store: Store) -> Claimed:
    (leased,) = await store.claim("worker", KINDS, 5)
    return leased


@pytest.mark.parametrize("state", [Work.DONE, Work.UNCERTAIN, Work.DEAD, Work.CANCELLED])
async def test_whatever_ends_is_dated_so_that_it_is_kept_for_thirty_days(
    store: Store, state: Work
) -> None:
    await queue(store, job("say:1", to="ana"))
    assert await store.end(await leased_one(store), state, NOW, why="so")
    kept = await job_state(store, "say:1")
    assert (kept["state"], kept["ended"], kept["why"]) == (state.value, NOW, "so")
    assert "lease_ends" not in kept
    assert await store.job_counts() == {state.value: 1}


async def test_a_released_job_is_tried_again(store: Store) -> None:
    await queue(store, job("rung:1"))
    assert await store.release(await leased_one(store), why="fault", due=PAST)
    again = await leased_one(store)
    assert (again.fence, again.attempts, again.ambiguous) == (2, 2, 0)
    assert await store.release(again, ambiguous=True)
    assert (await leased_one(store)).ambiguous == 1


async def test_a_try_in_which_nothing_left_is_no_attempt(store: Store) -> None:
    await queue(store, job("rung:1"))
    for unsent in range(3):
        leased = await leased_one(store)
        assert (leased.attempts, leased.unsent) == (1, unsent)
        assert await store.put_back(leased, why="ClientConnectorError")
    assert await store.put_back(leased) is False
    kept = await job_state(store, "rung:1")
    assert (kept["state"], kept["attempts"], kept["unsent"]) == ("pending", 0, 3)


async def test_a_lease_that_lasts_is_left_alone(store: Store) -> None:
    await queue(store, job("rung:1"))
    await leased_one(store)
    assert await store.recover() == 0


async def test_the_timer_of_a_dead_worker_is_due_again(store: Store) -> None:
    await queue(store, job("rung:1"))
    lost = await leased_one(store)
    await lapse(store)
    assert await store.recover() == 1
    again = await leased_one(store)
    assert (again.fence, again.ambiguous) == (lost.fence + 1, 0)
    assert await store.end(lost, Work.DONE, NOW) is False


async def test_a_message_worth_repeating_is_sent_once_more_after_a_pause(store: Store) -> None:
    await queue(store, job("say:1", to="ana", policy=Policy.REPEAT))
    await leased_one(store)
    await lapse(store)
    assert await store.recover() == 1
    kept = await job_state(store, "say:1")
    assert (kept["state"], kept["ambiguous"]) == ("pending", 1)
    lane = await store.driver.collection("lanes").find_one({"lane": "ana"})
    assert lane is not None
    wait = lane["not_before"] - await store.time()
    assert timedelta(seconds=8) < wait <= timedelta(seconds=10)
    assert await store.claim("worker", KINDS, 5) == []
    await store.driver.collection("lanes").delete_many({})  # the pause is over
    await leased_one(store)
    await lapse(store)
    assert await store.recover() == 1
    kept = await job_state(store, "say:1")
    assert (kept["state"], kept["why"]) == ("uncertain", "worker died")
    assert kept["ended"] == PAST


async def test_a_message_to_be_sent_once_is_uncertain_when_its_worker_dies(store: Store) -> None:
    await queue(store, job("say:1", to="ana", policy=Policy.ONCE))
    await leased_one(store)
    await lapse(store)
    assert await store.recover() == 1
    assert (await job_state(store, "say:1"))["state"] == "uncertain"
    assert await store.claim("worker", KINDS, 5) == []


async def test_two_who_take_back_the_same_lease_do_it_once(store: Store) -> None:
    await queue(store, job("say:1", to="ana"))
    await leased_one(store)
    await lapse(store)
    await asyncio.gather(*(store.recover() for _ in range(5)))
    kept = await job_state(store, "say:1")
    assert (kept["state"], kept["ambiguous"]) == ("pending", 1)


async def test_a_lease_that_cannot_be_read_keeps_no_other_from_being_taken_back(
    store: Store,
) -> None:
    await queue(store, job("rung:1"), job("rung:2"))
    assert len(await store.claim("worker", KINDS, 5)) == 2
    await lapse(store)
    await store.driver.collection("jobs").update_one({"key": "rung:1"}, {"$set": {"payload": 7}})
    assert await store.recover() == 2
    assert (await job_state(store, "rung:1"))["state"] == "dead"
    assert (await job_state(store, "rung:2"))["state"] == "pending"


@pytest.mark.parametrize(
    ("policy", "ambiguous", "attempts", "again"),
    [
        (Policy.REPEAT, 0, 1, True),
        (Policy.REPEAT, 1, 2, False),
        (Policy.REPEAT, 0, ATTEMPTS_LIMIT, False),
        (Policy.ONCE, 0, 1, False),
    ],
)
def test_what_may_have_arrived_is_repeated_by_its_policy(
    policy: Policy, ambiguous: int, attempts: int, again: bool
) -> None:
    leased: Any = Claimed(
        job=job("say:1", to="ana", policy=policy),
        id="acme:say:1",
        owner="worker",
        fence=1,
        attempts=attempts,
        ambiguous=ambiguous,
    )
    assert may_repeat(leased) is again
