"""Teams tells that the bot is in a channel, or is there no more."""

from storage.change import Change, Channel, Job
from teams_bot.intents import ChannelLeft, ChannelSeen
from teams_bot.outcomes import Decision, Silent
from teams_bot.services import Services


async def channel_seen(services: Services, seen: ChannelSeen) -> Decision:
    """Keep how a channel is reached. Nothing is posted there until an administrator says so."""
    channel = Channel(
        id=seen.channel,
        service_url=seen.service_url,
        bot=seen.bot,
        team=seen.team,
        name=seen.name,
        added=services.now(),
    )
    return Decision(outcome=Silent(), change=Change(channels=(channel,)))


async def channel_left(services: Services, left: ChannelLeft) -> Decision:
    """Forget a channel, or all of a team; the questions posted there climb on."""
    known = await services.store.channels()
    gone = [each.id for each in known if left.channel in (each.id, each.team)]
    now = services.now()
    timers = tuple(
        Job(
            key=f"channel_gone:{each}:{now.isoformat()}",
            kind="channel_gone",
            due=now,
            payload={"channel": each},
        )
        for each in gone
    )
    change = Change(channels_left=(left.channel,), jobs=timers)
    return Decision(outcome=Silent(), change=change)
