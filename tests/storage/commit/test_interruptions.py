"""The daily budget is kept by the transaction that writes the message."""

import asyncio
from datetime import timedelta

import pytest

from storage.change import Claimed, Committed, Faster, Work
from storage.commit import Cause
from storage.store import Store
from tests.storage.making import (
    NOW,
    attempt,
    commit,
    documents,
    interrupting,
    job,
    job_state,
    know,
    miscounted,
    person,
)

DAY = timedelta(hours=24)


async def test_of_many_messages_at_once_no_more_than_the_budget_are_written(store: Store) -> None:
    await know(store, person("ana"), person("ben"))
    jobs = [interrupting(f"nudge:{each}", "ana", NOW, kind="say", per_day=3) for each in range(9)]
    outcomes = await asyncio.gather(*(attempt(store, jobs=(each,)) for each in jobs))
    assert outcomes.count(Committed()) == 3
    assert outcomes.count(Faster()) == 6
    await commit(store, jobs=(interrupting("nudge:ben", "ben", NOW, per_day=3),))
    assert await miscounted(store) == []


@pytest.mark.parametrize(("hours", "fits"), [(-24, True), (-23, False), (23, False), (24, True)])
async def test_a_message_counts_on_the_day_it_is_due(
    store: Store, hours: int, *, fits: bool
) -> None:
    await know(store, person("ana"))
    await commit(store, jobs=(interrupting("one", "ana", NOW, per_day=1),))
    other = interrupting("other", "ana", NOW + timedelta(hours=hours), per_day=1)
    assert (await attempt(store, jobs=(other,)) == Committed()) is fits


async def test_two_in_one_change_need_room_for_both(store: Store) -> None:
    await know(store, person("ana"))
    both = tuple(interrupting(f"n{each}", "ana", NOW, per_day=1) for each in range(2))
    assert await attempt(store, jobs=both) == Faster()
    apart = (both[0], interrupting("later", "ana", NOW + DAY, per_day=1))
    await commit(store, jobs=apart)
    assert await miscounted(store) == []


async def test_what_interrupts_nobody_is_not_counted(store: Store) -> None:
    await know(store, person("ana"))
    await commit(store, jobs=tuple(job(f"say:{each}", "ana") for each in range(9)))
    (ana,) = (each for each in await documents(store, "people") if each["id"] == "ana")
    assert ana["interrupted_at"] == []


async def test_a_message_that_is_put_off_is_due_and_counted_later(store: Store) -> None:
    await know(store, person("ana"))
    first = interrupting("nudge", "ana", NOW, kind="say", per_day=1)
    await commit(store, jobs=(first,))
    leased = await _leased(store)
    later = interrupting("nudge", "ana", NOW + DAY, kind="say", per_day=1)
    await commit(store, Cause(timer=leased, again=NOW), put_off=(later,))
    kept = await job_state(store, "nudge")
    assert (kept["state"], kept["due"]) == (Work.PENDING.value, NOW + DAY)
    second = interrupting("second", "ana", NOW + DAY, per_day=1)
    assert await attempt(store, jobs=(second,)) == Faster()


async def test_it_is_not_put_off_to_a_day_that_is_full(store: Store) -> None:
    await know(store, person("ana"))
    first = interrupting("nudge", "ana", NOW - 2 * DAY, kind="say", per_day=1)
    await commit(store, jobs=(first, interrupting("other", "ana", NOW + DAY, per_day=1)))
    leased = await _leased(store)
    later = interrupting("nudge", "ana", NOW + DAY, kind="say", per_day=1)
    again = Cause(timer=leased, again=NOW)
    assert await attempt(store, again, put_off=(later,)) == Faster()
    assert (await job_state(store, "nudge"))["state"] == Work.LEASED.value


async def _leased(store: Store) -> Claimed:
    (leased,) = await store.claim("me", ("say",), 1)
    return leased
