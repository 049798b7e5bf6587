"""Conversations: how to reach one, and those the bot is in."""

from dataclasses import dataclass
from datetime import datetime

from matching.skills import SkillId


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """How to reach a conversation through the Bot Connector."""

    service_url: str
    conversation: str
    user: str  # the channel's id of the person
    bot: str  # the channel's id of the bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel or a group chat the bot is in. It holds nothing of any person.

    An administrator says whether questions are posted there.
    """

    id: str  # the conversation, without the message that a reply hangs from
    kind: str  # "channel" or "groupChat"
    service_url: str
    bot: str
    team: str = ""  # of a channel: the team's conversation
    name: str = ""
    seen: datetime
    used: bool = False  # whether questions are posted there
    skills: tuple[SkillId, ...] = ()  # that it is for; none: it is for all

    @property
    def address(self) -> Address:
        """How to begin something new there: nobody's own conversation, addressed to nobody."""
        return Address(service_url=self.service_url, conversation=self.id, user="", bot=self.bot)
