"""Teams tells that the bot is in a channel or group chat, or is there no more."""

from storage.change import Change, Room
from teams_bot.intents import RoomLeft, RoomSeen
from teams_bot.outcomes import Decision, Silent
from teams_bot.services import Services


async def room_seen(services: Services, seen: RoomSeen) -> Decision:
    """Keep how something can be said there. Nobody's name is part of it."""
    room = Room(
        id=seen.room,
        kind=seen.kind,
        service_url=seen.service_url,
        bot=seen.bot,
        team=seen.team,
        name=seen.name,
        seen=services.now(),
    )
    return Decision(outcome=Silent(), change=Change(rooms=(room,)))


async def room_left(left: RoomLeft) -> Decision:
    """Forget a room, or all rooms of a team."""
    return Decision(outcome=Silent(), change=Change(rooms_left=(left.room,)))
