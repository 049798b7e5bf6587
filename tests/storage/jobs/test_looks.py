"""Looking at the queue."""

from datetime import timedelta

from matching.thread import ThreadId
from storage.change import Work
from storage.store import Store
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
