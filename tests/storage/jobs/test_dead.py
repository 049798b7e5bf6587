"""Dead letters: ended and followed, or neither."""

import pytest

from matching.thread import ThreadId
from storage.change import Claimed, Work
from storage.jobs import DEAD_LETTER
from storage.store import Store
from tests.storage.making import NOW, job, job_state, lapse, queue

KINDS = ("say", "rung")
THREAD = ThreadId("thread-1")


async def leased_one(store: Store) -> Claimed:
    (leased,) = await store.claim("worker", KINDS, 5)
    return leased


async def letters(store: Store) -> list[tuple[str, str, object]]:
    found = await store.driver.collection("jobs").find({"kind": DEAD_LETTER}).to_list(None)
    return [(each["thread"], each["state"], each["payload"]) for each in found]


async def test_a_dead_message_about_a_thread_is_followed_at_once(store: Store) -> None:
    await queue(store, job("say:1", to="ana", thread=THREAD))
    assert await store.end(await leased_one(store), Work.DEAD, NOW, why="403")
    kept = await job_state(store, "say:1")
    assert (kept["state"], kept["ended"], kept["why"]) == ("dead", NOW, "403")
    assert "lease_ends" not in kept
    assert await letters(store) == [("thread-1", "pending", {"key": "say:1", "why": "403"})]
    (following,) = await store.claim("worker", (DEAD_LETTER,), 5)
    assert following.job.due == NOW


async def test_of_a_dead_timer_or_a_message_about_no_thread_nothing_follows(store: Store) -> None:
    await queue(store, job("rung:1", thread=THREAD), job("say:1", to="ana"))
    for leased in await store.claim("worker", KINDS, 5):
        assert await store.end(leased, Work.DEAD, NOW, why="fault")
    assert await letters(store) == []


async def test_who_lost_the_lease_buries_nothing(store: Store) -> None:
    await queue(store, job("say:1", to="ana", thread=THREAD))
    late = await leased_one(store)
    await lapse(store)
    await store.recover()
    assert await store.end(late, Work.DEAD, NOW, why="403") is False
    assert (await job_state(store, "say:1"))["state"] == "pending"
    assert await letters(store) == []


async def test_a_message_that_nobody_can_read_is_followed_too(store: Store) -> None:
    await queue(store, job("say:1", to="ana", thread=THREAD))
    await store.driver.collection("jobs").update_one({"key": "say:1"}, {"$set": {"payload": 7}})
    assert await store.claim("worker", KINDS, 5) == []
    assert (await job_state(store, "say:1"))["state"] == "dead"
    assert await letters(store) == [("thread-1", "pending", {"key": "say:1", "why": "unreadable"})]


async def test_a_burial_is_whole_or_has_not_happened(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a crash in the middle")

    await queue(store, job("say:1", to="ana", thread=THREAD))
    leased = await leased_one(store)
    with monkeypatch.context() as patch:
        patch.setattr("storage.codec.job_document", broken)
        with pytest.raises(RuntimeError):
            await store.end(leased, Work.DEAD, NOW, why="403")
    assert (await job_state(store, "say:1"))["state"] == "leased"
    assert await store.end(leased, Work.DEAD, NOW, why="403")
    assert len(await letters(store)) == 1
