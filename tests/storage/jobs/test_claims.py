"""Leases: each job to one worker, in order, and nothing in the way of anything else."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from matching.thread import ThreadId
from storage.change import Address, Policy, Work
from storage.jobs import LOOKED_AT
from storage.jobs.claims import PAGES, _lease
from storage.store import Store
from tests.storage.faults import Faults
from tests.storage.making import (
    FUTURE,
    NOW,
    PAST,
    documents,
    job,
    job_state,
    queue,
)

KINDS = ("say", "rung")


async def keys(store: Store, limit: int = 20, owner: str = "worker") -> list[str]:
    return [each.job.key for each in await store.claim(owner, KINDS, limit)]


async def test_a_claim_gives_the_job_as_it_was_queued(store: Store) -> None:
    address = Address(service_url="https://here", conversation="c", user="u", bot="b")
    wanted = job(
        "say:1",
        to="ana",
        address=address,
        thread=ThreadId("thread-1"),
        payload={"sentence": "Hello", "card": {"type": "AdaptiveCard", "body": [1, None]}},
        policy=Policy.ONCE,
    )
    await queue(store, wanted)
    (leased,) = await store.claim("$worker", KINDS, 5)
    assert leased.job == wanted
    assert (leased.owner, leased.fence, leased.attempts, leased.ambiguous) == ("$worker", 1, 1, 0)
    assert leased.job.lane == "c"


async def test_five_workers_get_each_job_once(store: Store) -> None:
    await queue(store, *(job(f"say:{number}", to=f"p{number}") for number in range(60)))
    await queue(store, *(job(f"rung:{number}") for number in range(40)))

    async def work(name: str) -> list[str]:
        found: list[str] = []
        for turn in range(12):
            found += await keys(store, 20, f"{name}:{turn}")
        return found

    got = await asyncio.gather(*(work(f"worker-{number}") for number in range(5)))
    times = Counter(key for each in got for key in each)
    assert len(times) == 100
    assert set(times.values()) == {1}


async def test_a_conversation_has_one_message_on_its_way_and_keeps_their_order(
    store: Store,
) -> None:
    await queue(store, job("say:later", to="ana", due=PAST + timedelta(seconds=1)))
    await queue(store, *(job(f"say:{number}", to="ana") for number in (1, 2, 3)))
    seen = []
    for number in range(4):
        (leased,) = await store.claim(f"worker:{number}", KINDS, 20)
        assert await keys(store, owner="another") == []
        seen.append(leased.job.key)
        await store.end(leased, Work.DONE, NOW)
    assert seen == ["say:1", "say:2", "say:3", "say:later"]


async def test_one_lease_a_conversation_is_a_rule_of_the_database(store: Store) -> None:
    """Also when two workers looked at the same moment: neither loses or doubles a job."""
    await queue(store, *(job(f"say:{number}", to="ana") for number in (1, 2)))
    await queue(store, job("say:3", to="ben"))
    heads = [
        {"_id": each["_id"], "fence": 0}
        for each in await documents(store, "jobs")
        if each["key"] != "say:1"
    ]
    (first, *_) = await store.claim("one", KINDS, 1)
    assert first.job.key == "say:1"
    await _lease(store.driver, store.tenant, "two", heads)
    assert (await job_state(store, "say:2"))["state"] == "pending"
    assert (await job_state(store, "say:3"))["owner"] == "two"


async def test_only_what_is_due_and_of_the_named_kinds_is_claimed(store: Store) -> None:
    await queue(
        store,
        job("rung:future", due=FUTURE),
        job("prompt:1", kind="prompt"),
        job("prompt:2", to="ana", kind="prompt"),
        job("rung:now"),
    )
    before = [each for each in await documents(store, "jobs") if each["key"] != "rung:now"]
    assert await keys(store) == ["rung:now"]
    after = [each for each in await documents(store, "jobs") if each["key"] != "rung:now"]
    assert after == before


async def test_due_is_judged_by_the_clock_of_the_database(store: Store) -> None:
    theirs = await store.time()
    await queue(store, job("rung:1", due=theirs + timedelta(seconds=0.4)))
    assert await keys(store) == []
    await asyncio.sleep(0.5)
    assert await keys(store) == ["rung:1"]
    lease = (await job_state(store, "rung:1"))["lease_ends"]
    assert timedelta(seconds=20) <= lease - theirs < timedelta(seconds=25)


async def test_a_claim_takes_no_more_than_it_asks_for_and_the_oldest_first(store: Store) -> None:
    due = [PAST + timedelta(hours=number) for number in (3, 1, 2)]
    await queue(store, *(job(f"rung:{each.hour}", due=each) for each in due))
    assert await keys(store, 2) == ["rung:1", "rung:2"]
    assert await keys(store, 0) == []


async def test_many_jobs_of_a_held_conversation_starve_nobody(store: Store) -> None:
    await queue(store, *(job(f"say:{number}", to="ana") for number in range(LOOKED_AT + 50)))
    await queue(store, job("say:ben", to="ben", due=PAST + timedelta(days=1)))
    await store.hold("ana", 60)
    assert await keys(store) == ["say:ben"]


async def test_many_jobs_of_a_busy_conversation_starve_nobody(store: Store) -> None:
    await queue(store, *(job(f"say:{number}", to="ana") for number in range(LOOKED_AT + 50)))
    await queue(store, job("say:ben", to="ben", due=PAST + timedelta(days=1)))
    assert await keys(store, 1) == ["say:0"]
    assert await keys(store) == ["say:ben"]


async def test_many_jobs_of_a_free_conversation_starve_nobody(store: Store) -> None:
    await queue(store, *(job(f"say:{number}", to="ana") for number in range(LOOKED_AT + 50)))
    await queue(store, job("say:ben", to="ben", due=PAST + timedelta(days=1)))
    assert await keys(store) == ["say:0", "say:ben"]


async def test_a_claim_looks_at_a_few_pages_and_the_next_one_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.jobs.claims.LOOKED_AT", 1)
    await queue(store, *(job(f"say:{number}", to=f"p{number}") for number in range(8)))
    assert len(await keys(store, 20, "one")) == PAGES
    assert len(await keys(store, 20, "two")) == 8 - PAGES


async def test_a_job_that_cannot_be_read_dies_and_the_others_go_on(store: Store) -> None:
    await queue(store, job("rung:1"), job("rung:2"), job("rung:3"))
    await store.driver.collection("jobs").update_one(
        {"key": "rung:2"}, {"$set": {"payload": "from a newer program"}}
    )
    assert await keys(store) == ["rung:1", "rung:3"]
    dead = await job_state(store, "rung:2")
    assert (dead["state"], dead["why"]) == ("dead", "unreadable")
    assert dead["ended"] > datetime.now(UTC) - timedelta(minutes=1)


async def test_a_claim_is_not_lost_when_its_connection_is(store: Store, fail: Faults) -> None:
    await queue(store, *(job(f"rung:{number}") for number in range(5)))
    fail("update", closeConnection=True)
    assert len(await keys(store)) == 5


async def test_another_tenant_sees_nothing_of_it(store: Store) -> None:
    await queue(store, job("rung:1"), job("say:1", to="ana"))
    other = type(store)(store.driver, "other")  # type: ignore[arg-type]
    assert await other.claim("worker", KINDS, 20) == []
    assert await other.job_counts() == {}
    assert await other.recover() == 0
    assert len(await store.claim("worker", KINDS, 20)) == 2


@pytest.mark.parametrize("ends", ["end", "release"])
async def test_a_stale_owner_changes_nothing(store: Store, ends: str) -> None:
    await queue(store, job("rung:1"))
    (leased,) = await store.claim("worker", KINDS, 5)
    before = await job_state(store, "rung:1")
    for stale in (replace(leased, fence=0), replace(leased, owner="another")):
        call = store.end(stale, Work.DONE, NOW) if ends == "end" else store.release(stale)
        assert await call is False
    assert await job_state(store, "rung:1") == before
