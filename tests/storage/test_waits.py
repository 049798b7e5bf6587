"""The versions of the table of waits, and what it is estimated from."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from bson import encode

from matching.incidence import CELLS_MAX
from matching.sources import Source
from matching.thread import OfferId, Posting, PostingId, State, Thread, ThreadId
from matching.waited import WINDOW, Past
from matching.waits import GRID, Cell, Part, Promise, Table, Where
from storage import codec, waits
from storage.change import Faster
from storage.store import Store
from storage.waits import UNKNOWN, VERSIONS_KEPT, Waits
from tests.storage.faults import Spy
from tests.storage.making import NOW, know, minutes, person
from tests.storage.test_weights import keep
from tests.support import builders
from tests.support.builders import EXCEL

CURVE = tuple(round(0.9 * (place + 1) / len(GRID), 6) for place in range(len(GRID)))
CELL = Cell(
    where=Where(rung=1, skill=EXCEL, part=Part.NIGHT),
    questions=12,
    evidence=32.0,
    answered=CURVE,
    over=(0.0,) * len(GRID),
)
TABLE = Table(cells=(CELL,), questions=12, plain=7.5)
PROMISE = Promise(since=NOW, usual=12, long=None, shares=(0.5, 0.6, 0.7, 0.8), plain=None)


async def test_everybody_begins_with_nothing(store: Store) -> None:
    assert await store.waits() == UNKNOWN == Waits()


async def test_a_version_is_read_as_it_was_kept(store: Store) -> None:
    first = await store.publish_waits(UNKNOWN, TABLE, NOW)
    assert first == Waits(number=1, table=TABLE, when=NOW)
    assert isinstance(first, Waits)
    second = await store.publish_waits(first, replace(TABLE, plain=None), NOW)
    assert await store.waits() == second
    assert isinstance(second, Waits)
    assert await store.waits(second) is second


async def test_of_two_versions_at_once_the_first_is_kept(store: Store) -> None:
    done = await asyncio.gather(*(store.publish_waits(UNKNOWN, TABLE, NOW) for _ in range(4)))
    assert sum(isinstance(each, Faster) for each in done) == 3


async def test_old_versions_go(store: Store) -> None:
    known = UNKNOWN
    for _ in range(VERSIONS_KEPT + 3):
        made = await store.publish_waits(known, Table(), NOW)
        assert isinstance(made, Waits)
        known = made
    kept = store.driver.collection("waits").find({"tenant": store.tenant})
    assert sorted(each["number"] for each in await kept.to_list(None)) == list(range(4, 18))


async def test_of_a_broken_version_nothing_is_said(store: Store) -> None:
    broken = {"_id": f"{store.tenant}:1", "tenant": store.tenant, "number": 1}
    await store.driver.collection("waits").insert_one(
        {**broken, "table": {"cells": "many"}, "when": NOW}
    )
    found = await store.waits()
    assert found == Waits(number=1)
    assert isinstance(await store.publish_waits(found, TABLE, NOW), Waits)


async def test_a_version_that_went_meanwhile_is_none(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.publish_waits(UNKNOWN, TABLE, NOW)
    monkeypatch.setattr(codec, "key", lambda *_: "gone")
    assert await store.waits() == UNKNOWN


def test_the_largest_table_stays_below_its_bound() -> None:
    full = replace(TABLE, cells=(CELL,) * CELLS_MAX)
    size = len(encode(codec.plain(Waits(number=1, table=full, when=NOW))))
    assert size < 2_500_000


# ---- what became of past questions


def at(number: float, thread: Thread) -> Thread:
    return replace(thread, created=NOW + minutes(number))


async def test_past_questions_are_read_with_their_ends(store: Store) -> None:
    await know(store, person("lea", time_zone="Asia/Tokyo"))
    offered = builders.thread(id=ThreadId("open"), promise=PROMISE, created=NOW)
    later = replace(offered.offers[0], id=OfferId("o3"), rung=2, due=NOW + timedelta(hours=9))
    given = replace(
        builders.thread(State.CLOSED, id=ThreadId("closed"), learner="lou"),
        answers=tuple(
            builders.answer(each, at=NOW + minutes(number))
            for each, number in (("ben", 9), ("ana", 4))
        ),
    )
    over = builders.thread(State.UNANSWERED, id=ThreadId("over"), skills={})
    gone = builders.thread(State.CANCELLED, id=ThreadId("gone"))
    too_old = replace(
        builders.thread(id=ThreadId("old")), created=NOW - WINDOW - timedelta(days=1)
    )
    await keep(
        store,
        at(1, replace(offered, offers=(later, *offered.offers))),
        *(at(2, given), at(3, over), at(4, gone)),
        too_old,
    )
    cancelled, given_up, answered, waiting = await store.past_waits(NOW)
    first = min(each.due for each in offered.offers)
    assert waiting == Past(
        created=NOW + minutes(1),
        zone="Asia/Tokyo",
        skill=EXCEL,
        rungs=(first, NOW + timedelta(hours=9)),
        promise=PROMISE,
    )
    assert answered.answered == NOW + minutes(4)
    assert (answered.ended, answered.zone) == (None, "UTC")
    assert (given_up.ended, given_up.cancelled, given_up.skill) == (over.ended, False, "")
    assert (cancelled.ended, cancelled.cancelled) == (gone.ended, True)


async def test_a_question_that_stood_in_a_place_was_readable_there(store: Store) -> None:
    thread = builders.thread(id=ThreadId("posted"), created=NOW)
    stood = Posting(
        id=PostingId("p1"), source=Source.CROWD, place="room", rung=2, due=NOW + minutes(40)
    )
    await keep(store, replace(thread, postings=(stood,)))
    (found,) = await store.past_waits(NOW)
    assert found.rungs == (min(each.due for each in thread.offers), stood.due)


async def test_a_long_past_is_read_in_pages_up_to_a_bound(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = [
        at(number, builders.thread(id=ThreadId(f"t{number}"), learner=f"l{number}"))
        for number in range(7)
    ]
    await keep(store, *threads)
    monkeypatch.setattr(waits, "READ_AT_ONCE", 2)
    monkeypatch.setattr(waits, "QUESTIONS_READ", 5)
    found = await store.past_waits(NOW)
    assert [each.created for each in found] == [NOW + minutes(each) for each in (6, 5, 4, 3, 2)]


@pytest.fixture
async def watched(mongodb: str, store: Store) -> AsyncIterator[tuple[Store, Spy]]:
    """A store whose commands are listened to."""
    spy = Spy()
    name = store.driver.collection("people").database.name
    made = await Store.open(mongodb, name, "acme", store.driver.name, event_listeners=[spy])
    yield made, spy
    await made.close()


async def test_a_known_version_is_not_read_again(watched: tuple[Store, Spy]) -> None:
    store, spy = watched
    known = await store.publish_waits(UNKNOWN, TABLE, NOW)
    assert isinstance(known, Waits)
    spy.seen.clear()
    await store.waits(known)
    assert [name for name, _ in spy.seen] == ["find"]
