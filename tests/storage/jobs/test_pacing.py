"""How fast is spoken: within every window of Teams, by the server's clock."""

import asyncio
import itertools
import time
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

import pytest
from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError

from storage.change import Work
from storage.jobs import LANE_BURST_MS, LANE_MS, TENANT_MS
from storage.jobs.pacing import only_duplicates
from storage.store import Store
from tests.storage.making import NOW, job, queue

# messages, seconds: what Teams allows a bot in one conversation
WINDOWS = ((7, 1), (8, 2), (60, 30), (1800, 3600))


def worst_schedule(seconds: float) -> list[float]:
    """Send at every first moment that the algorithm allows, in milliseconds."""
    sent, tat, now = [], 0.0, 0.0
    while now < seconds * 1000:
        sent.append(now)
        tat = max(now, tat) + LANE_MS
        now = max(now, tat - LANE_BURST_MS)
    return sent


@pytest.mark.parametrize(("allowed", "seconds"), WINDOWS)
def test_the_fastest_schedule_meets_the_windows_of_teams(allowed: int, seconds: int) -> None:
    sent = worst_schedule(2 * 3600)
    most = max(
        bisect_left(sent, start + seconds * 1000) - place for place, start in enumerate(sent)
    )
    assert most + 1 <= allowed  # one more may have waited with its worker


async def test_a_conversation_gets_a_burst_of_four_and_then_one_each_two_seconds(
    store: Store,
) -> None:
    await queue(store, *(job(f"say:{number}", to="ana") for number in range(7)))
    sent: list[float] = []
    began = time.monotonic()
    while len(sent) < 6 and time.monotonic() - began < 10:
        for leased in await store.claim(f"worker:{len(sent)}", ["say"], 20):
            sent.append(time.monotonic() - began)
            await store.end(leased, Work.DONE, NOW)
        await asyncio.sleep(0.01)
    gaps = [later - earlier for earlier, later in itertools.pairwise(sent)]
    assert len(sent) == 6
    assert sent[3] < 1
    assert sum(gaps[:4]) > 1.9  # the fifth waits until two seconds after the first
    assert gaps[4] > 1.9


async def test_a_held_conversation_holds_no_other(store: Store) -> None:
    await store.hold("ana", 0.6)
    await queue(store, job("say:1", to="ana"), job("say:2", to="ben"), job("rung:1"))
    kinds = ["say", "rung"]
    assert {each.job.key for each in await store.claim("one", kinds, 20)} == {"say:2", "rung:1"}
    await asyncio.sleep(0.7)
    assert [each.job.key for each in await store.claim("two", kinds, 20)] == ["say:1"]


async def test_a_longer_hold_wins_over_a_shorter(store: Store) -> None:
    await store.hold("ana", 60)
    await store.hold("ana", 0)
    await queue(store, job("say:1", to="ana"))
    assert await store.claim("one", ["say"], 20) == []


async def test_a_conversation_named_like_an_expression_is_one_like_any_other(
    store: Store,
) -> None:
    await queue(store, job("say:1", to="$$NOW"), job("say:2", to="$lane"))
    assert len(await store.claim("one", ["say"], 20)) == 2
    await store.hold("$lane", 1)
    lanes = await store.driver.collection("lanes").find({"tenant": "acme"}).to_list(None)
    assert {each["lane"] for each in lanes} == {"$$NOW", "$lane"}


async def test_many_may_hold_a_new_conversation_at_once(store: Store) -> None:
    await asyncio.gather(*(store.hold("ana", 1) for _ in range(20)))
    assert await store.driver.collection("lanes").count_documents({"tenant": "acme"}) == 1


async def test_three_workers_share_the_budget_of_the_tenant(store: Store) -> None:
    sent: list[tuple[float, int]] = []
    ends = time.monotonic() + 3

    async def work(batches: tuple[int, ...]) -> None:
        for messages in itertools.cycle(batches):
            while not await store.reserve(messages):
                if time.monotonic() > ends:
                    return
                await asyncio.sleep(0.005)
            sent.append((time.monotonic(), messages))

    await asyncio.gather(work((20,)), work((1, 20, 3)), work((7,)))
    first = min(when for when, _ in sent)
    whole = sum(messages for _, messages in sent)
    worst = max(
        sum(messages for when, messages in sent if start <= when < start + 1) for start, _ in sent
    )
    print(f"{whole} messages in 3 s, at most {worst} in one second")  # noqa: T201 - a figure
    assert worst <= 50
    assert whole <= 25 * (max(when for when, _ in sent) - first) + 20 + 5
    assert whole > 25


async def test_the_first_message_of_a_tenant_is_reserved_by_one(store: Store) -> None:
    got = await asyncio.gather(*(store.reserve(20) for _ in range(10)))
    assert sum(got) == 1
    await asyncio.sleep(20 * TENANT_MS / 1000 + 0.1)
    assert await store.reserve(1)


class Beaten:
    """A collection in which another worker makes the lane between our look and our write."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection
        self._beaten = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._collection, name)

    async def bulk_write(self, writes: list[UpdateOne], **how: Any) -> Any:
        await self._be_beaten(writes[0]._filter["_id"])
        return await self._collection.bulk_write(writes, **how)

    async def update_one(self, where: Mapping[str, Any], *rest: Any, **how: Any) -> Any:
        if how.get("upsert"):
            theirs = {"_id": where["_id"], "tenant": "acme"}
            await self._collection.insert_one(dict(theirs))
            await self._collection.insert_one(dict(theirs))
        return await self._collection.update_one(where, *rest, **how)

    async def _be_beaten(self, lane: str) -> None:
        if not self._beaten:
            self._beaten = True
            theirs = InsertOne({"_id": lane, "tenant": "acme"})
            await self._collection.bulk_write([theirs])
            await self._collection.bulk_write([theirs])


async def test_who_is_beaten_to_a_new_conversation_notes_it_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = Beaten(store.driver.collection("lanes"))
    monkeypatch.setattr(store.driver, "collection", lambda _: lanes)
    await store.hold("ana", 60)
    kept = await lanes.find_one({"tenant": "acme"})
    assert kept["not_before"] > await store.time()


async def test_who_is_beaten_to_the_first_message_of_a_tenant_waits(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = Beaten(store.driver.collection("lanes"))
    monkeypatch.setattr(store.driver, "collection", lambda _: lanes)
    assert await store.reserve(1) is False


def test_a_write_that_fails_for_another_reason_is_told() -> None:
    with pytest.raises(BulkWriteError):
        only_duplicates(BulkWriteError({"writeErrors": [{"code": 121, "index": 0}]}))


async def test_a_name_may_knock_so_often_a_minute_however_many_ask_at_once(store: Store) -> None:
    async def knocks(name: str, count: int) -> int:
        return sum(await asyncio.gather(*(store.knock(name, 20) for _ in range(count))))

    assert await knocks("a", 50) == 20
    assert await store.knock("b", 20)
    assert not await store.knock("a", 20)
    moved = {"$set": {"tat": {"$subtract": ["$tat", 2 * 3000]}}}  # two of them have come back
    await store.driver.collection("lanes").update_one({"_id": "acme:knock:a"}, [moved])
    assert await knocks("a", 5) == 2
    assert await store.driver.collection("lanes").count_documents({"tenant": "acme"}) == 2
