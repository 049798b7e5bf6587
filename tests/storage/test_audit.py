"""The log of acts: what is edited, cut out or cut off shows."""

import asyncio
from typing import Any

import pytest

from storage.change import Act, Change, Committed
from storage.commit import Cause
from storage.store import Store


@pytest.fixture
async def logged(store: Store) -> Store:
    now = await store.time()
    for number in range(4):
        act = Act(who="kim", what="report keep", about=f"r{number}", note="Fine.")
        assert await store.commit(Change(acts=(act,)), Cause(), now) == Committed()
    return store


async def test_what_stands_as_written_is_whole(logged: Store) -> None:
    assert await logged.log_broken() == ""
    newest = (await logged.log_entries(1))[0]
    assert (newest.number, newest.about) == (4, "r3")
    assert await logged.log_broken((4, newest.hash)) == ""


@pytest.mark.parametrize(
    "edit",
    [{"note": "Rude."}, {"who": "lee"}, {"before": "x"}, {"hash": "x"}, {"what": "report warn"}],
)
async def test_an_edit_shows(logged: Store, edit: dict[str, Any]) -> None:
    where = {"tenant": "acme", "number": 2}
    await logged.driver.collection("audit").update_one(where, {"$set": edit})
    assert "entry 2 of the log is not as it was written" in await logged.log_broken()


async def test_a_cut_shows_in_the_middle_and_at_the_end(logged: Store) -> None:
    newest = (await logged.log_entries(1))[0]
    entries = logged.driver.collection("audit")
    await entries.delete_one({"tenant": "acme", "number": 4})
    assert await logged.log_broken() == ""
    assert "ends with entry 3" in await logged.log_broken((4, newest.hash))
    assert "another one" in await logged.log_broken((3, newest.hash))
    await entries.delete_one({"tenant": "acme", "number": 2})
    assert "entry 2 of the log is missing" in await logged.log_broken()


async def test_acts_at_once_are_all_in_the_chain(store: Store) -> None:
    now = await store.time()
    changes = [Change(acts=(Act(who="kim", what=str(each)),)) for each in range(8)]
    await asyncio.gather(*(store.commit(each, Cause(), now) for each in changes))
    assert len(await store.log_entries()) == 8
    assert await store.log_broken() == ""


async def test_each_tenant_has_a_log_of_its_own(logged: Store) -> None:
    other = Store(logged.driver, type(logged.tenant)("other"))
    assert await other.log_entries() == []
    assert await other.log_broken() == ""
