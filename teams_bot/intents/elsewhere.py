"""What arrives from outside the personal chat: mentions, the dialog, rooms come and go.

In a channel or a group chat only a mention of this bot is meant for it, and the mention itself is
no part of the question. The dialog is Teams' message extension: `composeExtension/fetchTask` opens
it, `composeExtension/submitAction` sends what was written.
"""

import html
import re
from collections.abc import Mapping
from typing import Any, Final

from matching.thread import Place
from teams_bot.intents.markup import words_of
from teams_bot.intents.wanted import (
    Ignore,
    Intent,
    NoSuchVerb,
    OpenDialog,
    RoomLeft,
    RoomSeen,
    Say,
)
from teams_bot.texts import clean

Raw = Mapping[str, Any]

OPEN: Final = "composeExtension/fetchTask"
SUBMIT: Final = "composeExtension/submitAction"
COMMAND: Final = "askMentor"
SHARED: Final = frozenset({"channel", "groupChat"})
HERE: Final = "here"
LONGEST_FIELD: Final = 20_000
_MESSAGE: Final = ";messageid="
_AT: Final = re.compile(r"<at(?:\s[^<>]*)?>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_NUMBER: Final = re.compile(r"[0-9]{1,20}")
_APPEARED: Final = frozenset(
    {"channelCreated", "channelRenamed", "channelRestored", "teamRenamed", "teamRestored"}
)
_GONE: Final = frozenset({"channelDeleted", "teamDeleted", "teamHardDeleted", "teamArchived"})


def from_dialog(raw: Raw) -> bool:
    """Whether an invoke is about the dialog of the message extension."""
    return raw["type"] == "invoke" and raw.get("name") in (OPEN, SUBMIT)


def kind_of(raw: Raw) -> str:
    """Give the kind of conversation: "personal", "channel" or "groupChat"."""
    conversation = raw["conversation"]
    kind = str(conversation.get("conversationType") or "")
    if not kind and conversation.get("isGroup"):
        return "groupChat"
    return kind or "personal"


def place_of(raw: Raw) -> Place | None:
    """Give the channel or group chat of an activity; None for any other conversation.

    The address is the activity's own, which the guard has checked: nothing that a card or a
    message carries can name another one.
    """
    kind, data = kind_of(raw), _channel_data(raw)
    if kind not in SHARED:
        return None
    named = data.get("channel") if kind == "channel" else None
    return Place(
        kind=kind,
        service_url=raw["serviceUrl"],
        conversation=_hanging(raw, kind),
        user=raw["from"]["id"],
        bot=raw["recipient"]["id"],
        name=_name(named) or clean(str(raw["conversation"].get("name") or ""))[:100],
    )


def mention(raw: Raw) -> str | None:
    """Give what was said to the bot; None where it was not mentioned.

    >>> me = {"type": "mention", "mentioned": {"id": "28:b"}, "text": "<at>Bo</at>"}
    >>> mention({"text": "<at>Bo</at> ask <at>Ana</at>!", "recipient": {"id": "28:b"},
    ...          "entities": [me]})
    'ask Ana!'
    """
    bot, text = raw["recipient"]["id"], str(raw.get("text") or "")
    own = [each for each in raw.get("entities") or () if _mentions(each, bot)]
    if not own:
        return None
    for each in own:
        text = text.replace(str(each.get("text") or ""), " ")
    return clean(html.unescape(_AT.sub(r"\1", text)))


def dialog(raw: Raw) -> Intent:
    """Read an invoke of the dialog: opened on a message, or sent."""
    value = raw.get("value") or {}
    if value.get("commandId") != COMMAND:
        return NoSuchVerb(verb=str(value.get("commandId") or "")[:40])
    if raw["name"] == OPEN:
        return OpenDialog(quote=_quote(value.get("messagePayload") or {}), place=place_of(raw))
    fields = value.get("data") or {}
    place = place_of(raw)
    return Say(
        text=clean(_field(fields, "question")),
        quote=clean(_field(fields, "quote"), lines=True),
        place=place,
        here=place is not None and _field(fields, "where") == HERE,
        dialog=True,
        bot=raw["recipient"]["id"],
    )


def room_event(raw: Raw) -> Intent:
    """Read that the bot was added to or removed from a room, or that a channel changed."""
    data, kind = _channel_data(raw), kind_of(raw)
    if kind not in SHARED:
        return Ignore()
    bot, event = raw["recipient"]["id"], str(data.get("eventType") or "")
    action = str(raw.get("action") or "") if raw["type"] == "installationUpdate" else ""
    base = raw["conversation"]["id"].partition(_MESSAGE)[0]
    channel = str((data.get("channel") or {}).get("id") or "")
    team = str((data.get("team") or {}).get("id") or "") if kind == "channel" else ""
    removed = bot in ids(raw, "membersRemoved") or action.startswith("remove")
    if removed or event in _GONE:
        return RoomLeft(room=channel if event == "channelDeleted" and channel else team or base)
    added = bot in ids(raw, "membersAdded") or action.startswith("add")
    if not added and event not in _APPEARED:
        return Ignore()
    about = data.get("channel") or (data.get("team") if team else None)
    return RoomSeen(
        room=channel or base,
        kind=kind,
        team=team,
        name=_name(about) or clean(str(raw["conversation"].get("name") or ""))[:100],
        service_url=raw["serviceUrl"],
        bot=bot,
    )


def ids(raw: Raw, members: str) -> set[str | None]:
    """Give the ids of those who joined or left."""
    return {each.get("id") for each in raw.get(members) or ()}


def _channel_data(raw: Raw) -> Mapping[str, Any]:
    return raw.get("channelData") or {}


def _hanging(raw: Raw, kind: str) -> str:
    """Give the conversation to reply in: in a channel, below the message that began it."""
    conversation: str = raw["conversation"]["id"]
    value = raw.get("value") if from_dialog(raw) else None
    if kind != "channel" or _MESSAGE in conversation or not isinstance(value, Mapping):
        return conversation
    message = value.get("messagePayload") or {}
    first = str(message.get("replyToId") or message.get("id") or "")
    return f"{conversation}{_MESSAGE}{first}" if _NUMBER.fullmatch(first) else conversation


def _mentions(entity: Mapping[str, Any], bot: str) -> bool:
    mentioned = entity.get("mentioned")
    whom = mentioned.get("id") if isinstance(mentioned, Mapping) else None
    return entity.get("type") == "mention" and whom == bot


def _quote(message: Mapping[str, Any]) -> str:
    body = message.get("body") or {}
    content = str(body.get("content") or "")
    return clean(content, lines=True) if body.get("contentType") == "text" else words_of(content)


def _field(fields: Mapping[str, Any], name: str) -> str:
    found = fields.get(name)
    return found[:LONGEST_FIELD] if isinstance(found, str) else ""


def _name(named: Any) -> str:
    return clean(str(named.get("name") or ""))[:100] if isinstance(named, Mapping) else ""
