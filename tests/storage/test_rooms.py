"""The channels and group chats the bot is in, per tenant."""

from dataclasses import replace

import pytest

from storage.change import Change, Committed, Room
from storage.commit import Cause
from storage.store import Store
from tests.support.builders import NOW

ROOM = Room(
    id="19:c@thread.tacv2",
    kind="channel",
    service_url="https://smba.trafficmanager.net/emea/",
    bot="28:bot",
    team="19:t@thread.tacv2",
    name="General",
    seen=NOW,
)


async def keep(store: Store, **changes: object) -> None:
    change = Change(**changes)  # type: ignore[arg-type]
    assert await store.commit(change, Cause(), NOW) == Committed()


async def test_a_room_is_kept_and_found_again(store: Store) -> None:
    other = replace(ROOM, id="19:d@thread.tacv2", name="Other")
    await keep(store, rooms=(other, ROOM))
    assert await store.room(ROOM.id) == ROOM
    assert await store.rooms() == [ROOM, other]
    assert await store.rooms(limit=1) == [ROOM]
    assert await store.room("19:unknown") is None
    assert ROOM.address.conversation == ROOM.id
    assert ROOM.address.user == ""


async def test_a_name_that_is_known_stays_where_an_event_tells_none(store: Store) -> None:
    await keep(store, rooms=(ROOM,))
    await keep(store, rooms=(replace(ROOM, name="", service_url="https://other"),))
    found = await store.room(ROOM.id)
    assert found is not None
    assert (found.name, found.service_url) == ("General", "https://other")
    await keep(store, rooms=(replace(ROOM, name="All"),))
    found = await store.room(ROOM.id)
    assert found is not None
    assert found.name == "All"


@pytest.mark.parametrize(("left", "stay"), [(ROOM.id, ["Other"]), (ROOM.team, [])])
async def test_a_room_is_left_or_a_whole_team(store: Store, left: str, stay: list[str]) -> None:
    await keep(store, rooms=(ROOM, replace(ROOM, id="19:d@thread.tacv2", name="Other")))
    await keep(store, rooms_left=(left,))
    assert [each.name for each in await store.rooms()] == stay
