"""What the auditor reads."""

import pytest

from matching.thread import ThreadId
from storage.change import Work
from storage.store import Store
from tests.storage.making import NOW, ROOM, commit, job, know, minutes, person, queue, thread
from tests.support import builders


@pytest.fixture
async def some(store: Store) -> None:
    """Three threads that search, one that ended in order, one that holds Ben though it ended."""
    await know(store, person("ana"), person("ben"), person("lea"))
    first = thread("t1", ("ana", "ben"))
    taken = thread("t3", ("ana",)).take(builders.offer("ana").id, NOW, minutes(30))
    ended = thread("t4", ()).cancel(NOW)
    threads = (first, thread("t2", ("ana",)), taken, ended)
    await commit(store, threads=tuple((None, each) for each in threads), capacity=ROOM)
    await commit(store, threads=((None, thread("t5", ("ben",))),), capacity=ROOM)
    await store.driver.collection("threads").update_one(
        {"id": "t5"}, {"$set": {"state": "closed"}}
    )


async def test_who_searches_is_read_page_by_page(store: Store, some: None) -> None:
    page, after = await store.searching("", 2)
    assert ([each.id for each in page], after) == (["t1", "t2"], "t2")
    assert {each.mentor for each in page[0].live_offers} == {"ana", "ben"}
    assert page[0].shortlists == ()
    page, after = await store.searching(after, 2)
    assert ([each.id for each in page], after) == (["t3"], "")
    assert await store.searching("t9", 2) == ([], "")


async def test_who_holds_an_offer_of_what_is_over_is_found(store: Store, some: None) -> None:
    assert [each.id for each in await store.still_held(5)] == ["t5"]


async def test_a_thread_that_cannot_be_read_hides_no_other(store: Store, some: None) -> None:
    await store.driver.collection("threads").update_one({"id": "t2"}, {"$set": {"seed": "x"}})
    page, after = await store.searching("", 2)
    assert ([each.id for each in page], after) == (["t1"], "t2")


async def test_of_each_job_is_told_where_it_stands(store: Store) -> None:
    await queue(store, job("rung:1"), job("say:1", to="ana", thread=ThreadId("t1")))
    (leased,) = await store.claim("worker", ["rung"], 1)
    await store.end(leased, Work.DONE, NOW)
    found = await store.job_states(["rung:1", "say:1", "say:2"])
    assert found == {"rung:1": Work.DONE, "say:1": Work.PENDING}
