"""Looking at the queue."""

import asyncio
import secrets
from datetime import timedelta

import pytest

from matching.thread import ThreadId
from storage.change import Tenant, Unavailable, Work
from storage.store import Store
from tests.storage.faults import Faults
from tests.storage.making import FUTURE, NOW, PAST, job, queue


async def test_the_id_of_a_sent_message_is_found_by_its_job(store: Store) -> None:
    await queue(store, job("offer:1", to="ana", thread=ThreadId("thread-1"), kind="offer"))
    assert await store.sent_id("offer:1") is None
    assert await store.sent_id("offer:2") is None
    (leased,) = await store.claim("worker", ["offer"], 1)
    await store.end(leased, Work.DONE, NOW, sent_id="1:abc")
    assert await store.sent_id("offer:1") == "1:abc"


async def test_unsent_is_what_waits_and_cannot_have_arrived(store: Store) -> None:
    keys = ("offer:1", "offer:2", "offer:3", "offer:4")
    await queue(store, *(job(each, to=each, kind="offer") for each in keys))
    assert await store.unsent((*keys, "offer:unknown")) == set(keys)
    leased = {each.job.key: each for each in await store.claim("worker", ["offer"], 9)}
    assert await store.unsent(keys) == set(keys)
    await store.end(leased["offer:1"], Work.DONE, NOW)
    await store.release(leased["offer:2"], ambiguous=True)
    await store.put_back(leased["offer:3"])
    await store.end(leased["offer:4"], Work.DEAD, NOW, why="403")
    assert await store.unsent(keys) == {"offer:3"}


async def test_the_thread_of_a_sent_message_is_found_by_its_id(store: Store) -> None:
    await queue(store, job("offer:1", to="ana", thread=ThreadId("thread-1"), kind="offer"))
    (leased,) = await store.claim("worker", ["offer"], 1)
    await store.end(leased, Work.DONE, NOW, sent_id="1:abc")
    assert await store.sent_as("ana", "1:abc") == "thread-1"
    assert await store.sent_as("ben", "1:abc") is None


async def test_the_messages_that_show_a_question_are_found_once_they_were_sent(
    store: Store,
) -> None:
    shown = (ThreadId("thread-1"), ThreadId("thread-2"))
    await queue(store, *(job(each, to=each, kind="digest") for each in ("ana", "ben", "cai")))
    assert await store.quoted_in("ana", "1:ana") is None
    for each in await store.claim("worker", ["digest"], 3):
        if each.job.to != "cai":
            assert await store.quote(each, shown)
        if each.job.to != "ben":
            await store.end(each, Work.DONE, NOW, sent_id=f"1:{each.job.to}", payload={})
    (found,) = await store.quoting(shown[1])
    assert (found.job, found.to, found.sent, found.quotes) == ("ana", "ana", "1:ana", shown)
    assert await store.quoting(ThreadId("thread-3")) == []
    assert await store.quoted_in("ana", "1:ana") == set(shown)
    assert await store.quoted_in("cai", "1:cai") is None
    assert await Store(store.driver, Tenant("other")).quoting(shown[0]) == []


async def test_what_a_message_shows_is_noted_by_who_holds_it(store: Store) -> None:
    await queue(store, job("digest:1", to="ana", kind="digest"))
    (leased,) = await store.claim("worker", ["digest"], 1)
    await store.release(leased)
    assert not await store.quote(leased, [ThreadId("thread-1")])


async def test_a_new_job_of_the_tenant_is_heard_of(store: Store) -> None:
    heard: list[int] = []
    hearing = asyncio.create_task(store.new_jobs(lambda: heard.append(1)))
    other = Store(store.driver, Tenant("other"))
    async with asyncio.timeout(8):
        while not heard:  # until the stream is open
            await queue(other, job(f"rung:{secrets.token_hex(4)}"))
            await queue(store, job(f"rung:{secrets.token_hex(4)}"))
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.5)
        before = len(heard)
        await queue(other, job("rung:others"))
        await queue(store, job("rung:mine"))
        while len(heard) == before:
            await asyncio.sleep(0.02)
    assert len(heard) == before + 1
    hearing.cancel()


async def test_a_stream_whose_history_is_lost_ends_as_unavailable(
    store: Store, fail: Faults
) -> None:
    fail("aggregate", errorCode=286)
    with pytest.raises(Unavailable):
        await store.new_jobs(lambda: None)


async def test_jobs_are_counted_by_state(store: Store) -> None:
    assert await store.job_counts() == {}
    await queue(store, job("rung:1"), job("rung:2"), job("rung:3", due=FUTURE))
    await store.claim("worker", ["rung"], 1)
    assert await store.job_counts() == {"pending": 2, "leased": 1}


async def test_the_oldest_due_job_is_told_by_when_it_was_due(store: Store) -> None:
    await queue(store, job("rung:1", due=FUTURE))
    assert await store.oldest_due() is None
    await queue(store, job("rung:2", due=PAST + timedelta(days=1)), job("rung:3"))
    assert await store.oldest_due() == PAST
