"""The bot comes to a room, or leaves it."""

from teams_bot.actions.rooms import room_left, room_seen
from teams_bot.intents import RoomLeft, RoomSeen
from teams_bot.services import Services


async def test_a_room_is_kept_with_how_to_speak_there(services: Services) -> None:
    seen = RoomSeen(
        room="19:c", kind="channel", team="19:t", name="All", service_url="https://x", bot="28:b"
    )
    (room,) = (await room_seen(services, seen)).change.rooms
    assert (room.id, room.team, room.address.conversation) == ("19:c", "19:t", "19:c")


async def test_a_room_is_forgotten(services: Services) -> None:
    change = (await room_left(services, RoomLeft(room="19:c"))).change
    assert (change.rooms_left, change.jobs) == (("19:c",), ())
