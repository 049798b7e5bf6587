"""Teams tells that the bot is in a channel or group chat, or is there no more."""

from storage.change import Change, Job, Room
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


async def room_left(services: Services, left: RoomLeft) -> Decision:
    """Forget a room, or all rooms of a team; the questions posted there climb on."""
    now = services.now()
    timers = tuple(
        Job(
            key=f"channel_gone:{each.id}:{now.isoformat()}",
            kind="channel_gone",
            due=now,
            payload={"channel": each.id},
        )
        for each in await services.store.rooms_used()
        if left.room in (each.id, each.team)
    )
    return Decision(outcome=Silent(), change=Change(rooms_left=(left.room,), jobs=timers))
