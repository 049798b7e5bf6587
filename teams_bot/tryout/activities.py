"""The activities Teams sends to a bot, and how it reads what a bot sends and answers."""

import html
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from teams_bot.tryout.chats import (
    Chat,
    Delivery,
    DemoPerson,
    Message,
    NotPossibleError,
    Room,
)
from teams_bot.tryout.limits import ADAPTIVE_CARD, ConnectorError, Json, actions, check_card

SOMETHING_WENT_WRONG: Final = "Something went wrong. Please try again."


class Activities:
    """Makes activities with the ids and times of this Teams."""

    def __init__(
        self, *, bot: Json, tenant: str, service_url: str, now: Callable[[], datetime]
    ) -> None:
        self._bot = bot
        self._tenant = tenant
        self._service_url = service_url
        self._now = now
        self._last_id = 0

    def make(self, chat: Chat, kind: str, **fields: Any) -> Json:
        """An activity from a person to the bot."""
        person = {"id": chat.user, "name": chat.person.name, "aadObjectId": chat.person.id}
        conversation = {
            "id": chat.conversation,
            "conversationType": "personal",
            "tenantId": self._tenant,
        }
        return {
            "type": kind,
            **self.fresh(),
            "channelId": "msteams",
            "serviceUrl": self._service_url,
            "locale": "en-GB",
            "from": person,
            "recipient": dict(self._bot),
            "conversation": conversation,
            "channelData": {"tenant": {"id": self._tenant}},
            **fields,
        }

    def shared(self, room: Room, author: Chat, kind: str, root: str = "", **fields: Any) -> Json:
        """An activity from a channel or group chat; `root` is the message a reply hangs from."""
        hanging = f";messageid={root}" if root and room.kind == "channel" else ""
        conversation = {
            "isGroup": True,
            "conversationType": room.kind,
            "tenantId": self._tenant,
            "id": f"{room.conversation}{hanging}",
        }
        more = {"conversation": conversation, "channelData": self.shared_data(room), **fields}
        return self.make(author, kind, **more)

    def shared_data(self, room: Room, event: str = "") -> Json:
        """The channel data of a room, and what happened to it."""
        data: Json = {"tenant": {"id": self._tenant}}
        if room.kind == "channel":
            data["teamsChannelId"] = room.conversation
            data["teamsTeamId"] = room.team
            data["channel"] = {"id": room.conversation, "name": room.person.name}
            data["team"] = {"id": room.team, "name": room.team_name}
        return {**data, "eventType": event} if event else data

    def event(self, name: str) -> Json:
        """The channel data of something that happened to a message."""
        return {"tenant": {"id": self._tenant}, "eventType": name}

    def fresh(self) -> Json:
        """The fields that differ each time."""
        stamp = self.stamp()
        return {"id": self.new_id(), "timestamp": stamp, "localTimestamp": stamp}

    def stamp(self) -> str:
        """The time now, as ISO 8601."""
        return self._now().isoformat(timespec="milliseconds")

    def new_id(self) -> str:
        """Milliseconds as in Teams, made unique."""
        self._last_id = max(self._last_id + 1, int(self._now().timestamp() * 1000))
        return str(self._last_id)


def written(text: str, attachments: Sequence[Json] = (), reply_to: str = "") -> Json:
    """What somebody typed: Teams repeats the text as an attachment of HTML.

    >>> written("a < b")["attachments"]
    [{'contentType': 'text/html', 'content': '<p>a &lt; b</p>'}]
    """
    quote = f'<blockquote itemid="{html.escape(reply_to)}"></blockquote>' if reply_to else ""
    repeat = {"contentType": "text/html", "content": f"{quote}<p>{html.escape(text)}</p>"}
    return {
        "text": text,
        "textFormat": "plain",
        "attachments": [*attachments, *([repeat] if text else [])],
        **({"replyToId": reply_to} if reply_to else {}),
    }


def mentioning(text: str, bot: Mapping[str, Any]) -> Json:
    """What somebody typed to the bot where others read it, too."""
    mark = f"<at>{bot['name']}</at>"
    entity = {"type": "mention", "mentioned": dict(bot), "text": mark}
    place = {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}
    span = '<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">'
    repeat = f"<p>{span}{html.escape(bot['name'])}</span>&nbsp;{html.escape(text)}</p>"
    return {
        "text": f"{mark} {text}",
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": repeat}],
        "entities": [entity, place],
    }


def quoted(message: Message, author: DemoPerson) -> Json:
    """A message as Teams hands it to the dialog that was opened on it."""
    user = {"userIdentityType": "aadUser", "id": author.id, "displayName": author.name}
    return {
        "linkToMessage": f"https://teams.microsoft.com/l/message/0/{message.id}",
        "id": message.id,
        "replyToId": message.root or None,
        "createdDateTime": message.at,
        "lastModifiedDateTime": None,
        "deleted": False,
        "subject": None,
        "summary": None,
        "importance": "normal",
        "locale": "en-us",
        "body": {"contentType": "html", "content": f"<p>{html.escape(message.text)}</p>"},
        "from": {"device": None, "conversation": None, "user": user, "application": None},
        "reactions": [],
        "mentions": [],
        "attachments": [],
    }


def pressed(button: Mapping[str, Any], inputs: Mapping[str, str]) -> Json:
    """The value of an invoke: the button, its data joined with the inputs.

    >>> pressed({"verb": "pass", "data": {"offer": "o1"}}, {"reason": "busy"})["action"]["data"]
    {'offer': 'o1', 'reason': 'busy'}
    """
    data = {**(button.get("data") or {}), **inputs}
    action = {"id": button.get("id", ""), "verb": button.get("verb", ""), "data": data}
    return {"action": {"type": "Action.Execute", **action}, "trigger": "manual"}


def button_of(chat: Chat, message_id: str, verb: str) -> Json:
    """The button with this verb on the cards of a message."""
    message = chat.messages.get(message_id)
    for attachment in message.attachments if message else ():
        for action in actions(attachment.get("content")):
            if action["verb"] == verb:
                return action
    raise NotPossibleError(f"There is no button {verb} on this message.")


def shown(activity: Json) -> Json:
    """The fields of a message that an activity of the bot sets."""
    return {
        "text": activity.get("text") or "",
        "text_format": activity.get("textFormat") or "markdown",
        "summary": activity.get("summary") or "",
        "attachments": tuple(activity.get("attachments") or ()),
    }


def outcome(delivery: Delivery) -> Json:
    """What happens to a pressed card, by the answer of the bot."""
    trouble = {"note": SOMETHING_WENT_WRONG, "trouble": True}
    answer = delivery.body if delivery.accepted and isinstance(delivery.body, dict) else {}
    value = answer.get("value")
    match answer.get("statusCode"), answer.get("type"):
        case 200, "application/vnd.microsoft.card.adaptive":
            try:
                check_card(value)
            except ConnectorError:
                return trouble
            card = {"contentType": ADAPTIVE_CARD, "content": value}
            return {"attachments": (card,), "state": "replaced"}
        case 200, "application/vnd.microsoft.activity.message" if isinstance(value, str):
            return {"note": value}
        case _, "application/vnd.microsoft.error" if isinstance(value, dict):
            return {"note": str(value.get("message") or SOMETHING_WENT_WRONG), "trouble": True}
    return trouble
