"""The words of the local Teams: people, their chats with the bot, and the messages in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from teams_bot.tryout.limits import READ_WINDOWS, SEND_WINDOWS, Json, Quota

KEPT_MESSAGES: Final = 300


class NotPossibleError(ValueError):
    """What Teams would not let a person do; the text is a sentence for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Somebody of the organisation; `id` is the directory's object id, the zone is IANA's."""

    id: str
    name: str
    title: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a chat as the person sees it; `note` is a line that Teams adds below it."""

    id: str
    sender: Literal["person", "bot"]
    at: str
    text: str = ""
    text_format: str = "markdown"
    summary: str = ""
    reply_to: str = ""
    attachments: tuple[Json, ...] = ()
    state: Literal["posted", "updated", "replaced", "deleted"] = "posted"
    note: str = ""
    trouble: bool = False
    author: str = ""  # who wrote it, where several people do
    root: str = ""  # of a channel: the message that it hangs from


@dataclass(slots=True, kw_only=True)
class Chat:
    """The personal conversation of one person with the bot."""

    person: DemoPerson
    user: str
    conversation: str
    installed: bool = False
    blocked: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    sends: Quota = field(default_factory=lambda: Quota(SEND_WINDOWS))
    creates: Quota = field(default_factory=lambda: Quota(SEND_WINDOWS))
    reads: Quota = field(default_factory=lambda: Quota(READ_WINDOWS))

    @property
    def member(self) -> Json:
        """The person as an entry of the roster."""
        known = {"aadObjectId": self.person.id, "objectId": self.person.id, "userRole": "user"}
        return {"id": self.user, "name": self.person.name, **known}

    def keep(self, message: Message) -> Message:
        """Add a message or put its newer form in its place; the oldest ones are forgotten."""
        self.messages[message.id] = message
        while len(self.messages) > KEPT_MESSAGES:
            del self.messages[next(iter(self.messages))]
        return message

    def amend(self, message_id: str, changes: Mapping[str, Any]) -> Message | None:
        """Change a message in its place, if it is still remembered."""
        found = self.messages.get(message_id)
        return self.keep(replace(found, **changes)) if found else None


@dataclass(slots=True, kw_only=True)
class Room(Chat):
    """A channel or a group chat: one conversation of many people, in which the bot may be.

    `person` is the room's own id and name: to the ledger and the page it is one more chat.
    """

    kind: Literal["channel", "groupChat"]
    team: str = ""
    team_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How the bot took an activity; 504 if nothing came in time, 502 if nobody was there."""

    status: int
    body: Any
    attempts: int
    activity: Json

    @property
    def accepted(self) -> bool:
        """Whether the bot answered with success."""
        return self.status // 100 == 2  # noqa: PLR2004 - the 2 of 2xx
