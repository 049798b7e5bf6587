"""The bot comes to a channel of a team, or leaves it. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from teams_bot.intents.presses import Raw
from teams_bot.intents.together import ChannelLeft, ChannelSeen
from teams_bot.intents.wanted import Ignore, Intent
from teams_bot.texts import clean

LONGEST_ID: Final = 500
_GONE: Final = frozenset({"channelDeleted", "teamDeleted", "teamHardDeleted", "teamArchived"})
_NAMED: Final = frozenset({"channelCreated", "channelRenamed", "channelRestored"})


def channel_event(raw: Raw) -> Intent:
    """Read what happened to the bot, or to a channel, in a team; group chats are passed over."""
    if raw["conversation"].get("conversationType") != "channel":
        return Ignore()
    event, bot = str(_part(raw, "channelData").get("eventType") or ""), raw["recipient"]["id"]
    team = _id(_part(raw, "channelData"), "team")
    channel = _id(_part(raw, "channelData"), "channel") or _conversation(raw)
    action = str(raw.get("action") or "") if raw["type"] == "installationUpdate" else ""
    if event in _GONE:
        return ChannelLeft(channel=channel if event == "channelDeleted" else team or channel)
    if bot in _ids(raw, "membersRemoved") or action.startswith("remove"):
        return ChannelLeft(channel=team or channel)
    if bot in _ids(raw, "membersAdded") or action.startswith("add") or event in _NAMED:
        data = _part(raw, "channelData")
        named = _part(data, "channel") or _part(data, "team")
        return ChannelSeen(
            channel=channel,
            service_url=raw["serviceUrl"],
            bot=bot,
            team=team,
            name=clean(str(named.get("name") or ""))[:100],
        )
    return Ignore()


def _conversation(raw: Raw) -> str:
    """Give the channel, without the message that a reply hangs from."""
    whole: str = raw["conversation"]["id"]
    return whole.partition(";messageid=")[0]


def _part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = raw.get(name)
    return found if isinstance(found, Mapping) else {}


def _id(data: Mapping[str, Any], name: str) -> str:
    found = _part(data, name).get("id")
    return found[:LONGEST_ID] if isinstance(found, str) else ""


def _ids(raw: Raw, members: str) -> set[str | None]:
    return {each.get("id") for each in raw.get(members) or ()}
